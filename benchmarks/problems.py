"""Precision and recall of problems on the planted ones of the demo data, after a build.

`python benchmarks/problems.py`: reads data/interim and tests/demo/truth.json.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pandas as pd

from painmap import stages
from painmap.stages.project import Project

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print a line per agency: macro figures over problems, appeals only."""
    truth = json.loads((ROOT / "tests" / "demo" / "truth.json").read_text(encoding="utf-8"))
    for agency in stages.demo_agencies(ROOT):
        planted = {
            appeal: problem
            for year in truth[agency]["years"].values()
            for problem, appeals in year["problem_of"].items()
            for appeal in appeals
        }
        found = stages.pain_points(agency, ROOT).assignments
        found = found[found["record_id"].str.startswith("register:")]
        appeal = found["record_id"].str.removeprefix("register:")
        print(
            agency, len(Project(ROOT, agency).params.problems), "problems:", _figures(found, appeal, planted)
        )


def _figures(found: pd.DataFrame, appeal: pd.Series, planted: dict[str, str]) -> str:
    hits: Counter[str] = Counter()
    given: Counter[str] = Counter()
    wanted: Counter[str] = Counter(planted[a] for a in appeal if a in planted)
    for name, problem in zip(appeal, found["problem_id"], strict=True):
        if not pd.isna(problem):
            given[problem] += 1
            hits[problem] += planted.get(name) == problem
    precision = [hits[p] / given[p] for p in given]
    recall = [hits[p] / wanted[p] for p in wanted]
    return (
        f"macro precision {sum(precision) / len(precision):.2f}, recall {sum(recall) / len(recall):.2f}; "
        f"micro precision {sum(hits.values()) / sum(given.values()):.2f}, "
        f"recall {sum(hits.values()) / sum(wanted.values()):.2f}"
    )


if __name__ == "__main__":
    main()
