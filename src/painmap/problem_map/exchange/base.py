"""What an export of the map held: the merge base of everything that comes back from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from painmap.errors import PainmapError
from painmap.problem_map.decisions import Cell

_VERSION = 1
_DIGITS = 12


@dataclass(frozen=True)
class Export:
    """An export: two of the same map, filled in alike, are the same.

    Attributes:
        titles: (client kind, id) of each problem of the map → its title.
        cells: What stood in each cell that people write in; an empty one is there with an empty value.
    """

    agency: str
    period: str
    titles: Mapping[tuple[str, str], str]
    cells: Mapping[Cell, str]

    @property
    def id(self) -> str:
        """Digest of the content."""
        return hashlib.sha256(self.text().encode()).hexdigest()[:_DIGITS]

    def text(self) -> str:
        """The export as JSON: the same bytes for the same content, a line per cell."""
        value = {
            "schema_version": _VERSION,
            "agency": self.agency,
            "period": self.period,
            "titles": [[*key, title] for key, title in sorted(self.titles.items())],
            "cells": [[*cell, value] for cell, value in sorted(self.cells.items())],
        }
        return json.dumps(value, ensure_ascii=False, indent=0) + "\n"


def parsed(text: str, where: str) -> Export:
    """The export of `Export.text`.

    Raises:
        PainmapError: It is none.
    """
    try:
        value = json.loads(text)
        if value["schema_version"] != _VERSION:
            raise ValueError
        return Export(
            str(value["agency"]),
            str(value["period"]),
            {(str(kind), str(id_)): str(title) for kind, id_, title in value["titles"]},
            {Cell(*map(str, cell)): str(content) for *cell, content in value["cells"]},
        )
    except (ValueError, KeyError, TypeError):
        raise PainmapError(
            "Файл выгрузки карты повреждён",
            where=where,
            remedy="верните его из git; без него файл руководителя не с чем сравнить",
        ) from None


def digest(value: str) -> str:
    """What stands for a value as the base of an edit (`base_hash`); empty for an empty one."""
    return hashlib.sha256(value.encode()).hexdigest()[:_DIGITS] if value else ""
