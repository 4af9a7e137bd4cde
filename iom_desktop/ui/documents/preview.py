"""A PDF looked at inside the program, from memory: no file is written for it."""

from __future__ import annotations

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QModelIndex,
    QObject,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QIntValidator, QKeyEvent, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.documents.page_list import PageList
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label

_STEP = 1.2
_LEAST, _MOST = 0.4, 4.0
#: Narrower than this, in pixels at 100%, the pages have the whole width unless their list is asked for.
_ROOM_FOR_LIST = 720
#: Lower than this, the line that finds comes when it is asked for: the pages need the room.
_ROOM_FOR_FINDING = 440


class PdfPreview(QWidget):
    """Pages with a list of them, zoom, and search.

    In the pages: Page Up and Page Down, Home and End. Anywhere in the preview: Ctrl+F finds, F3 and Shift+F3 go
    on and back, Ctrl+Shift+G goes to a page, Ctrl with +, - and 0 zooms, Ctrl+9 shows the whole page.
    """

    page_changed = Signal(int)

    def __init__(self, *, name: str, list_pages: bool = True, parent: QWidget | None = None) -> None:
        """``list_pages``: whether the list of pages shows of itself, where there is room."""
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
        self.pages = PageList(self.document, name=f"{name}-list")
        self.pages.chosen.connect(self.go_to_page)
        self.pages.hide()
        self._list_wanted: bool | None = None if list_pages else False  #: nothing: where there is room
        self._make_page_row(name)
        self._make_zoom_row(name)
        self._make_find_row(name)
        self._lay_out()
        self.view.pageNavigator().currentPageChanged.connect(self._tell_page)

    # Layout -------------------------------------------------------------------------------------------------

    def _make_view(self, name: str) -> QPdfView:
        view = QPdfView(self)
        view.setObjectName(f"{name}-pages")
        view.setAccessibleName(_("Pages of the document"))
        view.setDocument(self.document)
        view.setPageMode(QPdfView.PageMode.MultiPage)
        view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        view.setPageSpacing(theme.px(12))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.installEventFilter(self)
        self._dress(view)
        return view

    @staticmethod
    def _dress(view: QPdfView) -> None:
        # Qt's PDF view takes its ground from the palette's dark colour, whatever the style sheet says.
        looks = view.palette()
        looks.setColor(QPalette.ColorRole.Dark, theme.soft("plain"))
        view.setPalette(looks)

    def _make_page_row(self, name: str) -> None:
        self.list_button = button(_("Page list"), self._turn_list, name=f"{name}-list-shown", kind="segment")
        self.list_button.setCheckable(True)
        self.page_box = QLineEdit()
        self.page_box.setObjectName(f"{name}-page-box")
        self.page_box.setAccessibleName(_("Go to page"))
        self.page_box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page_box.setFixedWidth(theme.px(48))
        self._numbers = QIntValidator(1, 1, self)
        self.page_box.setValidator(self._numbers)
        self.page_box.returnPressed.connect(self._go_to_typed)
        self.page_box.editingFinished.connect(self._tell_page)
        self.page_label = text_label("", role="muted", name=f"{name}-page")
        self._key("Ctrl+Shift+G", lambda: _typing(self.page_box))

    def _make_zoom_row(self, name: str) -> None:
        self.smaller_button = button(
            "−", self.zoom_out, name=f"{name}-smaller", shortcut="Ctrl+-", tooltip=_("Smaller")
        )
        self.larger_button = button(
            "+", self.zoom_in, name=f"{name}-larger", shortcut="Ctrl++", tooltip=_("Larger")
        )
        self.smaller_button.setAccessibleName(_("Smaller"))
        self.larger_button.setAccessibleName(_("Larger"))
        self._key("Ctrl+=", self.zoom_in)
        self.width_button = button(
            _("Fit width"), self.fit_width, name=f"{name}-fit", kind="segment", shortcut="Ctrl+0"
        )
        self.whole_button = button(
            _("Fit page"), self.fit_page, name=f"{name}-fit-page", kind="segment", shortcut="Ctrl+Shift+F"
        )
        for one in (self.width_button, self.whole_button):
            one.setCheckable(True)
        self.view.zoomModeChanged.connect(self._tell_zoom)
        self._tell_zoom()

    def _make_find_row(self, name: str) -> None:
        self.find_box = QLineEdit()
        self.find_box.setObjectName(f"{name}-find")
        self.find_box.setPlaceholderText(_("Find in the document"))
        self.find_box.setAccessibleName(_("Find in the document"))
        self.find_box.setClearButtonEnabled(True)
        self.find_box.setFixedWidth(theme.px(160))
        self.find_box.textChanged.connect(self.find_words)
        self.find_box.installEventFilter(self)
        self.back_button = button(
            "‹",
            self.find_previous,
            name=f"{name}-find-back",
            shortcut="Shift+F3",
            tooltip=_("The one before"),
        )
        self.on_button = button(
            "›", self.find_next, name=f"{name}-find-on", shortcut="F3", tooltip=_("The next one")
        )
        self.back_button.setAccessibleName(_("The one before"))
        self.on_button.setAccessibleName(_("The next one"))
        self.found_label = text_label("", role="muted", name=f"{name}-found")
        # Its room is kept, so that nothing moves while one types.
        self.found_label.setMinimumWidth(theme.px(72))
        self.find_button = button(_("Find"), self._ask_to_find, name=f"{name}-find-asked")
        self._finding = False  #: whether it was asked for
        self._key("Ctrl+F", self._ask_to_find)
        self._offer_found(0)

    def _key(self, keys: str, act: object) -> None:
        made = QShortcut(QKeySequence(keys), self)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.activated.connect(act)

    def _lay_out(self) -> None:
        bar = FlowLayout(gap=8)
        bar.addWidget(_together(self.list_button, self.page_box, self.page_label))
        bar.addWidget(
            _together(self.smaller_button, self.larger_button, self.width_button, self.whole_button)
        )
        bar.addWidget(self.find_button)
        self.find_row = _together(self.find_box, self.back_button, self.on_button, self.found_label)
        bar.addWidget(self.find_row)
        both = QHBoxLayout()
        both.setSpacing(theme.px(8))
        both.addWidget(self.pages)
        both.addWidget(self.view, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(bar)
        layout.addLayout(both, 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "found_label"):
            self._dress(self.view)
            self.page_box.setFixedWidth(theme.px(48))
            self.found_label.setMinimumWidth(theme.px(72))
            self.find_box.setFixedWidth(theme.px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of pages stands beside them where there is room."""
        super().resizeEvent(event)
        self._share_room()

    def _turn_list(self) -> None:
        self._list_wanted = self.list_button.isChecked()
        self._share_room()

    def _share_room(self) -> None:
        several = self.document.pageCount() > 1
        room = self.width() >= theme.px(_ROOM_FOR_LIST)
        shown = several and (room if self._list_wanted is None else self._list_wanted)
        self.pages.setVisible(shown)
        self.list_button.setChecked(shown)
        self.list_button.setVisible(several)
        finding = self._finding or self.height() >= theme.px(_ROOM_FOR_FINDING)
        self.find_row.setVisible(finding)
        self.find_button.setVisible(not finding)

    # The document -------------------------------------------------------------------------------------------

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
        self._share_room()
        self._tell_page()

    def clear(self) -> None:
        """Forget the document."""
        self.find_box.clear()
        self.document.close()
        self._buffer.close()
        self._bytes = QByteArray()
        self._share_room()
        self._tell_page()

    # Pages --------------------------------------------------------------------------------------------------

    def go_to_page(self, page: int) -> None:
        """Go to the top of ``page``, from 0; of what is no page, to the nearest."""
        many = self.document.pageCount()
        if many:
            self.view.pageNavigator().jump(min(max(page, 0), many - 1), QPointF(), 0)
            self._tell_page()

    def turn_pages(self, by: int) -> None:
        """Go on or back."""
        self.go_to_page(self.view.pageNavigator().currentPage() + by)

    def _go_to_typed(self) -> None:
        if self.page_box.text().isdigit():
            self.go_to_page(int(self.page_box.text()) - 1)
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_page(self, _page: int = 0) -> None:
        many = self.document.pageCount()
        at = min(self.view.pageNavigator().currentPage(), max(0, many - 1))
        self._numbers.setTop(max(1, many))
        self.page_box.setText(str(at + 1) if many else "")
        self.page_box.setEnabled(many > 1)
        self.page_label.setText(_("of {many}").format(many=many) if many else "")
        said = _("Page {n} of {many}").format(n=at + 1, many=many) if many else ""
        self.page_label.setAccessibleName(said)
        # What stands on the page, for a reader that cannot see it.
        words = self.document.getAllText(at).text() if many else ""
        self.view.setAccessibleDescription(". ".join(filter(None, (said, words))))
        self.pages.show_page(at)
        self.page_changed.emit(at + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the pages, and of the box that finds."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.find_box:
                return self._finds(event)
            if watched is self.view:
                return self._turns(event)
        return super().eventFilter(watched, event)

    def _turns(self, event: QKeyEvent) -> bool:
        whole = self.view.zoomMode() is QPdfView.ZoomMode.FitInView
        # Larger pages are read a screen at a time, as Qt does it.
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1} if whole else {}
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.key() in steps:
            self.turn_pages(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Home:
            self.go_to_page(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to_page(self.document.pageCount() - 1)
        else:
            return False
        return True

    # Zoom ---------------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Larger."""
        self._zoom(_STEP)

    def zoom_out(self) -> None:
        """Smaller."""
        self._zoom(1 / _STEP)

    def fit_width(self) -> None:
        """As wide as the view."""
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._tell_zoom()

    def fit_page(self) -> None:
        """Whole pages."""
        page = self.view.pageNavigator().currentPage()
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self.go_to_page(page)
        self._tell_zoom()

    def _zoom(self, by: float) -> None:
        now = self._factor()
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(_MOST, max(_LEAST, now * by)))

    def _factor(self) -> float:
        """How large pages are shown now; 1 is their own size."""
        mode = self.view.zoomMode()
        if mode is QPdfView.ZoomMode.Custom or not self.document.pageCount():
            return self.view.zoomFactor()
        page, room = self.document.pagePointSize(0), self.view.viewport()
        across = room.width() / (page.width() * self.logicalDpiX() / 72)
        if mode is QPdfView.ZoomMode.FitToWidth:
            return across
        return min(across, room.height() / (page.height() * self.logicalDpiY() / 72))

    def _tell_zoom(self, _mode: object = None) -> None:
        mode = self.view.zoomMode()
        self.width_button.setChecked(mode is QPdfView.ZoomMode.FitToWidth)
        self.whole_button.setChecked(mode is QPdfView.ZoomMode.FitInView)

    # Finding ------------------------------------------------------------------------------------------------

    def find_words(self, words: str) -> None:
        """Mark every place that holds ``words``."""
        self._search.setSearchString(words)
        self.view.setCurrentSearchResultIndex(-1)
        self.found_label.clear()
        self._offer_found(0)
        if words:
            self._tell_found()

    def _ask_to_find(self) -> None:
        self._finding = True
        self._share_room()
        _typing(self.find_box)

    def _stop_finding(self) -> None:
        self.find_box.clear()
        self._finding = False
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._share_room()

    def find_next(self) -> None:
        """Go to the next place found; after the last, to the first."""
        self._find(1)

    def find_previous(self) -> None:
        """Go to the place found before; before the first, to the last."""
        self._find(-1)

    def _find(self, by: int) -> None:
        many = self._search.rowCount(QModelIndex())
        if not many:
            return
        now = self.view.currentSearchResultIndex()
        at = (now + by) % many if now >= 0 else (0 if by > 0 else many - 1)
        self.view.setCurrentSearchResultIndex(at)
        link = self._search.resultAtIndex(at)
        self.view.pageNavigator().jump(link.page(), link.location())
        self._tell_found()

    def _finds(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._find(-1 if back else 1)
            return True
        if event.key() == Qt.Key.Key_Escape and (self.find_box.text() or self._finding):
            self._stop_finding()
            return True
        return False

    def _tell_found(self) -> None:
        if self.find_box.text():
            many, at = self._search.rowCount(QModelIndex()), self.view.currentSearchResultIndex()
            words = _("{n} of {many}") if at >= 0 else _("{many} found")
            self.found_label.setText(words.format(n=at + 1, many=many) if many else _("not found"))
            self._offer_found(many)

    def _offer_found(self, many: int) -> None:
        for one in (self.back_button, self.on_button):
            one.setEnabled(many > 0)


def _typing(box: QLineEdit) -> None:
    box.setFocus(Qt.FocusReason.ShortcutFocusReason)
    box.selectAll()


def _together(*widgets: QWidget) -> QWidget:
    """Widgets that stay in one line."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(4))
    for one in widgets:
        row.addWidget(one)
    return made
