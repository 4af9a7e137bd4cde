"""The one table for every list: a model of frozen records and a view that keeps its place.

The model holds the records and nothing else: cells are worked out as they are painted, and ordering waits
until somebody looks. The view keeps the selected record and the scroll position over a reload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QElapsedTimer,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from iom_desktop.display.columns import Column, in_order
from iom_desktop.domain.text import spreadsheet_safe
from iom_desktop.ui import theme
from iom_desktop.ui.chips import paint_shape
from iom_desktop.ui.label import plain_tooltip

RECORD_ROLE = Qt.ItemDataRole.UserRole + 1
"""The record of a row, whichever of its cells is asked."""
SORT_ROLE = Qt.ItemDataRole.UserRole + 2
"""What a cell's record is ordered by in that column."""
CELL_ROLE = Qt.ItemDataRole.UserRole + 3
"""The theme role of a cell ("rag-red", "overdue") or None."""

Index = QModelIndex | QPersistentModelIndex

#: Keys that choose the row they move to.
_MOVES = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Down})

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT_LINE = int(_LEFT) | int(Qt.TextFlag.TextSingleLine)
_RIGHT_LINE = int(_RIGHT) | int(Qt.TextFlag.TextSingleLine)


class RecordModel(QAbstractTableModel):
    """Frozen records as a table of ``columns``. The order asked for is kept when the records are replaced."""

    def __init__(self, columns: Sequence[Column[Any]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._given: list[Any] = []
        self._ordered: list[Any] | None = None
        self._sort_column = -1
        self._descending = False

    def set_records(self, records: Iterable[Any]) -> None:
        """Show ``records`` instead of what was there; they are put in order when first looked at."""
        self.beginResetModel()
        self._given = list(records)
        self._ordered = None
        self.endResetModel()

    def records(self) -> list[Any]:
        """The records in the order shown."""
        if self._ordered is None:
            self._ordered = self._in_order()
        return self._ordered

    def record(self, row: int) -> Any:
        """The record in ``row``."""
        return self.records()[row]

    def _in_order(self) -> list[Any]:
        if self._sort_column < 0:
            return self._given
        return in_order(self._given, self.columns[self._sort_column], descending=self._descending)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by ``column``, or as the records were given when it is -1."""
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        held = [self.record(index.row()) for index in kept]
        self._sort_column = column if column < len(self.columns) else -1
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._ordered = None
        if kept:
            row_of = {id(record): row for row, record in enumerate(self.records())}
            moved = [
                self.index(row_of[id(record)], index.column())
                for index, record in zip(kept, held, strict=True)
            ]
            self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._given)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == _DISPLAY:
            return column.text(self.records()[index.row()])
        if role == _ALIGNMENT:
            return _RIGHT if column.align == "right" else _LEFT
        reader = _READERS.get(role)
        return None if reader is None else reader(column, self.records()[index.row()])

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return column.heading
        if role == _ALIGNMENT:
            return _RIGHT if column.align == "right" else _LEFT
        return None


def _read_tooltip(column: Column[Any], record: Any) -> str | None:
    return plain_tooltip(column.tooltip(record)) if column.tooltip is not None else None


def _read_role(column: Column[Any], record: Any) -> str | None:
    return column.role(record) if column.role is not None else None


_READERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    int(RECORD_ROLE): lambda column, record: record,
    int(SORT_ROLE): lambda column, record: column.sort_value(record),
    int(CELL_ROLE): _read_role,
    _TOOLTIP: _read_tooltip,
    _ACCESSIBLE: lambda column, record: f"{column.heading}: {column.text(record)}",
}


class _Look:
    """What the theme says about cells, asked once instead of for every cell of every repaint."""

    def __init__(self, dressed: theme.Theme) -> None:
        self.theme = dressed
        self.pad, self.side, self.gap, self.bar = (dressed.px(size) for size in (8, 10, 6, 3))
        self.plain, self.strong = theme.font("body"), theme.font("body", strong=True)
        self.widest = max(QFontMetrics(font).maxWidth() for font in (self.plain, self.strong))
        self._colours: dict[str, QColor] = {}
        self._marks: dict[str, QColor] = {}

    def colour(self, role: str) -> QColor:
        if role not in self._colours:
            self._colours[role] = theme.colour(role)
        return self._colours[role]

    def mark(self, role: str) -> QColor:
        if role not in self._marks:
            self._marks[role] = theme.mark(role)
        return self._marks[role]

    def font(self, role: str | None) -> QFont:
        return self.strong if role and (role == "strong" or role.startswith("rag-")) else self.plain


class RecordDelegate(QStyledItemDelegate):
    """Paints a cell: ground, hairline, the shape of its role, and the words, shortened with "…" at need."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._last_look: _Look | None = None

    def _look(self) -> _Look:
        if self._last_look is None or self._last_look.theme is not theme.current():
            self._last_look = _Look(theme.current())
        return self._last_look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = self._look()
        model = self._table.record_model()
        column, record = model.columns[index.column()], model.record(index.row())
        role = _read_role(column, record)
        rect = option.rect
        self._paint_ground(painter, option, index, look)
        words = rect.adjusted(look.pad, 0, -look.pad, -1)
        if role and (shape := theme.shape(role)):
            box = QRectF(words.left(), rect.center().y() - look.side / 2 + 0.5, look.side, look.side)
            paint_shape(painter, box, shape, look.mark(role))
            words.setLeft(words.left() + look.side + look.gap)
        painter.setFont(look.font(role))
        painter.setPen(look.colour(role or "ink"))
        text = _one_line(column.text(record))
        if len(text) * look.widest > words.width():
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, _RIGHT_LINE if column.align == "right" else _LEFT_LINE, text)

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, look: _Look
    ) -> None:
        rect = option.rect
        row = index.row()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or row == self._table.hovered_row():
            painter.fillRect(rect, look.colour("selected" if chosen else "hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.colour("line"))
        here = row == self._table.currentIndex().row()
        if not (here or chosen) or self._table.columnAt(0) != index.column():
            return
        # Where the keyboard is: an accent bar while the list has the focus, a quiet one otherwise.
        focused = self._table.hasFocus() and here
        if chosen or focused:
            colour = look.colour("accent" if focused else "edge")
            painter.fillRect(rect.left(), rect.top(), look.bar, rect.height() - 1, colour)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the column's tooltip, or the whole text of a cell that had to be shortened."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        tooltip = index.data(_TOOLTIP)
        if not tooltip and self.is_shortened(option, index):
            tooltip = plain_tooltip(index.data())
        if not tooltip:
            QToolTip.hideText()
            return False
        QToolTip.showText(event.globalPos(), tooltip, view)
        return True

    def is_shortened(self, option: QStyleOptionViewItem, index: Index) -> bool:
        """Whether the cell has no room for its whole text."""
        text = index.data()
        room = option.rect.width() - 2 * theme.px(8)
        role = index.data(CELL_ROLE)
        if role and theme.shape(role):
            room -= theme.px(16)
        return "\n" in text or bool(option.fontMetrics.horizontalAdvance(text) > room)


def _one_line(text: str) -> str:
    # Only the beginning can show; a long note is not laid out whole for one line.
    return " ".join(text[:400].split()) if "\n" in text or len(text) > 400 else text


class RecordTable(QTableView):
    """A list of records. Enter or a double click activates, typing finds, Ctrl+C copies the selected rows.

    ``key`` gives the identity by which selection survives a reload (``record.id`` unless told otherwise).
    ``empty`` is what to do next, shown while the list is empty.
    """

    record_activated = Signal(object)
    selection_changed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        *,
        name: str,
        key: Callable[[Any], Any] = lambda record: record.id,
        empty: str = "",
        many: bool = False,
        sortable: bool = True,
        find_in: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._key = key
        self._empty = empty
        self._find_column = next((n for n, c in enumerate(columns) if c.key == find_in), 0)
        self._typed = ""
        self._typed_at = QElapsedTimer()
        self._hovered = -1
        self._chosen_widths: dict[int, int] = {}
        self._laying_out = False
        self._restoring = False
        self._last_told: Any = None
        self._model = RecordModel(columns, self)
        self.setModel(self._model)
        self.setItemDelegate(RecordDelegate(self))
        self._set_manners(many)
        self._set_headers(sortable)
        self.selectionModel().selectionChanged.connect(self._tell_selection)

    def _set_manners(self, many: bool) -> None:
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.entered.connect(lambda index: self._hover(index.row()))

    def _set_headers(self, sortable: bool) -> None:
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.row_height())
        header = self.horizontalHeader()
        header.setObjectName(f"{self.objectName()}-header")
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(32))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(_LEFT)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSortingEnabled(sortable)
        header.sectionResized.connect(self._note_width)

    # What the page asks -------------------------------------------------------------------------------------

    def record_model(self) -> RecordModel:
        """The model behind the list."""
        return self._model

    def set_records(self, records: Iterable[Any]) -> None:
        """Show ``records``; the selected one stays selected and the list stays where it was scrolled to."""
        selected = [self._key(record) for record in self.selected_records()]
        current = self.currentIndex().row()
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self._restoring = True
        self._model.set_records(records)
        if selected:
            self._select_keys(selected, current)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)
        self._restoring = False
        self._lay_out_columns()
        self._tell_selection()

    def records(self) -> list[Any]:
        """The records in the order shown."""
        return self._model.records()

    def selected_record(self) -> Any:
        """The selected record (the first of several), or None."""
        chosen = self.selected_records()
        return chosen[0] if chosen else None

    def selected_records(self) -> list[Any]:
        """The selected records in the order shown."""
        return [self._model.record(index.row()) for index in sorted(self.selectionModel().selectedRows())]

    def select_id(self, key: Any) -> bool:
        """Select the record with this identity and scroll to it; False if the list has none such."""
        row = self._row_of(key)
        if row < 0:
            return False
        self.selectRow(row)
        self.scrollTo(self._model.index(row, 0))
        return True

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Order by the column called ``key`` and show so in its heading."""
        place = next(n for n, column in enumerate(self._model.columns) if column.key == key)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(place, order)

    def set_empty_text(self, text: str) -> None:
        """What is shown while there are no records: say what to do next."""
        self._empty = text
        self.viewport().update()

    def copy_text(self) -> str:
        """The selected rows as tab-separated lines, as Ctrl+C puts them on the clipboard."""
        lines = []
        for record in self.selected_records():
            cells = [" ".join(column.text(record).split()) for column in self._model.columns]
            lines.append("\t".join(spreadsheet_safe(cell) for cell in cells))
        return "\n".join(lines)

    def hovered_row(self) -> int:
        """The row under the mouse, or -1."""
        return self._hovered

    # Selection ----------------------------------------------------------------------------------------------

    def _row_of(self, key: Any) -> int:
        for row, record in enumerate(self._model.records()):
            if self._key(record) == key:
                return row
        return -1

    def _select_keys(self, keys: list[Any], row_before: int) -> None:
        """Select again what was selected; if it is gone, only leave the keyboard where it was."""
        rows = [row for row in map(self._row_of, keys) if row >= 0]
        selection = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        for row in rows:
            selection.select(self._model.index(row, 0), flags.Select | flags.Rows)
        place = rows[0] if rows else min(row_before, self._model.rowCount() - 1)
        if place >= 0:
            selection.setCurrentIndex(self._model.index(place, 0), flags.NoUpdate)

    def _tell_selection(self) -> None:
        if self._restoring:
            return
        record = self.selected_record()
        if record is not self._last_told:
            self._last_told = record
            self.selection_changed.emit(record)

    # Keyboard and mouse -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copy_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected_record() is not None:
            self.record_activated.emit(self.selected_record())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)
            if event.key() in _MOVES and self.currentIndex().isValid() and not self.selected_records():
                # In a list of one row the cursor has nowhere to go, and Qt then chooses nothing.
                self.selectRow(self.currentIndex().row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.record_activated.emit(self._model.record(index.row()))

    def keyboardSearch(self, search: str) -> None:
        """Go to the next record whose first column begins with what is being typed, whatever its case."""
        pause = QGuiApplication.styleHints().keyboardInputInterval()
        again = self._typed_at.isValid() and self._typed_at.elapsed() < pause
        self._typed = self._typed + search if again else search
        self._typed_at.start()
        wanted = self._typed.casefold()
        if len(set(wanted)) == 1:
            wanted = wanted[0]
        start = self.currentIndex().row() + (0 if len(wanted) > 1 else 1)
        row = self._find(wanted, max(start, 0))
        if row >= 0:
            self.selectRow(row)
            self.scrollTo(self._model.index(row, 0))

    def _find(self, wanted: str, start: int) -> int:
        records = self._model.records()
        text = self._model.columns[self._find_column].text
        for step in range(len(records)):
            row = (start + step) % len(records)
            if text(records[row]).casefold().startswith(wanted):
                return row
        return -1

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        # Coming by keyboard to a list with nothing chosen, the first row is where the arrows start.
        if not self.currentIndex().isValid() and self._model.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self._model.index(0, 0), flags.NoUpdate)
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    # Widths and looks ---------------------------------------------------------------------------------------

    def _hinted_width(self, column: Column[Any]) -> int:
        metrics = self.fontMetrics()
        heading = metrics.horizontalAdvance(column.heading) + theme.px(8)
        shape = theme.px(16) if column.role is not None else 0
        return max(column.width * metrics.horizontalAdvance("n") + shape, heading) + 2 * theme.px(8)

    def _note_width(self, section: int, _old: int, new: int) -> None:
        if not self._laying_out:
            self._chosen_widths[section] = new

    def _lay_out_columns(self) -> None:
        """Give columns their hinted widths (or what the officer dragged), stretching ones the room that is
        left.
        """
        columns = self._model.columns
        widths = [self._chosen_widths.get(n, self._hinted_width(c)) for n, c in enumerate(columns)]
        stretching = [n for n, c in enumerate(columns) if c.stretch and n not in self._chosen_widths]
        spare = self.viewport().width() - sum(widths)
        if stretching and spare > 0:
            for n in stretching:
                widths[n] += spare // len(stretching)
            widths[stretching[-1]] += spare % len(stretching)
        self._laying_out = True
        for n, width in enumerate(widths):
            self.setColumnWidth(n, width)
        self._laying_out = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_model"):
            self.verticalHeader().setDefaultSectionSize(theme.row_height())
            self.horizontalHeader().setMinimumSectionSize(theme.px(32))
            self._lay_out_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._model.rowCount() == 0 and self._empty:
            room = self.viewport().rect().adjusted(theme.px(24), theme.px(24), -theme.px(24), -theme.px(24))
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), self._empty)
        if self.hasFocus() and self._model.rowCount() == 0:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
