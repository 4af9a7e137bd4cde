"""What changed between two versions of a plan, as a paper: printed or saved from where the two are compared."""

from __future__ import annotations

from collections.abc import Callable

from iom_desktop.display.words import _
from iom_desktop.domain.documents import Document, NumberedCopy
from iom_desktop.domain.paper_wishes import PaperWish
from iom_desktop.reports.papers import make_paper
from iom_desktop.services.papers import load_paper
from iom_desktop.ui.documents.giving import Giving, Paper, Step
from iom_desktop.ui.navigation import CaseTab

Pair = Callable[[], tuple[str, str]]
"""The ids of the two versions that are compared, the older first."""


class ChangedPaper:
    """Gives out the comparison that a plan's tab shows: the full copy. Other readers' are on Documents."""

    def __init__(self, tab: CaseTab, pair: Pair) -> None:
        self._tab, self._pair = tab, pair
        self.giving = Giving(
            tab,
            tab.workspace,
            self._paper,
            key=f"{tab.KEY}:changed",
            usual=(_("Case file"),),
            hint=_("For example: for the review."),
            about=lambda: "+".join(pair()),
        )

    def _paper(self) -> Paper:
        """The paper about the two versions shown. Raises ``UserError`` where they cannot be compared on paper."""
        older, newer = self._pair()
        wish = PaperWish(
            document=Document.COMPARISON, case_id=self._tab.case_id, plan_id=newer, older_plan_id=older
        )
        workspace = self._tab.workspace
        loaded = workspace.read(load_paper, wish, workspace.now())

        def make(copy: NumberedCopy | None, _step: Step) -> bytes:
            return make_paper(loaded, copy)

        day = workspace.today().isoformat()
        return Paper(subject=loaded.subject, file_name=f"{loaded.subject.title} {day}.pdf", make=make)

    def pair_of(self, draft_key: str) -> tuple[str, str] | None:
        """The two versions a dialog was about that stood open when the program was locked; none of ours."""
        if not draft_key.startswith(f"{self.giving.key}:"):
            return None
        older, _plus, newer = self.giving.about_of(draft_key).partition("+")
        return (older, newer) if older and newer else None
