"""Giving out attendance and follow-through: as a paper or for a spreadsheet, on the register before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iom_desktop.display.conference_lines import attendance_csv
from iom_desktop.display.formats import short_date
from iom_desktop.display.paper_subjects import in_spreadsheet, report_subject
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Document, NumberedCopy, PaperSubject
from iom_desktop.ui.documents.giving import Giving, Paper

if TYPE_CHECKING:
    from iom_desktop.reports.attendance import AttendancePaper
    from iom_desktop.ui.conferences.attendance_page import AttendancePage

REPORT, SHEET = "attendance:report", "attendance:spreadsheet"


class AttendanceGiving:
    """The report and its spreadsheet, each with its own question about the copies."""

    def __init__(self, page: AttendancePage) -> None:
        self._page = page
        self.report = self._giving(REPORT, lambda: report_paper(page))
        self.sheet = self._giving(SHEET, lambda: sheet_paper(page))

    def _giving(self, key: str, paper: Callable[[], Paper]) -> Giving:
        return Giving(
            self._page,
            self._page.workspace,
            paper,
            key=key,
            usual=(_("Case conference"),),
            hint=_("For example: strategy group on 3 December."),
        )

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open before a lock."""
        (self.sheet if draft_key.startswith(SHEET) else self.report).resume(draft_key)


def report_paper(page: AttendancePage) -> Paper:
    """The figures shown, as a paper."""
    from iom_desktop.reports.attendance import AttendancePaper

    found = page.report
    file = AttendancePaper(
        since=found.since,
        until=found.until,
        agencies=found.agencies,
        meetings=found.meetings,
        scheme=page.workspace.store_name,
        made_at=page.workspace.now(),
        made_by=page.workspace.officer.name,
    )
    return Paper(
        subject=_subject(page),
        file_name=_("Attendance {day}.pdf").format(day=page.workspace.today().isoformat()),
        make=lambda copy, _step: _report_bytes(file, copy),
    )


def sheet_paper(page: AttendancePage) -> Paper:
    """The figures shown, for a spreadsheet."""
    found = page.report
    return Paper(
        subject=in_spreadsheet(_subject(page)),
        file_name=_("Attendance {day}.csv").format(day=page.workspace.today().isoformat()),
        make=lambda _copy, _step: attendance_csv(found.agencies, found.meetings).encode("utf-8-sig"),
    )


def _subject(page: AttendancePage) -> PaperSubject:
    found = page.report
    version = _("{since} to {until}").format(since=short_date(found.since), until=short_date(found.until))
    return report_subject(Document.ATTENDANCE, version, (found.agencies, found.meetings))


def _report_bytes(file: AttendancePaper, copy: NumberedCopy | None) -> bytes:
    # ReportLab is needed only now.
    from iom_desktop.reports.attendance import attendance_paper

    return attendance_paper(file, copy)
