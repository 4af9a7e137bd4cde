"""Letters: templates filled from the record, kept word for word as they were sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem
from iom_desktop.domain.people import LetterFormat


class SentBy(StrEnum):
    """How a letter reaches the person."""

    POST = "post"
    BY_HAND = "by_hand"
    EMAIL = "email"
    AT_OFFICE = "at_office"


#: What a template may leave for the record to fill, and what each stands for.
BLANKS: Mapping[str, str] = {
    "called": "what the person is called",
    "name": "the person's forenames and surname",
    "appointment": "the kind of appointment",
    "when": "the day and time of the appointment",
    "place": "where it is or was",
    "with": "who sees or was to see the person",
    "failures": "the failures that count, one a line",
    "evidence_by": "the last day for evidence",
    "respond_by": "the last day for an answer",
    "next_when": "the day and time of the next appointment",
    "next_place": "where the next appointment is",
    "officer": "who writes",
    "agency": "the writer's agency",
    "today": "the day of the letter",
    "proceeding": "breach proceedings, or recall to prison",
}
_BLANK = re.compile(r"\{([a-z_]+)\}")


def blanks_in(text: str) -> tuple[str, ...]:
    """The names of the blanks in a template's text, in order, each once."""
    return tuple(dict.fromkeys(_BLANK.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each blank filled from ``values``; one that has no value stays as ``[what it stands for]``."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        return values.get(name) or f"[{BLANKS.get(name, name)}]"

    return _BLANK.sub(value, text)


def unfilled(text: str) -> tuple[str, ...]:
    """What a filled text still leaves open, as it stands between the brackets."""
    known = {f"[{words}]" for words in BLANKS.values()}
    return tuple(found for found in re.findall(r"\[[^\[\]\n]{1,80}\]", text) if found in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDraft:
    """A letter as it is to be sent. ``words`` are its paragraphs, with blank lines between them."""

    template_code: str = ""
    appointment_id: str | None = None
    letter_format: LetterFormat = LetterFormat.STANDARD
    sent_on: date | None = None
    sent_by: SentBy | None = None
    addressed_to: str = ""
    subject: str = ""
    words: str = ""

    def check(self, item: CodeItem | None, today: date) -> LetterDraft:
        """The draft cleaned; a blank nobody filled is refused. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(item is not None, "template_code", "Letter: choose one from the list.")
        checks.demand(self.sent_by is not None, "sent_by", "Sent by: say how it reaches the person.")
        day = self.sent_on or today
        checks.demand(day <= today, "sent_on", f"Sent: {day:%d/%m/%Y} is in the future.")
        words = checks.note(self.words, "words", "Letter", required=True)
        subject = checks.line(self.subject, "subject", "Subject", required=True)
        for name, text, label in (("subject", subject, "Subject"), ("words", words, "Letter")):
            left = unfilled(text)
            checks.demand(not left, name, f"{label}: fill in {', '.join(left)}.")
        cleaned = replace(
            self,
            sent_on=day,
            addressed_to=checks.note(
                self.addressed_to, "addressed_to", "Addressed to", required=True, limit=1000
            ),
            subject=subject,
            words=words,
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it was sent."""

    id: str
    case_id: str
    said: LetterDraft
    template_name: str
    by: str
