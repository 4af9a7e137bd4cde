"""Every read of case records goes through one place: a rule made there holds for every verb that reads.

Today everybody may read everything. Here one lead's cases are hidden from the officer who asks, by the one
function that would hide them, and nothing that reads may show them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

import iom_desktop
from iom_desktop.display.paper_subjects import plan_subject
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.appointments import (
    AppointmentDraft,
    AskedBy,
    CancelDraft,
    MoveDraft,
    OutcomeDraft,
)
from iom_desktop.domain.audiences import CONFERENCE
from iom_desktop.domain.caseload_rows import RATIONALE_HEADING
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.changes import Look
from iom_desktop.domain.codes import Cohort, RiskGroup, Rosh, Sentence
from iom_desktop.domain.conditions import ConditionDraft
from iom_desktop.domain.conferences import ConferenceDraft, MinuteDraft, MinuteKind, RequestMatter
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft
from iom_desktop.domain.documents import Document, Due, NumberedCopy
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.offending import OffendingDraft
from iom_desktop.domain.officers import Officer
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft
from iom_desktop.domain.register import CopyDraft, CopyFilter
from iom_desktop.domain.risk import (
    CheckAbout,
    CheckDraft,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    Setting,
    WithheldDraft,
)
from iom_desktop.domain.selection import ReferralDraft, ScreeningDraft
from iom_desktop.domain.service_access import ServiceAccessDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.errors import UserError
from iom_desktop.services import (
    actions,
    appointments,
    audit_log,
    band,
    case_files,
    caseload_import,
    cases,
    changes,
    compliance,
    conditions,
    conferences,
    decisions,
    deselections,
    enforcement,
    measures,
    needs,
    notes,
    offending,
    packs,
    people,
    plans,
    records,
    referrals,
    register,
    risk,
    service_access,
    since,
    statuses,
    timeline,
    today,
)
from iom_desktop.services.agenda import build_agenda
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.paper_checks import check_paper
from iom_desktop.services.papers import load_paper
from iom_desktop.storage import reading, search_index
from iom_desktop.storage.tables import KINDS, CaseRow, LetterRow, NoteRow, PersonRow, SupportRow
from tests.stores import NOW, TODAY, Desk

OPEN, HIDDEN = "PC Open", "PC Hidden"
#: Words that stand in every text of one case and of no other.
WORDS = {OPEN: "Quellazimt", HIDDEN: "Brumpforty"}


class Full:
    """A case with a record of every kind in it."""

    def __init__(self, desk: Desk, lead: str, crn: str) -> None:
        word, do = WORDS[lead], desk.do
        self.word, self.crn = word, crn
        self.case_id = desk.person(
            crn=crn,
            surname=word,
            known_as=word,
            aliases=(word,),
            managed=CaseDraft(
                police_lead=lead, review_on=TODAY, cohort=Cohort.FIXED, sentence=Sentence.LICENCE
            ),
        )
        self.flag = do(cases.raise_flag, self.case_id, "RSTO", word, date(2026, 1, 1), TODAY)
        self._risk(do, word)
        maker = DecisionMaker(name="A. Chair", agency="police")
        said = DecisionDraft(decided_on=TODAY, cohort=Cohort.FIXED, rationale=word, decided_by=(maker,))
        self._select(desk)
        self.decision = do(decisions.record_decision, self.case_id, said, TODAY)
        severe = NeedDraft(code="DRUGS", severity=Severity.STANDARD, note=word)
        do(needs.record_need, self.case_id, severe, TODAY)
        self.plan = do(plans.start_plan, self.case_id)
        goal = GoalDraft(words=f"I will stop {word}", target_on=TODAY, serves=("DRUGS",))
        self.goal = do(plans.add_goal, self.plan, goal)
        draft = ActionDraft(
            what=f"Attend {word} and see them",
            who=Who.OFFICER,
            who_name=f"PC {word}",
            who_agency="police",
            due_on=TODAY - timedelta(days=1),
            source=Source.VOLUNTARY,
        )
        self.action = do(actions.add_action, self.goal, draft, TODAY)
        do(actions.add_progress_note, self.action, word)
        do(actions.set_action_status, self.action, ActionStatus.CANNOT_BE_DONE_YET, word, TODAY, TODAY)
        self.next_plan = do(plans.agree_plan, self.plan, AgreementDraft(answer=Agreement.AGREES), TODAY)
        self.appointment = self._book(desk, NOW - timedelta(days=3))
        moved = MoveDraft(starts_at=NOW - timedelta(days=2), asked_by=AskedBy.PERSON, reason=word, place=word)
        do(appointments.move_appointment, self.appointment, 1, moved)
        recall = StepDraft(code="EA11", note=word)
        for outcome in (OutcomeDraft(outcome_code="ATTC", note=word),
                        OutcomeDraft(outcome_code="AFTC", note=f"{word} again", change_reason=word,
                                     enforcement=recall)):  # fmt: skip
            do(appointments.record_outcome, self.appointment, outcome, NOW)
        self._book(desk, NOW - timedelta(days=1))
        self._book(desk, NOW + timedelta(hours=1))
        service = ServiceAccessDraft(need_code="DRUGS", service=word, identified_on=TODAY)
        self.service = do(service_access.record_service_access, self.case_id, service, TODAY)
        do(notes.add_note, self.case_id, NoteDraft(happened_at=NOW, words=word), NOW)
        do(self._import_rationale)
        do(self._letter_and_lift)
        self._standing(desk)
        condition = ConditionDraft(source=Source.LICENCE, number="9", words=word)
        do(conditions.record_condition, self.case_id, condition)
        measure = MeasureDraft(pillar=Pillar.CONTINGENCY, trigger=word, words=word)
        do(measures.add_measure, self.case_id, measure)
        self.conference = self._conference(desk, lead)
        self.copy = self._copy(desk)
        self.look: Look = do(changes.look_into, self.case_id)

    def _copy(self, desk: Desk) -> NumberedCopy:
        """A copy of the plan that is overdue."""
        file = desk.see(load_case_file, self.case_id, NOW)
        draft = CopyDraft(recipients=(self.word,), purpose=self.word, due=Due.RETURN, due_on=TODAY)
        return desk.do(register.issue_copies, plan_subject(file, Document.PLAN), draft, TODAY)[0]

    def _conference(self, desk: Desk, lead: str) -> str:
        """A conference at which the case was minuted and given something to do; a request waits for the next."""
        on = TODAY - timedelta(days=1 if lead == OPEN else 2)
        held = desk.do(conferences.plan_conference, ConferenceDraft(held_on=on))
        desk.do(conferences.add_case, held, self.case_id)
        desk.do(conferences.open_conference, held)
        said = MinuteDraft(case_id=self.case_id, minute=MinuteKind.DECISION, words=self.word)
        desk.do(conferences.add_minute, held, said)
        given = ActionDraft(what=self.word)
        desk.do(conferences.add_conference_action, held, self.case_id, given, TODAY)
        desk.do(conferences.close_conference, held, None)
        desk.do(conferences.request_agenda, self.case_id, RequestMatter.OTHER, self.word, TODAY)
        return held

    def _standing(self, desk: Desk) -> None:
        """A colour with its reason, an arrest, and a de-selection that was taken back."""
        do, word = desk.do, self.word
        status = StatusDraft(aspect=Aspect.RAG, value="red", from_on=TODAY, reason=word, decided_by=word)
        do(statuses.change_status, self.case_id, status, TODAY)
        do(offending.record_offending, self.case_id, OffendingDraft(on_day=TODAY, offence=word), TODAY)
        let_go = DeselectionDraft(
            decided_on=TODAY,
            reason_code="CAPACITY",
            words=word,
            exit_plan=word,
            decided_by=(DecisionMaker(name="A. Chair", agency="police"),),
        )
        self.deselection = do(deselections.deselect, self.case_id, let_go, TODAY)
        do(deselections.reverse_deselection, self.deselection, word, TODAY)

    def _risk(self, do: Callable[..., Any], word: str) -> None:
        level = RiskLevel(RiskGroup.CHILDREN, Setting.COMMUNITY, Rosh.MEDIUM)
        said = RiskAssessmentDraft(
            assessed_on=TODAY, assessed_by=word, levels=(level,), who=word, nature=word, greatest=word
        )
        do(risk.assess_risk, self.case_id, said, TODAY)
        marac = MaracDraft(role=MaracRole.VICTIM, outcome=word, next_on=TODAY)
        do(risk.record_marac, self.case_id, marac, TODAY)
        asked = CheckDraft(
            about=CheckAbout.ADULT, asked_on=TODAY - timedelta(days=30), asked_by=word, asked_of=word
        )
        do(risk.ask_safeguarding, self.case_id, asked, TODAY)
        do(risk.withhold, self.case_id, WithheldDraft(words=word, why=word))

    def _import_rationale(self, session: Session) -> None:
        """A note such as an import leaves."""
        said = NoteDraft(happened_at=NOW, words=f"{RATIONALE_HEADING}{self.word}")
        note = f"import:{self.case_id}"
        session.add(NoteRow(case_id=self.case_id, source_key=note, **records.columns_of(said)))

    def _letter_and_lift(self, session: Session) -> None:
        session.add(
            LetterRow(
                case_id=self.case_id,
                appointment_id=self.appointment,
                template_code="MISSED",
                letter_format="standard",
                sent_on=TODAY,
                sent_by="post",
                addressed_to=self.word,
                subject=self.word,
                words=self.word,
            )
        )
        session.add(
            SupportRow(
                case_id=self.case_id,
                need_code="DRUGS",
                kind_code="LIFT",
                given_on=TODAY,
                given_by="PC Open",
                agency="police",
                minutes=30,
                words=self.word,
            )
        )

    def _select(self, desk: Desk) -> None:
        """Put forward and screened, so that what is decided afterwards is about a referral."""
        word = self.word
        said = ReferralDraft(referrer=word, agency="police", referred_on=TODAY, grounds=word)
        self.referral = desk.do(referrals.refer, self.case_id, said, TODAY)
        proposal = desk.see(referrals.propose_screening, self.referral, TODAY)
        scores = [one.score(one.criterion.answers[0].code) for one in proposal.scores]
        draft = ScreeningDraft(
            screened_on=TODAY, screened_by=word, agency="police", eligibility=proposal.eligibility, note=word,
            scores=tuple(score for score in scores if score is not None),
        )  # fmt: skip
        desk.do(referrals.screen, self.referral, draft, TODAY)

    def _book(self, desk: Desk, at: datetime) -> str:
        draft = AppointmentDraft(type_code="COAP", starts_at=at, place=self.word, purpose=self.word)
        return desk.do(appointments.book_appointment, self.case_id, draft)


@pytest.fixture(scope="module")
def full(shared_desk: Desk) -> dict[str, Full]:
    return {OPEN: Full(shared_desk, OPEN, "O000001"), HIDDEN: Full(shared_desk, HIDDEN, "H000001")}


def _not_of_hidden(officer: Officer) -> ColumnElement[bool] | None:
    assert officer.officer_id == "officer-1", "the rule is told who is asking"
    return CaseRow.police_lead != HIDDEN


@pytest.fixture
def ruled(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, the cases of one lead are hidden."""
    monkeypatch.setattr(reading, "rules_for", _not_of_hidden)


def _pack_cases(desk: Desk, conference_id: str) -> tuple[Any, ...]:
    """The cases of a conference's pack; none where it says that there is none."""
    with suppress(UserError):
        return desk.see(packs.load_pack, conference_id, CONFERENCE, NOW).cases
    return ()


def _case_verbs() -> dict[str, Callable[[Desk, Full], Any]]:
    """Whatever a service can tell of one case, by name."""
    see = {
        "load_case": lambda d, f: d.see(cases.load_case, f.case_id),
        "case_with_crn": lambda d, f: d.see(cases.case_with_crn, f.crn),
        "open_case": lambda d, f: d.do(cases.open_case, f.case_id),
        "list_flags": lambda d, f: d.see(cases.list_flags, f.case_id),
        "list_assessments": lambda d, f: d.see(risk.list_assessments, f.case_id),
        "current_assessment": lambda d, f: d.see(risk.current_assessment, f.case_id),
        "list_maracs": lambda d, f: d.see(risk.list_maracs, f.case_id),
        "list_checks": lambda d, f: d.see(risk.list_checks, f.case_id),
        "list_withheld": lambda d, f: d.see(risk.list_withheld, f.case_id),
        "count_withheld": lambda d, f: d.see(risk.count_withheld, f.case_id),
        "list_prompts": lambda d, f: d.see(risk.list_prompts, f.case_id, TODAY + timedelta(days=400)),
        "list_referrals": lambda d, f: d.see(referrals.list_referrals, f.case_id),
        "list_screenings": lambda d, f: d.see(referrals.list_screenings, f.case_id),
        "propose_screening": lambda d, f: d.see(referrals.propose_screening, f.referral, TODAY),
        "latest_screening": lambda d, f: d.see(referrals.latest_screening, f.referral),
        "load_decision_file": lambda d, f: d.see(decisions.load_decision_file, f.decision, NOW),
        "decision_in_force": lambda d, f: d.see(decisions.decision_in_force, f.case_id),
        "decision_to_replace": lambda d, f: d.see(decisions.decision_to_replace, f.case_id, None),
        "list_decisions": lambda d, f: d.see(decisions.list_decisions, f.case_id),
        "current_decision": lambda d, f: d.see(decisions.current_decision, f.case_id),
        "list_copies": lambda d, f: d.see(register.list_copies, CopyFilter(case_id=f.case_id), TODAY),
        "list_copies of words": lambda d, f: d.see(register.list_copies, CopyFilter(recipient=f.word), TODAY),
        "load_copy": lambda d, f: d.see(register.load_copy, f.copy.id),
        "find_by_code": lambda d, f: d.see(register.find_by_code, f.copy.code),
        "check_paper": lambda d, f: d.see(check_paper, f.copy.code, NOW),
        "load_paper": lambda d, f: d.see(
            load_paper, PaperWish(document=Document.PLAN, case_id=f.case_id), NOW
        ),
        "list_needs": lambda d, f: d.see(needs.list_needs, f.case_id),
        "list_conditions": lambda d, f: d.see(conditions.list_conditions, f.case_id),
        "list_measures": lambda d, f: d.see(measures.list_measures, f.case_id),
        "list_versions": lambda d, f: d.see(plans.list_versions, f.case_id),
        "newest_plan": lambda d, f: d.see(plans.newest_plan, f.case_id),
        "plan_in_force": lambda d, f: d.see(plans.plan_in_force, f.case_id),
        "load_plan": lambda d, f: d.see(plans.load_plan, f.plan),
        "compare_versions": lambda d, f: d.see(plans.compare_versions, f.plan, f.next_plan) or "same",
        "list_owners": lambda d, f: [
            one for one in d.see(actions.list_owners, f.case_id) if f.word in one.name
        ],
        "list_appointments": lambda d, f: d.see(appointments.list_appointments, f.case_id),
        "next_appointment": lambda d, f: d.see(appointments.next_appointment, f.case_id, NOW),
        "load_appointment": lambda d, f: d.see(appointments.load_appointment, f.appointment),
        "list_moves": lambda d, f: d.see(appointments.list_moves, f.appointment),
        "list_steps": lambda d, f: d.see(enforcement.list_steps, f.case_id),
        "list_proceedings": lambda d, f: d.see(enforcement.list_proceedings, f.case_id),
        "assess": lambda d, f: d.see(compliance.assess, f.case_id, NOW),
        "list_earlier_outcomes": lambda d, f: d.see(appointments.list_earlier_outcomes, f.appointment),
        "find_clashes": lambda d, f: d.see(
            appointments.find_clashes,
            f.case_id,
            AppointmentDraft(type_code="COAP", starts_at=NOW + timedelta(hours=1), minutes=30),
        ),
        "list_service_access": lambda d, f: d.see(service_access.list_service_access, f.case_id),
        "load_service_access": lambda d, f: d.see(service_access.load_service_access, f.service),
        "list_notes": lambda d, f: d.see(notes.list_notes, f.case_id),
        "list_statuses": lambda d, f: d.see(statuses.list_statuses, f.case_id),
        "list_episodes": lambda d, f: d.see(statuses.list_episodes, f.case_id),
        "load_band": lambda d, f: d.see(band.load_band, f.case_id, TODAY),
        "list_offending": lambda d, f: d.see(offending.list_offending, f.case_id),
        "list_deselections": lambda d, f: d.see(deselections.list_deselections, f.case_id),
        "load_deselection_file": lambda d, f: d.see(deselections.load_deselection_file, f.deselection, NOW),
        "gather_evidence": lambda d, f: d.see(deselections.gather_evidence, f.case_id, TODAY),
        "flags_that_end": lambda d, f: d.see(deselections.flags_that_end, f.case_id),
        "list_timeline": lambda d, f: d.see(timeline.list_timeline, f.case_id),
        "list_timeline with words": lambda d, f: d.see(timeline.list_timeline, f.case_id, f.word),
        "load_case_file": lambda d, f: d.see(case_files.load_case_file, f.case_id, NOW),
        "conference cases": lambda d, f: d.see(conferences.list_cases, f.conference),
        "conference minutes": lambda d, f: d.see(conferences.list_minutes, f.conference),
        "conference actions": lambda d, f: d.see(conferences.list_actions, f.conference, TODAY),
        "load_pack": lambda d, f: _pack_cases(d, f.conference),
        "load_minutes": lambda d, f: d.see(packs.load_minutes, f.conference, CONFERENCE, NOW).cases,
        "load_action_list": lambda d, f: d.see(packs.load_action_list, f.conference, CONFERENCE, NOW).new,
        "read_back": lambda d, f: d.see(conferences.read_back, f.conference, TODAY),
        "list_requests": lambda d, f: d.see(conferences.list_requests, f.case_id),
        "build_agenda": lambda d, f: [
            one for one in d.see(build_agenda, date(2026, 12, 3)).cases if one.case_id == f.case_id
        ],
        "what_happened": lambda d, f: d.see(since.what_happened, f.case_id, datetime(2020, 1, 1), NOW),
        "last_conference_of": lambda d, f: d.see(since.last_conference_of, f.case_id),
        "list_access": lambda d, f: d.see(audit_log.list_access, f.case_id),
        "list_changes": lambda d, f: d.see(changes.list_changes, _long_ago(f.look)),
        "look_into": lambda d, f: d.do(changes.look_into, f.case_id),
        "imported_rationale": lambda d, f: d.see(caseload_import.imported_rationale, f.case_id),
    }
    return see  # type: ignore[return-value]


def _long_ago(look: Look) -> Look:
    """The look as if the case had not been opened since before anything was done to it."""
    return replace(look, before=datetime(2020, 1, 1), since=0, opened=10**9)


CASE_VERBS = _case_verbs()


def told(verb: str, desk: Desk, full: Full) -> Any:
    """What the verb returns; nothing where it says that there is no such record."""
    try:
        return CASE_VERBS[verb](desk, full)
    except UserError as refused:
        if not re.search(
            "no longer in the store|nobody in this store|No paper of this store", refused.message
        ):
            raise
        return None


@pytest.mark.parametrize("verb", sorted(CASE_VERBS))
def test_without_a_rule_everybody_reads_everything(
    shared_desk: Desk, full: dict[str, Full], verb: str
) -> None:
    assert told(verb, shared_desk, full[HIDDEN])


@pytest.mark.parametrize("verb", sorted(CASE_VERBS))
def test_what_a_rule_hides_no_verb_tells(
    shared_desk: Desk, full: dict[str, Full], ruled: None, verb: str
) -> None:
    assert not told(verb, shared_desk, full[HIDDEN])
    assert told(verb, shared_desk, full[OPEN]), "what is not hidden is told as before"


def across(desk: Desk) -> Iterator[tuple[str, set[str]]]:
    """What tells of many cases at once, and the CRNs it shows."""
    index = desk.see(people.load_people_index)
    yield "list_cases", {row.crn for row in desk.see(cases.list_cases, NOW)}
    yield "list_today", {item.crn for item in desk.see(today.list_today, NOW)}
    yield "list_due", {item.crn for item in desk.see(today.list_due, NOW)}
    day = datetime(2026, 11, 22)
    of_day = desk.see(appointments.appointments_of_day, day, day + timedelta(days=1))
    yield "appointments_of_day", {one.crn for one in of_day}
    yield "outcomes_missing", {one.crn for one in desk.see(appointments.outcomes_missing, NOW)}
    crns = {row.id: row.crn for row in desk.see(cases.list_cases, NOW)}
    stages = list(desk.see(lambda session: list(compliance.assess_all(session, NOW))))
    yield "assess_all", {crns.get(one.case_id, "hidden") for one in stages}
    for word in (*WORDS.values(), "again"):
        yield f"find_words {word}", {hit.crn for hit in desk.see(timeline.find_words, word)}
    for typed in (*WORDS.values(), "O000001", "H000001", "23051986"):
        yield f"people {typed}", {match.crn for match in index.find(typed)}


def test_nor_does_any_list_across_cases(shared_desk: Desk, full: dict[str, Full], ruled: None) -> None:
    shown = dict(across(shared_desk))
    assert [name for name, crns in shown.items() if {"H000001", "hidden"} & crns] == []
    assert shown["list_cases"] == {"O000001"}
    assert shown[f"find_words {WORDS[OPEN]}"] == {"O000001"}
    assert shown[f"find_words {WORDS[HIDDEN]}"] == set()


def test_without_a_rule_the_lists_show_both(shared_desk: Desk, full: dict[str, Full]) -> None:
    whose = {name: crns for name, crns in across(shared_desk) if "H000001" in crns}
    assert set(whose) == {
        "list_cases",
        "list_today",
        "list_due",
        "appointments_of_day",
        "outcomes_missing",
        "assess_all",
        f"find_words {WORDS[HIDDEN]}",
        "find_words again",
        f"people {WORDS[HIDDEN]}",
        "people H000001",
        "people 23051986",
    }


def test_hidden_hits_do_not_push_others_out_of_a_search(
    shared_desk: Desk, full: dict[str, Full], ruled: None
) -> None:
    assert len(shared_desk.see(timeline.find_words, "again", 1)) == 1


def test_what_is_hidden_cannot_be_changed_either(
    shared_desk: Desk, full: dict[str, Full], ruled: None
) -> None:
    hidden = full[HIDDEN]
    for verb, args in (
        (notes.add_note, (hidden.case_id, NoteDraft(happened_at=NOW, words="Seen"), NOW)),
        (actions.add_progress_note, (hidden.action, "Rang")),
        (plans.add_goal, (hidden.next_plan, GoalDraft(words="I will stop"))),
        (cases.end_flag, (hidden.flag, TODAY, TODAY, "Over")),
        (
            appointments.cancel_appointment,
            (hidden.appointment, 1, CancelDraft(asked_by=AskedBy.PERSON, reason="Ill")),
        ),
        (enforcement.record_step, (hidden.appointment, StepDraft(code="WLS"), TODAY)),
        (risk.withhold, (hidden.case_id, WithheldDraft(words="x", why="y"))),
        (needs.record_need, (hidden.case_id, NeedDraft(code="ETE", severity=Severity.NONE), TODAY)),
    ):
        with pytest.raises(UserError, match="no longer in the store"):
            shared_desk.do(verb, *args)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_rule_reaches_every_kind_of_record_however_it_is_asked_for(
    shared_desk: Desk, full: dict[str, Full], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """By rows, by columns, by an alias, by counting, and one by its id."""
    row_class: Any = KINDS[kind]
    if kind not in ("person", "case") and not hasattr(row_class, "case_id"):
        return  # settings and code lists belong to no case
    other = aliased(row_class)

    def counts() -> tuple[int, ...]:
        with shared_desk.store.read() as session:
            ids = [row.id for row in session.scalars(select(row_class))]
            return (
                len(ids),
                len(session.execute(select(row_class.id)).all()),
                len(session.execute(select(other.id)).all()),
                session.scalar(select(func.count()).select_from(row_class)) or 0,
            )

    with shared_desk.store.read() as session:
        hidden = [
            record_id
            for record_id in session.scalars(select(row_class.id))
            if _case_of(session.get_one(row_class, record_id)) == full[HIDDEN].case_id
            or (kind == "person" and session.get_one(PersonRow, record_id).crn == "H000001")
        ]
    before = counts()
    assert hidden, "the case holds a record of every kind"
    monkeypatch.setattr(reading, "rules_for", _not_of_hidden)
    assert counts() == tuple(count - len(hidden) for count in before)
    for record_id in hidden:
        with shared_desk.store.read() as session:
            assert session.get(row_class, record_id) is None


def _case_of(row: Any) -> str:
    return row.id if isinstance(row, CaseRow) else getattr(row, "case_id", "")


def test_the_search_index_is_read_by_the_rules(shared_desk: Desk, full: dict[str, Full], ruled: None) -> None:
    with shared_desk.store.read() as session:
        assert search_index.find(session, WORDS[HIDDEN]) == []
        assert search_index.find(session, WORDS[HIDDEN], case_id=full[HIDDEN].case_id) == []
        found = search_index.find(session, WORDS[OPEN], kinds=("note",))
        assert {(kind, case_id) for kind, _record, case_id in found} == {("note", full[OPEN].case_id)}


def test_a_session_that_was_not_told_who_asks_reads_nothing(shared_desk: Desk) -> None:
    with shared_desk.store.read() as session:
        del session.info[reading.OFFICER]
        with pytest.raises(AssertionError, match="which officer is asking"):
            session.scalars(select(NoteRow)).all()


# --- No way round it -----------------------------------------------------------------------------------

SERVICES = sorted((Path(iom_desktop.__file__).parent / "services").glob("*.py"))
#: What a service may do with the bare connection: the audit head is no case record.
ALLOWED = {
    "register.py": ["audit.last_link(session.connection())"],
}


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_no_service_reads_past_its_session(path: Path) -> None:
    """Plain SQL, a bare connection or a table in place of its class would not meet the rules."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("connection", "exec_driver_sql", "get_bind", "connect"):
                found.append(node)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            assert "text" not in {name.name for name in node.names}, path.name
    said = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    excused = sum(said.count(call) for call in ALLOWED.get(path.name, ()))
    assert len(found) == excused, [ast.unparse(node) for node in found]
