"""The tab "Risk plan": the four pillars and the contingency as they are printed, and the conditions beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from iom_desktop.display import labels
from iom_desktop.display.formats import join_words
from iom_desktop.display.plan_lines import Line, Part
from iom_desktop.display.words import _
from iom_desktop.domain import clarity
from iom_desktop.domain.cases import Case
from iom_desktop.domain.clarity import Fault
from iom_desktop.domain.codes import RiskGroup, Rosh, Sentence
from iom_desktop.domain.conditions import STANDARD, Condition
from iom_desktop.domain.measures import Measure, MeasureDraft, Pillar, by_pillar
from iom_desktop.domain.plans import Plan
from iom_desktop.errors import UserError
from iom_desktop.services import cases, conditions, measures, plan_surroundings, plans
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.conditions.dialogs import ConditionDialog, EndConditionDialog, NewConditionDialog
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.label import hairline, text_label
from iom_desktop.ui.measures.dialogs import HINTS, EndMeasureDialog, MeasureDialog, NewMeasureDialog
from iom_desktop.ui.measures.lines import MISSING, ConditionLine, MeasureLine, RiskLine
from iom_desktop.ui.navigation import CaseTab, Navigator
from iom_desktop.ui.plans.flow_text import BODY, FlowText, Style
from iom_desktop.ui.workspace import Workspace

_WIDEST = 860
_BESIDE = 380
_NEW = "new-measure:"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows."""

    case: Case
    measures: list[Measure]
    conditions: list[Condition]
    plan: Plan | None
    faults: tuple[Fault, ...]
    groups: dict[RiskGroup, Rosh]

    def resting(self, condition: Condition) -> list[tuple[str, str]]:
        """The required actions of the newest plan that rest on ``condition``."""
        found = () if self.plan is None else clarity.carried_out_by(self.plan, condition)
        return [(one.id, f"{one.number} {_cut(one.said.what)}") for one in found]

    def unanswered(self) -> list[RiskGroup]:
        """The groups at grave risk that nothing protects yet."""
        if self.plan is not None:
            return [group for group in self.groups if f"risk {group}" in {one.where for one in self.faults}]
        held = {group for one in self.measures for group in one.said.groups}
        return [group for group in self.groups if group not in held]


class RiskPlanTab(CaseTab):
    """Who does what about the risk: supervision, monitoring, interventions, victim safety, and if things go wrong."""

    KEY = "risk_plan"
    SHOWS = frozenset(
        {"risk_measure", "condition", "risk_assessment", "case", "plan", "goal", "required_action", "need"}
    )

    def __init__(
        self, workspace: Workspace, navigator: Navigator, case_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Risk plan"), workspace, navigator, case_id, parent)
        self._read: _Read | None = None
        self._focus_next = ""
        self._last = ""  #: the line the keyboard was in last
        self.lines: dict[str, RiskLine] = {}
        self._area = Scrolled(name="risk-plan-scroll", most_width=_WIDEST, spacing=2)
        self._beside = Scrolled(name="conditions-scroll", spacing=2)
        self.standing = FlowText(name="risk-plan-standing")
        self.standing.chosen.connect(self._answer)
        self._lay_out()

    # How it looks -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        add = button(
            _("Add measure…"), self.open_new_measure, name="add-measure", kind="primary", shortcut="Ctrl+N"
        )
        self.change_button = button(
            _("Change…"),
            self.open_selected,
            name="change-line",
            shortcut="Ctrl+E",
            tooltip=_("Enter on a line"),
        )
        self.end_button = button(_("End…"), self.end_selected, name="end-line", tooltip=_("Del on a line"))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        for one in (add, self.change_button, self.end_button):
            head.addWidget(one)
        head.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(theme.px(24), theme.px(12), theme.px(16), theme.px(8))
        left.setSpacing(theme.px(8))
        left.addLayout(head)
        left.addWidget(self.standing)
        left.addWidget(self._area, 1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left, 1)
        across.addWidget(hairline(upright=True))
        across.addWidget(self._make_beside())
        self.body.addLayout(across)
        self._close_up()

    def _make_beside(self) -> QWidget:
        self.side = QFrame()
        self.side.setObjectName("conditions")
        self.side.setProperty("surface", "ground")
        record = button(
            _("Record…"),
            self.open_new_condition,
            name="record-condition",
            shortcut="Alt+C",
            tooltip=_("Record a licence condition or a requirement"),
        )
        self.standard_button = button(
            _("Add the standard conditions"),
            self.add_standard,
            name="standard-conditions",
            kind="quiet",
            tooltip=_("Those that every licence has"),
        )
        head = QHBoxLayout()
        head.addWidget(text_label(_("Conditions"), role="heading", name="conditions-heading"), 1)
        head.addWidget(record)
        rows = QVBoxLayout(self.side)
        rows.setContentsMargins(theme.px(12), theme.px(12), theme.px(8), theme.px(8))
        rows.addLayout(head)
        rows.addWidget(self._beside, 1)
        rows.addWidget(self.standard_button, 0, Qt.AlignmentFlag.AlignLeft)
        return self.side

    def _close_up(self) -> None:
        """The lines run to the edges; the columns keep their own margins."""
        self.body.setContentsMargins(0, 0, 0, 0)
        self._share_width()

    def _share_width(self) -> None:
        self.side.setFixedWidth(min(theme.px(_BESIDE), round(self.width() * 0.36)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "side"):
            self._close_up()

    # What it shows ------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the plan, its measures and the conditions again."""
        read = self.workspace.read
        plan = read(plans.newest_plan, self.case_id)
        self._read = _Read(
            case=read(cases.load_case, self.case_id),
            measures=read(measures.list_measures, self.case_id),
            conditions=read(conditions.list_conditions, self.case_id),
            plan=plan,
            faults=() if plan is None else read(plans.plan_readiness, plan),
            groups=read(plan_surroundings.list_groups_at_risk, self.case_id),
        )
        held = self._focus_next or self._focused()
        self._focus_next = ""
        self.lines = {}
        self._show_standing(self._read)
        self._show_pillars(self._read)
        self._show_conditions(self._read)
        self._chain()
        if held in self.lines:
            # What is not seen yet takes no focus.
            self.lines[held].show()
            self.lines[held].setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_buttons()

    def _focused(self) -> str:
        return next((key for key, line in self.lines.items() if line.hasFocus()), "")

    def _show_standing(self, read: _Read) -> None:
        """Whom the risk is to, and to whom nothing answers it yet."""
        managed = read.case.managed
        lines: list[tuple[Line, Style]] = []
        if read.groups:
            said = [
                f"{labels.label(level).upper()} to {labels.label(group)}"
                for group, level in read.groups.items()
            ]
            words = _("Risk of serious harm is {levels}.").format(levels=join_words(said))
        elif managed.rosh is None:
            words = _("The risk of serious harm is not recorded: see Risk and needs.")
        else:
            words = _("Risk of serious harm is {level}.").format(level=labels.label(managed.rosh).upper())
        lines.append(((Part(words),), BODY))
        for group in read.unanswered():
            said_of = _("Nothing in the plan answers the risk to {group} yet.").format(
                group=labels.label(group)
            )
            lines.append(
                ((Part(said_of), Part(" "), Part(_("add a measure"), group.value, True, True)), MISSING)
            )
        if read.plan is None or not clarity.has_contingency(
            read.plan, clarity.Around(measures=tuple(read.measures))
        ):
            blank = Part(_("what is done if things go wrong?"), Pillar.CONTINGENCY.value, True, True)
            lines.append(((Part(_("There is no contingency: ")), blank), MISSING))
        self.standing.set_lines(lines, can_choose=True)

    def _answer(self, field: str) -> None:
        if field == Pillar.CONTINGENCY.value:
            self.open_new_measure(Pillar.CONTINGENCY)
        else:
            self.open_new_measure(groups=(RiskGroup(field),))

    def _show_pillars(self, read: _Read) -> None:
        _empty(self._area)
        rows = self._area.rows
        for pillar, held in by_pillar(read.measures).items():
            rows.addLayout(self._pillar_head(pillar))
            if not held and pillar is not Pillar.CONTINGENCY:
                rows.addWidget(_hint(HINTS[pillar](), f"pillar-{pillar.value}-empty"))
            if pillar is Pillar.CONTINGENCY:
                self._show_contingency(read, held)
            for measure in held:
                self._add_measure(measure)
            rows.addWidget(hairline())
        rows.addStretch(1)

    def _pillar_head(self, pillar: Pillar) -> QHBoxLayout:
        words = labels.label(pillar)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(12), theme.px(10), 0, 0)
        head.addWidget(text_label(words, role="heading", name=f"pillar-{pillar.value}"), 1)
        press = button(
            _("+ Measure"),
            partial(self.open_new_measure, pillar),
            name=f"add-{pillar.value}",
            kind="quiet",
        )
        press.setAccessibleName(_("Add a measure: {pillar}").format(pillar=words))
        head.addWidget(press)
        return head

    def _show_contingency(self, read: _Read, held: list[Measure]) -> None:
        rows = self._area.rows
        words = "" if read.plan is None else read.plan.said.contingency
        if words:
            said = FlowText(name="plan-contingency")
            lead = Part(_("In the case plan: "), "contingency", lead=True)
            said.set_lines([((lead, Part(words, "contingency")), BODY)], can_choose=True)
            said.chosen.connect(self._go_to_contingency)
            said.setContentsMargins(theme.px(12), 0, 0, 0)
            box = QHBoxLayout()
            box.setContentsMargins(theme.px(12), 0, theme.px(8), theme.px(4))
            box.addWidget(said)
            rows.addLayout(box)
        elif not held:
            rows.addWidget(_hint(HINTS[Pillar.CONTINGENCY](), "pillar-contingency-empty"))
        if held:
            head = QHBoxLayout()
            head.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
            head.setSpacing(theme.px(16))
            for stretch, words in ((4, _("When")), (5, _("What is done")), (3, _("Who"))):
                head.addWidget(text_label(words, role="caption", name=f"contingency-{stretch}"), stretch)
            rows.addLayout(head)

    def _go_to_contingency(self, _field: str) -> None:
        if self._read is not None and self._read.plan is not None:
            self.navigator.open_case(self.case_id, "plan", self._read.plan.id, "contingency")

    def _add_measure(self, measure: Measure) -> None:
        line = MeasureLine(measure, self._area.inside)
        self._take(line, partial(self.open_measure, measure.id), partial(self.open_end_measure, measure.id))
        line.moved.connect(partial(self._move, measure.id))
        self._area.rows.addWidget(line)

    def _show_conditions(self, read: _Read) -> None:
        _empty(self._beside)
        rows, today = self._beside.rows, self.workspace.today()
        standing = [one for one in read.conditions if not one.said.ended_by(today)]
        ended = [one for one in read.conditions if one.said.ended_by(today)]
        if not standing:
            words = _("No licence condition and no requirement is on record.")
            rows.addWidget(_hint(words, "no-conditions"))
        # What the plan must answer comes first; what every licence says stands below.
        for condition in sorted(standing, key=lambda one: not one.said.needs_action):
            self._add_condition(condition, read)
        if ended:
            rows.addWidget(text_label(_("Ended"), role="caption", name="conditions-ended"))
        for condition in ended:
            self._add_condition(condition, read, over=True)
        rows.addStretch(1)
        licence = read.case.managed.sentence is Sentence.LICENCE
        has = any(one.said.category == STANDARD for one in standing)
        self.standard_button.setVisible(licence and not has)

    def _add_condition(self, condition: Condition, read: _Read, *, over: bool = False) -> None:
        days = labels.condition_days(condition, self.workspace.today())
        from_on = condition.said.from_on
        begun = from_on is None or from_on <= self.workspace.today()
        if not over and begun and condition.said.to_on == read.case.managed.sentence_end:
            days = ""  # it goes with the sentence, whose end stands in the banner
        line = ConditionLine(
            condition, days, read.plan, read.resting(condition), self._beside.inside, over=over
        )
        self._take(
            line, partial(self.open_condition, condition.id), partial(self.open_end_condition, condition.id)
        )
        line.chosen.connect(partial(self._go_to_action, condition.id))
        self._beside.rows.addWidget(line)

    def _take(self, line: RiskLine, open_it: Callable[[], object], end_it: Callable[[], object]) -> None:
        line.opened.connect(open_it)
        line.ended.connect(end_it)
        line.stepped.connect(partial(self._step, line))
        line.focused.connect(self._set_buttons)
        self.lines[line.record_id] = line

    def _go_to_action(self, condition_id: str, field: str) -> None:
        """To the action that rests on a condition, or to the form of one that will."""
        if field == ConditionLine.ADD:
            self.navigator.open_case(self.case_id, "plan", condition_id, "condition_id")
        else:
            self.navigator.open_case(self.case_id, "plan", field)

    def _chain(self) -> None:
        """Tab goes down the pillars, then down the conditions."""
        order = list(self.lines.values())
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _step(self, line: RiskLine, places: int) -> None:
        order = [one for one in self.lines.values() if one.parentWidget() is line.parentWidget()]
        at = order.index(line) + places
        if 0 <= at < len(order):
            order[at].setFocus(Qt.FocusReason.OtherFocusReason)
            area = self._area if order[at].parentWidget() is self._area.inside else self._beside
            area.ensureWidgetVisible(order[at], 0, theme.px(24))

    # What it does -------------------------------------------------------------------------------------------

    def _set_buttons(self) -> None:
        self._last = self._focused() or (self._last if self._last in self.lines else "")
        for one in (self.change_button, self.end_button):
            one.setEnabled(bool(self._last))

    def open_selected(self) -> None:
        """Change the line the keyboard is in, or was in last."""
        if self._last in self.lines:
            self.lines[self._last].opened.emit()

    def end_selected(self) -> None:
        """End the line the keyboard is in, or was in last."""
        if self._last in self.lines:
            self.lines[self._last].ended.emit()

    def open_new_measure(
        self, pillar: Pillar = Pillar.SUPERVISION, groups: tuple[RiskGroup, ...] = ()
    ) -> FormDialog | None:
        """Open the dialog that adds a measure under ``pillar``."""
        draft = MeasureDraft(pillar=pillar, groups=groups)
        dialog = self._open(
            lambda: NewMeasureDialog(self.workspace, self.case_id, draft, self), _("The measure is added.")
        )
        if dialog is not None:
            dialog.form.go_to("trigger" if pillar is Pillar.CONTINGENCY else "words")
        return dialog

    def open_measure(self, measure_id: str) -> FormDialog | None:
        """Open the dialog that rewords a measure."""
        return self._open(
            lambda: MeasureDialog(self.workspace, self.case_id, measure_id, self),
            _("The measure is changed."),
        )

    def open_end_measure(self, measure_id: str) -> FormDialog | None:
        """Open the dialog that ends a measure."""
        found = self.workspace.read(measures.list_measures, self.case_id)
        measure = next((one for one in found if one.id == measure_id), None)
        if measure is None:
            return None
        return self._open(
            lambda: EndMeasureDialog(self.workspace, measure, self),
            _("The measure is ended; it stays on record."),
        )

    def open_new_condition(self) -> FormDialog | None:
        """Open the dialog that records a condition."""
        return self._open(
            lambda: NewConditionDialog(self.workspace, self.case_id, self), _("The condition is recorded.")
        )

    def open_condition(self, condition_id: str) -> FormDialog | None:
        """Open the dialog that puts a condition right."""
        return self._open(
            lambda: ConditionDialog(self.workspace, self.case_id, condition_id, self),
            _("The condition is changed."),
        )

    def open_end_condition(self, condition_id: str) -> FormDialog | None:
        """Open the dialog that ends a condition; it names the required actions that rest on it."""
        read = self._read
        condition = next((one for one in read.conditions if one.id == condition_id), None) if read else None
        if read is None or condition is None:
            return None
        resting = [words for _id, words in read.resting(condition)]
        return self._open(
            lambda: EndConditionDialog(self.workspace, condition, resting, self),
            _("The condition is ended; it stays on record."),
        )

    def add_standard(self) -> None:
        """Record the standard conditions of a licence."""
        added = self.workspace.perform(
            "Add the standard conditions",
            conditions.add_standard_conditions,
            self.case_id,
            self.workspace.today(),
        )
        self.notice(_("{count} standard conditions are recorded.").format(count=added), "good")

    def _move(self, measure_id: str, places: int) -> None:
        self._focus_next = measure_id
        self.workspace.perform("Move risk measure", measures.move_measure, measure_id, places)

    def _open(self, make: Callable[[], FormDialog], said: str) -> FormDialog | None:
        try:
            dialog = make()
        except UserError as error:
            self.notice(error.message, "error")
            return None

        def closed(result: int) -> None:
            if result == QDialog.DialogCode.Accepted:
                self.notice(said, "good")

        dialog.finished.connect(closed)
        dialog.open()
        return dialog

    def go_to(self, record_id: str, field: str = "") -> None:
        """Put the keyboard on a measure or condition; with a ``field`` open it, or a new measure for that group."""
        if self.is_stale:
            self._refresh()
        line = self.lines.get(record_id)
        if line is not None:
            line.show()
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            if field:
                line.opened.emit()
        elif field in list(RiskGroup) or field == Pillar.CONTINGENCY.value:
            self._answer(field)

    def resume(self, draft_key: str) -> None:
        """Open again the dialog that stood open."""
        if self.is_stale:
            self._refresh()
        _tab, _colon, rest = draft_key.partition(":")
        what, _colon, record_id = rest.partition(":")
        opens: dict[str, Callable[[str], object]] = {
            "new-condition": lambda _id: self.open_new_condition(),
            "condition": self.open_condition,
            "end-condition": self.open_end_condition,
            "new-measure": lambda rest: self.open_new_measure(Pillar(rest.partition(":")[2])),
            "measure": self.open_measure,
            "end-measure": self.open_end_measure,
        }
        if what in opens:
            opens[what](record_id)


def _cut(words: str, most: int = 70) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"


def _hint(words: str, name: str) -> QWidget:
    label = text_label(words, role="muted", wrap=True, name=name)
    label.setContentsMargins(theme.px(12), 0, theme.px(8), theme.px(4))
    return label


def _empty(area: Scrolled) -> None:
    """Take everything out of a page that scrolls."""
    _take_all(area.rows.takeAt(0) for _at in range(area.rows.count()))


def _take_all(items: Iterable[object]) -> None:
    from PySide6.QtWidgets import QLayout, QLayoutItem

    for item in items:
        if not isinstance(item, QLayoutItem):
            continue
        layout, widget = item.layout(), item.widget()
        if isinstance(layout, QLayout):
            _take_all(layout.takeAt(0) for _at in range(layout.count()))
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
