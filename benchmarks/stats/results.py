"""What the public functions gave, as arrays over a portfolio, and the rules they are called with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from painmap.params.models import TrendRules
from painmap.params.yaml_file import parsed_yaml, read_text
from painmap.report_data import TestResult

ROOT = Path(__file__).resolve().parents[2]


@cache
def rules() -> TrendRules:
    """The constants of the tests, from `params/report.yaml`."""
    where = "params/report.yaml"
    return TrendRules.model_validate(parsed_yaml(read_text(ROOT / where, where), where)["trend"])


@dataclass(frozen=True)
class Results:
    """Arrays over the series: p (NaN: refused), ends of the interval (−∞ and ∞: open), verdicts."""

    p: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: np.ndarray
    test: np.ndarray

    @property
    def tested(self) -> np.ndarray:
        return np.asarray(~np.isnan(self.p))

    @property
    def rejected(self) -> np.ndarray:
        return np.asarray(np.nan_to_num(self.p, nan=1.0) <= rules().alpha)

    def covers(self, effect: float) -> np.ndarray:
        return np.asarray((self.low <= effect) & (effect <= self.high))


def arrays(found: Sequence[TestResult]) -> Results:
    """The results of a portfolio."""
    return Results(
        p=np.array([np.nan if r.p is None else r.p for r in found]),
        low=np.array([-np.inf if r.ci_low is None else r.ci_low for r in found]),
        high=np.array([np.inf if r.ci_high is None else r.ci_high for r in found]),
        verdict=np.array([r.verdict for r in found]),
        test=np.array([r.test for r in found]),
    )
