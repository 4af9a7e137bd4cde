"""Every code has a word, and sentences made of fields read right with any of them missing."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum

import pytest

import iom_desktop.domain
from iom_desktop.display import labels
from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, StatusChange, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Agency, Cohort, Rag, RiskGroup, Rosh, Sentence
from iom_desktop.domain.decisions import DecisionMaker
from iom_desktop.domain.people import Person
from iom_desktop.domain.plans import Agreement, AgreementDraft, AgreementRecord, Plan, PlanState, PlanWords

TODAY = date(2026, 11, 22)


def domain_enums() -> list[type[StrEnum]]:
    """Every enum any module of the domain defines."""
    found: dict[str, type[StrEnum]] = {}
    for module in pkgutil.iter_modules(iom_desktop.domain.__path__):
        loaded = importlib.import_module(f"iom_desktop.domain.{module.name}")
        for thing in vars(loaded).values():
            if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum:
                found[f"{thing.__module__}.{thing.__name__}"] = thing
    return [found[name] for name in sorted(found)]


#: The words of an import, and of what changed, belong to the screens that make sentences of them.
NEVER_SHOWN = (
    "caseload_columns",
    "caseload_rows",
    "changes",
    "code_lists",
    "contact_import",
    "providers_import",
)


@pytest.mark.parametrize("kind", domain_enums(), ids=lambda kind: kind.__name__)
def test_every_code_has_a_word_of_its_own(kind: type[StrEnum]) -> None:
    if kind.__module__.endswith(NEVER_SHOWN):
        return
    words = [words for _member, words in labels.choices(kind)]
    assert all(word and "_" not in word for word in words)
    assert len(set(words)) == len(words)


def test_equal_codes_of_two_lists_keep_their_own_words() -> None:
    assert Agency.VOLUNTARY == Source.VOLUNTARY  # the same code
    assert labels.label(Agency.VOLUNTARY) == "Voluntary sector"
    assert labels.label(Source.VOLUNTARY) == "Voluntary"


@pytest.mark.parametrize(
    "kind, code, words",
    [(Cohort, "fixed", "Fixed"), (Cohort, None, ""), (Cohort, "", ""), (Agency, "Northgate", "Northgate")],
)
def test_a_code_kept_as_text(kind: type[StrEnum], code: str | None, words: str) -> None:
    assert labels.label_of(kind, code) == words


def test_no_label_for_nothing() -> None:
    assert labels.label(None) == ""
    assert labels.rag_words(None) == ""


def test_each_rag_has_a_shape_of_its_own() -> None:
    assert set(labels.RAG_SHAPES) == set(Rag)
    assert len(set(labels.RAG_SHAPES.values())) == len(Rag)


PERSON = Person(
    id="p", version=1, crn="D796000", pnc="", surname="Hudson", forenames="Mohammed Ali", known_as="Mo",
    aliases=(), date_of_birth=None, sex="", ethnicity="", preferred_language="", interpreter_needed=False,
    address="", postcode="", accommodation="", mobile="",
)  # fmt: skip


@pytest.mark.parametrize(
    "said, words",
    [
        (ActionDraft(), "Mo"),
        (ActionDraft(who=None), "Nobody is named yet"),
        (ActionDraft(who=Who.OFFICER, who_name="PC Baker", who_agency="police"), "PC Baker (police)"),
        (ActionDraft(who=Who.PARTNER, who_name="S. Patel", who_agency="North Area Council"),
         "S. Patel (North Area Council)"),
        (ActionDraft(who=Who.OFFICER, who_name="PC Baker"), "PC Baker"),
        (ActionDraft(who=Who.OFFICER, who_agency="police"), "Police, nobody named yet"),
        (ActionDraft(who=Who.OFFICER), "An officer, nobody named yet"),
        (ActionDraft(who=Who.PARTNER), "A partner, nobody named yet"),
    ],
)  # fmt: skip
def test_who_does_it(said: ActionDraft, words: str) -> None:
    assert labels.owner_words(said, PERSON) == words


@pytest.mark.parametrize(
    "said, words",
    [
        (ActionDraft(), ""),
        (ActionDraft(due_on=date(2026, 12, 1)), "Tue 1 Dec 2026"),
        (ActionDraft(due_on=date(2026, 12, 1), due_time=time(10)), "Tue 1 Dec 2026 10:00"),
        (ActionDraft(how_often="every Friday"), "every Friday"),
        (ActionDraft(due_on=date(2026, 12, 1), how_often="every Friday"), "Tue 1 Dec 2026, every Friday"),
    ],
)
def test_by_when(said: ActionDraft, words: str) -> None:
    assert labels.when_words(said) == words


@pytest.mark.parametrize(
    "source, detail, words",
    [
        (None, "", ""),
        (None, "the panel", "the panel"),
        (Source.LICENCE, "", "Licence condition"),
        (Source.LICENCE, "9", "Licence condition 9"),
        (Source.LICENCE, "condition 9, drug treatment", "Licence condition 9, drug treatment"),
        (Source.LICENCE, "Licence condition 9", "Licence condition 9"),
        (Source.LICENCE, "drug treatment", "Licence condition: drug treatment"),
        (Source.ORDER, "programme", "Order requirement: programme"),
        (Source.ORDER, "requirement: programme", "Order requirement: programme"),
        (Source.IOM, "", "IOM"),
        (Source.VOLUNTARY, "", "Voluntary"),
    ],
)
def test_where_it_comes_from(source: Source | None, detail: str, words: str) -> None:
    assert labels.source_words(ActionDraft(source=source, source_detail=detail)) == words


def test_what_it_serves() -> None:
    names = {"DRUGS": "Drug misuse"}
    assert labels.serves_words(("DRUGS", "RISK"), names) == "Drug misuse and risk of serious harm"
    assert labels.serves_words(("GONE",), names) == "GONE"
    assert labels.serves_words((), names) == ""


@pytest.mark.parametrize(
    "agreed, words",
    [
        (True, "Explained Fri 20 Nov 2026, agreed"),
        (False, "Explained Fri 20 Nov 2026, did not agree"),
        (None, "Explained Fri 20 Nov 2026"),
    ],
)
def test_explained(agreed: bool | None, words: str) -> None:
    assert labels.explained_words(ActionDraft(explained_on=date(2026, 11, 20), agreed=agreed)) == words
    assert labels.explained_words(ActionDraft()) == ""


def action(status: ActionStatus, *history: StatusChange, due: date | None = None) -> Action:
    return Action(
        id="a", version=1, lineage="a", goal_id="g", number="1.1", said=ActionDraft(what="x", due_on=due),
        status=status, history=history,
    )  # fmt: skip


def test_how_an_action_stands() -> None:
    missed = StatusChange(
        status=ActionStatus.MISSED, reason="was in hospital", on=date(2026, 12, 1), by="PC Baker",
        at=datetime(2026, 12, 1, 12),
    )  # fmt: skip
    assert labels.status_words(action(ActionStatus.NOT_STARTED)) == "Not started"
    assert (
        labels.status_words(action(ActionStatus.MISSED, missed))
        == "Missed Tue 1 Dec 2026 (PC Baker): was in hospital"
    )
    assert (
        labels.status_words(action(ActionStatus.MISSED, replace(missed, reason="", by="")))
        == "Missed Tue 1 Dec 2026"
    )
    assert labels.status_words(action(ActionStatus.DONE, missed)) == "Done"  # history of another status


def test_overdue() -> None:
    late = action(ActionStatus.IN_PROGRESS, due=date(2026, 11, 13))
    assert labels.overdue_words(late, TODAY) == "9 days overdue"
    assert labels.overdue_words(replace(late, status=ActionStatus.DONE), TODAY) == ""
    assert labels.overdue_words(action(ActionStatus.NOT_STARTED), TODAY) == ""


@pytest.mark.parametrize(
    "managed, words",
    [
        (CaseDraft(), ""),
        (CaseDraft(sentence=Sentence.LICENCE), "Licence"),
        (CaseDraft(sentence=Sentence.LICENCE, sentence_end=date(2027, 6, 13)), "Licence to Sun 13 Jun 2027"),
        (CaseDraft(sentence=Sentence.NON_STATUTORY, sentence_end=date(2027, 6, 13)), "Non-statutory"),
    ],
)
def test_licence_or_order(managed: CaseDraft, words: str) -> None:
    assert labels.sentence_words(managed) == words


@pytest.mark.parametrize(
    "managed, words",
    [
        (CaseDraft(), ""),
        (CaseDraft(rosh=Rosh.VERY_HIGH), "Very high"),
        (
            CaseDraft(rosh=Rosh.HIGH, rosh_groups=(RiskGroup.PUBLIC, RiskGroup.STAFF)),
            "High to the public and staff",
        ),
    ],
)
def test_risk_of_serious_harm(managed: CaseDraft, words: str) -> None:
    assert labels.rosh_words(managed) == words


def test_who_decided() -> None:
    makers = (
        DecisionMaker(name="PC Baker", agency="police"),
        DecisionMaker(name="D. Williams", agency="Napo"),
    )
    assert labels.makers_words(makers) == "PC Baker (police) and D. Williams (Napo)"


def plan(state: PlanState, answer: Agreement | None = None) -> Plan:
    agreement = AgreementRecord(
        said=AgreementDraft(answer=answer), at=datetime(2026, 11, 20, 15), by="PC Baker"
    )
    return Plan(
        id="p", version=1, case_id="c", number=2, state=state, said=PlanWords(), goals=(),
        agreement=None if state is PlanState.DRAFT else agreement,
        changed_at=datetime(2026, 11, 20, 15), changed_by="PC Baker",
    )  # fmt: skip


@pytest.mark.parametrize(
    "state, answer, words",
    [
        (PlanState.DRAFT, None, "Version 2, draft"),
        (PlanState.AGREED, Agreement.AGREES, "Version 2, agreed Fri 20 Nov 2026"),
        (PlanState.AGREED, Agreement.DOES_NOT_AGREE, "Version 2, Fri 20 Nov 2026: does not agree"),
        (PlanState.SUPERSEDED, Agreement.AGREES, "Version 2, agreed Fri 20 Nov 2026, superseded"),
    ],
)
def test_version(state: PlanState, answer: Agreement | None, words: str) -> None:
    assert labels.version_words(plan(state, answer)) == words


@pytest.mark.parametrize("answer", [*Agreement, None])
def test_what_the_person_answered(answer: Agreement | None) -> None:
    record = plan(PlanState.AGREED, answer).agreement
    assert record is not None
    said = labels.agreement_words(record, PERSON)
    assert "Mo" in said
    assert said.endswith(".")
