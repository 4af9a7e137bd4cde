"""Every paper is PDF/UA-1: the tree of its elements is whole, and says what a reader of the page sees."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pdfua
import pikepdf
import pytest
from reportlab.platypus import Flowable, PageBreak

from iom_desktop import demo
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.domain.documents import READERS, Document
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.errors import UserError
from iom_desktop.gallery.papers import PAPERS, make_papers
from iom_desktop.gallery.stage import NOW, OFFICER, TODAY
from iom_desktop.reports import pages, paper, tables, tagging
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.charts import Bar, Part, bar_chart
from iom_desktop.reports.paper import ROOMY
from iom_desktop.reports.papers import make_paper
from iom_desktop.services.cases import list_cases
from iom_desktop.services.papers import load_paper
from tests.reports import factory
from tests.stores import Desk

AROUND = pages.Furniture(
    title="Case plan <b>", marking="official", stamp="draft", running="goes on", foot="v1"
)
LONG = " ".join(f"word{n}" for n in range(1600))

#: What is put on a page by painting it.
_PAINTS = frozenset("Tj TJ f F f* B B* b b* S s Do sh BI".split()) | {"'", '"', "INLINE IMAGE"}  # noqa: SIM905


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def printed(*story: Flowable, **more: Any) -> pikepdf.Pdf:
    return opened(pages.print_pages(story, AROUND, **more))


def cell(words: str) -> tables.Cell:
    return paper.paragraph(words, ROOMY.body)


def elements(pdf: pikepdf.Pdf, role: str = "") -> list[Any]:
    """The elements of the tree in reading order, all or those of ``role``."""

    def below(element: Any) -> Iterator[Any]:
        yield element
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == element.objgen
                yield from below(kid)

    found = below(pdf.Root.StructTreeRoot.K)
    return [one for one in found if not role or str(one.S) == f"/{role}"]


def kids(element: Any) -> list[Any]:
    if "/K" not in element:
        return []
    return list(element.K) if isinstance(element.K, pikepdf.Array) else [element.K]


def roles(elements: list[Any]) -> list[str]:
    return [str(one.S)[1:] for one in elements]


def pieces(element: Any) -> list[tuple[Any, int]]:
    """(page's object, number) of each marked piece of an element itself."""
    found = []
    for kid in kids(element):
        if isinstance(kid, int):
            found.append((element.Pg.objgen, kid))
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            found.append((kid.Pg.objgen, int(kid.MCID)))
    return found


def read_out(data: bytes, folder: Path) -> list[str]:
    """What each element says, in the order of the tree, as poppler finds it."""
    program = shutil.which("pdfinfo")
    if program is None:
        pytest.skip("pdfinfo is not here")
    path = folder / "read.pdf"
    path.write_bytes(data)
    told = subprocess.run([program, "-struct-text", str(path)], capture_output=True, text=True, check=True)
    return [
        line.strip().removeprefix('"').removesuffix('"')
        for line in told.stdout.splitlines()
        if line.strip().startswith('"')
    ]


def check_pages(pdf: pikepdf.Pdf) -> list[tuple[Any, int]]:
    """Every operator that paints stands inside one marked piece, none in another; the numbered pieces."""
    marked = []
    for page in pdf.pages:
        depth = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) in ("BDC", "BMC"):
                depth += 1
                assert depth == 1
                if str(operands[0]) != "/Artifact":
                    marked.append((page.obj.objgen, int(operands[1].MCID)))
            elif str(operator) == "EMC":
                depth -= 1
            elif str(operator) in _PAINTS:
                assert depth == 1, f"{operator} is painted outside"
        assert depth == 0
    return marked


def check_tree(pdf: pikepdf.Pdf) -> None:
    """Every marked piece is in the tree once, the parent tree says where, and so for every annotation."""
    root = pdf.Root.StructTreeRoot
    nums = list(root.ParentTree.Nums)
    parents = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
    claimed: dict[tuple[Any, int], Any] = {}
    for element in elements(pdf):
        for piece in pieces(element):
            assert piece not in claimed
            claimed[piece] = element.objgen
    marked = check_pages(pdf)
    assert sorted(marked) == sorted(claimed)
    for page in pdf.pages:
        assert page.obj.Tabs == "/S"
        listed = parents[int(page.obj.StructParents)]
        here = {number: claimed[page.obj.objgen, number] for at, number in marked if at == page.obj.objgen}
        assert [one.objgen for one in listed] == [here[number] for number in range(len(here))]
        for link in page.obj.get("/Annots", []):
            owner = parents[int(link.StructParent)]
            assert owner.S == "/Link"
            assert str(link.Contents)
            assert [kid.Obj.objgen for kid in kids(owner) if isinstance(kid, pikepdf.Dictionary)] == [
                link.objgen
            ]
    assert int(root.ParentTreeNextKey) == len(parents)


def check_headings(pdf: pikepdf.Pdf) -> None:
    """It begins with a heading of the first level, and no level is left out on the way down."""
    levels = [int(role[1]) for role in roles(elements(pdf)) if len(role) == 2 and role[0] == "H"]
    assert levels[:1] == [1]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def columns_of(row: Any) -> int:
    return sum(int(cell.get("/A", {}).get("/ColSpan", 1)) for cell in kids(row))


def check_tables(pdf: pikepdf.Pdf) -> None:
    """Rows are as long as each other; the first is of headers that say of what."""
    for table in elements(pdf, "Table"):
        rows = kids(table)
        assert {str(row.S) for row in rows} == {"/TR"}
        assert len({columns_of(row) for row in rows}) == 1
        assert {str(cell.S) for cell in kids(rows[0])} == {"/TH"}
        for row in rows:
            assert all(str(cell.S) == "/TD" or "/Scope" in cell.A for cell in kids(row))


def check_claim(pdf: pikepdf.Pdf, language: str = "en-GB") -> None:
    root = pdf.Root
    assert root.MarkInfo.Marked
    assert root.Lang == language
    assert root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == str(pdf.docinfo["/Title"])
        assert about["dc:language"] == {language}


def check_fonts(pdf: pikepdf.Pdf) -> None:
    """Every font is in the file."""
    for page in pdf.pages:
        for font in page.obj.Resources.Font.values():
            assert "/FontFile2" in font.FontDescriptor


# --- The tree ------------------------------------------------------------------------------------------


def test_a_paragraph_parted_by_a_page_is_one() -> None:
    pdf = printed(*cell(LONG))
    assert len(pdf.pages) > 2
    [whole] = elements(pdf, "P")
    assert list(dict.fromkeys(page for page, _number in pieces(whole))) == [
        page.obj.objgen for page in pdf.pages
    ]
    check_tree(pdf)


def data(rows: int, words: str = "said") -> tables.RuledTable:
    head = tables.Row((paper.heading("Needs", ROOMY), None, cell("Work"), cell("Notes")))
    made = [
        tables.Row((cell(f"Need {n}"), cell("severe"), *(([], cell(words)) if n % 2 else (cell(words),))))
        for n in range(rows)
    ]
    return tables.table((90, 90, 90, 200), head, made, ROOMY)


def test_a_table_parted_by_a_page_is_one_and_its_head_is_read_once() -> None:
    pdf = printed(data(120))
    assert len(pdf.pages) > 2
    [table] = elements(pdf, "Table")
    assert len(kids(table)) == 121
    head, first, second = kids(table)[:3]
    assert [(str(one.S), str(one.A.Scope), int(one.A.get("/ColSpan", 1))) for one in kids(head)] == [
        ("/TH", "/Column", 2),
        ("/TH", "/Column", 1),
        ("/TH", "/Column", 1),
    ]
    assert roles(kids(first)) == ["TH", "TD", "TD"]
    assert kids(first)[0].A.Scope == "/Row"
    assert kids(first)[2].A.ColSpan == 2
    assert roles(kids(second)) == ["TH", "TD", "TD", "TD"]
    assert "/K" not in kids(second)[2]
    [heading] = elements(pdf, "H1")
    assert len(pieces(heading)) == 1
    check_tables(pdf)
    check_tree(pdf)


def test_a_row_cut_into_pieces_is_one() -> None:
    pdf = printed(data(3, LONG))
    [table] = elements(pdf, "Table")
    assert len(kids(table)) == 4
    assert len(pdf.pages) > 2
    said = kids(kids(kids(table)[1])[2])
    assert roles(said) == ["P"]
    assert len(pieces(said[0])) > 3
    check_tree(pdf)


def test_a_table_that_nothing_names_is_no_table_and_each_cell_is_read_to_its_end() -> None:
    many = cell("\n".join(f"left {n}" for n in range(60)))
    row = tables.Row((many, cell("right")))
    pdf = printed(tables.table((200, 200), tables.Row((paper.heading("Risk", ROOMY),)), [row], ROOMY))
    assert not elements(pdf, "Table")
    assert [roles(kids(div)) for div in elements(pdf, "Div")] == [["P"] * 60, ["P"]]
    check_tree(pdf)


def test_the_days_of_a_calendar_name_no_row_and_layout_names_nothing() -> None:
    head, week = tables.Row((cell("Monday"), cell("Tuesday"))), tables.Row((cell("16"), cell("17")))
    named = printed(tables.table((60, 60), head, [week], ROOMY))
    days = printed(tables.table((60, 60), head, [week], ROOMY, kind="unnamed"))
    assert roles(kids(elements(named, "TR")[1])) == ["TH", "TD"]
    assert roles(kids(elements(days, "TR")[1])) == ["TD", "TD"]
    beside = printed(tables.table((60, 60), head, [week], ROOMY, kind="layout"))
    assert roles(elements(beside))[1:] == ["P"] * 4
    check_tables(days)


def test_an_agenda_of_levels_leaves_none_out() -> None:
    story: list[Flowable] = [
        *paper.paragraph("Pack", ROOMY.name),
        *paper.heading("Contents", ROOMY),
        PageBreak(),
        pages.Place("One", "one", 0),
        *paper.paragraph("One", ROOMY.long_name),
        *paper.heading("Risk", ROOMY),
        *paper.paragraph("Deep", ROOMY.body, role="Subheading"),
        *paper.heading("Needs", ROOMY),
    ]
    pdf = printed(*story)
    assert roles(elements(pdf))[1:] == ["H1", "H2", "H2", "H3", "H4", "H3"]
    alone = printed(*paper.heading("Only", ROOMY))
    assert roles(elements(alone))[1:] == ["H1"]


def test_a_list_has_labels_and_bodies() -> None:
    pdf = printed(
        *paper.listed(["one", LONG, ""], ROOMY.body, numbered=True), *paper.listed(["a\nb"], ROOMY.body)
    )
    first, second = elements(pdf, "L")
    assert [roles(kids(item)) for item in kids(first)] == [["Lbl", "LBody"], ["Lbl", "LBody"]]
    assert first.A.ListNumbering == "/Decimal"
    assert roles(kids(kids(kids(second)[0])[1])) == ["P", "P"]
    check_tree(pdf)


def test_a_picture_says_what_it_shows() -> None:
    chart = bar_chart(
        [Bar("Housing (ŵ)", (Part(3, "reached", "solid"), Part(0, "waiting", "pale")), "75%")], 300
    )
    pdf = printed(chart)
    [figure] = elements(pdf, "Figure")
    assert str(figure.Alt) == "Bar chart. Housing (ŵ): 3 reached (75%)."
    left, base, right, top = map(float, figure.A.BBox)
    assert right - left == pytest.approx(300, abs=0.1)
    assert paper.MARGIN - 1 < left < right < paper.PAGE_WIDTH
    assert 0 < base < top < paper.PAGE_HEIGHT
    check_tree(pdf)


def test_words_of_another_language_say_so() -> None:
    pdf = printed(*paper.paragraph("Fy nghynllun", ROOMY.body, lang="cy"), *cell("My plan"))
    assert [str(one.get("/Lang", "")) for one in elements(pdf, "P")] == ["cy", ""]
    check_claim(printed(*cell("Fy nghynllun"), language="cy"), "cy")


def test_what_is_drawn_beside_words_is_not_read() -> None:
    ticked = paper.paragraph("Done", ROOMY.ticked, shape="tick")
    pdf = printed(*ticked, paper.SignLine(100))
    assert [len(pieces(one)) for one in elements(pdf)] == [0, 1]
    check_tree(pdf)


def test_a_line_of_the_contents_is_a_link_in_its_place() -> None:
    row = tables.Row((cell("One"), [pages.PageOf("one", 40)]))
    story = [tables.table((200, 40), None, [row], ROOMY), *cell("after"), PageBreak()]
    pdf = printed(*story, pages.Place("The <one>", "one", 0), *cell("it"))
    assert roles(elements(pdf))[1:] == ["P", "P", "Link", "P", "P"]
    assert str(pdf.pages[0].obj.Annots[0].Contents) == "The <one>, page 2"
    check_tree(pdf)


def test_lines_of_the_contents_lead_on_without_tags_too() -> None:
    row = tables.Row((cell("One"), [pages.PageOf("one", 40)]))
    contents = [tables.table((200, 40), None, [row], ROOMY) for _page in range(2)]
    story = [contents[0], PageBreak(), contents[1], pages.Place("The one", "one", 0)]
    pdf = opened(pages.print_pages(story, AROUND, tagged=False))
    assert [len(page.obj.Annots) for page in pdf.pages] == [1, 1]


def test_content_inside_content_is_refused() -> None:
    canvas = SimpleNamespace(_code=[])
    structure = tagging.Structure("en-GB", "")
    structure.begin(canvas, tagging.Tag("P"))
    with pytest.raises(RuntimeError):
        structure.begin(canvas, tagging.Tag("P"))
    with pytest.raises(RuntimeError):
        structure.begin_artefact(canvas)


def test_an_artefact_of_nothing_leaves_nothing_and_hides_what_is_in_it() -> None:
    canvas = SimpleNamespace(_code=[], structure=tagging.Structure("en-GB", ""))
    with tagging.artefact(canvas), tagging.artefact(canvas):
        pass
    assert canvas._code == []
    with tagging.artefact(canvas), tagging.content(canvas, tagging.Tag("P")):
        canvas._code.append("x")
    assert canvas._code == ["/Artifact <</Type/Layout>> BDC", "x", "EMC"]


def test_without_tags_the_same_is_painted() -> None:
    story = lambda: [data(40), *cell("after")]  # noqa: E731
    bare = opened(pages.print_pages(story(), AROUND, tagged=False))
    assert "/StructTreeRoot" not in bare.Root
    marks = {"BDC", "EMC"}

    def painted(pdf: pikepdf.Pdf) -> list[list[str]]:
        return [
            [str(op) for _operands, op in pikepdf.parse_content_stream(page) if str(op) not in marks]
            for page in pdf.pages
        ]

    assert painted(bare) == painted(printed(*story()))


PARTED = "x" * 200 + " and more of it"


@pytest.mark.parametrize(
    "words, said",
    [
        (LONG[:400], LONG[:400]),
        ([paper.strong("Risk: "), LONG[:400]], f"Risk: {LONG[:400]}"),
        (PARTED, PARTED),
        ([paper.strong("Risk: "), PARTED], f"Risk: {PARTED}"),
    ],
)
def test_the_spaces_where_lines_were_broken_are_read(words: paper.Words, said: str, tmp_path: Path) -> None:
    row = tables.Row((paper.paragraph(words, ROOMY.body), []))
    data = pages.print_pages([tables.table((120, 300), None, [row], ROOMY)], AROUND)
    assert "".join(read_out(data, tmp_path)) == said


def test_no_space_is_lost_between_two_pages(tmp_path: Path) -> None:
    said = read_out(pages.print_pages(cell(LONG), AROUND), tmp_path)
    assert " ".join(said).split() == LONG.split()


# --- Every paper ---------------------------------------------------------------------------------------

#: Each paper of a case for each of its readers; the person's own in Welsh and in large print, too.
CASE_PAPERS: list[tuple[Document, Audience, dict[str, Any]]] = [
    *((document, audience, {}) for document, readers in READERS.items() for audience in readers),
    (Document.PLAN, Audience.PERSON, {"language": "cy"}),
    (Document.PLAN, Audience.PERSON, {"large_print": True}),
]
FULL_PLAN = CASE_PAPERS[[one[:2] for one in CASE_PAPERS].index((Document.PLAN, Audience.FULL))]
#: Drawn for the gallery by the same names; those of a case are above.
_OF_A_CASE = ("case-plan", "my-plan", "decision", "deselection", "letter", "comparison", "subject-access")
OTHERS = [name for name in PAPERS if not name.startswith(_OF_A_CASE)]
WANTED = [
    *(pytest.param(one, id="-".join((one[0], one[1], *one[2]))) for one in CASE_PAPERS),
    *(pytest.param(name, id=name) for name in OTHERS),
]


@pytest.fixture(scope="module")
def make(shared_desk: Desk) -> Callable[[Any], bytes]:
    """Makes any paper of a small invented caseload."""
    shared_desk.do(lambda session: demo.fill(session, demo.invent(16, 1, TODAY), TODAY))
    rows = shared_desk.see(list_cases, NOW)
    workspace = SimpleNamespace(read=shared_desk.see, store_name="North Area", officer=OFFICER)
    stage: Any = SimpleNamespace(workspace=workspace)

    def made(wanted: Any) -> bytes:
        if isinstance(wanted, str):
            return next(pdf for _name, pdf in make_papers(stage, (wanted,)))
        document, audience, more = wanted
        reader = Reader(audience, "housing" if audience is Audience.PARTNER else "")
        for row in rows:
            wish = PaperWish(document=document, case_id=row.id, reader=reader, **more)
            try:
                return make_paper(shared_desk.see(load_paper, wish, NOW))
            except UserError:
                continue
        raise AssertionError("nobody has such a paper")

    return made


@pytest.mark.parametrize("wanted", WANTED)
def test_every_paper_for_every_reader_is_pdf_ua(
    wanted: Any, make: Callable[[Any], bytes], tmp_path: Path
) -> None:
    data = make(wanted)
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    assert [(one.rule_id, one.message) for one in pdfua.validate(str(path)).findings] == []
    pdf = opened(data)
    check_tree(pdf)
    check_headings(pdf)
    check_tables(pdf)
    check_claim(pdf, "cy" if "language" in wanted[-1] else "en-GB")
    check_fonts(pdf)


def test_every_kind_of_paper_is_among_them() -> None:
    """The register is a spreadsheet, and what the gallery calls the access report is kind "access"."""
    others = {name.replace("-report", "").replace("-", "_") for name in OTHERS}
    assert others | {one[0].value for one in CASE_PAPERS} | {"register"} == {one.value for one in Document}


def test_the_strip_of_months_says_what_it_shows(make: Callable[[Any], bytes]) -> None:
    pdf = opened(make(FULL_PLAN))
    said = [str(one.Alt) for one in elements(pdf, "Figure")]
    assert len(said) == 1
    assert said[0].startswith("The months under IOM as a strip. Under IOM, ")


def test_the_case_plan_is_read_in_its_order(tmp_path: Path) -> None:
    said = read_out(case_plan(factory.case_file_one(), factory.numbered()), tmp_path)
    wanted = ["Mohammed HUDSON", "CRN", "D796000", "Age", "RAG", "AMBER", "Why IOM", "Risk", "WHAT MO MUST DO",
              "By when", "If not", "State", "1", "1.1", "Attend the assessment at Northgate Recovery Service.",
              "In progress", "1.2", "WHAT WE WILL DO", "NEEDS", "SERVICES", "APPOINTMENTS", "Signed"]  # fmt: skip
    at = -1
    for words in wanted:
        at = said.index(words, at + 1)
    assert not any("OFFICIAL" in words or words.startswith("Page ") for words in said)
