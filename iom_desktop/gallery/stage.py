"""A stage for the gallery: a throw-away store with the invented caseload, and the program's window open on it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from iom_desktop import demo
from iom_desktop.app import application
from iom_desktop.domain.cases import CaseListRow
from iom_desktop.domain.officers import Officer
from iom_desktop.services import cases, needs, service_access
from iom_desktop.storage.keys import Cost
from iom_desktop.ui import lock, theme
from iom_desktop.ui.jobs import wait_for_jobs
from iom_desktop.ui.navigation import CaseTab, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.shell import Shell
from iom_desktop.ui.window import Window
from iom_desktop.ui.workspace import Workspace, make_new_store, unlock_store

W = TypeVar("W", bound=QWidget)

PEOPLE, SEED = 40, 1
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 40)
OFFICER = Officer(officer_id="", name="PC Baker", agency="police", role="IOM officer")
PASSPHRASE = "only invented people here"
#: The least that keys accept: the store is thrown away, and holds nobody.
LEAST_COST = Cost(memory_kib=64 << 10, iterations=3, lanes=4)
#: The size of the pictures, in pixels, and of the screen that they are drawn on.
WIDTH, HEIGHT = 1280, 800
_SCREEN = {"screens": [{"name": "gallery", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96}]}


def clock() -> datetime:
    """The gallery's clock stands still."""
    return NOW


@dataclass(frozen=True, slots=True)
class Variant:
    """How a picture is dressed. ``scale`` is 1.0 for 100%."""

    theme: str
    scale: float

    @property
    def words(self) -> str:
        """The end of a picture's name: "light-100"."""
        return f"{self.theme}-{round(self.scale * 100)}"


@dataclass(frozen=True, slots=True)
class Cast:
    """Whose cases are drawn (ids): two agreed and full, one with a plan that is not clear, one without a plan."""

    agreed: str
    changing: str
    unclear: str
    bare: str


@dataclass(frozen=True, slots=True)
class Theatre:
    """The store that all pictures are drawn from."""

    folder: Path  #: of the store, which is copied and never opened itself
    recovery_key: str
    beside: Path  #: where the copies go


@contextmanager
def theatre() -> Iterator[Theatre]:
    """A store with the invented caseload in a temporary folder, taken away at the end."""
    with tempfile.TemporaryDirectory(prefix="iom-gallery-", ignore_cleanup_errors=True) as held:
        folder = Path(held) / "North Area"
        store, key = make_new_store(folder, OFFICER, PASSPHRASE, "North Area", clock=clock, cost=LEAST_COST)
        try:
            with store.write("Invent a caseload") as session:
                demo.fill(session, demo.invent(PEOPLE, SEED, TODAY), TODAY)
            store.back_up()
        finally:
            store.close()
        yield Theatre(folder, key, Path(held))


def painter() -> QApplication:
    """The application that draws, on no screen at all unless there is one already."""
    if QApplication.instance() is None:
        screen = Path(tempfile.mkdtemp(prefix="iom-gallery-screen-")) / "screen.json"
        screen.write_text(json.dumps(_SCREEN), encoding="utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
    app = application()
    app.setCursorFlashTime(0)  # a cursor that does not blink is the same in every picture
    return app


class Stage:
    """The window open on the store, dressed as one variant. ``close`` it before the next."""

    def __init__(self, play: Theatre, variant: Variant) -> None:
        self.play = play
        self.variant = variant
        self.app = painter()
        theme.apply_theme(self.app, variant.theme, variant.scale)
        # Each variant has a copy of its own, so that what one scene does shows in no other variant.
        self.beside = play.beside / variant.words
        self.folder = Path(shutil.copytree(play.folder, self.beside / play.folder.name))
        settings = SettingsFile(self.beside / "settings.json")
        settings.change(theme=variant.theme, scale=round(variant.scale * 100))
        self.window = Window(settings, clock=clock)
        self.workspace = Workspace(unlock_store(self.folder, PASSPHRASE, clock=clock), clock=clock)
        self.window.enter(self.workspace)
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        self.window.activateWindow()
        self.cast = _cast(self.workspace)
        self._alone: list[QWidget] = []
        self.settle(500)  # the number beside Today comes a moment later

    @property
    def shell(self) -> Shell:
        """What fills the window."""
        if self.window.shell is None:
            raise AssertionError("the gallery's window is locked")
        return self.window.shell

    def settle(self, milliseconds: int = 0) -> None:
        """Wait until nothing is under way: jobs, late calls, laying out."""
        if milliseconds:
            loop = QEventLoop()
            QTimer.singleShot(milliseconds, loop.quit)
            loop.exec()
        for _round in range(3):
            self.app.processEvents()
            wait_for_jobs()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def page(self, key: str, kind: type[W]) -> W:
        """Go to a page of the sidebar."""
        self.window.go(Place(key))
        self.settle()
        page = self.shell.page()
        if not isinstance(page, kind):
            raise AssertionError(f"{key} is another page")
        return page

    def tab(self, case_id: str, key: str, kind: type[W]) -> W:
        """Go to a tab of a case."""
        self.window.go(Place("case", case_id, key))
        self.settle()
        found = [tab for tab in self.shell.findChildren(kind) if tab.isVisible()]
        if not found:
            raise AssertionError(f"{key} is another tab")
        return found[0]

    def dialog(self, open_it: Callable[..., object], *args: Any) -> QDialog:
        """The dialog that ``open_it`` opens."""
        open_it(*args)
        self.settle()
        found = list(lock.open_dialogs())
        if not found:
            raise AssertionError("no dialog was opened")
        return found[-1]

    def alone(self, widget: W) -> W:
        """Show a widget that stands in no window of the program's, at the window's size."""
        widget.resize(WIDTH, HEIGHT)
        widget.show()
        self._alone.append(widget)
        self.settle()
        return widget

    def clear(self) -> None:
        """Close whatever was opened over the window."""
        lock.close_everything()
        for widget in self._alone:
            widget.close()
            widget.deleteLater()
        self._alone.clear()
        self.shell.palette_box.close_box()
        page = self.shell.page()
        for told in [page, *self.shell.findChildren(CaseTab)] if page is not None else []:
            if isinstance(told, Page):
                told.clear_notice()
        self.settle()

    def close(self) -> None:
        """Take the window down and lock the store."""
        self.clear()
        self.window.close()
        self.window.deleteLater()
        self.settle()


def _cast(workspace: Workspace) -> Cast:
    """The cases with the most to show, the same ones for the same caseload."""
    rows = sorted(workspace.read(cases.list_cases, NOW), key=lambda row: row.crn)

    def fullness(row: CaseListRow) -> int:
        read = workspace.read
        return (
            3 * len(read(service_access.list_service_access, row.id))
            + 2 * len(read(needs.list_needs, row.id))
            + len(read(cases.list_flags, row.id))
            + 4 * (row.rag == "red")
        )

    def shows_all(row: CaseListRow) -> bool:
        warned = any(flag.ended_on is None for flag in workspace.read(cases.list_flags, row.id))
        return row.plan_agreed and row.has_decision and row.next_appointment is not None and warned

    agreed, changing, *_others = sorted(filter(shows_all, rows), key=fullness, reverse=True)
    unclear = max((row for row in rows if row.plan_faults and not row.plan_agreed), key=fullness)
    bare = next(row for row in rows if row.plan_number is None)
    return Cast(agreed.id, changing.id, unclear.id, bare.id)
