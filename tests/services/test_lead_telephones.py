"""The leads' telephones: what is suggested, and that a number never stands beside the wrong name."""

from __future__ import annotations

from dataclasses import replace

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.services import cases, statuses
from iom_desktop.services.lead_telephones import telephones_of
from tests.stores import TODAY, Desk

ONE = CaseDraft(police_lead="PC Trial", police_phone="01632 960 011", probation_lead="S. Sample")
OTHER = CaseDraft(police_lead="PC Mock", police_phone="01632 960 012", probation_phone="01632 960 013")


def test_the_number_most_used_is_the_first(shared_desk: Desk) -> None:
    for number in ("01632 960 021", "01632 960 022", "01632 960 022"):
        shared_desk.newcomer(managed=CaseDraft(police_lead="PC Often", police_phone=number))
    shared_desk.newcomer(managed=CaseDraft(probation_lead="PC Often", probation_phone="01632 960 023"))
    found = shared_desk.see(telephones_of, "PC Often")
    assert found[0] == "01632 960 022"
    assert set(found) == {"01632 960 021", "01632 960 022", "01632 960 023"}
    assert shared_desk.see(telephones_of, "") == []


def test_a_new_lead_brings_their_own_number(shared_desk: Desk) -> None:
    shared_desk.newcomer(managed=ONE)
    case_id = shared_desk.newcomer(managed=OTHER)
    lead = StatusDraft(aspect=Aspect.POLICE_LEAD, value="PC Trial", from_on=TODAY)
    shared_desk.do(statuses.change_status, case_id, lead, TODAY)
    managed = shared_desk.see(cases.load_case, case_id).managed
    assert (managed.police_lead, managed.police_phone) == ("PC Trial", "01632 960 011")
    assert managed.probation_phone == "01632 960 013"


def test_of_a_lead_with_no_number_or_several_none_is_printed(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=OTHER)
    lead = StatusDraft(aspect=Aspect.POLICE_LEAD, value="PC Nobody-Yet", from_on=TODAY)
    shared_desk.do(statuses.change_status, case_id, lead, TODAY)
    assert shared_desk.see(cases.load_case, case_id).managed.police_phone == ""


def test_a_lead_changed_with_the_case_leaves_no_old_number(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer(managed=OTHER)
    case = shared_desk.see(cases.load_case, case_id)
    again = replace(case.managed, police_lead="PC Else")
    shared_desk.do(cases.change_case, case_id, case.version, again, TODAY)
    case = shared_desk.see(cases.load_case, case_id)
    assert case.managed.police_phone == ""
    typed = replace(case.managed, police_lead="PC Mock", police_phone="01632 960 019")
    shared_desk.do(cases.change_case, case_id, case.version, typed, TODAY)
    assert shared_desk.see(cases.load_case, case_id).managed.police_phone == "01632 960 019"
