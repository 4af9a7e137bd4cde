"""This user's settings: kept whole, forgiving of whatever the file holds, and silent about cases."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from iom_desktop.ui.settings_file import Settings, SettingsFile


def test_a_first_start_has_the_usual_settings(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path / "none.json").settings == Settings()


def test_what_is_changed_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    SettingsFile(path).change(theme="dark", scale=125, comfortable=True, lock_minutes=9, last_store="/a/b")
    again = SettingsFile(path).settings
    assert again == Settings(theme="dark", scale=125, comfortable=True, lock_minutes=9, last_store="/a/b")
    assert again.factor == 1.25
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", b"\xff\xfe\x00", b'"words"', b"[" * 30_000, b"null"],
    ids=["empty", "cut off", "a list", "not text", "a word", "deep", "null"],
)
def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert SettingsFile(path).settings == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("scale", 1000),
        ("scale", "150"),
        ("scale", True),
        ("comfortable", 1),
        ("lock_minutes", 0),
        ("lock_minutes", 16),
        ("last_store", 7),
        ("last_store", "a\x00b"),
        ("geometry", "not hex"),
    ],
)
def test_a_value_that_will_not_do_gives_way_to_the_usual(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"theme": "dark", "scale": 110, name: value}), encoding="utf-8")
    found = SettingsFile(path).settings
    assert getattr(found, name) == getattr(Settings(), name)
    other = "scale" if name == "theme" else "theme"
    assert getattr(found, other) == {"theme": "dark", "scale": 110}[other]


def test_a_disk_that_refuses_costs_the_keeping_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    settings = SettingsFile(tmp_path / "file" / "settings.json")
    assert settings.change(theme="dark").theme == "dark"


def test_there_is_no_place_in_it_for_anything_about_a_case() -> None:
    assert {field.name for field in fields(Settings)} == {
        "theme",
        "scale",
        "comfortable",
        "lock_minutes",
        "last_store",
        "geometry",
    }
