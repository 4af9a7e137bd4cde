"""Suggested wordings for goals and required actions, by need, with [blanks] to fill.

They are a start, in plain English and a dozen words or so; an officer changes them to fit the person. A blank
is a word or two in square brackets. One that is still there when the plan is to be agreed is a fault of the
plan (``domain.clarity``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from iom_desktop.domain.actions import SERVES_RISK

#: A blank: a few plain words in square brackets, on one line.
_BLANK = re.compile(r"\[[^\[\]\n]{1,40}\]")


@dataclass(frozen=True, slots=True)
class Wording:
    """A suggested required action: what must be done, how it is shown done, what happens if it is not."""

    what: str
    evidence: str
    if_missed: str
    how_often: str = ""


def blanks(text: str) -> list[tuple[int, int]]:
    """Where the blanks of ``text`` begin and end, in order."""
    return [match.span() for match in _BLANK.finditer(text)]


def next_blank(text: str, start: int) -> tuple[int, int] | None:
    """The first blank of ``text`` that begins at ``start`` or after it; nothing where there is none."""
    match = _BLANK.search(text, start)
    return None if match is None else match.span()


def blanks_left(text: str) -> list[str]:
    """What the blanks of ``text`` that nobody filled ask for: "service", "day"."""
    return [text[start + 1 : end - 1] for start, end in blanks(text)]


def goals_for(serves: Iterable[str]) -> tuple[str, ...]:
    """Goals suggested for these needs (codes of the needs list, or ``SERVES_RISK``), in their order."""
    return tuple(words for code in _worded(serves) for words in _GOALS.get(code, ()))


def actions_for(serves: Iterable[str]) -> tuple[Wording, ...]:
    """Required actions suggested for these needs, in their order."""
    return tuple(wording for code in _worded(serves) for wording in _ACTIONS.get(code, ()))


def _worded(serves: Iterable[str]) -> dict[str, None]:
    """The codes as wordings are kept: the risk to one group has those of the risk as a whole."""
    return dict.fromkeys(code.partition(":")[0] for code in serves)


def needs_worded() -> frozenset[str]:
    """The codes there are wordings for."""
    return frozenset(_GOALS)


_GOALS: dict[str, tuple[str, ...]] = {
    "ACCOMMODATION": (
        "I will have a room of my own that I can keep.",
        "I will keep my tenancy at [address] until at least [date].",
        "I will stay every night at the address I have given, [address].",
        "I will bring my rent arrears down from [amount] to [amount].",
        "I will stop sleeping out and move into [place].",
        "I will get on well enough with my neighbours that nobody has to complain.",
    ),
    "ETE": (
        "I will be in paid work of at least [number] hours a week.",
        "I will finish the [course] course and get the certificate.",
        "I will have a CV and [number] applications sent.",
        "I will read and write well enough to fill in a form by myself.",
        "I will get my [card or licence] so that I can work in [trade].",
        "I will keep the job I have at [employer].",
    ),
    "FINANCE": (
        "I will have money coming in that I can account for.",
        "I will bring what I owe down from [amount] to [amount].",
        "I will have a bank account in my own name.",
        "I will pay my rent and bills before I spend on anything else.",
        "I will know each week what I have and what it has to pay for.",
    ),
    "RELATIONSHIPS": (
        "I will see my children as the court or the social worker has agreed.",
        "I will end arguments by walking away and calling [name].",
        "I will be somebody my [family member] can rely on again.",
        "I will tell my officer about any new relationship within [number] days.",
        "I will leave [name] alone: no visits, no calls, no messages.",
        "I will spend [day] with people who do not offend.",
    ),
    "LIFESTYLE": (
        "I will keep away from the people I offended with.",
        "I will fill my [evenings or days] with something I want to keep.",
        "I will stay out of [area] between [time] and [time].",
        "I will have two people I can ring when I am asked to join in.",
        "I will spend [number] hours a week at [gym, club or group].",
    ),
    "DRUGS": (
        "I will stop using [drug] every day.",
        "I will go from [number] to [number] days a week without using.",
        "I will stay on my script and not use on top.",
        "I will give clean tests for [number] weeks in a row.",
        "I will finish detox at [service] and stay off [drug] afterwards.",
        "I will know what sets me off and what I do instead.",
    ),
    "ALCOHOL": (
        "I will have [number] days a week without a drink.",
        "I will cut down from [number] to [number] units a week, safely and with help.",
        "I will stop drinking before I go out at night.",
        "I will finish detox at [service] and stay sober afterwards.",
        "I will keep my alcohol tag on and stay dry until [date].",
    ),
    "WELLBEING": (
        "I will have somebody to talk to every week about how I feel.",
        "I will take my medication every day as it was prescribed.",
        "I will know what to do, and whom to call, when I feel I might hurt myself.",
        "I will sleep at night and be up by [time] in the morning.",
        "I will be registered with a doctor and keep my appointments there.",
    ),
    "THINKING": (
        "I will stop and think before I act.",
        "I will finish the [programme] programme and use what I learned.",
        "I will spot when I am getting angry and leave before it starts.",
        "I will plan my week so that I do not miss what I have to do.",
        "I will talk a problem through with [name] before I decide.",
    ),
    "ATTITUDES": (
        "I will say honestly what I did and whom it hurt.",
        "I will meet my officer on time and say what I really think.",
        "I will make good some of the harm I did to [person or place].",
        "I will take part in [restorative service] and hear what it did to them.",
        "I will find out what a life without offending has given [name or mentor].",
    ),
    SERVES_RISK: (
        "I will live without hurting anybody.",
        "I will follow my [licence condition, curfew or exclusion zone].",
        "I will ask for help before I am in danger of hurting somebody.",
        "I will keep away from [person or place] and let it be checked.",
        "I will be where I said I would be between [time] and [time].",
    ),
}

_WARNED = "Home visit within [number] days; first warning letter the next working day."
_BREACH = "A warning letter; a second unacceptable absence is breach."
_TALK = "We talk about what got in the way at the next office visit, and agree a new date."

_ACTIONS: dict[str, tuple[Wording, ...]] = {
    "ACCOMMODATION": (
        Wording(
            "Go with [officer] to view [address].",
            "The viewing slip, put on file.",
            "The room is offered to somebody else; say so to them.",
        ),
        Wording(
            "Attend the housing appointment with [housing officer] at [place].",
            "Housing options confirm by e-mail the same day.",
            "Back on the waiting list; new appointment asked for.",
        ),
        Wording(
            "Stay every night at [address].",
            "Tag data, and a visit by [officer] each week.",
            "Same-day visit; recall or breach considered by [officer].",
            "every night",
        ),
        Wording(
            "Pay [amount] a week towards rent by standing order.",
            "The bank statement, shown each month.",
            "Missed twice: joint visit with the landlord.",
            "every week",
        ),
        Wording("Bring proof of identity and of income to [housing officer].", "Copies on file.", _TALK),
        Wording(
            "Follow the house rules at [hostel].",
            "The key worker reports each [day].",
            "A three-way meeting within 2 working days.",
            "every day",
        ),
    ),
    "ETE": (
        Wording(
            "Attend the [course] course at [place].", "The register, sent each [day].", _TALK, "every [day]"
        ),
        Wording(
            "Meet the work coach at [job centre].",
            "The coach confirms by e-mail.",
            "Benefit may be stopped; new appointment made together.",
        ),
        Wording(
            "Send [number] job applications and show them.",
            "The list, brought to the office visit.",
            _TALK,
            "every week",
        ),
        Wording("Write a CV with [name].", "The CV is on file.", _TALK),
        Wording("Take the reading and writing test at [college].", "The result on file.", _TALK),
        Wording(
            "Turn up for work at [employer] on time.",
            "Payslips, shown each month.",
            "We ring the employer together and agree what to do.",
            "every working day",
        ),
    ),
    "FINANCE": (
        Wording("Bring bank and identity letters to [place].", "Copies on file.", _TALK),
        Wording(
            "Finish the benefit claim with [officer].",
            "The claim number is on file.",
            "A new meeting within the same week.",
        ),
        Wording(
            "Pay [amount] off the debt to [creditor].",
            "The receipt or statement, shown each month.",
            "Missed twice: a meeting with the debt adviser.",
            "every week",
        ),
        Wording("Meet the debt adviser at [service].", "The adviser confirms by e-mail.", _TALK),
        Wording("Open a bank account at [bank].", "The account letter, shown at the office.", _TALK),
    ),
    "RELATIONSHIPS": (
        Wording("Attend the relationships programme at [place].", "The register.", _BREACH, "every [day]"),
        Wording(
            "Have no contact with [name], directly or through others.",
            "Checks with [name or agency] each week; phone looked at on visits.",
            "Recall or breach considered the same day.",
        ),
        Wording(
            "See the children only at [place], with [supervisor] there.",
            "The contact centre's report.",
            "Children's services are told the same day.",
            "every [day]",
        ),
        Wording(
            "Tell [officer] the name of any new partner within [number] days.",
            "Asked at each visit; the answer is on file.",
            "A disclosure meeting, and a warning.",
        ),
        Wording("Meet the family worker at [service].", "The worker confirms by e-mail.", _TALK),
    ),
    "LIFESTYLE": (
        Wording(
            "Keep away from [name] and from [place] between [time] and [time].",
            "Tag data, and police checks [number] evenings a week.",
            "Recall or breach considered the same day.",
        ),
        Wording(
            "Be at home between [time] and [time].",
            "Tag data; doorstep checks by the police.",
            "A warning the next working day; a second time, breach or recall.",
            "every night",
        ),
        Wording("Meet the mentor from [service].", "The mentor's note each month.", _TALK, "every week"),
        Wording("Go to [gym, club or group].", "The sign-in sheet.", _TALK, "twice a week"),
        Wording(
            "Answer the door to police visits at [address].",
            "The visit log.",
            "A second visit the same evening; then a warning.",
        ),
    ),
    "DRUGS": (
        Wording(
            "Attend the assessment at [service].", "The service e-mails attendance the same day.", _WARNED
        ),
        Wording(
            "Collect the script before [time].",
            "The chemist's sheet, checked each [day] by [officer].",
            "Missed twice in a week: a three-way meeting within 2 working days.",
            "every day",
        ),
        Wording(
            "Give a test sample at [place].",
            "The result on file.",
            "Three positives in a row go to the panel.",
            "every [day]",
        ),
        Wording(
            "Attend the recovery group at [service].", "The register, sent each week.", _BREACH, "every [day]"
        ),
        Wording(
            "Keep the appointment with the drug worker, [name].",
            "The worker confirms by e-mail.",
            _WARNED,
            "every week",
        ),
        Wording(
            "Carry naloxone and show that it is there.",
            "Shown at each visit.",
            "A new kit is given at the visit.",
        ),
    ),
    "ALCOHOL": (
        Wording(
            "Attend the alcohol assessment at [service].",
            "The service e-mails attendance the same day.",
            _WARNED,
        ),
        Wording(
            "Fill in the drink diary and bring it.",
            "The diary, seen and initialled.",
            _TALK,
            "every office visit",
        ),
        Wording(
            "Take a breath test at [place].",
            "The reading on file.",
            "Seen as a positive; a three-way meeting within 5 working days.",
            "every [day]",
        ),
        Wording(
            "Keep the alcohol tag on and charged.", "Tag data.", "A warning the same day; then back to court."
        ),
        Wording("Attend the group at [service].", "The register, sent each week.", _BREACH, "every [day]"),
    ),
    "WELLBEING": (
        Wording("See the doctor at [surgery].", "The appointment letter, shown.", _TALK),
        Wording(
            "Attend the first appointment with [mental health service].",
            "The service confirms by e-mail.",
            "[officer] rings the same day and a new date is asked for.",
        ),
        Wording(
            "Take the medication as prescribed.",
            "Blister pack shown at each visit.",
            "The nurse is told the same day.",
            "every day",
        ),
        Wording(
            "Ring [name or helpline] before things get too much.",
            "Talked about at each visit.",
            "The safety plan is gone through again at the next visit.",
        ),
        Wording("Write a safety plan with [name].", "The safety plan is on file.", _TALK),
    ),
    "THINKING": (
        Wording("Attend the [programme] programme at [place].", "The register.", _BREACH, "every [day]"),
        Wording(
            "Go through one difficult moment of the week with [officer].",
            "Noted after each visit.",
            _TALK,
            "every office visit",
        ),
        Wording("Keep the office appointment with [officer].", "The contact record.", _BREACH, "every [day]"),
        Wording("Leave and ring [name] when an argument starts.", "Talked about at each visit.", _TALK),
        Wording(
            "Keep a diary of the week's appointments and show it.",
            "The diary, seen at each visit.",
            _TALK,
            "every week",
        ),
    ),
    "ATTITUDES": (
        Wording("Meet the restorative justice worker at [place].", "The worker confirms by e-mail.", _TALK),
        Wording(
            "Write down what happened and whom it hurt, and go through it with [officer].",
            "The pages are on file.",
            _TALK,
        ),
        Wording("Do [number] hours of unpaid work at [project].", "The time sheet.", _BREACH, "every [day]"),
        Wording("Come to supervision with [officer] on time.", "The contact record.", _BREACH, "every [day]"),
        Wording(
            "Meet a mentor who has stopped offending, from [service].", "The mentor's note each month.", _TALK
        ),
    ),
    SERVES_RISK: (
        Wording(
            "Keep away from [person or place].",
            "Tag data; police checks [number] evenings a week.",
            "Recall or breach considered the same day.",
        ),
        Wording(
            "Be at [address] between [time] and [time].",
            "Tag data; doorstep checks by the police.",
            "A warning the next working day; a second time, breach or recall.",
            "every night",
        ),
        Wording(
            "Let the police search [what], when they ask.",
            "The search record.",
            "Recall considered the same day.",
        ),
        Wording(
            "Report to [police station].", "The signing sheet.", "A home visit the same day.", "every [day]"
        ),
        Wording(
            "Tell [officer] of any change of address, phone or car within [number] days.",
            "Asked at each visit.",
            "A warning the next working day.",
        ),
    ),
}
