"""Any paper about a case, loaded for its reader: the one asked for, and nothing on it that its reader may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iom_desktop.domain.audiences import (
    CONFERENCE,
    COURT,
    FULL,
    THE_PERSON,
    Audience,
    Reader,
    SharedMatter,
)
from iom_desktop.domain.codes import Agency, Cohort
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft, EvidenceLine, Topic
from iom_desktop.domain.documents import READERS, Document
from iom_desktop.domain.paper_wishes import LoadedPaper, PaperWish
from iom_desktop.domain.plans import GoalDraft
from iom_desktop.domain.selection import ReferralDraft
from iom_desktop.errors import UserError
from iom_desktop.reports.papers import make_paper
from iom_desktop.services import audiences, decisions, deselections, plans, referrals
from iom_desktop.services.papers import load_paper
from tests.planted import SECRETS, plant
from tests.reports.pdf_text import words_of
from tests.services.test_letters import person, proposed, send, visit
from tests.stores import NOW, TODAY, Desk

PARTNERS = [Reader(Audience.PARTNER, agency.value) for agency in Agency]
READERS_OF_RECORDS = [CONFERENCE, COURT, *PARTNERS]
MAKER = DecisionMaker(name="A. Chair", agency="police")
#: Of what matter the secret in each topic of the evidence is.
TOPICS = {
    Topic.OFFENDING: SharedMatter.OFFENDING,
    Topic.NEEDS: SharedMatter.NEEDS,
    Topic.ACTIONS: SharedMatter.NEEDS,
    Topic.SERVICES: SharedMatter.SERVICES,
    Topic.COMPLIANCE: SharedMatter.ENFORCEMENT,
    Topic.RISK: SharedMatter.RISK,
    Topic.COLOUR: SharedMatter.OFFENDING,
    Topic.ACCOMMODATION: SharedMatter.NEEDS,
    Topic.OTHER: SharedMatter.HEALTH,
}


@pytest.fixture(scope="module")
def planted(shared_desk: Desk) -> str:
    """A case with a secret in each matter: a referral, a decision on it and a de-selection among the rest."""
    case_id = plant(shared_desk).case_id
    secret = {matter: f"{word} was said." for matter, word in SECRETS.items()}
    offending = secret[SharedMatter.OFFENDING]
    said = DeselectionDraft(
        decided_on=TODAY,
        reason_code="CAPACITY",
        words=offending,
        dissent=offending,
        exit_plan=secret[SharedMatter.HEALTH],
        evidence=tuple(EvidenceLine(topic=topic, words=secret[of]) for topic, of in TOPICS.items()),
        decided_by=(MAKER,),
    )
    shared_desk.do(deselections.deselect, case_id, said, TODAY)
    grounds = ReferralDraft(referrer="D. Sample", agency="prison", referred_on=TODAY, grounds=offending)
    shared_desk.do(referrals.refer, case_id, grounds, TODAY)
    again = DecisionDraft(
        decided_on=TODAY,
        cohort=Cohort.FIXED,
        rationale=offending,
        scores=offending,
        additionality=offending,
        objectives=offending,
        dissent=offending,
        decided_by=(MAKER,),
    )
    shared_desk.do(decisions.record_decision, case_id, again, TODAY)
    return case_id


def load(desk: Desk, document: Document, case_id: str, reader: Reader = FULL, **asked: object) -> LoadedPaper:
    wish = PaperWish(document=document, case_id=case_id, reader=reader, **asked)  # type: ignore[arg-type]
    return desk.see(load_paper, wish, NOW)


def record_of(desk: Desk, document: Document, case_id: str) -> str:
    """The newest de-selection, whether or not it holds; "" for what needs no naming."""
    if document is not Document.DESELECTION:
        return ""
    return desk.see(deselections.list_deselections, case_id)[0].id


def told(text: str) -> set[SharedMatter]:
    return {matter for matter, secret in SECRETS.items() if secret.casefold() in text.casefold()}


CASES = [
    (document, reader)
    for document in (Document.SUMMARY, Document.PLAN, Document.DECISION, Document.DESELECTION)
    for reader in READERS_OF_RECORDS
    # The plans of agencies are held against the rules where the rules are tested.
    if reader.audience is not Audience.PARTNER or document in (Document.DECISION, Document.DESELECTION)
]


def test_the_file_copies_tell_the_secrets(shared_desk: Desk, planted: str) -> None:
    """Without this nothing below would be proved."""
    for document, at_least in (
        (Document.PLAN, {SharedMatter.OFFENDING, SharedMatter.NEEDS, SharedMatter.RISK}),
        (Document.DECISION, {SharedMatter.OFFENDING}),
        (Document.DESELECTION, set(TOPICS.values())),
    ):
        asked = {"record_id": record_of(shared_desk, document, planted)}
        loaded = load(shared_desk, document, planted, **asked)
        assert told(words_of(make_paper(loaded))) >= at_least, document
        assert loaded.left_out == ()


@pytest.mark.parametrize("document, reader", CASES)
def test_no_copy_tells_what_its_reader_may_not_see(
    shared_desk: Desk, planted: str, document: Document, reader: Reader
) -> None:
    asked = {"record_id": record_of(shared_desk, document, planted)}
    loaded = load(shared_desk, document, planted, reader, **asked)
    sight = shared_desk.see(audiences.sight, reader)
    may = {matter for matter in SharedMatter if sight.sees(matter)}
    # On what grounds an agency put somebody forward is its own.
    own = {SharedMatter.OFFENDING} if reader.agency == "prison" and document is Document.DECISION else set()
    found = told(repr(loaded.file)) | told(words_of(make_paper(loaded)))
    assert found <= may | own
    assert (loaded.left_out != ()) == bool(set(SharedMatter) - may)


def test_a_referrers_own_agency_keeps_its_grounds(shared_desk: Desk, planted: str) -> None:
    grounds = {}
    for agency in ("prison", "voluntary"):
        file = load(shared_desk, Document.DECISION, planted, Reader(Audience.PARTNER, agency)).file
        grounds[agency] = file.referral.said.grounds  # type: ignore[union-attr]
    assert "Qxoffence" in grounds["prison"]
    sight = shared_desk.see(audiences.sight, Reader(Audience.PARTNER, "voluntary"))
    assert bool(grounds["voluntary"]) == sight.sees(SharedMatter.OFFENDING)


# --- Who is given what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", list(Document))
@pytest.mark.parametrize("audience", list(Audience))
def test_a_paper_goes_only_to_its_readers(
    shared_desk: Desk, planted: str, document: Document, audience: Audience
) -> None:
    if audience in READERS.get(document, ()):
        return
    reader = Reader(audience, "health" if audience is Audience.PARTNER else "")
    with pytest.raises(UserError, match="not given to this reader") as refused:
        load(shared_desk, document, planted, reader)
    assert refused.value.field == "audience"


def test_nothing_to_print_is_said_in_a_sentence(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    for document, says in (
        (Document.DECISION, "No decision"),
        (Document.DESELECTION, "No de-selection"),
        (Document.COMPARISON, "no two versions"),
    ):
        with pytest.raises(UserError, match=says):
            load(shared_desk, document, case_id)
    with pytest.raises(UserError, match="No letter"):
        load(shared_desk, Document.LETTER, case_id, THE_PERSON)


def test_every_paper_is_loaded_and_made(shared_desk: Desk, planted: str) -> None:
    case_id = person(shared_desk)
    send(
        shared_desk,
        case_id,
        proposed(shared_desk, case_id, "APPOINTMENT", visit(shared_desk, case_id, NOW.replace(day=26))),
    )
    for document, readers in READERS.items():
        if document is Document.COMPARISON:
            continue  # one version has nothing beside it
        of = case_id if document is Document.LETTER else planted
        reader = Reader(readers[0])
        asked = {"record_id": record_of(shared_desk, document, of)}
        loaded = load(shared_desk, document, of, reader, **asked)
        assert loaded.subject.document is document
        assert loaded.subject.case_id == of
        assert make_paper(loaded).startswith(b"%PDF")


def test_the_version_asked_for_is_the_one_loaded(shared_desk: Desk) -> None:
    case_id = shared_desk.newcomer()
    assert load(shared_desk, Document.PLAN, case_id).subject.version == "No plan yet"
    plan_id = shared_desk.do(plans.start_plan, case_id)
    shared_desk.do(plans.add_goal, plan_id, GoalDraft(words="I will stop."))
    for reader in (FULL, THE_PERSON):
        loaded = load(shared_desk, Document.PLAN, case_id, reader, plan_id=plan_id)
        assert (loaded.subject.plan_id, loaded.subject.plan_version) == (plan_id, 1)
    mine = load(shared_desk, Document.PLAN, case_id, THE_PERSON, language="cy", large_print=True)
    assert (mine.subject.language, mine.subject.large_print) == ("cy", True)
    assert mine.advice
    assert mine.subject.content != replace(loaded.subject).content
