"""What a line of the caseload says about the plan, and how its columns order."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from iom_desktop.display.caseload import caseload_columns, plan_role, plan_words
from iom_desktop.display.columns import in_order
from iom_desktop.domain.cases import CaseListRow

NOW = datetime(2026, 11, 22, 14, 0)


def row(**more: object) -> CaseListRow:
    said: dict[str, object] = dict.fromkeys(CaseListRow._fields, None)
    said |= {"id": "1", "crn": "Z1", "surname": "Sampleton", "forenames": "Mo", "known_as": "", "pnc": ""}
    said |= {"police_lead": "", "probation_lead": "", "has_decision": True, "plan_agreed": False}
    return CaseListRow(**(said | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("faults", "number", "agreed", "words", "role"),
    [
        (None, None, False, "no plan", "missing"),
        (1, 1, False, "1 fault", "warn"),
        (3, 2, True, "3 faults", "warn"),
        (0, 1, False, "to be agreed", None),
        (0, 2, True, "v1 agreed", "agreed"),
        (0, 3, True, "v2 agreed", "agreed"),
        (0, 1, True, "v1 agreed", "agreed"),
    ],
)
def test_how_the_plan_stands(
    faults: int | None, number: int | None, agreed: bool, words: str, role: str | None
) -> None:
    one = row(plan_faults=faults, plan_number=number, plan_agreed=agreed)
    assert (plan_words(one), plan_role(one)) == (words, role)


def column(key: str) -> object:
    return next(one for one in caseload_columns(NOW) if one.key == key)


def test_colours_order_by_how_closely_they_are_managed_and_none_comes_last() -> None:
    rows = [row(id=code or "none", rag=code) for code in (None, "green", "red", "blue", "amber")]
    assert [one.id for one in in_order(rows, column("rag"))] == ["red", "amber", "green", "blue", "none"]  # type: ignore[arg-type]


def test_the_gravest_risk_comes_first() -> None:
    rows = [row(id=code or "none", rosh=code) for code in ("low", None, "very_high", "medium", "high")]
    ordered = [one.id for one in in_order(rows, column("rosh"))]  # type: ignore[arg-type]
    assert ordered == ["very_high", "high", "medium", "low", "none"]


def test_plans_order_from_agreed_to_none() -> None:
    rows = [
        row(id="none", plan_faults=None),
        row(id="five", plan_faults=5, plan_number=1),
        row(id="clear", plan_faults=0, plan_number=1),
        row(id="agreed", plan_faults=0, plan_number=2, plan_agreed=True),
    ]
    ordered = [one.id for one in in_order(rows, column("plan"))]  # type: ignore[arg-type]
    assert ordered == ["agreed", "clear", "five", "none"]


def test_a_review_that_has_passed_is_overdue() -> None:
    late, coming = row(review_on=date(2026, 11, 21)), row(review_on=date(2026, 11, 22))
    role = column("review").role  # type: ignore[attr-defined]
    assert (role(late), role(coming), role(row())) == ("overdue", None, None)


def test_no_cell_says_none() -> None:
    for one in caseload_columns(NOW):
        text = one.text(row())
        assert "None" not in text
        assert "null" not in text
