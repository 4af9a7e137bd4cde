"""The subject access extract on paper: whole, in order, with its marks; the same records give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from iom_desktop.display.subject_access_lines import MATTERS, law_words, mark_words
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.subject_access import (
    Choice,
    Extract,
    ExtractRecord,
    ExtractSection,
    Ground,
    Passage,
)
from iom_desktop.reports.subject_access import subject_access
from tests.reports.pdf_text import pages_of, squeezed, words_of

MADE = datetime(2026, 11, 22, 14)
COPY = NumberedCopy(
    id="c", number=2, of=2, code="7F3A-91C2", recipient="Mo Sampleton", made_by="PC Test Baker", made_at=MADE,
    marking="OFFICIAL-SENSITIVE", handling="Share only with those who need it for this case.",
)  # fmt: skip


def a_passage(words: str, column: str = "words", label: str = "Note", **more: object) -> Passage:
    return Passage(  # type: ignore[arg-type]
        **{"key": f"13.1/{column}", "column": column, "label": label, "words": words, "value": words} | more
    )


def a_note(number: int, *passages: Passage) -> ExtractRecord:
    return ExtractRecord(
        number=f"13.{number}", kind="note", title="Note: Home visit", on="Sun 22 Nov 2026", passages=passages
    )


def an_extract(notes: Sequence[ExtractRecord] = (), *, person: Sequence[Passage] = ()) -> Extract:
    """Every matter, with nothing in it but these notes and what is known of the person."""
    held: dict[str, tuple[ExtractRecord, ...]] = {"notes": tuple(notes)}
    if person:
        one = ExtractRecord(number="1.1", kind="person", title="The person", on="", passages=tuple(person))
        held["person"] = (one,)
    return Extract(
        case_id="c",
        name="Mo Sampleton",
        crn="Z000001",
        made_at=MADE,
        made_by="PC Test Baker",
        sections=tuple(
            ExtractSection(number=number, code=code, title=title, records=held.get(code, ()))
            for number, (code, title, _kinds) in enumerate(MATTERS, start=1)
        ),
        choice=Choice(),
        untold={Ground.INTELLIGENCE: 3},
    )


def test_with_nothing_held_each_matter_says_so() -> None:
    text = words_of(subject_access(an_extract()))
    assert text.count(squeezed("Nothing is held.")) == len(MATTERS)
    assert squeezed("You can complain to the Information Commissioner") in text


def test_a_long_note_stands_whole() -> None:
    words = " ".join(f"word{n}" for n in range(1_700))
    assert len(words) > 12_000
    pdf = subject_access(an_extract([a_note(1, a_passage(words, long=True))]))
    text = words_of(pdf)
    # Between pages stands what is around the text; each word is there, in its order.
    places = [text.index(f"word{n}") for n in range(1_700)]
    assert places == sorted(places)
    assert len(pages_of(pdf)) > 3


@pytest.mark.parametrize(
    "words", ["<b>bold</b> & <img src='/etc/passwd'>", "x" * 2_000, "\u4e2d\u6587 \u0627\u0644", "a\n\nb\nc"]
)
def test_strange_text_is_laid_out(words: str) -> None:
    pdf = subject_access(an_extract([a_note(1, a_passage(words, long=True), a_passage(words, "more"))]))
    assert pages_of(pdf)
    if words.isascii():
        assert squeezed(words)[:40] in words_of(pdf)


def test_marks_are_counted_at_the_end_with_the_law() -> None:
    third = a_passage(mark_words(Ground.THIRD_PARTY), value=None, grounds=(Ground.THIRD_PARTY,), whole=True)
    named = a_passage(f"With {mark_words(Ground.NAME)}.", grounds=(Ground.NAME, Ground.NAME))
    text = words_of(subject_access(an_extract([a_note(1, third), a_note(2, named)])))
    assert text.count(squeezed(mark_words(Ground.THIRD_PARTY))) == 1
    assert squeezed("3 marks") in text
    assert squeezed(law_words(Ground.NAME)) in text
    assert squeezed(law_words(Ground.PREVENTION)) not in text, "of what is not left out no law is quoted"


def test_what_is_not_mentioned_is_nowhere_on_the_paper() -> None:
    whole = an_extract()
    assert subject_access(whole) == subject_access(replace(whole, untold={}))


def test_the_paper_names_who_it_is_for_and_not_who_made_it() -> None:
    text = words_of(subject_access(an_extract(), COPY))
    assert squeezed("copy 2 of 2 for Mo Sampleton") in text
    assert "7F3A-91C2" in text
    assert squeezed("PC Test Baker") not in text


def test_the_same_records_give_the_same_bytes() -> None:
    one = an_extract([a_note(1, a_passage("Seen"))], person=[a_passage("Sampleton", "surname", "Surname")])
    assert subject_access(one, COPY) == subject_access(one, COPY)


def test_contents_name_the_page_of_each_matter() -> None:
    notes = [a_note(n, a_passage("word " * 90, long=True)) for n in range(1, 40)]
    pages = pages_of(subject_access(an_extract(notes)))
    page = next(
        number for number, lines in enumerate(pages, start=1) if any("14. Case conferences" in line for line in lines)
    )  # fmt: skip
    assert page > 3
    contents = squeezed("".join(pages[0]))
    assert squeezed("Notes and contacts 39 records") in contents
    assert str(page) in pages[0]


def test_large_print_takes_more_pages() -> None:
    notes = [a_note(n, a_passage("word " * 90, long=True)) for n in range(1, 20)]
    usual = an_extract(notes)
    large = subject_access(replace(usual, large_print=True))
    assert len(pages_of(large)) > len(pages_of(subject_access(usual)))


def test_a_heading_stands_with_what_follows() -> None:
    """However long what stands before it is; without room kept it would be parted after 4, 5, 6 and 51 lines."""
    for lines in (3, 4, 5, 6, 7, 51):
        before = a_note(1, a_passage("\n".join(["line"] * lines), long=True))
        pages = pages_of(subject_access(an_extract([before, a_note(2, a_passage("After it", long=True))])))
        for page in pages:
            said = [line for line in page if line]
            at = [n for n, line in enumerate(said) if line.startswith("13.2")]
            assert not at or any("After it" in line for line in said[at[0] :])
