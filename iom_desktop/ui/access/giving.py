"""Giving the access report out: the report, the spreadsheet, the commissioner's pages, each on record first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iom_desktop.display.access_lines import access_csv
from iom_desktop.display.words import _
from iom_desktop.errors import UserError
from iom_desktop.services import access_report
from iom_desktop.ui.documents.saving import Copy, add_recipients, save_copy
from iom_desktop.ui.form import ChoiceField, Form
from iom_desktop.ui.form_dialog import FormDialog

if TYPE_CHECKING:
    from iom_desktop.reports.access_report import AccessPaper
    from iom_desktop.ui.access.page import AccessPage

REPORT, SHEET, COMMISSIONER = "access:report", "access:spreadsheet", "access:commissioner"
_SHARED, _INTERNAL = "shared", "internal"


class AccessSaveDialog(FormDialog):
    """For whom the report or its spreadsheet is, and what for."""

    def __init__(self, page: AccessPage, *, sheet: bool) -> None:
        form = Form(name="access-save-form")
        _add_recipients(form, page)
        super().__init__(
            page,
            _("Save the access report for a spreadsheet") if sheet else _("Save the access report"),
            form,
            submit=lambda: self._submit_copy(page, sheet),
            name="access-save-dialog",
            journal=page.workspace.drafts,
            draft_key=SHEET if sheet else REPORT,
            save_words=_("Save as CSV...") if sheet else _("Save as PDF..."),
            width=520,
        )

    def _submit_copy(self, page: AccessPage, sheet: bool) -> None:
        give_out(page, _sheet(page) if sheet else _report(page), **self.form.values())


class CommissionerDialog(FormDialog):
    """Which need, which copy, for whom and what for."""

    def __init__(self, page: AccessPage) -> None:
        form = Form(name="commissioner-form")
        needs = [("", _("Every need, a page each"))]
        needs += [(line.key, page.needs.get(line.key, line.key)) for line in page.report.needs]
        form.add(ChoiceField("need", _("Need"), needs, blank=None))
        form.add(
            ChoiceField(
                "copy",
                _("Copy"),
                [(_SHARED, _("Numbers, to be shared")), (_INTERNAL, _("Names, for the team only"))],
                blank=None,
                hint=_("In the numbers to be shared none is under five, and none can be worked out."),
            )
        )
        _add_recipients(form, page)
        form.set_values({"need": page.chosen_need(), "copy": _SHARED})
        super().__init__(
            page,
            _("Commissioner's page"),
            form,
            submit=lambda: give_out_unmet(page, **form.values()),
            name="commissioner-dialog",
            journal=page.workspace.drafts,
            draft_key=COMMISSIONER,
            save_words=_("Save as PDF..."),
            width=520,
        )


def _add_recipients(form: Form, page: AccessPage) -> None:
    add_recipients(
        form,
        page.workspace,
        usual=_("Commissioner"),
        purpose=_("For example: contract review on 3 December."),
    )


def _day(page: AccessPage) -> str:
    return page.workspace.today().isoformat()


def _report(page: AccessPage) -> Copy:
    file = page.paper()

    def make() -> bytes:
        from iom_desktop.reports.access_report import access_paper

        return access_paper(file)

    return Copy(
        caption=_("Save the access report"),
        document="access report",
        file_name=_("Access to services {day}.pdf").format(day=_day(page)),
        kind=_("PDF (*.pdf)"),
        make=make,
        not_made=_("Access report not made"),
        record=access_report.disclose_access_report,
        failed=access_report.disclosure_failed,
    )


def _sheet(page: AccessPage) -> Copy:
    report, needs = page.report, page.needs
    return Copy(
        caption=_("Save the access report for a spreadsheet"),
        document="access report, spreadsheet",
        file_name=_("Access to services {day}.csv").format(day=_day(page)),
        kind=_("CSV (*.csv)"),
        make=lambda: access_csv(report, needs).encode("utf-8-sig"),
        not_made=_("Access report not made"),
        record=access_report.disclose_access_report,
        failed=access_report.disclosure_failed,
    )


def _unmet(page: AccessPage, codes: tuple[str, ...], *, names: bool) -> Copy:
    file = page.paper()
    people = page.workspace.read(access_report.name_facts, page.report.facts) if names else None
    copy = "names" if names else "numbers"
    shown = ", ".join(codes) if len(codes) == 1 else "every need"
    return Copy(
        caption=_("Save the commissioner's page"),
        document=f"commissioner's page, {shown}, {copy}",
        file_name=_names_file(page) if names else _numbers_file(page),
        kind=_("PDF (*.pdf)"),
        make=lambda: _unmet_bytes(file, codes, people),
        not_made=_("Access report not made"),
        record=access_report.disclose_access_report,
        failed=access_report.disclosure_failed,
    )


def _names_file(page: AccessPage) -> str:
    return _("Unmet need, internal {day}.pdf").format(day=_day(page))


def _numbers_file(page: AccessPage) -> str:
    return _("Unmet need {day}.pdf").format(day=_day(page))


def _unmet_bytes(
    file: AccessPaper, codes: tuple[str, ...], people: list[access_report.NamedFact] | None
) -> bytes:
    from iom_desktop.reports.commissioner import Unmet, commissioner_paper

    unmet = None if people is None else [Unmet(crn=one.crn, name=one.name, fact=one.fact) for one in people]
    return commissioner_paper(file, codes, unmet)


def give_out_unmet(
    page: AccessPage, need: str | None, copy: str | None, recipients: str, purpose: str
) -> None:
    """Save the commissioner's page of ``need``, or of each. Raises ``UserError``; then nothing leaves."""
    codes = (need,) if need else tuple(line.key for line in page.report.needs)
    if not recipients.strip():
        raise UserError(_("For whom: this is needed."), "recipients")
    give_out(page, _unmet(page, codes, names=copy == _INTERNAL), recipients, purpose)


def give_out(page: AccessPage, copy: Copy, recipients: str, purpose: str) -> None:
    """Save ``copy`` where the officer says, on record before it is written. Raises ``UserError``."""
    save_copy(page, page.workspace, copy, recipients, purpose)
