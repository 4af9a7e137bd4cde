"""Small questions about an agenda: how long and what is asked, which case to add and why, why one is taken off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from iom_desktop.display.columns import Column
from iom_desktop.display.conference_lines import (
    Proposed,
    compare_agendas,
    proposal_columns,
    proposal_words,
    reasons_words,
)
from iom_desktop.display.formats import exact_date, numeric_date
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import (
    MOST_MINUTES,
    Agenda,
    AgendaReason,
    Conference,
    ConferenceCase,
    ItemDraft,
    Reason,
    RequestMatter,
)
from iom_desktop.domain.people import PersonMatch
from iom_desktop.domain.text import show_hidden
from iom_desktop.errors import UserError
from iom_desktop.services import conferences
from iom_desktop.services.agenda import build_agenda
from iom_desktop.ui import theme
from iom_desktop.ui.cases.edit import EditDialog, code_choices
from iom_desktop.ui.form import ChoiceField, Form, NumberField, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

_MOST_FOUND = 8


def item_key(item_id: str) -> str:
    """The key of a half-typed change of a case on the agenda."""
    return f"conference:item:{item_id}"


def off_key(item_id: str) -> str:
    """The key of a half-typed reason for taking a case off."""
    return f"conference:off:{item_id}"


def add_key(conference_id: str) -> str:
    """The key of a half-typed addition to an agenda."""
    return f"conference:add:{conference_id}"


def request_key(tab: str, case_id: str) -> str:
    """The key of a half-typed request for the next agenda, made on ``tab`` of a case."""
    return f"{tab}:agenda:{case_id}"


class AgendaItemDialog(EditDialog[ConferenceCase]):
    """The minutes planned for a case, and what the panel is asked to decide."""

    def __init__(self, workspace: Workspace, item: ConferenceCase, parent: QWidget | None = None) -> None:
        form = Form(name="agenda-item-form")
        who = f"{show_hidden(item.person)} · {item.crn}"
        form.add_widget(text_label(who, role="strong", wrap=True, name="agenda-item-who"))
        why = show_hidden(reasons_words(item.reasons)) or _("Put on by hand.")
        form.add_widget(text_label(why, role="muted", wrap=True, name="agenda-item-why"))
        form.add(TextBlock("ask", _("What the panel is asked to decide"), limit=2_000, lines=3, most_lines=8))
        form.add(NumberField("minutes", _("Minutes"), least=1, most=MOST_MINUTES, required=True, width=5))
        super().__init__(
            parent,
            _("Change a case on the agenda"),
            form,
            fresh=lambda: _item(workspace, item),
            show=lambda one: {"ask": one.ask, "minutes": one.minutes},
            save=lambda one, version, values: workspace.perform(
                "Change agenda", conferences.change_item, one.id, version, ItemDraft(**values)
            ),
            name="agenda-item-dialog",
            journal=workspace.drafts,
            draft_key=item_key(item.id),
            width=600,
        )


def _item(workspace: Workspace, item: ConferenceCase) -> ConferenceCase:
    every = workspace.read(conferences.list_cases, item.conference_id)
    return next(one for one in every if one.id == item.id)


class TakeOffDialog(FormDialog):
    """Why a case is taken off. It stays listed with the reason, and with what was minuted."""

    def __init__(self, workspace: Workspace, item: ConferenceCase, parent: QWidget | None = None) -> None:
        form = Form(name="take-off-form")
        who = f"{show_hidden(item.person)} · {item.crn}"
        form.add_widget(text_label(who, role="strong", wrap=True, name="take-off-who"))
        form.add(
            TextBlock(
                "reason",
                _("Reason"),
                required=True,
                limit=2_000,
                lines=2,
                hint=_("The case stays listed with it. What was minuted of it stays as well."),
            )
        )
        super().__init__(
            parent,
            _("Take a case off the agenda"),
            form,
            submit=lambda: workspace.perform(
                "Take off agenda", conferences.take_off, item.id, form.values()["reason"]
            ),
            name="take-off-dialog",
            journal=workspace.drafts,
            draft_key=off_key(item.id),
            save_words=_("Take it off"),
            width=560,
        )


MATCH_COLUMNS: tuple[Column[PersonMatch], ...] = (
    Column(key="name", heading=_("Person"), text=lambda one: one.name, width=16, stretch=True),
    Column(key="known_as", heading=_("Known as"), text=lambda one: one.known_as, width=10),
    Column(key="crn", heading=_("CRN"), text=lambda one: one.crn, width=9),
    Column(
        key="born", heading=_("Date of birth"), text=lambda one: numeric_date(one.date_of_birth), width=11
    ),
)


class AddCaseDialog(FormDialog):
    """Puts a case on the agenda: any part of a name or number finds it. ``case_id`` is the one added."""

    def __init__(self, workspace: Workspace, conference_id: str, parent: QWidget | None = None) -> None:
        self._workspace, self._conference_id = workspace, conference_id
        self.case_id = ""
        form = Form(name="add-case-form")
        form.add(TextLine("person", _("Person"), hint=_("Any part of a name, CRN, PNC ID or date of birth.")))
        self.table = RecordTable(MATCH_COLUMNS, name="add-case-matches", empty=_("Nobody is found yet."))
        self.table.setMinimumHeight(theme.px(150))
        form.add_widget(self.table)
        form.add(TextLine("reason", _("Why it comes before the conference"), required=True))
        form.add(
            NumberField(
                "minutes",
                _("Minutes"),
                least=1,
                most=MOST_MINUTES,
                width=5,
                hint=_("Left empty: what such a case usually takes."),
            )
        )
        super().__init__(
            parent,
            _("Add a case to the agenda"),
            form,
            submit=self._add,
            name="add-case-dialog",
            journal=workspace.drafts,
            draft_key=add_key(conference_id),
            save_words=_("Add it"),
            width=600,
        )
        form.field("person").changed.connect(self._find)
        self._line().installEventFilter(self)

    def _line(self) -> QObject:
        field = self.form.field("person")
        if not isinstance(field, TextLine):
            raise AssertionError("a person is typed in one line")
        return field.line

    def _find(self) -> None:
        typed = self.form.field("person").text_snapshot()
        self.table.set_records(self._workspace.people().find(typed, _MOST_FOUND))
        if self.table.records():
            self.table.select_id(self.table.records()[0].id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the line into the list."""
        down = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        )
        if down and self.table.records():
            self.table.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _add(self) -> None:
        values = self.form.values()
        chosen = self.table.selected_record()
        if chosen is None:
            raise UserError(_("Person: type a part of the name and choose somebody from the list."), "person")
        reasons = (Reason(reason=AgendaReason.REQUESTED, words=values["reason"]),)
        try:
            self._workspace.perform(
                "Add to agenda",
                conferences.add_case,
                self._conference_id,
                chosen.id,
                reasons,
                values["minutes"],
            )
        except UserError as error:
            raise UserError(error.message, "person" if error.field == "case_id" else error.field) from None
        self.case_id = chosen.id


class BuildAgendaDialog(FormDialog):
    """What the program proposes, seen before it is done: what comes on, what goes, and why."""

    def __init__(
        self,
        workspace: Workspace,
        conference: Conference,
        items: list[ConferenceCase],
        parent: QWidget | None = None,
    ) -> None:
        self._workspace, self._conference = workspace, conference
        self.agenda: Agenda = workspace.read(build_agenda, conference.held_on)
        change = workspace.read(conferences.agenda_change, conference.id, self.agenda)
        self.lines: list[Proposed] = compare_agendas(items, self.agenda, change)
        form = Form(name="build-agenda-form")
        when = _("For the conference of {date}").format(date=exact_date(conference.held_on))
        since = self.agenda.since
        if since is not None:
            when = _("{when}; the one before it was on {date}").format(when=when, date=exact_date(since))
        form.add_widget(text_label(f"{when}.", role="muted", wrap=True, name="build-agenda-when"))
        said = (
            proposal_words(self.lines, change.left_out)
            if self.lines
            else _("Nothing on record brings a case before this conference.")
        )
        form.add_widget(text_label(said, role="strong", wrap=True, name="build-agenda-said"))
        self.table = RecordTable(
            proposal_columns(), name="build-agenda-lines", empty=_("No case is proposed."), find_in="person"
        )
        self.table.set_records(self.lines)
        self.table.setMinimumHeight(theme.px(320))
        form.add_widget(self.table)
        kept = _(
            "The order made by hand, minutes and questions given by hand, and cases put on by hand stay as they are."
        )
        form.add_widget(text_label(kept, role="small", wrap=True, name="build-agenda-kept"))
        super().__init__(
            parent,
            _("Build the agenda"),
            form,
            submit=self._fill,
            name="build-agenda-dialog",
            save_words=_("Bring the agenda up to date"),
            width=940,
        )
        self.table.setFocus()

    def _fill(self) -> None:
        self._workspace.perform("Build agenda", conferences.fill_agenda, self._conference.id, self.agenda)


class AgendaRequestDialog(FormDialog):
    """Asks for a case to be put on the next conference's agenda."""

    def __init__(
        self, workspace: Workspace, case_id: str, parent: QWidget | None = None, *, tab: str
    ) -> None:
        self._workspace, self._case_id = workspace, case_id
        today = workspace.today()
        form = Form(name="agenda-request-form")
        coming = workspace.read(conferences.next_conference, today)
        when = (
            _("No conference is planned yet: it is asked of the next one.")
            if coming is None
            else _("The next conference is on {date}.").format(date=exact_date(coming.held_on))
        )
        form.add_widget(text_label(when, role="muted", wrap=True, name="agenda-request-when"))
        form.add(ChoiceField("matter", _("What for"), code_choices(RequestMatter), blank=None, required=True))
        form.add(TextBlock("words", _("Why"), limit=2_000, lines=2, most_lines=6))
        form.set_values({"matter": RequestMatter.OTHER.value})
        super().__init__(
            parent,
            _("Put on the next agenda"),
            form,
            submit=self._ask,
            name="agenda-request-dialog",
            journal=workspace.drafts,
            draft_key=request_key(tab, case_id),
            save_words=_("Ask for it"),
            width=560,
        )

    def _ask(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "Ask for the agenda",
            conferences.request_agenda,
            self._case_id,
            RequestMatter(values["matter"]),
            values["words"],
            self._workspace.today(),
        )
