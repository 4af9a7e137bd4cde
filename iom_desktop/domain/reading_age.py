"""How old a reader must be to read a text with ease, and which of its sentences are hard and why.

The reading age is the Flesch-Kincaid grade and five years: 0.39 words a sentence + 11.8 syllables a word - 15.59,
where a child in grade n is n + 5 years old (Kincaid and others, Derivation of New Readability Formulas, 1975).
Plain English for the public aims at 9 to 11. A formula counts, it does not read: it is advice, and short texts give
it little to go by. Names are counted as words of two syllables at most: whoever reads the plan knows them.

Only English is measured. What is in another language must not be given to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The reading ages aimed at, the youngest and the oldest.
TARGET = (9, 11)
#: More words than this make a sentence hard, whatever the words.
LONGEST = 20
#: A word of so many syllables is long.
LONG_WORD = 4
#: The youngest age the formula can mean anything by, and the oldest worth telling apart.
_YOUNGEST, _OLDEST = 5, 20

#: Words of the office, and what to say in their place.
PLAIN_WORDS: Mapping[str, str] = {
    "absence": "time you miss",
    "absences": "times you miss",
    "abstain": "stop",
    "abstinence": "not using",
    "accommodation": "a place to live",
    "additional": "more",
    "address": "work on",
    "adhere": "keep to",
    "assessment": "check",
    "assist": "help",
    "assistance": "help",
    "attain": "get",
    "attendance": "that you came",
    "cease": "stop",
    "commence": "start",
    "comply": "keep to the rules",
    "compliance": "keeping to the rules",
    "consequences": "what happens next",
    "demonstrate": "show",
    "desist": "stop",
    "disclose": "tell",
    "employment": "work",
    "engage": "take part",
    "engagement": "taking part",
    "ensure": "make sure",
    "establish": "set up",
    "facilitate": "help",
    "identify": "find",
    "implement": "do",
    "inform": "tell",
    "initial": "first",
    "intervention": "help",
    "interventions": "help",
    "liaise": "talk",
    "maintain": "keep",
    "monitor": "check",
    "obtain": "get",
    "offending": "crime",
    "participate": "take part",
    "permission": "a yes first",
    "permitted": "allowed",
    "prior": "before",
    "provide": "give",
    "pro-social": "good",
    "reduce": "cut down",
    "refrain": "do not",
    "regarding": "about",
    "reside": "live",
    "residence": "home",
    "sanction": "what happens",
    "submit": "send",
    "substance": "drug or drink",
    "substances": "drugs or drink",
    "sufficient": "enough",
    "terminate": "end",
    "unacceptable": "without a good reason",
    "undertake": "do",
    "utilise": "use",
}


@dataclass(frozen=True, slots=True)
class HardSentence:
    """A sentence that is hard to read: it is long, or it has long words, or words of the office.

    ``office`` pairs each word of the office with plainer ones.
    """

    words: str
    length: int  #: in words
    long_words: tuple[str, ...]
    office: tuple[tuple[str, str], ...]

    @property
    def is_long(self) -> bool:
        """Whether it has too many words, whatever they are."""
        return self.length > LONGEST


@dataclass(frozen=True, slots=True)
class ReadingAge:
    """The reading age of a text in years; nothing where there are no words. The hard sentences in order."""

    age: int | None
    hard: tuple[HardSentence, ...]

    @property
    def on_target(self) -> bool:
        """Whether nobody older than the target is asked for."""
        return self.age is None or self.age <= TARGET[1]


_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s\"'”’)]|$)|[;:](?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: What is counted as no word: what stands for somebody left out, and numbers, times and dates.
_NO_WORDS = re.compile(r"\[[^\]]*\]")


def reading_age(texts: Iterable[str]) -> ReadingAge:
    """The reading age of ``texts`` together. Each is read for itself: no sentence runs on into the next text."""
    found = [sentence for text in texts for sentence in sentences(text)]
    counted = [(sentence, words_of(sentence)) for sentence in found]
    counted = [(sentence, words) for sentence, words in counted if words]
    if not counted:
        return ReadingAge(None, ())
    words = [word for _sentence, some in counted for word in some]
    age = _age(len(counted), len(words), sum(counted_syllables(some) for _sentence, some in counted))
    hard = [one for sentence, some in counted if (one := _hard(sentence, some)) is not None]
    return ReadingAge(age, tuple(dict.fromkeys(hard)))


def sentences(text: str) -> list[str]:
    """The sentences of ``text``; a line, and what stands before a colon or a semicolon, is one of its own."""
    return [part.strip() for part in _SENTENCE_END.split(_NO_WORDS.sub(" ", text)) if part and part.strip()]


def words_of(sentence: str) -> list[str]:
    """The words of a sentence, without numbers."""
    return _WORD.findall(sentence)


def counted_syllables(words: list[str]) -> int:
    """The syllables of a sentence's words; a name within it counts as two at most."""
    return sum(
        min(2, syllables(word)) if at and word[0].isupper() else syllables(word)
        for at, word in enumerate(words)
    )


def _age(number: int, words: int, counted: int) -> int:
    grade = 0.39 * words / number + 11.8 * counted / words - 15.59
    return max(_YOUNGEST, min(_OLDEST, round(grade + 5)))


def _hard(sentence: str, words: list[str]) -> HardSentence | None:
    known = {word.lower(): None for at, word in enumerate(words) if not (at and word[0].isupper())}
    office = tuple((word, PLAIN_WORDS[word]) for word in known if word in PLAIN_WORDS)
    long_words = tuple(word for word in known if word not in PLAIN_WORDS and syllables(word) >= LONG_WORD)
    too_old = _age(1, len(words), counted_syllables(words)) > TARGET[1] + 2
    if len(words) > LONGEST or office or (too_old and long_words):
        return HardSentence(sentence, len(words), long_words, office)
    return None


# --- Syllables -----------------------------------------------------------------------------------------

#: Words that the rules below would count wrongly.
_COUNTS = {
    "every": 2, "everyone": 3, "everything": 3, "evening": 2, "evenings": 2, "business": 2, "wednesday": 2,
    "people": 2, "area": 3, "areas": 3, "idea": 3, "ideas": 3, "being": 2, "doing": 2, "going": 2, "seeing": 2,
    "real": 1, "really": 2, "science": 2, "diary": 3, "diet": 2, "quiet": 2, "create": 2, "violence": 3, "violent": 3,
    "client": 2, "trial": 2, "something": 2, "sometimes": 2, "someone": 2, "somebody": 3, "somewhere": 2,
    "homework": 2, "homeless": 2, "safely": 2, "safety": 2, "police": 2, "heroin": 3, "cocaine": 2, "methadone": 3,
    "clothes": 1, "eye": 1, "recipe": 3, "simile": 3, "cafe": 2, "use": 1, "the": 1, "he": 1, "she": 1, "we": 1,
    "me": 1, "be": 1, "relapse": 2, "statement": 2, "placement": 2, "agreement": 3, "management": 3, "engagement": 3,
    "employment": 3, "arrangement": 3, "arrangements": 3, "basement": 2, "lonely": 2, "likely": 2, "closely": 2,
    "hopeful": 2, "careful": 2, "carefully": 3, "useful": 2, "several": 3, "different": 3, "vegetables": 3,
}  # fmt: skip
_GROUPS = re.compile(r"[aeiouy]+")
#: Two vowels that are said apart.
_SPLIT = re.compile(
    r"ia(?!l\b|n\b|g)|(?<=[rndv])ia(?=l\b)|io(?!n|us|ur)|(?<=[rvbnd])io(?=us)|iu|eo(?!u)|ua(?=[lt])|uou"
    r"|(?<=[^gqc])ue(?=[l])|(?<=[^aeou])ying\b|[aeou]ing\b|[aeou]y(?=[aiou]|e(?!d\b|s\b))"
)


def syllables(word: str) -> int:
    """How many syllables an English ``word`` has, near enough: worked out from its letters.

    A word with a hyphen or an apostrophe is counted by its parts.
    """
    return max(1, sum(_of_part(part) for part in re.split(r"[-’']", word.lower()) if len(part) > 1))


def _of_part(part: str) -> int:
    if part in _COUNTS:
        return _COUNTS[part]
    count = len(_GROUPS.findall(part)) + len(_SPLIT.findall(part))
    if re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouy][^aeiouyt]?[aeiouy]+[^aeiouy]+es$", part):
        # A silent e: "home", "while"; not "table". "homes", but not "houses".
        silent = not re.search(r"(?:s|x|z|ch|sh|c|g)es$", part)
        count -= 1 if silent else 0
    elif re.search(r"[^aeiouytdl]ed$|[aeiouyl]led$", part):
        count -= 1  # "missed", not "wanted"
    elif re.search(r"[aeiouy][^aeiouy]+e(?:ly|ment|ments|ful|less|ness)$", part):
        count -= 1  # "lately", "movement"
    count -= part.endswith(("gue", "que"))
    return max(1, count)
