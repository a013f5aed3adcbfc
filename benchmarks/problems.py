"""Precision and recall of problems on the planted ones of the demo data, after a build.

`python benchmarks/problems.py [--root BUILT] [--truth FILE]`: reads data/interim and data/processed of a
built project (this one) and the truth (tests/demo/truth.json); writes nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import pandas as pd

from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.schema import APPEALS, ASSIGNMENTS
from painmap.stages.store import read_table

ROOT = Path(__file__).resolve().parents[1]
_WEAK = 0.5


@dataclass(frozen=True)
class Measured:
    """Problems of one agency's appeals that have a number by which the truth knows them.

    Attributes:
        planted: Number of planted appeals; compared: of those with such a number (calls have none).
        given, wanted, hits: Problem → appeals that were given it, that it was planted in, both.
    """

    planted: int
    compared: int
    given: Counter[str]
    wanted: Counter[str]
    hits: Counter[str]

    @property
    def precision(self) -> dict[str, float]:
        """By problem that was given at all."""
        return {p: self.hits[p] / n for p, n in sorted(self.given.items())}

    @property
    def recall(self) -> dict[str, float]:
        """By planted problem."""
        return {p: self.hits[p] / n for p, n in sorted(self.wanted.items())}

    @property
    def micro_precision(self) -> float:
        """Share of all given problems that are right."""
        return self.hits.total() / self.given.total()

    @property
    def micro_recall(self) -> float:
        """Share of all planted problems that were found."""
        return self.hits.total() / self.wanted.total()


def measured(root: Path, agency: str, truth: dict[str, Any]) -> Measured:
    """Assignments of a built project against the truth of the agency, in the years that it has."""
    planted = {
        number: problem
        for year in truth["years"].values()
        for problem, numbers in year["problem_of"].items()
        for number in numbers
    }
    tree = Tree(root)
    years = [tree.processed(agency) / year / "appeals.parquet" for year in sorted(truth["years"])]
    appeals = pd.concat([read_table(path, APPEALS) for path in years], ignore_index=True)
    layouts = load_agency(tree, agency)
    # A source without numbers calls its rows by their place, which the truth does not know.
    numbered = {s.id for s in layouts.agency.sources if _has_numbers(layouts.formats[s.format])}
    own = appeals[appeals["source_id"].isin(numbered) & ~appeals["appeal_id"].str.startswith("б/н")]
    assigned = read_table(tree.interim_pain_points(agency) / "assignments.parquet", ASSIGNMENTS)
    problem_of = own["record_id"].map(assigned.set_index("record_id")["problem_id"])
    given: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for number, problem in zip(own["appeal_id"], problem_of, strict=True):
        if not pd.isna(problem):
            given[problem] += 1
            hits[problem] += planted.get(number) == problem
    known = set(own["appeal_id"])
    wanted = Counter(problem for number, problem in planted.items() if number in known)
    return Measured(len(planted), wanted.total(), given, wanted, hits)


def _has_numbers(layout: Any) -> bool:
    return any(mapping.field == "appeal_id" for mapping in layout.columns.values())


def main() -> None:
    """Print a row of the table in README.md per agency, with the problems below 0.5."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--truth", type=Path, default=ROOT / "tests" / "demo" / "truth.json")
    options = parser.parse_args()
    truth = json.loads(options.truth.read_text(encoding="utf-8"))
    for agency in sorted(truth):
        found = measured(options.root, agency, truth[agency])
        precision, recall = found.precision, found.recall
        weak = [
            f"{p} {precision.get(p, 0):.2f}/{recall.get(p, 0):.2f} ({n})"
            for p, n in sorted(found.wanted.items())
            if min(precision.get(p, 0), recall.get(p, 0)) < _WEAK
        ]
        print(
            f"| {agency} | {found.compared} of {found.planted} "
            f"| {fmean(precision.values()):.2f} | {fmean(recall.values()):.2f} "
            f"| {found.micro_precision:.2f} | {found.micro_recall:.2f} | {', '.join(weak) or '—'} |"
        )


if __name__ == "__main__":
    main()
