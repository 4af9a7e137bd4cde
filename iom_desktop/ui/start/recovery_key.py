"""The recovery key, handed over once: printed, saved or written down before one can go on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QPageLayout, QPainter
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout

from iom_desktop.display.formats import date_time
from iom_desktop.display.words import _
from iom_desktop.ui import ask, theme
from iom_desktop.ui.button import button
from iom_desktop.ui.label import text_label
from iom_desktop.ui.start.surface import Surface

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

ACROSS = 5
"""Groups in a row."""


def paper_lines(store_name: str, groups: list[str], made_at: datetime) -> list[str]:
    """What the paper (or the file) says, line by line."""
    rows = [groups[at : at + ACROSS] for at in range(0, len(groups), ACROSS)]
    return [
        _("IOM Desktop: recovery key"),
        "",
        _("Store: {name}").format(name=store_name),
        _("Made: {when}").format(when=date_time(made_at)),
        "",
        *("    " + "   ".join(row) for row in rows),
        "",
        _("Whoever has this key and the store's folder can read every case in it."),
        _("Keep it locked away, and not with the computer. It is the only way in"),
        _("if a passphrase is forgotten: nobody can make another."),
    ]


class RecoveryKeyPage(Surface):
    """Shows the key in groups. ``done`` once the officer says that it is safe on paper."""

    done = Signal()

    def __init__(self, store_name: str, key: str, made_at: datetime) -> None:
        super().__init__(
            _("Your recovery key"),
            _(
                "It opens the store if a passphrase is forgotten. It is shown once, now, and is kept nowhere on "
                "this computer: print it or write it down, and lock it away."
            ),
            name="recovery-key",
            width=600,
        )
        self._store_name, self._made_at = store_name, made_at
        self.groups = key.split("-")
        self.rows.addWidget(self._shown())
        self.print_button = button(_("Print…"), self._print, name="recovery-key-print", kind="primary")
        self.save_button = button(_("Save to a file…"), self._save, name="recovery-key-save")
        keep = QHBoxLayout()
        keep.setSpacing(theme.px(8))
        keep.addWidget(self.print_button)
        keep.addWidget(self.save_button)
        keep.addStretch(1)
        self.rows.addLayout(keep)
        self.tick = QCheckBox(_("&I have printed it or written it down"))
        self.tick.setObjectName("recovery-key-kept")
        self.go_button = button(_("Go on"), self.done.emit, name="recovery-key-go")
        self.go_button.setEnabled(False)
        self.tick.toggled.connect(self.go_button.setEnabled)
        foot = QHBoxLayout()
        foot.addWidget(self.tick, 1)
        foot.addWidget(self.go_button)
        self.rows.addSpacing(theme.px(8))
        self.rows.addLayout(foot)

    def _shown(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("recovery-key-groups")
        frame.setProperty("surface", "ground")
        grid = QGridLayout(frame)
        grid.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(16))
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(8))
        for place, group in enumerate(self.groups):
            label = text_label(group, role="code", name=f"recovery-key-group-{place + 1}")
            label.setAccessibleName(" ".join(group))
            grid.addWidget(label, place // ACROSS, place % ACROSS, Qt.AlignmentFlag.AlignCenter)
        frame.setAccessibleName(_("Recovery key, {count} groups of four").format(count=len(self.groups)))
        return frame

    def first_focus(self) -> None:
        self.print_button.setFocus()

    def _lines(self) -> list[str]:
        return paper_lines(self._store_name, self.groups, self._made_at)

    def _save(self) -> None:
        path = ask.save_path(self, _("Save the recovery key"), "Recovery key.txt", _("Text (*.txt)"))
        if path is None:
            return
        try:
            self.write_file(path)
        except OSError:
            self.notice.say(
                _("The file could not be written there. Choose another folder, or a memory stick."), "error"
            )
            return
        self.notice.say(
            _("Saved. Move the file off this computer, to where the store is not, and delete it here."),
            "warn",
        )

    def write_file(self, path: Path) -> None:
        """Write the paper's words to ``path``. Raises ``OSError``."""
        path.write_text("\r\n".join([*self._lines(), ""]), encoding="utf-8", newline="")
        path.chmod(0o600)

    def _print(self) -> None:
        printer = ask.printer(self, _("Recovery key"))
        if printer is None:
            return
        if self.paint(printer):
            self.notice.say(_("Sent to the printer. Look at the paper before you go on."), "info")
        else:
            self.notice.say(_("The printer did not take it. Save it to a file, or write it down."), "error")

    def paint(self, printer: QPrinter) -> bool:
        """Print the key on one page; False where the printer refuses."""
        printer.setPageMargins(QMarginsF(20, 20, 20, 20), QPageLayout.Unit.Millimeter)
        painter = QPainter()
        if not painter.begin(printer):
            return False
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(13)
        plain = QFont(theme.font("body"))
        plain.setPointSizeF(12)
        top, width = 0.0, float(painter.viewport().width())
        for line in self._lines():
            painter.setFont(fixed if line.startswith(" ") else plain)
            height = painter.fontMetrics().lineSpacing() * 1.4
            painter.drawText(QRectF(0, top, width, height), int(Qt.AlignmentFlag.AlignLeft), line)
            top += height
        return painter.end()
