"""Saving attendance and follow-through: as a PDF or for a spreadsheet, on record for whom before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iom_desktop.display.conference_lines import attendance_csv
from iom_desktop.display.words import _
from iom_desktop.services import attendance_report
from iom_desktop.ui.documents.saving import Copy, add_recipients, save_copy
from iom_desktop.ui.form import Form
from iom_desktop.ui.form_dialog import FormDialog

if TYPE_CHECKING:
    from iom_desktop.ui.conferences.attendance_page import AttendancePage

REPORT, SHEET = "attendance:report", "attendance:spreadsheet"


class AttendanceSaveDialog(FormDialog):
    """For whom the report or its spreadsheet is, and what for."""

    def __init__(self, page: AttendancePage, *, sheet: bool) -> None:
        form = Form(name="attendance-save-form")
        add_recipients(
            form,
            page.workspace,
            usual=_("Case conference"),
            purpose=_("For example: strategy group on 3 December."),
        )
        super().__init__(
            page,
            _("Save attendance for a spreadsheet") if sheet else _("Save attendance and follow-through"),
            form,
            submit=lambda: save_copy(
                page, page.workspace, _sheet(page) if sheet else _report(page), **form.values()
            ),
            name="attendance-save-dialog",
            journal=page.workspace.drafts,
            draft_key=SHEET if sheet else REPORT,
            save_words=_("Save as CSV…") if sheet else _("Save as PDF…"),
            width=520,
        )


def _report(page: AttendancePage) -> Copy:
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

    def make() -> bytes:
        from iom_desktop.reports.attendance import attendance_paper

        return attendance_paper(file)

    return Copy(
        caption=_("Save attendance and follow-through"),
        document="attendance and follow-through",
        not_made=_("Attendance report not made"),
        file_name=_("Attendance {day}.pdf").format(day=page.workspace.today().isoformat()),
        kind=_("PDF (*.pdf)"),
        make=make,
        record=attendance_report.disclose_attendance_report,
        failed=attendance_report.disclosure_failed,
    )


def _sheet(page: AttendancePage) -> Copy:
    found = page.report
    return Copy(
        caption=_("Save attendance for a spreadsheet"),
        document="attendance and follow-through, spreadsheet",
        not_made=_("Attendance report not made"),
        file_name=_("Attendance {day}.csv").format(day=page.workspace.today().isoformat()),
        kind=_("CSV (*.csv)"),
        make=lambda: attendance_csv(found.agencies, found.meetings).encode("utf-8-sig"),
        record=attendance_report.disclose_attendance_report,
        failed=attendance_report.disclosure_failed,
    )
