"""The committed table of results."""

from __future__ import annotations

from pathlib import Path

from benchmarks.stats.parts import PARTS, part
from benchmarks.stats.units import RESULTS, Store

README = Path(__file__).parent / "README.md"
_HEAD = """\
# Proof of the statistical tests

Written by `python -m benchmarks.stats` from `results/`; not edited by hand. Seeded simulations through
the public functions of `painmap.stats` with the constants of `params/report.yaml`: a rerun gives the
same bytes. A run that was stopped takes up where it was; a unit is measured again when the code of the
tests has changed (`--stale` names such units). Errors are standard errors over independent portfolios of
40 series, since series of one portfolio share what is learnt of autocorrelation and dispersion.

Counts: Poisson (φ 1) or negative binomial with Var = φμ, months joined by a Gaussian copula AR(ρ); season:
December doubled, January halved. `mean`: appeals a month without season and change; n: months.
"""


def text(folder: Path = RESULTS) -> str:
    """Markdown of all parts that have results."""
    sections, missed = [], []
    for name in PARTS:
        store, module = Store(name, folder), part(name)
        found = {key: store.units[key]["figures"] for key in module.units() if key in store.units}
        if found:
            sections += ["", *module.lines(found)]
            missed += [f"- {name}: {failure}" for failure in module.failures(found)]
    goals = missed or ["None."]
    return "\n".join([_HEAD, "## Goals missed by more than two standard errors", "", *goals, *sections, ""])


def write() -> None:
    """Write it anew."""
    README.write_text(text(), encoding="utf-8")
