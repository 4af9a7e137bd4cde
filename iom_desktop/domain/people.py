"""The person: who they are and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iom_desktop.domain import dates, identity
from iom_desktop.domain.checks import Checks


class LetterFormat(StrEnum):
    """How a person reads a letter best. Easy words is a wording of its own, in short sentences."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    EASY_WORDS = "easy_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """What an officer types about a person. ``aliases`` are other names, one each."""

    crn: str = ""
    pnc: str = ""
    surname: str = ""
    forenames: str = ""
    known_as: str = ""
    aliases: tuple[str, ...] = ()
    date_of_birth: date | None = None
    sex: str = ""
    ethnicity: str = ""
    preferred_language: str = ""
    interpreter_needed: bool = False
    address: str = ""
    postcode: str = ""
    accommodation: str = ""  #: code in the accommodation list, or the words that came with an import
    mobile: str = ""
    letter_format: LetterFormat = LetterFormat.STANDARD

    def check(self, today: date) -> PersonDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        crn = checks.attempt(lambda: identity.check_crn(self.crn), "")
        surname = checks.line(self.surname, "surname", "Surname", required=True)
        forenames = checks.line(self.forenames, "forenames", "Forenames")
        if self.date_of_birth is not None:
            born = self.date_of_birth
            checks.demand(born <= today, "date_of_birth", f"Date of birth: {born:%d/%m/%Y} is in the future.")
            checks.demand(
                born > today or dates.age_on(born, today) <= 120,
                "date_of_birth",
                f"Date of birth: {born:%d/%m/%Y} is more than 120 years ago.",
            )
        cleaned = replace(
            self,
            crn=crn,
            pnc=identity.tidy_pnc(checks.line(self.pnc, "pnc", "PNC ID")),
            surname=surname,
            forenames=forenames,
            known_as=checks.line(self.known_as, "known_as", "Known as"),
            aliases=tuple(
                alias for alias in (checks.line(a, "aliases", "Other names") for a in self.aliases) if alias
            ),
            sex=checks.line(self.sex, "sex", "Sex"),
            ethnicity=checks.line(self.ethnicity, "ethnicity", "Ethnicity"),
            preferred_language=checks.line(self.preferred_language, "preferred_language", "Language"),
            address=checks.note(self.address, "address", "Address", limit=1000),
            postcode=checks.line(self.postcode, "postcode", "Postcode", limit=20),
            accommodation=checks.line(self.accommodation, "accommodation", "Accommodation"),
            mobile=checks.line(self.mobile, "mobile", "Mobile", limit=60),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as the store has them. ``version`` rises with every change."""

    id: str
    version: int
    crn: str
    pnc: str
    surname: str
    forenames: str
    known_as: str
    aliases: tuple[str, ...]
    date_of_birth: date | None
    sex: str
    ethnicity: str
    preferred_language: str
    interpreter_needed: bool
    address: str
    postcode: str
    accommodation: str
    mobile: str
    letter_format: LetterFormat = LetterFormat.STANDARD

    def age(self, today: date) -> int | None:
        """Whole years on ``today``, or nothing when the date of birth is not known."""
        return None if self.date_of_birth is None else dates.age_on(self.date_of_birth, today)

    @property
    def called(self) -> str:
        """What the person is called in a sentence: known-as, else the first forename, else the surname."""
        return self.known_as or (self.forenames.split() or [self.surname])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMatch:
    """A person found by a search. ``because`` says in words what matched; ``score`` is 0 to 100."""

    id: str  #: the case, so that a list of matches can open it
    crn: str
    pnc: str
    name: str
    known_as: str
    date_of_birth: date | None
    because: str
    score: float
