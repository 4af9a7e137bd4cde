"""Letters that were sent: their list, and one of them opened again as it was."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import exact_date, short_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.letters import Letter
from iom_desktop.services import cases, letters
from iom_desktop.services.my_plan import load_office
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.documents.preview import PdfPreview
from iom_desktop.ui.form import Form
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.letters.giving_out import letter_paper, pages_of
from iom_desktop.ui.workspace import Workspace

_WIDE, _HIGH = 860, 860

LETTER_COLUMNS: tuple[Column[Letter], ...] = (
    Column(
        key="sent_on",
        heading=_("Sent"),
        text=lambda one: short_date(one.said.sent_on),
        sort=lambda one: (one.said.sent_on, one.id),
        width=12,
        tooltip=lambda one: exact_date(one.said.sent_on),
    ),
    Column(
        key="name",
        heading=_("Letter"),
        text=lambda one: one.template_name,
        width=12,
        stretch=True,
        tooltip=lambda one: sent_words(one),
    ),
)


def sent_words(letter: Letter) -> str:
    """ "First warning. By post on Tue 17 Nov 2026; put on record by PC Baker; format: large print."."""
    said = letter.said
    how = label(said.sent_by)
    parts = [
        _("{how} on {day}").format(how=how, day=exact_date(said.sent_on)),
        _("put on record by {officer}").format(officer=letter.by) if letter.by else "",
        _("format: {format}").format(format=label(said.letter_format).lower()),
    ]
    return f"{letter.template_name}. {'; '.join(part for part in parts if part)}."


def sent_key(letter_id: str) -> str:
    """The key of the dialog over a letter that was sent."""
    return f"documents:sent-letter:{letter_id}"


class SentLetterDialog(FormDialog):
    """A letter as it was sent. A copy leaves for somebody, and is on the register before it does."""

    def __init__(self, workspace: Workspace, letter_id: str, parent: QWidget | None = None) -> None:
        self.workspace = workspace
        self.letter = workspace.read(letters.load_letter, letter_id)
        self._reference = workspace.read(cases.load_case, self.letter.case_id).person.crn
        self._office = workspace.read(load_office)
        self.data = pages_of(self.letter.said, self._reference, self._office)
        super().__init__(
            parent,
            _("Letter sent"),
            # Nothing is typed here; the key brings it back after a lock.
            Form(name="sent-letter-form"),
            submit=lambda: None,
            name="sent-letter",
            journal=workspace.drafts,
            draft_key=sent_key(letter_id),
            save_words=_("Print a copy..."),
            width=_WIDE,
        )
        self.giving = Giving(
            self,
            workspace,
            self._paper,
            key=sent_key(letter_id),
            hint=_("For example: breach hearing."),
            say=lambda words, level, action: self.notice.say(words, level, action),
        )
        self.preview.show_pdf(self.data)

    def _lay_out(self, title: str, save_words: str) -> None:
        super()._lay_out(title, save_words)
        rows = self.layout()
        if not isinstance(rows, QVBoxLayout):
            raise AssertionError("a form dialog lays its parts out in a column")
        self.preview = PdfPreview(name="sent-letter-preview")
        shown = QVBoxLayout()
        shown.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(8))
        shown.setSpacing(theme.px(8))
        shown.addWidget(
            text_label(sent_words(self.letter), role="muted", wrap=True, name="sent-letter-words")
        )
        shown.addWidget(self.preview, 1)
        rows.insertLayout(rows.indexOf(self.scroll_area), shown, 1)
        self.scroll_area.hide()

    def _buttons(self) -> QHBoxLayout:
        self.save_pdf_button = button(
            _("Save a copy as PDF..."), self.save_copy, name="sent-letter-save-pdf", shortcut="Ctrl+S"
        )
        self.save_button.setShortcut("Ctrl+P")
        self.cancel_button.setText(_("Close"))
        self.cancel_button.setAccessibleName(_("Close"))
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(24), theme.px(12), theme.px(24), theme.px(12))
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        for one in (self.cancel_button, self.save_pdf_button, self.save_button):
            row.addWidget(one)
        return row

    def _fit(self) -> None:
        screen = self.screen().availableGeometry()
        self.resize(
            min(theme.px(_WIDE), screen.width()), min(theme.px(_HIGH), screen.height() - theme.px(48))
        )

    def save(self) -> None:
        """Ask for whom a copy is, then print it. The letter stays open."""
        self.giving.ask_print()

    def save_copy(self) -> None:
        """Ask for whom a copy is, then save it."""
        self.giving.ask_save()

    def _paper(self) -> Paper:
        one = self.letter
        return letter_paper(
            one.id,
            one.case_id,
            one.template_name,
            one.said,
            self._reference,
            self._office,
            self.preview.document,
        )

    def done(self, result: int) -> None:
        self.preview.clear()
        super().done(result)
