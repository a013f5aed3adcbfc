"""The verb `extract`: pain points of any table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from painmap.cli.bars import FileProgress
from painmap.cli.stopping import stoppable
from painmap.cli.verb import add_cores
from painmap.errors import PainmapError

if TYPE_CHECKING:
    from painmap.stages.extraction.run import Extracted

_EXTRACT = """

Из каждого текста берутся фрагменты, где сказано о проблеме или потребности; фрагменты и тексты группируются
по смыслу, группы получают названия. Сколько будет групп, указывать не нужно. Персональные данные маскируются
до всякой обработки. Кроме --text, столбцы таблицы не читаются.

В папке OUT появятся три файла (только для вас, 0600):
  appeals.csv   строка на строку таблицы, по порядку
    row           номер строки с 0
    problem_id    главная проблема; пусто — «иные»
    problem_title её название
    score         уверенность от 0 до 1
    praise        1, если автор не жалуется, а хвалит; такие строки — среди «иных»
  mentions.csv  строка на фрагмент
    row, start, end  строка таблицы; начало и конец в знаках исходной ячейки (с 0, конец не входит)
    fragment      фрагмент с маскированными персональными данными
    kind          complaint — претензия, request — просьба, question — вопрос, suggestion — предложение,
                  thanks — благодарность
    problem_id    его проблема: в одном тексте их может быть несколько
  problems.csv  строка на проблему, частые сверху
    problem_id, title
    appeals       строк хотя бы с одним её фрагментом
    share         их доля среди непустых строк; ci_low, ci_high — 95 % интервал (Уилсон)
    mentions      фрагментов
    status        registry — из реестра, proposed — найдена сейчас
    stability     как часто группа собирается вновь, если убирать часть текстов, от 0 до 1
    signature     слова, по которым группа узнаётся в следующий раз
Ячейка, которую Excel принял бы за формулу (начинается с = + - @), начинается с апострофа.

--registry: таблица известных проблем с кодами и названиями (problem_id или id, title), тогда их коды и
названия сохраняются. Годится problems.csv прежнего запуска: группы узнаются по signature. Реестр,
составленный человеком, ищется в каждом тексте: по названиям и, если есть столбец signs, по признакам
через «;». Что ни к чему не подошло, группируется, как без реестра.

Итог не зависит от порядка строк и от числа ядер. Маскированный текст остаётся персональными данными
ограниченного доступа."""

_SHOWN = 10


def extract_options(parser: argparse.ArgumentParser) -> None:
    """Options of `extract`."""
    parser.description = (parser.description or "") + _EXTRACT
    files = parser.add_argument_group("Файлы")
    files.add_argument(
        "source", metavar="IN", type=Path, help="таблица: .csv, .tsv, .jsonl, .ndjson, .xlsx, .parquet"
    )
    files.add_argument("--out", metavar="OUT", type=Path, required=True, help="папка для трёх файлов")
    files.add_argument("--registry", metavar="ФАЙЛ", type=Path, help="известные проблемы: коды и названия")
    parser.add_argument("--text", metavar="ИМЯ", required=True, help="столбец с текстами")
    parser.add_argument("--sheet", metavar="ЛИСТ", default="", help="лист книги .xlsx")
    add_cores(parser)


@stoppable
def extract(options: argparse.Namespace, console: Console) -> int:
    """Find pain points in a table."""
    from painmap.stages import extract as run
    from painmap.stages.processes import collect_seldom
    from painmap.stages.requests import ExtractRequest

    collect_seldom()
    if options.cores < 1:
        raise PainmapError("Число ядер должно быть не меньше 1", remedy="укажите, например, --cores 2")
    request = ExtractRequest(
        source=options.source,
        text=options.text,
        out=options.out,
        registry=options.registry,
        sheet=options.sheet,
        cores=options.cores,
    )
    with FileProgress(console) as progress:
        done = run(request, progress)
    for line in (*_told(done), f"Записано: {options.out}"):
        console.print(escape(line), highlight=False)
    return 0


def _told(done: Extracted) -> list[str]:
    lines = [f"Книга: {done.note}."] if done.note else []
    problems = done.found.problems[done.found.problems["appeals"] > 0]
    other = done.rows - int(done.found.assignments["problem_id"].notna().sum())
    lines.append(
        f"Строк: {done.rows}, с текстом: {done.filled}; фрагментов: {len(done.found.mentions)}; "
        f"проблем: {len(problems)}; иные: {other}{_praised(len(done.found.praise))}."
    )
    shown = problems.head(_SHOWN)
    lines += [f"  {n:>6}  {title}" for n, title in zip(shown["appeals"], shown["title"], strict=True)]
    if len(problems) > _SHOWN:
        lines.append(f"  … ещё {len(problems) - _SHOWN} — в problems.csv")
    return lines


def _praised(count: int) -> str:
    return f", из них с похвалой: {count}" if count else ""
