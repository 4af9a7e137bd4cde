"""Compliance as it is read: each stage has words, a shape where it weighs, and a sentence beneath."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iom_desktop.display.compliance_lines import (
    STAGE_ROLES,
    as_text,
    counted,
    counted_columns,
    due_role,
    due_when,
    engagement_detail,
    engagement_parts,
    kept_words,
    remedy,
    stage_detail,
    step_columns,
    step_standing,
    worth_a_chip,
)
from iom_desktop.domain.compliance import (
    Compliance,
    Due,
    DueKind,
    Engagement,
    Failure,
    Holding,
    Stage,
)
from iom_desktop.domain.enforcement import EnforcementStep, StepDraft
from iom_desktop.ui import theme

TODAY = date(2026, 11, 22)


def failure(on: date = date(2026, 3, 3), enforcement: str = "") -> Failure:
    return Failure(
        appointment_id=f"f{on}", on=on, what="Office visit, unacceptable absence",
        counts_until=on.replace(year=on.year + 1), enforcement=enforcement,
    )  # fmt: skip


def found(stage: Stage, many: int = 0, then: Stage = Stage.BREACH, **more: object) -> Compliance:
    plain = Compliance(
        stage=stage, failures=tuple(failure(date(2026, 3, day)) for day in range(1, many + 1)), holding=(), due=(),
        resets_on=None, falls_to=None, next_failure=then, engagement=Engagement(), reasons=(),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_a_role_and_one_that_weighs_a_shape(stage: Stage) -> None:
    role = STAGE_ROLES[stage]
    assert theme.load_theme("light").roles[role]
    if worth_a_chip(stage):
        assert theme.SHAPES[role], "never colour alone"


@pytest.mark.parametrize(
    ("stage", "many", "then", "words"),
    [
        (Stage.NO_FAILURES, 0, Stage.FIRST_WARNING, "One failure to comply would mean: first warning."),
        (
            Stage.FIRST_WARNING, 1, Stage.BREACH,
            "1 failure to comply counts. One more would mean: breach due.",
        ),
        (
            Stage.SECOND_WARNING, 2, Stage.FINAL_WARNING,
            "2 failures to comply count. One more would mean: final warning.",
        ),
        (Stage.BREACH, 2, Stage.BREACH, "2 failures to comply count. It has not been begun."),
        (Stage.RECALL, 4, Stage.RECALL, "4 failures to comply count. It has not been begun."),
        (Stage.RECALL_IN_PROGRESS, 4, Stage.RECALL, "The count goes back to 0 when it is resolved."),
        (Stage.SENTENCE_ENDED, 1, Stage.SENTENCE_ENDED, "Nothing more can be enforced under it."),
    ],
)  # fmt: skip
def test_the_sentence_under_a_stage(stage: Stage, many: int, then: Stage, words: str) -> None:
    assert stage_detail(found(stage, many, then)) == words


def test_a_case_that_is_not_statutory_is_told_that_nothing_is_enforced() -> None:
    assert "orders and licences alone" in stage_detail(found(Stage.NOT_STATUTORY))


@pytest.mark.parametrize(
    ("on", "words", "role"),
    [
        (date(2026, 11, 13), "9 days overdue", "overdue"),
        (date(2026, 11, 22), "due today", "due-soon"),
        (date(2026, 11, 25), "due in 3 days", "due-soon"),
        (date(2026, 11, 26), "due in 4 days", "muted"),
    ],
)
def test_when_a_thing_is_due(on: date, words: str, role: str) -> None:
    due = Due(kind=DueKind.LETTER, on=on, words="", appointment_id="a")
    assert (due_when(due, TODAY), due_role(due, TODAY)) == (words, role)


def test_every_kind_of_due_has_its_button() -> None:
    said = {remedy(kind) for kind in DueKind}
    assert len(said) == len(DueKind)
    assert all(words.endswith("…") for words in said)


def test_failures_that_count_and_those_held_stand_in_order_of_time() -> None:
    held = Holding(
        appointment_id="h", on=date(2026, 3, 2), what="Home visit, failed to attend", evidence_by=TODAY
    )
    lines = counted(found(Stage.BREACH, 3, holding=(held,)))
    assert [line.on.day for line in lines] == [1, 2, 2, 3]
    columns = {column.key: column for column in counted_columns(lambda: TODAY)}
    (line,) = [line for line in lines if line.held]
    assert columns["standing"].text(line) == "Held: evidence by 22 Nov 2026"
    late = {column.key: column for column in counted_columns(lambda: date(2026, 11, 23))}
    assert late["standing"].text(line) == "Held: was due 22 Nov 2026"
    assert late["standing"].role is not None
    assert late["standing"].role(line) == "overdue"
    assert columns["enforcement"].text(lines[0]) == "Nothing yet"


def step(
    *, outstanding: bool, settled_on: date | None = None, respond_by: date | None = None
) -> EnforcementStep:
    return EnforcementStep(
        id="s", version=1, case_id="c", appointment_id="a", name="Letter",
        said=StepDraft(code="WLS", decided_on=date(2026, 11, 1), respond_by=respond_by), outstanding=outstanding,
        by="PC Baker", settled_on=settled_on, settled_note="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (step(outstanding=False), "Done"),
        (step(outstanding=False, respond_by=TODAY), "Done; answer by 22 Nov 2026"),
        (step(outstanding=True), "Open"),
        (step(outstanding=True, respond_by=TODAY), "Open: due today"),
        (step(outstanding=True, settled_on=TODAY), "Settled 22 Nov 2026"),
    ],
)
def test_how_a_step_stands(one: EnforcementStep, words: str) -> None:
    assert step_standing(one, TODAY) == words
    assert {column.key for column in step_columns(lambda: TODAY)} >= {"decided", "step", "about", "standing"}


def test_how_appointments_went() -> None:
    engagement = Engagement(planned=16, kept=14, missed=2, kept_in_a_row=5, last_kept=date(2026, 11, 20))
    assert kept_words(engagement) == "14 of 16 appointments kept"
    assert [words for _key, words, _role in engagement_parts(engagement)] == ["14 kept", "2 missed"]
    assert engagement_detail(engagement) == "The last 5 kept in a row. Last kept on Fri 20 Nov 2026."
    assert kept_words(Engagement()) == "No appointments in the time that counts"
    assert engagement_detail(Engagement()) == ""


def test_the_whole_as_sentences() -> None:
    due = Due(kind=DueKind.LETTER, on=date(2026, 11, 24), words="Send the letter.", appointment_id="a")
    said = as_text(found(Stage.FIRST_WARNING, 1, due=(due,), reasons=("One.", "Two.")), TODAY)
    assert said.splitlines() == [
        "Compliance on Sunday 22 November 2026: First warning.",
        "One.",
        "Two.",
        "To be done:",
        "Tue 24 Nov 2026 (due in 2 days): Send the letter.",
    ]
