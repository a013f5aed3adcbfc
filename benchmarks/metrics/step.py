"""The figures of 2025 in a process of their own: `python -m benchmarks.metrics.step ROOT`."""

from __future__ import annotations

import resource
import sys
import time
from datetime import date
from pathlib import Path

from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.periods import Period
from painmap.schema import APPEAL_ITEMS, APPEALS, ASSIGNMENTS, RESPONSES
from painmap.stages._figures import Figures, Inputs
from painmap.stages.store import read_tables

AGENCY = "minyust-rd"


def main(root: str) -> None:
    """Read the processed tables, compute the tables of appeals and surveys and the rules; print seconds."""
    tree, started = Tree(Path(root)), time.monotonic()
    params = load_agency(tree, AGENCY)
    years = sorted(tree.processed(AGENCY).glob("[0-9]*"))
    inputs = Inputs(
        params=params,
        period=Period.parse("2025"),
        appeals=read_tables([year / "appeals.parquet" for year in years], APPEALS),
        responses=read_tables([year / "responses.parquet" for year in years], RESPONSES),
        assignments=read_tables([year / "assignments.parquet" for year in years], ASSIGNMENTS),
        first=date(2024, 1, 1),
        items=APPEAL_ITEMS.empty(),
        rejected={},
        received={},
    )
    figures = Figures(inputs)
    read = time.monotonic()
    tables = figures.tables
    made, peak = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found = figures.rules
    ended = time.monotonic()
    print(f"{len(tables)} tables, {len(found['rules'])} rules: read {read - started:.1f} s,", end=" ")
    print(f"tables {made - read:.1f} s (peak {peak:.2f} GiB so far),", end=" ")
    print(f"trends, problems, map and rules {ended - made:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
