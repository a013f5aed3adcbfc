"""Figures of surveys: prescribed tables, low scores for the rules, cases for the tests of change."""

from __future__ import annotations

from painmap.surveys.answers import LOW_SCORE, LowScores, SurveySetting, low_scores
from painmap.surveys.comparisons import cases
from painmap.surveys.open_answers import open_answers
from painmap.surveys.tables import compute

__all__ = ["LOW_SCORE", "LowScores", "SurveySetting", "cases", "compute", "low_scores", "open_answers"]
