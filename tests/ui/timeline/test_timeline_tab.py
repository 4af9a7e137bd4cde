"""The timeline on the screen: by day, by kind, by word; each entry a key away from where it belongs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.appointments import AppointmentDraft
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.notes import Mark, Note, NoteDraft
from iom_desktop.domain.timeline import Kind, TimelineEntry
from iom_desktop.services import appointments, needs, notes
from iom_desktop.ui import theme
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.notes.dialog import NoteDialog, note_key
from iom_desktop.ui.notes.reader import NoteReader
from iom_desktop.ui.timeline.delegate import MOST_LINES, broken
from iom_desktop.ui.timeline.model import DayLine, TimelineModel, marks, spoken
from iom_desktop.ui.timeline.tab import TAB_OF, TimelineTab
from iom_desktop.ui.workspace import Workspace
from tests.stores import NOW, TODAY, Desk
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> TimelineTab:
    made = TimelineTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1000, 640)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def note(desk: Desk, case_id: str, words: str, **said: Any) -> str:
    draft = NoteDraft(**{"happened_at": NOW - timedelta(hours=1), "words": words} | said)
    return desk.do(notes.add_note, case_id, draft, NOW)


def appointment(desk: Desk, case_id: str, at: datetime) -> str:
    draft = AppointmentDraft(type_code="COAP", starts_at=at, place="Mill Street")
    return desk.do(appointments.book_appointment, case_id, draft)


def need(desk: Desk, case_id: str) -> str:
    draft = NeedDraft(code="DRUGS", score=9, identified_on=datetime(2026, 11, 2).date())
    return desk.do(needs.record_need, case_id, draft, TODAY)


def shown(tab: TimelineTab) -> list[str]:
    rows = tab.view.timeline_model().rows()
    return [f"{row.day:%d/%m}" if isinstance(row, DayLine) else row.heading for row in rows]


def entry(**said: Any) -> TimelineEntry:
    whole = {
        "id": "n", "case_id": "c", "kind": Kind.NOTE, "at": NOW, "heading": "Note", "words": "Seen", "by": "PC Baker",
    }  # fmt: skip
    return TimelineEntry(**whole | said)


# --- What is shown -------------------------------------------------------------------------------------


def test_an_empty_case_says_what_to_do(tab: TimelineTab) -> None:
    assert "Ctrl+Shift+N" in tab.view._empty
    assert tab.found.text() == "0 entries"


def test_newest_day_first_and_one_line_for_each_day(
    tab: TimelineTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    appointment(desk, case_id, datetime(2026, 12, 1, 10))
    note(desk, case_id, "Seen", type_code="IOTC")
    note(desk, case_id, "Seen again")
    need(desk, case_id)
    qtbot.waitUntil(lambda: tab.found.text() == "4 entries")
    assert shown(tab) == [
        "01/12", "Planned office visit", "22/11", "Note", "IOM telephone contact", "02/11",
        "Need recorded: Drug misuse, severe",
    ]  # fmt: skip
    tab.detail.button("compact").click()
    assert [row for row in tab.view.timeline_model().rows() if isinstance(row, DayLine)] == []
    assert len(shown(tab)) == 4


def test_marks_are_words() -> None:
    said = entry(mark=Mark.INTELLIGENCE, third_party=True, not_disclosable=True)
    assert [words for words, _role in marks(said)] == ["Intelligence", "Third party", "Not to be disclosed"]
    assert spoken(said) == (
        "Sun 22 Nov 2026 14:00. Note. Intelligence, Third party, Not to be disclosed. Seen. PC Baker"
    )
    assert marks(entry(mark=Mark.FACT)) == [("Fact", "plain")]
    assert marks(entry()) == []
    assert spoken(entry(timed=False)).startswith("Sun 22 Nov 2026. ")


def test_the_model_keeps_its_word(qtbot: QtBot) -> None:
    model = TimelineModel(lambda: TODAY)
    ModelTester(None).check(model)
    model.set_entries([entry(id=str(n), at=NOW - timedelta(days=n // 2)) for n in range(7)])
    assert model.rowCount() == 11
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "today"
    model.set_grouped(False)
    assert model.rowCount() == 7
    model.set_entries([])


@pytest.mark.parametrize(
    "text,lines,ends",
    [
        ("", 0, ""),
        ("Seen", 1, "Seen"),
        ("one\ntwo\n\nfour", 4, "four"),
        ("word " * 2_400, MOST_LINES, "…"),
        ("x" * 12_000, MOST_LINES, "…"),
    ],
    ids=["nothing", "short", "lines", "long", "one long word"],
)
def test_words_are_broken_into_lines_that_fit(qtbot: QtBot, text: str, lines: int, ends: str) -> None:
    font = theme.font("body")
    made = broken(text, font, 400)
    assert len(made) == lines
    if made:
        assert made[-1].endswith(ends)


def test_a_long_case_stays_quick_to_read_again(tab: TimelineTab, qtbot: QtBot) -> None:
    every = [
        entry(id=str(n), at=NOW - timedelta(hours=9 * n), words="Seen at the chemist. " * 10)
        for n in range(2_000)
    ]
    tab.view.set_entries(every)
    tab.view.executeDelayedItemsLayout()
    kept = dict(tab.view._drawing._lines)
    tab.view.set_entries(every)
    tab.view.executeDelayedItemsLayout()
    # No text is laid out a second time.
    assert len(kept) == 2_000
    assert tab.view._drawing._lines == kept


# --- By kind and by word -------------------------------------------------------------------------------


@pytest.fixture
def full(tab: TimelineTab, desk: Desk, case_id: str, qtbot: QtBot) -> TimelineTab:
    appointment(desk, case_id, datetime(2026, 11, 17, 10))
    note(desk, case_id, "Bought heroin at the chemist's")
    note(desk, case_id, "Rang from Łódź")
    need(desk, case_id)
    qtbot.waitUntil(lambda: tab.found.text() == "4 entries")
    return tab


def test_kinds_are_toggled_and_counted(full: TimelineTab, qtbot: QtBot) -> None:
    toggles = full.kinds.toggles
    assert toggles[Kind.NOTE].text() == "Notes 2"
    assert toggles[Kind.SERVICE].isHidden()  # there is none
    qtbot.mouseClick(toggles[Kind.NOTE], Qt.MouseButton.LeftButton)
    assert shown(full) == ["22/11", "Note", "Note"]
    assert full.found.text() == "2 of 4"
    qtbot.mouseClick(toggles[Kind.NEED], Qt.MouseButton.LeftButton)
    assert full.found.text() == "3 of 4"
    assert not full.kinds.all_button.isChecked()
    qtbot.mouseClick(full.kinds.all_button, Qt.MouseButton.LeftButton)
    assert full.found.text() == "4 entries"
    assert not toggles[Kind.NOTE].isChecked()


@pytest.mark.parametrize(
    "typed,found", [("hero", 1), ("LODZ", 1), ("chemist heroin", 1), ("office", 1), ("absent", 0), ("!", 4)]
)
def test_words_are_looked_for_as_they_are_typed(
    full: TimelineTab, qtbot: QtBot, typed: str, found: int
) -> None:
    qtbot.keyClicks(full.search, typed)
    qtbot.waitUntil(lambda: not full._later.isActive())
    entries = [row for row in full.view.timeline_model().rows() if isinstance(row, TimelineEntry)]
    assert len(entries) == found
    if not found:
        assert "holds these words" in full.view._empty
    qtbot.keyClick(full.search, Qt.Key.Key_Escape)
    assert full.search.text() == ""
    assert full.found.text() == "4 entries"


def test_the_keyboard_alone(full: TimelineTab, qtbot: QtBot, navigator: RecordingNavigator) -> None:
    full.view.setFocus()
    assert full.view.chosen() is not None  # the arrows have somewhere to start
    qtbot.keyClicks(full.view, "m")
    assert full.search.hasFocus()
    qtbot.keyClicks(full.search, "ill")
    qtbot.keyClick(full.search, Qt.Key.Key_Down)  # looks at once, whatever is still to come
    assert full.view.hasFocus()
    chosen = full.view.chosen()
    assert chosen is not None
    assert chosen.heading == "Planned office visit"
    qtbot.keyClick(full.view, Qt.Key.Key_Return)
    assert navigator.places == [Place("case", full.case_id, "appointments", chosen.id)]
    qtbot.keyClick(full.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == spoken(chosen)
    qtbot.keyClick(full.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(full.search.hasFocus)
    assert full.search.selectedText() == "mill"


def test_every_kind_but_a_note_has_its_tab() -> None:
    from iom_desktop.ui.cases.page import KEYS

    assert set(TAB_OF) == set(Kind) - {Kind.NOTE}
    assert set(TAB_OF.values()) <= set(KEYS)


def test_a_note_is_read_whole(tab: TimelineTab, desk: Desk, case_id: str, qtbot: QtBot) -> None:
    words = "<b>bold</b> & " + "x" * 12_000
    one = note(desk, case_id, words, mark=Mark.OPINION, not_disclosable=True)
    tab.go_to(one, "words")
    reader = tab.findChild(NoteReader)
    assert reader is not None
    assert reader.words.toPlainText() == words
    assert reader.words.isReadOnly()
    qtbot.keyClick(reader, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: tab.findChild(NoteReader) is None)


def test_going_to_an_entry_that_is_filtered_out_shows_it(full: TimelineTab, desk: Desk, case_id: str) -> None:
    one = note(desk, case_id, "Another")
    full.kinds.show_kinds(frozenset({Kind.NEED}))
    full.search.setText("drug")
    full.look()
    full.go_to(one)
    chosen = full.view.chosen()
    assert chosen is not None
    assert chosen.id == one
    assert full.search.text() == ""


def test_the_chosen_one_stays_chosen_when_something_is_added(
    full: TimelineTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    assert full.view.choose(lambda one: one.kind is Kind.NEED)
    note(desk, case_id, "Another")
    qtbot.waitUntil(lambda: full.found.text() == "5 entries")
    chosen = full.view.chosen()
    assert chosen is not None
    assert chosen.kind is Kind.NEED
    for part in ("compact", "full"):
        full.detail.button(part).click()
        chosen = full.view.chosen()
        assert chosen is not None
        assert chosen.kind is Kind.NEED


def test_much_ahead_stands_above_the_fold(
    workspace: Workspace, navigator: RecordingNavigator, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    for week in range(1, 30):
        appointment(desk, case_id, NOW + timedelta(days=7 * week))
    for day in range(30):
        note(desk, case_id, "Seen", happened_at=NOW - timedelta(days=day, hours=1))
    made = TimelineTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    qtbot.waitUntil(lambda: made.view.verticalScrollBar().value() > 0)
    top = made.view._first_seen()
    assert top is not None
    assert top.at.date() == TODAY


# --- Writing a note ------------------------------------------------------------------------------------


def stored(desk: Desk, case_id: str) -> list[Note]:
    return desk.see(notes.list_notes, case_id)


def test_a_note_by_keyboard_is_stored_and_shown(
    tab: TimelineTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(tab.view, Qt.Key.Key_N, held)
    qtbot.waitUntil(lambda: tab.findChild(NoteDialog) is not None)
    dialog = tab.findChild(NoteDialog)
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.form.focused_field_name() == "words"
    qtbot.keyClicks(dialog.form.field("words").editor, "Seen at the chemist")
    for name, text in {
        "type_code": "police liaison", "mark": "intelligence", "on_day": "yesterday", "at_time": "9.05",
        "third_party": "1", "not_disclosable": "1",
    }.items():  # fmt: skip
        dialog.form.field(name).restore_text(text)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = stored(desk, case_id)
    assert row.said == NoteDraft(
        happened_at=datetime(2026, 11, 21, 9, 5),
        type_code="C204",
        words="Seen at the chemist",
        mark=Mark.INTELLIGENCE,
        third_party=True,
        not_disclosable=True,
    )
    assert shown(tab) == ["21/11", "Police liaison"]
    chosen = tab.view.chosen()
    assert chosen is not None
    assert chosen.id == row.id


def test_a_note_left_alone_is_a_fact_of_now(tab: TimelineTab, desk: Desk, case_id: str) -> None:
    dialog = tab.open_note()
    dialog.form.field("words").set_value("Seen")
    dialog.save()
    assert stored(desk, case_id)[0].said == NoteDraft(happened_at=NOW, words="Seen")


@pytest.mark.parametrize(
    "typed,field,says",
    [
        ({"words": "  "}, "words", "needed"),
        ({"words": "x" * 20_001}, "words", "too long"),
        ({"words": "nul \x01"}, "words", "cannot be kept"),
        ({"type_code": "picnic"}, "type_code", "nothing in the list fits"),
        ({"on_day": "31/02/2026"}, "on_day", "31/02/2026"),
        ({"on_day": ""}, "on_day", "needed"),
        ({"on_day": "23/11/2026"}, "on_day", "in the future"),
        ({"at_time": "14:01"}, "on_day", "in the future"),
        ({"at_time": "soon"}, "at_time", "cannot be read"),
        ({"at_time": ""}, "at_time", "needed"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    tab: TimelineTab, desk: Desk, case_id: str, typed: dict[str, str], field: str, says: str
) -> None:
    dialog = tab.open_note()
    for name, text in ({"words": "Seen"} | typed).items():
        dialog.form.field(name).restore_text(text)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert [one.name for one in dialog.form.fields() if one.error_text()] == [field]
    assert stored(desk, case_id) == []
    dialog.reject()


def test_a_half_written_note_comes_back(tab: TimelineTab, workspace: Workspace, case_id: str) -> None:
    dialog = tab.open_note()
    dialog.form.field("words").set_value("He said that the")
    dialog.reject()
    assert workspace.drafts.load(note_key(case_id)) is not None
    tab.resume(note_key(case_id))
    again = [found for found in tab.findChildren(NoteDialog) if found.isVisible()][-1]
    assert again.form.field("words").value() == "He said that the"
    again.reject()
