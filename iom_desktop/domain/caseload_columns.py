"""Which column of a caseload spreadsheet means what: the headings people use, and the row they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from iom_desktop.domain.sheets import Columns, SheetRow, recognise_columns
from iom_desktop.domain.text import search_key
from iom_desktop.errors import UserError


class Field(StrEnum):
    """What a column can mean."""

    CRN = "crn"
    PNC = "pnc"
    SURNAME = "surname"
    FORENAMES = "forenames"
    NAME = "name"
    KNOWN_AS = "known_as"
    ALIASES = "aliases"
    DATE_OF_BIRTH = "date_of_birth"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    LANGUAGE = "preferred_language"
    INTERPRETER = "interpreter_needed"
    ADDRESS = "address"
    POSTCODE = "postcode"
    ACCOMMODATION = "accommodation"
    MOBILE = "mobile"
    COHORT = "cohort"
    ADOPTED_ON = "adopted_on"
    RATIONALE = "rationale"
    RAG = "rag"
    STATUTORY = "statutory"
    SENTENCE = "sentence"
    SENTENCE_START = "sentence_start"
    SENTENCE_END = "sentence_end"
    INDEX_OFFENCE = "index_offence"
    OGRS = "ogrs"
    ROSH = "rosh"
    MAPPA = "mappa"
    DOMESTIC_ABUSE = "domestic_abuse"
    CHILD_SAFEGUARDING = "child_safeguarding"
    RISK_TO_STAFF = "risk_to_staff"
    NEEDS_SEVERE = "needs_severe"
    NEEDS_STANDARD = "needs_standard"
    NEEDS = "needs"
    POLICE_LEAD = "police_lead"
    PROBATION_LEAD = "probation_lead"
    NEXT_CONFERENCE = "next_conference_on"
    REVIEW_ON = "review_on"
    COMMENTS = "comments"


#: Headings seen for each field. The first is the field's own name, as the program's screens call it.
HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.CRN: (
        "CRN", "CRN number", "CRN no", "Case reference number", "Case reference", "Delius CRN", "nDelius CRN",
        "nDelius", "Delius number", "Probation CRN",
    ),
    Field.PNC: ("PNC ID", "PNC", "PNC number", "PNC no", "PNCID"),
    Field.SURNAME: ("Surname", "Last name", "Family name", "Lastname"),
    Field.FORENAMES: (
        "Forenames", "Forename", "Forename(s)", "First name", "First names", "Given name", "Given names",
        "Firstname",
    ),
    Field.NAME: (
        "Name", "Full name", "Offender", "Offender name", "Nominal", "Nominal name", "Person",
        "Person on probation",
        "PoP", "PoP name", "Service user", "Subject",
    ),
    Field.KNOWN_AS: ("Known as", "Preferred name", "Nickname", "Likes to be called", "AKA name"),
    Field.ALIASES: ("Other names", "Alias", "Aliases", "AKA", "Also known as"),
    Field.DATE_OF_BIRTH: ("Date of birth", "DOB", "D.O.B.", "D o B", "Birth date", "Born", "Birthdate"),
    Field.SEX: ("Sex", "Gender", "M/F"),
    Field.ETHNICITY: ("Ethnicity", "Ethnic group", "Ethnic origin", "Self-defined ethnicity", "16+1"),
    Field.LANGUAGE: ("Preferred language", "Language", "First language"),
    Field.INTERPRETER: ("Interpreter needed", "Interpreter", "Interpreter required", "Needs interpreter"),
    Field.ADDRESS: ("Address", "Home address", "Current address", "Main address"),
    Field.POSTCODE: ("Postcode", "Post code"),
    Field.ACCOMMODATION: (
        "Accommodation", "Accommodation type", "Accommodation status", "Housing",
        "Housing status",
    ),
    Field.MOBILE: (
        "Mobile", "Mobile number", "Mobile no", "Phone", "Phone number", "Telephone", "Tel", "Tel no",
        "Contact number",
    ),
    Field.COHORT: ("Cohort", "IOM cohort", "Fixed/Flex/Free", "Fixed flex free", "IOM category", "FFF"),
    Field.ADOPTED_ON: (
        "Adopted on", "Adopted", "Date adopted", "Adoption date", "Date of adoption", "IOM start",
        "IOM start date",
        "Date onto IOM", "On IOM since", "Selected on", "Date selected",
    ),
    Field.RATIONALE: (
        "Why adopted", "Why IOM?", "Why IOM", "Why on IOM", "Reason for adoption", "Rationale",
        "Reason adopted",
        "Reason for selection", "Adoption rationale", "Selection rationale", "Why under IOM",
    ),
    Field.RAG: ("RAG", "RAG status", "RAGB", "RAG rating", "BRAG", "BRAG status", "Colour"),
    Field.STATUTORY: ("Statutory", "Statutory?", "Stat", "Stat / non-stat", "Stat/non stat"),
    Field.SENTENCE: (
        "Order or licence", "Order", "Licence", "Sentence", "Sentence type", "Order type", "Licence or order",
        "Licence/order", "Order/licence", "Disposal",
    ),
    Field.SENTENCE_START: (
        "Order start", "Order start date", "Licence start", "Licence start date", "Sentence start",
        "Sentence start date", "Order or licence start", "Sentence date",
    ),
    Field.SENTENCE_END: (
        "Order end", "Order end date", "Licence end", "Licence end date", "Sentence end", "Sentence end date",
        "Order or licence end", "Licence expiry", "Licence expiry date", "LED", "SED", "Order expires",
    ),
    Field.INDEX_OFFENCE: ("Index offence", "Offence", "Main offence"),
    Field.OGRS: (
        "OGRS %", "OGRS", "OGRS3", "OGRS 3", "OGRS4", "OGRS score", "OGRS3 %",
        "OGRS 2 year", "OGRS percent",
    ),
    Field.ROSH: (
        "RoSH", "RoSH level", "Risk of serious harm", "ROH", "Risk of harm", "Risk of serious harm level",
        "Risk level",
    ),
    Field.MAPPA: ("MAPPA", "MAPPA level", "MAPPA status", "MAPPA?"),
    Field.DOMESTIC_ABUSE: (
        "Domestic abuse", "DV?", "DV", "DA", "DA?", "Domestic violence", "DV flag", "DA flag", "DV/DA",
        "DA/DV",
        "Domestic abuse concern",
    ),
    Field.CHILD_SAFEGUARDING: (
        "Child safeguarding", "Safeguarding", "Child protection", "CP", "CP?", "Child concerns",
        "Children at risk",
        "Safeguarding children", "Safeguarding?",
    ),
    Field.RISK_TO_STAFF: ("Risk to staff", "Staff risk", "Risk to staff?", "RTS", "Warning marker staff"),
    Field.NEEDS_SEVERE: ("Needs (severe)", "Severe needs", "Severe need", "High needs", "Needs - severe"),
    Field.NEEDS_STANDARD: ("Needs (standard)", "Standard needs", "Other needs", "Needs - standard"),
    Field.NEEDS: ("Needs", "Need", "Criminogenic needs", "Pathways", "Pathway", "Pathway needs"),
    Field.POLICE_LEAD: (
        "Police lead", "Police", "Police officer", "Police OM", "Police offender manager", "PC",
        "IOM officer",
        "Police lead officer", "OIC",
    ),
    Field.PROBATION_LEAD: (
        "Probation lead", "Probation", "Probation officer", "Probation practitioner", "COM", "OM",
        "Offender manager",
        "PO", "PP", "Responsible officer", "Community offender manager", "Practitioner",
    ),
    Field.NEXT_CONFERENCE: (
        "Next conference", "Next case conference", "Next panel", "Conference date", "Next meeting",
        "Case conference",
        "Next case conf", "Next conference date",
    ),
    Field.REVIEW_ON: ("Review date", "Next review", "Review due", "Review", "Review on", "IOM review"),
    Field.COMMENTS: ("Notes", "Comments", "Comment", "Note", "Remarks", "Update", "Updates"),
}  # fmt: skip

_BY_KEY = {search_key(heading): field for field, headings in HEADINGS.items() for heading in headings}


def label_of(field: Field) -> str:
    """The field's name, as the program's screens call it."""
    return HEADINGS[field][0]


def field_of(heading: str) -> Field | None:
    """What a heading means, whatever its capitals and punctuation; nothing for one nobody has met."""
    return _BY_KEY.get(search_key(heading))


@dataclass(frozen=True, slots=True)
class ColumnMapping(Columns[Field]):
    """Which column (from 0) of a caseload holds which field, and the row the headings stand in."""

    def heading(self, field: Field) -> str:
        """The heading as the file has it, so that what is said about a cell can be found there."""
        return self.named(field) or label_of(field)

    def check(self) -> None:
        """Raise ``UserError`` where the columns that name a person are not known."""
        if Field.CRN not in self.columns:
            raise UserError(
                "CRN: choose the column that holds it; without a CRN nobody can be told apart.", "crn"
            )
        if Field.SURNAME not in self.columns and Field.NAME not in self.columns:
            raise UserError("Surname: choose the column that holds it.", "surname")


def recognise(rows: Sequence[SheetRow], heading_row: int | None = None) -> ColumnMapping:
    """The mapping by the headings of the sheet: of row ``heading_row`` if given, else of the likeliest one.

    Raises ``UserError`` where no row within the first 20 reads like headings, or the row given holds nothing.
    """
    found = recognise_columns(
        rows, field_of, _read_like_headings, "a caseload needs columns headed CRN and Surname", heading_row
    )
    return ColumnMapping(found.heading_row, found.headings, found.columns)


def _read_like_headings(columns: Mapping[Field, int]) -> bool:
    """Two known headings with CRN among them, three without: a person's cells can read like one or two."""
    return len(columns) >= (2 if Field.CRN in columns else 3)
