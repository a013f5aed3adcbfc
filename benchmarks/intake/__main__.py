"""Speed and memory of intake: `python -m benchmarks.intake [--rows 1000000]`, about 15 minutes, Linux only.

Writes a made-up register as one csv and as ten workbooks into a temporary folder, reads each through the
stages as `build` does (the files of workbooks on two processes at once), reads them a second time, looks for
near-duplicates, and reads one workbook with plain pandas.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.intake.project import make_project
from benchmarks.intake.writing import write_books, write_csv
from benchmarks.measure import Figures, measured

ROOT = Path(__file__).resolve().parents[2]
_STEP = "benchmarks.intake.step"
_BOOKS = 10


def main() -> None:
    """Print a line per measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("csv", "xlsx"), help="one of the two layouts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only != "xlsx":
            _csv(folder, options.rows)
        if options.only != "csv":
            _xlsx(folder, options.rows)


def _csv(folder: Path, rows: int) -> None:
    path = folder / "register.csv"
    write_csv(path, rows)
    root = make_project(folder / "csv", ROOT, [path])
    _print(f"csv, {rows} rows: read, clean, reject", measured([[_STEP, "read", str(root), path.name]]))
    _print("the same file again", measured([[_STEP, "again", str(root)]]))
    _print("all files together, processed tables", measured([[_STEP, "clean", str(root)]]))
    _print("near-duplicates, reading of the tables included", measured([[_STEP, "near", str(root)]]))


def _xlsx(folder: Path, rows: int) -> None:
    paths = write_books(folder, rows, _BOOKS)
    root = make_project(folder / "xlsx", ROOT, paths)
    halves = [[path.name for path in paths[i::2]] for i in range(2)]
    title = f"{_BOOKS} workbooks, {rows} rows: read, clean, reject, two processes"
    _print(title, measured([_STEP, "read", str(root), *names] for names in halves))
    _print("the same files again", measured([[_STEP, "again", str(root)]]))
    _print("all files together, processed tables", measured([[_STEP, "clean", str(root)]]))
    _print(
        "one of the workbooks, pandas.read_excel (openpyxl), nothing cleaned",
        measured([[_STEP, "plain_pandas", str(root), paths[0].name]]),
    )


def _print(title: str, figures: Figures) -> None:
    print(f"{title}: {figures.seconds:.1f} s, peak PSS {figures.peak:.2f} GiB", flush=True)


if __name__ == "__main__":
    main()
