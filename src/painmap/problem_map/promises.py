"""What the map promised: each measure with its term and state on the cut-off, the overdue ones marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from painmap.problem_map.decisions import parsed_date
from painmap.problem_map.measures import Measure
from painmap.report_data import FINISHED_STATES, Promise


def promises(measures: Iterable[Measure], as_of: date) -> tuple[Promise, ...]:
    """The measures, external clients first, then by problem and measure.

    Args:
        measures: With their states on `as_of`.
    """
    told = [
        Promise(
            measure_id=m.measure_id,
            problem_id=m.problem_id,
            problem_title=m.problem_title,
            client_kind="internal" if m.client_kind == "internal" else "external",
            measure=m.measure,
            responsible=m.responsible,
            due=m.due,
            state=m.state,
            is_overdue=_is_overdue(m, as_of),
            effect_date=m.effect_date,
        )
        for m in measures
    ]
    return tuple(sorted(told, key=lambda p: (p.client_kind, p.problem_id, p.measure_id)))


def _is_overdue(measure: Measure, as_of: date) -> bool:
    """Whether its day is past unfinished; a term in other words says no day."""
    day = parsed_date(measure.due)
    return day is not None and day < as_of and measure.state not in FINISHED_STATES
