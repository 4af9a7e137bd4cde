"""The plan as tables: what the person must do, and what officers and partners will do.

Goals and numbers stand in the same order in both. Where a number is the other side's, a line says so, so that
whoever follows the numbers misses none. The copy for the table of a conference has one table, number by number, with
boxes to tick and a line to write on under each: so it is keyed back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date, short_date, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.key_back import Box
from iom_desktop.domain.plans import Goal, GoalState, Plan
from iom_desktop.reports import paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.one_page import short
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: What is drawn in the tick box.
BOXES: dict[ActionStatus, str] = {
    ActionStatus.NOT_STARTED: "box",
    ActionStatus.IN_PROGRESS: "half",
    ActionStatus.DONE: "tick",
    ActionStatus.MISSED: "cross",
    ActionStatus.CANNOT_BE_DONE_YET: "bar",
    ActionStatus.NO_LONGER_NEEDED: "struck",
}

#: Characters of what the person is called in the head of a table, which is repeated on each page.
_NAMED = 60
_NUMBER = 25.0  #: width of the column of numbers where they are short, in points


def number_width(plan: Plan, sheet: Sheet) -> float:
    """Width of the column of numbers: "10.12" needs more room than "1.1"."""
    longest = max((paper.width_of(a.number, sheet.strong) for a in plan.actions()), default=0)
    return max(_NUMBER, longest + paper.GUTTER + 1)


def _widths(plan: Plan, sheet: Sheet) -> tuple[float, ...]:
    """Widths of number, what, when, if not or who, and state."""
    return columns(6, 2.5, 2, 1.5, hung=number_width(plan, sheet))


def plan_tables(file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The tables, or an honest line where there is no plan or no goal."""
    person = file.case.person.called
    title = _("What {name} must do").format(name=short(person, _NAMED))
    plan = file.plan
    if plan is None or not plan.active_goals:
        none = _("No plan has been written yet.") if plan is None else _("The plan has no goal.")
        return [_one_line(title, none, sheet)]
    names = {need.code: need.name.lower() for need in file.needs}
    if file.audience is Audience.CONFERENCE:
        return [_working_table(file, plan, names, sheet)]
    theirs = [row for goal in plan.active_goals for row in _their_rows(file, goal, names, sheet)]
    head = _head(title, _("By when"), _("If not"), _("State"), sheet=sheet)
    widths = _widths(plan, sheet)
    made: list[RuledTable] = [tables.table(widths, head, theirs, sheet)]
    ours = [row for goal in plan.active_goals for row in _our_rows(file, goal, names, sheet)]
    if ours:
        head = _head(_("What we will do"), _("By when"), _("Who"), _("State"), sheet=sheet)
        made.append(tables.table(widths, head, ours, sheet))
    return made


# --- The copy to write on --------------------------------------------------------------------------------


def _working_table(file: CaseFile, plan: Plan, names: Mapping[str, str], sheet: Sheet) -> RuledTable:
    """Every action in the order of its number, each with three boxes and a line to write on."""
    number = number_width(plan, sheet)
    # What must be done runs on over the columns in which the boxes stand below it.
    widths = columns(2, 2, 2, 2.5, 2, 1.5, hung=number)
    title = _("What {name} must do, and what we will do").format(name=short(file.case.person.called, _NAMED))
    named = (_("By when"), _("If not"), _("State"))
    head = Row(
        (
            paper.heading(title, sheet, main=True),
            *(None,) * 3,
            *(paper.paragraph(words, sheet.label) for words in named),
        )
    )
    line = sum(widths[4:])
    rows = [row for goal in plan.active_goals for row in _working_rows(file, goal, names, line, sheet)]
    return tables.table(widths, head, rows, sheet)


def _working_rows(
    file: CaseFile, goal: Goal, names: Mapping[str, str], line: float, sheet: Sheet
) -> Iterator[Row]:
    yield _widened(_goal_row(goal, names, sheet))
    for action in goal.actions:
        yield _widened(_working_row(file, action, goal, names, sheet))
        boxes = (paper.paragraph(labels.label(box), sheet.ticked, shape="box") for box in Box)
        yield Row(([], *boxes, [paper.SignLine(line, _TO_WRITE)]))
    if not goal.actions:
        yield Row(([], paper.paragraph(_("No required action yet."), sheet.small)))


#: Room above a line to write on, in points.
_TO_WRITE = 18.0


def _widened(row: Row) -> Row:
    """``row`` with what must be done run on over the columns of the boxes."""
    number, what, *rest = row.cells
    return replace(row, cells=(number, what, None, None, *rest))


def _working_row(file: CaseFile, action: Action, goal: Goal, names: Mapping[str, str], sheet: Sheet) -> Row:
    """An action of anybody's, bound to its boxes below; who does it leads where it is not the person."""
    if action.said.who in (Who.PERSON, None):
        row = _their_row(file, action, goal, names, sheet)
        number, what, when, missed, _boxed = row.cells
    else:
        owner = paper.paragraph(paper.strong(labels.owner_words(action.said, file.case.person)), sheet.body)
        row = _our_row(file, action, goal, names, sheet, missed=False)
        number, what, when, _owner, _boxed = row.cells
        what = owner + (what or [])
        missed = paper.paragraph(action.said.if_missed, sheet.body)
    # How it stands in words alone: the only boxes are those to tick.
    state = paper.paragraph(labels.label(action.status), sheet.body)
    return Row((number, what, when, missed, state), keep_next=True, rule=False)


# --- The rest --------------------------------------------------------------------------------------------


def closed_goals(plan: Plan, file: CaseFile, sheet: Sheet) -> list[RuledTable]:
    """The goals reached or taken out, with the reason and what became of their actions; or nothing."""
    closed = [goal for goal in plan.goals if goal.state is not GoalState.ACTIVE]
    if not closed:
        return []
    rows = [_closed_row(goal, file, sheet) for goal in closed]
    head = Row((paper.heading(_("Goals reached or taken out"), sheet),))
    return [tables.table(columns(12, hung=number_width(plan, sheet)), head, rows, sheet)]


def _closed_row(goal: Goal, file: CaseFile, sheet: Sheet) -> Row:
    words = paper.paragraph(goal.said.words, sheet.strong)
    words += paper.paragraph(labels.goal_state_words(goal), sheet.body)
    for action in goal.actions:
        owner = labels.owner_words(action.said, file.case.person)
        stands = paper.joined([owner, labels.status_words(action)])
        words += paper.paragraph(
            [f"{action.number}  ", paper.inked(action.said.what), f" · {stands}"], sheet.small
        )
    return Row((paper.paragraph(goal.number, sheet.strong), words))


def _one_line(title: str, words: str, sheet: Sheet) -> RuledTable:
    head = Row((paper.heading(title, sheet, main=True),))
    return tables.table((paper.WIDTH,), head, [Row((paper.paragraph(words, sheet.body),), rule=False)], sheet)


def _head(title: str, *columns: str, sheet: Sheet) -> Row:
    named = (paper.paragraph(column, sheet.label) for column in columns)
    return Row((paper.heading(title, sheet, main=True), None, *named))


def _their_rows(file: CaseFile, goal: Goal, names: Mapping[str, str], sheet: Sheet) -> Iterator[Row]:
    yield _goal_row(goal, names, sheet)
    for action in goal.actions:
        if action.said.who in (Who.PERSON, None):
            yield _their_row(file, action, goal, names, sheet)
        else:
            yield _pointer(file, action, sheet)
    if not goal.actions:
        yield Row(([], paper.paragraph(_("No required action yet."), sheet.small)))


def _our_rows(file: CaseFile, goal: Goal, names: Mapping[str, str], sheet: Sheet) -> Iterator[Row]:
    ours = [action for action in goal.actions if action.said.who not in (Who.PERSON, None)]
    if not ours:
        return
    number = paper.paragraph(goal.number, sheet.small)
    yield Row((number, paper.paragraph(goal.said.words, sheet.small)), keep_next=True, rule=False)
    for action in ours:
        yield _our_row(file, action, goal, names, sheet)


def _goal_row(goal: Goal, names: Mapping[str, str], sheet: Sheet) -> Row:
    """The goal, never parted from what comes first under it."""
    words = paper.paragraph(goal.said.words, sheet.goal)
    serves = labels.serves_words(goal.said.serves, names)
    if serves:
        words += paper.paragraph(_("for {needs}").format(needs=serves), sheet.small)
    when = paper.paragraph(exact_date(goal.said.target_on), sheet.strong)
    return Row((paper.paragraph(goal.number, sheet.goal), words, when), keep_next=True, band=True)


def _their_row(file: CaseFile, action: Action, goal: Goal, names: Mapping[str, str], sheet: Sheet) -> Row:
    said = action.said
    if said.if_missed:
        missed = paper.paragraph(said.if_missed, sheet.body)
    else:
        missed = paper.paragraph(
            _("Nothing: voluntary") if said.source is Source.VOLUNTARY else _("Not said"), sheet.small
        )
    return Row(
        (
            paper.paragraph(action.number, sheet.strong),
            _what(file, action, goal, names, sheet),
            when_cell(file, action, sheet),
            missed,
            state_cell(action, sheet),
        )
    )


def _our_row(
    file: CaseFile, action: Action, goal: Goal, names: Mapping[str, str], sheet: Sheet, *, missed: bool = True
) -> Row:
    what = _what(file, action, goal, names, sheet)
    if action.said.if_missed and missed:
        what += paper.paragraph([_("If not: "), paper.inked(action.said.if_missed)], sheet.small)
    return Row(
        (
            paper.paragraph(action.number, sheet.strong),
            what,
            when_cell(file, action, sheet),
            paper.paragraph(labels.owner_words(action.said, file.case.person), sheet.body),
            state_cell(action, sheet),
        )
    )


def _pointer(file: CaseFile, action: Action, sheet: Sheet) -> Row:
    owner = labels.owner_words(action.said, file.case.person)
    words = _("{owner} does this: see What we will do.").format(owner=owner)
    return Row((paper.paragraph(action.number, sheet.small), paper.paragraph(words, sheet.small)))


def _what(file: CaseFile, action: Action, goal: Goal, names: Mapping[str, str], sheet: Sheet) -> Cell:
    """What must be done, and under it all that belongs to it."""
    said = action.said
    cell = paper.paragraph(said.what, sheet.body)
    if said.who is None:
        cell += paper.paragraph(paper.strong(_("Nobody is named to do this yet.")), sheet.small)
    serves = "" if said.serves == goal.said.serves else labels.serves_words(said.serves, names)
    facts = [
        labels.source_words(said, action.condition),
        _("for {needs}").format(needs=serves) if serves else "",
        _explained(said),
    ]
    cell += paper.paragraph(paper.joined(facts), sheet.small)
    for lead, words in (
        (_("Shown by: "), said.evidence),
        (_("Support: "), said.support),
    ):
        if words:
            cell += paper.paragraph([lead, paper.inked(words)], sheet.small)
    cell += _history(action, sheet)
    return cell


def _explained(said: ActionDraft) -> str:
    """ "explained 20 Nov 2026, agreed": short, among the small facts of an action."""
    if said.explained_on is None:
        return ""
    told = _("explained {date}").format(date=short_date(said.explained_on))
    if said.agreed is None:
        return told
    return f"{told}, {_('agreed') if said.agreed else _('did not agree')}"


def _history(action: Action, sheet: Sheet) -> Cell:
    """Why it stands as it does, and the progress noted, oldest first."""
    cell: Cell = []
    last = action.history[-1] if action.history else None
    telling = last is not None and (last.reason or action.status in (ActionStatus.DONE, ActionStatus.MISSED))
    if last is not None and telling and last.status is action.status:
        cell += paper.paragraph(paper.strong(labels.status_words(action)), sheet.small)
    for note in action.notes:
        lead = _("{date}, {officer}: ").format(date=exact_date(note.at.date()), officer=note.by)
        cell += paper.paragraph([lead, paper.inked(note.words)], sheet.small)
    return cell


def when_cell(file: CaseFile, action: Action, sheet: Sheet) -> Cell:
    """By when, how often, and whether it is overdue."""
    said = action.said
    day = " ".join(part for part in (exact_date(said.due_on), time_of_day(said.due_time)) if part)
    cell = paper.paragraph(day, sheet.body)
    cell += paper.paragraph(said.how_often, sheet.body)
    overdue = labels.overdue_words(action, file.today)
    if overdue:
        cell += paper.paragraph(paper.strong(overdue), sheet.small)
    return cell or paper.paragraph(_("Not said"), sheet.small)


def state_cell(action: Action, sheet: Sheet) -> Cell:
    """How it stands, as a box and in words."""
    return paper.paragraph(labels.label(action.status), sheet.ticked, shape=BOXES[action.status])
