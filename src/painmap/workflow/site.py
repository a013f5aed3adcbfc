"""`reports/site/`: copies of the public reports and the index over them; no internal file gets there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from painmap import site
from painmap.errors import PainmapError
from painmap.params.load import agency_ids
from painmap.params.models import Agency
from painmap.paths import Tree
from painmap.periods import Period
from painmap.site import AgencyEntry, FileEntry, ReportEntry
from painmap.stages.project import Project
from painmap.stages.store import read_json, sha256, write_bytes
from painmap.workflow.publish import RUN, is_intact

INDEX = "index.html"
# What of a published set the public may have; the workbook of the map is for managers, `run.json` for us.
_FILES = ("report.html", "report.pdf", "metrics.json")


@dataclass
class SiteOutcome:
    """What became of the site.

    Attributes:
        changed: Files written or removed; 0 if all was up to date.
        reports: Public reports on it.
        warnings: Russian sentences about what could not be shown.
    """

    index: Path
    changed: int = 0
    reports: int = 0
    warnings: list[str] = field(default_factory=list)


def make_site(root: Path) -> SiteOutcome:
    """Bring `reports/site/` up to date: the copies first, the index after them, what is obsolete last.

    Raises:
        PainmapError: The disk is full or not writable; every file is then whole, old or new.
    """
    tree = Tree(root.resolve())
    outcome = SiteOutcome(tree.site / INDEX)
    kept = {outcome.index}
    agencies = []
    for agency in agency_ids(tree):
        try:
            project = Project(root, agency)
            found = _reports(project, outcome.warnings)
        except PainmapError as error:
            outcome.warnings.append(f"{agency}: {error}")
            continue
        agencies.append(_entry(project, [entry for entry, _ in found]))
        for _, folder in found:
            target = tree.site / folder.parent.relative_to(tree.reports)
            for name in _FILES:
                outcome.changed += _copied(folder / name, target / name)
                kept.add(target / name)
        outcome.reports += len(found)
    page = site.index(agencies).encode()
    if not outcome.index.exists() or outcome.index.read_bytes() != page:
        write_bytes(outcome.index, page)
        outcome.changed += 1
    outcome.changed += _pruned(tree.site, kept)
    return outcome


def _reports(project: Project, warnings: list[str]) -> list[tuple[ReportEntry, Path]]:
    """Public reports that the profile allows and that are whole in their place, oldest first."""
    kinds = {rule.period_kind for rule in project.params.agency.editions if rule.edition == "public"}
    found = []
    for path in sorted((project.tree.reports / project.id).glob("*/public")):
        try:
            period = Period.parse(path.parent.name)
        except PainmapError:
            continue
        if period.kind not in kinds:
            continue
        fault = _fault(path)
        if fault:
            warnings.append(f"{project.id} {period}: {fault}; на сайт не помещён.")
            continue
        found.append((_report(project, period, path), path))
    return sorted(found, key=lambda pair: pair[0].period)


def _fault(folder: Path) -> str:
    """Why the set may not be shown: it must be whole, and say itself that it is the public edition."""
    if not is_intact(folder):
        return "отчёт повреждён или не дописан"
    own: list[Any] = [read_json(folder / name) for name in (RUN, "metrics.json")]
    is_public = all(isinstance(v, dict) and v.get("edition") == "public" for v in own)
    return "" if is_public else "в папке публичной редакции лежит другая редакция"


def _report(project: Project, period: Period, folder: Path) -> ReportEntry:
    base = f"{project.id}/{period}"
    files = tuple(FileEntry(name, f"{base}/{name}", (folder / name).stat().st_size) for name in _FILES)
    return ReportEntry(period, date.fromisoformat(read_json(folder / RUN)["as_of"]), files)


def _entry(project: Project, reports: list[ReportEntry]) -> AgencyEntry:
    agency: Agency = project.params.agency
    grounds = dict.fromkeys(rule.ground for rule in agency.editions if rule.edition == "public")
    return AgencyEntry(
        id=agency.id,
        title=agency.title,
        title_short=agency.title_short,
        region=agency.region,
        order_title=agency.order.title,
        order_reference=agency.order.reference,
        is_order_draft=agency.order.is_draft,
        is_demo=_is_demo(project),
        ground="; ".join(grounds),
        refusal=agency.refusals["public"],
        reports=tuple(reports),
    )


def _is_demo(project: Project) -> bool:
    try:
        return project.raw.is_demo
    except PainmapError:
        return False


def _copied(source: Path, target: Path) -> bool:
    """Whether the copy had to be made."""
    if (
        target.is_file()
        and target.stat().st_size == source.stat().st_size
        and sha256(target) == sha256(source)
    ):
        return False
    write_bytes(target, source.read_bytes())
    return True


def _pruned(folder: Path, kept: set[Path]) -> int:
    """Remove what does not belong on the site, and folders that are empty then."""
    obsolete = [path for path in _files(folder) if path not in kept]
    for path in obsolete:
        path.unlink()
    for place in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(place.iterdir()):
            shutil.rmtree(place)
    return len(obsolete)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
