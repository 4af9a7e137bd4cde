"""The pack of a case conference: a cover, contents that lead on, a page for each case, fuller pages where asked for.

A case has one page whatever was typed: each section keeps its first lines, then the sections fill what room there
is in the order of their weight. What does not fit is counted on the page ("… and 4 more"), never cut in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from reportlab.platypus import Flowable, PageBreak

from iom_desktop.display import labels, pack_lines
from iom_desktop.display.copy_lines import number_words
from iom_desktop.display.formats import count, exact_date, short_date, time_of_day
from iom_desktop.display.risk_lines import marac_words
from iom_desktop.display.service_lines import unserved_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.audiences import SharedMatter
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.codes import Answer
from iom_desktop.domain.conferences import AgendaReason
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.names import list_name, spoken_name
from iom_desktop.domain.packs import Pack, PackAction, PackCase
from iom_desktop.domain.text import show_hidden
from iom_desktop.reports import case_plan, pages, paper, tables, writing
from iom_desktop.reports.grid import columns
from iom_desktop.reports.one_page import (
    MOST_ROWS,
    SIDES,
    Section,
    fill,
    listed,
    section,
    short,
    table_of,
    taken,
)
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.plan_tables import BOXES
from iom_desktop.reports.tables import Cell, Row, RuledTable

Step = Callable[[int, int], object]
"""Told how many of how many cases are done; it may raise to stop the work."""

_ACTIONS = columns(5.5, 2.5, 2, 2, hung=34)
#: Characters of a text on a case's page; the shorter ones are tried where characters take more room.
_LIMITS = (300, 150, 70, 30, 12)
#: Lines to write on at the foot of a case's page: for what is decided, and for new actions.
_DECIDED, _NEW = 2, 2
_DECIDED_MOST, _NEW_MOST = 5, 10


def pack_pdf(pack: Pack, step: Step | None = None, copy: NumberedCopy | None = None) -> bytes:
    """The pack as a PDF on A4. The same pack gives the same bytes."""
    return pages.print_pages(story(pack, step, copy), furniture(pack, copy))


def furniture(pack: Pack, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page: marking, which conference, copy number and reader."""
    head = pack.head
    return pages.Furniture(
        title=pack_lines.conference_words(head),
        marking=head.marking,
        stamp="",
        running=paper.joined([pack_lines.conference_words(head), labels.reader_words(head.reader)]),
        foot=labels.reader_words(head.reader),
        copy=copy,
    )


def story(pack: Pack, step: Step | None = None, copy: NumberedCopy | None = None) -> list[Flowable]:
    """Everything between the furniture, in order."""
    told = step or (lambda _done, _total: None)
    sheet, many = paper.TIGHT, len(pack.cases)
    made: list[Flowable] = [*_cover(pack, paper.ROOMY, copy), PageBreak(), *_contents(pack, sheet)]
    room = pages.room(furniture(pack, copy))
    starts = _starts(pack)
    for place, case in enumerate(pack.cases):
        told(place, many)
        made += [PageBreak(), pages.Place(_title(case), _key(case), 0), *case_page(case, pack, starts, room)]
    for case in pack.cases:
        if case.fuller is not None:
            told(many, many)
            made += _fuller(case, case.fuller, pack, sheet)
    told(many, many)
    return made


def _key(case: PackCase, fuller: bool = False) -> str:
    return f"{'fuller' if fuller else 'case'}-{case.number}"


def _title(case: PackCase) -> str:
    return short(f"{case.number}. {list_name(case.person.surname, case.person.forenames)}", 80)


# --- Cover and contents --------------------------------------------------------------------------------


def _cover(pack: Pack, sheet: Sheet, copy: NumberedCopy | None) -> list[Flowable]:
    head = pack.head
    said = head.conference.said
    name = paper.paragraph(_("Case conference"), sheet.name, entry=_("Case conference"))
    name += paper.paragraph(exact_date(head.conference.held_on), sheet.main)
    right = paper.paragraph(paper.strong(number_words(copy)), sheet.right)
    right += paper.paragraph(labels.reader_words(head.reader), sheet.right)
    title = tables.table(columns(8, 4), None, [Row((name, right), rule=False)], sheet, after=sheet.gap)
    minutes = sum(case.item.minutes for case in pack.cases)
    cases = _("{cases}, {length} planned").format(
        cases=count(len(pack.cases), _("case"), _("cases")), length=pack_lines.length_words(minutes)
    )
    facts = [
        (_("Begins"), time_of_day(said.starts_at)),
        (_("Place"), said.place),
        (_("Chair"), said.chair),
        (_("Agencies expected"), pack_lines.agencies_words(said.agencies)),
        (_("Agenda"), cases),
        (_("Purpose"), pack.purpose),
        (_("Confidential"), said.statement),
        (_("Left out of this copy"), _left_out(pack)),
    ]
    wide = columns(3, 9)
    rows = [
        Row((paper.paragraph(label, sheet.strong), paper.paragraph(words, sheet.body)))
        for label, words in facts
        if words
    ]
    return [title, tables.table(wide, None, rows, sheet)]


def _left_out(pack: Pack) -> str:
    out = pack.head.left_out
    if not out:
        return _("Nothing: this is a full copy.")
    lead = _("By the sharing rules, for every case, whether there is any or not: {matters}.")
    return lead.format(matters=pack_lines.matters_words(out))


def _contents(pack: Pack, sheet: Sheet) -> list[Flowable]:
    """Every case with its reasons, its time and its page; with fuller pages, a column for those."""
    fuller = any(case.fuller is not None for case in pack.cases)
    pages_of = (1.0, 1.0) if fuller else (1.0,)
    widths = columns(4, 1.5, 1.5, 4 - len(pages_of), 1, *pages_of, hung=26)
    head = Row(
        (
            paper.heading(_("Contents"), sheet),
            None,
            *(paper.paragraph(words, sheet.label) for words in (_("CRN"), _("Colour"), _("Why"), _("When"))),
            paper.paragraph(_("Page"), sheet.right),
            *((paper.paragraph(_("Fuller"), sheet.right),) if fuller else ()),
        )
    )
    starts = _starts(pack)
    rows = [_contents_row(case, starts[case.number], pack, widths, sheet) for case in pack.cases]
    return [tables.table(widths, head, rows, sheet)]


def _starts(pack: Pack) -> dict[int, int]:
    """Minutes planned before each case."""
    starts, before = {}, 0
    for case in pack.cases:
        starts[case.number] = before
        before += case.item.minutes
    return starts


def _contents_row(case: PackCase, before: int, pack: Pack, widths: Sequence[float], sheet: Sheet) -> Row:
    person, managed = case.person, case.managed
    shape = labels.RAG_SHAPES[managed.rag] if managed.rag else ""
    colour = paper.paragraph(labels.label(managed.rag), sheet.ticked if shape else sheet.body, shape=shape)
    why = paper.joined(dict.fromkeys(labels.label(one.reason) for one in case.item.reasons), "; ")
    starts_at = pack.head.conference.said.starts_at
    clock = pack_lines.begin_words(starts_at, before, case.item.minutes)
    numbers: list[Cell] = [[pages.PageOf(_key(case), _inside(widths, 6), -sum(widths[:6]))]]
    if case.fuller is not None:
        numbers.append([pages.PageOf(_key(case, fuller=True), _inside(widths, 7))])
    return Row(
        (
            paper.paragraph(str(case.number), sheet.strong),
            paper.paragraph(short(list_name(person.surname, person.forenames), 70), sheet.body),
            paper.paragraph(person.crn, sheet.body),
            colour,
            paper.paragraph(why, sheet.small_ink),
            paper.paragraph(clock, sheet.small_ink),
            *numbers,
        )
    )


def _inside(widths: Sequence[float], column: int) -> float:
    """Width of the text of a column."""
    return widths[column] - (paper.GUTTER if column < len(widths) - 1 else 0)


def _fuller(case: PackCase, file: CaseFile, pack: Pack, sheet: Sheet) -> Iterator[Flowable]:
    title = _("{case}, fuller pages").format(case=_title(case))
    running = paper.joined([_title(case), case.person.crn, pack_lines.conference_words(pack.head)])
    yield PageBreak()
    yield pages.Place(title, _key(case, fuller=True), 0, running)
    yield from case_plan.story(file, sheet, write_on=False)


# --- The page of a case --------------------------------------------------------------------------------


def case_page(case: PackCase, pack: Pack, starts: dict[int, int], room: float) -> list[Flowable]:
    """The one page of a case, in the ``room`` of a page after the first."""
    sheet = paper.TIGHT
    for limit in _LIMITS:
        before, sections = _sections(case, pack, starts[case.number], limit, sheet)
        fixed = sum(sum(table.heights) + table.getSpaceAfter() for table in before)
        free = room - fixed - (_DECIDED + _NEW) * writing.LINE - 2 * writing.HEAD
        shown = [min(one.least, len(one.rows)) for one in sections]
        if taken(sections, shown) <= free or limit == _LIMITS[-1]:
            break
    fill(sections, shown, free)
    made: list[Flowable] = [*before]
    for one, many in zip(sections, shown, strict=True):
        if one.rows:
            made.append(table_of(one, many, sheet))
    left = max(0.0, free - taken(sections, shown))
    return made + _write_on(int(left // writing.LINE), sheet)


def _write_on(spare: int, sheet: Sheet) -> list[Flowable]:
    """Lines for what is decided and for new required actions; ``spare`` more lines than the least would fit."""
    decided = min(_DECIDED_MOST, _DECIDED + (spare + 1) // 3)
    new = min(_NEW_MOST, _NEW + spare - (decided - _DECIDED))
    return [writing.decided(decided, sheet), writing.new_actions(new, sheet)]


def _sections(
    case: PackCase, pack: Pack, before: int, limit: int, sheet: Sheet
) -> tuple[list[RuledTable], list[Section]]:
    top = [_name_table(case, pack, before, limit, sheet), *_agenda_table(case, limit, sheet)]
    told = [
        *listed(_("Why IOM"), _why(case, pack, limit), sheet, rank=1, least=1),
        *listed(_("Risk"), _risk(case, pack, limit), sheet, rank=2, least=2),
        *listed(_since_label(case), [short(one, limit) for one in case.since], sheet, rank=4, least=3),
        _actions(case, limit, sheet),
        *listed(
            _("Services"),
            [short(unserved_words(one), limit) for one in case.unserved],
            sheet,
            rank=5,
            least=1,
        ),
        *listed(_last_label(case), _last(case, limit), sheet, rank=6, least=1),
        *listed(
            _("NOT TO BE TOLD TO THE PERSON"),
            [short(one, limit) for one in case.withheld],
            sheet,
            rank=3,
            least=1,
        ),
    ]
    return top, told


# What stands at the top.


def _name_table(case: PackCase, pack: Pack, before: int, limit: int, sheet: Sheet) -> RuledTable:
    person, managed = case.person, case.managed
    spoken = short(
        spoken_name(person.surname.upper(), person.forenames),
        max(limit // 3, 60) if limit > _LIMITS[-1] else 24,
    )
    cell = paper.paragraph(f"{case.number}   {spoken}", sheet.long_name)
    known = (
        _("known as {name}").format(name=short(person.known_as, min(limit, 40))) if person.known_as else ""
    )
    age = person.age(pack.head.today)
    born = _("{age}, born {day}").format(age=age, day=short_date(person.date_of_birth))
    phase = labels.label(managed.phase)
    facts = [
        person.crn,
        known,
        born if age is not None else "",
        _("{cohort} cohort").format(cohort=labels.label(managed.cohort)) if managed.cohort else "",
        labels.label(case.iom_status),
        phase,
        labels.sentence_words(managed),
        short(managed.index_offence, min(limit, 80)),
    ]
    cell += paper.paragraph(paper.joined(facts), sheet.small_ink)
    leads = [
        _("Police lead: {name}").format(name=short(managed.police_lead, min(limit, 60)))
        if managed.police_lead
        else "",
        _("Probation lead: {name}").format(name=short(managed.probation_lead, min(limit, 60)))
        if managed.probation_lead
        else "",
    ]
    cell += paper.paragraph(paper.joined(leads), sheet.small)
    shape = labels.RAG_SHAPES[managed.rag] if managed.rag else ""
    colour = labels.rag_words(managed.rag) or _("No colour")
    right = paper.paragraph(colour, sheet.shaped if shape else sheet.strong, shape=shape)
    clock = pack_lines.clock_words(pack.head.conference.said.starts_at, before, case.item.minutes)
    right += paper.paragraph(clock, sheet.small_ink)
    widths = columns(9.5, 2.5)
    return tables.table(widths, None, [Row((cell, right), rule=False)], sheet, after=2)


def _agenda_table(case: PackCase, limit: int, sheet: Sheet) -> list[RuledTable]:
    """Why the case is before the conference, and what it is asked to decide."""
    rows = []
    reasons = short(pack_lines.reasons_words(case.item.reasons), limit)
    if reasons:
        rows.append(_side(_("On the agenda"), reasons, sheet))
    asked = short(case.item.ask, limit) or _question(case)
    words = paper.strong(asked) if asked else paper.quiet(_("Nothing has been put to the panel."))
    rows.append(_side(_("To decide"), words, sheet))
    return [tables.table(SIDES, None, rows, sheet, after=sheet.gap - 2)]


def _question(case: PackCase) -> str:
    """What the reasons themselves ask, where nobody has put it in words."""
    reasons = {one.reason for one in case.item.reasons}
    if case.referral is not None or AgendaReason.REFERRAL in reasons:
        return _("Whether to take the person on under IOM.")
    if AgendaReason.DESELECTION in reasons:
        return _("Whether the person is still to be managed under IOM.")
    return ""


def _side(label: str, words: str | Run, sheet: Sheet) -> Row:
    return Row((paper.paragraph(label, sheet.strong), paper.paragraph(words, sheet.body)), band=True)


# What is told.


def _why(case: PackCase, pack: Pack, limit: int) -> list[str | list[str | Run]]:
    said: list[str | list[str | Run]] = []
    if case.referral is not None:
        words = pack_lines.referral_words(case.referral)
        grounds = short(case.referral.grounds, limit)
        said.append([paper.strong(_("Waits for the panel. ")), f"{words}. {grounds}".strip()])
    if case.decision is None:
        if case.referral is None:
            said.append([paper.strong(_("Nobody has recorded why."))])
        return said
    decided = case.decision.said
    words = _("{outcome} {day}").format(
        outcome=labels.label(decided.outcome), day=exact_date(decided.decided_on)
    )
    makers = short(labels.makers_words(decided.decided_by), min(limit, 120))
    if makers:
        words = _("{decided} by {makers}").format(decided=words, makers=makers)
    if SharedMatter.OFFENDING in pack.head.left_out:
        said.append(_("{decided}. The grounds are not in this copy.").format(decided=words))
    else:
        said.append([short(decided.rationale, limit), paper.quiet(f"  {words}.")])
    return said


def _risk(case: PackCase, pack: Pack, limit: int) -> list[str | list[str | Run]]:
    managed, out = case.managed, pack.head.left_out
    level = labels.rosh_words(managed)
    words: list[str | Run] = [
        paper.strong(_("Serious harm: {level}.").format(level=level) if level else _("Not assessed."))
    ]
    if managed.risk_to_staff is Answer.YES:
        words.append(paper.strong(_(" RISK TO STAFF.")))
    said: list[str | list[str | Run]] = [words]
    names = [short(flag.name, min(limit, 60)) for flag in case.flags]
    flags = [
        *([_("Domestic abuse")] if managed.domestic_abuse is Answer.YES else []),
        *([_("Child safeguarding")] if managed.child_safeguarding is Answer.YES else []),
        *names,
    ]
    shown = list(dict.fromkeys(flags))
    if shown:
        many = max(2, limit // 25)
        said.append([paper.quiet(_("Flags: ")), paper.strong(_counted(shown, many))])
    if SharedMatter.PUBLIC_PROTECTION not in out and (managed.mappa or managed.mappa_category):
        mappa = paper.joined([managed.mappa, managed.mappa_category, managed.mappa_reference])
        said.append([paper.quiet(_("MAPPA: ")), short(mappa, limit)])
    if case.marac is not None:
        said.append([paper.quiet(_("MARAC: ")), marac_words(case.marac)])
    said += [[paper.quiet(_("To be asked: ")), short(one, limit)] for one in case.asked]
    for lead, text in (
        (_("Greatest: "), managed.risk_when),
        (_("Increases: "), managed.risk_increases),
        (_("Reduces: "), managed.risk_reduces),
    ):
        if text:
            said.append([paper.quiet(lead), short(text, min(limit, 200))])
    return said


def _counted(names: Sequence[str], many: int) -> str:
    if len(names) <= many:
        return paper.joined(names)
    more = _("and {count}").format(count=count(len(names) - many, "more", "more"))
    return paper.joined([*names[:many], more])


def _since_label(case: PackCase) -> str:
    if case.since_on is None:
        return _("Last 3 months")
    return _("Since {day}").format(day=short_date(case.since_on))


def _last_label(case: PackCase) -> str:
    if case.last_on is None:
        return _("Last decided")
    return _("Decided {day}").format(day=short_date(case.last_on))


def _last(case: PackCase, limit: int) -> list[str | list[str | Run]]:
    return [
        [paper.quiet(f"{labels.label(one.said.minute)}: "), short(one.said.words, limit)]
        for one in case.last_decisions
    ]


# The required actions.


def _actions(case: PackCase, limit: int, sheet: Sheet) -> Section:
    if not case.actions:
        words = _("No plan has been written yet.") if not case.has_plan else _("Nothing is left to do.")
        label = _("Required actions")
        return listed(label, [[paper.strong(words)]], sheet, rank=0, least=1)[0]
    title = _("Required actions") if case.plan_agreed else _("Required actions (plan not agreed)")
    columns = (_("Who"), _("By when"), _("State"))
    head = Row(
        (
            paper.heading(title, sheet),
            None,
            *(paper.paragraph(one, sheet.label) for one in columns),
        )
    )
    shown = case.actions[:MOST_ROWS]
    rows = [_action_row(one, case, limit, sheet) for one in shown]

    def more(many: int) -> Row:
        where = _("see the fuller pages") if case.fuller is not None else _("see the plan")
        words = _("… and {count}: {where}.").format(
            count=count(many, _("more required action"), _("more required actions")), where=where
        )
        return Row(([], paper.paragraph(paper.strong(words), sheet.small)), rule=False)

    return section(
        _ACTIONS,
        head,
        rows,
        sheet,
        rank=3,
        least=3,
        hidden=len(case.actions) - len(shown),
        more=more,
    )


def _action_row(one: PackAction, case: PackCase, limit: int, sheet: Sheet) -> Row:
    action, said = one.action, one.action.said
    what = paper.paragraph(short(said.what, min(limit, 160)), sheet.body)
    when = paper.paragraph(short(labels.when_words(said), min(limit, 60)) or _("Not said"), sheet.small_ink)
    state = paper.paragraph(labels.label(action.status), sheet.ticked, shape=BOXES[action.status])
    if one.overdue:
        state += paper.paragraph(paper.strong(_("overdue")), sheet.small)
    elif one.since and action.status is not ActionStatus.NOT_STARTED and action.history:
        state += paper.paragraph(short_date(action.history[-1].on), sheet.small)
    return Row(
        (
            paper.paragraph(action.number, sheet.strong),
            what,
            paper.paragraph(short(labels.owner_words(said, case.person), min(limit, 60)), sheet.small_ink),
            when,
            state,
        )
    )


def outline_title(case: PackCase) -> str:
    """The case's line in the outline, with what cannot be seen made visible."""
    return show_hidden(_title(case))
