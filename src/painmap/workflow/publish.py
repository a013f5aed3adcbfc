"""Putting a finished report in its place: the set is checked, each file replaced whole, `run.json` last."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from painmap.errors import PainmapError
from painmap.stages.store import disk_error, read_json, sha256, write_json

RUN = "run.json"
_ALWAYS = ("report.html", "report.pdf", "metrics.json")
_SOMETIMES = ("problem_map.xlsx", "reconciliation.xlsx")


def publish(source: Path, target: Path, manifest: dict[str, object]) -> None:
    """Move the files of `source` to `target`; the last good report stays whole if anything fails.

    Every file is first copied beside its place, so that a full disk is met before anything is replaced.

    Raises:
        PainmapError: A file is missing or empty, or the disk is full.
    """
    names = [name for name in (*_ALWAYS, *_SOMETIMES) if name in _ALWAYS or (source / name).exists()]
    for name in names:
        if not (source / name).is_file() or (source / name).stat().st_size == 0:
            raise PainmapError(
                f"Отчёт неполон: нет файла {name}", where=str(source), remedy="повторите «painmap build»"
            )
    staged: dict[str, Path] = {}
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            staged[name] = target / f".{name}.{os.getpid()}.new"
            _copy(source / name, staged[name])
        outputs = {name: sha256(path) for name, path in staged.items()}
        for name, path in staged.items():
            path.replace(target / name)
    except OSError as error:
        raise disk_error(error, target) from error
    finally:
        for path in staged.values():
            path.unlink(missing_ok=True)
    for name in _SOMETIMES:
        if name not in names:
            (target / name).unlink(missing_ok=True)
    write_json(target / RUN, {**manifest, "status": "done", "outputs": outputs})


def is_intact(target: Path) -> bool:
    """Whether the published set is there and is what its `run.json` says."""
    run = read_json(target / RUN)
    if not isinstance(run, dict) or run.get("status") != "done":
        return False
    outputs = run.get("outputs", {})
    return set(_ALWAYS) <= set(outputs) and all(
        (target / name).is_file() and sha256(target / name) == known for name, known in outputs.items()
    )


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reader, target.open("wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())
