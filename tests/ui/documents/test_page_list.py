"""The list of a document's pages, as the document comes and goes."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from iom_desktop.ui.documents.page_list import PageModel


class _Watched(PageModel):
    """Notes what it says of its rows each time it begins again."""

    rows: list[int]

    def begin_again(self, what: object = None) -> None:
        super().begin_again(what)
        self.rows = [*getattr(self, "rows", []), self.rowCount()]


def test_a_document_that_is_destroyed_is_asked_nothing(qtbot: QtBot) -> None:
    """It says that its status has changed on its way out; to ask it how many pages it has then would be a fault."""
    host = QWidget()
    qtbot.addWidget(host)
    document = QPdfDocument(host)
    model = _Watched(document, host)
    document.deleteLater()
    QCoreApplication.sendPostedEvents(document, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(document)
    model.begin_again()
    assert set(model.rows) == {0}
