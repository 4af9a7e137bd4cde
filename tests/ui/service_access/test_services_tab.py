"""Service ladders on the screen: what stands where, what it says aloud, and what is typed is what is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from iom_desktop.domain.needs import NeedDraft, NeedStatus
from iom_desktop.domain.service_access import Barrier, ServiceAccess, ServiceAccessDraft, ServiceOutcome
from iom_desktop.services import needs, service_access
from iom_desktop.ui import theme
from iom_desktop.ui.service_access.dialog import FollowDialog, ServiceDialog, change_key, new_key
from iom_desktop.ui.service_access.ladder import Ladder, Span, spans
from iom_desktop.ui.service_access.tab import ServicesTab
from iom_desktop.ui.service_access.words import remark, spoken, standing, summary
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator

FOUND = date(2026, 9, 6)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> ServicesTab:
    made = ServicesTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1000, 640)
    made.show()
    return made


def draft(**said: Any) -> ServiceAccessDraft:
    return ServiceAccessDraft(
        **{"need_code": "DRUGS", "service": "Drug treatment", "provider": "Northgate", "identified_on": FOUND}
        | said
    )


def follow(desk: Desk, case_id: str, **said: Any) -> str:
    return desk.do(service_access.record_service_access, case_id, draft(**said), TODAY)


def access(**said: Any) -> ServiceAccess:
    return ServiceAccess(id="s", version=1, case_id="c", need_name="Drug misuse", said=draft(**said))


def need(desk: Desk, case_id: str, code: str, **said: Any) -> str:
    said = {"score": 9, "identified_on": date(2026, 10, 1)} | said
    return desk.do(needs.record_need, case_id, NeedDraft(code=code, **said), TODAY)


def stored(desk: Desk, case_id: str) -> list[ServiceAccess]:
    return desk.see(service_access.list_service_access, case_id)


# --- The ladder ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said,drawn",
    [
        ({}, [Span(0, 1, 77, True, stalled=True)]),
        ({"identified_on": date(2026, 11, 1)}, [Span(0, 1, 21, True)]),
        (
            {"referred_on": date(2026, 9, 9), "attended_on": date(2026, 10, 9)},
            [Span(0, 1, 3, False), Span(1, 4, 30, False), Span(4, 5, 44, True)],
        ),
        ({"barrier": Barrier.WAITING_LIST}, []),
        ({"ended_on": date(2026, 9, 7)}, [Span(0, 5, 1, False)]),
    ],
)
def test_what_is_drawn_between_the_rungs(said: dict[str, Any], drawn: list[Span]) -> None:
    assert spans(access(**said), TODAY) == drawn


@pytest.mark.parametrize(
    "said,words,says",
    [
        ({}, "Stalled", "Nothing has happened since it was identified on Sun 6 Sep 2026, 77 days ago. Why?"),
        ({"referred_on": date(2026, 11, 20)}, "Waiting", ""),
        (
            {"attended_on": date(2026, 10, 6)},
            "Attending",
            "30 days from the need found to the first attendance.",
        ),
        (
            {"barrier": Barrier.OTHER, "barrier_words": "Moved away"},
            "Not obtained",
            "Not obtained: other reason: Moved away",
        ),
        ({"ended_on": date(2026, 10, 6), "outcome": ServiceOutcome.PARTLY}, "Ended: partly achieved", ""),
    ],
)
def test_how_it_stands_in_words(said: dict[str, Any], words: str, says: str) -> None:
    assert standing(access(**said), TODAY)[0] == words
    assert remark(access(**said), TODAY) == says


def test_a_ladder_is_heard_whole() -> None:
    assert spoken(access(referred_on=date(2026, 9, 9)), TODAY) == (
        "Drug misuse. Drug treatment, Northgate. Stalled. Identified Sun 6 Sep 2026. "
        "Referred Wed 9 Sep 2026, 3 days later. "
        "Nothing has happened since it was referred on Wed 9 Sep 2026, 74 days ago. Why?"
    )


def test_the_sum_of_it() -> None:
    every = [access(), access(attended_on=TODAY), access(barrier=Barrier.DISTANCE)]
    assert summary(every, 2, TODAY) == (
        "1 of 3 services reached, 1 waiting (1 stalled), 1 not obtained, 2 needs not yet followed"
    )
    assert summary([], 3, TODAY) == ""


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_a_filled_rung_is_painted_and_an_empty_one_is_hollow(qtbot: QtBot, qapp: Any, name: str) -> None:
    theme.apply_theme(qapp, name)
    ladder = Ladder(access(), TODAY, name="ladder")
    qtbot.addWidget(ladder)
    ladder.resize(720, 82)
    ladder.show()
    picture = ladder.grab().toImage()
    first, second = (QPoint(round(ladder._middle(n)), round(ladder._line_y())) for n in (0, 1))
    assert picture.pixelColor(first) == theme.mark("accent")
    assert picture.pixelColor(second) != theme.mark("accent")


# --- The page ------------------------------------------------------------------------------------------


def test_needs_nobody_follows_are_listed_until_somebody_does(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    need(desk, case_id, "DRUGS")
    need(desk, case_id, "ALCOHOL", status=NeedStatus.DONE)
    qtbot.waitUntil(lambda: len(tab.unfollowed) == 1)
    line = tab.unfollowed[0]
    assert line.button.accessibleName() == "Follow a service for Drug misuse"
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(FollowDialog)
    assert dialog is not None
    assert dialog.form.field("need_code").value() == "DRUGS"
    assert dialog.form.field("identified_on").value() == date(2026, 10, 1)
    assert dialog.form.focused_field_name() == "service"
    for name, text in {
        "service": "Drug treatment", "provider": "Northgate", "referred_on": "3/10/26", "accepted_on": "5 oct",
        "note": "Mondays",
    }.items():  # fmt: skip
        dialog.form.field(name).restore_text(text)
    dialog.save()
    (row,) = stored(desk, case_id)
    assert row.said == draft(
        identified_on=date(2026, 10, 1),
        referred_on=date(2026, 10, 3),
        accepted_on=date(2026, 10, 5),
        note="Mondays",
    )
    assert tab.unfollowed == []
    assert [card.one.id for card in tab.cards] == [row.id]
    assert tab.sum.text() == "0 of 1 service reached, 1 waiting (1 stalled)"


def test_an_empty_case_says_what_to_do(tab: ServicesTab) -> None:
    words = tab.findChild(object, "services-empty")
    assert words is not None
    assert "Ctrl+N" in words.text()


@pytest.mark.parametrize(
    "typed,field,says",
    [
        ({"need_code": ""}, "need_code", "Need is needed"),
        ({"service": ""}, "service", "Service is needed"),
        ({"identified_on": ""}, "identified_on", "a date is needed"),
        ({"referred_on": "5/9/2026"}, "referred_on", "before identified"),
        ({"accepted_on": "23/11/2026"}, "accepted_on", "in the future"),
        ({"offered_on": "31/02/2026"}, "offered_on", "31/02/2026"),
        ({"attended_on": "soon"}, "attended_on", "cannot be read"),
        ({"outcome": "achieved"}, "ended_on", "where there is an outcome"),
        ({"barrier": "other"}, "barrier_words", "this is needed"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    tab: ServicesTab, desk: Desk, case_id: str, typed: dict[str, str], field: str, says: str
) -> None:
    dialog = tab.open_new()
    good = {"need_code": "DRUGS", "service": "Drug treatment", "identified_on": "6/9/2026"}
    for name, text in (good | typed).items():
        dialog.form.field(name).restore_text(text)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert [one.name for one in dialog.form.fields() if one.error_text()] == [field]
    assert stored(desk, case_id) == []
    dialog.reject()


def test_a_stalled_one_asks_why_and_the_answer_ends_the_waiting(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = follow(desk, case_id, referred_on=date(2026, 9, 9))
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    card = tab.cards[0]
    assert card.why_button.isVisible()
    assert "74 days ago" in card.remark.text()
    qtbot.mouseClick(card.why_button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(ServiceDialog)
    assert dialog is not None
    assert dialog.form.focused_field_name() == "barrier"
    dialog.form.field("barrier").set_value(Barrier.WAITING_LIST.value)
    dialog.save()
    assert stored(desk, case_id)[0].said.barrier is Barrier.WAITING_LIST
    qtbot.waitUntil(lambda: "waiting list" in tab.cards[0].remark.text())
    assert not tab.cards[0].why_button.isVisible()
    assert tab.cards[0].one.id == one


def test_the_keyboard_goes_from_ladder_to_ladder_and_opens(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    first = follow(desk, case_id)
    second = follow(desk, case_id, need_code="ALCOHOL", service="Alcohol treatment")
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.go_to(first)
    assert tab.cards[0].ladder.hasFocus()
    qtbot.keyClick(tab.cards[0].ladder, Qt.Key.Key_Down)
    assert tab.cards[1].ladder.hasFocus()
    qtbot.keyClick(tab.cards[1].ladder, Qt.Key.Key_Return)
    dialog = tab.findChild(ServiceDialog)
    assert dialog is not None
    assert dialog.draft_key == change_key(second)
    dialog.form.field("note").set_value("Asked again")
    dialog.save()
    qtbot.waitUntil(lambda: tab.cards[1].one.said.note == "Asked again")
    assert tab.window().focusWidget() is tab.cards[1].ladder  # the keyboard is where it was


def test_somebody_elses_change_is_shown_beside_mine(tab: ServicesTab, desk: Desk, case_id: str) -> None:
    one = follow(desk, case_id)
    dialog = tab.open_service(one)
    assert dialog is not None
    theirs = draft(referred_on=date(2026, 9, 9))
    does(desk.store, "Change service", service_access.change_service_access, one, 1, theirs, TODAY)
    dialog.form.field("note").set_value("Mine")
    dialog.save()
    assert dialog._comparison is not None
    dialog._comparison.theirs_button.click()
    assert dialog.form.field("referred_on").value() == date(2026, 9, 9)
    dialog.reject()


def test_what_was_half_typed_comes_back(tab: ServicesTab, desk: Desk, case_id: str) -> None:
    one = follow(desk, case_id)
    for key, kind in ((new_key(case_id, "DRUGS"), FollowDialog), (change_key(one), ServiceDialog)):
        tab.resume(key)
        found = tab.findChild(kind)
        assert found is not None
        assert found.draft_key == key
        found.form.field("note").set_value("half a sen")
        found.reject()
        tab.resume(key)
        again = [dialog for dialog in tab.findChildren(kind) if dialog.isVisible()][-1]
        assert again.form.field("note").value() == "half a sen"
        again.reject()


def test_a_record_that_is_gone_is_said(tab: ServicesTab) -> None:
    assert tab.open_service("f" * 32) is None
    assert "no longer in the store" in tab.notice_text()
