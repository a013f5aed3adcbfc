"""Labels in lines: where they break and how wide they are."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from painmap.report.drawing.look import RC, SMALL
from painmap.report.formats import clean


def wrap(text: str, width: int = 46) -> str:
    """At most three lines of about `width` characters."""
    return "\n".join(textwrap.wrap(clean(text, 110), width)[:3])


def inches(lines: Sequence[str], size: float) -> float:
    """The width of the longest line."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=RC["font.family"], size=size)
    widths = (text_to_path.get_text_width_height_descent(line, font, False)[0] for line in lines)
    return max(widths, default=0.0) / 72


def fitted(text: str, room: float) -> str:
    """The text in the longest lines that `room` inches hold."""
    tries = (wrap(text, width) for width in range(60, 15, -2))
    return next((t for t in tries if inches(t.split("\n"), SMALL) <= room), wrap(text, 16))
