"""From an executed `40_report` to the published set: HTML, PDF, workbooks, metrics, `run.json`."""

from __future__ import annotations

from pathlib import Path

from painmap import stages
from painmap.paths import Edition
from painmap.periods import Period
from painmap.report_data import ReportData
from painmap.stages.project import Project
from painmap.stages.store import write_bytes
from painmap.workflow.manifest import environment, now
from painmap.workflow.notebook import edited_notebooks, read_notebook
from painmap.workflow.publish import publish

MAP_FILE = "problem_map.xlsx"


def make_report(project: Project, period: Period, edition: Edition) -> Path:
    """Render one edition into its interim folder and publish it; returns the published folder."""
    started = now()
    folder = project.tree.interim_edition(project.id, period, edition)
    report = stages.report(project.id, str(period), edition, project.tree.root)
    edited = edited_notebooks(project.tree)
    _render(folder, report, edited)
    target = project.tree.report(project.id, period, edition)
    publish(
        folder,
        target,
        {
            **_manifest(project, period, edition),
            "started": started,
            "finished": now(),
            "edited_notebooks": list(edited),
        },
    )
    return target


def _render(folder: Path, report: ReportData, edited: tuple[str, ...]) -> None:
    from painmap.problem_map import xlsx
    from painmap.report import cases_book, export, render

    notebook = read_notebook(folder / "40_report.ipynb")
    page = render.html(notebook, report, edited=edited)
    write_bytes(folder / "report.html", page.encode())
    write_bytes(folder / "report.pdf", render.pdf(page))
    write_bytes(folder / "metrics.json", export.metrics_json(report).encode())
    (folder / MAP_FILE).unlink(missing_ok=True)
    if "problem_map" in report.sections:
        xlsx.write(report, folder / MAP_FILE)
    (folder / cases_book.FILE).unlink(missing_ok=True)
    if cases_book.lists(report):
        cases_book.write(report, folder / cases_book.FILE)


def _manifest(project: Project, period: Period, edition: Edition) -> dict[str, object]:
    return {
        "agency": project.id,
        "period": str(period),
        "edition": edition,
        "as_of": project.cut_off(period).isoformat(),
        "is_demo": project.raw.is_demo,
        "key_fingerprint": project.key.fingerprint,
        "inputs": {file.shown: file.sha256 for file in project.raw.files},
        "stamp": project.render_stamp(period, edition).value,
        "environment": environment(project.tree),
    }
