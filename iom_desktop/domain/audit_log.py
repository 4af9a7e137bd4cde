"""Who opened a case, and who was given papers about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One opening of a case, or one paper about it that was printed or saved. ``at`` is local time."""

    id: int  #: the place of the entry in the audit chain
    at: datetime
    officer: str
    words: str  #: what was done: "Open case", "Print case plan summary"
    disclosure: bool  #: a paper left the program; otherwise the case was opened to be read
    document: str  #: which paper
    recipients: str  #: who it was for
    purpose: str
