"""The plan typed from paper through its dialogs: plan 1 whole and agreed, plan 3 refused, and all the page does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from iom_desktop.domain.actions import Action, ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rag, Rosh, Sentence
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, GoalState, Plan, PlanState
from iom_desktop.services import actions, needs, people, plans
from iom_desktop.ui import ask
from iom_desktop.ui.actions.dialog import ActionDialog
from iom_desktop.ui.actions.wording_field import WordingField
from iom_desktop.ui.plans.dialogs import GoalDialog, PlanWordsDialog
from iom_desktop.ui.plans.plan_dialog import PlanDialog
from iom_desktop.ui.plans.tab import PlanTab
from iom_desktop.ui.workspace import Workspace

TODAY = date(2026, 11, 22)
Key, Held = Qt.Key, Qt.KeyboardModifier


# --- The paper, as it is typed -------------------------------------------------------------------------------
# A goal: its words, by when, the needs ticked. An action: what is typed into each field, in any order.

Typed = dict[str, str]

PLAN_1: list[tuple[Typed, list[Typed]]] = [
    (
        {"words": "I will stop using heroin every day.", "target_on": "02/02/2027", "serves": "DRUGS"},
        [
            {
                "what": "attend the assessment at Northgate Recovery Service",
                "due_on": "Tuesday 1 December 2026, 10:00",
                "source": "l",
                "source_detail": "condition 9 (drug treatment)",
                "support": "PC Baker drives him.",
                "evidence": "the service e-mails attendance the same day.",
                "if_missed": "home visit that evening by PC Baker, first warning letter next working day.",
                "explained_on": "20/11/2026",
                "agreed": "y",
            },
            {
                "what": "collect his script before 12 noon",
                "how_often": "every day",
                "source_detail": "condition 9",
                "evidence": "the chemist's sheet, checked Fridays by D. Williams.",
                "if_missed": "if missed twice in a week: three-way meeting within 2 working days.",
            },
            {
                "what": "Must give a test sample each Friday at the office.",
                "source_detail": "condition 10",
                "evidence": "result on file.",
                "if_missed": "Three positives in a row go to the panel.",
            },
        ],
    ),
    (
        {
            "words": "I will have a room of my own that I can keep.",
            "target_on": "31/01/2027",
            "serves": "ACCOMMODATION",
        },
        [
            {
                "what": "go with the housing officer to view 14 Mill Court",
                "due_on": "26/11 14:30",
                "source": "v",
                "evidence": "viewing slip.",
                "if_missed": "goes back on the waiting list; say so to him.",
            },
            {
                "who": "p",
                "who_name": "S. Patel",
                "who_agency": "North Area Council",
                "what": "hold the Mill Court room until 30 November and confirm in writing.",
            },
            {
                "what": "keep away from K.M. and from Station Road between 20:00 and 07:00.",
                "source_detail": "condition 12 (exclusion)",
                "evidence": "tag data, police checks three evenings a week.",
                "if_missed": "recall considered the same day.",
            },
        ],
    ),
    (
        {
            "words": "I will have money coming in that I can account for.",
            "target_on": "15/12/2026",
            "serves": "FINANCE THINKING",
        },
        [
            {
                "who": "o",
                "who_name": "PC Baker",
                "what": "sit with him to finish the benefit statement, at the library.",
                "due_on": "Monday 23 November 2026 15:00",
            },
            {"what": "Must bring bank and ID letters to that meeting.", "source": "v"},
        ],
    ),
]
CONTINGENCY = (
    "missed script and no contact for 24 hours with intelligence of Station Road: same-day joint visit, then "
    "recall decision by D. Williams with her manager."
)
OWN_WORDS = "I can do the script. I can't do it sleeping in the stairwell."
PLAN_3 = ("To address drug use.", "To work with services.", "To engage.")


# --- The case and the page -----------------------------------------------------------------------------------


@pytest.fixture
def case_id(workspace: Workspace) -> str:
    """A case with the needs and the risk of plan 1 and no plan."""
    made = workspace.perform(
        "Add person",
        people.add_person,
        PersonDraft(crn="D796000", surname="Hudson", forenames="Mohammed", known_as="Mo"),
        CaseDraft(
            cohort=Cohort.FIXED,
            rag=Rag.AMBER,
            sentence=Sentence.LICENCE,
            rosh=Rosh.HIGH,
            police_lead="PC Baker",
            probation_lead="D. Williams",
        ),
        TODAY,
    )
    for code, severity in (
        ("DRUGS", Severity.SEVERE),
        ("ACCOMMODATION", Severity.SEVERE),
        ("FINANCE", Severity.STANDARD),
        ("THINKING", Severity.STANDARD),
    ):
        drugs = code == "DRUGS"
        workspace.perform(
            "Record need",
            needs.record_need,
            made,
            NeedDraft(code=code, severity=severity, linked_to_harm=drugs, linked_to_offending=drugs),
            TODAY,
        )
    return made


@pytest.fixture
def tab(qtbot: QtBot, workspace: Workspace, navigator: object, case_id: str) -> PlanTab:
    """The plan's tab in view, told of changes as the window tells it."""
    made = PlanTab(workspace, navigator, case_id)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1080, 700)
    made.show()
    made.activateWindow()
    settle()
    return made


def settle() -> None:
    """Let what was put off until after the click happen."""
    for _turn in range(6):
        QApplication.processEvents()


def dialog_of(tab: PlanTab) -> PlanDialog:
    assert tab.dialog is not None
    assert tab.dialog.isVisible()
    return tab.dialog


def press(key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
    """Press a key where the keyboard is."""
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key, held)
    settle()


def type_words(words: str) -> None:
    """Type where the keyboard is."""
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClicks(at, words)


def fill(dialog: PlanDialog, typed: Typed) -> None:
    """Type into each field that is named; needs are ticked with Space."""
    for name, words in typed.items():
        dialog.activateWindow()  # after a list of suggestions no desktop gives the keyboard back here
        settle()
        dialog.form.go_to(name)
        if name == "serves":
            for code in words.split():
                box = dialog.findChild(QWidget, f"serves-{code}")
                assert box is not None
                QTest.keyClick(box, Key.Key_Space)
        else:
            type_words(words)
            popup = QApplication.activePopupWidget()
            if popup is not None:  # suggestions, which Tab would close
                popup.close()


def save(dialog: PlanDialog, *, another: bool = False) -> None:
    """Ctrl+Enter, or with Shift for another; a closed dialog gives the keyboard back, as a desktop does."""
    held = Held.ControlModifier | (Held.ShiftModifier if another else Held.NoModifier)
    page = dialog.parentWidget()
    QTest.keyClick(dialog, Key.Key_Return, held)
    settle()
    if shiboken6.isValid(dialog) and dialog.isVisible():
        assert not another or not any(field.error_text() for field in dialog.form.fields())
    else:
        page.activateWindow()
        settle()


def type_plan(tab: PlanTab, plan: list[tuple[Typed, list[Typed]]]) -> None:
    """Type goals and actions through the dialogs, with nothing but the keyboard."""
    for place, (goal, steps) in enumerate(plan):
        if place or tab.dialog is None:
            tab.setFocus()
            QTest.keyClick(tab, Key.Key_G)
            settle()
        fill(dialog_of(tab), goal)
        save(dialog_of(tab))
        assert tab.plan is not None
        press(Key.Key_N)
        for at, step in enumerate(steps):
            fill(dialog_of(tab), step)
            save(dialog_of(tab), another=at < len(steps) - 1)


def start(tab: PlanTab) -> None:
    """Press what the empty page offers."""
    button = tab.findChild(QWidget, "case-plan-empty-action")
    assert button is not None
    QTest.keyClick(button, Key.Key_Space)
    settle()


def shown(tab: PlanTab) -> Plan:
    assert tab.plan is not None
    return tab.plan


def blocking(tab: PlanTab) -> list[str]:
    faults = tab.workspace.read(plans.plan_readiness, shown(tab))
    return [fault.words for fault in faults if fault.blocking]


def on_screen(widget: QWidget) -> str:
    """Every word the labels of ``widget`` show."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def sentences(tab: PlanTab) -> list[str]:
    return [card.words.text() for card in tab.sheet.cards.values()]


def test_plan_1_is_typed_whole_and_agreed(tab: PlanTab, workspace: Workspace, case_id: str) -> None:
    start(tab)
    type_plan(tab, PLAN_1)
    QTest.keyClick(tab, Key.Key_W)
    settle()
    fill(dialog_of(tab), {"contingency": CONTINGENCY, "persons_words": OWN_WORDS, "review_on": "6 weeks"})
    save(dialog_of(tab))

    plan = shown(tab)
    assert [goal.said.words for goal in plan.goals] == [goal["words"] for goal, _steps in PLAN_1]
    assert [goal.said.target_on for goal in plan.goals] == [
        date(2027, 2, 2),
        date(2027, 1, 31),
        date(2026, 12, 15),
    ]
    assert [action.number for action in plan.actions()] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.2",
        "2.3",
        "3.1",
        "3.2",
    ]
    first, second = plan.goals[0].actions[0].said, plan.goals[0].actions[1].said
    assert first == ActionDraft(
        what="attend the assessment at Northgate Recovery Service",
        due_on=date(2026, 12, 1),
        due_time=time(10),
        source=Source.LICENCE,
        source_detail="condition 9 (drug treatment)",
        evidence="the service e-mails attendance the same day.",
        if_missed="home visit that evening by PC Baker, first warning letter next working day.",
        support="PC Baker drives him.",
        explained_on=date(2026, 11, 20),
        agreed=True,
    )
    assert (second.how_often, second.source) == ("every day", Source.LICENCE)
    patel, baker = plan.goals[1].actions[1].said, plan.goals[2].actions[0].said
    assert (patel.who, patel.who_name, patel.who_agency) == (Who.PARTNER, "S. Patel", "North Area Council")
    assert (baker.who, baker.who_name, baker.who_agency, baker.source) == (
        Who.OFFICER,
        "PC Baker",
        "police",
        None,
    )
    assert (plan.said.contingency, plan.said.persons_words) == (CONTINGENCY, OWN_WORDS)

    assert blocking(tab) == []
    said = sentences(tab)
    assert said[0].startswith(
        "Mo must attend the assessment at Northgate Recovery Service on Tue 1 Dec 2026 at 10:00.\n"
        "Licence condition 9 (drug treatment) · PC Baker drives him\n"
        "We will know: the service e-mails attendance the same day.\n"
        "If missed: home visit that evening by PC Baker"
    )
    assert said[0].endswith("Explained Fri 20 Nov 2026, agreed")
    assert said[1].startswith("Mo must collect his script before 12 noon every day.\nLicence condition 9\n")
    assert said[4].startswith("S. Patel (North Area Council) will hold the Mill Court room until 30 November")
    assert said[6].startswith("PC Baker (police) will sit with him to finish the benefit statement")
    assert "READY" in tab.panel.chip.word
    assert "8 of 8 actions complete" in on_screen(tab.panel)

    QTest.keyClick(tab.main_button, Key.Key_Space)
    settle()
    fill(dialog_of(tab), {"answer": "a"})
    save(dialog_of(tab))
    agreed = shown(tab)
    assert agreed.state is PlanState.AGREED
    assert agreed.agreement is not None
    assert agreed.agreement.said.answer is Agreement.AGREES
    assert all(a.said.explained_on is not None for a in agreed.actions() if a.said.who is Who.PERSON)
    assert agreed.goals[0].actions[0].said.explained_on == date(2026, 11, 20)
    versions = workspace.read(plans.list_versions, case_id)
    assert [(version.number, version.state) for version in versions] == [
        (2, PlanState.DRAFT),
        (1, PlanState.AGREED),
    ]
    assert tab.sheet.seal.isVisible()
    assert tab.sheet.seal.words.text().startswith("Agreed Sun 22 Nov 2026 by PC Test Baker\nMo agrees")
    assert tab.state_chip.word == "IN FORCE"
    # Printed, not a form: no blank, nothing to add.
    assert not any(card.words.blank_fields() for card in tab.sheet.cards.values())
    assert not tab.sheet.add_goal_button.isVisible()


def test_plan_3_is_told_line_by_line_and_cannot_be_agreed(tab: PlanTab, workspace: Workspace) -> None:
    start(tab)
    fill(dialog_of(tab), {"words": "Drugs"})
    save(dialog_of(tab))
    press(Key.Key_N)
    for at, words in enumerate(PLAN_3):
        dialog = dialog_of(tab)
        assert isinstance(dialog, ActionDialog)
        dialog.field("who").set_value(None)
        dialog.field("source").set_value(None)
        fill(dialog, {"what": words})
        save(dialog, another=at < 2)
    faults = blocking(tab)
    for number in ("1.1", "1.2", "1.3"):
        about = [words.partition(" ")[2] for words in faults if words.startswith(number)]
        assert about == [
            "does not say what is to be done so that anybody could see it done.",
            "does not say who does it.",
            "does not say by when or how often.",
            "does not say where the requirement comes from.",
            "does not say which need or risk it serves.",
            "does not say how it will be shown done.",
            "does not say what happens if it is missed.",
        ]
    assert "Severe need: accommodation, nothing in the plan serves it." in faults
    lines = [tab.panel.list.faults.line(row) for row in range(len(faults))]
    assert [getattr(line, "words", line) for line in lines] == faults
    assert "0 of 3 actions complete" in on_screen(tab.panel)

    QTest.keyClick(tab.main_button, Key.Key_Space)
    settle()
    assert tab.dialog is None
    assert f"{len(faults)} things stand in the way" in tab.notice_text()
    assert tab.panel.list.hasFocus()
    assert shown(tab).draft
    # The service refuses too, whatever the screen does.
    with pytest.raises(Exception, match=r"cannot be agreed yet\. 1\.1 does not say what is to be done"):
        workspace.perform(
            "Agree plan", plans.agree_plan, shown(tab).id, AgreementDraft(answer=Agreement.AGREES), TODAY
        )


# --- A plan made through the services, for what the page does with it ----------------------------------------

CLEAR = ActionDraft(
    what="Attend the assessment at Northgate",
    due_on=date(2026, 12, 1),
    source=Source.LICENCE,
    source_detail="condition 9",
    evidence="An e-mail.",
    if_missed="A home visit.",
)


@pytest.fixture
def planned(workspace: Workspace, case_id: str) -> str:
    """A draft plan of two goals: three actions under the first, one under the second; no fault but one."""
    plan = workspace.perform("Start plan", plans.start_plan, case_id)
    for words, serves, whats in (
        (
            "I will stop using heroin.",
            ("DRUGS", "FINANCE", "RISK"),
            ("Attend A house", "Attend B house", "Attend C house"),
        ),
        ("I will have a room.", ("ACCOMMODATION", "THINKING"), ("View 14 Mill Court",)),
    ):
        goal = workspace.perform(
            "Add goal",
            plans.add_goal,
            plan,
            GoalDraft(words=words, target_on=date(2027, 1, 1), serves=serves),
        )
        for what in whats:
            evidence = "" if what == "Attend B house" else "An e-mail."
            said = replace(CLEAR, what=what, evidence=evidence)
            workspace.perform("Add required action", actions.add_action, goal, said, TODAY)
    settle()
    return plan


def card_called(tab: PlanTab, number: str) -> QWidget:
    return next(card for card in tab.sheet.cards.values() if card.action.number == number)


def action(tab: PlanTab, number: str) -> Action:
    return next(a for goal in shown(tab).goals for a in goal.actions if a.number == number)


def numbered(tab: PlanTab) -> list[str]:
    return [f"{a.number} {a.said.what}" for goal in shown(tab).goals for a in goal.actions]


def finish(tab: PlanTab) -> None:
    """Close the plan's one fault."""
    missing = action(tab, "1.2")
    tab.workspace.perform(
        "Change required action",
        actions.change_action,
        missing.id,
        missing.version,
        replace(missing.said, evidence="An e-mail."),
        TODAY,
    )
    settle()


def agree(tab: PlanTab) -> None:
    finish(tab)
    said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    tab.workspace.perform("Agree plan", plans.agree_plan, shown(tab).id, said, TODAY)
    settle()


@pytest.mark.usefixtures("planned")
def test_go_puts_the_cursor_in_the_very_field(tab: PlanTab) -> None:
    assert "1 thing stands in the way" in on_screen(tab.panel)
    tab.panel.list.setFocus()
    press(Key.Key_Return)
    dialog = dialog_of(tab)
    assert dialog.form.focused_field_name() == "evidence"
    type_words("The register.")
    save(dialog)
    assert action(tab, "1.2").said.evidence == "The register."
    assert tab.panel.chip.word == "READY"


@pytest.mark.usefixtures("planned")
def test_a_blank_in_the_sentence_leads_to_its_field(tab: PlanTab) -> None:
    card = card_called(tab, "1.2")
    assert card.words.blank_fields() == ["evidence", "explained_on"]  # type: ignore[attr-defined]
    tab.sheet.focus_piece(card)  # type: ignore[arg-type]
    press(Key.Key_Tab)
    press(Key.Key_Return)
    assert dialog_of(tab).form.focused_field_name() == "evidence"


@pytest.mark.usefixtures("planned")
def test_words_of_the_sentence_can_be_clicked(tab: PlanTab, qtbot: QtBot) -> None:
    words = card_called(tab, "1.1").words  # type: ignore[attr-defined]
    tab.grab()
    qtbot.mouseClick(words, Qt.MouseButton.LeftButton, pos=words.point_of("if_missed"))
    settle()
    assert dialog_of(tab).form.focused_field_name() == "if_missed"


@pytest.mark.usefixtures("planned")
def test_arrows_walk_the_page_and_enter_changes(tab: PlanTab) -> None:
    tab.setFocus()
    QTest.keyClick(tab, Key.Key_Down)
    settle()
    seen = []
    for _step in range(len(tab.sheet.pieces())):
        at = QApplication.focusWidget()
        assert at is not None
        seen.append(at.accessibleName().partition(".")[0])
        press(Key.Key_Down)
    assert seen[0] == "Goal 1"
    assert [name for name in seen if name in ("1", "2")] == ["1", "1", "1", "2"]
    QTest.keyClick(tab, Key.Key_2)
    settle()
    press(Key.Key_Return)
    dialog = dialog_of(tab)
    assert isinstance(dialog, GoalDialog)
    assert dialog.form.field("words").value() == "I will have a room."


@pytest.mark.usefixtures("planned")
def test_alt_and_arrows_reorder_and_the_numbers_follow(tab: PlanTab) -> None:
    tab.sheet.focus_piece(card_called(tab, "1.3"))  # type: ignore[arg-type]
    press(Key.Key_Up, Held.AltModifier)
    assert numbered(tab)[:3] == ["1.1 Attend A house", "1.2 Attend C house", "1.3 Attend B house"]
    focused = QApplication.focusWidget()
    assert focused is card_called(tab, "1.2")
    press(Key.Key_Down, Held.AltModifier)
    assert numbered(tab)[:3] == ["1.1 Attend A house", "1.2 Attend B house", "1.3 Attend C house"]
    tab.sheet.focus_piece(tab.sheet.goals[shown(tab).goals[1].id])
    press(Key.Key_Up, Held.AltModifier)
    assert numbered(tab)[0] == "1.1 View 14 Mill Court"
    order = [card.number.text() for card in sorted(tab.sheet.cards.values(), key=lambda card: card.y())]
    assert order == ["1.1", "2.1", "2.2", "2.3"]


@pytest.mark.usefixtures("planned")
def test_dragging_reorders(tab: PlanTab) -> None:
    card = card_called(tab, "1.1")
    last = card_called(tab, "1.3")
    tab.sheet.widget().layout().activate()
    start_at = QPoint(10, 10)
    below = QPoint(10, last.y() + last.height() - card.y() - 2)
    QTest.mousePress(card, Qt.MouseButton.LeftButton, Held.NoModifier, start_at)
    for at in (QPoint(10, 30), below):
        QTest.mouseMove(card, at)
        settle()
    _drag(card, below)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, Held.NoModifier, below)
    settle()
    assert numbered(tab)[:3] == ["1.1 Attend B house", "1.2 Attend C house", "1.3 Attend A house"]


def _drag(card: QWidget, to: QPoint) -> None:
    """A move with the button held: the offscreen screen sends none of its own."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(to),
        QPointF(card.mapToGlobal(to)),
        Qt.MouseButton.NoButton,
        left,
        Held.NoModifier,
    )
    QApplication.sendEvent(card, event)


@pytest.mark.usefixtures("planned")
def test_status_with_date_and_reason_history_and_notes_folded(tab: PlanTab) -> None:
    card = card_called(tab, "1.1")
    menu = card.menu()  # type: ignore[attr-defined]
    words = [entry.text().split("\t")[0] for entry in menu.actions() if entry.text()]
    assert words[:6] == [
        "Not started", "In progress", "Done", "Missed", "Cannot be done yet", "No longer needed",
    ]  # fmt: skip
    assert all(not entry.icon().isNull() for entry in menu.actions()[:6])  # a shape beside each word
    next(entry for entry in menu.actions() if entry.objectName() == "status-missed").trigger()
    settle()
    dialog = dialog_of(tab)
    assert dialog.form.focused_field_name() == "reason"
    save(dialog)
    assert "Reason: this is needed." in dialog.form.field("reason").error_text()
    fill(dialog, {"reason": "He was in hospital."})
    dialog.form.field("on_day").set_value(date(2026, 11, 21))
    save(dialog)
    assert action(tab, "1.1").status is ActionStatus.MISSED
    card = card_called(tab, "1.1")
    assert "Missed Sat 21 Nov 2026 (PC Test Baker): He was in hospital." in card.words.text()  # type: ignore[attr-defined]
    assert "1.1" in card.accessibleName()
    assert "Missed" in card.accessibleName()

    tab.sheet.focus_piece(card)  # type: ignore[arg-type]
    press(Key.Key_P)
    type_words("Rang the ward: home on Monday.")
    save(dialog_of(tab))
    assert [note.words for note in action(tab, "1.1").notes] == ["Rang the ward: home on Monday."]
    assert card.fold.text() == "Show 1 note · 1 change"  # type: ignore[attr-defined]
    assert not card.record.isVisible()  # type: ignore[attr-defined]
    tab.sheet.focus_piece(card)  # type: ignore[arg-type]
    press(Key.Key_H)
    assert card.record.isVisible()  # type: ignore[attr-defined]
    assert "Rang the ward: home on Monday." in card.record.text()  # type: ignore[attr-defined]
    assert "Sat 21 Nov 2026  Missed: He was in hospital. (PC Test Baker)" in card.record.text()  # type: ignore[attr-defined]
    # What is folded out takes room of its own, and from nothing else.
    assert card.height() == card.layout().heightForWidth(card.width())
    words = card.words  # type: ignore[attr-defined]
    assert words.height() >= words.heightForWidth(words.width())


@pytest.mark.usefixtures("planned")
def test_when_all_is_done_the_page_asks_whether_the_goal_is_achieved(tab: PlanTab) -> None:
    done = action(tab, "2.1")
    tab.workspace.perform(
        "Set status", actions.set_action_status, done.id, ActionStatus.DONE, "", TODAY, TODAY
    )
    settle()
    goal = shown(tab).goals[1]
    prompt = tab.findChild(QWidget, f"done-{goal.lineage}")
    assert prompt is not None
    assert "All actions done: is the goal achieved?" in on_screen(prompt)
    yes = tab.findChild(QWidget, f"done-{goal.lineage}-yes")
    assert yes is not None
    QTest.keyClick(yes, Key.Key_Space)
    settle()
    fill(dialog_of(tab), {"reason": "He has the keys."})
    save(dialog_of(tab))
    closed = shown(tab).goals[-1]
    assert (closed.state, closed.state_reason) == (GoalState.ACHIEVED, "He has the keys.")
    assert "Goals achieved or taken out" in on_screen(tab.sheet)
    header = tab.sheet.goals[closed.id]
    assert header.words.text() == "I will have a room.\nHe has the keys."
    again = next(entry for entry in header.menu().actions() if entry.objectName() == "again")
    again.trigger()
    settle()
    fill(dialog_of(tab), {"reason": "Evicted."})
    save(dialog_of(tab))
    assert shown(tab).goals[1].state is GoalState.ACTIVE


@pytest.mark.usefixtures("planned")
def test_not_yet_puts_the_question_away(tab: PlanTab) -> None:
    done = action(tab, "2.1")
    tab.workspace.perform(
        "Set status", actions.set_action_status, done.id, ActionStatus.DONE, "", TODAY, TODAY
    )
    settle()
    no = tab.findChild(QWidget, f"done-{shown(tab).goals[1].lineage}-no")
    assert no is not None
    QTest.keyClick(no, Key.Key_Space)
    settle()
    assert "All actions done" not in on_screen(tab.sheet)


@pytest.mark.usefixtures("planned")
def test_a_version_in_force_is_read_only_and_takes_statuses(tab: PlanTab) -> None:
    agree(tab)
    assert shown(tab).state is PlanState.AGREED  # the draft is the same, so what is in force is shown
    tab.sheet.focus_piece(card_called(tab, "1.1"))  # type: ignore[arg-type]
    press(Key.Key_Return)
    assert tab.dialog is None
    tab.set_status(action(tab, "1.1").id, ActionStatus.IN_PROGRESS)
    settle()
    save(dialog_of(tab))
    assert action(tab, "1.1").status is ActionStatus.IN_PROGRESS
    assert shown(tab).state is PlanState.AGREED
    QTest.keyClick(tab.main_button, Key.Key_Space)  # Change the plan
    settle()
    assert shown(tab).draft
    assert action(tab, "1.1").status is ActionStatus.IN_PROGRESS
    assert "This draft changes nothing so far of it." in on_screen(tab)


@pytest.mark.usefixtures("planned")
def test_what_the_draft_changes_is_said_in_plain_words(tab: PlanTab) -> None:
    agree(tab)
    tab.main_step()
    tab.edit_action(action(tab, "1.1").id, "due_on")
    settle()
    dialog = dialog_of(tab)
    assert dialog.form.focused_field_name() == "due_on"
    dialog.form.field("due_on").restore_text("8/12")
    save(dialog)
    assert "is in force. This draft changes 1 thing of it." in on_screen(tab)
    QTest.keyClick(tab.changes_button, Key.Key_Space)
    settle()
    assert tab.comparison.isVisible()
    assert tab.comparison.changes.text() == "1.1 now due 8 December, was 1 December."
    press(Key.Key_Escape)
    assert not tab.comparison.isVisible()
    names = [entry.objectName() for entry in tab.versions_menu().actions()]
    assert names[:2] == ["version-2", "version-1"]
    tab.versions_menu().actions()[1].trigger()
    settle()
    assert shown(tab).number == 1
    assert "Tue 1 Dec 2026" in sentences(tab)[0]


@pytest.mark.usefixtures("planned")
def test_an_action_never_agreed_is_taken_out_an_agreed_one_is_ended_by_status(tab: PlanTab) -> None:
    with ask.script(True) as asked:
        tab.remove_action(action(tab, "1.2").id)
        settle()
    assert asked == ["Take 1.2 out of the plan?"]
    assert numbered(tab) == ["1.1 Attend A house", "1.2 Attend C house", "2.1 View 14 Mill Court"]
    said = AgreementDraft(answer=Agreement.AGREES, explained_on=TODAY)
    tab.workspace.perform("Agree plan", plans.agree_plan, shown(tab).id, said, TODAY)
    settle()
    tab.main_step()
    tab.remove_action(action(tab, "1.2").id)
    settle()
    assert dialog_of(tab).form.field("status").value() == ActionStatus.NO_LONGER_NEEDED


@pytest.mark.usefixtures("planned")
def test_half_typed_comes_back_in_the_same_field(tab: PlanTab, qtbot: QtBot) -> None:
    goal = shown(tab).goals[0].id
    tab.add_action(goal)
    settle()
    fill(dialog_of(tab), {"what": "attend the first", "if_missed": "half a sen"})
    key = dialog_of(tab).draft_key
    assert key == f"plan:add-action:{goal}"
    dialog_of(tab).reject()
    settle()
    tab.resume(key)
    settle()
    dialog = dialog_of(tab)
    assert dialog.form.field("what").value() == "attend the first"
    assert dialog.form.field("if_missed").value() == "half a sen"
    assert dialog.form.focused_field_name() == "if_missed"
    type_words("tence")
    assert dialog.form.field("if_missed").value() == "half a sentence"


def test_every_dialog_can_be_resumed(tab: PlanTab, planned: str) -> None:
    goal, first = shown(tab).goals[0], action(tab, "1.1")
    for key in (
        f"plan:add-goal:{planned}",
        f"plan:change-goal:{goal.id}",
        f"plan:goal-state:{goal.id}:achieved",
        f"plan:change-action:{first.id}",
        f"plan:status:{first.id}",
        f"plan:note:{first.id}",
        f"plan:words:{planned}",
    ):
        tab.resume(key)
        settle()
        assert dialog_of(tab).draft_key == key
        dialog_of(tab).reject()
        settle()


@pytest.mark.usefixtures("planned")
def test_a_suggested_wording_is_filled_blank_by_blank(tab: PlanTab) -> None:
    tab.add_action(shown(tab).goals[0].id)
    settle()
    dialog = dialog_of(tab)
    what = dialog.form.field("what")
    assert isinstance(what, WordingField)
    press(Key.Key_Down)
    assert what.popup_list is not None
    rows = [what.popup_list.item(row).text() for row in range(what.popup_list.count())]
    what.popup_list.setCurrentRow(rows.index("Attend the recovery group at [service]."))
    QTest.keyClick(what.popup_list, Key.Key_Return)
    settle()
    type_words("Northgate")
    assert what.value() == "Attend the recovery group at Northgate."
    often = dialog.form.field("how_often")
    assert often.value() == "every [day]"
    assert dialog.form.field("evidence").value() == "The register, sent each week."
    press(Key.Key_Tab)  # no blank is left here: Tab moves on
    assert dialog.form.focused_field_name() == "due_on"
    missed = dialog.form.field("if_missed")
    missed.set_value("Call [officer], then [who].")
    dialog.form.go_to("if_missed")
    press(Key.Key_Tab)
    type_words("PC Baker")
    press(Key.Key_Tab)
    type_words("the panel")
    assert missed.value() == "Call PC Baker, then the panel."


@pytest.mark.usefixtures("planned")
def test_the_sentence_on_top_follows_the_typing(tab: PlanTab, qtbot: QtBot) -> None:
    tab.add_action(shown(tab).goals[0].id)
    settle()
    dialog = dialog_of(tab)
    assert isinstance(dialog, ActionDialog)
    preview = dialog.action_form.preview
    begun = "Mo must [do what?] [by when, or how often?].\nLicence condition [which one?]"
    qtbot.waitUntil(lambda: preview.text().startswith(begun))
    fill(dialog, {"what": "Sign on at Demo Works", "due_on": "1/12"})
    qtbot.waitUntil(lambda: preview.text().startswith("Mo must sign on at Demo Works by Tue 1 Dec 2026.\n"))
    preview.focus_blank("source_detail")
    press(Key.Key_Return)
    assert dialog.form.focused_field_name() == "source_detail"


@pytest.mark.usefixtures("planned")
def test_initials_name_an_officer_and_bring_the_agency(tab: PlanTab) -> None:
    tab.add_action(shown(tab).goals[0].id)
    settle()
    dialog = dialog_of(tab)
    fill(dialog, {"who": "o", "who_name": "dw"})
    press(Key.Key_Tab)
    assert dialog.form.field("who_name").value() == "D. Williams"
    assert dialog.form.field("who_agency").value() == "Probation"
    assert dialog.form.field("source").value() is None  # what an officer does rests on no condition
    fill(dialog, {"what": "ring the landlord", "due_on": "tomorrow"})
    dialog.form.field("who_agency").set_value("")
    fill(dialog, {"who_name": ""})
    dialog.form.field("who_name").set_value("dw")
    save(dialog)  # from within the field, before it is left
    said = action(tab, "1.4").said
    assert (said.who_name, said.who_agency) == ("D. Williams", "probation")


BAD: tuple[tuple[str, str, str], ...] = (
    ("what", "", "is needed"),
    ("due_on", "31/02/2027", "is not a date"),
    ("due_on", "soonish", "cannot be read as a date"),
    ("due_time", "25:00", "not a time"),
    ("explained_on", "23/11/2026", "is in the future"),
)


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize("name, typed, complaint", BAD)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(
    tab: PlanTab, name: str, typed: str, complaint: str
) -> None:
    tab.add_action(shown(tab).goals[0].id)
    settle()
    dialog = dialog_of(tab)
    fill(dialog, {"what": "ring the landlord", "due_on": "1/12"})
    dialog.form.field(name).restore_text(typed)
    save(dialog)
    assert dialog.isVisible()
    assert complaint in dialog.form.field(name).error_text()
    assert dialog.form.field(name).text_snapshot() == typed
    assert len(list(shown(tab).actions())) == 4


@pytest.mark.usefixtures("planned")
def test_markup_and_hidden_marks_are_shown_as_typed(tab: PlanTab) -> None:
    words = "ring <b>Ann</b> & <img src=x> \u202eabc 😀"
    tab.add_action(shown(tab).goals[0].id)
    settle()
    dialog = dialog_of(tab)
    dialog.form.field("what").restore_text(words)
    fill(dialog, {"due_on": "1/12"})
    save(dialog)
    assert words in sentences(tab)[3]
    tab.grab()


@pytest.mark.usefixtures("planned")
def test_a_stale_edit_shows_both_versions(tab: PlanTab) -> None:
    first = action(tab, "1.1")
    tab.edit_action(first.id, "support")
    settle()
    tab.workspace.perform(
        "Change required action",
        actions.change_action,
        first.id,
        first.version,
        replace(first.said, what="Attend D house"),
        TODAY,
    )
    dialog = dialog_of(tab)
    fill(dialog, {"support": "by bus"})
    save(dialog)
    assert dialog.isVisible()
    assert "attend D house" in on_screen(dialog)
    mine = dialog.findChild(QWidget, "action-dialog-comparison-mine")
    assert mine is not None
    QTest.keyClick(mine, Key.Key_Space)
    settle()
    assert action(tab, "1.1").said.support == "by bus"
    assert action(tab, "1.1").said.what == "Attend A house"


@pytest.mark.usefixtures("planned")
def test_go_to_selects_or_opens(tab: PlanTab) -> None:
    target = action(tab, "2.1")
    tab.go_to(target.id)
    settle()
    assert QApplication.focusWidget() is card_called(tab, "2.1")
    tab.go_to(target.id, "due_on")
    settle()
    assert dialog_of(tab).form.focused_field_name() == "due_on"
    dialog_of(tab).reject()
    settle()
    agree(tab)
    in_force = action(tab, "2.1")
    tab.go_to(in_force.id, "if_missed")  # an agreed action is changed in the draft
    settle()
    assert shown(tab).draft
    assert dialog_of(tab).form.focused_field_name() == "if_missed"


def test_an_unserved_need_is_answered_with_a_goal_for_it(
    tab: PlanTab, workspace: Workspace, case_id: str
) -> None:
    workspace.perform("Start plan", plans.start_plan, case_id)
    settle()
    faults = workspace.read(plans.plan_readiness, shown(tab))
    tab.go_to_fault(next(fault for fault in faults if fault.where == "need DRUGS"))
    settle()
    dialog = dialog_of(tab)
    assert isinstance(dialog, GoalDialog)
    assert dialog.form.field("serves").value() == ("DRUGS",)
    suggested = [one.words for one in dialog.words.suggestions()]
    assert "I will stop using [drug] every day." in suggested


@pytest.mark.usefixtures("planned")
def test_the_words_of_the_plan_open_at_the_field(tab: PlanTab) -> None:
    assert tab.sheet.words.words.blank_fields() == ["contingency", "persons_words", "review_on"]
    tab.sheet.words.words.focus_blank("review_on")
    press(Key.Key_Space)
    dialog = dialog_of(tab)
    assert isinstance(dialog, PlanWordsDialog)
    assert dialog.form.focused_field_name() == "review_on"
    type_words("3 months")
    save(dialog)
    assert shown(tab).said.review_on == date(2027, 2, 22)


@pytest.mark.usefixtures("planned")
def test_tab_goes_down_the_page_in_order(tab: PlanTab) -> None:
    # An order that is not the one in which the pieces were made.
    tab.move_action(action(tab, "1.3").id, -2)
    settle()
    tab.sheet.focus_piece(tab.sheet.pieces()[0])
    seen = []
    for _step in range(40):
        at = QApplication.focusWidget()
        assert at is not None
        seen.append(at)
        if at is tab.panel.list:
            break
        press(Key.Key_Tab)
    places = [at.mapTo(tab, QPoint(0, 0)).y() for at in seen if tab.sheet.isAncestorOf(at)]
    stops = [at for at in seen if at in tab.sheet.pieces()]
    assert stops == tab.sheet.pieces()
    assert seen[-1] is tab.panel.list
    assert places


@pytest.mark.usefixtures("planned")
def test_what_did_not_change_is_not_made_again(tab: PlanTab) -> None:
    before = {number: card_called(tab, number) for number in ("1.1", "1.2", "2.1")}
    tab.sheet.focus_piece(before["1.1"])  # type: ignore[arg-type]
    finish(tab)
    assert {number: card_called(tab, number) for number in before} == before
    assert QApplication.focusWidget() is before["1.1"]


@pytest.mark.usefixtures("planned")
def test_the_list_of_faults_is_a_sound_model(tab: PlanTab, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(tab.panel.list.faults)


def test_every_stop_has_a_name_to_be_read_out(tab: PlanTab, planned: str) -> None:
    for widget in tab.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget is not tab.sheet:
            assert widget.accessibleName(), widget.objectName()


def test_preview_goes_to_the_documents(tab: PlanTab, navigator: object, planned: str, case_id: str) -> None:
    tab.preview_button.click()
    place = navigator.places[-1]  # type: ignore[attr-defined]
    assert (place.case_id, place.tab) == (case_id, "documents")


def test_forty_actions(workspace: Workspace, case_id: str, tab: PlanTab, planned: str) -> None:
    goal = shown(tab).goals[0].id
    for place in range(37):
        workspace.perform(
            "Add", actions.add_action, goal, replace(CLEAR, what=f"Attend house {place}"), TODAY
        )
    settle()
    assert len(tab.sheet.cards) == 41
    tab.go_to(action(tab, "1.40").id)
    settle()
    card = card_called(tab, "1.40")
    view = tab.sheet.viewport()
    top = card.mapTo(view, QPoint(0, 0)).y()
    assert top >= 0
    assert top + card.height() <= view.height()
