"""The tags of a paper (PDF/UA-1, ISO 14289-1): what each thing on a page is, and in which order it is read.

ReportLab draws a page and forgets what it drew. A ``Structure`` stands beside its canvas: whoever draws says
before and after what is being drawn (``begin`` and ``end``, or that it is an artefact), and the tree of it all is
written into the file at the end. The elements go out as finished bytes, so that tags cost little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import LinkAnnotation, PDFDictionary, PDFName, PDFObject, PDFStream

from iom_desktop.domain.text import show_hidden

#: Roles whose level depends on where they stand, with their level at the outermost depth of the outline.
_HEADINGS = {"Title": 1, "Heading": 2, "Subheading": 3}
_DEEPEST = 6
#: Kinds of artefact, as their property lists.
PAGINATION = "/Type/Pagination"
LAYOUT = "/Type/Layout"


class Tag:
    """What something is. All parts of a flowable that was parted by a page share one, and so make one element.

    ``role`` is a standard structure type, or "Title", "Heading", "Subheading": headings whose level is that of
    the place where they are drawn. ``attributes`` are the element's own entries as they stand in the file.
    """

    __slots__ = ("alt", "attributes", "lang", "role")

    def __init__(self, role: str, attributes: str = "", *, alt: str = "", lang: str = "") -> None:
        self.role, self.attributes = role, attributes
        self.alt, self.lang = alt, lang


def cell_tag(role: str, scope: str = "", columns: int = 1) -> Tag:
    """The tag of a table's cell: ``role`` TH or TD, ``scope`` Column or Row of what heads others."""
    said = (f"/Scope/{scope}" if scope else "") + (f"/ColSpan {columns}" if columns > 1 else "")
    return Tag(role, f"/A<</O/Table{said}>>" if said else "")


#: A marked piece of a page: (page, its number there). An annotation: (page, -1, its name).
_Kid: TypeAlias = "int | tuple[int, int] | tuple[int, int, str]"


class Structure:
    """The tree of elements of one document, and what is open while it is drawn."""

    def __init__(self, language: str, title: str) -> None:
        self.language, self.title = language, title
        self.page = 0  #: the place of the page being drawn
        self.depth = 0  #: of the outline: headings are that much lower
        self._tags: list[Tag] = []
        self._roles: list[str] = []
        self._parents: list[int] = []
        self._kids: list[list[_Kid]] = []
        self._numbers: dict[Tag, int] = {}
        self._stack: list[int] = []
        self._seen: set[Tag] = set()
        self._marked: list[list[int]] = []  #: of each page, the element of each marked piece
        self._links: list[int] = []
        self._level = 0  #: of the last heading
        self._artefacts = 0
        self._inside = False
        self._bare = 0
        self.open(Tag("Document"))

    # --- While it is drawn ---

    def open(self, tag: Tag) -> None:
        """Have what follows stand within ``tag``, until ``close``."""
        stack = self._stack
        stack.append(stack[-1] if self._artefacts else self._element(tag, stack[-1] if stack else -1))

    def close(self) -> None:
        """End what was opened last."""
        self._stack.pop()

    def first_time(self, tag: Tag) -> bool:
        """Whether this is asked of ``tag`` for the first time in the document."""
        if tag in self._seen:
            return False
        self._seen.add(tag)
        return True

    def begin(self, canvas: Any, tag: Tag, within: Sequence[Tag] = ()) -> None:
        """Say that what is drawn until ``end`` is of ``tag``, itself ``within`` others inside what is open."""
        if self._artefacts:
            return
        if self._inside:
            raise RuntimeError("a tag was begun inside another's content")
        self._inside = True
        number = self._stack[-1]
        for one in within:
            number = self._element(one, number)
        number = self._element(tag, number)
        marked = self._page()
        canvas._code.append(f"/{self._roles[number]} <</MCID {len(marked)}>> BDC")
        self._kids[number].append((self.page, len(marked)))
        marked.append(number)

    def end(self, canvas: Any) -> None:
        """End what ``begin`` began."""
        if not self._artefacts:
            self._inside = False
            canvas._code.append("EMC")

    def begin_artefact(self, canvas: Any, kind: str = LAYOUT) -> None:
        """Say that what is drawn until ``end_artefact`` is not read: a line, a ground, what repeats on each page."""
        if self._inside:
            raise RuntimeError("an artefact was begun inside a tag's content")
        self._artefacts += 1
        if self._artefacts == 1:
            canvas._code.append(f"/Artifact <<{kind}>> BDC")
            self._bare = len(canvas._code)

    def end_artefact(self, canvas: Any) -> None:
        """End what ``begin_artefact`` began; where nothing was drawn, nothing is left of it."""
        self._artefacts -= 1
        if self._artefacts:
            return
        if len(canvas._code) == self._bare:
            canvas._code.pop()
        else:
            canvas._code.append("EMC")

    def add_link(self, canvas: Any, tag: Tag, words: str, key: str, place: tuple[float, ...]) -> None:
        """Have ``place`` on the page lead to the bookmark ``key``; ``words`` say where that is."""
        number = self._numbers[tag]
        name = f"link-{len(self._links)}"
        self._links.append(number)
        self._kids[number].append((self.page, -1, name))
        # Which number of the parent tree is its own is known once all pages are: see ``finish``.
        link = _Link(place, words, canvas._bookmarkReference(key), Border="[0 0 0]", F=4)
        canvas._addAnnotation(link, name)

    def _page(self) -> list[int]:
        while len(self._marked) <= self.page:
            self._marked.append([])
        return self._marked[self.page]

    def _element(self, tag: Tag, parent: int) -> int:
        """The element of ``tag``, made within ``parent`` the first time."""
        number = self._numbers.get(tag)
        if number is None:
            number = self._numbers[tag] = len(self._tags)
            role = tag.role
            if role in _HEADINGS:
                # A level is never left out on the way down: readers who go by headings would look for it.
                self._level = min(_HEADINGS[role] + self.depth, self._level + 1, _DEEPEST)
                role = f"H{self._level}"
            self._tags.append(tag)
            self._roles.append(role)
            self._parents.append(parent)
            self._kids.append([])
            if parent >= 0:
                self._kids[parent].append(number)
        return number

    # --- When it is written ---

    def mark_page(self, page: Any) -> None:
        """Say on ``page``, drawn last, where its pieces are listed and that its links are visited in order."""
        page.StructParents, page.Tabs = self.page, PDFName("S")
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]

    def finish(self, document: Any) -> None:
        """Write the tree and the claim into ``document``, whose pages are all there."""
        numbers = document.idToObjectNumberAndVersion
        pages = [numbers[f"Page{page + 1}"][0] for page in range(document.pageCounter - 1)]
        root = document.objectcounter + 1
        first = root + 1
        tree = first + len(self._tags)
        arrays = tree + 1
        document.Reference(
            _Raw(f"<</Type/StructTreeRoot/K {first} 0 R/ParentTree {tree} 0 R/ParentTreeNextKey "
                 f"{len(pages) + len(self._links)}>>"), "StructTreeRoot"
        )  # fmt: skip
        links = {name: number[0] for name, number in numbers.items() if name.startswith("Annot.link-")}
        for number in range(len(self._tags)):
            document.Reference(_Raw(self._written(number, root, first, pages, links)), f"Element{number}")
        nums = [f"{page} {arrays + page} 0 R" for page in range(len(pages))]
        nums += [f"{len(pages) + at} {first + one} 0 R" for at, one in enumerate(self._links)]
        document.Reference(_Raw(f"<</Nums[{' '.join(nums)}]>>"), "ParentTree")
        for page in range(len(pages)):
            marked = self._marked[page] if page < len(self._marked) else []
            listed = " ".join(f"{first + one} 0 R" for one in marked)
            document.Reference(_Raw(f"[{listed}]"), f"Marked{page}")
        for at in range(len(self._links)):
            link = document.idToObject[f"Annot.link-{at}"]
            link.otherkw["StructParent"] = len(pages) + at
        self._claim(document)

    def _claim(self, document: Any) -> None:
        catalog = document.Catalog
        catalog.StructTreeRoot = document.idToObject["StructTreeRoot"]
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        kind = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
        catalog.Metadata = PDFStream(kind, self._metadata())
        document._pdfVersion = max(document._pdfVersion, (1, 7))

    def _metadata(self) -> bytes:
        title, language = escape(show_hidden(self.title)), escape(self.language)
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>"
            "<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta>\n"
            '<?xpacket end="r"?>\n'
        ).encode()

    def _written(
        self, number: int, root: int, first: int, pages: Sequence[int], links: dict[str, int]
    ) -> str:
        tag, kids, parent = self._tags[number], self._kids[number], self._parents[number]
        more = tag.attributes
        if tag.alt:
            more += f"/Alt{text_string(tag.alt)}"
        if tag.lang:
            more += f"/Lang({tag.lang})"
        here = next((kid[0] for kid in kids if not isinstance(kid, int)), None)
        if here is not None:
            more += f"/Pg {pages[here]} 0 R"
        written = [_kid(kid, here, first, pages, links) for kid in kids]
        if written:
            more += f"/K {written[0]}" if len(written) == 1 else f"/K[{' '.join(written)}]"
        above = first + parent if parent >= 0 else root
        return f"<</S/{self._roles[number]}/P {above} 0 R{more}>>"


def _kid(kid: _Kid, here: int | None, first: int, pages: Sequence[int], links: dict[str, int]) -> str:
    """One kid as it stands in the file: an element, a piece of page ``here`` or of another, an annotation."""
    if isinstance(kid, int):
        return f"{first + kid} 0 R"
    if len(kid) == 3:
        return f"<</Type/OBJR/Pg {pages[kid[0]]} 0 R/Obj {links[f'Annot.{kid[2]}']} 0 R>>"
    if kid[0] == here:
        return str(kid[1])
    return f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>"


def text_string(words: str) -> str:
    """``words`` as a text string of PDF, whatever letters are in them."""
    return f"<FEFF{show_hidden(words).encode('utf-16-be').hex().upper()}>"


class _Raw(PDFObject):
    """An object of the file, written already."""

    def __init__(self, written: str) -> None:
        self._written = written.encode("ascii")

    def format(self, _document: Any) -> bytes:
        return self._written


class _Link(LinkAnnotation):
    """A link that belongs to an element of the tree."""

    permitted = (*LinkAnnotation.permitted, "StructParent")


# --- For those who draw --------------------------------------------------------------------------------


def of(canvas: Any) -> Structure | None:
    """The structure of what is drawn on ``canvas``; nothing where it has none."""
    return getattr(canvas, "structure", None)


@contextmanager
def content(canvas: Any, tag: Tag, within: Sequence[Tag] = ()) -> Iterator[None]:
    """What is drawn inside is of ``tag``."""
    structure = of(canvas)
    if structure is None:
        yield
        return
    structure.begin(canvas, tag, within)
    yield
    structure.end(canvas)


@contextmanager
def artefact(canvas: Any, kind: str = LAYOUT) -> Iterator[None]:
    """What is drawn inside is not read."""
    structure = of(canvas)
    if structure is None:
        yield
        return
    structure.begin_artefact(canvas, kind)
    yield
    structure.end_artefact(canvas)
