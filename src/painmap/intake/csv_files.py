"""Delimited text files, read in parts: a file of a million rows is never in memory as a whole."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from painmap.intake import container
from painmap.intake.delimited import MAX_CELL, sniffed, titles_by
from painmap.intake.encodings import encoding_of, lines_of
from painmap.intake.pieces import Fault, in_parts, unreadable
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell, norm
from painmap.params.models import Format

_UNBALANCED = ("кавычки не закрыты, строка оборвана", "проверьте кавычки в строке или выгрузите файл заново")
_EMPTY = ("Файл пуст", "выгрузите файл заново")
_SNIFFED_LINES = 60
_SIGNS = {"\t": "табуляция", " ": "пробел"}
_AS_FOUND = "файл прочитан так, как он записан. Сравните несколько строк с источником."
# The first line that tells Excel the delimiter; Excel does not show it, and counts rows from the next.
_HINT = re.compile(r'"?sep=([^"\r\n])"?\s*', re.IGNORECASE)
_BLANK = b"\0 \r\n\t\xef\xbb\xbf"


def read_csv(path: Path, layout: Format) -> Iterator[Sheet]:
    """The one sheet of a delimited text file; encoding and delimiter from the format or by what is in it;
    where the file contradicts the format, a warning says so.

    A row that is cut, has unbalanced quotation marks or another encoding is marked as broken;
    reading goes on with the next line of the file.

    Raises:
        PainmapError: The file is empty, or a page (HTML, XML) under the name of a table.
    """
    container.check_page(path)
    with path.open("rb") as stream:
        if not any(block.strip(_BLANK) for block in iter(lambda: stream.read(1 << 16), b"")):
            raise container.refused(path, *_EMPTY)
        stream.seek(0)
        encoding = encoding_of(stream, layout.encoding)
    with path.open("rb") as stream:
        head = [line for line, _ in islice(lines_of(stream, encoding), _SNIFFED_LINES)]
    if not head:
        raise container.refused(path, *_EMPTY)
    hint = _HINT.fullmatch(head[0])
    delimiter = hint[1] if hint else _delimiter(head, layout)
    said = _contradicted(encoding.name, delimiter, layout, is_told=bool(hint))
    first = Sheet("", [], [], encoding=encoding.name, delimiter=delimiter, warnings=said)
    with path.open("rb") as stream:
        lines = _Lines(islice(lines_of(stream, encoding), 1 if hint else 0, None))
        yield from in_parts(first, _records(lines, delimiter), layout)


class _Lines:
    """Lines of a file, which remembers those of the record that is being read."""

    def __init__(self, source: Iterator[tuple[str, bool]]) -> None:
        self._source = source
        self._pending: deque[tuple[str, bool]] = deque()
        self.taken: list[tuple[str, bool]] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._pending.popleft() if self._pending else next(self._source)
        self.taken.append(line)
        return line[0]

    def forget(self, lines: int) -> None:
        """Begin a new record after so many lines of this one; the others come again."""
        self._pending.extendleft(reversed(self.taken[lines:]))
        self.taken.clear()


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[list[Cell], Fault | None]]:
    """Cells of each record and what is wrong with it; cells are empty where quotation marks are wrong."""
    csv.field_size_limit(MAX_CELL)
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                fault = next((unreadable(line) for line, is_foreign in lines.taken if is_foreign), None)
                lines.forget(len(lines.taken))
                yield list(cells), fault
        except csv.Error:
            line, is_foreign = lines.taken[0]
            fault = unreadable(line) if is_foreign else _UNBALANCED
            lines.forget(1)
            yield [], fault
        else:
            return


def _delimiter(lines: list[str], layout: Format) -> str:
    """The delimiter of the format, unless another one brings out its titles and this one none or but one."""
    titles = (*layout.columns, *layout.ignore, layout.respondent_column, layout.time_column)
    known, own = {norm(title) for title in titles}, layout.delimiter
    found = sniffed(lines, known) if own is None or known - {""} else own
    if own is None or titles_by(lines, found, known - {""}) > 1 >= titles_by(lines, own, known - {""}):
        return found
    return own


def _contradicted(encoding: str, delimiter: str, layout: Format, *, is_told: bool) -> list[str]:
    """Warnings where the file itself is written otherwise than the format says."""
    said = []
    if layout.delimiter and delimiter != layout.delimiter and not is_told:
        own, found = (_SIGNS.get(sign, f"«{sign}»") for sign in (layout.delimiter, delimiter))
        said.append(f"Разделитель в файле — {found}, а в формате (delimiter) — {own}: {_AS_FOUND}")
    # Only a mark (BOM) or the zero bytes of UTF-16 make these.
    is_plain = encoding == "utf-8-sig" or encoding.startswith("utf-16")
    if layout.encoding and is_plain and _family(layout.encoding) != _family(encoding):
        said.append(f"Файл записан в {encoding}, а в формате (encoding) — {layout.encoding}: {_AS_FOUND}")
    return said


def _family(encoding: str) -> str:
    """`utf8` of «UTF-8» and «utf-8-sig», `utf16` of «utf_16_le»."""
    found = re.match(r"utf\W?(?:8|16)", encoding.lower().replace("_", "-"))
    return found[0].replace("-", "") if found else encoding
