"""Pictures of trends: what was expected, what happened, all ratios by q; whole at any number of series."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations, pairwise
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from painmap.report import charts, drawing, figures, sections, strings
from painmap.report.drawing import look
from painmap.report.sections import findings
from painmap.report.sections.data import by_year
from painmap.report_data import ExpectedPath, MonthlySeries, ReportData, ReportEvent, TestResult, Trend

MONTHS = tuple(date(y, m, 1) for y in (2023, 2024, 2025) for m in range(1, 13))
TITLES = (
    "Истребование документов из других субъектов и иностранных государств",
    "Государственная регистрация рождения, установление отцовства",
    "Иное",
)
LAW = ReportEvent(day=date(2024, 7, 1), title="новый закон", client_kinds=("external",))


def series(i: int = 0, level: float = 20.0, **fields: Any) -> MonthlySeries:
    """Three years; from 2024 on the model expects the level ± 8."""
    values = tuple(level * (1 + (k * 7 + i) % 5 / 10) for k in range(36))
    expected = {
        name: (None,) * 12 + (level + add,) * 24
        for name, add in (("expected", 0.0), ("expected_low", -8.0), ("expected_high", 8.0))
    }
    known = {"id": f"s{i}", "title": TITLES[i % 3], "months": MONTHS, "values": values}
    return MonthlySeries(**(known | expected | fields))


def everything(i: int = 0, level: float = 20.0) -> MonthlySeries:
    return series(i, level, break_month=date(2025, 3, 1), measures=(date(2025, 4, 15),))


def boxes(figure: Any, artists: list[Any]) -> list[Any]:
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [artist.get_window_extent(renderer) for artist in artists]


# --- lines of months ------------------------------------------------------------------------------


def test_forty_series_with_large_counts_stay_apart() -> None:
    every = [everything(i, (3, 40, 12_000)[i // 3 % 3]) for i in range(40)]
    with drawing.style():
        figure = figures.small_multiples(every, period="2025").draw()
        titles = boxes(figure, [a._left_title for a in figure.axes])  # type: ignore[attr-defined]
        scales = [[t for t in a.get_yticklabels() if t.get_text()] for a in figure.axes]
        ticks = [boxes(figure, labels) for labels in scales]
        months = [boxes(figure, a.get_xticklabels()) for a in figure.axes]
        (legend,) = boxes(figure, figure.legends)
        frames = boxes(figure, figure.axes)  # type: ignore[arg-type]
    assert len(figure.axes) == 40
    page = figure.bbox
    told = [*titles, *(b for row in (*ticks, *months) for b in row), legend]
    # Half a pixel of a hundred to the inch: what hinting adds.
    assert all(b.x0 >= page.x0 - 0.5 and b.x1 <= page.x1 + 0.5 and b.y1 <= page.y1 + 0.5 for b in told)
    assert not any(a.overlaps(b) for a, b in combinations([*titles, legend], 2))
    assert not any(t.overlaps(f) for t in titles for f in frames)
    for row, frame in zip(ticks, frames, strict=True):
        others = [f for f in frames if f is not frame]
        assert not any(label.overlaps(other) for label in row for other in others)
    sizes = {t.get_fontsize() for row in scales for t in row}
    assert sizes == {look.SMALL}
    assert figure.get_size_inches()[0] == look.WIDTH


def lines(axes: Any) -> list[Any]:
    return [line for line in axes.lines if len(set(line.get_xdata())) == 1]


def test_what_happened_stands_at_its_month_and_is_told_apart_without_colour() -> None:
    with drawing.style():
        figure = figures.monthly(everything(), (LAW,), "2025").draw()
    axes = figure.axes[0]
    upright = [line for line in lines(axes) if line.get_linestyle() != "None"]
    marks = {line.get_xdata()[0]: line.get_marker() for line in lines(axes) if line.get_marker() != "None"}
    # Positions are middles of months: the new level begins with March 2025.
    assert [round(float(line.get_xdata()[0]), 2) for line in upright] == [
        17.5,
        25.5,
        round(27 + 14 / 31 - 0.5, 2),
    ]
    styles = [(line.get_linestyle(), line._dash_pattern) for line in upright]
    assert len(set(map(str, styles))) == 3
    assert [marks.get(line.get_xdata()[0]) for line in upright] == [None, "D", "v"]
    (legend,) = figure.legends
    assert [t.get_text() for t in legend.get_texts()] == [
        strings.OBSERVED, strings.EXPECTED, strings.EXPECTED_INTERVAL, strings.REPORT_PERIOD,
        strings.BREAK_LINE, strings.MEASURE_LINE, strings.EVENT_LINE,
    ]  # fmt: skip


def test_the_interval_is_a_ribbon_where_something_was_expected() -> None:
    with drawing.style():
        (axes,) = figures.monthly(series()).draw().axes
    (ribbon,) = axes.collections
    box = ribbon.get_paths()[0].get_extents()
    assert (box.x0, box.x1, box.y0, box.y1) == (12, 35, 12, 28)
    with drawing.style():
        (axes,) = figures.monthly(series(expected_low=(), expected_high=())).draw().axes
    assert not axes.collections


@pytest.mark.parametrize(
    ("period", "ends"), [("2025", (23.5, 35.5)), ("2025-Q3", (29.5, 32.5)), ("2023", None), ("2027", None)]
)
def test_the_months_of_the_report_are_shaded(period: str, ends: tuple[float, float] | None) -> None:
    with drawing.style():
        (axes,) = figures.monthly(series(), (), period).draw().axes
    found = [(p.get_x(), p.get_x() + p.get_width()) for p in axes.patches]  # type: ignore[attr-defined]
    assert found == ([ends] if ends else [])


def test_a_break_and_a_measure_are_told_in_words_too() -> None:
    told = "Уровень изменился с марта\N{NO-BREAK SPACE}2025\N{NO-BREAK SPACE}г."
    chart = figures.monthly(everything(), (LAW,))
    for words in (told, "Мера начала действовать: 15.04.2025."):
        assert words in chart.note
        assert words in chart.alt
    assert "Модель ожидала от 20 до 20 в месяц." in chart.alt
    few = figures.small_multiples([everything(i) for i in range(6)])
    many = figures.small_multiples([everything(i) for i in range(7)])
    assert few.note.count(told) == 6
    assert many.note == ""
    assert many.alt.count(told) == 7


def test_the_path_of_a_measure_stands_over_its_months() -> None:
    path = ExpectedPath(
        months=MONTHS[26:29], observed=(1,) * 3, expected=(5, 6, 7), low=(1, 2, 3), high=(8, 9, 10)
    )
    found = figures.with_path(series(), path, date(2025, 3, 1))
    assert found.expected == (None,) * 26 + (5, 6, 7) + (None,) * 7
    assert (found.expected_low[26], found.expected_high[28]) == (1, 10)
    assert found.measures == (date(2025, 3, 1),)


# --- forest ---------------------------------------------------------------------------------------


def trend(i: int, q: float | None = None, **fields: Any) -> Trend:
    known: dict[str, Any] = {"effect": 1.2, "ci_low": 0.9, "ci_high": 1.5, "verdict": "insufficient", "q": q}
    result = TestResult(test="x", **({"effect_kind": "ratio"} | known | fields))
    return Trend(family="topics", code=f"{i:02d}", label=f"Тема {i}", client_kind="external", result=result)


def test_the_forest_shows_every_ratio_once_by_q() -> None:
    every = [trend(i, q=(i * 37 % 83) / 100) for i in range(83)]
    every += [trend(99, effect=None), trend(98)]
    drawn: list[str] = []
    with drawing.style():
        for chart in figures.forest_pages(every):
            figure = chart.draw()
            rows = [t.get_text() for t in figure.axes[0].get_yticklabels()]
            assert len(rows) == 21
            width, height = figure.get_size_inches()
            # A landscape page without margins, headings and the caption: 265 × 172 mm.
            assert width <= 265 / 25.4
            assert height <= 5.7
            drawn += rows
    by_q = sorted(range(83), key=lambda i: i * 37 % 83)
    assert drawn == [*(f"Тема {i}" for i in by_q), "Тема 98"]
    assert figures.forest_pages(every)[0].title.endswith("(часть 1 из 4)")
    assert figures.forest_pages([trend(99, effect=None)]) == []


def test_the_forest_counts_what_it_may_show() -> None:
    share = trend(3, verdict="growth", effect_kind="difference")
    chart = figures.forest([trend(1, verdict="growth"), trend(2), share])
    assert "рост — 1, снижение — 0; всего показателей — 2" in chart.title
    assert "нет; всего показателей — 1" in figures.forest([trend(2), share]).title


def test_the_page_shows_the_surest() -> None:
    every = [trend(i, q=(i * 37 % 83) / 100) for i in range(83)]
    chart = figures.forest(every)
    rows = figures.forest_rows(every)
    assert [t.result.q for t in rows] == [k / 100 for k in range(10)]
    assert "Показаны 10 из них" in chart.note
    assert " q" not in chart.title + chart.note + chart.alt


def marks(axes: Any) -> list[str]:
    return [line.get_marker() for line in axes.lines if line.get_marker() not in ("None", None, "")]


def test_each_verdict_has_a_shape_of_its_own() -> None:
    verdicts = ("growth", "decline", "no_change", "insufficient")
    with drawing.style():
        figure = figures.forest([trend(i, q=i / 10, verdict=v) for i, v in enumerate(verdicts)]).draw()
    shapes = marks(figure.axes[0])
    assert len(set(shapes)) == 4
    (legend,) = figure.legends
    handles = [h.get_marker() for h in legend.legend_handles]  # type: ignore[union-attr]
    assert handles == shapes
    assert [t.get_text() for t in legend.get_texts()] == [strings.VERDICTS[v] for v in verdicts]


def test_an_interval_beyond_the_scale_ends_in_an_arrow() -> None:
    wide = figures.forest([trend(1, ci_low=0.05, ci_high=90)])
    with drawing.style():
        assert marks(wide.draw().axes[0]) == ["<", ">", "o"]
        assert marks(figures.forest([trend(1)]).draw().axes[0]) == ["o"]
    assert strings.FOREST_BEYOND in wide.note
    assert figures.forest([trend(1)]).note == ""


def test_every_estimate_stands_at_its_place_with_its_arrow_beside_it() -> None:
    far = trend(1, effect=0.13, ci_low=0.004, ci_high=0.5, verdict="decline")
    near = trend(2, effect=0.85, ci_low=0.7, ci_high=1.02)
    with drawing.style():
        (axes,) = figures.forest([far, near]).draw().axes
    places = {line.get_marker(): float(line.get_xdata()[0]) for line in axes.lines}
    assert (places["v"], places["o"]) == (0.13, 0.85)
    assert places["<"] < 0.12
    with drawing.style():
        (axes,) = figures.forest([trend(1, effect=0.001, ci_low=0.0001, ci_high=0.5)]).draw().axes
    places = {line.get_marker(): float(line.get_xdata()[0]) for line in axes.lines}
    assert places["<"] < places["o"] < 0.03


def test_a_chart_of_zeros_has_one_zero() -> None:
    nothing = series(values=(0,) * 36, expected=(), expected_low=(), expected_high=())
    with drawing.style():
        figure = figures.small_multiples([nothing]).draw()
        FigureCanvasAgg(figure).draw()
        labels = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert labels == ["0", "1"]


def test_few_expected_appeals_are_told_with_a_decimal() -> None:
    few = series(expected=(None,) * 12 + (0.4,) * 24)
    rows = {line.cells[0]: line.cells[1:] for line in by_year(few, "internal").lines}
    assert rows["2024, ожидалось"] == ("0,4",) * 12


def test_staff_are_told_from_clients_where_they_stand_together() -> None:
    staff = trend(1).model_copy(update={"client_kind": "internal"})
    with drawing.style():
        (chart,) = figures.forest_pages([trend(1, q=0.1), staff])
        rows = [t.get_text() for t in chart.draw().axes[0].get_yticklabels()]
    assert rows == ["Тема 1", "Тема 1, сотрудники"]


# --- the same bytes -------------------------------------------------------------------------------


def test_pictures_are_the_same_bytes_whatever_the_order() -> None:
    every = [trend(i, q=0.03) for i in range(8)]
    one, other = (str(charts.svg(figures.forest(t), "f")) for t in (every, every[::-1]))
    assert one == other
    again = [str(charts.svg(figures.monthly(everything(), (LAW,), "2025"), "f")) for _ in range(2)]
    assert again[0] == again[1]
    shown = [
        str(charts.svg(figures.small_multiples([everything(i) for i in range(3)]), "f")) for _ in range(2)
    ]
    assert shown[0] == shown[1]


def test_charts_of_a_notebook_have_ids_of_their_own() -> None:
    shown = charts.Charts(tuple(figures.forest_pages([trend(i) for i in range(30)])))._repr_html_()
    assert 'id="f0-alt"' in shown
    assert 'id="f1-alt"' in shown
    assert charts.Charts((), "Нет.")._repr_html_() == "<p>Нет.</p>"
    assert all(a != b for a, b in pairwise(figures.forest_pages([trend(i) for i in range(30)])))


# --- in the report --------------------------------------------------------------------------------


def test_the_figures_beside_a_line_tell_what_was_expected() -> None:
    grid = by_year(series(), "internal")
    rows = {line.cells[0]: line.cells[1:] for line in grid.lines}
    assert list(rows) == [
        "2023",
        "2024",
        "2024, ожидалось",
        "2024, 95 % ДИ",
        "2025",
        "2025, ожидалось",
        "2025, 95 % ДИ",
    ]
    assert rows["2024, ожидалось"] == ("20",) * 12
    assert rows["2025, 95 % ДИ"] == ("12–28",) * 12
    short = by_year(series(), "internal", with_interval=False)
    assert [line.cells[0] for line in short.lines] == [
        "2023",
        "2024",
        "2024, ожидалось",
        "2025",
        "2025, ожидалось",
    ]


def test_the_report_draws_the_largest_changes_and_says_how_many_there_are(internal: ReportData) -> None:
    changed = [trend(i, q=0.01, verdict="growth", effect=1 + i / 10) for i in range(1, 9)]
    drawn = {f"topics-external-{t.code}": series(0, id=t.code, title=t.label) for t in changed}
    report = internal.model_copy(update={"trends": tuple(changed), "series": drawn})
    assert [s.title for s in findings.changed_series(report)] == [f"Тема {i}" for i in range(8, 0, -1)]
    told = str(sections.trends(report))
    assert "Показаны 6 из 8" in told
    assert "Показаны 6" not in str(sections.trends(internal))
    part = report.model_copy(update={"series": dict([*drawn.items()][:3])})
    assert "Показаны 3 из 8: помесячные значения остальных в этой редакции" in str(sections.trends(part))
    whole = report.model_copy(update={"trends": tuple(changed[:3])})
    assert "Показаны" not in str(sections.trends(whole)).split('id="trends-months"')[1]


def test_measures_are_drawn_with_what_had_been_expected(internal: ReportData) -> None:
    (shown,) = findings.measured_series(internal)
    assert shown.id == "problems-external-p01"
    assert shown.expected[25:28] == (None, 11.0, 11.0)
    assert strings.MEASURES_FIGURE in str(sections.measures(internal))
    assert "Показаны 1 из 2: для остальных мер" in str(sections.measures(internal))
    without = internal.model_copy(update={"series": {}})
    assert strings.MEASURES_FIGURE not in str(sections.measures(without))


def test_the_annex_draws_every_ratio(internal: ReportData) -> None:
    told = str(sections.stat_tables(internal))
    assert told.count("упорядочены по q") >= 2
    ratios = [t.label for t in internal.trends if t.result.effect_kind == "ratio"]
    charts = "".join(re.findall("<svg.*?</svg>", told, flags=re.DOTALL))
    assert len(ratios) == 26
    assert sum(charts.count("(" + strings.VERDICTS[v] + ")") for v in strings.VERDICTS) == 26
