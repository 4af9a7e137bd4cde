"""This user's settings: how the program looks, when it locks, where the window stood. Nothing about a case.

The file is a convenience: whatever in it cannot be read is passed over, and the usual takes its place.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from iom_desktop import paths

THEMES = ("system", "light", "dark", "contrast")
SCALES = (100, 110, 125, 150)
LEAST_LOCK, MOST_LOCK, USUAL_LOCK = 1, 15, 5
_LARGEST_FILE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is kept between sittings.

    ``scale`` is in per cent; ``lock_minutes`` is 1 to 15; ``last_store`` is a folder or ""; ``geometry`` is
    what Qt says of the window's place and size, in hex, or "".
    """

    theme: str = "system"
    scale: int = 100
    comfortable: bool = False
    lock_minutes: int = USUAL_LOCK
    last_store: str = ""
    geometry: str = ""

    @property
    def factor(self) -> float:
        """The scale as the theme takes it: 1.0 is 100%."""
        return self.scale / 100


_GOOD: dict[str, Any] = {
    "theme": lambda value: value in THEMES,
    "scale": lambda value: type(value) is int and value in SCALES,
    "comfortable": lambda value: type(value) is bool,
    "lock_minutes": lambda value: type(value) is int and LEAST_LOCK <= value <= MOST_LOCK,
    "last_store": lambda value: isinstance(value, str) and "\x00" not in value,
    "geometry": lambda value: isinstance(value, str) and _is_hex(value),
}


def _is_hex(text: str) -> bool:
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return True


class SettingsFile:
    """The settings in use, kept in a file that is written whole or not at all."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.settings_file()
        self.settings = self._read()

    def change(self, **values: Any) -> Settings:
        """Change and keep settings. A disk that refuses costs the keeping, never the sitting."""
        self.settings = replace(self.settings, **values)
        with contextlib.suppress(OSError):
            self._write()
        return self.settings

    def _read(self) -> Settings:
        try:
            with self.path.open("rb") as file:
                said = json.loads(file.read(_LARGEST_FILE))
        except (OSError, ValueError, RecursionError):
            return Settings()
        if not isinstance(said, dict):
            return Settings()
        kept = {name: said[name] for name, good in _GOOD.items() if name in said and good(said[name])}
        return Settings(**kept)

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}.new")
        try:
            unfinished.write_text(json.dumps(asdict(self.settings), indent=1) + "\n", encoding="utf-8")
            unfinished.replace(self.path)
        finally:
            unfinished.unlink(missing_ok=True)
