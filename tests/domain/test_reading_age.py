"""The reading age: counted by hand once, then held to it; hard sentences and why they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.languages import language_of
from iom_desktop.domain.reading_age import PLAIN_WORDS, TARGET, reading_age, sentences, syllables, words_of

#: Words by how many syllables they are said with.
SPOKEN = {
    1: "home homes missed called worked helped times rules notes smile bring drug course filled joined keen eye the "
    "played league",
    2: "attend officer's table little service licence session sessions programme address contact curfew agreed warning "
    "letter Monday ended wanted houses changes pages bottle trying playing taken lately movement special social "
    "serious-ness police every evening fuel value issue eating gracious",
    3: "appointment probation officer condition register registered construction visited prescription employer family "
    "library previous serious various services evidence alcohol religious telephone material's initial banana",
    4: "recovery medication electronic relationship identity situation material education",
    5: "accommodation university unacceptable opportunity",
    6: "responsibility",
}
#: Words that stand above only to be counted by their parts.
SPECIAL = {"officer's": 3, "serious-ness": 4, "material's": 4}


@pytest.mark.parametrize(
    "word, spoken",
    [(word, SPECIAL.get(word, n)) for n, words in SPOKEN.items() for word in words.split()],
)
def test_syllables(word: str, spoken: int) -> None:
    assert syllables(word) == spoken
    assert syllables(word.upper()) == spoken


@pytest.mark.parametrize(
    "texts, age",
    [
        # 6 words, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59 + 5 is 3.55, and nothing is younger than 5.
        (["The cat sat on the mat."], 5),
        # 7 words, 9 syllables: 0.39 * 7 + 11.8 * 9 / 7 - 10.59 is 7.31.
        (["I will stop using drugs every day."], 7),
        # 13 words in 3 sentences, 18 syllables: 0.39 * 13 / 3 + 11.8 * 18 / 13 - 10.59 is 7.44.
        (["Home visit that evening; first warning letter the next working day. Ring us."], 7),
        # 8 words, 16 syllables: 0.39 * 8 + 11.8 * 16 / 8 - 10.59 is 16.13.
        (["I will attend my appointment at probation regularly."], 16),
        # The same sentences, whether they come in one text or in two.
        (["The cat sat on the mat.", "I will stop using drugs every day"], 6),
        (["The cat sat on the mat. I will stop using drugs every day."], 6),
        # Numbers are no words, and a name within a sentence counts two syllables at most.
        (["I will be at 14 Mill Court at 10:00 on 1/12/2026."], 5),
        (["I will go to Constantinople on Monday."], 7),
        ([], None),
        (["", "12 34", "[left out]"], None),
    ],
)
def test_worked_cases(texts: list[str], age: int | None) -> None:
    assert reading_age(texts).age == age


@pytest.mark.parametrize(
    "text, split",
    [
        ("One. Two! Three? Four", ["One", "Two", "Three", "Four"]),
        ("By 10.30 I ring. Then I go.", ["By 10.30 I ring", "Then I go"]),
        ("Bring: a form; a pen\nand a card", ["Bring", "a form", "a pen", "and a card"]),
        ("At 10:00 sharp", ["At 10:00 sharp"]),
        ("He said “Stop.” Then he left…", ["He said “Stop", "” Then he left"]),
        ("Ring [a worker].", ["Ring  ."]),
    ],
)
def test_sentences(text: str, split: list[str]) -> None:
    assert [" ".join(words_of(one)) for one in sentences(text)] == [" ".join(words_of(one)) for one in split]


def test_a_sentence_is_hard_for_its_length_its_words_or_the_offices_words() -> None:
    long = "I will go to the shop and " * 3 + "then I will come back."
    found = reading_age(
        [long, "Reside in independent accommodation.", "Identification documentation is compulsory."]
    )
    assert [(one.is_long, one.long_words, [word for word, _plain in one.office]) for one in found.hard] == [
        (True, (), []),
        (False, ("independent",), ["reside", "accommodation"]),
        (False, ("identification", "documentation", "compulsory"), []),
    ]
    assert not found.on_target
    assert reading_age(["I will ring."]).hard == ()


def test_the_plain_words_are_no_words_of_the_office() -> None:
    for plain in PLAIN_WORDS.values():
        assert not set(plain.split()) & set(PLAIN_WORDS)
        assert reading_age([f"I will {plain}."]).age is not None
    assert TARGET == (9, 11)


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_has_an_age_or_no_words(texts: list[str]) -> None:
    found = reading_age(texts)
    assert (found.age is None) == (not any(words_of(one) for text in texts for one in sentences(text)))
    assert found.age is None or 5 <= found.age <= 20


@pytest.mark.parametrize(
    "text, code",
    [
        ("Attend the clinic every Monday.", "en"),
        ("Mynd i'r clinig bob dydd Llun gyda fy swyddog", "cy"),
        ("Rydw i eisiau cael gwaith ac mae angen help", "cy"),
        ("Ring Mae on Monday", "en"),
        ("", "en"),
        ("Bydd y swyddog yn ffonio; bydd hi yn dod bob wythnos.", "cy"),
    ],
)
def test_the_language_something_was_typed_in(text: str, code: str) -> None:
    assert language_of(text) == code
