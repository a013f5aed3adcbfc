"""Short texts of a sheet that an earlier program spoiled: a title of one sign is put right too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from intake_rows import HEADER, row

from painmap.intake import IntakeResult
from painmap.intake.mended import mended
from painmap.intake.sheets import Sheet
from painmap.params.models import Format

NUMBERED = ["№", *HEADER[1:]]


def spoiled(text: str, codec: str) -> str:
    return "".join(_letter(byte, codec) for byte in text.encode())


def _letter(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("codec", ["cp1251", "cp1252"])
def test_the_title_of_one_sign_is_put_right_with_the_columns(
    codec: str,
    xlsx: Callable[..., Path],
    plain_format: Callable[..., Format],
    take: Callable[..., IntakeResult],
) -> None:
    rows = [NUMBERED, *(row(str(i), text="Не горит фонарь у дома") for i in range(1, 5))]
    path = xlsx(f"utf8-as-{codec}.xlsx", [[spoiled(cell, codec) for cell in cells] for cells in rows])
    layout = plain_format(header_anchor="№")
    columns = {"№" if title == "Номер" else title: column for title, column in layout.columns.items()}
    journal = take(path, layout.model_copy(update={"columns": columns})).journal
    assert journal["rows"]["kept"] == 4
    assert sum("исправлено ячеек" in text for text in journal["warnings"]) == 1


def test_short_texts_of_a_sheet_that_is_right_are_left_alone() -> None:
    sign = spoiled("№", "cp1251")
    rows = [[sign, "Текст"], *([sign, "Не горит фонарь"] for _ in range(3))]
    (sheet,) = mended([Sheet("Лист", [list(cells) for cells in rows], [1, 2, 3, 4])])
    assert sheet.rows == rows


def test_short_texts_that_would_become_other_letters_are_left_alone() -> None:
    text = spoiled("Не горит фонарь", "cp1251")
    kept = ["да", "ОГ", "Д№5", "№", "«Я»"]
    sheet, _ = mended([Sheet("Лист", [[short, text] for short in kept], [1, 2, 3, 4, 5])])
    assert [cells[0] for cells in sheet.rows] == kept


def test_the_next_part_of_a_sheet_is_put_right_as_the_first_and_the_next_sheet_is_judged_anew() -> None:
    sign, text = spoiled("№ 5", "cp1251"), spoiled("Не горит фонарь", "cp1251")
    parts = [
        Sheet("Лист", [[sign, text]], [1]),
        Sheet("", [[sign, ""]], [2], is_continued=True),
        Sheet("Другой", [[sign, "Не горит"]], [1]),
    ]
    assert [sheet.rows[0][0] for sheet in mended(parts) if sheet.rows] == ["№ 5", "№ 5", sign]
