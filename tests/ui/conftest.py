"""Every test of the window starts dressed in the light theme at 100%."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from iom_desktop.ui import theme


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    if theme.current() != theme.load_theme("light") or not qapp.styleSheet():
        theme.apply_theme(qapp, "light")
    yield
    if theme.current() != theme.load_theme("light"):
        theme.apply_theme(qapp, "light")
