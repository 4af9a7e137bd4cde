"""The months under IOM as lanes: what held from when to when, and what happened on a day.

No geometry and no words for the eye: screen, paper and plain text draw the same lanes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from iom_desktop.domain.episodes import Episode
from iom_desktop.domain.statuses import Aspect, StatusPeriod

_DAY = timedelta(days=1)


class Happening(StrEnum):
    """What is marked on a day of the band."""

    CONFERENCE = "conference"
    ARREST = "arrest"
    CHARGE = "charge"
    CONVICTION = "conviction"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of one lane: ``value`` held from ``from_on`` up to, not with, ``to_on``.

    ``value`` is empty where nobody recorded one. ``changes`` are the periods it is made of: more than one where
    a value was looked at again and stayed. ``current`` says that it holds today.
    """

    value: str
    from_on: date
    to_on: date
    current: bool
    changes: tuple[StatusPeriod, ...] = ()

    @property
    def days(self) -> int:
        """How many days it is long."""
        return (self.to_on - self.from_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened on a day. ``words`` are what was typed of it, if anything was."""

    happening: Happening
    on: date
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The whole band, from its first day up to, not with, ``to_on``: the day after today.

    ``under`` are the stretches under IOM; every lane of ``lanes`` is filled there and empty elsewhere.
    """

    from_on: date
    to_on: date
    under: tuple[Segment, ...]
    lanes: tuple[tuple[Aspect, tuple[Segment, ...]], ...]
    marks: tuple[Mark, ...]

    def lane(self, aspect: Aspect) -> tuple[Segment, ...]:
        """The segments of an aspect, the oldest first."""
        return dict(self.lanes).get(aspect, ())


def band(
    episodes: Sequence[Episode],
    periods: Iterable[StatusPeriod],
    marks: Iterable[Mark],
    known_since: date,
    today: date,
) -> Band:
    """The band of a case. ``known_since`` begins an episode of which nobody recorded when it began."""
    end = today + _DAY
    under = tuple(_under(episodes, known_since, end))
    by_aspect: dict[Aspect, list[StatusPeriod]] = {}
    for one in periods:
        by_aspect.setdefault(one.aspect, []).append(one)
    lanes = tuple((aspect, tuple(_merged(_filled(by_aspect.get(aspect, ()), under)))) for aspect in Aspect)
    happened = sorted((one for one in marks if one.on <= today), key=lambda one: (one.on, one.happening))
    first = min([*(one.from_on for one in under), *(one.on for one in happened)], default=today)
    return Band(from_on=first, to_on=end, under=under, lanes=lanes, marks=tuple(happened))


def _under(episodes: Iterable[Episode], known_since: date, end: date) -> Iterator[Segment]:
    """The stretches under IOM, none of them touching the one before it."""
    reached = date.min
    for one in episodes:
        stop = min(one.ended_on or end, end)
        begin = max(one.adopted_on or min(known_since, stop - _DAY), reached)
        if begin < stop:
            current = one.ended_on is None
            yield Segment(value=str(one.number), from_on=begin, to_on=stop, current=current)
            reached = stop


def _filled(periods: Iterable[StatusPeriod], under: Iterable[Segment]) -> Iterator[Segment]:
    """What held on each day under IOM; an empty value where nothing is known to have."""
    held = sorted(
        (one for one in periods if one.to_on is None or one.from_on is None or one.from_on < one.to_on),
        key=lambda one: one.from_on or date.min,
    )
    for stretch in under:
        reached = stretch.from_on
        for one in held:
            begin = max(one.from_on or stretch.from_on, reached)
            stop = min(one.to_on or stretch.to_on, stretch.to_on)
            if begin >= stop:
                continue
            if begin > reached:
                yield _segment("", reached, begin, stretch)
            yield replace(_segment(one.value, begin, stop, stretch), changes=(one,))
            reached = stop
        if reached < stretch.to_on:
            yield _segment("", reached, stretch.to_on, stretch)


def _segment(value: str, begin: date, stop: date, stretch: Segment) -> Segment:
    return Segment(value=value, from_on=begin, to_on=stop, current=stretch.current and stop == stretch.to_on)


def _merged(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Neighbours of the same value as one: a colour that was looked at and stayed is one stretch of it."""
    before: Segment | None = None
    for one in segments:
        if before is not None and before.to_on == one.from_on and before.value == one.value:
            before = replace(
                before, to_on=one.to_on, current=one.current, changes=(*before.changes, *one.changes)
            )
            continue
        if before is not None:
            yield before
        before = one
    if before is not None:
        yield before
