"""The directory of providers as columns, and how an entry's age reads."""

from __future__ import annotations

from datetime import date

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import count, days, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.providers import CHECK_AFTER_DAYS, DirectoryLine
from iom_desktop.domain.text import show_hidden


def needs_words(line: DirectoryLine) -> str:
    """The needs a line serves: "Drug misuse, Alcohol misuse"; empty without a service."""
    return ", ".join(line.service.need_names) if line.service is not None else ""


def target_words(line: DirectoryLine) -> str:
    """The longest wait wanted: "21 days"; empty where the directory gives none."""
    target = line.service.said.target_days if line.service is not None else None
    return "" if target is None else days(target)


def checked_words(line: DirectoryLine, today: date, after_days: int = CHECK_AFTER_DAYS) -> str:
    """When somebody last made sure of an entry: "14 Nov 2026", "264 days ago" once that is too long, "never"."""
    on = line.provider.said.checked_on
    if on is None:
        return _("never")
    if line.provider.to_be_checked(today, after_days):
        return _("{time} ago").format(time=days((today - on).days))
    return short_date(on)


def closed_on(line: DirectoryLine) -> date | None:
    """The day the service, or else its provider, closed."""
    own = line.service.said.closed_on if line.service is not None else None
    return own or line.provider.said.closed_on


def room_words(line: DirectoryLine) -> str:
    """Whether there is room now, as the team last heard; "closed 3 Oct 2026" once it has closed."""
    if not line.open:
        return _("closed {day}").format(day=short_date(closed_on(line)))
    return show_hidden(line.service.said.capacity) if line.service is not None else ""


def service_words(line: DirectoryLine) -> str:
    """The service's name, or that the provider has none yet."""
    return _("no service yet") if line.service is None else show_hidden(line.service.said.name)


def provider_columns(today: date, after_days: int = CHECK_AFTER_DAYS) -> tuple[Column[DirectoryLine], ...]:
    """Columns of the directory on ``today``."""

    def checked_role(line: DirectoryLine) -> str | None:
        return "missing" if line.open and line.provider.to_be_checked(today, after_days) else None

    def plain_role(line: DirectoryLine) -> str | None:
        return None if line.open and line.service is not None else "muted"

    return (
        Column("service", _("Service"), service_words, width=20, role=plain_role),
        Column("provider", _("Provider"), lambda line: show_hidden(line.provider.said.name), width=20),
        Column("needs", _("Needs"), needs_words, width=20, stretch=True),
        Column("area", _("Area"), lambda line: show_hidden(", ".join(line.areas)), width=12),
        Column("room", _("Room now"), room_words, width=14, stretch=True, role=plain_role),
        Column(
            "target",
            _("Target"),
            target_words,
            sort=lambda line: line.service.said.target_days if line.service is not None else None,
            align="right",
            width=7,
        ),
        Column(
            "checked",
            _("Last checked"),
            lambda line: checked_words(line, today, after_days),
            sort=lambda line: line.provider.said.checked_on or date.min,
            width=13,
            role=checked_role,
        ),
    )


def directory_sum(lines: list[DirectoryLine], today: date, after_days: int = CHECK_AFTER_DAYS) -> str:
    """ "12 services of 5 providers · 2 entries to be checked"."""
    providers = {line.provider.id: line.provider for line in lines if line.provider.open}
    open_services = sum(line.open and line.service is not None for line in lines)
    unchecked = sum(provider.to_be_checked(today, after_days) for provider in providers.values())
    said = _("{services} of {providers}").format(
        services=count(open_services, "service", "services"),
        providers=count(len(providers), "provider", "providers"),
    )
    if not unchecked:
        return said
    return said + " · " + _("{entries} to be checked").format(entries=count(unchecked, "entry", "entries"))
