"""Every colour reads, every size scales, and nothing names a colour the themes lack."""

from __future__ import annotations

import re
import sys
from itertools import product

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from iom_desktop import paths
from iom_desktop.ui import theme

GROUNDS = ("paper", "ground", "raised", "selected", "hover")
LEAST_TEXT = {"light": 4.5, "dark": 4.5, "contrast": 7.0}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(part) for part in QColor(colour).getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", theme.NAMES)
def test_every_role_reads_on_every_ground(name: str) -> None:
    dressed = theme.load_theme(name)
    poor = [
        (role, ground, round(contrast(dressed.hue(role).text, dressed.base[ground]), 2))
        for role, ground in product(dressed.roles, GROUNDS)
        if contrast(dressed.hue(role).text, dressed.base[ground]) < LEAST_TEXT[name]
    ]
    assert poor == []


@pytest.mark.parametrize("name", theme.NAMES)
def test_every_role_reads_on_its_own_chip(name: str) -> None:
    dressed = theme.load_theme(name)
    poor = [
        key
        for key, hue in dressed.hues.items()
        if contrast(hue.text, hue.soft) < LEAST_TEXT[name] or contrast(hue.mark, hue.soft) < 3
    ]
    assert poor == []


@pytest.mark.parametrize("name", theme.NAMES)
def test_words_on_notices_and_buttons_read(name: str) -> None:
    base, hues = theme.load_theme(name).base, theme.load_theme(name).hues
    pairs = [(base["ink"], base[ground]) for ground in GROUNDS]
    pairs += [(base["muted"], base[ground]) for ground in GROUNDS]
    pairs += [(base["accent"], base[ground]) for ground in GROUNDS]
    pairs += [(base["ink"], hue.soft) for hue in hues.values()]
    pairs += [(base["accent"], hues[key].soft) for key in ("red", "amber", "green", "accent")]
    pairs += [(base["accent_ink"], base["accent"]), (base["accent_ink"], base["accent_hover"])]
    assert [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < LEAST_TEXT[name]] == []


@pytest.mark.parametrize("name", theme.NAMES)
def test_shapes_field_edges_and_the_focus_stand_out(name: str) -> None:
    dressed = theme.load_theme(name)
    pairs = [(hue.mark, dressed.base[ground]) for hue in dressed.hues.values() for ground in GROUNDS[:2]]
    pairs += [(dressed.base[part], dressed.base["paper"]) for part in ("edge", "accent")]
    assert [pair for pair in pairs if contrast(*pair) < 3] == []


def test_all_themes_have_the_same_colours_and_roles() -> None:
    first, *others = (theme.load_theme(name) for name in theme.NAMES)
    for other in others:
        assert set(other.base) == set(first.base)
        assert set(other.hues) == set(first.hues)
        assert other.roles == first.roles


def test_every_role_with_a_shape_is_a_role_and_rag_shapes_differ() -> None:
    assert set(theme.SHAPES) <= set(theme.load_theme("light").roles)
    rag = [theme.shape(f"rag-{word}") for word in ("red", "amber", "green", "blue")]
    assert rag == ["diamond", "triangle", "circle", "square"]


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_style_sheet_leaves_no_place_empty(name: str, scale: float) -> None:
    sheet = theme.style_sheet(theme.load_theme(name, scale))
    assert "@" not in sheet
    for file in re.findall(r'url\("([^"]+)"\)', sheet):
        assert paths.Path(file).is_file()


def test_an_unknown_token_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        theme._token(theme.load_theme("light"), "no_such_colour")


@pytest.mark.parametrize("name", theme.NAMES)
def test_applying_a_theme_changes_palette_and_colours(qapp: QApplication, name: str) -> None:
    theme.apply_theme(qapp, name)
    base = theme.load_theme(name).base
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(base["paper"])
    assert theme.colour("ink") == QColor(base["ink"])
    assert theme.colour("overdue") == QColor(theme.load_theme(name).hue("overdue").text)


def test_system_is_one_of_the_themes(qapp: QApplication) -> None:
    assert theme.apply_theme(qapp, "system").name in theme.NAMES


def test_no_such_theme(qapp: QApplication) -> None:
    with pytest.raises(ValueError):
        theme.apply_theme(qapp, "sepia")


def test_rows_and_fonts_grow_with_the_scale(qapp: QApplication) -> None:
    assert (theme.row_height(), theme.font().pixelSize()) == (28, 14)
    theme.apply_theme(qapp, "light", 1.5)
    assert (theme.row_height(), theme.font().pixelSize(), theme.px(8)) == (42, 21, 12)
    theme.apply_theme(qapp, "light", 1.0, comfortable=True)
    assert theme.row_height() == 36


def test_fields_grow_with_the_scale(qapp: QApplication, qtbot: QtBot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    before = line.sizeHint().height()
    theme.apply_theme(qapp, "light", 1.5)
    assert line.sizeHint().height() >= round(before * 1.4)


def test_the_programs_own_font_has_tabular_figures_and_welsh_letters() -> None:
    font = theme.font()
    assert QFontInfo(font).family() == "Lato"
    metrics = QFontMetricsF(font)
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    drawn = QRawFont.fromFont(font)
    assert all(drawn.supportsCharacter(ord(letter)) for letter in "ŵŷâêîôûŴŶ")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="there these objects cannot die")
def test_the_constants_of_the_language_outlive_much_painting() -> None:
    for constant in (None, True, False):
        assert sys.getrefcount(constant) > 1 << 39
