"""The case plan: everything typed is on it, whole, in order, on every kind of case."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from iom_desktop.domain.actions import Action, ActionStatus, ProgressNote, Source, StatusChange, Who
from iom_desktop.domain.audiences import CONFERENCE, COURT, FULL, Audience, Reader, SharedMatter
from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.codes import Answer
from iom_desktop.domain.compliance_records import Compliance, Engagement, Failure, Stage
from iom_desktop.domain.needs import Severity
from iom_desktop.domain.notes import Mark
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalState
from iom_desktop.domain.service_access import Barrier, ServiceOutcome
from iom_desktop.reports import case_plan as report
from iom_desktop.reports import pages, paper
from iom_desktop.reports.case_plan import case_plan
from tests.reports import factory
from tests.reports.pdf_text import body_of, pages_of, squeezed, words_of

FILES: dict[str, Callable[[], CaseFile]] = {
    "agreed": factory.case_file_one,
    "draft": lambda: factory.case_file_one(agreed=False),
    "short": factory.short_plan_file,
    "vague": factory.vague_plan_file,
    "long": factory.long_plan_file,
    "empty": factory.case_file,
}


@pytest.fixture(scope="module", params=list(FILES))
def case_file(request: pytest.FixtureRequest) -> CaseFile:
    return FILES[request.param]()


@pytest.fixture(scope="module")
def pdf(case_file: CaseFile) -> bytes:
    return case_plan(case_file)


# --- Everything typed is there -------------------------------------------------------------------------


def typed_into(file: CaseFile) -> list[str]:
    """Every piece of text typed into the plan of ``file``, its decision, needs, services and appointments."""
    said: list[str] = []
    assert file.plan is not None
    for goal in file.plan.goals:
        said.append(goal.said.words)
        for action in goal.actions:
            draft = action.said
            said += [
                action.number,
                draft.what,
                draft.evidence,
                draft.if_missed,
                draft.support,
                draft.how_often,
            ]
            said += [draft.who_name]
    said += [file.plan.said.contingency, file.plan.said.persons_words]
    if file.decision is not None:
        said += [file.decision.said.rationale, *(m.name or m.agency for m in file.decision.said.decided_by)]
    managed = file.case.managed
    said += [managed.risk_when, managed.risk_increases, managed.risk_reduces]
    for need in file.needs:
        said += [need.name, need.assessed.strengths, need.assessed.note]
    for service in file.services:
        said += [service.said.service, service.said.provider, service.said.note, service.said.barrier_words]
    for one in file.appointments:
        said += [
            one.type_name,
            one.said.place,
            one.said.purpose,
            one.said.with_name,
            one.outcome_name,
            one.outcome_note,
        ]
    return [text for text in said if text]


@pytest.mark.parametrize("name", ["agreed", "draft", "short", "vague", "long"])
def test_everything_typed_is_printed_whole(name: str) -> None:
    file = FILES[name]()
    text = words_of(case_plan(file))
    missing = [said for said in typed_into(file) if squeezed(said) not in text]
    assert not missing


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not on this computer")
def test_another_reader_finds_the_same(tmp_path: Path) -> None:
    file = factory.case_file_one()
    place = tmp_path / "plan.pdf"
    place.write_bytes(case_plan(file))
    raw = subprocess.run(
        ["pdftotext", "-raw", str(place), "-"], capture_output=True, check=True
    ).stdout.decode()
    missing = [said for said in typed_into(file) if squeezed(said) not in squeezed(raw)]
    assert not missing
    laid = subprocess.run(
        ["pdftotext", "-layout", str(place), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert re.search(r"^ *1\.1 +Attend the assessment at Northgate Recovery +Tue 1 Dec 2026", laid, re.M)
    assert re.search(r"^WHAT MO MUST DO +By when +If not +State$", laid, re.M)


@pytest.mark.parametrize(
    "words",
    [
        "Mohammed HUDSON", "known as Mo", "D796000", "PNC 2004/0796000K", "born 12 Mar 1986", "Fixed", "AMBER",
        "Licence to Sun 13 Jun 2027", "Tue 1 Dec 2026 10:00", "Serious harm: High to the public.",
        "Domestic abuse · Weapons", "Licence condition 9, drug treatment · explained 20 Nov 2026, agreed",
        "Licence condition 12 (exclusion)", "S. Patel (North Area Council) does this: see What we will do.",
        "for drug misuse and risk of serious harm", "10 days so far", "after 4 days",
        "Not obtained: In custody: on the waiting list until recall", "Outcome not recorded",
        "Mo agrees with this plan.", "Version 2, agreed Fri 20 Nov 2026", "check 7F3A-91C2",
        "made by PC Baker Sun 22 Nov 2026 14:02", "PC Baker, police", "D. Williams, probation",
        "Decided Sat 6 Sep 2025 by PC Baker (police), D. Williams (probation), North Area housing options",
    ],
)  # fmt: skip
def test_the_first_plan_says(words: str) -> None:
    assert squeezed(words) in words_of(case_plan(factory.case_file_one(), factory.numbered()))


@pytest.mark.parametrize(
    "said, words",
    [
        ("Level 2", "· MAPPA Level 2"),
        ("Not MAPPA eligible", "· Not MAPPA eligible"),
        ("", "· MAPPA level not recorded, "),
    ],
)
def test_mappa_as_it_is_recorded(said: str, words: str) -> None:
    file = factory.case_file_one()
    case = replace(file.case, managed=replace(file.case.managed, mappa=said))
    assert squeezed(words) in words_of(case_plan(replace(file, case=case)))


def test_sections_stand_in_order() -> None:
    lines = [line for page in pages_of(case_plan(factory.case_file_one())) for line in page]
    order = ["Why IOM", "Risk", "Flags", "WHAT MO MUST DO", "WHAT WE WILL DO", "If it goes wrong", "NEEDS",
             "SERVICES", "APPOINTMENTS", "In Mo’s words", "Agreement", "Signed"]  # fmt: skip
    places = [lines.index(heading) for heading in order]
    assert places == sorted(places)


def test_numbers_can_be_followed_in_what_the_person_must_do() -> None:
    lines = [line for page in pages_of(case_plan(factory.case_file_one())) for line in page]
    theirs = lines[lines.index("WHAT MO MUST DO") : lines.index("WHAT WE WILL DO")]
    assert [line for line in theirs if re.fullmatch(r"\d\.\d", line)] == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2",
    ]  # fmt: skip
    ours = lines[lines.index("WHAT WE WILL DO") : lines.index("NEEDS")]
    assert [line for line in ours if re.fullmatch(r"\d\.\d", line)] == ["2.2", "3.1"]


# --- Every page ----------------------------------------------------------------------------------------


def test_what_stands_on_every_page(case_file: CaseFile, pdf: bytes) -> None:
    found = pages_of(pdf)
    assert all("Preview: not a numbered copy." in page[-2] + page[-1] for page in found)
    found = pages_of(case_plan(case_file, factory.numbered()))
    draft = case_file.plan is None or case_file.plan.draft
    for number, page in enumerate(found, 1):
        assert page.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {len(found)}" in page
        assert ("DRAFT" in page) == draft
        assert "check7F3A-91C2" in squeezed("".join(page))
        assert any(case_file.case.person.crn in line for line in page)


def test_marking_is_printed_in_capitals_at_top_and_bottom() -> None:
    reader = pypdf.PdfReader(io.BytesIO(case_plan(factory.case_file(marking="Official-Sensitive"))))
    places: list[tuple[float, float]] = []

    def look(text: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        if "OFFICIAL-SENSITIVE" in text:
            places.append((tm[4], tm[5]))

    reader.pages[0].extract_text(visitor_text=look)
    (x1, y1), (x2, y2) = places
    assert x1 == x2
    assert max(y1, y2) > 0.95 * paper.PAGE_HEIGHT
    assert min(y1, y2) < 0.05 * paper.PAGE_HEIGHT


def test_an_agreed_plan_is_no_draft() -> None:
    assert "draft" not in words_of(case_plan(factory.case_file_one())).lower()


def test_never_none_or_null(pdf: bytes) -> None:
    text = " ".join(line for page in pages_of(pdf) for line in page)
    assert not re.search(r"\b(None|null|NaN|nan|True|False)\b|\[\]|\(\)|\(, |: \.|· ·|^ ·", text)


def test_the_same_records_give_the_same_bytes(case_file: CaseFile, pdf: bytes) -> None:
    assert case_plan(case_file) == pdf


def test_what_the_document_says_of_itself(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Case plan"
    assert not reader.metadata.author
    assert "HUDSON" not in str(dict(reader.metadata)).upper()
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    size = reader.pages[0].mediabox
    assert (round(float(size.width)), round(float(size.height))) == (595, 842)
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert any("Lato" in name for name in fonts)


def test_the_outline_leads_to_the_sections() -> None:
    reader = pypdf.PdfReader(io.BytesIO(case_plan(factory.case_file_one())))
    titles = [entry.title for entry in reader.outline]
    assert titles == ["WHAT MO MUST DO", "WHAT WE WILL DO", "NEEDS", "SERVICES", "APPOINTMENTS"]
    assert [reader.get_destination_page_number(entry) for entry in reader.outline] == [0, 1, 1, 1, 1]


# --- Pages break where they should ---------------------------------------------------------------------


def shifted(file: CaseFile, lines: int) -> CaseFile:
    """``file`` with some ``lines`` lines of other names, which move everything below them."""
    aliases = tuple(f"Other Name Number {n}" for n in range(lines * 4))
    return replace(file, case=replace(file.case, person=replace(file.case.person, aliases=aliases)))


HEADS = {"WHAT MO MUST DO", "WHAT WE WILL DO", "NEEDS", "SERVICES", "APPOINTMENTS", "IN FULL", "NOTES"}
AROUND = re.compile(
    r"OFFICIAL-SENSITIVE|DRAFT|Page \d+ of \d+|.*Preview: not a numbered copy\.|.* · Case plan · .*|"
)


def content(page: list[str]) -> list[str]:
    return [line for line in page if not AROUND.fullmatch(line)]


@pytest.mark.parametrize("lines", range(0, 26, 2))
def test_no_heading_is_parted_from_its_rows(lines: int) -> None:
    file = shifted(factory.case_file_one(), lines)
    found = [content(page) for page in pages_of(case_plan(file))]
    assert file.plan is not None
    for page in found:
        assert page[-1] not in HEADS | {"State", "Ended", "What came of it", "Strengths and notes"}
    for goal in file.plan.active_goals:
        theirs = next(
            n for n, page in enumerate(found) if goal.said.words.split(" that")[0] in " ".join(page)
        )
        assert goal.actions[0].number in found[theirs]


@pytest.mark.parametrize("lines", range(20, 50))
def test_the_lines_to_sign_on_are_whole_and_never_alone(lines: int) -> None:
    contingency = "\n".join(f"Line {n} of what we do then." for n in range(lines))
    file = factory.case_file(plan=factory.plan(contingency=contingency))
    story = report.story(file, paper.ROOMY)  # without a second try on a tighter sheet
    last = content(pages_of(pages.print_pages(story, report.furniture(file)))[-1])
    assert last[last.index("Signed") :] == [
        "Signed", "Mohammed HUDSON", "Date", "Police", "Date", "Probation", "Date",
    ]  # fmt: skip
    assert "Agreement" in last


def test_the_head_of_a_table_is_repeated() -> None:
    found = pages_of(case_plan(factory.long_plan_file()))
    last = max(n for n, page in enumerate(found) if "10.3" in page and "WHAT MO MUST DO" in page)
    assert last >= 3
    for number, page in enumerate(found[: last + 1]):
        assert {"WHAT MO MUST DO", "By when", "If not", "State"} <= set(page)
        assert ("continued" in page) == (number > 0)


def test_forty_actions_are_all_there() -> None:
    lines = [line for page in pages_of(case_plan(factory.long_plan_file(40))) for line in page]
    numbers = {f"{goal}.{action}" for goal in range(1, 11) for action in range(1, 5)}
    assert numbers <= set(lines)


def test_a_short_plan_is_one_page() -> None:
    for name in ("short", "vague", "empty"):
        assert len(pages_of(case_plan(FILES[name]()))) == 1


def test_the_first_plan_is_three_pages_and_the_last_no_stray_line() -> None:
    found = [content(page) for page in pages_of(case_plan(factory.case_file_one()))]
    assert len(found) == 3
    assert len(found[-1]) > 20


@pytest.mark.parametrize("lines", range(0, 40, 3))
@pytest.mark.parametrize("sheet", [paper.ROOMY, paper.TIGHT], ids=["roomy", "tight"])
def test_the_pages_foreseen_are_the_pages_printed(sheet: paper.Sheet, lines: int) -> None:
    file = shifted(factory.case_file_one(), lines)
    around = report.furniture(file)
    foreseen = pages.fit(report.story(file, sheet), around)
    assert foreseen.pages == len(pages_of(pages.print_pages(report.story(file, sheet), around)))
    assert 0 < foreseen.last_used <= 1


@pytest.mark.parametrize("lines", range(0, 40, 3))
def test_a_last_page_is_never_a_stray_line(lines: int) -> None:
    file = shifted(factory.short_plan_file(), lines)
    found = [content(page) for page in pages_of(case_plan(file))]
    assert len(found) == 1 or len(found[-1]) > 8


# --- Long, odd and hostile text ------------------------------------------------------------------------


def long_note(length: int = 12_000) -> str:
    """A note of ``length`` characters, each sentence of which is like no other."""
    words = " ".join(f"Sentence {n} says what was seen at {n} minutes past." for n in range(length // 30))
    return words[: length - 1] + "."


def with_action(**said: object) -> CaseFile:
    return factory.case_file(plan=factory.plan(factory.goal("1", "I will go", factory.action("1.1", **said))))  # type: ignore[arg-type]


def with_note_in(field: str, note: str) -> CaseFile:
    """A case file with ``note`` in one field, wherever the program keeps long text."""
    file = factory.case_file_one()
    managed, plan = file.case.managed, file.plan
    assert plan is not None
    places: dict[str, Callable[[], CaseFile]] = {
        "rationale": lambda: replace(file, decision=factory.decision_one(rationale=note)),
        "risk": lambda: replace(file, case=replace(file.case, managed=replace(managed, risk_when=note))),
        "flag": lambda: replace(file, case=replace(file.case, flags=(factory.flag("Weapons", note=note),))),
        "contingency": lambda: replace(file, plan=replace(plan, said=replace(plan.said, contingency=note))),
        "words": lambda: replace(file, plan=replace(plan, said=replace(plan.said, persons_words=note))),
        "what": lambda: with_action(what=note),
        "evidence": lambda: with_action(what="Go.", evidence=note),
        "support": lambda: with_action(what="Go.", support=note),
        "if_missed": lambda: with_action(what="Go.", if_missed=note),
        "progress": lambda: with_action(
            what="Go.", notes=(ProgressNote(words=note, by="PC", at=factory.NOW),)
        ),
        "need": lambda: replace(file, needs=(factory.need("DRUGS", "Drugs", Severity.SEVERE, note=note),)),
        "service": lambda: replace(
            file, services=(factory.service("Drugs", identified_on=factory.TODAY, note=note),)
        ),
        "outcome": lambda: replace(
            file,
            appointments=(factory.appointment(datetime(2026, 11, 3, 10), outcome="Came", outcome_note=note),),
        ),
        "note": lambda: replace(file, notes=(factory.note(note),)),
        "refusal": lambda: replace(
            file,
            plan=factory.plan(agreement=AgreementDraft(answer=Agreement.DOES_NOT_AGREE, reason=note)),
        ),
    }
    return places[field]()


LONG_FIELDS = ["rationale", "risk", "flag", "contingency", "words", "what", "evidence", "support", "if_missed",
               "progress", "need", "service", "outcome", "note", "refusal"]  # fmt: skip


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_a_note_of_12000_characters_prints_whole(field: str) -> None:
    note = long_note()
    assert len(note) == 12_000
    assert squeezed(note) in body_of(case_plan(with_note_in(field, note)))


@pytest.mark.parametrize("field", ["what", "evidence", "if_missed", "contingency", "outcome"])
def test_a_long_note_of_many_lines_prints_whole(field: str) -> None:
    note = "\n".join(f"Line {n} of the note.\n" for n in range(300))
    assert squeezed(note) in body_of(case_plan(with_note_in(field, note)))


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_an_unbroken_word_of_2000_characters_wraps(field: str) -> None:
    word = "".join(chr(ord("a") + n % 26) for n in range(2000))
    assert word in body_of(case_plan(with_note_in(field, word)))


def test_a_long_reason_is_shortened_at_the_top_and_whole_below() -> None:
    lines = [line for page in pages_of(case_plan(with_note_in("rationale", long_note()))) for line in page]
    top = lines[lines.index("Why IOM") : lines.index("Risk")]
    assert len(top) < 12
    assert "(the whole is under In full)" in " ".join(top)


@pytest.mark.parametrize("field", LONG_FIELDS)
def test_markup_prints_as_it_was_typed(field: str) -> None:
    hostile = '<b>x</b> & <img src="/etc/passwd"> </para> <a href="//host">y'
    assert squeezed(hostile) in words_of(case_plan(with_note_in(field, hostile)))


def test_a_surname_of_60_characters_is_whole() -> None:
    surname = "Featherstonehaugh-Cholmondeley-Wolfeschlegelsteinhausenberger"[:60]
    pdf = case_plan(factory.case_file(case=factory.case(factory.person(surname=surname))))
    assert words_of(pdf).count(squeezed(surname.upper())) >= 2  # at the head and where it is signed


def test_direction_marks_in_a_name_are_shown() -> None:
    person = factory.person(surname="Hud\u202eson", known_as="M\u200eo")
    text = words_of(case_plan(factory.case_file(case=factory.case(person))))
    assert "HUD[RLO]SON" in text
    assert "M[LRM]o" in text
    assert "\u202e" not in text


def test_welsh_names_are_whole() -> None:
    person = factory.person(surname="Ŵyn-Llŷr", forenames="Siân", known_as="Ŷ")
    text = words_of(case_plan(factory.case_file(case=factory.case(person))))
    assert "SiânŴYN-LLŶR" in text


# --- What each record says -----------------------------------------------------------------------------


def lines_of(file: CaseFile) -> str:
    return squeezed(" ".join(line for page in pages_of(case_plan(file)) for line in page))


def test_a_case_with_nothing_on_file_says_so() -> None:
    text = lines_of(factory.case_file())
    for words in ("No decision record is on file.", "No plan has been written yet.", "Nothing booked",
                  "Risk of serious harm has not been assessed.", "No flag is recorded."):  # fmt: skip
        assert squeezed(words) in text
    for heading in ("NEEDS", "SERVICES", "APPOINTMENTS", "NOTES", "WHATWEWILLDO", "INFULL"):
        assert heading not in text


def test_a_person_of_whom_nothing_is_known_but_a_surname() -> None:
    person = factory.person(crn="", pnc="", forenames="", known_as="", date_of_birth=None)
    assert "WHATHUDSONMUSTDO" in lines_of(factory.case_file(case=factory.case(person), made_by=""))


def test_a_plan_without_goals_says_so() -> None:
    assert squeezed("The plan has no goal.") in lines_of(factory.case_file(plan=factory.plan()))


def test_a_vague_plan_is_told_what_is_not_clear() -> None:
    file = factory.vague_plan_file()
    text = lines_of(file)
    blocking = [fault.words for fault in file.readiness if fault.blocking]
    assert len(blocking) > 8
    assert all(squeezed(words) in text for words in blocking)


def test_many_faults_are_counted_rather_than_listed() -> None:
    file = factory.vague_plan_file()
    text = lines_of(replace(file, readiness=file.readiness[:1] * 60))
    assert squeezed("And 36 more; the program lists them all.") in text


def test_an_agreed_plan_lists_no_faults() -> None:
    file = factory.case_file_one()
    text = lines_of(replace(file, readiness=factory.vague_plan_file().readiness))
    assert squeezed("Not clear yet") not in text


def one_action(status: ActionStatus = ActionStatus.NOT_STARTED, **said: object) -> CaseFile:
    action: Action = factory.action("1.1", "Go to the office.", status, **said)
    return factory.case_file(plan=factory.plan(factory.goal("1", "I will go", action)))


@pytest.mark.parametrize("status", list(ActionStatus))
def test_each_state_is_said_and_has_its_own_box(status: ActionStatus) -> None:
    words = {"cannot_be_done_yet": "Cannot be done yet", "no_longer_needed": "No longer needed"}
    word = words.get(status, status.replace("_", " ").capitalize())
    assert squeezed(word) in lines_of(one_action(status))


def test_the_boxes_differ() -> None:
    drawn = {drawing_of(one_action(status), status) for status in ActionStatus}
    assert len(drawn) == len(ActionStatus)


def drawing_of(file: CaseFile, status: ActionStatus) -> str:
    """What is drawn for the tick box of the only action: the operators between saving and restoring."""
    reader = pypdf.PdfReader(io.BytesIO(case_plan(file)))
    content_stream = reader.pages[0].get_contents()
    assert content_stream is not None
    text = content_stream.get_data().decode("latin-1")
    boxes = re.findall(r"q\n(?:[^\n]*\n)?[^q]*?\.8 w\n[^Q]*?Q", text)
    assert boxes, status
    return re.sub(r"[\d.]+ ", "# ", boxes[-1])


def test_a_missed_action_says_when_and_why() -> None:
    missed = StatusChange(
        status=ActionStatus.MISSED,
        reason="was in hospital.",
        on=date(2026, 11, 19),
        by="PC Baker",
        at=factory.NOW,
    )
    text = lines_of(one_action(ActionStatus.MISSED, history=(missed,)))
    assert squeezed("Missed Thu 19 Nov 2026 (PC Baker): was in hospital.") in text


def test_an_overdue_action_says_so() -> None:
    assert "9daysoverdue" in lines_of(one_action(due_on=date(2026, 11, 13)))
    assert "overdue" not in lines_of(one_action(ActionStatus.DONE, due_on=date(2026, 11, 13)))


def test_an_action_nobody_does_is_not_passed_off_as_the_persons() -> None:
    assert squeezed("Nobody is named to do this yet.") in lines_of(one_action(who=None))


def test_an_officers_action_says_what_follows_if_it_is_not_done() -> None:
    file = one_action(
        who=Who.OFFICER, who_name="PC Baker", who_agency="police", if_missed="The sergeant rings."
    )
    text = lines_of(file)
    assert squeezed("If not: The sergeant rings.") in text
    assert squeezed("PC Baker (police) does this: see What we will do.") in text


def test_a_voluntary_action_threatens_nothing() -> None:
    assert squeezed("Nothing: voluntary") in lines_of(one_action(source=Source.VOLUNTARY))


def test_progress_notes_are_printed() -> None:
    note = ProgressNote(words="Rang the service.", by="D. Williams", at=datetime(2026, 11, 18, 9))
    assert squeezed("Wed 18 Nov 2026, D. Williams: Rang the service.") in lines_of(one_action(notes=(note,)))


@pytest.mark.parametrize("state, word", [(GoalState.REMOVED, "Removed"), (GoalState.ACHIEVED, "Achieved")])
def test_a_closed_goal_stays_visible_with_its_reason(state: GoalState, word: str) -> None:
    closed = factory.goal(
        "2", "I will see my son", factory.action("2.1", "Write to the school.", ActionStatus.DONE), state=state,
        state_reason="moved out of the area",
    )  # fmt: skip
    open_goal = factory.goal("1", "I will go", factory.action("1.1", "Go."))
    text = lines_of(factory.case_file(plan=factory.plan(open_goal, closed)))
    assert "GOALSREACHEDORTAKENOUT" in text
    assert squeezed(f"I will see my son {word}: moved out of the area") in text
    assert squeezed("2.1 Write to the school. · Mo · Done") in text


@pytest.mark.parametrize(
    "answer, words",
    [
        (Agreement.AGREES, "Mo agrees with this plan."),
        (Agreement.DOES_NOT_AGREE, "Mo does not agree with this plan."),
        (Agreement.COULD_NOT_ANSWER, "Mo could not answer."),
    ],
)
def test_what_the_person_answered(answer: Agreement, words: str) -> None:
    agreement = AgreementDraft(answer=answer, reason="Says it is too much.", persons_words="Not Fridays.",
                               explained_on=factory.EXPLAINED)  # fmt: skip
    plan = replace(factory.plan_one(), agreement=factory.plan(agreement=agreement).agreement)
    text = lines_of(factory.case_file(plan=plan))
    assert squeezed(words + "Says it is too much.") in text
    assert squeezed("“Not Fridays.”") in text
    assert squeezed("Recorded Fri 20 Nov 2026 15:30 by PC Baker · gone through on Fri 20 Nov 2026") in text


def test_services_say_how_long_each_stage_took_and_what_came_of_it() -> None:
    ended = factory.service(
        "Drug misuse", service="Treatment", identified_on=date(2026, 3, 2), referred_on=date(2026, 3, 5),
        accepted_on=date(2026, 3, 12), offered_on=date(2026, 3, 16), attended_on=date(2026, 3, 24),
        ended_on=date(2026, 10, 30), outcome=ServiceOutcome.PARTLY, note="Two of three outcomes.",
    )  # fmt: skip
    text = lines_of(factory.case_file(services=(ended,)))
    for words in ("after 3 days", "after 7 days", "after 8 days", "after 220 days", "Partly achieved",
                  "22 days from need to first attendance", "Two of three outcomes."):  # fmt: skip
        assert squeezed(words) in text


@pytest.mark.parametrize("barrier", list(Barrier))
def test_services_say_why_one_was_not_obtained(barrier: Barrier) -> None:
    service = factory.service("Drug misuse", service="Treatment", identified_on=date(2026, 3, 2), barrier=barrier,
                              barrier_words="in their words")  # fmt: skip
    text = lines_of(factory.case_file(services=(service,)))
    assert squeezed("Not obtained:") in text
    assert squeezed(": in their words") in text
    assert "sofar" not in text


def test_a_cancelled_appointment_says_why() -> None:
    one = factory.appointment(datetime(2026, 11, 3, 10), cancelled=True, cancel_reason="officer ill")
    assert squeezed("Cancelled: officer ill") in lines_of(factory.case_file(appointments=(one,)))


def test_the_next_appointment_is_not_printed_twice() -> None:
    one = factory.appointment(datetime(2026, 11, 22, 16), place="Library")
    text = lines_of(factory.case_file(appointments=(one,), next_appointment=one))
    assert text.count("Thenextone") == 1
    assert text.count("Sun22Nov202616:00") == 2  # at the head and in the list


def test_notes_that_must_not_be_told_stay_off_the_paper() -> None:
    file = factory.case_file(
        notes=(
            factory.note("Seen at the library."),
            factory.note("Seen with a knife.", mark=Mark.INTELLIGENCE),
            factory.note("His mother said so.", third_party=True),
            factory.note("Search planned.", not_disclosable=True),
        )
    )
    text = lines_of(file)
    assert squeezed("Seen at the library.") in text
    assert "Homevisit·Fact·PCBaker" in text
    for words in ("knife", "mother", "Search", "ntelligence"):
        assert words not in text


def test_no_notes_section_where_none_may_be_shown() -> None:
    assert "NOTES" not in lines_of(factory.case_file(notes=(factory.note("x y z", not_disclosable=True),)))


def test_what_nobody_checked_is_not_a_no() -> None:
    known = factory.case(
        risk_to_staff=Answer.NO, domestic_abuse=Answer.YES, child_safeguarding=Answer.UNKNOWN
    )
    text = lines_of(factory.case_file(case=known))
    assert squeezed("Domestic abuse Safeguarding not checked") in text
    assert squeezed("not known: child safeguarding") in text
    assert "Risktostaff" not in text


def test_a_severe_need_that_nothing_serves_is_marked() -> None:
    need = factory.need("DRUGS", "Drug misuse", Severity.SEVERE, served=False)
    assert squeezed("Nothing in the plan serves it") in lines_of(factory.case_file(needs=(need,)))
    served = factory.need("DRUGS", "Drug misuse", Severity.SEVERE, served=True)
    assert squeezed("Nothing in the plan serves it") not in lines_of(factory.case_file(needs=(served,)))


def test_where_the_person_lives_and_what_they_need_to_understand() -> None:
    person = factory.person(address="14 Mill Court\nNorthgate", postcode="NG1 1AA", interpreter_needed=True,
                            preferred_language="Polish")  # fmt: skip
    text = lines_of(factory.case_file(case=factory.case(person), accommodation_name="Social rental"))
    assert squeezed("14 Mill Court Northgate, NG1 1AA · Social rental · Interpreter needed: Polish") in text


# --- The copy of a conference, and the court's ---------------------------------------------------------


def read_by(reader: Reader, file: CaseFile, *out: SharedMatter) -> CaseFile:
    return replace(file, audience=reader.audience, reader=reader, left_out=out)


def test_the_conference_ticks_every_action_in_the_order_of_its_number() -> None:
    file = read_by(CONFERENCE, factory.case_file_one(), SharedMatter.NOTES)
    lines = [line for page in pages_of(case_plan(file)) for line in page]
    assert file.plan is not None
    numbers = [line for line in lines if re.fullmatch(r"\d\.\d", line)]
    assert numbers == [one.number for goal in file.plan.active_goals for one in goal.actions]
    assert lines.count("Done") == lines.count("Partly") == lines.count("Not done") == len(numbers)
    for number, after in pairwise(numbers):
        between = lines[lines.index(number) : lines.index(after)]
        assert [line for line in between if line in ("Done", "Partly", "Not done")] == [
            "Done",
            "Partly",
            "Not done",
        ]
    text = squeezed("".join(lines))
    for words in (
        "What we will do",
        "Decided at the conference",
        "New required actions",
        "S. Patel (North Area Council)",
    ):
        assert squeezed(words).casefold() in text.casefold()
    assert "seeWhatwewilldo" not in text


@pytest.mark.parametrize(
    "reader", [FULL, COURT, Reader(Audience.PARTNER, "council")], ids=lambda one: one.code
)
def test_no_other_copy_has_boxes_to_tick(reader: Reader) -> None:
    lines = lines_of(read_by(reader, factory.case_file_one()))
    assert "Partly" not in lines
    assert squeezed("Decided at the conference") not in lines


def test_the_boxes_of_the_conference_are_empty() -> None:
    """How an action stands is in words there, so that no box is ticked before the meeting."""
    for status in ActionStatus:
        file = read_by(CONFERENCE, one_action(status))
        data = case_plan(file)
        bare = case_plan(read_by(CONFERENCE, one_action(ActionStatus.NOT_STARTED)))
        assert strokes(data) == strokes(bare), status


def strokes(pdf: bytes) -> Counter[str]:
    """How often each operator that draws a line or fills a shape stands on the first page."""
    stream = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert stream is not None
    return Counter(re.findall(r"(?<=\s)(re|l|S|f\*?|B\*?)(?=\s)", stream.get_data().decode("latin-1")))


def test_the_court_reads_first_what_was_required_and_what_was_done() -> None:
    file = read_by(COURT, factory.case_file_one(), SharedMatter.RISK, SharedMatter.NOTES)
    failure = Failure(
        appointment_id="a", on=date(2026, 11, 10), what="Planned office visit: Failed to Attend",
        counts_until=date(2027, 11, 10), enforcement="First warning letter",
    )  # fmt: skip
    compliance = Compliance(
        stage=Stage.FIRST_WARNING, failures=(failure,), holding=(), due=(), resets_on=None, falls_to=None,
        next_failure=Stage.SECOND_WARNING, engagement=Engagement(planned=4, kept=3, missed=1), reasons=(),
    )  # fmt: skip
    lines = [line for page in pages_of(case_plan(replace(file, compliance=compliance))) for line in page]
    order = [
        "IN SHORT",
        "WHAT MO MUST DO",
        "FAILURES TO COMPLY",
        "APPOINTMENTS",
        "SERVICES",
        "NEEDS",
        "Why IOM",
    ]
    places = [lines.index(heading) for heading in order]
    assert places == sorted(places)
    text = squeezed("".join(lines))
    for words in (
        "Copy for the court. Left out of this copy: the full risk assessment; notes and contacts.",
        "8 required actions, 4 of them by the licence or order.", "1 in progress; 7 not started.",
        "First warning. 1 failure to comply counts. One more would mean: second warning.",
        "In the last 12 months: 3 of 4 appointments kept; 1 missed.",
        "0 of 3 services reached in the last three months; for 1 a reason is recorded.",
        "Tue 10 Nov 2026 Planned office visit: Failed to Attend First warning letter",
    ):  # fmt: skip
        assert squeezed(words) in text, words
    assert "Signed" not in lines


def test_the_court_is_told_where_there_is_no_plan() -> None:
    text = lines_of(read_by(COURT, factory.case_file()))
    assert squeezed("No plan with required actions is on record.") in text
    assert squeezed("No service of the last three months is on record.") in text
