"""Service ladders on the screen: what stands where, what it says aloud, and what is typed is what is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from iom_desktop.domain.needs import NeedDraft, NeedStatus
from iom_desktop.domain.providers import ProviderDraft, ProviderServiceDraft
from iom_desktop.domain.service_access import (
    NO_SERVICE,
    Barrier,
    RungRecord,
    ServiceAccess,
    ServiceAccessDraft,
    ServiceOutcome,
)
from iom_desktop.services import needs, providers, service_access, support
from iom_desktop.ui import theme
from iom_desktop.ui.service_access.dialog import FollowDialog, ServiceDialog, change_key, new_key
from iom_desktop.ui.service_access.ladder import Ladder, Span, spans
from iom_desktop.ui.service_access.step_strip import StepStrip
from iom_desktop.ui.service_access.tab import ServicesTab
from iom_desktop.ui.service_access.why import NoneFoundDialog, WhyDialog, none_key, why_key
from iom_desktop.ui.service_access.words import remark, shown_by, spoken, standing, summary
from iom_desktop.ui.support.dialog import SupportDialog, support_key
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.cases.colleague import does
from tests.ui.conftest import RecordingNavigator

FOUND = date(2026, 9, 6)


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> ServicesTab:
    made = ServicesTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1000, 640)
    made.show()
    return made


def draft(**said: Any) -> ServiceAccessDraft:
    return ServiceAccessDraft(
        **{"need_code": "DRUGS", "service": "Drug treatment", "provider": "Northgate", "identified_on": FOUND}
        | said
    )


def follow(desk: Desk, case_id: str, **said: Any) -> str:
    return desk.do(service_access.record_service_access, case_id, draft(**said), TODAY)


def access(**said: Any) -> ServiceAccess:
    return ServiceAccess(id="s", version=1, case_id="c", need_name="Drug misuse", said=draft(**said))


def need(desk: Desk, case_id: str, code: str, **said: Any) -> str:
    said = {"score": 9, "identified_on": date(2026, 10, 1)} | said
    return desk.do(needs.record_need, case_id, NeedDraft(code=code, **said), TODAY)


def stored(desk: Desk, case_id: str) -> list[ServiceAccess]:
    return desk.see(service_access.list_service_access, case_id)


# --- The ladder ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said,drawn",
    [
        ({}, [Span(0, 1, 77, True, stalled=True)]),
        ({"identified_on": date(2026, 11, 1)}, [Span(0, 1, 21, True)]),
        (
            {"referred_on": date(2026, 9, 9), "attended_on": date(2026, 10, 9)},
            [Span(0, 2, 3, False), Span(2, 5, 30, False), Span(5, 6, 44, True)],
        ),
        ({"barrier": Barrier.WAITING_LIST}, []),
        ({"ended_on": date(2026, 9, 7)}, [Span(0, 7, 1, False)]),
    ],
)
def test_what_is_drawn_between_the_rungs(said: dict[str, Any], drawn: list[Span]) -> None:
    assert spans(access(**said), TODAY) == drawn


@pytest.mark.parametrize(
    "said,words,says",
    [
        (
            {},
            "Stalled",
            "Waiting 77 days at Identified, target 28. Nothing has happened since Sun 6 Sep 2026. Why?",
        ),
        (
            {"referred_on": date(2026, 11, 20)},
            "Past its target",
            "Waiting 77 days since the need was found, now at Referred, target 28.",
        ),
        (
            {"identified_on": date(2026, 11, 20)},
            "Waiting",
            "2 days since the need was found, target 28.",
        ),
        (
            {"attended_on": date(2026, 10, 6)},
            "Attending",
            "30 days from the need found to the first attendance, target 28.",
        ),
        (
            {"barrier": Barrier.OTHER, "barrier_words": "Moved away"},
            "Not obtained",
            "Not obtained: other reason: Moved away",
        ),
        (
            {"attended_on": date(2026, 10, 6), "barrier": Barrier.LANGUAGE},
            "Attending",
            "Stopped: language",
        ),
        ({"ended_on": date(2026, 10, 6), "outcome": ServiceOutcome.PARTLY}, "Ended: partly achieved", ""),
    ],
)
def test_how_it_stands_in_words(said: dict[str, Any], words: str, says: str) -> None:
    assert standing(access(**said), TODAY)[0] == words
    assert remark(access(**said), TODAY) == says


def test_a_target_of_its_own_is_the_one_told() -> None:
    one = replace(access(referred_on=date(2026, 10, 12)), target_days=21)
    assert remark(one, TODAY).startswith("Waiting 41 days at Referred, target 21. ")
    assert standing(replace(one, target_days=90), TODAY)[0] == "Waiting"


@pytest.mark.parametrize(
    "told,says",
    [
        ((), ""),
        ((RungRecord(rung="referred_on", by="PC Baker", agency="police"),),
         "Referred Wed 9 Sep 2026, by PC Baker (police)."),
        ((RungRecord(rung="referred_on", by="PC Baker", evidence="Form in the file"),),
         "Referred Wed 9 Sep 2026, by PC Baker: Form in the file"),
        ((RungRecord(rung="identified_on", evidence="OASys"),), "Identified Sun 6 Sep 2026: OASys"),
    ],
)  # fmt: skip
def test_who_brought_it_there_and_what_shows_it(told: tuple[RungRecord, ...], says: str) -> None:
    assert shown_by(access(referred_on=date(2026, 9, 9), rung_records=told)) == says


def test_a_ladder_is_heard_whole() -> None:
    assert spoken(access(referred_on=date(2026, 9, 9)), TODAY) == (
        "Drug misuse. Drug treatment, Northgate. Stalled. Identified Sun 6 Sep 2026. "
        "Referred Wed 9 Sep 2026, 3 days later. "
        "Waiting 74 days at Referred, target 28. Nothing has happened since Wed 9 Sep 2026. Why?"
    )


def test_the_sum_of_it() -> None:
    every = [access(), access(attended_on=TODAY), access(barrier=Barrier.DISTANCE)]
    assert summary(every, 2, TODAY) == (
        "1 of 3 services reached, 1 waiting (1 stalled), 1 not obtained, 2 needs not yet followed"
    )
    assert summary([], 3, TODAY) == ""


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_a_filled_rung_is_painted_and_an_empty_one_is_hollow(qtbot: QtBot, qapp: Any, name: str) -> None:
    theme.apply_theme(qapp, name)
    ladder = Ladder(access(), TODAY, name="ladder")
    qtbot.addWidget(ladder)
    ladder.resize(720, 82)
    ladder.show()
    picture = ladder.grab().toImage()
    first, second = (QPoint(round(ladder._middle(n)), round(ladder._line_y())) for n in (0, 1))
    assert picture.pixelColor(first) == theme.mark("accent")
    assert picture.pixelColor(second) != theme.mark("accent")


# --- The page ------------------------------------------------------------------------------------------


def test_needs_nobody_follows_are_listed_until_somebody_does(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    need(desk, case_id, "DRUGS")
    need(desk, case_id, "ALCOHOL", status=NeedStatus.DONE)
    qtbot.waitUntil(lambda: len(tab.unfollowed) == 1)
    line = tab.unfollowed[0]
    assert line.button.accessibleName() == "Follow a service for Drug misuse"
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(FollowDialog)
    assert dialog is not None
    assert dialog.form.field("need_code").value() == "DRUGS"
    assert dialog.form.field("identified_on").value() == date(2026, 10, 1)
    assert dialog.form.focused_field_name() == "service"
    for name, text in {
        "service": "Drug treatment", "provider": "Northgate", "referred_on": "3/10/26", "accepted_on": "5 oct",
        "note": "Mondays",
    }.items():  # fmt: skip
        dialog.form.field(name).restore_text(text)
    dialog.save()
    (row,) = stored(desk, case_id)
    assert row.said == draft(
        identified_on=date(2026, 10, 1),
        referred_on=date(2026, 10, 3),
        accepted_on=date(2026, 10, 5),
        rung_records=tuple(
            RungRecord(rung=rung, by="PC Test Baker", agency="police")
            for rung in ("identified_on", "referred_on", "accepted_on")
        ),
        note="Mondays",
    )
    assert tab.unfollowed == []
    assert [card.one.id for card in tab.cards] == [row.id]
    assert tab.sum.text() == "0 of 1 service reached, 1 waiting (1 stalled)"


def test_an_empty_case_says_what_to_do(tab: ServicesTab) -> None:
    words = tab.findChild(object, "services-empty")
    assert words is not None
    assert "Ctrl+N" in words.text()


@pytest.mark.parametrize(
    "typed,field,says",
    [
        ({"need_code": ""}, "need_code", "Need is needed"),
        ({"service": ""}, "service", "Service is needed"),
        ({"identified_on": ""}, "identified_on", "a date is needed"),
        ({"referred_on": "5/9/2026"}, "referred_on", "before identified"),
        ({"accepted_on": "23/11/2026"}, "accepted_on", "in the future"),
        ({"offered_on": "31/02/2026"}, "offered_on", "31/02/2026"),
        ({"attended_on": "soon"}, "attended_on", "cannot be read"),
        ({"attended_on": "6/10/2026", "outcome": "achieved"}, "ended_on", "where there is an outcome"),
        ({"ended_on": "6/10/2026"}, "ended_on", "or the reason why the service was not obtained"),
        ({"engaged_on": "6/10/2026"}, "engaged_on", "give the day of first attended"),
        ({"referred_on_evidence": "Letter"}, "referred_on", "a date is needed where there is evidence"),
        ({"barrier": "other"}, "barrier_words", "this is needed"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_kept(
    tab: ServicesTab, desk: Desk, case_id: str, typed: dict[str, str], field: str, says: str
) -> None:
    dialog = tab.open_new()
    good = {"need_code": "DRUGS", "service": "Drug treatment", "identified_on": "6/9/2026"}
    for name, text in (good | typed).items():
        dialog.form.field(name).restore_text(text)
    dialog.save()
    assert says in dialog.form.field(field).error_text()
    assert [one.name for one in dialog.form.fields() if one.error_text()] == [field]
    assert stored(desk, case_id) == []
    dialog.reject()


def test_a_stalled_one_asks_why_and_the_answer_ends_the_waiting(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = follow(desk, case_id, referred_on=date(2026, 9, 9))
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    card = tab.cards[0]
    assert card.why_button.isVisible()
    assert "Waiting 74 days at Referred, target 28." in card.remark.text()
    qtbot.mouseClick(card.why_button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(WhyDialog)
    assert dialog is not None
    assert dialog.form.focused_field_name() == "barrier"
    dialog.form.field("barrier").set_value(Barrier.WAITING_LIST.value)
    dialog.form.field("barrier_words").set_value("Twelve weeks")
    dialog.save()
    said = stored(desk, case_id)[0].said
    assert (said.barrier, said.barrier_words) == (Barrier.WAITING_LIST, "Twelve weeks")
    assert said.note == "22/11/2026: not obtained, waiting list."
    qtbot.waitUntil(lambda: "waiting list" in tab.cards[0].remark.text())
    assert not tab.cards[0].why_button.isVisible()
    assert tab.cards[0].one.id == one


def test_the_keyboard_goes_from_ladder_to_ladder_and_opens(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    first = follow(desk, case_id)
    second = follow(desk, case_id, service="Another clinic")
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.go_to(first)
    assert tab.cards[0].ladder.hasFocus()
    qtbot.keyClick(tab.cards[0].ladder, Qt.Key.Key_Down)
    assert tab.cards[1].ladder.hasFocus()
    qtbot.keyClick(tab.cards[1].ladder, Qt.Key.Key_Return)
    dialog = tab.findChild(ServiceDialog)
    assert dialog is not None
    assert dialog.draft_key == change_key(second)
    dialog.form.field("note").set_value("Asked again")
    dialog.save()
    qtbot.waitUntil(lambda: tab.cards[1].one.said.note == "Asked again")
    assert tab.window().focusWidget() is tab.cards[1].ladder  # the keyboard is where it was


def test_somebody_elses_change_is_shown_beside_mine(tab: ServicesTab, desk: Desk, case_id: str) -> None:
    one = follow(desk, case_id)
    dialog = tab.open_service(one)
    assert dialog is not None
    theirs = draft(referred_on=date(2026, 9, 9))
    does(desk.store, "Change service", service_access.change_service_access, one, 1, theirs, TODAY)
    dialog.form.field("note").set_value("Mine")
    dialog.save()
    assert dialog._comparison is not None
    dialog._comparison.theirs_button.click()
    assert dialog.form.field("referred_on").value() == date(2026, 9, 9)
    dialog.reject()


def test_what_was_half_typed_comes_back(tab: ServicesTab, desk: Desk, case_id: str) -> None:
    one = follow(desk, case_id)
    for key, kind, field in (
        (new_key(case_id, "DRUGS"), FollowDialog, "note"),
        (change_key(one), ServiceDialog, "note"),
        (why_key(one), WhyDialog, "barrier_words"),
        (none_key(case_id, "ETE"), NoneFoundDialog, "barrier_words"),
        (support_key(case_id), SupportDialog, "words"),
    ):
        tab.resume(key)
        found = tab.findChild(kind)
        assert found is not None
        assert found.draft_key == key
        found.form.field(field).set_value("half a sen")
        found.reject()
        tab.resume(key)
        again = [dialog for dialog in tab.findChildren(kind) if dialog.isVisible()][-1]
        assert again.form.field(field).value() == "half a sen"
        again.reject()


def test_a_record_that_is_gone_is_said(tab: ServicesTab) -> None:
    assert tab.open_service("f" * 32) is None
    assert "no longer in the store" in tab.notice_text()


# --- The next rung, in place --------------------------------------------------------------------------------


def only_strip(tab: ServicesTab) -> StepStrip:
    (card,) = tab.cards
    assert card.strip is not None
    return card.strip


def test_the_next_rung_is_one_key_evidence_and_enter(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = follow(desk, case_id)
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.go_to(one)
    qtbot.keyClick(tab.cards[0].ladder, Qt.Key.Key_Right)
    strip = only_strip(tab)
    assert strip.form.focused_field_name() == "evidence"
    strip.form.field("rung").set_value("referred_on")
    evidence = strip.form.field("evidence").editor
    qtbot.keyClicks(evidence, "Their receipt")
    qtbot.keyClick(evidence, Qt.Key.Key_Return)
    said = stored(desk, case_id)[0].said
    assert said.referred_on == TODAY
    assert said.record_of("referred_on") == RungRecord(
        rung="referred_on", by="PC Test Baker", agency="police", evidence="Their receipt"
    )
    qtbot.waitUntil(lambda: "Their receipt" in tab.cards[0].shown_by.text())
    assert tab.cards[0].strip is None
    assert tab.window().focusWidget() is tab.cards[0].ladder


@pytest.mark.parametrize(
    "typed,field,says",
    [
        ({"rung": "referred_on", "on": "5/9/2026"}, "on", "before identified"),
        ({"rung": "engaged_on"}, "on", "give the day of first attended"),
        ({"rung": "ended_on"}, "on", "or the reason why"),
        ({"on": "tomorrow"}, "on", "in the future"),
        ({"on": ""}, "on", "is needed"),
        ({"evidence": "Seen\x07there"}, "evidence", "cannot be kept"),
    ],
)
def test_a_step_nobody_can_have_taken_is_refused_beside_its_field(
    tab: ServicesTab, desk: Desk, case_id: str, typed: dict[str, str], field: str, says: str, qtbot: QtBot
) -> None:
    follow(desk, case_id)
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    tab.cards[0].open_strip()
    strip = only_strip(tab)
    for name, text in typed.items():
        strip.form.field(name).restore_text(text)
    strip.record()
    assert says in strip.form.field(field).error_text()
    assert stored(desk, case_id)[0].version == 1


def test_an_end_has_an_outcome_and_no_other_rung_has(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    follow(desk, case_id, attended_on=date(2026, 10, 6))
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    tab.cards[0].open_strip()
    strip = only_strip(tab)
    outcome = strip.form.field("outcome")
    assert outcome.isHidden()
    strip.form.field("rung").set_value("ended_on")
    assert not outcome.isHidden()
    outcome.set_value(ServiceOutcome.ACHIEVED.value)
    strip.record()
    said = stored(desk, case_id)[0].said
    assert (said.ended_on, said.outcome) == (TODAY, ServiceOutcome.ACHIEVED)
    qtbot.waitUntil(lambda: tab.cards[0].one.said.ended_on is not None)
    assert tab.cards[0].step_button.isHidden()


def test_a_half_typed_step_outlives_a_reload_and_comes_back(
    tab: ServicesTab,
    workspace: Workspace,
    navigator: RecordingNavigator,
    desk: Desk,
    case_id: str,
    qtbot: QtBot,
) -> None:
    follow(desk, case_id)
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    tab.cards[0].open_strip()
    only_strip(tab).form.field("evidence").restore_text("Half a")
    need(desk, case_id, "ETE")
    qtbot.waitUntil(lambda: len(tab.unfollowed) == 1)
    strip = only_strip(tab)
    assert strip.form.field("evidence").value() == "Half a"
    strip.form.field("evidence").restore_text("Half a sentence")
    strip.keeper.flush()
    again = ServicesTab(workspace, navigator, case_id)
    qtbot.addWidget(again)
    again.show()
    assert only_strip(again).form.field("evidence").value() == "Half a sentence"
    qtbot.keyClick(only_strip(again).form.field("evidence").editor, Qt.Key.Key_Escape)
    assert again.cards[0].strip is None


def test_somebody_elses_step_is_not_overwritten(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    one = follow(desk, case_id)
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    tab.cards[0].open_strip()
    strip = only_strip(tab)
    theirs = draft(referred_on=date(2026, 9, 9))
    does(desk.store, "Change service", service_access.change_service_access, one, 1, theirs, TODAY)
    strip.record()
    assert "changed this record" in strip.form.banner.text()
    assert stored(desk, case_id)[0].said == theirs


# --- From the directory ---------------------------------------------------------------------------------------


def in_directory(desk: Desk, name: str, **said: Any) -> str:
    known = {one.said.name: one.id for one in desk.see(providers.list_providers)}
    provider = known.get("Northgate") or desk.do(
        providers.add_provider, ProviderDraft(name="Northgate"), TODAY
    )
    offered = ProviderServiceDraft(**{"name": name, "needs": ("DRUGS",)} | said)
    return desk.do(providers.add_provider_service, provider, offered, TODAY)


def test_a_service_of_the_directory_is_chosen_open_ones_first(
    tab: ServicesTab, desk: Desk, case_id: str
) -> None:
    in_directory(desk, "A closed clinic", closed_on=TODAY)
    clinic = in_directory(desk, "Clinic", how_to_refer="Ring before noon", target_days=14)
    in_directory(desk, "Work club", needs=("ETE",))
    dialog = tab.open_new("DRUGS")
    box = dialog.form.field("provider_service_id").box
    assert [box.itemText(n) for n in range(box.count())] == [
        "Not in the directory", "Clinic, Northgate", "A closed clinic, Northgate (closed)",
    ]  # fmt: skip
    assert dialog.form.focused_field_name() == "provider_service_id"
    dialog.form.field("provider_service_id").set_value(clinic)
    assert (dialog.form.field("service").value(), dialog.form.field("provider").value()) == (
        "Clinic",
        "Northgate",
    )
    assert dialog.fields.about.text() == (
        "How to refer: Ring before noon\nTarget: first attended within 14 days"
    )
    dialog.save()
    (one,) = stored(desk, case_id)
    assert (one.said.provider_service_id, one.target_days) == (clinic, 14)


def test_a_typed_name_is_no_longer_the_directorys(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    clinic = in_directory(desk, "Clinic")
    one = follow(desk, case_id, service="The clinic", provider_service_id=clinic)
    dialog = tab.open_service(one)
    assert dialog is not None
    assert dialog.form.field("provider_service_id").value() == clinic
    assert dialog.form.field("service").value() == "The clinic"  # as it was typed then
    dialog.form.field("service").editor.end(False)
    qtbot.keyClicks(dialog.form.field("service").editor, "s")
    assert dialog.form.field("provider_service_id").value() is None
    dialog.save()
    (row,) = stored(desk, case_id)
    assert (row.said.provider_service_id, row.said.service) == (None, "The clinics")


# --- A need with nothing, and one with several tries ------------------------------------------------------------


def test_a_need_for_which_there_is_nothing_gets_its_reason(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    need(desk, case_id, "DRUGS")
    qtbot.waitUntil(lambda: len(tab.unfollowed) == 1)
    label = tab.findChild(object, "unfollowed-DRUGS-words")
    assert label.text() == "no service followed, found 52 days ago"
    qtbot.mouseClick(tab.unfollowed[0].none_button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(NoneFoundDialog)
    assert dialog is not None
    dialog.save()
    assert "needed" in dialog.form.field("barrier").error_text()
    dialog.form.field("barrier").set_value(Barrier.NO_PROVISION.value)
    dialog.save()
    (one,) = stored(desk, case_id)
    assert (one.said.service, one.said.barrier) == (NO_SERVICE, Barrier.NO_PROVISION)
    qtbot.waitUntil(lambda: len(tab.cards) == 1)
    assert tab.headings[0].standing.accessibleName() == "Reason on record"


def test_a_need_shows_all_its_tries_and_how_it_stands_with_them(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    need(desk, case_id, "DRUGS")
    need(desk, case_id, "ACCOMMODATION", score=3)
    first = follow(desk, case_id, barrier=Barrier.DECLINED_BY_SERVICE)
    housing = follow(
        desk, case_id, need_code="ACCOMMODATION", service="Rooms", identified_on=date(2026, 1, 1)
    )
    second = follow(desk, case_id, service="Another clinic", attended_on=date(2026, 10, 1))
    qtbot.waitUntil(lambda: len(tab.cards) == 3)
    assert [card.one.id for card in tab.cards] == [first, second, housing]
    assert [heading.standing.accessibleName() for heading in tab.headings] == ["Service reached", "Stalled"]
    assert tab.findChild(object, "need-DRUGS-detail").text().endswith("2 services tried")
    qtbot.mouseClick(tab.headings[1].again_button, Qt.MouseButton.LeftButton)
    dialog = tab.findChild(FollowDialog)
    assert dialog is not None
    assert dialog.form.field("need_code").value() == "ACCOMMODATION"
    dialog.reject()


# --- Support officers give themselves ---------------------------------------------------------------------------


def test_support_is_recorded_and_added_up_by_agency(
    tab: ServicesTab, desk: Desk, case_id: str, qtbot: QtBot
) -> None:
    assert tab.support is not None
    assert tab.support.totals.text() == "none recorded"
    for minutes in ("90", "45"):
        tab.support.give_button.click()
        (dialog,) = [one for one in tab.findChildren(SupportDialog) if one.isVisible()]
        dialog.form.field("kind_code").set_value("LIFT")
        dialog.form.field("minutes").restore_text(minutes)
        dialog.form.field("words").set_value("To the clinic")
        dialog.save()
    given = desk.see(support.list_support, case_id)
    assert [(one.said.given_by, one.said.agency, one.said.given_on) for one in given] == [
        ("PC Test Baker", "police", TODAY)
    ] * 2
    qtbot.waitUntil(lambda: len(tab.support.lines) == 2)
    assert tab.support.totals.text() == "Police 2 times, 2 h 15 min"
    assert tab.support.lines[0] == (
        "Sun 22 Nov 2026",
        "PC Test Baker (police)",
        "A lift to an appointment, 45 minutes: To the clinic",
    )
