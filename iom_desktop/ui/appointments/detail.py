"""One appointment whole, beneath the list: everything the row has no room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from iom_desktop.display.appointment_columns import how_far, standing_words
from iom_desktop.display.formats import N_, count, date_time
from iom_desktop.display.labels import named_with_agency
from iom_desktop.display.words import _
from iom_desktop.domain.appointments import Appointment, EarlierOutcome
from iom_desktop.ui import theme
from iom_desktop.ui.cases.scrolled import Scrolled
from iom_desktop.ui.label import text_label

Fact = tuple[str, str]


class AppointmentDetail(Scrolled):
    """Shows one appointment, or says that none is chosen."""

    def __init__(self) -> None:
        super().__init__(name="appointment-detail", most_width=960)
        self.shown: list[Fact] = []
        self._facts = QWidget()
        self._facts.setObjectName("appointment-facts")
        self.rows.addWidget(self._facts)
        self.rows.addStretch(1)

    def show_one(self, one: Appointment | None, earlier: Sequence[EarlierOutcome], now: datetime) -> None:
        """Show ``one`` with what was recorded of it before; nothing clears."""
        self.shown = [] if one is None else facts(one, earlier, now)
        fresh = QWidget()
        fresh.setObjectName("appointment-facts")
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, (caption, said) in enumerate(self.shown):
            name = f"appointment-fact-{row}"
            grid.addWidget(text_label(caption, role="caption", name=f"{name}-label"), row, 0, top)
            grid.addWidget(text_label(said, wrap=True, selectable=True, name=name), row, 1, top)
        self.rows.replaceWidget(self._facts, fresh)
        self._facts.hide()
        self._facts.deleteLater()
        self._facts = fresh
        self.verticalScrollBar().setValue(0)


def heading(one: Appointment, now: datetime) -> str:
    """ "Planned office visit, Tue 17 Nov 2026 10:00 (5 days ago)"."""
    return f"{one.type_name}, {date_time(one.starts_at)} ({how_far(one, now)})"


def facts(one: Appointment, earlier: Sequence[EarlierOutcome], now: datetime) -> list[Fact]:
    """What there is to say of ``one``, each with its caption; nothing that is empty."""
    said = one.said
    outcome = "" if one.outcome_missing(now) else standing_words(one, now)
    by = ""
    if one.outcome_code and one.outcome_at is not None:
        by = _("recorded {when} by {officer}").format(when=date_time(one.outcome_at), officer=one.outcome_by)
    every = [
        (_("Outcome"), ", ".join(part for part in (outcome, by) if part)),
        (_("Note"), one.outcome_note),
        (_("Place"), said.place),
        (_("With"), named_with_agency(said.with_name, said.with_agency)),
        (_("Length"), count(said.minutes, N_("minute"), N_("minutes"))),
        (_("What it is for"), said.purpose),
        (_("Compliance"), _compliance(one)),
        *((_("Before"), _before(old)) for old in earlier),
    ]
    return [(caption, words) for caption, words in every if words]


def _compliance(one: Appointment) -> str:
    if one.counts_toward_compliance:
        return _("Counts toward compliance with the licence or order")
    return _("Does not count toward compliance")


def _before(old: EarlierOutcome) -> str:
    said = [old.outcome_name, old.note]
    why = _("changed {when} by {officer}: {reason}").format(
        when=date_time(old.at), officer=old.changed_by, reason=old.change_reason or _("a note was added")
    )
    return " · ".join(part for part in (*said, why) if part)
