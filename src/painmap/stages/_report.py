"""The report's only input: one edition's `report_data.json`."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from painmap.errors import PainmapError
from painmap.paths import Tree, checked_edition
from painmap.periods import Period
from painmap.report_data import ReportData


def run(root: str | Path, agency: str, period: str, edition: str) -> ReportData:
    """Load the edition's data.

    Raises:
        PainmapError: It was not made yet, or by another version.
    """
    folder = Tree(Path(root).resolve()).interim_edition(
        agency, Period.parse(period), checked_edition(edition)
    )
    path = folder / "report_data.json"
    try:
        return ReportData.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        raise PainmapError(
            "Нет данных для отчёта",
            where=str(path),
            remedy=f"выполните блокнот 30_trends или «painmap build --agency {agency} --period {period}»",
        ) from None
