"""What the registers with a classifier of their own share: its words for a topic, and a plain sheet."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from painmap.demo.phrases import BANK
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet
from painmap.params.yaml_file import read_yaml

# xlsxwriter writes it into docProps; the clock would change the bytes.
_CREATED = datetime(2024, 1, 1)
_WIDE = 60


@lru_cache
def classifier(name: str) -> dict[str, str]:
    """The words (or codes) of a classifier, each with its group (or its name)."""
    return read_yaml(BANK / "classifiers" / f"{name}.yaml", f"demo/bank/classifiers/{name}.yaml")


def read_topics(root: Path, agency: str) -> dict[str, dict[str, str]]:
    """Format → the words that its source in the agency's profile leads to topics."""
    name = f"params/agencies/{agency}.yaml"
    return {source["format"]: source.get("topics", {}) for source in read_yaml(root / name, name)["sources"]}


def words_of_topic(name: str, sheet: Sheet, topic: str) -> list[str]:
    """The classifier's words that the agency's profile leads to the topic."""
    return [word for word in classifier(name) if _topic(word, sheet.topics) == topic]


def word_for(name: str, sheet: Sheet, topic: str, rng: random.Random) -> str:
    """A word for the topic; empty where the clerk left it empty, or there is none."""
    words = words_of_topic(name, sheet, topic) if topic else []
    return rng.choice(words) if words else ""


def _topic(word: str, topics: Mapping[str, str]) -> str | None:
    """The topic of the longest beginning that the profile names."""
    parts = word.split(".")
    starts = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((topics[start] for start in starts if start in topics), None)


def rows_of(sheet: Sheet) -> list[Record]:
    """The open appeals of the year before, then the year's, all with their final result."""
    return [*sheet.carried, *sorted(sheet.records, key=lambda r: r.day)]


def write_sheet(path: Path, name: str, lines: Iterable[Sequence[Any]], wide: Sequence[int] = ()) -> None:
    """An xlsx of one sheet: texts, whole numbers and real dates; `wide`: columns of long texts."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": name, "comments": DEMO, "created": _CREATED})
    page = book.add_worksheet(name)
    style = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
    for column in wide:
        page.set_column(column, column, _WIDE)
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                page.write_datetime(row, column, cell, style)
            elif isinstance(cell, int):
                page.write_number(row, column, cell)
            elif cell:
                page.write_string(row, column, cell)
    book.close()
