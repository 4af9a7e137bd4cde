"""The window: what stands in it before a store is open, while it is open, and how one leads to the other.

Painted first, loaded after: nothing here imports the database, the ciphers or a page until the first window
is on the screen. Then a thread fetches them while the passphrase is being typed.
"""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QSize, Qt, QThread, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from iom_desktop.display.words import _
from iom_desktop.domain.clock import local_now
from iom_desktop.errors import UserError
from iom_desktop.ui import theme
from iom_desktop.ui.idle import awake_or_asleep
from iom_desktop.ui.mark import window_icon
from iom_desktop.ui.settings_file import SettingsFile
from iom_desktop.ui.start.surface import Surface

if TYPE_CHECKING:
    from iom_desktop.ui.lock import LockWatch, WhereKeeper
    from iom_desktop.ui.navigation import Place
    from iom_desktop.ui.shell import Shell
    from iom_desktop.ui.start.unlock import UnlockPage
    from iom_desktop.ui.workspace import Workspace

USUAL_SIZE = QSize(1280, 800)
LEAST_SIZE = QSize(720, 480)
LOADED_LATER = (
    "iom_desktop.ui.workspace",
    "iom_desktop.ui.lock",
    "iom_desktop.ui.shell",
    "iom_desktop.ui.today.page",
    "iom_desktop.ui.caseload.page",
    "iom_desktop.ui.cases.page",
)
"""What the thread fetches after the first paint, in the order it is needed."""


class Window(QMainWindow):
    """The program's one window. ``clock`` shows local time and can be replaced; so can ``seconds``."""

    #: The first paint is done.
    painted = Signal()
    #: A store was unlocked and its pages are there.
    entered = Signal()
    #: The store was locked and its pages are gone.
    locked = Signal()
    _loaded = Signal()

    def __init__(
        self,
        settings: SettingsFile,
        *,
        clock: Callable[[], datetime] = local_now,
        seconds: Callable[[], float] = awake_or_asleep,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(_("IOM Desktop"))
        self.setWindowIcon(window_icon())
        self.settings = settings
        self.workspace: Workspace | None = None
        self.shell: Shell | None = None
        self._clock, self._seconds = clock, seconds
        self._watch: LockWatch | None = None
        self._keeper: WhereKeeper | None = None
        self._unshown: Any = None  # a store just made, whose pages are not there yet
        self._locking = False
        self._was_painted = False
        self._loading: threading.Thread | None = None
        self._loaded.connect(self._on_loaded)
        self.painted.connect(lambda: QTimer.singleShot(0, self, self._load_the_rest))
        self.setMinimumSize(LEAST_SIZE)
        self._take_geometry()
        self.show_start()

    # Before a store is open ---------------------------------------------------------------------------------

    def show_start(self) -> None:
        """Ask for the passphrase of the store used last, or welcome whoever starts for the first time."""
        last = self.settings.settings.last_store
        if last and Path(last).is_dir():
            self.show_unlock(Path(last))
        else:
            self.show_welcome()

    def show_welcome(self) -> None:
        """Offer to make a store or to open one."""
        from iom_desktop.ui.start.welcome import WelcomePage

        page = WelcomePage()
        page.make_asked.connect(self.show_make)
        page.open_asked.connect(self.open_elsewhere)
        self._show_surface(page)

    def show_unlock(self, folder: Path, why: str = "") -> UnlockPage:
        """Ask for the passphrase of the store in ``folder``."""
        from iom_desktop.ui.start.unlock import UnlockPage

        page = UnlockPage(folder, self._clock, why=why)
        page.unlocked.connect(self.open_store)
        page.elsewhere_asked.connect(self.open_elsewhere)
        page.make_asked.connect(self.show_make)
        page.recovery_asked.connect(lambda: self.show_forgotten(folder))
        self._show_surface(page)
        if self.is_loaded():
            page.describe()
        return page

    def show_make(self) -> None:
        """The form for a new store."""
        from iom_desktop.ui.start.make_store import MakeStorePage

        page = MakeStorePage(self._clock)
        page.made.connect(self.show_recovery_key)
        page.back_asked.connect(self.show_start)
        self._show_surface(page)

    def show_recovery_key(self, store: Any, key: str) -> None:
        """Hand over the recovery key of a store just made; its pages come after."""
        from iom_desktop.ui.start.recovery_key import RecoveryKeyPage

        page = RecoveryKeyPage(store.name, key, self._clock())
        page.done.connect(lambda: self.open_store(store))
        self._show_surface(page)
        self._unshown = store

    def show_forgotten(self, folder: Path) -> None:
        """Take the recovery key in place of a forgotten passphrase."""
        from iom_desktop.ui.start.forgotten import ForgottenPage

        page = ForgottenPage(folder, self._clock)
        page.unlocked.connect(self.open_store)
        page.back_asked.connect(lambda: self.show_unlock(folder))
        self._show_surface(page)

    def open_elsewhere(self) -> None:
        """Ask for the folder of a store, and then for its passphrase."""
        from iom_desktop.ui import ask

        folder = ask.open_folder(self, _("Choose the store's folder"))
        if folder is None:
            return
        from iom_desktop.ui.workspace import holds_store

        if holds_store(folder):
            self.show_unlock(folder)
            return
        page = self.surface()
        if page is not None:
            page.notice.say(_("There is no store in this folder: {folder}").format(folder=folder), "error")

    def surface(self) -> Surface | None:
        """The start page in view, if one is."""
        page = self.centralWidget()
        return page if isinstance(page, Surface) else None

    def _show_surface(self, page: Surface) -> None:
        self._put(page)
        QTimer.singleShot(0, page, page.first_focus)

    def _put(self, widget: QWidget) -> None:
        # What stood there is hidden and deleted later by Qt; taken out by hand it would be a window for a moment.
        self.setCentralWidget(widget)
        widget.show()

    # A store is open ----------------------------------------------------------------------------------------

    def open_store(self, store: Any) -> None:
        """Go to work in ``store``, just unlocked."""
        from iom_desktop.ui.workspace import Workspace

        self.enter(Workspace(store, clock=self._clock))

    def enter(self, workspace: Workspace) -> None:
        """Show the pages of ``workspace``, back where its officer left off."""
        from iom_desktop.ui.lock import LockWatch, WhereKeeper, come_back
        from iom_desktop.ui.shell import Shell

        self._unshown = None
        self.workspace = workspace
        self.settings.change(last_store=str(workspace.folder))
        shell = Shell(workspace, self.settings)
        # Queued: the button that asks for it is deleted by it.
        shell.lock_asked.connect(self._lock_by_hand, Qt.ConnectionType.QueuedConnection)
        shell.settings_changed.connect(self._apply_settings)
        self.shell = shell
        self._put(shell)
        self._watch = LockWatch(self.settings.settings.lock_minutes, seconds=self._seconds, parent=self)
        self._watch.due.connect(self.lock, Qt.ConnectionType.QueuedConnection)
        come_back(shell)
        self._keeper = WhereKeeper(shell)
        shell.start()
        self._watch.start()
        self.entered.emit()

    def go(self, place: Place) -> None:
        """Show ``place`` of the open store."""
        if self.shell is not None:
            self.shell.go(place)

    def lock(self, why: str = "") -> None:
        """Keep what is half typed, close every page and the store, and ask for the passphrase."""
        if self.workspace is None or self._locking:
            return
        self._locking = True
        self._put_down()
        self._finish_lock(self.workspace.folder, why)

    def _lock_by_hand(self) -> None:
        self.lock(_("Locked."))

    def _finish_lock(self, folder: Path, why: str, tries: int = 400) -> None:
        if QThread.currentThread().loopLevel() > 1 and tries:
            # A question stood open: the page that asked it has its answer to get over first.
            QTimer.singleShot(5, self, lambda: self._finish_lock(folder, why, tries - 1))
            return
        self._forget()
        self._locking = False
        self.show_unlock(folder, " ".join(filter(None, (why, _("What you were typing is kept.")))))
        self.activateWindow()
        self.locked.emit()

    def _put_down(self) -> None:
        """Write down what is half typed and where, and take everything out of sight."""
        from iom_desktop.ui import lock

        shell = self.shell
        if shell is None:
            return
        if self._watch is not None:
            self._watch.stop()
        with suppress(UserError):
            # A disk that refuses must not keep the store open.
            lock.flush_drafts(shell)
            if self._keeper is not None:
                self._keeper.note()
        if self._keeper is not None:
            self._keeper.stop()
        shell.stop()
        lock.close_everything()
        QApplication.clipboard().clear()
        shell.hide()

    def _forget(self) -> None:
        """Close the store, in an order in which nothing can still reach it, and let go of all that was read."""
        from iom_desktop.ui import jobs

        workspace = self.workspace
        if workspace is None:
            return
        if self.shell is not None:
            self.shell.forget()
        self.workspace = self.shell = self._keeper = None
        if self._watch is not None:
            self._watch.deleteLater()
            self._watch = None
        self._put(Surface(_("Locking the store"), name="locking"))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        jobs.cancel_jobs()
        jobs.wait_for_jobs()
        workspace.close()
        workspace.deleteLater()
        QTimer.singleShot(0, gc.collect)

    def explain_fault(self, sentence: str) -> None:
        """Say that something went wrong, in the page in view."""
        if self.shell is not None:
            self.shell.notice.say(sentence, "error")
        elif (page := self.surface()) is not None:
            page.notice.say(sentence, "error")

    # Settings -----------------------------------------------------------------------------------------------

    def _apply_settings(self) -> None:
        app = QApplication.instance()
        settings = self.settings.settings
        if isinstance(app, QApplication):
            theme.apply_theme(app, settings.theme, settings.factor, settings.comfortable)
        if self._watch is not None:
            self._watch.idle.set_minutes(settings.lock_minutes)

    def _take_geometry(self) -> None:
        kept = self.settings.settings.geometry
        if kept and self.restoreGeometry(QByteArray.fromHex(kept.encode("ascii"))):
            return
        screen = self.screen() or QGuiApplication.primaryScreen()
        self.resize(USUAL_SIZE.boundedTo(screen.availableSize()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is half typed, close the store, remember where the window stood."""
        self._put_down()
        self._forget()
        if self._unshown is not None:
            self._unshown.close()
            self._unshown = None
        self.settings.change(geometry=bytes(self.saveGeometry().toHex().data()).decode("ascii"))
        super().closeEvent(event)

    # Painted first, loaded after ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def _load_the_rest(self) -> None:
        if self._loading is not None:
            return

        def load() -> None:
            for name in LOADED_LATER:
                importlib.import_module(name)
            with suppress(RuntimeError):  # the window may be gone by now
                self._loaded.emit()

        self._loading = threading.Thread(target=load, name="loading", daemon=True)
        self._loading.start()

    def is_loaded(self) -> bool:
        """Whether everything else has been fetched since the first paint."""
        return self._loading is not None and not self._loading.is_alive()

    def _on_loaded(self) -> None:
        from iom_desktop.ui.start.unlock import UnlockPage

        page = self.surface()
        if isinstance(page, UnlockPage):
            page.describe()
