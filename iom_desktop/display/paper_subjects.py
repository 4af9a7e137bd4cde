"""Which paper it is that is about to be given out: its name, its version, and whose cases are on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date, short_date
from iom_desktop.display.words import _
from iom_desktop.domain.audiences import FULL, THE_PERSON, Audience
from iom_desktop.domain.documents import Document, PaperSubject, fingerprint
from iom_desktop.domain.packs import ConferencePaper, cases_of, document_of

if TYPE_CHECKING:
    from iom_desktop.domain.access_report import AccessReport
    from iom_desktop.domain.case_files import CaseFile
    from iom_desktop.domain.comparison_files import ComparisonFile
    from iom_desktop.domain.day_sheet import DaySheet
    from iom_desktop.domain.decision_files import DecisionFile
    from iom_desktop.domain.deselection import DeselectionFile
    from iom_desktop.domain.letters import LetterDraft
    from iom_desktop.domain.my_plan import MyPlan
    from iom_desktop.domain.plans import Plan
    from iom_desktop.domain.subject_access import Extract


def plan_subject(file: CaseFile, document: Document) -> PaperSubject:
    """The case plan, on one page or in full; for the person, "My plan"."""
    plan = file.plan
    mine = file.audience is Audience.PERSON
    return PaperSubject(
        document=document,
        series=f"{document.value}:{file.case.id if plan is None else plan.id}",
        title=_("My plan") if mine else labels.label(document),
        version=version_words(plan),
        reader=file.reader,
        # What is unclear in the plan follows from the rest, and from the day.
        content=fingerprint(replace(file, readiness=())),
        case_ids=(file.case.id,),
        case_id=file.case.id,
        plan_id=None if plan is None else plan.id,
        plan_version=None if plan is None else plan.number,
    )


def version_words(plan: Plan | None) -> str:
    """ "Version 2, agreed 20 Nov 2026", or that there is no plan."""
    return _("No plan yet") if plan is None else labels.version_words(plan)


def decision_subject(file: DecisionFile) -> PaperSubject:
    """The record of a decision."""
    return _case_record(Document.DECISION, file.decision.id, file, file.decision.said.decided_on)


def deselection_subject(file: DeselectionFile) -> PaperSubject:
    """The record of a de-selection."""
    return _case_record(Document.DESELECTION, file.deselection.id, file, file.deselection.said.decided_on)


def _case_record(
    document: Document, record_id: str, file: DecisionFile | DeselectionFile, on: date | None
) -> PaperSubject:
    return PaperSubject(
        document=document,
        series=f"{document.value}:{record_id}",
        title=labels.label(document),
        version=_("of {day}").format(day=exact_date(on)) if on else "",
        reader=file.reader,
        content=fingerprint(file),
        case_ids=(file.case.id,),
        case_id=file.case.id,
    )


def comparison_subject(file: ComparisonFile) -> PaperSubject:
    """What changed between two versions of a plan."""
    older, newer = file.older, file.newer
    return PaperSubject(
        document=Document.COMPARISON,
        series=f"{Document.COMPARISON.value}:{older.plan_id}:{newer.number}",
        title=labels.label(Document.COMPARISON),
        version=_("versions {older} and {newer}").format(older=older.number, newer=newer.number),
        reader=file.reader,
        content=fingerprint(file),
        case_ids=(file.case.id,),
        case_id=file.case.id,
        plan_id=newer.plan_id,
        plan_version=newer.number,
    )


def subject_access_subject(extract: Extract) -> PaperSubject:
    """Everything held about one person. Giving it out adds to what it tells: that part is not its content."""
    # The words of every kind of record are needed for this paper alone.
    from iom_desktop.display.subject_access_lines import GROWS

    told = [section for section in extract.sections if section.code not in GROWS]
    return PaperSubject(
        document=Document.SUBJECT_ACCESS,
        series=f"{Document.SUBJECT_ACCESS.value}:{extract.case_id}",
        title=labels.label(Document.SUBJECT_ACCESS),
        version=_("as of {day}").format(day=exact_date(extract.made_at.date())),
        reader=THE_PERSON,
        content=fingerprint(extract.name, extract.crn, told),
        case_ids=(extract.case_id,),
        case_id=extract.case_id,
        large_print=extract.large_print,
    )


def letter_subject(letter_id: str, case_id: str, template_name: str, said: LetterDraft) -> PaperSubject:
    """A letter; ``letter_id`` is what it is counted by, on record or not yet."""
    return PaperSubject(
        document=Document.LETTER,
        series=f"{Document.LETTER.value}:{letter_id}",
        title=_("Letter: {name}").format(name=template_name),
        version=_("of {day}").format(day=short_date(said.sent_on)) if said.sent_on else "",
        reader=THE_PERSON,
        content=fingerprint(said),
        case_ids=(case_id,),
        case_id=case_id,
        large_print=said.letter_format.value == "large_print",
    )


def day_sheet_subject(sheet: DaySheet) -> PaperSubject:
    """A day's visits, of one officer or of all."""
    return PaperSubject(
        document=Document.DAY_SHEET,
        series=f"{Document.DAY_SHEET.value}:{sheet.day.isoformat()}",
        title=labels.label(Document.DAY_SHEET),
        version=_("of {day}").format(day=exact_date(sheet.day)),
        reader=FULL,
        content=fingerprint(sheet),
        case_ids=tuple(dict.fromkeys(visit.case.id for visit in sheet.visits)),
    )


def conference_subject(paper: ConferencePaper) -> PaperSubject:
    """A pack, the minutes or the action list of a conference."""
    document, head = document_of(paper), paper.head
    return PaperSubject(
        document=document,
        series=f"{document.value}:{head.conference.id}",
        title=labels.label(document),
        version=_("conference of {day}").format(day=exact_date(head.conference.held_on)),
        reader=head.reader,
        content=fingerprint(paper),
        case_ids=cases_of(paper),
        conference_id=head.conference.id,
    )


def report_subject(document: Document, version: str, content: object) -> PaperSubject:
    """A report about many people, in numbers or by name. ``version`` says of what time: "1 Jan to 31 Mar 2026"."""
    return PaperSubject(
        document=document,
        series=f"{document.value}:{version}"[:80],
        title=labels.label(document),
        version=version,
        reader=FULL,
        content=fingerprint(content),
        case_ids=(),
    )


def access_subject(
    report: AccessReport, needs: Mapping[str, str], *, spreadsheet: bool = False
) -> PaperSubject:
    """Access to services, as a paper or for a spreadsheet."""
    subject = report_subject(Document.ACCESS, access_words(report), (report, needs))
    return in_spreadsheet(subject) if spreadsheet else subject


def access_words(report: AccessReport) -> str:
    """Of what time the figures tell: "as at Sun 22 Nov 2026"."""
    day = exact_date(report.today)
    if report.found_from is None:
        return _("as at {day}").format(day=day)
    words = _("needs found since {start}, as at {day}")
    return words.format(start=short_date(report.found_from), day=day)


def in_spreadsheet(subject: PaperSubject) -> PaperSubject:
    """The same figures in rows and columns."""
    return replace(subject, title=_("{paper}, spreadsheet").format(paper=subject.title))


def my_plan_subject(mine: MyPlan) -> PaperSubject:
    """ "My plan", the person's own copy. What it left out is no part of it."""
    from iom_desktop.display import my_plan_lines

    return PaperSubject(
        document=Document.PLAN,
        series=f"my_plan:{mine.plan_id or mine.case_id}",
        title=_("My plan"),
        version=my_plan_lines.version_words(mine),
        reader=THE_PERSON,
        content=fingerprint(replace(mine, left_out=(), rules=())),
        case_ids=(mine.case_id,),
        case_id=mine.case_id,
        plan_id=mine.plan_id,
        plan_version=mine.plan_number,
        language=mine.language,
        large_print=mine.large_print,
    )
