"""Small numbers in what is shared: an attacker who reads the table and its totals is left guessing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iom_desktop.domain.small_numbers import LEAST, Shown, show


def one_column(*counts: int) -> Shown[int]:
    return show({place: (count,) for place, count in enumerate(counts)})


@pytest.mark.parametrize(
    ("counts", "alone", "together", "sums"),
    [
        ((9, 8, 7), (0, 1, 2), (), ()),
        ((9, 8, 3, 2), (0, 1), (2, 3), (5,)),
        ((9, 8, 3, 0), (0,), (1, 2, 3), (11,)),  # 3 is a small sum: another goes with them
        ((9, 8, 7, 3), (0, 1), (2, 3), (10,)),  # never one by itself: it is the total less the rest
        ((9, 8, 0), (), (0, 1, 2), (17,)),  # 8 for two would be taken for 4 and 4: another goes with them
        ((20, 3), (), (0, 1), (23,)),
        ((20, 9, 4, 4), (0,), (1, 2, 3), (17,)),  # the same
        ((6,), (0,), (), ()),
    ],
)
def test_worked_tables(counts: tuple[int, ...], alone: object, together: object, sums: object) -> None:
    shown = one_column(*counts)
    assert (shown.alone, shown.together, shown.sums) == (alone, together, sums)
    assert shown.total == (sum(counts),)


def test_a_whole_that_is_small_is_not_shown() -> None:
    assert one_column(1, 3) == Shown(None, (), (), ())
    assert show({}) == Shown(None, (), (), ())


def test_the_ones_to_go_last_go_last() -> None:
    rows = {"reached": (6,), "waiting": (9,), "refused": (1,)}
    assert show(rows).alone == ("waiting",)
    assert show(rows, frozenset({"reached"})).alone == ("reached",)


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to write ``total`` as that many counts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


small_tables = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@given(small_tables)
@settings(max_examples=150, deadline=None)
def test_no_hidden_part_can_be_recovered(counts: list[int]) -> None:
    """Every table that agrees with what is shown is tried: no hidden part comes out the same in all of them."""
    shown = one_column(*counts)
    if shown.total is None:
        assert sum(counts) < LEAST
        return
    assert all(counts[place] >= LEAST for place in shown.alone)
    hidden = len(shown.together)
    if not hidden:
        return
    left = shown.total[0] - sum(counts[place] for place in shown.alone)
    assert left == shown.sums[0] >= LEAST
    possible = list(splits(left, hidden))
    for place in range(hidden):
        assert len({one[place] for one in possible}) >= LEAST
    # Nor by one who takes all of them for small, which is a guess where nothing stands beside them.
    small = [one for one in possible if max(one) < LEAST]
    assert len(small) != 1 or not shown.alone


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_no_row_of_a_wide_table_can_be_recovered(rows: list[tuple[int, int]]) -> None:
    shown = show(dict(enumerate(rows)))
    totals = tuple(map(sum, zip(*rows, strict=True)))
    if shown.total is None:
        assert min(totals) < LEAST
        return
    assert shown.total == totals
    assert set(shown.alone) | set(shown.together) == set(range(len(rows)))
    assert not set(shown.alone) & set(shown.together)
    assert all(min(rows[place]) >= LEAST for place in shown.alone)
    assert len(shown.together) != 1
    for column, total in enumerate(totals):
        left = total - sum(rows[place][column] for place in shown.alone)
        assert left == (shown.sums[column] if shown.together else 0)
        assert not shown.together or left >= LEAST


@given(st.dictionaries(st.text(max_size=2), st.tuples(st.integers(0, 12)), max_size=7), st.randoms())
def test_the_order_of_the_rows_changes_nothing_that_matters(
    rows: dict[str, tuple[int]], random: object
) -> None:
    turned = list(rows.items())
    random.shuffle(turned)  # type: ignore[attr-defined]
    one, other = show(rows), show(dict(turned))
    assert one.sums == other.sums
    assert sorted(rows[key] for key in one.alone) == sorted(rows[key] for key in other.alone)
