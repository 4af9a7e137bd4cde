"""The minutes of a case conference, and its action list by agency. Until the conference is closed, both say DRAFT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportlab.platypus import Flowable

from iom_desktop.display import labels, pack_lines
from iom_desktop.display.copy_lines import number_words
from iom_desktop.display.formats import count, date_time, exact_date, short_date, time_of_day
from iom_desktop.display.status_lines import value_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import Attendance, ConferenceAction, How, ItemState, Minute, MinuteKind
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.packs import ActionPaper, MinutedCase, MinutesPaper, PaperHead
from iom_desktop.domain.statuses import StatusPeriod
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.plan_tables import BOXES
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: A column of headings, and what stands beside them.
_SIDES = columns(2.5, 9.5)
_ACTIONS = columns(5, 2.5, 2.5, 2, hung=34)
_ATTENDED = columns(3, 3, 2.5, 3.5)
_LISTED = columns(2.5, 3.5, 2.5, 1.5, 2)
#: The agencies of an action list in their order; those known by name follow, the person's own come last.
_FIRST = (Agency.POLICE.value, Agency.PROBATION.value)


def minutes_pdf(minutes: MinutesPaper, copy: NumberedCopy | None = None) -> bytes:
    """The minutes as a PDF on A4. The same records give the same bytes."""
    title = _("Minutes of the case conference")
    return pages.print_pages(
        minutes_story(minutes, paper.TIGHT, copy), _furniture(minutes.head, title, minutes.draft, copy)
    )


def action_list_pdf(actions: ActionPaper, copy: NumberedCopy | None = None) -> bytes:
    """The action list by agency as a PDF on A4. The same records give the same bytes."""
    title = _("Actions of the case conference")
    return pages.print_pages(
        actions_story(actions, paper.TIGHT, copy), _furniture(actions.head, title, actions.draft, copy)
    )


def _furniture(head: PaperHead, title: str, draft: bool, copy: NumberedCopy | None) -> pages.Furniture:
    return pages.Furniture(
        title=title,
        marking=head.marking,
        stamp=_("Draft") if draft else "",
        running=paper.joined([title, exact_date(head.conference.held_on), labels.reader_words(head.reader)]),
        foot=labels.reader_words(head.reader),
        copy=copy,
    )


def _title(head: PaperHead, title: str, draft: bool, sheet: Sheet, copy: NumberedCopy | None) -> RuledTable:
    name = paper.paragraph(title, sheet.long_name, entry=title)
    name += paper.paragraph(exact_date(head.conference.held_on), sheet.main)
    if draft:
        words = _("This is a draft: the conference has not been closed yet.")
        name += paper.paragraph(paper.strong(words), sheet.body)
    right = paper.paragraph(paper.strong(number_words(copy)), sheet.right)
    right += paper.paragraph(labels.reader_words(head.reader), sheet.right)
    widths = columns(8.5, 3.5)
    return tables.table(widths, None, [Row((name, right), rule=False)], sheet, after=4)


# --- Minutes -------------------------------------------------------------------------------------------


def minutes_story(minutes: MinutesPaper, sheet: Sheet, copy: NumberedCopy | None = None) -> list[Flowable]:
    """Everything between the furniture, in order."""
    made: list[Flowable] = [
        _title(minutes.head, _("Minutes of the case conference"), minutes.draft, sheet, copy),
        _facts(minutes, sheet),
    ]
    made += _attendance(minutes, sheet)
    made += _previous(minutes, sheet)
    if minutes.general:
        rows = [_minute_row(label, group, sheet) for label, group in _by_kind(minutes.general)]
        head = Row((paper.heading(_("The meeting as a whole"), sheet),))
        made.append(tables.table(_SIDES, head, rows, sheet))
    for case in minutes.cases:
        made += _case(case, sheet)
    return made


def _facts(minutes: MinutesPaper, sheet: Sheet) -> RuledTable:
    conference = minutes.head.conference
    said = conference.said
    facts = [
        (_("Held"), _held(minutes)),
        (_("Place"), said.place),
        (_("Chair"), said.chair),
        (_("Purpose"), minutes.purpose),
        (_("Cases"), _cases_words(minutes.cases)),
        (_("Next conference"), exact_date(conference.next_on)),
        (_("Confidential"), said.statement),
        (_("Left out of this copy"), _left_out(minutes.head)),
        (_("Note"), said.note),
    ]
    rows = [
        Row((paper.paragraph(label, sheet.strong), paper.paragraph(words, sheet.body)))
        for label, words in facts
        if words
    ]
    return tables.table(_SIDES, None, rows, sheet)


def _held(minutes: MinutesPaper) -> str:
    conference = minutes.head.conference
    said = [exact_date(conference.held_on)]
    began = time_of_day(conference.opened_at.time()) if conference.opened_at else ""
    began = began or time_of_day(conference.said.starts_at)
    if began:
        said.append(_("from {time}").format(time=began))
    if conference.closed_at is not None:
        ended = conference.closed_at
        same = ended.date() == conference.held_on
        said.append(_("to {time}").format(time=time_of_day(ended.time()) if same else date_time(ended)))
    return " ".join(said)


def _cases_words(cases: Sequence[MinutedCase]) -> str:
    words = {
        ItemState.DISCUSSED: _("discussed"),
        ItemState.TO_DISCUSS: _("still to be discussed"),
        ItemState.DEFERRED: _("deferred"),
        ItemState.TAKEN_OFF: _("taken off the agenda"),
    }
    many = {state: sum(case.item.state is state for case in cases) for state in words}
    return "; ".join(f"{number} {words[state]}" for state, number in many.items() if number) or _("None")


def _left_out(head: PaperHead) -> str:
    return pack_lines.minuted_left_out(head.reader, head.left_out)


def _attendance(minutes: MinutesPaper, sheet: Sheet) -> list[Flowable]:
    """Who took part; an agency that was expected and of which nobody said anything is there as such."""
    known = {one.said.agency for one in minutes.attendance}
    missing = [agency for agency in minutes.head.conference.said.agencies if agency not in known]
    if not minutes.attendance and not missing:
        return []
    columns = (_("Who"), _("How"), _("Contribution"))
    head = Row(
        (paper.heading(_("Attendance"), sheet), *(paper.paragraph(one, sheet.label) for one in columns))
    )
    order = {how: place for place, how in enumerate(How)}
    found = sorted(minutes.attendance, key=lambda one: order[one.said.how or How.ABSENT])
    rows = [_attended(one, sheet) for one in found]
    for agency in missing:
        words = _("Expected; nothing recorded")
        rows.append(
            Row(
                (
                    paper.paragraph(labels.agency_words(agency), sheet.strong),
                    [],
                    paper.paragraph(words, sheet.small),
                    [],
                )
            )
        )
    return [tables.table(_ATTENDED, head, rows, sheet)]


def _attended(one: Attendance, sheet: Sheet) -> Row:
    said = one.said
    return Row(
        (
            paper.paragraph(labels.agency_words(said.agency), sheet.strong),
            paper.paragraph(said.name, sheet.body),
            paper.paragraph(labels.label(said.how), sheet.body),
            paper.paragraph(said.contribution, sheet.body),
        )
    )


def _previous(minutes: MinutesPaper, sheet: Sheet) -> list[Flowable]:
    if not minutes.previous:
        return []
    head = _listed_head(_("Actions of earlier conferences, still open"), sheet)
    rows = [_listed_row(one, sheet, age=True) for one in minutes.previous]
    return [tables.table(_LISTED, head, rows, sheet)]


# --- One case ------------------------------------------------------------------------------------------


def _case(case: MinutedCase, sheet: Sheet) -> Iterator[Flowable]:
    item = case.item
    title = f"{case.number}   {item.person}"
    shape = labels.RAG_SHAPES[item.rag] if item.rag else ""
    name = paper.paragraph(title, sheet.main, entry=f"{case.number}. {item.person}")
    name += paper.paragraph(paper.joined([item.crn, _state(case)]), sheet.small_ink)
    colour = paper.paragraph(labels.rag_words(item.rag), sheet.shaped if shape else sheet.strong, shape=shape)
    rows = [Row((name, colour), band=True, keep_next=True)]
    widths = columns(9.5, 2.5)
    yield tables.table(widths, None, rows, sheet, after=0)
    told = [_side(label, words, sheet) for label, words in _told(case, sheet)]
    if told:
        yield tables.table(_SIDES, None, told, sheet, after=0 if case.actions else None)
    if case.actions:
        yield tables.table(
            _ACTIONS, _actions_head(sheet), [_action_row(one, sheet) for one in case.actions], sheet
        )


def _state(case: MinutedCase) -> str:
    item = case.item
    said = labels.label(item.state)
    if item.state is ItemState.DEFERRED and item.next_on is not None:
        said = _("{state} to {day}").format(state=said, day=exact_date(item.next_on))
    return f"{said}: {item.off_reason}" if item.off_reason else said


def _side(label: str, words: Cell, sheet: Sheet) -> Row:
    return Row((paper.paragraph(label, sheet.strong), words))


def _told(case: MinutedCase, sheet: Sheet) -> Iterator[tuple[str, Cell]]:
    reasons = pack_lines.reasons_words(case.item.reasons)
    if reasons:
        yield _("On the agenda"), paper.paragraph(reasons, sheet.body)
    if case.item.ask:
        yield _("To decide"), paper.paragraph(case.item.ask, sheet.body)
    for label, group in _by_kind(case.minutes):
        yield label, [one for minute in group for one in _minute(minute, sheet)]
    changes = [
        *(labels.label(outcome) for outcome in case.outcomes),
        *([_("No longer managed under IOM")] if case.deselected else []),
        *(_status(one) for one in case.statuses),
    ]
    if changes:
        yield _("Changed"), [one for words in changes for one in paper.paragraph(words, sheet.body)]


def _status(one: StatusPeriod) -> str:
    """ "Colour: RED from Tue 3 Nov 2026, because ..."."""
    words = f"{labels.label(one.aspect)}: {value_words(one.aspect, one.value)}"
    if one.from_on is not None:
        words = _("{status} from {day}").format(status=words, day=exact_date(one.from_on))
    return f"{words}. {one.reason}" if one.reason else words


def _by_kind(minutes: Iterable[Minute]) -> Iterator[tuple[str, list[Minute]]]:
    """The minutes of each kind under its heading; those that stand, each with what it said before."""
    named = {
        MinuteKind.UPDATE: _("Updates"),
        MinuteKind.DISCUSSION: _("Discussion"),
        MinuteKind.DECISION: _("Decided"),
        MinuteKind.DISSENT: _("Dissent"),
    }
    found = list(minutes)
    for kind, label in named.items():
        group = [one for one in found if one.said.minute is kind]
        if group:
            yield label, group


def _minute_row(label: str, group: Sequence[Minute], sheet: Sheet) -> Row:
    return _side(label, [one for minute in group for one in _minute(minute, sheet)], sheet)


def _minute(one: Minute, sheet: Sheet) -> Cell:
    """A minute; one that was corrected in small, with what it is."""
    said = one.said
    who = labels.named_with_agency(said.said_by, said.agency)
    lead: list[str | Run] = [paper.strong(f"{who}: ")] if who else []
    strong = said.minute is MinuteKind.DECISION and not one.replaced
    words = paper.strong(said.words) if strong else said.words
    if one.replaced:
        return paper.paragraph([_("Corrected since. It read: "), *lead, said.words], sheet.small)
    cell = paper.paragraph([*lead, words], sheet.body)
    if one.replaces_id is not None:
        corrected = _("Corrected {when} by {officer}").format(when=date_time(one.at), officer=one.by)
        if one.correction_reason:
            corrected = f"{corrected}: {one.correction_reason}"
        cell += paper.paragraph(corrected, sheet.small)
    return cell


# --- Actions -------------------------------------------------------------------------------------------


def _actions_head(sheet: Sheet) -> Row:
    columns = (_("Who"), _("By when"), _("State"))
    return Row(
        (
            paper.paragraph(_("New required actions"), sheet.strong),
            None,
            *(paper.paragraph(one, sheet.label) for one in columns),
        )
    )


def _action_row(one: ConferenceAction, sheet: Sheet) -> Row:
    return Row(
        (
            paper.paragraph(one.number, sheet.strong),
            paper.paragraph(one.what, sheet.body),
            paper.paragraph(pack_lines.owner_words(one), sheet.body),
            paper.paragraph(exact_date(one.due_on) or _("No date"), sheet.body),
            _action_state(one, sheet),
        )
    )


def _action_state(one: ConferenceAction, sheet: Sheet) -> Cell:
    cell = paper.paragraph(labels.label(one.status), sheet.ticked, shape=BOXES[one.status])
    if one.overdue:
        cell += paper.paragraph(paper.strong(_("overdue")), sheet.small)
    elif one.status is ActionStatus.DONE and one.done_on is not None:
        cell += paper.paragraph(short_date(one.done_on), sheet.small)
    return cell


def actions_story(actions: ActionPaper, sheet: Sheet, copy: NumberedCopy | None = None) -> list[Flowable]:
    """Everything between the furniture, in order: an agency after the other, the person's own last."""
    made: list[Flowable] = [
        _title(actions.head, _("Actions of the case conference"), actions.draft, sheet, copy)
    ]
    left_out = _left_out(actions.head)
    if left_out:
        row = _side(_("Left out of this copy"), paper.paragraph(left_out, sheet.body), sheet)
        made.append(tables.table(_SIDES, None, [row], sheet))
    agencies = agencies_in_order([*actions.new, *actions.previous])
    if not agencies:
        made += paper.paragraph(
            _("No required action was given, and none of earlier conferences is open."), sheet.body
        )
    for agency in agencies:
        made += _agency(agency, actions, sheet)
    return made


def agencies_in_order(actions: Iterable[ConferenceAction]) -> list[str]:
    """The agencies that have something to do: police and probation first, those known by name last of the agencies,
    then what the people under IOM do themselves ("").
    """
    codes = [one.value for one in Agency]
    order = [*_FIRST, *(code for code in codes if code not in _FIRST)]
    found = {one.agency for one in actions}
    known = [code for code in order if code in found]
    named = sorted(found - set(order) - {""}, key=str.casefold)
    return [*known, *named, *([""] if "" in found else [])]


def _agency(agency: str, actions: ActionPaper, sheet: Sheet) -> Iterator[Flowable]:
    new = [one for one in actions.new if one.agency == agency]
    earlier = [one for one in actions.previous if one.agency == agency]
    name = labels.agency_words(agency) or _("The person under IOM, or nobody named")
    many = count(len(new) + len(earlier), _("required action"), _("required actions"))
    title = paper.paragraph(name, sheet.main, entry=name) + paper.paragraph(many, sheet.small)
    yield tables.table((paper.WIDTH,), None, [Row((title,), band=True, keep_next=True)], sheet, after=0)
    if new:
        rows = [_listed_row(one, sheet) for one in new]
        yield tables.table(_LISTED, _listed_head(_("Of this conference"), sheet, small=True), rows, sheet)
    if earlier:
        rows = [_listed_row(one, sheet, age=True) for one in earlier]
        yield tables.table(_LISTED, _listed_head(_("Carried over"), sheet, small=True), rows, sheet)


def _listed_head(title: str, sheet: Sheet, *, small: bool = False) -> Row:
    columns = (_("Who"), _("By when"), _("State"))
    first = paper.paragraph(title, sheet.strong) if small else paper.heading(title, sheet)
    return Row((first, None, *(paper.paragraph(one, sheet.label) for one in columns)))


def _listed_row(one: ConferenceAction, sheet: Sheet, *, age: bool = False) -> Row:
    who = paper.paragraph(one.person, sheet.strong) + paper.paragraph(
        paper.joined([one.crn, one.number]), sheet.small
    )
    what = paper.paragraph(one.what, sheet.body)
    if age:
        what += paper.paragraph(pack_lines.age_words(one), sheet.small)
    return Row(
        (
            who,
            what,
            paper.paragraph(pack_lines.owner_words(one), sheet.body),
            paper.paragraph(short_date(one.due_on) or _("No date"), sheet.body),
            _action_state(one, sheet),
        )
    )
