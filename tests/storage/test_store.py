"""The store: all of a write or nothing of it, each kind of fault with its own sentence."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlcipher3 import dbapi2 as sqlcipher

from iom_desktop.domain.people import PersonDraft
from iom_desktop.errors import DamagedStore, StaleEdit, StoreTooNew, UserError, WrongPassphrase
from iom_desktop.services.people import correct_person
from iom_desktop.storage import backup
from iom_desktop.storage import store as stores
from iom_desktop.storage.store import Store, create_store, open_store
from iom_desktop.storage.tables import AuditEntryRow, NoteRow, PersonRow
from tests.stores import LEAST_COST, NOW, OFFICER, PASSPHRASE, TODAY, Clock, Desk


def _people(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(PersonRow.surname).order_by(PersonRow.surname)))


def _entries(store: Store) -> int:
    with store.read() as session:
        return len(session.scalars(select(AuditEntryRow.seq)).all())


def test_what_is_written_is_there_after_closing_and_opening(desk: Desk, store_folder: Path) -> None:
    desk.person(surname="Exampleby")
    desk.store.close()
    again = open_store(store_folder, PASSPHRASE)
    assert _people(again) == ["Exampleby"]
    assert again.officer == OFFICER
    assert again.name == "North Area"
    assert again.verify() == []
    again.close()


def test_a_write_that_fails_leaves_neither_record_nor_entry(desk: Desk) -> None:
    before = _entries(desk.store)

    def add_and_fail(session: Any) -> None:
        session.add(PersonRow(**_columns("Z1")))
        session.flush()
        raise UserError("No.")

    with pytest.raises(UserError, match=r"No\."):
        desk.do(add_and_fail)
    assert _people(desk.store) == []
    assert _entries(desk.store) == before
    assert desk.store.verify() == []


def _columns(crn: str) -> dict[str, Any]:
    return {
        "crn": crn, "pnc": "", "surname": "Sampleton", "forenames": "", "known_as": "", "aliases": [],
        "date_of_birth": None, "sex": "", "ethnicity": "", "preferred_language": "", "interpreter_needed": False,
        "address": "", "postcode": "", "accommodation": "", "mobile": "", "letter_format": "standard",
    }  # fmt: skip


def test_a_reading_session_cannot_change_anything(desk: Desk) -> None:
    with desk.store.read() as session:
        session.add(PersonRow(**_columns("Z1")))
        with pytest.raises(AssertionError, match="only inside"):
            session.flush()


@pytest.mark.parametrize("statement", [delete(PersonRow), update(PersonRow).values(surname="X")])
def test_a_change_in_bulk_would_pass_the_audit_by_and_is_refused(desk: Desk, statement: Any) -> None:
    desk.person()
    with pytest.raises(AssertionError, match="one by one"):
        desk.do(lambda session: session.execute(statement))
    assert _people(desk.store) == ["Sampleton"]


def test_a_note_is_written_once(desk: Desk) -> None:
    case = desk.person()
    desk.do(lambda session: session.add(NoteRow(
        case_id=case, happened_at=NOW, type_code="", words="Seen.", mark="fact", third_party=False,
        not_disclosable=False, source_key="",
    )))  # fmt: skip

    def rewrite(session: Any) -> None:
        session.scalars(select(NoteRow)).one().words = "Not seen."

    with pytest.raises(AssertionError, match="written once"):
        desk.do(rewrite)


def test_text_that_cannot_be_kept_is_refused_whichever_way_it_comes(desk: Desk) -> None:
    columns = _columns("Z1") | {"surname": "Sample\x00ton"}
    with pytest.raises(UserError, match="cannot be kept"):
        desk.do(lambda session: session.add(PersonRow(**columns)))
    assert _people(desk.store) == []


def test_listeners_are_told_which_kinds_changed_after_the_commit(desk: Desk) -> None:
    told: list[tuple[frozenset[str], list[str]]] = []
    desk.store.on_change(lambda kinds: told.append((kinds, _people(desk.store))))
    desk.person()
    assert told == [(frozenset({"person", "case"}), ["Sampleton"])]


def test_an_edit_of_an_older_version_is_stale(desk: Desk) -> None:
    desk.person()
    with desk.store.read() as session:
        row = session.scalars(select(PersonRow)).one()
        person_id, version = row.id, row.version
    draft = PersonDraft(crn="Z000001", surname="Firstly")
    desk.do(correct_person, person_id, version, draft, TODAY)
    with pytest.raises(StaleEdit, match="PC Test Baker changed this record"):
        desk.do(correct_person, person_id, version, PersonDraft(crn="Z000001", surname="Secondly"), TODAY)
    assert _people(desk.store) == ["Firstly"]


def test_two_threads_write_one_after_the_other(desk: Desk) -> None:
    def add(first: int) -> None:
        for number in range(10):
            desk.person(crn=f"Z{first}{number:05d}", surname=f"Example{first}{number}")

    threads = [threading.Thread(target=add, args=(n,)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_people(desk.store)) == 20
    assert desk.store.verify() == []


def test_two_programs_on_one_store_keep_one_chain(desk: Desk, store_folder: Path) -> None:
    other = Desk(open_store(store_folder, PASSPHRASE))
    for number in range(5):
        desk.person(crn=f"Z1{number:05d}")
        other.person(crn=f"Z2{number:05d}")
    assert len(_people(desk.store)) == 10
    assert other.store.verify() == []
    other.store.close()


# --- Opening -----------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_and_a_damaged_file_are_told_apart(desk: Desk, store_folder: Path) -> None:
    desk.store.close()
    with pytest.raises(WrongPassphrase):
        open_store(store_folder, "not the right one at all")
    database = store_folder / "case.db"
    data = bytearray(database.read_bytes())
    data[100] ^= 1
    database.write_bytes(data)
    with pytest.raises(DamagedStore):
        open_store(store_folder, PASSPHRASE)


def test_a_folder_without_a_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no store"):
        open_store(tmp_path, PASSPHRASE)


def test_a_store_without_its_database_says_so(desk: Desk, store_folder: Path) -> None:
    desk.store.close()
    (store_folder / "case.db").unlink()
    with pytest.raises(DamagedStore, match="lost its database"):
        open_store(store_folder, PASSPHRASE)


def test_a_store_of_a_newer_version_is_refused_and_left_alone(desk: Desk, store_folder: Path) -> None:
    desk.do(lambda session: session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    desk.store.close()
    before = (store_folder / "case.db").read_bytes()
    with pytest.raises(StoreTooNew, match="newer version"):
        open_store(store_folder, PASSPHRASE)
    assert (store_folder / "case.db").read_bytes() == before


def test_a_plain_database_is_never_opened(desk: Desk, store_folder: Path) -> None:
    desk.store.close()
    (store_folder / "case.db").unlink()
    plain = sqlcipher.connect(str(store_folder / "case.db"))
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    with pytest.raises(DamagedStore, match="not encrypted"):
        open_store(store_folder, PASSPHRASE)


def test_an_older_copy_put_back_is_noticed(desk: Desk, store_folder: Path, tmp_path: Path) -> None:
    desk.store.close()
    shutil.copy(store_folder / "case.db", tmp_path / "older.db")
    later = Desk(open_store(store_folder, PASSPHRASE))
    later.person()
    later.store.close()
    shutil.copy(tmp_path / "older.db", store_folder / "case.db")
    with pytest.raises(DamagedStore):
        open_store(store_folder, PASSPHRASE)


def test_a_store_cannot_be_made_over_another(store_folder: Path) -> None:
    with pytest.raises(UserError, match="already"):
        create_store(store_folder, OFFICER, PASSPHRASE, "Another", cost=LEAST_COST)


def test_a_store_that_could_not_be_finished_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise UserError("The disk is full.")

    monkeypatch.setattr(stores.migrate, "upgrade", full)
    with pytest.raises(UserError, match="disk is full"):
        create_store(tmp_path / "store", OFFICER, PASSPHRASE, "North", cost=LEAST_COST)
    assert not (tmp_path / "store").exists()


def test_the_recovery_key_opens_the_store(tmp_path: Path) -> None:
    store, recovery = create_store(
        tmp_path / "store", OFFICER, PASSPHRASE, "North", cost=LEAST_COST, clock=Clock()
    )
    store.close()
    opened = open_store(tmp_path / "store", recovery.lower().replace("-", " "))
    assert opened.officer.name == "Recovery key"
    opened.close()


def test_no_key_and_no_text_in_what_sqlalchemy_says(desk: Desk) -> None:
    key = desk.store.keys.database_key()
    said = repr(desk.store._engine) + str(desk.store._engine.url)
    assert bytes(key)[2:-1].decode() not in said
    desk.person(surname="Canaryname")
    with pytest.raises(Exception) as failure:
        desk.do(lambda session: session.add(PersonRow(**_columns("Z000001") | {"surname": "Canaryname"})))
    assert "Canaryname" not in str(failure.value)


def test_a_backup_brings_everything_back(desk: Desk, store_folder: Path) -> None:
    desk.person(surname="Exampleby")
    place = desk.store.back_up()
    desk.person(crn="Z000002", surname="Afterwards")
    desk.store.close()
    backup.restore(place, store_folder)
    again = open_store(store_folder, PASSPHRASE)
    assert _people(again) == ["Exampleby"]
    assert again.verify() == []
    again.close()
