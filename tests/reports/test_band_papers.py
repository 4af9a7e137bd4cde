"""The months under IOM on paper, and the record of a de-selection: what they say, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from iom_desktop.display.status_lines import band_lines
from iom_desktop.domain.audiences import Audience, Reader, SharedMatter, Sight
from iom_desktop.domain.band import Band, Happening, Mark, band
from iom_desktop.domain.copies import for_reader
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.deselection import (
    Deselection,
    DeselectionDraft,
    DeselectionFile,
    EvidenceLine,
    Topic,
)
from iom_desktop.domain.episodes import Episode
from iom_desktop.domain.statuses import Aspect, StatusPeriod
from iom_desktop.reports.band import band_strip
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.deselection_record import deselection_record
from tests.reports.factory import case_file, numbered
from tests.reports.pdf_text import pages_of, squeezed, words_of

TODAY = date(2026, 11, 22)
ADOPTED = date(2026, 2, 3)


def period(value: str, from_on: date, to_on: date | None) -> StatusPeriod:
    return StatusPeriod(
        id="x", case_id="c", aspect=Aspect.RAG, value=value, from_on=from_on, to_on=to_on, reason="Why",
        decided_by="", review_on=None,
    )  # fmt: skip


def months(begun: date = ADOPTED) -> Band:
    episode = Episode(number=1, adopted_on=begun, ended_on=None, decision_id="", deselection_id="")
    turn = date(2026, 9, 1)
    marks = [
        Mark(happening=Happening.ARREST, on=date(2026, 3, 9), words="Burglary"),
        Mark(happening=Happening.CONFERENCE, on=date(2026, 10, 8)),
    ]
    return band([episode], [period("red", begun, turn), period("green", turn, None)], marks, begun, TODAY)


def file_of(**changes: object) -> DeselectionFile:
    one = Deselection(
        id="d",
        case_id="c",
        said=DeselectionDraft(
            decided_on=TODAY,
            reason_code="RISK_REDUCED",
            words="Stable for <b>eight</b> months & more.",
            evidence=(
                EvidenceLine(topic=Topic.OFFENDING, words="No arrest since March."),
                EvidenceLine(topic=Topic.OFFENDING, words="No charge is on record."),
            ),
            exit_plan="Probation goes on.",
            decided_by=(DecisionMaker(name="Sgt Invented", agency="police"),),
        ),
        reason="Risk reduced, and stayed so",
        adopted_on=ADOPTED,
        recorded_by="PC Test",
        recorded_at=datetime(2026, 11, 22, 14, 0),
    )
    made = DeselectionFile(
        case=case_file().case,
        deselection=replace(one, **changes),  # type: ignore[arg-type]
        episode=2,
        made_at=datetime(2026, 11, 22, 14, 0),
        recorded_at=datetime(2026, 11, 22, 14, 0),
        made_by="PC Test",
    )
    return made


def drawn(made: object) -> list[str]:
    return [one.text for one in made.contents if hasattr(one, "text")]  # type: ignore[attr-defined]


def test_the_strip_says_each_colour_and_what_its_fill_and_shapes_mean() -> None:
    said = drawn(band_strip(months(), 400))
    assert {
        "RED",
        "GREEN",
        "R dark: red",
        "A hatched: amber",
        "G white: green",
        "arrest",
        "conference",
    } <= set(said)
    assert "conviction" not in said, "the legend names what is drawn"


@pytest.mark.parametrize("begun", [ADOPTED, date(2026, 11, 22), date(2014, 1, 1)])
def test_however_long_nothing_stands_outside_the_strip(begun: date) -> None:
    made = band_strip(months(begun), 380)
    left, _low, right, _high = made.getBounds()
    assert left >= -1
    assert right <= 381


def test_the_strip_is_on_the_case_plan() -> None:
    with_band = squeezed("Months under IOM") in words_of(case_plan(case_file(band=months())))
    without = squeezed("Months under IOM") in words_of(case_plan(case_file(band=None)))
    assert (with_band, without) == (True, False)


def test_who_may_not_know_of_arrests_gets_the_months_without_them() -> None:
    file = case_file(band=months())
    council = Reader(audience=Audience.PARTNER, agency="council")
    allowed = for_reader(file, Sight(reader=council, seen=frozenset(SharedMatter)))
    refused = for_reader(file, Sight(reader=council, seen=frozenset(SharedMatter) - {SharedMatter.OFFENDING}))
    assert allowed.band is not None
    assert refused.band is not None
    assert [one.happening for one in allowed.band.marks] == [Happening.ARREST, Happening.CONFERENCE]
    assert [one.happening for one in refused.band.marks] == [Happening.CONFERENCE]
    person = for_reader(file, Sight(reader=Reader(audience=Audience.PERSON), seen=frozenset(SharedMatter)))
    assert person.band is None


def test_the_band_in_lines_of_text() -> None:
    assert list(band_lines(months())) == [
        "Under IOM, since Tue 3 Feb 2026",
        "Colour: RED Tue 3 Feb 2026 to Mon 31 Aug 2026; GREEN since Tue 1 Sep 2026",
        "1 conference: Thu 8 Oct 2026",
        "1 arrest: Mon 9 Mar 2026",
    ]


def test_the_record_of_a_de_selection_is_one_page_that_says_it_all() -> None:
    data = deselection_record(file_of(), numbered(code="12AB-34CD"))
    assert len(pages_of(data)) == 1
    text = words_of(data)
    for words in (
        "De-selection record", "Risk reduced, and stayed so", "Stable for <b>eight</b> months & more.",
        "No arrest since March.", "No charge is on record.", "Probation goes on.", "Sgt Invented (police)",
        "none recorded", "time 2 under IOM", "12AB-34CD", "OFFICIAL-SENSITIVE",
    ):  # fmt: skip
        assert squeezed(words) in text, words
    assert "holds" not in text


def test_one_that_no_longer_holds_says_so_and_why() -> None:
    text = words_of(deselection_record(file_of(superseded_on=TODAY, supersede_reason="The wrong person")))
    assert squeezed("NO LONGER HOLDS since Sun 22 Nov 2026 because: The wrong person") in text


def test_long_words_go_on_to_another_page_and_none_is_lost() -> None:
    said = replace(file_of().deselection.said, exit_plan="Probation goes on and on. " * 400 + "Endmark")
    data = deselection_record(file_of(said=said))
    assert len(pages_of(data)) > 1
    assert squeezed("Endmark") in words_of(data)


def test_the_same_records_give_the_same_bytes() -> None:
    assert deselection_record(file_of()) == deselection_record(file_of())
