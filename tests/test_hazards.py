"""Sixty-odd named hazards through every text field: each is kept as it was typed, or refused in a sentence.

What is kept is found again by its own words, prints, and leaves for a spreadsheet as a text and no formula.
Fields and their limits stand in one table; a test holds it against the drafts, so that none is forgotten.
"""

from __future__ import annotations

import csv
import io
import logging
import typing
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from iom_desktop.display.appointment_columns import appointment_columns
from iom_desktop.display.caseload import caseload_columns
from iom_desktop.display.columns import to_csv
from iom_desktop.domain.actions import ActionDraft, ActionStatus, Source, Who
from iom_desktop.domain.appointments import AppointmentDraft, AskedBy, CancelDraft, MoveDraft, OutcomeDraft
from iom_desktop.domain.audiences import THE_PERSON
from iom_desktop.domain.cases import CaseDraft
from iom_desktop.domain.codes import Agency, Cohort, RiskGroup, Rosh, Sentence
from iom_desktop.domain.conditions import ConditionDraft
from iom_desktop.domain.conferences import (
    AttendanceDraft,
    ConferenceDraft,
    How,
    ItemDraft,
    MinuteDraft,
    RequestMatter,
)
from iom_desktop.domain.decisions import DecisionDraft, DecisionMaker
from iom_desktop.domain.deselection import DeselectionDraft, EvidenceLine, Topic
from iom_desktop.domain.documents import Document, PaperSubject
from iom_desktop.domain.enforcement import ProceedingDraft, ProceedingKind, StepDraft
from iom_desktop.domain.identity import check_crn, tidy_pnc
from iom_desktop.domain.key_back import Box, KeyBackDraft, KeyedLine, NewLine
from iom_desktop.domain.letters import LetterDraft, SentBy
from iom_desktop.domain.measures import MeasureDraft, Pillar
from iom_desktop.domain.needs import NeedDraft, Severity
from iom_desktop.domain.notes import NoteDraft
from iom_desktop.domain.offending import OffendingDraft
from iom_desktop.domain.people import PersonDraft
from iom_desktop.domain.plans import Agreement, AgreementDraft, GoalDraft, GoalState, PlanWords
from iom_desktop.domain.providers import ProviderDraft, ProviderServiceDraft
from iom_desktop.domain.register import CopyDraft
from iom_desktop.domain.risk import (
    AnswerDraft,
    CheckAbout,
    CheckAnswer,
    CheckDraft,
    MappaDraft,
    MaracDraft,
    MaracRole,
    RiskAssessmentDraft,
    RiskLevel,
    Setting,
    WithheldDraft,
)
from iom_desktop.domain.selection import Recommendation, ReferralDraft, ScreeningDraft
from iom_desktop.domain.service_access import RungRecord, ServiceAccessDraft
from iom_desktop.domain.statuses import Aspect, StatusDraft
from iom_desktop.domain.support import SupportDraft
from iom_desktop.domain.text import clean, fold_words
from iom_desktop.errors import FieldErrors, UserError
from iom_desktop.reports import fonts
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.services import (
    actions,
    appointments,
    case_files,
    cases,
    conditions,
    conferences,
    decisions,
    deselections,
    enforcement,
    key_back,
    letters,
    measures,
    needs,
    notes,
    offending,
    people,
    plans,
    providers,
    referrals,
    register,
    risk,
    service_access,
    statuses,
    support,
    timeline,
)
from iom_desktop.services.providers_import import directory_csv, plan_directory_import
from iom_desktop.services.spreadsheets import read_spreadsheet
from iom_desktop.storage.tables import (
    ActionNoteRow,
    ActionRow,
    ActionStatusRow,
    AgendaRequestRow,
    AppointmentMoveRow,
    AppointmentOutcomeRow,
    AppointmentRow,
    AttendanceRow,
    AuditEntryRow,
    CaseRow,
    CaseStatusRow,
    ConditionRow,
    ConferenceCaseRow,
    ConferenceRow,
    DecisionRow,
    DeselectionRow,
    DocumentCopyRow,
    EnforcementStepRow,
    FlagRow,
    GoalRow,
    LetterRow,
    MaracRow,
    MinuteRow,
    NeedRow,
    NoteRow,
    OffendingRow,
    PersonRow,
    PlanRow,
    ProceedingRow,
    ProviderRow,
    ProviderServiceRow,
    Record,
    ReferralRow,
    RiskAssessmentRow,
    RiskMeasureRow,
    SafeguardingCheckRow,
    ScreeningRow,
    ServiceAccessRow,
    SupportRow,
    WithheldRow,
)
from tests.reports.pdf_text import body_of, squeezed
from tests.stores import NOW, TODAY, Desk

HAZARDS: dict[str, str] = {
    # Markup, and what would fetch something.
    "bold": "He <b>must</b> attend",
    "unclosed": "</b></para><para>",
    "share": '<img src="//host/x.png">',
    "file": '<img src="file:///etc/passwd"/>',
    "link": '<a href="http://host.invalid/">press</a>',
    "script": "<script>alert(1)</script>",
    "entity": "Fish &amp; chips &lt;b&gt; &#0; &nbsp; &bogus;",
    "ampersands": "A&B && C &",
    "smaller": "a < b > c <",
    "cdata": "<![CDATA[ x ]]> <!-- y --> <?xml z?>",
    "doctype": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
    "template": "{0} {name} %s %(x)d ${HOME} {{ 7*7 }} [[blank]",
    "mnemonics": "&File &&Edit &\tx",
    # Direction and what cannot be seen.
    "right to left override": "Ann\u202eevorg\u202c Sample",
    "isolates": "\u2066left\u2069 \u2067right\u2069 \u2068first\u2069",
    "marks": "Ann\u200f\u200e\u061c Sample",
    "zero widths": "in\u200bvis\u2060ible\ufeff soft\u00adhyphen",
    "joiners": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937",
    "byte order mark": "\ufeffBegins with a mark",
    "fillers": "\u3164 \u2800 \u115f x",
    "tags": "Flag \U000e0067\U000e0062\U000e007f of tags",
    # What cannot be kept.
    "null": "before\x00after",
    "bell": "ring\x07",
    "escape": "\x1b[31mred\x1b[0m",
    "delete": "a\x7fb\x85c",
    "high half": "half \ud83d of a smile",
    "low half": "\udc80 from a command line",
    "not a character": "a\ufffeb\uffffc\U0001fffe",
    "private use": "\ue000 \uf8ff \U00100000",
    # Scripts.
    "arabic": "\u0645\u062d\u0645\u062f \u0628\u0646 \u0639\u0644\u064a",
    "hebrew": "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd",
    "chinese": "王小明於星期五赴約",
    "japanese": "ｱｲｳ ひらがな カタカナ",
    "korean": "\uae40\ucca0\uc218 \u1100\u1161\u11a8",
    "thai": "\u0e01\u0e33\u0e19\u0e31\u0e19",
    "devanagari": "\u0928\u092e\u0938\u094d\u0924\u0947",
    "welsh": "Llŷr ap Gŵyn ŴŶŵŷ",
    "polish": "Zażółć gęślą jaźń",
    "turkish": "İstanbul ıI iİ",
    "german": "GROẞE Straße ﬁne",
    "decomposed": "cafe\u0301 n\u0303 A\u030a",
    "combining storm": "z" + "\u0300\u0315\u0327\u0489\u034f" * 40 + "algo",
    "lone accent": "\u0301 \u0308",
    "emoji": "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f3f4\u200d\u2620\ufe0f",
    "letters that look alike": "\u0420\u0430ul \U0001d400\U0001d401 Ａ１",
    # Spreadsheets, databases, searches.
    "formula": "=HYPERLINK(\"http://host.invalid\",\"x\")",
    "formula after spaces": "  \t=1+1",
    "command": "=cmd|' /C calc'!A0",
    "plus minus at": "+1-1@SUM(A1)",
    "minus": "-2+3",
    "at": "@A1",
    "full-width formula": "\uff1d1\uff0b1",
    "commas and quotes": 'a,"b",;\'c\'\t|d',
    "sql": "Robert'); DROP TABLE person;--",
    "sql comment": "x' OR '1'='1' /* */ \\",
    "percent and underscore": "100% _a_ %_%",
    "search operators": '" OR * ( NEAR',
    "search expression": 'NEAR(a b, 5) AND NOT words:x ^y "z" -w {a b}:c',
    "search column": "words : rowid * + \"\"",
    # Lines and lengths.
    "newlines of all kinds": "one\r\ntwo\rthree\nfour\u2028five\u2029six\x0bseven",
    "kept newlines": "one\r\ntwo\rthree\n\n\nfour\u2028five\u2029six",
    "only spaces": " \t\n\u00a0\u200b ",
    "nothing": "",
    "tabs": "\ta\t\tb\t",
    "long line": "Seen at the office. " * 15,
    "very long word": "WWw" * 100,
    "unbroken": "supercalifragilistic" * 200,
    "twelve thousand": ("He was seen at the chemist and spoke of work. " * 300)[:12_000],
    "twenty thousand": ("Every day he walks to the mill and back again. " * 500)[:20_000],
    "twenty thousand and one": "x" * 20_001,
    "many lines": "line\n" * 2_000,
    # Words that are something else to a program.
    "none": "None",
    "null word": "null",
    "nan": "NaN",
    "path": "../../../etc/passwd C:\\CON",
    "json": '{"a": [1, "\\u0000"]}',
    "backslashes": "\\ \\n \\x00 \\u202e",
    "number": "1e309",
    "date": "31/02/1990",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """How a field keeps a text."""

    multiline: bool
    limit: int
    required: bool = False

    def kept(self, text: str) -> str | None:
        """What is kept of ``text``, or nothing where it is refused. ``text.clean`` has tests of its own."""
        try:
            cleaned = clean(text, label="x", limit=self.limit, multiline=self.multiline)
        except UserError:
            return None
        return None if self.required and not cleaned else cleaned


@dataclass(frozen=True)
class EMail(Kind):
    """A field that keeps nothing but an e-mail address."""

    def kept(self, text: str) -> str | None:
        kept = super().kept(text)
        return kept if not kept or ("@" in kept and " " not in kept) else None


LINE, NOTE = Kind(False, 300), Kind(True, 20_000)
NEEDED_LINE, NEEDED = replace(LINE, required=True), replace(NOTE, required=True)
GOAL = Kind(True, 4_000, required=True)

FIELDS: dict[type, dict[str, Kind]] = {
    PersonDraft: {
        "surname": NEEDED_LINE,
        **dict.fromkeys(
            ("forenames", "known_as", "sex", "ethnicity", "preferred_language", "accommodation"), LINE
        ),
        "address": Kind(True, 1_000),
        "postcode": Kind(False, 20),
        "mobile": Kind(False, 60),
    },
    CaseDraft: {
        **dict.fromkeys(("index_offence", "police_lead", "probation_lead", "mappa_reference"), LINE),
        **dict.fromkeys(("mappa", "police_phone", "probation_phone"), Kind(False, 60)),
        **dict.fromkeys(("risk_when", "risk_increases", "risk_reduces"), NOTE),
    },
    DecisionDraft: {
        **dict.fromkeys(("referrer", "referrer_agency", "scores", "timescale", "elsewhere"), LINE),
        "mappa_result": Kind(False, 60),
        "rationale": NEEDED,
        **dict.fromkeys(("additionality", "objectives", "dissent"), NOTE),
    },
    ReferralDraft: {"referrer": NEEDED_LINE, "grounds": NEEDED},
    ScreeningDraft: {"screened_by": NEEDED_LINE, "override_reason": NEEDED, "note": NOTE},
    RiskAssessmentDraft: {
        "assessed_by": NEEDED_LINE,
        **dict.fromkeys(("who", "nature", "greatest", "increases", "reduces"), NOTE),
    },
    MappaDraft: {"mappa": Kind(False, 60), "mappa_reference": LINE},
    MaracDraft: {"place": LINE, "outcome": NOTE, "note": NOTE},
    CheckDraft: {"asked_by": NEEDED_LINE, "asked_of": NEEDED_LINE},
    AnswerDraft: {"note": NOTE},
    WithheldDraft: {"words": NEEDED, "why": NEEDED, "source": LINE},
    NeedDraft: {"strengths": NOTE, "note": NOTE},
    ConditionDraft: {"number": Kind(False, 20), "category": Kind(False, 60), "words": GOAL},
    MeasureDraft: {"trigger": GOAL, "words": GOAL, "who_name": LINE},
    PlanWords: {"contingency": NOTE, "persons_words": NOTE},
    GoalDraft: {"words": GOAL},
    ActionDraft: {
        "what": NEEDED,
        **dict.fromkeys(("who_name", "who_agency", "how_often", "source_detail"), LINE),
        **dict.fromkeys(("evidence", "if_missed", "support"), NOTE),
    },
    AgreementDraft: {"reason": NEEDED, "persons_words": NOTE},
    AppointmentDraft: {"place": NEEDED_LINE, "with_name": LINE, "with_agency": LINE, "purpose": NOTE},
    OutcomeDraft: {"note": NOTE, "change_reason": NEEDED},
    MoveDraft: {"place": NEEDED_LINE, "reason": NEEDED},
    CancelDraft: {"reason": NEEDED},
    LetterDraft: {"addressed_to": Kind(True, 1_000, required=True), "subject": NEEDED_LINE, "words": NEEDED},
    StepDraft: {"note": NOTE},
    ProceedingDraft: {"reason": NEEDED, "result_note": NOTE},
    ServiceAccessDraft: {"service": NEEDED_LINE, "provider": LINE, "barrier_words": NOTE, "note": NOTE},
    RungRecord: {"by": LINE, "evidence": Kind(True, 2_000)},
    SupportDraft: {"given_by": NEEDED_LINE, "words": NOTE},
    ProviderDraft: {
        "name": NEEDED_LINE,
        **dict.fromkeys(("area", "contact"), LINE),
        "phone": Kind(False, 60),
        "email": EMail(False, 300),
        "address": Kind(True, 1_000),
        "note": NOTE,
    },
    ProviderServiceDraft: {
        "name": NEEDED_LINE,
        "area": LINE,
        **dict.fromkeys(("eligibility", "how_to_refer", "capacity"), Kind(True, 2_000)),
    },
    NoteDraft: {"words": NEEDED},
    StatusDraft: {"value": NEEDED_LINE, "reason": NOTE, "decided_by": LINE},
    OffendingDraft: {"offence": NEEDED_LINE, "note": NOTE},
    DeselectionDraft: {"words": NEEDED, "exit_plan": NEEDED, "dissent": NOTE},
    ConferenceDraft: {**dict.fromkeys(("place", "chair"), LINE), "statement": NOTE, "note": NOTE},
    ItemDraft: {"ask": NOTE},
    AttendanceDraft: {"name": LINE, "contribution": NOTE},
    MinuteDraft: {"said_by": LINE, "words": NEEDED},
    CopyDraft: {"purpose": LINE, "marking_reason": Kind(True, 2_000)},
    KeyedLine: {"note": NOTE},
    NewLine: {"what": NEEDED, "who": LINE},
}
#: Texts that are codes of a list or identifiers, tried by the tests of their own below.
CODES = {
    "crn",
    "reason_code",
    "pnc",
    "code",
    "type_code",
    "outcome_code",
    "need_code",
    "status_code",
    "kind_code",
    "template_code",
    "rung",
    "agency",
    "mappa_category",
    "marking",
    "lineage",
    "goal",
}


@pytest.mark.parametrize("draft", FIELDS, ids=lambda draft: draft.__name__)
def test_no_text_field_of_a_draft_is_forgotten(draft: type) -> None:
    texts = {one.name for one in fields(draft) if typing.get_type_hints(draft)[one.name] is str}
    assert texts - CODES == set(FIELDS[draft])


@dataclass
class Through:
    """One hazard on its way through the verbs, in one transaction."""

    session: Session
    text: str
    #: (kind of row, id, column, what must stand in it)
    kept: list[tuple[type[Record], str, str, Any]] = field(default_factory=list)

    def put(self, kind: type[Record], verb: Callable[[Any], Any], plain: Any, row_id: str = "") -> str:
        """Try the hazard in every field of ``plain``, then in those alone that can keep it."""
        told = FIELDS[type(plain)]
        wanted = {name: one.kept(self.text) for name, one in told.items()}
        refused = {name for name, kept in wanted.items() if kept is None}
        filled = replace(plain, **dict.fromkeys(told, self.text))
        if refused:
            with pytest.raises(FieldErrors) as caught:
                verb(filled)
            assert {problem.field for problem in caught.value.problems} == refused
            self.plain_sentences(caught.value)
            filled = replace(filled, **{name: getattr(plain, name) for name in refused})
        record_id = row_id or verb(filled)
        if row_id:
            verb(filled)
        self.session.flush()
        self.kept += [(kind, record_id, name, kept) for name, kept in wanted.items() if kept is not None]
        return str(record_id)

    def say(
        self, kind: type[Record], column: str, verb: Callable[[str], Any], one: Kind, instead: str
    ) -> str:
        """As ``put``, for a verb that takes a text of its own. Returns the text that was kept."""
        kept = one.kept(self.text)
        if kept is None:
            with pytest.raises(UserError) as caught:
                verb(self.text)
            self.plain_sentences(caught.value)
            verb(instead)
        else:
            verb(self.text)
        self.session.flush()
        newest = self.session.scalars(select(kind.id).order_by(kind.id.desc()).limit(1)).one()
        if kept is not None:
            self.kept.append((kind, newest, column, kept))
        return kept or instead

    def plain_sentences(self, refused: UserError) -> None:
        """A refusal says where and what, and never repeats a text."""
        problems = refused.problems if isinstance(refused, FieldErrors) else (refused,)
        for problem in problems:
            assert problem.message.endswith(".")
            assert ": " in problem.message
            assert len(problem.message) < 200
            if len(self.text) > 12:
                assert self.text not in problem.message


def _crn_of(number: int) -> str:
    return f"V{number:06d}"


def through_every_verb(go: Through, number: int) -> str:
    """Everything an officer can type about one case, with the hazard in every field."""
    session = go.session
    managed = CaseDraft(rosh=Rosh.HIGH, sentence=Sentence.COMMUNITY_ORDER)
    person = PersonDraft(crn=_crn_of(number), surname="Sampleton", pnc="", date_of_birth=TODAY)
    made = go.put(PersonRow, lambda said: people.add_person(session, said, managed, TODAY), person)
    person_id = session.get_one(CaseRow, made).person_id
    go.kept = [(kind, person_id, name, kept) for kind, _id, name, kept in go.kept]
    case_id = made

    def aliased(text: str) -> None:
        row = session.get_one(PersonRow, person_id)
        said = PersonDraft(
            **{name: getattr(row, name) for name in PersonDraft.__dataclass_fields__} | {"aliases": (text,)}
        )
        people.correct_person(session, person_id, row.version, said, TODAY)

    alias = LINE.kept(go.text)
    if alias is None:
        with pytest.raises(FieldErrors):
            aliased(go.text)
    else:
        aliased(go.text)
        go.kept.append((PersonRow, person_id, "aliases", [alias] if alias else []))

    def managed_so(said: CaseDraft) -> None:
        cases.change_case(session, case_id, session.get_one(CaseRow, case_id).version, said, TODAY)

    go.put(CaseRow, managed_so, managed, case_id)
    go.say(
        FlagRow, "note", lambda text: cases.raise_flag(session, case_id, "RSTO", text, TODAY, TODAY),
        Kind(True, 4_000), "Watch the dog",
    )  # fmt: skip
    _risk(go, case_id)
    _selection(go, case_id)
    _decisions(go, case_id)
    _letting_go(go, case_id)
    need = NeedDraft(code="DRUGS", severity=Severity.SEVERE)
    go.put(NeedRow, lambda said: needs.record_need(session, case_id, said, TODAY), need)
    _plans(go, case_id)
    _key_back(go, case_id)
    _risk_plan(go, case_id)
    _visits(go, case_id)
    _conference(go, case_id, number)
    _copies(go, case_id)
    note = NoteDraft(happened_at=NOW, words="Seen")
    go.put(NoteRow, lambda said: notes.add_note(session, case_id, said, NOW), note)
    return case_id


def _paper_about(case_id: str) -> PaperSubject:
    return PaperSubject(
        document=Document.SUBJECT_ACCESS, series=f"subject_access:{case_id}", title="Subject access extract",
        version="", reader=THE_PERSON, content="0" * 64, case_ids=(case_id,), case_id=case_id,
    )  # fmt: skip


def _copies(go: Through, case_id: str) -> None:
    """A paper given out, with the hazard in every field of its copy."""
    session, plain = go.session, CopyDraft(recipients=("A. Chair",))

    def give(**said: Any) -> None:
        register.issue_copies(session, _paper_about(case_id), replace(plain, **said), TODAY)

    needed = replace(FIELDS[CopyDraft]["marking_reason"], required=True)
    go.say(DocumentCopyRow, "recipient", lambda text: give(recipients=(text,)), NEEDED_LINE, "A. Chair")
    go.say(
        DocumentCopyRow, "purpose", lambda text: give(purpose=text), FIELDS[CopyDraft]["purpose"], "Hearing"
    )
    go.say(
        DocumentCopyRow,
        "marking_reason",
        lambda text: give(marking="OFFICIAL", marking_reason=text),
        needed,
        "For the open file",
    )


def _key_back(go: Through, case_id: str) -> None:
    """A paper keyed back, with the hazard in each note and written line."""
    session = go.session
    plan = plans.newest_plan(session, case_id)
    assert plan is not None
    sheet = key_back.lay_out(session, plan.id)
    plain, goal = KeyedLine(lineage=sheet.lines[0].lineage), next(iter(sheet.draft_goals))

    def noted(text: str, **more: Any) -> None:
        draft = KeyBackDraft(on=TODAY, lines=(replace(plain, note=text, **more),))
        key_back.keep(session, plan.id, "", draft, TODAY)

    def written(**said: str) -> None:
        draft = KeyBackDraft(on=TODAY, new=(NewLine(goal=goal, **said),))
        key_back.keep(session, plan.id, "", draft, TODAY)

    go.say(ActionNoteRow, "words", noted, NEEDED, "Rang twice")
    go.say(ActionStatusRow, "reason", lambda text: noted(text, box=Box.DONE), NOTE, "")
    go.say(ActionRow, "what", lambda text: written(what=text), NEEDED, "Bring the letter")
    go.say(ActionRow, "who_name", lambda text: written(what="Ring", who=text), LINE, "")


def _conference(go: Through, case_id: str, number: int) -> None:
    session, agency = go.session, Kind(False, 200, required=True).kept(go.text)
    held = ConferenceDraft(held_on=TODAY - timedelta(days=number))
    made = go.put(ConferenceRow, lambda said: conferences.plan_conference(session, said), held)
    row = session.get_one(ConferenceRow, made)
    named = replace(conferences.load_conference(session, made).said, agencies=(go.text, "police"))
    if Kind(False, 200).kept(go.text) is None:
        with pytest.raises(FieldErrors) as caught:
            conferences.change_conference(session, made, row.version, named)
        assert {problem.field for problem in caught.value.problems} == {"agencies"}
    else:
        conferences.change_conference(session, made, row.version, named)
        assert row.agencies == [*([agency] if agency else []), "police"]
    item = conferences.add_case(session, made, case_id)

    def asked(said: ItemDraft) -> None:
        conferences.change_item(session, item, session.get_one(ConferenceCaseRow, item).version, said)

    go.put(ConferenceCaseRow, asked, ItemDraft(), item)
    conferences.open_conference(session, made)
    there = AttendanceDraft(agency=agency or "police", how=How.REMOTE)
    go.put(AttendanceRow, lambda said: conferences.record_attendance(session, made, said), there)
    said = MinuteDraft(case_id=case_id, agency=agency or "police", words="Seen")
    minuted = go.put(MinuteRow, lambda said: conferences.add_minute(session, made, said), said)
    go.say(
        MinuteRow, "words", lambda text: conferences.correct_minute(session, minuted, text, "Misheard"), NEEDED, "Met"
    )  # fmt: skip
    conferences.request_agenda(session, case_id, RequestMatter.DESELECTION, "", TODAY)
    go.say(
        AgendaRequestRow,
        "words",
        lambda text: conferences.request_agenda(session, case_id, RequestMatter.OTHER, text, TODAY),
        Kind(True, 2_000, required=True),
        "A flat is lost",
    )


def _selection(go: Through, case_id: str) -> None:
    """Put forward, screened with the hazard in every answer, and taken back."""
    session = go.session
    said = ReferralDraft(referrer="Sgt Sample", agency="police", referred_on=TODAY, grounds="Burglaries")
    referral = go.put(ReferralRow, lambda draft: referrals.refer(session, case_id, draft, TODAY), said)
    proposal = referrals.propose_screening(session, referral, TODAY)
    scores = [one.score(one.criterion.answers[0].code) for one in proposal.scores]
    screening = ScreeningDraft(
        screened_on=TODAY, screened_by="PC Sample", agency="police", eligibility=proposal.eligibility,
        scores=tuple(score for score in scores if score is not None),
        recommendation=Recommendation.FREE, override_reason="Judgement",
    )  # fmt: skip
    go.put(ScreeningRow, lambda draft: referrals.screen(session, referral, draft, TODAY), screening)
    kept, follows = NEEDED_LINE.kept(go.text), Kind(False, 1_000).kept(go.text)
    answer = replace(screening.eligibility[0], finding=go.text, words=go.text)
    hazardous = replace(screening, eligibility=(answer, *screening.eligibility[1:]))
    if kept is None or follows is None:
        with pytest.raises(FieldErrors) as caught:
            referrals.screen(session, referral, hazardous, TODAY)
        assert {problem.field for problem in caught.value.problems} == {"eligibility"}
    else:
        made = referrals.screen(session, referral, hazardous, TODAY)
        (row,) = session.scalars(select(ScreeningRow).where(ScreeningRow.id == made))
        assert (row.eligibility[0]["finding"], row.eligibility[0]["words"]) == (kept, follows)
    go.say(
        ReferralRow, "withdrawn_reason", lambda text: referrals.withdraw(session, referral, text, TODAY),
        NEEDED, "Moved away",
    )  # fmt: skip


def _decisions(go: Through, case_id: str) -> None:
    session = go.session
    maker = DecisionMaker(name="A. Chair", agency="police")
    plain = DecisionDraft(decided_on=TODAY, cohort=Cohort.FREE, rationale="Burglaries", decided_by=(maker,))
    go.put(DecisionRow, lambda said: decisions.record_decision(session, case_id, said, TODAY, "Again"), plain)
    said = replace(plain, decided_by=(DecisionMaker(name=go.text, agency=go.text),))
    kept = NEEDED_LINE.kept(go.text)
    if kept is None:
        with pytest.raises(FieldErrors) as caught:
            decisions.record_decision(session, case_id, said, TODAY, "Again")
        assert caught.value.field == "decided_by"
    else:
        made = decisions.record_decision(session, case_id, said, TODAY, "Again")
        go.kept.append((DecisionRow, made, "decided_by", [{"name": kept, "agency": kept}]))
    if kept := NEEDED.kept(go.text):
        before = decisions.current_decision(session, case_id)
        assert before is not None
        decisions.record_decision(session, case_id, plain, TODAY, go.text)
        go.kept.append((DecisionRow, before.id, "supersede_reason", kept))


def _letting_go(go: Through, case_id: str) -> None:
    """A status, an arrest, a de-selection and its taking back: what the case says now stays as it was."""
    session = go.session
    lead = StatusDraft(aspect=Aspect.POLICE_LEAD, value="PC Plain", from_on=TODAY)
    made = go.put(CaseStatusRow, lambda said: statuses.change_status(session, case_id, said, TODAY), lead)
    # The case follows its history: from here on it names whom the status names.
    now = session.get_one(CaseStatusRow, made).value
    go.kept = [
        (kind, row_id, name, now if (kind, name) == (CaseRow, "police_lead") else kept)
        for kind, row_id, name, kept in go.kept
    ]
    arrest = OffendingDraft(on_day=TODAY, offence="Burglary")
    made = go.put(
        OffendingRow, lambda said: offending.record_offending(session, case_id, said, TODAY), arrest
    )
    reason = NEEDED.kept(go.text)
    if reason is None:
        with pytest.raises(UserError):
            offending.strike_out(session, made, go.text, TODAY)
    else:
        offending.strike_out(session, made, go.text, TODAY)
        go.kept.append((OffendingRow, made, "struck_reason", reason))
    maker = DecisionMaker(name="A. Chair", agency="police")
    plain = DeselectionDraft(
        decided_on=TODAY, reason_code="CAPACITY", words="Moved", exit_plan="None", decided_by=(maker,)
    )
    said = Kind(True, 4_000).kept(go.text)
    if said:
        plain = replace(plain, evidence=(EvidenceLine(topic=Topic.OTHER, words=go.text),))
    gone = go.put(DeselectionRow, lambda one: deselections.deselect(session, case_id, one, TODAY), plain)
    if said:
        go.kept.append((DeselectionRow, gone, "evidence", [{"topic": "other", "words": said}]))
    deselections.reverse_deselection(session, gone, go.text if reason else "A mistake", TODAY)


CLEAR = ActionDraft(
    what="Attend the assessment at Northgate Recovery Service",
    due_on=TODAY,
    source=Source.IOM,
    evidence="The service e-mails",
    if_missed="A home visit",
)


def _plans(go: Through, case_id: str) -> None:
    session = go.session
    plan = plans.start_plan(session, case_id)
    goal = plans.add_goal(session, plan, GoalDraft(words="I will stop", serves=("DRUGS", "RISK")))
    action = actions.add_action(session, goal, CLEAR, TODAY)
    answer = AgreementDraft(answer=Agreement.DOES_NOT_AGREE, reason="Would not say")
    refused = [name for name, one in FIELDS[AgreementDraft].items() if one.kept(go.text) is None]
    filled = replace(answer, reason=go.text, persons_words=go.text)
    if refused:
        with pytest.raises(FieldErrors) as caught:
            plans.agree_plan(session, plan, filled, TODAY)
        assert sorted(problem.field or "" for problem in caught.value.problems) == sorted(refused)
        filled = replace(filled, **{name: getattr(answer, name) for name in refused})
    draft = plans.agree_plan(session, plan, filled, TODAY)
    for name, column in (("reason", "answer_reason"), ("persons_words", "agreement_words")):
        if name not in refused:
            go.kept.append((PlanRow, plan, column, FIELDS[AgreementDraft][name].kept(go.text)))

    def worded(said: PlanWords) -> None:
        plans.word_plan(session, draft, session.get_one(PlanRow, draft).version, said)

    go.put(PlanRow, worded, PlanWords(), draft)
    new_goal = go.put(
        GoalRow, lambda said: plans.add_goal(session, draft, said), GoalDraft(words="I will work")
    )
    officer = replace(CLEAR, who=Who.PARTNER)
    hazardous = go.put(ActionRow, lambda said: actions.add_action(session, new_goal, said, TODAY), officer)
    go.say(
        ActionNoteRow, "words", lambda text: actions.add_progress_note(session, action, text), NEEDED, "Rang"
    )
    go.say(
        ActionStatusRow, "reason",
        lambda text: actions.set_action_status(session, hazardous, ActionStatus.MISSED, text, TODAY, TODAY),
        NEEDED, "Was ill",
    )  # fmt: skip
    away = plans.add_goal(session, draft, GoalDraft(words="I will leave"))
    reason = NEEDED.kept(go.text)
    if reason is None:
        with pytest.raises(UserError):
            plans.set_goal_state(session, away, GoalState.REMOVED, go.text)
    else:
        plans.set_goal_state(session, away, GoalState.REMOVED, go.text)
        go.kept.append((GoalRow, away, "state_reason", reason))


def _risk_plan(go: Through, case_id: str) -> None:
    """After the plan was agreed: a condition that nothing carries out would keep it a draft."""
    session = go.session
    said = ConditionDraft(source=Source.ORDER, words="Unpaid work")
    go.put(ConditionRow, lambda one: conditions.record_condition(session, case_id, one), said)
    measure = MeasureDraft(pillar=Pillar.CONTINGENCY, trigger="He is seen there", words="A visit")
    go.put(RiskMeasureRow, lambda one: measures.add_measure(session, case_id, one), measure)
    gone = measures.add_measure(session, case_id, measure)
    reason = NEEDED.kept(go.text)
    if reason is None:
        with pytest.raises(UserError):
            measures.end_measure(session, gone, go.text, TODAY, TODAY)
    else:
        measures.end_measure(session, gone, go.text, TODAY, TODAY)
        go.kept.append((RiskMeasureRow, gone, "ended_reason", reason))


def _risk(go: Through, case_id: str) -> None:
    session = go.session
    low = RiskAssessmentDraft(
        assessed_on=TODAY,
        assessed_by="D. Invented",
        levels=(RiskLevel(RiskGroup.PUBLIC, Setting.COMMUNITY, Rosh.LOW),),
    )
    go.put(RiskAssessmentRow, lambda said: risk.assess_risk(session, case_id, said, TODAY), low)

    def mappa(said: MappaDraft) -> None:
        risk.set_mappa(session, case_id, session.get_one(CaseRow, case_id).version, said, TODAY)

    go.put(CaseRow, mappa, MappaDraft(mappa_checked_on=TODAY), case_id)
    referred = MaracDraft(role=MaracRole.VICTIM, referred_on=TODAY)
    go.put(MaracRow, lambda said: risk.record_marac(session, case_id, said, TODAY), referred)
    asked = CheckDraft(about=CheckAbout.CHILD, asked_on=TODAY, asked_by="PC Test", asked_of="Mock Council")
    check = go.put(
        SafeguardingCheckRow, lambda said: risk.ask_safeguarding(session, case_id, said, TODAY), asked
    )

    def answer(said: AnswerDraft) -> None:
        version = session.get_one(SafeguardingCheckRow, check).version
        risk.answer_safeguarding(session, check, version, said, TODAY)

    go.put(SafeguardingCheckRow, answer, AnswerDraft(answered_on=TODAY, answer=CheckAnswer.NOT_KNOWN), check)
    kept = WithheldDraft(words="A key", why="She asked")
    made = go.put(WithheldRow, lambda said: risk.withhold(session, case_id, said), kept)
    _with_reason(go, lambda text: risk.end_withheld(session, made, text, TODAY), NEEDED)
    flag = cases.raise_flag(session, case_id, "WEAP", "", TODAY, TODAY)
    seen = _with_reason(go, lambda text: cases.review_flag(session, flag, TODAY, text), Kind(True, 4_000))
    over = Kind(True, 4_000, required=True)
    seen += _with_reason(go, lambda text: cases.end_flag(session, flag, TODAY, TODAY, text), over)
    assert all(one in session.get_one(FlagRow, flag).note for one in seen)


def _with_reason(go: Through, verb: Callable[[str], Any], one: Kind) -> list[str]:
    """The hazard as a text that is added to others; what was kept of it."""
    kept = one.kept(go.text)
    if kept is None:
        with pytest.raises(UserError) as caught:
            verb(go.text)
        go.plain_sentences(caught.value)
        return []
    verb(go.text)
    return [kept]


def _visits(go: Through, case_id: str) -> None:
    session = go.session
    plain = AppointmentDraft(type_code="COAP", starts_at=NOW - timedelta(days=1), place="Mill Street")
    go.put(AppointmentRow, lambda said: appointments.book_appointment(session, case_id, said), plain)
    past = appointments.book_appointment(session, case_id, replace(plain, starts_at=NOW - timedelta(days=2)))
    appointments.record_outcome(session, past, OutcomeDraft(outcome_code="ATTC", note="Came"), NOW)
    refused = [name for name, one in FIELDS[OutcomeDraft].items() if one.kept(go.text) is None]
    step = StepDraft(code="WLS")
    said = OutcomeDraft(outcome_code="AFTC", note=go.text, change_reason=go.text, enforcement=step)
    if refused:
        with pytest.raises(FieldErrors):
            appointments.record_outcome(session, past, said, NOW)
        said = replace(said, **dict.fromkeys(refused, "Came late"))
    appointments.record_outcome(session, past, said, NOW)
    session.flush()
    if "note" not in refused:
        go.kept.append((AppointmentRow, past, "outcome_note", NOTE.kept(go.text)))
    if "change_reason" not in refused:
        earlier = session.scalars(
            select(AppointmentOutcomeRow.id).where(AppointmentOutcomeRow.appointment_id == past)
        ).one()
        go.kept.append((AppointmentOutcomeRow, earlier, "change_reason", NOTE.kept(go.text)))
    coming = appointments.book_appointment(
        session, case_id, replace(plain, starts_at=NOW + timedelta(days=2))
    )
    moved = _move(go, coming)
    letter = LetterDraft(
        template_code="APPOINTMENT",
        appointment_id=coming,
        sent_on=TODAY,
        sent_by=SentBy.BY_HAND,
        addressed_to="Rosa",
        subject="Your appointment",
        words="Dear Rosa,",
    )
    go.put(LetterRow, lambda said: letters.send_letter(session, case_id, said, NOW), letter)
    reason = NEEDED.kept(go.text)
    cancel = CancelDraft(asked_by=AskedBy.PERSON, reason=go.text)
    if reason is None:
        with pytest.raises(UserError):
            appointments.cancel_appointment(session, coming, moved, cancel)
    else:
        appointments.cancel_appointment(session, coming, moved, cancel)
        go.kept.append((AppointmentRow, coming, "cancel_reason", reason))
    _enforcement(go, case_id, past)
    service = ServiceAccessDraft(need_code="DRUGS", service="Treatment", identified_on=TODAY)
    go.put(
        ServiceAccessRow,
        lambda one: service_access.record_service_access(session, case_id, one, TODAY),
        service,
    )
    _rung(go, service_access.record_service_access(session, case_id, service, TODAY))
    given = SupportDraft(kind_code="LIFT", given_on=TODAY, given_by="PC Baker", agency=Agency.POLICE)
    go.put(SupportRow, lambda said: support.give_support(session, case_id, said, TODAY), given)


def _move(go: Through, coming: str) -> int:
    """Where an appointment goes, and why; returns the version it then has."""
    session = go.session
    kept = {name: one.kept(go.text) for name, one in FIELDS[MoveDraft].items()}
    refused = {name for name, words in kept.items() if words is None}
    draft = MoveDraft(
        starts_at=NOW + timedelta(days=3), place=go.text, asked_by=AskedBy.PERSON, reason=go.text
    )
    if refused:
        with pytest.raises(FieldErrors) as caught:
            appointments.move_appointment(session, coming, 1, draft)
        assert {problem.field for problem in caught.value.problems} == refused
        go.plain_sentences(caught.value)
        draft = replace(draft, **dict.fromkeys(refused, "Mill Street"))
    appointments.move_appointment(session, coming, 1, draft)
    session.flush()
    made = session.scalars(
        select(AppointmentMoveRow.id).where(AppointmentMoveRow.appointment_id == coming)
    ).one()
    columns = {"place": "to_place", "reason": "reason"}
    go.kept += [
        (AppointmentMoveRow, made, columns[name], kept[name]) for name in columns if name not in refused
    ]
    return session.get_one(AppointmentRow, coming).version


def _rung(go: Through, access_id: str) -> None:
    """Who brought a service to a rung, and what shows it."""
    record = RungRecord(rung="referred_on", by=go.text, agency="police", evidence=go.text)
    kept = {name: one.kept(go.text) for name, one in FIELDS[RungRecord].items()}
    refused = {name for name, words in kept.items() if words is None}
    if refused:
        with pytest.raises(FieldErrors) as caught:
            service_access.reach_rung(go.session, access_id, 1, record, TODAY, TODAY)
        assert {problem.field for problem in caught.value.problems} == {
            f"referred_on_{one}" for one in refused
        }
        go.plain_sentences(caught.value)
        record = replace(record, **dict.fromkeys(refused, ""))
    service_access.reach_rung(go.session, access_id, 1, record, TODAY, TODAY)
    go.session.flush()
    stands = {
        "rung": "referred_on",
        "by": kept["by"] or "",
        "agency": "police",
        "evidence": kept["evidence"] or "",
    }
    go.kept.append((ServiceAccessRow, access_id, "rung_records", [stands]))


def _enforcement(go: Through, case_id: str, past: str) -> None:
    """What is done about the outcome that did not comply, and the breach."""
    session = go.session
    step = StepDraft(code="ROM")
    made = go.put(EnforcementStepRow, lambda said: enforcement.record_step(session, past, said, TODAY), step)

    def settle(text: str) -> None:
        version = session.get_one(EnforcementStepRow, made).version
        enforcement.settle_step(session, made, version, TODAY, text, TODAY)

    go.say(EnforcementStepRow, "settled_note", settle, NEEDED, "Talked it through")
    breach = ProceedingDraft(
        proceeding=ProceedingKind.BREACH, started_on=TODAY, reason="Two failures", status_code="BRE01"
    )
    go.put(ProceedingRow, lambda said: enforcement.start_proceeding(session, case_id, said, TODAY), breach)


@dataclass
class Passed:
    """A hazard that has been through."""

    name: str
    text: str
    case_id: str
    kept: list[tuple[type[Record], str, str, Any]]
    logged: str


@pytest.fixture(scope="module")
def passed(shared_desk: Desk) -> Callable[[str], Passed]:
    """Each hazard goes through once, when it is first asked for."""
    done: dict[str, Passed] = {}
    heard = io.StringIO()
    listener = logging.StreamHandler(heard)
    root = logging.getLogger()

    def put_through(name: str) -> Passed:
        if name not in done:
            heard.seek(0)
            heard.truncate()
            root.addHandler(listener)
            try:
                with shared_desk.store.write("Type a hazard") as session:
                    go = Through(session, HAZARDS[name])
                    case_id = through_every_verb(go, len(done))
            finally:
                root.removeHandler(listener)
            done[name] = Passed(name, HAZARDS[name], case_id, go.kept, heard.getvalue())
        return done[name]

    return put_through


every_hazard = pytest.mark.parametrize("name", HAZARDS)
KEPT = [name for name, text in HAZARDS.items() if NEEDED.kept(text)]
every_kept_hazard = pytest.mark.parametrize("name", KEPT)


def test_there_are_sixty_and_more() -> None:
    assert len(HAZARDS) >= 60
    assert len(set(HAZARDS.values())) == len(HAZARDS)
    assert 8 <= len(HAZARDS) - len(KEPT) <= 15, "some are refused, most are kept"


@every_hazard
def test_it_stands_in_the_store_as_it_was_typed_or_was_refused(
    passed: Callable[[str], Passed], shared_desk: Desk, name: str
) -> None:
    hazard = passed(name)
    with shared_desk.store.read() as session:
        for kind, record_id, column, kept in hazard.kept:
            stored = getattr(session.get_one(kind, record_id), column)
            assert stored == kept, f"{kind.kind} {column}"
    if len(hazard.text) > 6:
        assert hazard.text not in hazard.logged


@every_kept_hazard
def test_it_is_found_by_its_own_words(passed: Callable[[str], Passed], shared_desk: Desk, name: str) -> None:
    hazard = passed(name)
    found = shared_desk.see(timeline.find_words, hazard.text, 2_000)
    within = shared_desk.see(timeline.list_timeline, hazard.case_id, hazard.text)
    if fold_words(hazard.text):
        assert {"note", "action", "plan"} <= {
            hit.kind.value for hit in found if hit.case_id == hazard.case_id
        }
        assert any(entry.kind.value == "note" for entry in within)
    else:
        assert found == []
    index = shared_desk.see(people.load_people_index)
    matches = {match.id for match in index.find(hazard.text)}
    if LINE.kept(hazard.text) and len(fold_words(hazard.text)) == 1:
        assert hazard.case_id in matches


@every_kept_hazard
def test_it_prints(passed: Callable[[str], Passed], shared_desk: Desk, name: str) -> None:
    hazard = passed(name)
    case_id = hazard.case_id
    if len(hazard.text) > 2_500:
        # In every field at once it would make a hundred pages.
        case_id = shared_desk.newcomer()
        shared_desk.do(notes.add_note, case_id, NoteDraft(happened_at=NOW, words=hazard.text), NOW)
    file = shared_desk.see(case_files.load_case_file, case_id, NOW)
    printed = body_of(case_plan(file))
    fonts.register()
    kept = NOTE.kept(hazard.text) or ""
    drawn = "".join(words for words, _font in fonts.drawable(kept, fonts.REGULAR))
    # What reads from the right comes out of the file the other way round, and what lies beyond the first plane
    # not at all, though it is drawn.
    legible = "".join(char for char in drawn if ord(char) <= 0xFFFF)
    if any(unicodedata.bidirectional(char) in ("R", "AL") for char in legible):
        missing = [word for word in legible.split() if word not in printed and word[::-1] not in printed]
        assert missing == []
    else:
        assert squeezed(legible) in printed


@every_kept_hazard
def test_in_a_spreadsheet_it_is_a_text(passed: Callable[[str], Passed], shared_desk: Desk, name: str) -> None:
    hazard = passed(name)
    row = [one for one in shared_desk.see(cases.list_cases, NOW) if one.id == hazard.case_id]
    visits = shared_desk.see(appointments.list_appointments, hazard.case_id)
    made = [
        (to_csv(caseload_columns(NOW), row), 1),
        (to_csv(appointment_columns(lambda: NOW), visits), len(visits)),
    ]
    for table, lines in made:
        cells = list(csv.reader(io.StringIO(table, newline=""), strict=True))
        assert len(cells) == 1 + lines
        assert {len(line) for line in cells} == {len(cells[0])}
        for cell in (cell for line in cells for cell in line):
            assert not cell.lstrip(" \u200b\ufeff").startswith(
                ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b")
            )


# --- The directory, which is no case's ------------------------------------------------------------------


class _PutBack(Exception):
    """Leaves the directory as it was: names that differ by their signs alone are one name."""


@every_hazard
def test_in_the_directory_it_stands_as_it_was_typed_and_goes_out_and_in(
    shared_desk: Desk, tmp_path: Path, name: str
) -> None:
    with suppress(_PutBack), shared_desk.store.write("Type a hazard") as session:
        for place in range(6):  # a file that is longer than one line
            providers.add_provider(session, ProviderDraft(name=f"Plain {place}"), TODAY)
        go = Through(session, HAZARDS[name])
        made = go.put(ProviderRow, lambda said: providers.add_provider(session, said, TODAY), _PROVIDER)
        go.put(
            ProviderServiceRow,
            lambda said: providers.add_provider_service(session, made, said, TODAY),
            ProviderServiceDraft(name="Clinic", needs=("DRUGS",)),
        )
        session.expire_all()
        for kind, record_id, column, kept in go.kept:
            assert getattr(session.get_one(kind, record_id), column) == kept, column
        path = tmp_path / "directory.csv"
        path.write_text(directory_csv(session), encoding="utf-8", newline="")
        preview = plan_directory_import(session, read_spreadsheet(path), TODAY)
        assert {(row.outcome.value, row.reason) for row in preview.rows} == {("unchanged", "")}
        raise _PutBack


_PROVIDER = ProviderDraft(name="Northgate Recovery")

# --- Identifiers, codes, reasons -----------------------------------------------------------------------


@every_hazard
def test_as_an_identifier_it_is_tidied_or_refused(shared_desk: Desk, name: str) -> None:
    text = HAZARDS[name]
    try:
        crn = check_crn(text)
    except UserError as refused:
        crn, said = "", refused
    draft = PersonDraft(crn=text, surname="Sampleton")
    if not crn:
        with pytest.raises(UserError) as caught:
            shared_desk.do(people.add_person, draft, CaseDraft(), TODAY)
        assert caught.value.message == said.message
    else:
        shared_desk.do(people.add_person, draft, CaseDraft(), TODAY)
        assert shared_desk.see(cases.case_with_crn, text)
    with_pnc = PersonDraft(crn=f"P{list(HAZARDS).index(name):06d}", pnc=text, surname="Sampleton")
    if (kept := LINE.kept(text)) is None:
        with pytest.raises(FieldErrors) as of_pnc:
            shared_desk.do(people.add_person, with_pnc, CaseDraft(), TODAY)
        assert of_pnc.value.field == "pnc"
    else:
        case_id = shared_desk.do(people.add_person, with_pnc, CaseDraft(), TODAY)
        assert shared_desk.see(cases.load_case, case_id).person.pnc == tidy_pnc(kept)


@pytest.fixture(scope="module")
def somebody(shared_desk: Desk) -> str:
    return shared_desk.newcomer()


def _by_code(session: Session, case_id: str, code: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    visit = AppointmentDraft(type_code=code, starts_at=NOW, place="Mill Street")
    need = NeedDraft(code=code, severity=Severity.NONE)
    service = ServiceAccessDraft(need_code=code, service="Treatment", identified_on=TODAY)
    note = NoteDraft(happened_at=NOW, words="Seen", type_code=code)
    yield "type_code", lambda: appointments.book_appointment(session, case_id, visit)
    yield "code", lambda: needs.record_need(session, case_id, need, TODAY)
    yield "need_code", lambda: service_access.record_service_access(session, case_id, service, TODAY)
    yield "code", lambda: cases.raise_flag(session, case_id, code, "", TODAY, TODAY)
    if code:
        yield "type_code", lambda: notes.add_note(session, case_id, note, NOW)


@every_hazard
def test_as_a_code_it_is_not_in_the_list(shared_desk: Desk, somebody: str, name: str) -> None:
    with shared_desk.store.write("Type a hazard") as session:
        for which, verb in _by_code(session, somebody, HAZARDS[name]):
            with pytest.raises(FieldErrors, match="choose one from the list") as refused:
                verb()
            assert refused.value.field == which


@every_hazard
def test_as_a_reason_or_a_recipient_it_leaves_the_audit_chain_whole(
    shared_desk: Desk, somebody: str, name: str
) -> None:
    text = HAZARDS[name]
    subject = _paper_about(somebody)

    def give(session: Session, whom: str) -> None:
        register.issue_copies(session, subject, CopyDraft(recipients=(whom,)), TODAY)

    if NOTE.kept(text) is None or NEEDED_LINE.kept(text) is None:
        with pytest.raises(UserError):
            shared_desk.do(give, text if NEEDED_LINE.kept(text) is None else "A. Chair", reason=text + "\x00")
    else:
        shared_desk.do(give, text, reason=text)
        with shared_desk.store.read() as session:
            entry = session.scalars(select(AuditEntryRow).order_by(AuditEntryRow.seq.desc()).limit(1)).one()
        assert (entry.recipients, entry.reason) == (LINE.kept(text), NOTE.kept(text))


def test_the_store_is_whole_after_all_of_it(passed: Callable[[str], Passed], shared_desk: Desk) -> None:
    for name in HAZARDS:
        passed(name)
    assert shared_desk.store.verify() == []
