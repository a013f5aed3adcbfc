"""Remarks that are so many that they are systematised (dztszn-nao 18); below it the full list."""

from __future__ import annotations

import pandas as pd

from painmap.metrics.remarks import remarks_by_object
from painmap.metrics.rules.conditions import Condition, Judged, outcome
from painmap.metrics.rules.inputs import RuleInputs
from painmap.metrics.views import KINDS, frames, registered
from painmap.params.models import Systematise
from painmap.report_data import RuleOutcome

_WHAT = "Замечания за год"


def systematise(inputs: RuleInputs) -> RuleOutcome | None:
    """Whether the remarks on any object (process) of a year are to be systematised."""
    rule = inputs.setting.agency.thresholds.systematise
    if rule is None:
        return None
    counts = _remarks(inputs)
    titles = _titles(inputs)

    def judge(moved: Systematise) -> Judged:
        if counts.empty and not _is_told(inputs):
            return [
                (_WHAT, "вид обращений не указан, тексты не прочитаны", _limit(moved.min_remarks), None)
            ], None
        return _judged(counts, titles, moved.min_remarks)

    return outcome("systematise", rule, judge, inputs.setting.defaults)


def _remarks(inputs: RuleInputs) -> pd.Series:
    """Remarks by object, of both kinds of client; the most first, then by id."""
    setting = inputs.setting
    found = [remarks_by_object(frames(inputs.appeals, setting, kind)) for kind in KINDS]
    counts = pd.concat(found).groupby(level=0).sum().sort_index().astype(int)
    most: pd.Series = counts.sort_values(ascending=False, kind="stable")
    return most


def _is_told(inputs: RuleInputs) -> bool:
    """Whether a remark could be told from other appeals of the period, if there are any."""
    own = registered(inputs.appeals, inputs.setting.period)
    return own.empty or inputs.is_assigned or bool(own["appeal_kind"].notna().any())


def _limit(least: int) -> str:
    return f"не менее {least} на один объект"


def _titles(inputs: RuleInputs) -> dict[str, str]:
    known = inputs.setting.processes
    if known is None:
        return {}
    return dict(zip(known["id"].astype(str), known["name"].astype(str), strict=True))


def _judged(counts: pd.Series, titles: dict[str, str], least: int) -> Judged:
    limit = _limit(least)
    objects = {str(code): int(n) for code, n in counts.items() if code}
    conditions: list[Condition] = [
        (f"{_WHAT}: {titles.get(code, code)}", str(n), limit, n >= least) for code, n in objects.items()
    ]
    unknown = int(counts.get("", 0))
    if unknown:
        # With all of them the largest object would reach the limit, or one of their own would.
        may_reach = max(objects.values(), default=0) + unknown >= least
        is_due = None if may_reach else False
        conditions.append((f"{_WHAT}, объект не установлен", str(unknown), limit, is_due))
    if not conditions:
        return [(_WHAT, "0", limit, False)], False
    known = [n >= least for n in objects.values()]
    return conditions, True if any(known) else (None if unknown and conditions[-1][3] is None else False)
