"""Before a file is chosen: a place to drop one, and a button to choose one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files of this computer that are being dragged; none where anything else is."""
    urls = data.urls()
    return [Path(url.toLocalFile()) for url in urls] if all(url.isLocalFile() for url in urls) else []


class StartView(QWidget):
    """What an import is, and where to begin one. ``dropped`` carries the paths let go of over it."""

    dropped = Signal(object)

    def __init__(self, choose: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import-start")
        self.setAcceptDrops(True)
        self._over = False
        self.choose_button = button(
            _("Choose a file…"), choose, name="import-choose", kind="primary", shortcut="Ctrl+O"
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(48), theme.px(24), theme.px(48), theme.px(24))
        rows.setSpacing(theme.px(8))
        rows.addStretch(2)
        self._say(rows, _("Drop the caseload spreadsheet here"), "title", "import-start-title")
        self._say(
            rows,
            _(
                "An Excel workbook (.xlsx) or a CSV file, as it is: title lines and your own headings are fine."
            ),
            "body",
            "import-start-detail",
        )
        rows.addSpacing(theme.px(8))
        rows.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addSpacing(theme.px(8))
        self._say(
            rows,
            _("You see what would happen to every row first. Nothing is changed until you say so."),
            "muted",
            "import-start-promise",
        )
        rows.addStretch(3)

    @staticmethod
    def _say(rows: QVBoxLayout, words: str, role: str, name: str) -> None:
        label = text_label(words, role=role, wrap=True, name=name)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(label)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("accent" if self._over else "edge"), theme.px(2 if self._over else 1))
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        if self._over:
            painter.setBrush(theme.soft("accent"))
        edge = theme.px(2)
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), theme.px(8), theme.px(8))

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        event.acceptProposedAction()
        self.dropped.emit(dropped_paths(event.mimeData()))
