"""Dialogs for licence conditions and requirements of an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display import labels
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Source
from iom_desktop.domain.codes import CONDITIONS, CodeItem, Sentence
from iom_desktop.domain.conditions import SOURCES, Condition, ConditionDraft, misfit, usual_source
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes, conditions
from iom_desktop.ui.cases.edit import EditDialog, Values, date_field
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

_LISTED = "listed"


def new_condition_key(case_id: str) -> str:
    """The draft key of a condition being recorded."""
    return f"risk_plan:new-condition:{case_id}"


class ConditionForm(Form):
    """The fields of a condition. One of the scheme's list fills in its words, its kind and whether it needs action."""

    def __init__(self, items: Sequence[CodeItem], sentence: Sentence | None, today: date) -> None:
        super().__init__(name="condition-form")
        self._items = {item.code: item for item in items}
        self._sentence = sentence
        sources = [(one.value, labels.label(one)) for one in SOURCES]
        self._source = ChoiceField("source", _("Comes from"), sources, required=True)
        self._listed = ChoiceField(_LISTED, _("From the list"), (), blank=_("(in its own words)"))
        self._number = TextLine("number", _("Number"), placeholder="9", limit=20)
        self.add_row(self._source, self._number, stretches=(3, 2))
        self.add(self._listed)
        self._words = TextBlock("words", _("What it says"), required=True, limit=4000, lines=2)
        self.add(self._words)
        kinds = dict.fromkeys(item.detail("category") for item in items)
        self._category = ChoiceField(
            "category", _("Kind"), [(word, word) for word in kinds if word], editable=True
        )
        self.add(self._category)
        self.add_row(
            date_field("from_on", _("From"), today, prefer="past"),
            date_field("to_on", _("Until"), today, prefer="future"),
        )
        hint = _("Ticked: the plan is not ready until a required action rests on it.")
        self.add(TickField("needs_action", _("The plan must say what is done about it"), hint=hint))
        self._source.changed.connect(self._follow_source)
        self._listed.changed.connect(self._take_item)

    def begin(self, draft: ConditionDraft) -> None:
        """Show a condition to be recorded."""
        self.set_values({**condition_values(draft), _LISTED: None})
        self._follow_source()

    def _follow_source(self) -> None:
        code = self._source.value()
        source = Source(code) if code else None
        self._listed.set_options(
            [(one.code, one.name) for one in self._items.values() if one.detail("source") == code]
        )
        self._source.set_hint(_(misfit(source, self._sentence)) if source is not None else "")

    def _take_item(self) -> None:
        item = self._items.get(self._listed.value() or "")
        if item is not None:
            draft = conditions.draft_from(item)
            self._words.set_value(draft.words)
            self._category.set_value(draft.category)
            self.field("needs_action").set_value(draft.needs_action)


def condition_values(said: ConditionDraft) -> Values:
    """A condition as its form holds it."""
    return {
        "source": None if said.source is None else said.source.value,
        "number": said.number,
        "words": said.words,
        "category": said.category,
        "from_on": said.from_on,
        "to_on": said.to_on,
        "needs_action": said.needs_action,
    }


def _draft(values: Mapping[str, object]) -> ConditionDraft:
    said = {name: value for name, value in values.items() if name != _LISTED}
    code = said.pop("source")
    return ConditionDraft(**said, source=Source(str(code)) if code else None)  # type: ignore[arg-type]


def _make_form(workspace: Workspace, sentence: Sentence | None) -> ConditionForm:
    today = workspace.today()
    items = workspace.read(codes.list_codes, CONDITIONS).values()
    return ConditionForm([one for one in items if one.offered_on(today)], sentence, today)


class NewConditionDialog(FormDialog):
    """Records a condition or requirement. ``record_id`` is its id once it is saved."""

    def __init__(
        self, workspace: Workspace, case_id: str, parent: QWidget | None = None, number: str = ""
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        self.record_id = ""
        managed = workspace.read(cases.load_case, case_id).managed
        self.condition_form = _make_form(workspace, managed.sentence)
        self.condition_form.begin(
            ConditionDraft(
                source=usual_source(managed.sentence),
                number=number,
                from_on=managed.sentence_start,
                to_on=managed.sentence_end,
            )
        )
        super().__init__(
            parent,
            _("Record condition or requirement"),
            self.condition_form,
            submit=self._record,
            name="condition-dialog",
            journal=workspace.drafts,
            draft_key=new_condition_key(case_id),
            width=720,
        )

    def _record(self) -> None:
        draft = _draft(self.form.values())
        self.record_id = self._workspace.perform(
            "Record condition", conditions.record_condition, self._case_id, draft
        )


class ConditionDialog(EditDialog[Condition]):
    """Puts a condition right."""

    def __init__(
        self, workspace: Workspace, case_id: str, condition_id: str, parent: QWidget | None = None
    ) -> None:
        self._workspace, self._case_id, self._condition_id = workspace, case_id, condition_id
        form = _make_form(workspace, workspace.read(cases.load_case, case_id).managed.sentence)
        super().__init__(
            parent,
            _("Change condition or requirement"),
            form,
            fresh=self._read,
            show=lambda condition: {**condition_values(condition.said), _LISTED: None},
            save=self._store,
            name="condition-dialog",
            journal=workspace.drafts,
            draft_key=f"risk_plan:condition:{condition_id}",
            width=720,
        )

    def _read(self) -> Condition:
        found = self._workspace.read(conditions.list_conditions, self._case_id)
        condition = next((one for one in found if one.id == self._condition_id), None)
        if condition is None:
            raise UserError(_("This record is no longer in the store."))
        return condition

    def _store(self, _condition: Condition, version: int, values: Values) -> None:
        self._workspace.perform(
            "Change condition", conditions.change_condition, self._condition_id, version, _draft(values)
        )


class EndConditionDialog(FormDialog):
    """Says on which day a condition holds for the last time, and which required actions rest on it."""

    def __init__(
        self,
        workspace: Workspace,
        condition: Condition,
        resting: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        self._workspace, self._condition = workspace, condition
        today = workspace.today()
        form = Form(name="end-condition-form")
        named = labels.condition_words(condition)
        form.add_widget(text_label(named, role="strong", wrap=True, name="end-condition-words"))
        form.add(date_field("to_on", _("Last day"), today, prefer="nearest", required=True))
        said = _("No required action of the plan rests on it.")
        if resting:
            lead = _(
                "These required actions rest on it. Change what they rest on, or say they are done with:"
            )
            said = "\n".join([lead, *resting])
        self.resting = text_label(said, role="body" if resting else "muted", wrap=True, name="end-resting")
        form.add_widget(self.resting)
        form.field("to_on").set_value(condition.said.to_on if _past(condition, today) else today)
        super().__init__(
            parent,
            _("End condition"),
            form,
            submit=self._end,
            name="end-condition-dialog",
            journal=workspace.drafts,
            draft_key=f"risk_plan:end-condition:{condition.id}",
            save_words=_("End condition"),
        )

    def _end(self) -> None:
        self._workspace.perform(
            "End condition", conditions.end_condition, self._condition.id, self.form.values()["to_on"]
        )


def _past(condition: Condition, today: date) -> bool:
    return condition.said.to_on is not None and condition.said.to_on < today
