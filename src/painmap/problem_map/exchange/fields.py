"""What people write on a working map: each field with its title, how a cell shows it and how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from painmap.errors import listed
from painmap.params.check_tables import EFFORTS, LAGS, MEASURE_STATES
from painmap.problem_map.decisions import parsed_date
from painmap.problem_map.workbook import DIRECTION_MARKS
from painmap.report_data import LEVEL_WORDS, MAP_COLUMNS

Scope = Literal["row", "measure", "process"]
Kind = Literal["text", "date", "list"]

# No decision is a book; Excel cuts a cell at 32,767 characters.
MAX_CHARACTERS = 4000
_ESCAPED_RETURN = re.compile(r"_x000D_\n?|\r\n?")


class NotUnderstoodError(Exception):
    """A value that the field cannot have; its text says in Russian what is wrong and what to do."""


@dataclass(frozen=True)
class Field:
    """A column that people write in.

    Attributes:
        code: Column of `schema.DECISIONS`.
        title: Heading of the column.
        scope: What one value belongs to.
        kind: `date`: a date, other words where `is_loose`; `list`: one of `words`.
        words: Value → how it is shown.
    """

    code: str
    title: str
    width: int
    scope: Scope
    kind: Kind = "text"
    words: Mapping[str, str] | None = None
    is_loose: bool = False

    def shown(self, value: str) -> str:
        """The value as a cell shows it."""
        return (self.words or {}).get(value, value)

    def told(self, value: str) -> str:
        """The value as a sentence names it: a date as 05.03.2026."""
        day = parsed_date(value) if self.kind == "date" else None
        return f"{day:%d.%m.%Y}" if day else self.shown(value)

    def read(self, cell: object) -> str:
        """The value of a cell as read from a workbook; empty for an empty one.

        Raises:
            NotUnderstoodError: It is none of the field's.
        """
        return _READERS[self.kind](self, words_of(cell))


def words_of(cell: object) -> str:
    """The cell as words: a date as 2026-03-05, a whole number without a point, line ends as `\\n`."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = _ESCAPED_RETURN.sub("\n", "" if cell is None else str(cell))
    return text.translate(DIRECTION_MARKS).strip()


def _text(_: Field, words: str) -> str:
    if len(words) > MAX_CHARACTERS:
        raise NotUnderstoodError(f"текст длиннее {MAX_CHARACTERS} знаков: сократите его")
    return words


def _date(field: Field, words: str) -> str:
    day = parsed_date(words) if words else None
    if day is not None:
        return day.isoformat()
    if words and not field.is_loose:
        raise NotUnderstoodError("это не дата: запишите её как 05.03.2026")
    return _text(field, words)


def _one_of(field: Field, words: str) -> str:
    if not words:
        return ""
    known = {_norm(shown): value for value, shown in (field.words or {}).items()}
    if _norm(words) not in known:
        raise NotUnderstoodError(f"такого значения в списке нет: выберите {listed(known)}")
    return known[_norm(words)]


def _norm(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


_READERS: Mapping[Kind, Callable[[Field, str], str]] = {"text": _text, "date": _date, "list": _one_of}

LEVELS: Mapping[str, str] = {str(level): words for level, words in LEVEL_WORDS.items()}
DIRECTIONS = {"decline": "снижение", "growth": "рост"}
# Columns 3–7 of Прил. 3, then those beside the form.
MAP_FIELDS = (
    Field("prevalence", MAP_COLUMNS[2], 20, "row", "list", LEVELS),
    Field("priority", MAP_COLUMNS[3], 24, "row", "list", LEVELS),
    Field("measure", MAP_COLUMNS[4], 42, "measure"),
    Field("responsible", MAP_COLUMNS[5], 26, "measure"),
    Field("due_date", MAP_COLUMNS[6], 16, "measure", "date", is_loose=True),
    Field("level_reason", "Основание изменения уровня (графы 3 и 4)", 34, "row"),
    Field("comment", "Комментарий (в карту не входит)", 34, "measure"),
)
FOLLOW_UP_FIELDS = (
    Field("state", "Состояние", 20, "measure", "list", {state: state for state in MEASURE_STATES}),
    Field("effect_date", "Дата начала действия", 16, "measure", "date"),
    Field("direction", "Ожидаемое изменение числа обращений", 18, "measure", "list", DIRECTIONS),
    Field(
        "lag_months",
        "Через сколько месяцев ожидается действие",
        18,
        "measure",
        "list",
        {months: months for months in LAGS},
    ),
)
PROCESS_FIELDS = (
    Field("effort", "Трудоёмкость (1–3)", 14, "process", "list", {effort: effort for effort in EFFORTS}),
)
