"""Saving a report that is made once somebody asks for it: for whom is asked and put on record, then it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import ask
from iom_desktop.ui.form import Form, TextLine
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.page import Page
from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Something to be saved: how the picker calls it, what the audit calls it, and how it is made.

    ``record`` and ``failed`` are services that take the session, the document and the recipients.
    """

    caption: str
    document: str  #: in the audit
    not_made: str  #: in the audit, where it never came about
    file_name: str
    kind: str  #: of file, for the picker
    make: Callable[[], bytes]  #: off the window's thread
    record: Callable[..., None]
    failed: Callable[..., None]


def add_recipients(form: Form, workspace: Workspace, *, usual: str, purpose: str) -> None:
    """The two questions of every copy: for whom and what for. ``usual`` is suggested, ``purpose`` an example."""
    form.add(
        TextLine(
            "recipients",
            _("For whom"),
            required=True,
            hint=_("Names and agencies. It goes on record with the document."),
            suggestions=(workspace.officer.name, usual),
        )
    )
    form.add(TextLine("purpose", _("What for"), hint=purpose))


def save_copy(page: Page, workspace: Workspace, copy: Copy, recipients: str, purpose: str) -> None:
    """Save ``copy`` where the officer says, on record before it is written. Raises ``UserError``."""
    if not recipients.strip():
        raise UserError(_("For whom: this is needed."), "recipients")
    path = ask.save_path(page, copy.caption, copy.file_name, copy.kind)
    if path is None:
        return
    workspace.perform(copy.caption, copy.record, copy.document, recipients, reason=purpose.strip())
    run_job(
        page,
        _("Making the document"),
        lambda _progress: copy.make(),
        lambda data: _write(page, workspace, copy, path, recipients, data),
        lambda problem: _failed(page, workspace, copy, recipients, problem),
        cancellable=False,
    )


def _write(page: Page, workspace: Workspace, copy: Copy, path: Path, recipients: str, data: bytes) -> None:
    try:
        workspace.save_file(path, data)
    except UserError as problem:
        _failed(page, workspace, copy, recipients, problem)
        return
    page.notice(_("Saved in {folder}. It is on record for whom.").format(folder=path.parent), "good")


def _failed(page: Page, workspace: Workspace, copy: Copy, recipients: str, problem: UserError) -> None:
    workspace.perform(copy.not_made, copy.failed, copy.document, recipients)
    page.notice(_("{problem} That is on record too.").format(problem=problem.message), "error")
