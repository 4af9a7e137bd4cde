"""Which language a text was typed in: officers in Wales type both, and no field says which."""

from __future__ import annotations

from iom_desktop.domain.text import fold_words

ENGLISH, WELSH = "en", "cy"

#: Small words of Welsh that are no words of English, as search keys.
_WELSH = frozenset(
    [
        *("mae", "maer", "yn", "yr", "ar", "ac", "ir", "or", "gyda", "gydar", "fy", "fi", "ei", "eu", "ein", "eich"),
        *("bydd", "byddaf", "byddai", "rwyf", "dwi", "wyf", "oes", "oedd", "sydd", "nid", "ddim", "dim", "bob", "dydd"),
        *("mynd", "fynd", "cael", "gael", "gwneud", "wneud", "neud", "rhaid", "angen", "eisiau", "peidio", "mewn"),
        *("wrth", "heb", "dros", "trwy", "drwy", "efo", "hefyd", "ond", "pan", "swyddfa", "swyddog", "wythnos", "dod"),
        *("gweld", "weld", "siarad", "cadw", "helpu", "gwaith", "cartref", "tan", "gan", "cyn", "iawn", "fel", "nhw"),
    ]
)  # fmt: skip
#: The least part of a text's words that makes it Welsh.
_LEAST = 0.2


def language_of(text: str) -> str:
    """The code of the language of ``text``: Welsh where enough of its small words are, else English."""
    words = fold_words(text)
    known = sum(word in _WELSH for word in words)
    return WELSH if known > 1 and known >= _LEAST * len(words) else ENGLISH
