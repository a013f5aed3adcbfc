"""Speed and memory of all metrics: `python -m benchmarks.metrics [--rows 500000]`, Linux only.

Writes made-up processed tables of 2024 and of 2025 (so that each figure has its АППГ), each with that many
appeals and answers, and computes every table of the year 2025 in a process of its own.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import measured
from benchmarks.metrics.step import AGENCY
from benchmarks.metrics.tables import write

from painmap.params.load import load_agency
from painmap.paths import Tree

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the seconds of each part, then of the whole process with its peak of memory."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--answers", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        shutil.copytree(ROOT / "params", root / "params")
        write(Tree(root), load_agency(Tree(root), AGENCY), options.rows, options.answers)
        figures = measured([["benchmarks.metrics.step", str(root)]])
    print(f"the whole process: {figures.seconds:.1f} s, peak PSS {figures.peak:.2f} GiB", flush=True)


if __name__ == "__main__":
    main()
