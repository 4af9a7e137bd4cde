"""A subject access extract read through: its passages as a list, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass

from iom_desktop.display.columns import Column
from iom_desktop.display.formats import join_words
from iom_desktop.display.labels import label
from iom_desktop.display.subject_access_lines import ground_inside, law_words, mark_words
from iom_desktop.display.words import _
from iom_desktop.domain.extract_reading import HeldPassage, PassageState
from iom_desktop.domain.subject_access import Choice, Ground

_ROLES = {
    PassageState.PARTLY: "muted",
    PassageState.LEFT_OUT: "muted",
    PassageState.BY_OFFICER: "not-taken",
    PassageState.GIVEN: "warn",
}


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage and what becomes of it."""

    passage: HeldPassage
    place: int  #: in the order of the paper
    state: PassageState
    reason: str = ""  #: why it is given after all

    @property
    def printed(self) -> str:
        """What the extract prints, marks and all."""
        if self.state is PassageState.GIVEN:
            return self.passage.held
        if self.state is PassageState.BY_OFFICER:
            return mark_words(Ground.OFFICER)
        return self.passage.by_rule


def passage_row(passage: HeldPassage, place: int, choice: Choice) -> PassageRow:
    """The row of a passage under ``choice``."""
    return PassageRow(passage, place, passage.state(choice), choice.restored.get(passage.ref, ""))


def state_words(row: PassageRow) -> str:
    """ "Printed", "Left out by rule: what tells of somebody else", "Given after all: his own letter"."""
    state = label(row.state)
    if row.state in (PassageState.PARTLY, PassageState.LEFT_OUT):
        return _("{state}: {why}").format(state=state, why=_why(row.passage))
    return _("{state}: {why}").format(state=state, why=row.reason) if row.reason else state


def _why(passage: HeldPassage) -> str:
    return join_words([ground_inside(ground) for ground in dict.fromkeys(passage.grounds)])


def about_row(row: PassageRow) -> str:
    """ "13.2 Note, Sun 22 Nov 2026: Words"."""
    one = row.passage
    named = ", ".join(part for part in (one.record, one.on) if part)
    return f"{one.number} {named}: {one.label}"


def explained(row: PassageRow) -> str:
    """What becomes of it and by which law, in sentences; and that there is nothing where nothing is held."""
    laws = dict.fromkeys(law_words(ground) for ground in row.passage.grounds)
    said = [f"{state_words(row)}."]
    if row.state in (PassageState.PARTLY, PassageState.LEFT_OUT):
        said += laws
    if row.state is PassageState.BY_OFFICER:
        said.append(law_words(Ground.OFFICER))
    if not row.passage.held:
        said.append(_("Nothing is held here. The mark stands all the same, so that it tells nothing."))
    return " ".join(said)


def _number(row: PassageRow) -> str:
    return row.passage.number


PASSAGE_COLUMNS: tuple[Column[PassageRow], ...] = (
    Column(key="number", heading=_("No."), text=_number, sort=lambda row: row.place, width=6),
    Column(
        key="record",
        heading=_("Record"),
        text=lambda row: row.passage.record,
        width=13,
        tooltip=lambda row: f"{row.passage.matter}. {about_row(row)}",
    ),
    Column(key="field", heading=_("Field"), text=lambda row: row.passage.label, width=19),
    Column(
        key="printed",
        heading=_("What is printed"),
        text=lambda row: row.printed,
        width=17,
        stretch=True,
    ),
    Column(
        key="state",
        heading=_("State"),
        text=state_words,
        sort=lambda row: (list(PassageState).index(row.state), row.place),
        width=25,
        role=lambda row: _ROLES.get(row.state),
        tooltip=state_words,
    ),
    Column(key="matter", heading=_("Matter"), text=lambda row: row.passage.matter, width=18),
)
