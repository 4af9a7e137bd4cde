"""Status through time as it is read: values, periods and the band in words, for screen and paper alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import N_, count, exact_date, short_date
from iom_desktop.display.labels import label, label_of, rag_words
from iom_desktop.display.words import _
from iom_desktop.domain.band import Band, Happening, Mark, Segment
from iom_desktop.domain.codes import Rag
from iom_desktop.domain.statuses import VALUES, Aspect, ColourRule, StatusPeriod
from iom_desktop.domain.text import show_hidden


def value_words(aspect: Aspect, value: str) -> str:
    """A cohort, a colour or a phase as a word, a lead officer by name; "not recorded" where nobody said."""
    if not value:
        return _("not recorded")
    if aspect is Aspect.RAG:
        return rag_words(Rag(value))
    kind = VALUES.get(aspect)
    return show_hidden(value) if kind is None else label_of(kind, value)


def colour_words(rule: ColourRule) -> str:
    """What a colour means and asks for, in one line."""
    return _("{meaning}. Contact: {contact}.").format(meaning=rule.meaning.rstrip("."), contact=rule.words)


def span_words(from_on: date | None, to_on: date | None) -> str:
    """ "3 Feb 2026 to 1 Sep 2026", "since 1 Sep 2026"; ``to_on`` is the first day it no longer held."""
    if from_on is None:
        return _("until {date}").format(date=exact_date(to_on)) if to_on else _("since nobody knows when")
    if to_on is None:
        return _("since {date}").format(date=exact_date(from_on))
    if to_on == from_on:
        return _("replaced the same day, {date}").format(date=exact_date(from_on))
    return _("{begin} to {end}").format(begin=exact_date(from_on), end=exact_date(to_on - timedelta(days=1)))


def history_columns() -> tuple[Column[StatusPeriod], ...]:
    """The columns of the history of one case."""
    return (
        Column("aspect", _("What"), lambda one: label(one.aspect), width=11),
        Column(
            "value",
            _("It was"),
            lambda one: value_words(one.aspect, one.value),
            width=15,
            role=lambda one: f"rag-{one.value}" if one.aspect is Aspect.RAG and one.value else "strong",
        ),
        Column(
            "from", _("From"), lambda one: exact_date(one.from_on), sort=lambda one: one.from_on, width=14
        ),
        Column(
            "to",
            _("To"),
            _until,
            sort=lambda one: one.to_on or date.max,
            width=14,
        ),
        Column("reason", _("Reason"), reason_words, width=24, stretch=True),
        Column("decided_by", _("Decided by"), lambda one: show_hidden(one.decided_by), width=14),
        Column(
            "review",
            _("Review"),
            lambda one: exact_date(one.review_on),
            sort=lambda one: one.review_on,
            width=14,
        ),
    )


def _until(period: StatusPeriod) -> str:
    """The last day it held; what was replaced the day it began says that day."""
    if period.to_on is None:
        return _("now")
    return exact_date(period.to_on if period.from_on == period.to_on else period.to_on - timedelta(days=1))


def reason_words(period: StatusPeriod) -> str:
    """Why it was so; what nobody gave a reason for says so."""
    if period.from_on is not None and period.from_on == period.to_on:
        return " · ".join(filter(None, (_("Replaced the same day"), show_hidden(period.reason))))
    return show_hidden(period.reason) or _("no reason recorded")


# --- The band --------------------------------------------------------------------------------------------


def segment_words(aspect: Aspect | None, segment: Segment) -> str:
    """A stretch of a lane in words: "Colour RED, 1 Sep 2026 to 1 Nov 2026"; of no aspect, one under IOM."""
    to_on = None if segment.current else segment.to_on
    span = span_words(segment.from_on, to_on)
    if aspect is None:
        return _("Under IOM, {span}").format(span=span)
    return _("{what} {value}, {span}").format(
        what=label(aspect), value=value_words(aspect, segment.value), span=span
    )


def segment_detail(segment: Segment) -> str:
    """Why a stretch began and who decided; empty where nobody recorded it."""
    lines = []
    for one in segment.changes:
        said = " · ".join(part for part in (show_hidden(one.reason), show_hidden(one.decided_by)) if part)
        if said:
            lines.append(_("{date}: {words}").format(date=short_date(one.from_on), words=said))
    return "\n".join(lines)


def mark_words(mark: Mark) -> str:
    """ "Arrest 3 Mar 2026: burglary"."""
    said = f"{label(mark.happening)} {exact_date(mark.on)}"
    return f"{said}: {show_hidden(mark.words)}" if mark.words else said


def band_lines(band: Band) -> Iterator[str]:
    """The whole band as lines of text, for those who cannot see it drawn and for paper without room."""
    for under in band.under:
        yield segment_words(None, under)
    for aspect, segments in band.lanes:
        known = [one for one in segments if one.value]
        if known:
            said = "; ".join(
                f"{value_words(aspect, one.value)} {span_words(one.from_on, None if one.current else one.to_on)}"
                for one in known
            )
            yield f"{label(aspect)}: {said}"
    yield from mark_lines(band)


def band_words(band: Band, drawn: Collection[Aspect]) -> str:
    """What a picture of the band shows, with the lanes ``drawn``, in a few sentences."""
    shown = replace(band, lanes=tuple(lane for lane in band.lanes if lane[0] in drawn))
    return " ".join([_("The months under IOM as a strip."), *(f"{line}." for line in band_lines(shown))])


def mark_lines(band: Band) -> Iterator[str]:
    """One line for each kind of thing marked, with its days."""
    for happening in Happening:
        days = [one.on for one in band.marks if one.happening is happening]
        if days:
            yield f"{happening_words(happening, len(days))}: {', '.join(map(exact_date, days))}"


_MANY = {
    Happening.CONFERENCE: (N_("conference"), N_("conferences")),
    Happening.ARREST: (N_("arrest"), N_("arrests")),
    Happening.CHARGE: (N_("charge"), N_("charges")),
    Happening.CONVICTION: (N_("conviction"), N_("convictions")),
    Happening.OTHER: (N_("other event"), N_("other events")),
}


def happening_words(happening: Happening, number: int) -> str:
    """ "3 arrests"."""
    return count(number, *_MANY[happening])
