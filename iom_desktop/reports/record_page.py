"""A record for the file on one page: what the decision record and the de-selection record have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from iom_desktop.display.formats import date_time, exact_date, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.people import Person
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: A column of labels, and what stands beside them.
_SIDES = columns(2.5, 9.5)
#: A name of more characters than this is set smaller.
_LONG_NAME = 30

#: What is known: a label, the fact, and what goes with it.
Fact = tuple[str, str, str]


def print_record(story: Callable[[Sheet], list[RuledTable]], around: pages.Furniture) -> bytes:
    """The record as a PDF on A4: one page, on a tighter sheet where that is needed. Longer words are never cut,
    but go on to another page.
    """
    chosen = story(paper.ROOMY)
    if pages.fit(chosen, around).pages > 1:
        chosen = story(paper.TIGHT)
    return pages.print_pages(chosen, around)


def furniture(
    title: str,
    person: Person,
    decided_on: date | None,
    *,
    marking: str,
    superseded: bool,
    recorded: tuple[str, datetime],
    copy: NumberedCopy | None,
) -> pages.Furniture:
    """What stands on every page: marking, whose record it is, whether it holds, who recorded it, which copy."""
    continued = _("{title} of {date}, continued").format(title=title, date=exact_date(decided_on))
    return pages.Furniture(
        title=title,
        marking=marking,
        stamp=_("Superseded") if superseded else "",
        running=paper.joined([_name(person), person.crn, continued]),
        foot=_("recorded by {officer} {when}").format(officer=recorded[0], when=date_time(recorded[1])),
        copy=copy,
    )


def _name(person: Person) -> str:
    return spoken_name(person.surname.upper(), person.forenames)


def title(
    person: Person, words: str, decided_on: date | None, sheet: Sheet, *, copy_said: str = ""
) -> RuledTable:
    """Whose record it is, and at the right which and of what day. ``copy_said`` is whose copy and what is left out."""
    said = _name(person)
    name = paper.paragraph(said, sheet.name if len(said) <= _LONG_NAME else sheet.long_name)
    known = person.known_as
    name += paper.paragraph(_("known as {name}").format(name=known) if known else "", sheet.body)
    name += paper.paragraph(copy_said, sheet.small)
    right = paper.paragraph(paper.strong(words), sheet.right)
    right += paper.paragraph(exact_date(decided_on), sheet.right)
    row = Row((name, right), rule=False)
    return tables.table(columns(8.5, 3.5), None, [row], sheet, after=2)


def banded(words: str, sheet: Sheet) -> RuledTable:
    """A line that cannot be overlooked: that the record no longer holds."""
    row = Row((paper.paragraph(paper.strong(words), sheet.body),), band=True)
    return tables.table((paper.WIDTH,), None, [row], sheet, after=sheet.gap / 2)


def person_facts(person: Person, on: date) -> tuple[Fact, Fact]:
    """The CRN and the age ``on`` a day, as facts."""
    nothing = _("Not recorded")
    age = person.age(on)
    born = _("born {date}").format(date=short_date(person.date_of_birth)) if person.date_of_birth else ""
    return (
        (_("CRN"), person.crn or nothing, _("PNC {id}").format(id=person.pnc) if person.pnc else ""),
        (_("Age"), nothing if age is None else str(age), born),
    )


def facts(known: Sequence[Fact], sheet: Sheet) -> RuledTable:
    """Facts side by side, each under its label."""
    cells = tuple(
        paper.paragraph(caption, sheet.label)
        + paper.paragraph(fact, sheet.strong)
        + paper.paragraph(more, sheet.small)
        for caption, fact, more in known
    )
    return tables.table((paper.WIDTH / len(known),) * len(known), None, [Row(cells)], sheet)


def section(
    heading: str, lines: Iterable[tuple[str, Cell | str]], sheet: Sheet, *, main: bool = False
) -> list[RuledTable]:
    """A heading, and lines with a label beside them; what says nothing is left out."""
    rows = []
    for caption, said in lines:
        cell = paper.paragraph(said, sheet.body) if isinstance(said, str) else said
        if cell:
            rows.append(Row((paper.paragraph(caption, sheet.label), cell)))
    if not rows:
        return []
    head = Row((paper.heading(heading, sheet, main=main),))
    return [tables.table(_SIDES, head, rows, sheet)]
