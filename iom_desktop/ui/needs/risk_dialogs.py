"""Dialogs for risk: an assessment, MAPPA, MARAC, safeguarding checks, and what is kept apart."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case, CaseDraft
from iom_desktop.domain.risk import (
    MAPPA_CATEGORIES,
    MAPPA_LEVELS,
    NOT_MAPPA,
    AnswerDraft,
    CheckAbout,
    CheckAnswer,
    CheckDraft,
    MappaDraft,
    Marac,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    SafeguardingCheck,
    Withheld,
    WithheldDraft,
    is_grave,
    settings_of,
)
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, risk
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.needs.levels_field import LevelsField
from iom_desktop.ui.workspace import Workspace


def risk_key(case_id: str) -> str:
    """The draft key of an assessment being recorded."""
    return f"needs:risk:{case_id}"


def mappa_key(case_id: str) -> str:
    """The draft key of what is known of MAPPA."""
    return f"needs:mappa:{case_id}"


def new_marac_key(case_id: str) -> str:
    """The draft key of a MARAC being recorded."""
    return f"needs:new-marac:{case_id}"


def marac_key(marac_id: str) -> str:
    """The draft key of a MARAC being changed."""
    return f"needs:marac:{marac_id}"


def ask_key(case_id: str) -> str:
    """The draft key of a safeguarding check being asked."""
    return f"needs:ask:{case_id}"


def answer_key(check_id: str) -> str:
    """The draft key of the answer to a safeguarding check."""
    return f"needs:answer:{check_id}"


def withhold_key(case_id: str) -> str:
    """The draft key of information being kept apart."""
    return f"needs:withhold:{case_id}"


def end_withheld_key(withheld_id: str) -> str:
    """The draft key of the reason why something need not be kept apart any longer."""
    return f"needs:end-withheld:{withheld_id}"


# --- Risk of serious harm ------------------------------------------------------------------------------


def levels_of_case(managed: CaseDraft) -> tuple[RiskLevel, ...]:
    """A case brought in with a level and no assessment: its groups at that level, where the first one begins."""
    if managed.rosh is None:
        return ()
    return tuple(RiskLevel(group, settings_of(group)[0], managed.rosh) for group in managed.rosh_groups)


class AssessRiskDialog(FormDialog):
    """Records an assessment of the risk of serious harm. It begins from the one before; both stay on record."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        form = Form(name="risk-form")
        form.add_row(
            date_field("assessed_on", _("Assessed on"), today, prefer="past", required=True),
            TextLine("assessed_by", _("Assessed by"), limit=300, required=True),
        )
        self._levels = LevelsField()
        form.add(self._levels)
        self._explained = [
            TextBlock("who", _("Who is at risk"), lines=2),
            TextBlock("nature", _("Nature of the risk"), lines=2),
            TextBlock("greatest", _("When it is greatest"), lines=2),
        ]
        for block in self._explained:
            form.add(block)
        form.add_row(
            TextBlock("increases", _("What increases it"), lines=2),
            TextBlock("reduces", _("What reduces it"), lines=2),
        )
        self._levels.changed.connect(self._say_needed)
        form.set_values(self._before())
        self._say_needed()
        super().__init__(
            parent,
            _("Risk of serious harm"),
            form,
            submit=self._record,
            name="risk-dialog",
            journal=workspace.drafts,
            draft_key=risk_key(case_id),
            save_words=_("Record assessment"),
            width=720,
        )

    def _before(self) -> Values:
        """What the last assessment said, or the case where there is none yet; made today by the officer."""
        case = self._workspace.read(cases.load_case, self._case_id)
        last = self._workspace.read(risk.current_assessment, self._case_id)
        managed = case.managed
        said = (
            last.said
            if last is not None
            else RiskAssessmentDraft(
                levels=levels_of_case(managed),
                greatest=managed.risk_when,
                increases=managed.risk_increases,
                reduces=managed.risk_reduces,
            )
        )
        words = {name: getattr(said, name) for name in ("who", "nature", "greatest", "increases", "reduces")}
        return {
            "assessed_on": self._workspace.today(),
            "assessed_by": self._workspace.officer.name,
            "levels": said.levels,
            **words,
        }

    def _say_needed(self) -> None:
        """While a level is high or very high, who, what and when have to be said."""
        levels: tuple[RiskLevel, ...] = self._levels.value()
        grave = any(is_grave(one.level) for one in levels)
        for block in self._explained:
            block.set_hint(_("Needed, since a level is high or very high.") if grave else "")

    def _record(self) -> None:
        draft = RiskAssessmentDraft(**self.form.values())
        self._workspace.perform(
            "Record risk assessment", risk.assess_risk, self._case_id, draft, self._workspace.today()
        )


# --- MAPPA and MARAC -----------------------------------------------------------------------------------


def _mappa_values(case: Case) -> Values:
    managed = case.managed
    return {
        "mappa": managed.mappa,
        "mappa_category": managed.mappa_category or None,
        "mappa_reference": managed.mappa_reference,
        "mappa_checked_on": managed.mappa_checked_on,
    }


class MappaDialog(EditDialog[Case]):
    """Says what is known of MAPPA. IOM is not MAPPA: a case at level 2 or 3 is held there."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        form = Form(name="mappa-form")
        form.add_row(
            ChoiceField(
                "mappa",
                _("Level"),
                [(words, words) for words in (*MAPPA_LEVELS, NOT_MAPPA)],
                editable=True,
                placeholder=_("not recorded"),
            ),
            ChoiceField(
                "mappa_category",
                _("Category"),
                [(code, words) for code, words in zip(MAPPA_CATEGORIES, _categories(), strict=True)],
                blank=_("none recorded"),
            ),
            stretches=(2, 3),
        )
        form.add_row(
            TextLine(
                "mappa_reference",
                _("Where MAPPA holds it"),
                hint=_("The reference under which MAPPA keeps its own record."),
                limit=300,
            ),
            date_field("mappa_checked_on", _("Checked on"), today, prefer="past"),
        )
        super().__init__(
            parent,
            _("MAPPA"),
            form,
            fresh=lambda: workspace.read(cases.load_case, case_id),
            show=_mappa_values,
            save=self._store,
            name="mappa-dialog",
            journal=workspace.drafts,
            draft_key=mappa_key(case_id),
        )

    def _store(self, _case: Case, version: int, values: Values) -> None:
        draft = MappaDraft(**values | {"mappa_category": values["mappa_category"] or ""})
        self._workspace.perform(
            "Record MAPPA", risk.set_mappa, self._case_id, version, draft, self._workspace.today()
        )


def _categories() -> tuple[str, ...]:
    return (
        _("M1: registered sexual offender"),
        _("M2: violent, or other sexual offending"),
        _("M3: other dangerous"),
        _("M4: terrorist"),
    )


def _marac_form(workspace: Workspace) -> Form:
    today = workspace.today()
    form = Form(name="marac-form")
    form.add_row(
        ChoiceField("role", _("As"), code_choices(MaracRole), required=True),
        TextLine("place", _("Where"), hint=_("It meets where the victim lives."), limit=300),
    )
    form.add_row(
        date_field("referred_on", _("Referred on"), today, prefer="past"),
        date_field("heard_on", _("Heard on"), today, prefer="past"),
        date_field("next_on", _("Next heard on"), today, prefer="future"),
    )
    form.add(
        TextBlock(
            "outcome",
            _("Outcome"),
            hint=_("Considered and not referred? Leave the days empty and say here why not."),
            lines=2,
        )
    )
    form.add(TextBlock("note", _("Note"), lines=2))
    return form


def _marac_draft(values: Values) -> MaracDraft:
    return MaracDraft(**values | {"role": None if values["role"] is None else MaracRole(values["role"])})


def _marac_values(marac: Marac) -> Values:
    said = marac.said
    return {
        "role": None if said.role is None else said.role.value,
        "place": said.place,
        "referred_on": said.referred_on,
        "heard_on": said.heard_on,
        "next_on": said.next_on,
        "outcome": said.outcome,
        "note": said.note,
    }


class NewMaracDialog(FormDialog):
    """Records a MARAC, or that one was considered."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        super().__init__(
            parent,
            _("Record MARAC"),
            _marac_form(workspace),
            submit=self._record,
            name="marac-dialog",
            journal=workspace.drafts,
            draft_key=new_marac_key(case_id),
        )

    def _record(self) -> None:
        draft = _marac_draft(self.form.values())
        self._workspace.perform(
            "Record MARAC", risk.record_marac, self._case_id, draft, self._workspace.today()
        )


class MaracDialog(EditDialog[Marac]):
    """Changes what is recorded of a MARAC: heard, what came of it, when next."""

    def __init__(
        self, workspace: Workspace, case_id: str, marac_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._marac_id = workspace, case_id, marac_id
        super().__init__(
            parent,
            _("Change MARAC"),
            _marac_form(workspace),
            fresh=self._read,
            show=_marac_values,
            save=self._store,
            name="marac-dialog",
            journal=workspace.drafts,
            draft_key=marac_key(marac_id),
        )

    def _read(self) -> Marac:
        found = self._workspace.read(risk.list_maracs, self._case_id)
        marac = next((one for one in found if one.id == self._marac_id), None)
        if marac is None:
            raise UserError(_("This record is no longer in the store."))
        return marac

    def _store(self, _marac: Marac, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change MARAC",
            risk.change_marac,
            self._marac_id,
            version,
            _marac_draft(values),
            self._workspace.today(),
        )


# --- Safeguarding checks -------------------------------------------------------------------------------


class AskCheckDialog(FormDialog):
    """Records that children's or adults' services were asked what they know."""

    def __init__(
        self,
        workspace: Workspace,
        case_id: str,
        about: CheckAbout | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        form = Form(name="ask-form")
        form.add_row(
            ChoiceField("about", _("About"), code_choices(CheckAbout), required=True),
            date_field("asked_on", _("Asked on"), today, prefer="past", required=True),
        )
        form.add_row(
            TextLine("asked_of", _("Asked of"), limit=300, required=True),
            TextLine("asked_by", _("Asked by"), limit=300, required=True),
        )
        form.set_values({"asked_on": today, "asked_by": workspace.officer.name})
        if about is not None:
            form.field("about").set_value(about.value)
        super().__init__(
            parent,
            _("Ask for a safeguarding check"),
            form,
            submit=self._ask,
            name="ask-dialog",
            journal=workspace.drafts,
            draft_key=ask_key(case_id),
            save_words=_("Record that it was asked"),
        )

    def _ask(self) -> None:
        values = self.form.values()
        draft = CheckDraft(**values | {"about": CheckAbout(values["about"])})
        self._workspace.perform(
            "Ask for safeguarding check", risk.ask_safeguarding, self._case_id, draft, self._workspace.today()
        )


def _answer_values(check: SafeguardingCheck) -> Values:
    return {
        "answer": None if check.answer is None else check.answer.value,
        "answered_on": check.answered_on,
        "note": check.note,
    }


class AnswerCheckDialog(EditDialog[SafeguardingCheck]):
    """Records what services answered, or corrects it."""

    def __init__(
        self, workspace: Workspace, case_id: str, check_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._check_id = workspace, case_id, check_id
        today = workspace.today()
        check = self._read()
        form = Form(name="answer-form")
        whom = _("Asked {date} of {whom}").format(
            date=exact_date(check.asked_on), whom=show_hidden(check.asked_of)
        )
        form.add_heading(whom, _("The answer is due by {date}.").format(date=exact_date(check.due_on)))
        form.add_row(
            ChoiceField("answer", _("Answer"), code_choices(CheckAnswer), required=True),
            date_field("answered_on", _("Answered on"), today, prefer="past", required=True),
        )
        form.add(TextBlock("note", _("What they said"), lines=3))
        super().__init__(
            parent,
            _("Safeguarding answer"),
            form,
            fresh=self._read,
            show=_answer_values,
            save=self._store,
            name="answer-dialog",
            journal=workspace.drafts,
            draft_key=answer_key(check_id),
        )

    def _read(self) -> SafeguardingCheck:
        found = self._workspace.read(risk.list_checks, self._case_id)
        check = next((one for one in found if one.id == self._check_id), None)
        if check is None:
            raise UserError(_("This record is no longer in the store."))
        return check

    def _store(self, _check: SafeguardingCheck, version: int, values: Values) -> None:
        draft = AnswerDraft(**values | {"answer": CheckAnswer(values["answer"])})
        self._workspace.perform(
            "Record safeguarding answer",
            risk.answer_safeguarding,
            self._check_id,
            version,
            draft,
            self._workspace.today(),
        )


# --- What is kept apart --------------------------------------------------------------------------------


class WithholdDialog(FormDialog):
    """Keeps information apart: no copy for the person can contain it."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        form = Form(name="withhold-form")
        form.add_heading(
            _("Not to be disclosed to the person"),
            _("It is kept apart from the rest of the case, and no copy for the person can contain it."),
        )
        form.add(TextBlock("words", _("Information"), lines=3, required=True))
        form.add(TextBlock("why", _("Why it is not disclosed"), lines=2, required=True))
        form.add(TextLine("source", _("Source"), limit=300))
        super().__init__(
            parent,
            _("Keep information apart"),
            form,
            submit=self._keep,
            name="withhold-dialog",
            journal=workspace.drafts,
            draft_key=withhold_key(case_id),
            save_words=_("Keep apart"),
        )

    def _keep(self) -> None:
        draft = WithheldDraft(**self.form.values())
        self._workspace.perform("Keep information apart", risk.withhold, self._case_id, draft)


class EndWithheldDialog(FormDialog):
    """Shows what is kept apart whole, and says why it need not be any longer."""

    def __init__(self, workspace: Workspace, kept: Withheld, parent: QWidget | None = None) -> None:
        self._workspace, self._kept = workspace, kept
        form = Form(name="end-withheld-form")
        for name, words in (("words", kept.said.words), ("why", kept.said.why)):
            form.add_widget(
                text_label(show_hidden(words), wrap=True, selectable=True, name=f"withheld-{name}")
            )
        form.add_heading(_("Need it not be kept apart any longer?"), _("It stays on record as ended."))
        form.add(TextBlock("reason", _("Reason"), lines=2, required=True))
        super().__init__(
            parent,
            _("Information kept apart"),
            form,
            submit=self._end,
            name="end-withheld-dialog",
            journal=workspace.drafts,
            draft_key=end_withheld_key(kept.id),
            save_words=_("End"),
        )

    def _end(self) -> None:
        reason = self.form.values()["reason"]
        self._workspace.perform(
            "End keeping information apart", risk.end_withheld, self._kept.id, reason, self._workspace.today()
        )
