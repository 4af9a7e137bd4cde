"""Why a case stands where it does, in sentences an officer can repeat in court.

They are English, as all sentences of the domain are (decision 6), and say only what the record shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from iom_desktop.domain.compliance_count import Standing, counts_until, falls_to
from iom_desktop.domain.compliance_records import (
    Due,
    DueKind,
    Engagement,
    Failure,
    Holding,
)
from iom_desktop.domain.compliance_words import (
    FOLLOWS,
    capital,
    count,
    long_day,
    months,
    outcome_of,
    proceedings_of,
    sentence_of,
    short_day,
    told_of,
)


def reasons_for(
    found: Standing,
    failures: Sequence[Failure],
    holding: Sequence[Holding],
    due: Sequence[Due],
    engagement: Engagement,
) -> Iterator[str]:
    """The arithmetic in words, and how appointments went. ``failures`` and ``holding``: as ``found`` has them."""
    if found.statutory:
        yield from _about_sentence(found)
        yield from _about_reset(found)
        yield from _about_count(found)
        if found.begun_on is not None:
            yield from _about_begun(found, found.begun_on)
        elif found.enforceable:
            yield from _about_what_next(found, falls_to(failures))
            yield from _about_proceedings(found, due)
        yield from _about_holding(found, holding)
        yield from _about_not_counted(found)
    elif found.history.sentence is None:
        yield "The record does not say which order or licence the person is subject to: no failure is counted."
    else:
        yield "The person is not subject to an order or licence: nothing here can lead to breach or recall."
    yield _about_engagement(engagement, found.rules.window_months)


def _about_sentence(found: Standing) -> Iterator[str]:
    name = sentence_of(found)
    start, end = found.history.sentence_start, found.history.sentence_end
    if start is not None and start > found.today:
        yield f"The {name} begins on {short_day(start)}: nothing counts before then."
    if end is not None and end < found.today:
        no_more = ": no more can be enforced under it" if found.ended else ""
        yield f"The {name} ended on {short_day(end)}{no_more}."


def _about_reset(found: Standing) -> Iterator[str]:
    """Why earlier failures are not in the count; a reset before the window explains nothing."""
    if found.reset_on is None or found.reset_on < found.since:
        return
    result = f" ({found.reset_result.rstrip('.')})" if found.reset_result else ""
    resolved = f"when {proceedings_of(found)} were resolved{result}"
    yield f"The count went back to 0 on {short_day(found.reset_on)}, {resolved}."


def _about_count(found: Standing) -> Iterator[str]:
    window = f"in the {months(found.rules.window_months)} to {short_day(found.today)}"
    if not found.failing:
        yield f"No failures to comply {window}."
        return
    told = "; ".join(f"{told_of(one)}, {outcome_of(one)}" for one in found.failing)
    yield f"{count(len(found.failing), 'failure')} to comply {window}: {told}."


def _about_begun(found: Standing, begun_on: date) -> Iterator[str]:
    needed = found.rules.proceedings
    days = [contact.at.date() for contact in (*found.aged, *found.failing)]
    counted = sum(day <= begun_on <= counts_until(day, found.rules.window_months) for day in days)
    early = f", before there were {count(needed, 'failure')}" if counted < needed else ""
    yield f"{capital(proceedings_of(found))} were begun on {short_day(begun_on)}{early}, and are not resolved."
    yield "The count goes back to 0 when they are resolved."


def _about_what_next(found: Standing, falls: tuple[date, int] | None) -> Iterator[str]:
    """When the oldest failure stops counting, and what one more would mean."""
    n = len(found.failing)
    if falls is not None and n == 1:
        yield f"It stops counting on {short_day(falls[0])}."
    elif falls is not None:
        yield f"The oldest stops counting on {short_day(falls[0])}, which leaves {falls[1]}."
    more, proceedings = found.rules.proceedings - n, proceedings_of(found)
    one = f"One more failure {_before(found, falls[0])}" if falls is not None else "One failure"
    if more == 1:
        yield f"{one} means {proceedings}."
    elif more > 1:
        many = f"{more} more mean" if n else f"{more} within {months(found.rules.window_months)} mean"
        yield f"{one} means {FOLLOWS[found.stage_with(n + 1)]}; {many} {proceedings}."


def _before(found: Standing, falls_on: date) -> str:
    """Until when one more failure is one more: the oldest stops counting, or the sentence ends first."""
    end = found.history.sentence_end
    if end is not None and end < falls_on:
        return f"before the {sentence_of(found)} ends on {short_day(end)}"
    return f"before {short_day(falls_on)}"


def _about_proceedings(found: Standing, due: Sequence[Due]) -> Iterator[str]:
    proceedings, needed = proceedings_of(found), found.rules.proceedings
    reached = len(found.failing) >= needed
    for one in due:
        if one.kind is not DueKind.PROCEEDINGS:
            continue
        if reached:
            many = f"{count(needed, 'failure')} within {months(found.rules.window_months)}"
            yield f"{many} {_mean(needed)} {proceedings}, and none are recorded as begun."
        else:
            yield f"{capital(proceedings)} were asked for early, and are not recorded as begun."
        were = "were" if one.overdue(found.today) else "are"
        yield f"They {were} to be prepared by {long_day(one.on)}."
    if not reached:
        yield from _about_what_stood(found)


def _mean(n: int) -> str:
    return "means" if n == 1 else "mean"


def _about_what_stood(found: Standing) -> Iterator[str]:
    """Failures that stood together in the past, enough for proceedings, where none were begun."""
    days = [contact.at.date() for contact in (*found.aged, *found.failing)]
    n = found.rules.proceedings
    for first, last in zip(days, days[n - 1 :], strict=False):
        if last <= counts_until(first, found.rules.window_months):
            were = "there was" if n == 1 else "there were"
            yield (
                f"On {short_day(last)} {were} {count(n, 'failure')}, and {proceedings_of(found)} were due: none are "
                f"recorded as begun, and the failure of {short_day(first)} has since stopped counting."
            )
            return


def _about_holding(found: Standing, holding: Sequence[Holding]) -> Iterator[str]:
    for contact, one in zip(found.holding, holding, strict=True):
        told = f"{told_of(contact)}, {outcome_of(contact)}: not counted while evidence is awaited"
        if one.evidence_by < found.today:
            yield f"{told}; it was due by {short_day(one.evidence_by)}, and the absence is not resolved."
        else:
            yield f"{told}, until {short_day(one.evidence_by)}."
    open_to_more = found.enforceable and found.begun_on is None
    if open_to_more and any(one.on >= found.since for one in holding):
        follows = FOLLOWS[found.stage_with(len(found.failing) + 1)]
        yield f"If an absence is found unacceptable, that is failure {len(found.failing) + 1}: {follows}."


def _about_not_counted(found: Standing) -> Iterator[str]:
    for contact in found.withdrawn:
        yield f"{told_of(contact)}, {outcome_of(contact)}: not counted, because the warning was withdrawn."
    for contact in found.outside:
        yield f"{told_of(contact)}, {outcome_of(contact)}: not counted, because it is outside the {sentence_of(found)}."
    n = len(found.not_counting)
    if n:
        those = "an appointment that does" if n == 1 else "appointments that do"
        yield f"{count(n, 'unacceptable outcome')} at {those} not count toward compliance."


def _about_engagement(engagement: Engagement, window_months: int) -> str:
    e = engagement
    if not e.planned:
        return f"No appointments in the last {months(window_months)}."
    said = f"{e.kept} of {count(e.planned, 'appointment')} kept"
    rest = (
        (e.acceptable, "not kept for an acceptable reason"),
        (e.missed, "missed"),
        (e.not_complied, "where instructions were not followed"),
        (e.awaited, "without an outcome"),
    )
    said += "".join(f", {n} {words}" for n, words in rest if n)
    if e.kept_in_a_row > 1:
        said += f"; the last {e.kept_in_a_row} in a row"
    elif e.kept and e.last_kept is not None and not e.kept_in_a_row:
        said += f"; last kept on {short_day(e.last_kept)}"
    return f"{said}."
