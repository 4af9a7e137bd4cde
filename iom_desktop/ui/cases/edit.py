"""Changing a record that somebody else may be changing too: a dialog that knows which version it began from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QCheckBox, QWidget

from iom_desktop.display.formats import blank, join_words, spoken_date
from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.dates import Prefer, parse_date
from iom_desktop.errors import StaleEdit
from iom_desktop.ui.form import ChoiceField, DateField, Field, Form, MultiChoiceField
from iom_desktop.ui.form_dialog import DraftJournal, FormDialog

Values = dict[str, Any]
VERSION = "version"


class Versioned(Protocol):
    """A record with a version that rises with every change."""

    @property
    def version(self) -> int:
        """The version."""


R = TypeVar("R", bound=Versioned)


def date_field(
    name: str,
    label: str,
    today: date,
    *,
    prefer: Prefer = "nearest",
    hint: str = "",
    required: bool = False,
) -> DateField:
    """A field for a date typed as people write it; beneath it the exact date and how far off it is."""
    return DateField(
        name,
        label,
        parse=lambda text: parse_date(text, today, prefer=prefer, label=label, field=name),
        show=lambda day: spoken_date(day, today),
        hint=hint,
        required=required,
    )


def code_choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The members of ``kind`` as plain codes with their words, for a list to choose from."""
    return [(member.value, words) for member, words in choices(kind)]


def words_of(field: Field, value: Any) -> str:
    """``value`` as it reads in ``field``: words for codes, exact dates."""
    if isinstance(field, ChoiceField) and value:
        place = field.box.findData(value)
        return field.box.itemText(place) if place >= 0 else blank(value)
    if isinstance(field, MultiChoiceField):
        boxes = (field.findChild(QCheckBox, f"{field.name}-{code}") for code in value)
        return join_words([box.accessibleName() for box in boxes if box is not None])
    return blank(value)


class VersionField(Field):
    """Never seen: the version of the record that the typing began from.

    It goes into the draft journal with the rest, so that a draft brought back next week does not pass for an
    edit of what somebody saved in between.
    """

    def __init__(self) -> None:
        super().__init__(VERSION, _("Version"))
        self._version = 0
        self._build(QWidget(), labelled=False)
        self.hide()

    def value(self) -> int:
        return self._version

    def set_value(self, value: int | None) -> None:
        self._version = value or 0

    def text_snapshot(self) -> str:
        return str(self._version)

    def restore_text(self, text: str) -> None:
        if text.isdigit():
            self._version = int(text)


class EditDialog(FormDialog, Generic[R]):
    """A dialog over one record. Somebody else's save is never overwritten unseen: both versions are shown.

    ``fresh`` reads the record, ``show`` gives the form's values of it, ``save`` stores the values typed over a
    record and version (raising ``StaleEdit``). Where the other change touched nothing on this form, it is kept
    and this one goes on top without a question.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        form: Form,
        *,
        fresh: Callable[[], R],
        show: Callable[[R], Values],
        save: Callable[[R, int, Values], object],
        name: str,
        journal: DraftJournal,
        draft_key: str,
        save_words: str = "",
        width: int = 640,
    ) -> None:
        self._fresh, self._show, self._save_values = fresh, show, save
        self._record = fresh()
        self._version = VersionField()
        form.add(self._version)
        form.set_values({**show(self._record), VERSION: self._record.version})
        super().__init__(
            parent,
            title,
            form,
            submit=self._save_typed,
            name=name,
            journal=journal,
            draft_key=draft_key,
            save_words=save_words,
            keep_mine=self._onto_theirs,
            take_theirs=self._show_theirs,
            width=width,
        )

    def _save_typed(self) -> None:
        values = self.form.values()
        version = values.pop(VERSION)
        try:
            self._save_values(self._record, version, values)
        except StaleEdit as stale:
            before, self._record = self._record, self._fresh()
            untouched = self._show(before) == self._show(self._record)
            if version == before.version and untouched:
                self._save_values(self._record, self._record.version, values)
                return
            raise self._both(stale, values) from None

    def _both(self, stale: StaleEdit, mine: Values) -> StaleEdit:
        """The fields in which what they saved and what is typed differ."""
        theirs = self._show(self._record)
        # Nothing is nothing, whether a form says it with None or with empty words.
        differing = [name for name in mine if (mine[name] or None) != (theirs[name] or None)]
        return StaleEdit(stale.message, self._pairs(differing, theirs), self._pairs(differing, mine))

    def _pairs(self, names: Sequence[str], values: Values) -> tuple[tuple[str, str], ...]:
        fields = ((self.form.field(name), values[name]) for name in names)
        return tuple((field.label_text, words_of(field, value)) for field, value in fields)

    def _onto_theirs(self) -> None:
        self._version.set_value(self._record.version)

    def _show_theirs(self) -> None:
        self.form.set_values({**self._show(self._record), VERSION: self._record.version})
