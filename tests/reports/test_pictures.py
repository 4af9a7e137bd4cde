"""The pages of every paper as pictures, held against those kept: a change that nobody meant is shown as a picture.

To renew them on purpose: ``RENEW_PICTURES=1 python3 -m pytest tests/reports/test_pictures.py``, then look at them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from iom_desktop.gallery.papers import PAPERS
from tests.reports.conftest import Made

KEPT = Path(__file__).parent / "pictures"
RENEW = os.environ.get("RENEW_PICTURES") == "1"
#: Pixels an inch: enough to see what moved, little enough to keep.
DOTS = 50
#: Pages of one paper that are kept: what a long one goes on with looks like those before.
MOST_PAGES = 3
#: A pixel has changed by so much of 255, and a page by so many of its pixels.
_SEEN, _MANY = 96, 0.004

pytestmark = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not on this computer")


def drawn(data: bytes, folder: Path) -> list[Path]:
    """The first pages as grey pictures."""
    paper = folder / "paper.pdf"
    paper.write_bytes(data)
    drawing = [
        "pdftoppm",
        "-r",
        str(DOTS),
        "-gray",
        "-l",
        str(MOST_PAGES),
        "-png",
        str(paper),
        str(folder / "page"),
    ]
    subprocess.run(drawing, check=True, capture_output=True)
    return sorted(folder.glob("page-*.png"))


def changed(now: Image.Image, kept: Image.Image) -> float:
    """The share of pixels that are plainly different."""
    if now.size != kept.size:
        return 1.0
    return sum(ImageChops.difference(now, kept).histogram()[_SEEN:]) / (now.width * now.height)


def difference(now: Image.Image, kept: Image.Image) -> Image.Image:
    """The page as it is now, in grey, with red where it differs from the one kept."""
    kept = kept.crop((0, 0, *now.size))
    seen = ImageChops.difference(now, kept).point(lambda value: 255 if value >= _SEEN // 2 else 0)
    pale = now.point(lambda value: 128 + value // 2).convert("RGB")
    pale.paste((220, 20, 20), mask=seen)
    return pale


@pytest.mark.parametrize("name", PAPERS)
def test_every_page_looks_as_it_did(name: str, made: Made, tmp_path: Path) -> None:
    pages = drawn(made.papers[name], tmp_path)
    if RENEW:
        keep(name, pages)
    kept = sorted(KEPT.glob(f"{name}-[0-9].png"))
    assert len(kept) == len(pages), f"{name} has {len(pages)} pages to be kept, not {len(kept)}"
    wrong = []
    for number, (page, known) in enumerate(zip(pages, kept, strict=True), 1):
        with Image.open(page) as now, Image.open(known) as before:
            share = changed(now.convert("L"), before.convert("L"))
            if share > _MANY:
                shown = tmp_path / f"{name}-{number}-differs.png"
                difference(now.convert("L"), before.convert("L")).save(shown)
                wrong.append(f"page {number}: {share:.1%} differs, see {shown}")
    assert not wrong, f"{name}: {'; '.join(wrong)}. If it is meant, renew: RENEW_PICTURES=1"


def keep(name: str, pages: list[Path]) -> None:
    """Keep ``pages`` as how the paper is to look, in sixteen greys."""
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob(f"{name}-[0-9].png"):
        old.unlink()
    for number, page in enumerate(pages, 1):
        with Image.open(page) as picture:
            greys = picture.convert("L").quantize(16)
            greys.save(KEPT / f"{name}-{number}.png", optimize=True)


def test_no_picture_is_kept_of_a_paper_that_is_no_more() -> None:
    assert {path.name.rsplit("-", 1)[0] for path in KEPT.glob("*.png")} == set(PAPERS)


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in KEPT.glob("*.png")) < 2_000_000


def test_a_change_is_shown_in_red(made: Made, tmp_path: Path) -> None:
    with Image.open(drawn(made.papers["decision"], tmp_path)[0]) as page:
        now = page.convert("L")
    other = now.copy()
    other.paste(0, (100, 100, 140, 140))
    assert changed(now, now) == 0
    assert changed(now, other) > _MANY
    red = difference(other, now).getpixel((120, 120))
    assert red == (220, 20, 20)
    assert difference(other, now).getpixel((5, 5)) != (220, 20, 20)
