"""Mappings of the formats that no file used: a typing error, or a word that the source gave up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from painmap.stages.project import Project
from painmap.stages.store import read_json


def unused(journals: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """(format, column, word) of every mapping that none of the format's files used, sorted."""
    found: dict[str, set[tuple[str, str]]] = {}
    for journal in journals:
        own = journal.get("unused_mappings", {})
        words = {(title, word) for title, list_ in own.items() for word in list_}
        known = found.setdefault(journal["format_id"], words)
        known &= words
    return sorted((format_, *pair) for format_, pairs in found.items() for pair in pairs)


def advice(project: Project) -> list[str]:
    """A sentence for each format that has such mappings; the words themselves stand in `10_clean`."""
    paths = sorted(project.tree.processed(project.id).glob("[0-9]*/journal.json"))
    journals = [journal for path in paths for journal in (read_json(path) or {}).get("files", ())]
    words = unused(journals)
    counts = {format_: sum(w[0] == format_ for w in words) for format_, *_ in words}
    return [
        f"Формат {format_}: сопоставлений, которые не встретились ни в одном файле: {n}; "
        f"перечень — в блокноте 10_clean (data/interim/{project.id}/clean)."
        for format_, n in counts.items()
    ]
