"""The day sheet on paper: each visit whole, with its risks first, and boxes in the order they are keyed back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from reportlab.platypus import Flowable, KeepTogether

from iom_desktop.display import labels
from iom_desktop.display.formats import count, exact_date, join_words, long_date, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action
from iom_desktop.domain.appointments import COMMON_OUTCOMES
from iom_desktop.domain.codes import Answer, CodeItem
from iom_desktop.domain.compliance import Stage
from iom_desktop.domain.day_sheet import DaySheet, LastContact, Visit
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.names import spoken_name
from iom_desktop.domain.notes import Mark
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Run, Sheet, SignLine
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: A column of headings, and what stands beside them.
_SIDES = columns(2, 10)
_SIDE = _SIDES[0]
#: Characters of a contact's words on the sheet: the whole is in the timeline.
_CONTACT_LENGTH = 260
_WRITE_LINES = 2
_LINE_HEIGHT = 19.0


def day_sheet(sheet: DaySheet, outcomes: Sequence[CodeItem], copy: NumberedCopy | None = None) -> bytes:
    """The day sheet as a PDF on A4. ``outcomes`` are the list's, to name the boxes. Same records, same bytes."""
    return pages.print_pages(story(sheet, outcomes, paper.TIGHT), furniture(sheet, copy))


def furniture(sheet: DaySheet, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page."""
    title = _("Day sheet, {day}").format(day=long_date(sheet.day))
    return pages.Furniture(
        title=_("Day sheet"),
        marking=sheet.marking,
        stamp="",
        running=paper.joined([title, sheet.officer]),
        foot=_("Shred once keyed back."),
        copy=copy,
    )


def story(sheet: DaySheet, outcomes: Sequence[CodeItem], measures: Sheet) -> list[Flowable]:
    """Everything between the furniture, in order; no visit is parted by a page that could hold it whole."""
    names = {item.code: item.name for item in outcomes}
    visits = (KeepTogether([*_visit(visit, sheet.day, names, measures)]) for visit in sheet.visits)
    return [_title(sheet, measures), _overview(sheet, measures), *visits]


def _title(sheet: DaySheet, measures: Sheet) -> RuledTable:
    left = paper.paragraph(_("Day sheet"), measures.name)
    whose = sheet.officer or _("All officers")
    left += paper.paragraph(paper.joined([exact_date(sheet.day), whose]), measures.strong)
    visits = count(len(sheet.visits), _("visit"), _("visits"))
    right = paper.paragraph(paper.strong(visits), measures.right)
    widths = columns(9, 3)
    return tables.table(widths, None, [Row((left, right), rule=False)], measures, after=4)


def _overview(sheet: DaySheet, measures: Sheet) -> RuledTable:
    """The round at a glance: number, time, who, where."""
    widths = columns(1.5, 3.5, 7, hung=24)
    head = Row(
        tuple(paper.paragraph(words, measures.label) for words in ("", _("Time"), _("Who"), _("Where")))
    )
    rows = [
        Row(
            (
                paper.paragraph(str(visit.number), measures.strong),
                paper.paragraph(time_of_day(visit.appointment.starts_at.time()), measures.body),
                paper.paragraph(visit.appointment.person, measures.body),
                paper.paragraph([_where(visit), *_staff_run(visit)], measures.body),
            )
        )
        for visit in sheet.visits
    ]
    return tables.table(widths, head, rows, measures)


def _staff_run(visit: Visit) -> list[Run]:
    risky = visit.case.managed.risk_to_staff is Answer.YES
    return [paper.strong("  " + _("RISK TO STAFF"))] if risky else []


def _where(visit: Visit) -> str:
    return visit.appointment.said.place or visit.appointment.type_name


# --- One visit -----------------------------------------------------------------------------------------


def _visit(visit: Visit, day: date, names: dict[str, str], measures: Sheet) -> list[RuledTable]:
    head = Row((_heading(visit, measures),), band=True, keep_next=True)
    known = [
        Row((paper.paragraph(words, measures.label), cell)) for words, cell in _known(visit, day, measures)
    ]
    known = [Row(row.cells, keep_next=place < 3) for place, row in enumerate(known)]
    return [
        tables.table(_SIDES, None, [head, *known], measures, after=3),
        _boxes(names, measures),
        _write_on(visit, measures),
    ]


def _heading(visit: Visit, measures: Sheet) -> Cell:
    one, person = visit.appointment, visit.case.person
    name = spoken_name(person.surname.upper(), person.forenames)
    cell = paper.paragraph(
        f"{visit.number}   {time_of_day(one.starts_at.time())}   {name}",
        measures.main,
        entry=f"{visit.number} {time_of_day(one.starts_at.time())}",
    )
    known = _("known as {name}").format(name=person.known_as) if person.known_as else ""
    return cell + paper.paragraph(
        paper.joined([person.crn, known, one.type_name, one.said.place, one.said.with_name]), measures.body
    )


def _known(visit: Visit, day: date, measures: Sheet) -> Iterator[tuple[str, Cell]]:
    """(heading, what is to be known), the risks first."""
    yield _("Risk"), _risk(visit, measures)
    yield _("Lives"), _home(visit, measures)
    if visit.conditions:
        conditions = join_words([*visit.conditions])
        yield _("Conditions"), paper.paragraph(conditions[:1].upper() + conditions[1:], measures.body)
    yield _("Compliance"), _compliance(visit, day, measures)
    yield _("Outstanding"), _actions(visit, day, measures)
    yield _("Last contacts"), _contacts(visit, measures)


def _risk(visit: Visit, measures: Sheet) -> Cell:
    managed = visit.case.managed
    staff = managed.risk_to_staff
    if staff is Answer.YES:
        notes = [flag.note for flag in visit.case.flags if flag.code == "AV2S" and flag.note]
        cell = paper.paragraph(paper.strong(paper.joined([_("RISK TO STAFF"), *notes])), measures.body)
    elif staff is Answer.UNKNOWN:
        cell = paper.paragraph(paper.strong(_("Risk to staff: nobody has said")), measures.body)
    else:
        cell = []
    rosh = _("Risk of serious harm: {level}").format(level=labels.rosh_words(managed) or _("not recorded"))
    calm = _("no risk to staff recorded") if staff is Answer.NO else ""
    cell += paper.paragraph(paper.joined([rosh, calm]), measures.body)
    flags = [
        f"{flag.name} ({flag.note})" if flag.note and flag.code != "AV2S" else flag.name
        for flag in visit.case.flags
    ]
    return cell + paper.paragraph(join_words(flags) if flags else _("No flags"), measures.small_ink)


def _home(visit: Visit, measures: Sheet) -> Cell:
    person = visit.case.person
    home = paper.joined([person.address.replace("\n", ", "), person.postcode, visit.accommodation_name])
    cell = paper.paragraph(home or _("No address recorded"), measures.body)
    language = person.preferred_language
    speaks = _("speaks {language}").format(language=language) if language not in ("", "English") else ""
    interpreter = _("interpreter needed") if person.interpreter_needed else ""
    return cell + paper.paragraph(paper.joined([person.mobile, speaks, interpreter]), measures.small_ink)


def _compliance(visit: Visit, day: date, measures: Sheet) -> Cell:
    found = visit.compliance
    if found.stage is Stage.NOT_STATUTORY:
        return paper.paragraph(labels.label(found.stage), measures.body)
    cell = paper.paragraph(paper.strong(labels.label(found.stage)), measures.body)
    return cell + paper.paragraph(found.next.words if found.next is not None else "", measures.small_ink)


def _actions(visit: Visit, day: date, measures: Sheet) -> Cell:
    if not visit.outstanding:
        return paper.paragraph(_("Nothing is due in the next two weeks."), measures.body)
    cell: Cell = []
    for action in visit.outstanding:
        words: list[str | Run] = [
            paper.strong(f"{action.number}  "),
            action.said.what,
            paper.quiet(_due(action, day)),
        ]
        cell += paper.paragraph(words, measures.ticked, shape="box")
    if visit.more_actions:
        more = count(visit.more_actions, _("more in the plan"), _("more in the plan"))
        cell += paper.paragraph(more, measures.small)
    return cell


def _due(action: Action, day: date) -> str:
    late = labels.overdue_words(action, day)
    when = paper.joined([labels.when_words(action.said), late], ", ")
    return f"  {when}" if when else ""


def _contacts(visit: Visit, measures: Sheet) -> Cell:
    cell: Cell = []
    for contact in visit.contacts:
        cell += paper.paragraph(_contact(contact), measures.body)
    if not visit.contacts:
        cell += paper.paragraph(_("None in the past year."), measures.body)
    if visit.left_off:
        left = count(
            visit.left_off,
            _("newer contact is not for paper that is carried about: see the timeline."),
            _("newer contacts are not for paper that is carried about: see the timeline."),
        )
        cell += paper.paragraph(left, measures.small)
    return cell


def _contact(contact: LastContact) -> list[str | Run]:
    words = " ".join(contact.words.split())
    if len(words) > _CONTACT_LENGTH:
        words = words[:_CONTACT_LENGTH].rsplit(None, 1)[0] + " …"
    opinion = _("opinion") if contact.mark is Mark.OPINION else ""
    heading = paper.joined([exact_date(contact.at.date()), contact.heading, opinion])
    return [paper.strong(heading), f"  {words}" if words else ""]


# --- Room to write -------------------------------------------------------------------------------------


def _boxes(names: dict[str, str], measures: Sheet) -> RuledTable:
    """The outcomes recorded most, under the numbers of the keys that enter them."""
    cells = [
        paper.paragraph([paper.strong(f"{key}  "), names.get(code, code)], measures.ticked, shape="box")
        for key, code in enumerate(COMMON_OUTCOMES, start=1)
    ]
    rows = [Row(tuple(cells[at : at + 3]), rule=False, keep_next=True) for at in range(0, len(cells), 3)]
    head = Row((paper.paragraph(_("What happened (one box)"), measures.strong),), keep_next=True, rule=False)
    return tables.table(columns(4, 4, 4), None, [head, *rows], measures, after=0)


def _write_on(visit: Visit, measures: Sheet) -> RuledTable:
    widths = columns(2, 4, 2, 4)
    half = widths[1]
    enforceable = visit.compliance.stage is not Stage.NOT_STATUTORY and visit.appointment.counts
    short: list[Cell] = []
    for words in (_("Other outcome"), _("Enforcement") if enforceable else "", _("Next appointment")):
        if words:
            short += [paper.paragraph(words, measures.label), [SignLine(half - 9, _LINE_HEIGHT)]]
    lines: Cell = [SignLine(paper.WIDTH - _SIDE, _LINE_HEIGHT) for _line in range(_WRITE_LINES)]
    rows = [Row(tuple(short[at : at + 4]), rule=False, keep_next=True) for at in range(0, len(short), 4)]
    rows.append(Row((paper.paragraph(_("Note"), measures.label), lines)))
    return tables.table(widths, None, rows, measures, after=measures.gap)
