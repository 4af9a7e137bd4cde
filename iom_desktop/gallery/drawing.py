"""Drawing the gallery: scenes as pictures, and the pages of the case plan summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget

from iom_desktop.errors import UserError
from iom_desktop.gallery.papers import FIRST_PAGES, PAPERS, make_papers
from iom_desktop.gallery.scenes import SCENES
from iom_desktop.gallery.stage import Stage, Theatre, Variant, theatre

VARIANTS = tuple(Variant(theme, scale) for scale in (1.0, 1.5) for theme in ("light", "dark"))
#: The pictures of the README, and the widths of pages of paper in pixels.
README_SCENES = (
    "today", "caseload", "overview", "plan", "services", "diary-team", "compliance", "access",
    "why-iom-decided", "needs", "conference-agenda", "live-case", "documents-for-the-court", "dialog-check",
)  # fmt: skip
#: Papers of the README, each with the page that is shown: of a pack, the first case.
README_PAPERS = {
    "case-plan": 0, "case-plan-one-page": 0, "my-plan": 0, "day-sheet": 0, "pack": 2, "minutes": 0,
}  # fmt: skip
_PAPER_WIDTH = 1240
_README_PAPER_WIDTH = 800


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, with the widget it was taken of while that is still there."""

    name: str
    image: QImage
    widget: QWidget


@contextmanager
def stage(play: Theatre, variant: Variant) -> Iterator[Stage]:
    """The window open on the store and dressed, taken down at the end."""
    made = Stage(play, variant)
    try:
        yield made
    finally:
        made.close()


def draw_scenes(on: Stage, names: Iterable[str] = tuple(SCENES)) -> Iterator[Drawn]:
    """Draw each scene; what it opened is closed again before the next."""
    for name in names:
        widget = SCENES[name](on)
        yield Drawn(name, widget.grab().toImage(), widget)
        on.clear()


def draw_papers(
    on: Stage, names: Sequence[str] = PAPERS, width: int = _PAPER_WIDTH
) -> Iterator[tuple[str, list[QImage]]]:
    """(name, pages) of each paper, its pages ``width`` pixels wide."""
    for name, data in make_papers(on, names):
        yield name, _pages_of(data, width, FIRST_PAGES.get(name))


def _pages_of(data: bytes, width: int, most: int | None = None) -> list[QImage]:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    pages = []
    for page in range(document.pageCount())[:most]:
        size = document.pagePointSize(page)
        drawn = document.render(page, QSize(width, round(width * size.height() / size.width())))
        pages.append(_on_white(drawn))
    document.close()
    return pages


def _on_white(image: QImage) -> QImage:
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def draw_gallery(folder: Path, variants: Sequence[Variant] = VARIANTS) -> int:
    """Draw every page and dialog into ``folder``, and the pages of paper; returns how many pictures.

    Raises ``UserError`` where the folder cannot be written to.
    """
    made = 0
    with _writable(folder), theatre() as play:
        for variant in variants:
            with stage(play, variant) as on:
                for drawn in draw_scenes(on):
                    made += _save(drawn.image, folder / f"{drawn.name}-{variant.words}.png")
                if variant is variants[0]:
                    for name, pages in draw_papers(on):
                        for number, page in enumerate(pages, start=1):
                            made += _save(page, folder / f"paper-{name}-{number}.png")
    return made


def draw_readme(folder: Path) -> int:
    """Draw the pictures of the README into ``folder``: a few pages light and dark, and the paper."""
    made = 0
    with _writable(folder), theatre() as play:
        for variant in VARIANTS[:2]:
            with stage(play, variant) as on:
                for drawn in draw_scenes(on, README_SCENES):
                    made += _save(drawn.image, folder / f"{drawn.name}-{variant.theme}.png")
                if variant is VARIANTS[0]:
                    for name, pages in draw_papers(on, tuple(README_PAPERS), _README_PAPER_WIDTH):
                        page = min(README_PAPERS[name], len(pages) - 1)
                        made += _save(pages[page], folder / f"paper-{name}.png")
    return made


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        why = failure.strerror or "it cannot be made"
        raise UserError(f"The folder for the pictures cannot be written to: {why}.") from None
    yield


def _save(image: QImage, path: Path) -> int:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)  # nothing shows through
    if not plain.save(str(path), quality=0):
        raise UserError(f"{path.name} could not be written; is the disk full, or the folder not yours?")
    return 1
