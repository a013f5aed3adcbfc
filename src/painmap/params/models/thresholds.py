"""Levels, thresholds and the disclosure rule within `params/agencies/<agency>.yaml`."""

from __future__ import annotations

from pydantic import Field, model_validator

from painmap.params.models.base import Params, Share, Text


class Levels(Params):
    """Cut points of «Распространённость»: share below `low_below` low, from `high_from` high."""

    low_below: Share
    high_from: Share
    high_min_clients: int

    @model_validator(mode="after")
    def _order(self) -> Levels:
        if self.low_below >= self.high_from:
            raise ValueError("граница низкого уровня должна быть меньше границы высокого")
        return self


class SignificantNumber(Params):
    """«Значительное число» of negative feedback in a quarter (minyust-rd 19)."""

    paragraph: Text
    min_clients: int
    above_mean_share: Share
    problem_clients: int
    low_score_share: Share
    low_score_base: int


class InDepthSurvey(Params):
    """When the in-depth survey is due (5.2 of the other orders)."""

    paragraph: Text
    high_problems: int
    complaints_on_one: int
    low_score_share: Share
    low_score_base: int
    mean_below: float


class Thresholds(Params):
    """Explicit values of what the order leaves undefined; printed in every report."""

    external: Levels
    internal: Levels
    single_below_clients: int
    significant_number: SignificantNumber | None = None
    in_depth_survey: InDepthSurvey | None = None
    materials_requests_per_quarter: int
    materials_reason: str


class Disclosure(Params):
    """Primary suppression of the public edition: counts from 1 to `threshold - 1` are hidden."""

    threshold: int = Field(ge=5)
    survey_min: int = Field(ge=10)
