"""A registry of problems from any table with an id and a title; our own `problems.csv` is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError, printable
from painmap.intake.words import norm
from painmap.stages.tables.kinds import open_table
from painmap.stages.tables.parts import TableFile, as_text

# Column of the registry → titles that it may have, the first one found wins.
_IDS = ("problem_id", "id", "код", "код проблемы", "идентификатор")
_TITLES = ("title", "problem_title", "название", "проблема", "наименование")
_FURTHER = ("signs", "signature", "problem_kind", "status")
_KINDS = frozenset({"problem", "need"})


def read_registry(path: Path | None) -> pd.DataFrame:
    """A row is a problem: id, title, client_kind (external), problem_kind, signs, signature, status.

    Raises:
        PainmapError: The file cannot be read, lacks such columns, or a row lacks one of both or repeats one.
    """
    rows = [] if path is None else _rows(open_table(path))
    frame = pd.DataFrame(rows, columns=["id", "title", *_FURTHER], dtype="string")
    frame["client_kind"] = pd.Series("external", index=frame.index, dtype="string")
    frame["problem_kind"] = frame["problem_kind"].where(frame["problem_kind"].isin(_KINDS), "problem")
    return frame


def _rows(table: TableFile) -> list[dict[str, str]]:
    columns = {"id": _column(table, _IDS, "кодами"), "title": _column(table, _TITLES, "названиями")}
    columns |= {name: name for name in _FURTHER if name in table.columns}
    rows: list[dict[str, str]] = []
    seen: set[str] = set()
    for number, row in enumerate((row for piece in table.pieces() for row in piece), 1):
        cells = {name: as_text(row.get(column)).strip() for name, column in columns.items()}
        for name in ("id", "title"):
            if not cells[name]:
                raise _broken(
                    table, number, f"пуст столбец «{columns[name]}»", "заполните его или удалите строку"
                )
        if cells["id"] in seen:
            raise _broken(
                table, number, f"код «{printable(cells['id'])}» повторяется", "дайте каждой проблеме свой код"
            )
        seen.add(cells["id"])
        rows.append(cells)
    if not rows:
        raise PainmapError(
            "В реестре проблем нет ни одной строки",
            where=table.path.name,
            remedy="добавьте проблемы или уберите параметр --registry",
        )
    return rows


def _column(table: TableFile, names: Sequence[str], what: str) -> str:
    by_name = {norm(column): column for column in reversed(table.columns)}
    for name in names:
        if name in by_name:
            return by_name[name]
    raise PainmapError(
        f"В реестре проблем нет столбца с {what} проблем",
        where=table.path.name,
        remedy=f"назовите столбец «{names[0]}» или «{names[1]}»; годится и problems.csv прежнего запуска",
    )


def _broken(table: TableFile, number: int, what: str, remedy: str) -> PainmapError:
    return PainmapError(
        f"Реестр проблем: {what}", where=f"{table.path.name}, строка таблицы {number}", remedy=remedy
    )
