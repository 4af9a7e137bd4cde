"""Changing one aspect of how a person is managed: from when, why, and who said so."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.status_lines import colour_words, value_words
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import Phase, Rag
from iom_desktop.domain.dates import add_months
from iom_desktop.domain.statuses import VALUES, Aspect, ColourRule, StatusDraft, StatusPeriod
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services import cases, statuses
from iom_desktop.ui.cases.edit import code_choices, date_field
from iom_desktop.ui.decisions.fields import ReviewField
from iom_desktop.ui.form import ChoiceField, Field, Form, TextBlock, TextLine, TickField
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.workspace import Workspace


def draft_key(case_id: str, aspect: Aspect | None = None, conference_id: str | None = None) -> str:
    """The key of the half-typed dialog in the draft journal: what was begun for the colour is not the cohort's."""
    where = "overview" if conference_id is None else "live"
    return f"{where}:status:{case_id}:{'' if aspect is None else aspect.value}"


def aspect_of(key: str) -> Aspect | None:
    """The aspect that a draft's key was made with."""
    code = key.rpartition(":")[2]
    return Aspect(code) if code in set(Aspect) else None


class StatusForm(Form):
    """Which aspect, what it is now, from when, why, who decided, when it is looked at again.

    A colour shows what it means and asks for, and presets the review. Custody asks when the person is expected
    out, and offers the colour BLUE.
    """

    def __init__(
        self, case: Case, periods: list[StatusPeriod], colours: dict[Rag, ColourRule], today: date
    ) -> None:
        super().__init__(name="status-form")
        self._case, self._colours, self._today = case, colours, today
        self._running = {one.aspect: one for one in periods if one.current}
        self.aspect = ChoiceField("aspect", _("What changes"), code_choices(Aspect), blank=None)
        self.value = ChoiceField("value", _("It is now"))
        self.officer = TextLine("officer", _("It is now"), limit=300)
        self.from_on = date_field("from_on", _("From"), today, prefer="past", required=True)
        self.decided_by = TextLine(
            "decided_by",
            _("Decided by"),
            limit=300,
            suggestions=_deciders(case),
            hint=_("Names and agencies."),
        )
        self.release_on = date_field("release_on", _("Expected out"), today, prefer="future")
        self.blue = TickField("blue", _("The colour becomes BLUE from the same day"))
        self.review_on = ReviewField(
            "review_on", _("Next review"), today, counted_from=lambda: self._from() or today
        )
        self.add(self.aspect)
        self.add(self.value)
        self.add(self.officer)
        self.add_row(self.from_on, self.release_on)
        self.add(self.blue)
        self.add(TextBlock("reason", _("Reason"), lines=3))
        self.add(self.decided_by)
        self.add(self.review_on)
        self.aspect.changed.connect(self._turn)
        self.value.changed.connect(self._value_chosen)
        self.from_on.set_value(today)
        self._turn()

    def _turn(self) -> None:
        """Offer what the chosen aspect can be."""
        aspect = self.chosen()
        kind = VALUES.get(aspect)
        self.value.setVisible(kind is not None)
        self.officer.setVisible(kind is None)
        if kind is not None:
            options = [(member.value, value_words(aspect, member.value)) for member in kind]
            self.value.set_options(options)
            if self.value.value() not in {code for code, _words in options}:
                self.value.set_value(None)
        self.aspect.set_hint(self._now_words(aspect))
        self._value_chosen()

    def _now_words(self, aspect: Aspect) -> str:
        running = self._running.get(aspect)
        if running is None or not running.value:
            return _("Nobody has recorded it yet.")
        said = show_hidden(value_words(aspect, running.value))
        if running.from_on is None:
            return _("Now {value}; nobody recorded since when.").format(value=said)
        return _("Now {value}, from {date}.").format(value=said, date=exact_date(running.from_on))

    def _value_chosen(self) -> None:
        aspect, value = self.chosen(), self.value.value()
        custody = aspect is Aspect.PHASE and value == Phase.CUSTODY.value
        self.release_on.setVisible(custody)
        offers_blue = custody and self._case.managed.rag is not Rag.BLUE
        if offers_blue and self.blue.isHidden():
            self.blue.set_value(True)
        self.blue.setVisible(offers_blue)
        rule = self._colours.get(Rag(value)) if aspect is Aspect.RAG and value in set(Rag) else None
        self.value.set_hint(self._leaving_custody(aspect, value) if rule is None else colour_words(rule))
        if rule is not None:
            self.review_on.set_value(add_months(self._from() or self._today, rule.review_months))

    def _leaving_custody(self, aspect: Aspect, value: str | None) -> str:
        managed = self._case.managed
        leaves = aspect is Aspect.PHASE and managed.phase is Phase.CUSTODY
        if leaves and value not in (None, Phase.CUSTODY.value) and managed.rag is Rag.BLUE:
            return _("The colour is still BLUE (custody): change it too.")
        return ""

    def _from(self) -> date | None:
        try:
            return self.from_on.value()
        except UserError:
            return None

    def chosen(self) -> Aspect:
        """The aspect that changes."""
        return Aspect(self.aspect.value() or Aspect.RAG)

    def typed_value(self) -> Field:
        """The field that holds what it is now."""
        return self.value if self.chosen() in VALUES else self.officer


def _deciders(case: Case) -> tuple[str, ...]:
    names = (case.managed.police_lead, case.managed.probation_lead)
    return (_("Case conference"), *(name for name in names if name))


class StatusDialog(FormDialog):
    """Records that the cohort, the colour, the phase or a lead officer is another from a day on."""

    def __init__(
        self,
        page: QWidget | None,
        workspace: Workspace,
        case_id: str,
        aspect: Aspect | None = None,
        conference_id: str | None = None,
    ) -> None:
        self._workspace, self._case_id, self._conference_id = workspace, case_id, conference_id
        form = StatusForm(
            workspace.read(cases.load_case, case_id),
            workspace.read(statuses.list_statuses, case_id),
            workspace.read(statuses.colours),
            workspace.today(),
        )
        self.status_form = form
        form.aspect.set_value((aspect or Aspect.RAG).value)
        if conference_id is not None:
            form.decided_by.set_value(_("Case conference"))
        super().__init__(
            page,
            _("Change status"),
            form,
            submit=self._record,
            name="status-dialog",
            journal=workspace.drafts,
            draft_key=draft_key(case_id, aspect, conference_id),
            save_words=_("Record"),
            width=640,
        )
        if aspect is not None:
            form.go_to(form.typed_value().name)

    def _record(self) -> None:
        form = self.status_form
        values = form.values()
        aspect = form.chosen()
        draft = StatusDraft(
            aspect=aspect,
            value=values[form.typed_value().name] or "",
            from_on=values["from_on"],
            reason=values["reason"],
            decided_by=values["decided_by"],
            review_on=values["review_on"],
            release_on=values["release_on"],
            conference_id=self._conference_id,
        )
        drafts = [draft]
        if values["blue"] and not form.blue.isHidden():
            drafts.append(
                StatusDraft(
                    aspect=Aspect.RAG,
                    value=Rag.BLUE.value,
                    from_on=draft.from_on,
                    reason=draft.reason,
                    decided_by=draft.decided_by,
                    conference_id=self._conference_id,
                )
            )
        try:
            self._workspace.perform(
                "Change status", statuses.change_statuses, self._case_id, drafts, self._workspace.today()
            )
        except FieldErrors as several:
            raise _in_the_form(several, form.typed_value().name) from None


def _in_the_form(several: FieldErrors, value_field: str) -> FieldErrors:
    """The same faults, those of the value beside the field that holds it."""
    return FieldErrors(
        tuple(
            UserError(one.message, value_field if one.field == "value" else one.field)
            for one in several.problems
        )
    )
