"""The pack on paper: one page a case whatever was typed, contents that lead on, nothing cut in silence."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.platypus import PageBreak

from iom_desktop.domain.actions import ActionStatus
from iom_desktop.domain.audiences import Audience, Reader, SharedMatter
from iom_desktop.domain.conferences import AgendaReason, Reason
from iom_desktop.domain.packs import Pack
from iom_desktop.reports.pack import case_page, pack_pdf, story
from iom_desktop.reports.tables import RuledTable
from tests.reports import factory
from tests.reports.pack_factory import (
    conference,
    flag,
    head,
    item,
    minute,
    pack,
    pack_action,
    pack_case,
)
from tests.reports.pdf_text import pages_of, squeezed, words_of

LONG = "A long and winding account of what was said. " * 270  # 12,000 characters


def stuffed(number: int = 1, text: str = LONG, actions: int = 40) -> object:
    """A case with everything filled to its limit."""
    case = pack_case(number)
    managed = replace(
        case.managed, risk_when=text, risk_increases=text, risk_reduces=text, mappa_reference=text[:300],
        index_offence=text[:300], police_lead=text[:300], probation_lead=text[:300],
    )  # fmt: skip
    reasons = tuple(Reason(reason=one, words=text[:400]) for one in AgendaReason)
    many = tuple(
        pack_action(f"{number // 10 + 1}.{number}", text, said={"how_often": text[:300]})
        for number in range(1, actions + 1)
    )
    return replace(
        case,
        person=replace(case.person, surname=text[:60], forenames=text[:60], known_as=text[:300]),
        managed=managed,
        item=item(number, reasons=reasons, ask=text),
        flags=tuple(flag(f"{text[:60]} {n}") for n in range(40)),
        since=tuple(f"{n}. {text}" for n in range(60)),
        actions=many,
        last_decisions=tuple(minute(text) for _ in range(20)),
        withheld=(text, text),
        asked=(text, text),
    )


def case_pages(made: Pack) -> list[list[str]]:
    """The pages of the cases: what comes after the contents."""
    found = pages_of(pack_pdf(made))
    return found[-len(made.cases) :]


# --- One page a case -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [LONG, "中文" * 6_000, "شخص " * 3_000, "W" * 12_000, "line\n" * 2_400, "<b>&amp;<img src=x>" * 600,
     "é\u202e" * 900],
    ids=["long", "chinese", "arabic", "unbroken", "lines", "markup", "hidden"],
)  # fmt: skip
def test_whatever_was_typed_a_case_has_one_page(text: str) -> None:
    made = pack(pack_case(1), stuffed(2, text), pack_case(3))  # type: ignore[arg-type]
    found = pages_of(pack_pdf(made))
    assert len(found) == 5  # cover, contents, and a page for each
    assert next(line for page in found[2:] for line in page if re.match(r"^[123] ", line)).startswith("1 ")
    assert "DECIDEDATTHECONFERENCE" in squeezed("".join(found[3])).upper()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(min_size=1, max_size=40), times=st.integers(1, 30), actions=st.integers(0, 20))
def test_a_page_is_never_fuller_than_it_is_high(text: str, times: int, actions: int) -> None:
    case = stuffed(1, (text * times)[:12_000] or "x", actions)
    made = pack(case)  # type: ignore[arg-type]
    room = 700.0
    laid = case_page(case, made, {1: 0}, room)  # type: ignore[arg-type]
    tables = [one for one in laid if isinstance(one, RuledTable)]
    others = [one for one in laid if not isinstance(one, RuledTable)]
    taken = sum(sum(one.heights) + one.getSpaceAfter() for one in tables)
    taken += sum(one.wrap(505, 1e6)[1] for one in others)
    assert taken <= room


def test_what_does_not_fit_is_counted() -> None:
    """Every required action is on the page or among those it says are left off."""
    many = tuple(
        pack_action(f"{n}.1", "Do one more thing of some length that takes a line or two here")
        for n in range(1, 41)
    )
    (page,) = case_pages(pack(pack_case(actions=many)))
    shown = sum(bool(re.fullmatch(r"\d+\.1", line)) for line in page)
    (more,) = (
        re.search(r"… and (\d+) more required actions: see the plan", line)
        for line in page
        if "more required" in line
    )
    assert more is not None
    assert 5 < shown < 40
    assert shown + int(more[1]) == 40


def test_fewer_lines_of_what_weighs_less_stand_back_for_required_actions() -> None:
    many = tuple(pack_action(f"{n}.1", "Do one more thing") for n in range(1, 11))
    told = tuple(f"Line {n} of what happened" for n in range(40))
    (page,) = case_pages(pack(pack_case(actions=many, since=told)))
    assert all(f"{n}.1" in page for n in range(1, 11))
    (more,) = (
        re.search(r"… and (\d+) more: see the record", line) for line in page if "see the record" in line
    )
    assert more is not None
    assert sum("of what happened" in line for line in page) + int(more[1]) == 40


def test_an_empty_case_says_so_in_sentences() -> None:
    case = pack_case(actions=(), has_plan=False)
    bare = replace(case, managed=type(case.managed)(), item=item(1, reasons=(), ask=""))
    text = squeezed("".join(case_pages(pack(bare))[0]))
    for words in ("Nobody has recorded why.", "Not assessed.", "No plan has been written yet.", "No colour",
                  "Nothing has been put to the panel."):  # fmt: skip
        assert squeezed(words) in text
    assert "None" not in text


@pytest.mark.parametrize(
    "reason, asked",
    [
        (AgendaReason.REFERRAL, "Whether to take the person on under IOM."),
        (AgendaReason.DESELECTION, "Whether the person is still to be managed under IOM."),
    ],
)
def test_what_the_reason_itself_asks(reason: AgendaReason, asked: str) -> None:
    case = pack_case(item=item(1, reasons=(Reason(reason=reason, words=""),), ask=""))
    assert squeezed(asked) in words_of(pack_pdf(pack(case)))


def test_a_case_says() -> None:
    case = pack_case(
        flags=(flag("Weapons"),),
        since=("Missed Mon 2 Nov 2026: Planned office visit",),
        since_on=factory.TODAY,
        actions=(
            replace(pack_action("1.1"), overdue=True),
            replace(pack_action("1.2", "Bring the letters", status=ActionStatus.DONE), since=True),
        ),
        last_decisions=(minute("To be seen at home each week."),),
        last_on=factory.TODAY,
        asked=("Nobody has asked children's services.",),
    )
    text = squeezed("".join(case_pages(pack(case))[0]))
    for words in (
        "Red since Tue 3 Nov 2026", "Is weekly contact enough?", "Weapons", "Missed Mon 2 Nov 2026",
        "Since 22 Nov 2026", "overdue", "Bring the letters", "To be seen at home each week.", "AMBER",
        "10:00, 8 minutes", "New required actions", "Nobody has asked children's services.",
    ):  # fmt: skip
        assert squeezed(words) in text, words


# --- Cover, contents, every page -----------------------------------------------------------------------


def test_the_cover_says_whose_copy_it_is_and_what_it_leaves_out() -> None:
    reader = Reader(Audience.PARTNER, "council")
    made = pack(
        pack_case(), head=head(reader=reader, left_out=(SharedMatter.INTELLIGENCE, SharedMatter.SAFEGUARDING))
    )
    cover = squeezed("".join(pages_of(pack_pdf(made, copy=factory.numbered()))[0]))
    for words in (
        "Thu 3 Dec 2026", "Copy 3 of 8", "Copy for council", "Insp Placeholder", "Do not pass it on.",
        "Police, Probation and Made-up Trust", "1 case, 8 minutes planned", "intelligence; MARAC and safeguarding",
        "whether there is any or not", "To decide who is managed under IOM.",
    ):  # fmt: skip
        assert squeezed(words) in cover, words


def test_every_page_is_marked_numbered_and_says_for_whom() -> None:
    made = pack(pack_case(1, fuller=factory.case_file_one()), pack_case(2))
    found = pages_of(pack_pdf(made, copy=factory.numbered()))
    for number, page in enumerate(found, 1):
        assert page.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {len(found)}" in page
        assert any(
            "Conference copy · copy 3 of 8 for Insp Placeholder · made by PC Baker" in line for line in page
        )


def test_contents_and_outline_lead_to_the_pages() -> None:
    cases = [pack_case(n, surname=f"Sample{n}") for n in range(1, 61)]
    cases[6] = replace(cases[6], fuller=factory.case_file_one())
    reader = pypdf.PdfReader(io.BytesIO(pack_pdf(pack(*cases))))
    texts = [page.extract_text() for page in reader.pages]
    contents = [n for n, text in enumerate(texts) if "CONTENTS" in text]
    first = contents[-1] + 1
    fuller = texts[first + 60 :]
    assert fuller
    assert all("7. SAMPLE7, Mohammed" in text for text in fuller)
    for n in range(60):
        assert f"SAMPLE{n + 1}" in texts[first + n]
    entries = {
        str(one.title): reader.get_destination_page_number(one)
        for one in reader.outline
        if not isinstance(one, list)
    }
    assert [entries[f"{n}. SAMPLE{n}, Mohammed"] for n in range(1, 61)] == list(range(first, first + 60))
    assert entries["7. SAMPLE7, Mohammed, fuller pages"] == first + 60
    for page in contents:
        links = [one.get_object() for one in reader.pages[page]["/Annots"]]
        for link in links:
            target = reader.get_page_number(link["/Dest"][0].get_object())
            assert target is not None
            assert first <= target <= first + 60
    assert sum(len(reader.pages[page]["/Annots"]) for page in contents) == 61


def test_the_numbers_in_the_contents_are_the_pages() -> None:
    found = pages_of(pack_pdf(pack(*(pack_case(n, surname=f"Sample{n}") for n in range(1, 7)))))
    contents = found[1]
    for n in range(1, 7):
        page = next(
            at for at, lines in enumerate(found[2:], 3) if any(f"SAMPLE{n}" in line for line in lines)
        )
        assert str(page) in contents


def test_fuller_pages_are_headed_by_whose_they_are() -> None:
    made = pack(pack_case(1, fuller=factory.long_plan_file()), pack_case(2))
    fuller = pages_of(pack_pdf(made))[4:]
    assert len(fuller) > 1
    assert all(any(line.startswith("1. HUDSON, Mohammed · ") for line in page) for page in fuller)


def test_three_hundred_cases() -> None:
    told: list[tuple[int, int]] = []
    made = pack(*(pack_case(n) for n in range(1, 301)))
    laid = story(made, lambda done, total: told.append((done, total)))
    assert sum(isinstance(one, PageBreak) for one in laid) == 1 + 300
    assert told[0] == (0, 300)
    assert told[-1] == (300, 300)


def test_progress_can_stop_the_work() -> None:
    class Stopped(Exception):
        pass

    def step(done: int, _total: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        pack_pdf(pack(*(pack_case(n) for n in range(1, 5))), step)


def test_the_same_pack_gives_the_same_bytes() -> None:
    assert pack_pdf(pack(pack_case(1), stuffed(2))) == pack_pdf(pack(pack_case(1), stuffed(2)))  # type: ignore[arg-type]


def test_a_conference_without_hours_says_how_long_each_takes() -> None:
    said = replace(conference().said, starts_at=None)
    made = pack(pack_case(), head=head(conference=replace(conference(), said=said)))
    found = pages_of(pack_pdf(made))
    assert "8 min" in found[1]
    assert "8 minutes" in found[2]
