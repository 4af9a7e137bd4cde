"""Editable lists: what may stand in their columns, and what the program's own rules keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from iom_desktop.domain.code_lists import (
    CODE_LISTS,
    CodeItemDraft,
    ColumnKind,
    EndItemDraft,
    check_code,
    check_meaning_kept,
)
from iom_desktop.domain.codes import (
    APPOINTMENT_OUTCOMES,
    BANK_HOLIDAYS,
    COMPLIANCE_RULES,
    ENFORCEMENT_ACTIONS,
    LETTER_TEMPLATES,
    SHIPPED_LISTS,
)
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.services.codes import shipped

TODAY = date(2026, 11, 22)
STEPS = tuple(item.code for item in shipped(ENFORCEMENT_ACTIONS))


def fields_refused(list_name: str, code: str, **changed: str) -> set[str]:
    """The fields found at fault in a shipped item with some columns changed."""
    item = next(one for one in shipped(list_name) if one.code == code)
    name = changed.pop("name", item.name)
    draft = CodeItemDraft(name=name, details={**item.details, **changed}, from_day=TODAY)
    try:
        draft.check(CODE_LISTS[list_name], code, STEPS, TODAY)
    except FieldErrors as refused:
        return {problem.field or "" for problem in refused.problems}
    return set()


def test_every_shipped_list_can_be_edited_and_each_of_its_columns_has_words() -> None:
    assert set(CODE_LISTS) == set(SHIPPED_LISTS)
    for name, kind in CODE_LISTS.items():
        assert {one.key for one in kind.columns} == set(shipped(name)[0].details), name


@pytest.mark.parametrize("list_name", SHIPPED_LISTS)
def test_what_is_shipped_could_have_been_typed(list_name: str) -> None:
    for item in shipped(list_name):
        assert fields_refused(list_name, item.code) == set(), item.code
        check_code(CODE_LISTS[list_name], item.code, ()) if list_name != COMPLIANCE_RULES else None


@pytest.mark.parametrize("list_name", SHIPPED_LISTS)
def test_what_the_rules_turn_on_is_in_the_list(list_name: str) -> None:
    kind = CODE_LISTS[list_name]
    shipped_codes = {item.code for item in shipped(list_name)}
    assert kind.kept <= shipped_codes
    assert kind.meaning <= {one.key for one in kind.columns}


@pytest.mark.parametrize(
    ("list_name", "code", "changed", "refused"),
    [
        ("appointment_types", "COAP", {"name": " "}, {"name"}),
        ("appointment_types", "COAP", {"name": "Planned\x07 visit"}, {"name"}),
        ("appointment_types", "COAP", {"kind": "party"}, {"kind"}),
        ("appointment_types", "COAP", {"counts_toward_compliance": ""}, {"counts_toward_compliance"}),
        ("appointment_types", "COAP", {"counts_toward_compliance": "no"}, set()),
        ("appointment_types", "IOTC", {"counts_toward_compliance": "yes"}, {"counts_toward_compliance"}),
        ("appointment_outcomes", "ATTC", {"attended": ""}, set()),
        ("appointment_outcomes", "ATTC", {"attended": "perhaps"}, {"attended"}),
        ("appointment_outcomes", "ATTC", {"action_required": "yes"}, {"action_required"}),
        ("appointment_outcomes", "AFTC", {"action_required": "no"}, {"action_required"}),
        ("enforcement_actions", "EA02", {"response_days": ""}, set()),
        ("enforcement_actions", "EA02", {"response_days": "0"}, {"response_days"}),
        ("enforcement_actions", "EA02", {"response_days": "91"}, {"response_days"}),
        ("enforcement_actions", "EA02", {"response_days": "²"}, {"response_days"}),
        ("enforcement_actions", "EA02", {"response_days": "9" * 30}, {"response_days"}),
        ("compliance_rules", "licence", {"second_warning": ""}, set()),
        ("compliance_rules", "licence", {"second_warning": "1"}, {"second_warning"}),
        ("compliance_rules", "licence", {"first_warning": "2"}, {"first_warning", "second_warning"}),
        ("compliance_rules", "licence", {"proceedings": ""}, {"proceedings"}),
        ("compliance_rules", "licence", {"window_months": "61"}, {"window_months"}),
        ("periods", "service_target", {"days": "0"}, {"days"}),
        ("periods", "service_target", {"days": "21"}, set()),
        ("needs", "DRUGS", {"severe_from": ""}, {"severe_from"}),
        ("needs", "DRUGS", {"severe_from": "2"}, {"severe_from"}),
        ("needs", "DRUGS", {"pathway": ""}, {"pathway"}),
        ("risk_flags", "AV2S", {"at_termination": "perhaps"}, {"at_termination"}),
        ("accommodation_types", "A02", {"housed": ""}, set()),
        ("proceeding_statuses", "BRE05", {"proceeding": "recall"}, {"proceeding"}),
        ("letter_templates", "MISSED", {"body": "Dear {called},\n\nCome {when}."}, set()),
        ("letter_templates", "MISSED", {"body": "Dear {calld},"}, {"body"}),
        ("letter_templates", "MISSED", {"body": "Dear {Called},"}, {"body"}),
        ("letter_templates", "MISSED", {"body": "Dear {called,"}, {"body"}),
        ("letter_templates", "MISSED", {"body": "called}"}, {"body"}),
        ("letter_templates", "MISSED", {"body": "{}"}, {"body"}),
        ("letter_templates", "MISSED", {"easy_body": "{0}"}, {"easy_body"}),
        ("letter_templates", "MISSED", {"easy_body": ""}, set()),
        ("letter_templates", "MISSED", {"body": ""}, {"body"}),
        ("letter_templates", "MISSED", {"subject": "{crn}"}, {"subject"}),
        ("letter_templates", "MISSED", {"enforcement_code": "EA99"}, {"enforcement_code"}),
    ],
)
def test_a_column_takes_what_it_should(
    list_name: str, code: str, changed: dict[str, str], refused: set[str]
) -> None:
    assert fields_refused(list_name, code, **changed) == refused


@pytest.mark.parametrize(
    ("list_name", "code", "key", "locked"),
    [
        (APPOINTMENT_OUTCOMES, "AFTA", "action_required", True),
        (APPOINTMENT_OUTCOMES, "AFTC", "action_required", False),
        (ENFORCEMENT_ACTIONS, "EA12", "outstanding", True),
        (ENFORCEMENT_ACTIONS, "EA12", "response_days", False),
        (LETTER_TEMPLATES, "FIRST_WARNING", "enforcement_code", True),
        (LETTER_TEMPLATES, "FIRST_WARNING", "body", False),
    ],
)
def test_what_the_rules_turn_on_keeps_its_meaning(list_name: str, code: str, key: str, locked: bool) -> None:
    before = {key: "no"}
    if locked:
        with pytest.raises(UserError, match="own rules turn on this") as refused:
            check_meaning_kept(CODE_LISTS[list_name], code, before, {key: "yes"})
        assert refused.value.field == key
    else:
        check_meaning_kept(CODE_LISTS[list_name], code, before, {key: "yes"})
    check_meaning_kept(CODE_LISTS[list_name], code, before, dict(before))


@pytest.mark.parametrize(
    ("list_name", "typed", "kept"),
    [
        ("appointment_types", " c999 ", "C999"),
        ("appointment_types", "IOM_2", "IOM_2"),
        ("appointment_types", "C", None),
        ("appointment_types", "C 9", None),
        ("appointment_types", "ÉTÉ", None),
        ("appointment_types", "ﬁne", None),
        ("appointment_types", "C" * 31, None),
        ("appointment_types", "USED", None),
        ("appointment_types", "used", None),
        (BANK_HOLIDAYS, "2027-06-04", "2027-06-04"),
        (BANK_HOLIDAYS, "2027-02-30", None),
        (BANK_HOLIDAYS, "20270604", None),
        (BANK_HOLIDAYS, "", None),
        (BANK_HOLIDAYS, "2027-12-27", None),
    ],
)
def test_a_code_is_plain_and_used_once(list_name: str, typed: str, kept: str | None) -> None:
    taken = ("USED", "2027-12-27")
    if kept is None:
        with pytest.raises(UserError) as refused:
            check_code(CODE_LISTS[list_name], typed, taken)
        assert refused.value.field == "code"
    else:
        assert check_code(CODE_LISTS[list_name], typed, taken) == kept


@pytest.mark.parametrize(
    ("from_day", "reason", "refused"),
    [
        (TODAY, "", None),
        (date(2026, 12, 1), "", None),
        (date(2026, 11, 21), "", "reason"),
        (date(2026, 11, 21), "The scheme agreed it on Friday.", None),
        (None, "", "from_day"),
        (date(1926, 11, 22), "A slip", "from_day"),
        (date(2126, 11, 22), "", "from_day"),
    ],
)
def test_a_day_that_is_past_needs_a_reason(from_day: date | None, reason: str, refused: str | None) -> None:
    kind = CODE_LISTS["support_kinds"]
    draft = CodeItemDraft(name="A lift", from_day=from_day, reason=reason)
    end = EndItemDraft(from_day=from_day, reason=reason)
    if refused is None:
        assert draft.check(kind, "LIFT", (), TODAY) == replace(draft, details={})
        assert end.check(TODAY) == end
        return
    for check in (lambda: draft.check(kind, "LIFT", (), TODAY), lambda: end.check(TODAY)):
        with pytest.raises(FieldErrors) as caught:
            check()
        assert caught.value.field == refused


def test_each_list_says_in_words_what_a_change_of_it_does() -> None:
    for kind in CODE_LISTS.values():
        assert kind.effect.endswith(".")
        for column in kind.columns:
            assert column.label[0].isupper()
            assert "_" not in column.label
            assert bool(column.choices) == (column.kind is ColumnKind.CHOICE)
