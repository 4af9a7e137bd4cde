"""My plan on paper: every word of it, in both languages and both sizes, and nothing too small or off the page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import pypdf
import pytest

from iom_desktop.display import my_plan_lines, words
from iom_desktop.domain.actions import Source
from iom_desktop.domain.codes import Sentence
from iom_desktop.domain.documents import NumberedCopy
from iom_desktop.domain.my_plan import (
    Helper,
    MyAction,
    MyAppointment,
    MyGoal,
    MyPlan,
    Office,
    PhoneNumber,
    Role,
)
from iom_desktop.domain.plans import Agreement, PlanState
from iom_desktop.domain.text import clean
from iom_desktop.errors import UserError
from iom_desktop.reports.my_plan import my_plan
from tests.reports.pdf_text import pages_of, squeezed, words_of
from tests.test_hazards import HAZARDS

NOW = datetime(2026, 11, 22, 14)
LONG = "Go to the clinic and take the blue form with you. " * 240


def action(number: str = "1.1", said: str = "Attend the clinic.", **more: Any) -> MyAction:
    return MyAction(number=number, words=said, **more)


def goal(number: str = "1", *actions: MyAction, said: str = "I will stop using.") -> MyGoal:
    return MyGoal(number=number, words=said, target_on=date(2027, 2, 1), actions=actions)


def mine(**changes: Any) -> MyPlan:
    full = action(
        by=date(2026, 12, 1),
        at=time(10),
        how_often="every Monday",
        support="Your police officer drives me",
        evidence="The clinic tells us",
        if_missed="A visit that evening",
        rule=Source.LICENCE,
    )
    plan = MyPlan(
        case_id="case", crn="Z000001", name="Mo Sampleton", called="Mo", made_at=NOW, made_by="PC Test Baker",
        language="en", large_print=False, plan_id="plan", plan_number=2, state=PlanState.AGREED,
        agreed_on=date(2026, 11, 20), answer=Agreement.AGREES, review_on=date(2027, 1, 20),
        sentence=Sentence.LICENCE, goals=(goal("1", full, action("1.2", "Ring the library.")),),
        others=(action("1.3", "Write to the clinic.", helper=Helper(Role.PROBATION_LEAD), by=date(2026, 11, 3)),),
        appointments=tuple(
            MyAppointment(
                starts_at=datetime(2026, 11, 24, 10) + timedelta(days=7 * n), minutes=45, type_code="COAP",
                type_name="Office", place="Mill Street", helper=Helper(Role.POLICE_LEAD), must=True,
            )
            for n in range(3)
        ),
        words=("A room first.",),
        telephones=(
            PhoneNumber(role=Role.POLICE_LEAD, telephone="01632 960 001"),
            PhoneNumber(role=Role.PROBATION_LEAD, telephone=""),
            PhoneNumber(name="Emergency", telephone="999", when="Any time"),
        ),
        office=Office(address="1 Mill Street\nMocktown", telephone="01632 960 099", hours="9 to 5"),
        left_out=(), rules=(),
    )  # fmt: skip
    return replace(plan, **changes)


EMPTY = {
    "goals": (), "others": (), "appointments": (), "words": (), "telephones": (), "office": Office(),
    "plan_number": None, "plan_id": None, "state": None, "agreed_on": None, "answer": None, "review_on": None,
    "sentence": None,
}  # fmt: skip
PLANS: dict[str, dict[str, Any]] = {
    "usual": {},
    "empty": EMPTY,
    "draft": {"state": PlanState.DRAFT, "agreed_on": None, "answer": None},
    "forty": {
        "goals": tuple(
            goal(str(g), *(action(f"{g}.{n}", f"Attend place {g}-{n}.", by=NOW.date()) for n in range(1, 11)))
            for g in range(1, 5)
        )
    },
    "long": {"goals": (goal("1", action(said=LONG, if_missed=LONG), said=LONG),), "words": (LONG,)},
    "unbroken": {"goals": (goal("1", action(said="x" * 2000), said="y" * 2000),), "name": "Z" * 60},
    "scripts": {
        "name": "Łukasz Żółć-Święcicki محمد 王小明",
        "goals": (goal("1", action(said="Iść do محمد i 王小明"), said="Będę pracować"),),
    },
    "surname": {"name": "Maximilian " + "Abcdefghij-" * 5 + "Klmno"},
}
LOOKS = [("en", False), ("en", True), ("cy", False), ("cy", True)]


@cache
def drawn(name: str, language: str, large_print: bool) -> bytes:
    return my_plan(mine(**PLANS[name], language=language, large_print=large_print))


def sizes(pdf: bytes) -> dict[float, str]:
    """The sizes of the words on the pages, each with some of its words."""
    found: dict[float, str] = {}

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            found[round(size * abs(tm[0]) * abs(cm[0]), 2)] = text

    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("language, large_print", LOOKS)
@pytest.mark.parametrize("name", [name for name in PLANS if name not in ("long", "forty")])
def test_nothing_is_too_small_to_read(name: str, language: str, large_print: bool) -> None:
    found = sizes(drawn(name, language, large_print))
    assert min(found) >= (18 if large_print else 12), found


@pytest.mark.parametrize("language, large_print", LOOKS)
def test_every_word_is_on_it(language: str, large_print: bool) -> None:
    plan = mine(language=language)
    printed = words_of(drawn("usual", language, large_print))
    said = [text for text in plan.typed() if text not in ("Attend the clinic.", "Ring the library.")]
    said += ["I will attend the clinic.", "I will ring the library.", "01632 960 001", "999", "01632 960 099"]
    said += ["1 Mill Street", "Mocktown", "9 to 5", "Mo Sampleton", "Mill Street"]
    with words.in_language(language):
        for number in plan.telephones:
            said.append(my_plan_lines.number_name(number))
        for one in plan.appointments:
            said.append(my_plan_lines.appointment_head(one))
        said += [my_plan_lines.if_not_words(plan.sentence), my_plan_lines.standing_words(plan)]
    for text in said:
        assert squeezed(text) in printed, text


@pytest.mark.parametrize("language, large_print", [("en", False), ("cy", True)])
@pytest.mark.parametrize("name", ["long", "forty", "unbroken"])
def test_nothing_of_a_long_plan_is_cut_off(name: str, language: str, large_print: bool) -> None:
    pdf = drawn(name, language, large_print)
    printed = "".join(squeezed(" ".join(page)) for page in pages_of(pdf))
    if name == "forty":
        for g in range(1, 5):
            for n in range(1, 11):
                assert f"Iwillattendplace{g}-{n}." in printed
    elif name == "unbroken":
        assert printed.count("x") >= 2000
        assert printed.count("y") >= 2000
    else:
        # The goal, the action, what happens if not, and the person's own words.
        assert printed.count("blue") == 4 * 240


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_usual_plan_is_two_or_three_pages(language: str) -> None:
    assert len(pages_of(drawn("usual", language, False))) <= 3


def test_one_with_nothing_in_it_says_so() -> None:
    printed = words_of(drawn("empty", "en", False))
    for said in (
        "There is no plan yet.",
        "There is nothing for me to do yet.",
        "No meetings are booked yet.",
        "No numbers are recorded yet.",
        "I chose to have this plan.",
    ):
        assert squeezed(said) in printed


def test_a_draft_says_so_on_each_page() -> None:
    assert all("DRAFT" in page for page in pages_of(drawn("draft", "en", False)))
    assert all("DRAFFT" in page for page in pages_of(drawn("draft", "cy", False)))
    assert not any("DRAFT" in page for page in pages_of(drawn("usual", "en", False)))


def test_what_was_answered_is_what_is_said() -> None:
    assert "Agreed:Friday20November2026" in words_of(drawn("usual", "en", False))
    refused = words_of(my_plan(mine(answer=Agreement.DOES_NOT_AGREE)))
    assert "Agreed" not in refused
    assert squeezed("We talked about it, and I said no: Friday 20 November 2026") in refused


def test_names_of_any_script_are_printed_or_spelt_out() -> None:
    printed = words_of(drawn("scripts", "en", False))
    assert "ŁukaszŻółć-Święcicki" in printed
    assert "Będępracować" in printed
    for char in "王小明":
        assert char in printed or f"[U+{ord(char):04X}]" in printed


COPY = NumberedCopy(
    id="copy",
    number=1,
    of=2,
    code="7F3A-91C2",
    recipient="Mo Sampleton",
    made_by="PC Secret Name",
    made_at=NOW,
)


@pytest.mark.parametrize("large_print", [False, True])
def test_a_copy_says_its_number_and_code_and_nobodys_name(large_print: bool) -> None:
    pdf = my_plan(mine(large_print=large_print), COPY)
    printed = words_of(pdf)
    assert squeezed("copy 1 of 2 for Mo Sampleton") in printed
    assert "7F3A-91C2" in printed
    assert "Secret" not in printed
    assert "OFFICIAL" not in printed
    # It falls on pages as the preview did.
    assert len(pages_of(pdf)) == len(pages_of(drawn("usual", "en", large_print)))


def test_it_is_in_its_language_and_marks_what_is_not() -> None:
    pdf = pypdf.PdfReader(io.BytesIO(drawn("usual", "cy", False)))
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "cy"
    found: dict[str, list[str]] = {}
    for number in range(1, len(pdf.xref[0]) + 1):
        try:
            one: Any = pdf.get_object(number)
        except pypdf.errors.PdfReadError:
            continue
        if isinstance(one, dict) and one.get("/Lang") and one.get("/S"):
            found.setdefault(one["/Lang"], []).append(one["/S"])
    assert set(found) == {"en-GB"}
    assert len(found["en-GB"]) >= len([text for text in mine().typed() if text])
    english = pypdf.PdfReader(io.BytesIO(drawn("usual", "en", False)))
    assert english.trailer["/Root"]["/Lang"] == "en-GB"  # type: ignore[index]


def test_every_fixed_wording_has_its_welsh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wording that My plan asks for is in the Welsh catalogue."""
    asked: set[str] = set()
    catalogue = words._catalogue("cy")

    class Listening:
        def gettext(self, text: str) -> str:
            asked.add(text)
            return catalogue.gettext(text)

        def ngettext(self, one: str, many: str, n: int) -> str:
            return catalogue.ngettext(one, many, n)

    monkeypatch.setattr(words, "_catalogue", lambda code: Listening())
    for name in ("usual", "empty", "draft"):
        for large_print in (False, True):
            plan = mine(**PLANS[name], language="cy", large_print=large_print)
            my_plan(plan)
            my_plan(plan, replace(COPY, made_by=""))
    for sentence in (None, *Sentence):
        with words.in_language("cy"):
            my_plan_lines.if_not_words(sentence)
    known = {key for key in vars(catalogue)["_catalog"] if isinstance(key, str)}
    assert sorted(asked - known) == []
    assert "My plan" in asked


def kept(text: str) -> str:
    """``text`` as a field keeps it; nothing where it is refused."""
    try:
        return clean(text, label="Text")
    except UserError:
        return ""


def test_whatever_was_typed_is_printed() -> None:
    """Named hazards as actions of one plan, each between two marks."""
    texts = {name: kept(text) for name, text in HAZARDS.items()}
    actions = tuple(
        action(f"1.{n}", f"Mark{n}a {text} Mark{n}b", support=text, how_often=" ".join(text.split()))
        for n, text in enumerate(texts.values())
        if text and len(text) < 3000
    )
    printed = words_of(my_plan(mine(goals=(goal("1", *actions),))))
    for n, (name, text) in enumerate(texts.items()):
        if not text or len(text) >= 3000:
            continue
        assert f"Mark{n}a" in printed, name
        assert f"Mark{n}b" in printed, name
        if text.isascii() and "\t" not in text and len(text) < 300:
            assert f"Mark{n}a{squeezed(text)}Mark{n}b" in printed, name
        between = printed.split(f"Mark{n}a")[1].split(f"Mark{n}b")[0]
        assert between, name  # never a silent blank
