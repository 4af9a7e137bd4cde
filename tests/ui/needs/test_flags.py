"""Risk flags: raised, looked at with what was found, ended with a reason; overdue reviews say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from iom_desktop.domain.cases import Flag
from iom_desktop.services import cases
from iom_desktop.ui.needs import flag_dialogs
from iom_desktop.ui.needs.columns import review_words
from iom_desktop.ui.needs.tab import NeedsTab
from tests.stores import TODAY, Desk
from tests.ui.needs.conftest import dialog_of


def flags(desk: Desk, case_id: str) -> list[Flag]:
    return desk.see(cases.list_flags, case_id)


def row_of(tab: NeedsTab, place: int = 0) -> list[str]:
    columns = tab.flags_table.record_model().columns
    return [column.text(tab.flags_table.records()[place]) for column in columns]


def test_a_flag_is_raised_with_its_review(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    assert tab.no_flags.isVisible()
    dialog = dialog_of(tab.open_raise_flag())
    dialog.form.field("code").set_value("WEAP")
    dialog.form.field("started_on").set_value(date(2026, 11, 20))
    dialog.form.field("note").set_value("A knife, once.")
    hint = dialog.findChild(QLabel, "code-hint")
    assert hint is not None
    assert hint.text() == "Reviewed every 3 months: next Sat 20 Feb 2027."
    dialog.save()
    (row,) = flags(desk, case_id)
    assert (row.code, row.note, row.started_on, row.review_on) == (
        "WEAP", "A knife, once.", date(2026, 11, 20), date(2027, 2, 20),
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(tab.flags_table.records()) == 1)
    assert row_of(tab) == ["Weapons", "20 Nov 2026", "20 Feb 2027", "", "", "A knife, once."]


@pytest.mark.parametrize(
    "field, typed, says",
    [
        ("code", "", "is needed"),
        ("started_on", "", "is needed"),
        ("started_on", "1/12/2026", "is in the future"),
        ("started_on", "31/02/2026", "not a date"),
        ("note", "x" * 4001, "too long"),
    ],
)
def test_a_flag_that_cannot_be_raised(
    tab: NeedsTab, desk: Desk, case_id: str, field: str, typed: str, says: str
) -> None:
    dialog = dialog_of(tab.open_raise_flag())
    dialog.form.field("code").set_value("WEAP")
    dialog.form.field(field).restore_text(typed)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert flags(desk, case_id) == []
    dialog.reject()


def test_a_flag_that_stands_already_is_not_offered(tab: NeedsTab, desk: Desk, case_id: str) -> None:
    desk.do(cases.raise_flag, case_id, "WEAP", "", TODAY, TODAY)
    dialog = dialog_of(tab.open_raise_flag())
    assert dialog.form.field("code").editor.findData("WEAP") == -1  # type: ignore[attr-defined]
    dialog.reject()


def test_a_review_says_what_was_found_and_by_whom(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    flag_id = desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 8, 1), TODAY)
    qtbot.waitUntil(lambda: tab.flags_table.select_id(flag_id))
    before = tab.flags_table.records()[0]
    review = next(one for one in tab.flags_table.record_model().columns if one.key == "review")
    assert (review.text(before), review.role(before)) == ("1 Nov 2026, 21 days overdue", "overdue")  # type: ignore[misc]
    tab.review_button.click()
    dialog = tab.findChildren(flag_dialogs.ReviewFlagDialog)[-1]
    assert dialog.form.field("next_on").text_snapshot() == "22/02/2027", "as its list says"
    dialog.form.field("note").set_value("The knife was handed in.")
    dialog.save()
    (row,) = flags(desk, case_id)
    assert row.review_on == date(2027, 2, 22)
    qtbot.waitUntil(lambda: row_of(tab)[2] == "22 Feb 2027")
    assert row_of(tab) == [
        "Weapons", "1 Aug 2026", "22 Feb 2027", "PC Test Baker, 22 Nov 2026", "",
        "Reviewed 22/11/2026 by PC Test Baker: The knife was handed in.",
    ]  # fmt: skip


@pytest.mark.parametrize("typed, says", [("22/11/2026", "is not ahead"), ("x", "cannot be read")])
def test_a_next_review_that_cannot_be(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot, typed: str, says: str
) -> None:
    flag_id = desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 8, 1), TODAY)
    qtbot.waitUntil(lambda: tab.flags_table.select_id(flag_id))
    dialog = dialog_of(tab.open_review_flag())
    dialog.form.field("next_on").restore_text(typed)
    dialog.save()
    assert says in dialog.form.field("next_on").error_text()
    assert flags(desk, case_id)[0].reviewed_on is None
    dialog.reject()


def test_today_opens_the_very_review(tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    flag_id = desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 8, 1), TODAY)
    qtbot.waitUntil(lambda: len(tab.flags_table.records()) == 1)
    tab.go_to(flag_id, "review")
    dialog = tab.findChildren(flag_dialogs.ReviewFlagDialog)[-1]
    assert dialog.isVisible()
    dialog.reject()


def test_a_flag_that_ended_stays_on_record_and_can_be_done_nothing_with(
    tab: NeedsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    flag_id = desk.do(cases.raise_flag, case_id, "WEAP", "", date(2026, 10, 1), TODAY)
    qtbot.waitUntil(lambda: tab.flags_table.select_id(flag_id))
    tab.end_button.click()
    dialog = tab.findChildren(flag_dialogs.EndFlagDialog)[-1]
    dialog.form.field("ended_on").restore_text("1/9/2026")
    dialog.save()
    assert "is needed" in dialog.form.field("reason").error_text()
    dialog.form.field("reason").set_value("Handed in.")
    dialog.save()
    assert "before the flag began" in dialog.form.field("ended_on").error_text()
    dialog.form.field("ended_on").restore_text("20/11/2026")
    dialog.save()
    (row,) = flags(desk, case_id)
    assert row.ended_on == date(2026, 11, 20)
    assert row.note == "Ended 20/11/2026 by PC Test Baker: Handed in."
    qtbot.waitUntil(lambda: not tab.end_button.isEnabled())
    assert not tab.review_button.isEnabled()
    assert tab.open_review_flag() is None
    assert row_of(tab)[4] == "20 Nov 2026"


def test_a_flag_without_routine_review_says_so() -> None:
    plain = Flag(
        id="f", case_id="c", code="RVLN", name="Vulnerable", severity=9, note="", started_on=TODAY, review_on=None,
        ended_on=None,
    )  # fmt: skip
    assert review_words(plain, TODAY) == "no routine review"
    assert review_words(replace(plain, ended_on=TODAY), TODAY) == ""
