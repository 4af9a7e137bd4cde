"""The record of a de-selection: one page for the file that says why a person was let go, and on what evidence.

What was decided stands first, then what changed since adoption, then what goes on.
"""

from __future__ import annotations

from collections.abc import Iterable

from iom_desktop.display import labels
from iom_desktop.display.formats import date_time, exact_date, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.deselection import DeselectionFile, EvidenceLine
from iom_desktop.domain.names import spoken_name
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Row, RuledTable

_SIDE = 110.0  #: width of the column of labels, in points
_SIDES = (_SIDE, paper.WIDTH - _SIDE)
#: A name of more characters than this is set smaller.
_LONG_NAME = 30


def deselection_record(file: DeselectionFile) -> bytes:
    """The record as a PDF on A4. The same records give the same bytes.

    One page, on a tighter sheet where that is needed; longer words are never cut, but go on to another page.
    """
    around = furniture(file)
    chosen = story(file, paper.ROOMY)
    if pages.fit(chosen, around).pages > 1:
        chosen = story(file, paper.TIGHT)
    return pages.print_pages(chosen, around)


def furniture(file: DeselectionFile) -> pages.Furniture:
    """What stands on every page: marking, whose record it is, whether it still holds, who made it and when."""
    one = file.deselection
    title = _("De-selection record")
    made = _("made by {officer} {when}").format(officer=file.made_by, when=date_time(file.made_at))
    recorded = _("recorded by {officer} {when}").format(
        officer=one.recorded_by, when=date_time(file.recorded_at)
    )
    check = _("check {code}").format(code=file.check_code) if file.check_code else ""
    continued = _("{title} of {date}, continued").format(title=title, date=exact_date(one.said.decided_on))
    return pages.Furniture(
        title=title,
        marking=file.marking,
        stamp="" if one.in_force else _("Superseded"),
        running=paper.joined([_name(file), file.case.person.crn, continued]),
        foot=paper.joined([recorded, made, check]),
    )


def story(file: DeselectionFile, sheet: Sheet) -> list[RuledTable]:
    """Everything between the furniture, in order."""
    return [
        *_title(file, sheet),
        *_superseded(file, sheet),
        *_facts(file, sheet),
        _section(_("The decision"), _decision(file), sheet, main=True),
        _section(_("What changed since adoption"), _evidence(file), sheet),
        _section(_("What goes on"), [(_("Exit plan"), file.deselection.said.exit_plan)], sheet),
    ]


def _name(file: DeselectionFile) -> str:
    person = file.case.person
    return spoken_name(person.surname.upper(), person.forenames)


def _title(file: DeselectionFile, sheet: Sheet) -> list[RuledTable]:
    said = _name(file)
    name = paper.paragraph(said, sheet.name if len(said) <= _LONG_NAME else sheet.long_name)
    known = file.case.person.known_as
    name += paper.paragraph(_("known as {name}").format(name=known) if known else "", sheet.body)
    right = paper.paragraph(paper.strong(_("De-selection record")), sheet.right)
    right += paper.paragraph(exact_date(file.deselection.said.decided_on), sheet.right)
    row = Row((name, right), rule=False)
    return [tables.table((paper.WIDTH - 150, 150.0), None, [row], sheet, after=2)]


def _superseded(file: DeselectionFile, sheet: Sheet) -> list[RuledTable]:
    one = file.deselection
    if one.in_force:
        return []
    head = _("NO LONGER HOLDS since {date}").format(date=exact_date(one.superseded_on))
    words = _("{head} because: {reason}").format(head=head, reason=one.supersede_reason)
    row = Row((paper.paragraph(paper.strong(words), sheet.body),), band=True)
    return [tables.table((paper.WIDTH,), None, [row], sheet, after=sheet.gap / 2)]


def _facts(file: DeselectionFile, sheet: Sheet) -> list[RuledTable]:
    person, managed, one = file.case.person, file.case.managed, file.deselection
    nothing = _("Not recorded")
    age = person.age(file.made_at.date())
    born = _("born {date}").format(date=short_date(person.date_of_birth)) if person.date_of_birth else ""
    again = _("time {number} under IOM").format(number=file.episode) if file.episode > 1 else ""
    facts = (
        (_("CRN"), person.crn or nothing, _("PNC {id}").format(id=person.pnc) if person.pnc else ""),
        (_("Age"), nothing if age is None else str(age), born),
        (_("Under IOM since"), exact_date(one.adopted_on) or nothing, again),
        (_("Licence or order"), labels.sentence_words(managed) or nothing, managed.index_offence),
    )
    cells = tuple(
        paper.paragraph(caption, sheet.label)
        + paper.paragraph(fact, sheet.strong)
        + paper.paragraph(more, sheet.small)
        for caption, fact, more in facts
    )
    return [tables.table((paper.WIDTH / 4,) * 4, None, [Row(cells)], sheet)]


def _section(
    heading: str, lines: Iterable[tuple[str, str]], sheet: Sheet, *, main: bool = False
) -> RuledTable:
    rows = [
        Row((paper.paragraph(caption, sheet.label), paper.paragraph(said, sheet.body)))
        for caption, said in lines
    ]
    return tables.table(_SIDES, Row((paper.heading(heading, sheet, main=main),)), rows, sheet)


def _decision(file: DeselectionFile) -> list[tuple[str, str]]:
    one = file.deselection
    return [
        (_("Reason"), one.reason),
        (_("In words"), one.said.words),
        (_("Decided by"), labels.makers_words(one.said.decided_by)),
        (_("Dissent"), one.said.dissent or _("none recorded")),
    ]


def _evidence(file: DeselectionFile) -> list[tuple[str, str]]:
    """Topic by topic, as it was frozen that day; a topic is named once."""
    lines = file.deselection.said.evidence
    if not lines:
        return [(_("Evidence"), _("The panel named none."))]
    return [(_caption(lines, place), line.words) for place, line in enumerate(lines)]


def _caption(lines: tuple[EvidenceLine, ...], place: int) -> str:
    topic = lines[place].topic
    return "" if place and lines[place - 1].topic is topic else labels.label(topic)
