"""Lines to write on: for what a conference decides, and for the required actions it gives."""

from __future__ import annotations

from iom_desktop.display.words import _
from iom_desktop.reports import paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

#: From one line to the next, in points: room for a hand.
LINE = 21.0
#: Points taken by the heading above the lines, and by what stands around them.
HEAD = 23.0
_NEW = columns(7, 3, 2)


def decided(many: int, sheet: Sheet, *, after: float = 0.0) -> RuledTable:
    """``many`` lines for what is decided."""
    lines: Cell = [paper.SignLine(paper.WIDTH, LINE) for _line in range(many)]
    head = Row((paper.paragraph(_("Decided at the conference"), sheet.strong),), rule=False, keep_next=True)
    return tables.table((paper.WIDTH,), None, [head, Row((lines,), rule=False)], sheet, after=after)


def new_actions(many: int, sheet: Sheet, *, after: float = 0.0) -> RuledTable:
    """``many`` lines for new required actions: what, who, and by when."""
    named = (
        paper.paragraph(_("New required actions"), sheet.strong),
        paper.paragraph(_("Who"), sheet.label),
        paper.paragraph(_("By when"), sheet.label),
    )
    height = LINE - 2 * sheet.padding - 1
    lines = [
        Row(
            tuple(
                [paper.SignLine(width - (paper.GUTTER if place < len(_NEW) - 1 else 0), height)]
                for place, width in enumerate(_NEW)
            ),
            rule=False,
        )
        for _line in range(many)
    ]
    head = Row(named, rule=False, keep_next=True)
    return tables.table(_NEW, None, [head, *lines], sheet, after=after)
