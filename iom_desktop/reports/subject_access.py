"""The subject access extract: everything held about one person, matter by matter, with why a thing is left out.

It is set as large as every paper for the person: 12 points, or 18 in large print. Long texts stand whole, on as many
pages as they take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from iom_desktop.display import subject_access_lines as lines
from iom_desktop.display.copy_lines import number_words
from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.subject_access import Extract, ExtractRecord, ExtractSection, Passage
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.fonts import BOLD, REGULAR
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import INK, QUIET, Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

_CONTENTS = columns(1, 7, 2.5, 1.5)
_FACTS = columns(4.5, 7.5)
_REASONS = columns(10.5, 1.5)
#: Lines of text that a heading needs below it on its page.
_BELOW = 6


@dataclass(frozen=True)
class _Print(Sheet):
    """The measures of the extract, in points: everything follows from the size of its text."""

    size: float = 12.0

    def __post_init__(self) -> None:
        def style(name: str, font: str = REGULAR, scale: float = 1.0, **more: Any) -> None:
            more = {"leading": self.leading * scale, "textColor": INK, **more}
            made = ParagraphStyle(f"extract-{name}", fontName=font, fontSize=self.size * scale, **more)
            made.allowWidows, made.allowOrphans = 0, 0
            object.__setattr__(self, name, made)

        style("body")
        style("label", textColor=QUIET)
        style("strong", BOLD)
        style("main", BOLD, 1.25)
        style("name", BOLD, 1.6, role="Title")
        style("right", alignment=2)


STANDARD = _Print(leading=15.5, padding=2.5, gap=14, size=12)
LARGE = _Print(leading=24, padding=4, gap=20, size=18)


def subject_access(extract: Extract, copy: NumberedCopy | None = None) -> bytes:
    """The extract as a PDF on A4. The same records give the same bytes."""
    sheet = LARGE if extract.large_print else STANDARD
    return pages.print_pages(story(extract, sheet, copy), furniture(extract, copy))


def furniture(extract: Extract, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page. It names no staff: the extract is the person's."""
    title = label(Document.SUBJECT_ACCESS)
    on = _("as of {day}").format(day=exact_date(extract.made_at.date()))
    return pages.Furniture(
        title=title,
        marking=extract.marking,
        stamp="",
        running=paper.joined([extract.name, extract.crn, title]),
        foot=on,
        copy=copy,
        name_staff=False,
        size=(LARGE if extract.large_print else STANDARD).size,
    )


def story(extract: Extract, sheet: Sheet, copy: NumberedCopy | None = None) -> list[Flowable]:
    """Everything between the furniture, in order."""
    made: list[Flowable] = [_title(extract, sheet, copy), *_about(sheet), Spacer(0, sheet.gap)]
    made.append(_contents(extract, sheet))
    for section in extract.sections:
        made += _section(section, sheet)
    made += _reasons(extract, sheet)
    return made


def _title(extract: Extract, sheet: Sheet, copy: NumberedCopy | None) -> RuledTable:
    name = paper.paragraph(_("What we hold about you"), sheet.name)
    name += paper.paragraph(paper.joined([extract.name, extract.crn]), sheet.main)
    right = paper.paragraph(paper.strong(number_words(copy)), sheet.right)
    right += paper.paragraph(exact_date(extract.made_at.date()), sheet.right)
    return tables.table(columns(8.5, 3.5), None, [Row((name, right), rule=False)], sheet, after=4)


def _about(sheet: Sheet) -> Iterator[Flowable]:
    for said in lines.about_lines():
        yield from _spaced(paper.paragraph(said, sheet.body), 4)


def _spaced(made: list[Flowable], above: float) -> list[Flowable]:
    for one in made[:1]:
        one.spaceBefore = above
    return made


def _contents(extract: Extract, sheet: Sheet) -> RuledTable:
    """The matters, how many records each holds, and the page where it begins."""
    head = Row(
        (
            paper.paragraph(_("No."), sheet.label),
            paper.paragraph(_("What it is about"), sheet.label),
            paper.paragraph(_("How much"), sheet.label),
            paper.paragraph(_("Page"), sheet.right),
        )
    )
    rows = [
        Row(
            (
                paper.paragraph(str(section.number), sheet.body),
                paper.paragraph(section.title, sheet.body),
                paper.paragraph(_many(section), sheet.body),
                _page_of(_key(section), sheet),
            )
        )
        for section in extract.sections
    ]
    last = (
        paper.paragraph(str(len(extract.sections) + 1), sheet.body),
        paper.paragraph(_("What was left out, and what you can do"), sheet.body),
        paper.paragraph(count(len(extract.left_out()), N_("mark"), N_("marks")), sheet.body),
        _page_of("left-out", sheet),
    )
    return tables.table(_CONTENTS, head, [*rows, Row(last)], sheet)


def _many(section: ExtractSection) -> str:
    many = len(section.records)
    return count(many, N_("record"), N_("records")) if many else _("nothing")


def _page_of(key: str, sheet: Sheet) -> Cell:
    return [pages.PageOf(key, _CONTENTS[-1], style=sheet.body)]


def _key(section: ExtractSection) -> str:
    return f"matter-{section.number}"


# --- Matters -------------------------------------------------------------------------------------------


def _section(section: ExtractSection, sheet: Sheet) -> Iterator[Flowable]:
    title = f"{section.number}. {section.title}"
    yield from _matter_heading(title, _key(section), sheet)
    if not section.records:
        yield from paper.paragraph(_("Nothing is held."), sheet.body)
    for record in section.records:
        yield from _record(record, sheet)


def _matter_heading(title: str, key: str, sheet: Sheet) -> Iterator[Flowable]:
    """The heading of a matter, entered in the outline, with what follows on its page."""
    yield CondPageBreak((_BELOW + 2) * sheet.leading)
    # Below its place in the outline it is a heading of the second level, and the records are of the third.
    yield pages.Place(title, key, 0)
    yield from _spaced(paper.paragraph(title, sheet.main, role="Title"), sheet.gap)


def _record(record: ExtractRecord, sheet: Sheet) -> Iterator[Flowable]:
    """A record: its number, what it is and of when; short facts in one line; each long text under its label.

    Each paragraph is of one face, and there are no tables: there may be thousands of records, and a paragraph of
    several faces takes twice as long to break into lines, a table three times.
    """
    named = paper.joined([f"{record.number}  {record.title}", record.on])
    yield CondPageBreak(_BELOW * sheet.leading)
    yield from _spaced(paper.paragraph(named, sheet.strong, role="Heading"), sheet.gap / 2)
    told = [one for one in record.passages if one.words]
    if record.kind in _IN_FULL:
        yield _facts(told, sheet)
        return
    yield from paper.paragraph(
        paper.joined(f"{one.label}: {one.words}" for one in told if not one.long), sheet.body
    )
    for one in told:
        if one.long:
            yield CondPageBreak(3 * sheet.leading)
            yield from _spaced(paper.paragraph(one.label, sheet.label), 2)
            yield from paper.paragraph(one.words, sheet.body)


#: There is one record of each, of many short facts: each has a line of its own.
_IN_FULL = frozenset({"person", "case"})


def _facts(told: Sequence[Passage], sheet: Sheet) -> RuledTable:
    rows = [
        Row((paper.paragraph(one.label, sheet.label), paper.paragraph(one.words, sheet.body)), rule=False)
        for one in told
    ]
    return tables.table(_FACTS, None, rows, sheet, after=0)


# --- Why -----------------------------------------------------------------------------------------------


def _reasons(extract: Extract, sheet: Sheet) -> Iterator[Flowable]:
    """What was left out, how often, and by which law; then what the person can do."""
    title = _("{number}. What was left out, and what you can do").format(number=len(extract.sections) + 1)
    yield from _matter_heading(title, "left-out", sheet)
    head = Row((paper.paragraph(_("What, and why"), sheet.label), paper.paragraph(_("Marks"), sheet.right)))
    rows = [
        Row(
            (
                paper.paragraph(paper.strong(lines.ground_words(ground)), sheet.body)
                + paper.paragraph(lines.law_words(ground), sheet.body),
                paper.paragraph(str(many), sheet.right),
            )
        )
        for ground, many in extract.counts().items()
    ]
    if rows:
        yield tables.table(_REASONS, head, rows, sheet)
    yield from paper.listed(lines.rights_lines(), sheet.body)
