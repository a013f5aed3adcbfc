"""Mappings of the formats that no file used: a typing error, or a word that the source gave up."""

from __future__ import annotations

from collections import Counter
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
    """One sentence, or none: such mappings by format; the words themselves stand in `10_clean`.

    A format that agencies share naturally has words that one of them never writes.
    """
    paths = sorted(project.tree.processed(project.id).glob("[0-9]*/journal.json"))
    journals = [journal for path in paths for journal in (read_json(path) or {}).get("files", ())]
    counts = Counter(format_ for format_, *_ in unused(journals))
    if not counts:
        return []
    told = ", ".join(f"{format_} — {n}" for format_, n in counts.items())
    return [
        f"Сопоставления форматов, которые не встретились ни в одном файле: {told}; перечень — в блокноте "
        f"10_clean (data/interim/{project.id}/clean)."
    ]
