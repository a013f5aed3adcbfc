"""`painmap problems`: what an analyst does to the registry of problems; builds only read it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from painmap.cli.parser import VerbParser
from painmap.errors import PainmapError

if TYPE_CHECKING:
    from painmap.stages.registry.edits import Edit
    from painmap.stages.registry.state import State

STOPPED = "Остановлено. Реестр проблем и суждения не изменены, если выше не сказано «Записано»."
_PROBLEMS = """

Реестр — params/problems/ОРГАН.csv: код проблемы постоянен, по нему она сравнивается между периодами. Сборка
реестр только читает; меняют его эти команды и человек. После изменения выполните painmap build: вся история
будет отнесена к проблемам заново. Справка по действию: painmap problems ДЕЙСТВИЕ --help."""
_KINDS = ("problem", "need")
_SEVERITIES = ("0", "10", "20", "30")
_STATUSES = {"proposed": "предложена", "accepted": "принята", "closed": "устранена"}
_CLIENTS = {"external": "внешние", "internal": "внутренние", "unknown": "не установлены"}
_CELLS = {
    "title": "title",
    "public_title": "public_title",
    "kind": "problem_kind",
    "process": "process_id",
    "severity": "severity",
}


def problems_options(parser: argparse.ArgumentParser) -> None:
    """The actions of `problems`, each with options of its own."""
    parser.description = (parser.description or "") + _PROBLEMS
    actions = parser.add_subparsers(dest="verb", required=True, metavar="ДЕЙСТВИЕ", parser_class=VerbParser)
    for name, (does, example, options, action) in _ACTIONS.items():
        sub = actions.add_parser(
            name, help=does, description=f"{does}.", epilog=f"Пример: painmap problems {name} {example}"
        )
        options(sub)
        sub.set_defaults(problems_action=action)


def problems(options: argparse.Namespace, console: Console) -> int:
    """Do what was asked with the registry of one agency."""
    action: Callable[[argparse.Namespace, Console], int] = options.problems_action
    return action(options, console)


# --- options ------------------------------------------------------------------------------------------


def _what(parser: argparse.ArgumentParser, name: str = "", about: str = "", nargs: str | None = None) -> None:
    """The agency, and the codes that an action works on."""
    group = parser.add_argument_group("Над чем")
    group.add_argument("agency", metavar="ОРГАН", help="идентификатор органа")
    if name:
        group.add_argument(name, metavar="КОД", help=about, nargs=nargs)


def _list_options(parser: argparse.ArgumentParser) -> None:
    _what(parser)
    parser.add_argument("--status", choices=list(_STATUSES), help="только проблемы в этом состоянии")
    parser.add_argument("--new", action="store_true", help="только группы, предложенные последней сборкой")


def _accept_options(parser: argparse.ArgumentParser) -> None:
    _what(parser, "id", "код группы (из list --new) или предложенной проблемы")
    _titles(parser)
    _decided(parser)
    _writing(parser, with_period=True)


def _rename_options(parser: argparse.ArgumentParser) -> None:
    _what(parser, "id", "код проблемы; он не меняется")
    _titles(parser)
    _writing(parser)


def _merge_options(parser: argparse.ArgumentParser) -> None:
    _what(parser, "ids", "коды проблем, две или более", nargs="+")
    _titles(parser, is_required=True)
    _decided(parser)
    _writing(parser, with_period=True)


def _split_options(parser: argparse.ArgumentParser) -> None:
    _what(parser, "id", "код проблемы")
    parser.add_argument(
        "--into",
        metavar='"НАЗВАНИЕ: ПРИЗНАК; ПРИЗНАК"',
        action="append",
        required=True,
        help="новая проблема и слова, которыми её называют клиенты; повторите для каждой",
    )
    _writing(parser, with_period=True)


def _one_options(parser: argparse.ArgumentParser) -> None:
    _what(parser, "id", "код проблемы")
    _writing(parser)


def _review_options(parser: argparse.ArgumentParser) -> None:
    _what(parser)
    drawn = parser.add_argument_group("Выборка")
    drawn.add_argument("--period", metavar="ПЕРИОД", default="", help="период: 2025, 2025-Q3, 2025-07 …")
    drawn.add_argument(
        "--sample", metavar="N", type=int, default=50, help="сколько отнесений (по умолчанию 50)"
    )
    drawn.add_argument(
        "--out",
        metavar="ФАЙЛ.xlsx",
        type=Path,
        help="куда; по умолчанию data/interim/ОРГАН/ПЕРИОД/review.xlsx",
    )
    back = parser.add_argument_group("Внесение суждений")
    back.add_argument(
        "--import", dest="source", metavar="ФАЙЛ.xlsx", type=Path, help="заполненный файл выборки"
    )
    back.add_argument("--author-role", metavar="ДОЛЖНОСТЬ", default="", help="кто судил, без имени")
    back.add_argument("--date", metavar="ДАТА", default="", help="день проверки: 2025-10-14 или 14.10.2025")


def _titles(parser: argparse.ArgumentParser, *, is_required: bool = False) -> None:
    parser.add_argument("--title", metavar="НАЗВАНИЕ", default="", required=is_required, help="название")
    parser.add_argument(
        "--public-title", metavar="НАЗВАНИЕ", default="", help="название в редакции для опубликования"
    )


def _decided(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kind", choices=list(_KINDS), default="", help="проблема (problem) или потребность (need)"
    )
    parser.add_argument(
        "--process", metavar="ПРОЦЕСС", default="", help="процесс: код из params/processes/ОРГАН.csv"
    )
    parser.add_argument(
        "--severity",
        choices=list(_SEVERITIES),
        default="",
        help="тяжесть: 0 неудобство, 10 затраты времени, 20 потеря денег или отказ в праве, 30 здоровье",
    )


def _writing(parser: argparse.ArgumentParser, *, with_period: bool = False) -> None:
    if with_period:
        parser.add_argument(
            "--period",
            metavar="ПЕРИОД",
            default="",
            help="с какого периода проблема в реестре; по умолчанию последний, обеспеченный данными",
        )
    parser.add_argument("--dry-run", action="store_true", help="показать изменения, ничего не записывая")


# --- actions ------------------------------------------------------------------------------------------


def _list(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry.listing import listing

    found = listing(_state(options))
    rows = found.problems
    if options.status:
        rows = rows[rows["status"] == options.status]
    periods = list(rows.columns[5:])
    if not options.new:
        heading = f" (обращений и ответов: {', '.join(periods)})" if periods else " (сборки ещё не было)"
        _say(console, f"Проблем в реестре: {len(rows)}{heading}")
        for row in rows.to_dict("records"):
            counts = f"  [{', '.join(str(row[p]) for p in periods)}]" if periods else ""
            state = f"{_STATUSES[row['status']]}, {_CLIENTS[row['client_kind']]}, с {row['valid_from']}"
            _say(console, f"  {row['id']}  {row['title']} ({state}){counts}")
    if options.new or not options.status:
        _say(console, f"Предложено групп последней сборкой: {len(found.groups)}")
        for row in found.groups.to_dict("records"):
            _say(console, f"  {row['id']}  {row['title']} ({_CLIENTS[row['client_kind']]})  [{row['texts']}]")
    return 0


def _accept(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry import edits

    return _changed(options, console, lambda state: edits.accept(state, options.id, _given(options)))


def _rename(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry import edits

    return _changed(options, console, lambda state: edits.rename(state, options.id, _given(options)))


def _merge(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry import edits

    return _changed(options, console, lambda state: edits.merge(state, options.ids, _given(options)))


def _split(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry import edits

    into = [_part(text) for text in options.into]
    return _changed(options, console, lambda state: edits.split(state, options.id, into))


def _close(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry import edits

    return _changed(options, console, lambda state: edits.close(state, options.id))


def _reopen(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.registry import edits

    return _changed(options, console, lambda state: edits.reopen(state, options.id))


def _review(options: argparse.Namespace, console: Console) -> int:
    if bool(options.source) == bool(options.period):
        raise PainmapError(
            "Не указано, что сделать с проверкой",
            remedy="чтобы получить выборку, укажите --period; чтобы внести суждения — --import ФАЙЛ.xlsx",
        )
    return _stored(options, console) if options.source else _drawn(options, console)


def _drawn(options: argparse.Namespace, console: Console) -> int:
    from painmap.periods import Period
    from painmap.stages.registry import reviews

    if options.sample < 1:
        raise PainmapError("Выборка пуста", remedy="укажите --sample 50 или другое число больше нуля")
    if options.out is not None and options.out.suffix.lower() != ".xlsx":
        raise PainmapError("Выборка пишется только в книгу Excel", remedy="укажите имя с суффиксом .xlsx")
    state, period = _state(options, with_period=False), Period.parse(options.period)
    path = options.out or state.project.tree.review_book(state.project.id, period)
    rows = reviews.draw(state.project, period, options.sample, path)
    _say(console, f"Записано: {path}; отнесений: {rows}, {period.label}")
    _say(console, f"Заполните и внесите: painmap problems review {options.agency} --import {path.name} …")
    return 0


def _stored(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.entries import author
    from painmap.stages.registry import reviews
    from painmap.workflow.lock import build_lock

    who = author(options.author_role, options.date)
    state = _state(options, with_period=False)
    with build_lock(state.project.tree.build_lock):
        done = reviews.store(state, options.source, who)
    _say(
        console,
        f"Строк в файле: {done.rows}; внесено суждений: {done.stored}, внесены прежде: {done.same}, "
        f"без суждения: {done.empty}, не принято: {len(done.rejected)}",
    )
    if done.missing:
        _say(console, f"Строк выборки, которых в файле больше нет: {done.missing}")
    for number, why in done.rejected:
        _say(console, f"  строка {number}: {why}")
    if done.note:
        _say(console, done.note)
    if done.stored:
        _say(console, f"Записано: params/reviews/{options.agency}.csv; файл внесите в git.")
    return 1 if done.rejected else 0


def _changed(options: argparse.Namespace, console: Console, edit: Callable[[State], Edit]) -> int:
    """Change the registry as `edit` says, whole or not at all."""
    from painmap.paths import Tree
    from painmap.stages.registry.edits import told
    from painmap.workflow.lock import build_lock

    with build_lock(Tree(options.root).build_lock):
        state = _state(options)
        done = edit(state)
        text = state.file.changed(done.rows)
        for line in [*told(state.rows, done.rows), *done.notes]:
            _say(console, line)
        if options.dry_run:
            _say(console, "Ничего не записано (--dry-run).")
            return 0
        state.file.write(text)
    _say(console, f"Записано: {state.where}. Обращения отнесёт заново следующая painmap build.")
    return 0


def _state(options: argparse.Namespace, *, with_period: bool = True) -> State:
    from painmap.periods import Period
    from painmap.stages.project import Project
    from painmap.stages.registry.state import State

    named = getattr(options, "period", "") if with_period else ""
    return State(Project(options.root, options.agency), Period.parse(named) if named else None)


def _given(options: argparse.Namespace) -> dict[str, str]:
    """What the person decided: column → cell; without what was not said."""
    cells = {column: getattr(options, name, "") for name, column in _CELLS.items()}
    return {column: value for column, value in cells.items() if value}


def _part(text: str) -> tuple[str, str]:
    title, _, signs = text.partition(":")
    if not title.strip():
        raise PainmapError(
            "В --into нет названия",
            remedy="запишите «Название: признак; признак» (признаки не обязательны)",
        )
    return title, signs


def _say(console: Console, text: str) -> None:
    console.print(escape(text), highlight=False)


_ACTIONS = {
    "list": (
        "показать реестр с числом обращений и группы, предложенные последней сборкой",
        "minec-49 --new",
        _list_options,
        _list,
    ),
    "accept": (
        "принять предложенную группу или проблему в реестр",
        'minec-49 c1a2b3c4 --title "Долгое оформление субсидий" --severity 20',
        _accept_options,
        _accept,
    ),
    "rename": (
        "переименовать проблему; код и история остаются",
        'minec-49 p03 --title "Неясные отказы в мерах поддержки"',
        _rename_options,
        _rename,
    ),
    "merge": (
        "объединить проблемы в одну новую; прежние закрываются и отдают ей всю историю",
        'minec-49 p03 p07 --title "Отказы без понятных причин"',
        _merge_options,
        _merge,
    ),
    "split": (
        "разделить проблему на новые; прежняя закрывается",
        'minec-49 p03 --into "Отказы письмом: пришёл отказ" --into "Отказы на приёме: не приняли"',
        _split_options,
        _split,
    ),
    "close": (
        "отметить проблему устранённой; если обращения появятся снова, отчёт это покажет",
        "minec-49 p05",
        _one_options,
        _close,
    ),
    "reopen": ("вернуть закрытую проблему под прежним кодом", "minec-49 p05", _one_options, _reopen),
    "review": (
        "выбрать отнесения за период для проверки человеком (--period) или внести его суждения (--import)",
        "minec-49 --period 2025-Q3 --out проверка.xlsx",
        _review_options,
        _review,
    ),
}
