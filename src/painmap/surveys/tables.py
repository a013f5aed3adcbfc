"""Tables of a survey: who answered, scales and indices, every question, and for the appendix what is long.

A question is compared with the previous period only where `gate.barrier` finds nothing against it. Of fewer
respondents than `survey_min_responses`, staff or clients, no figure is made, in any edition.
"""

from __future__ import annotations

import pandas as pd

from painmap.report_data import Table
from painmap.surveys.accounting import accounting
from painmap.surveys.answers import SurveySetting
from painmap.surveys.crosstabs import crosstabs
from painmap.surveys.distributions import distribution
from painmap.surveys.indicators import summary, users
from painmap.surveys.indices import indices
from painmap.surveys.non_response import non_response
from painmap.surveys.periods import two_periods
from painmap.surveys.weights import weighted


def compute(responses: pd.DataFrame, setting: SurveySetting) -> dict[str, Table]:
    """Tables of one study by id, in the order in which they stand; empty where nobody answered.

    Of too few respondents only how many took part and how many the service has.

    Args:
        responses: Whole history, rows of `schema.RESPONSES`, any studies, in any order.
        setting: Study, questionnaire, period and cut-off.
    """
    two = two_periods(responses, setting)
    if not two.now.received:
        return {}
    if two.is_few(two.now.received):
        told = (accounting(two), users(two))
        return {table.id: table for table in told if table is not None}
    questions = [q for q in setting.questionnaire.questions if q.kind != "open"]
    tables = [
        *(make(two) for make in (accounting, summary, indices, users)),
        *(distribution(two, question) for question in questions),
        *(make(two) for make in (non_response, weighted)),
        *crosstabs(two),
    ]
    return {table.id: table for table in tables if table is not None}
