"""The two kinds of error this program knows: one to explain to the officer, or a bug.

Everything derived from ``UserError`` carries one plain sentence that says what is wrong and where. It never
carries case text: a message may quote a short value typed into the very field it is about, nothing more.
Anything else that is raised is a bug, and is shown as such without its text.
"""

from __future__ import annotations


class UserError(Exception):
    """Something the officer can put right.

    ``message`` is one sentence in plain words; ``field`` names the draft's attribute it is about, if one is.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class FieldErrors(UserError):
    """Several fields of one form are wrong; ``problems`` holds one ``UserError`` for each, in form order."""

    def __init__(self, problems: tuple[UserError, ...]) -> None:
        super().__init__(" ".join(p.message for p in problems), problems[0].field if problems else None)
        self.problems = problems


class WrongPassphrase(UserError):
    """No key slot of the store opens with what was typed."""


class TooManyAttempts(UserError):
    """Ten wrong passphrases: wait before the next try."""


class DamagedStore(UserError):
    """The store's files are not what they should be: cut, altered, swapped or missing."""


class StoreTooNew(UserError):
    """The store was made by a newer version of the program."""


class StoreBusy(UserError):
    """Another program holds the store for longer than is worth waiting."""


class StaleEdit(UserError):
    """Somebody else changed the record since it was read.

    ``theirs`` and ``mine`` are the two versions as (label, value) pairs for the screen to show side by side;
    they never become part of the message.
    """

    def __init__(
        self,
        message: str,
        theirs: tuple[tuple[str, str], ...] = (),
        mine: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.theirs = theirs
        self.mine = mine
