"""`params/model_cards/<id>.yaml`: how well a part of the programme does its work, as measured."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from painmap.params.models.base import File, Id, Params, Share, Text


class Recall(Params):
    """What was found of the planted details of one group.

    Attributes:
        group: A type, a spelling, a region of the name…: its code.
        n: Planted details; found: of those whose every letter and digit was masked.
        recall: Masked share of the characters of all planted details.
        ci_low, ci_high: 95 % Wilson interval of found / n.
    """

    group: Text
    n: int = Field(ge=1)
    found: int = Field(ge=0)
    recall: Share
    ci_low: Share
    ci_high: Share


class TypeRecall(Recall):
    """A type, with what was masked as such.

    Attributes:
        same_type: Share of its masked characters that were given this very type.
        masked: Characters masked as this type.
        precision: Share of those that are of any planted detail; none: nothing masked, or not in this gold.
    """

    same_type: Share | None
    masked: int = Field(ge=0)
    precision: Share | None


class RuleRecall(Params):
    """A rule of masking: its declared score beside the share of its spans that touch a planted detail."""

    rule: Text
    type: Text
    score: Share
    spans: int = Field(ge=1)
    precision: Share


class Kind(Params):
    """A kind of details that is missed more than others.

    Attributes:
        type: One of the twelve types.
        about: What the details have in common: `spelling`, `form`, `region`, `register` → code.
        n, found: As in `Recall`, of details that no earlier kind of the list tells of.
    """

    type: Text
    about: dict[str, Text]
    n: int = Field(ge=1)
    found: int = Field(ge=0)


class Measurement(Params):
    """What was measured on one set of texts.

    Attributes:
        corpus: Id of the set; fingerprint: of its texts and labels.
        measured_on: Day of the measurement; code: hash of the sources of masking that was measured.
        details: Labelled details of all types.
        other_masked: Share of the characters outside the labelled details that were masked.
        texts_a_second: Of one core, models loaded.
        groups: `spelling`, `region`, `length`… → recall of persons or of all types by group.
        worst: Kinds that are missed most, worst first.
    """

    corpus: Text
    fingerprint: Text
    measured_on: date
    code: Text
    texts: int = Field(ge=1)
    details: int = Field(ge=1)
    other_masked: Share
    texts_a_second: int = Field(ge=0)
    types: tuple[TypeRecall, ...]
    groups: dict[str, tuple[Recall, ...]] = Field(default_factory=dict)
    rules: tuple[RuleRecall, ...] = ()
    worst: tuple[Kind, ...] = ()


class ModelCard(File):
    """`params/model_cards/<id>.yaml`, written by `python -m benchmarks.deidentification`."""

    id: Id
    measurements: tuple[Measurement, ...] = Field(min_length=1)


class Power(Params):
    """How often a step of +50 % is found: series of so many appeals a month, so many months long."""

    mean: float = Field(gt=0)
    months: int = Field(ge=12)
    share: Share


class TrendCard(File):
    """`params/model_cards/trends.yaml`, written by `python -m benchmarks.stats`: the tests on made-up series.

    A cell is a combination of mean, length, dispersion, season and autocorrelation, and a contrast.

    Attributes:
        portfolios: Independent portfolios of each cell; series: of each cell, without change.
        size, size_low, size_high: Share with p ≤ 0.05 where nothing changed: mean, least, greatest.
        coverage, coverage_low: Share of 95 % intervals that hold the true ratio: mean, least.
        ten_per_cent: Least and greatest size of «a change of more than 10 % is a change».
        code: Hash of the sources of the tests that were measured.
    """

    id: Id
    code: Text
    cells: int = Field(ge=1)
    portfolios: int = Field(ge=1)
    series: int = Field(ge=1)
    size: Share
    size_low: Share
    size_high: Share
    coverage: Share
    coverage_low: Share
    ten_per_cent: tuple[Share, Share]
    power: tuple[Power, ...] = Field(min_length=1)
