"""Attendance and follow-through on paper, and its charts, which the screen shows as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from iom_desktop.display.conference_lines import (
    agency_definitions,
    party_words,
    period_words,
    share_words,
    there_words,
)
from iom_desktop.display.formats import short_date
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import AgencyRecord, MeetingRecord
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.access_report import block, chart_block, title_block
from iom_desktop.reports.charts import Bar, Part, bar_chart
from iom_desktop.reports.paper import ROOMY, strong
from iom_desktop.reports.tables import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePaper:
    """What goes on paper: the figures of a period, who made it and whose conferences they are."""

    since: date
    until: date
    agencies: tuple[AgencyRecord, ...]
    meetings: tuple[MeetingRecord, ...]
    scheme: str
    made_at: datetime  #: local time
    made_by: str
    marking: str = "OFFICIAL-SENSITIVE"


# --- Charts --------------------------------------------------------------------------------------------


def _part_taken(present: int, report: int, apologies: int, absent: int) -> tuple[Part, ...]:
    return (
        Part(present, _("At the table"), "solid"),
        Part(report, _("Sent a report"), "hatched"),
        Part(apologies, _("Apologies"), "pale"),
        Part(absent, _("Absent"), "dark"),
    )


def _fate(in_time: int, late: int, still_open: int, overdue: int) -> tuple[Part, ...]:
    return (
        Part(in_time, _("Done in time"), "solid"),
        Part(late, _("Done late"), "hatched"),
        Part(still_open, _("Open, not due yet"), "pale"),
        Part(overdue, _("Overdue or missed"), "dark"),
    )


def attendance_chart(agencies: Sequence[AgencyRecord], width: float) -> Drawing:
    """A bar for each agency that was expected: how it took part."""
    return bar_chart(
        [
            Bar(
                party_words(one.agency),
                _part_taken(one.in_person + one.remote, one.report, one.apologies, one.absent),
                there_words(one),
            )
            for one in agencies
            if one.expected
        ],
        width,
    )


def follow_chart(agencies: Sequence[AgencyRecord], width: float) -> Drawing:
    """A bar for each agency that took actions on: what became of them."""
    return bar_chart(
        [
            Bar(
                party_words(one.agency),
                _fate(one.done_in_time, one.done_late, one.still_open, one.overdue),
                share_words(one.done_share),
            )
            for one in agencies
            if one.actions
        ],
        width,
    )


def meetings_chart(meetings: Sequence[MeetingRecord], width: float) -> Drawing:
    """A bar for each conference, in the order they were held: how the agencies took part."""
    return bar_chart(
        [
            Bar(
                short_date(one.held_on),
                _part_taken(one.present, one.report, one.apologies, one.absent),
                _("{there} of {expected}").format(there=one.present, expected=one.expected),
            )
            for one in meetings
        ],
        width,
    )


def meeting_actions_chart(meetings: Sequence[MeetingRecord], width: float) -> Drawing:
    """A bar for each conference, in the order they were held: what became of the actions it gave."""
    return bar_chart(
        [
            Bar(
                short_date(one.held_on),
                _fate(one.done_in_time, one.done_late, one.still_open, one.overdue),
                f"{one.actions:,}",
            )
            for one in meetings
        ],
        width,
    )


# --- Paper ---------------------------------------------------------------------------------------------


def attendance_paper(file: AttendancePaper, copy: NumberedCopy | None = None) -> bytes:
    """Attendance and follow-through as a PDF on A4. The same figures give the same bytes."""
    title = _("Attendance and follow-through")
    furniture = pages.Furniture(
        title=title,
        marking=file.marking,
        stamp="",
        running=paper.joined([title, file.scheme]),
        foot=paper.joined([title, file.scheme]),
        copy=copy,
    )
    return pages.print_pages(_story(file, title), furniture)


def _story(file: AttendancePaper, title: str) -> list[Flowable]:
    about = period_words(file.since, file.until, file.meetings)
    story = title_block(title, paper.joined([file.scheme, about]))
    if not file.meetings:
        return story + block(_("No conference of this period is closed yet."))
    expected = [one for one in file.agencies if one.expected]
    owners = [one for one in file.agencies if one.actions]
    if expected:
        story += chart_block(_("How the agencies took part"), attendance_chart(expected, paper.WIDTH))
        story.append(_attendance_table(expected))
    if owners:
        story += chart_block(_("What became of the actions they took on"), follow_chart(owners, paper.WIDTH))
        story.append(_actions_table(owners))
    story += chart_block(
        _("Conference by conference: attendance"), meetings_chart(file.meetings, paper.WIDTH)
    )
    story += chart_block(
        _("Conference by conference: actions"), meeting_actions_chart(file.meetings, paper.WIDTH)
    )
    return story + _definitions()


_NUMBER = 52.0


def _attendance_table(agencies: Sequence[AgencyRecord]) -> Flowable:
    heads = (
        _("Agency"), _("Expected"), _("In person"), _("Remote"), _("Report"), _("Apologies"), _("Absent"),
        _("Contributed"),
    )  # fmt: skip
    rows = [
        (
            party_words(one.agency), one.expected, one.in_person, one.remote, one.report, one.apologies, one.absent,
            one.contributed,
        )
        for one in agencies
    ]  # fmt: skip
    return _table(heads, rows)


def _actions_table(agencies: Sequence[AgencyRecord]) -> Flowable:
    heads = (
        _("Agency"), _("Actions"), _("Done in time"), _("Done late"), _("Open"), _("Overdue"), _("Share done"),
    )  # fmt: skip
    rows = [
        (
            party_words(one.agency), one.actions, one.done_in_time, one.done_late, one.still_open, one.overdue,
            share_words(one.done_share),
        )
        for one in agencies
    ]  # fmt: skip
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Flowable:
    numbers = len(heads) - 1
    widths = (paper.WIDTH - numbers * _NUMBER, *([_NUMBER] * numbers))
    head = Row(tuple(paper.paragraph(words, ROOMY.label) for words in heads))
    made = [
        Row(
            tuple(paper.paragraph(f"{cell:,}" if isinstance(cell, int) else cell, ROOMY.body) for cell in row)
        )
        for row in rows
    ]
    return tables.table(widths, head, made, ROOMY)


def _definitions() -> list[Flowable]:
    made: list[Flowable] = [CondPageBreak(90), Spacer(0, 6), *paper.heading(_("What the words mean"), ROOMY)]
    made.append(Spacer(0, 4))
    for words in agency_definitions():
        name, _colon, rest = words.partition(":")
        made += block([strong(f"{name}:"), rest])
    return made
