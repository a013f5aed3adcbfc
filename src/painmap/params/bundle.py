"""What one agency's work needs from `params/`, read and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from painmap.params.models import (
    Agency,
    Baselines,
    Corrections,
    Format,
    ModelCard,
    Obligations,
    Questionnaire,
    ReportDefaults,
    Study,
    TrendCard,
    Vocabulary,
    WorkCalendar,
)


@dataclass(frozen=True, kw_only=True)
class AgencyParams:
    """Everything under `params/` that one agency uses.

    Attributes:
        formats: Formats of the agency's sources, by id.
        questionnaires: Questionnaires of its studies, and those named after it that no study uses yet, by id.
        studies: Its studies, by id.
        vocab: All word lists, by id.
        problems: `schema.PROBLEMS`, in the order of the file.
        processes: `schema.PROCESSES`, in the order of the file.
        baselines: What was accepted of its sources; without sources where there is no file.
        decisions: `schema.DECISIONS`, in the order of entry; the last entry of a cell wins.
        deidentification: How well masking of personal data does, as measured.
        trends: How well the trend tests do, as measured.
        calendar: On which days offices work.
        materials: `schema.MATERIALS`, in the order of the file; no rows where there is no file.
        reviews: `schema.REVIEWS`, in the order of entry; no rows where there is no file.
    """

    report: ReportDefaults
    agency: Agency
    obligations: Obligations
    formats: Mapping[str, Format]
    questionnaires: Mapping[str, Questionnaire]
    studies: Mapping[str, Study]
    corrections: Corrections
    baselines: Baselines
    vocab: Mapping[str, Vocabulary]
    problems: pd.DataFrame
    processes: pd.DataFrame
    decisions: pd.DataFrame
    deidentification: ModelCard
    trends: TrendCard
    calendar: WorkCalendar
    materials: pd.DataFrame
    reviews: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class AllParams:
    """The parameters of all agencies, by id."""

    report: ReportDefaults
    vocab: Mapping[str, Vocabulary]
    agencies: Mapping[str, AgencyParams]
