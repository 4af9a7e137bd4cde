"""Appointments on the screen: what is typed is what is stored and shown, and one minute is enough."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import (
    Appointment,
    AppointmentDraft,
    AskedBy,
    CancelDraft,
    OutcomeDraft,
    Repeat,
)
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.enforcement import StepDraft
from iom_desktop.services import appointments, enforcement
from iom_desktop.ui.appointments import dialogs
from iom_desktop.ui.appointments.outcome import OutcomeDialog, outcome_key
from iom_desktop.ui.appointments.tab import AppointmentsTab
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, Clock, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator

LAST_TUESDAY = datetime(2026, 11, 17, 10, 0)
NEXT_TUESDAY = datetime(2026, 12, 1, 10, 0)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> AppointmentsTab:
    made = AppointmentsTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 640)
    made.show()
    return made


def book(desk: Desk, case_id: str, **said: Any) -> str:
    draft = AppointmentDraft(
        **{"type_code": "COAP", "starts_at": LAST_TUESDAY, "place": "Mill Street", "with_name": "D. Maker"}
        | said
    )
    return desk.do(appointments.book_appointment, case_id, draft)


def failed(code: str, step: str = "NFA", note: str = "") -> OutcomeDraft:
    """An outcome that does not comply, with what is done about it."""
    return OutcomeDraft(outcome_code=code, note=note, enforcement=StepDraft(code=step))


def stored(desk: Desk, case_id: str) -> list[Appointment]:
    return desk.see(appointments.list_appointments, case_id)


def cells(tab: AppointmentsTab, *keys: str) -> list[list[str]]:
    columns = [column for column in tab.table.record_model().columns if column.key in keys]
    return [[column.text(one) for column in columns] for one in tab.table.records()]


def type_into(dialog: FormDialog, **typed: str) -> None:
    for name, text in typed.items():
        dialog.form.field(name).restore_text(text)


def options(dialog: FormDialog, name: str) -> list[tuple[str, str]]:
    box = dialog.form.field(name).box  # type: ignore[attr-defined]
    return [(box.itemData(place), box.itemText(place)) for place in range(box.count())]


def open_dialog(found: FormDialog | None) -> Any:
    assert found is not None
    return found


# --- The list ------------------------------------------------------------------------------------------


def test_an_empty_case_says_what_to_do(tab: AppointmentsTab) -> None:
    assert tab.table._empty == "No appointment is booked yet. Book the first one with Ctrl+N."
    assert not tab.outcome_button.isEnabled()
    assert not tab.change_button.isEnabled()
    assert not tab.cancel_button.isEnabled()


def test_each_row_says_which_one_it_is(tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    book(desk, case_id, type_code="IOHV", starts_at=NEXT_TUESDAY, place="", purpose="See the flat")
    one = book(desk, case_id, with_agency="probation")
    desk.do(appointments.record_outcome, one, failed("AFTC", note="Left early"), NOW)
    book(desk, case_id, starts_at=datetime(2026, 11, 21, 9, 5))
    qtbot.waitUntil(lambda: len(tab.table.records()) == 3)
    assert cells(tab, "when", "away", "type", "outcome", "place", "with", "counts", "note") == [
        ["Tue 1 Dec 2026 10:00", "in 9 days", "IOM home visit", "", "", "D. Maker", "No", "See the flat"],
        [
            "Sat 21 Nov 2026 09:05", "yesterday", "Planned office visit", "Outcome missing", "Mill Street",
            "D. Maker", "Counts", "",
        ],
        [
            "Tue 17 Nov 2026 10:00", "5 days ago", "Planned office visit", "Attended - Failed to Comply",
            "Mill Street", "D. Maker", "Counts", "Left early",
        ],
    ]  # fmt: skip


def test_the_model_keeps_its_word(tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    tester = ModelTester(None)
    tester.check(tab.table.record_model())
    book(desk, case_id)
    book(desk, case_id, starts_at=NEXT_TUESDAY)
    qtbot.waitUntil(lambda: len(tab.table.records()) == 2)
    tab.table.sort_by("type")


@pytest.mark.parametrize(
    "part,shown", [("all", 3), ("ahead", 1), ("past", 2), ("missing", 1)], ids=lambda value: str(value)
)
def test_parts_of_the_list(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot, part: str, shown: int
) -> None:
    book(desk, case_id, starts_at=NEXT_TUESDAY)
    one = book(desk, case_id)
    book(desk, case_id, starts_at=datetime(2026, 11, 3, 10))
    desk.do(appointments.record_outcome, one, OutcomeDraft(outcome_code="ATTC"), NOW)
    qtbot.waitUntil(lambda: len(tab.table.records()) == 3)
    made = tab.parts.button(part)
    assert made.text().endswith(f" {shown}")
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
    assert len(tab.table.records()) == shown


def test_it_begins_where_the_work_is(
    workspace: Workspace, navigator: RecordingNavigator, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    book(desk, case_id, starts_at=NEXT_TUESDAY)
    missing = book(desk, case_id)
    made = AppointmentsTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    made.show()
    assert made.table.selected_record().id == missing
    assert made.standing.word == "Outcome missing"
    assert made.outcome_button.isEnabled()


def test_the_chosen_one_stands_whole_beneath_with_what_was_before(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = book(desk, case_id, purpose="Bring the letter", with_agency="probation", minutes=45)
    desk.do(appointments.record_outcome, one, failed("AFTA", step="EA12", note="Not seen"), NOW)
    changed = OutcomeDraft(outcome_code="AAME", note="In hospital", change_reason="Letter seen")
    desk.do(appointments.record_outcome, one, changed, NOW)
    qtbot.waitUntil(lambda: len(tab.table.records()) == 1)
    tab.go_to(one)
    facts = dict(tab.detail.shown)
    assert facts["Outcome"] == (
        "Acceptable Absence - Medical, recorded Sun 22 Nov 2026 14:00 by PC Test Baker"
    )
    assert facts["Note"] == "In hospital"
    assert facts["With"] == "D. Maker (probation)"
    assert facts["Length"] == "45 minutes"
    assert facts["Before"] == (
        "Failed to Attend · Not seen · changed Sun 22 Nov 2026 14:00 by PC Test Baker: Letter seen"
    )


def test_markup_in_a_note_is_shown_letter_by_letter(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = book(desk, case_id, purpose="<b>bold</b> & <img src=x>")
    qtbot.waitUntil(lambda: len(tab.table.records()) == 1)
    tab.go_to(one)
    assert dict(tab.detail.shown)["What it is for"] == "<b>bold</b> & <img src=x>"


# --- Booking -------------------------------------------------------------------------------------------


def test_a_booking_by_keyboard_is_stored_and_shown(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    qtbot.keyClick(tab, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tab.findChild(dialogs.BookDialog) is not None)
    dialog = open_dialog(tab.findChild(dialogs.BookDialog))
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    type_into(dialog, type_code="home vis", starts_on="tue", starts_time="2.30pm", minutes="45")
    # Two types hold these words, so one is asked for.
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "more than one" in dialog.form.field("type_code").error_text()
    type_into(dialog, type_code="iom home visit", place="4 Sample Close", with_name="PC Maker", purpose="Why")
    dialog.form.field("with_agency").set_value("police")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = stored(desk, case_id)
    assert row.said == AppointmentDraft(
        type_code="IOHV",
        starts_at=datetime(2026, 11, 24, 14, 30),
        minutes=45,
        place="4 Sample Close",
        with_name="PC Maker",
        with_agency="police",
        purpose="Why",
    )
    qtbot.waitUntil(lambda: len(tab.table.records()) == 1)
    assert cells(tab, "when", "type") == [["Tue 24 Nov 2026 14:30", "IOM home visit"]]
    assert tab.table.selected_record().id == row.id
    assert tab.notice_text() == "The appointment is booked."


def test_a_repeat_says_how_many_it_makes_before_it_is_saved(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    dialog = tab.open_book()
    type_into(dialog, type_code="COPT", starts_on="1/12", starts_time="10")
    dialog.form.field("repeat").set_value(Repeat.FORTNIGHTLY.value)
    type_into(dialog, repeat_until="31 jan")
    dialog.follow_up.look()
    assert dialog.follow_up.sentence.text() == (
        "Every two weeks: that makes 5 appointments, the last on Tue 26 Jan 2027."
    )
    dialog.save()
    assert len(stored(desk, case_id)) == 5


@pytest.mark.parametrize(
    "typed,field,says",
    [
        ({"type_code": ""}, "type_code", "Type is needed"),
        ({"type_code": "picnic"}, "type_code", "nothing in the list fits"),
        ({"starts_on": ""}, "starts_on", "Day is needed"),
        ({"starts_on": "31/02/2027"}, "starts_on", "31/02/2027"),
        ({"starts_time": "25:00"}, "starts_time", "25:00"),
        ({"starts_time": "2"}, "starts_time", "morning or afternoon"),
        ({"starts_time": ""}, "starts_time", "Time is needed"),
        ({"minutes": "0"}, "minutes", "between 1 and"),
        ({"minutes": "half"}, "minutes", "must be a number"),
        ({"minutes": ""}, "minutes", "needed"),
        ({"place": ""}, "place", "this type of appointment needs one"),
        ({"repeat": "weekly"}, "repeat_until", "a date is needed"),
        ({"repeat": "weekly", "repeat_until": "30/11/2026"}, "repeat_until", "before the first"),
        ({"repeat": "daily", "repeat_until": "1/12/2028"}, "repeat_until", "the most is 120"),
        ({"repeat": "weekly", "repeat_until": "never"}, "repeat_until", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_booked(
    tab: AppointmentsTab, desk: Desk, case_id: str, typed: dict[str, str], field: str, says: str
) -> None:
    dialog = tab.open_book()
    good = {"type_code": "Planned office visit", "starts_on": "1/12/2026", "starts_time": "10", "place": "X"}
    type_into(dialog, **good | typed)
    dialog.save()
    assert dialog.isVisible()
    assert says in dialog.form.field(field).error_text()
    assert [one.name for one in dialog.form.fields() if one.error_text()] == [field]
    assert stored(desk, case_id) == []


def test_a_clash_is_said_while_one_types_and_does_not_forbid(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    book(desk, case_id, starts_at=NEXT_TUESDAY)
    dialog = tab.open_book()
    type_into(dialog, type_code="COPT", starts_on="1/12/2026", starts_time="10:15")
    qtbot.waitUntil(lambda: bool(dialog.follow_up.clash.text()))
    assert dialog.follow_up.clash.text() == (
        "The person has another appointment at that time: Planned office visit, Tue 1 Dec 2026 10:00, with D. Maker."
    )
    type_into(dialog, starts_time="10:30")
    qtbot.waitUntil(lambda: not dialog.follow_up.clash.text())
    type_into(dialog, starts_time="10:15")
    dialog.save()
    assert len(stored(desk, case_id)) == 2


def test_a_time_that_is_over_is_pointed_out(tab: AppointmentsTab) -> None:
    dialog = tab.open_book()
    type_into(dialog, starts_on="20/11/2026", starts_time="10")
    dialog.follow_up.look()
    assert "its outcome is missing" in dialog.follow_up.sentence.text()
    dialog.reject()


# --- Changing and cancelling ---------------------------------------------------------------------------


def test_changing_what_is_said_leaves_the_time(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY, minutes=60)
    dialog = open_dialog(tab.open_change(one))
    assert dialog.form.field("type_code").value() == "COAP"
    assert "starts_on" not in {field.name for field in dialog.form.fields()}
    type_into(dialog, place="Court Road", minutes="30")
    dialog.follow_up.look()
    assert dialog.follow_up.clash.text() == ""  # its own time is no clash
    dialog.save()
    (row,) = stored(desk, case_id)
    assert (row.starts_at, row.said.place, row.said.minutes) == (NEXT_TUESDAY, "Court Road", 30)
    assert tab.notice_text() == "Saved."


def test_a_move_asks_who_and_why_and_keeps_where_it_stood(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY, minutes=60)
    tab.go_to(one)
    dialog = open_dialog(tab.open_move(one))
    dialog.save()
    assert dialog.form.field("asked_by").error_text() == "Asked by is needed."
    assert dialog.form.field("reason").error_text() == "Reason is needed."
    dialog.form.field("asked_by").set_value(AskedBy.PERSON.value)
    type_into(dialog, reason="Starts a job that day")
    dialog.save()
    assert "stands there already" in dialog.form.field("starts_on").error_text()
    type_into(dialog, starts_on="2/12/2026", starts_time="10:30", place="Court Road")
    dialog.follow_up.look()
    assert dialog.follow_up.clash.text() == ""
    dialog.save()
    (row,) = stored(desk, case_id)
    assert (row.starts_at, row.said.place) == (datetime(2026, 12, 2, 10, 30), "Court Road")
    qtbot.waitUntil(lambda: cells(tab, "when") == [["Wed 2 Dec 2026 10:30"]])
    assert tab.notice_text() == "1 appointment moved; where it stood, who asked and why are kept."
    tab.go_to(one)
    assert dict(tab.detail.shown)["Moved"] == (
        "from Tue 1 Dec 2026 10:00, Mill Street to Wed 2 Dec 2026 10:30, Court Road · asked by: The person · "
        "Starts a job that day (Sun 22 Nov 2026 14:00 by PC Test Baker)"
    )


def test_a_move_from_here_on_moves_the_later_ones_as_far(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    book(desk, case_id, starts_at=NEXT_TUESDAY, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 22))
    second = stored(desk, case_id)[1]
    dialog = open_dialog(tab.open_move(second.id))
    assert [text for _code, text in options(dialog, "scope")] == [
        "Only this one",
        "This one and the 2 later ones of its series",
    ]
    dialog.form.field("scope").set_value("onward")
    dialog.form.field("asked_by").set_value("probation")
    type_into(dialog, reason="Office hours", starts_on="9/12/2026", starts_time="14:00")
    dialog.save()
    assert dialog.moved == 3
    assert [one.starts_at for one in stored(desk, case_id)] == [
        NEXT_TUESDAY, *(datetime(2026, 12, day, 14) for day in (9, 16, 23))
    ]  # fmt: skip


def test_where_it_was_dragged_to_is_filled_in_over_what_was_half_typed(
    tab: AppointmentsTab, desk: Desk, case_id: str, workspace: Workspace, qtbot: QtBot
) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY)
    first = open_dialog(tab.open_move(one))
    type_into(first, reason="He rang", starts_on="3/12/2026")
    first.reject()
    dropped = datetime(2026, 12, 4, 15, 15)
    dialog = dialogs.MoveDialog(workspace, one, tab, starts_at=dropped)
    dialog.open()
    assert dialog.form.field("reason").value() == "He rang"
    assert dialog.form.field("starts_on").value() == dropped.date()
    assert dialog.form.focused_field_name() == "asked_by"
    dialog.form.field("asked_by").set_value("person")
    dialog.save()
    assert stored(desk, case_id)[0].starts_at == dropped


@pytest.mark.parametrize("opening", ["book", "move"])
def test_the_hour_that_the_clocks_skip_is_refused_at_the_time(
    tab: AppointmentsTab, desk: Desk, case_id: str, opening: str
) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY)
    dialog = tab.open_book() if opening == "book" else open_dialog(tab.open_move(one))
    said = {"starts_on": "28/3/2027", "starts_time": "01:30", "place": "X"}
    type_into(dialog, **said | ({"type_code": "COAP"} if opening == "book" else {"reason": "Why"}))
    if opening == "move":
        dialog.form.field("asked_by").set_value("police")
    dialog.follow_up.look()
    assert "the clocks go forward" in dialog.follow_up.sentence.text()
    dialog.save()
    assert "the clocks go forward" in dialog.form.field("starts_time").error_text()
    assert [row.starts_at for row in stored(desk, case_id)] == [NEXT_TUESDAY]
    dialog.reject()


def test_somebody_elses_change_is_shown_beside_mine(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY)
    dialog = open_dialog(tab.open_change(one))
    theirs = AppointmentDraft(type_code="COAP", starts_at=NEXT_TUESDAY, place="Their office")
    does(desk.store, "Change appointment", appointments.change_appointment, one, 1, theirs)
    type_into(dialog, place="My office")
    dialog.save()
    assert dialog._comparison is not None
    dialog._comparison.mine_button.click()
    assert stored(desk, case_id)[0].said.place == "My office"


def test_cancelling_asks_who_and_why_and_how_far(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY, repeat=Repeat.WEEKLY, repeat_until=date(2026, 12, 15))
    dialog = open_dialog(tab.open_cancel(one))
    dialog.save()
    assert "needed" in dialog.form.field("reason").error_text()
    assert "needed" in dialog.form.field("asked_by").error_text()
    assert options(dialog, "scope")[1][1] == "This one and the 2 later ones of its series"
    dialog.form.field("asked_by").set_value("court_or_prison")
    dialog.form.field("scope").set_value("onward")
    type_into(dialog, reason="Recalled to prison")
    dialog.save()
    assert {(row.cancelled, row.cancel_reason, row.cancel_asked_by) for row in stored(desk, case_id)} == {
        (True, "Recalled to prison", AskedBy.COURT_OR_PRISON)
    }
    assert tab.notice_text() == "3 appointments cancelled; it stays in the list with the reason."
    qtbot.waitUntil(lambda: cells(tab, "outcome") == [["Cancelled: Recalled to prison"]] * 3)
    tab.go_to(one)
    assert dict(tab.detail.shown)["Cancelled"] == "asked by: Court or prison: Recalled to prison"
    assert not tab.change_button.isEnabled()
    assert not tab.move_button.isEnabled()
    tab.table.record_activated.emit(tab.table.selected_record())
    assert "was cancelled" in tab.notice_text()


def test_an_appointment_cancelled_by_a_colleague_meanwhile_is_not_cancelled_again(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY)
    dialog = open_dialog(tab.open_cancel(one))
    dialog.form.field("asked_by").set_value("person")
    type_into(dialog, reason="Ill")
    theirs = CancelDraft(asked_by=AskedBy.POLICE, reason="Office closed")
    does(desk.store, "Cancel appointment", appointments.cancel_appointment, one, 1, theirs)
    dialog.save()
    assert "cancelled already" in dialog.form.banner.text()
    assert stored(desk, case_id)[0].cancel_reason == "Office closed"
    dialog.reject()


# --- What is said while one books ----------------------------------------------------------------------


def said(dialog: Any) -> str:
    dialog.follow_up.look()
    text: str = dialog.follow_up.sentence.text()
    return text


@pytest.mark.parametrize(
    "type_code,words,tick",
    [
        ("COAP", "Counts toward compliance", False),
        ("IOHV", "Does not count toward compliance by itself", True),
        ("C101", "Does not count toward compliance by itself", True),
        ("CHVS", "Counts toward compliance", False),
    ],
)
def test_what_counts_is_said_and_only_what_does_not_can_be_ticked(
    tab: AppointmentsTab, type_code: str, words: str, tick: bool
) -> None:
    dialog = tab.open_book()
    dialog.form.field("type_code").set_value(type_code)
    assert words in dialog.form.field("type_code")._hint.text()
    assert dialog.form.field("also_statutory").isVisible() is tick
    dialog.reject()


def test_an_iom_visit_that_is_also_statutory_counts(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    dialog = tab.open_book()
    type_into(dialog, type_code="IOHV", starts_on="20/11/2026", starts_time="10", also_statutory="1")
    dialog.save()
    (row,) = stored(desk, case_id)
    assert (row.counts_toward_compliance, row.said.also_statutory, row.counts) == (False, True, True)
    # Of a type that counts anyway the tick is taken away again.
    second = tab.open_book()
    type_into(second, type_code="IOHV", starts_on="21/11/2026", starts_time="10", also_statutory="1")
    type_into(second, type_code="COPT")
    second.save()
    assert not stored(desk, case_id)[1].said.also_statutory


def test_a_case_that_is_not_statutory_is_told_so(
    workspace: Workspace, navigator: RecordingNavigator, desk: Desk, qtbot: QtBot
) -> None:
    other = desk.person(crn="Z000009", managed=CaseDraft(sentence=Sentence.NON_STATUTORY))
    made = AppointmentsTab(workspace, navigator, other)
    qtbot.addWidget(made)
    made.show()
    dialog = made.open_book()
    dialog.form.field("type_code").set_value("IOHV")
    assert "not statutory" in dialog.form.field("type_code")._hint.text()
    assert not dialog.form.field("also_statutory").isVisible()
    dialog.reject()


@pytest.mark.parametrize(
    "day,words",
    [
        ("25/12/2026", "Friday 25 December 2026 is Christmas Day."),
        ("28/12/2026", "Monday 28 December 2026 is Boxing Day, substitute day."),
        ("28/11/2026", "Saturday 28 November 2026 is at the weekend."),
        ("1/12/2026", ""),
    ],
)
def test_a_day_on_which_nobody_works_is_said(tab: AppointmentsTab, day: str, words: str) -> None:
    dialog = tab.open_book()
    type_into(dialog, starts_on=day, starts_time="10")
    assert said(dialog) == words
    dialog.reject()


def test_which_of_a_series_fall_on_a_bank_holiday_is_said(tab: AppointmentsTab) -> None:
    dialog = tab.open_book()
    dialog.form.field("repeat").set_value("weekly")
    type_into(dialog, starts_on="18/12/2026", starts_time="10", repeat_until="8/1/2027")
    assert said(dialog) == (
        "Every week: that makes 4 appointments, the last on Fri 8 Jan 2027.\n"
        "On a bank holiday: Fri 25 Dec 2026 (Christmas Day) and Fri 1 Jan 2027 (New Year's Day)."
    )
    dialog.form.field("repeat").set_value("daily")
    type_into(dialog, starts_on="23/11/2026", repeat_until="29/11/2026")
    assert said(dialog).endswith("\n2 of them at the weekend.")
    dialog.reject()


def test_ten_thousand_are_counted_and_refused_at_the_field(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    dialog = tab.open_book()
    dialog.form.field("repeat").set_value("daily")
    type_into(dialog, type_code="COPT", starts_on="1/12/2026", starts_time="10", repeat_until="17/4/2054")
    assert said(dialog) == "Every day: that makes 10,000 appointments; the most is 120."
    dialog.save()
    assert "10,000 appointments" in dialog.form.field("repeat_until").error_text()
    assert stored(desk, case_id) == []
    dialog.reject()


def test_the_officers_other_appointment_is_told_by_whom_and_when(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    other = desk.person(crn="Z000002", surname="Otherly")
    book(desk, other, starts_at=NEXT_TUESDAY)
    book(desk, case_id, starts_at=NEXT_TUESDAY, with_name="PC Else")
    dialog = tab.open_book()
    type_into(dialog, type_code="COPT", starts_on="1/12", starts_time="10:10", with_name="d. maker")
    dialog.follow_up.look()
    assert dialog.follow_up.clash.text().split("\n") == [
        "D. Maker sees somebody else at that time: OTHERLY, Mo, Planned office visit, Tue 1 Dec 2026 10:00.",
        "The person has another appointment at that time: Planned office visit, Tue 1 Dec 2026 10:00, with PC Else.",
    ]
    dialog.reject()


# --- Outcome in one minute -----------------------------------------------------------------------------


def press(qtbot: QtBot, dialog: QWidget, key: str) -> None:
    focused = dialog.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)


def test_number_note_and_next_appointment_with_the_keyboard_alone(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = book(desk, case_id)
    qtbot.waitUntil(lambda: len(tab.table.records()) == 1)
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.table.setFocus()
    tab.go_to(one)
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    dialog = open_dialog(tab.findChild(OutcomeDialog))
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, dialog, "2")
    assert dialog.form.field("outcome_code").value() == "AFTC"
    assert "A failure to comply" in dialog.form.field("outcome_code")._hint.text()
    dialog.form.field("step_code").setFocus()
    press(qtbot, dialog, "1")
    assert dialog.form.field("step_code").value() == "WLS"
    dialog.form.field("note").setFocus()
    qtbot.keyClicks(dialog.form.field("note").editor, "Left after 5 minutes")
    assert dialog.form.field("outcome_code").value() == "AFTC"  # the 5 was a letter of the note
    dialog.form.field("book_next").setFocus()
    qtbot.keyClick(dialog.form.field("book_next").editor, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    before, after = stored(desk, case_id)
    assert (before.outcome_code, before.outcome_note) == ("AFTC", "Left after 5 minutes")
    assert after.starts_at == datetime(2026, 11, 24, 10, 0)
    assert after.said.place == "Mill Street"
    assert tab.notice_text() == "Outcome saved; the next one is booked for Tue 24 Nov 2026 10:00."
    qtbot.waitUntil(lambda: len(tab.table.records()) == 2)


@pytest.mark.parametrize("key,code", list(zip("123456789", (
    "ATTC", "AFTC", "AAME", "AAFC", "AAAA", "UAAB", "AFTA", "RSSR", "RSOF",
), strict=True)))  # fmt: skip
def test_each_number_chooses_its_outcome(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot, key: str, code: str
) -> None:
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    press(qtbot, dialog, key)
    assert dialog.form.field("outcome_code").value() == code
    dialog.form.field("step_code").set_value("NFA")  # heeded only where it is asked for
    dialog.save()
    assert stored(desk, case_id)[0].outcome_code == code
    assert len(stored(desk, case_id)) == 1  # nothing is booked that was not ticked


def test_every_other_outcome_stands_behind_the_nine(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    picker = dialog.form.field("outcome_code").picker
    behind = {picker.rest.itemData(n) for n in range(1, picker.rest.count())}
    assert {"ATSH", "CO05", "AARC"} <= behind
    assert behind.isdisjoint(picker.buttons)
    picker.choose("ATTC")
    picker.rest.setCurrentIndex(picker.rest.findData("ATSH"))
    assert dialog.form.field("outcome_code").value() == "ATSH"
    assert not any(made.isChecked() for made in picker.buttons.values())
    picker.buttons["UAAB"].click()
    assert dialog.form.field("outcome_code").value() == "UAAB"
    dialog.reject()


def test_typing_a_day_ticks_that_it_is_booked_and_a_wrong_one_is_refused(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    dialog.form.field("outcome_code").set_value("ATTC")
    assert dialog.form.field("book_next").value() is False
    line = dialog.form.field("next_on").line
    line.selectAll()
    qtbot.keyClicks(line, "1/11/2026")
    assert dialog.form.field("book_next").value() is True
    dialog.save()
    assert "not after this one" in dialog.form.field("next_on").error_text()
    type_into(dialog, next_on="", next_time="")
    dialog.save()
    assert "needed" in dialog.form.field("next_on").error_text()
    assert "needed" in dialog.form.field("next_time").error_text()
    assert stored(desk, case_id)[0].outcome_code == ""


def test_no_outcome_chosen_is_said(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    dialog.save()
    assert dialog.form.field("outcome_code").error_text() == "Outcome: choose one from the list."


def test_changing_an_outcome_asks_why(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    one = book(desk, case_id)
    desk.do(appointments.record_outcome, one, failed("AFTA", step="EA12"), NOW)
    dialog = open_dialog(tab.open_outcome(one))
    assert dialog.form.field("change_reason").isVisible()
    dialog.form.field("outcome_code").set_value("AAME")
    dialog.save()
    assert "needed" in dialog.form.field("change_reason").error_text()
    type_into(dialog, change_reason="Hospital letter")
    dialog.save()
    assert stored(desk, case_id)[0].outcome_code == "AAME"


@pytest.mark.parametrize(
    "sentence,type_code,also,outcome,asked",
    [
        (Sentence.LICENCE, "COAP", False, "AFTC", True),
        (Sentence.COMMUNITY_ORDER, "COAP", False, "AFTA", True),
        (Sentence.SUSPENDED_SENTENCE, "CHVS", False, "UAAB", True),
        (Sentence.LICENCE, "COAP", False, "ATTC", False),
        (Sentence.LICENCE, "COAP", False, "AAME", False),
        (Sentence.LICENCE, "IOHV", False, "UAAB", False),
        (Sentence.LICENCE, "IOHV", True, "UAAB", True),
        (Sentence.NON_STATUTORY, "COAP", False, "UAAB", False),
        (Sentence.NON_STATUTORY, "IOHV", True, "AFTA", False),
        (None, "COAP", False, "UAAB", False),
    ],
)
def test_what_is_done_is_asked_only_when_it_is_called_for(
    workspace: Workspace,
    desk: Desk,
    qtbot: QtBot,
    sentence: Sentence | None,
    type_code: str,
    also: bool,
    outcome: str,
    asked: bool,
) -> None:
    other = desk.newcomer(managed=CaseDraft(sentence=sentence))
    one = book(desk, other, type_code=type_code, also_statutory=also)
    host = QWidget()
    qtbot.addWidget(host)
    dialog = OutcomeDialog(workspace, one, host)
    dialog.show()
    assert not dialog.form.field("step_code").isVisible()
    dialog.form.field("outcome_code").set_value(outcome)
    assert dialog.form.field("step_code").isVisible() is asked
    dialog.save()
    assert ("Enforcement" in dialog.form.field("step_code").error_text()) is asked
    assert (stored(desk, other)[0].outcome_code == "") is asked
    dialog.reject()


def test_failed_to_attend_says_by_when_it_must_be_resolved_and_what_it_may_become(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    one = book(desk, case_id)
    dialog = open_dialog(tab.open_outcome(one))
    dialog.form.field("outcome_code").set_value("AFTA")
    assert list(dialog.form.field("step_code").picker.buttons) == ["EA12", "WLS", "ROM"]
    dialog.form.field("step_code").set_value("EA12")
    assert dialog.enforcement.sentence.text().split("\n") == [
        "Not yet a failure. With no acceptable reason it would be the first that counts: first warning.",
        "Evidence by Tuesday 24 November 2026, 5 working days after the appointment.",
        "Failed to attend is a holding state: by then it must be changed to an acceptable or an unacceptable "
        "absence.",
        "An answer by Tuesday 1 December 2026, 7 working days after today.",
    ]
    dialog.save()
    (step,) = desk.see(enforcement.list_steps, case_id)
    assert (step.said.code, step.said.evidence_by) == ("EA12", date(2026, 11, 24))
    tab.reload()
    tab.go_to(one)
    assert "evidence by Tue 24 Nov 2026" in dict(tab.detail.shown)["Done about it"]

    again = open_dialog(tab.open_outcome(one))
    holding = again.findChild(QWidget, "outcome-holding")
    assert "evidence is awaited until Tuesday 24 November 2026" in holding.text()
    again.form.field("outcome_code").set_value("UAAB")
    assert next(iter(again.form.field("step_code").picker.buttons)) == "WLS"
    assert "This is the first failure that counts: first warning." in again.enforcement.sentence.text()
    again.form.field("step_code").set_value("WLS")
    type_into(again, change_reason="No letter came")
    again.save()
    first, second = desk.see(enforcement.list_steps, case_id)
    assert (first.open, second.said.code, second.open) == (False, "WLS", True)


def test_the_failures_before_are_counted_into_what_it_leads_to(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    for day in (3, 10, 12):
        missed = book(desk, case_id, starts_at=datetime(2026, 11, day, 10))
        desk.do(appointments.record_outcome, missed, failed("UAAB", step="EA02"), NOW)
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    dialog.form.field("outcome_code").set_value("UAAB")
    assert dialog.enforcement.sentence.text() == "This is the fourth failure that counts: recall due."
    dialog.form.field("outcome_code").set_value("AAME")
    assert not dialog.enforcement.sentence.isVisible()
    dialog.reject()


def test_a_step_chosen_for_another_outcome_is_not_saved(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    dialog.form.field("outcome_code").set_value("UAAB")
    dialog.form.field("step_code").set_value("WLS")
    dialog.form.field("outcome_code").set_value("ATTC")
    dialog.save()
    assert stored(desk, case_id)[0].outcome_code == "ATTC"
    assert desk.see(enforcement.list_steps, case_id) == []


def test_the_next_one_is_not_filled_in_on_a_bank_holiday(
    tab: AppointmentsTab, desk: Desk, case_id: str, clock: Clock
) -> None:
    clock.now = datetime(2026, 12, 18, 15, 0)
    dialog = open_dialog(tab.open_outcome(book(desk, case_id, starts_at=datetime(2026, 12, 18, 10))))
    assert dialog.form.field("next_on").value() == date(2027, 1, 8)
    words = dialog._next_words(dialog._known)
    assert words.endswith(
        "Friday 25 December 2026 is Christmas Day. Friday 1 January 2027 is New Year's Day. "
        "So the week after is filled in."
    )
    dialog.reject()


def test_a_first_outcome_does_not_ask_why(tab: AppointmentsTab, desk: Desk, case_id: str) -> None:
    dialog = open_dialog(tab.open_outcome(book(desk, case_id)))
    assert not dialog.form.field("change_reason").isVisible()
    dialog.reject()


def test_an_outcome_recorded_meanwhile_is_not_overwritten_unseen(
    tab: AppointmentsTab, desk: Desk, case_id: str
) -> None:
    one = book(desk, case_id)
    dialog = open_dialog(tab.open_outcome(one))
    dialog.form.field("outcome_code").set_value("ATTC")
    theirs = failed("UAAB", note="Nowhere")
    does(desk.store, "Record outcome", appointments.record_outcome, one, theirs, NOW)
    dialog.save()
    assert dialog._comparison is not None
    assert stored(desk, case_id)[0].outcome_code == "UAAB"
    dialog._comparison.mine_button.click()
    assert dialog.form.field("change_reason").isVisible()  # now there is something to change
    type_into(dialog, change_reason="He was at the other office")
    dialog.save()
    assert stored(desk, case_id)[0].outcome_code == "ATTC"


@pytest.mark.parametrize(
    "key,held,dialog",
    [
        (Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier, OutcomeDialog),
        (Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier, dialogs.ChangeDialog),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier, dialogs.MoveDialog),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier, dialogs.CancelDialog),
    ],
    ids=["outcome", "change", "move", "cancel"],
)
def test_each_action_has_its_key(
    tab: AppointmentsTab,
    desk: Desk,
    case_id: str,
    qtbot: QtBot,
    key: Qt.Key,
    held: Qt.KeyboardModifier,
    dialog: type[FormDialog],
) -> None:
    other, one = book(desk, case_id, starts_at=datetime(2026, 11, 3, 10)), book(desk, case_id)
    desk.do(appointments.record_outcome, other, OutcomeDraft(outcome_code="ATTC"), NOW)
    tab.go_to(other)
    tab.go_to(one)
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    qtbot.keyClick(tab.table, key, held)
    qtbot.waitUntil(lambda: tab.findChild(dialog) is not None)
    open_dialog(tab.findChild(dialog)).reject()


def test_no_outcome_before_the_time(tab: AppointmentsTab, desk: Desk, case_id: str, clock: Clock) -> None:
    one = book(desk, case_id, starts_at=NOW + timedelta(hours=1))
    tab.go_to(one)
    assert not tab.outcome_button.isEnabled()
    clock.advance(hours=2)
    tab.reload()
    tab.go_to(one)
    assert tab.outcome_button.isEnabled()
    assert tab.standing.word == "Outcome missing"


# --- Coming back, going there --------------------------------------------------------------------------


def test_what_was_half_typed_comes_back_where_it_was(
    tab: AppointmentsTab, desk: Desk, case_id: str, workspace: Workspace
) -> None:
    one = book(desk, case_id)
    dialog = open_dialog(tab.open_outcome(one))
    dialog.form.field("outcome_code").set_value("AAME")
    dialog.form.field("note").set_value("Had been in ")
    dialog.reject()
    assert workspace.drafts.load(outcome_key(one)) is not None
    tab.resume(outcome_key(one))
    again = [found for found in tab.findChildren(OutcomeDialog) if found.isVisible()][-1]
    assert again.form.field("note").value() == "Had been in"
    assert again.form.field("outcome_code").value() == "AAME"
    again.reject()


@pytest.mark.parametrize("verb", ["book", "change", "move", "cancel"])
def test_each_dialog_comes_back(tab: AppointmentsTab, desk: Desk, case_id: str, verb: str) -> None:
    one = book(desk, case_id, starts_at=NEXT_TUESDAY)
    key = {
        "book": dialogs.book_key(case_id),
        "change": dialogs.change_key(one),
        "move": dialogs.move_key(one),
        "cancel": dialogs.cancel_key(one),
    }[verb]
    tab.resume(key)
    (found,) = [dialog for dialog in tab.findChildren(FormDialog) if dialog.isVisible()]
    assert found.draft_key == key
    found.reject()


def test_going_to_one_that_is_filtered_out_shows_it(
    tab: AppointmentsTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    book(desk, case_id, starts_at=NEXT_TUESDAY)
    past = book(desk, case_id)
    qtbot.waitUntil(lambda: len(tab.table.records()) == 2)
    tab.parts.button("ahead").click()
    tab.go_to(past)
    assert tab.table.selected_record().id == past


@pytest.mark.parametrize(
    "field,dialog",
    [("outcome", OutcomeDialog), ("place", dialogs.ChangeDialog), ("starts_on", dialogs.MoveDialog)],
)
def test_going_to_a_field_opens_it(
    tab: AppointmentsTab, desk: Desk, case_id: str, field: str, dialog: type[FormDialog]
) -> None:
    one = book(desk, case_id)
    tab.go_to(one, field)
    found = open_dialog(tab.findChild(dialog))
    assert found.isVisible()
    if field == "place":
        assert found.form.focused_field_name() == "place"
    found.reject()


def test_a_record_that_is_gone_is_said(tab: AppointmentsTab) -> None:
    assert tab.open_outcome("f" * 32) is None
    assert "no longer in the store" in tab.notice_text()
