"""The access report and the commissioner's page on paper: vectors, words as typed, and nobody to be found."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pypdf
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.display.access_lines import access_csv, named
from iom_desktop.domain.access_report import (
    AccessFact,
    AccessReport,
    Dimension,
    Standing,
    make_report,
    tally,
)
from iom_desktop.domain.service_access import Barrier
from iom_desktop.domain.small_numbers import LEAST
from iom_desktop.reports.access_report import (
    AccessPaper,
    access_paper,
    reach_chart,
    reasons_chart,
    waits_chart,
)
from iom_desktop.reports.charts import Bar, Part, bar_chart, to_svg
from iom_desktop.reports.commissioner import (
    Unmet,
    _group_line,
    commissioner_paper,
    shared_groups,
    shared_states,
)
from tests.reports.pdf_text import pages_of, words_of

TODAY = date(2026, 11, 22)
NEEDS = {"DRUGS": "Drug misuse", "ALCOHOL": "Alcohol misuse", "ETE": "Education training and employment"}
REACHED, WAITING, NO_REASON = (one.value for one in (Standing.REACHED, Standing.WAITING, Standing.NO_REASON))


def fact(number: int, state: str, **more: Any) -> AccessFact:
    days = more.pop("days", 10 + number if state in (REACHED, WAITING) else None)
    said = {
        "case_id": f"c{number}", "need_code": "DRUGS", "severity": "severe", "cohort": "fixed", "area": "ZZ1",
        "provider": "Northgate", "found_on": TODAY - timedelta(days=100),
        "attended_on": TODAY if state == REACHED else None, "state": state, "days": days, "late": False,
        "followed": True,
    } | more  # fmt: skip
    return AccessFact(**said)


def many(count: int, state: str, first: int = 0, **more: Any) -> list[AccessFact]:
    return [fact(first + number, state, **more) for number in range(count)]


def paper(facts: list[AccessFact], needs: dict[str, str] | None = None) -> AccessPaper:
    return AccessPaper(
        report=make_report(facts, tuple(NEEDS), 30, TODAY),
        needs=needs or NEEDS,
        stated="less than half",
        scheme="North Area",
        made_at=datetime(2026, 11, 22, 14, 0),
        made_by="PC Baker",
    )


SOME = [
    *many(9, REACHED),
    *many(7, WAITING, 20),
    *many(6, NO_REASON, 40, followed=False, provider="", area=""),
    *many(3, Barrier.LANGUAGE.value, 60, area="ZZ2"),
    *many(2, Barrier.DISTANCE.value, 70, cohort="flex"),
]


# --- Charts --------------------------------------------------------------------------------------------


def texts(svg: bytes) -> list[str]:
    return [
        element.text or "" for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]


def charts(report: AccessReport) -> Iterator[Any]:
    lines = named(report.needs, NEEDS)
    yield reach_chart(lines, 480)
    yield waits_chart(lines, 480)
    yield reasons_chart(report.total, 480)


def test_a_bar_says_its_name_its_numbers_and_what_they_are() -> None:
    said = texts(to_svg(reach_chart(named(paper(SOME).report.needs, NEEDS), 480)))
    assert {"Drug misuse", "9", "7", "5", "6", "9 of 27 (33%)"} <= set(said)
    assert {"Reached", "Still waiting", "Not reached, reason given", "No reason recorded"} <= set(said)


def test_waits_and_reasons_are_written_beside_their_bars() -> None:
    report = paper(SOME).report
    assert "14 days, longest 18 days" in texts(to_svg(waits_chart(named(report.needs, NEEDS), 480)))
    said = texts(to_svg(reasons_chart(report.total, 480)))
    assert said[:4] == ["No reason recorded", "6", "Language", "3"]


def test_no_two_parts_of_a_bar_look_alike_without_colour() -> None:
    parts = [Part(5, fill, fill) for fill in ("solid", "hatched", "pale", "dark")]
    looks = []
    for part in parts:
        root = ElementTree.fromstring(to_svg(bar_chart([Bar("a", (part,))], 300, key=False)))
        fills = re.findall(
            r"fill: rgb\((\d+)%,(\d+)%,(\d+)%\)", ElementTree.tostring(root, encoding="unicode")
        )
        grey = sorted(round(0.3 * int(r) + 0.59 * int(g) + 0.11 * int(b)) // 10 for r, g, b in fills)
        looks.append((tuple(grey), sum(1 for one in root.iter() if one.tag.endswith("path")) > 3))
    assert len(set(looks)) == 4
    assert [hatched for _greys, hatched in looks] == [False, True, False, False]


@pytest.mark.parametrize("words", ['<b>&amp; "x"</b>', "]]><script>", "<img src='file:///x'>", "Llŷn ŵ"])
def test_what_was_typed_is_drawn_as_it_was_typed(words: str) -> None:
    svg = to_svg(bar_chart([Bar(words, (Part(5, words, "solid"),))], 700))
    assert " ".join(words.split()) in texts(svg)
    assert {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()} <= {
        "svg", "title", "desc", "clipPath", "rect", "g", "text", "path",
    }  # fmt: skip


@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 10**6)), max_size=5), st.floats(300, 900))
@settings(max_examples=40, deadline=None)
def test_every_chart_can_be_drawn_and_stays_on_its_sheet(rows: list[tuple[str, int]], width: float) -> None:
    bars = [Bar(name, (Part(number, "Reached", "hatched"),), f"{number:,}") for name, number in rows]
    drawing = bar_chart(bars, width)
    for shape in drawing.contents:
        left, _low, right, _high = shape.getBounds()
        assert left >= -0.1
        assert right <= width + 1
    ElementTree.fromstring(to_svg(drawing))


# --- The report --------------------------------------------------------------------------------------------


def test_the_report_says_what_it_counts_and_beside_what() -> None:
    said = words_of(access_paper(paper(SOME)))
    for words in (
        "9 of 27 (33%)", "Here: 9 of 27 (33%)", "Inspection 2020: less than half", "No reason recorded 6",
        "Needed: the need is assessed as severe or standard", "Language 3, Distance or transport 2", "ZZ2",
        "Area not known", "No provider on record", "OFFICIAL-SENSITIVE", "Page 1 of",
    ):  # fmt: skip
        assert words.replace(" ", "") in said


def test_charts_are_vectors_and_the_same_records_give_the_same_bytes() -> None:
    data = access_paper(paper(SOME))
    assert data == access_paper(paper(SOME))
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        held = page["/Resources"].get_object().get("/XObject") or {}
        assert [key for key, one in held.items() if one.get_object()["/Subtype"] == "/Image"] == []
        assert not re.search(rb"\bBI\b.*\bID\b", page.get_contents().get_data(), re.DOTALL)


def test_a_report_of_nobody_says_so() -> None:
    assert "Nobodyisknowntoneedaserviceyet." in words_of(access_paper(paper([])))


def test_a_long_report_keeps_its_heads_and_a_very_long_one_leaves_the_rest_to_the_spreadsheet() -> None:
    facts = [
        fact(100 * area + number, REACHED, area=f"ZZ{area}", need_code=code)
        for area in range(60)
        for number, code in enumerate(("DRUGS", "ETE"))
    ]
    pages = pages_of(access_paper(paper(facts)))
    assert len(pages) < 9
    assert sum("Area" in page for page in pages) >= 2


def test_the_spreadsheet_is_one_tidy_table_that_runs_nothing() -> None:
    rows = access_csv(
        paper(SOME, NEEDS | {"DRUGS": "=HYPERLINK(1)"}).report, NEEDS | {"DRUGS": "=HYPERLINK(1)"}
    )
    lines = rows.splitlines()
    assert lines[1].startswith("need,,DRUGS,'=HYPERLINK(1),27,9,33,14,18,7,0,6,6,")
    assert len({line.count(",") for line in lines}) == 1
    by = [line.split(",")[0] for line in lines[1:]]
    assert set(by) == {one.value for one in Dimension}
    facts = many(3, REACHED, provider="@SUM(A1)")
    assert ",'@SUM(A1)," in "".join(
        f"{line}\n" for line in access_csv(paper(facts).report, NEEDS).splitlines()
    )


# --- The commissioner's page -----------------------------------------------------------------------------


def people(facts: list[AccessFact]) -> list[Unmet]:
    return [Unmet(crn=f"Z{at:06d}", name=f"SAMPLETON, No{at}", fact=one) for at, one in enumerate(facts)]


def test_the_internal_copy_names_those_who_did_not_reach_it_and_nobody_else() -> None:
    said = words_of(commissioner_paper(paper(SOME), ("DRUGS",), people(SOME)))
    assert "OFFICIAL-SENSITIVE" in said
    for at, one in enumerate(SOME):
        assert (f"SAMPLETON,No{at}Z{at:06d}" in said) == (one.state != REACHED)
    assert "Languagenotboasted" not in said


def test_the_copy_to_be_shared_names_nobody_and_is_marked_otherwise() -> None:
    data = commissioner_paper(paper(SOME), tuple(NEEDS), None)
    said = words_of(data)
    assert "SENSITIVE" not in said
    assert "OFFICIAL" in said
    assert "SAMPLETON" not in said
    assert "Z0000" not in said
    assert "Numbersunder5arenotshown" in said
    assert "Of27peoplewhoneededit,9reachedaservice(33%).18didnot." in said
    assert "lessthanhalf" in said
    lines = [line for page in pages_of(data) for line in page]
    assert not [line for line in lines if re.fullmatch(r"[0-4]", line)]
    assert "longest" not in " ".join(lines).replace("The longest wait is one person's", "")


def test_one_page_for_each_need_and_too_few_people_give_no_figures() -> None:
    facts = [*SOME, *many(4, NO_REASON, 200, need_code="ETE")]
    pages = pages_of(commissioner_paper(paper(facts), tuple(NEEDS), None))
    assert len(pages) == 2
    said = "".join("".join(pages[1]).split())
    assert "Fewerthan5peopleneededthisservice,sonofiguresaregiven." in said


def test_where_those_reached_are_few_nothing_tells_how_many() -> None:
    facts = [*many(3, REACHED), *many(20, NO_REASON, 20), *many(9, WAITING, 60)]
    data = commissioner_paper(paper(facts), ("DRUGS",), None)
    assert "32peopleneededthisservice." in words_of(data)
    assert "reachedaservice" not in words_of(data).replace(":whoreachedaservice", "")
    for page in pages_of(data):
        assert not {"3", "29", "9%"} & set(page)


def test_a_median_of_few_is_for_the_team_only() -> None:
    facts = [*many(4, REACHED, days=77), *many(20, NO_REASON, 20), *many(30, REACHED, 60, days=9, area="ZZ2")]
    assert "77 days" in " ".join(
        line for page in pages_of(commissioner_paper(paper(facts), ("DRUGS",), [])) for line in page
    )
    file = paper(facts)
    for least_shown in (True, False):
        lines = shared_groups(facts, Dimension.AREA, least_shown, file)
        assert not [one for one in lines if "77" in one.median]
    alone = [*many(4, REACHED, days=77), *many(6, NO_REASON, 20)]
    assert _group_line("ZZ1", tally(alone), reached_shown=True).median == ""
    assert _group_line("ZZ1", tally(alone), reached_shown=True, least=1).median == "77 days"


states = st.sampled_from([REACHED, WAITING, NO_REASON, Barrier.LANGUAGE.value, Barrier.NO_PROVISION.value])
some_facts = st.lists(
    st.builds(
        lambda number, state, area, cohort: fact(number, state, area=area, cohort=cohort),
        st.integers(0, 99),
        states,
        st.sampled_from(["ZZ1", "ZZ2", "ZZ3", ""]),
        st.sampled_from(["fixed", "flex"]),
    ),
    max_size=70,
)


@given(some_facts)
@settings(max_examples=150, deadline=None)
def test_nothing_hidden_can_be_worked_out_from_what_is_shared(facts: list[AccessFact]) -> None:
    file = paper(facts)
    found = tally(facts)
    shown = shared_states(found)
    if shown.total is None:
        assert found.needed < LEAST
        return
    hidden = found.needed - sum(found.of(state) for state in shown.alone)
    assert all(found.of(state) >= LEAST for state in shown.alone)
    assert len(shown.together) != 1
    assert not shown.together or hidden >= LEAST
    reached_shown = REACHED in shown.alone
    if reached_shown:
        assert found.reached >= LEAST
        assert found.not_reached >= LEAST
    for dimension in (Dimension.AREA, Dimension.COHORT, Dimension.PROVIDER):
        lines = shared_groups(facts, dimension, reached_shown, file)
        if not lines:
            continue
        # What is shown adds up to the totals: nothing is left over that a reader could put a name to.
        assert sum(one.needed for one in lines) == found.needed
        assert all(one.needed >= LEAST for one in lines)
        for one in lines:
            assert (one.reached is None) != reached_shown
            if one.reached is not None:
                assert one.reached >= LEAST
                assert one.needed - one.reached >= LEAST
