"""One function per notebook or rule: load, call the rooms below, save.

The only room that reads and writes `data/`. A stage that finds its result done with the same stamp
loads it; so a notebook run by hand and `painmap build` pick up each other's work.

Each function imports what it needs itself: `40_report` starts without pandas' statistics, texts or maps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from painmap.stages.parameters import checked

if TYPE_CHECKING:
    from painmap.periods import Period
    from painmap.report_data import ReportData
    from painmap.stages._clean import Cleaned
    from painmap.stages._overview import Overview
    from painmap.stages._pain_point_views import PainPoints
    from painmap.stages._trends import Trends
    from painmap.stages.baselines.compared import Compared, SourceChange
    from painmap.stages.classification.outputs import Classified
    from painmap.stages.deidentification.rows import Deidentified
    from painmap.stages.extraction.run import Extracted
    from painmap.stages.inspection.parts import Inspection, InspectRequest
    from painmap.stages.project import Project
    from painmap.stages.requests import (
        ClassifyRequest,
        DeidentifyRequest,
        ExtractRequest,
        FormRequest,
        TrendRequest,
    )
    from painmap.stages.trend_table.found import TrendsFound

__all__ = [
    "accept_baseline",
    "baseline_changes",
    "check",
    "check_key",
    "checked",
    "classify",
    "clean",
    "compared",
    "covered_periods",
    "deidentify",
    "demo_agencies",
    "extract",
    "inspect",
    "intake_file",
    "not_accepted",
    "overview",
    "pain_points",
    "preload",
    "questionnaire_forms",
    "rejected_rows",
    "report",
    "texts",
    "trend_table",
    "trends",
    "unasked_periods",
    "unexpected",
    "unused_mappings",
]


def intake_file(agency: str, file: str, root: str | Path) -> None:
    """Read, mask and clean one raw file (key of `RawFile`)."""
    from painmap.stages import _intake
    from painmap.stages.project import Project

    project = Project(root, agency)
    _intake.run(project, project.raw.file(file))


def clean(agency: str, root: str | Path) -> Cleaned:
    """Processed tables of an agency, and what came in, was rejected and masked (`10_clean`)."""
    from painmap.stages import _clean
    from painmap.stages.project import Project

    return _clean.run(Project(root, agency))


def texts(agency: str, shard: int, root: str | Path) -> None:
    """Mentions of one shard of an agency's texts."""
    from painmap.stages import _texts
    from painmap.stages.project import Project

    _texts.run(Project(root, agency), shard)


def pain_points(agency: str, root: str | Path) -> PainPoints:
    """Assignments of all history to problems, and what fits nowhere (`20_pain_points`)."""
    from painmap.stages import _pain_points
    from painmap.stages.project import Project

    return _pain_points.run(Project(root, agency))


def trends(agency: str, period: str, root: str | Path) -> Trends:
    """Figures, tests and map of one period; writes each edition's `report_data.json` (`30_trends`)."""
    from painmap.periods import Period
    from painmap.stages import _trends
    from painmap.stages.project import Project

    return _trends.run(Project(root, agency), Period.parse(period))


def report(agency: str, period: str, edition: str, root: str | Path) -> ReportData:
    """The one object that a report may show (`40_report`); opens nothing but `report_data.json`."""
    from painmap.stages import _report

    return _report.run(root, agency, period, edition)


def overview(agency: str, root: str | Path) -> Overview:
    """The agency's periods beside each other (`50_overview`)."""
    from painmap.stages import _overview
    from painmap.stages.project import Project

    return _overview.run(Project(root, agency))


def covered_periods(project: Project) -> tuple[Period, ...]:
    """The periods that the processed data cover, of the kinds that the order provides for."""
    from painmap.stages import _coverage

    return _coverage.covered_periods(project)


def unasked_periods(project: Project) -> tuple[Period, ...]:
    """Those of them that a build makes where none is asked for."""
    from painmap.stages import _coverage

    return _coverage.unasked_periods(project)


def check_key(project: Project) -> None:
    """Refuse to mix processed data of another key with those of the present one."""
    from painmap.stages import _coverage

    _coverage.check_key(project)


def unused_mappings(projects: Sequence[Project]) -> list[str]:
    """Sentences about mappings of the projects' formats that no raw file used, if there are any."""
    from painmap.stages import _mappings

    return _mappings.advice(projects)


def rejected_rows(project: Project) -> list[str]:
    """Sentences about rejected rows of the agency's raw files, and about files that are there twice."""
    from painmap.stages import _accounts, _rejects

    return [*_accounts.without_copies(project.raw.files)[1], *_rejects.advice(project)]


def compared(agency: str, root: str | Path) -> Compared:
    """The agency's sources beside what was accepted of them (`10_clean`)."""
    from painmap.stages.baselines import compared
    from painmap.stages.project import Project

    return compared.Compared(compared.changes(Project(root, agency)))


def unexpected(project: Project) -> list[str]:
    """Sentences about sources that are not as they were accepted, or no longer come."""
    from painmap.stages.baselines import compared

    return compared.advice(project)


def not_accepted(project: Project) -> list[str]:
    """A sentence about sources of which nothing was accepted yet, if there are any."""
    from painmap.stages.baselines import compared

    return compared.not_accepted(project)


def baseline_changes(project: Project) -> tuple[SourceChange, ...]:
    """What `accept_baseline` would change, every source of the profile; empty if nothing."""
    from painmap.stages.baselines import compared

    return compared.to_accept(project)


def accept_baseline(project: Project) -> Path:
    """Write the figures of the agency's processed data as the accepted ones; returns where."""
    from painmap.stages.baselines import compared

    return compared.accept(project)


def demo_agencies(root: str | Path) -> tuple[str, ...]:
    """Ids of the agencies that have committed demo data."""
    from painmap.stages import _coverage

    return _coverage.demo_agencies(root)


def check(root: str | Path, progress: Callable[[str, int, int], None] = lambda *_: None) -> list[str]:
    """The privacy gate: Russian sentences about what should not be where it is; empty if all is well.

    Args:
        root: The project.
        progress: Called with what is done, files done, files in all.
    """
    from painmap.stages.gate import run

    return run.run(root, progress)


def deidentify(request: DeidentifyRequest, progress: Callable[[str, int, int], None]) -> Deidentified:
    """Mask personal data in a table of any origin, file in and file out; needs no project and no key.

    Args:
        request: The files and the columns.
        progress: Called with what is done, rows done, rows in all.
    """
    from painmap.stages.deidentification import run

    return run.run(request, progress)


def classify(request: ClassifyRequest, progress: Callable[[str, int, int], None]) -> Classified:
    """Give the texts of a table topics, file in and file out; needs no project and no key.

    Args:
        request: The files, the columns and what is learnt from.
        progress: Called with what is done, rows done, rows in all.
    """
    from painmap.stages.classification import run

    return run.run(request, progress)


def extract(request: ExtractRequest, progress: Callable[[str, int, int], None]) -> Extracted:
    """Find mentions and problems in the texts of a table, file in and three files out; needs no project.

    Args:
        request: The table, its column and the folder of the results.
        progress: Called with what is done, rows done, rows in all.
    """
    from painmap.stages import processes

    if request.cores > 1:
        processes.prepare()
    from painmap.stages.extraction import run

    return run.run(request, progress)


def trend_table(request: TrendRequest) -> TrendsFound:
    """Test many monthly series of a table for change, file in and file out; needs no project and no key."""
    from painmap.stages.trend_table import run

    return run.run(request)


def questionnaire_forms(request: FormRequest) -> list[Path]:
    """Write a questionnaire to print (HTML, PDF) and as an XLSForm; returns the places of the files."""
    from painmap.stages import _forms

    return _forms.write_forms(request)


def inspect(request: InspectRequest) -> Inspection:
    """Guess the layout of an unknown export and write a draft of its format; samples are masked."""
    from painmap.stages.inspection import run

    return run.run(request)


def preload(root: str | Path, *, with_language: bool) -> None:
    """Import and read what stages want on their way; load the language models too if they are wanted."""
    from painmap.stages import _preload

    _preload.run(root, with_language=with_language)
