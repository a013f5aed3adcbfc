"""Time and memory of processes that run side by side, those that they start included."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_SECONDS = 0.2


@dataclass(frozen=True)
class Figures:
    """Wall-clock seconds, and the most memory at one time: PSS, in GiB, of all processes together."""

    seconds: float
    peak: float


def measured(commands: Iterable[Sequence[str]]) -> Figures:
    """Run `python -m` with each of the arguments at once; PSS is read five times a second."""
    started, peak = time.monotonic(), 0
    running = [subprocess.Popen([sys.executable, "-m", *command]) for command in commands]
    while any(process.poll() is None for process in running):
        peak = max(peak, sum(_pss(pid) for process in running for pid in _tree(process.pid)))
        time.sleep(_EVERY_SECONDS)
    if any(process.returncode for process in running):
        raise SystemExit("a step failed")
    return Figures(time.monotonic() - started, peak / 2**20)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _pss(pid: int) -> int:
    """KiB; 0 of a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
