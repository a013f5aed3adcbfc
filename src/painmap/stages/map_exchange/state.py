"""What both ways of the map share: the agency, the map as last built, and what people entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

import pandas as pd

from painmap.params.checks import findings
from painmap.params.yaml_file import read_text
from painmap.periods import Period
from painmap.problem_map.decisions import Cell, standing
from painmap.problem_map.exchange.base import Export, parsed
from painmap.report_data import ReportData
from painmap.stages import _report
from painmap.stages.project import Project
from painmap.stages.store import write_bytes

_FOLDER = "params/decisions/exports"


class MapState:
    """The map of one agency and period."""

    def __init__(self, project: Project, period: Period) -> None:
        self.project, self.period = project, period
        self.where = f"params/decisions/{project.id}.csv"

    @property
    def decisions(self) -> pd.DataFrame:
        """`schema.DECISIONS`, in the order of entry."""
        return self.project.params.decisions

    @cached_property
    def standing(self) -> dict[Cell, str]:
        """What stands in each cell of the map that people write in, as of today."""
        return standing(self.decisions, self.period, date.max)

    @cached_property
    def report(self) -> ReportData:
        """The internal edition as last built.

        Raises:
            PainmapError: It was not built.
        """
        return _report.run(self.project.tree.root, self.project.id, str(self.period), "internal")

    @property
    def units(self) -> tuple[str, ...]:
        """Units and posts of the profile: who may be responsible."""
        agency = self.project.params.agency
        return (*agency.units, *(signature.post for signature in agency.signatures))

    def sound(self, decisions: pd.DataFrame) -> None:
        """Raise unless the next build can use such decisions."""
        for error in findings(replace(self.project.params, decisions=decisions)):
            raise error


def stored_exports(project: Project) -> Iterable[Export]:
    """The exports that are known, by id."""
    folder = project.tree.map_export("x").parent
    for path in sorted(folder.glob("*.json")):
        where = f"{_FOLDER}/{path.name}"
        yield parsed(read_text(path, where), where)


def store_export(project: Project, export: Export) -> bool:
    """Keep an export; whether it is a new one."""
    path = project.tree.map_export(export.id)
    is_new = not path.exists()
    if is_new:
        write_bytes(path, export.text().encode())
    return is_new
