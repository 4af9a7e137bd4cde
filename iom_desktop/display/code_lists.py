"""Editable lists as columns, and what an item says in words an administrator knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import blank, exact_date, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.code_lists import CodeList, ColumnKind, ListColumn
from iom_desktop.domain.codes import BANK_HOLIDAYS, CodeItem
from iom_desktop.domain.letters import BLANKS


class _State(Protocol):
    @property
    def said(self) -> CodeItem: ...


class Listed(Protocol):
    """An item of a list with its states, as ``services.code_changes`` reads it."""

    @property
    def code(self) -> str:
        """Its code."""

    def state(self, day: date) -> _State:
        """What it says on a day."""

    def next_change(self, day: date) -> date | None:
        """From when it says something else, or is no longer offered."""

    def ended(self, day: date) -> bool:
        """Whether it is no longer offered."""


def code_words(kind: CodeList, code: str) -> str:
    """A code as it is shown: the day itself for a bank holiday, nothing where only the program knows the code."""
    if kind.name == BANK_HOLIDAYS:
        return exact_date(date.fromisoformat(code))
    return "" if kind.closed else code


def said_words(column: ListColumn, said: str, steps: Mapping[str, CodeItem]) -> str:
    """What stands in a column, as it is read: "Yes", "7", "First Warning Letter Sent"; empty for nothing."""
    if column.kind in (ColumnKind.YES_NO, ColumnKind.MAYBE):
        return {"yes": _("Yes"), "no": _("No")}.get(said, "")
    if column.kind is ColumnKind.CHOICE:
        return _(dict(column.choices).get(said, said))
    if column.kind is ColumnKind.STEP:
        return steps[said].name if said in steps else said
    return blank(said)


def item_lines(kind: CodeList, item: CodeItem, steps: Mapping[str, CodeItem]) -> tuple[tuple[str, str], ...]:
    """Label and words of each column of an item; "not said" where there is nothing."""
    return tuple(
        (_(column.label), said_words(column, item.detail(column.key), steps) or _("not said"))
        for column in kind.columns
    )


def summary(kind: CodeList, item: CodeItem, steps: Mapping[str, CodeItem]) -> str:
    """What an item says on one line: "Counts toward compliance; an appointment, booked ahead".

    A plain no is left out, and so are letters.
    """
    first, last = [], []
    for column in kind.columns:
        said = said_words(column, item.detail(column.key), steps)
        if column.kind is ColumnKind.LETTER or not said:
            continue
        if column.kind is ColumnKind.CHOICE:
            last.append(said)
        elif column.kind is not ColumnKind.YES_NO:
            first.append(_("{label}: {said}").format(label=_(column.label), said=said))
        elif item.yes(column.key):
            first.append(_(column.label))
    return "; ".join([*first, *last])


def since_words(item: CodeItem, today: date) -> str:
    """From when an item says what it says: "always", "1 Sep 2026", "from 1 Dec 2026"."""
    if item.valid_from is None:
        return _("always")
    day = short_date(item.valid_from)
    return _("from {day}").format(day=day) if item.valid_from > today else day


def ahead_words(listed: Listed, today: date) -> str:
    """What is known to come: "changes 1 Dec 2026", "ends 1 Dec 2026", "ended 1 Sep 2026"; empty for nothing."""
    now = listed.state(today).said
    if listed.ended(today) and now.valid_to is not None:
        return _("ended {day}").format(day=short_date(now.valid_to + timedelta(days=1)))
    day = listed.next_change(today)
    if day is None:
        return ""
    then = listed.state(day).said
    if not then.offered_on(day):
        return _("ends {day}").format(day=short_date(day))
    begins = now.valid_from is not None and now.valid_from > today
    words = _("begins {day}") if begins else _("changes {day}")
    return words.format(day=short_date(day))


def when_words(listed: Listed, today: date) -> str:
    """What is known to come of an item, or else since when it says what it says."""
    return ahead_words(listed, today) or since_words(listed.state(today).said, today)


def state_words(item: CodeItem, today: date) -> str:
    """The time of one state: "Now", "Until 30 Nov 2026", "From 1 Dec 2026", "1 Sep 2026 to 30 Nov 2026"."""
    begin, end = short_date(item.valid_from), short_date(item.valid_to)
    if item.valid_to is not None and item.valid_from is not None and item.valid_to < item.valid_from:
        return _("Ended the day it began, {day}").format(day=begin)
    if begin and end:
        return _("{begin} to {end}").format(begin=begin, end=end)
    if end:
        return _("Until {day}").format(day=end)
    if begin and item.valid_from is not None and item.valid_from > today:
        return _("From {day}").format(day=begin)
    return _("Now, since {day}").format(day=begin) if begin else _("Now")


def blanks_lines() -> tuple[tuple[str, str], ...]:
    """Each blank a letter may leave, as it is written, with what stands there once it is filled."""
    return tuple((f"{{{name}}}", _(words)) for name, words in BLANKS.items())


def list_count(offered: int, ended: int) -> str:
    """ "29 offered, 2 ended"."""
    words = _("{n} offered").format(n=offered)
    return words if not ended else _("{words}, {n} ended").format(words=words, n=ended)


def list_columns(kind: CodeList, steps: Mapping[str, CodeItem], today: date) -> tuple[Column[Listed], ...]:
    """Columns of a list as it stands on ``today``."""
    code = _("Day") if kind.name == BANK_HOLIDAYS else _("Code")

    def role(listed: Listed) -> str | None:
        return None if listed.state(today).said.offered_on(today) else "muted"

    return (
        Column("name", _("Name"), lambda one: one.state(today).said.name, width=20, stretch=True, role=role),
        Column(
            "code",
            code,
            lambda one: code_words(kind, one.code),
            width=15 if kind.name == BANK_HOLIDAYS else 9,
            role=role,
        ),
        Column(
            "says",
            _("What it says today"),
            lambda one: summary(kind, one.state(today).said, steps),
            width=14,
            stretch=True,
            role=role,
        ),
        Column("when", _("When"), lambda one: when_words(one, today), width=17, role=role),
    )
