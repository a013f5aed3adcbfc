"""Waiting times with open appeals: by hand, and by statsmodels; the appendix by regime and channel."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from painmap import metrics
from painmap.metrics import Setting
from painmap.metrics.terms import classified
from painmap.metrics.waiting import curve_of, waits
from painmap.params.models import ReportDefaults, Term, WorkCalendar
from painmap.report_data import Number, Table
from painmap.stats.survival import WaitingTimes, kaplan_meier, quartiles

Appeals = Callable[..., pd.DataFrame]
Settings = Callable[..., Setting]
AS_OF = date(2025, 12, 31)


def cell(table: Table, label: str, column: str) -> Number:
    found = next(row for row in table.rows if row.label == label).cells[column]
    assert isinstance(found, Number)
    return found


def answered(*days: int, start: str = "2025-03-03", **fields: Any) -> list[dict[str, Any]]:
    first = date.fromisoformat(start)
    return [
        {"registered_date": start, "answered_date": (first + timedelta(days=d)).isoformat(), **fields}
        for d in days
    ]


def in_work(*days: int, **fields: Any) -> list[dict[str, Any]]:
    starts = (AS_OF - timedelta(days=d) for d in days)
    return [{"registered_date": s.isoformat(), "outcome_code": "pending", **fields} for s in starts]


# Twelve appeals: answered on days 2, 4, 4, 6, 8, 10, 20, 40; in work for 5, 9, 15, 35 days. At risk before
# the answers: 12, 11, 8, 7, 5, 3, 1. Waiting: 11/12 = 0.9167; · 9/11 = 0.75; · 7/8 = 0.65625; · 6/7 = 0.5625;
# · 4/5 = 0.45; · 2/3 = 0.3; · 0. By hand: level 0.75 between days 4 and 6 → 5; below 0.5 on day 10; below
# 0.25 on day 40. Mean to 30: 2·1 + 2·0.9167 + 2·0.75 + 2·0.65625 + 2·0.5625 + 10·0.45 + 10·0.3.
TWELVE = (*answered(2, 4, 4, 6, 8, 10, 20, 40), *in_work(5, 9, 15, 35))
AT_RISK = (12, 11, 8, 7, 5, 3, 1)
MEAN = 2 + 2 * 11 / 12 + 2 * 0.75 + 2 * 0.65625 + 2 * 0.5625 + 10 * 0.45 + 10 * 0.3
BY_HAND = {"n": 12, "open": 4, "q1": 5, "median": 10, "q3": 40, "mean": MEAN}


def test_twelve_appeals_by_hand(appeals: Appeals, setting: Settings, defaults: ReportDefaults) -> None:
    # Few: the least of a printed figure is 10 answers.
    shares = defaults.shares.model_copy(update={"counts_only_from": 5})
    own = setting(defaults=defaults.model_copy(update={"shares": shares}))
    tables = metrics.compute(appeals(*TWELVE), own)
    found = tables["waiting-curve-external"]
    for label in ("Срок ответа, календарных дней: 30", "Почта"):
        rows = [row for row in found.rows if row.label == label]
        for key, value in BY_HAND.items():
            assert rows[-1].cells[key].value == pytest.approx(value), (label, key)  # type: ignore[union-attr]
    assert found.rows[0].cells["mean"] == ""
    assert found.base == 12
    body = tables["waiting-external"]
    assert (cell(body, "Почта", "answered").value, cell(body, "Почта", "median").value) == (8, 10)
    times = waits(classified(metrics.view(appeals(*TWELVE), AS_OF), own, AS_OF), AS_OF)
    assert tuple(kaplan_meier(times).at_risk) == AT_RISK


def test_who_is_owed_no_answer_waits_for_none(appeals: Appeals, setting: Settings) -> None:
    closed = answered(60, 70, outcome_code="left_unanswered") + answered(80, outcome_code="withdrawn")
    silent = [{**row, "answered_date": None} for row in closed]
    tables = metrics.compute(appeals(*TWELVE, *closed, *silent), setting())
    assert cell(tables["waiting-external"], "Почта", "answered").value == 8
    assert cell(tables["waiting-curve-external"], "Почта", "n").value == 12


def test_who_was_certainly_answered_later_waits_without_a_term(appeals: Appeals, setting: Settings) -> None:
    """A call of 20 December answered on 12 January was open on the 31st; of a silent one nobody knows."""
    late = {"registered_date": "2025-12-20", "answered_date": "2026-01-12", "regime_code": "none"}
    silent = {"registered_date": "2025-12-20", "regime_code": "none"}
    tables = metrics.compute(appeals(*TWELVE, late, silent), setting())
    whole = next(row for row in tables["waiting-curve-external"].rows if row.role == "total").cells
    assert (whole["n"].value, whole["open"].value) == (13, 5)  # type: ignore[union-attr]


def test_channels_of_waiting_and_the_other_ways_are_all(appeals: Appeals, setting: Settings) -> None:
    rows = appeals(*TWELVE, *answered(3, 5, channel_code="other"))
    body = metrics.compute(rows, setting())["waiting-external"]
    counts = {row.code or row.role: row.cells["answered"].value for row in body.rows}  # type: ignore[union-attr]
    assert counts["other-ways"] == 2
    assert counts["total"] == sum(n for code, n in counts.items() if code != "total") == 10
    without = metrics.compute(appeals(*TWELVE), setting())["waiting-external"]
    assert "other-ways" not in {row.code for row in without.rows}


def test_the_curve_is_statsmodels() -> None:
    rng = np.random.default_rng(8)
    days, done = rng.integers(0, 60, 500), rng.random(500) < 0.7
    theirs, ours = SurvfuncRight(days, done), curve_of(days, done)
    assert np.array_equal(ours.days, theirs.surv_times)
    assert np.allclose(ours.waiting, theirs.surv_prob, rtol=0, atol=1e-12)
    assert np.array_equal(ours.at_risk, theirs.n_risk)
    medians = [theirs.quantile(p) for p in (0.25, 0.5, 0.75)]
    assert list(quartiles(ours)) == medians
    assert quartiles(kaplan_meier(WaitingTimes(tuple(days), tuple(done)))) == quartiles(ours)


def test_with_all_open_the_median_is_not_reached(appeals: Appeals, setting: Settings) -> None:
    tables = metrics.compute(appeals(*in_work(*range(1, 21))), setting())
    body = tables["waiting-external"]
    assert cell(body, "Все каналы", "answered") == Number(value=0)
    assert cell(body, "Все каналы", "median").mark == "…"
    assert any("менее половины" in note for note in body.notes)
    curve = tables["waiting-curve-external"]
    label = "Срок ответа, календарных дней: 30"
    assert (cell(curve, label, "n").value, cell(curve, label, "open").value) == (20, 20)
    # Nobody was followed for 30 days.
    assert {cell(curve, label, key).mark for key in ("q1", "median", "q3", "mean", "change")} == {"…"}


def test_without_appeals_there_is_nothing_and_no_curve(appeals: Appeals, setting: Settings) -> None:
    tables = metrics.compute(appeals({"registered_date": "2023-01-10"}), setting())
    assert cell(tables["waiting-external"], "Все каналы", "median").mark == "–"
    assert "менее половины" not in " ".join(tables["waiting-external"].notes)
    assert "waiting-curve-external" not in tables


def test_few_answers_are_not_printed(appeals: Appeals, setting: Settings) -> None:
    for count, mark in ((9, "*"), (10, "")):
        table = metrics.compute(appeals(*answered(*[10] * count)), setting())["waiting-external"]
        assert cell(table, "Все каналы", "median").mark == mark
        assert cell(table, "Все каналы", "answered").value == count


def test_what_may_have_been_answered_does_not_wait(appeals: Appeals, setting: Settings) -> None:
    rows = [
        *answered(*[10] * 12),
        # Closed without a date; a term over with nothing written down; no term.
        *[{"outcome_code": "explained"}] * 40,
        *[{"registered_date": "2025-03-01"}] * 40,
        *[{"regime_code": "none"}] * 40,
    ]
    curve = metrics.compute(appeals(*rows), setting())["waiting-curve-external"]
    assert (cell(curve, "Все каналы", "n").value, cell(curve, "Все каналы", "median").value) == (12, 10)


def test_the_period_before_is_seen_at_equal_maturity(appeals: Appeals, setting: Settings) -> None:
    # Registered on 1 December of both years; those of 2024 were answered on 8 January 2025.
    rows = [
        {"registered_date": "2023-11-01", "answered_date": "2023-11-20"},
        *answered(*[10] * 12, start="2024-12-02"),
        *answered(*[37] * 20, start="2024-12-02", outcome_code="explained"),
        # Nothing is written down of these: within the term on that day, a gap a year later.
        *[{"registered_date": "2024-12-10"}] * 5,
        *answered(*[10] * 12, start="2025-12-01"),
    ]
    curve = metrics.compute(appeals(*rows), setting())["waiting-curve-external"]
    label = "Срок ответа, календарных дней: 30"
    # On 31 December 2024 25 of 37 were still waiting: for 29 days, less than the term.
    assert cell(curve, label, "previous_n").value == 37
    assert cell(curve, label, "previous_median").mark == "…"
    assert cell(curve, label, "previous_mean").mark == "…"
    assert cell(curve, label, "mean").value == 10
    assert cell(curve, label, "change_mean").mark == "…"


def test_each_term_has_its_rows_and_its_unit(
    appeals: Appeals, setting: Settings, defaults: ReportDefaults
) -> None:
    regimes = defaults.regimes | {"oral": Term(title="Приём", days=0)}
    calendar = WorkCalendar(schema_version=1, holidays={2025: ("05-01", "05-02", "05-08", "05-09")})
    rows = [
        *answered(*[12] * 12, channel_code="email"),
        # From 25 April to 22 May: 27 days, 15 of them working.
        *answered(*[27] * 12, start="2025-04-25", regime_code="210-fz"),
        *answered(*[0] * 12, regime_code="oral"),
    ]
    own = setting(defaults=defaults.model_copy(update={"regimes": regimes}), calendar=calendar)
    curve = metrics.compute(appeals(*rows), own)["waiting-curve-external"]
    working = "Срок ответа, рабочих дней: 15 (ожидание в рабочих днях)"
    labels = [row.label for row in curve.rows]
    thirty = "Срок ответа, календарных дней: 30"
    assert labels == ["Все каналы", "Почта", "Эл. почта", thirty, "Эл. почта", working, "Почта"]
    assert len({row.code for row in curve.rows if row.role == "item"}) == 4
    assert cell(curve, thirty, "median").value == 12
    assert cell(curve, working, "median").value == 15
    assert cell(curve, working, "mean").value == 15
    assert cell(curve, "Все каналы", "median").value == 12


def test_a_million_appeals_take_less_than_a_second() -> None:
    rng = np.random.default_rng(0)
    days, done = rng.integers(0, 300, 1_000_000), rng.random(1_000_000) < 0.9
    began = time.process_time()
    curve_of(days, done)
    assert time.process_time() - began < 0.3
