"""The workbook in which a person judges a sample of assignments, and what is read back from it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from painmap.errors import PainmapError, printable
from painmap.intake.books import read_book, unsaved_formulas
from painmap.schema import REVIEWS

VERDICTS: dict[str, str] = dict(REVIEWS.column("verdict").allowed or {})
NONE_FITS = "ни одна из перечисленных"
_SHEET, _CHOICES, _ABOUT = "Проверка", "Проблемы", "Сведения"
# Title, width of each column; the last two are hidden and locked.
_COLUMNS = (
    ("№", 6),
    ("Текст (персональные данные замаскированы)", 90),
    ("Проблема, к которой отнесла программа", 40),
    ("Отнесено верно?", 16),
    ("Если неверно: к какой проблеме относится", 40),
    ("Код записи", 4),
    ("Код проблемы", 4),
)
_TITLES = [title for title, _ in _COLUMNS]
_HEADER_ROW = 2
_HUMAN = (3, 4)
_HIDDEN = (5, 6)
# Excel's limit of a cell, the same bytes for the same content.
_CELL_LIMIT = 32_767
_CREATED = datetime(2000, 1, 1)
_HOW = (
    "Для внутриведомственного использования. Прочитайте текст и выберите в столбце D: верно, неверно или "
    "не ясно; если неверно, в столбце E — проблему, о которой текст на самом деле. Можно сохранить и "
    "продолжить позже."
)


@dataclass(frozen=True)
class About:
    """What a workbook is a sample of: agency, period, number of rows drawn."""

    agency: str
    period: str
    drawn: int


@dataclass(frozen=True)
class Line:
    """A row of the workbook as filled in: its number as Excel shows it, and its cells as words."""

    number: int
    record_id: str
    problem_id: str
    verdict: str
    right_problem: str


def written(sample: pd.DataFrame, problems: pd.DataFrame, about: About, title: str) -> bytes:
    """The workbook.

    Args:
        sample: A row is an assignment: record_id, problem_id, text (masked).
        problems: id, title: what the judged texts may belong to; other problems of the registry too.
        title: First line of the sheet.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    words = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **words}) as book:
        book.set_properties({"title": title, "created": _CREATED})
        cell = {"border": 1, "text_wrap": True, "valign": "top"}
        formats = {
            "title": book.add_format({"bold": True, "font_size": 13}),
            "how": book.add_format({"italic": True, "text_wrap": True, "valign": "top"}),
            "header": book.add_format({**cell, "bold": True}),
            "locked": book.add_format(cell),
            "human": book.add_format({**cell, "locked": False, "bg_color": "#FFF8DC"}),
        }
        sheet = book.add_worksheet(_SHEET)
        sheet.write_string(0, 0, title, formats["title"])
        sheet.merge_range(1, 0, 1, _HUMAN[-1], _HOW, formats["how"])
        sheet.set_row(1, 36)
        titles = dict(zip(problems["id"], problems["title"], strict=True))
        for column, (head, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width, None, {"hidden": column in _HIDDEN})
            sheet.write_string(_HEADER_ROW, column, head, formats["header"])
        for at, row in enumerate(sample.to_dict("records"), start=_HEADER_ROW + 1):
            _write_row(sheet, at, row, titles, formats)
        _set_up(sheet, len(sample), len(titles))
        _write_choices(book.add_worksheet(_CHOICES), titles, formats)
        _write_about(book.add_worksheet(_ABOUT), about)
    return buffer.getvalue()


def _write_row(sheet: Any, at: int, row: dict[Any, Any], titles: dict[str, str], formats: Any) -> None:
    sheet.write_number(at, 0, at - _HEADER_ROW, formats["locked"])
    named = f"{row['problem_id']} {titles[row['problem_id']]}"
    for column, words in ((1, row["text"]), (2, named), (5, row["record_id"]), (6, row["problem_id"])):
        sheet.write_string(at, column, words[:_CELL_LIMIT], formats["locked"])
    for column in _HUMAN:
        sheet.write_blank(at, column, None, formats["human"])


def _set_up(sheet: Any, rows: int, problems: int) -> None:
    first, last = _HEADER_ROW + 1, _HEADER_ROW + rows
    verdicts = {"validate": "list", "source": list(VERDICTS.values())}
    sheet.data_validation(first, _HUMAN[0], last, _HUMAN[0], verdicts)
    choices = {"validate": "list", "source": f"='{_CHOICES}'!$A$1:$A${problems + 1}"}
    sheet.data_validation(first, _HUMAN[1], last, _HUMAN[1], choices)
    sheet.freeze_panes(first, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    # Without a password: against slips of the hand only.
    sheet.protect("", {"format_rows": True, "format_columns": True, "autofilter": True})


def _write_choices(sheet: Any, titles: dict[str, str], formats: Any) -> None:
    sheet.set_column(0, 0, 90)
    for at, words in enumerate([*(f"{id_} {title}" for id_, title in titles.items()), NONE_FITS]):
        sheet.write_string(at, 0, words, formats["locked"])
    sheet.protect()


def _write_about(sheet: Any, about: About) -> None:
    for at, (name, value) in enumerate(vars(about).items()):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, str(value))
    sheet.hide()


def read(path: Path) -> tuple[About, list[Line], str]:
    """What a workbook is a sample of, its rows that are not blank, and a remark about how it was read.

    Raises:
        PainmapError: It is no file, no workbook, or none that `written` made.
    """
    if not path.is_file():
        raise PainmapError("Файл не найден", where=printable(path), remedy="проверьте путь")

    def cells(book: Any, unsaved: int) -> tuple[dict[str, list[list[Any]]], int]:
        names = [name for name in (_SHEET, _ABOUT) if name in book.sheet_names]
        return {n: book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in names}, unsaved

    sheets, unsaved = read_book(path, cells)
    for name in (_SHEET, _ABOUT):
        if name not in sheets:
            raise _foreign(path, f"нет листа «{name}»")
    about = _about(path, sheets[_ABOUT])
    rows = [[_words(cell) for cell in row] for row in sheets[_SHEET]]
    header = next((at for at, row in enumerate(rows) if row[: len(_TITLES)] == _TITLES), None)
    if header is None:
        raise _foreign(path, f"на листе «{_SHEET}» нет шапки со столбцами «{_TITLES[1]}» … «{_TITLES[-1]}»")
    lines = [
        _line(number, row) for number, row in enumerate(rows[header + 1 :], start=header + 2) if any(row)
    ]
    return about, lines, unsaved_formulas(unsaved)


def _about(path: Path, rows: Sequence[Sequence[Any]]) -> About:
    found = {_words(row[0]): _words(row[1]) for row in rows if len(row) > 1}
    if not {"agency", "period", "drawn"} <= set(found) or not found["drawn"].isdecimal():
        raise _foreign(path, f"лист «{_ABOUT}» изменён")
    return About(found["agency"], found["period"], int(found["drawn"]))


def _line(number: int, row: Sequence[str]) -> Line:
    return Line(number, row[_HIDDEN[0]], row[_HIDDEN[1]], row[_HUMAN[0]], row[_HUMAN[1]])


def _words(cell: object) -> str:
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return "" if whole is None else " ".join(str(whole).split())


def _foreign(path: Path, why: str) -> PainmapError:
    return PainmapError(
        f"Это не файл проверки или он повреждён: {why}",
        where=printable(path.name),
        remedy="заполняйте файл, который написала команда «painmap problems review … --period …», "
        "не удаляя листов и столбцов",
    )
