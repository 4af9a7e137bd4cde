"""Where the program's own files are, frozen or not, and where the officer's settings live."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs


def program_root() -> Path:
    """The folder that holds ``resources/`` and ``db/``: the bundle when frozen, the checkout otherwise."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle)
    return Path(__file__).resolve().parent.parent


def resources() -> Path:
    """The folder of themes, code lists, help and locale."""
    return program_root() / "resources"


def migrations() -> Path:
    """The folder of database migrations."""
    return program_root() / "db" / "migrations"


def settings_file() -> Path:
    """This user's settings: window size, theme, the last store's folder. Never anything about a case."""
    return Path(platformdirs.user_config_dir("iom-desktop", appauthor=False)) / "settings.json"


def cache_dir() -> Path:
    """Where the bench keeps its large store between runs."""
    return Path(platformdirs.user_cache_dir("iom-desktop", appauthor=False))
