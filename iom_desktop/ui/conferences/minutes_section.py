"""The minutes: everything that was minuted, to be read, and corrected with both versions kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display.conference_lines import minute_columns, minute_who
from iom_desktop.display.formats import N_, count, date_time
from iom_desktop.display.labels import choices, label
from iom_desktop.display.words import _
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.conferences import ConferenceState, Minute, MinuteDraft, MinuteKind
from iom_desktop.domain.text import show_hidden
from iom_desktop.services import cases, conferences
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.edit import code_choices
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.conferences.section import Host, Section
from iom_desktop.ui.fact_sheet import FactSheet
from iom_desktop.ui.form import ChoiceField, Form, TextBlock, TextLine
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.workspace import Workspace

_EVERY, _MEETING = "every", "meeting"


def minute_key(conference_id: str) -> str:
    """The key of a half-typed minute."""
    return f"conference:minute:{conference_id}"


def correct_key(minute_id: str) -> str:
    """The key of a half-typed correction."""
    return f"conference:correct:{minute_id}"


class MinuteDialog(FormDialog):
    """Adds a minute, of a case or of the meeting as a whole."""

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        self._host = host
        form = Form(name="minute-form")
        of = [(_MEETING, _("The meeting as a whole"))]
        of += [(one.case_id, show_hidden(one.person)) for one in host.items]
        form.add_row(
            ChoiceField("case_id", _("About"), of, blank=None),
            ChoiceField("minute", _("What it is"), code_choices(MinuteKind), blank=None),
            stretches=(3, 2),
        )
        agencies = [(member.value, words) for member, words in choices(Agency) if member is not Agency.OTHER]
        form.add_row(
            ChoiceField("agency", _("Agency"), agencies, editable=True),
            TextLine("said_by", _("Who said it"), limit=300),
        )
        form.add(TextBlock("words", _("Minute"), required=True, lines=4))
        for optional in ("agency", "said_by"):
            form.field(optional).mark_optional()
        form.set_values({"case_id": host.chosen_case or _MEETING, "minute": MinuteKind.DISCUSSION.value})
        super().__init__(
            parent,
            _("Add a minute"),
            form,
            submit=self._add,
            name="minute-dialog",
            journal=host.workspace.drafts,
            draft_key=minute_key(host.conference.id),
            width=640,
        )

    def _add(self) -> None:
        values = self.form.values()
        codes = {words.casefold(): member.value for member, words in choices(Agency)}
        about = values["case_id"]
        draft = MinuteDraft(
            case_id=None if about in (None, _MEETING) else about,
            minute=MinuteKind(values["minute"]),
            agency=codes.get(values["agency"].casefold(), values["agency"]),
            said_by=values["said_by"],
            words=values["words"],
        )
        self._host.workspace.perform("Add minute", conferences.add_minute, self._host.conference.id, draft)


class CorrectMinuteDialog(FormDialog):
    """Puts other words in the place of a minute; the first ones stay on record."""

    def __init__(
        self, workspace: Workspace, minute: Minute, parent: QWidget | None = None, *, closed: bool
    ) -> None:
        self._workspace, self._minute_id = workspace, minute.id
        self._conference_id = minute.conference_id
        form = Form(name="correct-minute-form")
        form.add(TextBlock("words", _("Minute"), required=True, lines=5))
        form.add(TextBlock("reason", _("Why it is corrected"), required=closed, limit=2_000, lines=1))
        if not closed:
            form.field("reason").mark_optional()
        form.set_values({"words": minute.said.words})
        super().__init__(
            parent,
            _("Correct a minute"),
            form,
            submit=self._correct,
            name="correct-minute-dialog",
            journal=workspace.drafts,
            draft_key=correct_key(minute.id),
            save_words=_("Correct it"),
            keep_mine=self._onto_newest,
            width=640,
        )

    def _correct(self) -> None:
        values = self.form.values()
        self._workspace.perform(
            "Correct minute",
            conferences.correct_minute,
            self._minute_id,
            values["words"],
            values["reason"],
        )

    def _onto_newest(self) -> None:
        """Let the next try replace what somebody else put in its place meanwhile."""
        every = self._workspace.read(conferences.list_minutes, self._conference_id)
        newer = {one.replaces_id: one.id for one in every}
        while self._minute_id in newer:
            self._minute_id = newer[self._minute_id]


class MinutesSection(Section):
    """A list of minutes by case, the chosen one whole beside it."""

    def __init__(self, host: Host) -> None:
        super().__init__(host, name="conference-minutes")
        self._minutes: list[Minute] = []
        self._opened: set[str] = set()
        self._places: dict[str, tuple[int, str]] = {}  #: of each case: its place on the agenda, and who it is
        self.said = text_label("", role="strong", wrap=True, name="minutes-said")
        self.of = ChoiceBox()
        self.of.setObjectName("minutes-of")
        self.of.setAccessibleName(_("Which minutes"))
        self.of.currentIndexChanged.connect(lambda _place: self._show())
        self.replaced = QCheckBox(_("Show what was replaced"))
        self.replaced.setObjectName("minutes-replaced")
        self.replaced.toggled.connect(lambda _on: self._show())
        self.add_button = button(_("Add a minute…"), self.add, name="minutes-add", shortcut="Ctrl+N")
        self.correct_button = button(_("Correct…"), self.correct, name="minutes-correct", tooltip=_("Enter"))
        self.table = RecordTable(
            minute_columns(self._case_words, self._place_of, self.workspace.local),
            name="minutes-table",
            empty=_("Nothing is minuted yet."),
        )
        self.table.record_activated.connect(lambda _one: self.correct())
        self.table.selection_changed.connect(self._read)
        self.sheet = FactSheet(sheet="minute-sheet", name="minute", most_width=900)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self.said, 1)
        top.addWidget(self.replaced)
        top.addWidget(self.of)
        below = QVBoxLayout()
        below.addWidget(self.sheet)
        acts = QHBoxLayout()
        acts.setSpacing(theme.px(8))
        acts.addWidget(self.correct_button)
        acts.addWidget(self.add_button)
        acts.addStretch(1)
        self.rows.addLayout(top)
        self.rows.addWidget(self.table, 3)
        self.rows.addLayout(below, 2)
        self.rows.addLayout(acts)

    # Showing ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the minutes again; reading them is on record for each case that has any."""
        self._minutes = self.workspace.read(conferences.list_minutes, self.host.conference.id)
        self._places = {
            one.case_id: (place, one.person) for place, one in enumerate(self.host.items, start=1)
        }
        self._open_cases()
        self._offer_cases()
        self._show()

    def _open_cases(self) -> None:
        new = {one.said.case_id for one in self._minutes if one.said.case_id} - self._opened
        if new:
            self.workspace.perform("Read the minutes", _open_all, sorted(new))
            self._opened |= new

    def _offer_cases(self) -> None:
        held = self.of.currentData()
        self.of.blockSignals(True)
        self.of.clear()
        self.of.addItem(_("All minutes"), _EVERY)
        self.of.addItem(_("The meeting as a whole"), _MEETING)
        minuted = {one.said.case_id for one in self._minutes}
        for item in self.host.items:
            if item.case_id in minuted:
                self.of.addItem(show_hidden(item.person), item.case_id)
        self.of.setCurrentIndex(max(0, self.of.findData(held)))
        self.of.blockSignals(False)

    def _show(self) -> None:
        of = self.of.currentData()
        shown = [
            one
            for one in self._minutes
            if (self.replaced.isChecked() or not one.replaced)
            and (of in (None, _EVERY) or (one.said.case_id or _MEETING) == of)
        ]
        shown.sort(key=lambda one: (self._place_of(one.said.case_id), one.at))
        standing = sum(not one.replaced for one in self._minutes)
        corrected = sum(one.replaces_id is not None and not one.replaced for one in self._minutes)
        said = count(standing, N_("thing minuted"), N_("things minuted"))
        if corrected:
            said = _("{said}, {corrected:,} of them corrected").format(said=said, corrected=corrected)
        self.said.setText(f"{said}.")
        self.replaced.setVisible(any(one.replaced for one in self._minutes))
        self.table.set_records(shown)
        if self.table.selected_record() is None and shown:
            self.table.selectRow(0)
        self._read(self.table.selected_record())

    def _case_words(self, case_id: str | None) -> str:
        return _("The meeting") if case_id is None else self._places.get(case_id, (0, ""))[1]

    def _place_of(self, case_id: str | None) -> int:
        """The meeting as a whole first, then the cases as on the agenda."""
        return 0 if case_id is None else self._places.get(case_id, (len(self._places) + 1, ""))[0]

    def _read(self, one: Minute | None) -> None:
        state = self.host.conference.state
        self.add_button.setVisible(state is ConferenceState.OPEN)
        self.correct_button.setEnabled(one is not None and not one.replaced)
        if one is None:
            self.sheet.show_facts([])
            return
        facts = [
            (_("About"), self._case_words(one.said.case_id)),
            (label(one.said.minute), one.said.words),
            (_("Who said it"), minute_who(one)),
            (_("Minuted"), f"{one.by}, {date_time(self.workspace.local(one.at))}"),
        ]
        before = next((held for held in self._minutes if held.id == one.replaces_id), None)
        if before is not None:
            facts += [(_("Before it was corrected"), before.said.words)]
            facts += [(_("Why it was corrected"), one.correction_reason)]
        self.sheet.show_facts([(caption, show_hidden(said)) for caption, said in facts if said])

    # Doing --------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Add a minute while the conference goes on."""
        if self.host.conference.state is ConferenceState.OPEN:
            MinuteDialog(self.host, self).open()

    def correct(self) -> None:
        """Correct the chosen minute."""
        one: Minute | None = self.table.selected_record()
        if one is not None and not one.replaced:
            self._correct(one)

    def _correct(self, one: Minute) -> None:
        closed = self.host.conference.state is ConferenceState.CLOSED
        CorrectMinuteDialog(self.workspace, one, self, closed=closed).open()

    def go_to(self, record_id: str, field: str = "") -> None:
        """Show the minutes of a case, or select one minute."""
        place = self.of.findData(record_id)
        if place >= 0:
            self.of.setCurrentIndex(place)
        else:
            self.table.select_id(record_id)

    def resume(self, draft_key: str) -> bool:
        """Open again the dialog that stood open."""
        if draft_key == minute_key(self.host.conference.id):
            self.add()
            return True
        one = next((held for held in self._minutes if draft_key == correct_key(held.id)), None)
        if one is not None:
            self._correct(one)
        return one is not None

    def first_focus(self) -> None:
        """In the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _open_all(session: Any, case_ids: list[str]) -> None:
    for case_id in case_ids:
        cases.open_case(session, case_id)
