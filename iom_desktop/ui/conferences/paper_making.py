"""Making a paper of a conference off the window's thread: loaded for its reader, then laid out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from iom_desktop.display.labels import label
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.documents import Document
from iom_desktop.domain.packs import ConferencePaper, MinutesPaper, Pack
from iom_desktop.services import packs
from iom_desktop.ui.jobs import Progress
from iom_desktop.ui.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which paper of which conference, for whom; ``fuller`` are the cases told in full in a pack."""

    conference_id: str
    document: Document
    reader: Reader
    fuller: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A paper as it was made."""

    wanted: Wanted
    paper: ConferencePaper
    data: bytes

    @property
    def title(self) -> str:
        """What it is, in the program's own words."""
        return label(self.wanted.document)

    @property
    def held_on(self) -> date:
        """The day of its conference."""
        return self.paper.head.conference.held_on


def make_paper(workspace: Workspace, wanted: Wanted, now: datetime, progress: Progress) -> Made:
    """Load and lay out what is ``wanted``, at local time ``now``. Raises ``UserError``; stops when asked to."""
    with workspace.store.read() as session:
        if wanted.document is Document.PACK:
            paper: ConferencePaper = packs.load_pack(
                session, wanted.conference_id, wanted.reader, now, wanted.fuller, progress.step
            )
        elif wanted.document is Document.MINUTES:
            paper = packs.load_minutes(session, wanted.conference_id, wanted.reader, now)
        else:
            paper = packs.load_action_list(session, wanted.conference_id, wanted.reader, now)
    progress.check()
    return Made(wanted=wanted, paper=paper, data=_bytes_of(paper, progress))


def _bytes_of(paper: ConferencePaper, progress: Progress) -> bytes:
    # ReportLab is needed only now.
    if isinstance(paper, Pack):
        from iom_desktop.reports.pack import pack_pdf

        return pack_pdf(paper, progress.step)
    from iom_desktop.reports.minutes import action_list_pdf, minutes_pdf

    return minutes_pdf(paper) if isinstance(paper, MinutesPaper) else action_list_pdf(paper)


def file_name(made: Made) -> str:
    """A name for the file that says which paper, which day, which copy and which agency; never a name typed."""
    agency = made.wanted.reader.agency
    parts = [
        made.title,
        made.held_on.isoformat(),
        agency if agency in tuple(Agency) else "",
        f"copy {made.paper.head.copy}" if made.paper.head.copy is not None else "",
    ]
    return " ".join(filter(None, parts)) + ".pdf"


def readers_for(agencies: Collection[str]) -> list[Reader]:
    """The conference's own copy, then one for each agency expected, police and probation among them."""
    return [Reader(Audience.CONFERENCE), *(Reader(Audience.PARTNER, agency) for agency in agencies)]
