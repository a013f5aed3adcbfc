"""How well groups of texts meet labelled topics, and how well their ids hold."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.text import designs, peer
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score

from painmap.text import grouping
from painmap.text.deidentify import mask_many
from painmap.text.form_lines import form, without
from painmap.text.lineage import Signed, match
from painmap.text.view import plain_text

Labels = NDArray[np.int64]
LEAST = 5
_PART, _PARTS = 956, 3
_SEEDS = 5
_DROPPED = 0.1
_LARGE = 10


@dataclass(frozen=True)
class Measured:
    """Adjusted mutual information (-1 is a group of its own), groups, share of «иные»."""

    ami: float
    groups: int
    rest: float


def masked(path: Path) -> tuple[list[str], Labels]:
    """Masked plain texts and their topics as numbers (zeros where the file has none)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [found.text for found in mask_many([plain_text(row["text"]) for row in rows])]
    topics = np.unique([row.get("topic", "") for row in rows], return_inverse=True)[1]
    return texts, np.asarray(topics)


def parts(count: int) -> list[Labels]:
    """All rows, then random parts of 956 to be grouped alone."""
    random = np.random.default_rng(7)
    return [np.arange(count)] + [random.choice(count, _PART, replace=False) for _ in range(_PARTS)]


def measured(labels: Labels, topics: Labels) -> Measured:
    found = np.unique(labels[labels >= 0])
    return Measured(adjusted_mutual_info_score(topics, labels), len(found), float((labels < 0).mean()))


def table(path: Path, python: Path | None, only: Sequence[str]) -> None:
    """A line per design."""
    texts, topics = masked(path)
    chosen = [(name, run) for name, run in designs.DESIGNS if not only or name.startswith(tuple(only))]
    print("| Design | AMI, all | groups | «иные» | AMI, 956 alone | groups | «иные» | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for name, run in chosen:
        _line(name, _each(run, texts, topics))
    if python is not None:
        drawn = parts(len(texts))
        for name, found in peer.labels(python, [_taken(texts, rows) for rows in drawn]).items():
            _line(
                name,
                [(measured(f, topics[rows]), spent) for (f, spent), rows in zip(found, drawn, strict=True)],
            )


def _taken(texts: Sequence[str], rows: Labels) -> list[str]:
    """The texts of these rows as the product groups them: without the lines of a form."""
    own = [texts[i] for i in rows]
    asked = form(own)
    return [without(text, asked) for text in own]


def _each(
    run: Callable[[Sequence[str]], Labels], texts: Sequence[str], topics: Labels
) -> Iterator[tuple[Measured, float]]:
    for rows in parts(len(texts)):
        own = _taken(texts, rows)
        start = time.perf_counter()
        labels = run(own)
        yield measured(labels, topics[rows]), time.perf_counter() - start


def _line(name: str, results: Iterator[tuple[Measured, float]] | list[tuple[Measured, float]]) -> None:
    (every, seconds), *rest = list(results)
    alone = [m for m, _ in rest]
    print(
        f"| {name} | {every.ami:.3f} | {every.groups} | {every.rest:.1%} "
        f"| {' '.join(f'{m.ami:.3f}' for m in alone)} | {' '.join(str(m.groups) for m in alone)} "
        f"| {max(m.rest for m in alone):.1%} | {seconds:.1f} |",
        flush=True,
    )


def print_ids(path: Path) -> None:
    """Share of groups of ten and more texts that keep their id: rows shuffled, a tenth of them dropped."""
    texts, _ = masked(path)
    whole = grouping.group(_taken(texts, np.arange(len(texts))), least=LEAST)
    large = [k for k in range(len(whole.groups)) if (whole.main == k).sum() >= _LARGE]
    random = np.random.default_rng(1)
    order = random.permutation(len(texts))
    again = grouping.group(_taken(texts, order), least=LEAST)
    is_same = again.groups == whole.groups and bool((again.main == whole.main[order]).all())
    print(f"\n{path.stem}: {len(large)} groups of {_LARGE} and more; shuffled, the same: {is_same}")
    for seed in range(_SEEDS):
        rows = np.flatnonzero(np.random.default_rng(seed).random(len(texts)) >= _DROPPED)
        fewer = grouping.group(_taken(texts, rows), least=LEAST)
        kept, by_lineage, alike = _kept(whole, fewer, rows, large)
        print(
            f"seed {seed}: own ids {kept:.2f}, with lineage {by_lineage:.2f}, texts together {alike:.2f}",
            flush=True,
        )


def _kept(
    whole: grouping.Grouping, fewer: grouping.Grouping, rows: Labels, large: Sequence[int]
) -> tuple[float, float, float]:
    """Shares of groups whose heir has their id, by itself and by `lineage.match`; of texts in the heir."""
    old = [Signed(g.id, "", g.signature) for g in whole.groups]
    same = match([Signed(g.id, "", g.signature) for g in fewer.groups], old)
    own = lined = 0
    together = []
    for k in large:
        heirs = fewer.main[(whole.main[rows] == k) & (fewer.main >= 0)]
        if not len(heirs):
            continue
        counts = np.bincount(heirs)
        heir = fewer.groups[int(counts.argmax())].id
        together.append(counts.max() / (whole.main[rows] == k).sum())
        own += heir == whole.groups[k].id
        lined += same.get(heir) == whole.groups[k].id
    return own / len(large), lined / len(large), float(np.mean(together))
