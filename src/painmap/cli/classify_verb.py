"""The verb `classify`: topics of the texts of any table."""

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
    from painmap.stages.classification.outputs import Classified
    from painmap.text.topics import Drift

_CLASSIFY = """

OUT — все строки и столбцы IN в прежнем порядке и ещё пять:
  topic             самая вероятная тема; есть всегда
  confidence        вероятность, что она верна: из строк с 0.8 верны около 80 %
  topic_2, topic_3  следующие по вероятности; пусто, если тем меньше
  is_review         true — тему пусть проверит человек: она скорее неверна (confidence ниже 0.5)
У строки без текста topic — самая частая тема, confidence — её доля, is_review — true.
Тексты очищаются от разметки и маскируются до обработки; в OUT они записываются такими, какими были в IN.

--train LABELLED --label СТОЛБЕЦ — размеченные тексты: чем больше, тем точнее. Ключ --train можно повторять:
метка из более позднего файла заменяет прежнюю для того же текста. Строки без метки пропускаются; столбец
текста называется как в IN, иначе укажите --train-text. Больше 5000 разных текстов не используется: каждой
теме достаётся поровну. Названия тем — тоже слова: «Нет воды» учит лучше, чем «код 17».
--titles ФАЙЛ --title СТОЛБЕЦ — размеченных текстов нет: темы определяются по их названиям (и описаниям,
--description). Это заметно менее точно, confidence здесь приблизительна.

--topics ФАЙЛ — точность (precision) и полнота (recall) каждой темы на размеченных текстах, когда сам текст и
почти такие же скрыты от программы; n — сколько размечено, guessed — сколько раз тема названа, right — верно.
--queue ФАЙЛ — до 100 текстов для разметки человеком: наименее уверенные, почти одинаковые один раз (texts —
сколько их). Впишите темы в пустой столбец и подайте этот файл ещё одним --train. Тексты в нём маскированы;
они остаются персональными данными ограниченного доступа.

Новые файлы доступны только вам (0600); у прежних остаются их права."""


def classify_options(parser: argparse.ArgumentParser) -> None:
    """Options of `classify`."""
    parser.description = (parser.description or "") + _CLASSIFY
    files = parser.add_argument_group("Файлы")
    files.add_argument(
        "source", metavar="IN", type=Path, help="таблица: .csv, .tsv, .jsonl, .ndjson, .xlsx, .parquet"
    )
    files.add_argument("--out", metavar="OUT", type=Path, required=True, help="результат; вид — по имени")
    files.add_argument(
        "--train", metavar="LABELLED", type=Path, action="append", default=[], help="размеченные тексты"
    )
    files.add_argument("--titles", metavar="ФАЙЛ", type=Path, help="таблица с названиями тем")
    files.add_argument("--topics", metavar="ФАЙЛ", type=Path, help="куда записать точность по темам")
    files.add_argument("--queue", metavar="ФАЙЛ", type=Path, help="куда записать тексты для разметки")
    columns = parser.add_argument_group("Столбцы")
    columns.add_argument("--text", metavar="ИМЯ", required=True, help="столбец с текстами")
    for name, help_ in (
        ("--label", "столбец с темой в LABELLED"),
        ("--train-text", "столбец с текстами в LABELLED, если называется иначе"),
        ("--title", "столбец с названиями тем"),
        ("--description", "столбец с описаниями тем"),
        ("--prefix", "приставка к именам новых столбцов"),
    ):
        columns.add_argument(name, metavar="ИМЯ", default="", help=help_)
    parser.add_argument("--sheet", metavar="ЛИСТ", default="", help="лист книги IN .xlsx")
    add_cores(parser)


@stoppable
def classify(options: argparse.Namespace, console: Console) -> int:
    """Give the texts of a table topics."""
    from painmap.stages import classify as run
    from painmap.stages.requests import ClassifyRequest

    if options.cores < 1:
        raise PainmapError("Число ядер должно быть не меньше 1", remedy="укажите, например, --cores 2")
    request = ClassifyRequest(
        source=options.source,
        out=options.out,
        text=options.text,
        train=tuple(options.train),
        label=options.label,
        train_text=options.train_text,
        titles=options.titles,
        title=options.title,
        description=options.description,
        topics=options.topics,
        queue=options.queue,
        prefix=options.prefix,
        sheet=options.sheet,
        cores=options.cores,
    )
    with FileProgress(console) as progress:
        done = run(request, progress)
    written = [str(path) for path in (request.out, request.topics, request.queue) if path is not None]
    for line in (*told(done), f"Записано: {'; '.join(written)}"):
        console.print(escape(line), highlight=False)
    return 0


def told(done: Classified) -> list[str]:
    """The lines that are shown of the outcome."""
    lines = [f"Книга: {done.note}."] if done.note else []
    texts, topics = done.learnt
    if done.accuracy is None:
        lines.append(f"Тем: {topics}; размеченных текстов нет, уверенность приблизительна.")
    else:
        lines.append(
            f"Тем: {topics}; размеченных текстов: {texts}; "
            f"верно определено, когда текст скрыт: {_percent(done.accuracy)}."
        )
    lines.append(f"Строк: {done.rows}; на проверку человеку: {done.review}; без текста: {done.blank}.")
    if done.drift is not None:
        lines += _drifted(done.drift)
    if done.asked is not None:
        lines.append(f"В очереди на разметку: {done.asked}.")
    return lines


def _drifted(drift: Drift) -> list[str]:
    """What differs from the labelled texts: the classifier may be out of date."""
    lines = []
    changed = drift.topics[drift.topics["is_changed"]]
    if len(changed):
        lines.append(f"Доля изменилась против размеченных текстов у тем: {len(changed)}.")
        shares = zip(changed["topic"], changed["share_before"], changed["share"], strict=True)
        lines += [f"  {topic}: {_percent(before)} → {_percent(now)}" for topic, before, now in shares]
    if drift.is_less_sure:
        before, now = _percent(drift.confidence_before), _percent(drift.confidence)
        lines.append(f"Средняя уверенность ниже: {now} против {before}.")
    if drift.is_newly_worded:
        lines.append(
            f"Новых слов больше: {_percent(drift.unseen)} против {_percent(drift.unseen_before)}; "
            "разметьте часть новых текстов (--queue)."
        )
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
