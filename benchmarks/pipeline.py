"""Whole-process times of the goals of speed: a demo build from nothing, a build with nothing to do.

`python benchmarks/pipeline.py [--cores 2]` copies the project into a temporary folder: no cache helps.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PARTS = ("params", "notebooks", "data/raw", "Snakefile", "uv.lock", "pyproject.toml")


def main() -> None:
    """Print a line per measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cores", default="2")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        for part in _PARTS:
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, root / part)
        print(f"demo, {options.cores} cores: {_seconds(root, 'demo', '--cores', options.cores):.0f} s")
        print(f"reports: {len(list(root.glob('reports/*/*/*/report.pdf')))}")
        runs = sorted(_seconds(root, "build") for _ in range(5))
        print(f"build with nothing to do: median {runs[2]:.1f} s of 5 ({runs[0]:.1f}–{runs[-1]:.1f})")


def _seconds(root: Path, *arguments: str) -> float:
    started = time.monotonic()
    command = [sys.executable, "-m", "painmap", *arguments]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
