"""Keying a paper back: its actions in its own order, by the keyboard alone, and all of it kept at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_, count, date_time, spoken_date
from iom_desktop.display.words import _
from iom_desktop.domain import names
from iom_desktop.domain.cases import Case
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.key_back import KeyBackDraft, PaperGoal, PaperSheet
from iom_desktop.errors import UserError
from iom_desktop.services import actions, cases, key_back
from iom_desktop.services.key_back import Kept
from iom_desktop.ui import theme
from iom_desktop.ui.copies.line_field import GoingOn, KeyedLineField
from iom_desktop.ui.copies.written_field import WrittenLineField
from iom_desktop.ui.form import DateField, Form
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import text_label
from iom_desktop.ui.workspace import Workspace

#: Lines that can be written on one paper. The next shows once the one before holds something.
MOST_WRITTEN = 12
#: More changes than this are told beside their lines alone.
_MOST_TOLD = 12
_DRAFT = "plan:key-back:"


def draft_key(plan_id: str, copy_id: str) -> str:
    """The key of what is half keyed from a paper. It leads back to the tab of the plan."""
    return f"{_DRAFT}{plan_id}:{copy_id}"


class OlderWarning(QFrame):
    """Large and plain: the paper is older than the plan, and what has changed since."""

    def __init__(self, sheet: PaperSheet) -> None:
        super().__init__()
        self.setObjectName("key-back-older")
        self.setProperty("notice", "warn")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        rows.setSpacing(theme.px(4))
        rows.addWidget(text_label(older_words(sheet), role="title", wrap=True, name="key-back-older-words"))
        for place, change in enumerate(sheet.changes[:_MOST_TOLD]):
            rows.addWidget(text_label(change, wrap=True, name=f"key-back-change-{place}"))
        more = len(sheet.changes) - _MOST_TOLD
        if more > 0:
            words = _("And {changes} more, told beside the lines they are about.")
            rows.addWidget(text_label(words.format(changes=more), role="muted", wrap=True))


def older_words(sheet: PaperSheet) -> str:
    """ "This paper is version 1. Version 2 is in force." or that the plan has changed since it was printed."""
    if sheet.superseded:
        words = _("This paper is version {paper}. Version {now} is in force now.")
        return words.format(paper=sheet.plan_number, now=sheet.in_force)
    return _("The plan has changed since this paper was made.")


def paper_words(sheet: PaperSheet) -> str:
    """ "Version 2, draft · copy 3 of 8, made Fri 20 Nov 2026 14:02": which paper lies on the table."""
    version = _("Version {number}, a draft") if sheet.was_draft else _("Version {number}")
    parts = [version.format(number=sheet.plan_number)]
    if sheet.copy_words is not None and sheet.made_at is not None:
        number, of = sheet.copy_words
        words = _("copy {number} of {of}, made {when}")
        parts.append(words.format(number=number, of=of, when=date_time(sheet.made_at)))
    else:
        parts.append(_("no numbered copy: held against the plan as it is now"))
    return " · ".join(parts)


def kept_words(kept: Kept) -> str:
    """What was kept, in a sentence."""
    parts = [
        count(kept.statuses, N_("action brought up to date"), N_("actions brought up to date"))
        if kept.statuses
        else "",
        count(kept.notes, N_("note"), N_("notes")) if kept.notes else "",
        count(kept.new, N_("new action in the draft plan"), N_("new actions in the draft plan"))
        if kept.new
        else "",
    ]
    return _("Kept from the paper: {what}.").format(what=", ".join(part for part in parts if part))


class KeyBackDialog(FormDialog):
    """The paper line by line: 1 to 3 tick its boxes, Enter goes on, nothing is kept until "Keep all"."""

    def __init__(
        self,
        workspace: Workspace,
        plan_id: str,
        copy_id: str = "",
        parent: QWidget | None = None,
        kept: Callable[[str], object] | None = None,
    ) -> None:
        """``kept`` is told in a sentence what was kept. Raises ``UserError`` where the paper cannot be laid out."""
        self._workspace = workspace
        self._kept = kept
        self.sheet = workspace.read(key_back.lay_out, plan_id, copy_id)
        self._case: Case = workspace.read(cases.load_case, self.sheet.case_id)
        form = Form(name="key-back-form")
        self._fill(form)
        super().__init__(
            parent,
            _("Key back a paper"),
            form,
            submit=self._submit,
            name="key-back-dialog",
            journal=workspace.drafts,
            draft_key=draft_key(plan_id, copy_id),
            save_words=_("Keep all"),
            width=980,
        )
        self._connect()

    # Building -----------------------------------------------------------------------------------------------

    def _fill(self, form: Form) -> None:
        person = self._case.person
        who = names.list_name(person.surname, person.forenames)
        form.add_widget(text_label(who, role="heading", wrap=True, name="key-back-person"))
        form.add_widget(text_label(paper_words(self.sheet), role="muted", wrap=True, name="key-back-paper"))
        if self.sheet.older:
            form.add_widget(OlderWarning(self.sheet))
        today = self._workspace.today()
        self.day = DateField(
            "on",
            _("What is written was true on"),
            parse=partial(_read_day, today),
            show=lambda day: spoken_date(day, today),
            required=True,
        )
        self.day.set_value(today)
        self.day.setMaximumWidth(theme.px(300))
        form.add(self.day)
        keys = _(
            "1 to 3 ticks a box, 0 takes the tick away, Enter goes on to the next line, Tab to the note and the day."
        )
        form.add_widget(text_label(keys, role="small", wrap=True, name="key-back-keys"))
        self.lines: list[KeyedLineField] = []
        for goal in self.sheet.goals:
            self._fill_goal(form, goal, today)
        self._fill_written(form, today)

    def _fill_goal(self, form: Form, goal: PaperGoal, today: date) -> None:
        form.add_heading(f"{goal.number}  {goal.words}".strip())
        for line in goal.lines:
            field = KeyedLineField(line, self._case.person.called, today)
            form.add(field)
            self.lines.append(field)

    def _fill_written(self, form: Form, today: date) -> None:
        goals = self.sheet.draft_goals
        self.written: list[WrittenLineField] = []
        if not goals:
            return
        form.add_heading(
            _("Written on the lines"),
            _("What was decided and written by hand becomes a required action of the draft plan."),
        )
        owners = self._workspace.read(actions.list_owners, self.sheet.case_id)
        known = [owner.name for owner in owners]
        for number in range(1, MOST_WRITTEN + 1):
            field = WrittenLineField(number, goals, known, self._case.person.called, today)
            form.add(field)
            self.written.append(field)

    def _connect(self) -> None:
        GoingOn(self.day.line, partial(self._go_on, self.day))
        self.day.changed.connect(self._day_changed)
        for line in self.lines:
            line.went_on.connect(partial(self._go_on, line))
        for written in self.written:
            written.went_on.connect(partial(self._go_on, written))
            written.changed.connect(self._show_written)
        self._show_written()

    def _day_changed(self) -> None:
        try:
            day = self.day.value()
        except UserError:
            day = None
        for line in self.lines:
            line.set_day(day)

    def _show_written(self) -> None:
        """One empty line to write on, after those that hold something."""
        last = max((place for place, one in enumerate(self.written) if not one.is_empty()), default=-1)
        for place, field in enumerate(self.written):
            field.setHidden(place > last + 1)

    # By keyboard --------------------------------------------------------------------------------------------

    def _go_on(self, field: DateField | KeyedLineField | WrittenLineField) -> None:
        """To the next line of the paper; after the last one, to what keeps it all."""
        stops = [line for line in self.lines if not line.line.gone]
        every = [self.day, *stops, *(one for one in self.written if not one.isHidden())]
        ahead = every[every.index(field) + 1 :]
        # A written line that was left empty is the end of the paper.
        at_end = isinstance(field, WrittenLineField) and field.is_empty()
        if ahead and not at_end:
            self.form.go_to(ahead[0].name)
        else:
            self.save_button.setFocus()

    def _first_focus(self) -> None:
        stops = [line for line in self.lines if not line.line.gone]
        self.form.go_to(stops[0].name if stops else "on")

    # Keeping ------------------------------------------------------------------------------------------------

    def _submit(self) -> None:
        values = self.form.values()
        draft = KeyBackDraft(
            on=values["on"],
            lines=tuple(values[line.name] for line in self.lines),
            new=tuple(values[one.name] for one in self.written),
        )
        kept = self._workspace.perform(
            _("Key back a paper"),
            key_back.keep,
            self.sheet.plan_id,
            self.sheet.copy_id,
            draft,
            self._workspace.today(),
        )
        if self._kept is not None:
            self._kept(kept_words(kept))


def _read_day(today: date, text: str) -> date:
    return parse_date(text, today, prefer="past", label=_("True on"), field="on")
