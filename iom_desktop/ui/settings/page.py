"""Settings: how the program looks, when it locks, how safe the store is and who can open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from iom_desktop.display.formats import count, date_time
from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.ui import ask, theme
from iom_desktop.ui.button import button
from iom_desktop.ui.choice_fields import ChoiceField
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.settings.key_dialogs import AddOfficerDialog, ChangePassphraseDialog, RecoveryKeyDialog
from iom_desktop.ui.settings_file import LEAST_LOCK, MOST_LOCK, SCALES, SettingsFile

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace

T = TypeVar("T")


class SettingsPage(Page):
    """Every setting takes effect at once; there is nothing to save."""

    settings_changed = Signal()
    backed_up = Signal()

    def __init__(
        self,
        workspace: Workspace,
        navigator: Navigator,
        settings: SettingsFile,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Settings"), name="settings", parent=parent)
        self.workspace, self.navigator, self._settings = workspace, navigator, settings
        self.theme = ChoiceField("theme", _("Colours"), self._themes(), blank=None)
        self.scale = ChoiceField("scale", _("Text size"), [(str(n), f"{n}%") for n in SCALES], blank=None)
        self.rows = ChoiceField("rows", _("Rows of lists"), self._densities(), blank=None)
        minutes = [(str(n), count(n, "minute", "minutes")) for n in range(LEAST_LOCK, MOST_LOCK + 1)]
        self.minutes = ChoiceField("minutes", _("Lock when nobody is there for"), minutes, blank=None)
        self.backup_words = text_label("", wrap=True, name="settings-backup")
        self.verify_words = text_label("", role="muted", wrap=True, name="settings-verified")
        self.officer_rows = QVBoxLayout()
        self._lay_out()
        self._show_settings()
        for field in (self.theme, self.scale, self.rows, self.minutes):
            field.changed.connect(self._take)

    @staticmethod
    def _themes() -> list[tuple[str, str]]:
        return [
            ("system", _("System")),
            ("light", _("Light")),
            ("dark", _("Dark")),
            ("contrast", _("High contrast")),
        ]

    @staticmethod
    def _densities() -> list[tuple[str, str]]:
        return [("dense", _("Dense")), ("comfortable", _("Comfortable"))]

    # Laying out ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("settings-inside")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, theme.px(16), 0)
        rows.setSpacing(theme.px(12))
        rows.addWidget(text_label(_("Settings"), role="title", name="settings-title"))
        self._section(rows, _("How it looks"), self._looks())
        self._section(rows, _("Locking"), self._locking())
        self._section(rows, _("The store"), self._store())
        self._section(rows, _("Lists"), self._lists())
        self._section(rows, _("Who can open it"), self._officers())
        rows.addStretch(1)
        area = QScrollArea()
        area.setObjectName("settings-scroll")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside.setMaximumWidth(theme.px(760))
        area.setWidget(inside)
        self.body.addWidget(area)

    @staticmethod
    def _section(rows: QVBoxLayout, words: str, content: QLayout) -> None:
        rows.addSpacing(theme.px(4))
        rows.addWidget(hairline())
        rows.addWidget(text_label(words, role="heading"))
        rows.addLayout(content)

    def _looks(self) -> QHBoxLayout:
        return _across(self.theme, self.scale, self.rows)

    def _locking(self) -> QVBoxLayout:
        content = QVBoxLayout()
        content.setSpacing(theme.px(8))
        content.addLayout(_across(self.minutes, None, None))
        content.addWidget(
            text_label(
                _(
                    "Ctrl+L locks at once. What is half typed is kept, encrypted, and is there again after unlocking."
                ),
                role="muted",
                wrap=True,
            )
        )
        return content

    def _store(self) -> QVBoxLayout:
        content = QVBoxLayout()
        content.setSpacing(theme.px(8))
        where = _("{name}, in {folder}").format(name=self.workspace.store_name, folder=self.workspace.folder)
        content.addWidget(text_label(where, wrap=True, name="settings-store"))
        content.addWidget(self.backup_words)
        self.backup_button = button(_("Back up now"), self.back_up, name="settings-back-up")
        self.verify_button = button(_("Check the whole store"), self.verify, name="settings-verify")
        content.addLayout(_beside(self.backup_button, self.verify_button))
        content.addWidget(self.verify_words)
        self.verify_words.hide()
        return content

    def _lists(self) -> QVBoxLayout:
        content = QVBoxLayout()
        content.setSpacing(theme.px(8))
        words = _(
            "Appointment types and outcomes, compliance thresholds, bank holidays, letters, periods, and "
            "from which day on each holds."
        )
        content.addWidget(text_label(words, role="muted", wrap=True))
        self.lists_button = button(
            _("Lists…"), lambda: self.navigator.go(Place("lists")), name="settings-lists"
        )
        content.addLayout(_beside(self.lists_button))
        return content

    def _officers(self) -> QVBoxLayout:
        content = QVBoxLayout()
        content.setSpacing(theme.px(8))
        self.officer_rows.setSpacing(theme.px(4))
        content.addLayout(self.officer_rows)
        self.passphrase_button = button(
            _("Change my passphrase…"), self.change_passphrase, name="settings-passphrase"
        )
        self.add_button = button(_("Add officer…"), self.add_officer, name="settings-add-officer")
        self.recovery_button = button(_("New recovery key…"), self.new_recovery_key, name="settings-recovery")
        content.addLayout(_beside(self.passphrase_button, self.add_button, self.recovery_button))
        return content

    # Showing and taking -------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Show who can open the store and when it was last backed up."""
        made = self.workspace.last_backup()
        said = _("Last backup {when}, verified. The last ten are kept in the store's folder.")
        self.backup_words.setText(
            said.format(when=date_time(made)) if made else _("There is no backup of this store yet.")
        )
        while (item := self.officer_rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, officer in enumerate(self.workspace.officers()):
            words = named_with_agency(officer.name, officer.agency)
            said = ", ".join(part for part in (words, officer.role) if part)
            here = officer.officer_id == self.workspace.officer.officer_id
            said = _("{officer}: at work now").format(officer=said) if here else said
            self.officer_rows.addWidget(text_label(said, wrap=True, name=f"settings-officer-{place + 1}"))

    def _show_settings(self) -> None:
        settings = self._settings.settings
        self.theme.set_value(settings.theme)
        self.scale.set_value(str(settings.scale))
        self.rows.set_value("comfortable" if settings.comfortable else "dense")
        self.minutes.set_value(str(settings.lock_minutes))

    def _take(self) -> None:
        self._settings.change(
            theme=self.theme.value() or "system",
            scale=int(self.scale.value() or 100),
            comfortable=self.rows.value() == "comfortable",
            lock_minutes=int(self.minutes.value() or 5),
        )
        self.settings_changed.emit()

    # What it does -------------------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make and verify a backup now, in the background."""
        self._job(_("Backing up the store"), self.workspace.back_up, self._on_backed_up, self.backup_button)

    def _on_backed_up(self, _where: object) -> None:
        self.reload()
        self.backed_up.emit()
        self.notice(_("Backed up and verified."), "good")

    def verify(self) -> None:
        """Check the database, the audit chain and its head, in the background."""
        self._job(_("Checking the store"), self.workspace.verify, self._on_verified, self.verify_button)

    def _on_verified(self, problems: list[str]) -> None:
        whole = _("The database, the record of changes and its head are whole.")
        self.verify_words.setText("\n".join(problems) or whole)
        self.verify_words.show()
        if problems:
            self.notice(_("The store has faults. Restore the latest backup."), "error", lasting=True)
        else:
            self.notice(whole, "good")

    def _job(self, words: str, work: Callable[[], T], done: Callable[[T], object], pressed: QWidget) -> None:
        pressed.setEnabled(False)

        def ended(result: T) -> None:
            pressed.setEnabled(True)
            done(result)

        def failed(error: UserError) -> None:
            pressed.setEnabled(True)
            self.notice(error.message, "error")

        run_job(self, words, lambda _progress: work(), ended, failed, cancellable=False)

    def change_passphrase(self) -> None:
        """Open the form for a new passphrase."""
        dialog = ChangePassphraseDialog(self.workspace, self)
        dialog.done_well.connect(lambda: self.notice(_("Your passphrase is changed."), "good"))
        dialog.open()

    def add_officer(self) -> None:
        """Open the form for another officer."""
        dialog = AddOfficerDialog(self.workspace, self)
        dialog.done_well.connect(self._on_added)
        dialog.open()

    def _on_added(self) -> None:
        self.reload()
        self.notice(_("The officer can unlock the store now."), "good")

    def new_recovery_key(self) -> None:
        """Make a new recovery key, after asking; the one on paper stops working."""
        sure = ask.confirm(
            self,
            _("Make a new recovery key?"),
            _("The one on paper stops working. Do this if it is lost, or if somebody has seen it."),
            yes=_("Make a new one"),
            no=_("Keep the one there is"),
        )
        if sure:
            self._job(
                _("Making a recovery key"),
                self.workspace.replace_recovery_key,
                self._show_recovery_key,
                self.recovery_button,
            )

    def _show_recovery_key(self, key: str) -> None:
        RecoveryKeyDialog(self.workspace, key, self).open()


def _across(*fields: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(16))
    for field in fields:
        if field is None:
            row.addStretch(1)
        else:
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _beside(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    for one in buttons:
        row.addWidget(one)
    row.addStretch(1)
    return row
