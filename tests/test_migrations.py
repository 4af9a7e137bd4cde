"""Migrations: head equals the models, up and down with data, all or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop import paths
from iom_desktop.domain import codes
from iom_desktop.domain.register import CopyFilter
from iom_desktop.errors import UserError
from iom_desktop.services import (
    agenda_requests,
    appointments,
    cases,
    conferences,
    minute_book,
    register,
    risk,
    service_access,
    timeline,
)
from iom_desktop.services import codes as service_codes
from iom_desktop.services.standing import refresh_standing
from iom_desktop.services.stores import open_ready
from iom_desktop.storage import migrate
from iom_desktop.storage.store import open_store
from iom_desktop.storage.tables import Base, CaseRow
from tests.stores import NOW, PASSPHRASE, TODAY, Desk

#: Tables that are no model's: the full-text index and its own, and the migrations' mark.
_NOT_MODELS = ("search_words", "alembic_version")


@pytest.fixture
def link() -> Any:
    engine = create_engine("sqlite://", module=sqlcipher)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    return not (kind == "table" and (name or "").startswith(_NOT_MODELS))


def test_the_newest_migration_is_the_one_the_program_stands_at() -> None:
    scripts = ScriptDirectory(str(paths.migrations()))
    assert scripts.get_current_head() == migrate.HEAD


def test_head_equals_the_models(link: Connection) -> None:
    migrate.upgrade(link)
    context = MigrationContext.configure(link, opts={"include_object": _ours, "compare_type": True})
    assert compare_metadata(context, Base.metadata) == []


def test_down_to_nothing_and_up_again(link: Connection) -> None:
    migrate.upgrade(link)
    migrate.downgrade(link, "base")
    left = [name for name in inspect(link).get_table_names() if name != "alembic_version"]
    assert left == []
    migrate.upgrade(link)
    assert migrate.revision_of(link) == migrate.HEAD


def test_a_migration_imports_nothing_of_the_program() -> None:
    for path in (paths.migrations() / "versions").glob("*.py"):
        assert "iom_desktop" not in path.read_text(encoding="utf-8"), path.name


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(
    desk: Desk, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older store whose upgrade dies half-way: nothing of it stays, and a verified backup was made first."""
    desk.person(surname="Exampleby")
    desk.do(lambda session: session.execute(text("DELETE FROM alembic_version")))
    desk.store.close()

    def half(link: Connection, _target: str = "head") -> None:
        link.execute(text("CREATE TABLE half_done (a INTEGER)"))
        raise UserError("The disk is full.")

    monkeypatch.setattr(migrate, "upgrade", half)
    with pytest.raises(UserError, match="disk is full"):
        open_store(store_folder, PASSPHRASE)
    monkeypatch.undo()
    assert list((store_folder / "backups").glob("*/case.db"))

    monkeypatch.setattr(migrate, "state_of", lambda _link: migrate.State.CURRENT)
    again = open_store(store_folder, PASSPHRASE)
    with again.read() as session:
        tables = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    assert "half_done" not in tables
    assert "person" in tables
    assert again.verify() == []
    again.close()


# Stores of every version that ever landed, made by that version itself: two officers' weeks in small.
GOLDEN = Path(__file__).parent / "golden" / "stores"


@pytest.mark.parametrize("made_at", sorted(path.name for path in GOLDEN.iterdir()))
def test_a_store_of_every_landed_version_opens_and_keeps_what_it_says(made_at: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN / made_at, tmp_path / "store"))
    opened = open_ready(folder, PASSPHRASE, clock=lambda: NOW)
    with opened.read() as session:
        assert migrate.revision_of(session.connection()) == migrate.HEAD
        people = cases.list_cases(session, NOW)
        assert len(people) == 3
        said = [
            one
            for row in people
            for one in appointments.list_appointments(session, row.id)
            if one.outcome_note == "Hospital letter seen."
        ]
        assert [(one.outcome_code, one.said.also_statutory) for one in said] == [("AAME", False)]
        [earlier] = appointments.list_earlier_outcomes(session, said[0].id)
        assert (earlier.note, earlier.change_reason) == ("Nobody at home.", "Evidence came")
        services = service_access.list_service_access(session, said[0].case_id)
        [golden] = [one for one in services if "Golden service" in one.said.note]
        assert golden.said.rung_records == ()
        assert [hit.words for hit in timeline.find_words(session, "hospital letter")]
        for name in codes.SHIPPED_LISTS:
            assert service_codes.list_codes(session, name), name
        if made_at >= "0003":
            _keeps_part_3(session, said[0].case_id)
        if made_at >= "0004":
            _keeps_part_4(session, said[0].case_id)
    with opened.write("Look whether anything follows otherwise") as writing:
        for row in people:
            before = _standing(writing, row.id)
            refresh_standing(writing, row.id)
            assert _standing(writing, row.id) == before
    assert opened.verify() == []
    opened.close()


def _standing(session: Any, case_id: str) -> tuple[Any, ...]:
    case = session.get(CaseRow, case_id)
    return case.iom_status, case.has_decision, case.next_due_on, case.plan_faults


def _keeps_part_3(session: Any, case_id: str) -> None:
    assert "Golden words kept apart" in [one.said.words for one in risk.list_withheld(session, case_id)]
    assert "Golden request" in [one.words for one in agenda_requests.list_requests(session, case_id)]
    minutes = [
        minute
        for one in conferences.list_conferences(session)
        for minute in minute_book.list_minutes(session, one.id)
    ]
    [mended] = [one for one in minutes if one.correction_reason == "Golden mistake"]
    assert mended.said.words == "Golden correction"
    assert [one.replaced for one in minutes if one.id == mended.replaces_id] == [True]
    assert {one.state.value for one in conferences.list_conferences(session)} == {"closed", "planned"}


def _keeps_part_4(session: Any, case_id: str) -> None:
    copies = [
        one for one in register.list_copies(session, CopyFilter(), TODAY) if one.purpose == "Golden hearing"
    ]
    assert [(one.number, one.of, one.recipient, one.settled_note) for one in copies] == [
        (2, 2, "Golden clerk", ""),
        (1, 2, "Golden court", "Golden return"),
    ]
    assert {one.case_id for one in copies} == {case_id}
    for one in copies:
        found = register.find_by_code(session, one.code.lower())
        assert found is not None
        assert found.id == one.id


def test_numbered_copies_of_conference_papers_move_to_the_register(link: Connection) -> None:
    migrate.upgrade(link, "0003")
    link.execute(
        text(
            "INSERT INTO conference (id, held_on, place, chair, statement, agencies, state, note, version, made_at, "
            "made_by, changed_at, changed_by) VALUES ('c1', '2026-11-05', '', '', '', '[]', 'closed', '', 1, "
            "'2026-11-05 09:00:00', 'PC Baker', '2026-11-05 09:00:00', 'PC Baker')"
        )
    )
    link.execute(
        text(
            "INSERT INTO pack_copy (id, conference_id, document, audience, number, recipients, version, made_at, "
            "made_by, changed_at, changed_by) VALUES ('p1', 'c1', 'minutes', 'partner:health', 7, 'A. Nurse', 1, "
            "'2026-11-06 09:00:00', 'PC Baker', '2026-11-06 09:00:00', 'PC Baker')"
        )
    )
    migrate.upgrade(link)
    found = link.execute(
        text("SELECT id, document, series, title, audience, number, recipient, check_code FROM document_copy")
    )
    assert [tuple(row) for row in found] == [
        ("p1", "minutes", "minutes:c1", "Conference minutes", "partner:health", 7, "A. Nurse", None)
    ]
    migrate.downgrade(link, "0003")
    back = link.execute(text("SELECT id, document, number, recipients FROM pack_copy"))
    assert [tuple(row) for row in back] == [("p1", "minutes", 7, "A. Nurse")]


def test_a_store_of_this_version_is_among_the_golden_ones() -> None:
    """Make one whenever a migration lands: ``tests/golden/README.md`` says how."""
    assert (GOLDEN / migrate.HEAD).is_dir()
