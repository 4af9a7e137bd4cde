"""A letter on its way out of the program: to a printer or into a file, on record before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.letters import LetterDraft
from iom_desktop.errors import UserError
from iom_desktop.ui import ask
from iom_desktop.ui.documents.preview import PdfPreview, print_pdf
from iom_desktop.ui.workspace import Workspace


def pages_of(said: LetterDraft, reference: str) -> bytes:
    """The letter as a PDF."""
    # ReportLab is needed only now.
    from iom_desktop.reports.letter import letter_pdf

    return letter_pdf(said, reference)


def print_letter(
    parent: QWidget, preview: PdfPreview, record: Callable[[], object], failed: Callable[[], object]
) -> bool:
    """Print what ``preview`` shows; False where the officer steps back. ``record`` is called before.

    Where the printer refuses, ``failed`` puts that on record as well. Raises ``UserError``.
    """
    printer = ask.printer(parent, _("Letter"))
    if printer is None:
        return False
    record()
    if not print_pdf(preview.document, printer):
        failed()
        raise UserError(_("The printer did not take it. That is on record too."))
    return True


def save_letter(
    parent: QWidget,
    workspace: Workspace,
    data: bytes,
    day: date,
    record: Callable[[], object],
    failed: Callable[[], object],
) -> bool:
    """Save ``data`` where the officer says; False where they step back. As ``print_letter``."""
    name = _("Letter {day}.pdf").format(day=day.isoformat())
    path = ask.save_path(parent, _("Save the letter"), name, _("PDF (*.pdf)"))
    if path is None:
        return False
    record()
    try:
        workspace.save_file(path, data)
    except UserError:
        failed()
        raise
    return True
