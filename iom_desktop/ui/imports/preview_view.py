"""A file as it would be imported: its rows with what will happen to each, and its columns with their meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.imports.lines import FATES, Fate, PreviewLine, preview_columns, whole_words
from iom_desktop.ui.imports.mapping_panel import MappingPanel
from iom_desktop.ui.imports.reading import Reading
from iom_desktop.ui.label import ElidedLabel, text_label
from iom_desktop.ui.record_table import RecordTable

ALL, REMARKED = "all", "remarked"
_FILTERS = {
    ALL: N_("All rows"),
    **{fate.value: words for fate, words in FATES.items()},
    REMARKED: N_("With a remark"),
}
ROWS_TAB, COLUMNS_TAB = 0, 1
IMPORT_KEYS = "Ctrl+Return"


class PreviewView(QWidget):
    """Shows a ``Reading``. It changes nothing: it says what the officer asks for."""

    sheet_asked = Signal(str)

    def __init__(
        self, choose: Callable[[], object], bring_in: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import-preview")
        self._reading: Reading | None = None
        self._wanted = ALL
        self.file_name = ElidedLabel("", role="title", name="import-file")
        self.sheet_box = ChoiceBox()
        self.sheet_box.setObjectName("import-sheet")
        self.sheet_box.activated.connect(lambda _at: self.sheet_asked.emit(self.sheet_box.currentText()))
        self.sheet_label = text_label(_("Sheet"), role="caption", buddy=self.sheet_box)
        self.choose_button = button(
            _("Another file…"), choose, name="import-choose-another", shortcut="Ctrl+O"
        )
        self.import_button = button(
            "", bring_in, name="import-bring-in", kind="primary", shortcut=IMPORT_KEYS
        )
        self.filters: dict[str, QPushButton] = {}
        self.table = RecordTable(
            preview_columns(),
            name="import-rows",
            key=lambda line: line.number,
            find_in="name",
            empty=_("No row of the file is like this."),
        )
        self.table.selection_changed.connect(self._show_line)
        self.whole = QPlainTextEdit()
        self.whole.setObjectName("import-row-whole")
        self.whole.setAccessibleName(_("The row chosen above, in full"))
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        self.mapping = MappingPanel()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("import-tabs")
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addLayout(self._head())
        rows.addLayout(self._filter_row())
        self.tabs.addTab(self._rows_tab(), _("Rows"))
        self.tabs.addTab(self.mapping, _("Columns"))
        rows.addWidget(self.tabs, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.file_name, 1)
        row.addWidget(self.sheet_label)
        row.addWidget(self.sheet_box)
        row.addWidget(self.choose_button)
        row.addWidget(self.import_button)
        return row

    def _filter_row(self) -> FlowLayout:
        row = FlowLayout(gap=4)
        group = QButtonGroup(self)
        for key in _FILTERS:
            made = button("", partial(self._ask_for, key), name=f"import-filter-{key}", kind="segment")
            made.setCheckable(True)
            made.setChecked(key == ALL)
            group.addButton(made)
            self.filters[key] = made
            row.addWidget(made)
        return row

    def _rows_tab(self) -> QWidget:
        inside = QWidget()
        inside.setObjectName("import-rows-tab")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addWidget(self.table, 1)
        self.whole.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.whole.setFixedHeight(theme.px(116))
        rows.addWidget(self.whole)
        return inside

    # What it shows ------------------------------------------------------------------------------------------

    def show_reading(self, file_name: str, reading: Reading, *, fresh: bool) -> None:
        """Show ``reading``; a ``fresh`` one is of another file or sheet, so that the columns are others too."""
        self._reading = reading
        self.file_name.set_text(file_name)
        sheets = reading.table.sheets
        self.sheet_box.clear()
        self.sheet_box.addItems(list(sheets))
        self.sheet_box.setCurrentText(reading.table.sheet)
        for widget in (self.sheet_label, self.sheet_box):
            widget.setVisible(len(sheets) > 1)
        if fresh:
            self.mapping.show_file(reading.table.rows, reading.mapping)
        else:
            self.mapping.show_mapping(reading.mapping)
        self._count()
        self.filter_by(ALL if fresh or self.filters[self._wanted].isHidden() else self._wanted)
        if fresh:
            self.tabs.setCurrentIndex(ROWS_TAB if reading.preview is not None else COLUMNS_TAB)

    def _count(self) -> None:
        reading = self._reading
        lines = reading.lines if reading is not None else ()
        counts = Counter[str](line.fate.value for line in lines)
        counts[ALL], counts[REMARKED] = len(lines), sum(line.remarked for line in lines)
        for key, words in _FILTERS.items():
            said = _("{words}  {count}").format(words=_(words), count=f"{counts[key]:,}")
            self.filters[key].setText(said)
            self.filters[key].setAccessibleName(said)
            self.filters[key].setVisible(key == ALL or counts[key] > 0)
        people = counts[Fate.ADD.value] + counts[Fate.UPDATE.value]
        words = (
            _("Import {people}").format(people=count(people, N_("person"), N_("people")))
            if people
            else _("Nothing to import")
        )
        self.import_button.setText(words)
        self.import_button.setShortcut(QKeySequence(IMPORT_KEYS))  # which new words take away
        self.import_button.setAccessibleName(words)
        self.import_button.setEnabled(bool(people))

    def _ask_for(self, key: str) -> None:
        self.filter_by(key)
        self.tabs.setCurrentIndex(ROWS_TAB)

    def filter_by(self, key: str) -> None:
        """List the rows with one fate (a value of ``Fate``), those with a remark, or all."""
        self._wanted = key
        self.filters[key].setChecked(True)
        lines = self._reading.lines if self._reading is not None else ()
        self.table.set_records([line for line in lines if self._is_wanted(line)])
        self._show_line(self.table.selected_record())

    def _is_wanted(self, line: PreviewLine) -> bool:
        if self._wanted == REMARKED:
            return line.remarked
        return self._wanted in (ALL, line.fate.value)

    def _show_line(self, line: PreviewLine | None) -> None:
        if line is None or self._reading is None:
            self.whole.setPlainText(_("Choose a row to read all that the file says in it."))
        else:
            self.whole.setPlainText(whole_words(line, self._reading.mapping))

    def first_focus(self) -> None:
        """Put the keyboard where the officer looks first."""
        if self.tabs.currentIndex() == ROWS_TAB:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tabs.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "whole"):
            self.whole.setFixedHeight(theme.px(116))
