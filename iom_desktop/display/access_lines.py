"""The access report in words: the names of its lines, its columns, what it counts and beside what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import blank, count, days, exact_date, short_date
from iom_desktop.display.labels import label, label_of
from iom_desktop.display.words import _
from iom_desktop.domain.access_report import (
    AccessFact,
    AccessReport,
    Dimension,
    Line,
    Standing,
    Tally,
    percent_of,
)
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.service_access import Barrier
from iom_desktop.domain.text import spreadsheet_safe

NeedNames = Mapping[str, str]


class Behind(Protocol):
    """Somebody behind a figure."""

    @property
    def crn(self) -> str:
        """Their CRN."""

    @property
    def name(self) -> str:
        """Their name as in lists."""

    @property
    def fact(self) -> AccessFact:
        """Their need, and what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLine:
    """A line of the report with its words, for a table or a chart."""

    id: tuple[str, str, str]
    name: str
    line: Line

    @property
    def tally(self) -> Tally:
        """Its figures."""
        return self.line.tally


def dimension_words(dimension: Dimension) -> str:
    """What the report is broken down by."""
    return {
        Dimension.NEED: _("Need"),
        Dimension.COHORT: _("Cohort"),
        Dimension.AREA: _("Area"),
        Dimension.PROVIDER: _("Provider"),
    }[dimension]


def key_words(dimension: Dimension, key: str, needs: NeedNames) -> str:
    """The name of one line's need, cohort, area or provider."""
    if dimension is Dimension.NEED:
        return needs.get(key, key)
    if dimension is Dimension.COHORT:
        return label_of(Cohort, key) if key else _("Cohort not known")
    if dimension is Dimension.AREA:
        return key or _("Area not known")
    return key or _("No provider on record")


def named(lines: Sequence[Line], needs: NeedNames) -> list[NamedLine]:
    """``lines`` with their words."""
    return [
        NamedLine(id=line.id, name=key_words(line.dimension, line.key, needs), line=line) for line in lines
    ]


def state_words(state: str) -> str:
    """What became of a need: a ``Standing`` or a ``Barrier``."""
    said = {
        Standing.REACHED.value: _("Reached"),
        Standing.WAITING.value: _("Still waiting"),
        Standing.NO_REASON.value: _("No reason recorded"),
    }
    return said.get(state) or label(Barrier(state))


def reached_words(tally: Tally) -> str:
    """ "12 of 30"."""
    return _("{reached:,} of {needed:,}").format(reached=tally.reached, needed=tally.needed)


def percent_words(percent: int | None) -> str:
    """ "40%", and nothing of nobody."""
    return "" if percent is None else _("{percent}%").format(percent=percent)


def wait_words(wait: float | None) -> str:
    """A wait in days: "14 days", "14.5 days", "1 day"."""
    if wait is None:
        return ""
    if wait == int(wait):
        return days(int(wait))
    return _("{days:.1f} days").format(days=wait)


def reasons_words(tally: Tally) -> str:
    """The coded reasons, the commonest first: "Waiting list 4, Declined by the person 2"."""
    ordered = sorted(tally.reasons.items(), key=lambda pair: -pair[1])
    return ", ".join(
        _("{reason} {count:,}").format(reason=label(barrier), count=many) for barrier, many in ordered
    )


def sentence(name: str, tally: Tally) -> str:
    """The line as a sentence, for a screen reader and a tooltip."""
    parts = [_("{name}: {reached:,} of {needed:,} who needed it reached it").format(
        name=name, reached=tally.reached, needed=tally.needed
    )]  # fmt: skip
    if tally.median_wait is not None:
        parts.append(_("half of them within {wait}").format(wait=wait_words(tally.median_wait)))
    if tally.waiting:
        parts.append(_("{count:,} still waiting").format(count=tally.waiting))
    if tally.reasons:
        parts.append(reasons_words(tally))
    if tally.no_reason:
        parts.append(_("{count:,} with no reason recorded").format(count=tally.no_reason))
    return "; ".join(parts) + "."


def access_columns(dimension: Dimension) -> tuple[Column[NamedLine], ...]:
    """The columns of one breakdown. What nobody gave a reason for stands next to those who reached it."""
    return (
        Column(
            "name",
            dimension_words(dimension),
            lambda one: one.name,
            width=27,
            stretch=True,
            tooltip=lambda one: sentence(one.name, one.tally),
        ),
        Column(
            "reached",
            _("Reached"),
            lambda one: reached_words(one.tally),
            sort=lambda one: one.tally.needed,
            align="right",
            width=10,
        ),
        Column(
            "percent",
            _("Share"),
            lambda one: percent_words(one.tally.percent),
            sort=lambda one: one.tally.percent,
            align="right",
            width=6,
        ),
        Column(
            "no_reason",
            _("No reason"),
            lambda one: _plain(one.tally.no_reason),
            sort=lambda one: one.tally.no_reason,
            width=10,
            role=lambda one: "overdue" if one.tally.no_reason else None,
            tooltip=lambda one: _("{count:,} with no reason recorded").format(count=one.tally.no_reason),
        ),
        Column(
            "reasons",
            _("Reason given"),
            lambda one: _plain(sum(one.tally.reasons.values())),
            sort=lambda one: sum(one.tally.reasons.values()),
            align="right",
            width=12,
            tooltip=lambda one: reasons_words(one.tally),
        ),
        Column(
            "waiting",
            _("Waiting"),
            lambda one: _waiting(one.tally),
            sort=lambda one: one.tally.waiting,
            width=15,
            role=lambda one: "missing" if one.tally.late else None,
        ),
        Column(
            "median",
            _("Median wait"),
            lambda one: wait_words(one.tally.median_wait),
            sort=lambda one: one.tally.median_wait,
            align="right",
            width=11,
        ),
        Column(
            "longest",
            _("Longest"),
            lambda one: wait_words(one.tally.longest_wait),
            sort=lambda one: one.tally.longest_wait,
            align="right",
            width=8,
        ),
    )


def behind_columns(need_name: Callable[[str], str]) -> tuple[Column[Behind], ...]:
    """The columns of the people behind a figure; ``need_name`` gives the words of a need's code."""
    return (
        Column("name", _("Name"), lambda one: one.name, width=18, stretch=True),
        Column("crn", _("CRN"), lambda one: one.crn, width=9),
        Column("need", _("Need"), lambda one: need_name(one.fact.need_code), width=28),
        Column("cohort", _("Cohort"), lambda one: label_of(Cohort, one.fact.cohort or None), width=7),
        Column("area", _("Area"), lambda one: one.fact.area, width=6),
        Column(
            "found",
            _("Need found"),
            lambda one: short_date(one.fact.found_on),
            sort=lambda one: one.fact.found_on,
            width=11,
        ),
        Column(
            "days",
            _("Days"),
            lambda one: _plain(one.fact.days) if one.fact.days is not None else "",
            sort=lambda one: one.fact.days,
            align="right",
            width=5,
        ),
        Column(
            "state",
            _("Where it stands"),
            lambda one: late_words(one.fact),
            width=20,
            tooltip=lambda one: one.fact.provider,
            role=lambda one: _state_role(one.fact),
        ),
    )


def late_words(fact: AccessFact) -> str:
    """Where a need stands, and that it has been waited for too long."""
    words = state_words(fact.state)
    return _("{state}, too long").format(state=words) if fact.late else words


def _state_role(fact: AccessFact) -> str | None:
    if fact.state == Standing.NO_REASON.value:
        return "overdue"
    return "missing" if fact.late else None


def _plain(many: int) -> str:
    return f"{many:,}"


def _waiting(tally: Tally) -> str:
    if not tally.late:
        return _plain(tally.waiting)
    return _("{waiting:,}, {late:,} too long").format(waiting=tally.waiting, late=tally.late)


# --- What it counts ------------------------------------------------------------------------------------


def definitions(report: AccessReport) -> list[str]:
    """What each word of the report means, a sentence or two each."""
    said = [
        _(
            "Needed: the need is assessed as severe or standard and support is not marked as not required, or a "
            "service is followed for it. Each person counts once for each need."
        ),
        _(
            "Reached: the person has attended a service for the need at least once. The wait runs from the day the "
            "need was found, the earliest on record, to that first attendance; the median is the middle wait."
        ),
        _(
            "Still waiting: a service is followed that has neither been attended, nor ended, nor been refused. Too "
            "long: longer than the service's target in the directory, or else the scheme's."
        ),
        _(
            "Reason given: the coded reason on the service, or support declined on the need itself. No reason "
            "recorded: no service is followed, or it ended without being attended, and nobody wrote down why."
        ),
        _(
            "Area: the first half of the person's postcode. Provider: of the service attended, or else the latest."
        ),
    ]
    if report.found_from is not None:
        said.append(period_words(report))
    return said


def period_words(report: AccessReport) -> str:
    """Which needs are counted, as a sentence."""
    if report.found_from is None:
        return _("Every need on record, whenever it was found.")
    words = _("Only needs found on or after {day}.").format(day=exact_date(report.found_from))
    if report.undated:
        left = count(report.undated, _("need"), _("needs"))
        words += " " + _("{needs} with no date on record left out.").format(needs=left)
    return words


def headline(report: AccessReport) -> str:
    """The report in one line."""
    total = report.total
    parts = [
        count(report.people, _("person"), _("people")),
        _("{reached:,} of {needed:,} needs reached a service").format(
            reached=total.reached, needed=total.needed
        ),
    ]
    if total.no_reason:
        parts.append(_("{count:,} with no reason recorded").format(count=total.no_reason))
    return " · ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A figure of ours beside what the inspection of 2020 stated, in its own words."""

    what: str
    ours: str
    stated: str


def beside_inspection(report: AccessReport, stated: str) -> Beside:
    """Our figure on drug and alcohol services beside the inspection's, which is never made a number."""
    got, asked = report.drugs_or_alcohol
    ours = _("{got:,} of {asked:,}").format(got=got, asked=asked)
    if asked:
        ours += f" ({percent_words(percent_of(got, asked))})"
    return Beside(
        what=_("People who reached each drug or alcohol service they needed"), ours=ours, stated=stated
    )


# --- The spreadsheet -----------------------------------------------------------------------------------


def access_csv(report: AccessReport, needs: NeedNames) -> str:
    """Every line of the report as one tidy table, a line of figures each; no cell can act as a formula.

    ``by`` says what a line is broken down by; a line for all needs together has no need.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_CSV_HEADINGS)
    for line in _every_line(report):
        writer.writerow([spreadsheet_safe(cell) for cell in _csv_cells(line, needs)])
    return out.getvalue()


_CSV_HEADINGS = (
    "by", "group", "need_code", "need", "needed", "reached", "reached_percent", "median_wait_days",
    "longest_wait_days", "waiting", "waiting_too_long", "no_reason", "not_followed",
    *(f"reason_{barrier.value}" for barrier in Barrier),
)  # fmt: skip


def _every_line(report: AccessReport) -> list[Line]:
    return [*report.needs, *(line for lines in report.groups.values() for line in lines)]


def _csv_cells(line: Line, needs: NeedNames) -> list[str]:
    tally = line.tally
    group = "" if line.dimension is Dimension.NEED else key_words(line.dimension, line.key, needs)
    figures = (
        tally.needed, tally.reached, tally.percent, tally.median_wait, tally.longest_wait, tally.waiting,
        tally.late, tally.no_reason, tally.not_followed, *(tally.reasons.get(one, 0) for one in Barrier),
    )  # fmt: skip
    return [
        line.dimension.value,
        group,
        line.need_code,
        needs.get(line.need_code, line.need_code),
        *(blank(figure) for figure in figures),
    ]
