"""The plans as they are written on paper, and how each is typed into the slots of the program.

Both people are invented. What is typed is the paper's own wording; only what a slot says already ("Must",
"Shown by", "If missed") is left out, as an officer leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator

Typed = dict[str, str | bool | tuple[str, ...]]
"""What goes into the fields of one form, in the order of the form."""

# --- Plan 1: Mohammed Hudson ---------------------------------------------------------------------------

PERSON: Typed = {
    "surname": "Hudson",
    "forenames": "Mohammed",
    "date_of_birth": "23/05/1986",
    "known_as": "Mo",
    "crn": "D796000",
    "cohort": "Fixed",
    "rag": "Amber",
}
MANAGED: Typed = {
    "sentence": "Licence",
    "sentence_end": "13/06/2027",
    "index_offence": "Robbery",
    "ogrs": "82",
}
#: Who leads, by what the form calls them.
LEADS = {"Police lead": "PC Baker", "Probation lead": "D. Williams"}
RATIONALE = (
    "Released without an address, heroin daily, robbery index. Police and probation together can get him into "
    "treatment in the first fortnight and see him in the evenings; nobody else can."
)
DECIDERS = (
    ("PC Baker", "Police"),
    ("D. Williams", "Probation"),
    ("North Area housing options", "North Area Council"),
    ("Northgate Recovery Service", "Northgate Recovery Service"),
)
NEEDS: tuple[Typed, ...] = (
    {"code": "Drug misuse", "score": "9", "linked_to_offending": True, "linked_to_harm": True,
     "strengths": "His mother is in touch."},
    {"code": "Accommodation", "score": "8"},
    {"code": "Finance", "severity": "Standard"},
    {"code": "Thinking", "score": "5"},
)  # fmt: skip
RISK: Typed = {
    "level-public-community": "High",
    "who": "People in the houses he enters.",
    "nature": "Threats when he is surprised in a burglary.",
    "greatest": "Greatest in the evening when withdrawing and out of money.",
    "increases": "Back with K.M., lost script.",
    "reduces": "Script held, a room, his mother in touch.",
}
PLAN: tuple[tuple[Typed, tuple[Typed, ...]], ...] = (
    (
        {
            "words": "I will stop using heroin every day",
            "target_on": "02/02/2027",
            "serves": ("DRUGS",),
        },
        (
            {
                "what": "Must attend the assessment at Northgate Recovery Service",
                "due_on": "Tuesday 1 December 2026, 10:00",
                "source": "Licence",
                "source_detail": "condition 9 (drug treatment)",
                "evidence": "the service e-mails attendance the same day.",
                "if_missed": "home visit that evening by PC Baker, first warning letter next working day.",
                "support": "PC Baker drives him.",
                "explained_on": "20/11/2026",
                "agreed": "y",
            },
            {
                "what": "Must collect his script before 12 noon",
                "how_often": "every day",
                "source_detail": "condition 9",
                "evidence": "the chemist's sheet, checked Fridays by D. Williams.",
                "if_missed": "missed twice in a week: three-way meeting within 2 working days.",
            },
            {
                "what": "Must give a test sample each Friday at the office.",
                "source_detail": "condition 10",
                "evidence": "result on file.",
                "if_missed": "Three positives in a row go to the panel.",
            },
        ),
    ),
    (
        {
            "words": "I will have a room of my own that I can keep",
            "target_on": "31/01/2027",
            "serves": ("ACCOMMODATION",),
        },
        (
            {
                "what": "Must go with the housing officer to view 14 Mill Court",
                "due_on": "Thursday 26 November 2026, 14:30",
                "source": "Voluntary",
                "source_detail": "Agreed under IOM",
                "evidence": "viewing slip.",
                "if_missed": "goes back on the waiting list; say so to him.",
            },
            {
                "who": "Partner",
                "who_name": "S. Patel",
                "who_agency": "North Area Council",
                "what": "hold the Mill Court room until 30 November and confirm in writing.",
            },
            {
                "what": "Must keep away from K.M. and from Station Road between 20:00 and 07:00.",
                "source_detail": "condition 12 (exclusion)",
                "evidence": "tag data, police checks three evenings a week.",
                "if_missed": "recall considered the same day.",
            },
        ),
    ),
    (
        {
            "words": "I will have money coming in that I can account for",
            "target_on": "15/12/2026",
            "serves": ("FINANCE", "THINKING"),
        },
        (
            {
                "who": "Officer",
                "who_name": "PC Baker",
                "what": "sit with him to finish the benefit statement, at the library.",
                "due_on": "Monday 23 November 2026, 15:00",
            },
            {"what": "Must bring bank and ID letters to that meeting.", "source": "Voluntary"},
        ),
    ),
)
PLAN_WORDS: Typed = {
    "contingency": (
        "missed script and no contact for 24 hours with intelligence of Station Road: same-day joint visit, then "
        "recall decision by D. Williams with her manager."
    ),
    "persons_words": "I can do the script. I can't do it sleeping in the stairwell.",
    "review_on": "6 weeks",
}

CHOSEN = frozenset(
    {
        "cohort",
        "rag",
        "sentence",
        "severity",
        "code",
        "score",
        "rosh",
        "source",
        "who",
        "level-public-community",
        "agreed",
        "how_often",
    }
)
DATES = frozenset(
    {"date_of_birth", "sentence_end", "target_on", "due_on", "explained_on", "review_on", "ogrs"}
)


def sentences(typed: Typed) -> Iterator[str]:
    """The words typed into a form in somebody's own words: neither a date nor a choice from a list."""
    for name, words in typed.items():
        if isinstance(words, str) and name not in CHOSEN | DATES:
            yield words


def plan_sentences() -> Iterator[str]:
    """Every sentence of plan 1."""
    for goal, actions in PLAN:
        yield from sentences(goal)
        for action in actions:
            yield from sentences(action)
    yield from sentences(PLAN_WORDS)


# --- Plan 3: what inspectors kept finding --------------------------------------------------------------

PLAN_3 = ("To address drug use.", "To work with services.", "To engage.")
