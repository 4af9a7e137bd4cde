"""Notes and contacts: what was seen, said or learned, marked for what it is. A note is never rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem


class Mark(StrEnum):
    """Fact is kept apart from opinion (DPA 2018 s.38), and intelligence from both."""

    FACT = "fact"
    OPINION = "opinion"
    INTELLIGENCE = "intelligence"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """A note as typed. ``type_code`` is a contact type of the appointment types list, or empty."""

    happened_at: datetime | None = None
    type_code: str = ""
    words: str = ""
    mark: Mark = Mark.FACT
    third_party: bool = False  #: tells of somebody else
    not_disclosable: bool = False  #: not to be told to the person

    def check(self, now: datetime, type_item: CodeItem | None) -> NoteDraft:
        """The draft cleaned. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.happened_at is not None, "happened_at", "When: a date is needed.")
        if self.happened_at is not None:
            checks.demand(
                self.happened_at <= now,
                "happened_at",
                f"When: {self.happened_at:%d/%m/%Y %H:%M} is in the future.",
            )
        checks.demand(
            not self.type_code or type_item is not None, "type_code", "Type: choose one from the list."
        )
        cleaned = replace(self, words=checks.note(self.words, "words", "Note", required=True))
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as the store has it."""

    id: str
    case_id: str
    said: NoteDraft
    type_name: str
    by: str
    at: datetime
