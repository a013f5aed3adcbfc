"""Sheets of a workbook without the header's anchor: months of the register are not lost as notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from intake_rows import HEADER, row

from painmap.errors import PainmapError
from painmap.intake import IntakeResult
from painmap.intake.inspection.fits import fitting
from painmap.intake.inspection.kinds import FileKind
from painmap.intake.inspection.location import read
from painmap.params.models import Format

ANCHORED = {"header_anchor": "Текст"}
# A month whose programme called the column otherwise.
RENAMED = ["Суть вопроса" if title == "Текст" else title for title in HEADER]


def book(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in sheets.items():
            page = workbook.add_worksheet(name)
            for i, cells in enumerate(rows):
                page.write_row(i, 0, cells)
    return path


def month(header: Sequence[str], start: int, rows: int = 3) -> list[list[Any]]:
    return [list(header), *(row(str(start + i), text="Не горит фонарь") for i in range(rows))]


def test_month_sheets_with_another_spelling_of_the_anchor_refuse_the_file(
    tmp_path: Path, plain_format: Callable[..., Format], take: Callable[..., IntakeResult]
) -> None:
    months = {"Июнь": month(HEADER, 1), "Июль": month(RENAMED, 11), "Август": month(RENAMED, 21)}
    path = book(tmp_path / "renamed-anchor.xlsx", **months)
    with pytest.raises(PainmapError) as refused:
        take(path, plain_format(**ANCHORED))
    told = str(refused.value)
    assert all(part in told for part in ("«Текст»", "«Июль», «Август»", "header_anchor", "sheets"))
    assert "Июнь" not in told
    assert "фонарь" not in told
    taken = take(path, plain_format(**ANCHORED, sheets=["Июнь"]))
    assert taken.journal["rows"]["kept"] == 3


def test_a_book_none_of_whose_sheets_has_the_anchor_names_them(
    tmp_path: Path, plain_format: Callable[..., Format], take: Callable[..., IntakeResult]
) -> None:
    path = book(tmp_path / "no-anchor.xlsx", Июль=month(RENAMED, 1), Август=month(RENAMED, 11))
    with pytest.raises(PainmapError, match=r"Шапка таблицы не найдена.*«Июль», «Август»"):
        take(path, plain_format(**ANCHORED))


def test_a_sheet_of_rows_without_any_header_refuses_the_file(
    tmp_path: Path, plain_format: Callable[..., Format], take: Callable[..., IntakeResult]
) -> None:
    full = {
        "name": "заявитель",
        "phone": "нет",
        "text": "Не горит",
        "answer": "20.01.2025",
        "outcome": "отказано",
    }
    bare = [row(str(i), **full) for i in range(11, 16)]
    path = book(tmp_path / "bare-sheet.xlsx", Июнь=month(HEADER, 1), Июль=bare)
    with pytest.raises(PainmapError, match="«Июль»"):
        take(path, plain_format(**ANCHORED))
    path = book(tmp_path / "few-bare-rows.xlsx", Июнь=month(HEADER, 1), Июль=bare[:4])
    assert take(path, plain_format(**ANCHORED)).journal["rows"]["kept"] == 3


def test_a_note_and_a_summary_are_told_with_their_rows_and_an_empty_sheet_is_not(
    tmp_path: Path, plain_format: Callable[..., Format], take: Callable[..., IntakeResult]
) -> None:
    path = book(
        tmp_path / "note-and-summary.xlsx",
        Реестр=month(HEADER, 1),
        Справка=[["Как заполнять"], [], ["Номер", "по журналу"]],
        Свод=[["Отдел", *map(str, range(1, 13))], *([f"Отдел {i}", *range(12)] for i in range(9))],
        Пустой=[],
    )
    journal = take(path, plain_format(**ANCHORED)).journal
    assert journal["rows"]["kept"] == 3
    assert [text for text in journal["warnings"] if "не прочитан:" in text] == [
        "Лист «Справка» не прочитан: нет шапки (строк: 2).",
        "Лист «Свод» не прочитан: нет шапки (строк: 10).",
    ]


def test_a_sheet_of_a_survey_is_known_by_the_titles_of_the_other_sheets(
    tmp_path: Path, forms_format: Callable[..., Format], take: Callable[..., IntakeResult]
) -> None:
    asked = ["Насколько Вы довольны сроком?", "Порекомендуете ли Вы нас?", "Ваши предложения"]
    answered = ["1", "2024-11-05 10:00:00", "5 – да", "9", ""]
    path = book(
        tmp_path / "survey-two-waves.xlsx",
        Опрос=[["ID", "Время", *asked], answered],
        Архив=[["№ анкеты", "Когда", *asked], answered],
    )
    with pytest.raises(PainmapError, match="«Архив»"):
        take(path, forms_format(reader="xlsx", header_anchor="ID"))


def test_a_format_by_which_intake_refuses_the_book_is_not_named(
    tmp_path: Path, plain_format: Callable[..., Format]
) -> None:
    kind, layout = FileKind("книга Excel", "xlsx"), plain_format(**ANCHORED)
    whole = book(tmp_path / "same-anchors.xlsx", Июнь=month(HEADER, 1), Июль=month(HEADER, 11))
    assert fitting(read(whole, kind), kind, [layout]) is not None
    renamed = book(tmp_path / "one-renamed.xlsx", Июнь=month(HEADER, 1), Июль=month(RENAMED, 11))
    assert fitting(read(renamed, kind), kind, [layout]) is None
