"""Every paper the program makes, of the gallery's own caseload: name and PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from iom_desktop.domain.actions import SERVES_RISK, ActionDraft, Who
from iom_desktop.domain.audiences import CONFERENCE, COURT, FULL, THE_PERSON
from iom_desktop.domain.codes import APPOINTMENT_OUTCOMES
from iom_desktop.domain.conferences import ConferenceState
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.documents import Document
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.domain.plans import GoalDraft, Plan
from iom_desktop.errors import UserError
from iom_desktop.gallery.stage import NOW, TODAY, Stage
from iom_desktop.reports.access_report import AccessPaper, access_paper
from iom_desktop.reports.attendance import AttendancePaper, attendance_paper
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.commissioner import commissioner_paper
from iom_desktop.reports.comparison import comparison_paper
from iom_desktop.reports.day_sheet import day_sheet as day_sheet_pdf
from iom_desktop.reports.letter import letter_pdf
from iom_desktop.reports.minutes import action_list_pdf, minutes_pdf
from iom_desktop.reports.pack import pack_pdf
from iom_desktop.reports.papers import make_paper
from iom_desktop.reports.subject_access import subject_access as subject_access_pdf
from iom_desktop.services import (
    access_report,
    actions,
    cases,
    codes,
    comparisons,
    conferences,
    day_sheet,
    letters,
    packs,
    plans,
    subject_access,
)
from iom_desktop.services.attendance_report import load_attendance_report
from iom_desktop.services.case_files import load_case_file
from iom_desktop.services.papers import load_paper

#: The papers by name, in the order drawn.
PAPERS = (
    "case-plan",
    "case-plan-one-page",
    "case-plan-conference",
    "case-plan-court",
    "my-plan",
    "my-plan-large-print",
    "my-plan-welsh",
    "decision",
    "deselection",
    "day-sheet",
    "letter",
    "access-report",
    "commissioner",
    "attendance",
    "pack",
    "minutes",
    "actions",
    "comparison",
    "subject-access",
)
#: Of a paper that goes on and on alike, so many pages are drawn.
FIRST_PAGES = {"subject-access": 3}


def make_papers(on: Stage, names: Sequence[str] = PAPERS) -> Iterator[tuple[str, bytes]]:
    """(name, PDF) of each paper of ``names``."""
    makers: dict[str, Callable[[Stage], bytes]] = {
        "case-plan": _case_plan,
        "day-sheet": _day_sheet,
        "letter": _letter,
        "access-report": lambda stage: access_paper(_access(stage)),
        "attendance": _attendance,
        "commissioner": lambda stage: commissioner_paper(_access(stage), ("DRUGS",), None),
    }
    makers |= {"pack": _pack, "minutes": _minutes, "actions": _actions}
    makers |= {"comparison": _comparison, "subject-access": _subject_access}
    makers |= {name: partial(_wished, **wish) for name, wish in _WISHES.items()}
    for name in names:
        yield name, makers[name](on)


#: The papers about one case that are made as the window makes them.
_WISHES: Mapping[str, Mapping[str, Any]] = {
    "case-plan-one-page": {"document": Document.SUMMARY},
    "case-plan-conference": {"document": Document.PLAN, "reader": CONFERENCE},
    "case-plan-court": {"document": Document.PLAN, "reader": COURT},
    "my-plan": {"document": Document.PLAN, "reader": THE_PERSON},
    "my-plan-large-print": {"document": Document.PLAN, "reader": THE_PERSON, "large_print": True},
    "my-plan-welsh": {"document": Document.PLAN, "reader": THE_PERSON, "language": "cy"},
    "decision": {"document": Document.DECISION},
    "deselection": {"document": Document.DESELECTION},
}


def _wished(on: Stage, **wish: Any) -> bytes:
    """The paper of the case that is drawn, or of the first that has one."""
    read = on.workspace.read
    for case_id in (on.cast.agreed, *(row.id for row in read(cases.list_cases, NOW))):
        try:
            return make_paper(read(load_paper, PaperWish(case_id=case_id, **wish), NOW))
        except UserError:
            continue
    raise AssertionError("nobody has such a paper")


def _case_plan(on: Stage) -> bytes:
    return case_plan(on.workspace.read(load_case_file, on.cast.agreed, NOW, in_force=True))


def _day_sheet(on: Stage) -> bytes:
    """The busiest day of the coming fortnight."""
    read = on.workspace.read
    days = [TODAY + timedelta(days=away) for away in range(15)]
    busiest = max(days, key=lambda day: len(read(day_sheet.visits_of, day)))
    outcomes = list(read(codes.list_codes, APPOINTMENT_OUTCOMES).values())
    return day_sheet_pdf(read(day_sheet.load_day_sheet, busiest, "", NOW), outcomes)


def _letter(on: Stage) -> bytes:
    """The last warning that was sent to anybody."""
    read = on.workspace.read
    sent = [
        (letter.said, row.crn)
        for row in read(cases.list_cases, NOW)
        for letter in read(letters.list_letters, row.id)
    ]
    said, crn = max(sent, key=lambda one: (one[0].sent_on or TODAY, one[1]))
    return letter_pdf(said, crn)


def _attendance(on: Stage) -> bytes:
    """Attendance and follow-through over the last year."""
    found = on.workspace.read(load_attendance_report, add_months(TODAY, -12), TODAY, TODAY)
    return attendance_paper(
        AttendancePaper(
            since=found.since,
            until=found.until,
            agencies=found.agencies,
            meetings=found.meetings,
            scheme=on.workspace.store_name,
            made_at=NOW,
            made_by=on.workspace.officer.name,
        )
    )


def _access(on: Stage) -> AccessPaper:
    read = on.workspace.read
    return AccessPaper(
        report=read(access_report.load_access_report, TODAY, None),
        needs=read(access_report.need_names),
        stated=access_report.inspection_stated(),
        scheme=on.workspace.store_name,
        made_at=NOW,
        made_by=on.workspace.officer.name,
    )


def _pack(on: Stage) -> bytes:
    """The pack of the coming conference: its four cases with most reasons, the first told in full as well."""
    read = on.workspace.read
    conference = read(packs.conference_named, "next", TODAY)
    items = sorted(read(conferences.list_cases, conference.id), key=lambda one: -len(one.reasons))
    pack = read(packs.load_pack, conference.id, CONFERENCE, NOW, (items[0].case_id,))
    chosen = {one.case_id for one in items[:4]}
    cases = [one for one in pack.cases if one.item.case_id in chosen]
    numbered = tuple(replace(one, number=number) for number, one in enumerate(cases, start=1))
    return pack_pdf(replace(pack, cases=numbered))


def _minutes(on: Stage) -> bytes:
    """The minutes of the last conference."""
    read = on.workspace.read
    return minutes_pdf(read(packs.load_minutes, _last_held(on), CONFERENCE, NOW))


def _actions(on: Stage) -> bytes:
    """What the agencies were given to do at the last conference, and before."""
    read = on.workspace.read
    return action_list_pdf(read(packs.load_action_list, _last_held(on), CONFERENCE, NOW))


def _last_held(on: Stage) -> str:
    held = on.workspace.read(conferences.list_conferences)
    return next(one.id for one in held if one.state is ConferenceState.CLOSED)


def _comparison(on: Stage) -> bytes:
    """What a draft changes: an action is reworded and has another day, and a goal with its action is new."""
    case_id, draft = _draft_of_nobody_drawn(on)
    first = draft.active_goals[0].actions[0]
    if not first.said.how_often.startswith("every Friday"):
        do = on.workspace.perform
        due_on = TODAY + timedelta(days=14)
        said = replace(first.said, what=f"{first.said.what} Bring the card.", due_on=due_on)
        said = replace(said, how_often="every Friday until then")
        do("Change required action", actions.change_action, first.id, first.version, said, TODAY)
        goal = GoalDraft(words="I will see my daughter every second Sunday.", serves=(SERVES_RISK,))
        goal_id = do("Add goal", plans.add_goal, draft.id, goal)
        more = ActionDraft(what="Ring the contact centre and ask for a day.", who=Who.PERSON, due_on=due_on)
        do("Add required action", actions.add_action, goal_id, more, TODAY)
        words = replace(draft.said, review_on=TODAY + timedelta(days=91))
        newest = on.workspace.read(plans.load_plan, draft.id)
        do("Word the plan", plans.word_plan, draft.id, newest.version, words)
    file = on.workspace.read(comparisons.load_comparison, case_id, draft.number - 1, draft.number, FULL, NOW)
    return comparison_paper(file)


def _draft_of_nobody_drawn(on: Stage) -> tuple[str, Plan]:
    """A draft after an agreed version, of somebody who is in no other picture."""
    read = on.workspace.read
    drawn = {on.cast.agreed, on.cast.changing, on.cast.unclear, on.cast.bare}
    for row in read(cases.list_cases, NOW):
        newest = None if row.id in drawn else read(plans.newest_plan, row.id)
        if newest is not None and newest.draft and newest.number > 1 and len(newest.active_goals) > 1:
            return row.id, newest
    raise AssertionError("no draft follows an agreed plan")


def _subject_access(on: Stage) -> bytes:
    """Everything held about somebody."""
    return subject_access_pdf(on.workspace.read(subject_access.load_extract, on.cast.agreed, NOW))
