"""What may be kept of a text, how it is searched, shown and written to a cell."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.text import clean, fold_words, search_key, show_hidden, spreadsheet_safe
from iom_desktop.errors import UserError

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
"""Every code point, lone surrogates and controls too."""

AWKWARD = st.lists(
    st.one_of(
        st.sampled_from([" ", "\n", "\r", "\t", "\xa0", "\xad", "\u200b", "\u0301", "e", "\u2028"]), ANY_TEXT
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("Call before 10.", "Call before 10."),
        ("", ""),
        ("  \n \t\n", ""),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("line separator\u2028next", "line separator\nnext"),
        ("\n\n  indented   \n\nlast  \n\n", "  indented\n\nlast"),
        ("a\tb", "a\tb"),
        ("cafe\u0301", "caf\u00e9"),
        ("no\xa0break\u202fspace", "no break space"),
        ("soft\xadhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("e\u200b\u0301", "\u00e9"),
        ("\uf0b7\tfirst point", "\u2022\tfirst point"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("Ann\u200f Sample\u202e", "Ann\u200f Sample\u202e"),
        ('<b>bold</b> & <img src="x">', '<b>bold</b> & <img src="x">'),
        ("None", "None"),
        ("🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f ŵŷ", None),
    ],
)
def test_clean_keeps_what_was_meant(typed: str, kept: str | None) -> None:
    assert clean(typed, label="Notes") == (typed if kept is None else kept)


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Ann \n Sample\t", "Ann Sample"),
        ("12\u00a0Mill Court\r\nWrightton", "12 Mill Court Wrightton"),
        ("\n", ""),
    ],
)
def test_a_single_line_folds_newlines_and_tabs(typed: str, kept: str) -> None:
    assert clean(typed, label="Name", multiline=False) == kept


@pytest.mark.parametrize(
    "bad, kind",
    [
        ("\x00", "a control character, U+0000"),
        ("\x07", "a control character, U+0007"),
        ("\x0b", "a control character, U+000B"),
        ("\x1b", "a control character, U+001B"),
        ("\x7f", "a control character, U+007F"),
        ("\x85", "a control character, U+0085"),
        ("\x9f", "a control character, U+009F"),
        ("\ud800", "half of a character, U+D800"),
        ("\udfff", "half of a character, U+DFFF"),
        ("\ufdd0", "not a character, U+FDD0"),
        ("\ufffe", "not a character, U+FFFE"),
        ("\U0001ffff", "not a character, U+1FFFF"),
        ("\U0010fffe", "not a character, U+10FFFE"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(bad: str, kind: str) -> None:
    with pytest.raises(UserError) as refused:
        clean(f"He said hi {bad}there", label="Notes", field="notes")
    assert refused.value.message == f"Notes: there is a character that cannot be kept at place 12 ({kind})."
    assert refused.value.field == "notes"


def test_in_a_long_text_the_line_is_named_too() -> None:
    with pytest.raises(UserError, match=r"at place 3 of line 3 \(a control"):
        clean("first\r\nsecond\r\nth\x02ird", label="Notes")


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_no_control_character_but_newline_and_tab_gets_through(code: int) -> None:
    try:
        kept = clean(f"a{chr(code)}b", label="Notes")
    except UserError:
        assert chr(code) not in "\n\r\t"
    else:
        assert kept in ("a\nb", "a\tb")


def test_a_text_at_the_limit_is_kept_whole_and_one_over_is_refused_with_both_figures() -> None:
    assert clean("x" * 12_000, label="Notes", limit=12_000) == "x" * 12_000
    with pytest.raises(UserError) as refused:
        clean("x" * 12_001, label="Notes", field="text", limit=12_000)
    assert (
        refused.value.message == "Notes: 12,001 characters is too long; the most that can be kept is 12,000."
    )
    assert refused.value.field == "text"


def test_the_limit_counts_what_is_kept_not_what_was_typed_around_it() -> None:
    assert clean("  abc  \n\n", label="Name", limit=3, multiline=False) == "abc"


@given(AWKWARD, st.booleans())
def test_clean_refuses_in_a_sentence_or_is_settled(text: str, multiline: bool) -> None:
    try:
        once = clean(text, label="Notes", multiline=multiline)
    except UserError as refused:
        problem = refused.message
    else:
        problem = ""
    if problem:
        assert problem.startswith("Notes: there is a character that cannot be kept at place ")
        return
    assert clean(once, label="Notes", multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode("utf-8").decode() == once
    if not multiline:
        assert not set(once) & set("\n\t")


@pytest.mark.parametrize(
    "one, other",
    [
        ("O'Brien", "OBrien"),
        ("O\u2019Brien", "o`brien"),
        ("O\u00b4Brien", "OʼBRIEN"),
        ("Smith-Jones", "Smith Jones"),
        ("Smith\u2013Jones", "smith  jones "),
        ("Łukasz Wałęsa", "lukasz walesa"),
        ("Søren Ødegård", "Soren Odegard"),
        ("Weiß", "WEISS"),
        ("WEIẞ", "weiss"),
        ("Đorđe", "dorde"),
        ("Ŵyn Tŷ", "wyn ty"),
        ("Siôn", "SION"),
        ("Zoë", "Zoe\u0308"),
        ("Æther Œuvre", "aether oeuvre"),
        ("Þór Guðrún", "thor gudrun"),
        ("ŞIK Işık", "sik isik"),
        ("İstanbul", "istanbul"),
        ("Nguyễn", "nguyen"),
        ("Ａnn", "ann"),
        ("An\u200fn\u200b", "ann"),
        ("J. P. Sample", "J P Sample"),
        ("2013/0010652N", "2013 0010652n"),
        ("ﬁnch", "finch"),
    ],
)
def test_search_forgives(one: str, other: str) -> None:
    assert search_key(one) == search_key(other) != ""


@pytest.mark.parametrize(
    "one, other",
    [
        ("Jones", "Johns"),
        ("Ann", "Anna"),
        ("Smith Jones", "SmithJones"),
        ("कि", "की"),
        ("क्ष", "कष"),
        ("12", "1 2"),
    ],
)
def test_search_keeps_different_words_apart(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("nothing", ["", "  ", "'", "-- / !", "\u200f", "\ud800", "\u0301"])
def test_punctuation_alone_has_no_key(nothing: str) -> None:
    assert search_key(nothing) == ""
    assert fold_words(nothing) == []


def test_words_for_full_text_search_come_in_order() -> None:
    assert fold_words('He\'ll  "view" 14 Mill-Court (Café); OR NOT') == [
        "hell", "view", "14", "mill", "court", "cafe", "or", "not",
    ]  # fmt: skip


def test_every_character_has_a_settled_key() -> None:
    keys = {search_key(chr(code)) for code in range(0x110000)}
    assert {key for key in keys if search_key(key) != key} == set()


@given(ANY_TEXT)
def test_every_string_has_a_settled_key(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key
    assert key == " ".join(key.split())
    assert key.encode("utf-8").decode() == key


@given(st.text("abcxyzåéîøüŵŷłßñçĐŞĪ '’-0123456789", max_size=30))
def test_a_key_minds_neither_case_nor_accents_nor_how_they_are_composed(text: str) -> None:
    key = search_key(text)
    assert search_key(text.upper()) == search_key(text.lower()) == key
    assert (
        search_key(unicodedata.normalize("NFD", text))
        == search_key(unicodedata.normalize("NFC", text))
        == key
    )
    assert key.isascii()
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Ann Sample", "Ann Sample"),
        ("Ann\u200f", "Ann[RLM]"),
        ("\u202eelpmaS", "[RLO]elpmaS"),
        ("\u2066x\u2069", "[LRI]x[PDI]"),
        ("a\u200db\u200cc", "a[ZWJ]b[ZWNJ]c"),
        ("ŵ\u200d", "ŵ[ZWJ]"),
        ("ẁ\u200d", "ẁ[ZWJ]"),
        ("\u200dAnn", "[ZWJ]Ann"),
        ("\u200dमे", "[ZWJ]मे"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200d", "क्\u200d"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("so\u00adft", "so[SHY]ft"),
        ("\u3164", "[HF]"),
        ("\x00\x1b", "[U+0000][U+001B]"),
        ("\ud800", "[U+D800]"),
        ("\U000e0041", "[U+E0041]"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
    ],
)
def test_hidden_characters_are_shown(text: str, shown: str) -> None:
    assert show_hidden(text) == shown


@given(ANY_TEXT)
def test_nothing_that_turns_text_round_survives_being_shown(text: str) -> None:
    shown = show_hidden(text)
    assert not set(shown) & set(
        "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00"
    )
    assert show_hidden(shown) == shown
    assert shown.encode("utf-8").decode() == shown


@pytest.mark.parametrize(
    "risky",
    ["=1+1", "+44 7700 900566", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", " =1",
     "\u200f=1", "\ufeff@x"],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(risky: str) -> None:
    assert spreadsheet_safe(risky) == "'" + risky


@pytest.mark.parametrize("plain", ["", "Ann", "1+1", "a=b", "'=1", "07700 900566", "12/03/2026", "(=1)"])
def test_other_cells_are_left_alone(plain: str) -> None:
    assert spreadsheet_safe(plain) == plain


@given(ANY_TEXT)
def test_no_cell_begins_a_formula(text: str) -> None:
    safe = spreadsheet_safe(text)
    assert safe.endswith(text)
    assert not safe.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
