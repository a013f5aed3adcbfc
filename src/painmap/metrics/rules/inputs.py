"""What the rules look at, and the quarters that they are for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from painmap.metrics.views import Setting, covered_months, with_problems
from painmap.params.models import Questionnaire, Study
from painmap.periods import Period
from painmap.report_data import Problem
from painmap.surveys import LowScores, low_scores

LowScoreSource = tuple[Study, Questionnaire]
NO_SURVEY = "опрос не проводился"
NO_SCORES = "опрос проводился, оценок в анкетах нет"
_COLUMNS = ["record_id", "client_id", "client_kind", "channel_code", "registered_date", "appeal_kind"]


@dataclass(frozen=True, kw_only=True)
class RuleInputs:
    """What the rules look at: of external clients, but for the remarks.

    Attributes:
        appeals: Whole history, rows of `schema.APPEALS`.
        problems: Problems of the period with their levels.
        surveys: Studies with their questionnaires; their responses stand in the setting.
        dispersion: φ of the agency's monthly appeals of external clients; None: not known, the prior holds.
    """

    setting: Setting
    appeals: pd.DataFrame
    problems: Sequence[Problem] = ()
    surveys: Sequence[LowScoreSource] = ()
    dispersion: float | None = None

    @cached_property
    def external(self) -> pd.DataFrame:
        """Appeals of external clients registered up to the cut-off, surveys left out, without their texts.

        Beside the columns of counting: `person`, `problem_id`, `quarter` (`quarter_number`).
        """
        rows = own_appeals(self.appeals, self.setting, ["external"], _COLUMNS)
        person = rows["client_id"].fillna(rows["record_id"])
        return with_problems(rows.assign(person=person), self.setting.assignments)

    @property
    def complaints(self) -> pd.DataFrame:
        """Those of `external` that are complaints."""
        return self.external[(self.external["appeal_kind"] == "complaint").fillna(False)]

    @property
    def unstated(self) -> pd.DataFrame:
        """Those of `external` whose kind nobody wrote down: each may be a complaint."""
        return self.external[self.external["appeal_kind"].isna()]

    @property
    def is_assigned(self) -> bool:
        """Whether texts were assigned to problems at all: else nothing is known of problems."""
        return self.setting.assignments is not None and not self.setting.assignments.empty

    @cached_property
    def covered(self) -> frozenset[date]:
        """Months covered by data."""
        return frozenset(covered_months(self.appeals, self.setting))

    def is_covered(self, periods: Iterable[Period]) -> bool:
        """Whether data cover all months of the periods."""
        return all(set(period.months) <= self.covered for period in periods)

    def title(self, problem_id: str) -> str:
        """What a problem is called, to stand between «ёлочки»: in the period's list, the registry, its id."""
        known = {p.id: p.title for p in self.problems}
        registry = self.setting.registry
        if problem_id not in known and registry is not None:
            known |= dict(zip(registry["id"].astype(str), registry["title"].astype(str), strict=True))
        return known.get(problem_id, problem_id).replace("«", "„").replace("»", "“")

    def low_scores(self, period: Period) -> LowScores:
        """Satisfaction scores given in the period by external clients."""
        external = [s for s in self.surveys if s[0].client_kind == "external"]
        if self.setting.responses is None or not external:
            return LowScores(respondents=0, low_respondents=0, answers=0, low_answers=0, mean=None)
        end = min(period.end, self.setting.as_of)
        return low_scores(self.setting.responses, external, period.start, end)

    def no_scores(self, period: Period) -> str:
        """Why there are no satisfaction scores of a period without any (Russian)."""
        responses = self.setting.responses
        external = {s[0].id for s in self.surveys if s[0].client_kind == "external"}
        if responses is None or not external:
            return NO_SURVEY
        end = min(period.end, self.setting.as_of)
        is_own = responses["study_id"].isin(external) & responses["responded_date"].between(
            pd.Timestamp(period.start), pd.Timestamp(end)
        )
        return NO_SCORES if is_own.fillna(False).any() else NO_SURVEY


def own_appeals(
    appeals: pd.DataFrame, setting: Setting, kinds: Sequence[str], columns: Sequence[str]
) -> pd.DataFrame:
    """Appeals of these clients registered up to the cut-off, surveys left out: `columns`, and `quarter`."""
    surveys = [c.code for c in setting.agency.channels if c.is_survey]
    is_own = (
        appeals["client_kind"].isin(kinds)
        & (appeals["registered_date"] <= pd.Timestamp(setting.as_of))
        & ~appeals["channel_code"].isin(surveys)
    )
    rows = appeals.loc[is_own.fillna(False).to_numpy(dtype=bool), list(columns)]
    days = rows["registered_date"].dt
    return rows.assign(quarter=days.year * 4 + days.quarter - 1)


def quarters(period: Period) -> tuple[Period, ...]:
    """Quarters of the period, in order."""
    if period.kind == "quarter":
        return (period,)
    return tuple(
        q
        for q in (Period(period.year, f"Q{i}") for i in range(1, 5))
        if q.start >= period.start and q.end <= period.end
    )


def quarter_number(quarter: Period) -> int:
    """Quarters since the year 0: neighbours differ by 1, the same quarter of the year before by 4."""
    return quarter.year * 4 + int(quarter.part[1]) - 1


def quarters_before(quarter: Period, count: int) -> list[Period]:
    """So many quarters before a quarter, oldest first."""
    number = quarter_number(quarter)
    return [Period(i // 4, f"Q{i % 4 + 1}") for i in range(number - count, number)]
