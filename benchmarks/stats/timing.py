"""Time of the whole battery: `python -m benchmarks.stats.timing [--series 2500]`, in a process of its own.

A portfolio of so many series of 36 months: year on year, trend, step, a change at an unknown date, the alarm
on the latest month, the effect of measures; a tenth as many cases of shares, waiting times, scores, NPS, mix.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from benchmarks.stats.results import ROOT

_SERIES = 2500


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stats.timing", description=__doc__)
    parser.add_argument("--series", type=int, default=_SERIES)
    parser.add_argument("--inside", action="store_true", help="without a process of its own")
    chosen = parser.parse_args(arguments)
    if chosen.inside:
        battery(chosen.series)
        return
    started = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.stats.timing", "--inside", "--series", str(chosen.series)]
    subprocess.run(command, check=True, cwd=ROOT)
    print(f"{chosen.series} series, the whole battery, start included: {time.monotonic() - started:.1f} s")


def battery(series: int) -> None:
    """Run each part and print its seconds."""
    from benchmarks.stats.battery import parts

    for name, run in parts(series).items():
        started = time.monotonic()
        run()
        print(f"  {name}: {time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
