"""Text files written otherwise than their format says, and ready formats that `inspect` names for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from intake_rows import HEADER, row
from tests.intake.inspected_files import yandex

from painmap.intake import IntakeResult
from painmap.intake.inspection.fits import fitting
from painmap.intake.inspection.kinds import TEXT
from painmap.intake.inspection.location import read
from painmap.params.models import Format

ROWS = [HEADER, row("1", text="Не горит фонарь, темно; опасно"), row("2", text="Яма")]


@pytest.fixture
def declared(plain_format: Callable[..., Format]) -> Format:
    return plain_format(reader="csv", encoding="cp1251", delimiter=";", header_anchor="Номер")


def test_a_register_saved_as_unicode_text_is_read_with_warnings(
    text_file: Callable[..., Path], declared: Format, take: Callable[..., IntakeResult]
) -> None:
    path = text_file("utf-16-tabs.csv", ROWS, encoding="utf-16", delimiter="\t")
    journal = take(path, declared).journal
    assert (journal["rows"]["kept"], journal["delimiter"], journal["encoding"]) == (2, "\t", "utf-16")
    delimiter, encoding = (text for text in journal["warnings"] if "в формате (" in text)
    assert all(part in delimiter for part in ("табуляция", "«;»"))
    assert all(part in encoding for part in ("utf-16", "cp1251"))


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
def test_what_the_format_declares_is_not_warned_of(
    encoding: str, text_file: Callable[..., Path], declared: Format, take: Callable[..., IntakeResult]
) -> None:
    path = text_file(f"as-declared-{encoding}.csv", ROWS, encoding=encoding)
    assert not [text for text in take(path, declared).journal["warnings"] if "в формате (" in text]


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "utf-8-sig", "utf_8"])
def test_a_mark_of_the_declared_encoding_is_no_contradiction(
    name: str, text_file: Callable[..., Path], declared: Format, take: Callable[..., IntakeResult]
) -> None:
    path = text_file("marked.csv", ROWS, encoding="utf-8-sig")
    layout = declared.model_copy(update={"encoding": name})
    assert not [text for text in take(path, layout).journal["warnings"] if "в формате (" in text]
    assert "utf-8-sig" in " ".join(take(path, declared).journal["warnings"])


def test_a_declared_delimiter_that_brings_out_the_titles_is_kept(
    text_file: Callable[..., Path], declared: Format, take: Callable[..., IntakeResult]
) -> None:
    """A line above names the columns with commas, and the text has more of them than the header."""
    told, text = [",".join(HEADER)], "а, б, в, г, д, е, ж, з, и, к, л, м"
    path = text_file("commas-in-texts.csv", [told, HEADER, row("1", text=text)])
    assert take(path, declared).journal["delimiter"] == ";"


def test_a_survey_saved_by_excel_is_read_by_its_own_delimiter(
    text_file: Callable[..., Path], forms_format: Callable[..., Format], take: Callable[..., IntakeResult]
) -> None:
    header = ["ID", "Время", "Насколько Вы довольны сроком?", "Порекомендуете ли Вы нас?"]
    path = text_file(
        "excel-cp1251.csv", [header, ["1", "2024-11-05 10:00:00", "5 – да", "9"]], encoding="cp1251"
    )
    journal = take(path, forms_format(encoding="utf-8-sig", delimiter=",")).journal
    assert (journal["rows"]["kept"], journal["delimiter"]) == (1, ";")
    assert sum("в формате (delimiter)" in text for text in journal["warnings"]) == 1


def test_a_format_that_reads_none_of_the_dates_is_not_named(
    text_file: Callable[..., Path], declared: Format, forms_format: Callable[..., Format]
) -> None:
    body = [row(str(i), day=f"2025-01-{10 + i}") for i in range(6)]
    other = read(text_file("iso-days.csv", [HEADER, *body]), TEXT)
    own = read(text_file("own-days.csv", [HEADER, *body[:3], *(row(str(i)) for i in range(6, 9))]), TEXT)
    assert fitting(other, TEXT, [declared]) is None
    fit = fitting(own, TEXT, [declared])
    assert fit is not None
    assert fit.is_whole


def test_a_survey_format_that_reads_none_of_the_moments_is_not_named(
    text_file: Callable[..., Path], forms_format: Callable[..., Format]
) -> None:
    header, *rows = yandex()
    layout = forms_format(time_column="Время создания")
    assert fitting(read(text_file("own-moments.csv", [header, *rows]), TEXT), TEXT, [layout]) is not None
    turned = [[line[0], "05.11.2024 10:00", *line[2:]] for line in rows]
    assert fitting(read(text_file("other-moments.csv", [header, *turned]), TEXT), TEXT, [layout]) is None
