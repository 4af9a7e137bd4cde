"""Reading one entry of the timeline whole, however long it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from iom_desktop.display.formats import date_time, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.timeline import TimelineEntry
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.chips import ChipRow, ChipSpec
from iom_desktop.ui.label import text_label


class NoteReader(QDialog):
    """Shows an entry's words whole, to be read and copied. Esc closes."""

    def __init__(
        self, entry: TimelineEntry, said: list[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("note-reader")
        self.setWindowTitle(_("Note"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        rows.setSpacing(theme.px(8))
        rows.addWidget(text_label(entry.heading, role="title", wrap=True, name="note-reader-heading"))
        when = date_time(entry.at) if entry.timed else exact_date(entry.at.date())
        by = _("{when}, written by {officer}").format(when=when, officer=entry.by)
        rows.addWidget(text_label(by, role="muted", wrap=True, name="note-reader-by"))
        if said:
            chips = ChipRow(name="note-reader-marks")
            chips.set_chips([ChipSpec(words, role) for words, role in said])
            rows.addWidget(chips)
        self.words = QPlainTextEdit()
        self.words.setObjectName("note-reader-words")
        self.words.setAccessibleName(_("Note"))
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setPlainText(entry.words)
        rows.addWidget(self.words, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = button(_("Close"), self.accept, name="note-reader-close", tooltip="Esc")
        self.close_button.setDefault(True)
        foot.addWidget(self.close_button)
        rows.addLayout(foot)
        screen = (self.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        self.resize(min(theme.px(720), screen.width()), min(theme.px(560), screen.height() - theme.px(48)))
        self.words.setFocus()
