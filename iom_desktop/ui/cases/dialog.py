"""How the person is managed: order, dates and checks, in one dialog.

What has a history (cohort, colour, phase, lead officers) is changed in ``ui.statuses``.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from PySide6.QtWidgets import QWidget

from iom_desktop.display.formats import blank, exact_date, spoken_date
from iom_desktop.display.labels import label, rag_words
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case, CaseDraft
from iom_desktop.domain.codes import Answer, Sentence
from iom_desktop.domain.text import show_hidden
from iom_desktop.services import cases
from iom_desktop.services.lead_telephones import telephones_of
from iom_desktop.ui.cases.edit import EditDialog, Values, code_choices, date_field
from iom_desktop.ui.form import ChoiceField, Form, NumberField, TextLine
from iom_desktop.ui.workspace import Workspace

_CODES: dict[str, type[StrEnum]] = {
    "sentence": Sentence,
    "domestic_abuse": Answer,
    "child_safeguarding": Answer,
    "risk_to_staff": Answer,
}
_FIELDS = (
    "sentence", "sentence_start", "sentence_end", "index_offence", "ogrs", "adopted_on", "next_conference_on",
    "review_on", "police_phone", "probation_phone", "mappa", "mappa_checked_on", "risk_to_staff",
    "domestic_abuse", "child_safeguarding", "safeguarding_checked_on",
)  # fmt: skip


def draft_key(case_id: str) -> str:
    """The key of the half-typed dialog in the draft journal."""
    return f"overview:managed:{case_id}"


class ManagedDialog(EditDialog[Case]):
    """Changes how the person is managed. The risk of serious harm has its own dialog, beside the needs."""

    def __init__(self, workspace: Workspace, case_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._case_id = workspace, case_id
        super().__init__(
            parent,
            _("How the person is managed"),
            _form(workspace, workspace.read(cases.load_case, case_id)),
            fresh=lambda: workspace.read(cases.load_case, case_id),
            show=_values,
            save=self._store,
            name="managed-dialog",
            journal=workspace.drafts,
            draft_key=draft_key(case_id),
            width=720,
        )

    def _store(self, case: Case, version: int, values: Values) -> None:
        draft = replace(case.managed, **_coded(values))
        self._workspace.perform(
            "Change how the person is managed",
            cases.change_case,
            self._case_id,
            version,
            draft,
            self._workspace.today(),
        )


def _values(case: Case) -> Values:
    return {name: _plain(getattr(case.managed, name)) for name in _FIELDS}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _coded(values: Values) -> Values:
    return {
        name: _CODES[name](value) if name in _CODES and value is not None else value
        for name, value in values.items()
    }


def _form(workspace: Workspace, case: Case) -> Form:
    today = workspace.today()
    form = Form(name="managed-form")
    nothing = _("not recorded")
    form.add_row(
        ChoiceField("sentence", _("Order or licence"), code_choices(Sentence), blank=nothing),
        date_field("sentence_start", _("Order start"), today),
        date_field("sentence_end", _("Order end"), today, prefer="future"),
    )
    form.add_row(
        TextLine("index_offence", _("Index offence"), limit=300),
        NumberField("ogrs", _("OGRS %"), least=0, most=100),
        stretches=(3, 1),
    )
    form.add_heading(_("When it is looked at again"))
    form.add_row(
        date_field("adopted_on", _("Adopted on"), today, prefer="past"),
        date_field("next_conference_on", _("Next conference"), today, prefer="future"),
        date_field("review_on", _("Review"), today, prefer="future"),
    )
    form.add_heading(
        _("Where the person reaches the lead officers"), _("Printed on My plan, the person’s own copy.")
    )
    form.add_row(
        TextLine(
            "police_phone",
            _("Police telephone"),
            limit=60,
            suggestions=workspace.read(telephones_of, case.managed.police_lead),
        ),
        TextLine(
            "probation_phone",
            _("Probation telephone"),
            limit=60,
            suggestions=workspace.read(telephones_of, case.managed.probation_lead),
        ),
    )
    form.add_heading(_("Checks"), _("A check that nobody made is “not known”: it is not a no."))
    form.add_row(
        ChoiceField(
            "mappa",
            _("MAPPA"),
            [(words, words) for words in (_("Level 1"), _("Level 2"), _("Level 3"), _("Not MAPPA"))],
            editable=True,
            placeholder=nothing,
        ),
        date_field("mappa_checked_on", _("MAPPA checked on"), today, prefer="past"),
    )
    form.add_row(
        ChoiceField("risk_to_staff", _("Risk to staff"), code_choices(Answer), blank=None),
        ChoiceField("domestic_abuse", _("Domestic abuse"), code_choices(Answer), blank=None),
    )
    form.add_row(
        ChoiceField("child_safeguarding", _("Child safeguarding"), code_choices(Answer), blank=None),
        date_field("safeguarding_checked_on", _("Safeguarding checked on"), today, prefer="past"),
    )
    return form


def person_pairs(case: Case, accommodation: str) -> list[tuple[str, str]]:
    """Who they are and how they are reached: (label, words). ``accommodation`` is its type in words."""
    person, nothing = case.person, _("not recorded")
    address = ", ".join(part for part in (*person.address.splitlines(), person.postcode) if part.strip())
    language = person.preferred_language
    if person.interpreter_needed:
        language = " · ".join(part for part in (language, _("interpreter needed")) if part)
    return [
        (_("Date of birth"), exact_date(person.date_of_birth) or nothing),
        (_("PNC ID"), show_hidden(person.pnc) or nothing),
        (_("Other names"), show_hidden(", ".join(person.aliases)) or nothing),
        (
            _("Sex and ethnicity"),
            show_hidden(" · ".join(filter(None, (person.sex, person.ethnicity)))) or nothing,
        ),
        (_("Address"), show_hidden(address) or nothing),
        (_("Accommodation"), show_hidden(accommodation) or nothing),
        (_("Mobile"), show_hidden(person.mobile) or nothing),
        (_("Language"), show_hidden(language) or nothing),
        (_("Letters"), label(person.letter_format)),
    ]


def managed_pairs(managed: CaseDraft, workspace: Workspace) -> list[tuple[str, str]]:
    """What the banner does not say of how the person is managed: (label, words), with what is not recorded."""
    today = workspace.today()
    nothing = _("not recorded")
    ogrs = "" if managed.ogrs is None else f"{managed.ogrs}%"
    return [
        (
            _("Cohort and RAG"),
            " · ".join(filter(None, (label(managed.cohort), rag_words(managed.rag)))) or nothing,
        ),
        (_("Phase"), label(managed.phase)),
        (_("Order or licence"), _order(managed) or nothing),
        (_("Index offence"), show_hidden(managed.index_offence) or nothing),
        (_("OGRS"), ogrs or nothing),
        (_("Adopted on"), exact_date(managed.adopted_on) or nothing),
        (_("Lead officers’ telephones"), _telephones(managed) or nothing),
        (_("Next conference"), spoken_date(managed.next_conference_on, today) or _("none set")),
        (_("Review"), spoken_date(managed.review_on, today) or _("none set")),
    ]


def _telephones(managed: CaseDraft) -> str:
    known = ((_("police"), managed.police_phone), (_("probation"), managed.probation_phone))
    return " · ".join(f"{whose} {show_hidden(number)}" for whose, number in known if number)


def _order(managed: CaseDraft) -> str:
    parts = [
        label(managed.sentence),
        _("from {date}").format(date=exact_date(managed.sentence_start)) if managed.sentence_start else "",
        _("to {date}").format(date=exact_date(managed.sentence_end)) if managed.sentence_end else "",
    ]
    return blank(" ".join(part for part in parts if part))
