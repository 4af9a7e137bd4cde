"""Letters on paper: every word of them, the address where the window shows it, each format as it is asked for."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pypdf
import pytest

from iom_desktop.domain.letters import LetterDraft, SentBy
from iom_desktop.domain.my_plan import Office
from iom_desktop.domain.people import LetterFormat
from iom_desktop.domain.text import clean
from iom_desktop.errors import UserError
from iom_desktop.reports import paper
from iom_desktop.reports.letter import letter_pdf
from tests.reports import factory
from tests.reports.pdf_text import pages_of, squeezed, words_of
from tests.test_hazards import HAZARDS

MM = 72 / 25.4
WORDS = """Dear Mo,

You have an appointment with us.

When and where

Thursday 26 November 2026 at 10am
Probation office, Mill Street

Yours sincerely

PC Test Baker
Police"""
LETTER = LetterDraft(
    template_code="APPOINTMENT",
    sent_on=date(2026, 11, 22),
    sent_by=SentBy.POST,
    addressed_to="Mo Sampleton\n14 Sample Terrace\nMocktown\nNorthshire\nNM1 2AB",
    subject="Your appointment",
    words=WORDS,
)


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def placed(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float, str]]:
    """Each piece of text: its words, left edge and distance from the top in mm, size, font."""
    found: list[tuple[str, float, float, float, str]] = []
    sheet = reader(pdf).pages[page]
    height = float(sheet.mediabox.height)

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            name = str(font["/BaseFont"]) if font else ""
            found.append((text.strip(), x / MM, (height - y) / MM, size, name))

    sheet.extract_text(visitor_text=visit)
    return found


def of_size(told: LetterFormat) -> float:
    return {LetterFormat.STANDARD: 11, LetterFormat.LARGE_PRINT: 18, LetterFormat.EASY_WORDS: 14}[told]


GOLDEN = [
    "Sunday 22 November 2026",
    "Our reference: Z000001",
    "Mo Sampleton",
    "14 Sample Terrace",
    "Mocktown",
    "Northshire",
    "NM1 2AB",
    "Your appointment",
    "Dear Mo,",
    "You have an appointment with us.",
    "When and where",
    "Thursday 26 November 2026 at 10am",
    "Probation office, Mill Street",
    "Yours sincerely",
    "PC Test Baker",
    "Police",
]


@pytest.mark.parametrize("told", LetterFormat)
def test_a_letter_says_what_was_written_and_nothing_else(told: LetterFormat) -> None:
    pdf = letter_pdf(replace(LETTER, letter_format=told), "Z000001")
    (lines,) = pages_of(pdf)
    assert sorted(filter(None, lines)) == sorted(GOLDEN)  # no marking, and no "Page 1 of 1"


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert letter_pdf(LETTER, "Z000001") == letter_pdf(replace(LETTER), "Z000001")


def test_the_document_says_its_language_and_names_nobody() -> None:
    found = reader(letter_pdf(LETTER, "Z000001"))
    root: Any = found.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert found.metadata.title == "Letter"
    assert "Sampleton" not in str(dict(found.metadata))


@pytest.mark.parametrize("told", LetterFormat)
def test_lato_goes_with_the_document(told: LetterFormat) -> None:
    fonts: Any = reader(letter_pdf(replace(LETTER, letter_format=told), "Z")).pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        descriptor = font.get_object().get("/FontDescriptor")
        if descriptor is not None:
            assert "Lato" in descriptor["/FontName"]
            assert "/FontFile2" in descriptor


# --- The window of the envelope --------------------------------------------------------------------------


@pytest.mark.parametrize("told", LetterFormat)
def test_the_address_stands_in_the_window_and_nothing_else_does(told: LetterFormat) -> None:
    """A DL window, 35 by 90 mm, 20 from the left and 57 from the top; the sheet slips up to 11 mm in it."""
    pieces = placed(letter_pdf(replace(LETTER, letter_format=told), "Z000001"))
    address = set(LETTER.addressed_to.split("\n"))
    inside = [(text, x, y) for text, x, y, _size, _font in pieces if text in address]
    assert len(inside) == len(address)
    assert all(20 <= x <= 110 for _text, x, _y in inside)
    assert all(57 <= y <= 92 for _text, _x, y in inside)
    others = [(y, size) for text, _x, y, size, _font in pieces if text not in address]
    # The baseline of what follows, less its height, lies below what the window shows.
    assert not [y for y, size in others if y >= 46 and y - size / MM < 92]


def test_a_long_address_pushes_the_text_down() -> None:
    long = "\n".join(["Mo Sampleton", *(f"Line {n} of the address" for n in range(20)), "NM1 2AB"])
    pieces = placed(letter_pdf(replace(LETTER, addressed_to=long), "Z000001"))
    last = next(y for text, _x, y, _s, _f in pieces if text == "NM1 2AB")
    subject = next(y for text, _x, y, _s, _f in pieces if text == "Your appointment")
    assert subject > last


# --- Formats ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", LetterFormat)
def test_everything_that_is_read_has_at_least_the_size_of_the_format(told: LetterFormat) -> None:
    pieces = placed(letter_pdf(replace(LETTER, letter_format=told), "Z000001"))
    address = set(LETTER.addressed_to.split("\n"))
    sizes = {text: size for text, _x, _y, size, _font in pieces if text not in address}
    assert min(sizes.values()) == pytest.approx(of_size(told))


def test_easy_words_stand_wide() -> None:
    lines = {}
    for told in (LetterFormat.STANDARD, LetterFormat.EASY_WORDS):
        pieces = placed(letter_pdf(replace(LETTER, letter_format=told), "Z000001"))
        at = {text: (y, size) for text, _x, y, size, _font in pieces}
        first, second = at["Thursday 26 November 2026 at 10am"], at["Probation office, Mill Street"]
        lines[told] = (second[0] - first[0]) * MM / first[1]
    assert lines[LetterFormat.EASY_WORDS] > 1.45 > lines[LetterFormat.STANDARD]


def test_the_subject_and_headings_are_bold_and_nothing_else_is() -> None:
    pieces = placed(letter_pdf(LETTER, "Z000001"))
    assert {text for text, _x, _y, _s, font in pieces if "Bold" in font} == {
        "Your appointment",
        "When and where",
    }


def test_there_is_room_to_sign_by_hand() -> None:
    pieces = placed(letter_pdf(LETTER, "Z000001"))
    at = {text: y for text, _x, y, _s, _f in pieces}
    assert at["PC Test Baker"] - at["Yours sincerely"] > 12


# --- More than one page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("told", LetterFormat)
def test_twenty_thousand_characters_go_over_pages_whole(told: LetterFormat) -> None:
    words = ("Every day he walks to the mill and back again, Llŷr. " * 400)[:20_000]
    pdf = letter_pdf(replace(LETTER, words=words, letter_format=told), "Z000001")
    many = len(reader(pdf).pages)
    assert many > 3
    around = {*LETTER.addressed_to.split("\n"), "Sunday 22 November 2026"}
    lines = [line for page in pages_of(pdf) for line in page if line not in around]
    text = squeezed("".join(line for line in lines if not line.startswith(("Page ", "Our reference"))))
    assert squeezed(words) in text
    for number, page in enumerate(pages_of(pdf), 1):
        assert f"Page {number} of {many}" in page
        assert "Our reference: Z000001" in page


@pytest.mark.parametrize("lines", range(20, 40))
def test_who_signs_is_never_alone_on_a_page(lines: int) -> None:
    words = "Dear Mo,\n\n" + "\n".join(f"Line {n}." for n in range(lines)) + "\n\nYours sincerely\n\nPC Baker"
    pages = pages_of(letter_pdf(replace(LETTER, words=words), "Z000001"))
    signed = next(page for page in pages if "PC Baker" in page)
    assert "Yours sincerely" in signed


def test_a_heading_goes_with_what_it_heads() -> None:
    for lines in range(20, 40):
        filler = "\n".join(f"Line {n}." for n in range(lines))
        words = f"Dear Mo,\n\n{filler}\n\nWhat happened\n\nYou did not come.\n\nYours sincerely\n\nPC Baker"
        for page in pages_of(letter_pdf(replace(LETTER, words=words), "Z000001")):
            assert ("What happened" in page) == ("You did not come." in page)


# --- Whatever was typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HAZARDS)
def test_whatever_is_typed_prints_or_is_refused(name: str) -> None:
    try:
        text = clean(HAZARDS[name], label="Letter")
        subject = clean(HAZARDS[name], label="Subject", limit=300, multiline=False)
    except UserError:
        return
    draft = replace(LETTER, words=f"Dear Mo,\n\n{text}\n\nYours sincerely\n\nPC Baker", subject=subject)
    said = words_of(letter_pdf(draft, "Z000001"))
    assert "DearMo," in said
    assert "Yourssincerely" in said
    if text.isascii() and "\t" not in text and len(text) < 2_000:
        assert squeezed(text) in said


def test_markup_is_printed_as_it_was_typed() -> None:
    words = 'Dear <b>Mo</b> & co,\n\n<img src="file:///etc/passwd"/>\n\n</para>'
    assert squeezed(words) in words_of(letter_pdf(replace(LETTER, words=words), "Z"))


def test_welsh_is_drawn_with_lato_and_directions_are_spelt_out() -> None:
    words = "Annwyl Llŷr ap Gŵyn ŴŶŵŷ,\n\nAnn\u202eevorg\u202c Sample"
    said = words_of(letter_pdf(replace(LETTER, words=words), "Z"))
    assert "LlŷrapGŵynŴŶŵŷ" in said
    assert "[RLO]" in said


def test_text_stays_between_the_margins() -> None:
    for told in LetterFormat:
        pieces = placed(letter_pdf(replace(LETTER, letter_format=told, words="WWWW" * 900), "Z000001"))
        assert min(x for _text, x, _y, _s, _f in pieces) >= 19.9
        tops = [y for _text, _x, y, _s, _f in pieces]
        assert max(tops) <= 297 - 10


def test_the_looks_grow() -> None:
    from iom_desktop.reports.letter import LOOKS

    order = [LetterFormat.STANDARD, LetterFormat.EASY_WORDS, LetterFormat.LARGE_PRINT]
    assert all(LOOKS[a].size < LOOKS[b].size for a, b in pairwise(order))
    assert pytest.approx(210 * MM, abs=1) == paper.PAGE_WIDTH


OFFICE = Office(
    address="1 Sample Street\nMocktown MT1 1AA", telephone="01632 960100", hours="Mon to Fri, 9 to 5"
)


def test_where_an_answer_goes_stands_at_the_head() -> None:
    lines = pages_of(letter_pdf(LETTER, "D796000", office=OFFICE))[0]
    head = lines[: lines.index("Our reference: D796000")]
    for words in ("1 Sample Street", "Mocktown MT1 1AA", "Telephone 01632 960100", "Mon to Fri, 9 to 5"):
        assert words in head
    assert "Telephone" not in words_of(letter_pdf(LETTER, "D796000"))


@pytest.mark.parametrize("told", list(LetterFormat))
def test_a_long_office_keeps_clear_of_the_window(told: LetterFormat) -> None:
    office = replace(OFFICE, address="Officelongname Of Many Words " * 4 + "\nOfficestreet\nOfficetown")
    pdf = letter_pdf(replace(LETTER, letter_format=told), "D796000", office=office)
    lefts = [left for words, left, *_rest in placed(pdf) if "Office" in words]
    assert len(lefts) >= 3
    assert min(lefts) > 22 + 82


def test_a_copy_has_its_code_at_the_foot_and_nothing_else_of_the_office() -> None:
    text = words_of(letter_pdf(LETTER, "D796000", factory.numbered()))
    assert squeezed("Check 7F3A-91C2") in text
    for words in ("OFFICIAL", "Copy 3", "PC Baker", "Placeholder"):
        assert squeezed(words) not in text
