"""The compliance engine: the worked cases, and what must hold of every history."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.compliance import (
    SHIPPED_THRESHOLDS,
    Compliance,
    Contact,
    DueKind,
    EnforcementStep,
    History,
    Proceeding,
    Stage,
    Thresholds,
    counts_until,
    judge,
    stage_of,
    window_start,
)
from iom_desktop.errors import FieldErrors
from tests.domain.compliance_cases import CASES, TWO, WARNED, Case

CODES = Path(__file__).parents[2] / "resources" / "codes"
NOW = datetime(2026, 11, 22, 12)
ENFORCING = {DueKind.ENFORCEMENT, DueKind.LETTER, DueKind.RESPONSE, DueKind.PROCEEDINGS, DueKind.EVIDENCE}


def rows_of(name: str) -> dict[str, dict[str, str]]:
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


OUTCOMES = rows_of("appointment_outcomes")
ACTIONS = rows_of("enforcement_actions")
HOLIDAYS = frozenset(date.fromisoformat(code) for code in rows_of("bank_holidays"))
YES_NO = {"yes": True, "no": False, "": None}


# --- The notation of the table ----------------------------------------------------------------------------


def contact(key: str, at: datetime, code: str, kind: str = "") -> Contact:
    """An appointment with an outcome of the shipped list; "" for none yet."""
    row = OUTCOMES[code] if code else {"name": "", "attended": "", "acceptable": "", "action_required": "no"}
    return Contact(
        id=key,
        at=at,
        type_name="IOM visit" if kind else "Planned office visit",
        counts=kind != "IOM",
        outcome=code,
        outcome_name=row["name"],
        attended=YES_NO[row["attended"]],
        acceptable=YES_NO[row["acceptable"]],
        action_required=row["action_required"] == "yes",
    )


def step(words: list[str], key: str) -> EnforcementStep:
    """``2026-03-04 step EA02 of 2026-03-03``, with the days that follow."""
    code = words[2]
    days = {name: date.fromisoformat(day) for name, day in zip(words[5::2], words[6::2], strict=True)}
    return EnforcementStep(
        appointment_id=key,
        code=code,
        name=ACTIONS[code]["name"],
        decided_on=date.fromisoformat(words[0]),
        outstanding=ACTIONS[code]["outstanding"] == "yes",
        evidence_by=days.get("evidence"),
        respond_by=days.get("respond"),
        settled_on=days.get("settled"),
    )


def proceeding(words: list[str]) -> Proceeding:
    """``begun 2026-03-10 resolved 2026-05-01 RESULT``."""
    resolved = date.fromisoformat(words[3]) if len(words) > 3 else None
    return Proceeding(date.fromisoformat(words[1]), resolved, " ".join(words[4:]))


def history_of(sentence: Sentence | None, text: str) -> History:
    contacts: list[Contact] = []
    steps, proceedings, ends = [], [], {}
    for words in (part.split() for part in text.split(";") if part.strip()):
        if words[0] in ("from", "to"):
            ends[words[0]] = date.fromisoformat(words[1])
        elif words[0] == "begun":
            proceedings.append(proceeding(words))
        elif words[1] == "step":
            steps.append(step(words, next(one.id for one in contacts if one.id.startswith(words[4]))))
        else:
            at = datetime.combine(date.fromisoformat(words[0]), time(10))
            code = words[-1].replace("-", "")
            kind = words[1] if len(words) == 3 else ""
            contacts.append(contact(f"{words[0]} {len(contacts):02}", at, code, kind))
    return History(
        sentence=sentence,
        sentence_start=ends.get("from"),
        sentence_end=ends.get("to"),
        contacts=contacts,
        steps=steps,
        proceedings=proceedings,
    )


def judged(
    sentence: Sentence | None, text: str, now: datetime = NOW, rules: Thresholds | None = None
) -> Compliance:
    return judge(history_of(sentence, text), rules, HOLIDAYS, now)


# --- The worked cases -------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_worked_case(case: Case) -> None:
    now = datetime.fromisoformat(case.now)
    found = judged(case.sentence, case.history, now)
    soonest = f"{found.next.kind} {found.next.on}" if found.next else ""
    days = " ".join(str(failure.on) for failure in found.failures)
    said = "\n".join(found.reasons)
    assert (found.stage, days, soonest) == (case.stage, case.failures, case.next), said
    assert [words for words in case.says if words not in said] == [], said
    assert [words for words in case.never if words in said] == [], said
    assert stage_of(history_of(case.sentence, case.history), None, now) == (found.stage, len(found.failures))


def test_the_table_has_every_stage_and_every_kind_of_due_and_no_case_twice() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.stage for case in CASES} == set(Stage)
    assert {case.next.split()[0] for case in CASES if case.next} == set(DueKind)


def test_a_failure_says_what_when_until_when_and_what_was_done() -> None:
    (failure,) = judged(Sentence.COMMUNITY_ORDER, WARNED).failures
    assert failure.what == "Planned office visit, unacceptable absence"
    assert (failure.on, failure.counts_until) == (date(2026, 3, 3), date(2027, 3, 2))
    assert failure.enforcement == "First Warning Letter Sent"


def test_what_awaits_evidence_is_named_beside_the_failures() -> None:
    found = judged(Sentence.COMMUNITY_ORDER, f"{WARNED}; 2026-11-19 AFTA")
    assert [(one.on, one.evidence_by) for one in found.holding] == [(date(2026, 11, 19), date(2026, 11, 26))]
    assert found.next_failure is Stage.BREACH


@pytest.mark.parametrize(
    "sentence,history,falls,following,resets",
    [
        (Sentence.COMMUNITY_ORDER, "", None, Stage.FIRST_WARNING, None),
        (Sentence.COMMUNITY_ORDER, WARNED, (date(2027, 3, 3), 0), Stage.BREACH, None),
        (Sentence.COMMUNITY_ORDER, TWO, (date(2027, 3, 3), 1), Stage.BREACH, None),
        (Sentence.LICENCE, TWO, (date(2027, 3, 3), 1), Stage.FINAL_WARNING, None),
        (Sentence.LICENCE, f"{TWO}; to 2026-10-01", None, Stage.SENTENCE_ENDED, None),
        (Sentence.NON_STATUTORY, TWO, None, Stage.NOT_STATUTORY, None),
        (Sentence.LICENCE, f"{TWO}; begun 2026-05-01", (date(2027, 3, 3), 1), Stage.RECALL_IN_PROGRESS, None),
        (
            Sentence.COMMUNITY_ORDER,
            f"{TWO}; begun 2025-02-03 resolved 2025-04-01; begun 2026-05-01 resolved 2026-07-01",
            None,
            Stage.FIRST_WARNING,
            date(2026, 7, 1),
        ),
    ],
)
def test_when_the_count_falls_and_what_one_more_brings(
    sentence: Sentence,
    history: str,
    falls: tuple[date, int] | None,
    following: Stage,
    resets: date | None,
) -> None:
    found = judged(sentence, history)
    assert (found.falls_to, found.next_failure, found.resets_on) == (falls, following, resets)


def test_all_that_is_due_stands_soonest_first() -> None:
    found = judged(
        Sentence.COMMUNITY_ORDER,
        f"{WARNED}; 2026-11-18 -; 2026-11-19 AFTA; 2026-11-17 UAAB; 2026-11-13 IOM -",
    )
    assert [(one.kind, one.on.day) for one in found.due] == [
        (DueKind.OUTCOME, 13),
        (DueKind.OUTCOME, 18),
        (DueKind.ENFORCEMENT, 19),
        (DueKind.EVIDENCE, 26),
        (DueKind.PROCEEDINGS, 1),
    ]
    assert [one.overdue(NOW.date()) for one in found.due] == [True, True, True, False, False]
    assert found.due[2].words == (
        "Decide what follows Planned office visit on Tuesday 17 November 2026, unacceptable absence: "
        "failure 2, for which a decision on breach proceedings is due."
    )


def test_a_withdrawal_asked_for_is_due_once_whatever_became_of_the_outcome() -> None:
    asked = "2026-03-20 step EA06 of 2026-03-03; 2026-04-20 step EA06 of 2026-04-14"
    found = judged(Sentence.COMMUNITY_ORDER, f"2026-03-03 UAAB; 2026-04-14 AAME; {asked}")
    assert [(one.kind, one.on) for one in found.due] == [
        (DueKind.LETTER, date(2026, 3, 24)),
        (DueKind.LETTER, date(2026, 4, 22)),
    ]


@pytest.mark.parametrize(
    "today,words",
    [
        (
            date(2026, 11, 19),
            "evidence is awaited until 19 November 2026; then say whether the absence was acceptable.",
        ),
        (
            date(2026, 11, 20),
            "evidence was awaited until 19 November 2026; say now whether the absence was acceptable.",
        ),
    ],
)
def test_what_is_due_of_an_absence_says_whether_the_day_has_passed(today: date, words: str) -> None:
    found = judged(Sentence.COMMUNITY_ORDER, "2026-11-12 AFTA", datetime.combine(today, time(12)))
    assert found.next is not None
    assert found.next.words == f"Planned office visit on Thursday 12 November 2026: {words}"


def test_what_is_due_today_is_not_overdue() -> None:
    found = judged(Sentence.COMMUNITY_ORDER, "2026-11-20 UAAB", datetime(2026, 11, 24, 23, 59))
    assert found.next is not None
    assert found.next.on == date(2026, 11, 24)
    assert not found.next.overdue(date(2026, 11, 24))
    assert found.next.overdue(date(2026, 11, 25))


# --- The settings -----------------------------------------------------------------------------------------

ORDER_RULES = SHIPPED_THRESHOLDS[Sentence.COMMUNITY_ORDER]
LICENCE_RULES = SHIPPED_THRESHOLDS[Sentence.LICENCE]


@pytest.mark.parametrize(
    "change,history,stage,soonest",
    [
        ({"proceedings": 3}, TWO, Stage.FIRST_WARNING, ""),
        ({"proceedings": 3, "final_warning": 2}, TWO, Stage.FINAL_WARNING, ""),
        ({"first_warning": None, "proceedings": 1}, WARNED, Stage.BREACH, "proceedings 2026-03-17"),
        ({"window_months": 6}, WARNED, Stage.NO_FAILURES, ""),
        ({"window_months": 24}, "2024-11-23 UAAB", Stage.FIRST_WARNING, "enforcement 2024-11-26"),
        ({"warning_working_days": 5}, "2026-11-17 UAAB", Stage.FIRST_WARNING, "enforcement 2026-11-24"),
        ({"evidence_working_days": 6}, "2026-11-19 AFTA", Stage.NO_FAILURES, "evidence 2026-11-27"),
        ({"proceedings_working_days": 1}, TWO, Stage.BREACH, "proceedings 2026-04-15"),
        ({"first_warning": 2, "proceedings": 3}, WARNED, Stage.FIRST_WARNING, ""),
    ],
)
def test_every_setting_changes_what_is_found(
    change: dict[str, int | None], history: str, stage: Stage, soonest: str
) -> None:
    rules = replace(ORDER_RULES, **change)  # type: ignore[arg-type]
    found = judged(Sentence.COMMUNITY_ORDER, history, rules=rules)
    assert (found.stage, f"{found.next.kind} {found.next.on}" if found.next else "") == (stage, soonest)


def test_the_words_follow_the_settings() -> None:
    rules = replace(ORDER_RULES, window_months=6, final_warning=2, proceedings=3)
    said = "\n".join(judged(Sentence.COMMUNITY_ORDER, "2026-09-01 UAAB", rules=rules).reasons)
    assert "in the 6 months to 22 November 2026" in said
    assert (
        "One more failure before 1 March 2027 means a final warning; 2 more mean breach proceedings." in said
    )


@pytest.mark.parametrize("rules", SHIPPED_THRESHOLDS.values())
def test_shipped_thresholds_make_sense_and_are_those_of_the_code_list(rules: Thresholds) -> None:
    assert rules.check() is rules
    rows = rows_of("compliance_rules")
    code = next(sentence for sentence, one in SHIPPED_THRESHOLDS.items() if one is rules)
    for name in Thresholds.__slots__:
        assert rows[code][name] == ("" if getattr(rules, name) is None else str(getattr(rules, name)))


@pytest.mark.parametrize(
    "change,field,says",
    [
        ({"first_warning": 0}, "first_warning", "begins at 1 failure, not at 0"),
        ({"first_warning": 2, "second_warning": None}, "first_warning", "begins at 1 failure, not at 2"),
        ({"first_warning": None}, "second_warning", "begins at 1 failure, not at 2"),
        ({"second_warning": 1}, "second_warning", "must come after the first warning, which is at 1"),
        ({"final_warning": 2}, "final_warning", "must come after the second warning, which is at 2"),
        ({"proceedings": 3}, "proceedings", "must come after the final warning, which is at 3; 3 does not"),
        ({"window_months": 0}, "window_months", "1 to 60, not 0"),
        ({"window_months": 61}, "window_months", "1 to 60, not 61"),
        ({"warning_working_days": -1}, "warning_working_days", "0 to 60, not -1"),
        ({"evidence_working_days": 61}, "evidence_working_days", "0 to 60"),
        ({"proceedings_working_days": 61}, "proceedings_working_days", "0 to 60"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(
    change: dict[str, int | None], field: str, says: str
) -> None:
    with pytest.raises(FieldErrors) as refused:
        replace(LICENCE_RULES, **change).check()  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
    assert says in refused.value.problems[0].message


# --- What must hold of every history ----------------------------------------------------------------------

ENFORCED = (Sentence.LICENCE, Sentence.COMMUNITY_ORDER, Sentence.SUSPENDED_SENTENCE)
DAYS = st.dates(date(2025, 6, 1), date(2027, 2, 1))


@st.composite
def contacts(draw: st.DrawFn, key: str = "") -> Contact:
    at = datetime.combine(draw(DAYS), time(draw(st.integers(8, 18))))
    code = draw(st.sampled_from(["", "ATTC", "UAAB", "UAAB", "AFTC", "ATFI", "AFTA", "AAME", "RSSR", "CO10"]))
    return contact(key, at, code, draw(st.sampled_from(["", "", "IOM", "ALSO"])))


@st.composite
def steps_of(draw: st.DrawFn, one: Contact) -> EnforcementStep:
    code = draw(st.sampled_from(sorted(ACTIONS)))
    decided = one.at.date() + timedelta(days=draw(st.integers(0, 40)))
    later = st.none() | st.integers(0, 30).map(lambda days: decided + timedelta(days=days))
    outstanding = ACTIONS[code]["outstanding"] == "yes"
    name = ACTIONS[code]["name"]
    return EnforcementStep(one.id, code, name, decided, outstanding, draw(later), draw(later), draw(later))


@st.composite
def proceedings(draw: st.DrawFn) -> Proceeding:
    begun = draw(DAYS)
    resolved = draw(st.none() | st.integers(0, 200).map(lambda days: begun + timedelta(days=days)))
    return Proceeding(begun, resolved, draw(st.sampled_from(["", "Not proven"])))


@st.composite
def histories(draw: st.DrawFn, *sentences: Sentence | None, steps: bool = True) -> History:
    kept = [one._replace(id=f"a{n}") for n, one in enumerate(draw(st.lists(contacts(), max_size=12)))]
    some = draw(st.lists(st.sampled_from(kept), max_size=6)) if kept and steps else []
    return History(
        sentence=draw(st.sampled_from(sentences or (*Sentence, None))),
        sentence_start=draw(st.none() | DAYS),
        sentence_end=draw(st.none() | DAYS),
        contacts=kept,
        steps=[draw(steps_of(one)) for one in some],
        proceedings=draw(st.lists(proceedings(), max_size=2)) if steps else [],
    )


def found_of(history: History) -> Compliance:
    return judge(history, None, HOLIDAYS, NOW)


@given(st.data())
def test_the_order_in_which_it_is_given_does_not_matter(data: st.DataObject) -> None:
    history = data.draw(histories())
    shuffled = replace(
        history,
        contacts=data.draw(st.permutations(history.contacts)),
        proceedings=data.draw(st.permutations(history.proceedings)),
    )
    assert found_of(shuffled) == found_of(history)


@given(histories())
def test_the_same_history_always_says_the_same(history: History) -> None:
    again = replace(history, contacts=tuple(history.contacts), steps=tuple(history.steps))
    assert found_of(again) == found_of(history)
    found = found_of(history)
    assert stage_of(history, None, NOW) == (found.stage, len(found.failures))


@given(histories(), DAYS, st.sampled_from(["ATTC", "ATSS", "AAME", "RSSR"]))
def test_one_more_acceptable_appointment_changes_nothing_but_engagement(
    history: History, on: date, code: str
) -> None:
    more = contact("more", datetime.combine(on, time(10)), code)
    before, after = found_of(history), found_of(replace(history, contacts=[*history.contacts, more]))
    same = replace(after, engagement=before.engagement, reasons=before.reasons)
    assert same == before
    assert after.reasons[:-1] == before.reasons[:-1]


@given(histories(None, Sentence.NON_STATUTORY))
def test_without_an_order_or_licence_there_is_never_any_enforcement(history: History) -> None:
    found = found_of(history)
    assert found.stage is Stage.NOT_STATUTORY
    assert not found.failures
    assert not found.holding
    assert not ENFORCING & {one.kind for one in found.due}


@given(histories(*ENFORCED))
def test_every_failure_counts_for_a_reason(history: History) -> None:
    found = found_of(history)
    held = {one.id: one for one in history.contacts}
    for failure in found.failures:
        assert failure.on <= NOW.date() <= failure.counts_until
        assert history.sentence_start is None or history.sentence_start <= failure.on
        assert history.sentence_end is None or failure.on <= history.sentence_end
        assert found.resets_on is None or found.resets_on < failure.on
        assert held[failure.appointment_id].counts
        assert held[failure.appointment_id].outcome in {"UAAB", "AFTC", "ATFI"}
    assert list(found.failures) == sorted(found.failures, key=lambda one: one.on)
    assert [one.on for one in found.due] == sorted(one.on for one in found.due)


@given(histories(*ENFORCED, steps=False), DAYS)
def test_the_stage_never_falls_when_a_failure_is_added(history: History, on: date) -> None:
    more = contact("more", datetime.combine(on, time(10)), "UAAB")
    order = list(Stage)
    before, after = found_of(history), found_of(replace(history, contacts=[*history.contacts, more]))
    assert order.index(after.stage) >= order.index(before.stage)
    assert 0 <= len(after.failures) - len(before.failures) <= 1
    if len(after.failures) > len(before.failures) and before.stage is not Stage.SENTENCE_ENDED:
        assert after.stage is before.next_failure


@given(histories())
def test_engagement_adds_up_over_every_past_appointment_of_the_window(history: History) -> None:
    e = found_of(history).engagement
    start = window_start(NOW.date(), 12)
    past = [one for one in history.contacts if one.at <= NOW and one.at.date() >= start]
    assert e.planned == len(past) == e.kept + e.acceptable + e.missed + e.not_complied + e.awaited
    known = sorted((one for one in past if one.outcome), key=lambda one: (one.at, one.outcome == "ATTC"))
    kept = [one.at for one in known if one.outcome == "ATTC"]
    others = [one.at for one in known if one.outcome != "ATTC"]
    assert e.kept == len(kept)
    assert e.kept_in_a_row == sum(not others or at > others[-1] for at in kept)
    assert e.last_kept == (kept[-1].date() if kept else None)


@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)), st.integers(1, 36), st.integers(-2, 2))
def test_the_first_day_of_the_window_is_the_oldest_that_still_counts(
    today: date, months: int, near: int
) -> None:
    on = window_start(today, months) + timedelta(days=near)
    assert (counts_until(on, months) >= today) == (near >= 0)


@pytest.mark.parametrize(
    "attended,acceptable,where",
    [
        (True, None, "kept"),
        (None, None, "awaited"),
        (False, None, "missed"),
        (None, True, "acceptable"),
        (None, False, "not_complied"),
    ],
)
def test_outcomes_that_do_not_say_all(attended: bool | None, acceptable: bool | None, where: str) -> None:
    one = contact("a", NOW - timedelta(days=7), "ATTC")._replace(attended=attended, acceptable=acceptable)
    e = found_of(History(sentence=Sentence.LICENCE, contacts=[one])).engagement
    assert (e.planned, getattr(e, where)) == (1, 1)


def test_an_outcome_without_a_name_is_said_by_its_code() -> None:
    one = contact("a", NOW - timedelta(days=7), "UAAB")._replace(outcome_name="", type_name="")
    found = found_of(History(sentence=Sentence.LICENCE, contacts=[one]))
    assert found.failures[0].what == "Appointment, UAAB"
