"""The verb `inspect`: what an unknown export is, told to a person."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from painmap.intake.inspection.findings import Guess, Located
    from painmap.intake.inspection.fits import Fit
    from painmap.stages.inspection.parts import Inspection

STOPPED = "Остановлено. Черновик не записан."

_INSPECT = """

Понимает .xlsx, .xls, .xlsb, .ods, .csv и другие тексты с разделителем, .jsonl, .parquet, почту (mbox, eml),
JSON Telegram и ВКонтакте. Говорит, что это за файл, где в нём таблица и что стоит в каждой графе, и пишет черновик
params/formats/….yaml; для анкет — ещё и черновик анкеты params/questionnaires/….yaml. Что решить не удалось,
перечислено на экране и помечено в черновике знаком «?».

Если файлу подходит готовый формат, программа называет его и черновика не пишет (напишет, если указать --out).

Примеры значений маскируются; у граф с личными данными не показываются вовсе. Исходный файл не меняется."""
_DELIMITERS = {"tab": "\t", "\\t": "\t"}
_TITLE_WIDTH = 36


def inspect_options(parser: argparse.ArgumentParser) -> None:
    """Options of `inspect`."""
    parser.description = (parser.description or "") + _INSPECT
    files = parser.add_argument_group("Файлы")
    files.add_argument("source", metavar="FILE", type=Path, help="выгрузка")
    files.add_argument(
        "--out", metavar="ЧЕРНОВИК", type=Path, help="куда писать (по умолчанию params/formats/<имя файла>.yaml)"
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
    from painmap.stages import inspect as run
    from painmap.stages.inspection.parts import InspectRequest

    request = InspectRequest(
        source=options.source,
        root=_project(options.root),
        out=options.out,
        rows=options.rows,
        sheet=options.sheet,
        encoding=options.encoding,
        delimiter=_DELIMITERS.get(options.delimiter, options.delimiter),
        is_forced=options.force,
    )
    found = run(request)
    for line in _told(found):
        console.print(escape(line) if not line.startswith("[") else line, highlight=False)
    _tell_end(found, console)
    return 0


def _project(named: Path | None) -> Path | None:
    """The project's folder: its ready formats are tried first; None outside of one."""
    start = (named or Path.cwd()).resolve()
    folders = [start] if named else [start, *start.parents]
    return next((folder for folder in folders if (folder / "params" / "formats").is_dir()), None)


def _told(found: Inspection) -> list[str]:
    lines = [f"Файл: {found.kind.title}; записей: {found.records}."]
    if found.table is not None:
        lines += _table(found.table)
    if found.fit is not None:
        lines += ["", *_fit(found.fit)]
    if found.guesses:
        lines += ["", f"Графы ({len(found.guesses)}):"]
        lines += [line for guess in found.guesses for line in _column(guess, found)]
    if found.questions:
        lines.append(f"Вопросов анкеты: {len(found.questions)}.")
    if found.todo and not (found.fit and found.fit.is_whole and not found.drafts):
        lines += ["", "Решите сами:"]
        lines += [f"  {number}. {sentence}" for number, sentence in enumerate(found.todo, start=1)]
    return lines


_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 с меткой (BOM)", "utf-16": "UTF-16", "cp1251": "Windows-1251"}
_DELIMITER_NAMES = {";": "точка с запятой", ",": "запятая", "\t": "табуляция", "|": "вертикальная черта"}


def _table(table: Located) -> list[str]:
    lines = []
    if table.encoding:
        name = _DELIMITER_NAMES.get(table.delimiter, f"«{table.delimiter}»")
        encoding = _ENCODINGS.get(table.encoding, table.encoding)
        lines.append(f"  Кодировка: {encoding}; разделитель: {name}.")
    elif any(table.sheets):
        sheets = (
            f"«{name}» (строк: {rows}{'' if name in table.read else ', не читается'})"
            for name, rows in table.sheets.items()
        )
        lines.append(f"  Листы: {', '.join(sheets)}.")
    where = f"в строке {table.start + 1}" if table.header_rows == 1 else f"в строках {table.start + 1}–{table.start + 2}"
    lines.append(f"  Шапка: {where}." if table.header_rows else "  Шапки нет: графы названы по порядку.")
    heads = {"note": "примечания и строки над шапкой", "month": "месяцы", "total": "итоги", "blank": "пустые"}
    other = [f"{title} — {table.heads[head]}" for head, title in heads.items() if table.heads.get(head)]
    if other:
        lines.append(f"  Строки, которые не данные: {'; '.join(other)}.")
    return lines


def _fit(fit: Fit) -> list[str]:
    name = f"«{fit.format.id}» ({fit.format.title})"
    if fit.missing:
        missing = ", ".join(f"«{title}»" for title in fit.missing)
        return [f"Почти подходит готовый формат {name}: в файле нет граф {missing}."]
    lines = [f"Подходит готовый формат {name}: все его графы найдены."]
    if fit.questionnaire:
        lines.append(f"  Анкета «{fit.questionnaire}»: вопросов найдено {fit.asked[0]} из {fit.asked[1]}.")
    elif fit.format.rows == "responses" and not fit.format.tally:
        lines.append("  Готовой анкеты к этим вопросам нет: с --out будет написан её черновик.")
    if fit.new:
        lines.append(f"  Граф, которых формат не знает: {fit.new}; они не будут прочитаны.")
    return lines


_ROLES = {
    "question": "вопрос анкеты",
    "respondent": "номер анкеты",
    "time": "время заполнения",
    "personal": "личные данные: не читать",
    "skip": "не читать",
    "unknown": "не понятно",
}


def _column(guess: Guess, found: Inspection) -> list[str]:
    from painmap.intake.inspection.telling import shown
    from painmap.schema import PERSONAL_DATA, RAW_APPEALS

    title = shown(guess.title, _TITLE_WIDTH) if guess.is_told else "(название скрыто)"
    meaning = _ROLES.get(guess.role, "")
    if guess.role == "field":
        meaning = f"{RAW_APPEALS.column(guess.field).meaning} ({guess.field})"
    lines = [f"{guess.number + 1:>4}  {title:<{_TITLE_WIDTH}}  → {meaning}: {guess.reason}"]
    if guess.dates and guess.dates.formats:
        decided = f"; {guess.dates.decided}" if guess.dates.decided else ""
        lines.append(f"        вид дат: {', '.join(guess.dates.formats)}{decided}")
    if guess.values:
        lines.append(f"        слов с кодом: {len(guess.values)} из {len(guess.values) + len(guess.asked) + guess.hidden}")
    total = len(found.table.frame) if found.table is not None else 0
    share = f"заполнено {100 * guess.filled / total:.0f} %" if total else ""
    if guess.personal and guess.role in ("field", "personal", "unknown"):
        lines.append(f"        {PERSONAL_DATA[guess.personal]}; {share}; значения не показаны")
    elif values := found.samples.get(guess.number):
        lines.append(f"        {share}; примеры: {' · '.join(values)}")
    return lines


def _tell_end(found: Inspection, console: Console) -> None:
    def say(line: str) -> None:
        console.print(escape(line), highlight=False)

    say("")
    for path in found.drafts:
        say(f"Записан черновик: {path}")
    name = next((path.stem for path in found.drafts), found.fit.format.id if found.fit else "")
    if not name:
        say("Готового формата для такого файла нет, черновик не записан.")
        return
    study = ", study: <исследование>" if found.rows == "responses" or (found.fit and found.fit.format.rows == "responses") else ""
    say("Дальше: положите файл в data/raw/<орган>/<год>/ и впишите источник в params/agencies/<орган>.yaml, sources:")
    say(f"  - {{id: {name}, files: '<образец имени>', format: {name}{study}}}")
