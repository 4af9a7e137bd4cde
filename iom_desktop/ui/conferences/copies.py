"""A numbered copy of one paper for each agency, into a folder; each copy by its own rules and on record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from iom_desktop.display.conference_lines import party_words
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.domain.documents import Form as Leaving
from iom_desktop.domain.register import CopyDraft
from iom_desktop.errors import UserError
from iom_desktop.services import register
from iom_desktop.ui import ask
from iom_desktop.ui.conferences.paper_making import Loaded, Wanted, load_paper, paper_of
from iom_desktop.ui.conferences.section import Host
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.form import Form, MultiChoiceField, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import Progress, run_job
from iom_desktop.ui.label import text_label


def copies_key(conference_id: str) -> str:
    """The key of the half-filled question."""
    return f"conference:copies:{conference_id}"


class CopiesDialog(FormDialog):
    """For which agencies, and what for; then a folder."""

    def __init__(self, host: Host, giving: Giving, wanted: Wanted, parent: QWidget | None = None) -> None:
        self._host, self._giving, self._wanted = host, giving, wanted
        agencies = host.conference.said.agencies
        form = Form(name="copies-form")
        about = _(
            "Each copy holds what its agency may see, has its own number, and is on record for that agency."
        )
        form.add_widget(text_label(about, role="muted", wrap=True, name="copies-about"))
        form.add(
            MultiChoiceField(
                "agencies",
                _("A copy for"),
                [(agency, party_words(agency)) for agency in agencies],
                required=True,
            )
        )
        form.add(TextLine("purpose", _("What for"), hint=_("For example: case conference on 3 December.")))
        form.set_values({"agencies": agencies})
        super().__init__(
            parent,
            _("A copy of the {paper} for each agency").format(paper=wanted.title.lower()),
            form,
            submit=self._choose_folder,
            name="copies-dialog",
            journal=host.workspace.drafts,
            draft_key=copies_key(host.conference.id),
            save_words=_("Choose the folder…"),
            width=560,
        )

    def _choose_folder(self) -> None:
        values = self.form.values()
        folder = ask.open_folder(self, _("Folder for the copies"))
        if folder is None:
            raise UserError(_("No folder was chosen, so nothing was made."))
        save_copies(self._host, self._giving, self._wanted, values["agencies"], folder, values["purpose"])


def save_copies(
    host: Host, giving: Giving, wanted: Wanted, agencies: Sequence[str], folder: Path, purpose: str
) -> None:
    """Read the paper for each agency, put the copies on the register together, and save them into ``folder``."""
    workspace, now = host.workspace, host.workspace.now()

    def load(progress: Progress) -> list[Loaded]:
        found = []
        for place, agency in enumerate(agencies):
            progress.step(place, len(agencies), party_words(agency))
            found.append(load_paper(workspace, _for_agency(wanted, agency), now, progress))
        return found

    def give(found: list[Loaded]) -> None:
        try:
            giving.save_each([_given(host, one, purpose) for one in found], folder)
        except UserError as problem:
            refused(problem)

    def refused(problem: UserError) -> None:
        host.notice(problem.message, "error")

    run_job(host.page, _("Reading what each agency may see"), load, give, refused)


def _for_agency(wanted: Wanted, agency: str) -> Wanted:
    return Wanted(
        conference_id=wanted.conference_id,
        document=wanted.document,
        reader=Reader(Audience.PARTNER, agency),
        fuller=wanted.fuller,
    )


def _given(host: Host, found: Loaded, purpose: str) -> tuple[Paper, CopyDraft]:
    """The paper with what is usual for it: for its agency, marked and due as its rules say."""
    paper, workspace = paper_of(found), host.workspace
    usual = workspace.read(register.usual_draft, paper.subject, workspace.today())
    whom = party_words(found.wanted.reader.agency)
    return paper, CopyDraft(
        recipients=(whom,),
        purpose=purpose,
        form=Leaving.SAVED,
        marking=usual.marking,
        due=usual.due,
        due_on=usual.due_on,
    )
