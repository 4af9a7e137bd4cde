"""The access report on paper, and its charts, which the screen shows as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.graphics.shapes import Drawing
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from iom_desktop.display.access_lines import (
    NamedLine,
    NeedNames,
    beside_inspection,
    definitions,
    dimension_words,
    headline,
    named,
    percent_words,
    period_words,
    reached_words,
    reasons_words,
    state_words,
    wait_words,
)
from iom_desktop.display.formats import days
from iom_desktop.display.words import _
from iom_desktop.domain.access_report import AccessReport, Dimension, Standing, Tally
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.charts import Bar, Part, bar_chart
from iom_desktop.reports.paper import ROOMY, Run, strong
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: A breakdown with more lines than this is printed without the needs of each group: the spreadsheet has them.
MOST_LINES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPaper:
    """What goes on paper: the report, the words it needs, who made it and where it comes from."""

    report: AccessReport
    needs: NeedNames
    stated: str  #: the inspection's finding on drug and alcohol services, in its own words
    scheme: str
    made_at: datetime  #: local time
    made_by: str
    marking: str = "OFFICIAL-SENSITIVE"


# --- Charts --------------------------------------------------------------------------------------------


def reach_chart(lines: Sequence[NamedLine], width: float) -> Drawing:
    """A bar for each line: reached, waiting, not reached with a reason, and with none."""
    return bar_chart([Bar(one.name, reach_parts(one.tally), reach_after(one.tally)) for one in lines], width)


def reach_parts(tally: Tally) -> tuple[Part, ...]:
    """What became of those who needed it, as parts of a bar."""
    return (
        Part(tally.reached, _("Reached"), "solid"),
        Part(tally.waiting, _("Still waiting"), "hatched"),
        Part(sum(tally.reasons.values()), _("Not reached, reason given"), "pale"),
        Part(tally.no_reason, _("No reason recorded"), "dark"),
    )


def reach_after(tally: Tally) -> str:
    """ "12 of 30 (40%)"."""
    return f"{reached_words(tally)} ({percent_words(tally.percent)})"


def waits_chart(lines: Sequence[NamedLine], width: float) -> Drawing:
    """A bar for each line that anybody reached: the median wait, with the longest written after it."""
    bars = []
    for one in lines:
        median, longest = one.tally.median_wait, one.tally.longest_wait
        if median is None or longest is None:
            continue
        after = _("{wait}, longest {longest}").format(wait=wait_words(median), longest=days(longest))
        bars.append(Bar(one.name, (Part(round(median), "", "solid", number=""),), after))
    return bar_chart(bars, width, key=False)


def reasons_chart(tally: Tally, width: float) -> Drawing:
    """A bar for each reason why a service was not reached, the commonest first; no reason on top, in black."""
    ordered = sorted(tally.reasons.items(), key=lambda pair: -pair[1])
    given = [(state_words(barrier.value), many, "pale") for barrier, many in ordered]
    none = [(state_words(Standing.NO_REASON.value), tally.no_reason, "dark")] if tally.no_reason else []
    bars = [Bar(words, (Part(many, "", fill, number=""),), f"{many:,}") for words, many, fill in none + given]
    return bar_chart(bars, width, key=False)


# --- Paper ---------------------------------------------------------------------------------------------


def access_paper(file: AccessPaper, copy: NumberedCopy | None = None) -> bytes:
    """The access report as a PDF on A4. The same records give the same bytes."""
    return pages.print_pages(_story(file), furniture(file, _("Access to services"), copy))


def furniture(file: AccessPaper, title: str, copy: NumberedCopy | None) -> pages.Furniture:
    """What stands on every page: the marking, whose figures they are, which copy."""
    return pages.Furniture(
        title=title,
        marking=file.marking,
        stamp="",
        running=paper.joined([title, file.scheme]),
        foot=paper.joined([title, file.scheme]),
        copy=copy,
    )


def _story(file: AccessPaper) -> list[Flowable]:
    report = file.report
    lines = named(report.needs, file.needs)
    story = title_block(_("Access to services"), paper.joined([file.scheme, headline(report)]))
    story += block(period_words(report))
    story += beside_block(file)
    if not lines:
        return story + block(_("Nobody is known to need a service yet."))
    story += chart_block(_("Who reached a service, by need"), reach_chart(lines, paper.WIDTH))
    if any(one.tally.median_wait is not None for one in lines):
        story += chart_block(
            _("Median wait, from need found to first attended"), waits_chart(lines, paper.WIDTH)
        )
    if report.total.no_reason or report.total.reasons:
        story += chart_block(_("Why not, all needs together"), reasons_chart(report.total, paper.WIDTH))
    story += _breakdown(Dimension.NEED, lines)
    for dimension in (Dimension.COHORT, Dimension.AREA, Dimension.PROVIDER):
        story += _breakdown(dimension, _with_needs(file, dimension))
    story += definitions_block(report)
    return story


def title_block(title: str, under: str) -> list[Flowable]:
    """The title of a paper and a quieter line under it."""
    return [
        *paper.paragraph(title, ROOMY.name),
        Spacer(0, 4),
        *paper.paragraph(under, ROOMY.small),
        Spacer(0, 6),
    ]


def block(words: paper.Words) -> list[Flowable]:
    """A paragraph with room under it."""
    return [*paper.paragraph(words, ROOMY.body), Spacer(0, 5)]


def chart_block(title: str, chart: Drawing) -> list[Flowable]:
    """A heading and its chart, never parted."""
    return [
        CondPageBreak(chart.height + 40),
        Spacer(0, ROOMY.gap / 2),
        *paper.heading(title, ROOMY),
        Spacer(0, 6),
        chart,
        Spacer(0, ROOMY.gap / 2),
    ]


def beside_block(file: AccessPaper) -> list[Flowable]:
    """Our figure on drug and alcohol services beside the inspection's."""
    beside = beside_inspection(file.report, file.stated)
    row = Row(
        (
            paper.paragraph(beside.what, ROOMY.body),
            paper.paragraph([Run(_("Here: ")), strong(beside.ours)], ROOMY.body),
            paper.paragraph([Run(_("Inspection 2020: ")), strong(beside.stated)], ROOMY.body),
        ),
        band=True,
        rule=False,
    )
    return [tables.table((paper.WIDTH - 310, 150.0, 160.0), None, [row], ROOMY)]


def definitions_block(report: AccessReport) -> list[Flowable]:
    """What each word of the report means."""
    made: list[Flowable] = [CondPageBreak(90), Spacer(0, 6), *paper.heading(_("What the words mean"), ROOMY)]
    made.append(Spacer(0, 4))
    for words in definitions(report):
        name, _colon, rest = words.partition(":")
        made += block([strong(f"{name}:"), rest] if rest else words)
    return made


_WIDTHS = (118.0, 56.0, 40.0, 54.0, 54.0, 66.0, paper.WIDTH - 388.0)


def _breakdown(dimension: Dimension, lines: Sequence[NamedLine]) -> list[Flowable]:
    title = {
        Dimension.NEED: _("By need"),
        Dimension.COHORT: _("By cohort"),
        Dimension.AREA: _("By area"),
        Dimension.PROVIDER: _("By provider"),
    }[dimension]
    head = Row(
        tuple(
            paper.paragraph(words, ROOMY.label)
            for words in (
                dimension_words(dimension), _("Reached"), _("Share"), _("Median wait"), _("Longest"), _("Waiting"),
                _("Not reached, and why"),
            )
        )
    )  # fmt: skip
    parts = dimension is not Dimension.NEED and any(one.line.need_code for one in lines)
    rows = [_row(one, group=parts and not one.line.need_code) for one in lines]
    made: RuledTable = tables.table(_WIDTHS, head, rows, ROOMY)
    return [CondPageBreak(110), *paper.heading(title, ROOMY), Spacer(0, 4), made]


def _row(one: NamedLine, *, group: bool) -> Row:
    tally = one.tally
    face = ROOMY.strong if group else ROOMY.body
    waiting = f"{tally.waiting:,}"
    if tally.late:
        waiting = _("{waiting:,}, {late:,} too long").format(waiting=tally.waiting, late=tally.late)
    cells: list[Cell] = [
        paper.paragraph(words, face)
        for words in (
            one.name, reached_words(tally), percent_words(tally.percent), wait_words(tally.median_wait),
            wait_words(tally.longest_wait), waiting,
        )
    ]  # fmt: skip
    cells.append(paper.paragraph(_why(tally), ROOMY.small_ink))
    return Row(tuple(cells), band=group, keep_next=group)


def _why(tally: Tally) -> paper.Words:
    words: list[str | Run] = []
    if tally.no_reason:
        words.append(strong(_("No reason recorded {count:,}").format(count=tally.no_reason)))
    if tally.reasons:
        words.append((", " if words else "") + reasons_words(tally))
    return words


def _with_needs(file: AccessPaper, dimension: Dimension) -> list[NamedLine]:
    """The group's line, then a line for each of its needs, by the need's name; of very many groups, their lines."""
    made = []
    lines = file.report.groups[dimension]
    if len(lines) > MOST_LINES:
        lines = file.report.lines(dimension)
    for one in named(lines, file.needs):
        code = one.line.need_code
        made.append(
            NamedLine(id=one.id, name=file.needs.get(code, code) if code else one.name, line=one.line)
        )
    return made
