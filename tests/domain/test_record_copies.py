"""What a decision or a de-selection tells each reader."""

from __future__ import annotations

import pytest

from iom_desktop.domain.audiences import CONFERENCE, COURT, Audience, Reader, Rules, SharedMatter, sight_of
from iom_desktop.domain.record_copies import OF_SCREENING, decision_file_for
from tests.reports.test_decision_record import file as decision_file

EVERY = frozenset(SharedMatter)


@pytest.mark.parametrize("matter", OF_SCREENING)
def test_a_screening_is_told_only_to_who_may_see_all_it_tells(matter: SharedMatter) -> None:
    """One line left out could be worked out from the total."""
    file = decision_file()
    assert file.screening is not None
    reader = Reader(Audience.PARTNER, "council")
    every = sight_of(Rules(allowed={"council": EVERY}), reader)
    assert decision_file_for(file, every).screening == file.screening
    all_but_one = sight_of(Rules(allowed={"council": EVERY - {matter}}), reader)
    assert decision_file_for(file, all_but_one).screening is None


@pytest.mark.parametrize("reader", [CONFERENCE, COURT])
def test_neither_the_table_nor_the_court_is_told_the_screening(reader: Reader) -> None:
    copy = decision_file_for(decision_file(), sight_of(Rules(allowed={}), reader))
    assert copy.screening is None
    assert copy.decision.said.rationale
    assert copy.left_out
