"""An agency's periods beside each other, from the figures that `trends` made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.periods import Period
from painmap.report_data import ReportData
from painmap.stages import _coverage
from painmap.stages.project import Project
from painmap.stages.store import read_json

_TOTALS = ("channels-appeals-external", "channels-appeals-internal")


@dataclass(frozen=True)
class Overview:
    """Figures of all periods of an agency, oldest first."""

    reports: dict[str, ReportData]

    @property
    def volumes(self) -> pd.DataFrame:
        """A row is a period: appeals of external and internal clients."""
        rows = {name: [_total(report, table) for table in _TOTALS] for name, report in self.reports.items()}
        return pd.DataFrame.from_dict(
            rows, orient="index", columns=["Обращений внешних клиентов", "внутренних клиентов"]
        )

    @property
    def problems(self) -> pd.DataFrame:
        """A row is a problem, a column a period: share of clients."""
        shares = {
            name: {problem.title: problem.share.value for problem in report.problems}
            for name, report in self.reports.items()
        }
        return (100 * pd.DataFrame(shares)).round(1)

    @property
    def heatmap(self) -> Any:
        """Shares of clients by problem and year, the darker the larger."""
        from painmap.report import figures

        years = {name: report for name, report in self.reports.items() if Period.parse(name).kind == "year"}
        shares = {name: {p.title: p.share.value for p in r.problems} for name, r in years.items()}
        return figures.heatmap(shares, "Доля клиентов, назвавших проблему, по годам")

    @property
    def verdicts(self) -> pd.DataFrame:
        """A row is a problem, a column a period: verdict of the comparison with the year before."""
        found = {
            name: {t.label: t.result.verdict for t in report.trends if t.family == "problems"}
            for name, report in self.reports.items()
        }
        return pd.DataFrame(found)

    @property
    def lines(self) -> Any:
        """Monthly series of the latest period in small multiples."""
        from painmap.report import figures

        latest = list(self.reports.values())[-1]
        return figures.small_multiples([s for s in latest.series.values() if s.id.startswith("problems-")])


def run(project: Project) -> Overview:
    """Load what `trends` made of every covered period.

    Raises:
        PainmapError: No period was computed yet.
    """
    periods = _coverage.covered_periods(project)
    found = {str(period): _load(project, period) for period in periods}
    reports = {name: report for name, report in found.items() if report is not None}
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


def _total(report: ReportData, table: str) -> float | None:
    rows = report.tables[table].rows if table in report.tables else ()
    for row in rows:
        cell = row.cells.get("period")
        if row.role == "total" and not isinstance(cell, str) and cell is not None:
            return cell.value
    return None
