"""What a reader finds in a finished PDF: its text page by page, without what stands around it."""

from __future__ import annotations

import io
import re

import pypdf


def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page, in the order in which they were drawn."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [[line.strip() for line in page.extract_text().splitlines()] for page in reader.pages]


def squeezed(text: str) -> str:
    """``text`` without any white space: how a line was broken makes no difference."""
    return re.sub(r"\s+", "", text)


def words_of(pdf: bytes) -> str:
    """All text of ``pdf``, squeezed."""
    return squeezed("".join("".join(page) for page in pages_of(pdf)))


_AROUND = re.compile(
    r"OFFICIAL(-SENSITIVE)?|DRAFT|Page \d+ of \d+|(.* · )?Preview: not a numbered copy\.|"
    r".* · Case plan · .*|[A-ZŴŶÂÊÎÔÛ ]{4,}|"
    r"continued|By when|If not|State|Who|What|Where and with whom|What came of it|How severe|Work|"
    r"Strengths and notes|Identified|Referred|Accepted|Offered|First|attended|Ended|"
    r"Not said|Not started|Came"
)


def body_of(pdf: bytes) -> str:
    """The text without furniture, heads and short cells, squeezed: what runs over a page is whole again."""
    lines = [line for page in pages_of(pdf) for line in page if not _AROUND.fullmatch(line)]
    return squeezed("".join(lines))
