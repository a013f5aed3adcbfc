"""Parameters where no agency is asked for: a project's, or those that the program came with."""

from __future__ import annotations

from pathlib import Path

from painmap.errors import PainmapError
from painmap.params.messages import validated
from painmap.params.models import ReportDefaults, Vocabulary
from painmap.params.yaml_file import read_yaml

DEFAULTS = "params/report.yaml"
MENTIONS = "params/vocab/mentions.yaml"
_ROOM = Path(__file__).resolve().parent
# A wheel carries the files in this room (pyproject.toml); in a checkout they are the repository's own.
_PLACES = (_ROOM.parent, _ROOM.parents[2])


def report_defaults(root: Path | None) -> ReportDefaults:
    """What holds for every agency of the project in `root`, or outside of one the shipped defaults.

    Raises:
        PainmapError: The file is missing or faulty: file, field and what is allowed there.
    """
    if root is not None:
        return _read(root / DEFAULTS)
    return _read(_shipped(DEFAULTS))


def mention_vocabulary() -> Vocabulary:
    """The word lists by which the program that was shipped finds mentions.

    Raises:
        PainmapError: The file is missing or faulty.
    """
    return validated(Vocabulary, read_yaml(_shipped(MENTIONS), MENTIONS), MENTIONS)


def _shipped(name: str) -> Path:
    for place in _PLACES:
        if (place / name).is_file():
            return place / name
    raise PainmapError("Вместе с программой нет её файла", where=name, remedy="установите программу заново")


def _read(place: Path) -> ReportDefaults:
    return validated(ReportDefaults, read_yaml(place, DEFAULTS), DEFAULTS)
