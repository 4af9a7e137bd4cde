"""Recording why a person is under IOM."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.selection_lines import referral_words, screening_words
from iom_desktop.display.words import _
from iom_desktop.domain.caseload_rows import RATIONALE_HEADING
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.decisions import Decision, DecisionDraft, DecisionOutcome
from iom_desktop.domain.notes import Note
from iom_desktop.domain.selection import Recommendation, Referral, Screening, held_by_mappa, where_instead
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, decisions, notes, referrals
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.decisions.fields import AgencyField, DecidersField, ReviewField
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


#: Fields that belong to some decisions only, and to which.
_BELONGS: dict[str, tuple[DecisionOutcome, ...]] = {
    "cohort": (DecisionOutcome.ACCEPT,),
    "additionality": (DecisionOutcome.ACCEPT,),
    "objectives": (DecisionOutcome.ACCEPT,),
    "timescale": (DecisionOutcome.ACCEPT,),
    "elsewhere": (DecisionOutcome.REFER_ELSEWHERE,),
}
_NEEDED = ("cohort", "elsewhere")


class DecisionDialog(FormDialog):
    """Records a decision. A final one on file about the same matter is superseded, with a reason, and stays readable.

    ``referral_id``: the referral decided; without it the one that waits, else what the decision in force is about.
    ``conference_id``: the conference that decides. Open it with ``open()``; ``accepted`` tells that it is recorded.
    """

    def __init__(
        self,
        workspace: Workspace,
        case_id: str,
        parent: QWidget | None = None,
        *,
        referral_id: str | None = None,
        conference_id: str | None = None,
    ) -> None:
        self._workspace, self._case_id, self._conference_id = workspace, case_id, conference_id
        self._referral = self._decided_referral(referral_id)
        self._referral_id = None if self._referral is None else self._referral.id
        self._screening = (
            None
            if self._referral_id is None
            else workspace.read(referrals.latest_screening, self._referral_id)
        )
        self._current = self._to_replace()
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
        form.field("outcome").changed.connect(self._show_what_belongs)
        self._show_what_belongs()

    def _decided_referral(self, referral_id: str | None) -> Referral | None:
        if referral_id is not None:
            return self._workspace.read(referrals.load_referral, referral_id)
        waiting = self._workspace.read(referrals.open_referral, self._case_id)
        if waiting is not None:
            return waiting
        current = self._workspace.read(decisions.decision_to_replace, self._case_id, None)
        if current is None or current.said.referral_id is None:
            return None
        return self._workspace.read(referrals.load_referral, current.said.referral_id)

    def _to_replace(self) -> Decision | None:
        return self._workspace.read(decisions.decision_to_replace, self._case_id, self._referral_id)

    def _begin(self, form: Form, case: Case, rationale: str) -> None:
        """What is known already: the referral, the screening, the last decision, the words of an import."""
        form.field("decided_on").set_value(self._workspace.today())
        cohort = case.managed.cohort
        form.field("cohort").set_value(None if cohort is None else cohort.value)
        form.field("outcome").set_value(DecisionOutcome.ACCEPT.value)
        if self._referral is not None:
            form.field("referrer").set_value(self._referral.said.referrer)
            form.field("referrer_agency").set_value(self._referral.said.agency)
        if self._screening is not None:
            self._begin_with(form, self._screening)
        if self._current is not None:
            said = self._current.said
            form.field("criteria").set_value(said.criteria)
            form.field("decided_by").set_value(said.decided_by)
        if rationale:
            form.field("rationale").set_value(rationale)
            form.field("rationale").set_hint(
                _("These words came with the imported caseload. Read them, and make them the panel's own.")
            )
        if held_by_mappa(case.managed.mappa):
            where = case.managed.mappa_reference
            held = _("MAPPA holds this case ({where}). IOM must not be confused with it: refer elsewhere.")
            form.field("outcome").set_hint(
                held.format(where=" · ".join(filter(None, (case.managed.mappa, show_hidden(where)))))
            )

    @staticmethod
    def _begin_with(form: Form, screening: Screening) -> None:
        """What was recommended is what the panel most often decides; it is for the panel to say otherwise."""
        recommended = screening.said.recommendation
        outcome = {
            Recommendation.NONE: DecisionOutcome.REJECT,
            Recommendation.ELSEWHERE: DecisionOutcome.REFER_ELSEWHERE,
        }.get(recommended or Recommendation.NONE, DecisionOutcome.ACCEPT)
        form.field("outcome").set_value(outcome.value)
        if outcome is DecisionOutcome.ACCEPT and recommended is not None:
            form.field("cohort").set_value(recommended.value)
        form.field("elsewhere").set_value(where_instead(screening.said.eligibility))
        form.field("scores").set_value(screening_words(screening))

    def _form(self, case: Case) -> Form:
        today = self._workspace.today()
        form = Form(name="decision-form")
        if self._referral is not None:
            form.add_heading(_("The referral"), referral_words(self._referral))
        form.add_row(
            ChoiceField("outcome", _("Decision"), code_choices(DecisionOutcome), blank=None, required=True),
            ChoiceField("cohort", _("Cohort"), code_choices(Cohort), required=True),
            ChoiceField(
                "elsewhere",
                _("Referred to"),
                [(words, words) for words in (_("MAPPA"), _("MARAC"), _("Youth offending team"))],
                editable=True,
            ),
            date_field("decided_on", _("Date of decision"), today, prefer="past", required=True),
        )
        form.add(
            TextBlock(
                "rationale", _("Why"), required=True, hint=_("The reason, in the panel's words."), lines=4
            )
        )
        form.add(
            TextBlock(
                "additionality",
                _("What IOM adds"),
                hint=_("To what is done already: what will be different, from whom."),
                lines=2,
            )
        )
        form.add_row(
            TextBlock("objectives", _("Objectives"), hint=_("What it is meant to change."), lines=2),
            TextLine("timescale", _("Timescale"), hint=_("By when."), limit=300),
            stretches=(3, 2),
        )
        names = [case.managed.police_lead, case.managed.probation_lead, self._workspace.officer.name]
        form.add(DecidersField("decided_by", _("Decided by"), names=[name for name in names if name]))
        form.add(
            TextBlock("dissent", _("Dissent"), hint=_("Who would have decided otherwise, and why."), lines=2)
        )
        form.field("dissent").mark_optional()
        self._add_grounds(form, today)
        form.add(ReviewField("review_on", _("Review date"), today, counted_from=lambda: _day_of(form, today)))
        if self._current is not None:
            form.add_heading(_("The decision on file"), _superseding(self._current))
            form.add(TextBlock("supersede_reason", _("Why it is replaced"), required=True, lines=2))
        return form

    def _add_grounds(self, form: Form, today: date) -> None:
        found = self._workspace.read(decisions.criteria).values()
        # What the decision on file names is offered though its time has passed.
        kept = () if self._current is None else self._current.said.criteria
        listed = [(one.code, one.name) for one in found if one.offered_on(today) or one.code in kept]
        form.add(
            MultiChoiceField("criteria", _("Criteria met"), listed, columns=1, most_rows=max(len(listed), 1))
        )
        form.add(TextLine("scores", _("Scores relied on"), placeholder=_("OGRS 82%, matrix 14"), limit=300))
        form.add_row(
            TextLine("referrer", _("Referred by"), limit=300),
            AgencyField("referrer_agency", _("Agency of the referrer")),
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

    def _outcome(self) -> DecisionOutcome:
        return DecisionOutcome(self.form.field("outcome").value() or DecisionOutcome.ACCEPT)

    def _show_what_belongs(self) -> None:
        """Only what goes with the decision is asked; what was typed elsewhere waits, should it change back."""
        outcome = self._outcome()
        for name, belongs in _BELONGS.items():
            field = self.form.field(name)
            field.setVisible(outcome in belongs)
            field.required = outcome in belongs and name in _NEEDED

    def _record(self) -> None:
        values = self.form.values()
        now = self._to_replace()
        if now is not None and (self._current is None or now.id != self._current.id):
            raise UserError(
                _("Somebody recorded a decision meanwhile. Close this and read it; what you typed is kept.")
            )
        reason = values.pop("supersede_reason", "")
        outcome = DecisionOutcome(values.pop("outcome"))
        cohort = values.pop("cohort")
        for name, belongs in _BELONGS.items():
            if name in values and outcome not in belongs:
                values[name] = ""
        draft = DecisionDraft(
            outcome=outcome,
            cohort=Cohort(cohort) if cohort and outcome is DecisionOutcome.ACCEPT else None,
            referral_id=self._referral_id,
            conference_id=self._conference_id,
            **values,
        )
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
