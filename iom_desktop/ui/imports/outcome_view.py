"""After an import: what it did, where the rows lie that it did not take, and the way to the caseload."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from iom_desktop.display.formats import N_
from iom_desktop.display.words import _
from iom_desktop.services.caseload_import import ImportedFile
from iom_desktop.ui import theme
from iom_desktop.ui.button import button
from iom_desktop.ui.imports.lines import Fate
from iom_desktop.ui.label import hairline, text_label

_DID = {
    Fate.ADD: N_("added"),
    Fate.UPDATE: N_("updated"),
    Fate.UNCHANGED: N_("unchanged"),
    Fate.NOT_TAKEN: N_("rows not taken"),
}


class OutcomeView(QWidget):
    """The counts of an import that is done, and what to do next."""

    def __init__(
        self, to_caseload: Callable[[], object], again: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import-outcome")
        self.caseload_button = button(
            _("Go to the caseload"), to_caseload, name="import-to-caseload", kind="primary"
        )
        self.again_button = button(_("Import another file"), again, name="import-again")
        self.rejects = text_label("", wrap=True, name="import-rejects")
        self.path = text_label("", role="strong", wrap=True, selectable=True, name="import-rejects-path")
        self._numbers: dict[Fate, QLabel] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(8), 0, 0)
        rows.setSpacing(theme.px(12))
        rows.addWidget(text_label(_("The caseload is imported"), role="title", name="import-outcome-title"))
        rows.addLayout(self._counts())
        rows.addWidget(hairline())
        rows.addWidget(self.rejects)
        rows.addWidget(self.path)
        rows.addSpacing(theme.px(8))
        rows.addLayout(self._buttons())
        rows.addStretch(1)

    def _counts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        for row, (fate, words) in enumerate(_DID.items()):
            number = text_label("", role="number", name=f"import-count-{fate.value}")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._numbers[fate] = number
            grid.addWidget(number, row, 0)
            grid.addWidget(text_label(_(words)), row, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.caseload_button)
        row.addWidget(self.again_button)
        row.addStretch(1)
        return row

    def show_outcome(self, done: ImportedFile) -> None:
        """Say what ``done`` did."""
        report = done.report
        counts = {
            Fate.ADD: report.added,
            Fate.UPDATE: report.updated,
            Fate.UNCHANGED: report.unchanged,
            Fate.NOT_TAKEN: len(report.rejected),
        }
        for fate, number in counts.items():
            self._numbers[fate].setText(f"{number:,}")
        self.rejects.setText(self._rejects_words(done))
        self.path.setText(str(done.rejects) if done.rejects is not None else "")
        self.path.setVisible(done.rejects is not None)

    @staticmethod
    def _rejects_words(done: ImportedFile) -> str:
        if done.warning:
            return done.warning
        if done.rejects is None:
            return _("Every row of the file was taken.")
        return _(
            "The rows not taken are saved beside the file, each with its reason. Put them right there and "
            "import that file, or delete it: it holds personal details and is not encrypted."
        )
