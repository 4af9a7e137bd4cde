"""Small numbers kept out of what is shared: nobody may be found behind a count, or by taking one from another.

A table here is a total and its parts, both known to the reader. A part under ``LEAST`` is not shown; and so
that it cannot be had by subtraction, it is put together with others until what is put together is at least two
parts and itself no small number. The parts put together are named, their sum is what is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

#: The smallest count that is shown in what is shared.
LEAST = 5

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shown(Generic[K]):
    """What of a table may be shown. ``alone``: the parts shown each by itself, in the order given.

    ``together``: the parts of which only the sum is shown, ``sums`` (one for each column). Where the whole is
    too small to be shown there is neither: then ``total`` is nothing.
    """

    total: tuple[int, ...] | None
    alone: tuple[K, ...]
    together: tuple[K, ...]
    sums: tuple[int, ...]


def show(rows: Mapping[K, Sequence[int]], last: frozenset[K] = frozenset()) -> Shown[K]:
    """What may be shown of ``rows``: each has the same columns, and each column adds up to a total that is shown.

    A row with a count under ``LEAST`` in any column is not shown by itself. Those of ``last`` are the last to
    be put together with others for their sake.
    """
    total = _sums(list(rows.values()))
    if not rows or any(count < LEAST for count in total):
        return Shown(None, (), (), ())
    small = [key for key, counts in rows.items() if min(counts) < LEAST]
    if not small:
        return Shown(total, tuple(rows), (), ())
    rest = sorted(
        (key for key in rows if key not in set(small)),
        key=lambda key: (key in last, tuple(rows[key])),
        reverse=True,
    )
    together = list(small)
    while rest and not _covers([rows[key] for key in together]):
        together.append(rest.pop())
    kept = set(together)
    if len(together) == 1 or not _covers([rows[key] for key in together]):
        # Only the total says nothing of any part.
        kept = set(rows)
    hidden = tuple(key for key in rows if key in kept)
    return Shown(
        total,
        tuple(key for key in rows if key not in kept),
        hidden,
        _sums([rows[key] for key in hidden]),
    )


def _covers(rows: Sequence[Sequence[int]]) -> bool:
    """Whether the sums of ``rows`` give away none of them: two at least, no small sum in any column, and not
    the one sum that would make each of them the largest small number.
    """
    sums = _sums(rows)
    largest = (LEAST - 1) * len(rows)
    return len(rows) > 1 and all(total >= LEAST and total != largest for total in sums)


def _sums(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True)))
