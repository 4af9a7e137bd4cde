"""Rows of how a person came to IOM, what they were under it, and how they left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from iom_desktop.demo import screenings
from iom_desktop.demo.invented import InventedCase
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.decisions import DecisionDraft
from iom_desktop.services import decisions, records
from iom_desktop.storage.tables import (
    CaseStatusRow,
    DecisionRow,
    DeselectionRow,
    OffendingRow,
    Record,
    ReferralRow,
)


def status_of(case: InventedCase) -> IomStatus:
    """Where the invented person stands to the scheme."""
    if case.deselection is not None and not case.deselection.earlier:
        return IomStatus.DESELECTED
    if case.decision is None and case.referral is not None and case.managed.adopted_on is None:
        return IomStatus.REFERRED
    return IomStatus.ADOPTED


def rows(case: InventedCase, case_id: str, referral_id: str, today: date) -> Iterator[Record]:
    """The referral (with the id given), decisions, de-selection, status history and arrests."""
    if case.referral is not None:
        said = case.referral
        referral = ReferralRow(
            case_id=case_id,
            referred_on=said.referred_on,
            referrer=said.referrer,
            agency=said.agency,
            grounds=said.grounds,
            panel_on=said.panel_on,
            state=said.state,
            withdrawn_on=None,
            withdrawn_reason="",
        )
        referral.id = referral_id
        yield referral
        screening = screenings.screen(case, case_id, referral_id)
        if screening is not None:
            yield screening
    if case.earlier_decision is not None:
        yield _decision(case.earlier_decision, case_id, None, today)
    if case.decision is not None:
        yield _decision(case.decision, case_id, referral_id if case.referral else None, today)
    if case.deselection is not None:
        yield _deselection(case, case_id)
    yield from _statuses(case, case_id)
    for event in case.offending:
        yield OffendingRow(
            case_id=case_id,
            event=event.event,
            on_day=event.on_day,
            offence=event.offence,
            neighbourhood=event.neighbourhood,
            note="",
            struck_on=None,
            struck_reason="",
        )


def _decision(draft: DecisionDraft, case_id: str, referral_id: str | None, today: date) -> DecisionRow:
    said = decisions.decision_columns(draft.check(today)) | {"referral_id": referral_id}
    return DecisionRow(case_id=case_id, supersede_reason="", superseded_on=None, **said)


def _deselection(case: InventedCase, case_id: str) -> DeselectionRow:
    said = case.deselection
    if said is None:
        raise AssertionError("asked only of who was let go")
    since = [one for one in case.offending if one.event == "arrest" and one.on_day >= said.adopted_on]
    arrests = sum(one.on_day <= said.decided_on for one in since)
    return DeselectionRow(
        case_id=case_id,
        conference_id=None,
        decided_on=said.decided_on,
        adopted_on=said.adopted_on,
        reason_code=said.reason_code,
        words=said.words,
        evidence=[
            {"topic": "offending", "words": f"Arrests since adoption: {arrests}."},
            {"topic": "services", "words": "Drug treatment attended for five months and finished."},
        ],
        exit_plan="Treatment goes on with Northgate Recovery Service. The neighbourhood team calls once a month "
        "until the summer, and tells the IOM desk if anything changes.",
        decided_by=[
            {"name": case.police.name, "agency": "police"},
            {"name": case.probation.name, "agency": "probation"},
        ],
        dissent="",
        supersede_reason="",
        superseded_on=None,
    )


def _statuses(case: InventedCase, case_id: str) -> Iterator[CaseStatusRow]:
    """Each status up to the next of its aspect."""
    for place, one in enumerate(case.statuses):
        following = next((later for later in case.statuses[place + 1 :] if later.aspect is one.aspect), None)
        columns = records.columns_of(one)
        del columns["release_on"]
        yield CaseStatusRow(
            case_id=case_id, to_on=following.from_on if following is not None else None, **columns
        )
