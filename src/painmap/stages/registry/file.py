"""The file of the registry: changed rows are written anew, all others stay as they are to the byte."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.checks import findings
from painmap.params.tables import read_table
from painmap.params.yaml_file import read_text
from painmap.paths import Tree
from painmap.schema import PROBLEMS, SCHEMA_VERSION
from painmap.stages.store import write_bytes

# Column → cell as it stands in the file; an empty cell is "".
Row = Mapping[str, str]


class RegistryFile:
    """Rows of `params/problems/<agency>.csv` with their own text.

    Args:
        tree: The project.
        params: Of the agency; they were read, so the file is sound.
    """

    def __init__(self, tree: Tree, params: AgencyParams) -> None:
        self.path = tree.problems(params.agency.id)
        self.params = params
        self.where = f"params/problems/{params.agency.id}.csv"
        text = read_text(self.path, self.where)
        # read_text turns line ends into \n; what the file has is kept.
        self._newline = "\r\n" if b"\r\n" in self.path.read_bytes() else "\n"
        self._records = _records(text)
        self.header = [name.strip() for name in _cells(self._records[0])]

    def rows(self) -> dict[str, dict[str, str]]:
        """Id → cells, in the order of the file."""
        cut = [[cell.strip() for cell in _cells(record)] for record in self._records[1:]]
        rows = [dict(zip(self.header, cells, strict=True)) for cells in cut if any(cells)]
        return {row["id"]: row for row in rows}

    def changed(self, changed: Sequence[Row]) -> str:
        """The text of the file with these rows: a known id in its place, a new one at the end.

        Raises:
            PainmapError: The registry would not be sound with them.
        """
        new = {row["id"]: self._line(row) for row in changed}
        lines = [self._records[0]]
        for record in self._records[1:]:
            cells = dict(zip(self.header, (cell.strip() for cell in _cells(record)), strict=False))
            lines.append(new.pop(cells.get("id", ""), record))
        text = "\n".join(line.rstrip("\n") for line in [*lines, *new.values()]) + "\n"
        self._check(text)
        return text

    def write(self, text: str) -> None:
        """Put `text` (of `changed`) in the place of the file."""
        write_bytes(self.path, text.replace("\n", self._newline).encode())

    def _line(self, row: Row) -> str:
        stream = io.StringIO(newline="")
        cells = {**row, "schema_version": str(SCHEMA_VERSION)}
        csv.writer(stream, lineterminator="\n").writerow([cells.get(name, "") for name in self.header])
        return stream.getvalue()

    def _check(self, text: str) -> None:
        """Read it as the next build will."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.path.name
            path.write_text(text, encoding="utf-8", newline="\n")
            frame = read_table(path, PROBLEMS, self.where)
        for error in findings(replace(self.params, problems=frame)):
            raise PainmapError(
                f"{error.what.rstrip('.')}. Реестр не изменён", where=error.where, remedy=error.remedy
            )


def _records(text: str) -> list[str]:
    """The text of each record; a quoted cell may hold line ends."""
    # Not splitlines(): U+2028 inside of a cell ends no line.
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
    reader, records, done = csv.reader(iter(lines)), [], 0
    for _ in reader:
        records.append("".join(lines[done : reader.line_num]))
        done = reader.line_num
    return records


def _cells(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline="")), [])
