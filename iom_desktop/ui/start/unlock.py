"""Unlocking: the passphrase, and nothing of the store until it is right.

This page is the first thing painted at a start, before the database and the ciphers are loaded: it imports
none of them until asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from iom_desktop.display.words import _
from iom_desktop.errors import TooManyAttempts, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import ElidedLabel, set_plain_tooltip
from iom_desktop.ui.start.surface import LONGEST_PASSPHRASE, Surface, show_box
from iom_desktop.ui.text_fields import TextLine

if TYPE_CHECKING:
    from iom_desktop.ui.choice_fields import ChoiceField


class UnlockPage(Surface):
    """Asks for the passphrase of the store in ``folder``. ``unlocked`` carries the open store."""

    unlocked = Signal(object)
    elsewhere_asked = Signal()
    make_asked = Signal()
    recovery_asked = Signal()

    def __init__(self, folder: Path, clock: Callable[[], datetime], *, why: str = "") -> None:
        super().__init__(_("Unlock the store"), why, name="unlock")
        self.folder = folder
        self._clock = clock
        self._officer: ChoiceField | None = None
        self.store_name = ElidedLabel("", role="heading", name="unlock-store")
        self.place = ElidedLabel(str(folder), role="small", name="unlock-folder")
        set_plain_tooltip(self.place, str(folder))
        self.passphrase = TextLine("passphrase", _("Passphrase"), secret=True, limit=LONGEST_PASSPHRASE)
        self.passphrase.line.returnPressed.connect(self.unlock)
        self.show_box = show_box(self.passphrase, name="unlock-show")
        self.unlock_button = button(_("Unlock"), self.unlock, name="unlock-go", kind="primary")
        self.rows.addWidget(self.store_name)
        self.rows.addWidget(self.place)
        self.rows.addSpacing(theme.px(4))
        self._officer_place = self.rows.count()
        self.rows.addWidget(self.passphrase)
        self.rows.addWidget(self.show_box)
        self.rows.addSpacing(theme.px(4))
        self.rows.addWidget(self.unlock_button)
        self.add_links(
            (_("I have forgotten my passphrase…"), self.recovery_asked.emit, "unlock-recovery"),
            (_("Open another store…"), self.elsewhere_asked.emit, "unlock-elsewhere"),
            (_("Make a new store"), self.make_asked.emit, "unlock-make"),
        )

    def first_focus(self) -> None:
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def describe(self) -> None:
        """Say the store's name and, where there are several, ask which officer it is."""
        from iom_desktop.ui.workspace import describe_store

        try:
            card = describe_store(self.folder)
        except UserError as error:
            self.notice.say(error.message, "error", lasting=True)
            self.passphrase.setEnabled(False)
            self.unlock_button.setEnabled(False)
            return
        self.store_name.set_text(card.name)
        if len(card.officers) > 1 and self._officer is None:
            self._ask_officer([officer.name for officer in card.officers])

    def _ask_officer(self, names: list[str]) -> None:
        from iom_desktop.ui.choice_fields import ChoiceField

        self._officer = ChoiceField("officer", _("Officer"), [(name, name) for name in names], required=True)
        self._officer.set_value(names[0])
        self.rows.insertWidget(self._officer_place, self._officer)
        self.setTabOrder(self._officer.editor, self.passphrase.line)

    def unlock(self) -> None:
        """Try what is typed, off the window's thread."""
        if not self.unlock_button.isEnabled():
            return
        typed = self.passphrase.line.text()
        if not typed:
            self._refuse(UserError(_("Passphrase: type it to unlock the store.")))
            return
        named = self._officer.value() if self._officer is not None else None
        folder, clock = self.folder, self._clock

        def work(_progress: Any) -> object:
            from iom_desktop.ui.workspace import unlock_store

            return unlock_store(folder, typed, officer_name=named, clock=clock)

        self._set_busy(True)
        run_job(self, _("Unlocking the store"), work, self._done, self._refuse, cancellable=False)

    def _set_busy(self, busy: bool) -> None:
        self.card.setEnabled(not busy)
        self.unlock_button.setText(_("Unlocking…") if busy else _("Unlock"))

    def _done(self, store: object) -> None:
        self._forget_typed()
        self.unlocked.emit(store)

    def _refuse(self, error: UserError) -> None:
        self._set_busy(False)
        self._forget_typed()
        if error.field in (None, "passphrase"):
            self.passphrase.show_error(error.message)
        else:
            self.notice.say(error.message, "error")
        if isinstance(error, TooManyAttempts):
            self.show_box.setChecked(False)
        self.first_focus()

    def _forget_typed(self) -> None:
        # The undo history of a line edit would keep what was typed; a new text of it does not.
        self.passphrase.line.setText("")
