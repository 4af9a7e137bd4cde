"""Dialogs for the measures of the risk management plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display import labels
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency, RiskGroup
from iom_desktop.domain.measures import Measure, MeasureDraft, Pillar
from iom_desktop.errors import UserError
from iom_desktop.services import measures
from iom_desktop.services.actions import Owner, list_owners
from iom_desktop.ui.actions.dialog import agency_code, by_initials
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, MultiChoiceField, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

#: What belongs under each pillar, said beneath the choice. Source: domain reference 5.3.
HINTS: dict[Pillar, Callable[[], str]] = {
    Pillar.SUPERVISION: lambda: _("Who sees the person, how often and where; home visits."),
    Pillar.MONITORING: lambda: _(
        "Curfew and tag, exclusion, no contact, drug tests, police checks and intelligence, disclosure."
    ),
    Pillar.INTERVENTIONS: lambda: _("Programmes; treatment for substance misuse or mental health; work."),
    Pillar.VICTIM_SAFETY: lambda: _(
        "Victim liaison, exclusion zones, MARAC, alarms, safe ways to be in touch."
    ),
    Pillar.CONTINGENCY: lambda: _("What shows that the risk is rising, what is then done, and who does it."),
}


class MeasureForm(Form):
    """The fields of a measure; those of a contingency also ask what calls for it."""

    def __init__(self, owners: Sequence[Owner]) -> None:
        super().__init__(name="measure-form")
        self._owners = owners
        self._pillar = ChoiceField("pillar", _("Part of the plan"), code_choices(Pillar), blank=None)
        self.add(self._pillar)
        self._trigger = TextBlock(
            "trigger", _("When"), limit=4000, lines=2, placeholder=_("a missed appointment and word that ...")
        )
        self.add(self._trigger)
        self.add(TextBlock("words", _("What is done"), required=True, limit=4000, lines=3))
        names = list(dict.fromkeys(owner.name for owner in owners))
        self._who = TextLine("who_name", _("Who"), suggestions=names, placeholder=_("name or initials"))
        agencies = [labels.label(agency) for agency in Agency]
        used = [labels.agency_words(owner.agency) for owner in owners if owner.agency]
        offered = dict.fromkeys([*agencies, *used])
        self._agency = ChoiceField("agency", _("Agency"), [(word, word) for word in offered], editable=True)
        self.add_row(self._who, self._agency)
        self.add(MultiChoiceField("groups", _("Protects"), code_choices(RiskGroup), columns=3))
        self._pillar.changed.connect(self._follow)
        self._who.line.editingFinished.connect(self._complete_owner)
        self._follow()

    def _follow(self) -> None:
        code = self._pillar.value()
        pillar = Pillar(code) if code else Pillar.SUPERVISION
        self._trigger.setVisible(pillar is Pillar.CONTINGENCY)
        self._pillar.set_hint(HINTS[pillar]())

    def _complete_owner(self) -> None:
        """Initials become a name; a name known brings its agency."""
        typed = self._who.value()
        known = by_initials(typed, self._owners)
        known = known or next((one for one in self._owners if one.name.casefold() == typed.casefold()), None)
        if known is not None:
            self._who.set_value(known.name)
            if not self._agency.value():
                self._agency.set_value(labels.agency_words(known.agency))

    def draft(self) -> MeasureDraft:
        """The measure as typed. Raises ``FieldErrors`` where a field cannot be read."""
        self._complete_owner()
        return draft_from(self.values())


def measure_values(said: MeasureDraft) -> Values:
    """A measure as its form holds it."""
    return {
        "pillar": None if said.pillar is None else said.pillar.value,
        "trigger": said.trigger,
        "words": said.words,
        "who_name": said.who_name,
        "agency": labels.agency_words(said.agency),
        "groups": tuple(group.value for group in said.groups),
    }


def draft_from(values: Values) -> MeasureDraft:
    """The measure that a form's values say."""
    said: dict[str, Any] = dict(values)
    said["pillar"] = Pillar(said["pillar"]) if said["pillar"] else None
    said["agency"] = agency_code(said["agency"] or "")
    said["groups"] = tuple(RiskGroup(code) for code in said["groups"])
    return MeasureDraft(**said)


class NewMeasureDialog(FormDialog):
    """Adds a measure under a pillar, or to the contingency."""

    def __init__(
        self, workspace: Workspace, case_id: str, draft: MeasureDraft, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.record_id = ""
        self.measure_form = MeasureForm(workspace.read(list_owners, case_id))
        self.measure_form.set_values(measure_values(draft))
        pillar = draft.pillar or Pillar.SUPERVISION
        super().__init__(
            parent,
            _("Add to the risk management plan"),
            self.measure_form,
            submit=self._add,
            name="measure-dialog",
            journal=workspace.drafts,
            draft_key=f"risk_plan:new-measure:{case_id}:{pillar.value}",
        )

    def _add(self) -> None:
        said = self.measure_form.draft()
        self.record_id = self._workspace.perform(
            "Add risk measure", measures.add_measure, self._case_id, said
        )


class MeasureDialog(EditDialog[Measure]):
    """Rewords a measure."""

    def __init__(
        self, workspace: Workspace, case_id: str, measure_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._measure_id = workspace, case_id, measure_id
        super().__init__(
            parent,
            _("Change the risk management plan"),
            MeasureForm(workspace.read(list_owners, case_id)),
            fresh=self._read,
            show=lambda measure: measure_values(measure.said),
            save=self._store,
            name="measure-dialog",
            journal=workspace.drafts,
            draft_key=f"risk_plan:measure:{measure_id}",
        )

    def _read(self) -> Measure:
        found = self._workspace.read(measures.list_measures, self._case_id)
        measure = next((one for one in found if one.id == self._measure_id), None)
        if measure is None:
            raise UserError(_("This measure has been ended, or is no longer in the store."))
        return measure

    def _store(self, _measure: Measure, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change risk measure", measures.change_measure, self._measure_id, version, draft_from(values)
        )


class EndMeasureDialog(FormDialog):
    """Takes a measure out of the plan, with the reason."""

    def __init__(self, workspace: Workspace, measure: Measure, parent: QWidget | None = None) -> None:
        self._workspace, self._measure = workspace, measure
        today = workspace.today()
        form = Form(name="end-measure-form")
        form.add_widget(text_label(measure.said.words, role="strong", wrap=True, name="end-measure-words"))
        form.add(date_field("ended_on", _("Ended on"), today, prefer="past", required=True))
        form.add(TextBlock("ended_reason", _("Reason"), required=True, lines=2))
        form.field("ended_on").set_value(today)
        super().__init__(
            parent,
            _("End measure"),
            form,
            submit=self._end,
            name="end-measure-dialog",
            journal=workspace.drafts,
            draft_key=f"risk_plan:end-measure:{measure.id}",
            save_words=_("End measure"),
        )

    def _end(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "End risk measure",
            measures.end_measure,
            self._measure.id,
            values["ended_reason"],
            values["ended_on"],
            self._workspace.today(),
            reason=values["ended_reason"],
        )
