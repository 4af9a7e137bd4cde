"""Words in another language: for one paper, in one thread; and the Welsh catalogue, whole and as it was compiled."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from iom_desktop import paths
from iom_desktop.display import formats, my_plan_lines
from iom_desktop.display.words import _, in_language, language, plural
from iom_desktop.domain.codes import HELP_NUMBERS
from iom_desktop.services.codes import shipped

FOLDER = paths.resources() / "locale" / "cy" / "LC_MESSAGES"


def catalogue(path: Path = FOLDER / "iom_desktop.po"):  # type: ignore[no-untyped-def]
    with path.open("rb") as file:
        return read_po(file)


def test_a_language_holds_within_its_block_alone() -> None:
    assert (language(), _("Monday")) == ("en", "Monday")
    with in_language("cy"):
        assert (language(), _("Monday")) == ("cy", "Dydd Llun")
        with in_language("en"):
            assert _("Monday") == "Monday"
        assert _("Monday") == "Dydd Llun"
        assert _("No Welsh for this") == "No Welsh for this"
        assert _("") == ""
    assert _("Monday") == "Monday"


def test_a_block_that_fails_gives_the_language_back() -> None:
    with pytest.raises(ValueError, match="stop"), in_language("cy"):
        raise ValueError("stop")
    assert language() == "en"


def test_a_language_nobody_has_falls_back_to_english() -> None:
    with in_language("xx"):
        assert _("Monday") == "Monday"
        assert plural("day", "days", 2) == "days"


def test_each_thread_has_its_own() -> None:
    both = Barrier(2, timeout=20)

    def said(code: str) -> list[str]:
        with in_language(code):
            found = []
            for _round in range(50):
                both.wait()
                found.append(_("Tuesday"))
            return found

    with ThreadPoolExecutor(2) as pool:
        welsh, english = pool.map(said, ("cy", "en"))
    assert set(welsh) == {"Dydd Mawrth"}
    assert set(english) == {"Tuesday"}


# --- The Welsh catalogue -------------------------------------------------------------------------------


def test_what_is_read_is_what_is_written() -> None:
    """After a change of the .po: pybabel compile -D iom_desktop -d resources/locale."""
    made = BytesIO()
    write_mo(made, catalogue())
    assert (FOLDER / "iom_desktop.mo").read_bytes() == made.getvalue()


def test_every_wording_has_its_welsh_with_the_same_places_to_fill() -> None:
    for message in catalogue():
        if not message.id:
            continue
        ours = (message.id,) if isinstance(message.id, str) else message.id
        theirs = (message.string,) if isinstance(message.string, str) else message.string
        assert all(theirs), message.id
        for words in theirs:
            assert sorted(re.findall(r"{\w*}", words)) == sorted(re.findall(r"{\w*}", ours[0])), message.id
        assert not message.fuzzy


def test_the_catalogue_says_that_it_wants_a_welsh_speaker() -> None:
    assert "wants the check of a Welsh speaker" in " ".join(
        (FOLDER / "iom_desktop.po").read_text(encoding="utf-8").split("\n")[:6]
    )


def test_the_numbers_that_come_with_the_program_have_welsh_names() -> None:
    known = {message.id for message in catalogue()}
    for item in shipped(HELP_NUMBERS):
        assert {item.name, item.detail("when")} <= known


def test_welsh_dates_and_times() -> None:
    with in_language("cy"):
        assert my_plan_lines.day_and_time(date(2026, 12, 1), time(10)) == "Dydd Mawrth 1 Rhagfyr 2026, 10:00"
        assert formats.exact_date(date(2026, 3, 1)) == "Sul 1 Maw 2026"
        assert [formats.long_date(date(2027, month, 4)).split()[3] for month in range(1, 13)] == [
            "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref",
            "Tachwedd", "Rhagfyr",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "n, days, years",
    [
        (0, "diwrnod", "mlynedd"),
        (1, "diwrnod", "flwyddyn"),
        (2, "ddiwrnod", "flynedd"),
        (3, "diwrnod", "blynedd"),
        (6, "diwrnod", "blynedd"),
        (10, "diwrnod", "mlynedd"),
    ],
)
def test_welsh_plurals(n: int, days: str, years: str) -> None:
    with in_language("cy"):
        assert formats.days(n) == f"{n} {days}"
        assert formats.count(n, "year", "years") == f"{n} {years}"


def test_a_length_of_time_in_welsh() -> None:
    with in_language("cy"):
        assert my_plan_lines.length_words(90) == "1 awr a 30 munud"
    assert my_plan_lines.length_words(60) == "1 hour"
    assert my_plan_lines.length_words(45) == "45 minutes"
