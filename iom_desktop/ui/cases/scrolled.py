"""A page that scrolls up and down, as tall as its words need at the width it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.ui import theme


class _Inside(QWidget):
    """Wrapped words ask for the height of a narrow column; only the height at this width counts."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class Scrolled(QScrollArea):
    """Fill ``rows``. With ``most_width`` (pixels at 100%) lines stay short enough to read on a wide screen."""

    def __init__(self, *, name: str, spacing: int = 8, most_width: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._most_width = most_width
        self._spacing = spacing
        self.inside = _Inside()
        self.inside.setObjectName(f"{name}-inside")
        self.rows = QVBoxLayout(self.inside)
        self._space()
        self.setWidget(self.inside)

    def _space(self) -> None:
        self.rows.setContentsMargins(0, 0, theme.px(8), 0)
        self.rows.setSpacing(theme.px(self._spacing))
        if self._most_width:
            self.inside.setMaximumWidth(theme.px(self._most_width))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "inside"):
            self._space()
