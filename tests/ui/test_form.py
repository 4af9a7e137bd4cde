"""Forms: values as drafts want them, errors beside fields, and nothing half typed ever lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLabel, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.date_fields import read_time
from iom_desktop.ui.form import (
    ChoiceBox,
    ChoiceField,
    DateField,
    Field,
    Form,
    MultiChoiceField,
    NumberField,
    TextBlock,
    TextLine,
    TickField,
    TimeField,
    YesNoField,
)

OPTIONS = [("att", "Attended"), ("fta", "Failed to attend"), ("exc", "Excused & agreed")]


def parse(text: str) -> date:
    """Dates as 1/12/2026 only: what is forgiven is the business of the real parser."""
    parts = text.split("/")
    if len(parts) != 3:
        raise UserError("This is not a date: type 1/12/2026.")
    return date(int(parts[2]), int(parts[1]), int(parts[0]))


def all_fields() -> list[Field]:
    return [
        TextLine("what", "What", required=True),
        TextBlock("note", "Note & more"),
        DateField("by", "By when", parse=parse),
        TimeField("at", "Time"),
        ChoiceField("outcome", "Outcome", OPTIONS, show_codes=True),
        ChoiceField("place", "Place", [("n", "Northgate")], editable=True),
        TickField("told", "Explained & understood"),
        YesNoField("agreed", "Agreed?"),
        MultiChoiceField("needs", "Needs", [("acc", "Accommodation"), ("drg", "Drugs & alcohol")]),
        NumberField("condition", "Condition", least=1, most=40),
    ]


VALUES: dict[str, Any] = {
    "what": "attend",
    "note": "one\ntwo",
    "by": date(2026, 12, 1),
    "at": time(9, 30),
    "outcome": "fta",
    "place": "somewhere <b>else</b>",
    "told": True,
    "agreed": False,
    "needs": ("drg",),
    "condition": 9,
}
EMPTY: dict[str, Any] = {
    "what": "",
    "note": "",
    "by": None,
    "at": None,
    "outcome": None,
    "place": "",
    "told": False,
    "agreed": None,
    "needs": (),
    "condition": None,
}


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(name="form")
    qtbot.addWidget(made)
    fields = all_fields()
    made.add(fields[0])
    made.add_row(*fields[1:3])
    made.add_heading("More", "Quiet words.")
    for field in fields[3:]:
        made.add(field)
    made.show()
    made.activateWindow()
    return made


def test_every_field_gives_back_the_value_it_was_given(form: Form) -> None:
    form.set_values(VALUES)
    assert form.values() == VALUES


def test_empty_fields_hold_nothing(form: Form) -> None:
    assert {field.name: field.value() for field in form.fields()} == EMPTY
    form.set_values(VALUES)
    form.set_values(dict.fromkeys(VALUES))
    assert {field.name: field.value() for field in form.fields()} == EMPTY


def test_what_is_typed_comes_back_from_the_snapshot(form: Form, qtbot: QtBot) -> None:
    form.set_values(VALUES)
    texts = form.snapshot()
    form.set_values(dict.fromkeys(VALUES))
    form.restore(texts)
    assert form.values() == VALUES


@given(
    text=st.text(
        alphabet=st.characters(
            exclude_categories=("Cs",), exclude_characters="\r\0\x0b\x0c\u2028\u2029\ufdd0\ufdd1"
        )
    )
)
def test_any_text_comes_back_letter_by_letter(text: str) -> None:
    block = TextBlock("note", "Note")
    block.restore_text(text)
    again = TextBlock("note", "Note")
    again.restore_text(block.text_snapshot())
    assert again.text_snapshot() == block.text_snapshot() == text.replace("\u00a0", " ")
    block.deleteLater()
    again.deleteLater()


def test_unreadable_text_comes_back_too(form: Form) -> None:
    form.field("by").restore_text("nex")
    texts = form.snapshot()
    form.field("by").restore_text("")
    form.restore(texts)
    assert form.field("by").text_snapshot() == "nex"


@pytest.mark.parametrize("name", ["what", "note", "place"])
def test_the_officer_returns_to_the_half_typed_sentence(form: Form, qtbot: QtBot, name: str) -> None:
    field = form.field(name)
    field.restore_text("Mo must attend")
    field.setFocus()
    field.restore_cursor("3")
    texts = form.snapshot()
    form.field("told").setFocus()
    field.restore_cursor("0")
    form.restore(texts)
    assert form.focused_field_name() == name
    assert field.cursor_snapshot() == "3"
    at = QApplication.focusWidget()
    qtbot.keyClicks(at, "x")
    assert field.text_snapshot() == "Mo xmust attend"


def test_every_change_is_told(form: Form, qtbot: QtBot) -> None:
    for name, value in VALUES.items():
        with qtbot.waitSignals([form.field(name).changed, form.changed]):
            form.field(name).set_value(value)


def test_changed_means_different_from_how_it_began(form: Form) -> None:
    assert not form.is_changed()
    form.field("what").set_value("x")
    assert form.is_changed()
    form.mark_clean()
    assert not form.is_changed()
    form.field("what").set_value("")
    assert form.is_changed()


def test_each_widget_to_type_in_has_a_name_and_each_label_a_buddy(form: Form) -> None:
    for field in form.fields():
        assert field.editor.objectName()
        assert field.editor.accessibleName()
        if not isinstance(field, TickField):
            assert field.label is not None
            assert field.label.buddy() is field.editor
    assert form.field("note").label is not None
    assert form.field("note").label.text() == "Note && more"  # type: ignore[union-attr]


def test_no_label_guesses_at_markup(form: Form) -> None:
    assert {label.textFormat() for label in form.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


# --- Errors


def test_each_message_stands_beside_its_field_and_the_first_has_the_keyboard(form: Form) -> None:
    form.show_error(FieldErrors((UserError("No day.", "by"), UserError("No such need.", "needs"))))
    assert form.field("by").error_text() == "No day."
    assert form.field("needs").error_text() == "No such need."
    assert form.field("by").editor.accessibleDescription() == "No day."
    assert form.focused_field_name() == "by"
    assert form.banner.text() == ""


@pytest.mark.parametrize("field", [None, "elsewhere"])
def test_what_belongs_to_no_field_stands_above(form: Form, field: str | None) -> None:
    form.show_error(UserError("The store is busy.", field))
    assert form.banner.text() == "The store is busy."
    form.clear_errors()
    assert form.banner.text() == ""


def test_typing_takes_the_message_away(form: Form, qtbot: QtBot) -> None:
    form.show_error(UserError("Too short.", "what"))
    edge = form.field("what").editor.grab().toImage()
    qtbot.keyClicks(form.field("what").editor, "x")
    assert form.field("what").error_text() == ""
    form.field("what").restore_text("")
    assert form.field("what").editor.grab().toImage() != edge


def test_values_names_every_field_that_cannot_be_read(form: Form) -> None:
    form.field("by").restore_text("someday")
    form.field("at").restore_text("25:00")
    form.field("condition").restore_text("41")
    with pytest.raises(FieldErrors) as caught:
        form.values()
    found = {problem.field: problem.message for problem in caught.value.problems}
    assert found == {
        "what": "What is needed.",
        "by": "This is not a date: type 1/12/2026.",
        "at": "This is not a time that can be read: type 10:00, 1400 or 2pm.",
        "condition": "Condition must be between 1 and 40.",
    }


def test_a_field_name_is_used_once(form: Form) -> None:
    with pytest.raises(ValueError):
        form.add(TextLine("what", "Again"))


def test_a_wrong_field_far_down_is_scrolled_to(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    form = Form(name="long")
    for n in range(40):
        form.add(TextLine(f"f{n}", f"Field {n}"))
    area.setWidget(form)
    area.resize(400, 200)
    area.show()
    form.show_error(UserError("Wrong.", "f35"))
    error = form.field("f35")
    qtbot.waitUntil(lambda: not error.visibleRegion().isEmpty())
    assert error.visibleRegion().boundingRect().height() >= error.height() - 1


# --- One by one


def shown(qtbot: QtBot, field: Field) -> Any:
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    return field


def test_tab_leaves_a_block_of_text(form: Form, qtbot: QtBot) -> None:
    block = form.field("note")
    block.setFocus()
    qtbot.keyClick(block.editor, Qt.Key.Key_Tab)
    assert form.focused_field_name() == "by"
    assert block.text_snapshot() == ""


def test_a_block_grows_with_its_text_up_to_a_point(qtbot: QtBot) -> None:
    field = shown(qtbot, TextBlock("note", "Note", lines=2, most_lines=6))
    heights = []
    for lines in (1, 4, 6, 60):
        field.set_value("\n".join(["line"] * lines))
        heights.append(field.block.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_characters_are_counted_and_too_many_refused_but_kept(qtbot: QtBot) -> None:
    field = shown(qtbot, TextBlock("note", "Note", limit=1_000))
    count = field.findChild(QLabel, "note-count")
    field.set_value("x" * 1_000)
    assert count.text() == "1,000 of 1,000"
    assert field.value() == "x" * 1_000
    field.set_value("x" * 1_012)
    assert count.property("role") == "error"
    with pytest.raises(UserError, match="Note is 12 characters too long") as caught:
        field.value()
    assert caught.value.field == "note"
    assert len(field.text_snapshot()) == 1_012


def test_pasted_markup_stays_text(qtbot: QtBot) -> None:
    field = shown(qtbot, TextBlock("note", "Note"))
    field.block.insertFromMimeData(_html("<b>bold</b>"))
    assert field.text_snapshot() in ("bold", "")
    assert field.block.document().toPlainText() == field.text_snapshot()


def _html(text: str) -> Any:
    from PySide6.QtCore import QMimeData

    mime = QMimeData()
    mime.setHtml(text)
    mime.setText("bold")
    return mime


def test_a_date_is_read_out_as_it_is_typed(qtbot: QtBot) -> None:
    field = shown(qtbot, DateField("by", "By", parse=parse, hint="or: tomorrow"))
    assert field.reading() == "or: tomorrow"
    qtbot.keyClicks(field.line, "1/12")
    assert field.reading() == "This is not a date: type 1/12/2026."
    qtbot.keyClicks(field.line, "/2026")
    assert field.reading() == "Tue 1 Dec 2026"
    assert field.value() == date(2026, 12, 1)


@pytest.mark.parametrize("text", ["31/02/1990", "a/b/c"])
def test_a_parser_that_raises_value_error_is_explained(qtbot: QtBot, text: str) -> None:
    field = shown(qtbot, DateField("by", "By", parse=parse))
    field.restore_text(text)
    with pytest.raises(UserError) as caught:
        field.value()
    assert caught.value.field == "by"


def test_alt_down_opens_a_calendar_on_the_date_and_takes_the_day_chosen(qtbot: QtBot) -> None:
    field = shown(qtbot, DateField("by", "By", parse=parse))
    field.set_value(date(2026, 12, 1))
    qtbot.keyClick(field.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    calendar = popup.findChild(QCalendarWidget)
    assert calendar.selectedDate().toPython() == date(2026, 12, 1)
    calendar.activated.emit(calendar.selectedDate().addDays(2))
    assert field.value() == date(2026, 12, 3)
    assert QApplication.activePopupWidget() is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", time(10)),
        ("9.30", time(9, 30)),
        ("0930", time(9, 30)),
        ("14:05", time(14, 5)),
        ("2pm", time(14)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("Noon", time(12)),
        ("1h30", time(1, 30)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, expected: time) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "25", "9:60", "13pm", "0am", "ten", "10:0", "١٠:٠٠"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("9", 9), (" 12 ", 12), ("40", 40), ("+3", 3)],
)
def test_whole_numbers(qtbot: QtBot, text: str, expected: int) -> None:
    field = shown(qtbot, NumberField("n", "Number", least=1, most=40))
    field.restore_text(text)
    assert field.value() == expected
    assert isinstance(field.value(), int)


@pytest.mark.parametrize("text", ["0", "41", "9.5", "nine", "NaN", "inf", "1e9", "٣", "9" * 400])
def test_what_is_no_such_number_is_refused(qtbot: QtBot, text: str) -> None:
    field = shown(qtbot, NumberField("n", "Number", least=1, most=40))
    field.restore_text(text)
    with pytest.raises(UserError) as caught:
        field.value()
    assert caught.value.field == "n"


def test_decimals_and_a_percent_sign(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField("n", "Score", least=0, most=100, decimals=1))
    field.restore_text("42.5%")
    assert field.value() == 42.5
    field.restore_text("42.55")
    with pytest.raises(UserError, match="1 decimal"):
        field.value()


def test_a_choice_is_found_by_typing_its_code(form: Form, qtbot: QtBot) -> None:
    box = form.field("outcome").editor
    box.setFocus()
    qtbot.keyClicks(box, "exc")
    assert form.field("outcome").value() == "exc"


def test_a_choice_keeps_a_code_that_is_no_longer_offered(form: Form) -> None:
    form.field("outcome").set_value("old")
    assert form.field("outcome").value() == "old"


def test_new_options_keep_the_choice_made(qtbot: QtBot) -> None:
    field = shown(qtbot, ChoiceField("o", "O", OPTIONS))
    field.set_value("fta")
    field.set_options([OPTIONS[1]])
    assert field.value() == "fta"
    field.set_options([OPTIONS[0]])
    assert field.value() is None
    assert field.words() == ""


def test_an_editable_choice_suggests_wherever_the_words_are(qtbot: QtBot) -> None:
    field = shown(
        qtbot, ChoiceField("p", "Place", [("1", "Northgate Recovery"), ("2", "Hostel")], editable=True)
    )
    completer = field.box.completer()
    completer.setCompletionPrefix("recov")
    assert completer.completionCount() == 1


def wheel(over: QWidget) -> None:
    """One notch of the wheel over ``over``."""
    middle = QPointF(over.rect().center())
    event = QWheelEvent(
        middle,
        over.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, event)


def test_the_wheel_changes_only_a_choice_that_has_the_focus(form: Form, qtbot: QtBot) -> None:
    box = form.field("outcome").editor
    assert isinstance(box, ChoiceBox)
    form.field("what").setFocus()
    wheel(box)
    assert form.field("outcome").value() is None
    box.setFocus()
    wheel(box)
    assert form.field("outcome").value() == "att"


def test_yes_no_by_mouse_and_keyboard(form: Form, qtbot: QtBot) -> None:
    field = form.field("agreed")
    field.setFocus()
    yes = QApplication.focusWidget()
    answers = []
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Backspace):
        qtbot.keyClick(yes, key)
        answers.append(field.value())
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    answers.append(field.value())
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    answers.append(field.value())
    assert answers == [True, False, None, True, None]


def test_a_checklist_folds_into_fewer_columns_when_narrow(qtbot: QtBot) -> None:
    options = [(str(n), f"a rather long need, number {n}") for n in range(6)]
    field = shown(qtbot, MultiChoiceField("n", "Needs", options, columns=3))
    field.resize(1200, 200)
    boxes = list(field._boxes.values())
    qtbot.waitUntil(lambda: len({box.x() for box in boxes}) == 3)
    field.resize(240, 400)
    qtbot.waitUntil(lambda: len({box.x() for box in boxes}) == 1)


# --- Looks


def uncut(widget: QWidget) -> bool:
    if isinstance(widget, QPlainTextEdit):
        return widget.verticalScrollBar().maximum() == 0
    return (
        widget.width() >= widget.minimumSizeHint().width()
        and widget.height() >= widget.minimumSizeHint().height()
    )


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut_in_any_theme(qtbot: QtBot, qapp: QApplication, name: str, scale: float) -> None:
    theme.apply_theme(qapp, name, scale)
    form = Form(name="form")
    qtbot.addWidget(form)
    for field in all_fields():
        form.add(field)
        field.show_error("A sentence that says what is wrong and where, long enough to need a second line.")
    width = int(360 * scale)
    form.resize(width, form.heightForWidth(width))
    form.show()
    qapp.processEvents()
    editors: list[Callable[[], QWidget]] = [lambda f=field: f.editor for field in form.fields()]  # type: ignore[misc]
    assert [get().objectName() for get in editors if not uncut(get())] == []
    errors = [form.findChild(QLabel, f"{field.name}-error") for field in form.fields()]
    assert [
        label.objectName() for label in errors if label.height() < label.heightForWidth(label.width())
    ] == []
    assert not form.grab().isNull()
