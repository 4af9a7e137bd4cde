"""Dialogs for risk flags: raising one, saying that it was looked at, ending it."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Flag, flag_severity
from iom_desktop.domain.codes import RISK_FLAGS, CodeItem
from iom_desktop.domain.dates import add_months
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes
from iom_desktop.ui.cases.edit import date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def new_flag_key(case_id: str) -> str:
    """The draft key of a flag being raised."""
    return f"needs:flag:{case_id}"


def review_flag_key(flag_id: str) -> str:
    """The draft key of a flag being reviewed."""
    return f"needs:review-flag:{flag_id}"


def end_flag_key(flag_id: str) -> str:
    """The draft key of a flag being ended."""
    return f"needs:end-flag:{flag_id}"


def review_months(item: CodeItem | None) -> int:
    """Months between reviews of a flag; 0 where it has no routine review."""
    return 0 if item is None else int(item.detail("review_months") or 0)


class RaiseFlagDialog(FormDialog):
    """Puts a risk flag on the case; says when it will have to be looked at again."""

    def __init__(
        self, workspace: Workspace, case_id: str, parent: QWidget | None = None, code: str = ""
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        self._items = workspace.read(codes.list_codes, RISK_FLAGS)
        raised = {flag.code for flag in workspace.read(cases.list_flags, case_id) if flag.ended_on is None}
        offered = [
            item for item in self._items.values() if item.code not in raised and item.offered_on(today)
        ]
        offered.sort(key=lambda item: (flag_severity(item.code), item.name))
        form = Form(name="flag-form")
        self._code = ChoiceField(
            "code", _("Flag"), [(item.code, item.name) for item in offered], required=True
        )
        self._from = date_field("started_on", _("From"), today, prefer="past", required=True)
        form.add_row(self._code, self._from, stretches=(2, 1))
        form.add(TextBlock("note", _("Note"), limit=4000))
        self._from.set_value(today)
        if code in {item.code for item in offered}:
            self._code.set_value(code)
        self._code.changed.connect(self._say_review)
        self._from.changed.connect(self._say_review)
        self._say_review()
        super().__init__(
            parent,
            _("Raise risk flag"),
            form,
            submit=self._raise,
            name="flag-dialog",
            journal=workspace.drafts,
            draft_key=new_flag_key(case_id),
            save_words=_("Raise flag"),
        )

    def _say_review(self) -> None:
        item = self._items.get(self._code.value() or "")
        self._code.set_hint(_("The gravest stand first.") if item is None else self._review_words(item))

    def _review_words(self, item: CodeItem) -> str:
        months = review_months(item)
        if not months:
            return _("This flag has no routine review.")
        every = count(months, N_("month"), N_("months"))
        try:
            day = self._from.value()
        except UserError:
            day = None
        if day is None:
            return _("Reviewed every {time}.").format(time=every)
        return _("Reviewed every {time}: next {date}.").format(
            time=every, date=exact_date(add_months(day, months))
        )

    def _raise(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "Raise risk flag",
            cases.raise_flag,
            self._case_id,
            values["code"],
            values["note"],
            values["started_on"],
            self._workspace.today(),
        )


class ReviewFlagDialog(FormDialog):
    """Says that a flag was looked at and stands: what was found, and when it is looked at again."""

    def __init__(self, workspace: Workspace, flag: Flag, parent: QWidget | None = None) -> None:
        self._workspace, self._flag = workspace, flag
        today = workspace.today()
        months = review_months(workspace.read(codes.list_codes, RISK_FLAGS).get(flag.code))
        form = Form(name="review-flag-form")
        form.add_heading(flag.name, reviewed_words(flag))
        form.add(TextBlock("note", _("What was found"), limit=4000, lines=3))
        hint = _("Left empty, the flag has no routine review.") if not months else ""
        form.add(date_field("next_on", _("Next review"), today, prefer="future", hint=hint))
        if months:
            form.field("next_on").set_value(add_months(today, months))
        super().__init__(
            parent,
            _("Review risk flag"),
            form,
            submit=self._review,
            name="review-flag-dialog",
            journal=workspace.drafts,
            draft_key=review_flag_key(flag.id),
            save_words=_("The flag stands"),
            width=520,
        )

    def _review(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "Review risk flag",
            cases.review_flag,
            self._flag.id,
            self._workspace.today(),
            values["note"],
            values["next_on"],
        )


def reviewed_words(flag: Flag) -> str:
    """Who looked at the flag last: "Reviewed Sun 22 Nov 2026 by PC Baker"."""
    if flag.reviewed_on is None:
        return _("Raised {date}, not reviewed since").format(date=exact_date(flag.started_on))
    return _("Reviewed {date} by {name}").format(date=exact_date(flag.reviewed_on), name=flag.reviewed_by)


class EndFlagDialog(FormDialog):
    """Takes a flag off the case; it stays on record as ended, with the reason in its note."""

    def __init__(self, workspace: Workspace, flag: Flag, parent: QWidget | None = None) -> None:
        self._workspace, self._flag = workspace, flag
        today: date = workspace.today()
        form = Form(name="end-flag-form")
        form.add_heading(flag.name, _("It stays on record as ended."))
        ended = date_field("ended_on", _("Ended on"), today, prefer="past", required=True)
        form.add(ended)
        form.add(TextBlock("reason", _("Reason"), limit=4000, lines=2, required=True))
        ended.set_value(today)
        super().__init__(
            parent,
            _("End risk flag"),
            form,
            submit=self._end,
            name="end-flag-dialog",
            journal=workspace.drafts,
            draft_key=end_flag_key(flag.id),
            save_words=_("End flag"),
            width=480,
        )

    def _end(self) -> None:
        values, today = self.form.values(), self._workspace.today()
        self._workspace.perform(
            "End risk flag", cases.end_flag, self._flag.id, values["ended_on"], today, values["reason"]
        )
