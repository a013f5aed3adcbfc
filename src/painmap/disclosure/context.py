"""What every step of publication needs to know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from painmap.params.models import Disclosure
from painmap.report_data import ReportData

# Tables whose row codes are problem ids («problems-external»).
PROBLEM_TABLES = "problems-"
# New values of fields of `ReportData`, and how much was hidden, by table or part.
Outcome = tuple[dict[str, Any], dict[str, int]]


@dataclass(frozen=True)
class Context:
    """What the steps need to know.

    Attributes:
        sections: Sections of the public edition, in the order of the report.
        titles: Problem id → the title that a person accepted for publication.
        problem_ids: All problems that the report speaks of.
    """

    rule: Disclosure
    sections: tuple[str, ...]
    titles: Mapping[str, str]
    problem_ids: frozenset[str]

    def allows(self, *sections: str) -> bool:
        """Whether any of the sections is published."""
        return bool(set(sections) & set(self.sections))

    def problem_in(self, series_id: str) -> str | None:
        """The problem that a series is about, told by its id («problems-external-p01»)."""
        matches = (
            i for i in sorted(self.problem_ids) if re.search(rf"(?<![\w]){re.escape(i)}(?![\w])", series_id)
        )
        return next(matches, None)


def problem_ids(report: ReportData) -> frozenset[str]:
    """Ids of all problems that the report speaks of."""
    tables = (t for t in report.tables.values() if t.id.startswith(PROBLEM_TABLES))
    return frozenset(
        {p.id for p in report.problems}
        | {r.problem_id for r in report.map_rows}
        | {m.problem_id for m in report.measures}
        | {i for p in report.processes for i in p.problem_ids}
        | {t.code for t in report.trends if t.family == "problems"}
        | {row.code for table in tables for row in table.rows if row.code}
    )
