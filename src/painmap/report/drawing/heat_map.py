"""Shares by row and column as shades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from painmap.report.drawing.frame import AXIS_ROOM, axes_of_rows, with_nan
from painmap.report.drawing.labels import wrap
from painmap.report.drawing.look import INK, MAIN, PAPER, SMALL, seaborn_module
from painmap.report.formats import decimal

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def heatmap(
    values: Sequence[Sequence[float | None]], labels: Sequence[str], columns: Sequence[str]
) -> Figure:
    """Shares by row and column, the darker the larger."""
    seaborn = seaborn_module()
    figure, axes = axes_of_rows(labels, 0.26, bottom=AXIS_ROOM)
    shown = [["" if v is None else f"{decimal(100 * v, 1)} %" for v in row] for row in values]
    seaborn.heatmap(
        [with_nan(row) for row in values], annot=shown, fmt="",
        cmap=seaborn.light_palette(MAIN, as_cmap=True), cbar=False, vmin=0, linewidths=1, linecolor=PAPER,
        annot_kws={"fontsize": SMALL}, ax=axes,
    )  # fmt: skip
    known = [v for row in values for v in row if v is not None]
    for text, value in zip(axes.texts, known, strict=True):
        text.set_color(PAPER if value > 0.55 * max(known) else INK)
    axes.set_xticks([i + 0.5 for i in range(len(columns))], list(columns), rotation=0, fontsize=SMALL)
    axes.set_yticks([i + 0.5 for i in range(len(labels))], [wrap(label) for label in labels], rotation=0)
    axes.tick_params(length=0)
    return figure
