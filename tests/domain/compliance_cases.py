"""Worked cases of the compliance engine, as a table: a history in short notation, and what it amounts to.

A history is written in parts set apart by semicolons:

``2026-03-03 UAAB``                            a planned office visit at 10:00 with that outcome; ``-``: none yet
``2026-03-03 IOM UAAB``                        an IOM visit, which does not count by itself
``2026-03-03 ALSO UAAB``                       an IOM visit that is also a statutory appointment
``2026-03-04 step EA02 of 2026-03-03``         an enforcement step; then, where wanted, ``evidence``, ``respond`` or
                                               ``settled`` with a day
``begun 2026-03-10 resolved 2026-05-01 RESULT`` breach or recall; what follows ``begun`` may be left out
``from 2026-01-05`` and ``to 2026-12-31``      the first and last day of the sentence

``next`` is the kind and day of what is due soonest, or "". Unless a case says otherwise it is Sunday 22 November
2026, noon. Codes are those of the shipped lists, and so are the bank holidays.
"""

from __future__ import annotations

from dataclasses import dataclass

from iom_desktop.domain.codes import Sentence

ORDER = Sentence.COMMUNITY_ORDER
SUSPENDED = Sentence.SUSPENDED_SENTENCE
LICENCE = Sentence.LICENCE
NONE = Sentence.NON_STATUTORY


@dataclass(frozen=True, slots=True)
class Case:
    """One row: the case's name, what is given, and what must be found."""

    name: str
    sentence: Sentence | None
    history: str
    stage: str
    failures: str = ""  #: the days that count, apart by spaces
    next: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    now: str = "2026-11-22 12:00"


WARNED = "2026-03-03 UAAB; 2026-03-04 step EA02 of 2026-03-03"

COMMUNITY_ORDERS = (
    Case("nothing at all", ORDER, "", "no_failures",
         says=("No failures to comply in the 12 months to 22 November 2026.",
               "One failure means a first warning; 2 within 12 months mean breach proceedings.",
               "No appointments in the last 12 months.")),
    Case("all kept", ORDER, "2026-10-06 ATTC; 2026-10-13 ATTC; 2026-10-20 ATTC", "no_failures",
         says=("3 of 3 appointments kept; the last 3 in a row.",)),
    Case("one absence, nothing decided", ORDER, "2026-03-03 UAAB", "first_warning", "2026-03-03",
         "enforcement 2026-03-05",
         says=("1 failure to comply in the 12 months to 22 November 2026: Planned office visit on Tuesday "
               "3 March 2026, unacceptable absence.",
               "It stops counting on 3 March 2027.",
               "One more failure before 3 March 2027 means breach proceedings.")),
    Case("one absence, warned", ORDER, WARNED, "first_warning", "2026-03-03",
         says=("One more failure before 3 March 2027 means breach proceedings.",)),
    Case("came, and did not comply", ORDER, "2026-11-10 AFTC", "first_warning", "2026-11-10",
         "enforcement 2026-11-12", says=("attended, failed to comply.", "where instructions were not followed")),
    Case("sent home for behaviour", ORDER, "2026-11-10 ATSH", "first_warning", "2026-11-10", "enforcement 2026-11-12"),
    Case("sent home because the service failed", ORDER, "2026-11-10 ATSS", "no_failures",
         says=("1 of 1 appointment kept.",)),
    Case("did not follow another instruction", ORDER, "2026-11-10 ATFI", "first_warning", "2026-11-10",
         "enforcement 2026-11-12"),
    Case("two failures, the second not acted on", ORDER, f"{WARNED}; 2026-11-10 UAAB", "breach",
         "2026-03-03 2026-11-10", "enforcement 2026-11-12",
         says=("2 failures to comply", "The oldest stops counting on 3 March 2027, which leaves 1.",
               "2 failures within 12 months mean breach proceedings, and none are recorded as begun.",
               "They are to be prepared by Tuesday 24 November 2026.")),
    Case("two failures, both acted on, no breach", ORDER,
         f"{WARNED}; 2026-06-02 UAAB; 2026-06-03 step NFA of 2026-06-02", "breach", "2026-03-03 2026-06-02",
         "proceedings 2026-06-16", says=("They were to be prepared by Tuesday 16 June 2026.",)),
    Case("three failures: the second is the one that made breach due", ORDER,
         "2026-03-03 UAAB; 2026-03-04 step EA02 of 2026-03-03; 2026-06-02 UAAB; 2026-06-03 step EA05 of 2026-06-02; "
         "2026-09-01 UAAB; 2026-09-02 step EA05 of 2026-09-01",
         "breach", "2026-03-03 2026-06-02 2026-09-01", "proceedings 2026-06-16", says=("which leaves 2.",)),
    Case("two failures of one day stop counting together", ORDER, "2026-03-03 UAAB; 2026-03-03 AFTC", "breach",
         "2026-03-03 2026-03-03", "enforcement 2026-03-05", says=("3 March 2027, which leaves 0.",)),
)  # fmt: skip

OTHER_SENTENCES = (
    Case("suspended sentence, one", SUSPENDED, WARNED, "first_warning", "2026-03-03",
         says=("One more failure before 3 March 2027 means breach proceedings.",)),
    Case("suspended sentence, two", SUSPENDED, f"{WARNED}; 2026-11-10 UAAB; 2026-11-11 step EA05 of 2026-11-10",
         "breach", "2026-03-03 2026-11-10", "proceedings 2026-11-24"),
    Case("suspended sentence named in words", SUSPENDED, "from 2026-12-01", "no_failures",
         says=("The suspended sentence order begins on 1 December 2026: nothing counts before then.",)),
    Case("licence, none", LICENCE, "", "no_failures",
         says=("One failure means a first warning; 4 within 12 months mean recall proceedings.",)),
    Case("licence, one", LICENCE, WARNED, "first_warning", "2026-03-03",
         says=("One more failure before 3 March 2027 means a second warning; 3 more mean recall proceedings.",)),
    Case("licence, two", LICENCE, f"{WARNED}; 2026-06-02 UAAB", "second_warning", "2026-03-03 2026-06-02",
         "enforcement 2026-06-04", says=("means a final warning; 2 more mean recall proceedings.",)),
    Case("licence, three", LICENCE, f"{WARNED}; 2026-06-02 UAAB; 2026-09-01 AFTC", "final_warning",
         "2026-03-03 2026-06-02 2026-09-01", "enforcement 2026-06-04",
         says=("One more failure before 3 March 2027 means recall proceedings.",)),
    Case("licence, four", LICENCE, f"{WARNED}; 2026-06-02 UAAB; 2026-09-01 AFTC; 2026-11-10 UAAB", "recall",
         "2026-03-03 2026-06-02 2026-09-01 2026-11-10", "enforcement 2026-06-04",
         says=("4 failures within 12 months mean recall proceedings", "prepared by Tuesday 24 November 2026")),
    Case("licence, four, recall begun", LICENCE,
         f"{WARNED}; 2026-06-02 UAAB; 2026-09-01 AFTC; 2026-11-10 UAAB; begun 2026-11-11", "recall_in_progress",
         "2026-03-03 2026-06-02 2026-09-01 2026-11-10",
         says=("Recall proceedings were begun on 11 November 2026, and are not resolved.",)),
    Case("licence, recall begun for another reason", LICENCE, "begun 2026-11-11", "recall_in_progress",
         says=("begun on 11 November 2026, before there were 4 failures, and are not resolved.",)),
)  # fmt: skip

DAYS = (
    Case("the last day it counts", ORDER, WARNED, "first_warning", "2026-03-03", now="2027-03-02 12:00"),
    Case("the day after", ORDER, WARNED, "no_failures", now="2027-03-03 00:00",
         says=("No failures to comply in the 12 months to 3 March 2027.",)),
    Case("365 days ago", ORDER, "2025-11-22 UAAB", "no_failures"),
    Case("364 days ago", ORDER, "2025-11-23 UAAB", "first_warning", "2025-11-23", "enforcement 2025-11-25"),
    Case("29 February counts through 28 February", ORDER, "2028-02-29 UAAB", "first_warning", "2028-02-29",
         "enforcement 2028-03-02", says=("It stops counting on 1 March 2029.",), now="2029-02-28 12:00"),
    Case("29 February no longer counts on 1 March", ORDER, "2028-02-29 UAAB", "no_failures", now="2029-03-01 12:00"),
    Case("1 March counts through 29 February", ORDER, "2027-03-01 UAAB", "first_warning", "2027-03-01",
         "enforcement 2027-03-03", now="2028-02-29 12:00"),
    Case("28 February no longer counts on 28 February", ORDER, "2027-02-28 UAAB", "no_failures",
         now="2028-02-28 12:00"),
    Case("28 February still counts on 27 February", ORDER, "2027-02-28 UAAB", "first_warning", "2027-02-28",
         "enforcement 2027-03-02", now="2028-02-27 12:00"),
    Case("this morning", ORDER, "2026-11-22 UAAB", "first_warning", "2026-11-22", "enforcement 2026-11-24"),
    Case("an appointment later today is left aside, whatever it says", ORDER, "2026-11-22 UAAB", "no_failures",
         now="2026-11-22 09:59"),
    Case("as the record stood on an earlier day", ORDER, f"{WARNED}; 2026-11-10 UAAB", "first_warning", "2026-03-03",
         now="2026-11-09 17:00", says=("in the 12 months to 9 November 2026",)),
    Case("a failure on Friday is acted on by Tuesday", ORDER, "2026-11-20 UAAB", "first_warning", "2026-11-20",
         "enforcement 2026-11-24"),
    Case("a failure on Saturday too", ORDER, "2026-11-14 UAAB", "first_warning", "2026-11-14",
         "enforcement 2026-11-17"),
    Case("Christmas stands between", ORDER, "2025-12-23 UAAB", "first_warning", "2025-12-23",
         "enforcement 2025-12-29"),
    Case("Boxing Day on a Saturday, and its substitute", ORDER, "2026-12-24 UAAB", "first_warning", "2026-12-24",
         "enforcement 2026-12-30", now="2026-12-24 17:00"),
    Case("evidence over Christmas and New Year", ORDER, "2025-12-24 AFTA", "no_failures", "",
         "evidence 2026-01-05", now="2026-01-02 12:00"),
    Case("Easter stands between", ORDER, "2026-04-01 UAAB", "first_warning", "2026-04-01", "enforcement 2026-04-07"),
    Case("evidence over Easter", ORDER, "2026-04-02 AFTA", "no_failures", "", "evidence 2026-04-13",
         now="2026-04-02 17:00"),
    Case("a breach pack over Easter", ORDER,
         f"{WARNED}; 2026-04-02 UAAB; 2026-04-02 step EA05 of 2026-04-02", "breach", "2026-03-03 2026-04-02",
         "proceedings 2026-04-20"),
    Case("the early May holiday", ORDER, "2026-04-30 UAAB", "first_warning", "2026-04-30", "enforcement 2026-05-05"),
)  # fmt: skip

HELD = (
    Case("failed to attend, evidence awaited", ORDER, "2026-11-19 AFTA", "no_failures", "", "evidence 2026-11-26",
         says=("Planned office visit on Thursday 19 November 2026, failed to attend: not counted while evidence is "
               "awaited, until 26 November 2026.",
               "If an absence is found unacceptable, that is failure 1: a first warning.")),
    Case("failed to attend, not resolved in time", ORDER, "2026-11-12 AFTA", "no_failures", "", "evidence 2026-11-19",
         says=("it was due by 19 November 2026, and the absence is not resolved.",)),
    Case("failed to attend, the last day for evidence", ORDER, "2026-11-12 AFTA", "no_failures", "",
         "evidence 2026-11-19", now="2026-11-19 17:00", says=("evidence is awaited, until 19 November 2026.",)),
    Case("failed to attend, with one failure standing", ORDER, f"{WARNED}; 2026-11-19 AFTA", "first_warning",
         "2026-03-03", "evidence 2026-11-26", says=("that is failure 2: a decision on breach proceedings.",)),
    Case("the day for evidence that was given", ORDER,
         "2026-11-19 AFTA; 2026-11-19 step EA12 of 2026-11-19 evidence 2026-12-01 respond 2026-12-03", "no_failures",
         "", "evidence 2026-12-01"),
    Case("found unacceptable", ORDER,
         "2026-11-12 UAAB; 2026-11-12 step EA12 of 2026-11-12 evidence 2026-11-19 settled 2026-11-19; "
         "2026-11-19 step EA02 of 2026-11-12", "first_warning", "2026-11-12"),
    Case("found unacceptable, and what follows not decided", ORDER,
         "2026-11-12 UAAB; 2026-11-12 step EA12 of 2026-11-12 evidence 2026-11-19 settled 2026-11-19",
         "first_warning", "2026-11-12", "enforcement 2026-11-23"),
    Case("found acceptable", ORDER, "2026-11-12 AAME; 2026-11-12 step EA12 of 2026-11-12 settled 2026-11-16",
         "no_failures", never=("awaited",), says=("1 not kept for an acceptable reason",)),
    Case("failed to attend long ago, never resolved", ORDER, "2025-06-03 AFTA", "no_failures", "",
         "evidence 2025-06-10", never=("If an absence",)),
    Case("failed to attend an IOM visit", ORDER, "2026-11-19 IOM AFTA", "no_failures", says=("1 missed",),
         never=("evidence",)),
)  # fmt: skip

STEPS = (
    Case("warning withdrawn", ORDER, f"{WARNED}; 2026-03-20 step EA07 of 2026-03-03", "no_failures",
         says=("Planned office visit on Tuesday 3 March 2026, unacceptable absence: not counted, because the warning "
               "was withdrawn.",)),
    Case("warning withdrawn the day it was sent", ORDER, f"{WARNED}; 2026-03-04 step EA07 of 2026-03-03",
         "no_failures"),
    Case("warning withdrawn, and sent anew", ORDER,
         f"{WARNED}; 2026-03-20 step EA07 of 2026-03-03; 2026-03-23 step EA02 of 2026-03-03", "first_warning",
         "2026-03-03"),
    Case("warning withdrawn, and then nothing more done", ORDER,
         f"{WARNED}; 2026-03-20 step EA07 of 2026-03-03; 2026-03-23 step NFA of 2026-03-03", "no_failures"),
    Case("withdrawing leaves one of two", ORDER,
         f"{WARNED}; 2026-06-02 UAAB; 2026-06-03 step EA02 of 2026-06-02; 2026-06-09 step EA07 of 2026-06-02",
         "first_warning", "2026-03-03"),
    Case("withdrawal asked for, not yet made", ORDER, f"{WARNED}; 2026-03-20 step EA06 of 2026-03-03",
         "first_warning", "2026-03-03", "letter 2026-03-24"),
    Case("outcome changed to acceptable after the warning", ORDER,
         "2026-03-03 AAME; 2026-03-04 step EA02 of 2026-03-03", "no_failures"),
    Case("outcome changed to acceptable, the warning to be withdrawn", ORDER,
         "2026-03-03 AAME; 2026-03-04 step EA02 of 2026-03-03; 2026-03-20 step EA06 of 2026-03-03", "no_failures", "",
         "letter 2026-03-24"),
    Case("outcome changed to unacceptable, nothing decided yet", ORDER, "2026-11-17 UAAB", "first_warning",
         "2026-11-17", "enforcement 2026-11-19"),
    Case("no further action: it still counts", ORDER, "2026-03-03 UAAB; 2026-03-04 step NFA of 2026-03-03",
         "first_warning", "2026-03-03"),
    Case("letter asked for", ORDER, "2026-11-17 UAAB; 2026-11-18 step WLS of 2026-11-17", "first_warning",
         "2026-11-17", "letter 2026-11-20"),
    Case("letter asked for, and sent", ORDER, "2026-11-17 UAAB; 2026-11-18 step WLS of 2026-11-17 settled 2026-11-19",
         "first_warning", "2026-11-17"),
    Case("decision pending a response", ORDER,
         "2026-11-17 UAAB; 2026-11-18 step EA12 of 2026-11-17 respond 2026-11-27", "first_warning", "2026-11-17",
         "response 2026-11-27"),
    Case("a later step takes the place of one left open", ORDER,
         "2026-11-17 UAAB; 2026-11-18 step EA12 of 2026-11-17 respond 2026-11-27; 2026-11-19 step EA02 of 2026-11-17",
         "first_warning", "2026-11-17"),
    Case("a step decided after the day asked about", ORDER, "2026-03-03 UAAB; 2026-03-06 step EA02 of 2026-03-03",
         "first_warning", "2026-03-03", "enforcement 2026-03-05", now="2026-03-05 12:00"),
    Case("settled after the day asked about", ORDER,
         "2026-11-17 UAAB; 2026-11-18 step WLS of 2026-11-17 settled 2026-11-20", "first_warning", "2026-11-17",
         "letter 2026-11-20", now="2026-11-19 12:00"),
)  # fmt: skip

TWO = f"{WARNED}; 2026-04-14 UAAB; 2026-04-15 step EA05 of 2026-04-14"

PROCEEDINGS = (
    Case("breach begun", ORDER, f"{TWO}; begun 2026-04-20", "breach_in_progress", "2026-03-03 2026-04-14",
         says=("Breach proceedings were begun on 20 April 2026, and are not resolved.",
               "The count goes back to 0 when they are resolved."), never=("One more failure",)),
    Case("breach begun on the first, because it was serious", ORDER, f"{WARNED}; begun 2026-03-05",
         "breach_in_progress", "2026-03-03", says=("before there were 2 failures",)),
    Case("the failures that made breach due have aged since", ORDER,
         "2025-10-07 UAAB; 2025-11-04 UAAB; begun 2025-11-10", "breach_in_progress", never=("before there were",)),
    Case("breach begun before anything was decided of its failures", ORDER,
         "2026-03-03 UAAB; 2026-04-14 UAAB; begun 2026-04-15", "breach_in_progress", "2026-03-03 2026-04-14"),
    Case("a failure after breach was begun", ORDER, f"{TWO}; begun 2026-04-20; 2026-05-12 UAAB",
         "breach_in_progress", "2026-03-03 2026-04-14 2026-05-12", "enforcement 2026-05-14"),
    Case("breach resolved: back to 0", ORDER,
         f"{TWO}; begun 2026-04-20 resolved 2026-06-10 Proven, order continues", "no_failures",
         says=("The count went back to 0 on 10 June 2026, when breach proceedings were resolved (Proven, order "
               "continues).", "No failures to comply")),
    Case("a failure of the day it was resolved", ORDER,
         f"{TWO}; begun 2026-04-20 resolved 2026-06-10; 2026-06-10 UAAB", "no_failures"),
    Case("a failure of the day after", ORDER, f"{TWO}; begun 2026-04-20 resolved 2026-06-10; 2026-06-11 UAAB",
         "first_warning", "2026-06-11", "enforcement 2026-06-15"),
    Case("resolved only tomorrow", ORDER, f"{TWO}; begun 2026-04-20 resolved 2026-11-23", "breach_in_progress",
         "2026-03-03 2026-04-14"),
    Case("begun only tomorrow", ORDER, f"{TWO}; begun 2026-11-23", "breach", "2026-03-03 2026-04-14",
         "proceedings 2026-04-28"),
    Case("one resolved, another begun", ORDER,
         f"{TWO}; begun 2026-04-20 resolved 2026-06-10; 2026-07-07 UAAB; begun 2026-07-08", "breach_in_progress",
         "2026-07-07"),
    Case("resolved before the window: not worth saying", ORDER,
         "begun 2025-01-06 resolved 2025-03-04; 2026-03-03 UAAB; 2026-03-04 step EA02 of 2026-03-03", "first_warning",
         "2026-03-03", never=("went back",)),
    Case("a step says that breach was initiated", ORDER, f"{TWO}; 2026-04-20 step IBR of 2026-04-14",
         "breach_in_progress", "2026-03-03 2026-04-14", says=("begun on 20 April 2026",)),
    Case("that breach was resolved", ORDER,
         f"{TWO}; 2026-04-20 step IBR of 2026-04-14; begun 2026-04-20 resolved 2026-06-10", "no_failures"),
    Case("immediate breach asked for", ORDER, "2026-11-10 AFTC; 2026-11-10 step IMB of 2026-11-10", "first_warning",
         "2026-11-10", "proceedings 2026-11-24", says=("Breach proceedings were asked for early",)),
    Case("breach requested, and not yet begun", ORDER, "2026-11-10 AFTC; 2026-11-10 step BRE01 of 2026-11-10",
         "first_warning", "2026-11-10", "proceedings 2026-11-24"),
    Case("recall resolved", LICENCE, f"{TWO}; begun 2026-04-20 resolved 2026-05-18", "no_failures",
         says=("when recall proceedings were resolved.",)),
    Case("two stood together, and nothing was begun", ORDER,
         "2025-06-03 UAAB; 2026-03-03 UAAB; 2026-03-04 step EA02 of 2026-03-03", "first_warning", "2026-03-03",
         says=("On 3 March 2026 there were 2 failures, and breach proceedings were due: none are recorded as begun, "
               "and the failure of 3 June 2025 has since stopped counting.",)),
    Case("two that never stood together", ORDER,
         "2025-03-03 UAAB; 2026-03-03 UAAB; 2026-03-04 step EA02 of 2026-03-03", "first_warning", "2026-03-03",
         never=("since stopped counting",)),
    Case("two stood together for one day", ORDER,
         "2025-03-04 UAAB; 2026-03-03 UAAB; 2026-03-04 step EA02 of 2026-03-03", "first_warning", "2026-03-03",
         says=("the failure of 4 March 2025 has since stopped counting",)),
)  # fmt: skip

NOT_ENFORCEABLE = (
    Case("non-statutory, three absences", NONE, "2026-03-03 UAAB; 2026-06-02 UAAB; 2026-09-01 AFTC", "not_statutory",
         says=("The person is not subject to an order or licence: nothing here can lead to breach or recall.",
               "0 of 3 appointments kept, 2 missed, 1 where instructions were not followed."),
         never=("failure", "warning")),
    Case("non-statutory, with steps all the same", NONE, f"{TWO}; 2026-06-02 AFTA; 2026-06-02 step WLS of 2026-06-02",
         "not_statutory"),
    Case("non-statutory, an outcome missing", NONE, "2026-11-17 -", "not_statutory", "", "outcome 2026-11-17"),
    Case("non-statutory engagement", NONE, "2026-11-03 ATTC; 2026-11-10 ATTC", "not_statutory",
         says=("2 of 2 appointments kept; the last 2 in a row.",)),
    Case("sentence not known", None, "2026-03-03 UAAB", "not_statutory",
         says=("The record does not say which order or licence the person is subject to: no failure is counted.",)),
    Case("the day before it began", ORDER, "from 2026-03-04; 2026-03-03 UAAB", "no_failures",
         says=("not counted, because it is outside the community order.",)),
    Case("the day it began", ORDER, "from 2026-03-03; 2026-03-03 UAAB", "first_warning", "2026-03-03",
         "enforcement 2026-03-05"),
    Case("it begins today", ORDER, "from 2026-11-22", "no_failures", never=("begins",)),
    Case("failed to attend before it began", ORDER, "from 2026-11-20; 2026-11-19 AFTA", "no_failures"),
    Case("the last day of it", ORDER, f"to 2026-11-22; {WARNED}; 2026-11-22 UAAB", "breach", "2026-03-03 2026-11-22",
         "enforcement 2026-11-24", never=("ended",)),
    Case("after it ended", ORDER, "to 2026-11-21; 2026-03-03 UAAB; 2026-06-02 UAAB", "sentence_ended",
         "2026-03-03 2026-06-02",
         says=("The community order ended on 21 November 2026: no more can be enforced under it.",),
         never=("One more failure", "mean breach")),
    Case("a failure after it ended", LICENCE, "to 2026-10-30; 2026-11-03 UAAB", "sentence_ended",
         says=("not counted, because it is outside the licence.",)),
    Case("ended, and an outcome is missing", ORDER, "to 2026-10-30; 2026-10-27 -", "sentence_ended", "",
         "outcome 2026-10-27"),
    Case("ended, and an absence is not resolved", ORDER, "to 2026-10-30; 2026-10-27 AFTA", "sentence_ended", "",
         "evidence 2026-11-03", never=("If an absence",)),
    Case("ended while breach goes on", ORDER, f"to 2026-10-30; {TWO}; begun 2026-04-20", "breach_in_progress",
         "2026-03-03 2026-04-14", says=("The community order ended on 30 October 2026.",), never=("no more can be",)),
    Case("ends before the failure stops counting", LICENCE, f"to 2027-01-05; {WARNED}", "first_warning", "2026-03-03",
         says=("One more failure before the licence ends on 5 January 2027 means a second warning",)),
    Case("an absence from an IOM visit", ORDER, "2026-03-03 IOM UAAB", "no_failures",
         says=("1 unacceptable outcome at an appointment that does not count toward compliance.", "1 missed")),
    Case("an IOM visit that is also statutory", ORDER, "2026-03-03 ALSO UAAB", "first_warning", "2026-03-03",
         "enforcement 2026-03-05", says=("IOM visit on Tuesday 3 March 2026, unacceptable absence.",)),
    Case("one statutory, two IOM", ORDER, f"{WARNED}; 2026-06-02 IOM UAAB; 2026-09-01 IOM AFTC", "first_warning",
         "2026-03-03", says=("2 unacceptable outcomes at appointments that do not count toward compliance.",)),
)  # fmt: skip

ENGAGEMENT = (
    Case("outcome missing", ORDER, "2026-11-17 -", "no_failures", "", "outcome 2026-11-17",
         says=("0 of 1 appointment kept, 1 without an outcome.",)),
    Case("this morning's outcome missing", ORDER, "2026-11-22 -", "no_failures", "", "outcome 2026-11-22"),
    Case("this morning, before its time", ORDER, "2026-11-22 -", "no_failures", now="2026-11-22 09:59",
         says=("No appointments",)),
    Case("next week's appointment", ORDER, "2026-11-24 -", "no_failures", says=("No appointments",)),
    Case("an outcome missing for two years", ORDER, "2024-11-19 -", "no_failures", "", "outcome 2024-11-19",
         says=("No appointments in the last 12 months.",)),
    Case("the soonest of two missing", ORDER, "2026-11-17 -; 2026-11-10 IOM -", "no_failures", "",
         "outcome 2026-11-10"),
    Case("what is soonest comes before what is gravest", ORDER, "2026-11-17 UAAB; 2026-11-18 -", "first_warning",
         "2026-11-17", "outcome 2026-11-18"),
    Case("kept since the last failure", ORDER,
         f"2026-02-03 ATTC; {WARNED}; 2026-04-07 ATTC; 2026-05-05 IOM ATTC; 2026-06-02 ATTC", "first_warning",
         "2026-03-03", says=("4 of 5 appointments kept, 1 missed; the last 3 in a row.",)),
    Case("an absence that was accepted ends the row", ORDER,
         "2026-09-01 ATTC; 2026-09-08 AAME; 2026-09-15 ATTC; 2026-09-22 ATTC", "no_failures",
         says=("3 of 4 appointments kept, 1 not kept for an acceptable reason; the last 2 in a row.",)),
    Case("kept and missed in the same hour", ORDER, "2026-09-01 IOM UAAB; 2026-09-01 ATTC", "no_failures",
         says=("1 of 2 appointments kept, 1 missed; last kept on 1 September 2026.",)),
    Case("the latest not kept", ORDER, f"2026-02-03 ATTC; {WARNED}", "first_warning", "2026-03-03",
         says=("1 of 2 appointments kept, 1 missed; last kept on 3 February 2026.",)),
    Case("every kind of outcome", ORDER,
         "2026-10-05 ATTC; 2026-10-06 AAFC; 2026-10-07 RSOF; 2026-10-08 IOM UAAB; 2026-10-09 IOM AFTC; 2026-10-12 -; "
         "2026-10-13 ATTC", "no_failures", "", "outcome 2026-10-12",
         says=("2 of 7 appointments kept, 2 not kept for an acceptable reason, 1 missed, 1 where instructions were "
               "not followed, 1 without an outcome.",)),
    Case("a failure let pass", ORDER, "2026-10-06 CO10", "no_failures",
         says=("1 not kept for an acceptable reason",)),
    Case("kept before the window", ORDER, "2025-11-22 ATTC; 2025-11-23 ATTC", "no_failures",
         says=("1 of 1 appointment kept.",)),
)  # fmt: skip

CASES = (
    *COMMUNITY_ORDERS, *OTHER_SENTENCES, *DAYS, *HELD, *STEPS, *PROCEEDINGS, *NOT_ENFORCEABLE, *ENGAGEMENT,
)  # fmt: skip
