"""The verb `inspect`: what an unknown export is, told to a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from painmap.cli.verb import project_near

if TYPE_CHECKING:
    from painmap.stages.inspection.parts import Inspection

STOPPED = "Остановлено. Черновик не записан."

_INSPECT = """

Понимает .xlsx, .xls, .xlsb, .ods, .csv и другие тексты с разделителем, .jsonl, .parquet, почту (mbox, eml),
JSON Telegram и ВКонтакте. Говорит, что это за файл, где в нём таблица и что стоит в каждой графе, и пишет
черновик params/formats/….yaml; для анкет — ещё и черновик анкеты params/questionnaires/….yaml. Что решить не
удалось, перечислено на экране и помечено в черновике знаком «?».

Если файлу подходит готовый формат, программа называет его и черновика не пишет (напишет, если указать --out):
тогда осталось вписать источник в профиль органа.

Примеры значений маскируются; у граф с личными данными не показываются вовсе. Исходный файл не меняется."""
_DELIMITERS = {"tab": "\t", "\\t": "\t"}


def inspect_options(parser: argparse.ArgumentParser) -> None:
    """Options of `inspect`."""
    parser.description = (parser.description or "") + _INSPECT
    files = parser.add_argument_group("Файлы")
    files.add_argument("source", metavar="FILE", type=Path, help="выгрузка")
    files.add_argument(
        "--out",
        metavar="ЧЕРНОВИК",
        type=Path,
        help="куда писать (по умолчанию params/formats/<имя файла>.yaml)",
    )
    files.add_argument("--force", action="store_true", help="перезаписать прежний черновик")
    parser.add_argument("--sheet", metavar="ЛИСТ", default="", help="лист книги (по умолчанию самый длинный)")
    parser.add_argument(
        "--rows",
        metavar="ВИД",
        choices=("appeals", "responses"),
        default="",
        help="что в строке: appeals (обращение) или responses (анкета)",
    )
    parser.add_argument("--encoding", metavar="КОДИРОВКА", default="", help="cp1251, cp866, koi8-r, utf-8…")
    parser.add_argument("--delimiter", metavar="ЗНАК", default="", help="разделитель граф; tab — табуляция")


def inspect(options: argparse.Namespace, console: Console) -> int:
    """Tell what a file is, and write the draft of its format."""
    from painmap.cli.inspected import told
    from painmap.stages import inspect as run
    from painmap.stages.inspection.parts import InspectRequest

    request = InspectRequest(
        source=options.source,
        root=project_near(options.root, "params/formats"),
        out=options.out,
        rows=options.rows,
        sheet=options.sheet,
        encoding=options.encoding,
        delimiter=_DELIMITERS.get(options.delimiter, options.delimiter),
        is_forced=options.force,
    )
    found = run(request)
    for line in told(found):
        console.print(escape(line), highlight=False)
    _tell_end(found, console)
    return 0


def _tell_end(found: Inspection, console: Console) -> None:
    def say(line: str) -> None:
        console.print(escape(line), highlight=False)

    say("")
    for path in found.drafts:
        what = "анкеты" if found.rows == "responses" and path is [*found.drafts][-1] else "формата"
        say(f"Записан черновик {what}: {path}")
    drafted = next((path.stem for path in found.drafts if found.is_format_drafted), "")
    name = drafted or (found.fit.format.id if found.fit else "")
    if not name:
        say("Такой файл painmap читает сам, черновик не нужен; готовый формат виден из папки проекта.")
        return
    if not found.drafts and found.fit and not found.fit.format.tally and found.table is not None:
        say("Черновик не нужен и не записан. Написать свой формат для этого файла: --out ЧЕРНОВИК.")
    is_survey = found.rows == "responses"
    say("Дальше:")
    if is_survey:
        say("  — опишите исследование (его анкету и замеры) в params/studies/<исследование>.yaml;")
    say("  — впишите источник в params/agencies/<орган>.yaml, sources:")
    study = ", study: <исследование>" if is_survey else ""
    say(f"      - {{id: {name}, files: '<образец имени файла>', format: {name}{study}}}")
    say("  — положите файл в data/raw/<орган>/<год>/ и запустите «painmap build».")
