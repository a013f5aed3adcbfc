"""The rules of `params/report.yaml` as tests of single rooms take them, whatever the file says."""

from __future__ import annotations

from typing import Any

from painmap.params.models import (
    BaselineRules,
    Priority,
    RejectRules,
    ReportDefaults,
    ShareRules,
    TextRules,
    TrendRules,
    Weights,
)


def report_defaults(**other: Any) -> ReportDefaults:
    """Defaults without reasons and regimes; keyword arguments replace whole fields."""
    fields: dict[str, Any] = {
        "schema_version": 1,
        "reasons": {},
        "regimes": {},
        "trend": TrendRules(
            alpha=0.05,
            equivalence_ratio=(0.80, 1.25),
            equivalence_share=0.05,
            equivalence_days=2,
            equivalence_score=0.2,
            equivalence_nps=10,
            min_total=20,
            min_total_rare=6,
            rare_total=20,
            rare_phi=1.3,
            min_months=24,
            history_months=36,
            rho_prior=0.15,
            phi_prior=1.5,
            prior_series=40,
        ),
        "shares": ShareRules(one_decimal_from=100, whole_from=20, counts_only_from=10),
        "priority": Priority(
            weights=Weights(prevalence=30, severity=30, overdue_and_repeat=15, trend=15, reach=10),
            low_below=35,
            high_from=60,
            overdue_share_forces_high=0.1,
            overdue_min_base=10,
            tie_points=5,
            stability_draws=100,
        ),
        "text": text_rules(),
        "rejects": RejectRules(stop_share=0.1, stop_rows=10),
        "link_days": 30,
        "baselines": BaselineRules(
            least_rows=5,
            lost_share=0.05,
            gained_share=0.2,
            least_months=6,
            band=3.5,
            shift_share=0.2,
            shift_rows=30,
            drift_share=0.25,
            common_share=0.05,
            late_intervals=1.5,
        ),
        "term_on_day_off": "previous",
        "due_soon_days": 7,
        "repeat_months": 12,
        "sensitivity_share": 0.25,
        "survey_finished_share": 0.8,
        "survey_min_responses": 10,
        "anonymous_share_warning": 0.2,
        "response_rate_warning": 0.1,
        "response_min_warning": 30,
    }
    return ReportDefaults(**{**fields, **other})


def text_rules(quotes_per_problem: int = 5) -> TextRules:
    """Rules of texts."""
    return TextRules(
        shards=1,
        cache_megabytes=1,
        min_score=0.3,
        candidate_min_appeals=8,
        quotes_per_problem=quotes_per_problem,
        mailing_min_letters=10,
    )
