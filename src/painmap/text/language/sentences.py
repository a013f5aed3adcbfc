"""Sentences and words of a text."""

from __future__ import annotations

from collections.abc import Iterator

from razdel import sentenize

# A line without sentence ends may be a megabyte.
_MAX_NER_CHARS = 600


def sentences(text: str) -> list[tuple[int, int]]:
    """Character offsets of the sentences of a text; a line break always ends a sentence."""
    result = []
    for start, line in lines(text):
        result += [(start + s.start, start + s.stop) for s in sentenize(line) if s.text]
    return result


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Offset and text of each line that is not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Sentences for the NER model; a line without sentence ends is cut every `_MAX_NER_CHARS`."""
    for start, line in lines(text):
        step = _MAX_NER_CHARS if len(line) > 4 * _MAX_NER_CHARS else len(line)
        for at in range(0, len(line), step):
            for s in sentenize(line[at : at + step]):
                if s.text.strip():
                    yield start + at + s.start, s.text
