"""The gallery: every page and dialog of the program drawn from the invented caseload, and the paper beside them.

``python -m iom_desktop gallery DIR`` draws all of it; ``draw_readme`` draws the few pictures that the README
shows, into ``docs/gallery``::

    python -c "from pathlib import Path; from iom_desktop.gallery import draw_readme; draw_readme(Path('docs/gallery'))"
"""

from __future__ import annotations

from iom_desktop.gallery.drawing import draw_gallery, draw_readme

__all__ = ["draw_gallery", "draw_readme"]
