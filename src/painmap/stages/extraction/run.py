"""Pain points of any table: its texts masked and read, mentions and problems written (`painmap extract`)."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.defaults import report_defaults
from painmap.stages.deidentification.columns import shown
from painmap.stages.extraction.gathering import Gathered
from painmap.stages.extraction.outputs import FILES, write
from painmap.stages.extraction.reading import Reader
from painmap.stages.extraction.registry import read_registry
from painmap.stages.requests import ExtractRequest
from painmap.stages.store import disk_error, replacing_all
from painmap.stages.tables.asked import asked_columns
from painmap.stages.tables.kinds import open_table, source_kind
from painmap.stages.tables.parts import TableFile, is_empty
from painmap.text.pain_points import Found, find

# What is done, rows done, rows in all.
Progress = Callable[[str, int, int], None]
_READING = "чтение обращений"
_GROUPING = "группировка по смыслу"
# Imported while other processes read: for the groups, and for the registry's own problems.
_FOR_GROUPS = ("scipy.sparse",)
_FOR_REGISTRY = ("sklearn.feature_extraction.text", "sklearn.decomposition", "sklearn.linear_model")


@dataclass(frozen=True)
class Extracted:
    """What is told of the outcome.

    Attributes:
        rows, filled: Rows of the table, those with a text.
        found: Mentions, assignments and problems; `record_id` is the number of the row.
        note: How the file was read, if the user should know.
    """

    rows: int
    filled: int
    found: Found
    note: str = ""


def run(request: ExtractRequest, progress: Progress) -> Extracted:
    """Read, find, write; nothing is written if anything fails.

    Raises:
        PainmapError: A file cannot be read or written, there is no such column, the registry is broken.
    """
    places = _places(request)
    try:
        registry = read_registry(request.registry)
        # Opened before the work: a place that cannot be written is said at once.
        with replacing_all(places, is_private=True) as streams:
            return _written(request, registry, streams, progress)
    except OSError as error:
        if error.filename is None:
            raise
        raise disk_error(error, Path(error.filename)) from error


def _places(request: ExtractRequest) -> list[Path]:
    source_kind(request.source)
    if request.out.exists() and not request.out.is_dir():
        raise PainmapError(
            "Это файл, а результату нужна папка",
            where=str(request.out),
            remedy="назовите в --out другую папку: её можно не создавать заранее",
        )
    places = [request.out / name for name in FILES]
    if any(place.exists() and request.source.exists() and place.samefile(request.source) for place in places):
        raise PainmapError(
            "Результат нельзя записать на место исходного файла",
            where=str(request.source),
            remedy="назовите в --out другую папку",
        )
    return places


def _written(
    request: ExtractRequest, registry: pd.DataFrame, streams: list[IO[bytes]], progress: Progress
) -> Extracted:
    table = open_table(request.source, (request.text,), request.sheet)
    (column,) = asked_columns({"--text": (request.text,)}, table)["--text"]
    modules = (*_FOR_GROUPS, *(_FOR_REGISTRY if len(registry) else ()))
    read = _read(table, column, request.cores, modules, progress)
    progress(_GROUPING, 0, 1)
    texts = read.texts()
    found = find(texts, read.mentions(), registry, report_defaults(None).text)
    progress(_GROUPING, 1, 1)
    done = Extracted(read.rows, int(texts["text"].ne("").sum()), found, table.note)
    write(streams, table, done.filled, read.places(), found)
    return done


def _read(table: TableFile, column: str, cores: int, modules: Sequence[str], progress: Progress) -> Gathered:
    result = Gathered()
    result.add([])
    with Reader(cores) as reader:
        if reader.is_parallel:
            for name in modules:
                importlib.import_module(name)
        for piece in table.pieces():
            cells = (row.get(column) for row in piece)
            result.add(reader.read(["" if is_empty(cell) else shown(cell) for cell in cells]))
            progress(_READING, result.rows, table.rows)
    return result
