"""Recording why a person is under IOM."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.labels import choices
from iom_desktop.display.words import _
from iom_desktop.domain.caseload_rows import RATIONALE_HEADING
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import Agency, Cohort
from iom_desktop.domain.decisions import Decision, DecisionDraft
from iom_desktop.domain.notes import Note
from iom_desktop.errors import UserError
from iom_desktop.services import cases, decisions, notes
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.decisions.fields import DecidersField, ReviewField
from iom_desktop.ui.form import ChoiceField, Form, MultiChoiceField, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def draft_key(case_id: str) -> str:
    """The key of the half-typed dialog in the draft journal."""
    return f"why_iom:decision:{case_id}"


def imported_rationale(workspace: Workspace, case_id: str) -> tuple[str, Note] | None:
    """The reason that came with an imported caseload and the note that holds it, or nothing."""
    for note in workspace.read(notes.list_notes, case_id):
        if note.said.words.startswith(RATIONALE_HEADING):
            return note.said.words.removeprefix(RATIONALE_HEADING), note
    return None


class DecisionDialog(FormDialog):
    """Records a decision. One that is on file already is superseded, with a reason, and stays readable."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        self._current = workspace.read(decisions.current_decision, case_id)
        case = workspace.read(cases.load_case, case_id)
        form = self._form(case)
        imported = None if self._current is not None else imported_rationale(workspace, case_id)
        self._begin(form, case, "" if imported is None else imported[0])
        super().__init__(
            parent,
            _("Record decision") if self._current is None else _("Record a new decision"),
            form,
            submit=self._record,
            name="decision-dialog",
            journal=workspace.drafts,
            draft_key=draft_key(case_id),
            save_words=_("Record decision"),
            width=760,
        )

    def _begin(self, form: Form, case: Case, rationale: str) -> None:
        """What is known already: the cohort, the colour of the last decision, the words of an import."""
        form.field("decided_on").set_value(self._workspace.today())
        cohort = case.managed.cohort
        form.field("cohort").set_value(None if cohort is None else cohort.value)
        if self._current is not None:
            said = self._current.said
            form.field("criteria").set_value(said.criteria)
            form.field("decided_by").set_value(said.decided_by)
        if rationale:
            form.field("rationale").set_value(rationale)
            form.field("rationale").set_hint(
                _("These words came with the imported caseload. Read them, and make them the panel's own.")
            )

    def _form(self, case: Case) -> Form:
        today = self._workspace.today()
        form = Form(name="decision-form")
        found = self._workspace.read(decisions.criteria).values()
        listed = [(one.code, one.name) for one in found if one.offered_on(today)]
        form.add(
            TextBlock(
                "rationale",
                _("Why IOM"),
                required=True,
                hint=_("What IOM will add for this person, and what it is meant to change."),
                lines=4,
            )
        )
        form.add_row(
            date_field("decided_on", _("Date of decision"), today, prefer="past", required=True),
            ChoiceField("cohort", _("Cohort"), code_choices(Cohort), required=True),
        )
        names = [case.managed.police_lead, case.managed.probation_lead, self._workspace.officer.name]
        form.add(DecidersField("decided_by", _("Decided by"), names=[name for name in names if name]))
        form.add(
            MultiChoiceField(
                "criteria",
                _("Criteria met"),
                listed,
                columns=1,
                most_rows=len(listed),
            )
        )
        form.add(TextLine("scores", _("Scores relied on"), placeholder=_("OGRS 82%, matrix 14"), limit=300))
        form.add_row(
            TextLine("referrer", _("Referred by"), limit=300),
            ChoiceField(
                "referrer_agency",
                _("Agency of the referrer"),
                [(words, words) for _code, words in choices(Agency)],
                editable=True,
            ),
        )
        form.add_row(
            date_field("mappa_checked_on", _("MAPPA checked on"), today, prefer="past"),
            ChoiceField(
                "mappa_result",
                _("MAPPA result"),
                [(words, words) for words in (_("Not MAPPA"), _("Level 1"), _("Level 2"), _("Level 3"))],
                editable=True,
            ),
        )
        form.add(ReviewField("review_on", _("Review date"), today, counted_from=lambda: _day_of(form, today)))
        if self._current is not None:
            form.add_heading(_("The decision on file"), _superseding(self._current))
            form.add(TextBlock("supersede_reason", _("Why it is replaced"), required=True, lines=2))
        return form

    def _record(self) -> None:
        values = self.form.values()
        now = self._workspace.read(decisions.current_decision, self._case_id)
        if now is not None and (self._current is None or now.id != self._current.id):
            raise UserError(
                _("Somebody recorded a decision meanwhile. Close this and read it; what you typed is kept.")
            )
        reason = values.pop("supersede_reason", "")
        cohort = values.pop("cohort")
        draft = DecisionDraft(cohort=None if cohort is None else Cohort(cohort), **values)
        self._workspace.perform(
            "Record decision",
            decisions.record_decision,
            self._case_id,
            draft,
            self._workspace.today(),
            reason,
        )


def _superseding(current: Decision) -> str:
    return _("The decision of {date} stays on file, as superseded.").format(
        date=exact_date(current.said.decided_on)
    )


def _day_of(form: Form, today: date) -> date:
    """The day of the decision as typed, or today while it cannot be read."""
    try:
        day = form.field("decided_on").value()
    except UserError:
        return today
    return day if isinstance(day, date) else today
