"""Short forms that open beside the minutes: a required action, a colour, how an action stands, putting off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from iom_desktop.display import labels
from iom_desktop.display.formats import N_, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source
from iom_desktop.domain.conferences import ItemState
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.statuses import LABELS, VALUES, Aspect, StatusDraft
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services.actions import Owner
from iom_desktop.ui.actions.due_field import parse_due
from iom_desktop.ui.form import ChoiceField, DateField, Form, TextLine
from iom_desktop.ui.label import text_label
from iom_desktop.ui.live.words import owner_options, read_owner

CHANGED_HERE = (Aspect.RAG, Aspect.COHORT, Aspect.PHASE)
"""What of a case a conference changes in a line; who leads is changed on the case."""


_ACTION_KEY, _ABOUT_KEY = "@action", "@about"


class ActionForm(Form):
    """ "PC Baker (police)" - "books the bed" - "Fri 27 Nov": a required action in one line."""

    HEADING = N_("New required action")

    def __init__(self, name: str = "live-action") -> None:
        super().__init__(name=name)
        self._today = date.min
        self._person = ""
        self._owners: tuple[Owner, ...] = ()
        self.who = ChoiceField("who", _("Who"), editable=True, placeholder=_("PC Baker (police)"))
        self.what = TextLine("what", _("does what"), limit=4000, placeholder=_("books the bed at Mill Court"))
        self.due = DateField(
            "due_on",
            _("by when"),
            parse=lambda text: parse_due(text, self._today, _("By when"))[0],
            show=exact_date,
            placeholder=_("Fri 27 Nov"),
        )
        self.due.calendar_button.hide()
        self.add(self.who)
        self.add(self.what)
        self.add(self.due)

    def begin(self, person: str, owners: Sequence[Owner], today: date) -> None:
        """Empty, for this person: whoever has done something for them before is offered."""
        self._today, self._person, self._owners = today, person, tuple(owners)
        self.clear_errors()
        self.who.set_options(owner_options(owners, person))
        self.set_values({"who": None, "what": "", "due_on": None})

    def show_action(self, said: ActionDraft, who: str) -> None:
        """What an action says already, to be put right."""
        self.set_values({"who": who, "what": said.what, "due_on": said.due_on})

    def draft(self, before: ActionDraft | None = None) -> ActionDraft:
        """What is typed, onto what an action said before. Raises ``FieldErrors``."""
        values = self.values()
        who, name, agency = read_owner(values["who"] or "", self._person, self._owners)
        text = self.due.text_snapshot().strip()
        at = parse_due(text, self._today, _("By when"))[1] if text else None
        said = before or ActionDraft(source=Source.IOM)
        if before is not None and at is None and before.due_on == values["due_on"]:
            at = before.due_time
        return replace(
            said,
            what=values["what"],
            who=who,
            who_name=name,
            who_agency=agency,
            due_on=values["due_on"],
            due_time=at,
        )


class StatusForm(Form):
    """Colour, cohort or phase as it is from today, with the reason; the case conference decided."""

    HEADING = N_("Change colour, cohort or phase")

    def __init__(self) -> None:
        super().__init__(name="live-status")
        options = [(aspect.value, _(LABELS[aspect])) for aspect in CHANGED_HERE]
        self.aspect = ChoiceField("aspect", _("Change"), options, blank=None)
        self.value_field = ChoiceField("value", _("to"), required=True)
        self.reason = TextLine("reason", _("because"), limit=4000)
        self.decided_by = TextLine("decided_by", _("Decided by"))
        self.release_on = DateField(
            "release_on",
            _("Expected out"),
            parse=lambda text: parse_date(text, self._today, prefer="future"),
            show=exact_date,
        )
        self.release_on.calendar_button.hide()
        self._today = date.min
        self.add_row(self.aspect, self.value_field)
        self.add(self.reason)
        self.add(self.release_on)
        self.add(self.decided_by)
        self.aspect.changed.connect(self._offer)
        self.value_field.changed.connect(self._ask_release)

    def begin(self, today: date) -> None:
        """Empty, for a change today."""
        self._today = today
        self.clear_errors()
        self.aspect.set_value(Aspect.RAG.value)
        self._offer()
        self.set_values({"value": None, "reason": "", "release_on": None, "decided_by": _("Case conference")})

    def restore(self, texts: dict[str, str]) -> None:
        """The aspect first: it says which values there are."""
        self.aspect.restore_text(texts.get("aspect", Aspect.RAG.value))
        self._offer()
        super().restore(texts)

    def _offer(self) -> None:
        aspect = Aspect(self.aspect.value() or Aspect.RAG.value)
        kept = self.value_field.text_snapshot()
        self.value_field.set_options([(code.value, labels.label(code)) for code in VALUES[aspect]])
        self.value_field.restore_text(kept)
        self._ask_release()

    def _ask_release(self) -> None:
        self.release_on.setVisible(self.value_field.value() == "custody")

    def draft(self, conference_id: str, today: date) -> StatusDraft:
        """What is typed. Raises ``FieldErrors``."""
        values = self.values()
        return StatusDraft(
            aspect=Aspect(values["aspect"]),
            value=values["value"],
            from_on=today,
            reason=values["reason"],
            decided_by=values["decided_by"],
            release_on=values["release_on"] if values["value"] == "custody" else None,
            conference_id=conference_id,
        )


class StandForm(Form):
    """What became of a required action: done, missed and why."""

    HEADING = N_("How it stands")

    def __init__(self) -> None:
        super().__init__(name="live-stand")
        self.about = text_label("", role="large-strong", wrap=True, name="live-stand-about")
        self.status = ChoiceField("status", _("It is"), labels.choices(ActionStatus), blank=None)
        self.reason = TextLine("reason", _("because"), limit=4000)
        self.action_id = ""
        self.add_widget(self.about)
        self.add(self.status)
        self.add(self.reason)

    def begin(self, action_id: str, about: str, status: ActionStatus) -> None:
        """About this action, said to be ``status``."""
        self.clear_errors()
        self.action_id = action_id
        self.about.setText(about)
        self.set_values({"status": status.value, "reason": ""})

    def snapshot(self) -> dict[str, str]:
        """What is typed, and about which action."""
        return super().snapshot() | {_ACTION_KEY: self.action_id, _ABOUT_KEY: self.about.text()}

    def restore(self, texts: dict[str, str]) -> None:
        """Put back what was typed, and about which action."""
        self.action_id = texts.get(_ACTION_KEY, "")
        self.about.setText(texts.get(_ABOUT_KEY, ""))
        super().restore(texts)


class PutOffForm(Form):
    """Why a case is put off to the next conference, or taken off the agenda."""

    HEADING = N_("Put off, or take off")

    def __init__(self) -> None:
        super().__init__(name="live-put-off")
        self.state = ChoiceField(
            "state",
            _("The case is"),
            [
                (ItemState.DEFERRED.value, _("put off to the next conference")),
                (ItemState.TAKEN_OFF.value, _("taken off the agenda")),
            ],
            blank=None,
        )
        self.reason = TextLine("reason", _("because"), limit=4000)
        self.add(self.state)
        self.add(self.reason)

    def begin(self, state: ItemState) -> None:
        """Empty, with what is to become of the case chosen."""
        self.clear_errors()
        self.set_values({"state": state.value, "reason": ""})

    def said(self) -> tuple[ItemState, str]:
        """What becomes of the case, and why. Raises ``FieldErrors`` where no reason is given."""
        values = self.values()
        if not values["reason"]:
            raise FieldErrors((UserError(_("Say why: it is read at the next conference."), "reason"),))
        return ItemState(values["state"]), values["reason"]
