"""Which column of the file is read as what: a choice for each field, with what stands in the column."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_, count, join_words
from iom_desktop.display.words import _
from iom_desktop.domain.caseload_columns import ColumnMapping, Field, label_of
from iom_desktop.domain.sheets import HEADING_DEPTH, SheetRow
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.imports.lines import column_letter, heading_words, shown_cell
from iom_desktop.ui.label import hairline, text_label

_SAMPLE_LENGTH = 60
_LOOKED_AT = 50
_NONE = -1


class MappingPanel(QWidget):
    """A choice of column for every field the program keeps. ``changed`` carries the mapping as chosen."""

    changed = Signal(object)
    #: The officer says that the headings stand in another row (its number).
    heading_row_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import-mapping")
        self._mapping: ColumnMapping | None = None
        self._before: tuple[Field, ColumnMapping] | None = None
        self._rows: tuple[SheetRow, ...] = ()
        self.unused = text_label("", role="muted", wrap=True, name="import-unused")
        self.heading_box = ChoiceBox()
        self.heading_box.setObjectName("import-heading-row")
        self.heading_box.activated.connect(
            lambda _at: self.heading_row_changed.emit(self.heading_box.currentData())
        )
        self.boxes: dict[Field, ChoiceBox] = {}
        self._samples: dict[Field, QLabel] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("import-mapping-inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, theme.px(12), theme.px(12), theme.px(12))
        rows.setSpacing(theme.px(8))
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(
            text_label(_("Headings are in"), buddy=self.heading_box, name="import-heading-row-label")
        )
        top.addWidget(self.heading_box, 0)
        top.addStretch(1)
        rows.addLayout(top)
        rows.addWidget(self.unused)
        rows.addWidget(hairline())
        rows.addLayout(self._grid())
        rows.addStretch(1)
        area = QScrollArea()
        area.setObjectName("import-mapping-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        self._area = area
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(2, 1)
        captions = (_("The program keeps"), _("Read from the column"), _("Which begins with"))
        for place, words in enumerate(captions):
            grid.addWidget(text_label(words, role="caption"), 0, place)
        for row, field in enumerate(Field, start=1):
            box = ChoiceBox()
            box.setObjectName(f"import-column-{field.value}")
            box.setMinimumWidth(theme.px(240))
            # Chosen, not merely passed over: the wheel and a typed letter count, setting it from here does not.
            box.currentIndexChanged.connect(lambda _at, field=field: self._choose(field))
            sample = text_label("", role="muted", wrap=True, name=f"import-sample-{field.value}")
            self.boxes[field], self._samples[field] = box, sample
            grid.addWidget(text_label(_(label_of(field)), buddy=box), row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(sample, row, 2)
        return grid

    # What it shows ------------------------------------------------------------------------------------------

    def show_file(self, rows: tuple[SheetRow, ...], mapping: ColumnMapping) -> None:
        """Offer the columns of a file whose headings and meanings are those of ``mapping``."""
        self._rows, self._before = rows, None
        blocker = QSignalBlocker(self.heading_box)
        self.heading_box.clear()
        for row in rows:
            if row.number > HEADING_DEPTH:
                break
            self.heading_box.addItem(_row_words(row), row.number)
        self.heading_box.setCurrentIndex(self.heading_box.findData(mapping.heading_row))
        blocker.unblock()
        offered = _offered(mapping)
        for box in self.boxes.values():
            blocker = QSignalBlocker(box)
            box.clear()
            box.addItem(_("Not in this file"), _NONE)
            for column, words in offered:
                box.addItem(words, column)
            blocker.unblock()
        self.show_mapping(mapping)

    def show_mapping(self, mapping: ColumnMapping) -> None:
        """Show which column each field is read from."""
        self._mapping = mapping
        for field, box in self.boxes.items():
            column = mapping.columns.get(field, _NONE)
            blocker = QSignalBlocker(box)
            box.setCurrentIndex(box.findData(column))
            blocker.unblock()
            self._samples[field].setText("" if column == _NONE else self._sample(column))
        self.unused.setText(self._unused_words(mapping))

    def _sample(self, column: int) -> str:
        """The first different values of a column."""
        if self._mapping is None:
            return ""
        below = (row for row in self._rows if row.number > self._mapping.heading_row)
        cells = (
            shown_cell(row.cells[column]) for row in islice(below, _LOOKED_AT) if column < len(row.cells)
        )
        said = ""
        for cell in dict.fromkeys(filter(None, cells)):
            if said and len(said) + len(cell) > _SAMPLE_LENGTH:
                break
            said = f"{said}  ·  {cell}" if said else _shortened(cell, _SAMPLE_LENGTH)
        return show_hidden(said) or _("(empty)")

    @staticmethod
    def _unused_words(mapping: ColumnMapping) -> str:
        unused = [show_hidden(" ".join(heading.split())) for heading in mapping.unused]
        if not unused:
            return _("Every column of the file that has a heading is read.")
        return _("{count} of the file not read: {names}.").format(
            count=count(len(unused), N_("column"), N_("columns")), names=join_words(unused)
        )

    # What is chosen -----------------------------------------------------------------------------------------

    def _choose(self, field: Field) -> None:
        if self._mapping is None:
            return
        # Stepping through the choices passes over columns of other fields, which must not lose them for good:
        # each step starts from what was chosen before this field was touched.
        if self._before is None or self._before[0] is not field:
            self._before = (field, self._mapping)
        chosen = self.boxes[field].currentData()
        mapping = self._before[1].with_column(field, None if chosen == _NONE else chosen)
        self.show_mapping(mapping)
        self.changed.emit(mapping)

    def focus_field(self, field: Field) -> None:
        """Put the keyboard at the choice for ``field`` and bring it into view."""
        self.boxes[field].setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(self.boxes[field], theme.px(8), theme.px(48))


def _offered(mapping: ColumnMapping) -> list[tuple[int, str]]:
    """Each column with its heading in one short line; its letter tells equal headings apart."""
    offered = []
    for column in range(len(mapping.headings)):
        heading, letter = heading_words(mapping, column), column_letter(column)
        short = _shortened(heading, 40)
        named = bool(mapping.headings[column].strip())
        offered.append((column, f"{short}  ({letter})" if named else short))
    return offered


def _row_words(row: SheetRow) -> str:
    """A row as a choice: its number and how it begins."""
    words = _shortened(", ".join(" ".join(cell.split()) for cell in row.filled), 60)
    return _("row {number}: {words}").format(number=row.number, words=show_hidden(words))


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
