"""Texts a second of `identifiers` on one core, and where the time goes.

`python benchmarks/identifiers.py FILE.jsonl [ROWS]`: rows with `text`. The best of several rounds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from painmap.text.deidentify import RECOGNISERS, identifiers
from painmap.text.personal.base import Facts, traits
from painmap.text.view import View, readings

_ROUNDS = 5
_SHOWN = 10


def main(path: Path, rows: int | None) -> None:
    """Print texts a second, the share of reading the text, and the slowest rules."""
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()][:rows]
    whole = _best(lambda: [identifiers(text) for text in texts])
    reading = _best(lambda: [readings(View.of(text)) for text in texts])
    print(f"{len(texts) / whole:.0f} texts a second, {1e6 * whole / len(texts):.0f} µs a text")
    print(f"reading (tags, entities): {100 * reading / whole:.0f} %")
    views = [view.text for text in texts for view in readings(View.of(text))]
    seconds: dict[str, float] = {}
    for view in views:
        traits(view)
        for recogniser in RECOGNISERS:
            if recogniser.type != "PERSON" and not recogniser.rule.startswith("own-"):
                started = time.perf_counter()
                list(recogniser.find(view, Facts()))
                spent = time.perf_counter() - started
                seconds[recogniser.rule] = seconds.get(recogniser.rule, 0.0) + spent
    for rule in sorted(seconds, key=lambda r: -seconds[r])[:_SHOWN]:
        print(f"{rule}: {100 * seconds[rule] / sum(seconds.values()):.1f} % of the rules' time")


def _best(work: Callable[[], object]) -> float:
    """Processor seconds of the fastest round."""
    spent = []
    for _ in range(_ROUNDS):
        traits.cache_clear()
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
