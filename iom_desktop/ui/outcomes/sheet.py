"""The list of outcomes missing: a number chooses, Tab goes to the note, Enter goes to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment
from iom_desktop.ui import theme
from iom_desktop.ui.choice_fields import Options
from iom_desktop.ui.outcomes.delegate import OutcomesDelegate, is_narrow
from iom_desktop.ui.outcomes.model import Index, OutcomesModel
from iom_desktop.ui.outcomes.row_editor import RowEditor

Offered = tuple[Options, Options]
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class OutcomesSheet(QListView):
    """Shows the model's rows; only the row with the keyboard has editors, so that a long list stays quick.

    ``steps`` gives the steps offered for an outcome.
    """

    moved = Signal()  #: another row has the keyboard, or what is filled in of it has changed

    def __init__(self, model: OutcomesModel, outcomes: Offered, steps: Callable[[str], Offered]) -> None:
        super().__init__()
        self.setObjectName("outcomes-sheet")
        self.setAccessibleName(_("Outcomes missing"))
        self._model, self._outcomes, self._steps = model, outcomes, steps
        self._editor: RowEditor | None = None
        self._narrow = self._placing = False
        self._empty = ""
        self.setModel(model)
        self.setItemDelegate(OutcomesDelegate(self, model))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)

    # What the page asks -------------------------------------------------------------------------------------

    def show_appointments(self, every: Sequence[Appointment], empty: str) -> None:
        """Show ``every``; the row that had the keyboard keeps it, or else the one that took its place."""
        kept, place = self.chosen(), self.currentIndex().row()
        down, focused = self.verticalScrollBar().value(), self.has_keyboard()
        self._empty = empty
        self._editor = None
        self._model.set_appointments(every)
        found = -1 if kept is None else self._model.place_of(kept.id)
        if found < 0:
            found = self._model.place_after(max(place, 0) - 1, 1)
        if found < 0:
            found = self._model.place_after(self._model.rowCount(), -1)
        self.verticalScrollBar().setValue(down)
        self._go_to(found, focus=focused)

    def chosen(self) -> Appointment | None:
        """The appointment whose row has the keyboard."""
        row = self._model.row(self.currentIndex().row())
        return row if isinstance(row, Appointment) else None

    def has_keyboard(self) -> bool:
        """Whether the keyboard is in the list or in an editor of it."""
        at: QWidget | None = self.window().focusWidget()
        return at is not None and (at is self or self.isAncestorOf(at))

    def choose(self, appointment_id: str) -> None:
        """Go to the row of an appointment, if it is shown."""
        self._go_to(self._model.place_of(appointment_id), focus=True)

    @property
    def editor(self) -> RowEditor | None:
        """The editors of the row with the keyboard."""
        return self._editor

    def _go_to(self, place: int, *, focus: bool) -> None:
        if place < 0:
            self.moved.emit()
            return
        index = self._model.index(place)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if self._editor is None:
            self._put_editor(index)
        self.scrollTo(index)
        if focus:
            self.setFocus()
        self.moved.emit()

    # The row with the keyboard ------------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self._editor is not None and previous.isValid():
            self.setIndexWidget(previous, None)  # type: ignore[arg-type]
        self._editor = None
        if isinstance(self._model.row(current.row()), Appointment):
            self._put_editor(current)
        self.viewport().update()
        self.moved.emit()

    def _put_editor(self, index: Index) -> None:
        one = self._model.row(index.row())
        if not isinstance(one, Appointment):
            return
        said = self._model.filled.of(one.id)
        narrow = is_narrow(self)
        if narrow:
            self.doItemsLayout()  # the row with the editors is a line higher
        editor = RowEditor(
            said, self._outcomes, self.viewport(), fault=one.id in self._model.faults, narrow=narrow
        )
        self._narrow = narrow
        editor.filled.connect(lambda part, text: self._fill(one, part, text))
        editor.went_on.connect(self._go_on)
        editor.left.connect(self.setFocus)
        self._editor = editor
        self._ask_step(one)
        self._placing = True
        self.setIndexWidget(index, editor)
        self._placing = False

    def _fill(self, one: Appointment, part: str, text: str) -> None:
        more = {part: text}
        before = self._model.filled.of(one.id)
        if part == "outcome_code" and text != before.outcome_code:
            more["step_code"] = ""  # what is done about one outcome is not meant for another
        self._model.filled.fill(one.id, one.version, **more)
        if part == "outcome_code":
            self._ask_step(one)
        self._model.touch(one.id)
        self.moved.emit()

    def _ask_step(self, one: Appointment) -> None:
        if self._editor is not None:
            said = self._model.filled.of(one.id)
            demanded = self._model.demands(one)
            self._editor.ask_step(self._steps(said.outcome_code) if demanded else None, said.step_code)

    def _go_on(self) -> None:
        """To the next row; but first to what is done about it, where that is called for and not yet chosen."""
        one = self.chosen()
        if one is None or self._editor is None:
            return
        at_step = self.window().focusWidget() is self._editor.step
        if self._model.step_missing(one) and not at_step:
            self._editor.step.setFocus(Qt.FocusReason.TabFocusReason)
            return
        following = self._model.place_after(self.currentIndex().row(), 1)
        self._go_to(following if following >= 0 else self.currentIndex().row(), focus=True)

    # Keys ---------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        one, editor = self.chosen(), self._editor
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if one is None or editor is None or held:
            super().keyPressEvent(event)
        elif code := editor.outcome.numbered(key):
            editor.outcome.setCurrentIndex(editor.outcome.findData(code))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        elif key in _STEPS:
            place = self._model.place_after(self.currentIndex().row(), _STEPS[key])
            self._go_to(place, focus=True)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            start, step = (-1, 1) if key == Qt.Key.Key_Home else (self._model.rowCount(), -1)
            self._go_to(self._model.place_after(start, step), focus=True)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._empty_row(one)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_F4):
            editor.outcome.setFocus()
            editor.outcome.showPopup()
        elif key == Qt.Key.Key_Tab:
            editor.note.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes into the row: to its note."""
        if forward and self._editor is not None and self.window().focusWidget() is self:
            self._editor.note.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().focusNextPrevChild(forward)

    def _empty_row(self, one: Appointment) -> None:
        self._model.filled.forget(one.id)
        self._editor = None
        self._put_editor(self.currentIndex())
        self._model.touch(one.id)
        self.moved.emit()

    # Staying quick ------------------------------------------------------------------------------------------

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """What is filled in changes no row's height: nothing is laid out again."""
        QAbstractItemView.dataChanged(self, first, last, list(roles))
        self.viewport().update()

    def doItemsLayout(self) -> None:
        """Lay the rows out, but not because an editor was put into one: its height was settled before."""
        if not self._placing:
            super().doItemsLayout()

    # Looks --------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._editor is not None and self._narrow != is_narrow(self):
            self._put_editor(self.currentIndex())
            self.scheduleDelayedItemsLayout()
        self.updateEditorGeometries()
        if self.has_keyboard():
            self.scrollTo(self.currentIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._model.rowCount() == 0 and self._empty:
            painter = QPainter(self.viewport())
            side = theme.px(24)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            room = self.viewport().rect().adjusted(side, side, -side, -side)
            painter.drawText(room, int(flags) | int(Qt.TextFlag.TextWordWrap), self._empty)
