"""The commissioner's page: for one need, who did not get to a service and why, to argue for provision with.

Two copies. The internal one has the names. The one to be shared has numbers only, none under five, and none
that can be worked out from the others (``domain.small_numbers``); it says what is kept back and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from iom_desktop.display.access_lines import key_words, percent_words, state_words, wait_words
from iom_desktop.display.formats import days, exact_date, short_date
from iom_desktop.display.labels import label_of
from iom_desktop.display.words import _
from iom_desktop.domain.access_report import (
    DRUGS_OR_ALCOHOL,
    AccessFact,
    Dimension,
    Line,
    Standing,
    Tally,
    percent_of,
    tally,
)
from iom_desktop.domain.codes import Cohort
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.service_access import Barrier
from iom_desktop.domain.small_numbers import LEAST, Shown, show
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.access_report import AccessPaper, block, furniture, title_block
from iom_desktop.reports.charts import Bar, Part, bar_chart
from iom_desktop.reports.paper import ROOMY, strong
from iom_desktop.reports.tables import Row

#: The marking of what may be shared; the copy with names keeps the report's own.
SHARED_MARKING = "OFFICIAL"
#: Groups of the internal copy that are listed each by itself; the copy to be shared lists what it safely can.
MOST_GROUPS = 12
_STATES = (
    Standing.REACHED.value,
    Standing.WAITING.value,
    *(one.value for one in Barrier),
    Standing.NO_REASON.value,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """Somebody who needed a service and did not reach it. For the internal copy only."""

    crn: str
    name: str
    fact: AccessFact


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line of a table by cohort, area or provider, ready to be printed. ``median`` is "" where not shown."""

    name: str
    needed: int
    reached: int | None
    median: str


def commissioner_paper(
    file: AccessPaper,
    codes: Sequence[str],
    people: Sequence[Unmet] | None,
    copy: NumberedCopy | None = None,
) -> bytes:
    """A page for each need of ``codes`` as a PDF. With ``people`` it is the internal copy, with their names;
    without, the copy to be shared.
    """
    if people is None:
        file = replace(file, marking=SHARED_MARKING)
    lines = [line for line in file.report.needs if line.key in codes]
    story: list[Flowable] = []
    for line in lines:
        if story:
            story.append(PageBreak())
        story += _shared_page(file, line) if people is None else _internal_page(file, line, people)
    if not story:
        story = block(_("Nobody is known to need a service yet."))
    title = _("Unmet need: to be shared") if people is None else _("Unmet need: internal copy")
    return pages.print_pages(story, furniture(file, title, copy))


def _facts(file: AccessPaper, code: str) -> list[AccessFact]:
    return [fact for fact in file.report.facts if fact.need_code == code]


def _title(file: AccessPaper, line: Line) -> list[Flowable]:
    name = key_words(Dimension.NEED, line.key, file.needs)
    when = exact_date(file.report.today)
    if file.report.found_from is not None:
        when = _("needs found since {start}, as at {day}").format(
            start=short_date(file.report.found_from), day=exact_date(file.report.today)
        )
    return title_block(
        _("{need}: who reached a service").format(need=name), paper.joined([file.scheme, when])
    )


def _inspection(file: AccessPaper, line: Line) -> list[Flowable]:
    if line.key not in DRUGS_OR_ALCOHOL:
        return []
    said = _(
        "The inspection of 2020 found that {stated} had access to the drug or alcohol service they needed."
    )
    return block(said.format(stated=file.stated))


# --- The copy to be shared -----------------------------------------------------------------------------


def shared_states(found: Tally) -> Shown[str]:
    """What may be shown of what became of those who needed it."""
    return show({state: (found.of(state),) for state in _STATES}, frozenset({Standing.REACHED.value}))


def _shared_page(file: AccessPaper, line: Line) -> list[Flowable]:
    made = _title(file, line)
    shown = shared_states(line.tally)
    if shown.total is None:
        words = _("Fewer than {least} people needed this service, so no figures are given.").format(
            least=LEAST
        )
        return made + block(words)
    open_reached = Standing.REACHED.value in shown.alone
    made += _headline(line.tally, shown=open_reached)
    made += _inspection(file, line)
    made += _shared_chart(line.tally, shown)
    made += _table_of_states(_shared_rows(line.tally, shown))
    left_out: list[str] = []
    for dimension in (Dimension.AREA, Dimension.COHORT, Dimension.PROVIDER):
        lines = shared_groups(_facts(file, line.key), dimension, open_reached, file)
        made += _group_table(dimension, lines)
        left_out += [] if lines else [_too_small(dimension)]
    return made + _why_kept_back(left_out)


def _headline(found: Tally, *, shown: bool) -> list[Flowable]:
    if not shown:
        return block(strong(_("{needed:,} people needed this service.").format(needed=found.needed)))
    words = _(
        "Of {needed:,} people who needed it, {reached:,} reached a service ({share}). {rest:,} did not."
    ).format(
        needed=found.needed, reached=found.reached, share=percent_words(found.percent), rest=found.not_reached
    )
    if found.median_wait is not None:
        words += " " + _("Of those who did, half waited {wait} or more.").format(
            wait=wait_words(found.median_wait)
        )
    return block(strong(words))


def _shared_rows(found: Tally, shown: Shown[str]) -> list[tuple[str, str]]:
    rows = [(state_words(state), f"{found.of(state):,}") for state in shown.alone]
    if shown.together:
        names = ", ".join(state_words(state) for state in shown.together)
        rows.append((_("Together: {names}").format(names=names), f"{shown.sums[0]:,}"))
    return rows


def _shared_chart(found: Tally, shown: Shown[str]) -> list[Flowable]:
    fills = {
        Standing.REACHED.value: "solid",
        Standing.WAITING.value: "hatched",
        Standing.NO_REASON.value: "dark",
    }
    bars = [
        Bar(
            state_words(state),
            (Part(found.of(state), "", fills.get(state, "pale"), number=""),),
            f"{found.of(state):,}",
        )
        for state in shown.alone
    ]
    if len(bars) < 2:
        return []
    return [bar_chart(bars, paper.WIDTH, key=False), Spacer(0, ROOMY.gap)]


def shared_groups(
    facts: Sequence[AccessFact], dimension: Dimension, reached_shown: bool, file: AccessPaper
) -> list[GroupLine]:
    """The lines by cohort, area or provider that may be shared, and the rest of them together."""
    groups: dict[str, list[AccessFact]] = {}
    for fact in facts:
        groups.setdefault(str(getattr(fact, dimension.value)), []).append(fact)
    found = {key: tally(group) for key, group in sorted(groups.items())}
    # Reached and not reached: whoever knows two of needed, reached and not reached knows the third.
    rows = {
        key: (one.reached, one.not_reached) if reached_shown else (one.needed,) for key, one in found.items()
    }
    shown = show(rows)
    lines = [
        _group_line(key_words(dimension, key, file.needs), found[key], reached_shown=reached_shown)
        for key in shown.alone
    ]
    if shown.together and shown.alone:
        together = tally([fact for key in shown.together for fact in groups[key]])
        name = _("Others together ({count:,})").format(count=len(shown.together))
        lines.append(_group_line(name, together, reached_shown=reached_shown))
    return lines


def _group_line(name: str, found: Tally, *, reached_shown: bool, least: int = LEAST) -> GroupLine:
    if not reached_shown:
        return GroupLine(name, found.needed, None, "")
    median = wait_words(found.median_wait) if found.reached >= least else ""
    return GroupLine(name, found.needed, found.reached, median)


def _too_small(dimension: Dimension) -> str:
    return {
        Dimension.AREA: _("The figures by area are left out: too many of them are small."),
        Dimension.COHORT: _("The figures by cohort are left out: too many of them are small."),
        Dimension.PROVIDER: _("The figures by provider are left out: too many of them are small."),
    }[dimension]


def _why_kept_back(left_out: Sequence[str]) -> list[Flowable]:
    words = _(
        "Numbers under {least} are not shown, so that nobody can be found behind them, nor medians of fewer than "
        "{least}. Other numbers are put together with them where the small one could be worked out from a total. "
        "The longest wait is one person's, and is left out."
    ).format(least=LEAST)
    return [
        CondPageBreak(70),
        *paper.heading(_("What is kept back"), ROOMY),
        Spacer(0, 4),
        *block(" ".join([words, *left_out])),
        *_needed(),
    ]


def _needed() -> list[Flowable]:
    words = _(
        "Needed: assessed as severe or standard and support not marked as not required, or a service followed. "
        "Reached: attended at least once. Waits run from the day the need was found to the first attendance."
    )
    return block(paper.quiet(words))


# --- The internal copy ---------------------------------------------------------------------------------


def _internal_page(file: AccessPaper, line: Line, people: Sequence[Unmet]) -> list[Flowable]:
    made = _title(file, line)
    made += _headline(line.tally, shown=True)
    made += _inspection(file, line)
    rows = [(state_words(state), f"{line.tally.of(state):,}") for state in _STATES if line.tally.of(state)]
    made += _table_of_states(rows)
    for dimension in (Dimension.AREA, Dimension.COHORT, Dimension.PROVIDER):
        made += _group_table(dimension, _internal_groups(_facts(file, line.key), dimension, file))
    unmet = [
        one for one in people if one.fact.need_code == line.key and one.fact.state != Standing.REACHED.value
    ]
    made += _names(unmet)
    return [*made, *_needed()]


def _internal_groups(facts: Sequence[AccessFact], dimension: Dimension, file: AccessPaper) -> list[GroupLine]:
    """The largest groups, and the rest of them together."""
    groups: dict[str, list[AccessFact]] = {}
    for fact in facts:
        groups.setdefault(str(getattr(fact, dimension.value)), []).append(fact)
    ordered = sorted(groups, key=lambda key: (-len(groups[key]), key))
    most, rest = ordered[:MOST_GROUPS], ordered[MOST_GROUPS:]
    lines = [
        _group_line(key_words(dimension, key, file.needs), tally(groups[key]), reached_shown=True, least=1)
        for key in most
    ]
    if rest:
        name = _("Others together ({count:,})").format(count=len(rest))
        together = tally([fact for key in rest for fact in groups[key]])
        lines.append(_group_line(name, together, reached_shown=True, least=1))
    return lines


_NAMES = (150.0, 62.0, 52.0, 68.0, paper.WIDTH - 332.0)


def _names(unmet: Sequence[Unmet]) -> list[Flowable]:
    if not unmet:
        return block(_("Nobody who needed it is without it."))
    head = _head(_("Has not reached it"), _("CRN"), _("Cohort"), _("Need found"), _("Where it stands"))
    rows = [
        Row(
            tuple(
                paper.paragraph(words, ROOMY.body)
                for words in (
                    one.name, one.crn, label_of(Cohort, one.fact.cohort) if one.fact.cohort else "",
                    short_date(one.fact.found_on), _where(one.fact),
                )
            )
        )
        for one in unmet
    ]  # fmt: skip
    return [CondPageBreak(90), tables.table(_NAMES, head, rows, ROOMY)]


def _where(fact: AccessFact) -> str:
    """What became of it, how long they have waited, and with whom."""
    waited = _("{wait} so far").format(wait=days(fact.days)) if fact.days is not None else ""
    late = _("longer than the target") if fact.late else ""
    return paper.joined([state_words(fact.state), waited, late, fact.provider])


# --- Tables of both ------------------------------------------------------------------------------------


def _head(*words: str) -> Row:
    return Row(tuple(paper.paragraph(one, ROOMY.label) for one in words))


def _table_of_states(rows: Sequence[tuple[str, str]]) -> list[Flowable]:
    made = [
        Row((paper.paragraph(words, ROOMY.body), paper.paragraph(strong(many), ROOMY.right)))
        for words, many in rows
    ]
    if not made:
        return []
    return [tables.table((paper.WIDTH - 60, 60.0), _head(_("What became of them"), ""), made, ROOMY)]


_GROUPS = (paper.WIDTH - 300, 60.0, 60.0, 50.0, 60.0, 70.0)


def _group_table(dimension: Dimension, lines: Sequence[GroupLine]) -> list[Flowable]:
    """The lines of one breakdown; nothing where there is but one group, which the page is about."""
    if len(lines) < 2:
        return []
    name = {
        Dimension.AREA: _("By area"),
        Dimension.COHORT: _("By cohort"),
        Dimension.PROVIDER: _("By provider"),
    }[dimension]
    head = _head(name, _("Needed"), _("Reached"), _("Share"), _("Not reached"), _("Median wait"))
    rows = []
    for one in lines:
        rest = "" if one.reached is None else f"{one.needed - one.reached:,}"
        reached = "" if one.reached is None else f"{one.reached:,}"
        share = "" if one.reached is None else percent_words(percent_of(one.reached, one.needed))
        cells = (one.name, f"{one.needed:,}", reached, share, rest, one.median)
        rows.append(Row(tuple(paper.paragraph(words, ROOMY.body) for words in cells)))
    return [CondPageBreak(80), tables.table(_GROUPS, head, rows, ROOMY)]
