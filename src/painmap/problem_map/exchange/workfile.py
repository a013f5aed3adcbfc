"""The working map: the workbook that managers fill in, and what it says of itself in hidden places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from painmap.problem_map import xlsx_evidence
from painmap.problem_map.exchange.base import Export
from painmap.problem_map.exchange.fields import Field
from painmap.problem_map.exchange.lines import FIELDS, FOLLOW_UP, MAP, PROCESSES, Line
from painmap.problem_map.workbook import FIRST_ROW, HEADER_ROW, Sheet, opened, set_up, stamps
from painmap.problem_map.xlsx import PARTS, PROCESS_SHEET
from painmap.report_data import GONE, MAP_COLUMNS, PART_TITLES, ReportData

FOLLOW_UP_SHEET = "Исполнение мероприятий"
ABOUT_SHEET = "Сведения (не изменять)"
CHOICES_SHEET = "Подразделения"
KEY_TITLE = "Строка (не изменять)"
RIVALS_TITLE = "Иные предложения (не приняты)"
NUMBER_TITLE, TITLE_TITLE = MAP_COLUMNS[:2]
# What `ABOUT_SHEET` says: the mark of our files, then whose map of which period, and which export it is.
MARK = "painmap-map"
_HOW = (
    "Заполните графы 5–7; уровни в графах 3 и 4 меняйте только с основанием. Новую проблему или ещё одно "
    "мероприятие впишите в пустую строку под таблицей (мероприятие — с тем же названием проблемы). Строки "
    "можно сортировать и скрывать. Верните файл аналитику: он внесёт его в карту."
)
_SPARE = 12
_FORM = len(MAP_COLUMNS)
_TITLE_WIDTH, _RIVALS_WIDTH = 42, 34
_STYLES = {"text": "human", "date": "date", "list": "level"}


@dataclass(frozen=True)
class Working:
    """What goes into the workbook.

    Attributes:
        export: With its id.
        lines: Of all parts.
        rivals: Key of a line → what others proposed for its cells, in words.
        units: Units and posts that may be responsible.
    """

    report: ReportData
    export: Export
    lines: Sequence[Line]
    units: Sequence[str]
    rivals: Mapping[str, str] = field(default_factory=dict)


def write(working: Working, path: Path) -> None:
    """Write the working map: two parts in the form of Прил. 3, measures, processes, what each row rests on.

    Cells that people fill in are open, all others guarded without a password; ids stand in a hidden column.
    """
    report = working.report
    title = f"Карта проблем {report.agency_title_genitive}: для заполнения"
    with opened(path, report, title, stamps(report)) as sheet:
        for part in PARTS:
            chosen = [line for line in _of(working, MAP) if line.client_kind == part.client_kind]
            page = sheet(part.sheet)
            _write_lines(page, working, MAP, chosen, PART_TITLES[part.client_kind])
            _set_up_map(page, chosen)
        follow_up = _of(working, FOLLOW_UP)
        _write_lines(sheet(FOLLOW_UP_SHEET), working, FOLLOW_UP, follow_up, "Исполнение принятых мероприятий")
        kinds = "Внешние и внутренние процессы упорядочены раздельно; равный номер — наравне"
        _write_lines(sheet(PROCESS_SHEET), working, PROCESSES, _of(working, PROCESSES), kinds)
        if xlsx_evidence.lines(report):
            xlsx_evidence.write_sheet(sheet(xlsx_evidence.SHEET), report)
        _write_choices(sheet(CHOICES_SHEET), working.units)
        _write_about(sheet(ABOUT_SHEET), working.export)


def about(export: Export) -> dict[str, str]:
    """What a working map says of itself: name → value."""
    return {"mark": MARK, "agency": export.agency, "period": export.period, "export": export.id}


def _of(working: Working, part: str) -> list[Line]:
    return [line for line in working.lines if line.part == part]


@dataclass(frozen=True)
class _Column:
    """A column of a sheet: heading, width, and the field that it holds."""

    title: str
    width: int
    field: Field | None = None
    code: str = ""


def _columns(part: str) -> list[_Column]:
    fields = [_Column(one.title, one.width, one) for one in FIELDS[part]]
    if part == MAP:
        return [*_ROW_HEAD, *fields, _Column(RIVALS_TITLE, _RIVALS_WIDTH, code="rivals")]
    if part == FOLLOW_UP:
        own = [_Column(MAP_COLUMNS[4], 42, code="measure"), _Column(MAP_COLUMNS[5], 26, code="responsible")]
        return [*_ROW_HEAD, *own, _Column(MAP_COLUMNS[6], 16, code="due_date"), *fields]
    return [_Column("Очередь", 10, code="number"), _Column("Процесс", 60, code="title"), *fields]


_ROW_HEAD = (
    _Column(NUMBER_TITLE, 6, code="number"),
    _Column(TITLE_TITLE, _TITLE_WIDTH, code="title"),
)


def _write_lines(page: Sheet, working: Working, part: str, chosen: Sequence[Line], subtitle: str) -> None:
    columns = _columns(part)
    last = len(columns) - 1
    across = min(last, _FORM - 1)
    page.banner(0, across, f"Карта проблем {working.report.agency_title_genitive}", "title")
    page.banner(1, across, subtitle, "part")
    stamp = stamps(working.report)
    page.banner(2, across, f"{stamp}\n{_HOW}" if part == MAP else stamp, "stamp")
    for place, column in enumerate(columns):
        page.text(HEADER_ROW, place, column.title, "header")
        # The order numbers the columns of its form; those beside it are ours.
        if part != MAP or place < _FORM:
            page.number(HEADER_ROW + 1, place, place + 1, "number")
    page.text(HEADER_ROW, last + 1, KEY_TITLE, "header")
    gone = {p.id: p.became for p in working.report.problems if p.lineage in GONE}
    for at, line in enumerate(chosen, start=FIRST_ROW):
        became = gone.get(line.problem_id, "") if part == MAP else ""
        title = f"{line.title}\n({became})" if became else line.title
        shown = {"number": str(line.number), "title": title, "rivals": working.rivals.get(line.key, "")}
        open_ = {one.code for one, _ in line.cells()}
        for place, column in enumerate(columns):
            is_open = column.field is not None and column.field.code in open_
            _write_cell(page, (at, place), column, line, shown, is_open=is_open)
        page.text(at, last + 1, line.key, "locked")
    bottom = FIRST_ROW + max(len(chosen), 1) - 1
    if part == MAP:
        bottom = _write_spare(page, FIRST_ROW + len(chosen), columns)
    _validate(page, columns, bottom, len(working.units))
    set_up(page, [column.width for column in columns], bottom, last)
    page.sheet.set_column(last + 1, last + 1, 12, None, {"hidden": True})


def _write_cell(
    page: Sheet, at: tuple[int, int], column: _Column, line: Line, shown: Mapping[str, str], *, is_open: bool
) -> None:
    if column.field is None:
        words = shown.get(column.code) or line.values.get(column.code, "")
        if column.code == "number":
            page.number(*at, float(words), "number")
        elif column.code == "due_date":
            page.due(*at, words, "locked_date")
        else:
            page.text(*at, words, "locked")
        return
    words = column.field.shown(line.values.get(column.field.code, ""))
    if not is_open:
        page.text(*at, words, "locked")
    elif column.field.kind == "date":
        page.due(*at, words)
    else:
        page.text(*at, words, _STYLES[column.field.kind])


def _write_spare(page: Sheet, first: int, columns: Sequence[_Column]) -> int:
    """Blank rows for what managers add; returns the last one."""
    for at in range(first, first + _SPARE):
        for place, column in enumerate(columns):
            style = "human" if column.field is None else _STYLES[column.field.kind]
            page.text(at, place, "", style)
    return first + _SPARE - 1


def _validate(page: Sheet, columns: Sequence[_Column], last: int, units: int) -> None:
    for place, column in enumerate(columns):
        if column.field is None:
            continue
        rule = _rule(column.field, units)
        if rule:
            page.sheet.data_validation(FIRST_ROW, place, last, place, rule)


def _rule(one: Field, units: int) -> dict[str, object]:
    if one.code == "responsible" and units:
        return {
            "validate": "list",
            "source": f"='{CHOICES_SHEET}'!$A$1:$A${units}",
            "error_type": "warning",
            "error_title": "Ответственный",
            "error_message": "Укажите должность или подразделение из списка, без фамилии",
        }
    if one.kind == "list":
        return {
            "validate": "list",
            "source": list((one.words or {}).values()),
            "error_title": one.title[:32],
            "error_message": "Выберите значение из списка",
        }
    if one.kind == "date":
        # «ежегодно» is a lawful answer too: ask, do not refuse.
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(2020, 1, 1),
            "maximum": date(2099, 12, 31),
            "input_message": "Дата, например 01.03.2026",
            "error_type": "warning" if one.is_loose else "stop",
            "error_title": one.title[:32],
            "error_message": "Это не дата. Сохранить как текст?" if one.is_loose else "Укажите дату",
        }
    return {}


def _set_up_map(page: Sheet, chosen: Sequence[Line]) -> None:
    """On paper the form of Прил. 3 alone; the note on how to fill it in needs its height."""
    page.sheet.print_area(0, 0, FIRST_ROW + max(len(chosen), 1) - 1, _FORM - 1)
    page.sheet.set_row(2, 64)


def _write_choices(page: Sheet, units: Sequence[str]) -> None:
    page.sheet.set_column(0, 0, 90)
    for at, unit in enumerate(units):
        page.text(at, 0, unit, "locked")
    page.sheet.protect()


def _write_about(page: Sheet, export: Export) -> None:
    for at, (name, value) in enumerate(about(export).items()):
        page.text(at, 0, name, "locked")
        page.text(at, 1, value, "locked")
    page.sheet.hide()
