"""A PDF looked at inside the program, from memory: no file is written for it."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QModelIndex, Signal
from PySide6.QtGui import QPalette
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label

_STEP = 1.2
_LEAST, _MOST = 0.4, 4.0


class PdfPreview(QWidget):
    """Pages with zoom, search and "page n of m"."""

    page_changed = Signal(int)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._bytes = QByteArray()
        self._buffer = QBuffer(self)
        self.document = QPdfDocument(self)
        self.view = self._make_view(name)
        self._search = QPdfSearchModel(self)
        self._search.setDocument(self.document)
        self._search.countChanged.connect(self._tell_found)
        self.view.setSearchModel(self._search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(self._bar(name))
        layout.addWidget(self.view, 1)
        self.view.pageNavigator().currentPageChanged.connect(lambda _page: self._tell_page())

    def _make_view(self, name: str) -> QPdfView:
        view = QPdfView(self)
        view.setObjectName(f"{name}-pages")
        view.setAccessibleName(_("Pages of the document"))
        view.setDocument(self.document)
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        view.setPageSpacing(theme.px(12))
        view.setFrameShape(QFrame.Shape.NoFrame)
        self._dress(view)
        return view

    @staticmethod
    def _dress(view: QPdfView) -> None:
        # Qt's PDF view takes its ground from the palette's dark colour, whatever the style sheet says.
        looks = view.palette()
        looks.setColor(QPalette.ColorRole.Dark, theme.soft("plain"))
        view.setPalette(looks)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "view"):
            self._dress(self.view)

    def _bar(self, name: str) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        self.page_label = text_label("", role="muted", name=f"{name}-page")
        self.find_box = QLineEdit()
        self.find_box.setObjectName(f"{name}-find")
        self.find_box.setPlaceholderText(_("Find in the document"))
        self.find_box.setAccessibleName(_("Find in the document"))
        self.find_box.setClearButtonEnabled(True)
        self.find_box.setMinimumWidth(theme.px(160))
        self.find_box.setMaximumWidth(theme.px(240))
        self.find_box.textChanged.connect(self.find_words)
        self.find_box.returnPressed.connect(self.find_next)
        self.found_label = text_label("", role="muted", name=f"{name}-found")
        bar.addWidget(self.page_label)
        bar.addStretch(1)
        bar.addWidget(self.found_label)
        bar.addWidget(self.find_box)
        wide = button(_("Fit width"), self.fit_width, name=f"{name}-fit", shortcut="Ctrl+0")
        smaller = button("−", self.zoom_out, name=f"{name}-smaller", shortcut="Ctrl+-", tooltip=_("Smaller"))
        larger = button("+", self.zoom_in, name=f"{name}-larger", shortcut="Ctrl++", tooltip=_("Larger"))
        smaller.setAccessibleName(_("Smaller"))
        larger.setAccessibleName(_("Larger"))
        for one in (smaller, larger, wide):
            bar.addWidget(one)
        return bar

    def show_pdf(self, data: bytes) -> None:
        """Show ``data``. Raises ``UserError`` where it is not a whole PDF."""
        self.document.close()
        self._buffer.close()
        self._bytes = QByteArray(data)
        self._buffer.setBuffer(self._bytes)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        if self.document.status() is not QPdfDocument.Status.Ready:
            raise UserError(_("The document could not be shown."))
        self._tell_page()

    def clear(self) -> None:
        """Forget the document."""
        self.document.close()
        self._buffer.close()
        self._bytes = QByteArray()
        self.page_label.clear()

    def zoom_in(self) -> None:
        """Larger."""
        self._zoom(_STEP)

    def zoom_out(self) -> None:
        """Smaller."""
        self._zoom(1 / _STEP)

    def fit_width(self) -> None:
        """As wide as the view."""
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _zoom(self, by: float) -> None:
        now = self.view.zoomFactor()
        if self.view.zoomMode() is QPdfView.ZoomMode.FitToWidth and self.document.pageCount():
            points = self.document.pagePointSize(0).width()
            now = self.view.viewport().width() / (points * self.logicalDpiX() / 72)
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(_MOST, max(_LEAST, now * by)))

    def find_words(self, words: str) -> None:
        """Mark every place that holds ``words`` and go to the first."""
        self._search.setSearchString(words)
        self.view.setCurrentSearchResultIndex(-1)
        self.found_label.clear()
        if words:
            self._tell_found()

    def find_next(self) -> None:
        """Go to the next place found."""
        many = self._search.rowCount(QModelIndex())
        if many:
            at = (self.view.currentSearchResultIndex() + 1) % many
            self.view.setCurrentSearchResultIndex(at)
            link = self._search.resultAtIndex(at)
            self.view.pageNavigator().jump(link.page(), link.location())
            self.found_label.setText(_("{n} of {many}").format(n=at + 1, many=many))

    def _tell_found(self) -> None:
        if self.find_box.text():
            many = self._search.rowCount(QModelIndex())
            self.found_label.setText(_("not found") if not many else _("{many} found").format(many=many))

    def _tell_page(self) -> None:
        many = self.document.pageCount()
        at = self.view.pageNavigator().currentPage() + 1
        self.page_label.setText(_("Page {n} of {many}").format(n=min(at, many), many=many) if many else "")
        self.page_changed.emit(at)
