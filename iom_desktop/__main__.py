"""``python -m iom_desktop``: the window, or with arguments one command of the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the window, or run the command named on the command line."""
    if len(sys.argv) > 1:
        from iom_desktop.cli import main as run_command

        return run_command(sys.argv[1:])
    from iom_desktop.app import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
