"""The list of a person's appointments, each row saying enough to know which one it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import date_time, distance, exact_date, time_of_day
from iom_desktop.display.labels import named_with_agency, outcome_words
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment

Now = Callable[[], datetime]


def standing_words(one: Appointment, now: datetime) -> str:
    """What came of it, that nobody has said yet, or nothing while it lies ahead."""
    return _("Outcome missing") if one.outcome_missing(now) else outcome_words(one)


def standing_role(one: Appointment, now: datetime) -> str | None:
    """The role that goes with ``standing_words``."""
    if one.outcome_missing(now):
        return "missing"
    if one.cancelled:
        return "muted"
    return {True: "done", False: "error", None: None}[one.complied]


def how_far(one: Appointment, now: datetime) -> str:
    """ "today", "tomorrow", "in 9 days", "5 weeks ago"."""
    away = (one.starts_at.date() - now.date()).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    return near.get(away) or distance(away)


def counts_words(one: Appointment) -> str:
    """Whether it counts toward compliance, in a word."""
    return _("Counts") if one.counts else _("No")


def appointment_columns(now: Now) -> tuple[Column[Appointment], ...]:
    """The columns; ``now`` gives the local time whenever a row is drawn."""
    return (
        Column(
            "when",
            _("When"),
            lambda one: date_time(one.starts_at),
            sort=lambda one: one.starts_at,
            width=20,
            tooltip=_span,
        ),
        Column(
            "away",
            _("How far"),
            lambda one: how_far(one, now()),
            sort=lambda one: one.starts_at,
            width=10,
            role=lambda _one: "muted",
        ),
        Column("type", _("Type"), lambda one: one.type_name, width=15, stretch=True),
        Column(
            "outcome",
            _("Outcome"),
            lambda one: standing_words(one, now()),
            width=15,
            stretch=True,
            role=lambda one: standing_role(one, now()),
        ),
        Column("place", _("Place"), lambda one: one.said.place, width=8, stretch=True),
        Column("with", _("With"), lambda one: one.said.with_name or _with(one), width=8, tooltip=_with),
        Column(
            "counts",
            _("Compliance"),
            counts_words,
            width=6,
            role=lambda one: None if one.counts else "muted",
            tooltip=_counts_tooltip,
        ),
        Column("note", _("Note"), _note, width=6, stretch=True),
    )


def _span(one: Appointment) -> str:
    end = one.ends_at
    same_day = end.date() == one.starts_at.date()
    until = time_of_day(end.time()) if same_day else f"{exact_date(end.date())} {time_of_day(end.time())}"
    return _("{start} to {end}").format(start=date_time(one.starts_at), end=until)


def _with(one: Appointment) -> str:
    return named_with_agency(one.said.with_name, one.said.with_agency)


def _counts_tooltip(one: Appointment) -> str:
    if one.counts:
        return _("Counts toward compliance with the licence or order.")
    return _("Does not count toward compliance with the licence or order.")


def _note(one: Appointment) -> str:
    return one.outcome_note or one.said.purpose
