"""The case as the room sees it: who, why today, what is asked, what happened, what must be done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import count, exact_date, time_of_day
from iom_desktop.display.service_lines import stalled_words
from iom_desktop.display.words import _
from iom_desktop.domain.actions import Action, ActionStatus
from iom_desktop.domain.codes import IomStatus
from iom_desktop.domain.conferences import ConferenceCase
from iom_desktop.domain.since import Weight
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.cases.banner import (
    cohort_standing,
    flag_chip,
    flags_to_show,
    identity_words,
    name_words,
    order_words,
    rag_standing,
    standings,
)
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.chips import ChipSpec, LargeChip
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.live.reading import LiveCase
from iom_desktop.ui.live.rows import FocusRow, empty
from iom_desktop.ui.live.words import age_words
from iom_desktop.ui.service_access.words import title

MOST_ACTIONS = 14
"""Required actions shown at most; the plan has the others."""
_LOUD = frozenset({"error", "flag-grave", "overdue"})

_STATUS_ROLES = {
    ActionStatus.NOT_STARTED: "plain",
    ActionStatus.IN_PROGRESS: "info",
    ActionStatus.DONE: "done",
    ActionStatus.MISSED: "overdue",
    ActionStatus.CANNOT_BE_DONE_YET: "due-soon",
    ActionStatus.NO_LONGER_NEEDED: "muted",
}
_KEYS = {Qt.Key.Key_D: ActionStatus.DONE, Qt.Key.Key_M: ActionStatus.MISSED}


class ActionLine(FocusRow):
    """A required action with its state. D says it is done, M that it was missed, Enter anything else."""

    #: The action's id, and what it is said to be ("" to choose).
    asked = Signal(str, str)

    def __init__(self, action: Action, live: LiveCase, today: date, *, name: str) -> None:
        super().__init__(name=name)
        self.action = action
        self.activated.connect(lambda: self.asked.emit(action.id, ""))
        overdue = labels.overdue_words(action, today)
        owner = labels.owner_words(action.said, live.case.person)
        due = " ".join(filter(None, (exact_date(action.said.due_on), time_of_day(action.said.due_time))))
        when = ", ".join(
            filter(None, (due and _("by {when}").format(when=due), show_hidden(action.said.how_often)))
        )
        state = overdue or labels.label(action.status)
        self.setAccessibleName(", ".join(filter(None, (action.number, owner, action.said.what, when, state))))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(10))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(text_label(action.number, role="large-muted", name=f"{name}-number"), 0, top)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        role = "large" if action.status.open else "large-muted"
        words.addWidget(text_label(show_hidden(action.said.what), role=role, wrap=True, name=f"{name}-what"))
        parts = [owner, when]
        before = live.earlier.get(action.lineage)
        if action.lineage in live.given:
            parts.append(_("given today"))
        elif before is not None:
            parts.append(age_words(before))
        words.addWidget(
            text_label(" · ".join(filter(None, parts)), role="muted", wrap=True, name=f"{name}-detail")
        )
        row.addLayout(words, 1)
        chip = LargeChip(state, "overdue" if overdue else _STATUS_ROLES[action.status], name=f"{name}-state")
        row.addWidget(chip, 0, top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        status = _KEYS.get(Qt.Key(event.key()))
        if status is not None and not event.modifiers():
            self.asked.emit(self.action.id, status.value)
        else:
            super().keyPressEvent(event)


class Glance(Scrolled):
    """One case, large. What there is nothing to say of is not there."""

    #: An action's id and what it is said to be ("" to choose).
    action_asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(name="live-glance", spacing=6)
        self.lines: list[ActionLine] = []

    def show_case(self, item: ConferenceCase, live: LiveCase, today: date, *, place: str) -> None:
        """Everything there is to say of one case."""
        held = self.held_action()
        self.clear()
        self._who(live, today, place)
        self._why(item)
        self._since(live)
        self._actions(live, today)
        self._services(live, today)
        self.rows.addStretch(1)
        if held:
            self.hold_action(held)

    def clear(self) -> None:
        """Show nobody."""
        self.lines = []
        empty(self.rows)
        self.verticalScrollBar().setValue(0)

    # What it says -------------------------------------------------------------------------------------------

    def _who(self, live: LiveCase, today: date, place: str) -> None:
        case = live.case
        self.rows.addWidget(text_label(place, role="muted", name="live-place"))
        self.rows.addWidget(text_label(name_words(case.person), role="huge", wrap=True, name="live-name"))
        called = f"“{show_hidden(case.person.known_as)}” · " if case.person.known_as else ""
        known = f"{called}{identity_words(case.person, today)} · {order_words(case.managed, today)}"
        self.rows.addWidget(text_label(known, role="large-muted", wrap=True, name="live-identity"))
        chips = QWidget()
        chips.setObjectName("live-chips")
        flow = FlowLayout(chips, gap=8)
        specs = chip_specs(live, today)
        for number, spec in enumerate(specs):
            flow.addWidget(
                LargeChip(
                    spec.word, spec.role, tooltip=spec.tooltip, name=f"live-chip-{number}", parent=chips
                )
            )
        chips.setAccessibleName(", ".join(spec.word for spec in specs))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.rows.addSpacing(theme.px(4))
        self.rows.addWidget(chips)

    def _why(self, item: ConferenceCase) -> None:
        if item.reasons:
            self._heading(_("Why today"))
            for number, reason in enumerate(item.reasons):
                words = reason.words or labels.label(reason.reason)
                self._line(words, f"live-why-{number}")
        if item.ask:
            self._heading(_("The panel is asked"))
            self._line(show_hidden(item.ask), "live-ask", role="large-strong")

    def _since(self, live: LiveCase) -> None:
        on = live.since_on
        before = _("In the last three months")
        self._heading(before if on is None else _("Since {date}").format(date=exact_date(on)))
        for number, line in enumerate(live.since):
            role = "large-muted" if line.weight is Weight.COUNTED else "large"
            self._line(show_hidden(line.words), f"live-since-{number}", role=role)
        if not live.since:
            self._line(_("Nothing was recorded."), "live-since-none", role="large-muted")

    def _actions(self, live: LiveCase, today: date) -> None:
        self._heading(_("Required actions"))
        every = live.actions()
        if not every:
            words = _("There is no plan yet.") if live.plan is None else _("The plan asks for nothing yet.")
            self._line(words, "live-actions-none", role="large-muted")
            return
        for number, action in enumerate(every[:MOST_ACTIONS]):
            line = ActionLine(action, live, today, name=f"live-action-{number + 1}")
            line.asked.connect(self.action_asked)
            self.lines.append(line)
            self.rows.addWidget(line)
        more = len(every) - MOST_ACTIONS
        if more > 0:
            words = _("and {count} in the plan").format(count=count(more, "more", "more"))
            self._line(words, "live-actions-more", role="large-muted")

    def _services(self, live: LiveCase, today: date) -> None:
        if not live.services:
            return
        self._heading(_("Services stalled"))
        for number, one in enumerate(live.services):
            stage = one.stalled(today)
            if stage is not None:
                said = stalled_words(stage.start, stage.days, one.target_days)
                words = _("{need}, {service}: {said}").format(
                    need=one.need_name, service=title(one), said=said
                )
                self._line(words.replace(", :", ":"), f"live-service-{number}")

    def _heading(self, words: str) -> None:
        self.rows.addSpacing(theme.px(10))
        self.rows.addWidget(text_label(words, role="heading"))
        self.rows.addWidget(hairline())

    def _line(self, words: str, name: str, *, role: str = "large") -> None:
        self.rows.addWidget(text_label(words, role=role, wrap=True, name=name))

    # The keyboard -------------------------------------------------------------------------------------------

    def go_to_actions(self) -> bool:
        """Put the keyboard on the first required action; False where there is none."""
        if self.lines:
            self.lines[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.ensureWidgetVisible(self.lines[0])
        return bool(self.lines)

    def held_action(self) -> str:
        """The action the keyboard is on, "" where it is elsewhere."""
        return next((line.action.id for line in self.lines if line.hasFocus()), "")

    def hold_action(self, action_id: str) -> None:
        """Put the keyboard on an action, if it is there."""
        for line in self.lines:
            if line.action.id == action_id:
                line.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(line)

    def scroll_by(self, steps: int) -> None:
        """Move the words up or down by part of the height."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + steps * self.viewport().height() // 2)


def chip_specs(live: LiveCase, today: date) -> list[ChipSpec]:
    """Cohort, colour, phase, risk, whatever else is grave, then the flags. A referral is none of the cohorts."""
    case, managed = live.case, live.case.managed
    found: list[ChipSpec] = []
    if case.iom_status is not IomStatus.ADOPTED:
        found.append(ChipSpec(labels.label(case.iom_status).upper(), "accent"))
    if case.iom_status is IomStatus.ADOPTED or managed.cohort is not None:
        found.append(cohort_standing(managed).chip(short=False))
    if case.iom_status is IomStatus.ADOPTED or managed.rag is not None:
        found.append(rag_standing(managed).chip(short=False))
    phase = labels.label(managed.phase)
    if phase:
        found.append(ChipSpec(phase, "plain"))
    rosh, *others = standings(managed)
    found.append(rosh.chip(short=False))
    found += [one.chip(short=False) for one in others if one.role in _LOUD]
    found += [flag_chip(flag, today) for flag in flags_to_show(case.flags, managed)]
    return found
