"""Names and secrets in what was typed, found wherever they stand, for a copy on which nobody is named.

Three things give way: the names the record knows (of officers, workers and of those told of in confidence),
somebody addressed by rank or title whom it does not know, and passages that were copied out of what is kept apart
from the reader. The rules look at words, not at meaning: they err towards leaving out, and whoever gives the copy
out reads it first.

A name is looked for as a whole and by its parts, in any case, with accents or without, turned round, shortened to
initials, or with a rank before it. A part that is an everyday word ("Will", "Young") counts only where it is
written as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from iom_desktop.domain.text import fold_words, placed_words

#: What stands in the place of somebody, and of a passage kept apart. In the language of what was typed.
A_WORKER, SOMEBODY, LEFT_OUT = "[a worker]", "[somebody]", "[left out]"
YOUR_POLICE_OFFICER, YOUR_PROBATION_OFFICER = "your police officer", "your probation officer"


class WhyOut(StrEnum):
    """Why something is not on the copy as it was typed."""

    NAME = "name"
    KEPT_APART = "kept_apart"
    UNTOLD = "untold"  #: an action of somebody else, of which the person was not told
    NOBODYS = "nobodys"  #: an action that does not say who does it


@dataclass(frozen=True, slots=True)
class LeftOut:
    """``words`` as typed gave way to ``by``. ``where`` is the number of the goal or the action, where it has one."""

    why: WhyOut
    words: str
    by: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the record and what stands for it. ``near``: of this case, so that a part of it is enough."""

    name: str
    stands_for: str
    near: bool = True


class Told(NamedTuple):
    """A text as it may be read, and what was left out of it."""

    words: str
    left_out: tuple[LeftOut, ...]


class _Word(NamedTuple):
    """A word of a text: its search key, without the s of a possessive, and its place."""

    key: str
    start: int
    end: int


# --- Words that are no names ---------------------------------------------------------------------------


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Before a name: they go with it. Those of an officer or worker, then those of anybody.
_RANKS = _listed(
    "pc pcso dc ds di dci ps sgt sergeant insp inspector supt superintendent constable dr doctor officer "
    "detective chief wpc po pso spo psychologist nurse"
)
_TITLES = _listed("mr mrs ms miss mx rev reverend prof professor lady sir uncle auntie aunt")
#: "Police Constable", "probation officer": what goes with a rank that is a word of its own.
_OFFICES = _listed("constable officer sergeant inspector superintendent")
_SERVICES = _listed("police probation prison")
#: Ranks that name somebody nobody knows: the others are words of their own.
_CALLS_A_WORKER = _listed("pc pcso dc ds di dci ps sgt insp supt dr wpc")
_CALLS_SOMEBODY = _listed("mr mrs ms mx miss")

#: Everyday words that are also names. As a single word they count as a name only where written as one.
_EVERYDAY = _listed(
    """
    abbey able alder amber angel april archer art ash august autumn baker ball banks barber bell best bill bird
    bishop black blossom bond booker bow box branch bridge bright brook brooks brown buck bull bush butcher butler
    call carter case cash castle chance chapel chase church clay cliff close coates cook cooper corner court crane
    cross crown cruz dale daisy dawn day days dean dear demo dexter dock dove down drake drew drink driver drug duke
    early earl east ember ever fair faith farmer field fields finch fisher flood flower ford forest formerly former
    fox frank free french friend frost fuller garden gardener gay gene gift giles glass gold good goods grace grant
    gray green grey guy hall hand hands hardy hart hay hazel head heath help hill hills holder holly home hood hook
    hope house hunt hunter invented iris ivy jack jade jet job jobs joy joyce judge june just keen key king knight
    lake lamb land lane law lily little lock long lord love low luck main major mark marsh martin mason may mays
    mercy mill miller mills mock month moon more moss new newman newton night noble north nurse oak office olive
    page paige pain park parker parks part pat patience pearl penny pepper perry piper place plan poole pope porter
    post potter potts pound power price pride prince prior queen rains ray read reed rich ring river rivers rob robin
    rock rod rose rowan royal ruby rush sage sample sands sandy savage sawyer school seal sharp shaw shepherd short
    silver singer skipper small smart smith snow south sparks spring stack star stark steel step sterling stone
    storm street stride strong sue summer summers swan swift tab taylor teller temple test thorn tidy toll tower
    town trial trip tucker turner vale violet wade wait walker wall wallace walls ward warden warner waters way weaver
    week weeks well wells west wheeler white wild will wilder winter winters wise wood woods work worker works worth
    wright wren young younger
    """
)
#: After an everyday word at the beginning of a sentence, these show that it is somebody's name.
_DOES = _listed("will to is has had was can could may must should shall would and or says said with")

_SMALL = _listed(
    """
    a about after again all also am an and any are as at back be because been before both but by can come could day
    days did do does each every few first for from get go goes going gone had has have he her here him his how i if
    in into is it its last me more must my new next no not now of off on one or our out over own said same say says
    see seen she should so some still than that the their them then there these they this those three time to told
    too two up us very was we week weeks well went were what when where which while who will with would yes you your
    """
)
#: What every plan says: shared words that give nothing away.
_PLAIN = _listed(
    """
    action address agreed am appointment appointments april attend attended attends august bring call case
    condition conditions contact course december drug drugs alcohol evening february friday gp home hour hours house
    housing iom january job july june key licence london march may meet meeting monday month months morning
    november october office officer officers order pc phone plan pm police prison probation programme read recovery
    ring saturday september service services session sessions support sunday team test tests thursday tuesday
    visit visits warning wednesday work worker working year years
    """
)
_DAYS = _listed(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter mon tue wed thu fri sat sun
    """
)
#: A capitalised run that holds one of these is a place or a body, not a person.
_BODIES = _listed(
    """
    academy accommodation agency association avenue bank centre charity church clinic close college committee company
    council county court crescent department drive estate flat flats foundation gardens group grove health hospital
    hostel hotel house housing hub jobcentre lane library limited ltd mind mission nhs office panel park partnership
    pharmacy place police practice prison probation programme project recovery refuge road room school scheme
    service services shelter shop social society square station street surgery team terrace town trust union unit
    university walk way women works
    """
)
#: The longest name of a service or a place, in words.
_LONGEST_PHRASE = 12
#: Fewest words, of those that tell something, which a passage must share with what is kept apart.
_TELLING, _RUN = 3, 4


def _is_telling(key: str) -> bool:
    return key not in _SMALL and key not in _PLAIN and not key.isdigit() and len(key) > 2


def _words(text: str) -> list[_Word]:
    found = []
    for key, start, end in placed_words(text):
        if key.endswith("s") and end - start > 2 and text[end - 1] in "sS" and text[end - 2] in "'’ʼ‘":
            key, end = key[:-1], end - 2
        found.append(_Word(key, start, end))
    return found


def _capital(text: str, word: _Word) -> bool:
    return text[word.start].isupper()


def _begins(text: str, word: _Word) -> bool:
    """Whether a sentence begins with the word: a capital says nothing there."""
    before = text[: word.start].rstrip(" \t\"'“‘([-•*")
    return not before or before[-1] in ".!?:;\n"


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same one, however they are written."""
    ours, theirs = _parts(one), _parts(other)
    return bool(ours) and sorted(ours) == sorted(theirs)


def _parts(name: str) -> list[str]:
    return [key for key in fold_words(name) if key not in _RANKS and key not in _TITLES]


def is_body(name: str) -> bool:
    """Whether ``name`` is that of a service, a team or a place, not of a person."""
    keys = fold_words(name)
    titled = bool(keys) and keys[0] in _RANKS | _TITLES
    return not titled and any(key in _BODIES for key in keys)


def split_names(typed: str) -> Iterator[str]:
    """The names of people in a field where several may be typed, with what they are: "PC A (police), B and C"."""
    for part in re.split(r"[,;/&()\n]|\band\b", typed):
        if part.strip() and not is_body(part):
            yield part.strip()


# --- Names told in confidence --------------------------------------------------------------------------


def names_in(text: str, open_words: frozenset[str]) -> Iterator[str]:
    """What looks like the name of a person in ``text``: capitals where no sentence begins.

    ``open_words`` are search keys of words that may be told: places, services.
    """
    words = _words(text)
    at = 0
    while at < len(words):
        if not _may_be_named(text, words[at], open_words):
            at += 1
            continue
        end = at + 1
        while (
            end < len(words)
            and text[words[end - 1].end : words[end].start].strip(".") == " "
            and _may_be_named(text, words[end], open_words)
        ):
            end += 1
        run = words[at:end]
        if _begins(text, run[0]) and (len(run) == 1 or run[0].key in _EVERYDAY):
            run = run[1:]
        body = any(word.key in _BODIES for word in words[at : end + 1])
        if run and not body:
            yield text[run[0].start : run[-1].end]
        at = end


def _may_be_named(text: str, word: _Word, open_words: frozenset[str]) -> bool:
    typed = text[word.start : word.end]
    short = typed.isupper() and len(typed) <= 5  # IOM, MARAC, NHS
    plain = word.key in _SMALL or word.key in _PLAIN or word.key in _DAYS or word.key in open_words
    return _capital(text, word) and not short and not plain and word.key not in _RANKS | _TITLES


# --- The copy ------------------------------------------------------------------------------------------


class _Name(NamedTuple):
    """A name made ready: its parts as search keys, in order, and those of them that are enough alone."""

    parts: tuple[str, ...]
    enough: frozenset[str]
    stands_for: str


class Span(NamedTuple):
    """A stretch of a text that gives way."""

    start: int
    end: int
    by: str
    why: WhyOut


class Discretion:
    """What one reader is not told, looked for in every text on their copy."""

    def __init__(
        self,
        names: Iterable[KnownName] = (),
        kept_apart: Iterable[str] = (),
        open_words: Iterable[str] = (),
        own_names: Iterable[str] = (),
    ) -> None:
        """``open_words`` may be told (places, services); ``own_names`` are the reader's own."""
        self._own = frozenset(key for name in own_names for key in fold_words(name))
        phrases = [tuple(fold_words(words)) for words in open_words]
        self._open = frozenset(key for words in phrases for key in words) | self._own
        self._phrases = {words for words in phrases if 1 < len(words) <= _LONGEST_PHRASE}
        self._names: dict[str, list[_Name]] = {}
        self._unspaced: list[tuple[str, str]] = []
        self._runs: set[tuple[str, ...]] = set()
        self._whole: set[tuple[str, ...]] = set()
        texts = [text for text in kept_apart if text.strip()]
        for name in names:
            self._learn(name)
        for text in texts:
            self._keep(text)
            for found in names_in(text, self._open):
                self._learn(KnownName(found, SOMEBODY))

    def _learn(self, known: KnownName) -> None:
        parts = tuple(_parts(known.name))
        if not parts or set(parts) <= self._own:
            return
        if any(ord(char) >= 0x2E80 for char in "".join(parts)):
            self._unspaced.append(("".join(known.name.split()), known.stands_for))
        alone = known.near or len(parts) == 1
        enough = frozenset(key for key in parts if alone and len(key) > 1 and key not in self._own)
        name = _Name(parts, enough, known.stands_for)
        for key in parts:
            others = self._names.setdefault(key, [])
            # The first that was told of somebody says what stands for them.
            if not any(set(parts) <= set(one.parts) and one.enough >= enough for one in others):
                others.append(name)

    def _keep(self, text: str) -> None:
        keys = [word.key for word in _words(text)]
        for at in range(len(keys) - _RUN + 1):
            self._runs.add(tuple(keys[at : at + _RUN]))
        if 2 <= len(keys) < _RUN and any(map(_is_telling, keys)):
            self._whole.add(tuple(keys))

    def told(self, text: str) -> Told:
        """``text`` as the reader may have it."""
        spans = self.spans(text)
        made, left_out, at = [], [], 0
        for span in spans:
            by = span.by
            if by[0].islower() and _begins(text, _Word("", span.start, span.end)):
                by = by[0].upper() + by[1:]
            made += [text[at : span.start], by]
            left_out.append(LeftOut(span.why, text[span.start : span.end], by))
            at = span.end
        return Told("".join([*made, text[at:]]), tuple(left_out))

    def spans(self, text: str) -> list[Span]:
        """The stretches of ``text`` that give way, in order."""
        if not text:
            return []
        words = _words(text)
        return _apart([*self._passages(words), *self._named(text, words), *self._in_scripts(text)])

    # --- Passages ----------------------------------------------------------------------------------

    def _passages(self, words: Sequence[_Word]) -> Iterator[Span]:
        """Stretches that were copied out of what is kept apart."""
        shared = [False] * len(words)
        for at in range(len(words) - _RUN + 1):
            if tuple(word.key for word in words[at : at + _RUN]) in self._runs:
                shared[at : at + _RUN] = [True] * _RUN
        at = 0
        while at < len(words):
            if not shared[at]:
                at += 1
                continue
            end = at
            while end < len(words) and shared[end]:
                end += 1
            telling = {
                word.key for word in words[at:end] if _is_telling(word.key) and word.key not in self._open
            }
            if len(telling) >= _TELLING:
                yield Span(words[at].start, words[end - 1].end, LEFT_OUT, WhyOut.KEPT_APART)
            at = end
        for whole in self._whole:
            for at in range(len(words) - len(whole) + 1):
                if tuple(word.key for word in words[at : at + len(whole)]) == whole:
                    yield Span(words[at].start, words[at + len(whole) - 1].end, LEFT_OUT, WhyOut.KEPT_APART)

    # --- Names -------------------------------------------------------------------------------------

    def _named(self, text: str, words: Sequence[_Word]) -> Iterator[Span]:
        at = 0
        while at < len(words):
            found = self._name_at(text, words, at) or self._titled(text, words, at)
            if found is None:
                at += 1
                continue
            end, by = found
            start = at
            while start and _near(text, words[start - 1], words[start]) and _leads_in(text, words[start - 1]):
                start -= 1
            if start and words[start].key in _OFFICES and words[start - 1].key in _SERVICES:
                start -= 1
            yield Span(words[start].start, words[end - 1].end, by, WhyOut.NAME)
            at = end

    def _name_at(self, text: str, words: Sequence[_Word], at: int) -> tuple[int, str] | None:
        """Where a known name that begins with word ``at`` ends, and what stands for it."""
        best: tuple[int, str] | None = None
        for name in self._names.get(words[at].key, ()):
            end = at + 1
            left = [part for part in name.parts if part != words[at].key]
            while end < len(words) and left and _near(text, words[end - 1], words[end]):
                key = words[end].key
                initial = (
                    len(key) == 1 and _capital(text, words[end]) and any(p.startswith(key) for p in left)
                )
                if key in left:
                    left.remove(key)
                elif not initial:
                    break
                end += 1
            matched = {word.key for word in words[at:end]} & set(name.parts)
            whole = len(matched) > 1 or len(name.parts) == 1
            if not whole and not name.enough & matched:
                whole = self._called(text, words, at)  # a rank before it makes a part enough
                if not whole:
                    continue
            alone = len(matched) == 1 and end == at + 1
            doubtful = alone and not self._called(text, words, at)
            if doubtful and (not _as_name(text, words, at) or self._in_place(text, words, at)):
                continue
            if best is None or end > best[0]:
                best = end, name.stands_for
        return best

    def _in_place(self, text: str, words: Sequence[_Word], at: int) -> bool:
        """Whether word ``at`` is part of the name of a service or a place: "Northgate Recovery", "Baker Street"."""
        after = words[at + 1] if at + 1 < len(words) else None
        if (
            after is not None
            and after.key in _BODIES
            and _capital(text, after)
            and text[words[at].end : after.start] == " "
        ):
            return True
        keys = tuple(word.key for word in words[max(0, at - _LONGEST_PHRASE) : at + _LONGEST_PHRASE])
        here = min(at, _LONGEST_PHRASE)
        return any(
            keys[start : start + len(phrase)] == phrase
            for phrase in self._phrases
            if words[at].key in phrase
            for start in range(max(0, here - len(phrase) + 1), here + 1)
        )

    @staticmethod
    def _called(text: str, words: Sequence[_Word], at: int) -> bool:
        """Whether a rank or title stands before word ``at``."""
        before = words[at - 1] if at else None
        return (
            before is not None
            and before.key in _RANKS | _TITLES
            and _near(text, before, words[at])
            and _capital(text, words[at])
        )

    def _titled(self, text: str, words: Sequence[_Word], at: int) -> tuple[int, str] | None:
        """Somebody unknown who is called by rank or title: "Dr Somebody"."""
        typed = text[words[at].start : words[at].end]
        key = words[at].key
        known = key in _CALLS_A_WORKER or key in _CALLS_SOMEBODY
        if not known or not typed[0].isupper() or (key in ("ds", "di", "ps") and not typed.isupper()):
            return None
        end = at + 1
        while (
            end < len(words)
            and _near(text, words[end - 1], words[end])
            and _capital(text, words[end])
            and words[end].key not in _DAYS
            and words[end].key not in _BODIES
            and words[end].key not in self._open - self._own
        ):
            end += 1
        if end == at + 1 or {word.key for word in words[at + 1 : end]} <= self._own:
            return None
        for place in range(at + 1, end):
            known_name = self._name_at(text, words, place)
            if known_name is not None:
                return max(end, known_name[0]), known_name[1]
        return end, A_WORKER if key in _CALLS_A_WORKER else SOMEBODY

    def _in_scripts(self, text: str) -> Iterator[Span]:
        """Names of scripts that set no spaces between words."""
        for name, by in self._unspaced:
            for found in re.finditer(re.escape(name), text):
                yield Span(found.start(), found.end(), by, WhyOut.NAME)


def _near(text: str, one: _Word, other: _Word) -> bool:
    """Whether two words stand side by side as the parts of a name do: "A. Baker", "BAKER, Adam", "Ann-Marie"."""
    return re.fullmatch(r"\.?,?[ \t]{1,2}|[-.‐‑]", text[one.end : other.start]) is not None


def _leads_in(text: str, word: _Word) -> bool:
    """Whether a word before a name goes with it: a rank, a title, an initial."""
    initial = len(word.key) == 1 and _capital(text, word) and word.key not in ("i", "a")
    dotted = text[word.end : word.end + 1] == "."
    return word.key in _RANKS | _TITLES or initial or (len(word.key) == 1 and dotted)


def _as_name(text: str, words: Sequence[_Word], at: int) -> bool:
    """Whether a single word that is part of a name stands for it."""
    word = words[at]
    capital = _capital(text, word)
    if len(word.key) == 2:
        return capital and word.key not in _SMALL
    if word.key in _SMALL or word.key in _PLAIN or word.key in _EVERYDAY:
        if not capital:
            return False
        follows = words[at + 1].key if at + 1 < len(words) else ""
        possessive = text[word.end : word.end + 1] in ("'", "’")
        does = follows in _DOES or (
            len(follows) > 3 and follows.endswith("s") and not _capital(text, words[at + 1])
        )
        shouted = text[word.start : word.end].isupper() and not text.isupper()
        return not _begins(text, word) or possessive or does or shouted
    return True


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; of those that overlap one, which covers all of them: a passage before a name."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if kept and span.start < kept[-1].end:
            last = kept[-1]
            passage = WhyOut.KEPT_APART in (last.why, span.why)
            kept[-1] = last._replace(
                end=max(last.end, span.end),
                by=LEFT_OUT if passage else last.by,
                why=WhyOut.KEPT_APART if passage else last.why,
            )
        else:
            kept.append(span)
    return kept
