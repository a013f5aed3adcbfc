"""The notebook's own cells, run on a given ReportData: what papermill leaves, without a kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_output

from painmap.report import render, sections
from painmap.report_data import ReportData

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "40_report.ipynb"


def executed(report: ReportData) -> Any:
    node = nbformat.read(str(NOTEBOOK), as_version=4)
    for cell in node.cells:
        if cell.cell_type == "code" and cell.source.startswith("sections."):
            value = eval(cell.source, {"sections": sections, "report": report})
            cell.outputs = [
                new_output("execute_result", {"text/html": value._repr_html_(), "text/plain": repr(value)})
            ]
    return node


def page(report: ReportData) -> str:
    return render.html(executed(report), report)
