"""My plan in words: "I will ..." from what officers type, who by role, the days of the calendar, the advice."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from iom_desktop.display import my_plan_lines as lines
from iom_desktop.display.my_plan_lines import Line, i_will
from iom_desktop.display.words import in_language
from iom_desktop.domain.actions import Source
from iom_desktop.domain.codes import APPOINTMENT_TYPES, Sentence
from iom_desktop.domain.my_plan import Helper, MyAction, MyAppointment, PhoneNumber, Role
from iom_desktop.services.codes import shipped

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed, said",
    [
        ("Attend the clinic.", "I will attend the clinic."),
        ("attend the clinic", "I will attend the clinic"),
        ("To engage with services", "I will engage with services"),
        ("Do not go to Mill Street.", "I will not go to Mill Street."),
        ("Don’t ring her", "I will not ring her"),
        ("Not to enter the shop", "I will not enter the shop"),
        ("Never drink alone", "I will never drink alone"),
        ("No contact with the shop", "I will have no contact with the shop"),
        ("Mo will attend", "I will attend"),
        ("Mo must live at 14 Mill Court", "I must live at 14 Mill Court"),
        ("He has to sign on", "I must sign on"),
        ("Sampleton should ring first", "I should ring first"),
        ("I will stop.", "I will stop."),
        # What does not begin with a verb stays as it was typed.
        ("Curfew 7pm to 7am", "Curfew 7pm to 7am"),
        ("No later than 10:00 at the office", "No later than 10:00 at the office"),
        ("The clinic will ring Mo", "The clinic will ring Mo"),
        ("Mynd i'r clinig", "Mynd i'r clinig"),
        ("SIGN ON", "SIGN ON"),
        ("  ", ""),
    ],
)
def test_i_will(typed: str, said: str) -> None:
    assert i_will(typed, ("Mo Sampleton", "Mo")) == said


def test_what_belongs_to_an_action() -> None:
    action = MyAction(
        number="1.1",
        words="Attend",
        by=date(2026, 11, 20),
        at=time(10),
        how_often="weekly",
        support="A lift",
        evidence="Slip",
        if_missed="A visit",
        rule=Source.ORDER,
    )
    assert list(lines.action_lines(action, TODAY)) == [
        Line("How often", "weekly", typed=True),
        Line("By when", "Friday 20 November 2026, 10:00"),
        Line("", "This day has passed. I will talk to my officer about it."),
        Line("My help", "A lift", typed=True),
        Line("How I show it", "Slip", typed=True),
        Line("If I don’t", "A visit", typed=True),
        Line("", "This is a rule of my court order."),
    ]
    assert list(lines.action_lines(MyAction(number="1", words="Rest"), TODAY)) == []
    on_the_day = MyAction(number="1", words="Rest", by=TODAY)
    assert len(list(lines.others_lines(on_the_day, TODAY))) == 1


def test_who_it_is_by_role_or_a_service_by_name() -> None:
    assert lines.helper_line(Helper(Role.POLICE_LEAD)) == Line("", "Your police officer")
    assert lines.helper_line(Helper(Role.OTHER, "Northgate Recovery")) == Line(
        "", "Northgate Recovery", typed=True
    )
    with in_language("cy"):
        assert lines.helper_line(Helper(Role.COUNCIL)).words == "Gweithiwr o’r cyngor"


def appointment(code: str, minutes: int = 30) -> MyAppointment:
    return MyAppointment(
        starts_at=datetime(2026, 12, 1, 10),
        minutes=minutes,
        type_code=code,
        type_name="Something of the list",
        place="The office",
        helper=Helper(Role.PROBATION_LEAD),
        must=True,
    )


def test_every_appointment_of_the_list_is_told_in_plain_words() -> None:
    """The list's own words ("Planned doorstep contact") are the office's."""
    for item in shipped(APPOINTMENT_TYPES):
        one = appointment(item.code)
        assert lines.kind_words(one)
        assert len(lines.short_kind(one)) <= 14
    assert lines.kind_and_length(appointment("COAP", 45)) == "Meeting at the office, 45 minutes"
    assert lines.kind_and_length(appointment("OURS", 60)) == "Appointment, 1 hour"
    assert list(lines.appointment_lines(appointment("COAP"))) == [
        Line("", "The office", typed=True),
        Line("With", "Your probation officer"),
    ]


@pytest.mark.parametrize(
    "sentence, said",
    [
        (Sentence.LICENCE, "prison"),
        (Sentence.COMMUNITY_ORDER, "court"),
        (Sentence.SUSPENDED_SENTENCE, "court"),
        (Sentence.NON_STATUTORY, "I chose"),
        (None, "I chose"),
    ],
)
def test_what_happens_if_not(sentence: Sentence | None, said: str) -> None:
    assert said in lines.if_not_words(sentence)


def test_whose_number_it_is() -> None:
    assert lines.number_name(PhoneNumber(telephone="1", role=Role.POLICE_LEAD)) == "Your police officer"
    assert lines.number_name(PhoneNumber(telephone="999", name="Emergency")) == "Emergency"
    with in_language("cy"):
        assert lines.number_name(PhoneNumber(telephone="999", name="Emergency")) == "Argyfwng"
        assert lines.number_name(PhoneNumber(telephone="1", name="Our own line")) == "Our own line"
