"""The read-back: what was decided, changed and given about each case, and what is not finished. Then closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.conference_lines import item_state_words
from iom_desktop.display.formats import count, exact_date
from iom_desktop.display.words import _
from iom_desktop.domain.conferences import ConferenceAction, ItemState, MinuteKind, ReadBack
from iom_desktop.domain.dates import parse_date
from iom_desktop.domain.statuses import VALUES, StatusPeriod
from iom_desktop.domain.text import show_hidden
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.form import DateField, Form
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.live.rows import FocusRow, empty
from iom_desktop.ui.live.words import action_sentence


def says_something(one: ReadBack) -> bool:
    """Whether there is anything to be read out about a case."""
    said = one.decisions or one.outcomes or one.deselected or one.statuses or one.actions
    return bool(said) or one.item.state is not ItemState.TO_DISCUSS


def status_words(period: StatusPeriod) -> str:
    """ "Colour: Amber, because he keeps to it"."""
    kind = VALUES.get(period.aspect)
    value = labels.label_of(kind, period.value) if kind is not None else period.value
    words = _("{aspect}: {value}").format(aspect=labels.label(period.aspect), value=value)
    return (
        _("{words}, because {reason}").format(words=words, reason=period.reason) if period.reason else words
    )


def read_back_lines(one: ReadBack) -> list[tuple[str, str]]:
    """What is read out about one case, each line with the role it is written in."""
    found = [(item_state_words(one.item), "large-muted")] if item_state_words(one.item) else []
    for outcome in one.outcomes:
        found.append(
            (_("Formal decision: {outcome}").format(outcome=labels.label(outcome).lower()), "large-strong")
        )
    if one.deselected:
        found.append((_("Formal decision: de-selected"), "large-strong"))
    for minute in one.decisions:
        said = _("Decided: {words}") if minute.said.minute is MinuteKind.DECISION else _("Dissent: {words}")
        found.append((said.format(words=show_hidden(minute.said.words)), "large"))
    found += [(show_hidden(status_words(period)), "large") for period in one.statuses]
    return found


class CaseCard(FocusRow):
    """One case of the read-back. Enter goes to it; F puts right an action without owner or day."""

    #: The action to be put right.
    fix_asked = Signal(str)

    def __init__(self, one: ReadBack, *, number: int) -> None:
        super().__init__(name=f"read-back-{number}")
        self.case_id = one.item.case_id
        self._unowned = [action.action_id for action in one.unowned]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        rows.setSpacing(theme.px(2))
        name = self.objectName()
        rows.addWidget(
            text_label(show_hidden(one.item.person), role="title", wrap=True, name=f"{name}-person")
        )
        lines = read_back_lines(one)
        for place, (words, role) in enumerate(lines):
            rows.addWidget(text_label(words, role=role, wrap=True, name=f"{name}-line-{place}"))
        for place, action in enumerate(one.actions):
            rows.addWidget(self._action(action, f"{name}-action-{place}"))
        self.setAccessibleName(", ".join([one.item.person, *(words for words, _role in lines)]))

    def _action(self, action: ConferenceAction, name: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        wanting = action.action_id in self._unowned
        words = action_sentence(action)
        role = "large-overdue" if wanting else "large"
        row.addWidget(text_label(words, role=role, wrap=True, name=name), 1)
        if wanting:
            fix = button(
                _("Say who and by when…"),
                lambda: self.fix_asked.emit(action.action_id),
                name=f"{name}-fix",
                tooltip=_("F, on the case"),
            )
            row.addWidget(fix, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F and not event.modifiers() and self._unowned:
            self.fix_asked.emit(self._unowned[0])
        else:
            super().keyPressEvent(event)


class UnfinishedRow(FocusRow):
    """A case about which something is half typed. Enter leads there."""

    def __init__(self, case_id: str, person: str, *, number: int) -> None:
        super().__init__(name=f"half-typed-{number}")
        self.case_id = case_id
        words = _("{person}: something is half typed").format(person=show_hidden(person))
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(4))
        row.addWidget(text_label(words, role="large-overdue", wrap=True, name=f"half-typed-{number}-words"))


class ClosingForm(Form):
    """When the next conference is."""

    def __init__(self) -> None:
        super().__init__(name="live-closing")
        self._today = date.min
        self.next_on = DateField(
            "next_on",
            _("Next conference"),
            parse=lambda text: parse_date(text, self._today, prefer="future", label=_("Next conference")),
            show=exact_date,
            placeholder=_("3 Dec"),
        )
        self.add(self.next_on)
        self.setMaximumWidth(theme.px(300))

    def begin(self, today: date, proposed: date | None) -> None:
        """With the day that is likely; what somebody typed stays."""
        self._today = today
        if not self.is_changed():
            self.set_values({"next_on": proposed})


class ReadBackView(QWidget):
    """Case by case what the conference did, and what stands open; below, the next date and closing."""

    case_asked = Signal(str)
    fix_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("live-read-back")
        self.page = Scrolled(name="live-read-back-scroll", spacing=8, most_width=1100)
        self.closing = ClosingForm()
        self.close_button = button(_("Close the conference"), name="live-close", kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(16))
        foot.addWidget(self.closing)
        foot.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(
            text_label(
                _(
                    "After closing a minute can only be corrected, with a reason. Cases not reached go to the next."
                ),
                role="muted",
                wrap=True,
                name="live-close-hint",
            ),
            1,
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addWidget(self.page, 1)
        rows.addWidget(hairline())
        rows.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_all(self, every: Sequence[ReadBack], half: Mapping[str, str]) -> None:
        """Read back ``every`` case; ``half`` names those about which something is half typed, by case."""
        held = next((one.case_id for one in self.page.inside.findChildren(CaseCard) if one.hasFocus()), "")
        at = self.page.verticalScrollBar().value()
        rows = self.page.rows
        empty(rows)
        rows.addWidget(text_label(_("Read back"), role="huge", name="live-read-back-title"))
        rows.addWidget(
            text_label(summary_words(every), role="large-muted", wrap=True, name="live-read-back-summary")
        )
        for number, (case_id, person) in enumerate(half.items()):
            row = UnfinishedRow(case_id, person, number=number)
            row.activated.connect(lambda case_id=case_id: self.case_asked.emit(case_id))
            rows.addWidget(row)
        for number, one in enumerate(filter(says_something, every)):
            rows.addWidget(hairline())
            card = CaseCard(one, number=number)
            card.activated.connect(lambda case_id=card.case_id: self.case_asked.emit(case_id))
            card.fix_asked.connect(self.fix_asked)
            rows.addWidget(card)
            if card.case_id == held:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
        rest = [one.item.person for one in every if not says_something(one)]
        if rest:
            rows.addWidget(hairline())
            words = _("Not reached, put off to the next: {names}").format(
                names="; ".join(map(show_hidden, rest))
            )
            rows.addWidget(text_label(words, role="large-muted", wrap=True, name="live-not-reached"))
        rows.addStretch(1)
        self.page.verticalScrollBar().setValue(at)

    def first_focus(self) -> None:
        """Go to what is not finished, else to the first case, else to the next date."""
        row = next((one for one in self.page.inside.findChildren(FocusRow) if not one.isHidden()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.closing.go_to("next_on")


def summary_words(every: Sequence[ReadBack]) -> str:
    """ "4 cases discussed, 1 put off, 1 not reached, 5 actions given"."""
    states = [one.item.state for one in every]
    actions = [action for one in every for action in one.actions]
    wanting = sum(len(one.unowned) for one in every)
    parts = [
        _("{cases} discussed").format(cases=count(states.count(ItemState.DISCUSSED), "case", "cases")),
        _("{count} put off").format(count=states.count(ItemState.DEFERRED))
        if ItemState.DEFERRED in states
        else "",
        _("{count} not reached").format(count=states.count(ItemState.TO_DISCUSS))
        if ItemState.TO_DISCUSS in states
        else "",
        _("{count} taken off").format(count=states.count(ItemState.TAKEN_OFF))
        if ItemState.TAKEN_OFF in states
        else "",
        _("{actions} given").format(actions=count(len(actions), "action", "actions")),
        _("{count} of them without owner or day").format(count=wanting) if wanting else "",
    ]
    return ", ".join(filter(None, parts))
