"""Measure the grouping of texts: `python -m benchmarks.text groups --date YYYY-MM-DD [--peer PYTHON]`.

Prints a Markdown table of the designs of `designs.py` and, with `--peer` (an interpreter of an environment of
its own that has BERTopic 0.17), of BERTopic on the same masked texts in the same run; then how many ids hold
when a tenth of the rows is dropped. Classification: `python -m benchmarks.text.topics`.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from benchmarks.text import groups

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("what", choices=["groups"])
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="day of the measurement")
    parser.add_argument("--peer", type=Path, help="Python that has BERTopic")
    parser.add_argument("--data", type=Path, default=DATA / "kursk_dev.jsonl", help="JSON lines: text, topic")
    parser.add_argument(
        "--only", nargs="*", default=(), help="designs to run, by the beginning of their names"
    )
    parser.add_argument(
        "--ids", type=Path, nargs="*", default=(), help="files to drop a tenth of the rows of"
    )
    chosen = parser.parse_args()
    print(f"{chosen.data.name}, {chosen.date}\n")
    groups.table(chosen.data, chosen.peer, tuple(chosen.only))
    for path in chosen.ids:
        groups.print_ids(path)


if __name__ == "__main__":
    main()
