"""A letter as a paper that can leave the program: before it is sent, or as it was sent."""

from __future__ import annotations

from PySide6.QtPdf import QPdfDocument

from iom_desktop.display.paper_subjects import letter_subject
from iom_desktop.display.words import _
from iom_desktop.domain.documents import Means, NumberedCopy
from iom_desktop.domain.letters import LetterDraft, SentBy
from iom_desktop.domain.my_plan import Office
from iom_desktop.ui.documents.giving import Paper, Step

#: How a letter that goes to the person is sent, in the words of the register.
MEANS = {
    SentBy.POST: Means.POST,
    SentBy.BY_HAND: Means.BY_HAND,
    SentBy.EMAIL: Means.EMAIL,
    SentBy.AT_OFFICE: Means.BY_HAND,
}


def pages_of(said: LetterDraft, reference: str, office: Office, copy: NumberedCopy | None = None) -> bytes:
    """The letter as a PDF; without a copy, as previewed."""
    # ReportLab is needed only now.
    from iom_desktop.reports.letter import letter_pdf

    return letter_pdf(said, reference, copy, office)


def unsent_id(case_id: str, said: LetterDraft) -> str:
    """What the copies of a letter are counted by that is not on record yet: a letter of one kind and day."""
    day = "" if said.sent_on is None else said.sent_on.isoformat()
    return f"{case_id}:{day}:{said.template_code}"[:72]


def letter_paper(
    letter_id: str,
    case_id: str,
    template_name: str,
    said: LetterDraft,
    reference: str,
    office: Office,
    document: QPdfDocument | None = None,
) -> Paper:
    """The paper of a letter. ``letter_id`` is what its copies are counted by."""

    def make(copy: NumberedCopy | None, _step: Step) -> bytes:
        return pages_of(said, reference, office, copy)

    day = "" if said.sent_on is None else said.sent_on.isoformat()
    return Paper(
        subject=letter_subject(letter_id, case_id, template_name, said),
        file_name=_("Letter {day}.pdf").format(day=day),
        make=make,
        document=document,
    )
