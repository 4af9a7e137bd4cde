"""Scenes of selection: somebody referred and screened, the dialogs from referral to decision, the record on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Cohort, Rosh, Sentence
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker, DecisionOutcome
from iom_desktop.domain.needs import NeedDraft
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.selection import ReferralDraft, Score, ScreeningDraft
from iom_desktop.gallery.stage import TODAY, Stage
from iom_desktop.services import cases, decisions, needs, referrals
from iom_desktop.ui.caseload.page import CaseloadPage
from iom_desktop.ui.decisions.tab import WhyIomTab

_CRN = "X900417"
_REFERRED_ON = TODAY - timedelta(days=19)
_SCREENED_ON = TODAY - timedelta(days=12)


def _referred(stage: Stage) -> str:
    """Somebody the police put forward, screened and waiting for the panel; made once for all scenes."""
    known = [
        row.id for row in stage.workspace.read(cases.list_cases, stage.workspace.now()) if row.crn == _CRN
    ]
    if known:
        return known[0]
    do = stage.workspace.perform
    person = PersonDraft(
        crn=_CRN, surname="Exampleford", forenames="Dean", known_as="Deano", date_of_birth=date(1997, 4, 2)
    )
    managed = CaseDraft(
        sentence=Sentence.COMMUNITY_ORDER,
        sentence_end=date(2027, 8, 30),
        index_offence="Burglary dwelling",
        ogrs=78,
        rosh=Rosh.MEDIUM,
        mappa="Not MAPPA",
        mappa_checked_on=_SCREENED_ON,
    )
    said = ReferralDraft(
        referrer="Sgt Invented Cole",
        agency="police",
        referred_on=_REFERRED_ON,
        grounds="Four dwelling burglaries within a mile since August, each within two days of a missed script. "
        "Neighbourhood policing and the order have not slowed it.",
    )
    case_id = do("Refer somebody new", referrals.refer_person, person, managed, said, TODAY)
    do("Record need", needs.record_need, case_id, NeedDraft(code="DRUGS", score=9), TODAY)
    _screen(stage, stage.workspace.read(referrals.list_referrals, case_id)[0].id)
    referral = stage.workspace.read(referrals.open_referral, case_id)
    if referral is not None:
        do("Set panel", referrals.set_panel, referral.id, date(2026, 12, 3))
    return case_id


def _screen(stage: Stage, referral_id: str) -> None:
    """The record's proposals taken as they are; police intelligence is graded by the officer."""
    proposal = stage.workspace.read(referrals.propose_screening, referral_id, _SCREENED_ON)
    scores: list[Score] = []
    for one in proposal.scores:
        score = one.score(one.code or one.criterion.answers[-1].code)
        if score is not None:
            scores.append(score)
    draft = ScreeningDraft(
        screened_on=_SCREENED_ON,
        screened_by="PC Baker",
        agency="police",
        eligibility=proposal.eligibility,
        scores=tuple(scores),
    )
    stage.workspace.perform("Screen referral", referrals.screen, referral_id, draft, TODAY)


def _tab(stage: Stage) -> WhyIomTab:
    return stage.tab(_referred(stage), "why_iom", WhyIomTab)


def _waiting(stage: Stage) -> QWidget:
    _tab(stage)
    return stage.window


def _screening(stage: Stage) -> QWidget:
    return stage.dialog(_tab(stage).open_screening)


def _panel(stage: Stage) -> QWidget:
    return stage.dialog(_tab(stage).open_panel)


def _withdraw(stage: Stage) -> QWidget:
    return stage.dialog(_tab(stage).open_withdraw)


def _decide(stage: Stage) -> QWidget:
    return stage.dialog(_tab(stage).open_dialog)


def _refer(stage: Stage) -> QWidget:
    return stage.dialog(stage.tab(stage.cast.bare, "why_iom", WhyIomTab).open_refer)


def _refer_person(stage: Stage) -> QWidget:
    return stage.dialog(stage.page("caseload", CaseloadPage).refer_person)


def _decided(stage: Stage) -> str:
    """The same person, deferred and then taken on: what the conference decided in two sittings."""
    case_id = _referred(stage)
    if stage.workspace.read(decisions.current_decision, case_id) is not None:
        return case_id
    deferred = DecisionDraft(
        outcome=DecisionOutcome.DEFER,
        decided_on=TODAY - timedelta(days=10),
        rationale="The panel wants the treatment service's report first.",
        decided_by=(DecisionMaker(name="Sgt Invented Cole", agency="police"),),
    )
    taken_on = replace(
        deferred,
        outcome=DecisionOutcome.ACCEPT,
        decided_on=TODAY - timedelta(days=3),
        cohort=Cohort.FIXED,
        criteria=("ogrs_high", "neighbourhood_crime"),
        scores="OGRS 78%, matrix as screened",
        rationale="Persistent dwelling burglar on a community order whose offending follows his heroin use. The order "
        "alone has not slowed it; police and probation together can see him in the evenings.",
        additionality="Evening visits by the police, a key worker at the recovery service within the week, "
        "and one plan that everybody holds him to.",
        objectives="No burglary for six months. On a script, and in his own tenancy.",
        timescale="Reviewed after three months",
        decided_by=(
            DecisionMaker(name="Sgt Invented Cole", agency="police"),
            DecisionMaker(name="D. Williams", agency="probation"),
            DecisionMaker(name="R. Sample", agency="council"),
        ),
        dissent="The council would have waited for the housing decision.",
        mappa_checked_on=_SCREENED_ON,
        mappa_result="Not MAPPA",
        review_on=date(2027, 2, 19),
    )
    for draft in (deferred, taken_on):
        stage.workspace.perform("Record decision", decisions.record_decision, case_id, draft, TODAY)
    return case_id


def _after(stage: Stage) -> QWidget:
    stage.tab(_decided(stage), "why_iom", WhyIomTab)
    return stage.window


def _on_paper(stage: Stage) -> QWidget:
    tab = stage.tab(_decided(stage), "why_iom", WhyIomTab)
    tab.show_paper()
    stage.settle(700)  # the pages are drawn a moment later
    return stage.window


def _again(stage: Stage) -> QWidget:
    tab = stage.tab(_decided(stage), "why_iom", WhyIomTab)
    tab.show_page()
    return stage.dialog(tab.open_dialog)


SELECTION_SCENES = {
    "why-iom-referred": _waiting,
    "dialog-refer": _refer,
    "dialog-refer-person": _refer_person,
    "dialog-screening": _screening,
    "dialog-panel": _panel,
    "dialog-withdraw": _withdraw,
    "dialog-decide-referral": _decide,
    "why-iom-decided": _after,
    "why-iom-paper": _on_paper,
    "dialog-decide-again": _again,
}
