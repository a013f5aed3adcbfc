"""`params/report.yaml` where no agency is asked for: a project's, or the one that the program came with."""

from __future__ import annotations

from pathlib import Path

from painmap.errors import PainmapError
from painmap.params.messages import validated
from painmap.params.models import ReportDefaults
from painmap.params.yaml_file import read_yaml

DEFAULTS = "params/report.yaml"
_ROOM = Path(__file__).resolve().parent
# A wheel carries the file in this room (pyproject.toml); in a checkout it is the repository's own.
_SHIPPED = (_ROOM / "report.yaml", _ROOM.parents[2] / DEFAULTS)


def report_defaults(root: Path | None) -> ReportDefaults:
    """What holds for every agency of the project in `root`, or outside of one the shipped defaults.

    Raises:
        PainmapError: The file is missing or faulty: file, field and what is allowed there.
    """
    if root is not None:
        return _read(root / DEFAULTS)
    for place in _SHIPPED:
        if place.is_file():
            return _read(place)
    raise PainmapError(
        "Вместе с программой нет файла с порогами сравнения",
        where=DEFAULTS,
        remedy="укажите папку проекта: painmap --root ПАПКА …",
    )


def _read(place: Path) -> ReportDefaults:
    return validated(ReportDefaults, read_yaml(place, DEFAULTS), DEFAULTS)
