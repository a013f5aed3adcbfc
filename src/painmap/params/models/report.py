"""`params/report.yaml`: what holds for every agency."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from painmap.params.models.base import File, Params, Share, Text


class Term(Params):
    """Time to answer under one regime; all None where no term is set.

    Attributes:
        days: Days from registration to the answer.
        unit: Calendar or working days.
        extension_days: Longest extension with notice.
        forward_days: Days to forward to the competent body.
    """

    title: Text
    days: int | None = Field(default=None, ge=0)
    unit: Literal["calendar", "working"] = "calendar"
    extension_days: int = Field(default=0, ge=0)
    forward_days: int | None = Field(default=None, ge=0)


class TrendRules(Params):
    """Constants of the trend tests (source: `statistics.md`).

    Attributes:
        equivalence_ratio, …: Between which effects is «без изменений»: ratios, and differences up to this
            much of shares, days of waiting, mean scores, the index of loyalty (NPS, points).
        min_total, min_total_rare: Counts of both periods together, for the engine and for the rare counts.
        rho_prior, phi_prior: What a portfolio of fewer than `prior_series` series leans on.
    """

    alpha: Share
    equivalence_ratio: tuple[float, float]
    equivalence_share: Share
    equivalence_days: float = Field(gt=0)
    equivalence_score: float = Field(gt=0)
    equivalence_nps: float = Field(gt=0)
    min_total: int = Field(ge=1)
    min_total_rare: int = Field(ge=1)
    rare_total: int = Field(ge=1)
    rare_phi: float = Field(gt=0)
    min_months: int = Field(ge=1)
    history_months: int = Field(ge=12)
    rho_prior: Share
    phi_prior: float = Field(gt=0)
    prior_series: int = Field(ge=1)


class ShareRules(Params):
    """How percentages are printed, by the base n."""

    one_decimal_from: int
    whole_from: int
    counts_only_from: int


class Weights(Params):
    """Points of the priority score, 100 in all."""

    prevalence: int
    severity: int
    overdue_and_repeat: int
    trend: int
    reach: int

    @model_validator(mode="after")
    def _sum(self) -> Weights:
        if sum(self.model_dump().values()) != 100:
            raise ValueError("сумма весов приоритетности должна быть равна 100")
        return self


class Priority(Params):
    """Rule of «Приоритетность»: below `low_below` low, from `high_from` high.

    Attributes:
        stability_draws: Bootstrap draws of the clients that tell how sure a level is.
    """

    weights: Weights
    low_below: float
    high_from: float
    overdue_share_forces_high: Share
    overdue_min_base: int
    tie_points: float
    stability_draws: int = Field(ge=100)


class TextRules(Params):
    """Text stage: shards, cache and thresholds of grouping."""

    shards: int = Field(ge=1, le=64)
    cache_megabytes: int = Field(ge=1)
    min_score: Share
    candidate_min_appeals: int = Field(ge=2)
    quotes_per_problem: int = Field(ge=0)
    mailing_min_letters: int = Field(ge=2)


class RejectRules(Params):
    """When a file has lost too much: at least `stop_rows` rejected rows and more than `stop_share` of all."""

    stop_share: Share
    stop_rows: int = Field(ge=1)


class BaselineRules(Params):
    """When what came in is not what was accepted of the source (`params/baselines`).

    Attributes:
        least_rows: Fewer rows lost, gained or missing in a silence say nothing.
        lost_share, gained_share: Of the rows accepted (of a month, of all), those that may go or come.
        least_months: Accepted months or waves before the count of a new one can be judged.
        band: Half width of the band of usual counts, in robust standard deviations (`stats.typical`).
        drift_share: Share by which the sum of the new months may differ from the usual, whatever chance says.
        shift_share: Share of rows that have another word than expected, beyond chance.
        shift_rows: Rows before their words are compared.
        common_share: From this share on a word, or a filled field, that is gone altogether is told.
        late_intervals: Usual intervals between files after which the next one is late.
    """

    least_rows: int = Field(ge=1)
    lost_share: Share
    gained_share: Share
    least_months: int = Field(ge=3)
    band: float = Field(gt=0)
    drift_share: Share
    shift_share: Share
    shift_rows: int = Field(ge=1)
    common_share: Share
    late_intervals: float = Field(ge=1)


class ReportDefaults(File):
    """`params/report.yaml`: what holds for every agency unless its profile says otherwise.

    Attributes:
        term_on_day_off: Which day ends a term whose last day is no working day.
        due_soon_days: Days ahead of the cut-off in which a term «runs out soon».
        repeat_months: An appeal of the same client on the same problem within them is a repeated one.
        sensitivity_share: By how much thresholds are moved to see whether the outcome holds.
        survey_finished_share: Answered part of the closed questions from which a questionnaire is finished.
    """

    reasons: dict[str, Text]
    regimes: dict[str, Term]
    trend: TrendRules
    shares: ShareRules
    priority: Priority
    text: TextRules
    rejects: RejectRules
    link_days: int = Field(ge=0)
    baselines: BaselineRules
    term_on_day_off: Literal["previous", "same", "next"]
    due_soon_days: int = Field(ge=0)
    repeat_months: int = Field(ge=1)
    sensitivity_share: Share = Field(gt=0, lt=1)
    survey_finished_share: Share
    survey_min_responses: int = Field(ge=1)
    anonymous_share_warning: Share
    response_rate_warning: Share
    response_min_warning: int
