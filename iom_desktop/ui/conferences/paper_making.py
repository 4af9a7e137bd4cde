"""Making a paper of a conference off the window's thread: loaded for its reader, then laid out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtPdf import QPdfDocument

from iom_desktop.display.labels import label
from iom_desktop.display.pack_lines import copy_words, minuted_left_out
from iom_desktop.display.paper_subjects import conference_subject
from iom_desktop.domain.audiences import Audience, Reader
from iom_desktop.domain.codes import Agency
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.packs import ConferencePaper, MinutesPaper, Pack
from iom_desktop.services import packs
from iom_desktop.ui.documents.giving import Paper
from iom_desktop.ui.jobs import Progress
from iom_desktop.ui.workspace import Workspace

#: The papers of a conference, in the order in which it needs them.
DOCUMENTS = (Document.PACK, Document.MINUTES, Document.ACTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which paper of which conference, for whom; ``fuller`` are the cases told in full in a pack."""

    conference_id: str
    document: Document
    reader: Reader
    fuller: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        """What it is, in the program's own words."""
        return label(self.document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A paper as it was read from the record for its reader, and laid out to be looked at."""

    wanted: Wanted
    paper: ConferencePaper
    data: bytes = b""

    @property
    def held_on(self) -> date:
        """The day of its conference."""
        return self.paper.head.conference.held_on


def load_paper(workspace: Workspace, wanted: Wanted, now: datetime, progress: Progress) -> Loaded:
    """What is ``wanted`` as it stands at local time ``now``. Raises ``UserError``; stops when asked to."""
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
    return Loaded(wanted=wanted, paper=paper)


def make_preview(workspace: Workspace, wanted: Wanted, now: datetime, progress: Progress) -> Loaded:
    """``load_paper``, laid out with no number: nothing of it may leave."""
    found = load_paper(workspace, wanted, now, progress)
    return Loaded(wanted=wanted, paper=found.paper, data=pdf_of(found.paper, None, progress.step))


def paper_of(found: Loaded, document: QPdfDocument | None = None) -> Paper:
    """The paper as it may be given out, each copy with a number of its own."""
    return Paper(
        subject=conference_subject(found.paper),
        file_name=file_name(found),
        make=lambda copy, step: pdf_of(found.paper, copy, step),
        document=document,
        left_out=_left_out(found.paper),
    )


def _left_out(paper: ConferencePaper) -> str:
    head = paper.head
    if isinstance(paper, Pack):
        return copy_words(head.reader, head.left_out) if head.left_out else ""
    return minuted_left_out(head.reader, head.left_out)


def pdf_of(paper: ConferencePaper, copy: NumberedCopy | None, step: Callable[[int, int], object]) -> bytes:
    """The paper's pages for ``copy``, or to be looked at."""
    # ReportLab is needed only now.
    if isinstance(paper, Pack):
        from iom_desktop.reports.pack import pack_pdf

        return pack_pdf(paper, step, copy)
    from iom_desktop.reports.minutes import action_list_pdf, minutes_pdf

    return minutes_pdf(paper, copy) if isinstance(paper, MinutesPaper) else action_list_pdf(paper, copy)


def file_name(found: Loaded) -> str:
    """A name for the file that says which paper, which day and which agency; never a name typed."""
    agency = found.wanted.reader.agency
    parts = [found.wanted.title, found.held_on.isoformat(), agency if agency in tuple(Agency) else ""]
    return " ".join(filter(None, parts)) + ".pdf"


def readers_for(agencies: Collection[str]) -> list[Reader]:
    """The conference's own copy, then one for each agency expected, police and probation among them."""
    return [Reader(Audience.CONFERENCE), *(Reader(Audience.PARTNER, agency) for agency in agencies)]
