"""An agency's periods beside each other, from the figures that `trends` made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.periods import Period, PeriodKind
from painmap.report_data import MonthlySeries, Number, ReportData, Table, TableRow, Trend
from painmap.stages import _coverage
from painmap.stages.project import Project
from painmap.stages.store import read_json

_VOLUMES = {
    "kinds-external": "Обращений внешних клиентов",
    "complaints-external": "из них жалоб",
    "kinds-internal": "Обращений сотрудников",
    "complaints-internal": "из них жалоб сотрудников",
}
_RESPONSES = {"surveys_external": "Анкет внешних клиентов", "surveys_internal": "Анкет сотрудников"}
_TOTALS = {"totals-external": "Внешние клиенты", "totals-internal": "Сотрудники"}
_WAITING = {
    "answered": "Получили ответ",
    "median": "Медиана, дней",
    "q3": "Верхний квартиль, дней",
    "km_median": "Медиана с учётом открытых, дней",
}
_CLIENTS = {"external": "внешние", "internal": "сотрудники", "all": "все"}
_LAST_QUARTERS = 4
_SHADED_FROM = 5


@dataclass(frozen=True)
class Overview:
    """Figures of all periods of an agency.

    Attributes:
        reports: By period; every cell of a period comes from its own report, at its own cut-off.
    """

    reports: dict[Period, ReportData]

    @cached_property
    def latest(self) -> ReportData:
        """The report that ends last; its series hold all history."""
        return self.reports[max(self.reports, key=lambda period: (period.end, len(period.months)))]

    def _of_kind(self, *kinds: PeriodKind) -> dict[Period, ReportData]:
        chosen = (period for period in self.reports if period.kind in kinds)
        return {p: self.reports[p] for p in sorted(chosen, key=lambda p: (kinds.index(p.kind), p.start))}

    # --- volumes ----------------------------------------------------------------------------------

    @property
    def years(self) -> pd.DataFrame:
        """A row is a year: appeals, complaints, questionnaires."""
        rows = {p.label: _volumes(report) for p, report in self._of_kind("year").items()}
        return pd.DataFrame.from_dict(rows, orient="index").astype("Int64")

    @property
    def quarters(self) -> pd.DataFrame:
        """A row is a quarter: appeals of external clients and of staff, from the monthly series."""
        counts = {title: _by_quarter(self.latest.series.get(id_)) for id_, title in _TOTALS.items()}
        frame = pd.DataFrame(counts).astype("Int64")
        return frame.set_axis([str(period) for period in frame.index])

    @property
    def volume_chart(self) -> Any:
        """Appeals of external clients by quarter, the same quarter of the year before beside each."""
        from painmap.report import figures
        from painmap.report.drawing import Bar
        from painmap.report.formats import decimal

        counts = _by_quarter(self.latest.series.get("totals-external"))
        before = {period: counts.get(period.previous) for period in counts}
        rows = [
            Bar(
                label=period.label,
                value=count,
                text=decimal(count),
                previous=before[period],
                previous_text="" if before[period] is None else decimal(before[period] or 0),
            )
            for period, count in counts.items()
        ]
        return figures.bars(rows, "Обращения внешних клиентов по кварталам")

    @property
    def months(self) -> Any:
        """Appeals of external clients by month, with the events that show in the series."""
        from painmap.report import figures

        return figures.monthly(self.latest.series["totals-external"], self.latest.events)

    # --- problems ---------------------------------------------------------------------------------

    @property
    def heatmap(self) -> Any:
        """Shares of external clients by problem and year, the darker the larger."""
        return self._heatmap("external", "Доля внешних клиентов, назвавших проблему, по годам")

    @property
    def heatmap_staff(self) -> Any:
        """The same of staff, who are few: on a scale of its own."""
        return self._heatmap("internal", "Доля сотрудников, назвавших проблему, по годам")

    def _heatmap(self, kind: str, title: str) -> Any:
        from painmap.report import figures

        found = self._of_kind("year")
        shares = {
            p.label: {q.title: q.share.value for q in r.problems if q.client_kind == kind}
            for p, r in found.items()
        }
        return figures.heatmap(shares, title)

    @property
    def problems_by_quarter(self) -> Any:
        """A row is a problem, a column a quarter: appeals with it; shaded by row where they are many."""
        found = self._problem_series
        frame = pd.DataFrame({s.title: _by_quarter(s) for s in found}).T.fillna(0).astype(int)
        frame = frame.set_axis([str(period) for period in frame.columns], axis=1)
        many = frame.index[frame.mean(axis=1) >= _SHADED_FROM]
        # A shade of a row of ones and twos would show chance.
        shaded = pd.IndexSlice[many, :]
        return _whole(frame, "problems").background_gradient(
            axis=1, cmap="Blues", vmin=0, high=0.5, subset=shaded
        )

    @property
    def lines(self) -> Any:
        """Monthly series of the problems in small multiples."""
        from painmap.report import figures

        return figures.small_multiples(self._problem_series)

    @property
    def _problem_series(self) -> list[MonthlySeries]:
        return [s for s in self.latest.series.values() if s.id.startswith("problems-")]

    @property
    def verdicts(self) -> Any:
        """A row is a problem: in words, how each year and the last quarters compare with the year before."""
        quarters = list(self._of_kind("quarter").items())[-_LAST_QUARTERS:]
        chosen = {**self._of_kind("year"), **dict(quarters)}
        words = {
            p.label: {
                (_CLIENTS[t.client_kind], t.label): _verdict(t) for t in r.trends if t.family == "problems"
            }
            for p, r in chosen.items()
        }
        frame = pd.DataFrame(words).rename_axis(["Клиенты", "Проблема или потребность"]).fillna("…")
        return _whole(frame, "verdicts")

    # --- surveys, waiting -------------------------------------------------------------------------

    @property
    def satisfaction(self) -> Any:
        """A row is a question of a scale, a column a year: mean score and number of answers."""
        words = {
            p.label: {
                (_CLIENTS[table.client_kind], row.label): _score(row)
                for table in report.tables.values()
                if table.id.endswith("-summary")
                for row in table.rows
            }
            for p, report in self._of_kind("year").items()
        }  # fmt: skip
        frame = pd.DataFrame(words).rename_axis(["Клиенты", "Вопрос"]).fillna("…")
        return _whole(frame, "satisfaction")

    @property
    def waiting(self) -> pd.DataFrame:
        """A row is a period and a kind of client: days from registration to the answer."""
        rows = {
            (p.label, _CLIENTS[kind]): _waiting(report.tables[f"waiting-{kind}"])
            for p, report in self._of_kind("year", "quarter").items()
            for kind in ("external", "internal")
            if f"waiting-{kind}" in report.tables
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["Период", "Клиенты"])


def run(project: Project) -> Overview:
    """Load what `trends` made of every covered period.

    Raises:
        PainmapError: No period was computed yet.
    """
    found = {period: _load(project, period) for period in _coverage.covered_periods(project)}
    reports = {period: report for period, report in found.items() if report is not None}
    if not reports:
        raise PainmapError(
            "Ещё не посчитан ни один период",
            where=str(project.tree.interim(project.id)),
            remedy=f"выполните «painmap build --agency {project.id}»",
        )
    return Overview(reports)


def _load(project: Project, period: Period) -> ReportData | None:
    value = read_json(project.tree.interim_period(project.id, period) / "figures.json")
    return None if value is None else ReportData.model_validate(value)


def _volumes(report: ReportData) -> dict[str, int | None]:
    counts = {title: _base(report.tables.get(id_)) for id_, title in _VOLUMES.items()}
    for section, title in _RESPONSES.items():
        tables = (t for t in report.tables.values() if t.section == section)
        counts[title] = sum(t.base or 0 for t in tables if t.id.endswith("-accounting")) or None
    return counts


def _base(table: Table | None) -> int | None:
    return table.base if table else None


def _by_quarter(series: MonthlySeries | None) -> dict[Period, float]:
    """Sums of the quarters all of whose months are covered by data, oldest first."""
    known = dict(zip(series.months, series.values, strict=True)) if series else {}
    quarters = dict.fromkeys(Period(m.year, f"Q{(m.month - 1) // 3 + 1}") for m in known)
    values = {quarter: [known.get(month) for month in quarter.months] for quarter in quarters}
    return {quarter: _sum(found) for quarter, found in values.items() if None not in found}


def _sum(values: Iterable[float | None]) -> float:
    return sum(value or 0 for value in values)


def _whole(frame: pd.DataFrame, name: str) -> Any:
    """The table with titles whole: pandas would cut them at 50 letters. A fixed id keeps the bytes."""
    left = {"selector": "th.row_heading", "props": "text-align: left; font-weight: normal"}
    return frame.style.set_uuid(name).set_table_styles([left])  # type: ignore[list-item]


def _verdict(trend: Trend) -> str:
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


def _score(row: TableRow) -> str:
    from painmap.report.formats import decimal, number

    mean, n = row.cells.get("mean"), row.cells.get("n")
    if not isinstance(mean, Number) or not isinstance(n, Number) or not n.value:
        return "…"
    return f"{number(mean, 'score')} (n = {decimal(n.value)})"


def _waiting(table: Table) -> dict[str, str]:
    from painmap.report.formats import number

    total = next(row for row in table.rows if row.role == "total")
    kinds = {column.key: column.kind for column in table.columns}
    return {title: number(total.cells[key], kinds[key]) for key, title in _WAITING.items()}
