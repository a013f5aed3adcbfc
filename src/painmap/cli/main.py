"""The verbs of painmap."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

import painmap
from painmap.cli.parser import RussianParser
from painmap.errors import PainmapError, unforeseen

if TYPE_CHECKING:
    from painmap.workflow.site import SiteOutcome

_MARKS = ("params", "notebooks", "Snakefile")


@dataclass(frozen=True)
class Verb:
    """A verb: its name, what it does (Russian), an example, its own options and its action."""

    name: str
    does: str
    example: str
    options: Callable[[argparse.ArgumentParser], None]
    action: Callable[[argparse.Namespace, Console], int]


def main(arguments: list[str] | None = None) -> int:
    """Run painmap; returns the exit code: 0 done, 1 work failed, 2 the command was not understood."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign shows «?» instead of a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    console = Console(stderr=False, soft_wrap=True)
    errors = Console(stderr=True, soft_wrap=True)
    try:
        options = _parser().parse_args(arguments)
    except PainmapError as error:
        errors.print(f"[red]Ошибка.[/red] {escape(str(error))}", highlight=False)
        return 2
    try:
        options.root = _root(options.root)
        code: int = options.action(options, console)
        return code
    except PainmapError as error:
        errors.print(f"[red]Ошибка.[/red] {escape(str(error))}", highlight=False)
        return 1
    except Exception as error:  # the boundary of the program: a sentence, not a traceback
        errors.print(f"[red]Ошибка.[/red] {escape(str(unforeseen(error)))}", highlight=False)
        return 1
    except KeyboardInterrupt:
        errors.print("Остановлено. Готовые части сохранены: повторите команду, чтобы продолжить.")
        return 130


def _parser() -> RussianParser:
    parser = RussianParser(
        prog="painmap",
        description="painmap: от обращений и опросов к карте проблем и отчётам.",
        epilog="Пример: painmap build --agency minyust-rd --period 2025",
    )
    parser.add_argument("--version", action="version", version=painmap.__version__, help="показать версию")
    parser.add_argument(
        "--root", type=Path, default=None, help="папка проекта (по умолчанию текущая или выше)"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="КОМАНДА", parser_class=RussianParser)
    for verb in VERBS:
        sub = verbs.add_parser(
            verb.name, help=verb.does, description=verb.does, epilog=f"Пример: {verb.example}"
        )
        verb.options(sub)
        sub.set_defaults(action=verb.action)
    return parser


def _root(named: Path | None) -> Path:
    start = (named or Path.cwd()).resolve()
    candidates = [start] if named else [start, *start.parents]
    for folder in candidates:
        if all((folder / mark).exists() for mark in _MARKS):
            return folder
    raise PainmapError(
        "Это не папка проекта painmap",
        where=str(start),
        remedy="перейдите в папку с params/, notebooks/ и Snakefile или укажите её: painmap --root ПАПКА …",
    )


def _cores() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


# --- build, demo, plan ----------------------------------------------------------------------------


def _build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agency", metavar="ОРГАН", help="идентификатор органа, например minyust-rd")
    parser.add_argument("--period", metavar="ПЕРИОД", help="2025, 2025-Q3, 2025-H1, 2025-9M или 2025-07")
    parser.add_argument("--edition", metavar="РЕДАКЦИЯ", help="internal (внутренняя) или public (публичная)")
    parser.add_argument("--cores", metavar="N", type=int, default=_cores(), help="сколько ядер занять")


def _request(options: argparse.Namespace, agencies: tuple[str, ...]):  # type: ignore[no-untyped-def]
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


def _build(options: argparse.Namespace, console: Console) -> int:
    return _run_build(options, (options.agency,) if options.agency else (), console)


def _demo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cores", metavar="N", type=int, default=_cores(), help="сколько ядер занять")
    parser.set_defaults(period=None, edition=None)


def _demo(options: argparse.Namespace, console: Console) -> int:
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


def _site(options: argparse.Namespace, console: Console) -> int:
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


def _plan(options: argparse.Namespace, console: Console) -> int:
    from painmap.workflow.due import plan

    request = _request(options, (options.agency,) if options.agency else ())
    lines = 0
    any_reports = False
    problems: list[str] = []
    for name, step, reason in plan(request, problems):
        console.print(f"{name}: {step.title} — {reason}", highlight=False, markup=False)
        lines += 1
        any_reports = any_reports or step.name == "render"
    for problem in problems:
        console.print(f"[red]Не будет сделано:[/red] {escape(problem)}", highlight=False)
    if lines:
        note = " Отчёты будут названы после чтения данных." if not any_reports else ""
        console.print(f"Будет выполнено заданий: не менее {lines}.{note}")
    elif not problems:
        console.print("Всё актуально, делать нечего.")
    return 1 if problems else 0


# --- doctor, check --------------------------------------------------------------------------------


def _no_options(parser: argparse.ArgumentParser) -> None:
    """A verb without options of its own."""


def _doctor(options: argparse.Namespace, console: Console) -> int:
    from painmap.workflow.doctor import examine

    failed = 0
    for finding in examine(options.root):
        sign = "[green]✓[/green]" if finding.is_good else "[red]✗[/red]"
        console.print(f"{sign} {escape(finding.what)}", highlight=False)
        if not finding.is_good:
            failed += 1
            console.print(f"    {escape(finding.remedy)}", highlight=False)
        elif finding.remedy:
            console.print(f"    [yellow]{escape(finding.remedy)}[/yellow]", highlight=False)
    return 1 if failed else 0


def _check(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages import check

    findings = check(options.root)
    for finding in findings:
        console.print(f"[red]✗[/red] {escape(finding)}", highlight=False)
    if not findings:
        console.print("Персональных данных вне исходных файлов не найдено.")
    return 1 if findings else 0


VERBS: tuple[Verb, ...] = (
    Verb("demo", "собрать отчёты по демонстрационным данным", "painmap demo", _demo_options, _demo),
    Verb(
        "build",
        "собрать отчёты: без параметров — все периоды, обеспеченные данными; готовое не пересчитывается",
        "painmap build --agency minec-49 --period 2025-Q3 --edition internal",
        _build_options,
        _build,
    ),
    Verb(
        "plan",
        "показать, что и почему сделает build",
        "painmap plan --agency minyust-rd",
        _build_options,
        _plan,
    ),
    Verb(
        "site",
        "собрать указатель публичных отчётов (reports/site/) из того, что уже построено",
        "painmap site",
        _no_options,
        _site,
    ),
    Verb("doctor", "проверить, всё ли готово к работе", "painmap doctor", _no_options, _doctor),
    Verb(
        "check",
        "проверить, что персональные данные не вышли за исходные файлы",
        "painmap check",
        _no_options,
        _check,
    ),
)
