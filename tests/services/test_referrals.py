"""Referrals and screenings: who was put forward, on what grounds, and what the rules of that day came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.code_lists import CodeItemDraft, EndItemDraft
from iom_desktop.domain.codes import SCORE_BANDS, SCORING_MATRIX, Cohort, IomStatus, Phase, Rosh, Sentence
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.offending import OffendingDraft, OffendingEvent
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.risk import MaracDraft, MaracRole
from iom_desktop.domain.selection import (
    EligibilityCheck,
    Recommendation,
    ReferralDraft,
    ReferralState,
    Score,
    ScreeningDraft,
    ScreeningProposal,
)
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.domain.today import DECIDE_REFERRAL, SCREEN_REFERRAL, Matter, TodayItem
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services.cases import list_cases, load_case
from iom_desktop.services.code_changes import change_item, end_item, load_item
from iom_desktop.services.decisions import current_decision, record_decision
from iom_desktop.services.needs import record_need
from iom_desktop.services.offending import list_offending, record_offending, strike_out
from iom_desktop.services.referrals import (
    latest_screening,
    list_referrals,
    list_screenings,
    load_referral,
    open_referral,
    propose_screening,
    refer,
    refer_person,
    screen,
    set_panel,
    withdraw,
)
from iom_desktop.services.risk import record_marac
from iom_desktop.services.statuses import change_status
from iom_desktop.services.timeline import find_words, list_timeline
from iom_desktop.services.today import list_today
from iom_desktop.storage.store import Store
from tests.stores import NOW, TODAY, Desk

SAID = ReferralDraft(
    referrer="Sgt Test Cole",
    agency="police",
    referred_on=date(2026, 11, 3),
    grounds="Six burglaries since June.",
)
REFERRED = CaseDraft(sentence=Sentence.LICENCE, ogrs=82)


def referred(desk: Desk, managed: CaseDraft = REFERRED, **said: Any) -> tuple[str, str]:
    """Somebody put forward; the case's id and the referral's."""
    case_id = desk.newcomer(managed=managed)
    return case_id, desk.do(refer, case_id, replace(SAID, **said), TODAY)


def taken(proposal: ScreeningProposal, **more: Any) -> ScreeningDraft:
    """The screening that takes what is proposed; police intelligence is some."""
    scores: list[Score] = []
    for one in proposal.scores:
        score = one.score(one.code or one.criterion.answers[1].code)
        assert score is not None
        scores.append(score)
    said: dict[str, Any] = {
        "screened_on": TODAY,
        "screened_by": "PC Test Baker",
        "agency": "police",
        "eligibility": proposal.eligibility,
        "scores": tuple(scores),
    }
    return ScreeningDraft(**said | more)


def screened(desk: Desk, referral_id: str, **more: Any) -> str:
    day = more.get("screened_on", TODAY)
    draft = taken(desk.see(propose_screening, referral_id, day), **more)
    return desk.do(screen, referral_id, draft, TODAY)


def decide(desk: Desk, case_id: str, outcome: DecisionOutcome, reason: str = "", **more: Any) -> str:
    said: dict[str, Any] = {
        "outcome": outcome,
        "decided_on": TODAY,
        "cohort": Cohort.FIXED if outcome is DecisionOutcome.ACCEPT else None,
        "rationale": "Because",
        "elsewhere": "MAPPA",
        "decided_by": (DecisionMaker(name="A. Chair", agency="police"),),
    }
    return desk.do(record_decision, case_id, DecisionDraft(**said | more), TODAY, reason)


def state(desk: Desk, referral_id: str) -> ReferralState:
    return desk.see(load_referral, referral_id).state


def status(desk: Desk, case_id: str) -> IomStatus:
    return desk.see(load_case, case_id).iom_status


# --- Putting forward -------------------------------------------------------------------------------------


def test_everything_said_of_a_referral_is_kept_and_the_person_waits(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    (kept,) = shared_desk.see(list_referrals, case_id)
    assert (kept.id, kept.case_id, kept.said) == (referral_id, case_id, SAID)
    assert (kept.recorded_by, kept.recorded_at) == ("PC Test Baker", NOW)
    assert kept.state is ReferralState.REFERRED
    assert status(shared_desk, case_id) is IomStatus.REFERRED
    assert shared_desk.see(open_referral, case_id) == kept


@pytest.mark.parametrize(
    "wrong, field", [({"grounds": " "}, "grounds"), ({"referred_on": None}, "referred_on")]
)
def test_a_referral_without_what_it_needs_is_not_kept(
    shared_desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    case_id = shared_desk.newcomer(managed=REFERRED)
    with pytest.raises(FieldErrors) as caught:
        shared_desk.do(refer, case_id, replace(SAID, **wrong), TODAY)
    assert caught.value.field == field
    assert shared_desk.see(list_referrals, case_id) == []


def test_one_referral_waits_at_a_time(shared_desk: Desk) -> None:
    case_id, _referral = referred(shared_desk)
    with pytest.raises(UserError, match="03/11/2026 waits to be decided"):
        shared_desk.do(refer, case_id, SAID, TODAY)
    assert len(shared_desk.see(list_referrals, case_id)) == 1


def test_who_is_under_iom_by_a_decision_is_not_referred(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    decide(shared_desk, case_id, DecisionOutcome.ACCEPT)
    with pytest.raises(UserError, match="under IOM by a decision"):
        shared_desk.do(refer, case_id, SAID, TODAY)


def test_somebody_new_comes_into_the_store_by_being_referred(shared_desk: Desk) -> None:
    person = PersonDraft(crn="Q100001", surname="Fresh", forenames="Ivo")
    managed = replace(REFERRED, adopted_on=date(2026, 1, 2))
    case_id = shared_desk.do(refer_person, person, managed, SAID, TODAY)
    case = shared_desk.see(load_case, case_id)
    assert (case.person.crn, case.iom_status, case.managed.adopted_on) == (
        "Q100001",
        IomStatus.REFERRED,
        None,
    )
    assert [one.said for one in shared_desk.see(list_referrals, case_id)] == [SAID]


def test_somebody_known_is_not_taken_in_twice_and_nobody_without_grounds(shared_desk: Desk) -> None:
    known = PersonDraft(crn="Q100002", surname="Known")
    shared_desk.do(refer_person, known, REFERRED, SAID, TODAY)
    for person, said in ((known, SAID), (replace(known, crn="Q100003"), replace(SAID, grounds=""))):
        with pytest.raises(UserError):
            shared_desk.do(refer_person, person, REFERRED, said, TODAY)
    kept = [row.crn for row in shared_desk.see(list_cases, NOW) if row.surname == "Known"]
    assert kept == ["Q100002"]


def test_a_withdrawn_referral_stays_on_record_and_can_be_followed_by_another(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    with pytest.raises(FieldErrors) as caught:
        shared_desk.do(withdraw, referral_id, " ", TODAY)
    assert caught.value.field == "reason"
    shared_desk.do(withdraw, referral_id, "Moved away", TODAY)
    kept = shared_desk.see(load_referral, referral_id)
    assert (kept.state, kept.withdrawn_on, kept.withdrawn_reason) == (
        ReferralState.WITHDRAWN,
        TODAY,
        "Moved away",
    )
    assert shared_desk.see(open_referral, case_id) is None
    for verb, args in ((withdraw, ("Again", TODAY)), (set_panel, (TODAY,))):
        with pytest.raises(UserError, match="was withdrawn"):
            shared_desk.do(verb, referral_id, *args)
    second = shared_desk.do(refer, case_id, SAID, TODAY)
    assert state(shared_desk, second) is ReferralState.REFERRED


def test_the_panel_of_a_referral_is_set_and_taken_back(shared_desk: Desk) -> None:
    _case, referral_id = referred(shared_desk)
    shared_desk.do(set_panel, referral_id, date(2026, 12, 3))
    assert shared_desk.see(load_referral, referral_id).panel_on == date(2026, 12, 3)
    with pytest.raises(UserError) as caught:
        shared_desk.do(set_panel, referral_id, date(2026, 11, 2))
    assert caught.value.field == "panel_on"
    shared_desk.do(set_panel, referral_id, None)
    assert shared_desk.see(load_referral, referral_id).panel_on is None


# --- What the record proposes ----------------------------------------------------------------------------


def test_the_proposal_is_drawn_from_the_record(shared_desk: Desk) -> None:
    managed = CaseDraft(
        sentence=Sentence.LICENCE, sentence_end=date(2027, 6, 13), ogrs=82, rosh=Rosh.HIGH, mappa="Level 2",
        mappa_category="M2", mappa_reference="MX 7", mappa_checked_on=date(2026, 11, 1),
    )  # fmt: skip
    case_id, referral_id = referred(shared_desk, managed)
    desk = shared_desk
    for event, day, near in (
        (OffendingEvent.ARREST, date(2026, 11, 1), True),
        (OffendingEvent.ARREST, date(2026, 3, 1), False),
        (OffendingEvent.CHARGE, date(2026, 3, 1), True),
        (OffendingEvent.OTHER, date(2026, 3, 1), False),
        (OffendingEvent.CONVICTION, date(2025, 11, 22), True),  # a year ago to the day: no longer counted
    ):
        draft = OffendingDraft(event=event, on_day=day, offence="Burglary", neighbourhood=near)
        desk.do(record_offending, case_id, draft, TODAY)
    mistake = OffendingDraft(event=OffendingEvent.ARREST, on_day=TODAY, offence="Another person's")
    desk.do(record_offending, case_id, mistake, TODAY)
    (wrong,) = [one for one in desk.see(list_offending, case_id) if one.said.on_day == TODAY]
    desk.do(strike_out, wrong.id, "Somebody else", TODAY)
    desk.do(record_need, case_id, NeedDraft(code="DRUGS", score=9), TODAY)
    desk.do(record_need, case_id, NeedDraft(code="ETE", score=9), TODAY)
    desk.do(
        record_marac,
        case_id,
        MaracDraft(role=MaracRole.VICTIM, heard_on=date(2026, 10, 5), outcome="Plan"),
        TODAY,
    )
    found = desk.see(propose_screening, referral_id, TODAY)
    facts = found.facts
    assert (facts.arrests, facts.charges, facts.convictions, facts.neighbourhood) == (2, 1, 0, 2)
    assert (facts.severe_needs, facts.rosh, facts.ogrs, facts.age) == (("drug misuse",), Rosh.HIGH, 82, 40)
    answers = {one.check: one.finding for one in found.eligibility}
    assert answers == {
        EligibilityCheck.STATUTORY: "Statutory: on licence to 13 Jun 2027",
        EligibilityCheck.MAPPA: "MAPPA level 2, category M2, held as MX 7, checked 1 Nov 2026",
        EligibilityCheck.MARAC: "Heard at MARAC on 5 Oct 2026 as victim",
        EligibilityCheck.AGE: "40",
        EligibilityCheck.CUSTODY: "In the community",
    }


def test_custody_and_a_recent_release_come_from_the_history_of_the_phase(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    inside = StatusDraft(
        aspect=Aspect.PHASE, value=Phase.CUSTODY.value, from_on=date(2026, 7, 1), reason="Recalled",
        decided_by="Prison", release_on=date(2026, 10, 2),
    )  # fmt: skip
    shared_desk.do(change_status, case_id, inside, TODAY)
    facts = shared_desk.see(propose_screening, referral_id, TODAY).facts
    assert (facts.phase, facts.release_on, facts.released_on) == (Phase.CUSTODY, date(2026, 10, 2), None)
    out = replace(
        inside, value=Phase.COMMUNITY.value, from_on=date(2026, 10, 9), reason="Released", release_on=None
    )
    shared_desk.do(change_status, case_id, out, TODAY)
    facts = shared_desk.see(propose_screening, referral_id, TODAY).facts
    assert (facts.phase, facts.released_on) == (Phase.COMMUNITY, date(2026, 10, 9))


# --- Screening -------------------------------------------------------------------------------------------


def test_everything_said_of_a_screening_is_kept(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    other = {"recommendation": Recommendation.FIXED, "override_reason": "Rising fast", "note": "Seen twice"}
    screening_id = screened(shared_desk, referral_id, **other)
    (kept,) = shared_desk.see(list_screenings, case_id)
    proposal = shared_desk.see(propose_screening, referral_id, TODAY)
    assert (kept.id, kept.case_id, kept.referral_id) == (screening_id, case_id, referral_id)
    assert kept.said == taken(proposal, **other)
    assert (kept.total, kept.most, kept.matrix_on, kept.matrix_since) == (4, 23, TODAY, None)
    assert state(shared_desk, referral_id) is ReferralState.SCREENED


def test_screening_again_makes_another_and_the_newest_stands(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    first = screened(shared_desk, referral_id, screened_on=date(2026, 11, 5))
    second = screened(shared_desk, referral_id, note="Again")
    assert [one.id for one in shared_desk.see(list_screenings, case_id)] == [second, first]
    latest = shared_desk.see(latest_screening, referral_id)
    assert latest is not None
    assert latest.id == second


def test_a_screening_is_not_before_its_referral_nor_after_it_is_settled(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    with pytest.raises(UserError) as caught:
        screened(shared_desk, referral_id, screened_on=date(2026, 11, 2))
    assert caught.value.field == "screened_on"
    decide(shared_desk, case_id, DecisionOutcome.REJECT)
    with pytest.raises(UserError, match="is decided"):
        screened(shared_desk, referral_id)
    assert shared_desk.see(list_screenings, case_id) == []


def test_the_points_of_the_day_are_used_and_stay_on_record(store: Store) -> None:
    """The matrix changes on 10 November: a screening of the 9th has the old points, one of the 10th the new."""
    desk = Desk(store)
    case_id, referral_id = referred(desk)
    changed = date(2026, 11, 10)
    for list_name, code, details in (
        (SCORING_MATRIX, "OGRS_75", {"points": "30"}),
        (SCORE_BANDS, "FIXED", {"points": "33"}),
    ):
        item = desk.see(load_item, list_name, code)
        state_now = item.states[-1].said
        draft = CodeItemDraft(
            name=state_now.name,
            details=dict(state_now.details) | details,
            from_day=changed,
            reason="New scheme",
        )
        desk.do(change_item, list_name, code, item.version, draft, TODAY)
    screened(desk, referral_id, screened_on=changed - timedelta(days=1))
    screened(desk, referral_id, screened_on=changed)
    after, before = desk.see(list_screenings, case_id)
    assert (before.total, before.matrix_on, before.matrix_since) == (4, date(2026, 11, 9), None)
    assert (after.total, after.matrix_on, after.matrix_since) == (31, changed, changed)
    assert (before.said.recommendation, after.said.recommendation) == (
        Recommendation.NONE,
        Recommendation.FLEX,
    )
    # What is ended afterwards changes neither.
    item = desk.see(load_item, SCORING_MATRIX, "OGRS_75")
    desk.do(
        end_item, SCORING_MATRIX, "OGRS_75", item.version, EndItemDraft(from_day=TODAY, reason="Gone"), TODAY
    )
    assert [one.total for one in desk.see(list_screenings, case_id)] == [31, 4]


# --- How far it has got ----------------------------------------------------------------------------------


def test_the_state_follows_from_screenings_and_decisions(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk)
    screened(shared_desk, referral_id)
    decide(shared_desk, case_id, DecisionOutcome.DEFER)
    assert state(shared_desk, referral_id) is ReferralState.DEFERRED
    assert status(shared_desk, case_id) is IomStatus.REFERRED
    assert shared_desk.see(current_decision, case_id) is None
    decide(shared_desk, case_id, DecisionOutcome.ACCEPT)
    assert state(shared_desk, referral_id) is ReferralState.DECIDED
    assert status(shared_desk, case_id) is IomStatus.ADOPTED


@pytest.mark.parametrize(
    "outcome", [DecisionOutcome.REJECT, DecisionOutcome.NOT_ELIGIBLE, DecisionOutcome.REFER_ELSEWHERE]
)
def test_who_is_not_taken_on_is_not_under_iom(shared_desk: Desk, outcome: DecisionOutcome) -> None:
    case_id, referral_id = referred(shared_desk)
    decide(shared_desk, case_id, outcome)
    assert status(shared_desk, case_id) is IomStatus.NOT_ADOPTED
    assert state(shared_desk, referral_id) is ReferralState.DECIDED
    # They can be put forward again, and that is another matter: the first decision stands.
    second = shared_desk.do(refer, case_id, replace(SAID, referred_on=TODAY), TODAY)
    assert status(shared_desk, case_id) is IomStatus.REFERRED
    decide(shared_desk, case_id, DecisionOutcome.ACCEPT, referral_id=second)
    assert status(shared_desk, case_id) is IomStatus.ADOPTED


# --- Where it shows --------------------------------------------------------------------------------------


def test_the_timeline_tells_of_referral_screening_and_decision(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk, grounds="Zeppelin thefts")
    screened(shared_desk, referral_id, note="Seen by two")
    decide(shared_desk, case_id, DecisionOutcome.DEFER)
    shared_desk.do(withdraw, referral_id, "Moved away", TODAY)
    told = {
        (entry.at.date(), entry.heading): entry.words for entry in shared_desk.see(list_timeline, case_id)
    }
    assert told[date(2026, 11, 3), "Referred for IOM: Sgt Test Cole (police)"] == "Zeppelin thefts"
    assert told[TODAY, "Referral screened: 4 of 23 points, not recommended"] == "Seen by two"
    assert told[TODAY, "Decision: deferred"] == "MAPPA · Because"
    assert told[TODAY, "Referral withdrawn"] == "Moved away"
    assert [hit.heading for hit in shared_desk.see(find_words, "zeppelin")] == ["Referral"]


def watched(desk: Desk, case_id: str, now: datetime = NOW) -> list[TodayItem]:
    found = desk.see(list_today, now)
    return [one for one in found if one.case_id == case_id and one.matter is Matter.REFERRAL_WAITING]


def test_a_referral_that_waits_too_long_is_watched_until_it_is_settled(shared_desk: Desk) -> None:
    case_id, referral_id = referred(shared_desk, referred_on=TODAY - timedelta(days=29))
    just_in_time, _other = referred(shared_desk, referred_on=TODAY - timedelta(days=28))
    assert watched(shared_desk, just_in_time) == []
    (item,) = watched(shared_desk, case_id)
    assert (item.id, item.due, item.asks) == (referral_id, TODAY - timedelta(days=1), SCREEN_REFERRAL)
    assert item.words == "to be screened, referred Sat 24 Oct 2026"
    screened(shared_desk, referral_id)
    (item,) = watched(shared_desk, case_id)
    assert (item.words, item.asks) == ("to be decided, referred Sat 24 Oct 2026", DECIDE_REFERRAL)
    # Nobody is owed a decision record who is only referred.
    assert not [
        one
        for one in shared_desk.see(list_today, NOW)
        if one.case_id == case_id and one.matter is Matter.NO_DECISION
    ]
    decide(shared_desk, case_id, DecisionOutcome.REJECT)
    assert watched(shared_desk, case_id) == []
