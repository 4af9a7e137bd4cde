"""One copy given out: all that is known of it, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from iom_desktop.display.copy_columns import copy_facts
from iom_desktop.display.formats import spoken_date
from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.documents import Settled
from iom_desktop.domain.register import DocumentCopy, Settlement
from iom_desktop.services import register
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.copies.boxes import BoxesField
from iom_desktop.ui.form import DateField, Form, TextBlock
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

#: The key of what is half typed about a copy on the page of the register.
SETTLE_DRAFT = "copies:settle:"


class Facts(QWidget):
    """Captions, and the words beside each."""

    def __init__(self, facts: Sequence[tuple[str, str]], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (caption, said) in enumerate(facts):
            grid.addWidget(text_label(caption, role="caption", name=f"{name}-{row}-label"), row, 0, top)
            words = text_label(said, wrap=True, selectable=True, name=f"{name}-{row}")
            grid.addWidget(words, row, 1, top)


class SettleDialog(FormDialog):
    """Returned, destroyed, may be kept, or lost: on which day, with a note. What was said before stays on record."""

    def __init__(
        self,
        workspace: Workspace,
        copy: DocumentCopy,
        parent: QWidget | None = None,
        *,
        draft_key: str = "",
        open_case: Callable[[DocumentCopy], object] | None = None,
        key_back: Callable[[DocumentCopy], object] | None = None,
    ) -> None:
        """``open_case`` and ``key_back``, where given, are buttons that close the dialog and are told the copy."""
        self._workspace = workspace
        self._copy = copy
        self._open_case, self._key_back = open_case, key_back
        today = workspace.today()
        form = Form(name="settle-form")
        form.add_widget(Facts(copy_facts(copy, today), name="settle-facts"))
        if not copy.not_made:
            self._fill(form, copy, today)
        super().__init__(
            parent,
            _("Copy given out"),
            form,
            submit=self._submit,
            name="settle-dialog",
            journal=workspace.drafts,
            draft_key=draft_key or f"{SETTLE_DRAFT}{copy.id}",
            save_words=_("Correct") if copy.settled is not None else _("Settle"),
            width=620,
        )
        # Of a copy that never came about nothing can have become.
        self.save_button.setHidden(copy.not_made)

    def _fill(self, form: Form, copy: DocumentCopy, today: date) -> None:
        again = copy.settled is not None
        form.add_heading(
            _("Correct what became of it") if again else _("What became of it"),
            _("What was recorded before stays in the audit.") if again else "",
        )
        form.add(
            BoxesField(
                "settled",
                _("What became of it"),
                [(one.value, words) for one, words in choices(Settled)],
                hint=_("1 to 4 chooses."),
            )
        )
        day = DateField("on", _("On"), parse=self._read_day, show=lambda on: spoken_date(on, today))
        day.setMaximumWidth(theme.px(300))
        form.add(day)
        hint = _("To whom it came back, or how it was lost.")
        if again:
            hint = _("Say why what was recorded is corrected.")
        form.add(TextBlock("note", _("Note"), lines=2, hint=hint))
        form.set_values(
            {
                "settled": copy.settled.value if copy.settled else None,
                "on": copy.settled_on or today,
            }
        )

    def _buttons(self) -> QHBoxLayout:
        row = super()._buttons()
        if self._open_case is not None and self._copy.case_id:
            row.insertWidget(1, self._leading(_("Open the case"), "settle-open-case", self._open_case))
        if self._key_back is not None:
            row.insertWidget(1, self._leading(_("Key it back"), "settle-key-back", self._key_back))
        return row

    def _leading(self, words: str, name: str, leads: Callable[[DocumentCopy], object]) -> QWidget:
        def press() -> None:
            self.reject()
            leads(self._copy)

        return button(words, press, name=name)

    def _read_day(self, text: str) -> date:
        return parse_date(text, self._workspace.today(), prefer="past", label=_("When"), field="on")

    def _submit(self) -> None:
        values = self.form.values()
        said = Settlement(
            settled=Settled(values["settled"]) if values["settled"] else None,
            on=values["on"],
            note=values["note"],
        )
        self._workspace.perform(
            _("Settle a copy"),
            register.settle_copy,
            self._copy.id,
            self._copy.row_version,
            said,
            self._workspace.today(),
        )
