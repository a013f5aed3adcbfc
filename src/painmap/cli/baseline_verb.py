"""`painmap baseline`: the analyst accepts what came in; it writes `params/baselines`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from painmap.errors import PainmapError, unknown_name

if TYPE_CHECKING:
    from painmap.stages.baselines.compared import SourceChange

STOPPED = "Остановлено. Прежние показатели не изменены, кроме уже названных."
_BASELINE = """

Показатели каждого источника — строки по месяцам (опросов — анкеты по замерам), доли слов в графах, доли
заполненных полей — записываются в params/baselines/ОРГАН.yaml как верные; персональных данных в них нет.
Каждая сборка сверяет с ними то, что поступило, и предупреждает до вёрстки отчётов: пропали строки, новый
месяц непохож на прежние, изменился состав, источник замолчал. Сначала прочитайте предупреждения сборки
и блокнот 10_clean; файл внесите в git."""


def baseline_options(parser: argparse.ArgumentParser) -> None:
    """Options of `baseline`."""
    parser.description = (parser.description or "") + _BASELINE
    parser.add_argument("--agency", metavar="ОРГАН", help="идентификатор органа; без него — все органы")


def baseline(options: argparse.Namespace, console: Console) -> int:
    """Accept the processed data as they are; a failure of one agency does not hinder the others."""
    from painmap.params.load import agency_ids
    from painmap.paths import Tree
    from painmap.workflow.lock import build_lock

    tree = Tree(options.root)
    known = agency_ids(tree)
    if options.agency and options.agency not in known:
        raise unknown_name("Орган", options.agency, known)
    failed = 0
    with build_lock(tree.build_lock):
        for agency in [options.agency] if options.agency else known:
            try:
                _accept(options, agency, console)
            except PainmapError as error:
                failed += 1
                console.print(
                    f"[red]Не принято:[/red] {escape(agency)}. {escape(str(error))}", highlight=False
                )
    return 1 if failed else 0


def _accept(options: argparse.Namespace, agency: str, console: Console) -> None:
    from painmap import stages
    from painmap.stages.project import Project

    project = Project(options.root, agency)
    changes = stages.baseline_changes(project)
    if not changes:
        console.print(f"{agency}: показатели те же, что приняты.", highlight=False)
        return
    console.print(f"{agency}:", highlight=False)
    for change in changes:
        console.print(f"  {escape(_told(change))}", highlight=False)
        for warning in change.warnings:
            console.print(f"    [yellow]Принимается:[/yellow] {escape(warning)}", highlight=False)
    path = stages.accept_baseline(project)
    place = path.relative_to(project.tree.root)
    console.print(f"Записано: {place}; доли — в git diff.", highlight=False, markup=False)


def _told(change: SourceChange) -> str:
    if change.accepted_date is None:
        return f"{change.source_title}: строк {change.rows_now}, прежде не принимался"
    if change.rows_then == change.rows_now and not change.rows_new:
        return f"{change.source_title}: строк {change.rows_now}, как и было"
    return (
        f"{change.source_title}: строк {change.rows_now} вместо {change.rows_then} "
        f"(принято по {change.accepted_date:%d.%m.%Y}): прибыло {change.rows_new}, пропало {change.rows_gone}"
    )
