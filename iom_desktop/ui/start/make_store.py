"""Making a store: where, its name, who begins it, and the passphrase."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.officers import Officer
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import ask, theme
from iom_desktop.ui.button import button
from iom_desktop.ui.field import LineField
from iom_desktop.ui.form import ChoiceField, Form, TextLine
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.start.passphrase import NewPassphrase, passphrase_fields
from iom_desktop.ui.start.surface import Surface


def usual_folder() -> Path:
    """Where a store is offered to be made: in this user's own folder, under a name that is free."""
    place = Path.home() / "IOM Desktop"
    taken = (place / "Store", *(place / f"Store {number}" for number in range(2, 100)))
    return next((folder for folder in taken if not folder.exists()), taken[-1])


class FolderField(LineField):
    """A folder, typed or chosen. A store gets a folder of its own where others lie in the one chosen."""

    def __init__(self, name: str, label: str, folder: Path) -> None:
        super().__init__(name, label)
        self.line.setMaxLength(1000)
        self.line.setText(str(folder))
        self.browse_button = button(_("Choose…"), self._browse, name=f"{name}-browse")
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.line, 1)
        row.addWidget(self.browse_button)
        self._build(self.line, row)

    def value(self) -> str:
        return self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        self.line.setText(value or "")

    def _browse(self) -> None:
        chosen = ask.open_folder(self, _("Choose a folder for the store"))
        if chosen is not None:
            self.set_value(str(chosen / "IOM store" if any(chosen.iterdir()) else chosen))


class MakeStorePage(Surface):
    """The form for a new store. ``made`` carries the open store and its recovery key."""

    made = Signal(object, str)
    back_asked = Signal()

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(
            _("Make a new store"),
            _("Everything in it is encrypted with your passphrase. Nobody can open it for you if you lose both "
              "the passphrase and the recovery key."),
            name="make-store",
            width=600,
        )  # fmt: skip
        self._clock = clock
        self.form = Form(name="make-store-form")
        self.form.add(TextLine("store_name", _("Store name"), placeholder=_("North Area"), limit=200))
        self.folder = FolderField("folder", _("Folder"), usual_folder())
        self.form.add(self.folder)
        self.form.add_heading(_("You"))
        self.form.add(TextLine("name", _("Your name"), placeholder=_("PC Baker"), limit=200))
        self.form.add_row(
            ChoiceField("agency", _("Agency"), [(str(code), words) for code, words in choices(Agency)]),
            TextLine("role", _("Role"), limit=200),
        )
        self.form.field("role").mark_optional()
        first, again = passphrase_fields("passphrase", "again")
        self.form.add_heading(_("Your passphrase"))
        self.form.add_row(first, again)
        self.passphrase = NewPassphrase(first, again, name="make-store-passphrase")
        self.form.add_widget(self.passphrase)
        self.form.mark_clean()
        self.rows.addWidget(self.form)
        self.make_button = button(_("Make the store"), self.make, name="make-store-go", kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(button(_("Back"), self.back_asked.emit, name="make-store-back"))
        foot.addStretch(1)
        foot.addWidget(self.make_button)
        self.rows.addSpacing(theme.px(8))
        self.rows.addLayout(foot)
        again.line.returnPressed.connect(self.make)

    def first_focus(self) -> None:
        self.form.field("store_name").setFocus(Qt.FocusReason.OtherFocusReason)

    def make(self) -> None:
        """Make the store, off the window's thread, if the form can be read."""
        if not self.make_button.isEnabled():
            return
        self.form.clear_errors()
        try:
            values = self._checked()
        except UserError as error:
            self.form.show_error(error)
            return
        clock = self._clock
        officer = Officer(
            officer_id="", name=values["name"], agency=values["agency"] or "", role=values["role"]
        )

        def work(_progress: Any) -> tuple[object, str]:
            from iom_desktop.ui.workspace import make_new_store

            return make_new_store(
                Path(values["folder"]), officer, values["passphrase"], values["store_name"], clock=clock
            )

        self._set_busy(True)
        run_job(self, _("Making the store"), work, self._done, self._refuse, cancellable=False)

    def _checked(self) -> dict[str, Any]:
        from iom_desktop.ui.workspace import check_place

        values = self.form.values()
        problems: list[UserError] = []
        for name, words in (
            ("folder", _("Folder: say where the store is to be.")),
            ("store_name", _("Store name: this is needed.")),
            ("name", _("Your name: this is needed.")),
            ("agency", _("Agency: choose one of the list.")),
        ):
            if not values[name]:
                problems.append(UserError(words, name))
        if values["folder"]:
            try:
                check_place(Path(values["folder"]))
            except UserError as error:
                problems.append(error)
        problems += self.passphrase.problems()
        if problems:
            raise FieldErrors(tuple(problems))
        values["passphrase"] = self.passphrase.value()
        return values

    def _set_busy(self, busy: bool) -> None:
        self.card.setEnabled(not busy)
        self.make_button.setText(_("Making the store…") if busy else _("Make the store"))

    def _done(self, made: tuple[object, str]) -> None:
        for name in ("passphrase", "again"):
            self.form.field(name).restore_text("")
        store, recovery = made
        self.made.emit(store, recovery)

    def _refuse(self, error: UserError) -> None:
        self._set_busy(False)
        self.form.show_error(error)
