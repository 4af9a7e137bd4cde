"""One table for every list: it orders, finds, copies, and keeps its place over a reload."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from iom_desktop.display.columns import Column
from iom_desktop.ui import theme
from iom_desktop.ui.record_table import (
    CELL_ROLE,
    RECORD_ROLE,
    SORT_ROLE,
    RecordDelegate,
    RecordModel,
    RecordTable,
)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person."""

    id: str
    name: str
    rag: str
    age: int | None


COLUMNS: list[Column[Any]] = [
    Column("name", "Name", lambda p: p.name, width=20, stretch=True),
    Column("rag", "RAG", lambda p: p.rag, role=lambda p: f"rag-{p.rag.lower()}"),
    Column(
        "age",
        "Age",
        lambda p: "" if p.age is None else str(p.age),
        sort=lambda p: p.age,
        align="right",
        tooltip=lambda p: f"<i>{p.age}</i>",
    ),
]


def people(count: int = 30) -> list[Person]:
    words = ("RED", "AMBER", "GREEN", "BLUE")
    return [
        Person(str(n), f"{chr(65 + n * 7 % 26)}person {n}", words[n % 4], None if n % 5 == 0 else 60 - n)
        for n in range(count)
    ]


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable:
    made = RecordTable(COLUMNS, name="people", empty="Nobody yet. Import the caseload.")
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    made.set_records(people())
    return made


def test_the_model_keeps_qts_rules(qtmodeltester: Any) -> None:
    model = RecordModel(COLUMNS)
    model.set_records(people())
    qtmodeltester.check(model, force_py=True)


def test_the_model_keeps_qts_rules_while_it_changes(qtbot: QtBot) -> None:
    model = RecordModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for count in (5, 0, 30):
        model.set_records(people(count))
        for column in (0, 2, -1):
            model.sort(column, Qt.SortOrder.DescendingOrder)
    assert isinstance(tester.model(), QAbstractItemModel)


def test_roles_give_record_sort_value_and_cell_role() -> None:
    model = RecordModel(COLUMNS)
    first = people()[1]
    model.set_records([first])
    index = model.index(0, 2)
    assert index.data(RECORD_ROLE) is first
    assert index.data(SORT_ROLE) == 59
    assert model.index(0, 0).data(SORT_ROLE) == first.name.casefold()
    assert model.index(0, 1).data(CELL_ROLE) == "rag-amber"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "<qt>&lt;i&gt;59&lt;/i&gt;</qt>"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Age: 59"
    assert model.headerData(2, Qt.Orientation.Horizontal) == "Age"


def test_sorting_follows_what_is_pointed_at() -> None:
    model = RecordModel(COLUMNS)
    model.set_records(people())
    held = QPersistentModelIndex(model.index(7, 1))
    record = held.data(RECORD_ROLE)
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert held.data(RECORD_ROLE) is record
    assert held.column() == 1


def test_the_order_is_kept_when_records_are_replaced(table: RecordTable) -> None:
    table.sort_by("age", descending=True)
    table.set_records(people(10))
    ages = [record.age for record in table.records()]
    assert ages == [59, 58, 57, 56, 54, 53, 52, 51, None, None]


def test_replacing_twenty_thousand_records_is_quick(qtbot: QtBot) -> None:
    """Against the same work done by hand, so that a slow machine does not matter."""
    records = people(20_000)
    reads = 0

    def text(person: Person) -> str:
        nonlocal reads
        reads += 1
        return person.name

    model = RecordModel([Column("name", "Name", text)])
    model.sort(0)
    took = []
    for _turn in range(5):
        start = time.perf_counter()
        model.set_records(records)
        took.append(time.perf_counter() - start)
    assert reads == 0, "nothing is read before somebody looks"
    start = time.perf_counter()
    sorted(records, key=lambda person: person.name.casefold())
    assert min(took) < time.perf_counter() - start
    assert model.record(0).name == min(record.name for record in records)
    assert reads == 20_000


def test_selection_and_scroll_survive_a_reload(table: RecordTable, qtbot: QtBot) -> None:
    assert table.select_id("20")
    table.verticalScrollBar().setValue(130)
    with qtbot.assertNotEmitted(table.selection_changed, wait=10):
        again = people()
        again[20] = table.selected_record()
        table.set_records(again)
    assert table.selected_record().id == "20"
    assert table.verticalScrollBar().value() == 130


def test_a_changed_record_is_told_once(table: RecordTable, qtbot: QtBot) -> None:
    table.select_id("3")
    told: list[Any] = []
    table.selection_changed.connect(told.append)
    changed = people()
    changed[3] = Person("3", "other name", "RED", 1)
    table.set_records(changed)
    assert [record.name for record in told] == ["other name"]


def test_what_is_gone_is_no_longer_selected(table: RecordTable, qtbot: QtBot) -> None:
    table.select_id("3")
    with qtbot.waitSignal(table.selection_changed) as told:
        table.set_records([person for person in people() if person.id != "3"])
    assert told.args == [None]
    assert table.selected_record() is None
    assert table.currentIndex().row() == 3, "the arrows go on from the same place"
    assert not table.select_id("3")


def test_another_key_can_be_the_identity(qtbot: QtBot) -> None:
    table = RecordTable(COLUMNS, name="t", key=lambda person: person.name)
    qtbot.addWidget(table)
    table.set_records(people())
    assert table.select_id(people()[4].name)
    assert table.selected_record().id == "4"


def test_enter_and_double_click_activate(table: RecordTable, qtbot: QtBot) -> None:
    table.select_id("2")
    with qtbot.waitSignal(table.record_activated) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args[0].id == "2"
    place = table.visualRect(table.model().index(1, 0)).center()
    with qtbot.waitSignal(table.record_activated) as told:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args[0].id == "1"


def test_enter_with_nothing_selected_activates_nothing(table: RecordTable, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(table.record_activated, wait=10):
        qtbot.keyClick(table, Qt.Key.Key_Return)


def test_typing_finds(table: RecordTable, qtbot: QtBot) -> None:
    table.sort_by("name")
    table.setFocus()
    qtbot.keyClicks(table, "hp")
    assert table.selected_record().name.startswith("Hp")


def test_typing_one_letter_again_goes_to_the_next(table: RecordTable, qtbot: QtBot) -> None:
    table.set_records(
        [Person("1", "Ann", "RED", 1), Person("2", "Bob", "RED", 1), Person("3", "Alf", "RED", 1)]
    )
    table.select_id("1")
    qtbot.keyClicks(table, "a")
    assert table.selected_record().id == "3"


def test_copying_gives_tab_separated_rows_that_cannot_be_formulas(qtbot: QtBot) -> None:
    table = RecordTable(COLUMNS, name="t", many=True)
    qtbot.addWidget(table)
    table.set_records([Person("1", "=two\nlines", "RED", 4), Person("2", "Bob", "BLUE", None)])
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "'=two lines\tRED\t4\nBob\tBLUE\t"
    QGuiApplication.clipboard().clear()


def test_tab_leaves_the_list(table: RecordTable) -> None:
    assert not table.tabKeyNavigation()


def test_the_stretching_column_takes_the_room_left(table: RecordTable) -> None:
    before = table.columnWidth(1)
    table.resize(900, 200)
    assert sum(table.columnWidth(n) for n in range(3)) == table.viewport().width()
    assert table.columnWidth(1) == before


def test_a_dragged_width_is_kept(table: RecordTable) -> None:
    table.horizontalHeader().resizeSection(1, 222)
    table.resize(900, 200)
    table.set_records(people(3))
    assert table.columnWidth(1) == 222


def test_rows_follow_the_theme(table: RecordTable, qapp: QApplication) -> None:
    assert table.rowHeight(0) == 28
    theme.apply_theme(qapp, "dark", 1.5)
    assert table.rowHeight(0) == 42


def colours(image: QImage, area: Any) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(area.left(), area.right())
        for y in range(area.top(), area.bottom())
    }


@pytest.mark.parametrize("name", theme.NAMES)
def test_a_role_is_painted_as_shape_and_coloured_word(
    table: RecordTable, qapp: QApplication, name: str
) -> None:
    theme.apply_theme(qapp, name)
    image = table.viewport().grab().toImage()
    cell = table.visualRect(table.model().index(0, 1))
    shape = cell.adjusted(0, 0, 20 - cell.width(), 0)
    assert theme.mark("rag-red").name() in colours(image, shape)
    assert theme.mark("rag-red").name() not in colours(image, table.visualRect(table.model().index(0, 0)))


def test_the_keyboard_is_seen(table: RecordTable, qtbot: QtBot) -> None:
    table.select_id("0")
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    first = table.visualRect(table.model().index(0, 0))
    image = table.viewport().grab().toImage()
    assert image.pixelColor(first.left() + 1, first.center().y()) == theme.colour("accent")
    assert image.pixelColor(first.right() - 2, first.center().y()) == theme.colour("selected")


def test_an_empty_list_says_what_to_do(table: RecordTable) -> None:
    table.clearFocus()
    filled = table.viewport().grab().toImage()
    table.set_records([])
    empty = table.viewport().grab().toImage()
    assert theme.colour("muted").name() in colours(empty, empty.rect())
    table.set_empty_text("")
    blank = table.viewport().grab().toImage()
    assert colours(blank, blank.rect()) == {theme.colour("paper").name()}
    assert empty not in (filled, blank)


def test_only_shortened_cells_offer_their_whole_text(table: RecordTable) -> None:
    delegate = table.itemDelegate()
    assert isinstance(delegate, RecordDelegate)
    option = QStyleOptionViewItem()
    option.rect = table.visualRect(table.model().index(0, 0))
    option.fontMetrics = table.fontMetrics()
    assert not delegate.is_shortened(option, table.model().index(0, 0))
    option.rect.setWidth(30)
    assert delegate.is_shortened(option, table.model().index(0, 0))


def test_a_very_long_note_in_a_cell_is_painted_quickly(qtbot: QtBot) -> None:
    table = RecordTable(COLUMNS, name="t")
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.set_records([Person(str(n), "word " * 2_400, "RED", 1) for n in range(5)])
    table.show()
    assert not table.grab().isNull()
    assert table.indexAt(QPoint(5, 5)).isValid()


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End])
def test_the_only_row_of_a_list_is_chosen_by_keys_too(qtbot: QtBot, key: Qt.Key) -> None:
    table = RecordTable(COLUMNS, name="people")
    qtbot.addWidget(table)
    table.set_records(people(1))
    table.show()
    table.setFocus()
    qtbot.waitUntil(lambda: table.currentIndex().isValid())
    assert table.selected_record() is None
    qtbot.keyClick(table, key)
    with qtbot.waitSignal(table.record_activated):
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.selected_record() == people(1)[0]
