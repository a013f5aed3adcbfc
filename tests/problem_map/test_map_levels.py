"""Columns 3 and 4: cut points, borders, score, what forces «высокая»."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap.params.models import Levels
from painmap.problem_map import build, printed_rules
from painmap.problem_map.prevalence import prevalence
from painmap.problem_map.priority import Facts, score

from .conftest import items, problem

LEVELS = Levels(low_below=0.04, high_from=0.09, high_min_clients=30)


@pytest.mark.parametrize(
    ("clients", "base", "level"),
    [
        (39, 1000, "low"),
        (40, 1000, "middle"),
        (89, 1000, "middle"),
        (90, 1000, "high"),
        (29, 300, "middle"),  # 9.7 %, but fewer than 30 people
        (30, 300, "high"),
        (4, 5, "low"),  # four of five people are still «единичные»
        (0, 100, "low"),
        (0, 0, "low"),
    ],
)
def test_level_by_cut_points(clients, base, level):
    assert prevalence(clients, base, LEVELS, 5).level == level


def test_newcombe_1998_interval_of_15_of_148():
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3: 15/148 → .0624 to .1605.
    found = prevalence(15, 148, LEVELS, 5)
    assert found.ci_low == pytest.approx(0.0624, abs=5e-5)
    assert found.ci_high == pytest.approx(0.1605, abs=5e-5)


@pytest.mark.parametrize(
    ("clients", "base", "is_on_border"),
    [
        (60, 1000, False),  # 90 % interval .0488–.0735
        (80, 1000, True),  # .0671–.0953 holds .09
        (75, 1000, False),  # .0625–.0899; the 95 % one, to .0930, would hold .09
        (45, 1000, True),  # .0355–.0570 holds .04
        (200, 1000, False),
        (4, 50, False),  # single mentions are low by count, whatever the share
        (0, 0, False),
    ],
)
def test_border_by_the_90_percent_interval(clients, base, is_on_border):
    assert prevalence(clients, base, LEVELS, 5).is_on_border is is_on_border


def facts(**fields):
    values = {
        "clients": 50,
        "share": 0.045,
        "high_from": 0.09,
        "severity": 10,
        "overdue_share": 0.0,
        "overdue_base": 0,
        "repeat_share": 0.0,
        "verdict": "insufficient",
        "reach": 0.5,
    }
    return Facts(**(values | fields))


def test_parts_of_the_score_add_up(defaults):
    found = score(facts(overdue_share=0.04, repeat_share=0.06, overdue_base=50), defaults.priority)
    assert found.parts == {
        "prevalence": 15.0,
        "severity": 10.0,
        "overdue_and_repeat": 1.5,
        "trend": 7,
        "reach": 5.0,
    }
    assert found.total == 38.5
    assert (found.level, found.forced_by) == ("middle", "")


@pytest.mark.parametrize(
    ("verdict", "points"), [("growth", 15), ("decline", 0), ("no_change", 7), ("insufficient", 7)]
)
def test_trend_points_of_the_rule_0_7_15(defaults, verdict, points):
    assert score(facts(verdict=verdict), defaults.priority).parts["trend"] == points


def test_prevalence_points_stop_at_the_high_cut_point(defaults):
    assert score(facts(share=0.5), defaults.priority).parts["prevalence"] == 30


@pytest.mark.parametrize(
    ("total", "level"), [(34.9, "low"), (35.0, "middle"), (59.9, "middle"), (60.0, "high")]
)
def test_levels_of_the_score(defaults, total, level):
    # prevalence carries what the other parts (10 + 0 + 0 + 7) leave over; reach takes the rest.
    rest = total - 17
    share, reach = min(rest, 30) / 30 * 0.09, max(rest - 30, 0) / 10
    severity = 10
    if reach > 1:
        severity, reach = 20, reach - 1
    found = score(facts(share=share, reach=reach, severity=severity), defaults.priority)
    assert (found.total, found.level) == (total, level)


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"severity": 30}, "high"),
        ({"severity": 20}, "low"),
        ({"overdue_share": 0.10, "overdue_base": 10}, "high"),
        ({"overdue_share": 0.10, "overdue_base": 9}, "low"),
        ({"overdue_share": 0.099, "overdue_base": 1000}, "low"),
        ({"severity": 30, "clients": 0}, "middle"),  # without evidence nothing is forced: 30 + 7 points
    ],
)
def test_what_forces_high(defaults, fields, level):
    base = {"share": 0.0, "reach": 0.0, "severity": 0}
    found = score(facts(**(base | fields)), defaults.priority)
    assert found.level == level
    assert bool(found.forced_by) == (level == "high")


def test_overdue_share_counts_only_appeals_whose_term_is_known(make):
    overdue = pd.array([True] * 1 + [False] * 9 + [pd.NA] * 40, dtype="boolean")
    found = build(make([items("p01", 50, is_overdue=overdue)])).problems[0]
    assert found.forced_by


def test_reach_is_over_the_channels_of_the_client_kind(make):
    one = build(make([items("p01", 6)])).problems[0]
    assert one.score_parts["reach"] == pytest.approx(
        3.3
    )  # 1 of site, post, email; the hotline is no channel here
    staff = items("p01", 6, client_kind="internal", channel_code="email")
    two = build(make([staff], registry=[problem("p01", client_kind="internal")])).problems[0]
    assert two.score_parts["reach"] == 10


def test_severity_that_nobody_set_is_zero(make):
    found = build(make([items("p01", 6)], registry=[problem("p01", severity=None)])).problems[0]
    assert found.score_parts["severity"] == 0


def test_printed_rules_hold_the_values_applied(agency, defaults):
    text = " ".join(printed_rules(agency, defaults).values())
    for value in (
        "менее 4 %",
        "от 9 %",
        "не менее 30",
        "менее 35",
        "от 60",
        "менее 5 клиентов",
        "не менее 10 %",
    ):
        assert value in text
