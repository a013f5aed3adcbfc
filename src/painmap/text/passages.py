"""The sentence of a text that tells its problem: what may be quoted; most texts have none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
import pandas as pd

from painmap.params.models import Vocabulary
from painmap.text import evidence, language
from painmap.text.quoting import MIN_LETTERS, letters

MAX_LENGTH = 240
COLUMNS = ("record_id", "quote_start", "quote_end", "quote_score")
# Below this part of a title or a sign, sentences of other subjects become frequent.
_FLOOR = 0.55
# A clerk's line («О порядке …») is no client's voice: quoted only where it says nearly all.
_ANNOTATION_WEIGHT = 0.6
# Content words that a sentence without a complaint has to have beside those of courtesy.
_MIN_OWN_WORDS = 3
# What a sentence has to voice, by the kind of its problem; thanks and facts of a life tell none.
_VOICES = {"problem": frozenset({"complaint"}), "need": frozenset({"complaint", "request", "suggestion"})}
# Where all is in lower case a full stop after a word of four letters is none of an abbreviation.
_STOP = re.compile(r"(?<=[^\W\d_]{4}[.!?…])\s+")


Said = Mapping[str, list[tuple[int, int, str]]]


@dataclass(frozen=True)
class _Sentence:
    """A sentence of an assigned text, with its offsets."""

    record_id: str
    problem_id: str
    start: int
    end: int
    text: str
    kinds: frozenset[str]


def telling(
    texts: pd.DataFrame, mentions: pd.DataFrame, registry: pd.DataFrame, vocabulary: Vocabulary
) -> pd.DataFrame:
    """The most telling sentence of each text that has one; independent of the order of the rows.

    A sentence tells a problem if it voices what such a problem makes people say, says enough of the
    problem's title or of one of its signs, and no less of it than of any other problem.

    Args:
        texts: A row is a text: record_id, text (masked), problem_id; a text without a problem gives no row.
        mentions: `schema.MENTIONS` of the texts.
        registry: `schema.PROBLEMS` of one kind of clients.
        vocabulary: `params/vocab/mentions.yaml`: `formula`, `annotation`.

    Returns:
        record_id, offsets quote_start and quote_end in the text, quote_score from 0 to 1; by record_id.
    """
    titles = registry.sort_values("id", ignore_index=True)
    own = texts[texts["text"].notna() & texts["problem_id"].isin(titles["id"])]
    kinds = dict(zip(titles["id"], titles["problem_kind"], strict=True))
    found = [s for s in _sentences(own, mentions) if s.kinds & _VOICES[kinds[s.problem_id]]]
    contents = evidence.content([s.text for s in found])
    is_own = [_says_something(s, words, vocabulary) for s, words in zip(found, contents, strict=True)]
    found, contents = list(compress(found, is_own)), list(compress(contents, is_own))
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    said = evidence.said(contents, titles)
    position = {problem: k for k, problem in enumerate(titles["id"])}
    score = said[np.arange(len(found)), [position[s.problem_id] for s in found]]
    is_best = score >= said.max(1)
    score = score * np.array([_ANNOTATION_WEIGHT if _is_annotation(s.text, vocabulary) else 1 for s in found])
    rows: pd.DataFrame = pd.DataFrame(
        {
            "record_id": [s.record_id for s in found],
            "quote_start": [s.start for s in found],
            "quote_end": [s.end for s in found],
            "quote_score": score.round(4),
        }
    )[is_best & (score >= _FLOOR)]
    best_first = rows.sort_values(["record_id", "quote_score", "quote_start"], ascending=[True, False, True])
    return best_first.drop_duplicates("record_id").reset_index(drop=True)


def _sentences(texts: pd.DataFrame, mentions: pd.DataFrame) -> Iterator[_Sentence]:
    """Sentences of printable length that voice something and thank for nothing."""
    said = _by_record(mentions)
    ordered = texts.sort_values("record_id", kind="stable")
    for record, text, problem in zip(
        ordered["record_id"], ordered["text"], ordered["problem_id"], strict=True
    ):
        for start, end in _bounds(text):
            kinds = frozenset(kind for s, e, kind in said.get(record, ()) if s < end and e > start)
            if kinds and "thanks" not in kinds and _is_printable(text[start:end]):
                yield _Sentence(record, problem, start, end, text[start:end], kinds)


def _by_record(mentions: pd.DataFrame) -> Said:
    result: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    columns = (mentions[name] for name in ("record_id", "start", "end", "mention_kind"))
    for record, start, end, kind in zip(*columns, strict=True):
        result[str(record)].append((int(start), int(end), str(kind)))
    return result


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    for start, end in language.sentences(text):
        first = start
        for stop in _STOP.finditer(text, start, end):
            yield first, stop.start()
            first = stop.end()
        yield first, end


def _is_printable(sentence: str) -> bool:
    return len(sentence) <= MAX_LENGTH and letters(sentence) >= MIN_LETTERS


def _says_something(sentence: _Sentence, words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """No mere request for an answer or for silence about the author."""
    own = set(words).difference(vocabulary.lists["formula"])
    return "complaint" in sentence.kinds or len(own) >= _MIN_OWN_WORDS


def _is_annotation(sentence: str, vocabulary: Vocabulary) -> bool:
    """A clerk's line, also behind a remark: «Повторно: о задержке справки»."""
    begins = [" ".join(words[:n]) for words in language.lemmas(sentence.split(":")[:2]) for n in (1, 2)]
    return not set(begins).isdisjoint(vocabulary.lists["annotation"])
