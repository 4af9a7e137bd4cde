"""The case plan on one page, whatever was typed: what the person must do first, then why, the risk, who helps.

Everything stands whole or is counted: what does not fit is said in a line ("… and 6 more in the full plan"), and no
sentence is cut. Of more actions than fit, those that press most are printed, in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from iom_desktop.display import compliance_lines, labels
from iom_desktop.display.formats import N_, count, date_time, exact_date, join_words, short_date
from iom_desktop.display.pack_lines import copy_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, ActionStatus, Source, Who
from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.plans import Goal, GoalState, Plan
from iom_desktop.domain.service_access import ServiceAccess
from iom_desktop.reports import case_plan, pages, paper, plan_tables, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.one_page import (
    Section,
    fill,
    grouped,
    listed,
    section,
    sentences,
    short,
    table_of,
    taken,
)
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: How it is tried, the roomiest first: the sheet, and the most characters of a text.
_TRIES = (
    (paper.ROOMY, 420),
    (paper.TIGHT, 420),
    (paper.TIGHT, 240),
    (paper.TIGHT, 140),
    (paper.TIGHT, 70),
    (paper.TIGHT, 30),
    (paper.TIGHT, 12),
)
#: Days ahead in which what is due presses.
_SOON = 14

#: Between the lines with a label beside them, in points.
_GAP = 1.5

_Said = str | list[str | Run]


def plan_summary(file: CaseFile, copy: NumberedCopy | None = None) -> bytes:
    """The case plan on one page of A4, as a PDF. The same records give the same bytes."""
    around = furniture(file, copy)
    # There is one page, and nothing heads the first.
    return pages.print_pages(story(file, pages.room(replace(around, running=""))), around)


def furniture(file: CaseFile, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands above and below: marking, draft, which version and which copy."""
    plan = file.plan
    version = _("No plan yet") if plan is None else labels.version_words(plan)
    return pages.Furniture(
        title=labels.label(Document.SUMMARY),
        marking=file.marking,
        stamp=_("Draft") if plan is None or plan.draft else "",
        running=paper.joined([case_plan.name_of(file), file.case.person.crn, version]),
        foot=version,
        copy=copy,
    )


def story(file: CaseFile, room: float) -> list[RuledTable]:
    """Everything between head and foot, in ``room`` points: whole where it can be, else what presses most."""
    for sheet, limit in _TRIES:
        top = [*_title(file, limit, sheet), _facts(file, limit, sheet)]
        sections = _sections(file, limit, sheet)
        free = room - sum(sum(table.heights) + table.getSpaceAfter() for table in top)
        everything = [len(one.rows) for one in sections]
        shown = [min(one.least, many) for one, many in zip(sections, everything, strict=True)]
        last = (sheet, limit) == _TRIES[-1]
        if taken(sections, everything) <= free:
            shown = everything
            break
        # The roomy sheet is for what fits whole; the tight one says all it can.
        if (taken(sections, shown) <= free and sheet is paper.TIGHT) or last:
            fill(sections, shown, free)
            break
    return [
        *top,
        *(table_of(one, many, sheet) for one, many in zip(sections, shown, strict=True) if one.stands(many)),
    ]


# --- Who it is about -----------------------------------------------------------------------------------


def _title(file: CaseFile, limit: int, sheet: Sheet) -> list[RuledTable]:
    person = file.case.person
    said = short(case_plan.name_of(file), 120)
    name = paper.paragraph(said, sheet.name if len(said) <= case_plan.LONG_NAME else sheet.long_name)
    known = _("known as {name}").format(name=short(person.known_as, 60)) if person.known_as else ""
    also = _("also {names}").format(names=short(join_words(person.aliases), limit)) if person.aliases else ""
    name += paper.paragraph(paper.joined([known, also]), sheet.small_ink)
    name += paper.paragraph(copy_words(file.reader, file.left_out), sheet.small)
    version = _("No plan yet") if file.plan is None else labels.version_words(file.plan)
    right = paper.paragraph(paper.strong(labels.label(Document.SUMMARY)), sheet.right)
    right += paper.paragraph(version.replace(", ", "\n", 1), sheet.right)
    row = Row((name, right), rule=False)
    return [tables.table(columns(8.5, 3.5), None, [row], sheet, after=2)]


def _facts(file: CaseFile, limit: int, sheet: Sheet) -> RuledTable:
    most = min(limit, 60)
    cells: list[Cell] = []
    for label, fact, more, shape in case_plan.facts_said(file):
        cell = paper.paragraph(label, sheet.label)
        cell += paper.paragraph(short(fact, most), sheet.shaped if shape else sheet.strong, shape=shape)
        cells.append(cell + paper.paragraph(short(more, most), sheet.small))
    rows = [Row(tuple(cells[at : at + 4]), rule=at + 4 >= len(cells)) for at in range(0, len(cells), 4)]
    return tables.table(columns(3, 3, 3, 3), None, rows, sheet, after=sheet.gap - 2)


# --- What stands on the page ---------------------------------------------------------------------------


def _sections(file: CaseFile, limit: int, sheet: Sheet) -> list[Section]:
    """In the order printed. Where room is short, the rank says which gives way last: 0."""

    def lines(label: str, said: Sequence[_Said], rank: int, least: int = 1) -> list[Section]:
        where = _("in the full plan")
        return listed(label, said, sheet, rank=rank, least=least, where=where, gap=_GAP)

    return [
        *_actions(file, limit, sheet),
        *lines(_("Compliance"), _compliance(file), 1),
        *lines(_("Why IOM"), _why(file, limit), 4),
        *lines(_("Risk"), _risk(file, limit), 2),
        *lines(_("Flags"), _flags(file, limit), 2),
        *lines(_("Services"), [_service(one, limit) for one in file.services], 5),
        *lines(_("Next seen"), [_coming(file, limit)], 1),
        *lines(_("Agreement"), _agreed(file), 3),
        *lines(_("The full plan"), _also(file), 6, least=0),
    ]


# The required actions.


def _actions(file: CaseFile, limit: int, sheet: Sheet) -> list[Section]:
    plan = file.plan
    title = _("What {name} must do").format(name=short(file.case.person.called, 60))
    goals = [] if plan is None else [goal for goal in plan.active_goals if goal.actions]
    if plan is None or not goals:
        none = _("No plan has been written yet.") if plan is None else _("The plan has no required action.")
        head = Row((paper.heading(title, sheet, main=True),))
        row = Row((paper.paragraph(none, sheet.body),), rule=False)
        more: Callable[[int], Row] = lambda _many: row  # noqa: E731 (never asked)
        return [section((paper.WIDTH,), head, [row], sheet, rank=0, least=1, hidden=0, more=more)]
    theirs = [(goal, one) for goal in goals for one in goal.actions if _is_theirs(one) and _stands(one)]
    ours = [(goal, one) for goal in goals for one in goal.actions if not _is_theirs(one) and _stands(one)]
    made = [_side_of(file, plan, title, _("If not"), theirs, limit, sheet, rank=0, least=3)]
    if ours:
        made.append(_side_of(file, plan, _("What we will do"), _("Who"), ours, limit, sheet, rank=3, least=1))
    return made


def _is_theirs(action: Action) -> bool:
    return action.said.who in (Who.PERSON, None)


def _stands(action: Action) -> bool:
    """Whether it is still to be done, or was missed."""
    return action.status.open or action.status is ActionStatus.MISSED


def _side_of(
    file: CaseFile,
    plan: Plan,
    title: str,
    third: str,
    actions: Sequence[tuple[Goal, Action]],
    limit: int,
    sheet: Sheet,
    *,
    rank: int,
    least: int,
) -> Section:
    """The person's actions or everybody else's, each under its goal."""
    widths = columns(5.5, 2.5, 2.5, 1.5, hung=plan_tables.number_width(plan, sheet))
    named = (paper.paragraph(words, sheet.label) for words in (_("By when"), third, _("State")))
    head = Row((paper.heading(title, sheet, main=rank == 0), None, *named))
    if not actions:
        done = Row(([], paper.paragraph(_("Nothing is left to do."), sheet.body)))
        return section(widths, head, [done], sheet, rank=rank, least=1, hidden=0, more=lambda _many: done)
    goals = list({goal.id: goal for goal, _action in actions}.values())
    places = {goal.id: place for place, goal in enumerate(goals)}
    rows = [(places[goal.id], _action_row(file, one, limit, sheet)) for goal, one in actions]
    pressing = sorted(range(len(actions)), key=lambda at: (_presses(actions[at][1], file.today), at))

    def more(many: int) -> Row:
        said = count(many, N_("more required action"), N_("more required actions"))
        words = _("… and {actions} in the full plan, which press less.").format(actions=said)
        return Row(([], paper.paragraph(paper.strong(words), sheet.small)), rule=False)

    groups = [_goal_row(goal, limit, sheet, band=rank == 0) for goal in goals]
    return grouped(widths, head, rows, groups, pressing, sheet, rank=rank, least=least, more=more)


def _presses(action: Action, today: date) -> tuple[int, date]:
    """What is late or due soon first, then what is to be done again and again, then the rest by its day."""
    due = action.said.due_on
    if due is not None and due <= today + timedelta(days=_SOON):
        return 0, due
    if action.said.how_often:
        return 1, due or date.max
    return 2, due or date.max


def _goal_row(goal: Goal, limit: int, sheet: Sheet, *, band: bool) -> Row:
    style = sheet.strong if band else sheet.small
    cell = _whole(goal.said.words, limit, style, sheet)
    when = paper.paragraph(exact_date(goal.said.target_on), sheet.strong) if band else []
    return Row((paper.paragraph(goal.number, style), cell, when), keep_next=True, band=band, rule=band)


def _whole(words: str, limit: int, style: object, sheet: Sheet) -> Cell:
    """``words`` by whole sentences, and where the rest is."""
    said, everything = sentences(words, limit)
    cell = paper.paragraph(said, style)  # type: ignore[arg-type]
    return cell if everything else cell + paper.paragraph(_rest(said), sheet.small)


def _rest(said: str) -> str:
    return _("The rest is in the full plan.") if said else _("Its words are in the full plan.")


def _action_row(file: CaseFile, action: Action, limit: int, sheet: Sheet) -> Row:
    said = action.said
    told, everything = sentences(said.what, limit)
    source = short(labels.source_words(said, action.condition), min(limit, 100))
    more = paper.joined(["" if everything else _rest(told), source], "  ")
    what = paper.paragraph([told, paper.quiet(f"  {more}" if told else more)], sheet.body)
    if said.who is None:
        what += paper.paragraph(paper.strong(_("Nobody is named to do this yet.")), sheet.small)
    return Row(
        (
            paper.paragraph(action.number, sheet.strong),
            what,
            _when(file, action, limit, sheet),
            _third(file, action, limit, sheet),
            plan_tables.state_cell(action, sheet),
        )
    )


def _when(file: CaseFile, action: Action, limit: int, sheet: Sheet) -> Cell:
    if len(action.said.how_often) <= min(limit, 80):
        return plan_tables.when_cell(file, action, sheet)
    cell = paper.paragraph(exact_date(action.said.due_on), sheet.body)
    return cell + paper.paragraph(_("How often is in the full plan."), sheet.small)


def _third(file: CaseFile, action: Action, limit: int, sheet: Sheet) -> Cell:
    """What follows if it is not done; who does it, where it is not the person."""
    said = action.said
    if not _is_theirs(action):
        owner = labels.owner_words(said, file.case.person)
        return paper.paragraph(short(owner, min(limit, 80)), sheet.body)
    if said.if_missed:
        words, everything = sentences(said.if_missed, limit // 2)
        return paper.paragraph(words, sheet.body) + (
            [] if everything else paper.paragraph(_("See the full plan."), sheet.small)
        )
    none = _("Nothing: voluntary") if said.source is Source.VOLUNTARY else _("Not said")
    return paper.paragraph(none, sheet.small)


# Why, risk and flags.


def _compliance(file: CaseFile) -> list[_Said]:
    """For the court alone: the stage, and how appointments went."""
    found = file.compliance
    if found is None:
        return []
    kept = compliance_lines.kept_words(found.engagement)
    return [
        [
            paper.strong(f"{labels.label(found.stage)}. "),
            compliance_lines.stage_detail(found),
            " ",
            _("In the last 12 months: {parts}.").format(parts=kept),
        ]
    ]


def _why(file: CaseFile, limit: int) -> list[_Said]:
    if file.decision is None:
        return [[paper.strong(_("No decision record is on file."))]]
    said, everything = sentences(file.decision.said.rationale, limit)
    decided = short(case_plan.decided_words(file.decision), min(limit, 160))
    words: list[str | Run] = [f"{said} " if said else ""]
    if not everything:
        words.append(paper.quiet(f"{_rest(said)} "))
    return [[*words, paper.quiet(f"{decided}.")]]


def _risk(file: CaseFile, limit: int) -> list[_Said]:
    level = labels.rosh_words(file.case.managed)
    if level:
        head = _("Serious harm: {level}.").format(level=level)
    else:
        head = _("Risk of serious harm has not been assessed.")
    said: list[str | Run] = [paper.strong(head)]
    for lead, words in case_plan.risk_notes(file):
        told, everything = sentences(words, limit // 2)
        said += [paper.quiet(f" {lead}: "), case_plan.sentence(told) if told else ""]
        said += [] if everything else [paper.quiet(f" {_rest(told)}")]
    return [said]


def _flags(file: CaseFile, limit: int) -> list[_Said]:
    names, facts = case_plan.flags_said(file)
    most = max(2, limit // 30)
    shown = [short(name, min(limit, 60)) for name in names[:most]]
    if len(names) > most:
        shown.append(_("and {count}").format(count=count(len(names) - most, "more", "more")))
    words: list[str | Run] = [paper.strong(paper.joined(shown)) if shown else case_plan.no_flag_words(file)]
    if facts:
        words.append(paper.quiet(f"  {short(facts, 200)}"))
    return [words]


# Services, appointments, agreement.


def _service(one: ServiceAccess, limit: int) -> _Said:
    said = one.said
    most = min(limit, 80)
    name = short(paper.joined([said.service or one.need_name, said.provider], ", "), most)
    return [paper.strong(name), f": {_reached(one, most)}"]


def _reached(one: ServiceAccess, most: int) -> str:
    if one.said.barrier is not None:
        lead = _("stopped") if one.obtained else _("not obtained")
        told, everything = sentences(labels.barrier_words(one), 2 * most)
        why = [f"{labels.label(one.said.barrier)}.", _("More is in the full plan.")]
        return f"{lead}. {told if everything else ' '.join(why)}"
    if one.said.outcome is not None:
        return labels.label(one.said.outcome).lower()
    rungs = one.said.reached()
    if not rungs:
        return _("nothing done yet")
    _field, words, day = rungs[-1]
    said = _("{rung} {day}").format(rung=_(words).lower(), day=short_date(day))
    return said if one.obtained else _("waiting: {rung}").format(rung=said)


def _coming(file: CaseFile, limit: int) -> _Said:
    one = file.next_appointment
    if one is None:
        return [paper.strong(_("Nothing is booked."))]
    where = [
        one.type_name,
        one.said.place,
        labels.named_with_agency(one.said.with_name, one.said.with_agency),
    ]
    facts = paper.joined(short(words, min(limit, 60)) for words in where if words)
    return [paper.strong(date_time(one.starts_at)), f"  {facts}" if facts else ""]


def _agreed(file: CaseFile) -> list[_Said]:
    plan = file.plan
    if plan is None:
        return []
    if plan.agreement is None:
        words = _("This is a draft. It has not been agreed yet.")
    else:
        words = labels.agreement_words(plan.agreement, file.case.person)
    review = (
        _("Reviewed by {day}.").format(day=exact_date(plan.said.review_on)) if plan.said.review_on else ""
    )
    return [[paper.strong(words), f"  {review}" if review else ""]]


def _also(file: CaseFile) -> list[_Said]:
    """What the full plan of this reader holds besides."""
    plan = file.plan
    done = closed = 0
    if plan is not None:
        done = sum(not _stands(one) for goal in plan.active_goals for one in goal.actions)
        closed = sum(goal.state is not GoalState.ACTIVE for goal in plan.goals)
    parts = [
        count(done, N_("action done or no longer needed"), N_("actions done or no longer needed"))
        if done
        else "",
        count(closed, N_("goal reached or taken out"), N_("goals reached or taken out")) if closed else "",
        _many(len(file.conditions), N_("condition"), N_("conditions")),
        _many(len(file.needs), N_("need"), N_("needs")),
        _many(len(file.measures), N_("measure against risk"), N_("measures against risk")),
        _many(len(file.appointments), N_("appointment"), N_("appointments")),
    ]
    said = join_words(parts)
    lead = _("also tells of {what}.").format(what=said) if said else ""
    return [[paper.quiet(lead)]] if lead and file.audience is not Audience.PERSON else []


def _many(number: int, one: str, many: str) -> str:
    return count(number, one, many) if number else ""
