"""Risk: assessments of serious harm, MAPPA, MARAC, safeguarding checks, and information kept apart.

``list_withheld`` is the one way to information that is not to be disclosed to the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.clock import local_time
from iom_desktop.domain.codes import Answer, RiskGroup, Rosh
from iom_desktop.domain.dates import working_days_after
from iom_desktop.domain.risk import (
    ANSWER_WORKING_DAYS,
    AnswerDraft,
    CheckAbout,
    CheckAnswer,
    CheckDraft,
    MappaDraft,
    Marac,
    MaracDraft,
    MaracRole,
    RiskAssessment,
    RiskAssessmentDraft,
    RiskLevel,
    SafeguardingCheck,
    Setting,
    Withheld,
    WithheldDraft,
    groups_at,
)
from iom_desktop.domain.risk_prompts import Prompt, RiskFacts, prompts
from iom_desktop.errors import UserError
from iom_desktop.services import records
from iom_desktop.services.codes import holidays
from iom_desktop.services.standing import refresh_standing
from iom_desktop.storage.tables import (
    CaseRow,
    FlagRow,
    MaracRow,
    RiskAssessmentRow,
    RiskMeasureRow,
    SafeguardingCheckRow,
    WithheldRow,
)

#: The pillar of the risk management plan that keeps victims safe.
VICTIM_SAFETY = "victim_safety"
_IN_ONE_QUERY = 400

# --- Risk of serious harm ------------------------------------------------------------------------------


def assess_risk(session: Session, case_id: str, draft: RiskAssessmentDraft, today: date) -> str:
    """Record an assessment; the case's level, groups and words follow the newest. Raises ``UserError``."""
    case = records.fetch(session, CaseRow, case_id)
    said = draft.check(today)
    row = RiskAssessmentRow(case_id=case_id, **records.columns_of(said))
    session.add(row)
    session.flush()
    _follow(session, case)
    refresh_standing(session, case_id)
    return row.id


def _follow(session: Session, case: CaseRow) -> None:
    """The case says what its newest assessment says."""
    newest = list_assessments(session, case.id)[0].said
    for name, value in (
        ("rosh", None if newest.overall is None else newest.overall.value),
        ("rosh_groups", [group.value for group in newest.groups]),
        ("risk_when", newest.greatest),
        ("risk_increases", newest.increases),
        ("risk_reduces", newest.reduces),
    ):
        if getattr(case, name) != value:
            setattr(case, name, value)


def list_assessments(session: Session, case_id: str) -> list[RiskAssessment]:
    """The assessments of the case, the newest by its day first: that one is in force."""
    rows = session.scalars(
        select(RiskAssessmentRow)
        .where(RiskAssessmentRow.case_id == case_id)
        .order_by(
            RiskAssessmentRow.assessed_on.desc(),
            RiskAssessmentRow.made_at.desc(),
            RiskAssessmentRow.id.desc(),
        )
    )
    return [_assessment(row) for row in rows]


def current_assessment(session: Session, case_id: str) -> RiskAssessment | None:
    """The assessment in force, if there is one."""
    return next(iter(list_assessments(session, case_id)), None)


def _assessment(row: RiskAssessmentRow) -> RiskAssessment:
    return RiskAssessment(
        id=row.id,
        case_id=row.case_id,
        said=records.draft_of(RiskAssessmentDraft, row, {"levels": _levels}),
        made_at=row.made_at,
        made_by=row.made_by,
    )


def _levels(stored: Iterable[dict[str, str]]) -> tuple[RiskLevel, ...]:
    return tuple(
        RiskLevel(RiskGroup(one["group"]), Setting(one["setting"]), Rosh(one["level"])) for one in stored
    )


# --- MAPPA ---------------------------------------------------------------------------------------------


def set_mappa(session: Session, case_id: str, version: int, draft: MappaDraft, today: date) -> None:
    """Say what is known of MAPPA. Raises ``UserError``, ``StaleEdit``."""
    row = records.fetch_version(session, CaseRow, case_id, version)
    records.write_onto(row, draft.check(today))


# --- MARAC ---------------------------------------------------------------------------------------------


def record_marac(session: Session, case_id: str, draft: MaracDraft, today: date) -> str:
    """Record a MARAC, or that one was considered. Raises ``UserError``."""
    records.fetch(session, CaseRow, case_id)
    row = MaracRow(case_id=case_id, **records.columns_of(draft.check(today)))
    session.add(row)
    session.flush()
    return row.id


def change_marac(session: Session, marac_id: str, version: int, draft: MaracDraft, today: date) -> None:
    """Change what is recorded of a MARAC. Raises ``UserError``, ``StaleEdit``."""
    row = records.fetch_version(session, MaracRow, marac_id, version)
    records.write_onto(row, draft.check(today))


def list_maracs(session: Session, case_id: str) -> list[Marac]:
    """The MARACs of the case, the newest first."""
    rows = session.scalars(select(MaracRow).where(MaracRow.case_id == case_id))
    return sorted(map(_marac, rows), key=lambda one: (one.latest_on, one.id), reverse=True)


def _marac(row: MaracRow) -> Marac:
    return Marac(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        said=records.draft_of(MaracDraft, row, {"role": MaracRole}),
        recorded_on=local_time(row.made_at).date(),
        made_by=row.made_by,
    )


# --- Safeguarding checks -------------------------------------------------------------------------------


def ask_safeguarding(session: Session, case_id: str, draft: CheckDraft, today: date) -> str:
    """Record that children's or adults' services were asked. Raises ``UserError``."""
    records.fetch(session, CaseRow, case_id)
    said = records.columns_of(draft.check(today))
    row = SafeguardingCheckRow(case_id=case_id, answered_on=None, answer="", note="", **said)
    session.add(row)
    session.flush()
    return row.id


def answer_safeguarding(
    session: Session, check_id: str, version: int, draft: AnswerDraft, today: date
) -> None:
    """Record the answer, or correct it; what the case says of its children follows.

    Raises ``UserError``, ``StaleEdit``.
    """
    row = records.fetch_version(session, SafeguardingCheckRow, check_id, version)
    records.write_onto(row, draft.check(row.asked_on, today))
    if row.about == CheckAbout.CHILD.value:
        session.flush()
        _keep_children(session, records.fetch(session, CaseRow, row.case_id), row)


def _keep_children(session: Session, case: CaseRow, row: SafeguardingCheckRow) -> None:
    """Bring the case in line with its child checks.

    A concern that an officer recorded is not taken away by an answer; one that an answer brought is.
    """
    answered = [
        one
        for one in list_checks(session, case.id)
        if one.about is CheckAbout.CHILD and one.answered_on and one.answer not in (None, CheckAnswer.REFUSED)
    ]
    if not answered:
        return
    order = sorted(answered, key=lambda one: (one.answered_on or date.min, one.asked_on, one.id))
    newest, earlier = order[-1], order[:-1]
    if newest.answered_on is not None and newest.answered_on > (case.safeguarding_checked_on or date.min):
        case.safeguarding_checked_on = newest.answered_on
    if newest.answer is CheckAnswer.KNOWN_CURRENT:
        said = Answer.YES
    elif case.child_safeguarding == Answer.YES.value and not (
        earlier and earlier[-1].answer is CheckAnswer.KNOWN_CURRENT
    ):
        return
    else:
        said = Answer.NO
    if case.child_safeguarding != said.value:
        case.child_safeguarding = said.value


def list_checks(session: Session, case_id: str) -> list[SafeguardingCheck]:
    """The safeguarding checks of the case, the newest first."""
    rows = session.scalars(
        select(SafeguardingCheckRow)
        .where(SafeguardingCheckRow.case_id == case_id)
        .order_by(SafeguardingCheckRow.asked_on.desc(), SafeguardingCheckRow.id.desc())
    )
    closed = holidays(session)
    return [_check(row, closed) for row in rows]


def _check(row: SafeguardingCheckRow, closed: Collection[date]) -> SafeguardingCheck:
    return SafeguardingCheck(
        id=row.id,
        version=row.version,
        case_id=row.case_id,
        about=CheckAbout(row.about),
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        asked_of=row.asked_of,
        answered_on=row.answered_on,
        answer=CheckAnswer(row.answer) if row.answer else None,
        note=row.note,
        due_on=working_days_after(row.asked_on, ANSWER_WORKING_DAYS, frozenset(closed)),
    )


# --- What is kept apart --------------------------------------------------------------------------------


def withhold(session: Session, case_id: str, draft: WithheldDraft) -> str:
    """Keep information apart from what the person may be told. Raises ``UserError``."""
    records.fetch(session, CaseRow, case_id)
    row = WithheldRow(case_id=case_id, ended_on=None, ended_reason="", **records.columns_of(draft.check()))
    session.add(row)
    session.flush()
    return row.id


def end_withheld(session: Session, withheld_id: str, reason: str, today: date) -> None:
    """Say that information need not be kept apart any longer; it stays on record. Raises ``UserError``."""
    row = records.fetch(session, WithheldRow, withheld_id)
    if row.ended_on is not None:
        raise UserError(f"This was ended on {row.ended_on:%d/%m/%Y}.")
    checks = Checks()
    cleaned = checks.note(reason, "reason", "Reason", required=True)
    checks.done()
    row.ended_on, row.ended_reason = today, cleaned


def list_withheld(session: Session, case_id: str) -> list[Withheld]:
    """What is kept apart in the case, ended ones too, the newest first. Never for the person's eyes."""
    rows = session.scalars(
        select(WithheldRow).where(WithheldRow.case_id == case_id).order_by(WithheldRow.id.desc())
    )
    return [
        Withheld(
            id=row.id,
            case_id=row.case_id,
            said=records.draft_of(WithheldDraft, row, {}),
            made_at=row.made_at,
            made_by=row.made_by,
            ended_on=row.ended_on,
            ended_reason=row.ended_reason,
        )
        for row in rows
    ]


def count_withheld(session: Session, case_id: str) -> int:
    """How many things are kept apart now: papers say that there are, and never what."""
    query = select(func.count(WithheldRow.id)).where(
        WithheldRow.case_id == case_id, WithheldRow.ended_on.is_(None)
    )
    return session.scalar(query) or 0


# --- What to ask ---------------------------------------------------------------------------------------


def list_prompts(session: Session, case_id: str, today: date) -> tuple[Prompt, ...]:
    """What is to be asked about the case: checks that are missing or old. Raises ``UserError``."""
    records.fetch(session, CaseRow, case_id)
    return prompts_of(session, [case_id], today).get(case_id, ())


def prompts_of(session: Session, case_ids: Collection[str], today: date) -> dict[str, tuple[Prompt, ...]]:
    """The prompts of several cases at once, those without any left out."""
    found: dict[str, tuple[Prompt, ...]] = {}
    for some in records.batches(case_ids, _IN_ONE_QUERY):
        for case_id, facts in _facts_of(session, some).items():
            if asked := prompts(facts, today):
                found[case_id] = asked
    return found


def _facts_of(session: Session, case_ids: list[str]) -> dict[str, RiskFacts]:
    flags = _grouped(
        session.execute(
            select(FlagRow.case_id, FlagRow.code).where(
                FlagRow.case_id.in_(case_ids), FlagRow.ended_on.is_(None)
            )
        )
    )
    maracs = _grouped(
        (row.case_id, _marac(row))
        for row in session.scalars(select(MaracRow).where(MaracRow.case_id.in_(case_ids)))
    )
    checks = _grouped(
        (row.case_id, _check(row, ()))
        for row in session.scalars(
            select(SafeguardingCheckRow).where(SafeguardingCheckRow.case_id.in_(case_ids))
        )
    )
    above_low = _above_low(session, case_ids)
    protected = set(
        session.scalars(
            select(RiskMeasureRow.case_id).where(
                RiskMeasureRow.case_id.in_(case_ids),
                RiskMeasureRow.pillar == VICTIM_SAFETY,
                RiskMeasureRow.ended_on.is_(None),
            )
        )
    )
    rows = session.execute(
        select(
            CaseRow.id,
            CaseRow.domestic_abuse,
            CaseRow.child_safeguarding,
            CaseRow.rosh,
            CaseRow.rosh_groups,
            CaseRow.mappa,
            CaseRow.mappa_reference,
            CaseRow.safeguarding_checked_on,
        ).where(CaseRow.id.in_(case_ids))
    )
    return {
        case_id: RiskFacts(
            flags=frozenset(flags.get(case_id, ())),
            domestic_abuse=Answer(abuse),
            child_safeguarding=Answer(children),
            rosh=Rosh(rosh) if rosh else None,
            at_risk=above_low.get(case_id, _of_case(rosh, groups)),
            mappa=mappa,
            mappa_reference=reference,
            child_checked_on=checked,
            victim_safety=case_id in protected,
            maracs=maracs.get(case_id, ()),
            checks=checks.get(case_id, ()),
        )
        for case_id, abuse, children, rosh, groups, mappa, reference, checked in rows
    }


def _grouped(pairs: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for case_id, one in pairs:
        found.setdefault(case_id, []).append(one)
    return found


def _of_case(rosh: str | None, groups: list[str]) -> frozenset[RiskGroup]:
    """The groups at risk of a case that was brought in without an assessment."""
    return frozenset() if rosh in (None, Rosh.LOW.value) else frozenset(map(RiskGroup, groups))


def _above_low(session: Session, case_ids: list[str]) -> dict[str, frozenset[RiskGroup]]:
    """The groups above low in each case's newest assessment."""
    rows = session.execute(
        select(RiskAssessmentRow.case_id, RiskAssessmentRow.levels)
        .where(RiskAssessmentRow.case_id.in_(case_ids))
        .order_by(RiskAssessmentRow.assessed_on, RiskAssessmentRow.made_at, RiskAssessmentRow.id)
    )
    return {case_id: frozenset(groups_at(_levels(levels), Rosh.MEDIUM)) for case_id, levels in rows}
