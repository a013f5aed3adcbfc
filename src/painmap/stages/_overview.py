"""An agency's periods beside each other, from the figures that `trends` made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.periods import Period, PeriodKind
from painmap.report_data import CLIENT_WORDS, MonthlySeries, ReportData
from painmap.stages import _coverage
from painmap.stages import _overview_cells as cells
from painmap.stages.project import Project
from painmap.stages.store import read_json

_TOTALS = {"totals-external": "Внешние клиенты", "totals-internal": "Сотрудники"}
_PROBLEM = ["Клиенты", "Проблема или потребность"]
_NO_APPEALS = cells.Nothing("обращений внешних клиентов")
_NO_PROBLEMS = cells.Nothing("обращений, отнесённых к проблемам реестра")
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
        rows = {p.short: cells.volumes(report) for p, report in self._of_kind("year").items()}
        return pd.DataFrame.from_dict(rows, orient="index").astype("Int64")

    @property
    def quarters(self) -> pd.DataFrame:
        """A row is a quarter: appeals of external clients and of staff, from the monthly series."""
        counts = {title: cells.by_quarter(self.latest.series.get(id_)) for id_, title in _TOTALS.items()}
        frame = pd.DataFrame(counts).astype("Int64")
        return frame.rename(index=lambda period: period.short)

    @property
    def volume_chart(self) -> Any:
        """Appeals of external clients by quarter, the same quarter of the year before beside each."""
        from painmap.report import figures
        from painmap.report.drawing import Bar
        from painmap.report.formats import decimal

        counts = cells.by_quarter(self.latest.series.get("totals-external"))
        if not counts:
            return _NO_APPEALS
        before = {period: counts.get(period.previous) for period in counts}
        rows = [
            Bar(
                label=period.short,
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

        series = self.latest.series.get("totals-external")
        if series is None:
            return _NO_APPEALS
        own = series.model_copy(update={"title": "Обращения внешних клиентов"})
        return figures.monthly(own, self.latest.events)

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
            p.short: {q.title: q.share.value for q in r.problems if q.client_kind == kind}
            for p, r in found.items()
        }
        return figures.heatmap(shares, title) if any(shares.values()) else _NO_PROBLEMS

    @property
    def problems_by_quarter(self) -> Any:
        """A row is a problem, a column a quarter: appeals with it; shaded by row where they are many."""
        found = self._problem_series
        if not found:
            return _NO_PROBLEMS
        counts = {(CLIENT_WORDS[s.client_kind], s.title): cells.by_quarter(s) for s in found}
        frame = pd.DataFrame(counts).T.fillna(0).astype(int).rename_axis(_PROBLEM)
        frame = frame.rename(columns=lambda period: period.short)
        many = frame.index[frame.mean(axis=1) >= _SHADED_FROM]
        # A shade of a row of ones and twos would show chance.
        shaded = pd.IndexSlice[many, :]
        return cells.whole(frame, "problems").background_gradient(
            axis=1, cmap="Blues", vmin=0, high=0.5, subset=shaded
        )

    @property
    def lines(self) -> Any:
        """Monthly series of the problems in small multiples."""
        from painmap.report import figures

        found = self._problem_series
        title = "Обращения с каждой проблемой по месяцам"
        return figures.small_multiples(found, title) if found else _NO_PROBLEMS

    @property
    def _problem_series(self) -> list[MonthlySeries]:
        return [s for s in self.latest.series.values() if s.id.startswith("problems-")]

    @property
    def verdicts(self) -> Any:
        """A row is a problem: in words, how each year and the last quarters compare with the year before."""
        quarters = list(self._of_kind("quarter").items())[-_LAST_QUARTERS:]
        chosen = {**self._of_kind("year"), **dict(quarters)}
        words = {
            p.short: {
                (CLIENT_WORDS[t.client_kind], t.label): cells.verdict(t)
                for t in r.trends
                if t.family == "problems"
            }
            for p, r in chosen.items()
        }
        return cells.table(words, _PROBLEM, "verdicts")

    # --- surveys, waiting -------------------------------------------------------------------------

    @property
    def satisfaction(self) -> Any:
        """A row is a question of a scale, a column a year: mean score and number of answers."""
        words = {
            p.short: {
                (CLIENT_WORDS[table.client_kind], row.label): cells.score(row)
                for table in report.tables.values()
                if table.id.endswith("-summary")
                for row in table.rows
            }
            for p, report in self._of_kind("year").items()
        }  # fmt: skip
        return cells.table(words, ["Клиенты", "Вопрос"], "satisfaction")

    @property
    def waiting(self) -> Any:
        """A row is a period and a kind of client: days from registration to the answer."""
        rows = {
            (p.short, CLIENT_WORDS[kind]): cells.waiting(report.tables[f"waiting-{kind}"])
            for p, report in self._of_kind("year", "quarter").items()
            for kind in ("external", "internal")
            if f"waiting-{kind}" in report.tables
        }
        if not rows:
            return cells.Nothing("ни у одного периода нет сроков ответа")
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["Период", "Клиенты"])


def run(project: Project) -> Overview:
    """Load what `trends` made of every covered period that is made unasked.

    Raises:
        PainmapError: No period was computed yet.
    """
    found = {period: _load(project, period) for period in _coverage.unasked_periods(project)}
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
