"""What keeps a paper on one page: sections that give way to one another, and words shortened where they must be.

Each section keeps its first lines, then the sections fill what room there is in the order of their weight. What does
not fit is counted on the page, never cut in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from iom_desktop.display.formats import count
from iom_desktop.display.words import _
from iom_desktop.reports import paper, tables
from iom_desktop.reports.fonts import REGULAR, drawable
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Run, Sheet
from iom_desktop.reports.tables import Row, RuledTable

#: Rows of a section worth measuring: no page holds more.
MOST_ROWS = 18
#: Of a section with its label beside it.
SIDES = columns(2, 10)

# --- Words ---------------------------------------------------------------------------------------------


def short(words: str, limit: int) -> str:
    """``words`` in one line, or their beginning to the end of a word with three dots.

    ``limit`` is in characters as drawn: one that no font has takes the room of "[U+4E2D]".
    """
    words = " ".join(words[: 4 * limit].split())
    fits = _fitting(words, limit)
    if fits == len(words):
        return words
    head = words[: max(1, _fitting(words, limit - 1))]
    return (head.rsplit(None, 1)[0] if " " in head[len(head) // 2 :] else head) + "…"


def _fitting(words: str, limit: int) -> int:
    """How many characters of ``words`` are drawn in ``limit``."""
    if len(words) <= limit and words.isascii():
        return len(words)
    for at, char in enumerate(words):
        limit -= _drawn(char)
        if limit < 0:
            return at
    return len(words)


@cache
def _drawn(char: str) -> int:
    """Characters that stand on paper for one."""
    return 1 if char.isascii() else max(1, sum(len(text) for text, _font in drawable(char, REGULAR)))


_ENDS = re.compile(r"(?<=[.!?])\s+")


def sentences(words: str, limit: int) -> tuple[str, bool]:
    """``words`` in one line, or as many of their sentences as are drawn in ``limit`` characters, and whether that is
    all. No sentence is cut: where the first is too long, there is nothing.
    """
    whole = " ".join(words[: 8 * limit].split())
    if len(words) <= 8 * limit and _fitting(whole, limit) == len(whole):
        return whole, True
    said: list[str] = []
    # What may itself be cut off by the line above is no sentence.
    for one in _ENDS.split(whole)[:-1]:
        room = limit - sum(map(len, said)) - len(said)
        if room <= 0 or _fitting(one, room) < len(one):
            break
        said.append(one)
    return " ".join(said), False


# --- Sections ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the page. ``least`` rows always stand on it; of the rest, those of a lower ``rank`` come first.

    ``more`` says how many are left off. ``heights`` are the rows' in points, the head's is ``top``.
    """

    widths: tuple[float, ...]
    head: Row | None
    rows: tuple[Row, ...]
    heights: tuple[float, ...]
    top: float
    least: int
    rank: int
    hidden: int  #: beyond ``rows``
    more: Callable[[int], Row]
    gap: float

    def height(self, shown: int) -> float:
        """Points taken with ``shown`` rows."""
        if not self.stands(shown):
            return 0.0
        tail = self.gap_of_more() if self.left(shown) else 0.0
        return self.top + self.height_of_rows(shown) + tail + self.gap

    def stands(self, shown: int) -> bool:
        """Whether it is on the page at all: one with a ``least`` of 0 gives way without a word."""
        return bool(self.rows) and (shown > 0 or self.least > 0)

    def height_of_rows(self, shown: int) -> float:
        """Points taken by the rows alone."""
        return sum(self.heights[:shown])

    def chosen(self, shown: int) -> list[Row]:
        """The rows printed where there is room for ``shown``."""
        return list(self.rows[:shown])

    def left(self, shown: int) -> int:
        """How many rows are left off."""
        return len(self.rows) - shown + self.hidden

    def gap_of_more(self) -> float:
        """Height of the line that says how many are left off."""
        return 2 * paper.TIGHT.padding + 1 + paper.TIGHT.leading


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped(Section):
    """A section whose rows stand under the head of their group, and are left off by how little they press.

    ``group_of`` names the group of each row by its place in ``groups``; ``order`` is the places of the rows, what
    presses most first. Whatever is chosen stands in the rows' own order.
    """

    groups: tuple[Row, ...]
    group_heights: tuple[float, ...]
    group_of: tuple[int, ...]
    order: tuple[int, ...]

    def height_of_rows(self, shown: int) -> float:
        """Points taken by the rows and the heads of their groups."""
        places = self.order[:shown]
        heads = {self.group_of[place] for place in places}
        return sum(self.heights[place] for place in places) + sum(self.group_heights[one] for one in heads)

    def chosen(self, shown: int) -> list[Row]:
        """The rows printed, each group's head before the first of them."""
        made: list[Row] = []
        group = -1
        for place in sorted(self.order[:shown]):
            if self.group_of[place] != group:
                group = self.group_of[place]
                made.append(self.groups[group])
            made.append(self.rows[place])
        return made


def taken(sections: Sequence[Section], shown: Sequence[int]) -> float:
    """Points taken by ``sections`` where so many rows of each are shown."""
    return sum(one.height(many) for one, many in zip(sections, shown, strict=True))


def fill(sections: Sequence[Section], shown: list[int], free: float) -> None:
    """Show more rows, those of the weightiest sections first, as long as they fit."""
    for place in sorted(range(len(sections)), key=lambda one: sections[one].rank):
        section = sections[place]
        others = taken(sections, shown) - section.height(shown[place])
        for many in range(len(section.rows), shown[place], -1):
            if others + section.height(many) <= free:
                shown[place] = many
                break


def table_of(section: Section, many: int, sheet: Sheet) -> RuledTable:
    """The table of a section with ``many`` of its rows, and the line that counts the rest."""
    rows = section.chosen(many)
    if section.left(many):
        rows.append(section.more(section.left(many)))
    return tables.table(section.widths, section.head, rows, sheet, after=section.gap)


def section(
    widths: tuple[float, ...],
    head: Row | None,
    rows: Sequence[Row],
    sheet: Sheet,
    *,
    rank: int,
    least: int,
    hidden: int,
    more: Callable[[int], Row],
) -> Section:
    """A section of ``rows``, measured."""
    measured = tables.table(widths, head, rows, sheet).heights
    top = measured[0] if head is not None else 0.0
    return Section(
        widths=widths,
        head=head,
        rows=tuple(rows),
        heights=tuple(measured[1:] if head is not None else measured),
        top=top,
        least=least,
        rank=rank,
        hidden=hidden,
        more=more,
        gap=sheet.gap - 2,
    )


def grouped(
    widths: tuple[float, ...],
    head: Row,
    rows: Sequence[tuple[int, Row]],
    groups: Sequence[Row],
    order: Sequence[int],
    sheet: Sheet,
    *,
    rank: int,
    least: int,
    more: Callable[[int], Row],
) -> Grouped:
    """A section of (group, row), measured; see ``Grouped``."""

    def height(row: Row) -> float:
        return sum(tables.table(widths, None, [row], sheet).heights)

    return Grouped(
        widths=widths,
        head=head,
        rows=tuple(row for _group, row in rows),
        heights=tuple(height(row) for _group, row in rows),
        top=tables.table(widths, head, [Row(([],))], sheet).heights[0],
        least=least,
        rank=rank,
        hidden=0,
        more=more,
        gap=sheet.gap - 2,
        groups=tuple(groups),
        group_heights=tuple(map(height, groups)),
        group_of=tuple(group for group, _row in rows),
        order=tuple(order),
    )


def listed(
    label: str,
    said: Sequence[str | list[str | Run]],
    sheet: Sheet,
    *,
    rank: int,
    least: int,
    where: str = "",
    gap: float | None = None,
) -> list[Section]:
    """A section of lines beside its label; none where nothing is said. ``where`` the rest is to be found."""
    said = [one for one in said if one]
    if not said:
        return []
    shown = said[:MOST_ROWS]
    rows = [
        Row(
            (
                paper.paragraph(label if place == 0 else "", sheet.strong),
                paper.paragraph(words, sheet.body),
            ),
            rule=False,
        )
        for place, words in enumerate(shown)
    ]

    def more(many: int) -> Row:
        words = _("… and {count}: {where}.").format(
            count=count(many, "more", "more"), where=where or _("see the record")
        )
        return Row(([], paper.paragraph(paper.strong(words), sheet.small)), rule=False)

    made = section(SIDES, None, rows, sheet, rank=rank, least=least, hidden=len(said) - len(shown), more=more)
    return [made if gap is None else replace(made, gap=gap)]
