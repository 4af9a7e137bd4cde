"""Tables on paper: hairlines, a head that repeats, and rows that can always be laid out.

Where the head names columns, the table is a table to those who have it read, too. Where nothing names them the
table only sets words beside each other, and they are read one cell after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from reportlab.platypus import Flowable, Table, TableStyle

from iom_desktop.reports import tagging
from iom_desktop.reports.paper import BAND, GUTTER, INK, RULE, Sheet
from iom_desktop.reports.tagging import Structure, Tag, cell_tag

Cell: TypeAlias = "list[Flowable]"

#: A row higher than this, in lines, is cut into pieces of ``_PIECE`` lines, so that it can go over a page.
_TALL, _PIECE = 14, 6
#: Space between a head and the line under it, in points.
_UNDER_HEAD = 2.5
#: The parts a long text is halved into first, in pieces.
_BULK = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A cell runs on over the columns after it that are ``None`` or not given.

    ``keep_next``: never parted by a page from the row below. ``rule``: the hairline under it. ``band``: a
    soft ground.
    """

    cells: tuple[Cell | None, ...]
    keep_next: bool = False
    rule: bool = True
    band: bool = False


class _Placed(NamedTuple):
    """A row, or a piece of one, as it stands in the table."""

    cells: tuple[Cell | None, ...]
    row: Row
    first: bool
    last: bool
    bound: bool  #: to the next
    height: float  #: of its text, in points

    @property
    def tied(self) -> bool:
        """Whether what is below belongs to this row, so that neither space nor line comes between."""
        return not self.last or (self.row.keep_next and not self.row.rule)

    def padding(self, sheet: Sheet) -> tuple[float, float]:
        """Space above and below its text, in points."""
        return (sheet.padding if self.first else 0), (0 if self.tied else sheet.padding + 1)


class RuledTable(Table):
    """A table that knows which of its rows no page may part: ``bound[n]`` ties row n to row n + 1.

    ``heights`` are the rows' in points, the head's first. They are worked out here, once, so that neither
    ``pages.fit`` nor ReportLab need measure the text again.
    """

    bound: tuple[bool, ...] = ()
    heights: tuple[float, ...] = ()

    def _drawCell(self, cellval: Any, cellstyle: Any, pos: Any, size: Any) -> None:  # noqa: N802 (ReportLab's)
        if cellval:
            # ReportLab would set the cell's own font before each, which none of our cells is written in.
            self._curcellstyle = cellstyle
            super()._drawCell(cellval, cellstyle, pos, size)  # type: ignore[misc]


# --- Tags ----------------------------------------------------------------------------------------------

#: A ``data`` table has headers of its columns, and of its rows unless it is ``unnamed``; ``layout`` is no table.
Kind: TypeAlias = Literal["", "data", "unnamed", "layout"]


class _Cells(list[Any]):
    """The cells of a row as ReportLab keeps them, with what they are. Pieces of one row share their tags."""

    __slots__ = ("head", "tag", "tags")

    def __init__(self, cells: Sequence[Any], tag: Tag | None, tags: dict[int, Tag], head: bool) -> None:
        super().__init__(cells)
        self.tag, self.tags, self.head = tag, tags, head


class _Tagger:
    """Tells the structure of the pages what of a table is being drawn; its parts on other pages share it."""

    def __init__(self, table: Tag | None) -> None:
        self._table = table
        self._head = Tag("")  # stands for the head, to know whether it was drawn before

    def __call__(self, table: Any, what: str, *where: Any) -> None:
        structure = tagging.of(table.canv)
        if structure is not None:
            getattr(self, what)(structure, table, *where)

    def startTable(self, structure: Structure, table: Any) -> None:  # noqa: N802
        if self._table is not None:
            structure.open(self._table)

    def endTable(self, structure: Structure, table: Any) -> None:  # noqa: N802
        if self._table is not None:
            structure.close()

    def startBG(self, structure: Structure, table: Any) -> None:  # noqa: N802
        structure.begin_artefact(table.canv)

    def endBG(self, structure: Structure, table: Any) -> None:  # noqa: N802
        structure.end_artefact(table.canv)

    startLines, endLines = startBG, endBG  # noqa: N815

    def startRow(self, structure: Structure, table: Any, row: int) -> None:  # noqa: N802
        cells = table._cellvalues[row]
        self._cells = cells
        self._repeated = cells.head and not structure.first_time(self._head)
        if self._repeated:
            structure.begin_artefact(table.canv, tagging.PAGINATION)
        elif cells.tag is not None:
            structure.open(cells.tag)

    def endRow(self, structure: Structure, table: Any) -> None:  # noqa: N802
        if self._repeated:
            structure.end_artefact(table.canv)
        elif self._cells.tag is not None:
            structure.close()

    def startCell(  # noqa: N802
        self, structure: Structure, table: Any, row: int, column: int, *_place: Any
    ) -> None:
        self._cell = None if self._repeated else self._cells.tags.get(column)
        if self._cell is not None:
            structure.open(self._cell)

    def endCell(self, structure: Structure, table: Any) -> None:  # noqa: N802
        if self._cell is not None:
            structure.close()


def _is_data(head: Row | None, kind: Kind) -> bool:
    """Whether the head names columns, where the caller has not said what the table is."""
    if kind:
        return kind != "layout"
    return head is not None and sum(bool(cell) for cell in head.cells) > 1


def _tags_of(row: Row, columns: int, *, head: bool, named: bool) -> dict[int, Tag]:
    """The cells of a row of a table by their first column."""
    tags = {}
    for first, last in _runs_on(row.cells, columns):
        wide = last - first + 1
        if head:
            tags[first] = cell_tag("TH", "Column", wide)
        elif named and first == 0 and wide < columns and row.cells[0]:
            tags[first] = cell_tag("TH", "Row", wide)
        else:
            tags[first] = cell_tag("TD", "", wide)
    return tags


# --- The table -----------------------------------------------------------------------------------------


def table(
    widths: Sequence[float],
    head: Row | None,
    rows: Sequence[Row],
    sheet: Sheet,
    *,
    after: float | None = None,
    kind: Kind = "",
) -> RuledTable:
    """A table ruled with hairlines, at least one row long. ``widths`` are in points, gutters included.

    ``head`` is repeated on each page. Rows stay whole, except those higher than a part of the page, which are
    cut between lines of text: whatever its length, the table can be laid out. A ``head`` with more than one cell
    that says something names the columns and makes it a table of data, unless ``kind`` says otherwise; the first
    cell of each row then names the row.
    """
    columns, is_data = len(widths), _is_data(head, kind)
    placed: list[_Placed] = []
    data: list[_Cells] = []
    for row in rows:
        pieces = _pieces(row, widths, sheet)
        tag = Tag("TR") if is_data else None
        tags: dict[int, Tag] = {}
        if is_data:
            tags = _tags_of(row, columns, head=False, named=kind != "unnamed")
        elif len(pieces) > 1:
            # What a page or a piece parts is read to its end before the cell beside it.
            tags = {first: Tag("Div") for first, _last in _runs_on(row.cells, columns)}
        placed += pieces
        data += [_Cells(_filled(piece.cells, columns), tag, tags, False) for piece in pieces]
    commands: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), GUTTER),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), sheet.padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), sheet.padding + 1),
    ]
    heights = [piece.height + sum(piece.padding(sheet)) for piece in placed]
    start = 0
    if head is not None:
        start = 1
        heights.insert(0, max(_heights(head.cells, widths)) + _UNDER_HEAD)
        tags = _tags_of(head, columns, head=True, named=False) if is_data else {}
        data.insert(0, _Cells(_filled(head.cells, columns), Tag("TR") if is_data else None, tags, True))
        commands += _spans(head.cells, 0, len(widths))
        commands += [
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("TOPPADDING", (0, 0), (-1, 0), 0),
            ("BOTTOMPADDING", (0, 0), (-1, 0), _UNDER_HEAD),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
        ]
    for at, piece in enumerate(placed, start):
        commands += _commands(piece, at, len(widths), sheet)
    commands += [("NOSPLIT", (0, a), (0, b)) for a, b in _bound_runs(placed, start)]
    made = RuledTable(
        data,
        colWidths=list(widths),
        rowHeights=heights,
        style=TableStyle(commands),
        repeatRows=start,
        spaceBefore=0,
        spaceAfter=sheet.gap if after is None else after,
        hAlign="LEFT",
        renderCB=cast(Any, _Tagger(Tag("Table") if is_data else None)),
    )
    vars(made)["_cellvalues"] = data  # ReportLab copies the rows it is given; its parts keep these
    made.heights = tuple(heights)
    made.bound = (True,) * start + tuple(piece.bound for piece in placed)
    return made


def _filled(cells: tuple[Cell | None, ...], columns: int) -> list[Any]:
    return [list(cell) if cell else "" for cell in cells] + [""] * (columns - len(cells))


def _runs_on(cells: tuple[Cell | None, ...], columns: int) -> Iterator[tuple[int, int]]:
    """First and last column of each cell."""
    starts = [at for at, cell in enumerate(cells) if cell is not None]
    return zip(starts, [start - 1 for start in starts[1:]] + [columns - 1], strict=True)


def _spans(cells: tuple[Cell | None, ...], at: int, columns: int) -> Iterator[tuple[Any, ...]]:
    for first, last in _runs_on(cells, columns):
        if last > first:
            yield ("SPAN", (first, at), (last, at))
            if last == columns - 1:
                yield ("RIGHTPADDING", (first, at), (last, at), 0)


def _commands(piece: _Placed, at: int, columns: int, sheet: Sheet) -> list[tuple[Any, ...]]:
    made = list(_spans(piece.cells, at, columns))
    above, below = piece.padding(sheet)
    if above != sheet.padding:
        made.append(("TOPPADDING", (0, at), (-1, at), above))
    if piece.tied:
        made.append(("BOTTOMPADDING", (0, at), (-1, at), below))
    elif piece.row.rule:
        made.append(("LINEBELOW", (0, at), (-1, at), 0.4, RULE))
    if piece.row.band:
        made.append(("BACKGROUND", (0, at), (-1, at), BAND))
    return made


def _bound_runs(placed: Sequence[_Placed], start: int) -> Iterator[tuple[int, int]]:
    """First and last place of each run of rows that no page may part."""
    first = None
    for at, piece in enumerate(placed, start):
        if piece.bound and first is None:
            first = at
        elif not piece.bound and first is not None:
            yield first, at
            first = None


def _pieces(row: Row, widths: Sequence[float], sheet: Sheet) -> list[_Placed]:
    """``row`` as one piece, or cut where it is too high to be moved to the next page in one."""
    heights = _heights(row.cells, widths)
    if max(heights) <= _TALL * sheet.leading:
        return [_Placed(row.cells, row, True, True, row.keep_next, max(heights))]
    cells = [cell for cell in row.cells if cell is not None]
    inner = _inner(row.cells, widths)
    cuts = _cuts(cells, inner, _PIECE * sheet.leading)
    last = len(cuts) - 1
    # The first two pieces hold together, and the last two: no single line is left alone.
    return [
        _Placed(
            _with_gaps(cut, row.cells),
            row,
            n == 0,
            n == last,
            n in (0, last - 1) or (n == last and row.keep_next),
            max(height_of(cell, width) for cell, width in zip(cut, inner, strict=True)),
        )
        for n, cut in enumerate(cuts)
    ]


def _inner(cells: tuple[Cell | None, ...], widths: Sequence[float]) -> list[float]:
    """Width of the text of each cell."""
    return [
        sum(widths[first : last + 1]) - (GUTTER if last < len(widths) - 1 else 0)
        for first, last in _runs_on(cells, len(widths))
    ]


def _heights(cells: tuple[Cell | None, ...], widths: Sequence[float]) -> list[float]:
    """Height of the text of each cell."""
    there = [cell for cell in cells if cell is not None]
    return [height_of(cell, width) for cell, width in zip(there, _inner(cells, widths), strict=True)]


def _with_gaps(cut: list[Cell], like: tuple[Cell | None, ...]) -> tuple[Cell | None, ...]:
    """The cells of ``cut`` in the columns where those of ``like`` stand."""
    left = iter(cut)
    return tuple(None if cell is None else next(left) for cell in like)


def height_of(cell: Cell, width: float) -> float:
    """Height of ``cell`` in points where it is ``width`` wide."""
    gaps = sum(flowable.getSpaceBefore() for flowable in cell[1:])
    return gaps + sum(flowable.wrap(width, 1e6)[1] for flowable in cell)


def _cuts(cells: list[Cell], widths: Sequence[float], height: float) -> list[list[Cell]]:
    rest = [
        [part for flowable in cell for part in _halved(flowable, width, _BULK * height)]
        for cell, width in zip(cells, widths, strict=True)
    ]
    cuts = []
    while any(rest):
        cuts.append([_take(cell, width, height) for cell, width in zip(rest, widths, strict=True)])
    return cuts


def _halved(flowable: Any, width: float, height: float) -> Iterator[Any]:
    """``flowable`` in parts no higher than about ``height``, cut between lines.

    What is left over by a cut is broken into lines again, so cutting piece after piece off a long text would
    take the square of its length; halving it first does not.
    """
    whole = flowable.wrap(width, 1e6)[1]
    parts = _cut(flowable, width, whole / 2) if whole > height else []
    if len(parts) == 2:
        for part in parts:
            yield from _halved(part, width, height)
    else:
        yield flowable


def _cut(flowable: Any, width: float, height: float) -> list[Any]:
    """``flowable`` cut after the last line that fits into ``height``; nothing where it cannot be."""
    flowable.allowOrphans = flowable.allowWidows = 1
    return list(flowable.split(width, height))


def _take(cell: Cell, width: float, height: float) -> Cell:
    """Take from the front of ``cell`` what fits into ``height``: at least one thing, if there is any."""
    taken: Cell = []
    left = height + 0.01
    while cell:
        first: Any = cell[0]
        if taken:
            left -= first.getSpaceBefore()
        needed = first.wrap(width, left)[1]
        if needed > left:
            parts = _cut(first, width, left) if left > 0 else []
            if len(parts) == 2:
                taken.append(parts[0])
                cell[0] = parts[1]
            elif not taken:
                taken.append(cell.pop(0))
            break
        taken.append(cell.pop(0))
        left -= needed
    return taken
