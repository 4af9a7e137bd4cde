"""A text block that offers wordings. In what was chosen, Tab goes from one blank to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from iom_desktop.display.words import _
from iom_desktop.domain.wordings import blanks, next_blank
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.form import TextBlock
from iom_desktop.ui.label import text_label

_RECORD = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that can be taken into the field; ``record`` goes with them to whoever listens."""

    words: str
    record: object = None


def units(text: str) -> int:
    """The length of ``text`` as Qt counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class WordingField(TextBlock):
    """A text block with suggestions: Alt+Down, or Down while it is empty, opens them; Enter takes one.

    While a blank such as "[day]" is left after the cursor, Tab selects it, so that typing fills it; without
    one Tab moves on.
    """

    #: The ``Suggestion`` that was taken.
    taken = Signal(object)

    def __init__(
        self,
        name: str,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        lines: int = 2,
    ) -> None:
        super().__init__(
            name, label, hint=hint, placeholder=placeholder, required=required, lines=lines, most_lines=8
        )
        self._suggestions: tuple[Suggestion, ...] = ()
        self.popup_list: QListWidget | None = None
        self.suggest_button = button(
            _("Suggestions"),
            self.open_suggestions,
            name=f"{name}-suggestions",
            kind="quiet",
            tooltip=_("Wordings to start from (Alt+Down)"),
        )
        self.suggest_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.suggest_button.hide()
        first = self._rows.itemAt(0)
        top = None if first is None else first.layout()
        if isinstance(top, QHBoxLayout):
            top.insertWidget(1, self.suggest_button)
        self.block.installEventFilter(self)

    def _show_count(self) -> None:
        # Counting is of use near the limit only; before that it is noise beside the sentence.
        super()._show_count()
        if self._length() < self.limit * 0.8:
            self._count.hide()

    def set_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer ``suggestions``, the best first."""
        self._suggestions = tuple(suggestions)
        self.suggest_button.setVisible(bool(self._suggestions))

    def suggestions(self) -> tuple[Suggestion, ...]:
        """What is offered now: what holds the words typed comes first."""
        typed = [word for word in self.block.toPlainText().casefold().split() if len(word) > 2]
        if not typed or len(typed) > 6:
            return self._suggestions
        fits = [one for one in self._suggestions if all(word in one.words.casefold() for word in typed)]
        return (*fits, *(one for one in self._suggestions if one not in fits))

    # Choosing -----------------------------------------------------------------------------------------------

    def open_suggestions(self) -> None:
        """Open the list under the field; Enter takes a wording, Esc leaves what is typed."""
        if not self._suggestions:
            return
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName(f"{self.name}-suggestions-popup")
        popup.setProperty("surface", "raised")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        found = QListWidget(popup)
        found.setObjectName(f"{self.name}-suggestions-list")
        found.setAccessibleName(_("Suggested wordings"))
        found.setWordWrap(True)
        found.setFrameShape(QFrame.Shape.NoFrame)
        found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(theme.px(2), theme.px(2), theme.px(2), theme.px(4))
        layout.setSpacing(theme.px(4))
        layout.addWidget(found)
        hint = text_label(_("Enter takes one; Tab then goes from blank to blank."), role="small")
        hint.setContentsMargins(theme.px(8), 0, 0, 0)
        layout.addWidget(hint)
        self._fill(found)
        found.itemActivated.connect(self._activated)
        found.itemClicked.connect(self._activated)
        self.popup_list = found
        found.destroyed.connect(lambda: setattr(self, "popup_list", None))
        popup.move(self.block.mapToGlobal(QPoint(0, self.block.height() + theme.px(2))))
        popup.show()
        found.setFocus()

    def _fill(self, found: QListWidget) -> None:
        width = max(self.block.width(), theme.px(320))
        metrics = found.fontMetrics()
        room = width - theme.px(36)
        height = 0
        for suggestion in self.suggestions():
            item = QListWidgetItem(suggestion.words)
            item.setData(_RECORD, suggestion)
            wrapped = metrics.boundingRect(0, 0, room, 0, Qt.TextFlag.TextWordWrap, suggestion.words)
            item.setSizeHint(QSize(room, wrapped.height() + theme.px(10)))
            height += wrapped.height() + theme.px(10)
            found.addItem(item)
        found.setCurrentRow(0)
        found.setFixedSize(width, min(height + theme.px(4), theme.px(260)))

    def _activated(self, item: QListWidgetItem) -> None:
        if self.popup_list is None:
            return
        popup = self.popup_list.window()
        self.popup_list = None
        suggestion = item.data(_RECORD)
        popup.close()
        self.take(suggestion)

    def take(self, suggestion: Suggestion) -> None:
        """Put the words of ``suggestion`` in place of what is typed (Ctrl+Z brings it back); go to its first blank."""
        cursor = QTextCursor(self.block.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(suggestion.words)
        self.block.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.go_to_blank(0):
            self.block.setTextCursor(cursor)
        self.taken.emit(suggestion)

    # Blanks -------------------------------------------------------------------------------------------------

    def go_to_blank(self, start: int) -> bool:
        """Select the first blank at or after the UTF-16 position ``start``; False where there is none."""
        text = self.block.toPlainText()
        for begin, end in blanks(text):
            if units(text[:begin]) >= start:
                cursor = self.block.textCursor()
                cursor.setPosition(units(text[:begin]))
                cursor.setPosition(units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
                self.block.setTextCursor(cursor)
                return True
        return False

    def has_blank(self) -> bool:
        """Whether a blank is left to fill."""
        return next_blank(self.block.toPlainText(), 0) is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.block:
            key, held = event.key(), event.modifiers()
            if (
                key == Qt.Key.Key_Tab
                and not held
                and self.go_to_blank(self.block.textCursor().selectionEnd())
            ):
                return True
            asked = held == Qt.KeyboardModifier.AltModifier or not self.block.toPlainText()
            if key == Qt.Key.Key_Down and asked and self._suggestions:
                self.open_suggestions()
                return True
        return super().eventFilter(watched, event)
