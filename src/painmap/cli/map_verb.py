"""`painmap map`: the problem map to managers, and their cells back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from painmap.cli import map_decisions
from painmap.cli.map_words import author_options, say, whose_options
from painmap.cli.parser import VerbParser
from painmap.errors import PainmapError

if TYPE_CHECKING:
    from painmap.stages.map_exchange.importing import Imported

STOPPED = "Остановлено. Решения не изменены, если выше не сказано «Записано»."
_MAP = """

Карту проблем составляет сборка; графы 5–7 и решения об уровнях вписывают люди. export пишет книгу Excel, в
которой открыты только эти графы; import принимает её обратно: каждая клетка сравнивается с тем, что было в
выгрузке, и с тем, что внесли другие. Чужие правки не затираются: расхождение показывается, а значение
остаётся рядом как иное предложение; решает о нём set. Строку ведёт к утверждению status: предложена
системой → подтверждена аналитиком → рассмотрена рабочей группой → утверждена. Решения хранит
params/decisions/ОРГАН.csv: записи только добавляются.
Справка по действию: painmap map ДЕЙСТВИЕ --help."""


def map_options(parser: argparse.ArgumentParser) -> None:
    """The actions of `map`, each with options of its own."""
    parser.description = (parser.description or "") + _MAP
    actions = parser.add_subparsers(dest="verb", required=True, metavar="ДЕЙСТВИЕ", parser_class=VerbParser)
    for name, (does, example, options, action) in _ACTIONS.items():
        sub = actions.add_parser(
            name, help=does, description=f"{does}.", epilog=f"Пример: painmap map {name} {example}"
        )
        options(sub)
        sub.set_defaults(map_action=action)


def problem_map(options: argparse.Namespace, console: Console) -> int:
    """Do what was asked with the map."""
    action: Callable[[argparse.Namespace, Console], int] = options.map_action
    return action(options, console)


def _export_options(parser: argparse.ArgumentParser) -> None:
    whose_options(parser)
    parser.add_argument(
        "--out",
        metavar="ФАЙЛ.xlsx",
        type=Path,
        help="куда; по умолчанию data/interim/ОРГАН/ПЕРИОД/problem-map-ОРГАН-ПЕРИОД.xlsx",
    )


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="ФАЙЛ.xlsx", type=Path, help="заполненный файл карты")
    author_options(parser, "кто заполнил")
    parser.add_argument("--dry-run", action="store_true", help="показать, что изменится, ничего не записывая")


def _export(options: argparse.Namespace, console: Console) -> int:
    from painmap.periods import Period
    from painmap.stages.map_exchange import exporting
    from painmap.stages.map_exchange.state import MapState
    from painmap.stages.project import Project
    from painmap.workflow.lock import build_lock

    if options.out is not None and options.out.suffix.lower() != ".xlsx":
        raise PainmapError("Карта пишется только в книгу Excel", remedy="укажите имя с суффиксом .xlsx")
    state = MapState(Project(options.root, options.agency), Period.parse(options.period))
    with build_lock(state.project.tree.build_lock):
        done = exporting.run(state, options.out)
    say(console, f"Записано: {done.path}; строк карты: {done.rows}, {state.period.label}")
    say(console, f"Основа для сравнения: params/decisions/exports/{done.export_id}.json; внесите её в git.")
    say(console, f"Заполните и внесите: painmap map import {done.path.name} --author-role … --date …")
    return 0


def _import(options: argparse.Namespace, console: Console) -> int:
    from painmap.paths import Tree
    from painmap.stages.entries import author
    from painmap.stages.map_exchange import importing
    from painmap.workflow.lock import build_lock

    who = author(options.author_role, options.date)
    with build_lock(Tree(options.root).build_lock):
        done = importing.run(options.root, options.source, who, is_dry=options.dry_run)
    for line in _told(done):
        say(console, line)
    if options.dry_run:
        say(console, "Ничего не записано (--dry-run).")
    elif done.merged.taken or done.merged.conflicts:
        say(console, f"Записано: params/decisions/{done.agency}.csv; файл внесите в git.")
    return 0 if done.is_whole else 1


def _told(done: Imported) -> list[str]:
    from painmap.problem_map.exchange.lines import FIELDS

    known = {one.code: one for fields in FIELDS.values() for one in fields}
    merged, understood = done.merged, done.understood

    def shown(code: str, value: str) -> str:
        return f"«{known[code].told(value) if code in known else value}»" if value else "пусто"

    def named(code: str) -> str:
        return known[code].title.split("(")[0].strip() if code in known else "Проблема"

    lines = [
        f"Карта: {done.agency}, {done.period.label}. Строк в файле: {understood.rows}; изменено клеток: "
        f"{len(merged.taken)}, внесены прежде: {merged.same}, расхождений: {len(merged.conflicts)}, "
        f"не принято: {len(understood.issues)}"
    ]
    for cell, value in merged.taken.items():
        title = done.titles.get((cell.client_kind, cell.problem_id), cell.problem_id)
        lines.append(f"  {title}. {named(cell.column)}: {shown(cell.column, value)}")
    for c in merged.conflicts:
        title = done.titles.get((c.cell.client_kind, c.cell.problem_id), c.cell.problem_id)
        lines.append(
            f"  Расхождение. {title}. {named(c.cell.column)}: было {shown(c.cell.column, c.base)}, стоит "
            f"{shown(c.cell.column, c.ours)}, в файле {shown(c.cell.column, c.theirs)}. Клетка не изменена, "
            "значение файла сохранено как иное предложение."
        )
    lines += [f"  Не принято. {issue.place}: {issue.what}" for issue in understood.issues]
    return [*lines, *done.remarks]


_ACTIONS = {
    "export": (
        "записать карту проблем книгой Excel, которую заполняют руководители",
        "minyust-rd --period 2025",
        _export_options,
        _export,
    ),
    "import": (
        "внести заполненную карту: каждая клетка сравнивается с выгрузкой и с тем, что стоит",
        'карта.xlsx --author-role "Отдел по делам архивов" --date 14.01.2026',
        _import_options,
        _import,
    ),
    **map_decisions.ACTIONS,
}
