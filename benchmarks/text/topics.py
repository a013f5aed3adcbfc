"""The topic classifier on real appeals: `python -m benchmarks.text.topics [--data FILE] [--repeats N]`.

Supervised: five folds, near-duplicates never on both sides («honest»), and drawn by rows as they come
(«as drawn»: mailings on both sides, as in a register). Titles: all texts, and random parts of 956.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.text import topics
from painmap.text.deidentify import mask_many
from painmap.text.view import plain_text

_FOLDS, _BINS, _PART = 5, 15, 956
_SAME = 0.7


def main() -> None:
    """Print a line per design."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("/work/shared/data/kursk_dev.jsonl"))
    parser.add_argument("--label", default="topic")
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.data.read_text(encoding="utf-8").splitlines()]
    texts = [plain_text(masked.text) for masked in mask_many([row["text"] for row in rows])]
    labels = np.array([row[options.label] for row in rows], dtype=object)
    print("design                 accuracy  top-3  surest 60 %   ECE  mean confidence  review  seconds")
    for name, groups in (("honest", _groups(texts)), ("as drawn", np.arange(len(texts)))):
        for seed in range(options.repeats):
            _show(f"{name}, seed {seed}", *_folds(texts, labels, groups, seed))
    for seed in range(-1, options.repeats + 1):
        _show(*_titles(texts, labels, seed))


def measures(guesses: pd.DataFrame, truth: NDArray[np.object_]) -> list[float]:
    """Accuracy, top-3, accuracy of the surest 60 %, ECE (15 bins of equal width), mean confidence, review."""
    sure = guesses["confidence"].to_numpy(dtype=float)
    found = guesses[["topic", "topic_2", "topic_3"]].to_numpy(dtype=object, na_value=None)
    is_right = found[:, 0] == truth
    surest = np.argsort(-sure, kind="stable")[: int(0.6 * len(truth))]
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    error = sum(abs((sure - is_right)[bins == b].sum()) for b in range(_BINS)) / len(truth)
    return [
        float(is_right.mean()),
        float((found == truth[:, None]).any(axis=1).mean()),
        float(is_right[surest].mean()),
        float(error),
        float(sure.mean()),
        float(guesses["is_review"].mean()),
    ]


def _folds(
    texts: Sequence[str], labels: NDArray[np.object_], groups: NDArray[np.int64], seed: int
) -> tuple[pd.DataFrame, NDArray[np.object_], float]:
    started = time.monotonic()
    fold = np.random.default_rng(seed).integers(0, _FOLDS, groups.max() + 1)[groups]
    parts, order = [], []
    for number in range(_FOLDS):
        taught, asked = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        model = topics.learn([(texts[i], labels[i]) for i in taught])
        parts.append(model.guess([texts[i] for i in asked]))
        order.append(asked)
    return pd.concat(parts), labels[np.concatenate(order)], time.monotonic() - started


def _titles(
    texts: Sequence[str], labels: NDArray[np.object_], seed: int
) -> tuple[str, pd.DataFrame, NDArray[np.object_], float]:
    started = time.monotonic()
    rows = np.arange(len(texts))
    if seed >= 0:
        rows = np.random.default_rng(seed).permutation(rows)[:_PART]
    own = [texts[i] for i in rows]
    model = topics.learn_titles({title: title for title in labels}, own)
    name = f"titles, {len(own)} texts" + (f", seed {seed}" if seed >= 0 else "")
    return name, model.guess(own), labels[rows], time.monotonic() - started


def _groups(texts: Sequence[str]) -> NDArray[np.int64]:
    """Near-duplicates by parts of words, independently of the classifier's own measure."""
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 5), sublinear_tf=True).fit_transform(texts)
    return np.asarray(connected_components((rows @ rows.T) > _SAME, directed=False)[1], dtype=np.int64)


def _show(name: str, guesses: pd.DataFrame, truth: NDArray[np.object_], seconds: float) -> None:
    formats = ("{:8.3f}", "{:6.3f}", "{:12.3f}", "{:5.3f}", "{:16.3f}", "{:7.3f}")
    cells = [shape.format(value) for shape, value in zip(formats, measures(guesses, truth), strict=True)]
    print(f"{name:22}", *cells, f"{seconds:8.0f}", flush=True)


if __name__ == "__main__":
    main()
