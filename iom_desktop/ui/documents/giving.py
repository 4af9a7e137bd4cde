"""Giving a paper out: for whom is asked first, it goes on record, and only then is it printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtPdf import QPdfDocument

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import ask
from iom_desktop.ui.documents.preview import print_pdf
from iom_desktop.ui.form import Form, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper ready to leave. ``record`` puts it on record for ``recipients``; ``failed``, that it never came about.

    Both are services that take the session, then the recipients. ``title`` is the program's own words
    ("Case plan summary"), and so is ``file_name``: neither names a person.
    """

    title: str
    file_name: str
    data: bytes
    document: QPdfDocument  #: the pages as previewed, which are the ones printed
    record: Callable[..., None]
    failed: Callable[..., None]


class DisclosureDialog(FormDialog):
    """For whom a paper is, and what for: asked before it leaves the program."""

    def __init__(
        self, page: Page, workspace: Workspace, giving: Giving, *, printing: bool, draft_key: str
    ) -> None:
        form = Form(name="disclosure-form")
        form.add(
            TextLine(
                "recipients",
                _("For whom"),
                required=True,
                hint=_("Names and agencies. It goes on record with the document."),
                suggestions=(workspace.officer.name, *giving.usual),
            )
        )
        form.add(TextLine("purpose", _("What for"), hint=giving.hint))
        verb = _("Print the {paper}") if printing else _("Save the {paper}")
        super().__init__(
            page,
            verb.format(paper=giving.title[:1].lower() + giving.title[1:]),
            form,
            submit=lambda: giving.give_out(printing, **form.values()),
            name="disclosure-dialog",
            journal=workspace.drafts,
            draft_key=draft_key,
            save_words=_("Print...") if printing else _("Save as PDF..."),
            width=520,
        )


class Giving:
    """Prints and saves what a page previews. ``key`` begins the keys of its dialogs' drafts."""

    def __init__(
        self,
        page: Page,
        workspace: Workspace,
        paper: Callable[[], Paper | None],
        *,
        title: str,
        key: str,
        usual: tuple[str, ...] = (),
        hint: str = "",
        given: Callable[[], object] = lambda: None,
    ) -> None:
        """``usual`` are suggestions for whom it is; ``given`` is called once something is on record."""
        self._page, self._workspace, self._paper = page, workspace, paper
        self.title, self.key, self.usual, self.hint = title, key, usual, hint
        self._given = given

    def ask_print(self) -> None:
        """Ask for whom, then print."""
        self._dialog(printing=True).open()

    def ask_save(self) -> None:
        """Ask for whom, then save."""
        self._dialog(printing=False).open()

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open."""
        self._dialog(printing=draft_key.startswith(f"{self.key}:print")).open()

    def _dialog(self, *, printing: bool) -> DisclosureDialog:
        draft_key = f"{self.key}:{'print' if printing else 'save'}"
        case_id = getattr(self._page, "case_id", "")
        if case_id:
            draft_key += f":{case_id}"
        return DisclosureDialog(self._page, self._workspace, self, printing=printing, draft_key=draft_key)

    def give_out(self, printing: bool, recipients: str = "", purpose: str = "") -> None:
        """Print or save what is previewed, on record first. Raises ``UserError``; then nothing leaves."""
        paper = self._paper()
        if paper is None:
            raise UserError(_("The document is still being made; try again in a moment."))
        if not recipients.strip():
            raise UserError(_("For whom: this is needed."), "recipients")
        if printing:
            self._print(paper, recipients, purpose)
        else:
            self._save(paper, recipients, purpose)

    def _print(self, paper: Paper, recipients: str, purpose: str) -> None:
        printer = ask.printer(self._page, paper.title)
        if printer is None:
            return
        self._record(_("Print {paper}"), paper, recipients, purpose)
        if print_pdf(paper.document, printer):
            self._page.notice(_("Sent to the printer. It is on record for whom."), "good")
        else:
            self._did_not_leave(paper, recipients)
            raise UserError(_("The printer did not take it. That is on record too."))

    def _save(self, paper: Paper, recipients: str, purpose: str) -> None:
        lower = paper.title[:1].lower() + paper.title[1:]
        path = ask.save_path(
            self._page, _("Save the {paper}").format(paper=lower), paper.file_name, _("PDF (*.pdf)")
        )
        if path is None:
            return
        self._record(_("Save {paper}"), paper, recipients, purpose)
        try:
            self._workspace.save_file(path, paper.data)
        except UserError:
            self._did_not_leave(paper, recipients)
            raise
        self._page.notice(
            _("Saved in {folder}. It is on record for whom.").format(folder=path.parent), "good"
        )

    def _record(self, verb: str, paper: Paper, recipients: str, purpose: str) -> None:
        words = verb.format(paper=paper.title[:1].lower() + paper.title[1:])
        self._workspace.perform(words, paper.record, recipients, reason=purpose.strip())
        self._given()

    def _did_not_leave(self, paper: Paper, recipients: str) -> None:
        self._workspace.perform(_("{paper} not made").format(paper=paper.title), paper.failed, recipients)
        self._given()
