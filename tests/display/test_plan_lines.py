"""A required action as it is read out: sentences for every kind of owner, and blanks where they are spoken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_desktop.display.plan_lines import action_lines, action_sentence, plain, said_plainly
from iom_desktop.domain import clarity
from iom_desktop.domain.actions import ActionDraft, Source, Who
from iom_desktop.domain.plans import GoalDraft

GOAL = GoalDraft(words="I will stop.", target_on=date(2027, 2, 2), serves=("DRUGS",))
SAID = ActionDraft(
    what="attend the assessment at Northgate Recovery Service",
    due_on=date(2026, 12, 1),
    due_time=time(10),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="the service e-mails the same day",
    if_missed="home visit that evening",
)


def missing_in(said: ActionDraft) -> dict[str, bool]:
    """What the readiness rules name, as the page gives it."""
    found: dict[str, bool] = {}
    for _code, field, _words, blocks in clarity.unsaid(GOAL, said):
        found[field] = found.get(field, False) or blocks
    return found


def sentence(said: ActionDraft) -> str:
    return plain(action_sentence(said, "Mo", missing_in(said)))


def lines(said: ActionDraft) -> list[str]:
    names = {"DRUGS": "Drug misuse", "FINANCE": "Finance benefit and debt"}
    return [plain(line) for line in action_lines(said, "Mo", missing_in(said), GOAL.serves, names)]


SENTENCES: tuple[tuple[str, ActionDraft, str], ...] = (
    (
        "with a time",
        SAID,
        "Mo must attend the assessment at Northgate Recovery Service on Tue 1 Dec 2026 at 10:00.",
    ),
    (
        "a day alone",
        replace(SAID, due_time=None),
        "Mo must attend the assessment at Northgate Recovery Service by Tue 1 Dec 2026.",
    ),
    (
        "how often",
        replace(SAID, what="Give a sample", due_on=None, due_time=None, how_often="every Friday"),
        "Mo must give a sample every Friday.",
    ),
    (
        "how often is not said twice",
        replace(
            SAID, what="Give a sample every Friday", due_on=None, due_time=None, how_often="every friday"
        ),
        "Mo must give a sample every Friday.",
    ),
    (
        "both",
        replace(SAID, what="Sign on", due_time=None, how_often="every Monday"),
        "Mo must sign on by Tue 1 Dec 2026, every Monday.",
    ),
    (
        "no date",
        replace(SAID, what="Sign on there", due_on=None, due_time=None),
        "Mo must sign on there [by when, or how often?].",
    ),
    (
        "nobody",
        replace(SAID, who=None, what="Sign on there", due_time=None),
        "[who?] must sign on there by Tue 1 Dec 2026.",
    ),
    (
        "officer",
        replace(
            SAID, who=Who.OFFICER, who_name="PC Baker", who_agency="police", what="PC Baker will sit with him"
        ),
        "PC Baker (police) will sit with him on Tue 1 Dec 2026 at 10:00.",
    ),
    (
        "partner without name and agency",
        replace(SAID, who=Who.PARTNER, what="Hold the room", due_time=None),
        "[which partner?] ([which agency?]) will hold the room by Tue 1 Dec 2026.",
    ),
    (
        "several sentences",
        replace(SAID, what="Attend Northgate House. Bring the letter.", due_time=None),
        "Mo must attend Northgate House. Bring the letter. When: by Tue 1 Dec 2026.",
    ),
    (
        "blank of a wording",
        replace(SAID, what="Attend [service]", due_time=None),
        "Mo must attend [service] by Tue 1 Dec 2026.",
    ),
)


@pytest.mark.parametrize("said, words", [row[1:] for row in SENTENCES], ids=[row[0] for row in SENTENCES])
def test_sentences(said: ActionDraft, words: str) -> None:
    assert sentence(said) == words


@pytest.mark.parametrize(
    "what, said",
    [
        ("Must attend Northgate.", "attend Northgate"),
        ("To attend Northgate", "attend Northgate"),
        ("He must attend", "attend"),
        ("Mo must attend", "attend"),
        ("attend", "attend"),
        ("GP: see her", "GP: see her"),
        ("DWP appointment, keep it", "DWP appointment, keep it"),
        ("Today's letter: answer it", "today's letter: answer it"),
        ("Tomato", "tomato"),
        ("", ""),
    ],
)
def test_what_goes_on_after_must(what: str, said: str) -> None:
    assert said_plainly(what, "Mo") == said


def test_what_stands_under_the_sentence() -> None:
    whole = replace(SAID, support="PC Baker drives him.", explained_on=date(2026, 11, 20), agreed=True)
    assert lines(whole) == [
        "Licence condition 9 · PC Baker drives him",
        "We will know: the service e-mails the same day",
        "If missed: home visit that evening",
        "Explained Fri 20 Nov 2026, agreed",
    ]


def test_blanks_stand_where_they_are_spoken() -> None:
    bare = replace(SAID, source=None, source_detail="", evidence="", if_missed="")
    assert lines(bare) == [
        "[where does it come from?]",
        "We will know: [how will it be shown?]",
        "If missed: [what happens then?]",
        "[explained when?]",
    ]
    assert lines(replace(SAID, source_detail=""))[0] == "Licence condition [which one?]"
    assert (
        lines(replace(SAID, serves=("FINANCE",)))[0] == "Licence condition 9 · for finance benefit and debt"
    )


def test_what_is_only_advised_is_not_wanted() -> None:
    voluntary = replace(SAID, source=Source.VOLUNTARY, source_detail="", evidence="")
    blanks = [
        part
        for line in action_lines(voluntary, "Mo", missing_in(voluntary), GOAL.serves, {})
        for part in line
        if part.blank
    ]
    assert [(part.field, part.wanted) for part in blanks] == [("evidence", False), ("explained_on", False)]


def test_a_frozen_version_leaves_no_blank() -> None:
    bare = ActionDraft(what="Sign on", who=Who.PERSON)
    assert plain(action_sentence(bare, "Mo", {})) == "Mo must sign on."
    assert action_lines(bare, "Mo", {}, (), {}) == ()


@given(st.text(max_size=80), st.text(max_size=40), st.sampled_from([None, *Who]))
def test_any_words_make_a_sentence(what: str, name: str, who: Who | None) -> None:
    said = replace(SAID, what=what, who=who, who_name=name)
    assert sentence(said)
    # Whatever was typed can be read in it, whole.
    assert (
        said_plainly(what, name or "Mo").casefold()
        in "".join(
            part.words if not part.blank else f"[{part.words}]" for part in action_sentence(said, "Mo", {})
        ).casefold()
    )
