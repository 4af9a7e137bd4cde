"""What each reader may see: the list's rules, and that nothing else is in a copy, on its page or in its data."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.domain.audiences import (
    CONFERENCE,
    FULL,
    Audience,
    Reader,
    Rules,
    SharedMatter,
    matters_of_flag,
    may_see,
    parse_reader,
    parse_shared_reader,
    sight_of,
)
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.codes import SHARING_RULES, Agency
from iom_desktop.domain.conferences import MinuteKind
from iom_desktop.domain.copies import for_reader
from iom_desktop.errors import UserError
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.minutes import action_list_pdf, minutes_pdf
from iom_desktop.reports.pack import pack_pdf
from iom_desktop.services import audiences, packs
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.codes import shipped
from tests.planted import SECRETS, Planted, plant
from tests.reports.pdf_text import words_of
from tests.stores import NOW, Desk

READERS = [CONFERENCE, *(Reader(Audience.PARTNER, agency.value) for agency in Agency)]
LATER = datetime(2026, 11, 23, 9)


@pytest.fixture(scope="module")
def planted(shared_desk: Desk) -> Planted:
    return plant(shared_desk)


@pytest.fixture(scope="module")
def full(shared_desk: Desk, planted: Planted) -> CaseFile:
    return shared_desk.see(load_case_file, planted.case_id, NOW)


def told(text: str) -> set[SharedMatter]:
    """The matters whose secret stands in ``text``."""
    return {matter for matter, secret in SECRETS.items() if secret.casefold() in text.casefold()}


# --- The rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("agency", list(Agency))
def test_the_rules_are_those_of_the_list(shared_desk: Desk, agency: Agency) -> None:
    rules = shared_desk.see(audiences.rules)
    for item in shipped(SHARING_RULES):
        matter = SharedMatter(item.code)
        reader = Reader(Audience.PARTNER, agency.value)
        assert may_see(rules, reader, matter) == item.yes(agency.value), (agency, matter)


def test_an_agency_nobody_has_a_rule_for_sees_what_others_may() -> None:
    rules = Rules(allowed={"other": frozenset({SharedMatter.NEEDS})})
    assert sight_of(rules, Reader(Audience.PARTNER, "Made-up Trust")).seen == {SharedMatter.NEEDS}
    assert sight_of(Rules(allowed={}), Reader(Audience.PARTNER, "council")).seen == frozenset()


@pytest.mark.parametrize(
    "reader, left_out",
    [
        (FULL, set()),
        (CONFERENCE, {"intelligence", "third_party", "withheld", "notes"}),
        (Reader(Audience.PERSON), {"intelligence", "third_party", "withheld", "risk", "notes"}),
    ],
)
def test_what_no_rule_of_an_agency_changes(reader: Reader, left_out: set[str]) -> None:
    everything = Rules(allowed={agency.value: frozenset(SharedMatter) for agency in Agency})
    for rules in (everything, Rules(allowed={})):
        assert {one.value for one in sight_of(rules, reader).left_out} == left_out


def test_an_agency_sees_the_needs_it_meets_whatever_the_rules_say() -> None:
    none = Rules(allowed={})
    council = sight_of(none, Reader(Audience.PARTNER, "council"))
    health = sight_of(none, Reader(Audience.PARTNER, "health"))
    assert council.sees_need("ACCOMMODATION")
    assert not council.sees_need("DRUGS")
    assert health.sees_need("DRUGS")
    assert not health.sees_need("ACCOMMODATION")


def test_health_needs_ask_for_both_rules() -> None:
    needs = Rules(allowed={"council": frozenset({SharedMatter.NEEDS})})
    sight = sight_of(needs, Reader(Audience.PARTNER, "council"))
    assert sight.sees_need("ETE")
    assert not sight.sees_need("WELLBEING")
    assert sight.sees_work_for(("ETE", "RISK"))
    assert not sight.sees_work_for(("ETE", "WELLBEING"))


def test_every_flag_of_the_list_has_its_matter() -> None:
    known = {item.code: matters_of_flag(item.code) for item in shipped("risk_flags")}
    assert known["ARSO"] == {SharedMatter.PUBLIC_PROTECTION}
    assert known["AMHL"] == {SharedMatter.HEALTH}
    assert known["RCPR"] == {SharedMatter.SAFEGUARDING}
    assert known["WEAP"] == frozenset()
    # Every flag shipped is placed by hand; one of a scheme's own goes with the risk assessment.
    assert [code for code, matters in known.items() if matters == {SharedMatter.RISK}] == []
    assert matters_of_flag("OURS") == {SharedMatter.RISK}


@pytest.mark.parametrize("said", ["", "partner", "partner:", "conference:police", "partner:mars", "x" * 90])
def test_a_reader_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(UserError, match="Audience"):
        parse_reader(said)


@pytest.mark.parametrize("said", ["full", "person"])
def test_papers_of_a_conference_are_for_the_table_or_one_agency(said: str) -> None:
    assert parse_reader(said).audience == said
    with pytest.raises(UserError, match="partner"):
        parse_shared_reader(said)


def test_readers_say_what_they_are() -> None:
    assert parse_shared_reader(" partner:health ") == Reader(Audience.PARTNER, "health")
    assert parse_shared_reader("conference") == CONFERENCE
    assert Reader(Audience.PARTNER, "health").code == "partner:health"


# --- What is in a copy ---------------------------------------------------------------------------------


def test_the_case_holds_every_secret(full: CaseFile) -> None:
    """Else the tests below would prove nothing. What is kept apart from the person is in no case file at all."""
    assert told(repr(full)) == set(SharedMatter)


def test_a_new_field_of_the_case_file_needs_a_rule() -> None:
    """Whoever adds one says in ``domain.copies`` who may see it, plants a secret in it, and adds it here."""
    open_to_all = {"audience", "today", "made_at", "made_by", "marking", "reader", "left_out"}
    ruled = {
        "case", "accommodation_name", "decision", "needs", "plan", "readiness", "appointments",
        "next_appointment", "services", "notes", "conditions", "measures", "assessment", "maracs", "checks", "prompts",
        "kept_apart", "band", "compliance",
    }  # fmt: skip
    assert {one.name for one in fields(CaseFile)} == open_to_all | ruled


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_the_rules_nothing_unseen_is_in_the_data(data: st.DataObject, full: CaseFile) -> None:
    matters = st.frozensets(st.sampled_from(list(SharedMatter)))
    rules = Rules(allowed={agency.value: data.draw(matters) for agency in Agency})
    reader = data.draw(st.sampled_from([*READERS, Reader(Audience.PERSON)]))
    sight = sight_of(rules, reader)
    copy = for_reader(full, sight)
    own_health = {SharedMatter.HEALTH} if reader.agency == "health" else set()
    assert told(repr(copy)) <= sight.seen | own_health
    assert copy.left_out == sight.left_out


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.code)
def test_the_summary_of_each_reader(shared_desk: Desk, planted: Planted, reader: Reader) -> None:
    sight = shared_desk.see(audiences.sight, reader)
    copy = shared_desk.see(load_case_file, planted.case_id, NOW, reader=reader)
    printed = told(words_of(case_plan(copy)))
    assert printed <= sight.seen
    # What it may see is there: a copy that left everything out would pass the line above.
    expected = sight.seen - {SharedMatter.PUBLIC_PROTECTION, SharedMatter.SAFEGUARDING}
    if SharedMatter.NOTES not in expected:
        expected -= {SharedMatter.WITHHELD}  # where there is any in the file itself, it is in notes
    assert printed >= expected


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.code)
def test_the_papers_of_each_reader(shared_desk: Desk, planted: Planted, reader: Reader) -> None:
    sight = shared_desk.see(audiences.sight, reader)
    pack = shared_desk.see(packs.load_pack, planted.coming, reader, LATER, (planted.case_id,))
    assert told(repr(pack)) <= sight.seen
    printed = told(words_of(pack_pdf(pack)))
    assert printed <= sight.seen
    assert printed >= sight.seen - {SharedMatter.SAFEGUARDING}
    said = shared_desk.see(packs.load_minutes, planted.before, reader, LATER)
    listed = shared_desk.see(packs.load_action_list, planted.before, reader, LATER)
    # What was said at the table goes to the table: its minutes hold what is a note for a single agency.
    heard = {SharedMatter.NOTES} if reader == CONFERENCE else set()
    assert told(words_of(minutes_pdf(said))) <= sight.seen | heard
    assert told(repr(said) + repr(listed)) <= sight.seen | heard
    expected = {
        one for one in (SharedMatter.NEEDS, SharedMatter.HEALTH) if sight.sees_need("ETE")
    } & sight.seen
    assert told(words_of(action_list_pdf(listed))) == expected


def test_an_agency_reads_its_own_words_and_not_those_of_others(shared_desk: Desk, planted: Planted) -> None:
    theirs = Reader(Audience.PARTNER, "Made-up Trust")
    others = Reader(Audience.PARTNER, "voluntary")
    for reader, heard in ((theirs, True), (others, False)):
        said = shared_desk.see(packs.load_minutes, planted.before, reader, LATER)
        assert (SECRETS[SharedMatter.NOTES] in repr(said.attendance)) == heard
        updates = [one for one in said.cases[0].minutes if one.said.minute is MinuteKind.UPDATE]
        assert bool(updates) == heard
        assert any(one.said.minute is MinuteKind.DECISION for one in said.cases[0].minutes)


def test_flags_keep_their_words_for_those_who_see_the_assessment(full: CaseFile) -> None:
    seen = frozenset(SharedMatter) - {SharedMatter.RISK}
    rules = Rules(allowed={"council": seen})
    copy = for_reader(full, sight_of(rules, Reader(Audience.PARTNER, "council")))
    assert [one.code for one in copy.case.flags] == [one.code for one in full.case.flags]
    assert {one.note for one in copy.case.flags} == {""}
    assert all(one.note for one in full.case.flags)


def test_the_full_copy_is_the_file_itself(full: CaseFile) -> None:
    assert for_reader(full, sight_of(Rules(allowed={}), FULL)) is full
    assert replace(full, marking="X") != full
