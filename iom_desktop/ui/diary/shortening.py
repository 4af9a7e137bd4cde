"""What does not fit into a block of the diary ends in "…": the tooltip and the strip beneath tell the whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def shortened(metrics: QFontMetrics, words: str, width: int) -> str:
    """``words`` cut to ``width`` pixels."""
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
