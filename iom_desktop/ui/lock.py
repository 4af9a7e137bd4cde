"""Locking: when, and what is remembered so that unlocking leads back into the half-typed sentence.

Before the store is closed every half-typed form goes into the encrypted draft journal, and with it the place
where the officer was and the dialog that stood open there. The same is written as the officer goes about, so
that a killed program comes back to it as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from iom_desktop.ui.idle import IdleWatch, awake_or_asleep

if TYPE_CHECKING:
    from iom_desktop.ui.navigation import Place
    from iom_desktop.ui.shell import Shell

LOCK_KEYS = "Ctrl+L"
NOTE_AFTER_MS = 300
ASLEEP_AFTER_S = 30.0
"""A second hand that missed this many seconds says the computer slept."""
_SHORTCUT = "lock-shortcut"


class LockWatch(QObject):
    """Says when to lock: nobody there for the set minutes, the computer asleep, the session put away.

    A dialog keeps the keys of the window beneath it from working, so each one that takes the keyboard while the
    watch is on gets Ctrl+L of its own.
    """

    #: Why, as a sentence for the page that asks for the passphrase.
    due = Signal(str)

    def __init__(
        self,
        minutes: int,
        *,
        seconds: Callable[[], float] = awake_or_asleep,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.idle = IdleWatch(minutes, clock=seconds, parent=self)
        self.idle.expired.connect(self._on_idle)
        self._seconds = seconds
        self._ticked_at = seconds()
        self._tick = QTimer(self)
        self._tick.setInterval(1_000)
        self._tick.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def start(self) -> None:
        """Watch from now on."""
        self._ticked_at = self._seconds()
        self._tick.start()
        self.idle.start()

    def stop(self) -> None:
        """Stop watching, as while locked."""
        self._tick.stop()
        self.idle.stop()

    @property
    def is_watching(self) -> bool:
        """Whether the watch is on."""
        return self._tick.isActive()

    def look(self) -> None:
        """See whether the computer slept since the last look; a timer asks every second."""
        now = self._seconds()
        slept = now - self._ticked_at >= ASLEEP_AFTER_S
        self._ticked_at = now
        if slept and self.is_watching:
            self.due.emit(_asleep())

    def _on_idle(self) -> None:
        from iom_desktop.display.formats import count
        from iom_desktop.display.words import _

        minutes = count(self.idle.minutes, "minute", "minutes")
        self.due.emit(_("Locked after {time} without anybody at the keyboard.").format(time=minutes))

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended and self.is_watching:
            self.due.emit(_asleep())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        dialog = None if new is None else new.window()
        if not self.is_watching or not isinstance(dialog, QDialog):
            return
        if dialog.findChild(QShortcut, _SHORTCUT, Qt.FindChildOption.FindDirectChildrenOnly) is None:
            shortcut = QShortcut(QKeySequence(LOCK_KEYS), dialog)
            shortcut.setObjectName(_SHORTCUT)
            shortcut.activated.connect(self._on_keys)

    def _on_keys(self) -> None:
        from iom_desktop.display.words import _

        self.due.emit(_("Locked."))


def _asleep() -> str:
    from iom_desktop.display.words import _

    return _("Locked because the computer was asleep.")


class WhereKeeper(QObject):
    """Keeps in the draft journal where the officer is, for coming back after a lock, a crash or a kill."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._kept = ("", "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTE_AFTER_MS)
        self._timer.timeout.connect(self.note)
        shell.moved.connect(self._timer.start)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # A dialog takes the keyboard as it opens, and gives it back as it closes.
            app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if shiboken6.isValid(self._timer):
            self._timer.start()

    def stop(self) -> None:
        """Keep no more."""
        self._timer.stop()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            with suppress(RuntimeError):
                app.focusChanged.disconnect(self._focus_moved)

    def where(self) -> Place:
        """Where the officer is, with the draft of the dialog that stands open there."""
        drafts = [draft for draft in map(_draft_key, open_dialogs()) if draft]
        return replace(self._shell.place(), draft=drafts[-1] if drafts else "")

    def note(self) -> None:
        """Write it down now, if it is not what is written already."""
        self._timer.stop()
        said = self.where().to_text()
        cases = " ".join(self._shell.visits.cases)
        if (said, cases) != self._kept:
            self._kept = (said, cases)
            workspace = self._shell.workspace
            workspace.drafts.save(where_key(workspace.officer.officer_id), {"place": said, "cases": cases})


def where_key(officer_id: str) -> str:
    """The key of the journal under which an officer's place is kept."""
    return f"where:{officer_id}"


def come_back(shell: Shell) -> None:
    """Go where the officer was, and open again what stood open; to Today where that cannot be."""
    from iom_desktop.ui.navigation import Place
    from iom_desktop.ui.shell import HOME

    kept = shell.workspace.drafts.load(where_key(shell.workspace.officer.officer_id)) or {}
    try:
        place = Place.from_text(kept["place"])
    except (KeyError, ValueError, TypeError):
        place = HOME
    shell.recall_cases(kept.get("cases", "").split())
    shell.go(place)
    if shell.page() is None:
        notice = shell.notice.text()
        shell.go(HOME)
        shell.notice.say(notice, "warn")


def open_dialogs() -> Iterator[QDialog]:
    """The dialogs that stand open, the one opened last at the end."""
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    return iter(sorted(dialogs, key=_depth))


def _depth(dialog: QWidget) -> int:
    """How many windows stand beneath: a dialog's parent is the window it was opened from."""
    above = dialog.parentWidget()
    return 0 if above is None else 1 + _depth(above.window())


def _draft_key(dialog: QDialog) -> str:
    from iom_desktop.ui.form_dialog import FormDialog

    return dialog.draft_key if isinstance(dialog, FormDialog) and dialog.drafts is not None else ""


def flush_drafts(shell: Shell) -> None:
    """Write every half-typed form into the journal, in dialogs and in pages alike."""
    from iom_desktop.ui.form_dialog import DraftKeeper, FormDialog

    for dialog in open_dialogs():
        if isinstance(dialog, FormDialog):
            dialog.flush_draft()
    for keeper in shell.findChildren(DraftKeeper):
        keeper.flush()


def close_everything() -> None:
    """Close every dialog, question, menu and popup, the innermost first."""
    for dialog in reversed(list(open_dialogs())):
        dialog.done(QDialog.DialogCode.Rejected)
        dialog.deleteLater()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMenu) or widget.windowType() == Qt.WindowType.Popup:
            widget.close()
