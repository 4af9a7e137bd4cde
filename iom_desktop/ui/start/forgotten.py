"""A forgotten passphrase: the recovery key from its paper, and a new passphrase for one officer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from iom_desktop.display.words import _
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.form import ChoiceField, Form, TextBlock
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.start.passphrase import NewPassphrase, passphrase_fields
from iom_desktop.ui.start.surface import Surface


class ForgottenPage(Surface):
    """Takes the recovery key and a new passphrase. ``unlocked`` carries the open store."""

    unlocked = Signal(object)
    back_asked = Signal()

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        super().__init__(
            _("Use the recovery key"),
            _("Type the key from its paper, and choose a new passphrase. The key stays good afterwards."),
            name="forgotten",
            width=600,
        )
        self.folder, self._clock = folder, clock
        self.form = Form(name="forgotten-form")
        self.form.add(
            TextBlock(
                "recovery",
                _("Recovery key"),
                hint=_("Fourteen groups of four. Small letters, spaces and dashes do not matter."),
                lines=2,
                limit=400,
            )
        )
        self.officer = ChoiceField("officer", _("Officer"), [])
        self.form.add(self.officer)
        first, again = passphrase_fields("new", "again")
        self.form.add_row(first, again)
        self.passphrase = NewPassphrase(first, again, name="forgotten-passphrase")
        self.form.add_widget(self.passphrase)
        self.rows.addWidget(self.form)
        self.unlock_button = button(
            _("Set the passphrase and unlock"), self.unlock, name="forgotten-go", kind="primary"
        )
        foot = QHBoxLayout()
        foot.addWidget(button(_("Back"), self.back_asked.emit, name="forgotten-back"))
        foot.addStretch(1)
        foot.addWidget(self.unlock_button)
        self.rows.addSpacing(theme.px(8))
        self.rows.addLayout(foot)
        self._offer_officers()

    def _offer_officers(self) -> None:
        from iom_desktop.ui.workspace import describe_store

        try:
            officers = describe_store(self.folder).officers
        except UserError as error:
            self.notice.say(error.message, "error", lasting=True)
            self.form.setEnabled(False)
            self.unlock_button.setEnabled(False)
            return
        self.officer.set_options([(officer.officer_id, officer.name) for officer in officers])
        if len(officers) == 1:
            self.officer.set_value(officers[0].officer_id)

    def first_focus(self) -> None:
        self.form.field("recovery").setFocus(Qt.FocusReason.OtherFocusReason)

    def unlock(self) -> None:
        """Set the passphrase and open the store, off the window's thread."""
        self.form.clear_errors()
        values = self.form.values()
        problems: list[UserError] = []
        if not values["recovery"]:
            problems.append(UserError(_("Recovery key: type it from its paper."), "recovery"))
        if not values["officer"]:
            problems.append(UserError(_("Officer: choose who forgot the passphrase."), "officer"))
        problems += self.passphrase.problems()
        if problems:
            self.form.show_error(FieldErrors(tuple(problems)))
            return
        folder, clock, new = self.folder, self._clock, self.passphrase.value()

        def work(_progress: Any) -> object:
            from iom_desktop.ui.workspace import unlock_with_recovery_key

            return unlock_with_recovery_key(folder, values["recovery"], values["officer"], new, clock=clock)

        self.card.setEnabled(False)
        run_job(self, _("Unlocking the store"), work, self._done, self._refuse, cancellable=False)

    def _done(self, store: object) -> None:
        for field in self.form.fields():
            field.restore_text("")
        self.unlocked.emit(store)

    def _refuse(self, error: UserError) -> None:
        self.card.setEnabled(True)
        self.form.show_error(error)
