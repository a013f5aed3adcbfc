"""Monthly series for the tests; the metrics in time. The explicit rules: `test_metrics_rules.py`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from painmap import metrics, stats
from painmap.metrics import Plan, Setting
from painmap.periods import Period, month_range

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
JAN_MAR = month_range(date(2025, 1, 1), date(2025, 3, 1))


def plan(**fields: Any) -> Plan:
    start = {
        "family": "topics",
        "by": "topic_code",
        "labels": {"01": "Сроки", "02": "Справки"},
        "client_kind": "external",
        "covered": JAN_MAR,
        "until": date(2025, 3, 31),
    }
    return Plan(**(start | fields))


def test_monthly_counts_zero_where_covered_and_nothing_where_not(appeals: Appeals) -> None:
    frame = appeals(
        {"registered_date": "2025-01-31", "topic_code": "01"},
        {"registered_date": "2025-03-01", "topic_code": "01"},
        {"registered_date": "2025-03-02", "topic_code": "01", "client_kind": "internal"},
    )
    covered = (JAN_MAR[0], JAN_MAR[2])
    first, second = metrics.monthly(frame, plan(covered=covered))
    assert (first.code, first.counts) == ("01", (1.0, None, 1.0))
    assert second.counts == (0.0, None, 0.0)


def test_monthly_counts_a_mass_mailing_once(appeals: Appeals) -> None:
    letters = [{"registered_date": "2025-02-10", "topic_code": "01", "mailing_id": "m1"}] * 64
    (first, _) = metrics.monthly(
        appeals(*letters, {"registered_date": "2025-02-11", "topic_code": "01"}), plan()
    )
    assert first.counts == (0.0, 2.0, 0.0)


def test_monthly_cuts_the_last_month_by_days(appeals: Appeals) -> None:
    frame = appeals({"registered_date": "2025-03-03"}, {"registered_date": "2025-03-20"})
    (series,) = metrics.monthly(frame, plan(by="", labels={"": "Все"}, until=date(2025, 3, 10)))
    assert (series.counts[-1], series.exposure[-1]) == (1.0, 10)


def test_new_problems_are_not_testable(appeals: Appeals) -> None:
    first, second = metrics.monthly(appeals({"topic_code": "01"}), plan(new=frozenset({"02"})))
    assert (first.reason, second.reason) == ("", stats.NOT_TESTABLE)


def test_portfolio_runs_through_the_tests(register: pd.DataFrame, setting: Make) -> None:
    made = metrics.portfolio(register, setting())
    trends = stats.compare_counts(made, Period(2025), setting().defaults.trend)
    assert [t.family for t in trends] == sorted(s.family for s in made)
    total = next(t for t in trends if (t.family, t.client_kind) == ("totals", "external"))
    assert total.result.total == len(metrics.frames(register, setting(), "external").now)
    assert total.result.verdict in ("no_change", "insufficient")
    assert metrics.charted(made[0]).id == "totals-external"


def test_a_charted_series_says_whose_appeals_it_counts(register: pd.DataFrame, setting: Make) -> None:
    found = {
        s.id: (s.client_kind, s.channel) for s in map(metrics.charted, metrics.portfolio(register, setting()))
    }
    assert found["totals-internal"] == ("internal", "")
    assert found["channels-external-email"] == ("external", "email")
    assert {channel for id_, (_, channel) in found.items() if id_.startswith("topics")} == {""}


# --- speed ------------------------------------------------------------------------------------------


def test_all_metrics_of_7200_appeals_in_time(register: pd.DataFrame, setting: Make) -> None:
    large = pd.concat(
        [register.assign(record_id=register["record_id"] + f"-{i}") for i in range(3)], ignore_index=True
    )
    metrics.compute(register, setting())
    start = time.process_time()
    metrics.compute(large, setting())
    assert time.process_time() - start < 1.5


def test_import_is_light() -> None:
    code = "import sys, painmap.metrics; print([m for m in ('scipy', 'statsmodels') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
