"""Time and memory of processes that run side by side, those that they start included."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_SECONDS = 0.2


@dataclass(frozen=True)
class Figures:
    """What processes took, all together.

    Attributes:
        seconds: By the clock.
        peak: The most memory at one time: PSS, GiB.
        cpu: Seconds of all cores, as last seen before each process ended: up to 0.2 s of each are missing.
    """

    seconds: float
    peak: float
    cpu: float


def measured(commands: Iterable[Sequence[str]]) -> Figures:
    """Run `python -m` with each of the arguments at once; memory and CPU are read five times a second."""
    started, peak = time.monotonic(), 0
    cpu: dict[int, float] = {}
    running = [subprocess.Popen([sys.executable, "-m", *command]) for command in commands]
    while any(process.poll() is None for process in running):
        pids = [pid for process in running for pid in _tree(process.pid)]
        peak = max(peak, sum(map(_pss, pids)))
        cpu |= {pid: max(cpu.get(pid, 0.0), _cpu(pid)) for pid in pids}
        time.sleep(_EVERY_SECONDS)
    if any(process.returncode for process in running):
        raise SystemExit("a step failed")
    return Figures(time.monotonic() - started, peak / 2**20, sum(cpu.values()))


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


def _cpu(pid: int) -> float:
    """Seconds in user and system mode; 0 of a process that has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    user, system = stat.rpartition(") ")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
