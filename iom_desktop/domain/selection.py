"""Selection: a referral, its screening for eligibility and by points, and what is put to the panel.

Everything proposed here is proposed from the record and says because of what; the officer who screens confirms it
or says otherwise. Source: domain reference 2.1 and 2.3; the matrix itself is a setting of the scheme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from iom_desktop.domain.checks import Checks
from iom_desktop.domain.codes import CodeItem, DatedCodes, Phase, Rosh, Sentence
from iom_desktop.domain.dates import add_months

# --- The referral ----------------------------------------------------------------------------------------


class ReferralState(StrEnum):
    """How far a referral has got. Source: domain reference 2.3."""

    REFERRED = "referred"
    SCREENED = "screened"
    DEFERRED = "deferred"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self in OPEN_REFERRALS


#: A referral in one of these states waits for a decision.
OPEN_REFERRALS = (ReferralState.REFERRED, ReferralState.SCREENED, ReferralState.DEFERRED)
#: A referral should not wait longer than so many days to be screened and decided.
WAITS_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDraft:
    """Somebody puts a person forward. ``grounds`` say why in words and cannot be left out."""

    referrer: str = ""
    agency: str = ""  #: a code of ``Agency``, or a name
    referred_on: date | None = None
    grounds: str = ""

    def check(self, today: date) -> ReferralDraft:
        """The draft cleaned. Raises ``FieldErrors`` naming each field that cannot be kept."""
        checks = Checks()
        checks.demand(self.referred_on is not None, "referred_on", "Date of referral: this is needed.")
        if self.referred_on is not None:
            checks.demand(
                self.referred_on <= today,
                "referred_on",
                f"Date of referral: {self.referred_on:%d/%m/%Y} is in the future.",
            )
        cleaned = replace(
            self,
            referrer=checks.line(self.referrer, "referrer", "Referred by", required=True),
            agency=checks.line(self.agency, "agency", "Agency", required=True, limit=200),
            grounds=checks.note(self.grounds, "grounds", "Grounds", required=True),
        )
        checks.done()
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral as the store has it. ``panel_on``: the day of the panel it is to go to. ``recorded_at`` is UTC."""

    id: str
    case_id: str
    version: int
    said: ReferralDraft
    panel_on: date | None
    state: ReferralState
    withdrawn_on: date | None
    withdrawn_reason: str
    recorded_by: str
    recorded_at: datetime

    @property
    def referred_on(self) -> date:
        """The day of the referral."""
        if self.said.referred_on is None:
            raise ValueError("a referral on record has its date")
        return self.said.referred_on


# --- What the record says --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the record says of a person on the day of screening, as far as selection turns on it."""

    on: date
    age: int | None = None
    sentence: Sentence | None = None
    sentence_end: date | None = None
    mappa: str = ""
    mappa_category: str = ""
    mappa_reference: str = ""
    mappa_checked_on: date | None = None
    marac_on: date | None = None  #: heard, or else referred
    marac_heard: bool = False
    marac_role: str = ""  #: as what: perpetrator, victim
    phase: Phase = Phase.COMMUNITY
    release_on: date | None = None  #: when a person in custody is expected out
    released_on: date | None = None  #: when the last custody ended
    ogrs: int | None = None
    arrests: int = 0  #: in the last 12 months, as the next three
    charges: int = 0
    convictions: int = 0
    neighbourhood: int = 0
    rosh: Rosh | None = None
    severe_needs: tuple[str, ...] = ()  #: names of those among drugs and accommodation


#: Needs that the matrix may count, by their codes.
COUNTED_NEEDS = ("DRUGS", "ACCOMMODATION")
#: How far back offences are counted, and since when a release is recent, in months.
OFFENCE_MONTHS, RELEASE_MONTHS = 12, 3
_MAPPA_LEVEL = re.compile(
    r"\blevel\s*([123])(?![0-9])|^(?:MAPPA\s*)?([123])(?=$|[\s,;(])", re.IGNORECASE | re.ASCII
)


def mappa_level(words: str) -> int | None:
    """The level that ``words`` name ("Level 2", "MAPPA 3"), or nothing."""
    found = _MAPPA_LEVEL.search(words)
    return int(found.group(1) or found.group(2)) if found else None


def held_by_mappa(words: str) -> bool:
    """Whether MAPPA holds a case of this level: it manages 2 and 3, and IOM must not be confused with it."""
    return mappa_level(words) in (2, 3)


# --- Eligibility -----------------------------------------------------------------------------------------


class EligibilityCheck(StrEnum):
    """What is asked of everybody who is referred."""

    STATUTORY = "statutory"
    MAPPA = "mappa"
    MARAC = "marac"
    AGE = "age"
    CUSTODY = "custody"


CHECK_LABELS: dict[EligibilityCheck, str] = {
    EligibilityCheck.STATUTORY: "Statutory or not",
    EligibilityCheck.MAPPA: "MAPPA",
    EligibilityCheck.MARAC: "MARAC",
    EligibilityCheck.AGE: "Age",
    EligibilityCheck.CUSTODY: "Custody",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityAnswer:
    """One question of eligibility answered: what was found, whether it stands in the way, and what follows."""

    check: EligibilityCheck
    finding: str = ""
    stands_in_the_way: bool = False
    words: str = ""


def propose_eligibility(facts: Facts) -> tuple[EligibilityAnswer, ...]:
    """What the record says to each question. Only MAPPA level 2 or 3 and an age under 18 stand in the way."""
    return tuple(ask(facts) for ask in _ASKED.values())


_SENTENCES = {
    Sentence.LICENCE: "on licence",
    Sentence.COMMUNITY_ORDER: "a community order",
    Sentence.SUSPENDED_SENTENCE: "a suspended sentence order",
}


def _statutory(facts: Facts) -> EligibilityAnswer:
    if facts.sentence is None:
        finding, words = "Not recorded", "Ask probation whether there is an order or licence."
    elif facts.sentence is Sentence.NON_STATUTORY:
        finding, words = "Not statutory", "Nothing can be enforced: the person takes part of their own will."
    else:
        until = f" to {_day(facts.sentence_end)}" if facts.sentence_end else ""
        finding, words = f"Statutory: {_SENTENCES[facts.sentence]}{until}", ""
    return EligibilityAnswer(check=EligibilityCheck.STATUTORY, finding=finding, words=words)


def _mappa(facts: Facts) -> EligibilityAnswer:
    checked = f"checked {_day(facts.mappa_checked_on)}" if facts.mappa_checked_on else "not checked"
    level = mappa_level(facts.mappa)
    if level is None:
        finding = f"{facts.mappa or 'No MAPPA level recorded'}, {checked}"
        words = (
            "" if facts.mappa_checked_on else "Check ViSOR or ask the MAPPA co-ordinator before the panel."
        )
        return EligibilityAnswer(check=EligibilityCheck.MAPPA, finding=finding, words=words)
    category = f", category {facts.mappa_category}" if facts.mappa_category else ""
    where = f", held as {facts.mappa_reference}" if facts.mappa_reference else ""
    held = level > 1
    return EligibilityAnswer(
        check=EligibilityCheck.MAPPA,
        finding=f"MAPPA level {level}{category}{where}, {checked}",
        stands_in_the_way=held,
        words="The case is held by MAPPA, not by IOM: refer elsewhere, to MAPPA."
        if held
        else "Level 1 is managed by one agency: tell the MAPPA co-ordinator if IOM takes the person on.",
    )


def _marac(facts: Facts) -> EligibilityAnswer:
    role = f" as {facts.marac_role}" if facts.marac_role else ""
    if facts.marac_on is None:
        finding, words = "No MARAC on record", ""
    elif facts.marac_heard:
        finding = f"Heard at MARAC on {_day(facts.marac_on)}{role}"
        words = "Keep the IOM plan in step with the MARAC actions."
    else:
        finding = f"Referred to MARAC on {_day(facts.marac_on)}{role}, not yet heard"
        words = "Find out when it will be heard."
    return EligibilityAnswer(check=EligibilityCheck.MARAC, finding=finding, words=words)


def _age(facts: Facts) -> EligibilityAnswer:
    if facts.age is None:
        return EligibilityAnswer(
            check=EligibilityCheck.AGE, finding="Date of birth not recorded", words="Find it out."
        )
    young = facts.age < 18
    words = "Under 18: refer elsewhere, to the youth offending team." if young else ""
    if not young and facts.age <= 25:
        words = "A young adult (18 to 25): ask what the youth offending team knows."
    return EligibilityAnswer(
        check=EligibilityCheck.AGE, finding=str(facts.age), stands_in_the_way=young, words=words
    )


def _custody(facts: Facts) -> EligibilityAnswer:
    if facts.phase is Phase.CUSTODY:
        until = f", release expected {_day(facts.release_on)}" if facts.release_on else ""
        words = "" if facts.release_on else "Ask the prison for the release date."
        return EligibilityAnswer(check=EligibilityCheck.CUSTODY, finding=f"In custody{until}", words=words)
    finding = (
        f"In the community, released {_day(facts.released_on)}" if facts.released_on else "In the community"
    )
    return EligibilityAnswer(check=EligibilityCheck.CUSTODY, finding=finding)


_ASKED: dict[EligibilityCheck, Callable[[Facts], EligibilityAnswer]] = {
    EligibilityCheck.STATUTORY: _statutory,
    EligibilityCheck.MAPPA: _mappa,
    EligibilityCheck.MARAC: _marac,
    EligibilityCheck.AGE: _age,
    EligibilityCheck.CUSTODY: _custody,
}


def where_instead(answers: Iterable[EligibilityAnswer]) -> str:
    """Where a person goes whom IOM is not for: "MAPPA", "Youth offending team"; empty where nothing bars them."""
    barred = {one.check for one in answers if one.stands_in_the_way}
    if EligibilityCheck.MAPPA in barred:
        return "MAPPA"
    return "Youth offending team" if EligibilityCheck.AGE in barred else ""


# --- The scoring matrix ----------------------------------------------------------------------------------


class Recommendation(StrEnum):
    """What screening puts to the panel."""

    FIXED = "fixed"
    FLEX = "flex"
    FREE = "free"  #: never by points; only as an officer's own judgement
    NONE = "none"
    ELSEWHERE = "elsewhere"


#: What points can recommend, the most first.
_BY_POINTS = (Recommendation.FIXED, Recommendation.FLEX, Recommendation.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixAnswer:
    """One answer to a criterion. ``at_least``: the value of the fact from which the record proposes it."""

    code: str
    name: str
    points: int
    at_least: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A criterion and its answers in the order of the list; ``fact`` names what of the record proposes one."""

    name: str
    fact: str
    answers: tuple[MatrixAnswer, ...]

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max(answer.points for answer in self.answers)

    def answer(self, code: str) -> MatrixAnswer | None:
        """The answer with this code."""
        return next((one for one in self.answers if one.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The scoring matrix as it stood on a day. ``since``: its version, the newest change in force that day."""

    on: date
    since: date | None
    criteria: tuple[Criterion, ...]
    bands: tuple[tuple[Recommendation, int], ...]  #: what so many points recommend

    @property
    def most(self) -> int:
        """The most points it can give."""
        return sum(one.most for one in self.criteria)

    def recommended(self, total: int) -> Recommendation:
        """What ``total`` points recommend: the most that they reach, so that more never recommend less."""
        reached = {one for one, points in self.bands if total >= points}
        return next((one for one in _BY_POINTS if one in reached), Recommendation.NONE)


def matrix_on(answers: DatedCodes, bands: DatedCodes, on: date) -> Matrix:
    """The matrix in force ``on`` a day; an answer that is no longer offered, or not yet, is not in it."""
    grouped: dict[str, list[CodeItem]] = {}
    for item in answers.on(on).values():
        if item.offered_on(on):
            grouped.setdefault(item.detail("criterion"), []).append(item)
    return Matrix(
        on=on,
        since=_version(answers, bands, on),
        criteria=tuple(_criterion(name, items) for name, items in grouped.items()),
        bands=tuple(
            (Recommendation(code.lower()), int(item.detail("points") or 0))
            for code, item in bands.on(on).items()
            if code.lower() in _BY_POINTS
        ),
    )


def _version(answers: DatedCodes, bands: DatedCodes, on: date) -> date | None:
    """The newest day, up to ``on``, from which something in the lists holds."""
    days = []
    for dated in (answers, bands):
        for code in dated.codes():
            days += [state.valid_from for state in dated.states(code) if state.valid_from]
    return max((day for day in days if day <= on), default=None)


def _criterion(name: str, items: Sequence[CodeItem]) -> Criterion:
    return Criterion(
        name=name,
        fact=next((item.detail("fact") for item in items if item.detail("fact")), ""),
        answers=tuple(
            MatrixAnswer(
                code=item.code,
                name=item.name,
                points=int(item.detail("points") or 0),
                at_least=int(item.detail("at_least")) if item.detail("at_least") else None,
            )
            for item in items
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One line of a total: the criterion, the answer given with its points out of the most, and because of what."""

    criterion: str
    code: str
    name: str
    points: int
    most: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the record proposes for a criterion; ``code`` is empty where the officer is to choose."""

    criterion: Criterion
    code: str
    because: str

    def score(self, code: str, because: str = "") -> Score | None:
        """The line for the answer ``code``, with its reason: the record's, or that the officer chose otherwise."""
        answer = self.criterion.answer(code)
        if answer is None:
            return None
        return Score(
            criterion=self.criterion.name,
            code=code,
            name=answer.name,
            points=answer.points,
            most=self.criterion.most,
            because=because or self.reason(code),
        )

    def reason(self, code: str) -> str:
        """Why the answer ``code`` stands."""
        if code == self.code:
            return self.because
        proposed = self.criterion.answer(self.code)
        if proposed is None:
            return "As the officer judges"
        return f"As the officer judges; the record proposes “{proposed.name}”: {self.because}"


def propose_scores(matrix: Matrix, facts: Facts) -> tuple[Proposal, ...]:
    """For each criterion the answer that the record proposes, and because of what."""
    return tuple(_proposal(one, facts) for one in matrix.criteria)


def _proposal(criterion: Criterion, facts: Facts) -> Proposal:
    read = _FACTS.get(criterion.fact)
    if read is None:
        return Proposal(criterion=criterion, code="", because="The record does not say: choose")
    value, because = read(facts)
    if value is None:
        return Proposal(criterion=criterion, code="", because=f"{because}: choose")
    reached = [one for one in criterion.answers if one.at_least is not None and one.at_least <= value]
    if not reached:
        return Proposal(criterion=criterion, code="", because=f"{because}: choose")
    best = max(reached, key=lambda one: (one.at_least or 0, one.points))
    return Proposal(criterion=criterion, code=best.code, because=because)


def _ogrs(facts: Facts) -> tuple[int | None, str]:
    return facts.ogrs, "OGRS is not recorded" if facts.ogrs is None else f"OGRS {facts.ogrs}%"


def _offences(facts: Facts) -> tuple[int | None, str]:
    parts = [
        _many(facts.arrests, "arrest", "arrests"),
        _many(facts.charges, "charge", "charges"),
        _many(facts.convictions, "conviction", "convictions"),
    ]
    said = ", ".join(part for part in parts if part)
    since = f"since {_day(add_months(facts.on, -OFFENCE_MONTHS))}"
    if not said:
        return 0, f"No arrest, charge or conviction recorded {since}"
    several = sum(bool(part) for part in parts) > 1
    # One matter may be an arrest, a charge and a conviction in turn: it is not counted three times.
    counted = "; the most of one kind counts" if several else ""
    return max(facts.arrests, facts.charges, facts.convictions), f"{said} {since}{counted}"


def _neighbourhood(facts: Facts) -> tuple[int | None, str]:
    many = _many(facts.neighbourhood, "record", "records")
    said = f"{many} of neighbourhood crime" if many else "No neighbourhood crime recorded"
    return min(facts.neighbourhood, 1), f"{said} in 12 months"


def _release(facts: Facts) -> tuple[int | None, str]:
    if facts.released_on is None:
        return 0, "No release recorded"
    recent = facts.released_on >= add_months(facts.on, -RELEASE_MONTHS)
    return int(recent), f"Released {_day(facts.released_on)}"


def _rosh(facts: Facts) -> tuple[int | None, str]:
    if facts.rosh is None:
        return 0, "Risk of serious harm is not assessed"
    level = facts.rosh.value.replace("_", " ")
    return {Rosh.LOW: 0, Rosh.MEDIUM: 1}.get(facts.rosh, 2), f"Risk of serious harm is {level}"


def _severe(facts: Facts) -> tuple[int | None, str]:
    said = " and ".join(facts.severe_needs)
    return len(facts.severe_needs), f"Severe: {said}" if said else "Neither is recorded as severe"


_FACTS: dict[str, Callable[[Facts], tuple[int | None, str]]] = {
    "ogrs": _ogrs,
    "offences": _offences,
    "neighbourhood": _neighbourhood,
    "release": _release,
    "rosh": _rosh,
    "severe_needs": _severe,
}


def total_of(scores: Iterable[Score]) -> int:
    """The points together."""
    return sum(score.points for score in scores)


def recommend(matrix: Matrix, total: int, answers: Iterable[EligibilityAnswer]) -> Recommendation:
    """What is put to the panel: elsewhere where something stands in the way, else what the points say."""
    barred = any(one.stands_in_the_way for one in answers)
    return Recommendation.ELSEWHERE if barred else matrix.recommended(total)


# --- The screening ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningDraft:
    """A referral held against what IOM is for. ``scores`` name the answers; their points are the matrix's.

    ``recommendation`` may be another than the rules come to only with an ``override_reason``.
    """

    screened_on: date | None = None
    screened_by: str = ""
    agency: str = ""
    eligibility: tuple[EligibilityAnswer, ...] = ()
    scores: tuple[Score, ...] = ()
    recommendation: Recommendation | None = None
    override_reason: str = ""
    note: str = ""

    def check(self, today: date, matrix: Matrix) -> ScreeningDraft:
        """The draft cleaned, its points taken from ``matrix``, its recommendation settled. Raises ``FieldErrors``."""
        checks = Checks()
        checks.demand(self.screened_on is not None, "screened_on", "Date of screening: this is needed.")
        if self.screened_on is not None:
            checks.demand(
                self.screened_on <= today,
                "screened_on",
                f"Date of screening: {self.screened_on:%d/%m/%Y} is in the future.",
            )
        eligibility = _checked_eligibility(checks, self.eligibility)
        scores = _checked_scores(checks, self.scores, matrix)
        ruled = recommend(matrix, total_of(scores), eligibility)
        chosen = self.recommendation or ruled
        other = chosen is not ruled
        reason = checks.note(
            self.override_reason,
            "override_reason",
            "Why the recommendation is another than the rules come to",
            required=other,
        )
        cleaned = replace(
            self,
            screened_by=checks.line(self.screened_by, "screened_by", "Screened by", required=True),
            agency=checks.line(self.agency, "agency", "Agency", required=True, limit=200),
            eligibility=eligibility,
            scores=scores,
            recommendation=chosen,
            override_reason=reason if other else "",
            note=checks.note(self.note, "note", "Note"),
        )
        checks.done()
        return cleaned


def _checked_eligibility(
    checks: Checks, answers: Sequence[EligibilityAnswer]
) -> tuple[EligibilityAnswer, ...]:
    by_check = {one.check: one for one in answers}
    missing = [CHECK_LABELS[one] for one in EligibilityCheck if one not in by_check]
    checks.demand(
        not missing and len(by_check) == len(answers),
        "eligibility",
        f"Eligibility: answer each question once ({', '.join(missing) or 'one is answered twice'}).",
    )
    return tuple(
        replace(
            by_check[one],
            finding=checks.line(
                by_check[one].finding, "eligibility", f"Eligibility, {CHECK_LABELS[one]}", required=True
            ),
            words=checks.line(
                by_check[one].words,
                "eligibility",
                f"Eligibility, {CHECK_LABELS[one]}, what follows",
                limit=1000,
            ),
        )
        for one in EligibilityCheck
        if one in by_check
    )


def _checked_scores(checks: Checks, scores: Sequence[Score], matrix: Matrix) -> tuple[Score, ...]:
    """The scores in the order of the matrix, with its own points."""
    given = {score.code: score for score in scores}
    made: list[Score] = []
    for criterion in matrix.criteria:
        chosen = [answer for answer in criterion.answers if answer.code in given]
        checks.demand(
            len(chosen) == 1,
            "scores",
            f"{criterion.name}: choose {'an answer' if not chosen else 'one answer only'}.",
        )
        made += [
            Score(
                criterion=criterion.name,
                code=answer.code,
                name=answer.name,
                points=answer.points,
                most=criterion.most,
                because=checks.line(given[answer.code].because, "scores", criterion.name, limit=1000),
            )
            for answer in chosen
        ]
    known = {answer.code for criterion in matrix.criteria for answer in criterion.answers}
    checks.demand(
        given.keys() <= known and len(given) == len(scores),
        "scores",
        "Scoring matrix: an answer is not in the matrix of that day, or is given twice. Look through the points again.",
    )
    return tuple(made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """A screening as recorded; screening again makes another. ``recorded_at`` is UTC."""

    id: str
    case_id: str
    referral_id: str
    said: ScreeningDraft
    total: int
    matrix_on: date  #: the day whose matrix was used
    recorded_by: str
    recorded_at: datetime
    matrix_since: date | None = (
        None  #: from when that matrix held; nothing for the one that came with the program
    )

    @property
    def most(self) -> int:
        """The most points there were to be had."""
        return sum(score.most for score in self.said.scores)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningProposal:
    """What the record proposes for the screening of a referral on a day."""

    referral: Referral
    facts: Facts
    matrix: Matrix
    eligibility: tuple[EligibilityAnswer, ...]
    scores: tuple[Proposal, ...]


# --- Words -----------------------------------------------------------------------------------------------


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _many(number: int, one: str, more: str) -> str:
    return "" if not number else f"{number} {one if number == 1 else more}"
