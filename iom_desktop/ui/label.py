"""Labels and tooltips that never guess at markup: whatever is typed is shown as it was typed."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def plain_tooltip(text: str) -> str:
    """``text`` as a tooltip string that Qt shows letter by letter and wraps; "" stays "" (no tooltip)."""
    if not text:
        return ""
    return "<qt>" + html.escape(text).replace("\n", "<br>") + "</qt>"


def set_plain_tooltip(widget: QWidget, text: str) -> None:
    """Give ``widget`` a tooltip of plain text. Qt guesses markup in tooltips, so the text goes in escaped."""
    widget.setToolTip(plain_tooltip(text))


def without_mnemonic(text: str) -> str:
    """``text`` with each ``&`` doubled, for widgets where a single one would make a shortcut."""
    return text.replace("&", "&&")


def text_label(
    text: str,
    *,
    role: str = "body",
    wrap: bool = False,
    name: str = "",
    buddy: QWidget | None = None,
    selectable: bool = False,
) -> QLabel:
    """A label that shows ``text`` exactly.

    ``role`` is "title", "heading", "body", "strong", "muted", "small", "caption", "field", "error",
    "overdue", "accent" or "number". With a ``buddy`` the label names that widget to a screen reader.
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(wrap)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    if name:
        label.setObjectName(name)
    if selectable:
        flags = Qt.TextInteractionFlag
        label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    if buddy is None:
        label.setText(text)
    else:
        # A label with a buddy reads "&" as a shortcut, so each one is doubled.
        label.setText(without_mnemonic(text))
        label.setBuddy(buddy)
        if not buddy.accessibleName():
            buddy.setAccessibleName(text)
    return label


def set_role(widget: QWidget, role: str, prop: str = "role") -> None:
    """Change a style property of ``widget`` (a label's role, a button's kind) and restyle it."""
    if widget.property(prop) == role:
        return
    widget.setProperty(prop, role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def hairline(*, upright: bool = False) -> QFrame:
    """A line one pixel thick, across or upright."""
    line = QFrame()
    line.setObjectName("hairline")
    line.setProperty("line", "upright" if upright else "true")
    return line


class ElidedLabel(QLabel):
    """One line that shortens with "…" where there is no room, and then gives the whole text as a tooltip."""

    def __init__(
        self, text: str = "", *, role: str = "body", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setObjectName(name)
        self._whole = ""
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show ``text``; line breaks become spaces."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self.setText(self._whole)
        self.updateGeometry()
        self._follow_width()

    def whole_text(self) -> str:
        """The text as given, whether or not all of it fits."""
        return self._whole

    def is_elided(self) -> bool:
        """Whether some of the text is not shown at this width."""
        return self.fontMetrics().horizontalAdvance(self._whole) > self.contentsRect().width()

    def _follow_width(self) -> None:
        set_plain_tooltip(self, self._whole if self.is_elided() else "")

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        size.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 2)
        return size

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(min(self.fontMetrics().horizontalAdvance("Mmmm…"), self.sizeHint().width()))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._follow_width()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.contentsRect()
        words = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, rect.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(rect, int(self.alignment()) | Qt.TextFlag.TextSingleLine, words)
