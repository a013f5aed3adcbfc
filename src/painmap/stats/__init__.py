"""Statistical tests: series and shares in, `TestResult` with one of four verdicts out.

scipy and statsmodels are imported by the tests that need them, not with the package.
"""

from __future__ import annotations

from collections.abc import Callable

from painmap.stats.proportions import newcombe, share_difference, wilson
from painmap.stats.series import CountSeries, Estimate, Pool, ShareCase
from painmap.stats.trends import COUNT_TESTS, compare_counts, compare_shares, measure_effects
from painmap.stats.verdicts import adjust, conclude, verdict

__all__ = [
    "TESTS",
    "TITLES",
    "CountSeries",
    "Estimate",
    "Pool",
    "ShareCase",
    "adjust",
    "compare_counts",
    "compare_shares",
    "conclude",
    "measure_effects",
    "newcombe",
    "test_counts",
    "verdict",
    "wilson",
]

# The name agreed between the rooms.
test_counts = compare_counts

TESTS: dict[str, Callable[..., Estimate]] = {**COUNT_TESTS, "share_difference": share_difference}

TITLES: dict[str, str] = {
    "year_on_year": "сравнение с теми же месяцами прошлого года",
    "measure_level": "уровень без учёта тренда",
    "rare_counts": "сравнение редких событий",
    "share_difference": "разность долей",
}
