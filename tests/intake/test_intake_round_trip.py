"""A table written in any kind of file and any layout comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from drawn_layouts import (
    BOOKS,
    SINGLE_BYTE,
    Layout,
    bounded,
    digits,
    json_forms,
    layouts,
    phrases,
    recent,
    short_texts,
    shown,
    text_forms,
    texts,
    unmasked,
    write_jsonl,
    write_parquet,
    write_text,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from intake_rows import HEADS

from painmap.intake import IntakeRequest
from painmap.intake.layout import grids
from painmap.intake.readers import read_sheets
from painmap.intake.request import Context
from painmap.intake.words import as_text
from painmap.params.models import Format

# Sheet by sheet: number of the row as Excel shows it, and the cells of the table.
Found = list[tuple[int, list[str]]]


@pytest.fixture
def comes_back(agency, plain_format) -> Callable[..., None]:
    """Reads a file by its layout; compares the rows of the table, their numbers, and how many others are."""

    def check(path: Path, layout: Layout, numbers: list[int], **told: Any) -> None:
        form = plain_format(**layout.format(**told))
        request = IntakeRequest(
            path=path, file_id="0" * 12, relative_name=f"2025/{path.name}", agency=agency,
            source=agency.sources[0], format=form, received_date=date(2025, 2, 1), key=b"a key for tests",
            mask=lambda texts, known: [],
        )  # fmt: skip
        context, found = Context(request), []
        for one in grids(read_sheets(request), context):
            places = [one.position(title) for title in layout.titles()]
            for cells in one.frame.to_dict("records"):
                row = [as_text(cells[p]) if p is not None else "" for p in places]
                found.append((cells["row"], row))
        rows = [[shown(cell) for cell in cells] for cells in layout.rows]
        assert found == list(zip(numbers, rows, strict=True))
        heads = context.journal.rows
        assert (heads["data"], heads["rejected"], context.journal.warnings) == (len(rows), 0, [])
        # Of blank lines at its end a workbook keeps nothing.
        assert sum(heads[head] for head in HEADS if head != "blank") == layout.lines()

    return check


def places(layout: Layout) -> list[int]:
    return [place for _, page in layout.pages() for place in page]


@bounded(250)
@given(form=text_forms(), data=st.data())
def test_delimited_text(form, data, comes_back, tmp_path):
    """What tells UTF-16 without a mark and the encodings of one byte apart are Russian words."""
    is_unmarked = form["encoding"] in ("utf-16-le", "utf-16-be")
    is_told_by_words = form["encoding"] in SINGLE_BYTE or (is_unmarked and not form["is_declared"])
    layout = data.draw(layouts(phrases if is_told_by_words else texts))
    told = write_text(tmp_path / "table.csv", layout.pages()[0][0], form)
    comes_back(tmp_path / "table.csv", layout, places(layout), **told)


@pytest.mark.parametrize("kind", BOOKS)
@bounded(60)
@given(data=st.data())
def test_workbooks(kind, data, comes_back, tmp_path):
    write, sheets = BOOKS[kind]
    layout = data.draw(layouts(texts if kind in ("xlsx", "ods") else short_texts, sheets))
    write(tmp_path / f"table.{kind}", [lines for lines, _ in layout.pages()], layout.merged())
    comes_back(tmp_path / f"table.{kind}", layout, places(layout))


@bounded(80)
@given(layout=layouts(is_plain=True), form=json_forms)
def test_json(layout, form, comes_back, tmp_path):
    assume(layout.rows)
    write_jsonl(tmp_path / "table.jsonl", layout, form)
    step = 2 if form["end"] == "\n\n" and not form["is_list"] else 1
    comes_back(tmp_path / "table.jsonl", layout, range(1, step * len(layout.rows) + 1, step), reader="jsonl")


@bounded(60)
@given(layout=layouts(is_plain=True))
def test_parquet(layout, comes_back, tmp_path):
    write_parquet(tmp_path / "table.parquet", layout)
    comes_back(tmp_path / "table.parquet", layout, range(1, len(layout.rows) + 1), reader="parquet")


@pytest.mark.parametrize("kind", ["csv", *BOOKS])
@bounded(25)
@given(data=st.data())
def test_appeals_of_a_whole_intake(kind, data, take, tmp_path, plain_format):
    """Number, day and text of each row, through mapping and cleaning; masked by nothing."""
    layout = data.draw(layouts(phrases, 1, numbers=digits, days=recent))
    path, told = tmp_path / f"register.{kind}", {"reader": "xlsx"}
    if kind == "csv":
        told = write_text(path, layout.pages()[0][0], data.draw(text_forms()))
    else:
        BOOKS[kind][0](path, [lines for lines, _ in layout.pages()], layout.merged())
    number, day, *ignored, text = layout.titles()
    columns = {
        number: {"field": "appeal_id"}, day: {"field": "registered_date", "dates": ["%d.%m.%Y"]},
        text: {"field": "text"},
    }  # fmt: skip
    form = plain_format().model_dump() | layout.format(**told) | {"columns": columns, "ignore": ignored}
    form["defaults"] = {"channel_code": "post"}
    result = take(path, Format.model_validate(form), mask=unmasked)
    found = result.appeals[["appeal_id", "registered_date", "text"]].itertuples(index=False, name=None)
    rows = {(one[0], one[1], " ".join(one[-1].split())) for one in layout.rows}
    assert {(n, when.to_pydatetime(), " ".join(words.split())) for n, when, words in found} == rows
    assert result.journal["rows"]["rejected"] == 0
