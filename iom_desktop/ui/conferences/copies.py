"""A numbered copy of one paper for each agency, into a folder; each copy by its own rules and on record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from iom_desktop.display.conference_lines import party_words
from iom_desktop.display.formats import count
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.errors import UserError
from iom_desktop.services import packs
from iom_desktop.ui import ask
from iom_desktop.ui.conferences.paper_making import Wanted, file_name, make_paper
from iom_desktop.ui.conferences.section import Host
from iom_desktop.ui.form import Form, MultiChoiceField, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import Progress, run_job
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace


def copies_key(conference_id: str) -> str:
    """The key of the half-filled question."""
    return f"conference:copies:{conference_id}"


class CopiesDialog(FormDialog):
    """For which agencies, and what for; then a folder."""

    def __init__(self, host: Host, wanted: Wanted, parent: QWidget | None = None) -> None:
        self._host, self._wanted = host, wanted
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
            _("A copy of the {paper} for each agency").format(paper=label(wanted.document).lower()),
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
        save_copies(self._host, self._wanted, values["agencies"], folder, values["purpose"])


def save_copies(host: Host, wanted: Wanted, agencies: Sequence[str], folder: Path, purpose: str) -> None:
    """Make and save a copy for each agency in the background; what was saved before a cancel stays, on record."""
    workspace = host.workspace
    saved: list[str] = []

    def work(progress: Progress) -> int:
        for place, agency in enumerate(agencies):
            progress.step(place, len(agencies), party_words(agency))
            _save_one(workspace, wanted, agency, folder, purpose, progress)
            saved.append(agency)
        return len(saved)

    def done(many: int) -> None:
        words = _("{copies} saved in {folder}. Each is on record for its agency.")
        host.notice(
            words.format(copies=count(many, "numbered copy", "numbered copies"), folder=folder), "good"
        )

    def failed(problem: UserError) -> None:
        before = ", ".join(map(party_words, saved))
        words = _("{problem} Saved before that: {agencies}.") if saved else "{problem}"
        host.notice(words.format(problem=problem.message, agencies=before), "error")

    run_job(host.page, _("Making a copy for each agency"), work, done, failed)


def _save_one(
    workspace: Workspace, wanted: Wanted, agency: str, folder: Path, purpose: str, progress: Progress
) -> None:
    """One copy: made with its number, recorded, then written; one that could not be written is recorded as such."""
    mine = Wanted(
        conference_id=wanted.conference_id,
        document=wanted.document,
        reader=Reader(Audience.PARTNER, agency),
        fuller=wanted.fuller,
    )
    made = make_paper(workspace, mine, workspace.now(), progress)
    whom = party_words(agency)
    words = f"Save {made.title.lower()}"
    with workspace.store.write(words, purpose) as session:
        packs.disclose_paper(session, made.paper, whom)
    try:
        workspace.save_file(folder / file_name(made), made.data)
    except UserError:
        with workspace.store.write(f"{made.title} not made") as session:
            packs.paper_failed(session, made.paper, whom)
        raise
