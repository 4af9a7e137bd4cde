"""Service access in a real store: begun, brought on, listed, never overwritten unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from iom_desktop.domain.needs import NeedDraft, NeedStatus, Severity
from iom_desktop.domain.providers import ProviderDraft, ProviderServiceDraft
from iom_desktop.domain.service_access import (
    NO_SERVICE,
    Barrier,
    Lack,
    RungRecord,
    ServiceAccessDraft,
    ServiceOutcome,
)
from iom_desktop.errors import FieldErrors, StaleEdit, UserError
from iom_desktop.services import needs, providers, records, service_access, timeline
from iom_desktop.storage.bulk import BulkWriter
from iom_desktop.storage.tables import ServiceAccessRow
from tests import stores
from tests.services.conftest import Office


def draft(**said: Any) -> ServiceAccessDraft:
    return ServiceAccessDraft(
        **{"need_code": "DRUGS", "service": "Drug treatment", "identified_on": date(2026, 9, 6)} | said
    )


def begin(office: Office, **said: Any) -> str:
    made = office.do(
        "Follow a service",
        service_access.record_service_access,
        office.case_id,
        draft(**said),
        office.today,
    )
    return str(made)


def test_every_field_is_read_back(office: Office) -> None:
    whole = draft(
        provider="Northgate Recovery",
        referred_on=date(2026, 9, 9),
        accepted_on=date(2026, 9, 20),
        offered_on=date(2026, 10, 1),
        attended_on=date(2026, 10, 6),
        ended_on=date(2026, 11, 6),
        outcome=ServiceOutcome.PARTLY,
        barrier=Barrier.LANGUAGE,
        barrier_words="No interpreter on Fridays",
        note="Twelve sessions of sixteen",
        rung_records=(
            RungRecord(rung="referred_on", by="PC Test Baker", agency="police", evidence="Their receipt"),
        ),
    )
    made = office.do(
        "Follow a service", service_access.record_service_access, office.case_id, whole, office.today
    )
    (one,) = office.ask(service_access.list_service_access, office.case_id)
    dated = replace(whole, note="Twelve sessions of sixteen\n22/11/2026: not obtained, language.")
    assert (one.id, one.version, one.need_name, one.said) == (made, 1, "Drug misuse", dated)
    assert one.target_days == 28
    assert office.ask(service_access.load_service_access, made) == one


def test_it_comes_on_and_an_older_edit_is_stale(office: Office) -> None:
    one = begin(office)
    further = draft(referred_on=date(2026, 9, 9))
    office.do("Change service", service_access.change_service_access, one, 1, further, office.today)
    with pytest.raises(StaleEdit):
        office.do("Change service", service_access.change_service_access, one, 1, draft(), office.today)
    assert office.ask(service_access.load_service_access, one).said == further


@pytest.mark.parametrize(
    "said,field",
    [
        ({"need_code": "NOPE"}, "need_code"),
        ({"need_code": ""}, "need_code"),
        ({"service": ""}, "service"),
        ({"referred_on": date(2026, 9, 1)}, "referred_on"),
        ({"attended_on": date(2027, 1, 1)}, "attended_on"),
    ],
)
def test_nothing_is_kept_of_a_wrong_one(office: Office, said: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        begin(office, **said)
    assert refused.value.field == field
    assert office.ask(service_access.list_service_access, office.case_id) == []


def test_a_case_that_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="no longer in the store"):
        office.do("Follow a service", service_access.record_service_access, "f" * 32, draft(), office.today)


def test_listed_as_found_and_those_ended_long_ago_left_out_when_asked(office: Office) -> None:
    begin(office, need_code="ALCOHOL", identified_on=date(2026, 10, 1))
    begin(
        office,
        need_code="ETE",
        identified_on=date(2026, 3, 1),
        attended_on=date(2026, 3, 9),
        ended_on=date(2026, 4, 1),
    )
    begin(office, need_code="DRUGS", identified_on=date(2026, 2, 1))
    every = office.ask(service_access.list_service_access, office.case_id)
    assert [one.said.need_code for one in every] == ["DRUGS", "ETE", "ALCOHOL"]
    late = office.ask(service_access.list_service_access, office.case_id, date(2026, 8, 22))
    assert [one.said.need_code for one in late] == ["DRUGS", "ALCOHOL"]


# --- Rung by rung -------------------------------------------------------------------------------------------

BAKER = {"by": "PC Test Baker", "agency": "police"}


def reach(office: Office, one: str, rung: str, on: date, **more: Any) -> None:
    version = office.ask(service_access.load_service_access, one).version
    record = RungRecord(rung=rung, evidence=more.pop("evidence", ""), **BAKER)
    office.do("Record a step", service_access.reach_rung, one, version, record, on, office.today, **more)


def test_a_need_is_taken_from_found_to_obtained_rung_by_rung(office: Office) -> None:
    one = begin(office)
    reach(office, one, "referred_on", date(2026, 10, 1), evidence="Form sent")
    reach(office, one, "attended_on", date(2026, 10, 9), evidence="Rang after, was there")
    reach(office, one, "engaged_on", date(2026, 10, 20))
    reach(office, one, "ended_on", date(2026, 11, 20), outcome=ServiceOutcome.ACHIEVED)
    found = office.ask(service_access.load_service_access, one)
    assert [words for _name, words, _day in found.said.reached()] == [
        "Identified", "Referred", "First attended", "Engaged", "Ended",
    ]  # fmt: skip
    assert found.said.record_of("attended_on") == RungRecord(
        rung="attended_on", evidence="Rang after, was there", **BAKER
    )
    assert (found.said.outcome, found.version) == (ServiceOutcome.ACHIEVED, 5)
    assert office.store.verify() == []


@pytest.mark.parametrize(
    "rung,on,more,field",
    [
        ("referred_on", date(2026, 9, 1), {}, "referred_on"),
        ("referred_on", date(2026, 11, 23), {}, "referred_on"),
        ("engaged_on", date(2026, 11, 1), {}, "engaged_on"),
        ("ended_on", date(2026, 11, 1), {}, "ended_on"),
        ("referred_on", date(2026, 11, 1), {"outcome": ServiceOutcome.PARTLY}, "ended_on"),
        ("referred_on", date(2026, 11, 1), {"evidence": "x" * 2_001}, "referred_on_evidence"),
        ("made_by", date(2026, 11, 1), {}, "rung"),
    ],
)
def test_a_rung_that_cannot_have_been_reached_is_refused(
    office: Office, rung: str, on: date, more: dict[str, Any], field: str
) -> None:
    one = begin(office)
    with pytest.raises(UserError) as refused:
        reach(office, one, rung, on, **more)
    assert refused.value.field == field
    assert office.ask(service_access.load_service_access, one).version == 1


def test_why_it_was_not_obtained_is_dated_once(office: Office) -> None:
    one = begin(office, note="Asked twice")
    args = (Barrier.WAITING_LIST, "Twelve weeks", office.today)
    office.do("Say why", service_access.say_why, one, 1, *args)
    said = office.ask(service_access.load_service_access, one).said
    assert (said.barrier, said.barrier_words) == (Barrier.WAITING_LIST, "Twelve weeks")
    assert said.note == "Asked twice\n22/11/2026: not obtained, waiting list."
    office.do("Change service", service_access.change_service_access, one, 2, said, office.today)
    assert office.ask(service_access.load_service_access, one).said.note == said.note
    with pytest.raises(FieldErrors) as refused:
        office.do("Say why", service_access.say_why, one, 2, Barrier.OTHER, " ", office.today)
    assert refused.value.field == "barrier_words"


def test_a_need_for_which_there_is_nothing_says_so(office: Office) -> None:
    found = date(2026, 10, 3)
    office.do(
        "Record need",
        needs.record_need,
        office.case_id,
        NeedDraft(code="DRUGS", score=9, identified_on=found),
        office.today,
    )
    args = (office.case_id, "DRUGS", Barrier.NO_PROVISION, "", office.today)
    one = office.do("Say why", service_access.say_none_found, *args)
    said = office.ask(service_access.load_service_access, one).said
    assert (said.service, said.identified_on, said.barrier) == (NO_SERVICE, found, Barrier.NO_PROVISION)
    assert office.ask(service_access.unserved, office.case_id, office.today) == []


def test_the_target_is_the_directorys(office: Office) -> None:
    provider = office.do(
        "Add provider", providers.add_provider, ProviderDraft(name="Northgate Recovery"), office.today
    )
    offered = ProviderServiceDraft(name="Drug treatment", needs=("DRUGS",), target_days=90)
    service = office.do("Add service", providers.add_provider_service, provider, offered, office.today)
    one = begin(office, provider_service_id=service)
    found = office.ask(service_access.load_service_access, one)
    assert (found.target_days, found.stalled(office.today)) == (90, None)
    assert office.ask(service_access.needs_unserved, office.today, 9) == []
    with pytest.raises(UserError, match="no longer in the store"):
        begin(office, provider_service_id="f" * 32)


def test_what_shows_a_rung_is_found_by_its_words(office: Office) -> None:
    one = begin(office)
    assert office.ask(timeline.find_words, "quixotic receipt") == []
    reach(office, one, "referred_on", date(2026, 10, 1), evidence="Quixotic receipt from the desk")
    (found,) = office.ask(timeline.find_words, "quixotic receipt")
    assert (found.id, found.words) == (one, "Drug treatment · Quixotic receipt from the desk")
    assert office.ask(timeline.find_words, "referred_on") == []  # names of columns are nobody's words
    every = office.ask(timeline.list_timeline, office.case_id)
    shown = office.ask(timeline.entries_with, office.case_id, every, "quixotic")
    assert {entry.id for entry in shown} == {one}
    (referred,) = [entry for entry in every if "referred" in entry.heading]
    assert (referred.words, referred.by) == (
        "Drug treatment · Quixotic receipt from the desk",
        "PC Test Baker",
    )


def test_evidence_written_in_bulk_is_found_too(office: Office) -> None:
    record = {"rung": "identified_on", "by": "", "agency": "", "evidence": "Zanzibar letter"}
    said = records.columns_of(draft()) | {"rung_records": [record]}
    with office.store.write("Test") as session:
        writer = BulkWriter(session)
        writer.add(ServiceAccessRow(case_id=office.case_id, **said))
        writer.finish()
    assert len(office.ask(timeline.find_words, "zanzibar")) == 1


# --- Needs that nothing has come of, of everybody ----------------------------------------------------------------

WHY = {"barrier": Barrier.WAITING_LIST}
EARLY, LATELY, PAST = date(2026, 9, 6), date(2026, 11, 1), date(2026, 10, 1)
TRIES: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "another need": [{"need_code": "ALCOHOL"}],
    "stalled": [{}],
    "late": [{"referred_on": LATELY}],
    "begun": [{"identified_on": LATELY}],
    "to the day": [{"identified_on": stores.TODAY - timedelta(days=28)}],
    "a day more": [{"identified_on": stores.TODAY - timedelta(days=29)}],
    "attended": [{"attended_on": PAST}],
    "reason": [WHY],
    "ended with reason": [{"ended_on": PAST} | WHY],
    "reason, begun again": [WHY, {"identified_on": LATELY}],
    "reason, again stalled": [WHY, {}],
    "stalled, then attended": [{}, {"attended_on": PAST}],
}


def test_the_needs_of_everybody_are_those_of_each_case(office: Office) -> None:
    desk = stores.Desk(office.store)
    case_ids = {name: desk.newcomer(surname=name.title()) for name in TRIES}
    for place, (name, tries) in enumerate(TRIES.items()):
        severity = Severity.SEVERE if place % 2 else Severity.STANDARD
        assessed = NeedDraft(code="DRUGS", severity=severity, identified_on=EARLY)
        desk.do(needs.record_need, case_ids[name], assessed, stores.TODAY)
        for said in tries:
            desk.do(service_access.record_service_access, case_ids[name], draft(**said), stores.TODAY)
    rested = NeedDraft(code="ETE", severity=Severity.SEVERE, status=NeedStatus.DONE)
    desk.do(needs.record_need, case_ids["none"], rested, stores.TODAY)
    every = office.ask(service_access.needs_unserved, stores.TODAY, 99)
    alone = [
        one
        for case_id in case_ids.values()
        for one in office.ask(service_access.unserved, case_id, stores.TODAY)
    ]
    assert {(one.case_id, one.lack, one.access_id, one.total_days) for one in every} == {
        (one.case_id, one.lack, one.access_id, one.total_days) for one in alone
    }
    names = {case_id: name for name, case_id in case_ids.items()}
    assert {names[one.case_id]: one.lack for one in every} == {
        "none": Lack.NEVER_FOLLOWED,
        "another need": Lack.NEVER_FOLLOWED,
        "stalled": Lack.STALLED,
        "late": Lack.LATE,
        "a day more": Lack.STALLED,
        "reason, again stalled": Lack.STALLED,
    }
    severities = [one.severe for one in every]
    assert severities == sorted(severities, reverse=True)
    assert office.ask(service_access.count_needs_unserved, stores.TODAY) == len(every) == 6
    few = office.ask(service_access.needs_unserved, stores.TODAY, 2)
    assert few == every[:2]
    assert few[0].person.startswith(few[0].person.split(",")[0].upper())
    assert few[0].crn.startswith("Y")
