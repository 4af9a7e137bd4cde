"""Adding a person, which searches first, and correcting what is recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from iom_desktop.domain.codes import Cohort, Rag
from iom_desktop.domain.people import LetterFormat, Person
from iom_desktop.services.cases import load_case
from iom_desktop.storage.tables import AuditEntryRow, PersonRow
from iom_desktop.ui.cases.dialog import person_pairs
from iom_desktop.ui.navigation import Place
from iom_desktop.ui.page import Page
from iom_desktop.ui.people.dialog import AddPersonDialog, EditPersonDialog, split_names
from iom_desktop.ui.workspace import Workspace
from tests.stores import Desk
from tests.ui.conftest import RecordingNavigator


@pytest.fixture
def host(qtbot: QtBot) -> Page:
    page = Page("Host", name="host")
    page._stale = False
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.fixture
def dialog(workspace: Workspace, navigator: RecordingNavigator, host: Page) -> AddPersonDialog:
    made = AddPersonDialog(workspace, navigator, host)
    made.open()
    return made


def fill(dialog: AddPersonDialog | EditPersonDialog, **values: str) -> None:
    for name, value in values.items():
        dialog.form.field(name).restore_text(value)


def people_in(desk: Desk) -> list[Any]:
    return desk.see(lambda session: list(session.scalars(select(PersonRow).order_by(PersonRow.crn))))


# --- Adding --------------------------------------------------------------------------------------------


def test_a_person_is_added_and_their_case_opened(
    qtbot: QtBot, dialog: AddPersonDialog, desk: Desk, navigator: RecordingNavigator
) -> None:
    fill(
        dialog,
        surname="Sampleton",
        forenames="Mohammed",
        known_as="Mo",
        aliases="Quill, Feather; Mo S",
        date_of_birth="23.5.86",
        crn=" z000001",
        pnc="13/10652n",
        cohort="flex",
        rag="amber",
    )
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(navigator.places) == 1)
    place = navigator.places[0]
    case = desk.see(load_case, place.case_id)
    assert (case.person.surname, case.person.crn) == ("Sampleton", "Z000001")
    assert case.person.aliases == ("Quill", "Feather", "Mo S")
    assert case.person.date_of_birth == date(1986, 5, 23)
    assert (case.managed.cohort, case.managed.rag) == (Cohort.FLEX, Rag.AMBER)
    words = desk.see(lambda session: set(session.scalars(select(AuditEntryRow.words))))
    assert "Add person" in words


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("surname", "", "Surname: this is needed."),
        ("crn", "", "a CRN is needed"),
        ("crn", "Z-0 0/1!", "only letters and digits"),
        ("crn", "Z123456789012", "too long"),
        ("date_of_birth", "31/02/1990", "31"),
        ("date_of_birth", "1/1/2030", "future"),
        ("date_of_birth", "1/1/1850", "cannot be right"),
        ("surname", "a\x00b", "character"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(
    dialog: AddPersonDialog, desk: Desk, navigator: RecordingNavigator, name: str, typed: str, says: str
) -> None:
    fill(dialog, **{"surname": "Sampleton", "crn": "Z000001"} | {name: typed})
    dialog.save()
    assert says in dialog.form.field(name).error_text()
    assert dialog.isVisible()
    assert people_in(desk) == []
    assert navigator.places == []


@pytest.mark.parametrize("name", ["<b>Bold</b>", "O'Sample & Co", "Łódź", "شمس", "a\u202eb", "<img src=x>"])
def test_odd_names_are_kept_as_they_are_typed(
    qtbot: QtBot, dialog: AddPersonDialog, desk: Desk, name: str
) -> None:
    fill(dialog, surname=name, crn="Z000001")
    dialog.save()
    assert [row.surname for row in people_in(desk)] == [name]


def test_a_crn_of_somebody_else_is_refused_and_they_are_shown(
    qtbot: QtBot, dialog: AddPersonDialog, desk: Desk, navigator: RecordingNavigator
) -> None:
    other = desk.person("Z000001", "Mockridge")
    dialog.workspace._people = None
    fill(dialog, surname="Sampleton", crn="z000001")
    dialog.save()
    assert "belongs to somebody" in dialog.form.field("crn").error_text()
    assert [match.id for match in dialog.likely.matches] == [other]
    assert len(people_in(desk)) == 1


def test_likely_duplicates_show_while_it_is_typed_and_can_be_opened(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, host: Page, desk: Desk
) -> None:
    other = desk.person("Z000001", "Sampleton", known_as="Sam")
    desk.person("Z000002", "Mockridge")
    dialog = AddPersonDialog(workspace, navigator, host)
    dialog.open()
    assert not dialog.likely.isVisible()
    qtbot.keyClicks(dialog.form.field("surname").editor, "Sampletin")
    qtbot.keyClicks(dialog.form.field("date_of_birth").editor, "23/05/1986")
    qtbot.waitUntil(dialog.likely.isVisible)
    label = dialog.likely.findChild(object, "likely-same-1")
    assert label.text() == (
        "SAMPLETON, Mo “Sam”, born 23/05/1986, Z000001: the same date of birth and a like name"
    )
    press = dialog.likely.findChild(QPushButton, "likely-same-open-1")
    assert press is not None
    assert press.accessibleName() == "Open SAMPLETON, Mo"
    press.click()
    assert navigator.places == [Place("case", other, "overview")]
    assert not dialog.isVisible()
    assert workspace.drafts.load("caseload:add-person") is None


def test_an_odd_number_is_remarked_on_and_kept(dialog: AddPersonDialog, desk: Desk) -> None:
    fill(dialog, surname="Sampleton", crn="AB12")
    assert "usually one letter and six digits" in dialog.form.field("crn")._hint.text()
    dialog.save()
    assert [row.crn for row in people_in(desk)] == ["AB12"]


@pytest.mark.parametrize(
    ("start", "name", "value"),
    [
        ("Sampleton", "surname", "Sampleton"),
        ("mo sampleton", "forenames", "mo"),
        ("Sampleton, Mo Ali", "forenames", "Mo Ali"),
        ("z123456", "crn", "Z123456"),
        ("23/05/1986", "surname", ""),
    ],
)
def test_what_was_searched_for_is_the_start(
    workspace: Workspace, navigator: RecordingNavigator, host: Page, start: str, name: str, value: str
) -> None:
    made = AddPersonDialog(workspace, navigator, host, start=start)
    assert made.form.field(name).text_snapshot() == value
    made._look_timer.stop()
    made.deleteLater()


def test_esc_keeps_what_was_typed_for_later(
    qtbot: QtBot, workspace: Workspace, navigator: RecordingNavigator, host: Page, dialog: AddPersonDialog
) -> None:
    fill(dialog, surname="Sampleton", forenames="Mo")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    again = AddPersonDialog(workspace, navigator, host)
    again.open()
    assert again.form.field("surname").text_snapshot() == "Sampleton"
    again.close()


def test_names_are_split_as_people_type_them() -> None:
    assert split_names(" a, b ;c\nd,, ") == ("a", "b", "c", "d")
    assert split_names("") == ()


# --- Correcting ----------------------------------------------------------------------------------------


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.person("Z000001", "Sampleton", aliases=("Quill",), accommodation="")


@pytest.fixture
def editing(workspace: Workspace, host: Page, case_id: str) -> EditPersonDialog:
    made = EditPersonDialog(workspace, case_id, host, draft_key="overview:person")
    made.open()
    return made


def person_of(desk: Desk, case_id: str) -> Person:
    return desk.see(load_case, case_id).person


def test_what_is_recorded_is_shown_and_corrected(editing: EditPersonDialog, desk: Desk, case_id: str) -> None:
    assert editing.form.field("surname").text_snapshot() == "Sampleton"
    assert editing.form.field("aliases").text_snapshot() == "Quill"
    fill(editing, surname="Samplington", address="1 Invented Close\nMocktown", mobile="07000 000000")
    editing.save()
    person = person_of(desk, case_id)
    assert (person.surname, person.address) == ("Samplington", "1 Invented Close\nMocktown")
    assert person.aliases == ("Quill",)
    assert person.date_of_birth == date(1986, 5, 23)


def test_how_somebody_reads_letters_best_is_shown_and_kept(
    editing: EditPersonDialog, desk: Desk, case_id: str
) -> None:
    field = editing.form.field("letter_format")
    assert field.value() == "standard"
    field.set_value("easy_words")
    editing.save()
    assert person_of(desk, case_id).letter_format is LetterFormat.EASY_WORDS
    case = desk.see(load_case, case_id)
    assert ("Letters", "Easy words") in person_pairs(case, "")


def test_somebody_elses_correction_is_shown_beside_mine(
    editing: EditPersonDialog, desk: Desk, case_id: str
) -> None:
    from iom_desktop.domain.people import PersonDraft
    from iom_desktop.services.people import correct_person
    from tests.stores import TODAY

    before = person_of(desk, case_id)
    theirs = PersonDraft(
        crn=before.crn, surname="Theirname", forenames="Mo", date_of_birth=before.date_of_birth
    )
    desk.do(correct_person, before.id, before.version, theirs, TODAY)
    fill(editing, surname="Minename")
    editing.save()
    assert editing.isVisible()
    assert editing._comparison is not None
    assert person_of(desk, case_id).surname == "Theirname"
    editing._comparison.mine_button.click()  # type: ignore[attr-defined]
    assert person_of(desk, case_id).surname == "Minename"


def test_the_crn_of_somebody_else_is_refused(editing: EditPersonDialog, desk: Desk, case_id: str) -> None:
    desk.person("Z000002", "Mockridge")
    fill(editing, crn="z000002")
    editing.save()
    assert "belongs to somebody else" in editing.form.field("crn").error_text()
    assert person_of(desk, case_id).crn == "Z000001"
