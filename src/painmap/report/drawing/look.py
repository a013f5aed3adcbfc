"""Colours, sizes, fonts and settings that all charts share."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parents[1] / "fonts"
WIDTH = 6.7  # inches: the text width of an A4 page with margins of 20 mm
WIDE = 10.3  # of a landscape page
INK, MUTED, RULE, PAPER = "#1b2430", "#55606c", "#cfd6dd", "#ffffff"
MAIN, PALE, WARM = "#1f4068", "#a9bccf", "#a8501c"
# Behind lines: the interval of what was expected, the months of the report.
RIBBON, SHADE = "#ecd2bf", "#e6ebf0"
LABEL, SMALL = 8.5, 8.0  # points

RC: dict[str, Any] = {
    "font.family": ["PT Sans"], "font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "painmap",
    "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": MUTED, "axes.linewidth": 0.7,
    "xtick.color": MUTED, "ytick.color": MUTED, "ytick.labelcolor": INK, "xtick.labelcolor": MUTED,
    "xtick.major.width": 0.7, "xtick.major.size": 3, "ytick.major.width": 0.7, "lines.markersize": 5,
    "axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": True,
    "grid.color": RULE, "grid.linewidth": 0.6, "axes.axisbelow": True, "legend.frameon": False,
    "figure.facecolor": "none", "axes.facecolor": "none", "path.simplify": False,
}  # fmt: skip


def style() -> AbstractContextManager[None]:
    """The settings under which a figure is drawn and saved."""
    from matplotlib import rc_context

    _register_fonts()
    settings: Any = RC
    return rc_context(settings)


@cache
def _register_fonts() -> None:
    from matplotlib import font_manager

    for file in sorted(FONTS.glob("PTS*.ttf")):
        font_manager.fontManager.addfont(str(file))


@cache
def seaborn_module() -> Any:
    """seaborn without scipy: 0.75 of 0.81 s of its import, wanted by densities and dendrograms only."""
    optional = [name for name in ("scipy.stats", "scipy.cluster") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(optional))  # type: ignore[arg-type]
    try:
        import seaborn
    finally:
        for name in optional:
            del sys.modules[name]
    return seaborn
