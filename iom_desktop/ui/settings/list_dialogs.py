"""Forms for one item of a list: what it says from a day on, a new one, and the end of one."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from iom_desktop.display.code_lists import blanks_lines, code_words
from iom_desktop.display.words import _
from iom_desktop.domain.code_lists import (
    CODE_LISTS,
    LONGEST_REASON,
    CodeItemDraft,
    CodeList,
    ColumnKind,
    EndItemDraft,
    ListColumn,
)
from iom_desktop.domain.codes import BANK_HOLIDAYS, ENFORCEMENT_ACTIONS, CodeItem
from iom_desktop.services import code_changes, codes
from iom_desktop.services.code_changes import ListedItem
from iom_desktop.ui import theme
from iom_desktop.ui.cases.edit import EditDialog, Values, date_field
from iom_desktop.ui.form import ChoiceField, Field, Form, NumberField, TextBlock, TextLine, YesNoField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

_WIDTH = 720


def add_key(list_name: str) -> str:
    """The key of a half-typed new item of a list."""
    return f"lists:add:{list_name}"


def change_key(list_name: str, code: str) -> str:
    """The key of a half-typed change to an item."""
    return f"lists:change:{list_name}:{code}"


def end_key(list_name: str, code: str) -> str:
    """The key of a half-typed end of an item."""
    return f"lists:end:{list_name}:{code}"


# --- Columns as fields -----------------------------------------------------------------------------------


def _field_of(column: ListColumn, steps: dict[str, CodeItem], *, locked: bool) -> Field:
    hint = _("The program's own rules turn on this; it stays as it is.") if locked else _(column.hint)
    made = _editor_of(column, steps, hint)
    made.setEnabled(not locked)
    return made


def _editor_of(column: ListColumn, steps: dict[str, CodeItem], hint: str) -> Field:
    key, label, required = column.key, _(column.label), column.required
    if column.kind in (ColumnKind.YES_NO, ColumnKind.MAYBE):
        return YesNoField(key, label, hint=hint, required=required)
    if column.kind is ColumnKind.NUMBER:
        return NumberField(key, label, least=column.least, most=column.most, hint=hint, required=required)
    if column.kind is ColumnKind.CHOICE:
        options = [(code, _(words)) for code, words in column.choices]
        return ChoiceField(key, label, options, hint=hint, required=required)
    if column.kind is ColumnKind.STEP:
        options = [(item.code, item.name) for item in steps.values()]
        return ChoiceField(key, label, options, hint=hint, blank=_("None"))
    if column.kind is ColumnKind.LETTER:
        return TextBlock(key, label, hint=hint, required=required, lines=8, most_lines=14)
    return TextLine(key, label, hint=hint, required=required, limit=300)


def _to_value(column: ListColumn, said: str) -> Any:
    if column.kind in (ColumnKind.YES_NO, ColumnKind.MAYBE):
        return said == "yes" if said else None
    if column.kind is ColumnKind.NUMBER:
        return int(said) if said.isascii() and said.isdigit() else None
    return said or None if column.kind in (ColumnKind.CHOICE, ColumnKind.STEP) else said


def _to_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _details(kind: CodeList, values: Values) -> dict[str, str]:
    return {column.key: _to_text(values[column.key]) for column in kind.columns}


def _add_columns(form: Form, kind: CodeList, steps: dict[str, CodeItem], code: str) -> None:
    """A field for each column, short ones side by side; the blanks of a letter explained beneath."""
    short: list[Field] = []
    for column in kind.columns:
        field = _field_of(column, steps, locked=column.key in kind.locked(code))
        if column.kind in (ColumnKind.LETTER, ColumnKind.WORDS):
            form.add(field)
            continue
        short.append(field)
        if len(short) == 2:
            form.add_row(*short)
            short = []
    if short:
        form.add_row(*short)
    if any(column.kind is ColumnKind.LETTER for column in kind.columns):
        form.add_heading(
            _("Blanks that the record fills"),
            _("Written with their braces, exactly like this, in the subject and in the letter."),
        )
        form.add_widget(_blanks())


def _blanks() -> QWidget:
    made = QWidget()
    made.setObjectName("list-blanks")
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(12))
    grid.setVerticalSpacing(theme.px(4))
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for row, (blank, words) in enumerate(blanks_lines()):
        grid.addWidget(text_label(blank, role="strong", selectable=True), row, 0, top)
        grid.addWidget(text_label(words, wrap=True), row, 1, top)
    return made


def _add_from(form: Form, kind: CodeList, today: date, label: str) -> None:
    form.add_heading(_("From when"), _(kind.effect))
    form.add(
        date_field(
            "from_day",
            label,
            today,
            required=True,
            hint=_("Today, or a day to come; a past day needs a reason."),
        )
    )
    form.add(_reason())


def _reason() -> TextBlock:
    return TextBlock(
        "reason",
        _("Reason"),
        lines=2,
        limit=LONGEST_REASON,
        hint=_(
            "Needed where the day is past: what was decided since then may read differently. Kept on record."
        ),
    )


# --- The dialogs -----------------------------------------------------------------------------------------


class ChangeItemDialog(EditDialog[ListedItem]):
    """What an item says from a day on. It begins with what the item says on ``day``."""

    def __init__(
        self, workspace: Workspace, list_name: str, code: str, day: date, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._kind, self._code, self._day = workspace, CODE_LISTS[list_name], code, day
        steps = workspace.read(codes.list_codes, ENFORCEMENT_ACTIONS)
        form = Form(name="list-item-form")
        form.add(TextLine("name", _("Name"), required=True, limit=300, hint=code_words(self._kind, code)))
        _add_columns(form, self._kind, steps, code)
        _add_from(form, self._kind, workspace.today(), _("From"))
        super().__init__(
            parent,
            _("Change: {list}").format(list=_(self._kind.title)),
            form,
            fresh=lambda: workspace.read(code_changes.load_item, list_name, code),
            show=self._shown,
            save=self._save_over,
            name="list-item-dialog",
            journal=workspace.drafts,
            draft_key=change_key(list_name, code),
            width=_WIDTH,
        )

    def _shown(self, item: ListedItem) -> Values:
        said = item.state(self._day).said
        columns = {one.key: _to_value(one, said.detail(one.key)) for one in self._kind.columns}
        return {"name": said.name, **columns, "from_day": self._day, "reason": ""}

    def _save_over(self, _record: ListedItem, version: int, values: Values) -> None:
        draft = CodeItemDraft(
            name=values["name"],
            details=_details(self._kind, values),
            from_day=values["from_day"],
            reason=values["reason"],
        )
        self._workspace.perform(
            "Change an item of a list",
            code_changes.change_item,
            self._kind.name,
            self._code,
            version,
            draft,
            self._workspace.today(),
            reason=draft.reason,
        )


class AddItemDialog(FormDialog):
    """A new item at the end of a list. ``made`` is its code once it is saved."""

    def __init__(self, workspace: Workspace, list_name: str, parent: QWidget | None = None) -> None:
        self._workspace, self._kind = workspace, CODE_LISTS[list_name]
        self.made = ""
        super().__init__(
            parent,
            _("Add: {list}").format(list=_(self._kind.title)),
            self._make_form(),
            submit=self._store,
            name="list-add-dialog",
            journal=workspace.drafts,
            draft_key=add_key(list_name),
            width=_WIDTH,
        )

    def _make_form(self) -> Form:
        today = self._workspace.today()
        form = Form(name="list-add-form")
        if self._kind.name == BANK_HOLIDAYS:
            form.add(date_field("code", _("Day"), today, prefer="future", required=True))
            form.add(TextLine("name", _("Name"), required=True, limit=300))
            form.add_heading(_("What it does"), _(self._kind.effect))
            form.add(_reason())
            return form
        form.add_row(
            TextLine("name", _("Name"), required=True, limit=300),
            TextLine(
                "code", _("Code"), required=True, limit=20, hint=_("Letters and digits. Used once, for ever.")
            ),
            stretches=(3, 2),
        )
        steps = self._workspace.read(codes.list_codes, ENFORCEMENT_ACTIONS)
        _add_columns(form, self._kind, steps, "")
        _add_from(form, self._kind, today, _("Offered from"))
        form.field("from_day").set_value(today)
        return form

    def _store(self) -> None:
        values = self.form.values()
        code, from_day = values["code"], values.get("from_day")
        if isinstance(code, date):
            code, from_day = code.isoformat(), code
        draft = CodeItemDraft(
            name=values["name"],
            details=_details(self._kind, values),
            from_day=from_day,
            reason=values["reason"],
        )
        self.made = self._workspace.perform(
            "Add an item to a list",
            code_changes.add_item,
            self._kind.name,
            code,
            draft,
            self._workspace.today(),
            reason=draft.reason,
        )


class EndItemDialog(EditDialog[ListedItem]):
    """From which day an item is no longer offered."""

    def __init__(
        self, workspace: Workspace, list_name: str, code: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._kind, self._code = workspace, CODE_LISTS[list_name], code
        item = workspace.read(code_changes.load_item, list_name, code)
        form = Form(name="list-end-form")
        name = item.state(workspace.today()).said.name
        form.add_widget(
            text_label(
                f"{name} ({code_words(self._kind, code)})", role="heading", wrap=True, name="list-end-item"
            )
        )
        form.add_widget(text_label(self._effect(), role="muted", wrap=True))
        label = _("No longer a bank holiday from") if self._of_holidays else _("No longer offered from")
        form.add(date_field("from_day", label, workspace.today(), required=True))
        form.add(_reason())
        super().__init__(
            parent,
            _("End: {list}").format(list=_(self._kind.title)),
            form,
            fresh=lambda: workspace.read(code_changes.load_item, list_name, code),
            show=lambda _item: {"from_day": self._first_day(), "reason": ""},
            save=self._save_over,
            name="list-end-dialog",
            journal=workspace.drafts,
            draft_key=end_key(list_name, code),
            save_words=_("End it"),
        )

    @property
    def _of_holidays(self) -> bool:
        return self._kind.name == BANK_HOLIDAYS

    def _effect(self) -> str:
        if self._of_holidays:
            return _("Dates worked out from now on count it as any other day; dates already on record stay.")
        return _(
            "It stays readable wherever it was used, and can be brought back with Change from a later day."
        )

    def _first_day(self) -> date:
        today = self._workspace.today()
        return min(today, date.fromisoformat(self._code)) if self._of_holidays else today

    def _save_over(self, _record: ListedItem, version: int, values: Values) -> None:
        draft = EndItemDraft(**values)
        self._workspace.perform(
            "End an item of a list",
            code_changes.end_item,
            self._kind.name,
            self._code,
            version,
            draft,
            self._workspace.today(),
            reason=draft.reason,
        )
