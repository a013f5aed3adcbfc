"""What the verbs of the registry work on: its rows, what the last build proposes, the newest period."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.load import load_reviews
from painmap.periods import Period
from painmap.stages import _coverage
from painmap.stages.project import Project
from painmap.stages.registry.file import RegistryFile
from painmap.stages.store import read_json

CANDIDATES = "candidates.json"


class State:
    """The registry of one agency as it stands.

    Args:
        project: Of the agency.
        entered: Period in which a problem is said to enter the registry; None: the newest with data.
    """

    def __init__(self, project: Project, entered: Period | None = None) -> None:
        self.project = project
        self.params = project.params
        self.file = RegistryFile(project.tree, project.params)
        self.where = self.file.where
        self._entered = entered

    @cached_property
    def rows(self) -> dict[str, dict[str, str]]:
        """Id → cells of the file, in its order."""
        return self.file.rows()

    @cached_property
    def candidates(self) -> dict[str, dict[str, Any]]:
        """Id → group of texts that the last build proposes: id, client_kind, title, texts; may have signs."""
        value = read_json(self.project.tree.interim_pain_points(self.project.id) / CANDIDATES)
        groups = pd.DataFrame(value if isinstance(value, dict) else {}).to_dict("records")
        return {str(group["id"]): {str(k): v for k, v in group.items()} for group in groups}

    @cached_property
    def reviews(self) -> pd.DataFrame:
        """`schema.REVIEWS`, in the order of entry."""
        return load_reviews(self.project.tree, self.project.id)

    def period(self) -> str:
        """The period in which a new problem enters the registry.

        Raises:
            PainmapError: No build has said which periods the data cover.
        """
        if self._entered is not None:
            return str(self._entered)
        covered = _coverage.covered_periods(self.project)
        if not covered:
            raise PainmapError(
                "Неизвестно, какой период обеспечен данными последним",
                remedy="сначала выполните «painmap build» или укажите период: --period 2025-Q3",
            )
        return str(max(covered, key=lambda p: (p.end, p.start)))

    def found_on(self) -> str:
        """How a proposed group was found: groups are made of all texts, without regard to date.

        Where these are of one year only, they are the texts of its period, and a comparison with it would
        be of a problem that was chosen for being large then (`problem_map.discovery`).
        """
        first, _ = _coverage.span(self.project)
        entered = Period.parse(self.period())
        return "history" if first is not None and first.year < entered.year else "period"
