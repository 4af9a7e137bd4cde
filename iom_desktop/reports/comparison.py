"""What changed between two versions of a plan: in sentences, goal by goal, each new, changed or gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iom_desktop.display import comparison_lines as lines
from iom_desktop.display import pack_lines
from iom_desktop.display.copy_lines import number_words
from iom_desktop.display.labels import label, reader_words
from iom_desktop.display.words import _
from iom_desktop.domain.comparison import Change
from iom_desktop.domain.comparison_files import ComparisonFile
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.names import spoken_name
from iom_desktop.reports import pages, paper, tables
from iom_desktop.reports.grid import columns
from iom_desktop.reports.paper import Sheet
from iom_desktop.reports.tables import Row, RuledTable

#: "New", "Changed", "Gone", and the sentence.
_CHANGES = columns(1.5, 10.5)
_FACTS = columns(2.5, 9.5)


def comparison_paper(file: ComparisonFile, copy: NumberedCopy | None = None) -> bytes:
    """The comparison as a PDF on A4, on a tighter sheet where that saves a page. The same records, the same bytes."""
    around = furniture(file, copy)
    roomy = story(file, paper.ROOMY, copy)
    if pages.fit(roomy, around).pages > 1:
        tight = story(file, paper.TIGHT, copy)
        if pages.fit(tight, around).pages < pages.fit(roomy, around).pages:
            return pages.print_pages(tight, around)
    return pages.print_pages(roomy, around)


def furniture(file: ComparisonFile, copy: NumberedCopy | None = None) -> pages.Furniture:
    """What stands on every page."""
    title = label(Document.COMPARISON)
    versions = _versions(file)
    return pages.Furniture(
        title=title,
        marking=file.marking,
        stamp="",
        running=paper.joined([_name(file), file.case.person.crn, title, versions]),
        foot=paper.joined([versions, reader_words(file.reader)]),
        copy=copy,
    )


def _name(file: ComparisonFile) -> str:
    person = file.case.person
    return spoken_name(person.surname.upper(), person.forenames)


def _versions(file: ComparisonFile) -> str:
    return _("version {older} to version {newer}").format(older=file.older.number, newer=file.newer.number)


def story(file: ComparisonFile, sheet: Sheet, copy: NumberedCopy | None = None) -> list[RuledTable]:
    """Everything between the furniture, in order."""
    made = [_title(file, sheet, copy), _facts(file, sheet)]
    for goal in file.goals:
        made.append(_changes(lines.goal_words(goal), goal.changes, sheet))
    if file.plan:
        made.append(_changes(_("The plan as a whole"), file.plan, sheet))
    return made


def _title(file: ComparisonFile, sheet: Sheet, copy: NumberedCopy | None) -> RuledTable:
    name = paper.paragraph(label(Document.COMPARISON), sheet.name)
    name += paper.paragraph(paper.joined([_name(file), file.case.person.crn]), sheet.main)
    right = paper.paragraph(paper.strong(number_words(copy)), sheet.right)
    right += paper.paragraph(reader_words(file.reader), sheet.right)
    return tables.table(columns(8.5, 3.5), None, [Row((name, right), rule=False)], sheet, after=4)


def _facts(file: ComparisonFile, sheet: Sheet) -> RuledTable:
    told = [
        (_("From"), lines.version_words(file.older)),
        (_("To"), lines.version_words(file.newer)),
        (_("In short"), lines.summary_words(file)),
        (
            _("Left out of this copy"),
            pack_lines.matters_words(file.left_out) if file.left_out else "",
        ),
    ]
    rows = [
        Row((paper.paragraph(caption, sheet.label), paper.paragraph(words, sheet.body)))
        for caption, words in told
        if words
    ]
    return tables.table(_FACTS, None, rows, sheet)


def _changes(title: str, changes: Iterable[Change], sheet: Sheet) -> RuledTable:
    """One goal, or the plan as a whole: the heading, then a line for each thing that is different."""
    short = _short(title)
    head = Row((paper.paragraph(short, sheet.goal, entry=short, role="Heading"),))
    # A head is repeated on each page and never cut: words too long for it stand below it once.
    whole = [] if short == title else [Row((paper.paragraph(title, sheet.body),))]
    return tables.table(_CHANGES, head, [*whole, *_rows(changes, sheet)], sheet)


def _rows(changes: Iterable[Change], sheet: Sheet) -> Iterator[Row]:
    for change in changes:
        said = paper.paragraph(change.words, sheet.body)
        said += paper.paragraph(lines.before_words(change), sheet.small)
        yield Row((paper.paragraph(label(change.kind), sheet.strong), said))


#: The words of a goal are cut at about so many characters where they are a heading.
_HEADING = 150


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _HEADING else line[:_HEADING].rsplit(" ", 1)[0] + "\u2026"
