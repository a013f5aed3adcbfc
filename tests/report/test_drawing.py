"""Charts whose words would be cut or meet: titles of small charts, labels of a scale, figures on shades."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from painmap.report import drawing
from painmap.report.drawing import look
from painmap.report_data import MonthlySeries, TestResult, Trend

_GAP = 6  # of 100 pixels to the inch: a space between two labels
TITLES = (
    "Длительное включение в число участников Особой экономической зоны",
    "Недостаточный размер возмещения затрат на доставку",
    "Сложность подачи через информационную систему отбора",
    "Запись",
)


def extents(figure: Any, artists: list[Any]) -> list[Any]:
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [artist.get_window_extent(renderer) for artist in artists]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_titles_of_small_charts_are_whole_and_apart(count: int) -> None:
    months = tuple(date(2025, m, 1) for m in range(1, 7))
    series = [
        MonthlySeries(id=title, title=title, months=months, values=(1, 2, 3, 4, 5, 6))
        for title in TITLES[:count]
    ]
    with drawing.style():
        figure = drawing.multiples(series)
        boxes = extents(figure, [axes._left_title for axes in figure.axes])  # type: ignore[attr-defined]
    page = figure.bbox
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 and box.y1 <= page.y1 for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("ends", [(0.2, 5.0), (0.1, 9.0), (0.5, 2.0), (0.2, 1.2), (0.9, 1.1)])
def test_labels_of_the_scale_of_ratios_are_whole_and_apart(ends: tuple[float, float]) -> None:
    result = TestResult(
        test="x", effect_kind="ratio", effect=1.0, ci_low=ends[0], ci_high=ends[1], verdict="insufficient"
    )
    label = "Личное или онлайн-обращение к министру, заместителям министра"
    trend = Trend(family="topics", code="01", label=label, client_kind="internal", result=result)
    with drawing.style():
        figure = drawing.forest([trend, trend])
        boxes = extents(figure, figure.axes[0].get_xticklabels())
    assert all(box.x1 <= figure.bbox.x1 for box in boxes)
    assert all(right.x0 - left.x1 > _GAP for left, right in pairwise(boxes))


def luminance(color: Any) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def test_figures_are_legible_on_every_shade() -> None:
    shares = [[i / 20, None if i == 7 else i / 25] for i in range(21)]
    with drawing.style():
        (axes,) = drawing.heatmap(shares, [f"Проблема {i}" for i in range(21)], ["2024", "2025"]).axes
        extents(axes.figure, [axes])
    cells = axes.collections[0].get_facecolors()  # type: ignore[attr-defined]
    assert len(axes.texts) == 41
    for text in axes.texts:
        column, row = (int(at) for at in text.get_position())
        pair = sorted(luminance(color) for color in (cells[2 * row + column][:3], text.get_color()))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3, text.get_text()


def test_the_fonts_of_pictures_come_with_the_package() -> None:
    """A machine that has PT Sans of its own would hide a wrong path."""
    assert sorted(file.name for file in look.FONTS.glob("PTS*.ttf")) == ["PTS55F.ttf", "PTS75F.ttf"]
