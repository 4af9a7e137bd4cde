"""Back and forward, and the cases opened last."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.ui.navigation import Place
from iom_desktop.ui.visits import MOST_CASES, MOST_STEPS, Visits


def walk(*pages: str) -> Visits:
    visits = Visits()
    for page in pages:
        visits.step_to(Place(page))
    return visits


def test_back_and_forward_lead_through_the_steps() -> None:
    visits = walk("today", "caseload", "settings")
    assert visits.go_back() == Place("caseload")
    assert visits.go_back() == Place("today")
    assert visits.go_back() is None
    assert not visits.can_go_back
    assert visits.go_forward() == Place("caseload")
    assert visits.can_go_forward


def test_a_new_step_forgets_what_lay_ahead() -> None:
    visits = walk("today", "caseload")
    visits.go_back()
    visits.step_to(Place("settings"))
    assert not visits.can_go_forward
    assert visits.go_back() == Place("today")


def test_a_step_on_the_spot_is_none() -> None:
    assert not walk("today", "today").can_go_back


def test_a_step_remembers_where_one_had_got_to() -> None:
    visits = walk("today")
    visits.step_to(Place("case", "a", "overview"))
    visits.settle(Place("case", "a", "plan"))
    visits.step_to(Place("today"))
    assert visits.go_back() == Place("case", "a", "plan")


def test_only_so_many_steps_are_kept() -> None:
    visits = walk(*(f"page {n}" for n in range(MOST_STEPS + 20)))
    steps = 0
    while visits.go_back() is not None:
        steps += 1
    assert steps == MOST_STEPS - 1


def test_the_list_of_cases_does_not_jump_and_drops_the_one_used_longest_ago() -> None:
    visits = Visits()
    for case in "abcde":
        visits.open_case(case)
    assert visits.cases == tuple("edcba")
    visits.open_case("a")
    assert visits.cases == tuple("edcba")
    visits.open_case("f")
    assert visits.cases == tuple("fedca")


def test_a_case_that_is_gone_is_forgotten_everywhere() -> None:
    visits = walk("today")
    visits.step_to(Place("case", "a"))
    visits.open_case("a")
    visits.step_to(Place("caseload"))
    visits.forget_case("a")
    assert visits.cases == ()
    assert visits.present == Place("caseload")
    assert visits.go_back() == Place("today")


@given(st.lists(st.sampled_from(["step", "back", "forward", "open", "forget"]).flatmap(
    lambda act: st.tuples(st.just(act), st.sampled_from("abcdefg"))
)))  # fmt: skip
def test_whatever_is_done_the_present_step_exists(acts: list[tuple[str, str]]) -> None:
    visits = Visits()
    for act, case in acts:
        if act == "step":
            visits.step_to(Place("case", case))
        elif act == "back":
            visits.go_back()
        elif act == "forward":
            visits.go_forward()
        elif act == "open":
            visits.open_case(case)
        else:
            visits.forget_case(case)
            assert visits.present is None or visits.present.case_id != case
        assert len(visits.cases) == len(set(visits.cases)) <= MOST_CASES
        assert (visits.present is None) == (
            not visits.can_go_back and not visits.can_go_forward and not visits._steps
        )
