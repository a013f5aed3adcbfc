"""`metrics.json`: every figure of the edition for machines; deterministic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from painmap.report_data import Number, ReportData, Table

SCHEMA_VERSION = 1


def metrics_json(report: ReportData) -> str:
    """All cells of all tables (a record each) and all trends of the edition, as JSON with a final newline."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "agency": report.agency_id,
        "period": report.period,
        "previous_period": report.previous_period,
        "edition": report.edition,
        "as_of": report.as_of.isoformat(),
        "is_demo": report.is_demo,
        "metrics": [record for key, table in report.tables.items() for record in _records(key, table)],
        "trends": [trend.model_dump(mode="json") for trend in report.trends],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _records(key: str, table: Table) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        for column in table.columns:
            cell = row.cells.get(column.key)
            if isinstance(cell, Number):
                yield {
                    "table": key, "metric": table.metric or key, "client_kind": table.client_kind,
                    "paragraph": table.paragraph, "row": row.code or row.role, "row_title": row.label,
                    "column": column.key, "kind": column.kind, "value": cell.value, "mark": cell.mark,
                    "base": cell.base,
                }  # fmt: skip
