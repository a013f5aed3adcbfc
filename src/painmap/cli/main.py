"""The verbs of painmap. `VERBS` is the whole of it; the actions are in the modules named there."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape

import painmap
from painmap.cli import (
    baseline_verb,
    build_verbs,
    check_verbs,
    classify_verb,
    extract_verb,
    file_verbs,
    inspect_verb,
    map_verb,
    problems_verb,
    questionnaire_verb,
    trend_verb,
)
from painmap.cli.parser import RussianParser, VerbParser
from painmap.cli.stopping import STOPPED
from painmap.cli.verb import Verb, no_options
from painmap.errors import PainmapError, unforeseen

_MARKS = ("params", "notebooks", "Snakefile")


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
        if options.needs_project:
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
        errors.print(options.stopped, highlight=False)
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
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="КОМАНДА", parser_class=VerbParser)
    for verb in VERBS:
        sub = verbs.add_parser(
            verb.name, help=verb.does, description=verb.does, epilog=f"Пример: {verb.example}"
        )
        verb.options(sub)
        sub.set_defaults(action=verb.action, needs_project=verb.needs_project, stopped=verb.stopped)
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


VERBS: tuple[Verb, ...] = (
    Verb(
        "demo",
        "собрать отчёты по демонстрационным данным",
        "painmap demo",
        build_verbs.demo_options,
        build_verbs.demo,
    ),
    Verb(
        "build",
        "собрать отчёты: без параметров — все периоды, обеспеченные данными; готовое не пересчитывается",
        "painmap build --agency minec-49 --period 2025-Q3 --edition internal",
        build_verbs.build_options,
        build_verbs.build,
    ),
    Verb(
        "plan",
        "показать, что и почему сделает build",
        "painmap plan --agency minyust-rd",
        build_verbs.build_options,
        build_verbs.plan,
    ),
    Verb(
        "site",
        "собрать указатель публичных отчётов (reports/site/) из того, что уже построено",
        "painmap site",
        no_options,
        build_verbs.site,
    ),
    Verb(
        "baseline",
        "принять показатели поступивших данных: с ними сверяются следующие (params/baselines)",
        "painmap baseline --agency minec-49",
        baseline_verb.baseline_options,
        baseline_verb.baseline,
        stopped=baseline_verb.STOPPED,
    ),
    Verb(
        "problems",
        "вести реестр проблем: список, принять, переименовать, объединить, разделить, проверить отнесение",
        "painmap problems list minec-49",
        problems_verb.problems_options,
        problems_verb.problems,
        stopped=problems_verb.STOPPED,
    ),
    Verb(
        "map",
        "отдать карту проблем на заполнение книгой Excel и внести заполненное обратно",
        "painmap map export minyust-rd --period 2025",
        map_verb.map_options,
        map_verb.problem_map,
        stopped=map_verb.STOPPED,
    ),
    Verb("doctor", "проверить, всё ли готово к работе", "painmap doctor", no_options, check_verbs.doctor),
    Verb(
        "check",
        "проверить, что персональные данные не вышли за исходные файлы",
        "painmap check",
        no_options,
        check_verbs.check,
    ),
    Verb(
        "inspect",
        "угадать устройство незнакомой выгрузки и написать черновик её формата (params/formats)",
        "painmap inspect выгрузка.xlsx --out params/formats/register.yaml",
        inspect_verb.inspect_options,
        inspect_verb.inspect,
        needs_project=False,
        stopped=inspect_verb.STOPPED,
    ),
    Verb(
        "questionnaire",
        "сделать из анкеты печатный бланк (html, pdf) и электронную форму XLSForm (xlsx)",
        "painmap questionnaire minec-49-service --out анкеты",
        questionnaire_verb.questionnaire_options,
        questionnaire_verb.questionnaire,
        stopped=STOPPED,
    ),
    Verb(
        "deidentify",
        "замаскировать персональные данные в таблице (csv, tsv, jsonl, xlsx, parquet)",
        "painmap deidentify обращения.xlsx --text Текст --drop ФИО --out без_пд.xlsx",
        file_verbs.deidentify_options,
        file_verbs.deidentify,
        needs_project=False,
        stopped=STOPPED,
    ),
    Verb(
        "extract",
        "найти в текстах таблицы проблемы и потребности: фрагменты, группы, названия, доли",
        "painmap extract обращения.xlsx --text Текст --out проблемы",
        extract_verb.extract_options,
        extract_verb.extract,
        needs_project=False,
        stopped=STOPPED,
    ),
    Verb(
        "classify",
        "определить темы текстов таблицы по размеченным текстам или по одним названиям тем",
        "painmap classify обращения.xlsx --text Текст --train размечено.xlsx --label Тема --out темы.xlsx",
        classify_verb.classify_options,
        classify_verb.classify,
        needs_project=False,
        stopped=STOPPED,
    ),
    Verb(
        "trend",
        "проверить, изменились ли ряды по месяцам: рост, снижение, без изменений или данных недостаточно",
        "painmap trend ряды.csv --series ряд --date месяц --value число --out изменения.csv",
        trend_verb.trend_options,
        trend_verb.trend,
        needs_project=False,
        stopped=STOPPED,
    ),
)
