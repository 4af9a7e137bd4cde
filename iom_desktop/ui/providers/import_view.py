"""A spreadsheet of providers as it would be imported: every row with what will happen to it, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import N_, count
from iom_desktop.display.words import _
from iom_desktop.domain.caseload_rows import Outcome
from iom_desktop.domain.providers_import import DirectoryPreview, PlannedEntry
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.imports.lines import FATES, Fate, change_words, column_letter, shown_cell
from iom_desktop.ui.label import ElidedLabel
from iom_desktop.ui.record_table import RecordTable

ALL = "all"
_BETWEEN = "  ·  "
_FILTERS = {ALL: N_("All rows"), **{fate.value: words for fate, words in FATES.items()}}
_FATE_OF = {Outcome.ADD: Fate.ADD, Outcome.UPDATE: Fate.UPDATE, Outcome.UNCHANGED: Fate.UNCHANGED}


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One row of the file in words."""

    planned: PlannedEntry

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self.planned.number

    @property
    def fate(self) -> Fate:
        """What will happen to it."""
        return _FATE_OF.get(self.planned.outcome, Fate.NOT_TAKEN)

    @property
    def why(self) -> str:
        """What changes, or why the row is not taken, in one line."""
        said = [self.planned.reason, *map(change_words, self.planned.changes)]
        return show_hidden(_BETWEEN.join(part for part in said if part))


def entry_columns() -> tuple[Column[EntryLine], ...]:
    """Columns of the preview."""
    return (
        Column("number", _("Row"), lambda line: str(line.number), sort=lambda line: line.number,
               align="right", width=4),
        Column("fate", _("What will happen"), lambda line: _(FATES[line.fate]), width=15,
               sort=lambda line: list(FATES).index(line.fate), role=lambda line: line.fate.value),
        Column("provider", _("Provider"), lambda line: show_hidden(line.planned.provider), width=22),
        Column("service", _("Service"), lambda line: show_hidden(line.planned.service), width=22),
        Column("why", _("Changes and reasons"), lambda line: line.why, width=20, stretch=True,
               tooltip=lambda line: line.why.replace(_BETWEEN, "\n")),
    )  # fmt: skip


def whole_words(line: EntryLine, headings: Sequence[str]) -> str:
    """All there is to say of a row, and then what the file holds in it."""
    cells = []
    for column, cell in enumerate(line.planned.source.cells):
        words = shown_cell(cell)
        if words:
            named = headings[column].strip() if column < len(headings) else ""
            cells.append(f"{named or _('Column {letter}').format(letter=column_letter(column))} {words}")
    said = [line.why.replace(_BETWEEN, "\n"), _("In the file: {cells}").format(cells=_BETWEEN.join(cells))]
    return show_hidden("\n".join(part for part in said if part))


class DirectoryImportView(QWidget):
    """Shows a preview. It changes nothing: it says what the officer asks for."""

    def __init__(
        self, choose: Callable[[], object], bring_in: Callable[[], object], leave: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setObjectName("directory-import")
        self._preview: DirectoryPreview | None = None
        self._leave = leave
        self.file_name = ElidedLabel("", role="title", name="directory-import-file")
        self.leave_button = button(
            _("Back to the directory"), leave, name="directory-import-leave", kind="quiet"
        )
        self.choose_button = button(
            _("Another file…"), choose, name="directory-import-choose", shortcut="Ctrl+O"
        )
        self.import_button = button(
            "", bring_in, name="directory-import-bring-in", kind="primary", shortcut="Ctrl+Return"
        )
        self.filters: dict[str, QPushButton] = {}
        self.table = RecordTable(
            entry_columns(),
            name="directory-import-rows",
            key=lambda line: line.number,
            find_in="provider",
            empty=_("No row of the file is like this."),
        )
        self.table.selection_changed.connect(self._show_line)
        self.whole = QPlainTextEdit()
        self.whole.setObjectName("directory-import-whole")
        self.whole.setAccessibleName(_("The row chosen above, in full"))
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        self.whole.setFixedHeight(theme.px(116))
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.file_name, 1)
        for made in (self.leave_button, self.choose_button, self.import_button):
            head.addWidget(made)
        filters = FlowLayout(gap=4)
        group = QButtonGroup(self)
        for key in _FILTERS:
            made = button("", partial(self.filter_by, key), name=f"directory-import-{key}", kind="segment")
            made.setCheckable(True)
            made.setChecked(key == ALL)
            group.addButton(made)
            self.filters[key] = made
            filters.addWidget(made)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addLayout(head)
        rows.addLayout(filters)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.whole)

    def show_preview(self, file_name: str, preview: DirectoryPreview) -> None:
        """Show what importing the file called ``file_name`` would do."""
        self._preview = preview
        self.file_name.set_text(file_name)
        counts = Counter(EntryLine(row).fate.value for row in preview.rows)
        counts[ALL] = len(preview.rows)
        for key, words in _FILTERS.items():
            said = _("{words}  {count}").format(words=_(words), count=f"{counts[key]:,}")
            self.filters[key].setText(said)
            self.filters[key].setAccessibleName(said)
            self.filters[key].setVisible(key == ALL or counts[key] > 0)
        taken = counts[Fate.ADD.value] + counts[Fate.UPDATE.value]
        words = (
            _("Import {rows}").format(rows=count(taken, N_("row"), N_("rows")))
            if taken
            else _("Nothing to import")
        )
        self.import_button.setText(words)
        self.import_button.setShortcut(QKeySequence("Ctrl+Return"))  # which new words take away
        self.import_button.setAccessibleName(words)
        self.import_button.setEnabled(bool(taken))
        self.filter_by(ALL)

    def filter_by(self, key: str) -> None:
        """List the rows with one fate (a value of ``Fate``), or all."""
        self.filters[key].setChecked(True)
        rows = self._preview.rows if self._preview is not None else ()
        lines = [line for line in map(EntryLine, rows) if key in (ALL, line.fate.value)]
        self.table.set_records(lines)
        self._show_line(self.table.selected_record())

    def _show_line(self, line: EntryLine | None) -> None:
        if line is None or self._preview is None:
            self.whole.setPlainText(_("Choose a row to read all that the file says in it."))
        else:
            self.whole.setPlainText(whole_words(line, self._preview.columns.headings))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the directory; nothing is changed."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "whole"):
            self.whole.setFixedHeight(theme.px(116))
