"""The words of compliance inside a sentence: days, numbers, appointments and what follows them."""

from __future__ import annotations

from datetime import date

from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance_count import Standing
from iom_desktop.domain.compliance_records import Contact, Stage
from iom_desktop.domain.dates import MONTHS, WEEKDAYS

_SENTENCE = {
    Sentence.LICENCE: "licence",
    Sentence.COMMUNITY_ORDER: "community order",
    Sentence.SUSPENDED_SENTENCE: "suspended sentence order",
}
FOLLOWS = {
    Stage.FIRST_WARNING: "a first warning",
    Stage.SECOND_WARNING: "a second warning",
    Stage.FINAL_WARNING: "a final warning",
    Stage.BREACH: "a decision on breach proceedings",
    Stage.RECALL: "a decision on recall",
    Stage.BREACH_IN_PROGRESS: "a decision",
    Stage.RECALL_IN_PROGRESS: "a decision",
}


def short_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {short_day(day)}"


def months(n: int) -> str:
    return count(n, "month")


def count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def type_of(contact: Contact) -> str:
    return contact.type_name or "Appointment"


def told_of(contact: Contact) -> str:
    return f"{type_of(contact)} on {long_day(contact.at.date())}"


def outcome_of(contact: Contact) -> str:
    return in_a_sentence(contact.outcome_name or contact.outcome)


def in_a_sentence(name: str) -> str:
    """A name from a code list as it reads inside a sentence: "attended, failed to comply"; not "yot"."""
    words = name.replace(" - ", ", ").split(" ")
    return " ".join(word if word.isupper() else word.lower() for word in words)


def sentence_of(found: Standing) -> str:
    return _SENTENCE.get(found.history.sentence or Sentence.NON_STATUTORY, "sentence")


def proceedings_of(found: Standing) -> str:
    return "recall proceedings" if found.history.sentence is Sentence.LICENCE else "breach proceedings"
