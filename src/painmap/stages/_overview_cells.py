"""What the overview of an agency's periods takes from their reports: counts, verdicts and scores in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from painmap.periods import Period
from painmap.report_data import MonthlySeries, Number, ReportData, Table, TableRow, Trend

_VOLUMES = {
    "kinds-external": "Обращений внешних клиентов",
    "complaints-external": "из них жалоб",
    "kinds-internal": "Обращений сотрудников",
    "complaints-internal": "из них жалоб сотрудников",
}
_RESPONSES = {"surveys_external": "Анкет внешних клиентов", "surveys_internal": "Анкет сотрудников"}
_WAITING = {
    "answered": "Получили ответ",
    "median": "Медиана, дней",
}


def volumes(report: ReportData) -> dict[str, int | None]:
    """Appeals, complaints, questionnaires of a period by title of the column; None: no such table."""
    counts = {title: _base(report.tables.get(id_)) for id_, title in _VOLUMES.items()}
    for section, title in _RESPONSES.items():
        tables = (t for t in report.tables.values() if t.section == section)
        counts[title] = sum(t.base or 0 for t in tables if t.id.endswith("-accounting")) or None
    return counts


def _base(table: Table | None) -> int | None:
    return table.base if table else None


def by_quarter(series: MonthlySeries | None) -> dict[Period, float]:
    """Sums of the quarters all of whose months are covered by data, oldest first."""
    known = dict(zip(series.months, series.values, strict=True)) if series else {}
    quarters = dict.fromkeys(Period(m.year, f"Q{(m.month - 1) // 3 + 1}") for m in known)
    values = {quarter: [known.get(month) for month in quarter.months] for quarter in quarters}
    return {quarter: _sum(found) for quarter, found in values.items() if None not in found}


def _sum(values: Iterable[float | None]) -> float:
    return sum(value or 0 for value in values)


@dataclass(frozen=True)
class Nothing:
    """What a cell shows where the agency's data hold nothing of the kind."""

    what: str

    def __repr__(self) -> str:
        return f"Нет данных: {self.what}."


def table(words: Mapping[str, Mapping[tuple[str, str], str]], heads: Sequence[str], name: str) -> Any:
    """A column per period, a row per pair (`heads` name the two); «…» where a period has none."""
    if not any(words.values()):
        return Nothing("строк для этой таблицы нет ни в одном периоде")
    return whole(pd.DataFrame(words).rename_axis(list(heads)).fillna("…"), name)


def whole(frame: pd.DataFrame, name: str) -> Any:
    """The table with titles whole: pandas would cut them at 50 letters. A fixed id keeps the bytes."""
    left = {"selector": "th.row_heading", "props": "text-align: left; font-weight: normal"}
    return frame.style.set_uuid(name).set_table_styles([left])  # type: ignore[list-item]


def verdict(trend: Trend) -> str:
    """«рост, +46 %; 112 против 77»: the verdict, and the counts that it stands on."""
    from painmap.report import strings
    from painmap.report.formats import change_percent, decimal

    found = trend.result
    word = strings.VERDICTS[found.verdict]
    if found.verdict in ("growth", "decline") and found.effect_kind == "ratio" and found.effect:
        word = f"{word}, {change_percent(found.effect)}"
    if found.total is None or found.total_before is None:
        return word
    return f"{word}; {decimal(found.total)} против {decimal(found.total_before)}"


def score(row: TableRow) -> str:
    """«3,94 (n = 128)»: the mean score of a question."""
    from painmap.report.formats import NBSP, decimal, number

    mean, n = row.cells.get("mean"), row.cells.get("n")
    if not isinstance(mean, Number) or not isinstance(n, Number) or not n.value:
        return "…"
    return f"{number(mean, 'score')} (n = {decimal(n.value)})".replace(" ", NBSP)


def waiting(table: Table) -> dict[str, str]:
    """The total row of a table of waiting times, by the title of the column."""
    from painmap.report.formats import number

    total = next(row for row in table.rows if row.role == "total")
    kinds = {column.key: column.kind for column in table.columns}
    return {title: number(total.cells[key], kinds[key]) for key, title in _WAITING.items()}
