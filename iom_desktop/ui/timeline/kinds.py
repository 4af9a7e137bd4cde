"""Which kinds of thing the timeline shows: a toggle for each, over as many lines as they need."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.timeline import Kind
from iom_desktop.ui import theme


class KindToggle(QAbstractButton):
    """A kind and how many there are of it, pressed or not. Pressed is said by a heavier edge and a ground."""

    def __init__(self, words: str, *, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Say ``words`` from now on."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("small", strong=True))
        return QSize(metrics.horizontalAdvance(self.text()) + theme.px(20), theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, focused = self.isChecked(), self.hasFocus()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = theme.colour("ink" if focused else "accent" if on else "edge")
        painter.setPen(QPen(edge, 2 if on or focused else 1))
        hover = self.underMouse() and not on
        painter.setBrush(theme.colour("selected" if on else "hover" if hover else "paper"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(theme.font("small", strong=on))
        painter.setPen(theme.colour("accent" if on else "ink"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.text())


class KindToggles(QWidget):
    """A toggle for each kind there is something of. None pressed shows everything."""

    changed = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("Kinds shown"))
        self._every = KindToggle("", name=f"{name}-all", parent=self)
        self._every.setChecked(True)
        self._every.clicked.connect(self._show_all)
        self.toggles: dict[Kind, KindToggle] = {}
        for kind in Kind:
            made = KindToggle(label(kind), name=f"{name}-{kind.value}", parent=self)
            made.clicked.connect(self._pressed)
            self.toggles[kind] = made
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def all_button(self) -> KindToggle:
        """The toggle that shows everything."""
        return self._every

    def kinds(self) -> frozenset[Kind]:
        """The kinds to show: those pressed, or all of them."""
        pressed = frozenset(kind for kind, made in self.toggles.items() if made.isChecked())
        return pressed or frozenset(Kind)

    def set_counts(self, counts: Mapping[Kind, int]) -> None:
        """How many there are of each kind; a kind without any has no toggle, unless it is pressed."""
        self._every.set_words(_("All {many}").format(many=f"{sum(counts.values()):,}"))
        for kind, made in self.toggles.items():
            many = counts.get(kind, 0)
            made.set_words(f"{label(kind)} {many:,}")
            made.setVisible(many > 0 or made.isChecked())
        self._lay_out(self.width())
        self.updateGeometry()

    def show_kinds(self, kinds: frozenset[Kind]) -> None:
        """Press the toggles of ``kinds``; all kinds press none."""
        for kind, made in self.toggles.items():
            made.setChecked(kind in kinds and len(kinds) < len(Kind))
        self._settle()

    def _show_all(self) -> None:
        for made in self.toggles.values():
            made.setChecked(False)
        self._settle()

    def _pressed(self) -> None:
        self._settle()

    def _settle(self) -> None:
        self._every.setChecked(not any(made.isChecked() for made in self.toggles.values()))
        self.changed.emit()

    # Laying out ---------------------------------------------------------------------------------------------

    def _shown(self) -> list[KindToggle]:
        return [made for made in (self._every, *self.toggles.values()) if not made.isHidden()]

    def _lay_out(self, width: int, *, place: bool = True) -> int:
        gap = theme.px(6)
        left = top = 0
        for made in self._shown():
            size = made.sizeHint()
            if left and left + size.width() > width:
                left, top = 0, top + size.height() + gap
            if place:
                made.setGeometry(left, top, size.width(), size.height())
            left += size.width() + gap
        return top + theme.px(26)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width, place=False)

    def sizeHint(self) -> QSize:
        width = sum(made.sizeHint().width() + theme.px(6) for made in self._shown())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(26))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(event.size().width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "toggles"):
            self._lay_out(self.width())
            self.updateGeometry()
