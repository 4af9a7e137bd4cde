"""The grid: twelve columns on A4, on which the columns of every table stand."""

from __future__ import annotations

from iom_desktop.reports.paper import COLUMN

COLUMNS = 12


def columns(*spans: float, hung: float = 0.0) -> tuple[float, ...]:
    """Widths in points of a table's columns, each given in columns of the grid; halves are allowed.

    ``hung`` points at the left of the first one become a column of their own, for numbers: they hang beside the
    text as in a margin, so that what follows keeps its room. Raises ``ValueError`` where the spans do not fill the
    page: that is a bug.
    """
    if sum(spans) != COLUMNS or any(span * 2 % 1 for span in spans):
        raise ValueError("the columns of a table fill the twelve of the grid")
    widths = tuple(span * COLUMN for span in spans)
    return (hung, widths[0] - hung, *widths[1:]) if hung else widths
