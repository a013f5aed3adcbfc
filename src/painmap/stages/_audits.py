"""How right the assignment of texts to problems is, and which changes of problems its errors could make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from painmap.periods import Period
from painmap.report.formats import change_percent
from painmap.report_data import Audit, Number, Precision, Trend
from painmap.stages.registry import audit
from painmap.stages.registry.listing import within
from painmap.text.lineage import living

# Without the bounds in brackets it stands in public editions too.
IN_DOUBT = "может объясняться ошибками отнесения к проблеме (с их учётом — от {low} до {high})"
# A change by more than so many times is told as such: upper ends have no limit where few were judged.
_MOST = 11
_MANY = "более +1000\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Assigned:
    """What was assigned, and what people said of it.

    Attributes:
        texts: A row is a text: record_id, client_kind, date.
        assignments: `schema.ASSIGNMENTS`; reviews: `schema.REVIEWS`; registry: `schema.PROBLEMS`.
    """

    texts: pd.DataFrame
    assignments: pd.DataFrame
    reviews: pd.DataFrame
    registry: pd.DataFrame

    def precision(self, period: Period) -> pd.DataFrame:
        """`audit.precision` of the external clients' texts of a period; the first row is of all problems."""
        is_theirs = (self.texts["client_kind"] == "external") & within(self.texts, period)
        texts = self.texts.loc[is_theirs, ["record_id"]].merge(
            self.assignments[["record_id", "problem_id"]], on="record_id", how="left", validate="one_to_one"
        )
        return audit.precision(audit.judgements(self.reviews, texts, self.registry), texts)


def told(assigned: Assigned, period: Period, trends: Sequence[Trend]) -> tuple[Audit, list[Trend]]:
    """The audit of a period, and `trends` with a remark on those that errors of assignment could make.

    A change of a problem's number of appeals is set against the precision of both periods: see
    `audit.ratio_bounds`. Its ratio is that of the test (a calendar day of the one against the other).
    """
    now, before = (assigned.precision(p) for p in (period, period.previous))
    bounds = {
        t.code: found
        for t in trends
        if _is_of_problem(t)
        if (found := audit.change_bounds(t.code, t.result.effect or 0, before, now))
    }
    doubtful = {code: ends for code, ends in bounds.items() if ends[0] <= 1 <= ends[1]}
    known = set(living(assigned.registry)["id"])
    return Audit(
        total=_precision(now.iloc[0].to_dict()),
        problems={
            str(row["problem_id"]): _precision(row)
            for row in now.iloc[1:].to_dict("records")
            if row["problem_id"] in known
        },
        bounded=tuple(sorted(bounds)),
        doubtful=tuple(sorted(doubtful)),
    ), [_noted(t, doubtful) for t in trends]


def _is_of_problem(trend: Trend) -> bool:
    is_theirs = (trend.family, trend.client_kind) == ("problems", "external")
    return is_theirs and trend.result.effect is not None and trend.result.verdict in ("growth", "decline")


def _precision(row: Mapping[Any, Any]) -> Precision:
    judged = int(row["judged"])
    assigned = Number(value=int(row["population"]))
    if not judged:
        return Precision(assigned=assigned, judged=Number(value=0), share=Number(mark="…"))
    return Precision(
        assigned=assigned,
        judged=Number(value=judged),
        share=Number(value=float(row["precision"]), base=judged),
        ci_low=float(row["ci_low"]),
        ci_high=float(row["ci_high"]),
    )


def _noted(trend: Trend, doubtful: Mapping[str, tuple[float, float]]) -> Trend:
    if not _is_of_problem(trend) or trend.code not in doubtful:
        return trend
    low, high = (_MANY if end > _MOST else change_percent(end) for end in doubtful[trend.code])
    note = IN_DOUBT.format(low=low, high=high)
    return trend.model_copy(update={"note": "; ".join(filter(None, (trend.note, note)))})
