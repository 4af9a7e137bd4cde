"""Strange data through the papers: whatever was typed is on the page, whole and within the margins, or is visibly
replaced. Nothing is a silent blank, and nothing typed means no "None"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from iom_desktop.domain.actions import ProgressNote, Source, Who
from iom_desktop.domain.audiences import CONFERENCE, COURT, FULL, Reader
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.conferences import How, MinuteKind
from iom_desktop.domain.letters import LetterDraft
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.packs import ActionPaper
from iom_desktop.reports import fonts, paper
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.decision_record import decision_record
from iom_desktop.reports.deselection_record import deselection_record
from iom_desktop.reports.letter import letter_pdf
from iom_desktop.reports.minutes import action_list_pdf, minutes_pdf
from iom_desktop.reports.plan_summary import plan_summary
from tests.reports import factory, test_band_papers, test_decision_record, test_minutes
from tests.reports.glyphs import Piece, pieces
from tests.reports.pack_factory import head, minute
from tests.reports.pdf_text import squeezed

Typed = Callable[[str], str]


def _tokens(many: int, by: str) -> str:
    return by.join(f"({n})" for n in range(many))


#: Short and strange, each of it typed wherever something is typed.
STRANGE = (
    "<b>bold</b> & </para> <img src='x'> &amp; {braces} %s",
    "Łukasz Żółć-Gęślą Jaźń",
    "Siân ŵyn Llŷr Ŷ",
    "\u674e\u5c0f\u9f99\u3001\u738b\u82b3",
    "\u0645\u062d\u0645\u062f \u0627\u0644\u062d\u0633\u0646",
    "\u05d3\u05d5\u05d3",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
    "one\u202etwo\u200bthree\u00adfour\ufefffive\u200e",
    "“quotes” ‘single’ – dash — long … £5 €6 ½ ° × é\u0301",
    "Featherstonehaugh-Cholmondeley-Wolfeschlegelsteinhausenberg",
)
#: What is typed; each place has its own name before it.
KINDS = {
    "a long note": _tokens(2000, " ")[:12_000].rsplit(" ", 1)[0],
    "an unbroken word": _tokens(420, "")[:2000].rsplit("(", 1)[0],
    "many lines": "\n".join(f"({n})" for n in range(150)),
    "strange": " / ".join(STRANGE),
}
LONG = {"a long note", "an unbroken word", "many lines"}


def plan(typed: Typed, name: Typed) -> bytes:
    """The full plan."""
    return case_plan(plan_file(typed, name))


def plan_file(typed: Typed, name: Typed, *, notes: bool = True) -> CaseFile:
    action = factory.action(
        "1.1", typed("what"), how_often=name("often"), if_missed=typed("missed"), evidence=typed("evidence"),
        support=typed("support"), source=Source.LICENCE, source_detail=name("detail"),
        notes=(ProgressNote(words=typed("progress"), by="PC Baker", at=factory.NOW),),
    )  # fmt: skip
    theirs = factory.action("1.2", typed("theirs"), who=Who.PARTNER, who_name=name("partner"))
    goal = factory.goal("1", typed("goal"), action, theirs)
    who = factory.person(surname="Hudson", forenames=name("forenames"), known_as=name("known"))
    return factory.case_file(
        case=factory.case(who, flags=(factory.flag(name("flag"), note=typed("flagged")),), risk_when=typed("when")),
        decision=factory.decision_one(rationale=typed("why")),
        plan=factory.plan(goal, contingency=typed("contingency"), persons_words=typed("words")),
        needs=(factory.need("DRUGS", name("need"), Severity.SEVERE, note=typed("note"), strengths=typed("good")),),
        services=(factory.service("Drugs", service=name("service"), identified_on=factory.TODAY,
                                  note=typed("served")),),
        appointments=(factory.appointment(datetime(2026, 11, 3, 10), place=name("place"), outcome="Came",
                                          outcome_note=typed("came")),),
        notes=(factory.note(typed("noted")),) if notes else (),
    )  # fmt: skip


def conference(typed: Typed, name: Typed) -> bytes:
    """The conference's copy, but for the notes it does not have."""
    file = plan_file(typed, name, notes=False)
    return case_plan(replace(file, audience=CONFERENCE.audience, reader=CONFERENCE))


def court(typed: Typed, name: Typed) -> bytes:
    """The court's copy, of what it holds."""
    file = factory.case_file(
        plan=factory.plan(factory.goal("1", typed("goal"), factory.action("1.1", typed("what")))),
        needs=(factory.need("DRUGS", name("need"), Severity.SEVERE, note=typed("note")),),
        audience=COURT.audience, reader=COURT,
    )  # fmt: skip
    return case_plan(file)


def decision(typed: Typed, name: Typed) -> bytes:
    """The decision record."""
    said = {key: typed(key) for key in ("rationale", "additionality", "objectives", "dissent")}
    file = test_decision_record.file(timescale=name("timescale"), scores=name("scores"), **said)
    assert file.referral is not None
    referral = replace(file.referral, said=replace(file.referral.said, grounds=typed("grounds")))
    return decision_record(replace(file, referral=referral))


def deselection(typed: Typed, name: Typed) -> bytes:
    """The record of a de-selection."""
    file = test_band_papers.file_of()
    said = replace(
        file.deselection.said, words=typed("words"), exit_plan=typed("exit"), dissent=typed("dissent")
    )
    person = replace(file.case.person, known_as=name("known"))
    return deselection_record(
        replace(
            file,
            deselection=replace(file.deselection, said=said),
            case=replace(file.case, person=person),
        )
    )


def minutes(typed: Typed, name: Typed) -> bytes:
    """The minutes."""
    told = tuple(minute(typed(kind.value), kind) for kind in MinuteKind)
    done = test_minutes.action(what=typed("what"), owner=name("owner"))
    case = test_minutes.case(minutes=told, actions=(done,))
    came = test_minutes.attendance("police", How.REPORT, name=name("came"), contribution=typed("told"))
    return minutes_pdf(test_minutes.paper(case, attendance=(came,)))


def actions(typed: Typed, name: Typed) -> bytes:
    """The list of actions."""
    new = (test_minutes.action(what=typed("what"), owner=name("owner")),)
    old = (test_minutes.action(what=typed("old"), agency="health", person=name("person")),)
    return action_list_pdf(ActionPaper(head=head(), new=new, previous=old))


def letter(typed: Typed, name: Typed) -> bytes:
    """A letter."""
    said = LetterDraft(
        template_code="X", sent_on=date(2026, 11, 22), addressed_to=name("to"), subject=name("subject"),
        words=typed("words"),
    )  # fmt: skip
    return letter_pdf(said, "D796000")


PAPERS = {
    one.__name__: one for one in (plan, conference, court, decision, deselection, minutes, actions, letter)
}


class _Typist:
    """Types ``words`` wherever it is asked to, with the name of the place before them, and keeps what it typed."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.typed: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        self.typed[place] = f"{place}: {self.words}"
        return self.typed[place]


def drawn_words(found: list[Piece]) -> str:
    """All that is drawn between head and foot, squeezed, in the order drawn."""
    foot = {one.page: one.base for one in found if re.fullmatch(r"Page \d+ of \d+", one.text.strip())}
    kept = [one.text for one in found if one.base > foot.get(one.page, 0.0) + 4]
    return squeezed("".join(kept))


def shown(words: str) -> str:
    """``words`` as the fonts at hand draw them: as they are, or spelt out."""
    return squeezed("".join(text for text, _font in fonts.drawable(words, fonts.REGULAR)))


@pytest.mark.parametrize("name", PAPERS)
def test_whatever_strange_was_typed_is_on_the_paper(name: str) -> None:
    typist = _Typist(KINDS["strange"])
    found = pieces(PAPERS[name](typist, typist))
    text = drawn_words(found).casefold()
    for place in typist.typed:
        assert f"{place}:" in text
    for words in STRANGE:
        assert shown(words).casefold() in text, words
    assert not lost(typist, text)
    assert not beyond(found)


#: The plan's own long fields have their tests, one by one, beside the plan.
PAIRS = [
    (name, kind) for name in PAPERS for kind in sorted(LONG) if (name, kind) != ("conference", "a long note")
    and (name, kind) != ("plan", "a long note") and (name, kind) != ("conference", "many lines")
]  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize("name, kind", PAIRS)
def test_whatever_long_was_typed_is_on_the_paper(name: str, kind: str) -> None:
    typist = _Typist(KINDS[kind])
    found = pieces(PAPERS[name](typist, lambda place: f"{place}: name"))
    _check_long(typist, drawn_words(found))
    assert not beyond(found)


def lost(typist: _Typist, text: str) -> Counter[str]:
    """Characters typed that are not drawn. A tall row is cut into pieces, so a word of it may stand in two places:
    none of its letters may be missing.
    """
    typed = Counter(shown("".join(typist.typed.values())).casefold())
    return typed - Counter(text.casefold())


def beyond(found: list[Piece]) -> list[Piece]:
    """What stands outside the margins."""
    left, right = paper.MARGIN - 0.6, paper.PAGE_WIDTH - paper.MARGIN + 0.6
    return [one for one in found if one.left < left or one.right > right]


def _check_long(typist: _Typist, text: str) -> None:
    """Every place is there, with every character typed into it."""
    for place in typist.typed:
        assert f"{place}:" in text
    assert not lost(typist, text)


@pytest.mark.parametrize("name", [name for name in PAPERS if name != "letter"])
def test_no_data_at_all_says_nothing_strange(name: str) -> None:
    found = pieces(PAPERS[name](lambda _place: "", lambda _place: ""))
    said = " ".join(one.text for one in found)
    assert not re.search(r"\b(None|null|NaN|nan|True|False)\b|\[\]|\(\)|· ·|: \.", said)


@pytest.mark.parametrize("reader", [FULL, CONFERENCE, COURT], ids=lambda one: one.code)
def test_a_plan_of_forty_actions_is_whole(reader: Reader) -> None:
    file = factory.long_plan_file(40)
    file = replace(file, audience=reader.audience, reader=reader)
    text = drawn_words(pieces(case_plan(file)))
    assert file.plan is not None
    for action in file.plan.actions():
        assert squeezed(action.said.what) in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_page_says_where_the_rest_is(kind: str) -> None:
    typist = _Typist(KINDS[kind])
    found = pieces(plan_summary(plan_file(typist, _Typist("name"))))
    assert {one.page for one in found} == {1}
    text = drawn_words(found)
    whole = shown(typist.typed["what"]) in text
    assert whole or "full plan" in " ".join(one.text for one in found)
