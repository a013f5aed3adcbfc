"""Measure the statistical tests: `python -m benchmarks.stats [PART…]`, two processes, resumable.

Without a part all are measured. Each unit is written to results/PART.json when it is done; a unit measured
with the same code of the tests is not measured again. `--quick` takes few portfolios and keeps nothing
(`--out` keeps it elsewhere); `--portfolios` sets their number, `--only TEXT` takes the units with the text in
their key. `--table` only writes README.md and params/model_cards/trends.yaml from the
results, `--stale` names units that older code made.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.stats import card, readme
from benchmarks.stats.parts import PARTS, part
from benchmarks.stats.units import RESULTS, Store, code_stamp, run

_QUICK = 5


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stats", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all unless named")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--portfolios", type=int)
    parser.add_argument("--only", default="")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--stale", action="store_true")
    chosen = parser.parse_args(arguments)
    names = chosen.parts or list(PARTS)
    if chosen.table:
        _write()
    elif chosen.stale:
        print("\n".join(_stale(names)) or "all units are of the code as it is")
    elif chosen.quick or chosen.only or chosen.portfolios:
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                _measured(name, chosen, chosen.out or Path(folder))
    else:
        for name in names:
            _measured(name, chosen, RESULTS)
        _write()


def _measured(name: str, chosen: argparse.Namespace, folder: Path) -> None:
    module, store = part(name), Store(name, folder)
    store.keep_only(set(module.units()))
    units = {key: unit for key, unit in module.units().items() if chosen.only in key}
    stamp = _stamp(name, chosen.portfolios or (_QUICK if chosen.quick else PARTS[name]))
    run(store, units, module.measure, stamp, chosen.processes)
    found = {key: store.units[key]["figures"] for key in units}
    print("\n".join(module.lines(found)))
    for failure in module.failures(found):
        print(f"MISSED {name} {failure}")


def _write() -> None:
    """README.md, and what the reports cite of the grid."""
    readme.write()
    if Store("grid", RESULTS).units:
        card.write()


def _stamp(name: str, portfolios: int) -> dict[str, Any]:
    return {"code": code_stamp(name), "portfolios": portfolios}


def _stale(names: list[str]) -> list[str]:
    found = []
    for name in names:
        store, stamp = Store(name, RESULTS), _stamp(name, PARTS[name])
        found += [f"{name} {key}" for key in part(name).units() if not store.has(key, stamp)]
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
