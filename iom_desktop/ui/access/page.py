"""The page "Access to services": how many reached the service they needed, how long they waited, and why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from iom_desktop.display.access_lines import (
    NamedLine,
    access_columns,
    behind_columns,
    beside_inspection,
    definitions,
    dimension_words,
    headline,
    named,
    sentence,
    state_words,
)
from iom_desktop.display.formats import count
from iom_desktop.display.words import _
from iom_desktop.domain.access_report import AccessReport, Dimension, Standing
from iom_desktop.domain.dates import add_months
from iom_desktop.services import access_report
from iom_desktop.services.access_report import NamedFact
from iom_desktop.ui import theme
from iom_desktop.ui.access.chart_view import ChartView
from iom_desktop.ui.access.giving import AccessGiving
from iom_desktop.ui.button import button
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.choice_fields import ChoiceBox
from iom_desktop.ui.flow import FlowLayout
from iom_desktop.ui.label import text_label
from iom_desktop.ui.navigation import Navigator, Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.record_table import RecordTable
from iom_desktop.ui.segments import Segments

if TYPE_CHECKING:
    from iom_desktop.reports.access_report import AccessPaper
    from iom_desktop.reports.charts import Chart
    from iom_desktop.ui.workspace import Workspace

#: Bars of a chart at most; the table above has every line.
MOST_BARS = 12
_EVERYONE = "everyone"
_UNMET = "unmet"
_REACHED, _WAITS, _WHY, _PEOPLE, _MEANING = "reached", "waits", "why", "people", "meaning"


class AccessPage(Page):
    """A table of figures, and under it the chart of them, the people behind one, or what the words mean."""

    SHOWS = frozenset(
        {"need", "service_access", "case", "person", "provider", "provider_service", "code_item"}
    )

    def __init__(self, workspace: Workspace, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(_("Access to services"), name="access", parent=parent)
        self.workspace = workspace
        self.navigator = navigator
        self.giving = AccessGiving(self)
        self.needs: dict[str, str] = {}
        self._report: AccessReport | None = None
        self._people: dict[tuple[str, str], NamedFact] = {}
        self.count = text_label("", role="muted", wrap=True, name="access-count")
        self.beside = text_label("", wrap=True, name="access-beside")
        self._make_choices()
        self._make_tables()
        self._make_under()
        self._lay_out()

    # Making it ----------------------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        dimensions = [(one.value, dimension_words(one)) for one in Dimension]
        self.by = Segments(dimensions, name="access-by", label=_("Broken down by"))
        self.by.chosen.connect(lambda _key: self._show_lines())
        self.need = self._choice("access-need", _("Need"), [("", _("All needs"))], self._show_lines)
        periods = [
            ("0", _("Found at any time")),
            ("3", _("Found in the last 3 months")),
            ("6", _("Found in the last 6 months")),
            ("12", _("Found in the last 12 months")),
        ]
        self.period = self._choice("access-period", _("Needs found"), periods, self.reload)

    def _choice(
        self, name: str, words: str, options: Sequence[tuple[str, str]], then: Callable[[], object]
    ) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        for key, said in options:
            box.addItem(said, key)
        box.currentIndexChanged.connect(lambda _place: then())
        return box

    def _make_tables(self) -> None:
        nobody = _("Nobody is known to need a service yet.")
        self.tables: dict[Dimension, RecordTable] = {
            Dimension.NEED: RecordTable(access_columns(Dimension.NEED), name="access-by-need", empty=nobody),
            Dimension.COHORT: RecordTable(
                access_columns(Dimension.COHORT), name="access-by-cohort", empty=nobody
            ),
            Dimension.AREA: RecordTable(access_columns(Dimension.AREA), name="access-by-area", empty=nobody),
            Dimension.PROVIDER: RecordTable(
                access_columns(Dimension.PROVIDER), name="access-by-provider", empty=nobody
            ),
        }
        self.table_stack = QStackedWidget()
        for table in self.tables.values():
            table.record_activated.connect(self._open_behind)
            table.selection_changed.connect(lambda _record: self._show_under())
            self.table_stack.addWidget(table)

    def _make_under(self) -> None:
        self.under = Segments(
            [
                (_REACHED, _("Who reached it")),
                (_WAITS, _("Waits")),
                (_WHY, _("Why not")),
                (_PEOPLE, _("People behind it")),
                (_MEANING, _("What the words mean")),
            ],
            name="access-under",
            label=_("Shown below the figures"),
        )
        self.under.chosen.connect(lambda _key: self._show_under())
        who = [
            (_UNMET, _("All who have not reached it")),
            *(
                (one.value, state_words(one.value))
                for one in (Standing.NO_REASON, Standing.WAITING, Standing.REACHED)
            ),
            (_EVERYONE, _("All who needed it")),
        ]
        self.who = self._choice("access-who", _("Which people"), who, self._show_under)
        self.about = text_label("", role="muted", wrap=True, name="access-about")
        self.chart = ChartView(name="access-chart")
        charted = Scrolled(name="access-chart-scroll")
        charted.rows.addWidget(self.chart)
        charted.rows.addStretch(1)
        self.people = RecordTable(
            behind_columns(lambda code: self.needs.get(code, code)),
            name="access-people",
            empty=_("Nobody stands behind this figure."),
            find_in="name",
        )
        self.people.record_activated.connect(
            lambda one: self.navigator.open_case(one.fact.case_id, "services")
        )
        self.meaning = text_label("", wrap=True, name="access-meaning", selectable=True)
        meant = Scrolled(name="access-meaning-scroll", most_width=820)
        meant.rows.addWidget(self.meaning)
        meant.rows.addStretch(1)
        self.under_stack = QStackedWidget()
        for widget in (charted, self.people, meant):
            self.under_stack.addWidget(widget)

    def _lay_out(self) -> None:
        self.copies_button = button(
            _("Copies given out"),
            lambda: self.navigator.go(Place("copies")),
            name="access-copies",
            kind="quiet",
            tooltip=_("Every paper that left, for whom, and whether it came back"),
        )
        self.sheet_button = button(
            _("Spreadsheet…"), self.ask_sheet, name="access-sheet", shortcut="Ctrl+Shift+S"
        )
        self.save_button = button(_("Save as PDF…"), self.ask_report, name="access-save", shortcut="Ctrl+S")
        self.commissioner_button = button(
            _("Commissioner's page…"),
            self.ask_commissioner,
            name="access-commissioner",
            kind="primary",
            shortcut="Ctrl+U",
        )
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(text_label(_("Access to services"), role="title", name="access-title"))
        head.addStretch(1)
        for made in (self.sheet_button, self.save_button, self.commissioner_button):
            head.addWidget(made)
        choices = FlowLayout(gap=8)
        for widget in (self.by, self.need, self.period, self.copies_button):
            choices.addWidget(widget)
        below = QHBoxLayout()
        below.setSpacing(theme.px(8))
        below.addWidget(self.about, 1)
        below.addWidget(self.who)
        under = QVBoxLayout()
        under.setSpacing(theme.px(4))
        under.addWidget(self.under)
        under.addLayout(below)
        under.addWidget(self.under_stack, 1)
        # Large words leave no room for both figures and chart: then the page scrolls.
        page = self.scrolled = Scrolled(name="access-scroll")
        page.rows.addLayout(head)
        page.rows.addWidget(self.count)
        page.rows.addWidget(self.beside)
        page.rows.addLayout(choices)
        page.rows.addWidget(self.table_stack, 5)
        page.rows.addLayout(under, 6)
        self.body.addWidget(page, 1)
        self._set_heights()
        QShortcut(QKeySequence("Ctrl+F"), self, self.first_focus)

    def _set_heights(self) -> None:
        self.table_stack.setMinimumHeight(theme.px(190))
        self.under_stack.setMinimumHeight(theme.px(220))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "under_stack"):
            self._set_heights()

    # Showing ------------------------------------------------------------------------------------------------

    @property
    def report(self) -> AccessReport:
        """The report shown."""
        if self._report is None:
            self.reload()
        if self._report is None:
            raise AssertionError("the report is read by now")
        return self._report

    def found_from(self) -> date | None:
        """The first day of the period chosen, or nothing for any time."""
        months = int(self.period.currentData() or 0)
        return add_months(self.workspace.today(), -months) if months else None

    def reload(self) -> None:
        """Read the report again; what is chosen stays chosen."""
        read = self.workspace.read
        self.needs = read(access_report.need_names)
        self._report = read(access_report.load_access_report, self.workspace.today(), self.found_from())
        named_facts = read(access_report.name_facts, self._report.facts)
        self._people = {(one.fact.case_id, one.fact.need_code): one for one in named_facts}
        self.count.setText(headline(self._report))
        beside = beside_inspection(self._report, access_report.inspection_stated())
        self.beside.setText(
            _("{what}: here {ours}; the inspection of 2020 found {stated}.").format(
                what=beside.what, ours=beside.ours, stated=beside.stated
            )
        )
        self.meaning.setText("\n\n".join(definitions(self._report)))
        self._offer_needs()
        self._show_lines()

    def _offer_needs(self) -> None:
        chosen = self.need.currentData()
        self.need.blockSignals(True)
        self.need.clear()
        self.need.addItem(_("All needs"), "")
        for line in self.report.needs:
            self.need.addItem(self.needs.get(line.key, line.key), line.key)
        self.need.setCurrentIndex(max(0, self.need.findData(chosen)))
        self.need.blockSignals(False)

    def dimension(self) -> Dimension:
        """What the figures are broken down by."""
        return Dimension(self.by.key())

    def lines(self, dimension: Dimension) -> list[NamedLine]:
        """The lines of one breakdown, for the need chosen."""
        code = "" if dimension is Dimension.NEED else str(self.need.currentData() or "")
        return named(self.report.lines(dimension, code), self.needs)

    def table(self) -> RecordTable:
        """The table in view."""
        return self.tables[self.dimension()]

    def _show_lines(self) -> None:
        if self._report is None:
            return
        # A table of needs has every need in it: there is none to choose.
        self.need.setVisible(self.dimension() is not Dimension.NEED)
        for dimension, table in self.tables.items():
            table.set_records(self.lines(dimension))
        self.table_stack.setCurrentWidget(self.table())
        self._show_under()

    def chosen_line(self) -> NamedLine | None:
        """The line selected in the table in view."""
        line: NamedLine | None = self.table().selected_record()
        return line

    def chosen_need(self) -> str:
        """The need that is being looked at, or "" for all of them."""
        line = self.chosen_line()
        return line.line.need_code if line is not None else ""

    def _show_under(self) -> None:
        if self._report is None:
            return
        shown = self.under.key()
        self.who.setVisible(shown == _PEOPLE)
        self.under_stack.setCurrentIndex({_PEOPLE: 1, _MEANING: 2}.get(shown, 0))
        if shown == _PEOPLE or not self.people.records():
            self._show_people()
        if shown in (_REACHED, _WAITS, _WHY):
            self._show_chart(shown)
        elif shown == _MEANING:
            self.about.setText("")

    def _show_chart(self, shown: str) -> None:
        lines = self.table().records()
        most = sorted(lines, key=lambda one: -one.tally.needed)[:MOST_BARS]
        lines = [one for one in lines if one in most]
        line = self.chosen_line()
        if shown == _WHY:
            found = self.report.total if line is None else line.tally
            self.about.setText(
                _("Why it was not reached: {name}").format(name=_("all") if line is None else line.name)
            )
        else:
            kept = (
                _("the {count} largest").format(count=MOST_BARS)
                if len(most) < len(self.table().records())
                else ""
            )
            found = self.report.total
            about = (
                _("Needed, and what became of them")
                if shown == _REACHED
                else _("Median wait, and the longest")
            )
            self.about.setText(f"{about}, {kept}." if kept else f"{about}.")

        def draw(width: float) -> Chart:
            from iom_desktop.reports.access_report import reach_chart, reasons_chart, waits_chart

            if shown == _WHY:
                return reasons_chart(found, width)
            return reach_chart(lines, width) if shown == _REACHED else waits_chart(lines, width)

        self.chart.show_chart(draw, " ".join(sentence(one.name, one.tally) for one in lines))

    def _show_people(self) -> None:
        line = self.chosen_line()
        facts = self.report.facts if line is None else self.report.behind(line.line)
        wanted = str(self.who.currentData())
        if wanted == _UNMET:
            facts = [fact for fact in facts if fact.state != Standing.REACHED.value]
        elif wanted != _EVERYONE:
            facts = [fact for fact in facts if fact.state == wanted]
        people = [self._people[fact.case_id, fact.need_code] for fact in facts]
        people.sort(key=lambda one: (one.name.casefold(), one.crn, one.fact.need_code))
        self.people.set_records(people)
        if self.under.key() == _PEOPLE:
            one_need = line is not None and line.line.need_code
            many = count(len(people), *((_("person"), _("people")) if one_need else (_("need"), _("needs"))))
            name = _("everybody") if line is None else line.name
            self.about.setText(_("{name}: {many}. Enter opens the case.").format(name=name, many=many))

    def _open_behind(self, _line: NamedLine) -> None:
        """Show the people behind a figure, and go to them."""
        self.under.choose(_PEOPLE)
        self._show_under()
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scrolled.ensureWidgetVisible(self.people)
        if self.people.records():
            self.people.selectRow(0)

    # Giving it out ------------------------------------------------------------------------------------------

    def paper(self) -> AccessPaper:
        """What goes on paper: the report as shown."""
        from iom_desktop.reports.access_report import AccessPaper

        return AccessPaper(
            report=self.report,
            needs=self.needs,
            stated=access_report.inspection_stated(),
            scheme=self.workspace.store_name,
            made_at=self.workspace.now(),
            made_by=self.workspace.officer.name,
        )

    def ask_report(self) -> None:
        """Ask for whom, then save or print the report."""
        self.giving.report.ask_save()

    def ask_sheet(self) -> None:
        """Ask for whom, then save the figures for a spreadsheet."""
        self.giving.sheet.ask_save()

    def ask_commissioner(self) -> None:
        """Ask which need and for whom, then save or print the commissioner's page."""
        self.giving.ask_commissioner()

    def resume(self, draft_key: str) -> None:
        """Open the dialog that stood open before a lock."""
        self.giving.resume(draft_key)

    def first_focus(self) -> None:
        """The keyboard begins in the figures."""
        self.table().setFocus(Qt.FocusReason.OtherFocusReason)
