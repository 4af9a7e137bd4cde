"""How often Python looks for rubbish: objects that only hold one another.

It looks each time a few hundred more objects are there than before, and every so often through all there are. A
program that reads a thousand modules and then thousands of records makes hardly any rubbish, and looks for it all the
time. Looking less often costs a few megabytes at most.
"""

from __future__ import annotations

import gc

#: New objects between two looks at the young ones, and young looks between two at the older ones.
_YOUNG, _OLDER, _OLDEST = 50_000, 20, 50


def look_seldom() -> None:
    """Look for rubbish seldom from here on."""
    gc.set_threshold(_YOUNG, _OLDER, _OLDEST)
