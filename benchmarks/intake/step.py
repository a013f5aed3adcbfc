"""One step of the benchmark in a process of its own: `python -m benchmarks.intake.step STEP ROOT [FILE…]`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from benchmarks.intake.project import AGENCY

from painmap import intake, stages
from painmap.stages import _intake
from painmap.stages.project import Project


def read(root: str, *names: str) -> None:
    """Read, clean and reject the files; masking hands each text on, as it is timed apart."""
    from painmap.text.deidentify import Known, Masked

    def handed_on(texts: Sequence[str], _known: Sequence[Known]) -> list[Masked]:
        return [Masked(text, (), ()) for text in texts]

    _intake._cached_mask = lambda _project: handed_on
    project = Project(root, AGENCY)
    for file in project.raw.files:
        if Path(file.relative).name in names:
            _intake.run(project, file)


def again(root: str) -> None:
    """The same for all files, when nothing has changed."""
    project = Project(root, AGENCY)
    for file in project.raw.files:
        _intake.run(project, file)


def clean(root: str) -> None:
    """Bring all files together and write the processed tables; near-duplicates are timed apart."""
    intake.mark_mailings = lambda appeals, _texts, _rules: appeals
    stages.clean(AGENCY, root)


def near(root: str) -> None:
    """Near-duplicates among all texts that were read."""
    project = Project(root, AGENCY)
    texts, frames = intake.HeldTexts(), []
    for file in project.raw.files:
        frames.append(texts.put_away(_intake.found(project, file).appeals))
    started = time.monotonic()
    marked = intake.mark_mailings(pd.concat(frames, ignore_index=True), texts, project.params.report.text)
    seconds = time.monotonic() - started
    print(f"letters of mailings: {marked['mailing_id'].notna().sum()} of {len(marked)}, {seconds:.1f} s")


def plain_pandas(root: str, name: str) -> None:
    """What an analyst would type: one workbook through pandas and openpyxl, nothing cleaned."""
    pd.read_excel(Path(root) / "data" / "raw" / AGENCY / "2024" / name, dtype=str, engine="openpyxl")


STEPS: dict[str, Callable[..., None]] = {f.__name__: f for f in (read, again, clean, near, plain_pandas)}

if __name__ == "__main__":
    STEPS[sys.argv[1]](*sys.argv[2:])
