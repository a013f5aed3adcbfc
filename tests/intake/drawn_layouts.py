"""Tables in random layouts, and their writers: what the round-trip tests write and read back."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from office_files import ods_row, write_ods, write_xls, write_xlsb, xlsb_rows

from painmap.text.deidentify import Masked

# A search for new faults: ROUND_TRIPS=3000, with other examples each time.
_EXAMPLES = int(os.environ.get("ROUND_TRIPS", "0"))


def bounded(examples: int) -> Callable[..., Any]:
    """Settings of a test with so many examples, the same in each run."""
    return settings(
        max_examples=_EXAMPLES or examples,
        deadline=None,
        derandomize=not _EXAMPLES,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


Line = list[Any]
# Row and column, from 0, of each cell that is merged with the one to its left.
Merged = list[tuple[int, int]]

# Titles of the table: upper and lower line where the header has two.
TITLES = (
    ("Номер", ""), ("Дата", ""), ("Заявитель", "Город"), ("Исполнение", "Срок"), ("Исполнение", "Итог"),
    ("Текст", ""),
)  # fmt: skip
EXTRA = ("Примечания", "Район", "Код услуги", "Отметка о контроле")
SINGLE_BYTE = ("cp1251", "cp866", "koi8-r")
# A BOM of its own: «utf-16» writes one in the order of bytes of the machine.
BOMS = {"utf-16-le+": codecs.BOM_UTF16_LE, "utf-16-be+": codecs.BOM_UTF16_BE}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", *BOMS, *SINGLE_BYTE)

_PHRASES = (
    "Не могу дозвониться до отдела", "нет ответа на заявление третий месяц", "Прошу разъяснить порядок",
    "очередь с утра, талонов нет", "Спасибо за помощь", "не работает сайт; ошибка при отправке",
    "справку выдали с ошибкой", "Отказали без объяснения причин", "деньги не пришли\nжду с января",
    'сказали: "ждите"', "перерыв - час, окно одно", "дом 5\tквартала 7", "Где принимают документы?",
)  # fmt: skip
phrases = st.lists(st.sampled_from(_PHRASES), min_size=1, max_size=3).map("; ".join)
# Anything that Unicode has but controls, halves of letters, and lines that only one of Python's ways breaks.
_NO_TEXT = ("Cc", "Cn", "Cs", "Zl", "Zp")
_any = st.characters(exclude_categories=_NO_TEXT, exclude_characters="\ufeff\ufffd")
# What .xls and .xlsb count as one letter.
_short = st.characters(exclude_categories=_NO_TEXT, exclude_characters="\ufeff\ufffd", max_codepoint=0xFFFF)
_signs = st.sampled_from("\"';,|\t\n«»№ ")
texts = phrases | st.text(_any | _signs, max_size=30)
short_texts = phrases | st.text(_short | _signs, max_size=30)
numbers = st.integers(1, 40).map(str) | st.from_regex(r"[0А-Я]{0,3}[-/]?[0-9]{1,9}", fullmatch=True)
digits = st.integers(1, 10**9).map(str)
days, recent = (
    st.dates(date(year, 1, 1), date(2025, 1, 31)).map(lambda day: datetime(*day.timetuple()[:3]))
    for year in (1901, 2015)
)


@dataclass
class Layout:
    """How a table is laid out in a file.

    Attributes:
        rows: Number, day and the rest of each row of the table, in the order of `TITLES`.
        order: Places of the table's columns and, from `len(TITLES)`, of unknown ones, as they stand.
        preamble: Lines above the header; they have one or two cells.
        header_rows: Lines of the header, 1 or 2.
        between: Row of the table → lines of no data before it: blank, month, total, header.
        below: Lines of no data at the end.
        sheets: How many sheets the rows are dealt out to, one after another.
        width: Empty columns to the right of all others.
    """

    rows: list[tuple[Any, ...]]
    order: list[int]
    preamble: list[Line] = field(default_factory=list)
    header_rows: int = 1
    between: dict[int, list[str]] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)
    sheets: int = 1
    width: int = 0

    def format(self, **more: Any) -> dict[str, Any]:
        """What a format file says of the layout."""
        skip = [
            {"role": "month", "pattern": "^ЯНВАРЬ$"},
            {"role": "total", "pattern": "^Итого"},
            {"role": "note", "pattern": "^Исполнитель:"},
        ]
        anchor = "Номер" if self.preamble else ""
        return {"skip": skip, "header_rows": self.header_rows, "header_anchor": anchor} | more

    def titles(self) -> list[str]:
        """Titles of the table's columns as they are read."""
        if self.header_rows == 1:
            return [upper if not lower else f"{upper} {lower}" for upper, lower in TITLES]
        return [" / ".join(filter(None, pair)) for pair in TITLES]

    def header(self) -> list[Line]:
        """The lines of the header."""
        pairs = [(title, "") for title in self.titles()] if self.header_rows == 1 else list(TITLES)
        pairs += [(title, "") for title in EXTRA]
        lines = [list(line) for line in zip(*(pairs[place] for place in self.order), strict=True)]
        for _, j in self.merged():
            lines[0][j] = ""
        return [line + [""] * self.width for line in lines[: self.header_rows]]

    def merged(self) -> Merged:
        """Cells of the upper line of the header whose title stands in the cell to their left."""
        if self.header_rows == 1:
            return []
        uppers = [TITLES[place][0] if place < len(TITLES) else "" for place in self.order]
        same = (j for j in range(1, len(uppers)) if uppers[j] and uppers[j] == uppers[j - 1])
        return [(len(self.preamble), j) for j in same]

    def pages(self) -> list[tuple[list[Line], list[int]]]:
        """All lines of each sheet, and the places of the table's rows among them, from 1."""
        size = -(-len(self.rows) // self.sheets) if self.rows else 1
        return [
            self._page(range(at, min(at + size, len(self.rows)))) for at in range(0, size * self.sheets, size)
        ]

    def lines(self) -> int:
        """How many lines all sheets have, blank ones below their headers aside."""
        above = len(self.preamble)
        return sum(above + sum(any(line) for line in lines[above:]) for lines, _ in self.pages())

    def _page(self, rows: range) -> tuple[list[Line], list[int]]:
        width = len(self.order) + self.width
        lines: list[Line] = [*self.preamble, *self.header()]
        places = []
        for i in rows:
            lines += [line for what in self.between.get(i, []) for line in self._head(what)]
            # What stands in unknown columns is none of the table.
            cells = [*self.rows[i], *(f"x{i}" for _ in EXTRA)]
            lines.append([cells[place] for place in self.order] + [""] * self.width)
            places.append(len(lines))
        lines += [line for what in self.below for line in self._head(what)]
        return [line + [""] * (width - len(line)) for line in lines], places

    def _head(self, what: str) -> list[Line]:
        if what == "header":
            return self.header()
        if what == "numbers":
            return [[str(n) for n in range(1, len(self.order) + 1)]]
        return [[what]]


heads = st.lists(st.sampled_from(["", "ЯНВАРЬ", "Итого: 5", "header", "numbers"]), max_size=2)


@st.composite
def layouts(
    draw: Any,
    cells: Any = texts,
    most_sheets: int = 1,
    *,
    is_plain: bool = False,
    numbers: Any = numbers,
    days: Any = days,
) -> Layout:
    """A table in a random layout; a plain one is a header and rows."""
    count = draw(st.integers(0, 6))
    own = st.tuples(numbers, days, *[cells] * 4)
    rows = draw(st.lists(own, min_size=count, max_size=count, unique_by=lambda one: one[0]))
    extra = draw(st.integers(0, len(EXTRA)))
    order = draw(st.permutations(range(len(TITLES) + extra)))
    if is_plain:
        return Layout(rows, order)
    notes = ["Реестр обращений", "за 2025 год", "", "Всего граф: 5", "Выгружено 01.02.2025"]
    preamble = draw(st.lists(st.lists(st.sampled_from(notes), min_size=1, max_size=2), max_size=3))
    between = {i: draw(heads) for i in range(count)}
    below = draw(st.lists(st.sampled_from(["", "Итого: 5", "Исполнитель: отдел писем"]), max_size=3))
    sheets = draw(st.integers(1, most_sheets))
    header_rows, width = draw(st.sampled_from([1, 2])), draw(st.integers(0, 2))
    return Layout(rows, order, preamble, header_rows, between, below, sheets, width)


def unmasked(texts: Sequence[str], _known: Any) -> list[Masked]:
    """What a masker gives that finds nothing."""
    return [Masked(text, (), ()) for text in texts]


def shown(cell: Any) -> str:
    """A cell of a text file."""
    return f"{cell:%d.%m.%Y}" if isinstance(cell, datetime) else cell


@st.composite
def text_forms(draw: Any, encodings: Sequence[str] = ENCODINGS) -> dict[str, Any]:
    """How a delimited text file is written."""
    return {
        "encoding": draw(st.sampled_from(encodings)),
        "delimiter": draw(st.sampled_from(";,\t|")),
        "quoting": draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
        "lineterminator": draw(st.sampled_from(["\r\n", "\n", "\r"])),
        "is_ended": draw(st.booleans()),
        "is_declared": draw(st.booleans()),
    }


def write_text(path: Path, lines: list[Line], form: dict[str, Any]) -> dict[str, Any]:
    """A delimited text file; returns what its format says of it."""
    end, name = form["lineterminator"], form["encoding"].rstrip("+")
    text = end.join(_record([shown(cell) for cell in line], form) for line in lines)
    text += end if form["is_ended"] else ""
    path.write_bytes(BOMS.get(form["encoding"], b"") + text.encode(name))
    told = {"encoding": name, "delimiter": form["delimiter"]} if form["is_declared"] else {}
    return {"reader": "csv", **told}


def _record(cells: list[str], form: dict[str, Any]) -> str:
    stream = io.StringIO()
    # With the line end "\r" alone, csv would leave a cell with "\n" unquoted.
    csv.writer(stream, delimiter=form["delimiter"], quoting=form["quoting"]).writerow(cells)
    return stream.getvalue().removesuffix("\r\n")


def _write_xlsx(path: Path, pages: list[list[Line]], merged: Merged) -> None:
    """Real dates, and upper titles of a header merged over several columns."""
    book = xlsxwriter.Workbook(path)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for lines in pages:
        page = book.add_worksheet()
        for i, line in enumerate(lines):
            for j, cell in enumerate(line):
                if isinstance(cell, datetime):
                    page.write_datetime(i, j, cell, day)
                elif cell != "":
                    page.write_string(i, j, cell)
        for i, j in merged:
            page.merge_range(i, j - 1, i, j, lines[i][j - 1])
    book.close()


def _write_ods(path: Path, pages: list[list[Line]], _merged: Merged) -> None:
    """Paragraphs and tabs as tags."""
    sheets = ("".join(ods_row(*map(_ods_cell, line)) for line in lines) for lines in pages)
    write_ods(path, '</table:table><table:table table:name="Второй">'.join(sheets))


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell:%Y-%m-%d}"/>'
    if cell == "":
        return "<table:table-cell/>"
    paragraphs = (escape(part).replace("\t", "<text:tab/>") for part in cell.split("\n"))
    inner = "".join(f'<text:p xml:space="preserve">{part}</text:p>' for part in paragraphs)
    return f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'


def _write_xlsb(path: Path, pages: list[list[Line]], _merged: Merged) -> None:
    cells = ((i, [(j, shown(c)) for j, c in enumerate(line) if c != ""]) for i, line in enumerate(pages[0]))
    write_xlsb(path, xlsb_rows(list(cells)))


def _write_xls(path: Path, pages: list[list[Line]], _merged: Merged) -> None:
    write_xls(path, [[shown(cell) for cell in line] for line in pages[0]])


def write_parquet(path: Path, layout: Layout) -> None:
    """A Parquet file with real moments."""
    titles, rows = layout.header()[0], layout.pages()[0][0][1:]
    columns = zip(*rows, strict=True) if rows else [[]] * len(titles)
    arrays = {}
    for title, cells in zip(titles, columns, strict=True):
        kind = pa.timestamp("us") if title == "Дата" else pa.string()
        # An empty cell of a database is null.
        arrays[title] = pa.array([None if cell == "" else cell for cell in cells], kind)
    pq.write_table(pa.table(arrays), path)


def write_jsonl(path: Path, layout: Layout, form: dict[str, Any]) -> None:
    """JSON Lines or one list, keys of empty cells left out or null, escaped or not."""
    titles, rows = layout.header()[0], layout.pages()[0][0][1:]
    records = []
    for number, line in enumerate(rows):
        cells = {title: shown(cell) for title, cell in zip(titles, line, strict=True)}
        if form["is_sparse"]:
            cells = {title: cell for title, cell in cells.items() if cell != ""}
        records.append(dict(sorted(cells.items(), reverse=bool(number % 2))))
    dumped = [json.dumps(record, ensure_ascii=form["is_escaped"]) for record in records]
    text = "[" + ",\n".join(dumped) + "]" if form["is_list"] else form["end"].join(dumped)
    path.write_bytes(text.encode(form["encoding"]))


json_forms = st.fixed_dictionaries(
    {
        "is_sparse": st.booleans(),
        "is_escaped": st.booleans(),
        "is_list": st.booleans(),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
        "end": st.sampled_from(["\n", "\r\n", "\n\n"]),
    }
)

# Kind of workbook → writer, and how many sheets it writes.
BOOKS: dict[str, tuple[Callable[[Path, list[list[Line]], Merged], None], int]] = {
    "xlsx": (_write_xlsx, 3),
    "ods": (_write_ods, 2),
    "xls": (_write_xls, 1),
    "xlsb": (_write_xlsb, 1),
}
