"""One raw file: read, mask, clean in one process; what is written holds masked texts only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from painmap import collector
from painmap.intake import IntakeResult, intake_file
from painmap.intake.request import MaskMany
from painmap.schema import APPEAL_ITEMS, APPEALS, REJECTS, RESPONSES
from painmap.stages import _rejects
from painmap.stages._described import described
from painmap.stages.cache import TextCache
from painmap.stages.project import Project, is_done, note_done
from painmap.stages.raw import RawFile
from painmap.stages.sources import source_hash
from painmap.stages.store import read_json, read_table, write_json, write_table
from painmap.text.deidentify import Known, Masked, mask_many

_TABLES = {
    "appeals.parquet": APPEALS,
    "responses.parquet": RESPONSES,
    "rejects.parquet": REJECTS,
    "appeal_items.parquet": APPEAL_ITEMS,
}
_JOURNAL = "journal.json"


def run(project: Project, file: RawFile) -> None:
    """Read one raw file, unless nothing that it depends on has changed.

    Raises:
        PainmapError: It cannot be read, or too many of its rows were rejected.
    """
    folder = project.tree.interim_file(project.id, file.key)
    stamp = project.file_stamp(file)
    if not is_done(folder, stamp):
        _leave_no_core()
        # Cells are in no cycle, and looking at all of them again and again is a sixth of the work.
        with collector.resting():
            _read(project, file, folder)
        note_done(folder, stamp, [folder / name for name in (*_TABLES, _JOURNAL)])
    rejects = read_table(folder / "rejects.parquet", REJECTS)
    _rejects.check(read_json(folder / _JOURNAL), rejects, project.params.report.rejects)


def found(project: Project, file: RawFile) -> IntakeResult:
    """What became of a raw file that was read."""
    folder = project.tree.interim_file(project.id, file.key)
    appeals, responses, rejects, items = (read_table(folder / n, table) for n, table in _TABLES.items())
    return IntakeResult(appeals, responses, rejects, read_json(folder / _JOURNAL), items)


def _read(project: Project, file: RawFile, folder: Path) -> None:
    result = intake_file(described(project.params, file, project.key.secret, _cached_mask(project)))
    frames = (result.appeals, result.responses, result.rejects, result.items)
    for (name, table), frame in zip(_TABLES.items(), frames, strict=True):
        write_table(folder / name, table, frame)
    write_json(folder / _JOURNAL, result.journal)


def _leave_no_core() -> None:
    """A breakdown of this process, which holds raw values from now on, leaves no copy of its memory.

    Under a limit of 1 byte Linux also keeps the copy from the program that `core_pattern` names; 0 would not.
    """
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (1 if most else 0, most))


def _cached_mask(project: Project) -> MaskMany:
    work = f"mask {source_hash('painmap.text.deidentify')}"
    megabytes = project.params.report.text.cache_megabytes
    cache = TextCache(project.tree.cache, project.key.secret, work, megabytes)

    def mask(texts: Sequence[str], known: Sequence[Known]) -> list[Masked]:
        def compute(positions: list[int]) -> list[Any]:
            masked = mask_many([texts[i] for i in positions], [known[i] for i in positions])
            return [[m.text, m.spans, m.rules] for m in masked]

        inputs = [[text, asdict(entities)] for text, entities in zip(texts, known, strict=True)]
        found = cache.map(inputs, compute)
        return [
            Masked(text, tuple((a, b, kind) for a, b, kind in spans), tuple(rules))
            for text, spans, rules in found
        ]

    return mask
