"""Verbs that build: reports, the plan of it, the site."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from painmap.cli.verb import add_cores
from painmap.errors import PainmapError

if TYPE_CHECKING:
    from painmap.workflow.due import Request
    from painmap.workflow.site import SiteOutcome


def build_options(parser: argparse.ArgumentParser) -> None:
    """Options of `build` and `plan`."""
    parser.add_argument("--agency", metavar="ОРГАН", help="идентификатор органа, например minyust-rd")
    parser.add_argument("--period", metavar="ПЕРИОД", help="2025, 2025-Q3, 2025-H1, 2025-9M или 2025-07")
    parser.add_argument("--edition", metavar="РЕДАКЦИЯ", help="internal (внутренняя) или public (публичная)")
    add_cores(parser)


def _request(options: argparse.Namespace, agencies: tuple[str, ...]) -> Request:
    from painmap.paths import checked_edition, checked_id
    from painmap.periods import Period
    from painmap.workflow.due import Request

    if options.cores < 1:
        raise PainmapError("Число ядер должно быть не меньше 1", remedy="укажите, например, --cores 2")
    return Request(
        root=options.root,
        agencies=tuple(checked_id(agency) for agency in agencies),
        period=Period.parse(options.period) if options.period else None,
        edition=checked_edition(options.edition) if options.edition else None,
        cores=options.cores,
    )


def build(options: argparse.Namespace, console: Console) -> int:
    """Build the reports asked for."""
    return _run_build(options, (options.agency,) if options.agency else (), console)


def demo_options(parser: argparse.ArgumentParser) -> None:
    """Options of `demo`."""
    add_cores(parser)
    parser.set_defaults(period=None, edition=None)


def demo(options: argparse.Namespace, console: Console) -> int:
    """Build the reports of the committed synthetic data."""
    from painmap.stages import demo_agencies

    return _run_build(options, demo_agencies(options.root), console)


def _run_build(options: argparse.Namespace, agencies: tuple[str, ...], console: Console) -> int:
    from painmap.cli.progress import BuildProgress
    from painmap.paths import Tree
    from painmap.workflow.build import build
    from painmap.workflow.due import is_whole
    from painmap.workflow.lock import build_lock
    from painmap.workflow.site import make_site

    request = _request(options, agencies)
    with build_lock(Tree(options.root).build_lock):
        with BuildProgress(console) as progress:
            outcome = build(request, progress)
        site = make_site(options.root) if is_whole(request) else None
    for warning in outcome.warnings:
        console.print(f"[yellow]Внимание.[/yellow] {escape(warning)}", highlight=False)
    folders = [path.relative_to(options.root) for path in outcome.reports]
    done = f"обновлено: {outcome.updated}" if outcome.updated or outcome.failures else "уже актуальны"
    console.print(f"Отчётов на месте: {len(folders)}; {done}.", highlight=False)
    for folder in folders:
        console.print(f"  {escape(str(folder / 'report.html'))}", highlight=False)
    if outcome.earlier:
        console.print(f"Прежних отчётов, которые эта сборка не обновила: {len(outcome.earlier)}.")
        for path in outcome.earlier:
            console.print(f"  {escape(str(path.relative_to(options.root) / 'report.html'))}", highlight=False)
    for name, message in outcome.failures:
        console.print(f"[red]Не сделано:[/red] {escape(name)}. {escape(message)}", highlight=False)
    if site is not None:
        _tell_site(site, options.root, console)
    return 1 if outcome.failures else 0


def site(options: argparse.Namespace, console: Console) -> int:
    """Make the index of the public reports."""
    from painmap.paths import Tree
    from painmap.workflow.lock import build_lock
    from painmap.workflow.site import make_site

    with build_lock(Tree(options.root).build_lock):
        site = make_site(options.root)
    _tell_site(site, options.root, console)
    return 1 if site.warnings else 0


def _tell_site(site: SiteOutcome, root: Path, console: Console) -> None:
    for warning in site.warnings:
        console.print(f"[yellow]Внимание.[/yellow] Сайт: {escape(warning)}", highlight=False)
    done = f"обновлено файлов: {site.changed}" if site.changed else "уже актуален"
    place = escape(str(site.index.relative_to(root)))
    console.print(f"Сайт публичных отчётов ({site.reports}): {place}; {done}.", highlight=False)


def plan(options: argparse.Namespace, console: Console) -> int:
    """Say what `build` would do, and why."""
    from painmap.workflow.due import plan

    request = _request(options, (options.agency,) if options.agency else ())
    lines = 0
    any_reports = False
    problems: list[str] = []
    warnings: list[str] = []
    notes: list[str] = []
    for name, step, reason in plan(request, problems, warnings, notes):
        console.print(f"{name}: {step.title} — {reason}", highlight=False, markup=False)
        lines += 1
        any_reports = any_reports or step.name == "render"
    for warning in warnings:
        console.print(f"[yellow]Внимание.[/yellow] {escape(warning)}", highlight=False)
    for note in notes:
        console.print(note, highlight=False, markup=False)
    for problem in problems:
        console.print(f"[red]Не будет сделано:[/red] {escape(problem)}", highlight=False)
    if lines:
        note = " Отчёты будут названы после чтения данных." if not any_reports else ""
        console.print(f"Будет выполнено заданий: не менее {lines}.{note}")
    elif not problems:
        console.print("Всё актуально, делать нечего.")
    return 1 if problems else 0
