"""A letter on A4, in the format its reader reads best.

The address stands where the window of a DL envelope shows it once the sheet is folded in three. Nothing else
may stand there. A letter belongs to the person it is written to: it carries no marking and says nothing of the
case but its own words and a reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer
from reportlab.platypus.doctemplate import NextPageTemplate, PageTemplate
from reportlab.platypus.frames import Frame

from iom_desktop.display import letter_lines
from iom_desktop.display.letter_lines import Block, BlockKind
from iom_desktop.display.words import _
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.letters import LetterDraft
from iom_desktop.domain.my_plan import Office
from iom_desktop.domain.people import LetterFormat
from iom_desktop.reports import pages
from iom_desktop.reports.fonts import BOLD, REGULAR
from iom_desktop.reports.paper import INK, PAGE_HEIGHT, PAGE_WIDTH, paragraph
from iom_desktop.reports.tables import height_of

#: Margins left, right and below, in points.
_SIDE, _FOOT = 22 * mm, 20 * mm
_WIDTH = PAGE_WIDTH - 2 * _SIDE
#: Of a DL window, 35 by 90 mm: its left edge, how far down what always shows begins, and its width, within which
#: the sheet may slip by some millimetres; and how far down the first page's text begins, clear of it.
_WINDOW_LEFT, _WINDOW_TOP, _WINDOW_WIDTH = 22 * mm, 55 * mm, 82 * mm
_WINDOW_BOTTOM = 94 * mm
#: What stands at the right of the window keeps clear of it.
_RIGHT_WIDTH = _WIDTH - _WINDOW_WIDTH - 4 * mm
_ADDRESS_LEADING = 1.25
#: Room to sign by hand, above who signs.
_TO_SIGN = 34.0
#: A block shorter than this above who signs is a greeting, in characters.
_GREETING = 60


@dataclass(frozen=True, slots=True)
class Look:
    """Sizes of one format, in points."""

    size: float
    leading: float
    gap: float  #: between blocks
    address: float  #: size of the address
    head: float  #: size of date and reference

    def style(self, name: str, font: str = REGULAR, size: float = 0, **more: Any) -> ParagraphStyle:
        """A style of this look, at its own size unless another is given."""
        size = size or self.size
        made = ParagraphStyle(
            name,
            fontName=font,
            fontSize=size,
            leading=size * self.leading / self.size,
            textColor=INK,
            **more,
        )
        made.allowWidows, made.allowOrphans = 0, 0
        return made


#: Large print is 18 point for everything that is read; an address is for the post.
LOOKS = {
    LetterFormat.STANDARD: Look(size=11, leading=15, gap=8, address=11, head=11),
    LetterFormat.LARGE_PRINT: Look(size=18, leading=25, gap=14, address=14, head=18),
    LetterFormat.EASY_WORDS: Look(size=14, leading=21, gap=12, address=12, head=14),
}


def letter_pdf(
    said: LetterDraft, reference: str, copy: NumberedCopy | None = None, office: Office | None = None
) -> bytes:
    """The letter as a PDF. ``reference`` is the person's CRN. The same letter gives the same bytes.

    ``office`` is where an answer goes: its address, telephone and hours stand at the head as far as they are given,
    and nobody's own telephone does. A numbered ``copy`` has its check code small at the foot.
    """
    look = LOOKS[said.letter_format]
    furniture = _Around(said, reference, look, copy, office or Office())
    story: list[Flowable] = [NextPageTemplate("later"), furniture.head, *_subject(said.subject, look)]
    story += _text(letter_lines.blocks(said.words), look)
    return pages.build(
        story,
        _("Letter"),
        furniture.draw,
        [
            _page("first", PAGE_HEIGHT - furniture.first_top),
            _page("later", PAGE_HEIGHT - furniture.later_top),
        ],
    )


def _page(name: str, top: float) -> PageTemplate:
    frame = Frame(
        _SIDE, _FOOT, _WIDTH, top - _FOOT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )
    return PageTemplate(id=name, frames=[frame])


class _Around:
    """What is drawn round the text: ``head`` is address, date and reference, read before it; the rest says on
    each page which it is.
    """

    def __init__(
        self, said: LetterDraft, reference: str, look: Look, copy: NumberedCopy | None, office: Office
    ) -> None:
        address = look.style("address", size=look.address)
        address.leading = look.address * _ADDRESS_LEADING
        to_whom = paragraph(said.addressed_to, address)
        right = look.style("right", size=look.head, alignment=2)
        returned = _office(office, look)
        when = paragraph(letter_lines.day_words(said.sent_on), right)
        if reference:
            when += paragraph(_("Our reference: {crn}").format(crn=reference), right)
        self._small = look.style("small", size=max(10.0, look.head * 0.75))
        self._number = look.style("number", size=self._small.fontSize, alignment=2)
        self._foot = "" if copy is None else _("Check {code}").format(code=copy.code)
        self._running = _("Our reference: {crn}").format(crn=reference) if reference else ""
        below_address = _WINDOW_TOP + height_of(to_whom, _WINDOW_WIDTH)
        below_head = 20 * mm + height_of(returned, _RIGHT_WIDTH) + height_of(when, _RIGHT_WIDTH)
        self.head = _Head(to_whom, [*returned, *when])
        self.first_top = max(_WINDOW_BOTTOM, below_address + 5 * mm, below_head + 5 * mm)
        self.later_top = 30 * mm

    def draw(self, canvas: Any, number: int, total: int) -> None:
        """Draw it on page ``number`` of ``total``."""
        if number > 1:
            _stack(canvas, paragraph(self._running, self._small), _SIDE, 17 * mm, _WIDTH / 2)
        if self._foot:
            _stack(canvas, paragraph(self._foot, self._small), _SIDE, PAGE_HEIGHT - 16 * mm, _WIDTH / 2)
        if total > 1:
            page = _("Page {number} of {total}").format(number=number, total=total)
            _stack(canvas, paragraph(page, self._number), _SIDE, PAGE_HEIGHT - 16 * mm, _WIDTH)


class _Head(Flowable):
    """Address, date and reference in their places on the sheet; they take no room of the text."""

    def __init__(self, to_whom: list[Flowable], when: list[Flowable]) -> None:
        super().__init__()
        self._to_whom, self._when = to_whom, when

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's)
        return 0.0, 0.0

    def draw(self) -> None:
        canvas: Any = self.canv
        left, base = canvas.absolutePosition(0, 0)
        canvas.translate(-left, -base)
        _stack(canvas, self._to_whom, _WINDOW_LEFT, _WINDOW_TOP, _WINDOW_WIDTH)
        _stack(canvas, self._when, _SIDE + _WIDTH - _RIGHT_WIDTH, 20 * mm, _RIGHT_WIDTH)


def _stack(canvas: Any, flowables: list[Flowable], left: float, from_top: float, width: float) -> None:
    """Draw ``flowables`` one under the other, the first ``from_top`` points below the paper's edge."""
    at = PAGE_HEIGHT - from_top
    for flowable in flowables:
        at -= flowable.wrap(width, 1e6)[1]
        flowable.drawOn(canvas, left, at)


def _office(office: Office, look: Look) -> list[Flowable]:
    """Where the letter comes from and where it is answered, as far as the list says; a gap below it."""
    style = look.style("office", size=max(10.0, look.address - 1), alignment=2)
    telephone = _("Telephone {number}").format(number=office.telephone) if office.telephone else ""
    made = paragraph(office.address, style) + paragraph(telephone, style) + paragraph(office.hours, style)
    return [*made, Spacer(0, look.gap)] if made else []


def _subject(subject: str, look: Look) -> list[Flowable]:
    made = paragraph(subject, look.style("subject", BOLD, look.size * 1.1), role="Title")
    return [*made, Spacer(0, look.gap)]


def _text(blocks: tuple[Block, ...], look: Look) -> Iterator[Flowable]:
    """The blocks with the gap of the look between them, room to sign above who signs."""
    styles = {
        BlockKind.TEXT: look.style("text"),
        BlockKind.HEADING: look.style("heading", BOLD, keepWithNext=1),
        BlockKind.SIGNED: look.style("signed"),
    }
    made = [
        paragraph(block.text, styles[block.kind], role="Heading" if block.kind is BlockKind.HEADING else "")
        for block in blocks
    ]
    signed = bool(blocks) and blocks[-1].kind is BlockKind.SIGNED
    # Who signs is not left alone on a page: the greeting before it comes along.
    running = len(made) - (0 if not signed else 2 if _greets(blocks) else 1)
    for at, flowables in enumerate(made[:running]):
        if at and blocks[at - 1].kind is not BlockKind.HEADING:
            yield Spacer(0, look.gap)
        yield from flowables
    if signed:
        greeting = made[-2] if running < len(made) - 1 else []
        yield KeepTogether([Spacer(0, look.gap), *greeting, Spacer(0, _TO_SIGN), *made[-1]])


def _greets(blocks: tuple[Block, ...]) -> bool:
    """Whether the last block but one is a short line above who signs."""
    if len(blocks) < 3 or blocks[-1].kind is not BlockKind.SIGNED:
        return False
    before = blocks[-2].text
    return "\n" not in before and len(before) < _GREETING
