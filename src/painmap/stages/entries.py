"""Tables below `params/` to which people's entries are added: who adds, and what stands stays to the byte."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.tables import read_table
from painmap.params.yaml_file import read_text
from painmap.problem_map.decisions import parsed_date
from painmap.schema import SCHEMA_VERSION, Table
from painmap.stages.store import write_bytes


@dataclass(frozen=True)
class Author:
    """Who entered something, by post or unit, and when."""

    role: str
    day: date


def author(role: str, day: str) -> Author:
    """Who entered it and when, as a user wrote them.

    Raises:
        PainmapError: One of them is missing or no date, or a person is named.
    """
    from painmap.text.deidentify import mask_many  # natasha takes seconds, `append` does without

    entered = parsed_date(day.strip())
    if not role.strip():
        raise PainmapError(
            "Не указано, кто это внёс",
            remedy="добавьте --author-role с должностью или подразделением, без имени",
        )
    if entered is None:
        raise PainmapError("Не указан день", remedy="добавьте --date вида 2025-10-14 или 14.10.2025")
    who = " ".join(role.split())
    if any(kind == "PERSON" for _, _, kind in mask_many([who])[0].spans):
        raise PainmapError(
            "Похоже на фамилию: имена в карту и журналы решений не вносятся",
            where="--author-role",
            remedy="укажите должность или подразделение",
        )
    return Author(who, entered)


def append(
    path: Path,
    table: Table,
    where: str,
    rows: Sequence[Mapping[str, str]],
    check: Callable[[pd.DataFrame], None] = lambda _: None,
) -> None:
    """Add rows at the end of a table, whole or not at all.

    Args:
        path: The file; a missing one is made.
        table: What a row is.
        where: How messages name the file.
        rows: Column → cell; a column that the file lacks is left out.
        check: Raises if the table with these rows does not fit what else is known.

    Raises:
        PainmapError: The file, or the file with these rows, is not sound.
    """
    columns = ("schema_version", *table.names)
    old = read_text(path, where) if path.exists() else ",".join(columns) + "\n"
    header = [name.strip() for name in next(csv.reader(io.StringIO(old, newline="")))]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        writer.writerow([{**row, "schema_version": str(SCHEMA_VERSION)}.get(name, "") for name in header])
    content = (old.rstrip("\n") + "\n" + stream.getvalue()).encode()
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(content)
        check(read_table(draft, table, where))
    write_bytes(path, content)
