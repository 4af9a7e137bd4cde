"""The editor of a required action: the sentence on top, as it will be read out, and its slots in that order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date
from iom_desktop.display.plan_lines import action_lines, action_sentence
from iom_desktop.display.words import _
from iom_desktop.domain import clarity
from iom_desktop.domain.actions import ActionDraft, Source, Who
from iom_desktop.domain.codes import Agency, Sentence
from iom_desktop.domain.conditions import Condition, numbered
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.wordings import Wording, actions_for
from iom_desktop.errors import UserError
from iom_desktop.services.actions import Owner
from iom_desktop.ui import theme
from iom_desktop.ui.actions.condition_field import ConditionField, RecordCondition
from iom_desktop.ui.actions.due_field import DueField
from iom_desktop.ui.actions.wording_field import Suggestion, WordingField
from iom_desktop.ui.form import (
    ChoiceField,
    DateField,
    Field,
    Form,
    MultiChoiceField,
    TextLine,
    TimeField,
    YesNoField,
)
from iom_desktop.ui.form_dialog import DraftJournal
from iom_desktop.ui.plans.flow_text import BODY, QUIET, FlowText
from iom_desktop.ui.plans.plan_dialog import PlanDialog, serves_options


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSurroundings:
    """What the editor knows besides the action: the person, the goal, the needs, who and what was named before.

    ``details`` are conditions and requirements this plan rests on already in words; ``conditions`` those on
    record, to which ``record`` adds.
    """

    called: str
    number: str
    goal: GoalDraft
    names: Mapping[str, str]
    owners: Sequence[Owner]
    details: Sequence[str]
    sentence: Sentence | None
    today: date
    conditions: Sequence[Condition] = ()
    record: RecordCondition | None = None


def usual_source(sentence: Sentence | None) -> Source | None:
    """Where a requirement on the person most likely comes from, by what they are subject to."""
    return {
        Sentence.LICENCE: Source.LICENCE,
        Sentence.COMMUNITY_ORDER: Source.ORDER,
        Sentence.SUSPENDED_SENTENCE: Source.ORDER,
        Sentence.NON_STATUTORY: Source.VOLUNTARY,
        None: None,
    }[sentence]


def agency_code(typed: str) -> str:
    """The code of an agency typed by its word, or what was typed."""
    wanted = typed.strip().casefold()
    return next(
        (str(code) for code, word in labels.choices(Agency) if word.casefold() == wanted), typed.strip()
    )


def by_initials(typed: str, owners: Sequence[Owner]) -> Owner | None:
    """The one owner whose initials are typed ("dw" for D. Williams); nothing where none or several have them."""
    wanted = typed.strip().replace(".", "").casefold()
    if not 2 <= len(wanted) <= 4 or not wanted.isalpha():
        return None
    fitting = {
        owner.name: owner
        for owner in owners
        if wanted in ("".join(word[0] for word in words).casefold() for words in _readings(owner.name))
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _readings(name: str) -> list[list[str]]:
    """The words of a name, with and without a rank before it ("PC Test Baker")."""
    words = re.findall(r"[^\W\d_]+", name)
    ranked = len(words) > 1 and words[0].isupper() and len(words[0]) > 1
    return [found for found in (words, words[1:] if ranked else []) if found]


class ActionForm(Form):
    """The slots of a required action, in the order they are spoken."""

    def __init__(self, around: ActionSurroundings, draft: ActionDraft) -> None:
        super().__init__(name="action-form")
        self.around = around
        self._offered_source: str | None = None
        self.add_widget(self._make_preview())
        self._add_who()
        self._add_what()
        self._add_when()
        self._add_source()
        self._add_proof()
        self._add_support_and_explained()
        self._add_serves(draft)
        self.show_draft(draft)
        # A moment after the last key, so that fast typing never waits for the sentence to be set.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(60)
        self._later.timeout.connect(self.show_preview)
        self.changed.connect(self._later.start)
        for name in ("who", "who_name", "serves"):
            self.field(name).changed.connect(self._follow)
        self._follow()
        self.show_preview()

    # Building -----------------------------------------------------------------------------------------------

    def _make_preview(self) -> QWidget:
        frame = QFrame()
        frame.setObjectName("action-preview-frame")
        frame.setProperty("surface", "ground")
        self.preview = FlowText(name="action-preview")
        self.preview.chosen.connect(self.go_to)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        rows.addWidget(self.preview)
        return frame

    def _add_who(self) -> None:
        who = [
            (Who.PERSON.value, self.around.called),
            (Who.OFFICER.value, _("Officer")),
            (Who.PARTNER.value, _("Partner")),
        ]
        self.who = ChoiceField("who", _("Who"), who, blank=_("(not said)"))
        self.who_name = TextLine(
            "who_name", _("Name"), suggestions=self._names(), placeholder=_("or initials")
        )
        agencies = [labels.label(agency) for agency in Agency]
        used = [labels.agency_words(owner.agency) for owner in self.around.owners if owner.agency]
        offered = dict.fromkeys([*agencies, *used])
        self.who_agency = ChoiceField(
            "who_agency", _("Agency"), [(word, word) for word in offered], editable=True
        )
        self.add_row(self.who, self.who_name, self.who_agency, stretches=(2, 3, 3))
        self.who_name.line.editingFinished.connect(self._complete_owner)

    def _names(self) -> list[str]:
        return list(dict.fromkeys(owner.name for owner in self.around.owners))

    def _add_what(self) -> None:
        self.what = WordingField(
            "what", _("Must do what"), required=True, placeholder=_("attend the assessment at ...")
        )
        self.what.taken.connect(self._take_wording)
        self.add(self.what)

    def _add_when(self) -> None:
        self.due_time = TimeField("due_time", _("At"), placeholder="10:00")
        self.due_on = DueField("due_on", _("By when"), self.around.today, self.due_time)
        often = [
            _("every day"),
            _("every week"),
            _("twice a week"),
            *(_("every {day}").format(day=day) for day in _weekdays()),
            _("every fortnight"),
            _("every month"),
            _("every office visit"),
        ]
        self.how_often = ChoiceField(
            "how_often",
            _("or how often"),
            [(words, words) for words in often],
            editable=True,
            placeholder=_("every Friday"),
        )
        self.add_row(self.due_on, self.due_time, self.how_often, stretches=(4, 2, 4))

    def _add_source(self) -> None:
        sources = [(source.value, word) for source, word in labels.choices(Source)]
        self.source = ChoiceField("source", _("Where it comes from"), sources, blank=_("(not said)"))
        self.source_detail = TextLine(
            "source_detail",
            _("Condition or requirement"),
            suggestions=list(self.around.details),
            placeholder=_("its number, or words"),
        )
        self.condition = ConditionField(self.around.conditions, self.around.record)
        self.add_row(self.source, self.source_detail, stretches=(2, 3))
        self.add(self.condition)
        self.condition.changed.connect(self._follow_condition)
        self.source.changed.connect(self._follow_source)
        self.source_detail.line.editingFinished.connect(self._find_condition)

    def _follow_condition(self) -> None:
        """A condition on record says itself where the requirement comes from."""
        chosen = self.condition.chosen()
        if chosen is not None and chosen.said.source is not None:
            self.source.set_value(chosen.said.source.value)

    def _follow_source(self) -> None:
        chosen = self.condition.chosen()
        if chosen is not None and self.source.value() != chosen.said.source:
            self.condition.set_value(None)

    def _find_condition(self) -> None:
        """A number typed in words is the condition of that number, if one is on record."""
        found = numbered(self.source_detail.value(), self.condition.offered())
        if found is not None and self.condition.value() is None:
            self.condition.set_value(found.id)
            self.source_detail.set_value("")

    def _add_proof(self) -> None:
        self.evidence = WordingField(
            "evidence", _("We will know"), placeholder=_("the service e-mails the same day"), lines=2
        )
        self.if_missed = WordingField(
            "if_missed", _("If missed"), placeholder=_("home visit that evening; first warning"), lines=2
        )
        self.add_row(self.evidence, self.if_missed)

    def _add_support_and_explained(self) -> None:
        support = WordingField("support", _("Support"), placeholder=_("PC Baker drives him"), lines=1)
        today, label = self.around.today, _("Explained on")
        self.explained_on = DateField(
            "explained_on",
            label,
            parse=lambda text: parse_date(text, today, prefer="past", label=label),
            show=exact_date,
            placeholder=_("20/11"),
        )
        agreed = _("{name} agreed").format(name=self.around.called)
        self.add_row(support, self.explained_on, YesNoField("agreed", agreed), stretches=(4, 3, 2))

    def _add_serves(self, draft: ActionDraft) -> None:
        self.serves = MultiChoiceField(
            "serves",
            _("Serves"),
            serves_options(self.around.names, draft.serves),
            columns=3,
            most_rows=4,
        )
        self.add(self.serves)

    # The draft ----------------------------------------------------------------------------------------------

    def show_draft(self, draft: ActionDraft) -> None:
        """Show ``draft`` and take it as unchanged."""
        self.set_values(
            {
                **{field.name: getattr(draft, field.name) for field in self.fields()},
                "who": draft.who.value if draft.who else None,
                "who_agency": labels.agency_words(draft.who_agency),
                "source": draft.source.value if draft.source else None,
            }
        )

    def draft(self) -> ActionDraft:
        """The action as typed. Raises ``FieldErrors`` where a field cannot be read."""
        # Saved from within a field: what leaving it would have done is done now.
        self.due_on.hand_over_time()
        self._complete_owner()
        self._find_condition()
        return _draft_from(self.values())

    def _draft_so_far(self) -> ActionDraft:
        """The action as far as it can be read, for the sentence on top."""
        values: dict[str, Any] = {}
        for field in self.fields():
            with suppress(UserError):
                values[field.name] = field.value()
        return _draft_from(values)

    # Helping along ------------------------------------------------------------------------------------------

    def show_preview(self) -> None:
        """Say the sentence as far as it goes; its blanks lead to their fields."""
        said, around = self._draft_so_far(), self.around
        missing: dict[str, bool] = {}
        for _code, field, _said, wanted in clarity.unsaid(around.goal, said):
            missing[field] = missing.get(field, False) or wanted
        if not said.what:
            said = replace(said, what=_("[do what?]"))
        lines = [
            (action_sentence(said, around.called, missing), BODY),
            *(
                (line, QUIET)
                for line in action_lines(
                    said, around.called, missing, around.goal.serves, around.names, self.condition.chosen()
                )
            ),
        ]
        self.preview.set_lines(lines, can_choose=True)

    def _follow(self) -> None:
        """Show what belongs to the kind of owner chosen, and the wordings for the needs served."""
        theirs = self.who.value() not in (Who.OFFICER, Who.PARTNER)
        self.who_name.setVisible(not theirs)
        self.who_agency.setVisible(not theirs)
        self.field("explained_on").setVisible(theirs)
        self.field("agreed").setVisible(theirs)
        codes = self.serves.value() or self.around.goal.serves or tuple(self.around.names)
        wordings = actions_for(codes) if theirs else ()
        self.what.set_suggestions([Suggestion(wording.what, wording) for wording in wordings])
        for field, part in ((self.evidence, "evidence"), (self.if_missed, "if_missed")):
            offered = dict.fromkeys(getattr(wording, part) for wording in wordings)
            field.set_suggestions([Suggestion(words) for words in offered])
        self.serves.set_hint(self._goal_serves())
        self._usual_source()

    def _goal_serves(self) -> str:
        if self.serves.value() or not self.around.goal.serves:
            return ""
        names = {code: name.lower() for code, name in self.around.names.items()}
        served = labels.serves_words(self.around.goal.serves, names)
        return _("Nothing ticked: it serves what its goal serves, {needs}.").format(needs=served)

    def _usual_source(self) -> None:
        """A source nobody chose follows the owner: what officers do rests on no condition."""
        if self.source.text_snapshot() == self._offered_source:
            theirs = self.who.value() == Who.PERSON
            usual = usual_source(self.around.sentence) if theirs else None
            self._offered_source = usual.value if usual else ""
            self.source.set_value(self._offered_source)

    def offer_source(self) -> None:
        """Begin with the usual source; until the officer chooses one, it follows who does the action."""
        self._offered_source = self.source.text_snapshot()
        self._usual_source()

    def _take_wording(self, suggestion: Suggestion) -> None:
        """With what must be done come how it is shown, what if not, and how often, where nothing is said yet."""
        wording = suggestion.record
        if not isinstance(wording, Wording):
            return
        for field, words in (
            (self.evidence, wording.evidence),
            (self.if_missed, wording.if_missed),
            (self.how_often, wording.how_often),
        ):
            if words and not field.text_snapshot().strip():
                field.set_value(words)

    def _complete_owner(self) -> None:
        """Initials become a name; a name known brings its agency."""
        typed = self.who_name.value()
        known = by_initials(typed, self.around.owners)
        if known is None:
            known = next((one for one in self.around.owners if one.name.casefold() == typed.casefold()), None)
        if known is None:
            return
        self.who_name.set_value(known.name)
        if not self.who_agency.value():
            self.who_agency.set_value(labels.agency_words(known.agency))


def _weekdays() -> tuple[str, ...]:
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


def _draft_from(values: Mapping[str, Any]) -> ActionDraft:
    who, source = values.get("who"), values.get("source")
    return ActionDraft(
        **{
            **values,
            "who": Who(who) if who else None,
            "source": Source(source) if source else None,
            "who_agency": agency_code(values.get("who_agency", "")),
        }
    )


class ActionDialog(PlanDialog):
    """Adds or changes a required action. Ctrl+Shift+Enter saves and begins the next under the same goal."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        *,
        around: ActionSurroundings,
        draft: ActionDraft,
        submit: Callable[[ActionDraft], object],
        journal: DraftJournal,
        draft_key: str,
        start_at: str = "",
        again: bool = False,
        keep_mine: Callable[[], object] | None = None,
    ) -> None:
        self.action_form = ActionForm(around, draft)
        if again:
            self.action_form.offer_source()
        super().__init__(
            parent,
            title,
            self.action_form,
            submit=lambda: submit(self.action_form.draft()),
            name="action-dialog",
            journal=journal,
            draft_key=draft_key,
            start_at=start_at or "what",
            again=self._begin_next if again else None,
            keep_mine=keep_mine,
            width=760,
        )

    def _begin_next(self) -> None:
        form = self.action_form
        form.show_draft(ActionDraft())
        form.offer_source()

    def field(self, name: str) -> Field:
        """A field of the form."""
        return self.form.field(name)
