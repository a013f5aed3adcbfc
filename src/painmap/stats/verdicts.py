"""The one place of the multiplicity correction, of alpha and of the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from painmap.params.models import TrendRules
from painmap.report_data import EffectKind, TestResult, Verdict
from painmap.stats.estimates import Estimate

_LEAST_P = 1e-12
TOO_WIDE = "интервал слишком широк"


def adjust(p_values: Sequence[float]) -> list[float]:
    """Benjamini–Hochberg q-values in the order of the p-values (Benjamini & Hochberg 1995)."""
    if not p_values:
        return []
    from statsmodels.stats.multitest import multipletests

    return [float(q) for q in multipletests(list(p_values), method="fdr_bh")[1]]


def verdict(estimate: Estimate, q: float | None, rules: TrendRules) -> tuple[Verdict, str]:
    """One of four verdicts, exclusive and exhaustive, with the reason where data are insufficient.

    p above alpha alone never gives `no_change`: that is proved by equivalence.
    """
    if estimate.reason or q is None:
        return "insufficient", estimate.reason
    if q <= rules.alpha:
        return ("growth" if _is_growth(estimate) else "decline"), ""
    low, high = estimate.narrow
    least, most = limits(estimate.effect_kind, rules)
    if low is not None and high is not None and least <= low and high <= most:
        return "no_change", ""
    return "insufficient", TOO_WIDE


def limits(kind: EffectKind, rules: TrendRules) -> tuple[float, float]:
    """Between which values an effect is «без изменений»."""
    if kind == "ratio":
        return rules.equivalence_ratio
    half = {
        "difference": rules.equivalence_share,
        "days": rules.equivalence_days,
        "score": rules.equivalence_score,
        "nps": rules.equivalence_nps,
    }[kind]
    return -half, half


def conclude(estimates: Sequence[Estimate], rules: TrendRules) -> list[TestResult]:
    """Results of one family of tests: q-values over those that passed their gates, then verdicts."""
    tested = [i for i, e in enumerate(estimates) if not e.reason and e.p is not None]
    found = adjust([_p(estimates[i]) for i in tested])
    q_values: dict[int, float] = dict(zip(tested, found, strict=True))
    return [_result(e, q_values.get(i), rules) for i, e in enumerate(estimates)]


def _p(estimate: Estimate) -> float:
    """No p below what the approximations can tell: 0 would be a certainty that no data give."""
    return 1.0 if estimate.p is None else max(estimate.p, _LEAST_P)


def _is_growth(estimate: Estimate) -> bool:
    if estimate.effect is None:
        return (estimate.total or 0) > (estimate.total_before or 0)
    return estimate.effect > (1 if estimate.effect_kind == "ratio" else 0)


def _result(estimate: Estimate, q: float | None, rules: TrendRules) -> TestResult:
    kind, reason = verdict(estimate, q, rules)
    low, high = estimate.interval
    is_change = kind in ("growth", "decline")
    return TestResult(
        test=estimate.test,
        effect_kind=estimate.effect_kind,
        effect=_finite(estimate.effect),
        ci_low=_finite(low),
        ci_high=_finite(high),
        p=None if estimate.p is None else _finite(_p(estimate)),
        q=_finite(q),
        dispersion=_finite(estimate.dispersion),
        rho=_finite(estimate.rho),
        n=estimate.n,
        total=_finite(estimate.total),
        total_before=_finite(estimate.total_before),
        detectable=_finite(estimate.detectable),
        change_date=estimate.change_date if is_change else None,
        change_from=estimate.change_from if is_change else None,
        change_to=estimate.change_to if is_change else None,
        verdict=kind,
        reason=reason,
    )


def _finite(value: float | None) -> float | None:
    """Without what the order of additions leaves in the last digits."""
    return float(f"{value:.12g}") if value is not None and math.isfinite(value) else None
