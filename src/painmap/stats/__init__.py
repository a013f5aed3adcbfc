"""Statistical tests: series and cases in, `TestResult` with one of four verdicts out.

scipy and statsmodels are imported by the tests that need them, not with the package.
"""

from __future__ import annotations

from painmap.stats.cases import Case, SeriesKind
from painmap.stats.counts.pooling import Pool
from painmap.stats.counts.series import CountSeries
from painmap.stats.effects import measure_effects
from painmap.stats.estimates import Estimate
from painmap.stats.shares import ShareCase, newcombe, share_difference, wilson
from painmap.stats.trends import compare_cases, compare_counts, compare_levels, compare_series, expected_paths
from painmap.stats.verdicts import adjust, conclude, verdict

__all__ = [
    "NOT_TESTABLE",
    "TITLES",
    "Case",
    "CountSeries",
    "Estimate",
    "Pool",
    "SeriesKind",
    "ShareCase",
    "adjust",
    "compare_cases",
    "compare_counts",
    "compare_levels",
    "compare_series",
    "conclude",
    "expected_paths",
    "measure_effects",
    "newcombe",
    "share_difference",
    "verdict",
    "wilson",
]

NOT_TESTABLE = "новая: сравнение со следующего периода"

TITLES: dict[str, str] = {
    "year_on_year": "сравнение с теми же месяцами прошлого года",
    "trend": "изменение за год по тренду",
    "step": "уровень без учёта тренда",
    "interrupted": "уровень с учётом тренда и сезонности (прерванный временной ряд)",
    "change_date": "смена уровня в заранее не известный месяц",
    "rare_counts": "сравнение редких событий",
    "share_difference": "разность долей",
    "share_series": "разность долей с учётом их разброса по месяцам",
    "waiting_difference": "разность средних сроков с учётом обращений без ответа",
    "score_difference": "критерий Бруннера — Мунцеля; интервал разности средних баллов по Уэлчу",
    "nps_difference": "разность индексов лояльности по уточнённому критерию Вальда",
    "mix_change": "критерий χ² для структуры с учётом её разброса по месяцам",
}
