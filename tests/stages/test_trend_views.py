"""What `30_trends` shows: plain words, every row, nothing that a browser would run, the same bytes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pandas as pd
import pytest

from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.report_data import ReportData
from painmap.stages._trends import Trends, _parameters
from tests.report import sample

VIEWS = (
    "verdicts", "table", "forest", "lines", "artefacts", "breaks", "break_lines", "measures", "measure_lines",
    "signals", "map",
)  # fmt: skip


WORDS = "Почему нет вывода, оговорки"


def views(**changes: Any) -> Trends:
    return Trends(sample.internal(**changes), ())


def frame(shown: Any) -> pd.DataFrame:
    return shown.data


def page(shown: Any) -> str:
    return re.sub(r"[\s\N{NO-BREAK SPACE}]+", " ", shown._repr_html_())


def test_every_series_is_a_row_by_q_with_its_reason_and_what_would_have_shown() -> None:
    report = sample.internal()
    table = frame(views().table)
    assert len(table) == len(report.trends)
    by_q = sorted((t.result.q or 0) for t in report.trends)
    assert list(table["q"]) == [
        ("<\N{NO-BREAK SPACE}0,001" if q < 0.001 else f"{q:.3f}".replace(".", ",")) for q in by_q
    ]
    unknown = table[table["Вывод"] == "недостаточно данных"]
    told = {"интервал слишком широк", "интервал слишком широк; возможен эффект учёта"}
    assert set(unknown[WORDS]) == told
    assert set(unknown["Различимо изменение"]) == {"в\N{NO-BREAK SPACE}1,4\N{NO-BREAK SPACE}раза"}
    assert set(table["Критерий"]) == {"сравнение с теми же месяцами прошлого года", "разность долей"}
    staff = table[table["Клиенты"] == "сотрудники"]
    assert list(staff[WORDS]) == ["интервал слишком широк; возможен эффект учёта"]
    assert len(table.columns) <= 13
    assert "min-width: 22em" in page(views().table)
    reason = "новая: сравнение со следующего периода"
    one = report.trends[0]
    result = one.result.model_copy(update={"reason": reason, "verdict": "insufficient"})
    new = one.model_copy(update={"result": result, "note": f"{reason}; не охвачены данными: 12.2025"})
    assert frame(views(trends=(new,)).table)[WORDS][0] == new.note


def test_verdicts_add_up_to_the_series() -> None:
    changed = next(t for t in sample.trends() if t.result.verdict == "growth")
    mixed = changed.model_copy(update={"family": "mix"})
    shown = views(trends=(*sample.trends(), mixed)).verdicts
    assert set(frame(shown)["изменение"]) == {0, 1}
    assert not re.search(r"\d,000", page(shown))
    counts = frame(views().verdicts)
    found = counts[["рост", "снижение", "без изменений", "недостаточно данных"]]
    assert int(found.to_numpy().sum()) == len(sample.internal().trends)


def test_long_words_are_shown_whole_and_harmless() -> None:
    hostile = "<script>alert(1)</script> " + "очень длинное название темы " * 8
    trend = sample.trends()[1].model_copy(update={"label": hostile})
    shown = page(views(trends=(trend,)).table)
    assert "<script" not in shown
    assert shown.count("очень длинное название темы") == 8


def test_a_new_level_is_shown_with_the_months_that_it_may_be_of() -> None:
    table = frame(views().breaks)
    assert list(table["Новый уровень с"]) == ["03.2025"]
    assert list(table["Возможно"]) == ["11.2024 – 04.2025"]
    assert "Уровень изменился с марта" in page(views().break_lines)
    none = views(breaks=sample.breaks()[1:]).breaks
    assert "Проверено показателей: 1; месяц нового уровня ни у одного не установлен." in page(none)


def test_measures_are_shown_with_what_was_expected() -> None:
    table = frame(views().measures)
    assert list(table["Поступило"]) == ["103", "137"]
    assert list(table["Ожидалось"]) == ["136", "131"]
    assert table["Контрольный ряд"][0].startswith("Отсутствие в архивах")
    assert "Мера начала действовать: 01.03.2025." in page(views().measure_lines)


def test_artefacts_are_named() -> None:
    rows = {(row["Что"], row["О чём речь"]) for _, row in frame(views().artefacts).iterrows()}
    assert ("оговорка", "возможен эффект учёта") in rows
    assert ("массовые рассылки", "рассылок — 2, писем в них — 57") in rows
    assert ("месяцы без данных", "12.2025") in rows
    assert ("событие", "30.03.2025 — 547-ФЗ: электронная почта не является каналом 59-ФЗ") in rows
    mail = next(iter(sample.internal().series.values())).model_copy(
        update={"channel": "email", "title": "Электронная почта"}
    )
    told = frame(views(series={"channels-external-email": mail}).artefacts)["Где"]
    assert "внешние; каналы: Электронная почта" in set(told)


def test_the_map_is_shown_whole() -> None:
    row = sample.internal().map_rows[0].model_copy(update={"measure": "слово " * 60})
    assert page(views(map_rows=(row,)).map).count("слово") == 60


def test_the_rules_of_the_tests_are_printed(repository: Path) -> None:
    params = load_agency(Tree(repository), "minyust-rd")
    printed = _parameters(SimpleNamespace(params=params))  # type: ignore[arg-type]
    assert printed["trend_rules"] == params.report.trend.model_dump()


def test_a_latest_month_is_a_signal_and_never_a_verdict() -> None:
    table = frame(views().signals)
    assert list(table["Итог"]) == ["сигнал"]
    assert list(table[["Месяц", "Поступило", "Ожидалось", "Обычно не более"]].iloc[0]) == [
        "12.2025", "21", "9,4", "17,2",
    ]  # fmt: skip
    assert not re.search("рост|снижение", page(views().signals))


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_says_that_it_is_empty_and_has_the_same_bytes_twice(name: str) -> None:
    nothing = views(
        trends=(), breaks=(), signals=(), measures=(), series={}, events=(), quality=None, map_rows=()
    )
    assert re.search(r"(нечего|рядов|нет|не установлен|не отмечено)[\w\s]*\.", page(getattr(nothing, name)))
    assert getattr(views(), name)._repr_html_() == getattr(views(), name)._repr_html_()


def test_no_part_of_the_report_is_changed_by_looking() -> None:
    shown = views()
    before = shown.report.model_dump_json()
    for name in VIEWS:
        getattr(shown, name)._repr_html_()
    assert shown.report.model_dump_json() == before
    assert ReportData.model_validate_json(before).signals[0].month == date(2025, 12, 1)


def test_the_notebook_shows_every_view() -> None:
    notebook = nbformat.read(Path(__file__).parents[2] / "notebooks" / "30_trends.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert [name for name in VIEWS if f"trends.{name}" not in code] == []
