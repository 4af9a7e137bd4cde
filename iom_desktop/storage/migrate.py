"""Bringing a store's tables up to date: one transaction, self-contained steps, after a verified backup."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from iom_desktop import paths
from iom_desktop.errors import StoreTooNew

if TYPE_CHECKING:
    from alembic.config import Config

#: The revision this program's tables stand at. A test keeps it equal to the newest migration.
HEAD = "0004"


class State(Enum):
    """How a store's tables stand to this program."""

    CURRENT = "current"
    OLD = "old"


def revision_of(link: Connection) -> str | None:
    """The revision a store's tables stand at; nothing in a new file."""
    try:
        return link.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except DatabaseError as failure:
        if "no such table" in str(failure.orig):
            return None
        raise


def state_of(link: Connection) -> State:
    """Whether the tables are this program's. Raises ``StoreTooNew`` for a store of a newer version."""
    revision = revision_of(link)
    if revision == HEAD:
        return State.CURRENT
    if revision is not None and not _known(revision):
        raise StoreTooNew(
            "This store was made by a newer version of IOM Desktop. Install that version to open it; "
            "nothing in the store has been changed."
        )
    return State.OLD


def _known(revision: str) -> bool:
    return any(
        path.name.startswith(f"{revision}_") for path in (paths.migrations() / "versions").glob("*.py")
    )


def upgrade(link: Connection, target: str = "head") -> None:
    """Run the migrations up to ``target`` on ``link``, in the transaction it is in."""
    # Alembic takes a fifth of a second to import, and is needed only here.
    from alembic import command

    command.upgrade(_config(link), target)


def downgrade(link: Connection, target: str) -> None:
    """Run the migrations back to ``target``: for tests, and for a store an older version must read."""
    from alembic import command

    command.downgrade(_config(link), target)


def _config(link: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = link
    return config
