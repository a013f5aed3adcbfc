"""Verbs on any file: a table in, a table out. They need no project and no key."""

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
    from painmap.stages.deidentification.rows import Deidentified

_DEIDENTIFY = """

Результат — все столбцы и строки в прежнем порядке; в столбцах --text персональные данные заменены
словами в скобках: [ФИО 1], [телефон], [адрес]. Столбец masks хранит, что было скрыто: список
[начало, конец, ВИД] в знаках исходной ячейки (начиная с 0, конец не входит). В .jsonl это список,
в .csv, .xlsx и .parquet — его запись в JSON. При нескольких --text столбцов несколько:
masks_СТОЛБЕЦ для каждого.

Остальные столбцы проверяются. Если в неназванном столбце есть персональные данные, файл не пишется:
скажите о столбце --drop, --mask или --keep. Числа, даты, списки и повторяющиеся метки проходят.
Столбец, название которого говорит о человеке («ФИО», «Телефон», «Адрес», «Дата рождения»), не проходит,
что бы в нём ни стояло; где назван лишь участник («Исполнитель», «Отв.», «От кого», «sender») или место
(«Район», «Место»), решают значения. Название столбца, в котором есть персональные данные, не проходит тоже.
Имена, телефоны, адреса и почта из столбцов --drop и --mask ищутся в текстах своей строки во всех падежах.

--mask скрывает ячейки целиком, если по названию столбца или по большинству ячеек это имена, телефоны,
документы, логины, адреса, даты рождения: где правила нашли не всё, вместо ячейки стоит [ФИО 1], [телефон]…
Остальные столбцы --mask маскируются как тексты; свободный текст называйте в --text.

Новые OUT и журнал доступны только вам (0600); у прежнего файла остаются его права.

Маскированный текст остаётся персональными данными ограниченного доступа."""

_COLUMN_OPTIONS = {
    "--text": "столбец с текстами; можно несколько раз",
    "--drop": "этот столбец не записывать",
    "--mask": "этот столбец маскировать (имена, телефоны, адреса… — ячейки целиком), без столбца masks",
    "--keep": "этот столбец оставить как есть",
}


def deidentify_options(parser: argparse.ArgumentParser) -> None:
    """Options of `deidentify`."""
    parser.description = (parser.description or "") + _DEIDENTIFY
    files = parser.add_argument_group("Файлы")
    files.add_argument(
        "source", metavar="IN", type=Path, help="таблица: .csv, .tsv, .jsonl, .ndjson, .xlsx, .parquet"
    )
    files.add_argument("--out", metavar="OUT", type=Path, required=True, help="результат; вид — по имени")
    for name, help_ in _COLUMN_OPTIONS.items():
        required = name == "--text"
        parser.add_argument(name, action="append", default=[], metavar="ИМЯ", required=required, help=help_)
    parser.add_argument("--sheet", metavar="ЛИСТ", default="", help="лист книги .xlsx")
    parser.add_argument("--masks-column", metavar="ИМЯ", default="masks", help="как назвать столбец masks")
    files.add_argument("--journal", metavar="ФАЙЛ.json", type=Path, help="что и каким правилом скрыто")
    add_cores(parser)


@stoppable
def deidentify(options: argparse.Namespace, console: Console) -> int:
    """Mask personal data in a table."""
    from painmap.stages import deidentify as run
    from painmap.stages.requests import DeidentifyRequest

    if options.cores < 1:
        raise PainmapError("Число ядер должно быть не меньше 1", remedy="укажите, например, --cores 2")
    request = DeidentifyRequest(
        source=options.source,
        out=options.out,
        text=tuple(options.text),
        drop=tuple(options.drop),
        mask=tuple(options.mask),
        keep=tuple(options.keep),
        sheet=options.sheet,
        masks_column=options.masks_column,
        journal=options.journal,
        cores=options.cores,
    )
    with FileProgress(console) as progress:
        done = run(request, progress)
    _tell(done, options, console)
    return 0


def _tell(done: Deidentified, options: argparse.Namespace, console: Console) -> None:
    from painmap.codes import PERSONAL_DATA

    def say(line: str) -> None:
        console.print(escape(line), highlight=False)

    if done.note:
        say(f"Книга: {done.note}.")
    for field, columns in done.known.items():
        say(f"{_FIELDS[field]} искались в текстах своей строки: столбец {', '.join(columns)}.")
    say(f"Строк: {done.rows}; ячеек, где что-то скрыто: {done.cells.total()}.")
    if done.whole.total():
        say(f"Из них скрыто целиком в столбцах --mask: {done.whole.total()}.")
    kind = ""
    for found in done.by_rule():
        if found["type"] != kind:
            kind = found["type"]
            say(f"  {PERSONAL_DATA[kind]} ({kind})")
        say(f"    {found['count']:>6}  {found['reason']} ({found['rule']})")
    for column, types in done.doubtful.items():
        looks = ", ".join(f"{PERSONAL_DATA[kind]}: ячеек {count}" for kind, count in types.items())
        console.print(
            f"[yellow]Внимание.[/yellow] Столбец «{escape(column)}» оставлен, но в нём похоже на "
            f"персональные данные — {looks}. Если это они, повторите с --mask или --drop.",
            highlight=False,
        )
    say(f"Записано: {options.out}" + (f"; журнал: {options.journal}" if options.journal else ""))


_FIELDS = {"name": "Имена", "phone": "Телефоны", "email": "Адреса почты", "address": "Адреса"}
