"""Answers on a scale from 1 to 5, about its middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from painmap.report import strings
from painmap.report.drawing.frame import LEGEND_ROOM, axes_of_rows, legend, patches
from painmap.report.drawing.look import INK, PAPER, SMALL
from painmap.report.formats import decimal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# 1 … 5, dark at both ends: position and labels carry the order where colour does not.
LIKERT = ("#8c3d0e", "#dba673", "#dfe3e7", "#92b3d1", "#1f4068")
LIKERT_TEXT = (PAPER, INK, INK, INK, PAPER)


@dataclass(frozen=True)
class LikertRow:
    """A question with the shares (0–1) of the answers 1–5, its n and the id of its table."""

    label: str
    shares: tuple[float, float, float, float, float]
    base: int | None = None
    table: str = ""


def likert(rows: Sequence[LikertRow]) -> Figure:
    """Diverging bars: 1–2 to the left, 4–5 to the right of the middle."""
    figure, axes = axes_of_rows([r.label for r in rows], 0.29, top=LEGEND_ROOM, bottom=0.22)
    for i, row in enumerate(rows):
        left = -(row.shares[0] + row.shares[1] + row.shares[2] / 2)
        for share, color, ink in zip(row.shares, LIKERT, LIKERT_TEXT, strict=True):
            axes.barh(
                i, share, left=left, height=0.68, color=color, edgecolor=PAPER, linewidth=0.6, clip_on=False
            )
            if share >= 0.06:
                at = left + share * (0.25 if color == LIKERT[2] else 0.5)
                axes.text(at, i, decimal(100 * share), ha="center", va="center", fontsize=SMALL, color=ink)
            left += share
    axes.axvline(0, color=INK, linewidth=0.7)
    axes.set_xlabel(strings.LIKERT_AXIS, fontsize=SMALL)
    named = [strings.LIKERT_LEGEND.format(value=v) for v in strings.LIKERT_SCALE]
    legend(figure, patches(list(zip(named, LIKERT, strict=True))), handlelength=1.1)
    return figure
