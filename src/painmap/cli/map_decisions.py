"""`painmap map status` and `painmap map set`: people bring rows to approval, and decide on one cell."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from painmap.cli.map_words import author_options, say, whose_options
from painmap.errors import PainmapError, unknown_name

if TYPE_CHECKING:
    from painmap.report_data import MapRow, RowStatus
    from painmap.stages.map_exchange.state import MapState


def _status_options(parser: argparse.ArgumentParser) -> None:
    whose_options(parser)
    parser.add_argument(
        "--row", metavar="КОД", nargs="+", default=[], help="коды проблем строк: p01 p02 …; без --to их видно"
    )
    parser.add_argument("--all", action="store_true", help="все строки карты")
    parser.add_argument(
        "--to",
        metavar="СОСТОЯНИЕ",
        default="",
        help="предложена, подтверждена, рассмотрена или утверждена; без него — показать строки",
    )
    author_options(parser, "кто подтвердил, рассмотрел, утвердил")


def _set_options(parser: argparse.ArgumentParser) -> None:
    whose_options(parser)
    parser.add_argument("--row", metavar="КОД", required=True, help="код проблемы или процесса")
    parser.add_argument("--measure", metavar="КОД", default="", help="код мероприятия, если их несколько")
    parser.add_argument(
        "--column",
        metavar="ГРАФА",
        required=True,
        help="начало названия графы («Ответственный») либо measure, responsible, due_date, state, "
        "effect_date, direction, lag_months, prevalence, priority, level_reason, comment, effort",
    )
    parser.add_argument("--value", metavar="ЗНАЧЕНИЕ", required=True, help="как в книге Excel; '' — очистить")
    parser.add_argument("--reason", metavar="ОСНОВАНИЕ", default="", help="основание изменения уровня")
    author_options(parser, "кто решил")


def _status(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.entries import author
    from painmap.stages.map_exchange import approving
    from painmap.workflow.lock import build_lock

    state = _state(options)
    if not options.to:
        _refuse_leftovers(options)
        _list(console, state, approving.rows(state))
        return 0
    target = _target(options.to)
    if bool(options.row) is bool(options.all):
        raise PainmapError(
            "Не сказано, какие строки", remedy="перечислите коды проблем (--row p01 p02) либо добавьте --all"
        )
    who = author(options.author_role, options.date)
    with build_lock(state.project.tree.build_lock):
        steps = approving.run(state, options.row, target, who)
    for step in steps:
        passed = f"{_words(step.row.status)} → {_words(step.status)}"
        say(console, f"  {step.row.problem_id}  {step.row.title}: {passed}")
    if not steps:
        say(console, "Эти строки уже в таком состоянии; ничего не записано.")
        return 0
    say(
        console,
        f"Записано: params/decisions/{state.project.id}.csv, строк: {len(steps)}; файл внесите в git.",
    )
    say(
        console, "Состояние действует, пока содержание строки не изменится; в отчёте — после «painmap build»."
    )
    return 0


def _set(options: argparse.Namespace, console: Console) -> int:
    from painmap.stages.entries import author
    from painmap.stages.map_exchange import deciding
    from painmap.workflow.lock import build_lock

    asked = deciding.Asked(options.row, options.column, options.value, options.measure, options.reason)
    who = author(options.author_role, options.date)
    state = _state(options)
    with build_lock(state.project.tree.build_lock):
        done = deciding.run(state, asked, who)
    before, now = (f"«{done.field.told(v)}»" if v else "пусто" for v in (done.before, done.now))
    say(console, f"{done.title}. {done.field.title.split('(')[0].strip()}: было {before}, стоит {now}")
    if done.settled:
        say(console, f"Иных предложений по этой клетке решено: {done.settled}.")
    if done.is_written:
        say(console, f"Записано: params/decisions/{state.project.id}.csv; файл внесите в git.")
    else:
        say(console, "Так и стоит; ничего не записано.")
    return 0


def _state(options: argparse.Namespace) -> MapState:
    from painmap.periods import Period
    from painmap.stages.map_exchange.state import MapState
    from painmap.stages.project import Project

    return MapState(Project(options.root, options.agency), Period.parse(options.period))


def _refuse_leftovers(options: argparse.Namespace) -> None:
    if options.row or options.all or options.author_role or options.date:
        raise PainmapError("Не сказано, в какое состояние", remedy="добавьте --to подтверждена")


def _target(text: str) -> RowStatus:
    from painmap.report_data import STATUS_WORDS

    for status, words in STATUS_WORDS.items():
        if text.strip().lower() in (status, words, words.split()[0]):
            return status
    raise unknown_name("Состояние", text, [words.split()[0] for words in STATUS_WORDS.values()])


def _list(console: Console, state: MapState, rows: Sequence[MapRow]) -> None:
    from painmap.report_data import PART_NUMBERS
    from painmap.stages.map_exchange.exporting import open_rivals

    waiting = [cell.problem_id for cell, told in open_rivals(state).items() for _ in told]
    for row in rows:
        number = f"{PART_NUMBERS[row.client_kind]}-{row.number}"
        rivals = waiting.count(row.problem_id)
        told = f"; иных предложений: {rivals}" if rivals else ""
        step = row.status_step
        who = f" ({step.author_role}, {step.day:%d.%m.%Y})" if step else ""
        say(console, f"{number:>6}  {row.problem_id:<5} {row.title} — {_words(row.status)}{who}{told}")


def _words(status: RowStatus) -> str:
    from painmap.report_data import STATUS_WORDS

    return STATUS_WORDS[status]


ACTIONS = {
    "status": (
        "показать строки карты и их состояние или перевести строки в следующее",
        'minyust-rd --period 2025 --all --to подтверждена --author-role "Отдел анализа" --date 16.01.2026',
        _status_options,
        _status,
    ),
    "set": (
        "решить об одной клетке карты, в том числе выбрать между расходящимися предложениями",
        "minyust-rd --period 2025 --row p04 --column Срок --value 01.03.2026 "
        '--author-role "Рабочая группа" --date 20.01.2026',
        _set_options,
        _set,
    ),
}
