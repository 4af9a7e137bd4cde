"""Scenes of risk: the tab with everything on it, what is kept apart shown, and each of its dialogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.codes import Answer, RiskGroup, Rosh
from iom_desktop.domain.risk import (
    CheckAbout,
    CheckDraft,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    Setting,
    WithheldDraft,
)
from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import cases, risk
from iom_desktop.ui.needs.tab import NeedsTab

_LEVELS = (
    RiskLevel(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.HIGH),
    RiskLevel(RiskGroup.PUBLIC, Setting.CUSTODY, Rosh.LOW),
    RiskLevel(RiskGroup.CHILDREN, Setting.COMMUNITY, Rosh.MEDIUM),
    RiskLevel(RiskGroup.KNOWN_ADULT, Setting.COMMUNITY, Rosh.HIGH),
    RiskLevel(RiskGroup.STAFF, Setting.COMMUNITY, Rosh.MEDIUM),
    RiskLevel(RiskGroup.PRISONERS, Setting.CUSTODY, Rosh.LOW),
)


def _filled(stage: Stage) -> str:
    """A case with a risk to tell of; filled once for all scenes."""
    case_id, do, read = stage.cast.changing, stage.workspace.perform, stage.workspace.read
    if any(one.said.place == "Port Demo" for one in read(risk.list_maracs, case_id)):
        return case_id
    said = RiskAssessmentDraft(
        assessed_on=TODAY - timedelta(days=19),
        assessed_by="K. Fiction",
        levels=_LEVELS,
        who="His former partner; people in the houses he enters.",
        nature="Assault when he is refused money; threats when surprised in a burglary.",
        greatest="On Friday evenings, when money has run out.",
        increases="Contact with earlier associates; a missed script.",
        reduces="Script held, a room, his mother in touch.",
    )
    do("Record risk assessment", risk.assess_risk, case_id, said, TODAY)
    heard = MaracDraft(
        role=MaracRole.PERPETRATOR,
        referred_on=TODAY - timedelta(days=40),
        heard_on=TODAY - timedelta(days=24),
        place="Port Demo",
        outcome="Safety plan with the adviser; lock changed; police marker on the address.",
        next_on=TODAY + timedelta(days=4),
    )
    do("Record MARAC", risk.record_marac, case_id, heard, TODAY)
    asked = CheckDraft(
        about=CheckAbout.ADULT,
        asked_on=TODAY - timedelta(days=20),
        asked_by="PC Baker",
        asked_of="Mocktown Council, adult services",
    )
    do("Ask for safeguarding check", risk.ask_safeguarding, case_id, asked, TODAY)
    kept = WithheldDraft(
        words="The sister rang: he keeps a key to the old flat.",
        why="She asked that he never learns who told.",
        source="Family",
    )
    do("Keep information apart", risk.withhold, case_id, kept)
    case = read(cases.load_case, case_id)
    known = replace(case.managed, domestic_abuse=Answer.YES)
    do("Change how the person is managed", cases.change_case, case_id, case.version, known, TODAY)
    return case_id


def _tab(stage: Stage) -> NeedsTab:
    return stage.tab(_filled(stage), "needs", NeedsTab)


def _risk(stage: Stage) -> QWidget:
    tab = _tab(stage)
    stage.settle()
    tab._area.verticalScrollBar().setValue(0)
    return stage.window


def _kept_apart(stage: Stage) -> QWidget:
    tab = _tab(stage)
    tab.withheld.toggle()
    stage.settle()
    bar = tab._area.verticalScrollBar()
    bar.setValue(bar.maximum())
    return stage.window


def _opened(method: str) -> Callable[[Stage], QWidget]:
    """The scene of the dialog that a method of the tab opens."""
    return lambda stage: stage.dialog(getattr(_tab(stage), method))


def _marac(stage: Stage) -> QWidget:
    tab = _tab(stage)
    return stage.dialog(tab.open_marac, stage.workspace.read(risk.list_maracs, tab.case_id)[0].id)


def _answer(stage: Stage) -> QWidget:
    tab = _tab(stage)
    unanswered = [one for one in stage.workspace.read(risk.list_checks, tab.case_id) if one.answer is None]
    return stage.dialog(tab.open_answer, unanswered[0].id)


def _end_withheld(stage: Stage) -> QWidget:
    tab = _tab(stage)
    return stage.dialog(tab.open_end_withheld, stage.workspace.read(risk.list_withheld, tab.case_id)[0].id)


def _review_flag(stage: Stage) -> QWidget:
    tab = stage.tab(stage.cast.agreed, "needs", NeedsTab)
    tab.flags_table.selectRow(0)
    return stage.dialog(tab.open_review_flag)


RISK_SCENES: Mapping[str, Callable[[Stage], QWidget]] = {
    "risk": _risk,
    "risk-kept-apart": _kept_apart,
    "dialog-mappa": _opened("open_mappa"),
    "dialog-new-marac": _opened("open_new_marac"),
    "dialog-marac": _marac,
    "dialog-ask-check": _opened("open_ask"),
    "dialog-answer-check": _answer,
    "dialog-withhold": _opened("open_withhold"),
    "dialog-end-withheld": _end_withheld,
    "dialog-review-flag": _review_flag,
}
"""Every scene of risk."""
