"""The subject access extract: everything held about one person, matter by matter, with why a thing is left out.

It is set in the size of the person's own copy. Long texts stand whole, on as many pages as they take.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from iom_desktop.display import subject_access_lines as lines
from iom_desktop.display.copy_lines import number_words
from iom_desktop.display.formats import N_, count, exact_date
from iom_desktop.display.labels import label
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.subject_access import Extract, ExtractRecord, ExtractSection
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Cell, Row, RuledTable

_NUMBER = 34.0  #: width of the column of numbers, in points
_PAGE = 60.0
_CONTENTS = (_NUMBER, paper.WIDTH - _NUMBER - 110 - _PAGE, 110.0, _PAGE)
_REASONS = (paper.WIDTH - 60, 60.0)


def subject_access(extract: Extract, copy: NumberedCopy | None = None) -> bytes:
    """The extract as a PDF on A4. The same records give the same bytes."""
    return pages.print_pages(story(extract, paper.ROOMY, copy), furniture(extract, copy))


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
    )


def story(extract: Extract, sheet: Sheet, copy: NumberedCopy | None = None) -> list[Flowable]:
    """Everything between the furniture, in order."""
    made: list[Flowable] = [_title(extract, sheet, copy), *_about(sheet), _contents(extract, sheet)]
    for section in extract.sections:
        made += _section(section, sheet)
    made += _reasons(extract, sheet)
    return made


def _title(extract: Extract, sheet: Sheet, copy: NumberedCopy | None) -> RuledTable:
    name = paper.paragraph(_("What we hold about you"), sheet.name)
    name += paper.paragraph(paper.joined([extract.name, extract.crn]), sheet.main)
    right = paper.paragraph(paper.strong(number_words(copy)), sheet.right)
    right += paper.paragraph(exact_date(extract.made_at.date()), sheet.right)
    return tables.table((paper.WIDTH - 150, 150.0), None, [Row((name, right), rule=False)], sheet, after=4)


def _about(sheet: Sheet) -> Iterator[Flowable]:
    for said in lines.about_lines():
        yield from _spaced(paper.paragraph(said, sheet.body), 5)


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
                _page_of(_key(section)),
            )
        )
        for section in extract.sections
    ]
    last = (
        paper.paragraph(str(len(extract.sections) + 1), sheet.body),
        paper.paragraph(_("What was left out, and what you can do"), sheet.body),
        paper.paragraph(count(len(extract.left_out()), N_("mark"), N_("marks")), sheet.body),
        _page_of("left-out"),
    )
    return tables.table(_CONTENTS, head, [*rows, Row(last)], sheet)


def _many(section: ExtractSection) -> str:
    many = len(section.records)
    return count(many, N_("record"), N_("records")) if many else _("nothing")


def _page_of(key: str) -> Cell:
    return [pages.PageOf(key, _PAGE)]


def _key(section: ExtractSection) -> str:
    return f"matter-{section.number}"


# --- Matters -------------------------------------------------------------------------------------------


def _section(section: ExtractSection, sheet: Sheet) -> Iterator[Flowable]:
    title = f"{section.number}. {section.title}"
    yield pages.Place(title, _key(section), 0)
    yield from _spaced(paper.paragraph(title, sheet.main), sheet.gap)
    if not section.records:
        yield from paper.paragraph(_("Nothing is held."), sheet.body)
    for record in section.records:
        yield from _record(record, sheet)


def _record(record: ExtractRecord, sheet: Sheet) -> Iterator[Flowable]:
    """A record: its number, what it is and of when; short facts in one line; each long text under its label.

    Each paragraph is of one face, and there are no tables: there may be thousands of records, and a paragraph of
    several faces takes twice as long to break into lines, a table three times.
    """
    named = paper.joined([f"{record.number}  {record.title}", record.on])
    yield from _headed(paper.paragraph(named, sheet.strong), sheet.gap / 2)
    told = [one for one in record.passages if one.words]
    yield from paper.paragraph(
        paper.joined(f"{one.label}: {one.words}" for one in told if not one.long), sheet.body
    )
    for one in told:
        if one.long:
            yield from _headed(paper.paragraph(one.label, sheet.label), 2)
            yield from paper.paragraph(one.words, sheet.body)


def _headed(made: list[Flowable], above: float) -> list[Flowable]:
    """``made`` with space above, never parted by a page from what follows."""
    for one in _spaced(made, above):
        one.keepWithNext = 1
    return made


# --- Why -----------------------------------------------------------------------------------------------


def _reasons(extract: Extract, sheet: Sheet) -> Iterator[Flowable]:
    """What was left out, how often, and by which law; then what the person can do."""
    title = _("{number}. What was left out, and what you can do").format(number=len(extract.sections) + 1)
    yield pages.Place(title, "left-out", 0)
    yield from _spaced(paper.paragraph(title, sheet.main), sheet.gap)
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
    for said in lines.rights_lines():
        yield from _spaced(paper.paragraph(said, sheet.body), 5)
