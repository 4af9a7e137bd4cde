"""The pages of a PDF as a slim list of small pictures, to go from one to another."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFrame, QListView, QWidget

from iom_desktop.display.words import _
from iom_desktop.ui import theme

#: The width of a page's picture and the least of the list, in pixels at 100%.
_PICTURE, _LIST = 72, 112
_Index = QModelIndex | QPersistentModelIndex


class PageModel(QAbstractListModel):
    """A line for each page. Pictures are drawn as they come into view."""

    def __init__(self, document: QPdfDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._view = document, parent
        self._pictures: dict[int, QPixmap] = {}
        self._count = self._pages()
        # Methods, not functions made here: Qt parts them from a document that outlives this list.
        document.statusChanged.connect(self.begin_again)
        document.pageCountChanged.connect(self.begin_again)

    def begin_again(self, _what: object = None) -> None:
        """Forget what was drawn: there is another document, or another size of screen."""
        self.beginResetModel()
        self._pictures.clear()
        self._count = self._pages()
        self.endResetModel()

    def _pages(self) -> int:
        # A document says that its status has changed even while it is destroyed, and can be asked nothing then.
        if not shiboken6.isValid(self._document):
            return 0
        return self._document.pageCount() if self._document.status() is QPdfDocument.Status.Ready else 0

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        page = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return str(page + 1)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("Page {n} of {many}").format(n=page + 1, many=self.rowCount())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignHCenter)
        if role == Qt.ItemDataRole.DecorationRole:
            if page not in self._pictures:
                self._pictures[page] = self._draw(page)
            return self._pictures[page]
        return None

    def _draw(self, page: int) -> QPixmap:
        points, ratio = self._document.pagePointSize(page), self._view.devicePixelRatioF()
        wide = theme.px(_PICTURE)
        size = QSize(wide, max(1, round(wide * points.height() / max(1.0, points.width()))))
        made = QPixmap(size * ratio)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        painter.drawImage(0, 0, self._document.render(page, made.size()))
        painter.setPen(self._view.palette().mid().color())
        painter.drawRect(0, 0, made.width() - 1, made.height() - 1)
        painter.end()
        made.setDevicePixelRatio(ratio)
        return made


class PageList(QListView):
    """Up and down go from page to page."""

    #: The page gone to, from 0.
    chosen = Signal(int)

    def __init__(self, document: QPdfDocument, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(_("Pages"))
        self._pages = PageModel(document, self)
        self.setModel(self._pages)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._set_sizes()
        self.selectionModel().currentChanged.connect(self._tell)
        self._showing = False

    def _set_sizes(self) -> None:
        picture = QSize(theme.px(_PICTURE), round(theme.px(_PICTURE) * 2**0.5))
        self.setIconSize(picture)
        self.setFixedWidth(theme.px(_LIST))
        self.setGridSize(QSize(theme.px(_LIST - 20), picture.height() + theme.px(32)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_pages"):
            self._set_sizes()
            self._pages.begin_again()

    def show_page(self, page: int) -> None:
        """Mark ``page`` (from 0) as the one in view, without going there."""
        self._showing = True
        self.setCurrentIndex(self._pages.index(page, 0))
        self._showing = False

    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self.chosen.emit(current.row())
