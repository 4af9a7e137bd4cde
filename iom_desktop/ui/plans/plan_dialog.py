"""What the dialogs of the plan share: they open with the cursor in the very field, and can start the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.words import _
from iom_desktop.domain.actions import SERVES_RISK
from iom_desktop.ui.button import button
from iom_desktop.ui.form import Form, Options
from iom_desktop.ui.form_dialog import DraftJournal, FormDialog


class PlanDialog(FormDialog):
    """A form dialog that opens at ``start_at``; with ``again`` it can save and begin another.

    ``again`` is called after such a save and readies the form for the next record.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        form: Form,
        *,
        submit: Callable[[], object],
        name: str,
        journal: DraftJournal | None,
        draft_key: str,
        start_at: str = "",
        save_words: str = "",
        again: Callable[[], object] | None = None,
        keep_mine: Callable[[], object] | None = None,
        width: int = 640,
    ) -> None:
        self._again = again
        self._start_at = start_at
        self._starts_next = False
        super().__init__(
            parent,
            title,
            form,
            submit=submit,
            name=name,
            journal=journal,
            draft_key=draft_key,
            save_words=save_words,
            keep_mine=keep_mine,
            width=width,
        )
        self.draft_key = draft_key

    def _buttons(self) -> QHBoxLayout:
        row = super()._buttons()
        if self._again is not None:
            self.again_button = button(
                _("Save and add another"),
                self.save_and_start_next,
                name=f"{self.objectName()}-again",
                tooltip="Ctrl+Shift+Enter",
            )
            row.insertWidget(row.count() - 1, self.again_button)
            for keys in ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"):
                QShortcut(QKeySequence(keys), self, self.save_and_start_next)
        return row

    def save_and_start_next(self) -> None:
        """Save, and begin the next record in the same dialog."""
        self._starts_next = True
        try:
            self.save()
        finally:
            self._starts_next = False

    def accept(self) -> None:
        if self._starts_next and self._again is not None:
            self._again()
            self.form.mark_clean()
            self.notice.say(_("Saved. Here is the next one."), "good")
            self.scroll_area.verticalScrollBar().setValue(0)
            self.form.go_to(self._start_at or self.form.fields()[0].name)
        else:
            super().accept()

    def _first_focus(self) -> None:
        if self._start_at:
            self.form.go_to(self._start_at)
            field = self.form.field(self._start_at)
            field.restore_cursor(str(len(field.text_snapshot())))
        else:
            super()._first_focus()


def serves_options(names: Mapping[str, str], chosen: Sequence[str] = ()) -> Options:
    """The needs an action or goal can serve, and the risk; one chosen earlier stays even if it has gone."""
    codes = [*names, SERVES_RISK, *(code for code in chosen if code not in names and code != SERVES_RISK)]
    return [(code, _capital(labels.served_words(code, names))) for code in codes]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
