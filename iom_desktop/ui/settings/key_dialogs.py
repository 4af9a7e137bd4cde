"""Who can open the store: a new passphrase, another officer, a new recovery key. Each derives a key, off-thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.officers import Officer
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.ui import theme
from iom_desktop.ui.form import ChoiceField, Form, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.jobs import run_job
from iom_desktop.ui.start.passphrase import NewPassphrase, passphrase_fields
from iom_desktop.ui.start.recovery_key import RecoveryKeyPage
from iom_desktop.ui.start.surface import LONGEST_PASSPHRASE

if TYPE_CHECKING:
    from iom_desktop.ui.workspace import Workspace


class KeyDialog(FormDialog):
    """A form whose saving takes a key derivation. Nothing typed in it is kept in the draft journal."""

    done_well = Signal()

    def __init__(self, parent: QWidget, title: str, form: Form, *, name: str, doing: str) -> None:
        super().__init__(parent, title, form, submit=lambda: None, name=name, width=560)
        self._doing = doing
        self._busy = False

    def work(self) -> Callable[[], object]:
        """What is to be done off the window's thread. Raises ``UserError`` for what is typed wrongly."""
        raise NotImplementedError

    def save(self) -> None:
        """Check what is typed, then do it; the dialog stays open until it is done."""
        if self._busy:
            return
        self.form.clear_errors()
        try:
            work = self.work()
        except UserError as error:
            self.form.show_error(error)
            return
        self._set_busy(True)
        run_job(self, self._doing, lambda _progress: work(), self._done, self._failed, cancellable=False)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for widget in (self.form, self.save_button, self.cancel_button):
            widget.setEnabled(not busy)

    def _done(self, _result: object) -> None:
        self._set_busy(False)
        self.accept()
        self.done_well.emit()

    def _failed(self, error: UserError) -> None:
        self._set_busy(False)
        self.form.show_error(error)

    def reject(self) -> None:
        """Esc waits until what was begun has ended: it cannot be stopped half-way."""
        if not self._busy:
            super().reject()


def _needed(values: dict[str, Any], wanted: dict[str, str]) -> list[UserError]:
    return [UserError(words, name) for name, words in wanted.items() if not values[name]]


class ChangePassphraseDialog(KeyDialog):
    """The old passphrase, and a new one twice."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        self._workspace = workspace
        form = Form(name="change-passphrase-form")
        form.add(TextLine("old", _("Passphrase now"), secret=True, limit=LONGEST_PASSPHRASE))
        first, again = passphrase_fields("new", "again")
        form.add_row(first, again)
        self.passphrase = NewPassphrase(first, again, name="change-passphrase-rules")
        form.add_widget(self.passphrase)
        super().__init__(
            parent,
            _("Change passphrase"),
            form,
            name="change-passphrase",
            doing=_("Changing the passphrase"),
        )

    def work(self) -> Callable[[], object]:
        old = self.form.field("old").text_snapshot()
        problems = [] if old else [UserError(_("Passphrase now: type the one in use."), "old")]
        problems += self.passphrase.problems()
        if problems:
            raise FieldErrors(tuple(problems))
        new = self.passphrase.value()
        return lambda: self._workspace.change_passphrase(old, new)


class AddOfficerDialog(KeyDialog):
    """Another officer, who types a passphrase of their own."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        self._workspace = workspace
        form = Form(name="add-officer-form")
        form.add(TextLine("name", _("Name"), limit=200))
        form.add_row(
            ChoiceField("agency", _("Agency"), [(str(code), words) for code, words in choices(Agency)]),
            TextLine("role", _("Role"), limit=200),
        )
        form.field("role").mark_optional()
        form.add_heading(_("Their passphrase"), _("Let them type it themselves."))
        first, again = passphrase_fields("passphrase", "again")
        form.add_row(first, again)
        self.passphrase = NewPassphrase(first, again, name="add-officer-rules")
        form.add_widget(self.passphrase)
        super().__init__(parent, _("Add officer"), form, name="add-officer", doing=_("Adding the officer"))

    def work(self) -> Callable[[], object]:
        values = self.form.values()
        wanted = {"name": _("Name: this is needed."), "agency": _("Agency: choose one of the list.")}
        problems = _needed(values, wanted) + self.passphrase.problems()
        if problems:
            raise FieldErrors(tuple(problems))
        officer = Officer(officer_id="", name=values["name"], agency=values["agency"], role=values["role"])
        passphrase = self.passphrase.value()
        return lambda: self._workspace.add_officer(officer, passphrase)


class RecoveryKeyDialog(QDialog):
    """A new recovery key, shown once; it closes when the officer says that it is safe on paper."""

    def __init__(self, workspace: Workspace, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recovery-key-dialog")
        self.setWindowTitle(_("Recovery key"))
        self.page = RecoveryKeyPage(workspace.store_name, key, workspace.now())
        self.page.done.connect(self.accept)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.page)
        self.resize(theme.px(680), theme.px(480))
