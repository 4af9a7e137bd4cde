"""Any paper about one case as a PDF: the report for it.

Each report is read only once its paper is wanted: a command makes one paper and ends.
"""

from __future__ import annotations

from typing import Any

from iom_desktop.domain.audiences import Audience
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.paper_wishes import LoadedPaper


def make_paper(loaded: LoadedPaper, copy: NumberedCopy | None = None) -> bytes:
    """The pages of ``loaded``: numbered as ``copy``, or a preview, which says that it is one."""
    document, mine = loaded.wish.document, loaded.wish.reader.audience is Audience.PERSON
    if document in (Document.SUMMARY, Document.PLAN):
        return _of_plan(loaded.file, document, copy, mine=mine)
    return _of_record(loaded.file, document, copy)


# What a paper is loaded as follows from which it is: ``services.papers`` says so, and the tests hold it to that.


def _of_plan(file: Any, document: Document, copy: NumberedCopy | None, *, mine: bool) -> bytes:
    if mine:
        from iom_desktop.reports.my_plan import my_plan

        return my_plan(file, copy)
    if document is Document.SUMMARY:
        from iom_desktop.reports.plan_summary import plan_summary

        return plan_summary(file, copy)
    from iom_desktop.reports.case_plan import case_plan

    return case_plan(file, copy)


def _of_record(file: Any, document: Document, copy: NumberedCopy | None) -> bytes:
    if document is Document.DECISION:
        from iom_desktop.reports.decision_record import decision_record

        return decision_record(file, copy)
    if document is Document.DESELECTION:
        from iom_desktop.reports.deselection_record import deselection_record

        return deselection_record(file, copy)
    if document is Document.COMPARISON:
        from iom_desktop.reports.comparison import comparison_paper

        return comparison_paper(file, copy)
    if document is Document.SUBJECT_ACCESS:
        from iom_desktop.reports.subject_access import subject_access

        return subject_access(file, copy)
    if document is not Document.LETTER:
        raise AssertionError(f"{document} is no paper about one case")
    from iom_desktop.reports.letter import letter_pdf

    return letter_pdf(file.letter.said, file.reference, copy, file.office)
