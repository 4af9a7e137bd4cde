"""The preview: pages gone to, enlarged and searched, by mouse and by keyboard, in any window."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from iom_desktop.errors import UserError
from iom_desktop.ui.documents.preview import PdfPreview

PAGES = 6


def paper(pages: int = PAGES) -> bytes:
    """The word "apple" on each page, "pear" on the third only."""
    made = io.BytesIO()
    canvas = Canvas(made)
    for page in range(1, pages + 1):
        canvas.drawString(72, 720, f"apple on page {page}" + (" and a pear" if page == 3 else ""))
        canvas.showPage()
    canvas.save()
    return made.getvalue()


@pytest.fixture
def preview(qtbot: QtBot) -> Iterator[PdfPreview]:
    made = PdfPreview(name="preview")
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.show_pdf(paper())
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.clear()


def at(preview: PdfPreview) -> int:
    return preview.view.pageNavigator().currentPage() + 1


# --- Pages -------------------------------------------------------------------------------------------------


def test_where_one_is_is_told_to_eye_and_ear(preview: PdfPreview) -> None:
    preview.go_to_page(2)
    assert (preview.page_box.text(), preview.page_label.text()) == ("3", "of 6")
    assert preview.page_label.accessibleName() == "Page 3 of 6"
    assert preview.view.accessibleDescription().startswith("Page 3 of 6. apple on page 3 and a pear")
    assert preview.pages.currentIndex().row() == 2


def test_the_list_goes_to_a_page(preview: PdfPreview, qtbot: QtBot) -> None:
    assert preview.pages.isVisible()
    preview.pages.setFocus()
    QTest.keyClick(preview.pages, Qt.Key.Key_Down)
    QTest.keyClick(preview.pages, Qt.Key.Key_Down)
    assert at(preview) == 3
    line = preview.pages.model().index(2, 0)
    assert line.data(Qt.ItemDataRole.AccessibleTextRole) == "Page 3 of 6"
    picture = line.data(Qt.ItemDataRole.DecorationRole).toImage()
    seen = {
        picture.pixel(x, y) for x in range(1, picture.width() - 1) for y in range(1, picture.height() - 1)
    }
    assert len(seen) > 1, "the page itself is drawn"


@pytest.mark.parametrize(("key", "page"), [(Qt.Key.Key_End, 6), (Qt.Key.Key_Home, 1)])
def test_home_and_end(preview: PdfPreview, key: Qt.Key, page: int) -> None:
    preview.go_to_page(3)
    QTest.keyClick(preview.view, key)
    assert at(preview) == page


def test_whole_pages_are_turned_one_by_one(preview: PdfPreview) -> None:
    preview.fit_page()
    for expected in (2, 3):
        QTest.keyClick(preview.view, Qt.Key.Key_PageDown)
        assert at(preview) == expected
    QTest.keyClick(preview.view, Qt.Key.Key_PageUp)
    assert at(preview) == 2
    preview.turn_pages(-9)
    assert at(preview) == 1


def test_wide_pages_are_read_a_screen_at_a_time(preview: PdfPreview) -> None:
    before = preview.view.verticalScrollBar().value()
    QTest.keyClick(preview.view, Qt.Key.Key_PageDown)
    assert at(preview) == 1
    assert preview.view.verticalScrollBar().value() > before


def test_a_page_is_gone_to_by_its_number(preview: PdfPreview) -> None:
    QTest.keyClick(
        preview, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert preview.page_box.hasFocus()
    QTest.keyClicks(preview.page_box, "5")
    QTest.keyClick(preview.page_box, Qt.Key.Key_Return)
    assert at(preview) == 5
    assert preview.view.hasFocus()
    preview.page_box.setText("77")
    preview.page_box.editingFinished.emit()
    assert preview.page_box.text() == "5", "what is no page is put right"


def test_a_single_page_needs_no_list(preview: PdfPreview) -> None:
    preview.show_pdf(paper(1))
    assert not preview.pages.isVisible()
    assert not preview.list_button.isVisible()
    assert not preview.page_box.isEnabled()
    preview.list_button.click()
    assert not preview.pages.isVisible()


def test_in_a_narrow_window_the_list_comes_when_it_is_asked_for(preview: PdfPreview) -> None:
    preview.resize(420, 600)
    assert not preview.pages.isVisible()
    preview.list_button.click()
    assert preview.pages.isVisible()
    assert preview.minimumSizeHint().width() <= 420, "and everything else has room"
    preview.list_button.click()
    preview.resize(900, 600)
    assert not preview.pages.isVisible(), "as the officer chose"


# --- Zoom --------------------------------------------------------------------------------------------------


def test_larger_smaller_and_fitted(preview: PdfPreview, qtbot: QtBot) -> None:
    assert preview.width_button.isChecked()
    begun = preview._factor()
    preview.larger_button.click()
    assert preview.view.zoomFactor() == pytest.approx(begun * 1.2)
    assert not preview.width_button.isChecked()
    preview.whole_button.click()
    assert preview.view.zoomMode() is QPdfView.ZoomMode.FitInView
    assert preview.whole_button.isChecked()
    whole = preview._factor()
    assert whole < begun
    preview.smaller_button.click()
    assert preview.view.zoomFactor() == pytest.approx(whole / 1.2)
    QTest.keyClick(preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: preview.view.zoomMode() is QPdfView.ZoomMode.FitToWidth)


def test_the_whole_page_shown_is_the_one_that_was_read(preview: PdfPreview, qtbot: QtBot) -> None:
    preview.go_to_page(4)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(preview, Qt.Key.Key_F, keys)
    qtbot.waitUntil(lambda: preview.view.zoomMode() is QPdfView.ZoomMode.FitInView)
    assert at(preview) == 5


# --- Finding -----------------------------------------------------------------------------------------------


def find(preview: PdfPreview, qtbot: QtBot, words: str, said: str) -> None:
    preview.find_box.setText(words)
    qtbot.waitUntil(lambda: preview.found_label.text() == said, timeout=5_000)


def test_places_are_counted_and_gone_through_in_a_ring(preview: PdfPreview, qtbot: QtBot) -> None:
    QTest.keyClick(preview, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert preview.find_box.hasFocus()
    find(preview, qtbot, "apple", "6 found")
    QTest.keyClick(preview.find_box, Qt.Key.Key_Return)
    assert (preview.found_label.text(), at(preview)) == ("1 of 6", 1)
    QTest.keyClick(preview.find_box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert (preview.found_label.text(), at(preview)) == ("6 of 6", 6)
    QTest.keyClick(preview, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: preview.found_label.text() == "1 of 6")
    preview.back_button.click()
    assert preview.found_label.text() == "6 of 6"
    find(preview, qtbot, "pear", "1 found")
    preview.find_previous()
    assert at(preview) == 3


def test_what_is_nowhere_is_said_and_nothing_is_offered(preview: PdfPreview, qtbot: QtBot) -> None:
    find(preview, qtbot, "quince", "not found")
    assert not preview.on_button.isEnabled()
    preview.find_next()
    assert preview.found_label.text() == "not found"
    preview.find_box.setFocus()
    QTest.keyClick(preview.find_box, Qt.Key.Key_Escape)
    assert (preview.find_box.text(), preview.found_label.text()) == ("", "")


def test_in_a_low_window_finding_comes_when_it_is_asked_for(preview: PdfPreview, qtbot: QtBot) -> None:
    assert preview.find_row.isVisible()
    assert not preview.find_button.isVisible()
    preview.resize(900, 300)
    assert not preview.find_row.isVisible()
    preview.find_button.click()
    assert preview.find_box.hasFocus()
    find(preview, qtbot, "pear", "1 found")
    QTest.keyClick(preview.find_box, Qt.Key.Key_Escape)
    assert not preview.find_row.isVisible()
    assert preview.view.hasFocus()


# --- The document ------------------------------------------------------------------------------------------


def test_nothing_is_kept_of_a_document_that_was_cleared(preview: PdfPreview) -> None:
    preview.clear()
    assert preview.view.accessibleDescription() == ""
    assert (preview.page_box.text(), preview.page_label.text()) == ("", "")
    assert preview.pages.model().rowCount() == 0
    assert not preview._bytes.size()
    preview.turn_pages(1)
    preview.zoom_in()


def test_what_is_no_document_is_said_in_a_sentence(preview: PdfPreview) -> None:
    with pytest.raises(UserError, match="could not be shown"):
        preview.show_pdf(b"no PDF at all")


def test_each_control_has_a_name_for_a_screen_reader(preview: PdfPreview) -> None:
    for one in (
        preview.view, preview.pages, preview.page_box, preview.find_box, preview.list_button,
        preview.smaller_button, preview.larger_button, preview.width_button, preview.whole_button,
        preview.back_button, preview.on_button,
    ):  # fmt: skip
        assert len(one.accessibleName()) > 3
