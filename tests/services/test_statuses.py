"""Status through time: the case says what holds, the periods say since when, and the two never differ."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Phase, Rag, Sentence
from iom_desktop.domain.statuses import Aspect, StatusDraft, StatusPeriod
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import cases
from iom_desktop.services.caseload_import import apply_import, plan_import
from iom_desktop.services.spreadsheets import read_spreadsheet
from iom_desktop.services.statuses import change_status, colours, list_statuses
from tests.stores import NOW, TODAY, Desk

ADOPTED = date(2026, 2, 3)
MANAGED = CaseDraft(
    cohort=Cohort.FIXED,
    rag=Rag.AMBER,
    sentence=Sentence.LICENCE,
    adopted_on=ADOPTED,
    police_lead="PC Test Baker",
)


def change(desk: Desk, case_id: str, aspect: Aspect, value: str, on: date, **said: Any) -> str:
    draft = StatusDraft(
        **{
            "aspect": aspect,
            "value": value,
            "from_on": on,
            "reason": "Two arrests in a week",
            "decided_by": "A. Chair (police)",
        }
        | said
    )
    return desk.do(change_status, case_id, draft, TODAY)


def periods(desk: Desk, case_id: str, aspect: Aspect) -> list[StatusPeriod]:
    return [one for one in desk.see(list_statuses, case_id) if one.aspect is aspect]


def told(desk: Desk, case_id: str, aspect: Aspect) -> list[tuple[str, date | None, date | None]]:
    return [(one.value, one.from_on, one.to_on) for one in periods(desk, case_id, aspect)]


# --- The history -----------------------------------------------------------------------------------------


def test_what_nobody_recorded_as_a_change_has_held_since_adoption(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    assert told(shared_desk, case_id, Aspect.RAG) == [("amber", ADOPTED, None)]
    assert told(shared_desk, case_id, Aspect.POLICE_LEAD) == [("PC Test Baker", ADOPTED, None)]
    assert told(shared_desk, case_id, Aspect.PROBATION_LEAD) == []
    assert {one.id for one in shared_desk.see(list_statuses, case_id)} == {""}


def test_a_change_ends_what_was_and_begins_what_is(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    red, green = date(2026, 9, 1), date(2026, 11, 2)
    change(shared_desk, case_id, Aspect.RAG, "red", red, review_on=date(2026, 12, 1))
    change(shared_desk, case_id, Aspect.RAG, "green", green)
    assert told(shared_desk, case_id, Aspect.RAG) == [
        ("amber", ADOPTED, red),
        ("red", red, green),
        ("green", green, None),
    ]
    unasked, stated, _now = periods(shared_desk, case_id, Aspect.RAG)
    assert (unasked.reason, unasked.decided_by) == ("", "")
    assert (stated.reason, stated.decided_by) == ("Two arrests in a week", "A. Chair (police)")
    assert (stated.review_on, stated.recorded_by) == (date(2026, 12, 1), "PC Test Baker")
    assert told(shared_desk, case_id, Aspect.COHORT) == [("fixed", ADOPTED, None)]


@pytest.mark.parametrize(
    ("aspect", "value", "field"),
    [
        (Aspect.COHORT, "free", "cohort"),
        (Aspect.RAG, "red", "rag"),
        (Aspect.PHASE, "final_third", "phase"),
        (Aspect.POLICE_LEAD, "PC Other Invented", "police_lead"),
        (Aspect.PROBATION_LEAD, "P. Officer", "probation_lead"),
    ],
)
def test_the_case_follows(shared_desk: Desk, aspect: Aspect, value: str, field: str) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    change(shared_desk, case_id, aspect, value, TODAY, review_on=TODAY + timedelta(days=30))
    managed = shared_desk.see(cases.load_case, case_id).managed
    assert getattr(managed, field) == value
    assert managed.review_on == TODAY + timedelta(days=30)
    (line,) = [row for row in shared_desk.see(cases.list_cases, NOW) if row.id == case_id]
    if field != "phase":
        assert getattr(line, field) == value


def test_from_the_same_day_it_takes_the_place_of_what_was_said(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    change(shared_desk, case_id, Aspect.RAG, "red", TODAY)
    change(shared_desk, case_id, Aspect.RAG, "green", TODAY)
    assert told(shared_desk, case_id, Aspect.RAG) == [
        ("amber", ADOPTED, TODAY),
        ("red", TODAY, TODAY),
        ("green", TODAY, None),
    ]
    held = [one.value for one in periods(shared_desk, case_id, Aspect.RAG) if one.held_on(TODAY)]
    assert held == ["green"]


@pytest.mark.parametrize("on", [ADOPTED - timedelta(days=1), date(2020, 1, 1)])
def test_a_day_before_the_running_period_is_refused_in_a_sentence(shared_desk: Desk, on: date) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    with pytest.raises(UserError, match=r"too early\. Colour as it is now holds from 03/02/2026") as refused:
        change(shared_desk, case_id, Aspect.RAG, "red", on)
    assert refused.value.field == "from_on"
    assert told(shared_desk, case_id, Aspect.RAG) == [("amber", ADOPTED, None)]


def test_where_nobody_knows_since_when_any_day_will_do(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=replace(MANAGED, adopted_on=None))
    assert told(shared_desk, case_id, Aspect.RAG) == [("amber", None, None)]
    change(shared_desk, case_id, Aspect.RAG, "red", date(2026, 5, 1))
    (_before, now) = told(shared_desk, case_id, Aspect.RAG)
    assert now == ("red", date(2026, 5, 1), None)


@pytest.mark.parametrize("missing", ["reason", "decided_by", "from_on"])
def test_a_colour_needs_a_reason_and_who_decided(shared_desk: Desk, missing: str) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    said = {"reason": "Arrested", "decided_by": "A. Chair", "from_on": TODAY}
    del said[missing]
    draft = StatusDraft(aspect=Aspect.RAG, value="red", **said)  # type: ignore[arg-type]
    with pytest.raises(FieldErrors) as refused:
        shared_desk.do(change_status, case_id, draft, TODAY)
    assert [one.field for one in refused.value.problems] == [missing]


def test_a_lead_officer_needs_no_reason(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    change(shared_desk, case_id, Aspect.POLICE_LEAD, "PC New Invented", TODAY, reason="", decided_by="")
    assert told(shared_desk, case_id, Aspect.POLICE_LEAD)[-1] == ("PC New Invented", TODAY, None)


def test_custody_brings_the_day_of_release_and_leaving_it_takes_the_day_away(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    out = date(2027, 1, 8)
    change(shared_desk, case_id, Aspect.PHASE, "custody", date(2026, 10, 1), release_on=out)
    managed = shared_desk.see(cases.load_case, case_id).managed
    assert (managed.phase, managed.release_on, managed.rag) == (Phase.CUSTODY, out, Rag.AMBER)
    change(shared_desk, case_id, Aspect.PHASE, "community", TODAY)
    assert shared_desk.see(cases.load_case, case_id).managed.release_on is None


# --- Old paths -------------------------------------------------------------------------------------------


def test_changing_the_case_itself_keeps_the_history_whole(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    case = shared_desk.see(cases.load_case, case_id)
    wanted = replace(case.managed, rag=None, cohort=Cohort.FREE, ogrs=80)
    shared_desk.do(cases.change_case, case_id, case.version, wanted, TODAY)
    assert told(shared_desk, case_id, Aspect.RAG) == [("amber", ADOPTED, TODAY), ("", TODAY, None)]
    assert told(shared_desk, case_id, Aspect.COHORT) == [("fixed", ADOPTED, TODAY), ("free", TODAY, None)]
    assert told(shared_desk, case_id, Aspect.POLICE_LEAD) == [("PC Test Baker", ADOPTED, None)]
    assert shared_desk.see(cases.load_case, case_id).managed == wanted


def test_a_case_that_is_changed_in_other_things_gets_no_history(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    case = shared_desk.see(cases.load_case, case_id)
    shared_desk.do(cases.change_case, case_id, case.version, replace(case.managed, ogrs=80), TODAY)
    assert {one.id for one in shared_desk.see(list_statuses, case_id)} == {""}


COLOURS = st.tuples(st.just(Aspect.RAG), st.sampled_from([one.value for one in Rag]))
COHORTS = st.tuples(st.just(Aspect.COHORT), st.sampled_from([one.value for one in Cohort]))
STEPS = st.lists(st.tuples(COLOURS | COHORTS, st.integers(0, 60), st.booleans()), min_size=1, max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_changed_by_whichever_path_the_case_and_its_history_agree(
    shared_desk: Desk, steps: list[tuple[tuple[Aspect, str], int, bool]]
) -> None:
    case_id = shared_desk.newcomer(managed=MANAGED)
    for (aspect, value), days, by_the_case in steps:
        if by_the_case:
            case = shared_desk.see(cases.load_case, case_id)
            kind = {Aspect.RAG: Rag, Aspect.COHORT: Cohort}[aspect]
            wanted = replace(case.managed, **{aspect.value: kind(value)})
            shared_desk.do(cases.change_case, case_id, case.version, wanted, TODAY)
        else:
            with suppress(UserError):  # a day before the running period, or what holds already
                change(shared_desk, case_id, aspect, value, TODAY - timedelta(days=days))
    managed = shared_desk.see(cases.load_case, case_id).managed
    for aspect in (Aspect.RAG, Aspect.COHORT):
        found = told(shared_desk, case_id, aspect)
        assert found[-1][0] == getattr(managed, aspect.value)
        assert found[-1][2] is None
        assert all(until == since for (_v, _f, until), (_w, since, _u) in pairwise(found))


# --- What a colour asks for ------------------------------------------------------------------------------


def test_the_colours_say_what_they_mean_and_ask_for(shared_desk: Desk) -> None:
    found = shared_desk.see(colours)
    assert list(found) == list(Rag)
    assert found[Rag.RED].words == "at least 1 in 7 days"
    assert (found[Rag.GREEN].review_months, found[Rag.GREEN].days) == (6, 28)
    assert found[Rag.BLUE].meaning.startswith("In custody")


def test_an_import_that_changes_a_case_writes_the_history(shared_desk: Desk, tmp_path: Path) -> None:
    case_id = shared_desk.person(crn="X770001", surname="Importby", managed=MANAGED)
    sheet = tmp_path / "caseload.csv"
    sheet.write_text("CRN,Surname,Forenames,RAG,Police lead\nX770001,Importby,Mo,Red,PC Test Baker\n")
    table = read_spreadsheet(sheet)
    preview = shared_desk.see(plan_import, table, None, TODAY)
    shared_desk.do(apply_import, preview, TODAY)
    assert told(shared_desk, case_id, Aspect.RAG) == [("amber", ADOPTED, TODAY), ("red", TODAY, None)]
    assert told(shared_desk, case_id, Aspect.POLICE_LEAD) == [("PC Test Baker", ADOPTED, None)]
