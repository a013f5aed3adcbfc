"""What became of what: former problems at the left, present ones at the right, lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from painmap.report import strings
from painmap.report.drawing.frame import axes_at
from painmap.report.drawing.labels import fitted
from painmap.report.drawing.look import INK, MAIN, MUTED, SHADE, SMALL, WIDTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches of a line of a title, between titles, between passages, of the heads.
_LINE, _GAP, _APART, _HEADS = 0.15, 0.10, 0.12, 0.26
# Where the left titles end and the right ones begin, in inches.
_LEFT, _RIGHT = 2.45, 4.25
# Room of the word between them.
_WORD = 1.3


@dataclass(frozen=True)
class Passage:
    """Former titles that became present ones; an empty side: it is new, or gone. `word`: what happened."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    word: str


def passages(shown: Sequence[Passage]) -> Figure:
    """The passages one under another."""
    blocks = [
        ([fitted(t, _LEFT) for t in p.before], [fitted(t, WIDTH - _RIGHT) for t in p.after]) for p in shown
    ]
    heights = [max(_height(left), _height(right)) for left, right in blocks]
    total = _HEADS + sum(heights) + _APART * len(blocks)
    figure, axes = axes_at(0.0, total, right=0.0)
    axes.set(xlim=(0, WIDTH), ylim=(total, 0), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
    for x, align, title in (
        (_LEFT, "right", strings.LINEAGE_BEFORE),
        (_RIGHT, "left", strings.LINEAGE_AFTER),
    ):
        axes.text(x, 0.12, title, ha=align, va="center", fontsize=SMALL, color=MUTED)
    top = _HEADS
    for passage, (left, right), height in zip(shown, blocks, heights, strict=True):
        _draw(axes, passage, (left, right), (top, height))
        top += height + _APART
    return figure


def _height(titles: Sequence[str]) -> float:
    return (
        sum(_LINE * (t.count("\n") + 1) for t in titles) + _GAP * max(0, len(titles) - 1) if titles else _LINE
    )


def _draw(
    axes: Axes, passage: Passage, sides: tuple[list[str], list[str]], place: tuple[float, float]
) -> None:
    top, height = place
    middle = top + height / 2
    ends: list[list[float]] = []
    for titles, x, align in zip(sides, (_LEFT, _RIGHT), ("right", "left"), strict=True):
        at, found = middle - _height(titles) / 2, []
        for title in titles:
            own = _LINE * (title.count("\n") + 1)
            axes.text(x, at + own / 2, title, ha=align, va="center", fontsize=SMALL, linespacing=1.1)
            found.append(at + own / 2)
            at += own + _GAP
        ends.append(found)
    centre = (_LEFT + _RIGHT) / 2
    for x, found in ((_LEFT + 0.08, ends[0]), (_RIGHT - 0.08, ends[1])):
        for y in found:
            axes.plot([x, centre], [y, middle], color=MAIN, linewidth=1.4, solid_capstyle="round")
            axes.plot([x], [y], marker="o", markersize=4, color=MAIN)
    axes.text(
        centre, middle, fitted(passage.word, _WORD), ha="center", va="center", fontsize=SMALL, color=INK,
        bbox={"boxstyle": "round,pad=0.25", "facecolor": SHADE, "edgecolor": MAIN, "linewidth": 0.7},
    )  # fmt: skip
