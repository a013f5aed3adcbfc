"""Recall of masking by characters and type, share of other characters masked, and texts a second.

`python benchmarks/masking.py FILE.jsonl [ROWS]`: rows with `text` and `pii` (`[start, end, TYPE]`).
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from painmap.text.deidentify import mask_many


def main(path: Path, rows: int | None) -> None:
    """Print a line per type."""
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][:rows]
    mask_many(["Иванов Иван"])
    started = time.monotonic()
    masked = mask_many([item["text"] for item in items])
    seconds = time.monotonic() - started
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    other = wrong = 0
    for item, result in zip(items, masked, strict=True):
        covered = {i for start, end, _ in result.spans for i in range(start, end)}
        gold: set[int] = set()
        for start, end, kind in item["pii"]:
            places = set(range(start, end))
            gold |= places
            total[kind] += len(places)
            found[kind] += len(places & covered)
        other += len(item["text"]) - len(gold)
        wrong += len(covered - gold)
    for kind in sorted(total):
        print(f"{kind}: recall {found[kind] / total[kind]:.4f} of {total[kind]} characters")
    print(f"masked of the other characters: {100 * wrong / other:.2f} %")
    print(f"{len(items) / seconds:.0f} texts a second, one process")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
