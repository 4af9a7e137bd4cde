"""The copies given out as a list: on screen and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from iom_desktop.display.columns import Column, to_csv
from iom_desktop.display.formats import date_time, days, exact_date, short_date
from iom_desktop.display.labels import label, reader_words
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Due
from iom_desktop.domain.register import DocumentCopy

Today = Callable[[], date]


def number_words(copy: DocumentCopy) -> str:
    """ "3 of 8"."""
    return _("{number} of {of}").format(number=copy.number, of=copy.of)


def paper_words(copy: DocumentCopy) -> str:
    """ "Case plan, version 2, agreed Fri 20 Nov 2026"."""
    version = copy.version[:1].lower() + copy.version[1:]
    return ", ".join(part for part in (copy.title, version) if part)


def short_paper(copy: DocumentCopy) -> str:
    """ "Case plan v2", for a narrow column."""
    if copy.plan_version is None:
        return paper_words(copy)
    return _("{paper} v{number}").format(paper=copy.title, number=copy.plan_version)


def person_words(copy: DocumentCopy) -> str:
    """Of whom it tells, where it is one case's."""
    return copy.person if copy.case_id else _("Several people")


def how_words(copy: DocumentCopy) -> str:
    """ "Printed, by hand": in what form it left, and how it was sent."""
    means = label(copy.means)
    return ", ".join(part for part in (label(copy.form), means[:1].lower() + means[1:]) if part)


def back_words(copy: DocumentCopy) -> str:
    """ "Return by 3 Dec 2026", "Destroy after use"; nothing for a copy that may be kept."""
    if copy.due is None:
        return ""
    if copy.due_on is None:
        return _("Return after use") if copy.due is Due.RETURN else _("Destroy after use")
    said = _("Return by {day}") if copy.due is Due.RETURN else _("Destroy by {day}")
    return said.format(day=short_date(copy.due_on))


def state_words(copy: DocumentCopy, today: date) -> str:
    """How it stands: "Returned 3 Dec 2026", "9 days overdue", "Still out", or nothing where nothing is due."""
    if copy.not_made:
        return _("Never made")
    if copy.settled is not None:
        return f"{label(copy.settled)} {short_date(copy.settled_on)}".strip()
    if copy.overdue(today) and copy.due_on is not None:
        return _("{time} overdue").format(time=days((today - copy.due_on).days))
    return _("Still out") if copy.outstanding() else ""


def state_role(copy: DocumentCopy, today: date) -> str | None:
    """The role that goes with ``state_words``."""
    if copy.not_made:
        return "muted"
    if copy.settled is not None:
        return "done"
    if copy.overdue(today):
        return "overdue"
    return "due-soon" if copy.outstanding() else None


def made_words(copy: DocumentCopy) -> str:
    """By whom it was made, and when."""
    return _("{officer}, {when}").format(officer=copy.made_by, when=date_time(copy.made_at))


def copy_columns(today: Today) -> tuple[Column[DocumentCopy], ...]:
    """The columns of the list on screen; ``today`` gives the day whenever a row is drawn."""
    return (
        Column("number", _("Copy"), number_words, sort=lambda one: (one.title, one.number), width=6),
        Column("paper", _("Paper"), short_paper, width=16, stretch=True, tooltip=paper_words),
        Column("person", _("Person"), person_words, width=15, stretch=True, tooltip=person_words),
        Column(
            "recipient",
            _("For whom"),
            lambda one: one.recipient,
            width=18,
            stretch=True,
            tooltip=lambda one: one.recipient,
        ),
        Column("purpose", _("What for"), lambda one: one.purpose, width=13, tooltip=lambda one: one.purpose),
        Column(
            "back",
            _("Back by"),
            lambda one: short_date(one.due_on) if one.due_on else back_words(one),
            sort=lambda one: one.due_on,
            width=11,
            tooltip=back_words,
        ),
        Column(
            "state",
            _("State"),
            lambda one: state_words(one, today()),
            width=19,
            tooltip=lambda one: one.settled_note,
            role=lambda one: state_role(one, today()),
        ),
        Column(
            "made",
            _("Made"),
            lambda one: short_date(one.made_at.date()),
            sort=lambda one: one.made_at,
            width=11,
            tooltip=made_words,
        ),
        Column("by", _("Made by"), lambda one: one.made_by, width=14),
        Column("how", _("How"), how_words, width=18),
        Column("marking", _("Marking"), lambda one: one.marking, width=18),
    )


def copies_csv(copies: Iterable[DocumentCopy], today: date) -> str:
    """The register for a spreadsheet, a row a copy, with all that is known of it."""

    def day(value: date | None) -> str:
        return "" if value is None else value.isoformat()

    def moment(value: datetime) -> str:
        return f"{value:%Y-%m-%d %H:%M}"

    columns: tuple[Column[DocumentCopy], ...] = (
        Column("number", _("Copy"), lambda one: str(one.number)),
        Column("of", _("Of"), lambda one: str(one.of)),
        Column("title", _("Paper"), lambda one: one.title),
        Column("version", _("Version"), lambda one: one.version),
        Column("reader", _("Reader"), lambda one: reader_words(one.reader)),
        Column("code", _("Check code"), lambda one: one.code),
        Column("person", _("Person"), lambda one: one.person),
        Column("crn", _("CRN"), lambda one: one.crn),
        Column("recipient", _("For whom"), lambda one: one.recipient),
        Column("purpose", _("What for"), lambda one: one.purpose),
        Column("form", _("How it left"), lambda one: label(one.form)),
        Column("means", _("How it was sent"), lambda one: label(one.means)),
        Column("made_by", _("Made by"), lambda one: one.made_by),
        Column("made_at", _("Made at"), lambda one: moment(one.made_at)),
        Column("marking", _("Marking"), lambda one: one.marking),
        Column("due", _("What is due"), lambda one: label(one.due)),
        Column("due_on", _("Back by"), lambda one: day(one.due_on)),
        Column("state", _("State"), lambda one: state_words(one, today)),
        Column("settled_on", _("Settled on"), lambda one: day(one.settled_on)),
        Column("settled_by", _("Settled by"), lambda one: one.settled_by),
        Column("settled_note", _("Note"), lambda one: one.settled_note),
    )
    return to_csv(columns, copies)


def copy_facts(copy: DocumentCopy, today: date) -> list[tuple[str, str]]:
    """Everything known of one copy: captions, and the words beside them."""
    large = _("{reader}, large print") if copy.large_print else "{reader}"
    facts = [
        (_("Paper"), paper_words(copy)),
        (_("Copy"), _("Copy {number} of {of}").format(number=copy.number, of=copy.of)),
        (_("Code at the foot"), copy.code),
        (_("Person"), " ".join(part for part in (copy.person, copy.crn) if part) or person_words(copy)),
        (_("Reader"), large.format(reader=reader_words(copy.reader))),
        (_("For whom"), copy.recipient),
        (_("What for"), copy.purpose),
        (_("How"), how_words(copy)),
        (_("Made"), made_words(copy)),
        (_("Marking"), copy.marking),
        (_("Why it is marked lower"), copy.marking_reason),
        (_("Back by"), back_words(copy)),
        (_("State"), state_words(copy, today)),
        (_("Note"), copy.settled_note),
        (_("Settled by"), copy.settled_by),
    ]
    return [(caption, said) for caption, said in facts if said]


def about_copy(copy: DocumentCopy) -> str:
    """ "Copy 3 of 8 of the case plan, version 2, for Northgate Council." in one line."""
    paper = paper_words(copy)
    words = _("Copy {number} of {of} of {paper}, for {whom}, made by {made}.")
    return words.format(
        number=copy.number,
        of=copy.of,
        paper=paper[:1].lower() + paper[1:],
        whom=copy.recipient,
        made=_("{officer} on {day}").format(officer=copy.made_by, day=exact_date(copy.made_at.date())),
    )
