"""Screening a referral: what the record proposes is shown, and the officer confirms it or says otherwise."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import N_, count, exact_date, join_words
from iom_desktop.display.labels import choices, label
from iom_desktop.display.selection_lines import referral_words, version_words
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.selection import (
    Recommendation,
    ScreeningDraft,
    ScreeningProposal,
    recommend,
    total_of,
    where_instead,
)
from iom_desktop.errors import UserError
from iom_desktop.services import referrals
from iom_desktop.ui.cases.edit import date_field
from iom_desktop.ui.decisions.fields import AgencyField
from iom_desktop.ui.decisions.screening_fields import EligibilityField, MatrixField
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace


def screen_key(referral_id: str) -> str:
    """The key of a half-typed screening in the draft journal."""
    return f"why_iom:screen:{referral_id}"


class ScreeningDialog(FormDialog):
    """Records a screening. Screening again makes another record; the first stays."""

    def __init__(self, workspace: Workspace, referral_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._referral_id = workspace, referral_id
        self._proposal: ScreeningProposal = self._propose(workspace.today())
        last = workspace.read(referrals.latest_screening, referral_id)
        self._before = {} if last is None else {one.criterion: one.code for one in last.said.scores}
        self._eligibility = EligibilityField("eligibility", _("Eligibility"))
        self._matrix = MatrixField("scores", _("Points"))
        self._version = text_label("", role="muted", wrap=True, name="screening-matrix-version")
        self._ruled = text_label("", role="strong", wrap=True, name="screening-ruled")
        # Before they stand in the form, so that Tab goes through the parts in their order.
        self._show_proposal()
        form = self._form()
        super().__init__(
            parent,
            _("Screen the referral") if last is None else _("Screen the referral again"),
            form,
            submit=self._record,
            name="screening-dialog",
            journal=workspace.drafts,
            draft_key=screen_key(referral_id),
            save_words=_("Record screening"),
            width=820,
        )
        form.changed.connect(self._judge)
        form.field("screened_on").changed.connect(self._another_day)
        self._judge()

    def _propose(self, day: date) -> ScreeningProposal:
        return self._workspace.read(referrals.propose_screening, self._referral_id, day)

    def _form(self) -> Form:
        today, officer = self._workspace.today(), self._workspace.officer
        form = Form(name="screening-form")
        form.add_heading(_("The referral"), referral_words(self._proposal.referral))
        form.add_row(
            date_field("screened_on", _("Date of screening"), today, prefer="past", required=True),
            TextLine("screened_by", _("Screened by"), required=True, limit=300, suggestions=(officer.name,)),
            AgencyField("agency", _("Agency"), required=True),
        )
        form.field("screened_on").set_value(today)
        form.field("screened_by").set_value(officer.name)
        form.field("agency").set_value(officer.agency if officer.agency in tuple(Agency) else "")
        form.add_heading(
            _("Eligibility"),
            _("Proposed from the record. Change what you know better; it is kept as it stands."),
        )
        form.add(self._eligibility)
        form.add_heading(_("Points"))
        form.add_widget(self._version)
        form.add(self._matrix)
        form.add_heading(_("Recommendation to the panel"))
        form.add_widget(self._ruled)
        form.add(
            ChoiceField(
                "recommendation",
                _("Recommended"),
                [(code.value, words) for code, words in choices(Recommendation)],
                blank=_("What the rules come to"),
            )
        )
        form.add(
            TextBlock(
                "override_reason",
                _("Why it is another than the rules come to"),
                hint=_("Professional judgement, in words the panel can weigh."),
                lines=2,
            )
        )
        form.add(TextBlock("note", _("Note"), lines=2))
        form.field("note").mark_optional()
        return form

    def _show_proposal(self) -> None:
        proposal = self._proposal
        self._eligibility.propose(proposal.eligibility)
        self._matrix.propose(proposal.scores, self._before)
        bands = [
            _("{cohort} from {points}").format(
                cohort=label(one).lower(), points=count(points, N_("point"), N_("points"))
            )
            for one, points in proposal.matrix.bands
            if points
        ]
        version = version_words(proposal.matrix.since, exact_date(proposal.matrix.on))
        self._version.setText(f"{version}: {join_words(bands)}." if bands else f"{version}.")

    def _another_day(self) -> None:
        """The matrix and the record of another day; while the day cannot be read, what is shown stays."""
        try:
            day = self.form.field("screened_on").value()
        except UserError:
            return
        if isinstance(day, date) and day != self._proposal.facts.on and day <= self._workspace.today():
            self._proposal = self._propose(day)
            self._show_proposal()
            self._judge()

    def _ruling(self) -> Recommendation:
        return recommend(self._proposal.matrix, total_of(self._matrix.value()), self._eligibility.value())

    def _judge(self) -> None:
        """Say what the rules come to; a reason is asked for where something else is recommended."""
        ruled = self._ruling()
        where = where_instead(self._eligibility.value())
        words = f"{label(ruled)}: {where}" if ruled is Recommendation.ELSEWHERE and where else label(ruled)
        if ruled is Recommendation.ELSEWHERE:
            said = _("Something stands in the way. The rules come to: {words}").format(words=words)
        else:
            points = count(total_of(self._matrix.value()), N_("point"), N_("points"))
            said = _("With {points} the rules come to: {words}").format(points=points, words=words)
        self._ruled.setText(said)
        chosen = self.form.field("recommendation").value()
        reason = self.form.field("override_reason")
        other = chosen is not None and chosen != ruled.value
        reason.required = other
        reason.setVisible(other)

    def _record(self) -> None:
        values = self.form.values()
        chosen = values.pop("recommendation")
        draft = ScreeningDraft(recommendation=Recommendation(chosen) if chosen else None, **values)
        self._workspace.perform(
            "Screen referral", referrals.screen, self._referral_id, draft, self._workspace.today()
        )
