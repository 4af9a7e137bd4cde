"""Paragraphs and fonts: what was typed is what is printed, whatever was typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus.doctemplate import LayoutError

from iom_desktop.domain.text import clean
from iom_desktop.errors import UserError
from iom_desktop.reports import fonts, pages, paper, tables
from iom_desktop.reports.paper import ROOMY
from tests.reports.pdf_text import body_of, pages_of, squeezed, words_of

AROUND = pages.Furniture(title="Case plan summary", marking="official", stamp="", running="", foot="")


def printed(words: paper.Words, width: float = paper.WIDTH) -> bytes:
    """A document of one cell of ``words``."""
    cell = paper.paragraph(words, ROOMY.body)
    row = tables.Row((cell, [])) if width < paper.WIDTH else tables.Row((cell,))
    widths = (width, paper.WIDTH - width) if width < paper.WIDTH else (width,)
    return pages.print_pages([tables.table(widths, None, [row], ROOMY)], AROUND)


@pytest.fixture
def no_other_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer with no font but the program's own."""
    monkeypatch.setattr(fonts, "FALLBACK_FONTS", ())
    fonts._fallbacks.cache_clear()
    yield
    fonts._fallbacks.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> & <i>slanted",
        "a < b && c > d",
        '<img src="/etc/passwd"/>',
        '<img src="//host/share.png">',
        "</para></para>",
        "<a href='http://host'>link</a>",
        "&lt;b&gt; &#60; &nbsp;",
        "<!-- gone? --> <![CDATA[x]]> <?pi?>",
        '<font name="Nobody">x</font>',
        "<unichar code='65'/><onDraw name='x' label='y'/>",
    ],
)
def test_markup_prints_as_it_was_typed(text: str) -> None:
    assert squeezed(text) in words_of(printed(text))


def test_empty_words_make_nothing() -> None:
    assert paper.paragraph("", ROOMY.body) == []
    assert paper.paragraph(" \n\n ", ROOMY.body) == []
    assert paper.paragraph([paper.strong(""), ""], ROOMY.body) == []


def test_each_line_typed_is_a_line_printed() -> None:
    lines = [line for page in pages_of(printed("first\nsecond\n\nfourth")) for line in page]
    assert lines[:3] == ["first", "second", "fourth"]


def test_a_lead_in_bold_runs_into_the_words() -> None:
    assert "Risk:high<b>" in words_of(printed([paper.strong("Risk: "), "high <b>"]))


WELSH = "ÂÊÎÔÛŴŶ âêîôûŵŷ Ẁẁ Ỳỳ Ẃẃ ÁÉÍÓÚ äëïöü Llŷr Ŵyn"


@pytest.mark.usefixtures("no_other_fonts")
def test_lato_has_every_welsh_letter() -> None:
    assert squeezed(WELSH) in words_of(printed(WELSH))
    assert [font for _text, font in fonts.drawable(WELSH, fonts.REGULAR)] == [fonts.REGULAR]


@pytest.mark.usefixtures("no_other_fonts")
def test_what_no_font_has_is_spelt_out() -> None:
    assert "seen[U+4E2D][U+1F600]there" in words_of(printed("seen \u4e2d\U0001f600 there"))


def test_another_font_stands_in_for_what_lato_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [place for place in fonts.FALLBACK_FONTS if Path(place).is_file()]
    if not known:
        pytest.skip("this computer has none of the fonts that may stand in")
    monkeypatch.setattr(fonts, "FALLBACK_FONTS", (str(tmp_path / "missing.ttf"), known[0]))
    fonts._fallbacks.cache_clear()
    try:
        others = fonts._fallbacks()[0][1] - fonts._plain(fonts.REGULAR)
        lacking = min(char for char in others if char > "\u2190")
        pieces = fonts.drawable(f"left {lacking} right", fonts.REGULAR)
        assert pieces == [
            ("left ", fonts.REGULAR),
            (lacking, f"Fallback-{Path(known[0]).stem}"),
            (" right", fonts.REGULAR),
        ]
        assert f"left{lacking}right" in words_of(printed(f"left {lacking} right"))
    finally:
        fonts._fallbacks.cache_clear()


def test_a_broken_font_of_the_computer_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"not a font at all")
    monkeypatch.setattr(fonts, "FALLBACK_FONTS", (str(broken),))
    fonts._fallbacks.cache_clear()
    try:
        assert "[U+4E2D]" in words_of(printed("\u4e2d"))
    finally:
        fonts._fallbacks.cache_clear()


def test_what_cannot_be_seen_is_shown() -> None:
    assert "Ann[RLO]evil[PDF][LRM]" in words_of(printed("Ann\u202eevil\u202c\u200e"))


def test_arabic_does_not_stop_the_paper() -> None:
    assert "end" in words_of(printed("\u0645\u0631\u062d\u0628\u0627 end"))


def test_an_unbroken_word_wraps_and_stays_whole() -> None:
    word = "".join(chr(ord("a") + n % 26) for n in range(2000))
    pdf = printed(word, width=90)
    assert word in body_of(pdf)
    assert max(len(line) for page in pages_of(pdf) for line in page) < 30


def test_more_than_any_field_holds_is_still_whole() -> None:
    text = " ".join(f"word{n}" for n in range(9000))
    assert len(text) > 2 * paper.LONGEST
    assert squeezed(text) in body_of(printed(text))


@given(st.text(max_size=200))
@settings(max_examples=150)
def test_any_text_that_can_be_kept_can_be_printed(text: str) -> None:
    try:
        kept = clean(text, label="Note")
    except UserError:
        return
    pdf = printed(["Before ", kept, " after."])
    assert "Before" in words_of(pdf)
    assert "after." in words_of(pdf)


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"]),
               min_size=1, max_size=120))  # fmt: skip
@settings(max_examples=100)
def test_any_european_text_reads_back_letter_by_letter(text: str) -> None:
    kept = clean(text, label="Note", multiline=False)
    assert squeezed(kept) in words_of(printed(kept))


def test_a_failure_to_lay_out_does_not_tell_what_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise LayoutError("Flowable with the words: seen with K.M.")

    monkeypatch.setattr(pages.BaseDocTemplate, "build", fail)
    with pytest.raises(RuntimeError) as caught:
        printed("seen with K.M.")
    assert "K.M." not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_nothing_is_set_smaller_than_nine_points() -> None:
    for sheet in (paper.ROOMY, paper.TIGHT):
        sizes = {name: style.fontSize for name, style in vars(sheet).items() if hasattr(style, "fontSize")}
        assert len(sizes) > 8
        assert min(sizes.values()) >= 9
        assert 9.5 <= sizes["body"] <= 10
