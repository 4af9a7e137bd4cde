"""The tab "Risk and needs" of somebody invented, and records to fill it with."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from iom_desktop.domain.codes import RiskGroup, Rosh
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
from iom_desktop.ui.form_dialog import FormDialog
from iom_desktop.ui.needs.tab import NeedsTab
from iom_desktop.ui.workspace import Workspace
from tests.stores import TODAY, Desk
from tests.ui.conftest import RecordingNavigator

ASSESSED = RiskAssessmentDraft(
    assessed_on=TODAY,
    assessed_by="D. Invented",
    levels=(RiskLevel(RiskGroup.STAFF, Setting.COMMUNITY, Rosh.HIGH),),
    who="Officers.",
    nature="Threats.",
    greatest="At the door.",
)
CONSIDERED = MaracDraft(role=MaracRole.PERPETRATOR, outcome="Below the threshold.")
ASKED = CheckDraft(about=CheckAbout.CHILD, asked_on=TODAY, asked_by="PC Test", asked_of="Mock Council")
KEPT = WithheldDraft(words="Quizzle rang.", why="Quizzle is afraid.", source="Family")


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person(known_as="Mo")


@pytest.fixture
def tab(workspace: Workspace, navigator: RecordingNavigator, case_id: str, qtbot: QtBot) -> NeedsTab:
    made = NeedsTab(workspace, navigator, case_id)
    qtbot.addWidget(made)
    workspace.changed.connect(made.on_changed)
    made.resize(1100, 600)
    made.show()
    return made


def dialog_of(found: FormDialog | None) -> FormDialog:
    """The dialog that was opened."""
    assert found is not None
    return found
