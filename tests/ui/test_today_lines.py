"""A line of Today is as tall as its words need at the width it has, and nothing in it is shortened."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from iom_desktop.domain.today import Matter, TodayItem
from iom_desktop.ui.today.lines import TodayList, _item_places, _Ruler
from tests.clipping import Shortening
from tests.stores import NOW

WORDS = "Bring bank and identity letters to the benefit meeting at the library in Examplewick."


def item(**more: object) -> TodayItem:
    said: dict[str, object] = {
        "id": "1", "matter": Matter.OUTCOME_MISSING, "case_id": "1", "person": "NOBODYSON-EXAMPLEBY, Danielle",
        "crn": "Z000001", "words": WORDS, "at": datetime(2026, 11, 17, 14, 0), "due": date(2026, 11, 17),
        "risk_to_staff": True, "place": "140 Sample Street, Port Demo", "officer": "J. Draft", "review": "",
    }  # fmt: skip
    return TodayItem(**(said | more))  # type: ignore[arg-type]


@pytest.fixture
def lines(qtbot: QtBot) -> TodayList:
    made = TodayList(lambda: NOW, name="lines", words="Owed", empty="Nothing")
    qtbot.addWidget(made)
    made.set_items([item(), item(id="2")])
    made.resize(600, 400)
    made.show()
    return made


@pytest.mark.parametrize("width", [700, 340, 300, 260])
def test_nothing_is_shortened_at_any_width(
    lines: TodayList, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines.resize(width, 400)
    watch = Shortening(monkeypatch)
    lines.grab()
    assert watch.taken() == []


def test_a_narrower_list_makes_taller_lines_that_do_not_overlap(lines: TodayList) -> None:
    def tops() -> list[QRect]:
        return [lines.visualRect(lines.lines_model.index(row)) for row in (1, 2)]

    wide = tops()
    lines.resize(280, 400)
    narrow = tops()
    assert narrow[0].height() > wide[0].height()
    assert narrow[1].top() >= narrow[0].bottom()
    needed = _item_places(item(), QRect(0, 0, lines.viewport().width(), 0), NOW, _Ruler()).bottom
    assert narrow[0].height() == needed


def test_the_warning_goes_under_the_name_where_both_do_not_fit() -> None:
    beside = _item_places(item(), QRect(0, 0, 700, 0), NOW, _Ruler())
    beneath = _item_places(item(), QRect(0, 0, 280, 0), NOW, _Ruler())
    assert beside.risk.top() == beside.name.top()
    assert beneath.risk.top() > beneath.name.top()
    assert beneath.standing.top() == beneath.risk.top()
    assert not beneath.what.intersects(beneath.risk)
