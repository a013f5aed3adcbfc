"""Names of persons and places by the NER model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from painmap.text.language.cutting import spans
from painmap.text.language.dictionary import word
from painmap.text.language.models import lookup, ner_tagger
from painmap.text.language.network import Laid, chunks
from painmap.text.language.sentences import pieces

_CYRILLIC = re.compile(r"[А-ЯЁа-яё]+(?:-[А-ЯЁа-яё]+)*")
_CAPITALISED = re.compile(r"(?<![А-ЯЁа-яёA-Za-z])[А-ЯЁA-Z][А-ЯЁа-яёA-Za-z-]+")

# Sentence → offsets of the person names in it.
Seen = dict[str, tuple[tuple[int, int], ...]]


def persons(texts: Sequence[str], seen: Seen | None = None) -> list[list[tuple[int, int]]]:
    """Character offsets of person names by the NER model, lower case and capitals made ordinary first.

    Args:
        texts: Any texts.
        seen: Sentences that the model has seen, with what it found; this call adds its own.
    """
    seen = {} if seen is None else seen
    cut = [(i, start, recased(piece)) for i, text in enumerate(texts) for start, piece in pieces(text)]
    asked = list(dict.fromkeys(p for _, _, p in cut if p not in seen and _may_hold_person(p)))
    found = _names(asked)
    seen.update((p, tuple((start, end) for start, end, kind in found[p] if kind == "PER")) for p in asked)
    result: list[list[tuple[int, int]]] = [[] for _ in texts]
    for i, start, piece in cut:
        result[i] += [(start + first, start + after) for first, after in seen.get(piece, ())]
    return result


def places(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Character offsets of names of places by the NER model; it sees every sentence of the texts."""
    cut = [(i, start, recased(piece)) for i, text in enumerate(texts) for start, piece in pieces(text)]
    seen = _names(list(dict.fromkeys(piece for _, _, piece in cut)))
    result: list[list[tuple[int, int]]] = [[] for _ in texts]
    for i, start, piece in cut:
        result[i] += [(start + first, start + after) for first, after, kind in seen[piece] if kind == "LOC"]
    return result


def _names(pieces: Sequence[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Piece → start, end and kind (PER, LOC, ORG) of each name in it."""
    cut = [spans(piece) for piece in pieces]
    sentences = [[p[start:end] for start, end in own] for p, own in zip(pieces, cut, strict=True)]
    result: dict[str, list[tuple[int, int, str]]] = {piece: [] for piece in pieces}
    tagger = ner_tagger()
    for chunk in chunks(sentences):
        laid = Laid([sentences[i] for i in chunk], lookup())
        for i, tags in zip(chunk, tagger(laid), strict=True):
            result[pieces[i]] = list(_spans(cut[i], [tagger.tags[tag] for tag in tags]))
    return result


def _spans(cut: Sequence[tuple[int, int]], tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """From B, whatever kind the following I are of: `slovnet.bio.bio_spans`."""
    name: tuple[int, int, str] | None = None
    for (start, end), tag in zip(cut, tags, strict=True):
        part, _, kind = tag.partition("-")
        if part == "I":
            name = (name[0], end, name[2]) if name else None
            continue
        if name:
            yield name
        name = (start, end, kind) if part == "B" else None
    if name:
        yield name


def _may_hold_person(piece: str) -> bool:
    """Whether a capitalised word is anything but an ordinary dictionary word."""
    for match in _CAPITALISED.finditer(piece):
        seen = word(match[0])
        if not seen.known or seen.name or seen.surname or seen.patronymic:
            return True
    return False


def recased(piece: str) -> str:
    """The piece with title case where neighbours may be a name («гогуа рустэм»); its length is kept.

    The model, trained on news, finds no name in lower case and few in capitals.
    """
    result = piece
    run: list[re.Match[str]] = []
    for match in [*_CYRILLIC.finditer(piece), None]:
        is_neighbour = match and run and match.start() - run[-1].end() <= 2
        if run and not (is_neighbour and not piece[run[-1].end() : match.start()].strip()):  # type: ignore[union-attr]
            result = _titled(result, run)
            run = []
        if match and _may_be_of_name(match[0]):
            run.append(match)
        elif run:
            result = _titled(result, run)
            run = []
    return result


def _titled(piece: str, run: list[re.Match[str]]) -> str:
    if len(run) < 2 or not any(_is_proper(m[0]) for m in run):
        return piece
    for match in run:
        piece = piece[: match.start()] + match[0].title() + piece[match.end() :]
    return piece


def _is_proper(form: str) -> bool:
    seen = word(form)
    return seen.name or seen.surname or seen.patronymic


@lru_cache(100_000)
def _may_be_of_name(form: str) -> bool:
    seen = word(form)
    if len(form) < 3 or (seen.common and not seen.usually_name):
        return False
    return seen.name or seen.surname or seen.patronymic or seen.place or not seen.known
