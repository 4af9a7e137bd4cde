"""The only owner of colours and sizes: themes read from ``resources/theme``, roles, the palette and the
style sheet.

A theme file gives base colours, hues (a text colour, a brighter mark for shapes, a soft ground) and roles
that say what a hue means. Painters ask for ``colour("overdue")``; nobody else writes a colour. Every size is
in pixels at 100% and goes through ``px``, so that 150% grows everything alike.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_lato
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from iom_desktop import paths

NAMES = ("light", "dark", "contrast")
"""The themes there are; ``apply_theme`` also takes "system", which picks one of them."""

SHAPES: Mapping[str, str] = {
    "rag-red": "diamond",
    "rag-amber": "triangle",
    "rag-green": "circle",
    "rag-blue": "square",
    "severity-very-high": "bars4",
    "severity-high": "bars3",
    "severity-medium": "bars2",
    "severity-low": "bars1",
    "overdue": "bang",
    "error": "bang",
    "warn": "bang",
    "missing": "ring",
    "done": "tick",
    "agreed": "tick",
    "good": "tick",
    "will-add": "plus",
    "will-update": "arrow",
    "unchanged": "equals",
    "not-taken": "cross",
}
"""The shape drawn beside the word for each role that has one: colour never speaks alone."""

_SMALL, _BODY, _TITLE = 12, 14, 20
_LARGE, _HUGE = 17, 30  # what a room reads
_FALLBACKS = ("Lato", "Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "Arial")
_PLACEHOLDER = re.compile(r"@([a-z_]+(?:\.[a-z_]+)?|\d+px)@")
_TRIM = {"small": _SMALL, "body": _BODY, "large": _LARGE, "title": _TITLE, "huge": _HUGE}


@dataclass(frozen=True, slots=True)
class Hue:
    """One hue: ``text`` reads on every ground, ``mark`` fills shapes, ``soft`` lies under chips."""

    text: str
    mark: str
    soft: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as applied: colours, roles, the scale (1.0 is 100%) and whether rows are comfortable."""

    name: str
    base: Mapping[str, str]
    hues: Mapping[str, Hue]
    roles: Mapping[str, str]
    scale: float = 1.0
    comfortable: bool = False

    def px(self, size: float) -> int:
        """``size`` pixels at 100%, in pixels at this scale (never less than 1)."""
        return max(1, round(size * self.scale))

    @property
    def row_height(self) -> int:
        """Height of a table row in pixels: 28, or 36 when comfortable, times the scale."""
        return self.px(36 if self.comfortable else 28)

    def hue(self, role: str) -> Hue:
        """The hue of ``role``; a role no theme knows is a bug."""
        return self.hues[self.roles[role]]


@cache
def _read(name: str) -> Theme:
    data = tomllib.loads((_theme_dir() / f"{name}.toml").read_text(encoding="utf-8"))
    hues = {key: Hue(**parts) for key, parts in data["hue"].items()}
    return Theme(name=name, base=data["base"], hues=hues, roles=data["roles"])


def load_theme(name: str, scale: float = 1.0, comfortable: bool = False) -> Theme:
    """The theme called ``name`` (one of ``NAMES``) at ``scale``, without applying it."""
    plain = _read(name)
    return Theme(name, plain.base, plain.hues, plain.roles, scale, comfortable)


def _theme_dir() -> Path:
    return paths.resources() / "theme"


_current: Theme | None = None
_follows_system = False


def current() -> Theme:
    """The theme in use; light at 100% until one has been applied."""
    return _current if _current is not None else load_theme("light")


def colour(role: str) -> QColor:
    """The colour in which ``role`` is written: a role ("overdue") or a base colour ("line")."""
    theme = current()
    return QColor(theme.base[role] if role in theme.base else theme.hue(role).text)


def mark(role: str) -> QColor:
    """The colour that fills the shape of ``role``; 3:1 or better on every ground."""
    return QColor(current().hue(role).mark)


def soft(role: str) -> QColor:
    """The soft ground on which a chip or notice of ``role`` is written."""
    return QColor(current().hue(role).soft)


def shape(role: str) -> str:
    """The name of the shape that goes with ``role``, or "" where the word alone is enough."""
    return SHAPES.get(role, "")


def knows(role: str) -> bool:
    """Whether ``role`` is one of the theme's roles."""
    return role in current().roles


def px(size: float) -> int:
    """``size`` pixels at 100%, at the scale in use."""
    return current().px(size)


def row_height() -> int:
    """Height of a table row in pixels, as the theme in use has it."""
    return current().row_height


def font(size: str = "body", *, strong: bool = False) -> QFont:
    """The program's font: "small", "body" or "title"; "large" and "huge" where a room reads the screen."""
    made = QFont(list(_FALLBACKS))
    made.setPixelSize(current().px(_TRIM[size]))
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return made


@cache
def _load_fonts() -> None:
    for file in ("Lato-Regular.ttf", "Lato-SemiBold.ttf"):
        QFontDatabase.addApplicationFont(str(Path(fontpkg_lato.ROOT) / "files" / file))


def _match_title_bars(app: QApplication, *, dark: bool) -> None:
    """Have the desktop draw title bars and native pickers to match, where it can."""
    app.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)


def _system_name(app: QApplication) -> str:
    hints = app.styleHints()
    hints.unsetColorScheme()
    accessibility = getattr(hints, "accessibility", None)
    if accessibility is not None:
        wants = accessibility().contrastPreference()
        if wants == Qt.ContrastPreference.HighContrast:
            return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def apply_theme(app: QApplication, name: str, scale: float = 1.0, comfortable: bool = False) -> Theme:
    """Dress the whole program in theme ``name`` ("light", "dark", "contrast" or "system") and return it.

    ``scale`` is 1.0 for 100%; ``comfortable`` gives table rows 36 px instead of 28. With "system" the program
    follows the desktop's light or dark setting as it changes.
    """
    global _current, _follows_system
    if name != "system" and name not in NAMES:
        raise ValueError("no theme of that name")
    _follow(app, name == "system")
    _load_fonts()
    theme = load_theme(_system_name(app) if name == "system" else name, scale, comfortable)
    _current = theme
    if name != "system":
        _match_title_bars(app, dark=name != "light")
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme))
    return theme


def _follow(app: QApplication, wanted: bool) -> None:
    """Listen to the desktop's light or dark setting while ``wanted``."""
    global _follows_system
    if wanted and not _follows_system:
        app.styleHints().colorSchemeChanged.connect(_system_changed)
    elif not wanted and _follows_system:
        app.styleHints().colorSchemeChanged.disconnect(_system_changed)
    _follows_system = wanted


def _system_changed() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        apply_theme(app, "system", current().scale, current().comfortable)


def style_sheet(theme: Theme) -> str:
    """``resources/app.qss`` with its ``@placeholders@`` filled from ``theme``; an unknown one is a bug."""
    template = (paths.resources() / "app.qss").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(lambda match: _token(theme, match.group(1)), template)


def _token(theme: Theme, token: str) -> str:
    if token.endswith("px") and token[0].isdigit():
        return f"{theme.px(int(token[:-2]))}px"
    if "." in token:
        hue, part = token.split(".")
        return str(getattr(theme.hues[hue], part))
    if token in _TRIM:
        return f"{theme.px(_TRIM[token])}px"
    if token == "theme":
        return theme.name
    if token == "theme_dir":
        return QDir.fromNativeSeparators(str(_theme_dir()))
    return theme.base[token]


def _palette(theme: Theme) -> QPalette:
    base = theme.base
    palette = QPalette(QColor(base["paper"]), QColor(base["paper"]))
    role = QPalette.ColorRole
    for which, token in (
        (role.Window, "paper"),
        (role.WindowText, "ink"),
        (role.Base, "paper"),
        (role.AlternateBase, "ground"),
        (role.Text, "ink"),
        (role.Button, "paper"),
        (role.ButtonText, "ink"),
        (role.BrightText, "ink"),
        (role.PlaceholderText, "muted"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "ink"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "accent_ink"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.Light, "line"),
        (role.Mid, "line"),
        (role.Dark, "edge"),
        (role.Shadow, "shadow"),
    ):
        palette.setColor(which, QColor(base[token]))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(base["disabled"]))
    return palette
