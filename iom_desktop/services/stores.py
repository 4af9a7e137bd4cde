"""Making a store ready for work."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from iom_desktop.domain.officers import Officer
from iom_desktop.services.codes import missing_lists, seed_codes
from iom_desktop.storage import audit, keys, temporary
from iom_desktop.storage.store import Clock, Store, create_store, open_store, utc_now


def make_store(
    folder: Path,
    officer: Officer,
    passphrase: str,
    store_name: str,
    *,
    clock: Clock = utc_now,
    cost: keys.Cost = keys.STANDARD,
) -> tuple[Store, str]:
    """A new store with its code lists, and its recovery key. Raises ``UserError`` as ``create_store`` does."""
    store, recovery = create_store(folder, officer, passphrase, store_name, clock=clock, cost=cost)
    with store.write("Set up the store") as session:
        seed_codes(session)
    return store, recovery


def open_ready(
    folder: Path, passphrase: str, *, officer_name: str | None = None, clock: Clock = utc_now
) -> Store:
    """The store in ``folder``, open, with the code lists this version brought. Raises as ``open_store`` does.

    Whatever the program left lying about when it was killed is wiped first.
    """
    store = open_store(folder, passphrase, officer_name=officer_name, clock=clock)
    temporary.clear_leftovers(folder, store.keys.drafts_key)
    with store.read() as session:
        missing = missing_lists(session)
    if missing:
        with store.write("Add the code lists of a new version") as session:
            seed_codes(session, missing)
    return store


def record_key_change(session: Session, officer_id: str, what: str) -> None:
    """Record that an officer was given a passphrase or a new one. Needs a writing session."""
    audit.act_of(session).add(
        audit.Operation.STORE, kind="officer", record_id=officer_id, case_id="", detail={"keys": what}
    )
