"""Letting a person go: the evidence at the left, drawn together by the program; the decision at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.formats import exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.cases import Case
from iom_desktop.domain.codes import DESELECTION_REASONS
from iom_desktop.domain.conferences import RequestMatter
from iom_desktop.domain.deselection import DeselectionDraft, EvidenceLine
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import cases, codes, conferences, deselections
from iom_desktop.ui import theme
from iom_desktop.ui.cases.edit import date_field
from iom_desktop.ui.decisions.fields import DecidersField
from iom_desktop.ui.deselection.evidence import EvidenceField, added_lines
from iom_desktop.ui.form import ChoiceField, Field, Form, MultiChoiceField, TextBlock
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace


def draft_key(case_id: str, conference_id: str | None = None) -> str:
    """The key of the half-typed dialog in the draft journal."""
    return f"{'why_iom' if conference_id is None else 'live'}:deselect:{case_id}"


def propose_key(case_id: str) -> str:
    """The key of a proposal being typed."""
    return f"why_iom:propose:{case_id}"


def reverse_key(deselection_id: str) -> str:
    """The key of a de-selection being taken back."""
    return f"why_iom:reverse:{deselection_id}"


class DeselectionForm(Form):
    """Evidence beside decision, so that who decides reads the one while typing the other."""

    def __init__(self, left: Sequence[Field], right: Sequence[Field]) -> None:
        super().__init__(name="deselection-form")
        columns = QHBoxLayout()
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(theme.px(24))
        for fields in (left, right):
            column = QVBoxLayout()
            column.setSpacing(theme.px(12))
            for field in fields:
                column.addWidget(self._take(field))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._rows.addLayout(columns)


class DeselectionDialog(FormDialog):
    """Records that a person is let go. The evidence is frozen as shown, without the lines unticked."""

    def __init__(
        self,
        page: QWidget | None,
        workspace: Workspace,
        case_id: str,
        conference_id: str | None = None,
    ) -> None:
        self._workspace, self._case_id, self._conference_id = workspace, case_id, conference_id
        self._standing = workspace.read(deselections.deselection_in_force, case_id)
        form = self._form(workspace.read(cases.load_case, case_id))
        super().__init__(
            page,
            _("De-select") if self._standing is None else _("Record a new de-selection"),
            form,
            submit=self._record,
            name="deselection-dialog",
            journal=workspace.drafts,
            draft_key=draft_key(case_id, conference_id),
            save_words=_("De-select") if self._standing is None else _("Record"),
            width=1080,
        )
        form.go_to("reason_code")

    def _form(self, case: Case) -> Form:
        workspace = self._workspace
        today = workspace.today()
        lines: tuple[EvidenceLine, ...] = workspace.read(deselections.gather_evidence, self._case_id, today)
        evidence = EvidenceField(
            "evidence",
            _("What has changed since they came under IOM"),
            lines,
            hint=_("Drawn together from the record today. Untick what the panel did not rely on."),
        )
        more = TextBlock(
            "more",
            _("What else the panel relied on"),
            lines=2,
            hint=_("Each line is one more line of evidence."),
        )
        return DeselectionForm([evidence, more], self._decision(case))

    def _decision(self, case: Case) -> list[Field]:
        today, workspace = self._workspace.today(), self._workspace
        reasons = workspace.read(codes.list_codes, DESELECTION_REASONS)
        offered = [(one.code, one.name) for one in reasons.values() if one.offered_on(today)]
        names = (case.managed.police_lead, case.managed.probation_lead, workspace.officer.name)
        decided_on = date_field("decided_on", _("Date of decision"), today, prefer="past", required=True)
        decided_on.set_value(today)
        fields: list[Field] = [
            ChoiceField("reason_code", _("Reason"), offered, required=True),
            TextBlock("words", _("Why they are let go"), required=True, lines=3),
            TextBlock(
                "exit_plan",
                _("Exit plan"),
                required=True,
                lines=3,
                hint=_("What goes on, who does it, and what would bring them back."),
            ),
            decided_on,
            DecidersField("decided_by", _("Decided by"), names=[name for name in names if name]),
            TextBlock("dissent", _("Who disagreed, and why"), lines=1),
        ]
        if flags := self._flags(case):
            fields.append(flags)
        if self._standing is not None:
            fields.append(
                TextBlock(
                    "supersede_reason",
                    _("Why the de-selection on file is replaced"),
                    required=True,
                    lines=2,
                    hint=_("The one of {date} stays on file, as superseded.").format(
                        date=exact_date(self._standing.said.decided_on)
                    ),
                )
            )
        return fields

    def _flags(self, case: Case) -> MultiChoiceField | None:
        ending = self._workspace.read(deselections.flags_that_end, self._case_id)
        if not ending:
            return None
        field = MultiChoiceField(
            "end_flags",
            _("Risk flags that end with it"),
            [(flag.id, flag.name) for flag in case.flags],
            columns=1,
            hint=_("Ticked as the list of flags says. What is not ticked stays on the person."),
        )
        field.set_value([flag_id for flag_id, ends in ending.items() if ends])
        return field

    def _record(self) -> None:
        values = self.form.values()
        now = self._workspace.read(deselections.deselection_in_force, self._case_id)
        if (now and now.id) != (self._standing and self._standing.id):
            raise UserError(
                _(
                    "Somebody recorded a de-selection meanwhile. Close this and read it; what you typed is kept."
                )
            )
        reason = values.pop("supersede_reason", "")
        more = added_lines(values.pop("more"))
        draft = DeselectionDraft(
            **{name: value for name, value in values.items() if name not in ("evidence", "reason_code")},
            evidence=(*values["evidence"], *more),
            reason_code=values["reason_code"] or "",
            conference_id=self._conference_id,
        )
        self._workspace.perform(
            "De-select", deselections.deselect, self._case_id, draft, self._workspace.today(), reason
        )


class ProposeDialog(FormDialog):
    """Asks that the next conference decides on letting a person go."""

    def __init__(self, page: QWidget | None, workspace: Workspace, case_id: str) -> None:
        form = Form(name="propose-form")
        form.add(
            TextBlock(
                "words",
                _("Why it is proposed"),
                required=True,
                lines=3,
                hint=_("It comes on the agenda of the next conference with these words."),
            )
        )
        super().__init__(
            page,
            _("Propose de-selection"),
            form,
            submit=lambda: workspace.perform(
                "Propose de-selection",
                conferences.request_agenda,
                case_id,
                RequestMatter.DESELECTION,
                form.values()["words"],
                workspace.today(),
            ),
            name="propose-dialog",
            journal=workspace.drafts,
            draft_key=propose_key(case_id),
            save_words=_("Propose"),
            width=560,
        )


class ReverseDialog(FormDialog):
    """Takes a de-selection back: the person was not let go after all."""

    def __init__(self, page: QWidget | None, workspace: Workspace, deselection_id: str, called: str) -> None:
        form = Form(name="reverse-form")
        words = _("{name} is under IOM again, as if never away. The record stays, with your reason.")
        form.add_widget(text_label(words.format(name=show_hidden(called)), wrap=True, name="reverse-words"))
        form.add(
            TextBlock("supersede_reason", _("Why they are not let go after all"), required=True, lines=2)
        )
        super().__init__(
            page,
            _("Take the de-selection back"),
            form,
            submit=lambda: workspace.perform(
                "Take the de-selection back",
                deselections.reverse_deselection,
                deselection_id,
                form.values()["supersede_reason"],
                workspace.today(),
            ),
            name="reverse-dialog",
            journal=workspace.drafts,
            draft_key=reverse_key(deselection_id),
            save_words=_("Take back"),
            width=560,
        )
