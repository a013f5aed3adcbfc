"""Open answers, as far as they may serve as evidence."""

from __future__ import annotations

import pandas as pd


def open_answers(responses: pd.DataFrame, least: int) -> pd.DataFrame:
    """Rows with words, but for those of staff surveys that fewer than `least` people answered.

    Counts made of the words of so few would tell who said what.

    Args:
        responses: Rows of `schema.RESPONSES`, any studies, in any order.
        least: Respondents of a wave from which its answers may be counted.
    """
    staff = responses[(responses["client_kind"] == "internal").fillna(False)]
    people = staff.groupby(["study_id", "wave_id"])["respondent_id"].nunique()
    few = people.index[people < least]
    waves = pd.MultiIndex.from_frame(responses[["study_id", "wave_id"]])
    return responses[responses["text"].notna() & ~waves.isin(few)]
