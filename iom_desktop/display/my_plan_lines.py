"""My plan in words: what the person does as "I will ...", who helps by role, and when, in plain sentences.

Fixed wordings go through the catalogue, so that they are in the language of the paper. What an officer typed stays
as it is, but for "I will": ``Line.typed`` tells the two apart, since they may be in different languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from iom_desktop.display import labels
from iom_desktop.display.formats import (
    N_,
    count,
    join_words,
    long_date,
    short_date,
    short_month_day,
    time_of_day,
)
from iom_desktop.display.words import _, plural
from iom_desktop.domain.actions import Source
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.known_names import LeftOut, WhyOut
from iom_desktop.domain.languages import ENGLISH, language_of
from iom_desktop.domain.my_plan import (
    WEEKS,
    Helper,
    MyAction,
    MyAppointment,
    MyPlan,
    PhoneNumber,
    Role,
    first_monday,
)
from iom_desktop.domain.plans import Agreement, PlanState
from iom_desktop.domain.reading_age import TARGET, HardSentence, ReadingAge, reading_age
from iom_desktop.domain.text import fold_words, show_hidden


@dataclass(frozen=True, slots=True)
class Line:
    """A line under an action or an appointment. ``typed``: the words are an officer's, not the program's."""

    label: str
    words: str
    typed: bool = False


# --- I will --------------------------------------------------------------------------------------------


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Verbs that officers begin a required action with.
_VERBS = _listed(
    """
    accept act agree allow answer apologise apply arrange arrive ask attend avoid be become begin book bring build buy
    call carry change charge check choose claim clean collect come complete comply contact continue cook cut deal
    deliver describe discuss do drink drop eat email engage explain fill find finish follow get give go hand have help
    hold inform join keep leave let listen live look make manage meet move obey obtain offer open own pay phone pick
    plan practise prepare provide put read receive record reduce refrain register remain remove repay reply report
    return ring say search see seek send set share show sign sit sleep speak spend start stay stick stop study submit
    take talk tell test text think travel try turn undertake update use visit wait wake walk wash watch wear work write
    """
)
_NEVER = re.compile(r"(?:do not|don['’]t|not to|never)\s+", re.IGNORECASE)
_NOT_ANY = re.compile(r"no\s+(?=(?:contact|drugs?|alcohol|drink|weapons?|visits?)\b)", re.IGNORECASE)
_TO = re.compile(r"to\s+", re.IGNORECASE)
_SOMEBODY_WILL = re.compile(
    r"(?P<who>\w+)\s+(?P<must>will|must|should|is to|has to|needs to)\s+", re.IGNORECASE
)
_MUST = {"will": "I will", "is to": "I will", "should": "I should"}


def i_will(words: str, called: Iterable[str] = ()) -> str:
    """What the person does, as they would say it: "Attend the clinic." is "I will attend the clinic."

    ``called`` are the person's own names: "Mo will attend" is "I will attend". What does not begin with a verb
    stays as it was typed.
    """
    text = words.strip()
    own = {key for name in called for key in fold_words(name)} | {"he", "she", "they", "person"}
    if found := _SOMEBODY_WILL.match(text):
        if set(fold_words(found["who"])) <= own:
            return f"{_MUST.get(found['must'].lower(), 'I must')} {_lower(text[found.end() :])}"
        return text
    if found := _NEVER.match(text):
        return f"I will {'never' if found[0].lower().startswith('never') else 'not'} {_lower(text[found.end() :])}"
    if found := _NOT_ANY.match(text):
        return f"I will have no {_lower(text[found.end() :])}"
    if found := _TO.match(text):
        text = text[found.end() :]
    first = re.match(r"[A-Za-z-]+", text)
    if first is not None and first[0].lower() in _VERBS and not first[0].isupper():
        return f"I will {_lower(text)}"
    return words.strip()


def _lower(text: str) -> str:
    """``text`` within a sentence; a name of capitals stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def called_words(mine: MyPlan) -> tuple[str, ...]:
    """The names by which officers may call the person in what they type."""
    return (mine.name, mine.called)


# --- Who -----------------------------------------------------------------------------------------------


def role_words(role: Role) -> str:
    """Who somebody is to the person."""
    return labels.label(role)


def helper_line(helper: Helper) -> Line:
    """Who does it: a service by its name, anybody else by role."""
    if helper.service:
        return Line("", helper.service, typed=True)
    return Line("", role_words(helper.role))


# --- Actions -------------------------------------------------------------------------------------------

_RULES = {
    Source.LICENCE: N_("This is a rule of my licence."),
    Source.ORDER: N_("This is a rule of my court order."),
}


def day_and_time(day: date, at: time | None) -> str:
    """ "Tuesday 1 December 2026, 10:00"."""
    return ", ".join(part for part in (long_date(day), time_of_day(at)) if part)


def _when_lines(action: MyAction, today: date, passed: str) -> Iterator[Line]:
    """How often and by when; and that the day has passed, where it has."""
    if action.how_often:
        yield Line(_("How often"), action.how_often, typed=True)
    if action.by is not None:
        yield Line(_("By when"), day_and_time(action.by, action.at))
        if action.by < today:
            yield Line("", passed)


def others_lines(action: MyAction, today: date) -> Iterator[Line]:
    """What stands under something somebody else does."""
    return _when_lines(action, today, _("This day has passed. I can ask about it."))


def action_lines(action: MyAction, today: date) -> Iterator[Line]:
    """What stands under something the person does."""
    yield from _when_lines(action, today, _("This day has passed. I will talk to my officer about it."))
    if action.support:
        yield Line(_("My help"), action.support, typed=True)
    if action.evidence:
        yield Line(_("How I show it"), action.evidence, typed=True)
    if action.if_missed:
        yield Line(_("If I don’t"), action.if_missed, typed=True)
    if action.rule is not None:
        yield Line("", _(_RULES[action.rule]))


# --- Appointments --------------------------------------------------------------------------------------

#: What an appointment is in plain words, and in a word or two for the calendar, by type.
_KINDS: Mapping[str, tuple[str, str]] = {
    "COAI": (N_("First meeting at the office"), N_("Office")),
    "COAP": (N_("Meeting at the office"), N_("Office")),
    "CAIS": (N_("Meeting at the office"), N_("Office")),
    "COPT": (N_("Phone call"), N_("Phone")),
    "COVC": (N_("Video call"), N_("Video")),
    "COOO": (N_("Meeting"), N_("Meeting")),
    "C084": (N_("Meeting with all of your workers"), N_("Meeting")),
    "CHVS": (N_("Visit to your home"), N_("Home visit")),
    "IOHV": (N_("Visit to your home"), N_("Home visit")),
    "CODC": (N_("Visit at your door"), N_("Door visit")),
    "CPVS": (N_("Visit to you in prison"), N_("Visit")),
    "IPVS": (N_("Visit to you in prison"), N_("Visit")),
    "C089": (N_("Alcohol worker"), N_("Alcohol worker")),
    "C090": (N_("Drug worker"), N_("Drug worker")),
    "C240": (N_("Drug test"), N_("Drug test")),
    "DRGAPT": (N_("Drug test"), N_("Drug test")),
    "C007": (N_("Work and training"), N_("Work")),
    "C353": (N_("Money and benefits"), N_("Money")),
    "C101": (N_("Meeting with a service"), N_("Service")),
    "CAIE": (N_("Meeting with a service"), N_("Service")),
    "IOAV": (N_("Meeting with a service"), N_("Service")),
    "C133": (N_("Clinic"), N_("Clinic")),
    "CAIT": (N_("Meeting about what you need"), N_("Meeting")),
}
_OTHER_KIND = (N_("Appointment"), N_("Booked"))


def kind_words(one: MyAppointment) -> str:
    """What an appointment is, in plain words."""
    return _(_KINDS.get(one.type_code, _OTHER_KIND)[0])


def kind_and_length(one: MyAppointment) -> str:
    """ "Visit to your home, 45 minutes"."""
    return f"{kind_words(one)}, {length_words(one.minutes)}"


def short_kind(one: MyAppointment) -> str:
    """What an appointment is, for a small box of the calendar."""
    return _(_KINDS.get(one.type_code, _OTHER_KIND)[1])


def appointment_lines(one: MyAppointment) -> Iterator[Line]:
    """What stands under an appointment."""
    if one.place:
        yield Line("", one.place, typed=True)
    if one.helper is not None:
        who = helper_line(one.helper)
        yield Line(_("With"), who.words, who.typed)


def length_words(minutes: int) -> str:
    """ "45 minutes", "1 hour", "1 hour and 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [count(hours, "hour", "hours")] if hours else []
    parts += [count(rest, "minute", "minutes")] if rest or not hours else []
    return join_words(parts)


# --- The calendar --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: its appointments, and the actions to be done by then."""

    on: date
    past: bool
    appointments: tuple[MyAppointment, ...]
    actions: tuple[MyAction, ...]

    @property
    def busy(self) -> bool:
        """Whether there is anything on it."""
        return bool(self.appointments or self.actions)


def weeks(mine: MyPlan) -> tuple[tuple[Day, ...], ...]:
    """The four weeks of the calendar, each of seven days."""
    monday = first_monday(mine.today)
    todo = [action for goal in mine.goals for action in goal.actions]

    def day(on: date) -> Day:
        return Day(
            on=on,
            past=on < mine.today,
            appointments=tuple(one for one in mine.appointments if one.starts_at.date() == on),
            actions=tuple(one for one in todo if one.by == on),
        )

    return tuple(
        tuple(day(monday + timedelta(weeks=week, days=away)) for away in range(7)) for week in range(WEEKS)
    )


def day_lines(day: Day) -> Iterator[str]:
    """What stands in the box of a day, in a few words each."""
    for one in day.appointments:
        yield f"{time_of_day(one.starts_at.time())} {short_kind(one)}"
    for action in day.actions:
        yield _("Do {number}").format(number=action.number)


def day_head(day: Day) -> str:
    """ "23 Nov"."""
    return short_month_day(day.on)


# --- If I do not, numbers, the head --------------------------------------------------------------------

_IF_NOT = {
    Sentence.LICENCE: N_(
        "I am on licence. If I do not keep to it, I may get a warning. I could be sent back to prison."
    ),
    Sentence.COMMUNITY_ORDER: N_(
        "I am on a court order. If I do not keep to it, I may get a warning. "
        "I could go back to court. The court could send me to prison."
    ),
    Sentence.SUSPENDED_SENTENCE: N_(
        "I am on a court order. If I do not keep to it, I may get a warning. "
        "I could go back to court. The court could send me to prison."
    ),
}


def if_not_words(sentence: Sentence | None) -> str:
    """What happens where the person does not do what the plan asks."""
    if sentence in _IF_NOT:
        return _(_IF_NOT[sentence])
    return _("I chose to have this plan. If I do not do it, my officers will talk with me about it.")


def number_name(number: PhoneNumber) -> str:
    """Whose number it is. The names that come with the program are known to its catalogue; others are as typed."""
    return role_words(number.role) if number.role is not None else _(number.name)


def standing_words(mine: MyPlan) -> str:
    """Which plan it is and when it was agreed; that it is not agreed; or that there is none."""
    if mine.plan_number is None:
        return _("There is no plan yet.")
    version = _("Version {number}").format(number=mine.plan_number)
    if mine.state is PlanState.DRAFT:
        return f"{version}. {_('We have not agreed it yet.')}"
    if mine.agreed_on is None:
        return version
    said = _("Agreed") if mine.answer in (Agreement.AGREES, None) else _("We talked about it, and I said no")
    return f"{version}. {said}: {long_date(mine.agreed_on)}"


def foot_lead(mine: MyPlan) -> str:
    """What the foot of each page says first."""
    parts = [_("My plan")]
    if mine.plan_number is not None:
        parts.append(_("Version {number}").format(number=mine.plan_number))
    return " · ".join([*parts, _("Our reference: {crn}").format(crn=mine.crn)])


# --- For the officer -----------------------------------------------------------------------------------


def left_out_words(mine: MyPlan) -> tuple[str, ...]:
    """What the officer reads before giving the copy out: each thing that gave way, and where, once."""
    return tuple(dict.fromkeys(_left_out(one) for one in mine.left_out))


def _left_out(one: LeftOut) -> str:
    if one.why is WhyOut.UNTOLD:
        said = _("Required action {number} is not on it: nobody has gone through it with the person.")
        return said.format(number=one.where)
    if one.why is WhyOut.NOBODYS:
        said = _("Required action {number} is not on it: it does not say who does it.")
        return said.format(number=one.where)
    typed = show_hidden(one.words)
    typed = typed if len(typed) <= 80 else typed[:79] + "…"
    if one.why is WhyOut.KEPT_APART:
        said = _("“{words}” was left out: it is kept apart from the person.")
    else:
        said = _("“{words}” became “{by}”.")
    where = _("In {number}: ").format(number=one.where) if one.where else ""
    return where + said.format(words=typed, by=one.by)


#: Numbers as words, for the officer's advice.
_NUMBERS = (
    N_("No"), N_("One"), N_("Two"), N_("Three"), N_("Four"), N_("Five"), N_("Six"), N_("Seven"), N_("Eight"),
    N_("Nine"),
)  # fmt: skip
#: Most hard sentences told of, and the longest part of one.
_MOST_HARD, _LONGEST_QUOTE = 8, 90


def reading_age_of(mine: MyPlan) -> ReadingAge:
    """The reading age of what officers typed in English for this copy."""
    return reading_age(text for text in mine.typed() if language_of(text) == ENGLISH)


def advice_words(mine: MyPlan) -> tuple[str, ...]:
    """What the officer is told about how hard it is to read: the age, then each hard sentence and why."""
    found = reading_age_of(mine)
    if found.age is None:
        return ()
    age = _("Reading age {age}.").format(age=found.age)
    if not found.on_target:
        aim = _("Aim for {least} to {most}.").format(least=TARGET[0], most=TARGET[1])
        age = f"{age} {aim}"
    if not found.hard:
        return (age,)
    n = len(found.hard)
    number = _(_NUMBERS[n]) if n < len(_NUMBERS) else str(n)
    hard = plural("{number} sentence is hard:", "{number} sentences are hard:", n).format(number=number)
    told = tuple(_hard_words(one) for one in found.hard[:_MOST_HARD])
    return (f"{age} {hard}", *told)


def _hard_words(one: HardSentence) -> str:
    quoted = " ".join(show_hidden(one.words).split())
    if len(quoted) > _LONGEST_QUOTE:
        quoted = quoted[: _LONGEST_QUOTE - 1].rstrip() + "…"
    why = []
    if one.is_long:
        why.append(_("{count} words: make two sentences of it").format(count=one.length))
    why += [_("for “{word}” try “{plain}”").format(word=word, plain=plain) for word, plain in one.office]
    if one.long_words:
        why.append(_("long words: {words}").format(words=", ".join(one.long_words)))
    return f"“{quoted}”: {'; '.join(why)}."


def version_words(mine: MyPlan) -> str:
    """ "Version 2, agreed 20 Nov 2026", "Version 3, draft": which plan it is, for the register of copies."""
    if mine.plan_number is None:
        return _("No plan yet")
    version = _("Version {number}").format(number=mine.plan_number)
    if mine.state is PlanState.DRAFT or mine.agreed_on is None:
        return f"{version}, {_('draft')}"
    return f"{version}, {_('agreed {day}').format(day=short_date(mine.agreed_on))}"


def appointment_head(one: MyAppointment) -> str:
    """ "Tuesday 1 December 2026, 10:00"."""
    return day_and_time(one.starts_at.date(), one.starts_at.time())
