"""Any paper about one case as a PDF: the report for it."""

from __future__ import annotations

from iom_desktop.domain.case_files import CaseFile
from iom_desktop.domain.comparison_files import ComparisonFile
from iom_desktop.domain.decision_files import DecisionFile
from iom_desktop.domain.deselection import DeselectionFile
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.my_plan import MyPlan
from iom_desktop.domain.paper_wishes import LetterFile, LoadedPaper
from iom_desktop.domain.subject_access import Extract
from iom_desktop.reports.case_plan import case_plan
from iom_desktop.reports.comparison import comparison_paper
from iom_desktop.reports.decision_record import decision_record
from iom_desktop.reports.deselection_record import deselection_record
from iom_desktop.reports.letter import letter_pdf
from iom_desktop.reports.my_plan import my_plan
from iom_desktop.reports.plan_summary import plan_summary
from iom_desktop.reports.subject_access import subject_access


def make_paper(loaded: LoadedPaper, copy: NumberedCopy | None = None) -> bytes:
    """The pages of ``loaded``: numbered as ``copy``, or a preview, which says that it is one."""
    match loaded.file:
        case CaseFile() as file:
            summary = loaded.wish.document is Document.SUMMARY
            return plan_summary(file, copy) if summary else case_plan(file, copy)
        case MyPlan() as mine:
            return my_plan(mine, copy)
        case DecisionFile() as decision:
            return decision_record(decision, copy)
        case DeselectionFile() as deselection:
            return deselection_record(deselection, copy)
        case ComparisonFile() as comparison:
            return comparison_paper(comparison, copy)
        case Extract() as extract:
            return subject_access(extract, copy)
        case LetterFile() as letter:
            return letter_pdf(letter.letter.said, letter.reference, copy, letter.office)
