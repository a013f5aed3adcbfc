"""Mappings of the formats that no file used: a typing error, or a word that the source gave up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from painmap.errors import PainmapError, printable
from painmap.intake.items import TOPICS
from painmap.params.load import agency_ids, formats_of
from painmap.paths import Tree
from painmap.stages.project import Project
from painmap.stages.store import read_json

K = TypeVar("K", bound=Hashable)
# (column, word)
Words = set[tuple[str, str]]
Journals = Sequence[Mapping[str, Any]]
# Words that one sentence names, and how much of a long one.
_NAMED, _LONGEST = 15, 60


def unused(journals: Journals) -> list[tuple[str, str, str]]:
    """(format, column, word) of every mapping that none of the format's files used, sorted.

    Topics are mapped for one source: there its own files count.
    """
    words = [(format_, *pair) for format_, pairs in _words(journals).items() for pair in pairs]
    topics = [(format_, *pair) for (format_, _), pairs in _topics(journals).items() for pair in pairs]
    return sorted(words + topics)


def advice(projects: Sequence[Project]) -> list[str]:
    """A sentence for each format of the projects, and for each of their profiles, with such mappings.

    What agencies share is used if one of them uses it. As long as one of them has no processed data,
    nobody knows, and the format is passed over.
    """
    own = {project.id: _journals(project.tree, project.id) for project in projects}
    told = _of_formats(projects[0].tree, own) if own else []
    for agency, journals in own.items():
        if pairs := set[tuple[str, str]]().union(*_topics(journals).values()):
            told.append(
                f"Профиль {agency}: ни в одном файле не встретилось: {_named(pairs)}. "
                f"Если это опечатка, поправьте params/agencies/{agency}.yaml."
            )
    return told


def _of_formats(tree: Tree, own: Mapping[str, Journals]) -> list[str]:
    """Sentences about the formats of the files in `own` (agency → what intake noted of its files)."""
    try:
        formats = {agency: formats_of(tree, agency) for agency in agency_ids(tree)}
    except PainmapError:
        # A profile that cannot be read may share any of them.
        return []
    journals = {agency: own.get(agency) or _journals(tree, agency) for agency in formats}
    told = []
    for format_ in sorted({journal["format_id"] for files in own.values() for journal in files}):
        sharing = [agency for agency in formats if format_ in formats[agency]]
        pairs = _words([journal for agency in sharing for journal in journals[agency]]).get(format_)
        if pairs and all(journals[agency] for agency in sharing):
            told.append(
                f"Формат {format_} ({', '.join(sharing)}): ни в одном файле не встретилось: {_named(pairs)}. "
                f"Если это опечатка или так больше не пишут, поправьте params/formats/{format_}.yaml."
            )
    return told


def _named(pairs: Words) -> str:
    """«Графа» — «слово», «слово»; the first few in order, and where the others stand."""
    columns: dict[str, list[str]] = {}
    for column, word in sorted(pairs)[:_NAMED]:
        columns.setdefault(column, []).append(f"«{printable(word, _LONGEST)}»")
    named = "; ".join(f"«{column}» — {', '.join(words)}" for column, words in columns.items())
    more = f" и ещё {len(pairs) - _NAMED} (все — в блокноте 10_clean)" if len(pairs) > _NAMED else ""
    return named + more


def _words(journals: Journals) -> dict[str, Words]:
    """Format → words that none of its files used."""
    return _common(
        (j["format_id"], {(c, word) for c, words in _noted(j).items() if c != TOPICS for word in words})
        for j in journals
    )


def _topics(journals: Journals) -> dict[tuple[str, str], Words]:
    """(format, source) → entries of the source's own table of topics that none of its files used."""
    return _common(
        (
            (j["format_id"], j["source_id"]),
            {(f"{TOPICS} {j['source_id']}", word) for word in _noted(j).get(TOPICS, ())},
        )
        for j in journals
    )


def _noted(journal: Mapping[str, Any]) -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = journal.get("unused_mappings", {})
    return found


def _common(files: Iterable[tuple[K, Words]]) -> dict[K, Words]:
    """Key → what stands in all of its sets."""
    found: dict[K, Words] = {}
    for key, words in files:
        found[key] = found[key] & words if key in found else words
    return found


def _journals(tree: Tree, agency: str) -> list[dict[str, Any]]:
    """What intake noted of each file of the agency; none before its first build."""
    paths = sorted(tree.processed(agency).glob("[0-9]*/journal.json"))
    return [journal for path in paths for journal in (read_json(path) or {}).get("files", ())]
