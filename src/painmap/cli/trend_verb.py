"""The verb `trend`: many monthly series of a table tested for change."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from painmap.cli.stopping import stoppable
from painmap.cli.verb import project_near
from painmap.errors import PainmapError

if TYPE_CHECKING:
    from painmap.stages.trend_table.found import TrendsFound

_TREND = """

IN — таблица, в которой строка — значение одного ряда за один месяц: имя ряда, дата или месяц, количество.
  ряд;месяц;число
  нет воды;2024-01;14
  нет воды;2024-02;9
Дата — любой день месяца или сам месяц: 2025-03-31, 2025-03, 31.03.2025, 03.2025, март 2025, дата Excel.
Количество — целое неотрицательное число; 12,0 и 1 234 читаются. Нет строки или ячейка пуста — данных за
месяц нет: это не ноль, ноль пишется 0. Один месяц одного ряда дважды — ошибка: программа ничего не
складывает. Если в файле отдельные обращения, сначала посчитайте их по рядам и месяцам.

--exposure — база: сколько было дней, клиентов, услуг; тогда сравнивается число на единицу базы. Без неё
сравнивается число в день: неполному месяцу дайте базу (сколько было дней) или не подавайте его. База 0 при
нуле обращений — данных за месяц нет.

--contrast:
  auto          меньше 36 месяцев — как year_on_year, иначе как trend
  year_on_year  последние 12 месяцев файла против тех же месяцев годом раньше; месяц без пары не сравнивается
  trend         изменение в год по всем месяцам
  step          месяцы с даты --at против месяцев до неё
Последний месяц — один для всех рядов: ряд, который кончился за год до него и раньше, не проверяется.

OUT — строка на ряд, по порядку имён; числа с точкой. Для Excel удобнее OUT.xlsx.
  contrast      чем ряд проверен на деле: year_on_year, trend, step или rare_counts (редкие события: обращения
                одноимённых месяцев обеих сторон сравниваются напрямую)
  ratio         во сколько раз изменилось (1.46 — рост на 46 %; у trend — за год); ci_low, ci_high — границы
                95 % интервала. Пусто — не определено: в прежнем периоде ни одного обращения
  p, q          значимость; q — с поправкой на число рядов в файле (Бенджамини — Хохберг)
  dispersion    разброс сверх случайного; rho — связь соседних месяцев; n — месяцев в расчёте
  detectable    какое изменение, в разах, было бы замечено в четырёх случаях из пяти
  verdict       growth — рост, decline — снижение, no_change — без изменений (доказано), insufficient —
                данных недостаточно; почему — reason
Все ряды файла проверяются вместе: rho и dispersion уточняются по ним всем, поэтому подавайте ряды одного
вида. Если в ряду отрицательные, дробные или бесконечные значения, он получает insufficient с номерами строк,
остальные проверяются. Номера строк — как в таблице с заголовком; пустые строки .csv не считаются.

Пороги берутся из params/report.yaml проекта, в папке которого вы находитесь (или --root), иначе те, с
которыми поставлена программа. Новый OUT доступен только вам (0600); у прежнего файла остаются его права."""

_DEFAULTS = "params/report.yaml"
_CONTRASTS = ("auto", "year_on_year", "trend", "step")
_VERDICTS = {
    "growth": "рост",
    "decline": "снижение",
    "no_change": "без изменений",
    "insufficient": "данных недостаточно",
}


def trend_options(parser: argparse.ArgumentParser) -> None:
    """Options of `trend`."""
    parser.description = (parser.description or "") + _TREND
    files = parser.add_argument_group("Файлы")
    files.add_argument(
        "source", metavar="IN", type=Path, help="таблица: .csv, .tsv, .jsonl, .ndjson, .xlsx, .parquet"
    )
    files.add_argument("--out", metavar="OUT", type=Path, required=True, help="результат; вид — по имени")
    columns = parser.add_argument_group("Столбцы")
    for name, help_ in (("series", "имя ряда"), ("date", "дата или месяц"), ("value", "количество за месяц")):
        columns.add_argument(f"--{name}", metavar="ИМЯ", required=True, help=f"столбец: {help_}")
    columns.add_argument("--exposure", metavar="ИМЯ", default="", help="столбец: база")
    parser.add_argument(
        "--contrast",
        choices=_CONTRASTS,
        metavar="ВИД",
        default="auto",
        help=f"что с чем сравнить: {', '.join(_CONTRASTS)} (по умолчанию auto)",
    )
    parser.add_argument("--at", metavar="ДАТА", default="", help="первый день нового уровня, для step")
    parser.add_argument("--sheet", metavar="ЛИСТ", default="", help="лист книги .xlsx")


@stoppable
def trend(options: argparse.Namespace, console: Console) -> int:
    """Test the series of a table."""
    from painmap.stages import trend_table as run
    from painmap.stages.requests import TrendRequest

    root = project_near(options.root, _DEFAULTS)
    if options.root is not None and root is None:
        raise PainmapError(
            f"В папке нет {_DEFAULTS}",
            where=str(options.root),
            remedy="укажите папку проекта или уберите --root: есть и пороги, с которыми программа поставлена",
        )
    request = TrendRequest(
        source=options.source,
        out=options.out,
        series=options.series,
        date=options.date,
        value=options.value,
        exposure=options.exposure,
        contrast=options.contrast,
        at=options.at,
        sheet=options.sheet,
        root=root,
    )
    thresholds = [f"Пороги: {root / _DEFAULTS}."] if root is not None else []
    for line in (*told(run(request)), *thresholds, f"Записано: {options.out}"):
        console.print(escape(line), highlight=False)
    return 0


def told(found: TrendsFound) -> list[str]:
    """The lines that are shown of the series."""
    lines = [f"Книга: {found.note}."] if found.note else []
    lines.append(
        f"Рядов: {found.series}; строк: {found.rows}; месяцы с {found.first:%m.%Y} по {found.last:%m.%Y}."
    )
    lines += [f"  {title} ({code}): {found.verdicts.get(code, 0)}" for code, title in _VERDICTS.items()]
    for head, reasons in (
        ("Не проверены", found.untested),
        ("Проверены, но вывода нет", found.unclear),
    ):
        if reasons:
            lines.append(f"{head}: {sum(reasons.values())}")
            lines += [f"  {count:>6}  {reason}" for reason, count in reasons.items()]
    return lines
