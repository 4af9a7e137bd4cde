"""A program of its own that gives a case plan out, and is killed before it is done. Run with -m."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from iom_desktop.domain.documents import Form
from iom_desktop.domain.register import CopyDraft
from iom_desktop.storage import files
from iom_desktop.ui import ask, theme
from iom_desktop.ui.documents import giving
from iom_desktop.ui.documents.printing import print_pdf
from iom_desktop.ui.documents.tab import DocumentsTab
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.workspace import Workspace, unlock_store
from tests.stores import Clock
from tests.ui.conftest import RecordingNavigator


def stop_here(*_arguments: Any, **_more: Any) -> None:
    """Say so, and wait for the kill."""
    print("ready", flush=True)
    time.sleep(120)


def stop_while_saving() -> None:
    """The file is written in full and has not taken its place yet."""
    replace = files._replace
    files._replace = lambda source, target: (
        stop_here() if target.suffix == ".pdf" else replace(source, target)
    )
    os.link = stop_here


def stop_while_printing() -> None:
    """The pages are spooled where the printing system is told to keep them, and have not been sent yet."""
    send = print_pdf

    def spooled(data: bytes, printer: QPrinter, _step: giving.Step, spool: Any) -> None:
        printer.setOutputFileName(str(Path(os.environ["TMPDIR"], "4d5e6f")))
        send(data, printer, lambda _done, _many: None, spool)
        stop_here()

    vars(giving)["print_pdf"] = spooled


def main() -> None:
    """Arguments: the store, its passphrase, the case, "print" or "save", and where to save."""
    folder, passphrase, case_id, way, target = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    theme.apply_theme(app, "light")
    clock = Clock()
    workspace = Workspace(unlock_store(Path(folder), passphrase, clock=clock), clock=clock)
    tab = DocumentsTab(workspace, RecordingNavigator(), case_id)
    tab.resize(1000, 700)
    tab.show()
    assert wait_for_jobs()
    printing = way == "print"
    (stop_while_printing if printing else stop_while_saving)()
    answer = QPrinter(QPrinter.PrinterMode.HighResolution) if printing else Path(target)
    form = Form.PRINTED if printing else Form.SAVED
    with ask.script(answer):
        tab.giving.give_out(CopyDraft(recipients=("A. Chair",), form=form))
    wait_for_jobs(120)


if __name__ == "__main__":
    main()
