"""Every page and dialog has its picture, and on none of them does a word fail to fit."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QScreen
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

import iom_desktop.ui
from iom_desktop import gallery
from iom_desktop.errors import UserError
from iom_desktop.gallery import drawing
from iom_desktop.gallery.papers import PAPERS
from iom_desktop.gallery.scenes import SCENES
from iom_desktop.gallery.stage import HEIGHT, WIDTH, Theatre, Variant, theatre
from iom_desktop.ui import theme
from iom_desktop.ui.chips import Chip
from iom_desktop.ui.label import ElidedLabel, text_label
from iom_desktop.ui.page import Page
from iom_desktop.ui.palette_box import PaletteBox
from iom_desktop.ui.start.surface import Surface
from tests.clipping import Shortening, faults_of

#: The test draws the two that differ in everything; the command draws all four.
VARIANTS = (Variant("light", 1.0), Variant("dark", 1.5))


def screens() -> set[type[QWidget]]:
    """Every class of page, start page and dialog in the program, and what they are made of."""
    found: set[type[QWidget]] = set()
    for module in pkgutil.walk_packages(iom_desktop.ui.__path__, "iom_desktop.ui."):
        for thing in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(thing) and issubclass(thing, (Page, Surface, QDialog, PaletteBox)):
                found.add(thing)
    return {one for one in found if one.__module__.startswith("iom_desktop.")}


@pytest.fixture(scope="module")
def play() -> Iterator[Theatre]:
    with theatre() as made:
        yield made


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """On a screen of the size that the command draws on; light and blinking again afterwards."""
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _screen: QRect(0, 0, 1920, 1080))
    flash = qapp.cursorFlashTime()
    yield
    qapp.setCursorFlashTime(flash)
    theme.apply_theme(qapp, "light")


# --- The gallery -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variant",
    # Words that fit at 150% fit at 100%: the second drawing is a proof for a command of its own.
    [pytest.param(one, marks=[] if one.scale > 1 else pytest.mark.proof) for one in VARIANTS],
    ids=lambda variant: variant.words,
)
def test_the_gallery_is_complete_and_every_word_fits(
    qapp: QApplication, play: Theatre, variant: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictured: set[type] = set()
    faults: list[str] = []
    with drawing.stage(play, variant) as on:
        shortening = Shortening(monkeypatch)
        for drawn in drawing.draw_scenes(on):
            found = [*faults_of(drawn.widget), *shortening.taken()]
            faults += [f"{drawn.name}: {fault}" for fault in dict.fromkeys(found)]
            seen = [drawn.widget, *drawn.widget.findChildren(QWidget)]
            pictured |= {kind for widget in seen if widget.isVisible() for kind in type(widget).__mro__}
            assert not is_blank(drawn.image), drawn.name
    assert not faults, "\n".join(faults)
    assert sorted(one.__name__ for one in screens() - pictured) == []


def is_blank(image: QImage) -> bool:
    """Whether a picture is all of one colour."""
    first = image.pixel(0, 0)
    return all(
        image.pixel(x, y) == first for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)
    )


def test_a_picture_without_words_is_told() -> None:
    image = QImage(50, 50, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    assert is_blank(image)
    image.setPixel(21, 21, 0)
    assert not is_blank(image)


def test_no_dialog_is_made_without_a_class_of_its_own() -> None:
    """Which the gallery would miss: it looks for classes."""
    root = Path(iom_desktop.ui.__file__).parent
    made = re.compile(r"(?<!class )(?<!\w)(?:FormDialog|PlanDialog|EditDialog|KeyDialog|QDialog)\(")
    found = [path.name for path in root.rglob("*.py") if made.search(path.read_text(encoding="utf-8"))]
    allowed = {  # classes that derive from them, in one line
        path.name
        for path in root.rglob("*.py")
        if not made.search(re.sub(r"class \w+\([^)]*\)", "", path.read_text(encoding="utf-8")))
    }
    assert set(found) - allowed == set()


@pytest.mark.proof
def test_pictures_are_named_for_what_they_show_and_written(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "SCENES", SCENES)
    monkeypatch.setattr(drawing.draw_scenes, "__defaults__", (("start-welcome", "settings"),))
    many = gallery.draw_gallery(tmp_path / "gallery", VARIANTS[:1])
    names = sorted(path.name for path in (tmp_path / "gallery").iterdir())
    assert names[-2:] == ["settings-light-100.png", "start-welcome-light-100.png"]
    papers = {name.removeprefix("paper-").rpartition("-")[0] for name in names if name.startswith("paper-")}
    assert papers == set(PAPERS)
    assert many == len(names)
    picture = QImage(str(tmp_path / "gallery" / "settings-light-100.png"))
    assert (picture.width(), picture.height()) == (WIDTH, HEIGHT)
    page = QImage(str(tmp_path / "gallery" / names[0]))
    assert not is_blank(page)
    assert page.height() / page.width() == pytest.approx(297 / 210, abs=0.01)


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    """Drawn by ``gallery.draw_readme``, as its package says."""
    folder = Path(__file__).parent.parent / "docs" / "gallery"
    wanted = {f"{name}-{dress}.png" for name in drawing.README_SCENES for dress in ("light", "dark")}
    papers = {f"paper-{name}.png" for name in drawing.README_PAPERS}
    assert {path.name for path in folder.glob("*.png")} == wanted | papers
    assert max(path.stat().st_size for path in folder.glob("*.png")) < 300_000


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written to"):
        gallery.draw_gallery(tmp_path / "taken")


# --- The checker can fail ----------------------------------------------------------------------------------


@pytest.fixture
def host(qtbot: QtBot, qapp: QApplication) -> QWidget:
    theme.apply_theme(qapp, "light")
    made = QWidget()
    made.setObjectName("host")
    made.resize(400, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def put(host: QWidget, widget: QWidget, width: int, height: int = 30) -> None:
    widget.setParent(host)
    widget.setGeometry(10, 10, width, height)
    widget.show()


LONG = "Attend the assessment at Northgate"


def elided() -> QWidget:
    return ElidedLabel(LONG, name="words")


def label() -> QWidget:
    return text_label(LONG)


def wrapped() -> QWidget:
    return text_label(LONG, wrap=True)


def pushed() -> QWidget:
    return QPushButton(LONG)


def ticked() -> QWidget:
    return QCheckBox(LONG)


def chosen() -> QWidget:
    made = QComboBox()
    made.addItem(LONG)
    return made


def hinted() -> QWidget:
    made = QLineEdit()
    made.setPlaceholderText(LONG)
    return made


def chip() -> QWidget:
    return Chip(LONG)


def tabs() -> QWidget:
    made = QTabBar()
    made.setElideMode(Qt.TextElideMode.ElideNone)
    for words in ("Overview", "Why IOM", "Risk and needs"):
        made.addTab(words)
    return made


@pytest.mark.parametrize("make", [elided, label, pushed, ticked, chosen, hinted, chip, tabs])
def test_the_checker_finds_what_is_too_narrow(host: QWidget, make: object) -> None:
    widget = make()  # type: ignore[operator]
    put(host, widget, 380)
    assert faults_of(host) == []
    widget.setGeometry(10, 10, 90, 30)
    assert len(faults_of(host)) >= 1


def test_the_checker_finds_what_is_too_low(host: QWidget) -> None:
    words = wrapped()
    put(host, words, 100, 100)
    assert faults_of(host) == []
    words.setGeometry(10, 10, 100, 20)
    assert "pixels high" in faults_of(host)[0]
    words.setGeometry(10, 10, 40, 200)
    assert "too narrow for the word 'assessment'" in faults_of(host)[0]


def test_the_checker_finds_what_stands_outside(host: QWidget) -> None:
    words = text_label("Rosa")
    put(host, words, 60)
    words.move(370, 10)
    assert "outside" in faults_of(host)[0]
    words.move(10, 290)
    assert "outside" in faults_of(host)[0]
    words.hide()
    assert faults_of(host) == []


def test_what_scrolls_down_is_in_reach_and_what_goes_sideways_is_not(host: QWidget) -> None:
    inside = QWidget()
    inside.resize(800, 2000)
    area = QScrollArea()
    area.setWidget(inside)
    put(host, area, 300, 200)
    words = text_label("Rosa", name="below")
    words.setParent(inside)
    words.setGeometry(10, 1500, 60, 30)
    words.show()
    assert faults_of(host) == []
    words.setGeometry(500, 1500, 60, 30)
    assert "outside" in faults_of(host)[0]


def test_the_checker_finds_a_heading_and_a_column_that_cannot_be_widened(host: QWidget) -> None:
    table = QTableWidget(1, 2)
    table.setHorizontalHeaderLabels(["Row", "What will happen"])
    table.verticalHeader().hide()
    put(host, table, 380, 200)
    table.setColumnWidth(1, 200)
    assert faults_of(host) == []
    table.setColumnWidth(1, 40)
    assert "heading" in faults_of(host)[0]
    table.setColumnWidth(1, 200)
    table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
    assert "cannot be made wider" in faults_of(host)[0]


@pytest.mark.parametrize("words", ["None", "null", "nan"])
def test_the_checker_finds_what_says_nothing(host: QWidget, words: str) -> None:
    put(host, QLabel(words), 200)
    assert "says" in faults_of(host)[0]


def test_what_a_painter_shortens_is_noted_once(monkeypatch: pytest.MonkeyPatch, host: QWidget) -> None:
    QHBoxLayout(host)
    watch = Shortening(monkeypatch)
    metrics = QFontMetrics(host.font())
    for _time in range(2):
        assert metrics.elidedText("Rosa", Qt.TextElideMode.ElideRight, 300) == "Rosa"
        metrics.elidedText(LONG, Qt.TextElideMode.ElideRight, 60)
    assert len(watch.taken()) == 1
    assert watch.taken() == []
