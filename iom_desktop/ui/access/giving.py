"""Giving the access report out: the report, the spreadsheet, the commissioner's pages, each on the register first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from iom_desktop.display.access_lines import access_csv
from iom_desktop.display.paper_subjects import access_subject, access_words, report_subject
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.services import access_report
from iom_desktop.services.access_report import NamedFact
from iom_desktop.ui.documents.giving import Giving, Paper
from iom_desktop.ui.form import ChoiceField, Form
from iom_desktop.ui.form_dialog import FormDialog

if TYPE_CHECKING:
    from iom_desktop.reports.access_report import AccessPaper
    from iom_desktop.ui.access.page import AccessPage

REPORT, SHEET, COMMISSIONER = "access:report", "access:spreadsheet", "access:commissioner"
_SHARED, _INTERNAL = "shared", "internal"


class AccessGiving:
    """The three papers of the page, each with its own question about the copies."""

    def __init__(self, page: AccessPage) -> None:
        self._page = page
        self._need, self._copy = "", _SHARED
        self.report = self._giving(REPORT, lambda: report_paper(page))
        self.sheet = self._giving(SHEET, lambda: sheet_paper(page))
        self.commissioner = self._giving(
            COMMISSIONER, lambda: unmet_paper(page, self._need, names=self._copy == _INTERNAL), self._about
        )

    def _giving(self, key: str, paper: Callable[[], Paper], about: Callable[[], str] = lambda: "") -> Giving:
        return Giving(
            self._page,
            self._page.workspace,
            paper,
            key=key,
            usual=(_("Commissioner"),),
            hint=_("For example: contract review on 3 December."),
            about=about,
        )

    def _about(self) -> str:
        return f"{self._need}/{self._copy}"

    def ask_commissioner(self) -> None:
        """Ask which need and which copy, then for whom."""
        CommissionerDialog(self._page, self.give_unmet).open()

    def give_unmet(self, need: str | None, copy: str | None) -> None:
        """Ask for whom the page of ``need`` is, or that of each need."""
        self._need, self._copy = need or "", copy or _SHARED
        self.commissioner.ask_save()

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open before a lock."""
        if draft_key == COMMISSIONER:
            self.ask_commissioner()
        elif draft_key.startswith(COMMISSIONER):
            need, _slash, copy = self.commissioner.about_of(draft_key).partition("/")
            self._need, self._copy = need, copy or _SHARED
            self.commissioner.resume(draft_key)
        else:
            (self.sheet if draft_key.startswith(SHEET) else self.report).resume(draft_key)


class CommissionerDialog(FormDialog):
    """Which need, and which copy: numbers to be shared, or names for the team."""

    def __init__(self, page: AccessPage, give: Callable[[str | None, str | None], None]) -> None:
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
        form.set_values({"need": page.chosen_need(), "copy": _SHARED})
        super().__init__(
            page,
            _("Commissioner's page"),
            form,
            submit=lambda: None,
            name="commissioner-dialog",
            journal=page.workspace.drafts,
            draft_key=COMMISSIONER,
            save_words=_("Continue..."),
            width=520,
        )
        # The next question opens once this one is out of its way.
        self.accepted.connect(lambda: give(form.field("need").value(), form.field("copy").value()))


def report_paper(page: AccessPage) -> Paper:
    """The report as shown."""
    file = page.paper()
    return Paper(
        subject=access_subject(file.report, file.needs),
        file_name=_("Access to services {day}.pdf").format(day=_day(page)),
        make=lambda copy, _step: _report_bytes(file, copy),
    )


def sheet_paper(page: AccessPage) -> Paper:
    """The figures for a spreadsheet."""
    report, needs = page.report, page.needs
    return Paper(
        subject=access_subject(report, needs, spreadsheet=True),
        file_name=_("Access to services {day}.csv").format(day=_day(page)),
        make=lambda _copy, _step: access_csv(report, needs).encode("utf-8-sig"),
    )


def unmet_paper(page: AccessPage, need: str, *, names: bool) -> Paper:
    """The page of ``need``, or of each: with ``names`` the team's own copy, marked as the access report is."""
    file = page.paper()
    codes = (need,) if need else tuple(line.key for line in page.report.needs)
    shown = page.needs.get(need, need) if need else _("every need")
    people = page.workspace.read(access_report.name_facts, page.report.facts) if names else None
    told = [] if people is None else [one for one in people if one.fact.need_code in codes]
    subject = report_subject(
        Document.ACCESS if names else Document.COMMISSIONER,
        _("{need}, {when}").format(need=shown, when=access_words(page.report)),
        (file.report, file.needs, codes, told),
    )
    if names:
        # Whoever is named on it has been told of.
        cases = tuple(dict.fromkeys(one.fact.case_id for one in told))
        subject = replace(subject, title=_("Unmet need, with names"), case_ids=cases)
    begin = _("Unmet need, internal {day}.pdf") if names else _("Unmet need {day}.pdf")
    return Paper(
        subject=subject,
        file_name=begin.format(day=_day(page)),
        make=lambda copy, _step: _unmet_bytes(file, codes, people, copy),
    )


def _day(page: AccessPage) -> str:
    return page.workspace.today().isoformat()


def _report_bytes(file: AccessPaper, copy: NumberedCopy | None) -> bytes:
    # ReportLab is needed only now.
    from iom_desktop.reports.access_report import access_paper

    return access_paper(file, copy)


def _unmet_bytes(
    file: AccessPaper, codes: tuple[str, ...], people: list[NamedFact] | None, copy: NumberedCopy | None
) -> bytes:
    from iom_desktop.reports.commissioner import Unmet, commissioner_paper

    unmet = None if people is None else [Unmet(crn=one.crn, name=one.name, fact=one.fact) for one in people]
    return commissioner_paper(file, codes, unmet, copy)
