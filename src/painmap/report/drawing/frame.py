"""The frame of a chart: figure, axes, legend; and its values as matplotlib takes them.

The place of the axes is computed from the widths of the labels: matplotlib's own layout engine draws every
chart twice to find it (half of the time of a report).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from painmap.report.drawing.labels import inches, wrap
from painmap.report.drawing.look import LABEL, WIDTH

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEGEND_ROOM, AXIS_ROOM = 0.27, 0.36  # inches: a legend above, a scale with its title below
_LINE = 1.22  # height of a line of a label, in its size


def axes_at(
    left: float,
    height: float,
    *,
    top: float = 0.03,
    bottom: float = 0.03,
    right: float = 0.05,
    width: float = WIDTH,
) -> tuple[Figure, Axes]:
    """A figure `width` wide whose axes are `height` high and begin at `left`; all in inches."""
    from matplotlib.figure import Figure

    total = height + top + bottom
    figure = Figure(figsize=(width, total))
    figure.patch.set_visible(False)
    axes = figure.add_axes((left / width, bottom / total, (width - left - right) / width, height / total))
    axes.patch.set_visible(False)
    return figure, axes


def axes_of_rows(
    labels: Sequence[str], room: float, *, columns: int = 46, **sides: float
) -> tuple[Figure, Axes]:
    """Axes for horizontal rows named at the left.

    Args:
        room: Inches that a row needs without its label.
        columns: Characters in a line of a label.
        sides: Of `axes_at`.
    """
    wrapped = [wrap(label, columns) for label in labels]
    lines = max((label.count("\n") + 1 for label in wrapped), default=1)
    height = max(room, (lines * LABEL * _LINE + 3) / 72)
    left = inches([line for label in wrapped for line in label.split("\n")], LABEL) + 0.12
    figure, axes = axes_at(left, height * max(1, len(labels)), **sides)
    axes.set_yticks(range(len(labels)), wrapped)
    axes.tick_params(axis="y", length=0, labelsize=LABEL)
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set(xticks=[], ylim=(len(labels) - 0.5, -0.5))
    return figure, axes


def legend(figure: Figure, handles: Sequence[Any], *, columns: int = 0, **more: Any) -> None:
    """A legend above the axes in lines of `columns` entries; 0: in one line."""
    figure.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=(0, 1), ncols=columns or len(handles),
        fontsize=LABEL, borderaxespad=0, borderpad=0.1, columnspacing=1.2, labelspacing=0.3, **more,
    )  # fmt: skip


def patches(entries: Sequence[tuple[str, str]]) -> list[Any]:
    """Handles of a legend: a patch of the colour for each (label, colour)."""
    from matplotlib.patches import Patch

    return [Patch(facecolor=color, label=label, edgecolor="none") for label, color in entries]


def with_nan(values: Sequence[float | None]) -> list[float]:
    """The values with NaN where one is missing."""
    return [float("nan") if v is None else float(v) for v in values]
