"""Levels, thresholds and the disclosure rule within `params/agencies/<agency>.yaml`."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, model_validator

from painmap.params.models.base import Id, Params, Share, Text


def moved_count(limit: int, factor: float) -> int:
    """A least count times `factor`, rounded up, never below 1: the moved limit is not under its share.

    The product is cleared of binary dust first (10 × 1.1 is 11, not 12).
    """
    return max(1, math.ceil(round(limit * factor, 9)))


def moved_share(limit: float, factor: float) -> float:
    """A cut point of shares times `factor`, at most 1."""
    return min(1.0, round(limit * factor, 9))


class Levels(Params):
    """Cut points of «Распространённость»: share below `low_below` low, from `high_from` high."""

    low_below: Share
    high_from: Share
    high_min_clients: int = Field(ge=1)

    @model_validator(mode="after")
    def _order(self) -> Levels:
        if self.low_below >= self.high_from:
            raise ValueError("граница низкого уровня должна быть меньше границы высокого")
        return self

    def moved(self, factor: float) -> Levels:
        """The levels with all limits times `factor`."""
        return self.model_copy(
            update={
                "low_below": moved_share(self.low_below, factor),
                "high_from": moved_share(self.high_from, factor),
                "high_min_clients": moved_count(self.high_min_clients, factor),
            }
        )


class SignificantNumber(Params):
    """«Значительное число» of negative feedback in a quarter (minyust-rd 19).

    Attributes:
        min_clients: Different clients with complaints and low scores in a quarter.
        above_mean_share: Part by which they exceed the mean of the four quarters before.
        scatter: Standard deviations, √(φ·mean), by which they exceed it.
        problem_clients: Clients with one problem in a quarter, growth: how many times as many as in АППГ.
        low_score_share: Share of the scores 1–2, where at least `low_score_base` people answered.
    """

    paragraph: Text
    min_clients: int = Field(ge=1)
    above_mean_share: float = Field(ge=0, le=10)
    scatter: float = Field(default=2.0, ge=0, le=10)
    problem_clients: int = Field(ge=1)
    problem_growth: float = Field(default=2.0, ge=1, le=10)
    low_score_share: Share = Field(gt=0)
    low_score_base: int = Field(ge=1)

    def moved(self, factor: float) -> SignificantNumber:
        """The rule with all limits times `factor`; the least base of a share stays."""
        return self.model_copy(
            update={
                "min_clients": moved_count(self.min_clients, factor),
                "above_mean_share": round(self.above_mean_share * factor, 9),
                "scatter": round(self.scatter * factor, 9),
                "problem_clients": moved_count(self.problem_clients, factor),
                "problem_growth": round(self.problem_growth * factor, 9),
                "low_score_share": moved_share(self.low_score_share, factor),
            }
        )


class InDepthSurvey(Params):
    """When the in-depth survey is due (5.2 of the other orders).

    Attributes:
        high_problems: Problems of high prevalence; complaints_on_one: complaints about one problem.
        low_score_share, mean_below: Of the scores, where at least `low_score_base` people answered.
        questionnaire: The one to ask by; empty: there is none yet.
    """

    paragraph: Text
    high_problems: int = Field(ge=1)
    complaints_on_one: int = Field(ge=1)
    low_score_share: Share = Field(gt=0)
    low_score_base: int = Field(ge=1)
    mean_below: float = Field(gt=1, le=5)
    questionnaire: Id | None = None

    def moved(self, factor: float) -> InDepthSurvey:
        """The rule with all limits times `factor`; the least base of a share stays.

        A mean fires from below: times `2 - factor`, so that a factor above 1 is stricter for all limits.
        """
        return self.model_copy(
            update={
                "high_problems": moved_count(self.high_problems, factor),
                "complaints_on_one": moved_count(self.complaints_on_one, factor),
                "low_score_share": moved_share(self.low_score_share, factor),
                "mean_below": round(self.mean_below * (2 - factor), 9),
            }
        )


class Systematise(Params):
    """When remarks are systematised and below it listed one by one (dztszn-nao 18).

    Attributes:
        min_remarks: Remarks on one object (process) in a year.
    """

    paragraph: Text
    min_remarks: int = Field(ge=1)

    def moved(self, factor: float) -> Systematise:
        """The rule with its limit times `factor`."""
        return self.model_copy(update={"min_remarks": moved_count(self.min_remarks, factor)})


class Thresholds(Params):
    """Explicit values of what the order leaves undefined; printed in every report.

    Attributes:
        materials_requests_per_quarter: Appeals with `materials_reason` on one topic in a quarter.
        materials_client_kinds: Whose appeals ask for guidance, each kind counted apart.
    """

    external: Levels
    internal: Levels
    single_below_clients: int = Field(ge=1)
    significant_number: SignificantNumber | None = None
    in_depth_survey: InDepthSurvey | None = None
    systematise: Systematise | None = None
    materials_requests_per_quarter: int = Field(ge=1)
    materials_reason: str
    materials_client_kinds: tuple[Literal["external", "internal"], ...] = Field(("external",), min_length=1)


class Disclosure(Params):
    """Primary suppression of the public edition: counts from 1 to `threshold - 1` are hidden."""

    threshold: int = Field(ge=5)
    survey_min: int = Field(ge=10)
