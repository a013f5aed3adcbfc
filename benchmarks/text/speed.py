"""Speed and memory of the whole text stage against the plain loop of natasha's `Doc`.

`python -m benchmarks.text.speed TEXTS.jsonl [--count 1000] [--cores 2] [--many 200000]`: TEXTS has a field
`text` a line. Both sides are new processes that load their models, one after the other; the stage is the
command `painmap extract` itself: read, mask, take markup away, find mentions, group them, title, write.
Both run with one BLAS thread a process: with two, on a busy machine, the loop took 146 s of CPU, not 12.
The clock tells little where others use the cores: CPU seconds stand beside it. `--many` repeats the texts
with small changes and measures memory alone. Writes nothing but temporary files.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Figures, measured

_LOOP = "loop"
_MENTIONS_PER_TEXT = 3


def natasha_loop(path: Path) -> None:
    """Segment, morphology, syntax, names, lemmas: text by text, as natasha's README shows it."""
    # Sets the path of the dictionary, without which natasha fails beside setuptools ≥ 82.
    from painmap.text.language import models

    models.vocab()
    from natasha import (
        Doc,
        MorphVocab,
        NewsEmbedding,
        NewsMorphTagger,
        NewsNERTagger,
        NewsSyntaxParser,
        Segmenter,
    )

    segmenter, vocab, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
    morph, syntax, ner = NewsMorphTagger(embedding), NewsSyntaxParser(embedding), NewsNERTagger(embedding)
    for text in _texts(path):
        doc = Doc(text)
        doc.segment(segmenter)
        doc.tag_morph(morph)
        doc.parse_syntax(syntax)
        doc.tag_ner(ner)
        for token in doc.tokens:
            token.lemmatize(vocab)


def cached(texts: Sequence[str], folder: Path) -> float:
    """Unchanged texts a second from the cache of mentions."""
    from painmap.stages.cache import TextCache

    mention = [10, 60, "complaint", "работать", "не_работать освещение улица", "fault", "освещение", ""]
    cache = TextCache(folder, b"s" * 32, "speed", 1024)
    cache.map(texts, lambda positions: [[mention] * _MENTIONS_PER_TEXT for _ in positions])
    started = time.monotonic()
    cache.map(texts, _unasked)
    return len(texts) / (time.monotonic() - started)


def _unasked(positions: list[int]) -> list[Any]:
    raise AssertionError("the cache forgot")


def varied(texts: Sequence[str], count: int) -> list[str]:
    """The texts repeated with a word left out and one doubled, each time others."""
    chooser = random.Random(0)
    result = []
    for i in range(count):
        words = texts[i % len(texts)].split(" ")
        if i >= len(texts) and len(words) > 3:
            words.pop(chooser.randrange(len(words)))
            words.insert(chooser.randrange(len(words)), words[chooser.randrange(len(words))])
        result.append(" ".join(words))
    return result


def _texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def _write(path: Path, texts: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)


def _extract(path: Path, folder: Path, cores: int) -> Figures:
    options = ["--text", "text", "--out", str(folder / "out"), "--cores", str(cores)]
    return measured([["painmap", "extract", str(path), *options]])


def main() -> None:
    """Print the table of README.md."""
    if sys.argv[1:2] == [_LOOP]:
        natasha_loop(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--many", type=int, default=0)
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "texts.jsonl"
        if options.many:
            _write(path, varied(_texts(options.texts), options.many))
            ours = _extract(path, folder, options.cores)
            print(
                f"{options.many} texts: {ours.seconds:.0f} s, CPU {ours.cpu:.0f} s, peak {ours.peak:.2f} GiB"
            )
            return
        texts = _texts(options.texts)[: options.count]
        _write(path, texts)
        loop = measured([["benchmarks.text.speed", _LOOP, str(path)]])
        ours = _extract(path, folder, options.cores)
        for title, side in (("natasha loop", loop), ("painmap extract", ours)):
            print(f"| {title} | {side.seconds:.1f} s | {side.cpu:.1f} s | {side.peak:.2f} GiB |")
        print(f"| ratio | {loop.seconds / ours.seconds:.2f} | {loop.cpu / ours.cpu:.2f} | |")
        print(f"from the cache: {cached(varied(texts, 40_000), folder / 'cache'):.0f} texts/s")


if __name__ == "__main__":
    main()
