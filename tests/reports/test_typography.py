"""Typography of every paper of the gallery, read from what is drawn: sizes, fonts, margins, the grid, the breaks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest

from iom_desktop.gallery.papers import PAPERS
from iom_desktop.reports import fonts, pages, paper, tables
from iom_desktop.reports.grid import columns
from tests.reports.conftest import Made
from tests.reports.glyphs import Piece, faces, pieces

#: The smallest size of each paper, in points; the person's own are larger.
SMALLEST = {"my-plan": 12.0, "my-plan-welsh": 12.0, "my-plan-large-print": 18.0, "subject-access": 12.0}
#: Papers whose pages have margins of their own.
LETTERS = {"letter"}
#: What stands on every page of a paper for the person is larger too, but for the small print of the foot.
EDGE = 60.0


@pytest.fixture(scope="module")
def drawn(made: Made) -> Mapping[str, list[Piece]]:
    """What is drawn on every paper."""
    return {name: pieces(data) for name, data in made.papers.items()}


def lines_of(page: list[Piece]) -> list[list[Piece]]:
    """The pieces of a page line by line, from the top."""
    found: dict[float, list[Piece]] = defaultdict(list)
    for one in page:
        found[round(one.base)].append(one)
    return [found[base] for base in sorted(found, reverse=True)]


def by_page(found: list[Piece]) -> Iterator[list[Piece]]:
    for number in sorted({one.page for one in found}):
        yield [one for one in found if one.page == number]


def body(page: list[Piece]) -> list[Piece]:
    """A page without its head and foot."""
    foot = max((one.base for one in page if re.search(r"^(Page|Tudalen) \d", one.text)), default=0.0)
    return [one for one in page if one.base > foot + 4 and one.base < paper.PAGE_HEIGHT - EDGE]


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_too_small_to_read(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    least = SMALLEST.get(name, 9.0)
    small = {(one.size, one.text) for one in drawn[name] if one.size < least - 0.01}
    assert not small


@pytest.mark.parametrize("name", PAPERS)
def test_every_font_goes_with_the_paper(name: str, made: Made) -> None:
    found = faces(made.papers[name])
    known = re.compile(r"Lato-(Regular|Bold|Italic)|" + "|".join(map(re.escape, _fallback_names())))
    assert found
    for font, embedded in found.items():
        assert embedded, font
        assert known.match(font), font


def _fallback_names() -> list[str]:
    return [font.rsplit("/", 1)[-1].split(".")[0].split("-")[0] for font in fonts.FALLBACK_FONTS]


def test_figures_stand_under_each_other() -> None:
    fonts.register()
    for font in (fonts.REGULAR, fonts.BOLD):
        widths = {paper.pdfmetrics.stringWidth(digit, font, 10) for digit in "0123456789"}
        assert len(widths) == 1, font


@pytest.mark.parametrize("name", PAPERS)
def test_no_number_is_set_in_italics(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    """Italic figures of Lato are not of one width: words alone are set in italics, never a column of numbers."""
    assert not [
        one.text for one in drawn[name] if one.font == "Lato-Italic" and re.fullmatch(r"[\d.,: %]+", one.text)
    ]


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_stands_beyond_the_margins(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    beyond = [
        one
        for one in drawn[name]
        if one.left < paper.MARGIN - 0.6
        or one.right > paper.PAGE_WIDTH - paper.MARGIN + 0.6
        or one.bottom < 14
        or one.top > paper.PAGE_HEIGHT - 14
    ]
    assert not beyond


@pytest.mark.parametrize("name", PAPERS)
def test_no_words_lie_over_others(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    over = []
    for page in by_page(drawn[name]):
        order = sorted(page, key=lambda one: -one.base)
        for at, one in enumerate(order):
            for other in order[at + 1 :]:
                if one.base - other.base > 0.6 * max(one.size, other.size):
                    break
                if min(one.right, other.right) - max(one.left, other.left) > 1.5:
                    over.append((one, other))
    assert not over


# --- The grid ------------------------------------------------------------------------------------------

#: Tables that stand on no grid of twelve, and why.
OFF_THE_GRID = {
    "access_report": "columns of numbers, each as wide as its heading",
    "attendance": "columns of numbers, each as wide as its heading",
    "commissioner": "columns of numbers, each as wide as its heading",
    "my_plan": "the person's own, in larger print: a calendar of seven days, and parts of the page",
}
#: Sections of other tables that share a width of the grid.
SHARED = {"case_plan": "the rungs of a service share nine columns"}


def test_tables_stand_on_twelve_columns(made: Made) -> None:
    half = paper.COLUMN / 2
    off = Counter[str]()
    for module, widths in made.tables:
        if abs(sum(widths) - paper.WIDTH) > 0.5 or module in OFF_THE_GRID:
            continue  # within a cell of another
        edges = [sum(widths[:at]) for at in range(1, len(widths))]
        # Numbers hang at the left, in as much room as they need.
        if edges and edges[0] < 1.5 * paper.COLUMN:
            edges = edges[1:]
        if module in SHARED and edges and abs(widths[0] - 3 * paper.COLUMN) < 0.1:
            continue
        if any(min(edge % half, half - edge % half) > 0.3 for edge in edges):
            off[f"{module}: {[round(one) for one in widths]}"] += 1
    assert not off


@pytest.mark.parametrize("spans", [(12.0,), (6.0, 6.0), (2.5, 9.5), (1.0,) * 12])
def test_columns_fill_the_page(spans: tuple[float, ...]) -> None:
    assert sum(columns(*spans)) == pytest.approx(paper.WIDTH)
    hung = columns(*spans, hung=20)
    assert len(hung) == len(spans) + 1
    assert sum(hung) == pytest.approx(paper.WIDTH)


@pytest.mark.parametrize("spans", [(6.0, 5.0), (6.3, 5.7), (13.0,)])
def test_columns_off_the_grid_are_a_bug(spans: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="twelve"):
        columns(*spans)


# --- Rhythm and breaks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in PAPERS if not name.startswith("my-plan")])
def test_lines_of_one_size_keep_one_distance(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    """Within the paragraphs of one size the distance from line to line is the same all over a page."""
    gaps: dict[tuple[int, float], Counter[float]] = defaultdict(Counter)
    for page in by_page(drawn[name]):
        inner = body(page)
        under: dict[tuple[int, float, str], list[float]] = defaultdict(list)
        for one in inner:
            under[round(one.left), one.size, one.font].append(one.base)
        for (_left, size, _font), bases in under.items():
            order = sorted(bases, reverse=True)
            for above, below in pairwise(order):
                if 0.9 * size < above - below < 1.36 * size:
                    gaps[page[0].page, size][round((above - below) * 4) / 4] += 1
    for place, found in gaps.items():
        (_gap, most), *others = found.most_common()
        assert sum(many for _gap, many in others) <= max(1, 0.1 * most), (place, found)


@pytest.mark.parametrize("name", PAPERS)
def test_no_heading_is_the_last_on_a_page(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    for page in by_page(drawn[name]):
        inner = lines_of(body(page))
        if not inner:
            continue
        last = inner[-1]
        heads = [one for one in last if one.font == "Lato-Bold" and one.size >= 10 and one.text.isupper()]
        assert not heads, (page[0].page, last)


def test_no_style_leaves_a_single_line_alone() -> None:
    for sheet in (paper.ROOMY, paper.TIGHT):
        styles = [one for one in vars(sheet).values() if hasattr(one, "allowWidows")]
        assert len(styles) > 8
        assert all(not one.allowWidows and not one.allowOrphans for one in styles)


@pytest.mark.parametrize("above", range(0, 60, 11))
def test_a_cell_cut_by_a_page_leaves_no_line_alone(above: int) -> None:
    around = pages.Furniture(title="T", marking="OFFICIAL", stamp="", running="r", foot="f")
    sheet = paper.ROOMY
    first = [tables.Row((paper.paragraph("x", sheet.body),)) for _row in range(above)]
    words = " ".join(f"word{n}" for n in range(700))
    tall = tables.Row((paper.paragraph(words, sheet.body),))
    data = pages.print_pages([tables.table((paper.WIDTH,), None, [*first, tall], sheet)], around)
    for page in by_page(pieces(data)):
        lines = [one for one in page if one.text.startswith("word")]
        assert len(lines) != 1


@pytest.mark.parametrize("name", [name for name in PAPERS if name not in LETTERS])
def test_every_page_says_which_of_how_many(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    found = list(by_page(drawn[name]))
    for number, page in enumerate(found, 1):
        said = [
            one
            for one in page
            if re.fullmatch(rf"(Page|Tudalen) {number} (of|o) {len(found)}", one.text.strip())
        ]
        assert len(said) == 1, number


UNMARKED = LETTERS | {name for name in PAPERS if name.startswith("my-plan")} | {"subject-access"}


@pytest.mark.parametrize("name", [name for name in PAPERS if name not in UNMARKED])
def test_the_marking_stands_at_head_and_foot_in_capitals(name: str, drawn: Mapping[str, list[Piece]]) -> None:
    for page in by_page(drawn[name]):
        marks = [one for one in page if one.text.startswith("OFFICIAL")]
        assert len(marks) == 2
        assert all(one.text == one.text.upper() and one.font == "Lato-Bold" for one in marks)
        assert max(one.base for one in marks) > paper.PAGE_HEIGHT - 45
        assert min(one.base for one in marks) < 45


# --- Without colours -----------------------------------------------------------------------------------


def test_each_coloured_shape_has_its_word(made: Made) -> None:
    """Black and white loses nothing: what is drawn in a colour is said in the words beside it."""
    assert {shape for shape, _words in made.shapes} >= {"diamond", "triangle", "circle"}
    named = {"diamond": "red", "triangle": "amber", "circle": "green", "square": "blue"}
    for shape, words in made.shapes:
        assert words.strip(), shape
        if shape in named:
            assert named[shape] in words.casefold()
