"""A required action as it is read out: sentences made of slots, with a blank where a slot is not filled.

Which slots are missing is never judged here: the caller gives the fields that the readiness rules name
(``domain.clarity``), so that the page and the list beside it always say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from iom_desktop.display import labels
from iom_desktop.display.formats import exact_date, time_of_day
from iom_desktop.display.words import _
from iom_desktop.domain.actions import ActionDraft, Who
from iom_desktop.domain.conditions import Condition
from iom_desktop.domain.wordings import blanks


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a line. ``field`` is the field of the draft they show; a ``blank`` asks for what is missing.

    ``wanted`` marks a blank that keeps the plan a draft; ``lead`` marks words that introduce ("If missed:").
    """

    words: str
    field: str = ""
    blank: bool = False
    wanted: bool = False
    lead: bool = False


Line = tuple[Part, ...]
_SHORT = 60
"""Support of no more characters than this stands beside where the action comes from."""
Missing = Mapping[str, bool]
"""The fields the readiness rules name, and whether each keeps the plan a draft."""


def plain(line: Line) -> str:
    """The words of a line without its marks, for a screen reader and for tests."""
    return "".join(f"[{part.words}]" if part.blank else part.words for part in line)


def action_sentence(said: ActionDraft, called: str, missing: Missing) -> Line:
    """ "Mo must attend the assessment on Tue 1 Dec 2026 at 10:00." ``called`` is what the person is called."""
    what = said_plainly(said.what, said.who_name or called)
    when = _when(said, missing)
    parts = [*_owner(said, called, missing), *_with_blanks(what, "what", missing)]
    if _several_sentences(what):
        # The date cannot hang on the last of several sentences, which may be about something else.
        parts.append(Part(_stop(what)))
        if when:
            parts += [Part(_(" When:")), *when, Part(".")]
    else:
        parts += [*when, Part("." if when else _stop(what))]
    return tuple(parts)


def action_lines(
    said: ActionDraft,
    called: str,
    missing: Missing,
    goal_serves: tuple[str, ...],
    names: Mapping[str, str],
    condition: Condition | None = None,
) -> tuple[Line, ...]:
    """What stands under the sentence: where it comes from, support, how we will know, what if not, explained.

    ``condition`` is the one on record that the action rests on.
    """
    source = _source(said, missing, goal_serves, names, condition)
    support: Line = ()
    if source and said.support and len(said.support) <= _SHORT and "\n" not in said.support:
        source = (*source, Part(" · "), *_with_blanks(said.support.rstrip("."), "support", missing))
    else:
        support = _led(_("Support: "), said.support, "support", missing, "")
    lines = [
        source,
        support,
        _led(_("We will know: "), said.evidence, "evidence", missing, _("how will it be shown?")),
        _led(_("If missed: "), said.if_missed, "if_missed", missing, _("what happens then?")),
        _explained(said, missing),
    ]
    return tuple(line for line in lines if line)


def said_plainly(what: str, owner: str = "") -> str:
    """What must be done as it goes on after "Mo must": without its own "must", "to" or name, without a full stop."""
    said = what.strip().rstrip(".;, \n")
    opening = r"(?:must|will|shall|has to|is to|to)\s+"
    who = rf"(?:he|she|they|{re.escape(owner)})\s+" if owner else r"(?:he|she|they)\s+"
    said = re.sub(rf"^(?:{who}{opening}|{opening})", "", said, flags=re.IGNORECASE)
    first = re.match(r"[^\W\d_]+", said)
    # A sentence's first word begins small in the middle of another; a name written in capitals stays.
    if first and first[0].istitle() and len(first[0]) > 1:
        said = said[0].lower() + said[1:]
    return said


def _several_sentences(what: str) -> bool:
    return re.search(r"[.!?]\s+[A-Z]|\n", what) is not None


def _stop(what: str) -> str:
    return "" if what.endswith(("!", "?")) else "."


def _owner(said: ActionDraft, called: str, missing: Missing) -> list[Part]:
    if said.who is Who.PERSON:
        return [Part(called, "who"), Part(_(" must "))]
    if said.who is None:
        return [Part(_("who?"), "who", True, missing.get("who", False)), Part(_(" must "))]
    parts = [Part(said.who_name, "who_name")]
    if not said.who_name:
        kind = _("which officer?") if said.who is Who.OFFICER else _("which partner?")
        parts = [Part(kind, "who_name", True, missing.get("who_name", False))]
    if said.who_agency:
        agency = labels.agency_words(said.who_agency)
        if agency != said.who_agency:
            agency = agency[:1].lower() + agency[1:]
        parts.append(Part(f" ({agency})", "who_agency"))
    elif "who_agency" in missing:
        wanted = missing["who_agency"]
        parts += [Part(" ("), Part(_("which agency?"), "who_agency", True, wanted), Part(")")]
    return [*parts, Part(_(" will "))]


def _when(said: ActionDraft, missing: Missing) -> list[Part]:
    parts: list[Part] = []
    if said.due_on is not None:
        day, at = exact_date(said.due_on), time_of_day(said.due_time)
        due = _(" on {day} at {time}").format(day=day, time=at) if at else _(" by {day}").format(day=day)
        parts.append(Part(due, "due_on"))
    if said.how_often and said.how_often.casefold() not in said.what.casefold():
        parts += [Part(", " if parts else " "), *_with_blanks(said.how_often, "how_often", missing)]
    if not parts and not said.how_often and "due_on" in missing:
        return [Part(" "), Part(_("by when, or how often?"), "due_on", True, missing["due_on"])]
    return parts


def _source(
    said: ActionDraft,
    missing: Missing,
    goal_serves: tuple[str, ...],
    names: Mapping[str, str],
    condition: Condition | None,
) -> Line:
    parts: list[Part] = []
    if said.source is not None:
        field = "source" if condition is None else "condition_id"
        parts.append(Part(labels.source_words(said, condition), field))
    elif "source" in missing:
        parts.append(Part(_("where does it come from?"), "source", True, missing["source"]))
    if "source_detail" in missing:
        parts += [Part(" "), Part(_("which one?"), "source_detail", True, missing["source_detail"])]
    if "serves" in missing:
        blank = Part(_("which need does it serve?"), "serves", True, missing["serves"])
        parts += [*_dot(parts), blank]
    elif said.serves and set(said.serves) != set(goal_serves):
        served = labels.serves_words(said.serves, {code: name.lower() for code, name in names.items()})
        parts += [*_dot(parts), Part(_("for {needs}").format(needs=served), "serves")]
    return tuple(parts)


def _dot(parts: list[Part]) -> list[Part]:
    return [Part(" · ")] if parts else []


def _led(lead: str, words: str, field: str, missing: Missing, question: str) -> Line:
    if words:
        return (Part(lead, field, lead=True), *_with_blanks(words, field, missing))
    if field in missing and question:
        return (Part(lead, field, lead=True), Part(question, field, True, missing[field]))
    return ()


def _explained(said: ActionDraft, missing: Missing) -> Line:
    if said.explained_on is not None:
        return (Part(labels.explained_words(said), "explained_on"),)
    if "explained_on" in missing:
        return (Part(_("explained when?"), "explained_on", True, missing["explained_on"]),)
    return ()


def _with_blanks(words: str, field: str, missing: Missing) -> list[Part]:
    """The words of a field; blanks of a suggested wording that nobody filled stand as blanks."""
    parts: list[Part] = []
    start = 0
    for begin, end in blanks(words):
        if begin > start:
            parts.append(Part(words[start:begin], field))
        parts.append(Part(words[begin + 1 : end - 1], field, True, missing.get(field, True)))
        start = end
    if start < len(words):
        parts.append(Part(words[start:], field))
    return parts
