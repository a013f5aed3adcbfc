"""The proof of the tests: its generator, its errors, its baselines, and that its results can be trusted."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.stats import __main__ as program
from benchmarks.stats import baselines, discovery, grid, mixed, power, readme, timing, units, waiting
from benchmarks.stats.artefact_cases import discovered
from benchmarks.stats.cells import CELLS, Cell, drawn
from benchmarks.stats.clusters import Share, cluster_error
from benchmarks.stats.parts import PARTS, part
from benchmarks.stats.simulate import (
    generator,
    months_of,
    portfolio,
    quantiles,
    slope_effect,
    step_effect,
)
from benchmarks.stats.units import RESULTS, Store, code_stamp, run

STAMP = {"code": "abc", "portfolios": 2}


@pytest.mark.parametrize("phi", [1.0, 2.5])
@pytest.mark.parametrize("mean", [3.0, 80.0])
@pytest.mark.parametrize("rho", [0.0, 0.3])
def test_counts_have_the_mean_variance_and_autocorrelation_asked_for(
    mean: float, phi: float, rho: float
) -> None:
    counts = portfolio(generator("moments"), 4000, 24, mean, phi, rho, False)
    apart = counts - mean
    assert counts.mean() == pytest.approx(mean, rel=0.02)
    assert counts.var() / mean == pytest.approx(phi, rel=0.04)
    # Small counts keep a little less of the copula's correlation.
    assert (apart[:, 1:] * apart[:, :-1]).mean() / counts.var() == pytest.approx(0.97 * rho, abs=0.03)


def test_draws_are_the_same_on_every_machine() -> None:
    assert generator("grid", "mean3", 7).integers(0, 1000, 5).tolist() == [332, 169, 973, 47, 103]


def test_quantiles_are_those_of_scipy() -> None:
    from scipy.stats import nbinom, poisson

    u = np.linspace(0.001, 0.999, 200)[None, :]
    expected = np.full(u.shape, 7.5)
    assert (quantiles(u, expected, 1.0) == poisson.ppf(u, 7.5)).all()
    assert (quantiles(u, expected, 2.5) == nbinom.ppf(u, 7.5 / 1.5, 1 / 2.5)).all()


def test_the_season_is_that_of_the_page_and_the_months_end_in_december() -> None:
    level = portfolio(generator("season"), 4000, 36, 15.0, 1.0, 0.0, True).mean(axis=0)
    assert level[[0, 5, 11]] == pytest.approx([7.5, 15, 30], rel=0.03)
    assert (months_of(36)[0].month, months_of(24)[-1].month) == (1, 12)
    assert {m.year % 4 for m in months_of(36)} == {1, 2, 3}, "a leap day would be a change"


def test_effects_are_ratios_of_years() -> None:
    step, slope = step_effect(36, 1.5), slope_effect(36, 1.5)
    assert (step[:24] == 1).all()
    assert (step[24:] == 1.5).all()
    assert slope[12:] / slope[:-12] == pytest.approx(1.5)


def test_errors_are_those_of_portfolios_not_of_series() -> None:
    share = Share()
    for hit in (True, False) * 50:
        share.add([hit] * 40)
    found = share.figures()
    # 100 coins, not 4000: √(0.25/99).
    assert found == {"share": 0.5, "se": round(0.25**0.5 / 99**0.5, 6), "n": 4000, "portfolios": 100}
    assert cluster_error(np.array([1.0, 1.0]), np.array([2.0, 2.0])) == 0


def test_refused_series_are_not_counted() -> None:
    share = Share()
    share.add(np.array([True, False, True]), np.array([True, True, False]))
    assert (share.figures()["share"], share.figures()["n"]) == (0.5, 2)
    empty = Share()
    empty.add(np.array([False]), np.array([False]))
    assert empty.figures()["share"] is None


def test_mann_kendall_nile() -> None:
    from statsmodels.datasets import nile

    flow = nile.load_pandas().data["volume"].to_numpy(dtype=float)
    s, z, p = baselines.kendall(flow[None, :])
    assert s[0] == -1387
    assert z[0] == pytest.approx(-4.12807, rel=1e-5)
    assert p[0] == pytest.approx(3.6583e-5, rel=1e-4)
    assert baselines.sen_slope(flow) == pytest.approx(-2.6, rel=1e-9)


def test_slope_and_halves_are_those_of_scipy() -> None:
    from scipy.stats import linregress, ttest_ind

    counts = portfolio(generator("slopes"), 200, 24, 15.0, 1.0, 0.3, False)
    slopes = [linregress(np.arange(24), row).pvalue <= 0.05 for row in counts]
    halves = [ttest_ind(row[12:], row[:12]).pvalue <= 0.05 for row in counts]
    assert baselines.ols_slope(counts).tolist() == slopes
    assert baselines.t_test_of_halves(counts).tolist() == halves


def test_ten_per_cent_rule_compares_the_last_two_years() -> None:
    years = np.repeat([[50.0, 10, 11.1], [50, 10, 10.9], [50, 10, 8.9]], 12, axis=1)
    assert baselines.ten_per_cent(years).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("changed", "is_found"),
    [
        ({}, False),
        ({12: 30.0}, True),
        ({i: 11.4 - i % 2 for i in range(4, 12)} | {i: 9.6 - i % 2 for i in range(12, 20)}, True),
        ({i: 11.4 - i % 2 for i in range(4, 11)}, False),
        ({i: 8.5 + 0.5 * i for i in range(6)}, True),
        ({8: 13.2, 9: 13.2}, True),
        ({8: 13.2, 14: 13.2}, False),
    ],
    ids=["usual", "point", "run", "short run", "rising", "two of three", "two apart"],
)
def test_special_causes_of_xmr(changed: Mapping[int, float], is_found: bool) -> None:
    row = np.where(np.arange(24) % 2, 9.4, 10.6)
    for place, value in changed.items():
        row[place] = value
    assert bool(baselines.xmr_any_cause(row[None, :])[0]) is is_found


@pytest.mark.parametrize("rho", [0.0, 0.3])
def test_the_oracle_keeps_its_level(rho: float) -> None:
    cell = Cell(15.0, 36, 2.5, True, rho)
    x = np.arange(36) / 12
    null = np.vstack([drawn(generator("oracle", i), cell, 1.0) for i in range(100)])
    assert power.oracle(null, cell, x).mean() == pytest.approx(0.05, abs=0.012)


def test_units_are_the_cells_of_the_page() -> None:
    assert len(CELLS) == 48
    assert len({cell.key for cell in CELLS}) == 48
    assert [Cell.of(cell.key) for cell in CELLS] == CELLS


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    unit = grid.units()["mean15-n24-phi1-season-rho0.3"]
    return grid.measure(unit, 2)


def test_the_same_unit_gives_the_same_bytes(measured: Mapping[str, Any]) -> None:
    again = grid.measure(grid.units()["mean15-n24-phi1-season-rho0.3"], 2)
    assert json.dumps(again, sort_keys=True) == json.dumps(measured, sort_keys=True)
    assert measured["contrasts"]["year_on_year"]["size"]["n"] == 80


def test_a_cell_fails_beyond_its_goal_by_two_errors(measured: Mapping[str, Any]) -> None:
    def tally(size: float, coverage: float) -> dict[str, Any]:
        one = {"se": 0.002, "n": 16000}
        good = {"share": 0.95, **one}
        return {
            "size": {"share": size, **one},
            "coverage": {"share": coverage, **one},
            "coverage_changed": good,
        }

    assert grid.missed(tally(0.0689, 0.927)) == []
    assert grid.missed(tally(0.0691, 0.95)) == ["size 6.91 ± 0.20 %"]
    assert grid.missed(tally(0.0259, 0.95)) == ["size 2.59 ± 0.20 %"]
    assert grid.missed(tally(0.05, 0.9259)) == ["coverage 92.59 ± 0.20 %"]


def test_a_tenth_of_the_series_has_changed_half_of_them_up() -> None:
    unit = discovery.units()["step-n36-rho0"]
    counts, direction = discovery.drawn_with_changes(generator("some"), unit)
    assert ((direction == 1).sum(), (direction == -1).sum()) == (125, 125)
    ratio = counts[:, 24:].sum(axis=1) / counts[:, :24].sum(axis=1) * 2
    assert [np.median(ratio[direction == d]) for d in (1, -1, 0)] == pytest.approx([1.5, 1 / 1.5, 1], rel=0.1)


def test_a_verdict_in_the_wrong_direction_is_false() -> None:
    direction = np.array([1, 1, -1, 0, 0, 1])
    verdicts = np.array(["growth", "decline", "decline", "growth", "no_change", "insufficient"])
    assert discovery.scored(verdicts, direction) == (2 / 4, 2 / 4, 4)
    assert discovery.scored(verdicts[4:], np.array([0, 0]))[0] == 0


def test_goals_of_means_are_held_against_the_mean_of_the_cells() -> None:
    def of_power(ratio: float) -> dict[str, Any]:
        return {key: {"step": {"ratio": ratio, "ratio_se": 0.01}} for key in power.units()}

    assert power.failures(of_power(0.91)) == []
    assert power.failures(of_power(0.89)) == ["mean: 0.890 of the oracle's power"]
    low = power.failures(of_power(0.95) | {CELLS[0].key: {"step": {"ratio": 0.67, "ratio_se": 0.01}}})
    assert low == [f"{CELLS[0].key} step: 0.670 of the oracle's power"]

    one = {"all": {"share": 0.055, "se": 0.001}, "high": {"share": 0.085, "se": 0.001}}
    names = ("year_on_year", "step", "trend")
    found = {key: dict.fromkeys(names, one) for key in mixed.units()}
    # 12 cells of ± 0.10 %: the mean is known to ± 0.03 %.
    assert mixed.failures(found)[0] == "n 24, year_on_year, high: mean 8.50 ± 0.03 %"
    assert len(mixed.failures(found)) == 4


def test_the_true_mean_of_waiting_is_that_of_its_distribution() -> None:
    days = np.floor(generator("waiting").gamma(4, 6, 400_000))
    assert waiting.true_mean() == pytest.approx(np.minimum(days, 30).mean(), abs=0.03)


def test_problems_found_in_a_year_are_large_in_it() -> None:
    for year, place in ((-1, slice(24, 36)), (-2, slice(12, 24)), (-3, slice(0, 12))):
        found, others = discovered(generator("found", year), 20, year=year)
        assert min(sum(s.counts[place]) for s in found) >= 15
        assert (len(found), len(others)) == (20, 40)


def test_every_part_says_which_goals_it_missed() -> None:
    share = {"share": 0.2, "se": 0.001, "n": 1000}
    bad = {
        "rare": {"size": share},
        "surveys": {"size": share},
        "waiting": {"rmst": share, "bias": {"mean": 0.3, "se": 0.01}},
        "artefacts": {"false": share, "found": share},
        "measures": {"size": share, "coverage": share, "coverage_changed": share},
        "dates": {"size": share, "error": {"mean": 3.0, "se": 0.01}},
        "discovery": {"false_share": {"mean": 0.07, "se": 0.001}},
        "no_change": {"step": {"changed": share}},
    }
    missed = {name: part(name).failures({next(iter(part(name).units())): one}) for name, one in bad.items()}
    assert {name: len(found) for name, found in missed.items()} == {
        "rare": 1,
        "surveys": 1,
        "waiting": 2,
        "artefacts": 2,
        "measures": 3,
        "dates": 1,
        "discovery": 1,
        "no_change": 1,
    }
    key = "mean80-n36-phi1-flat-rho0"
    assert part("dates").failures({key: bad["dates"]})[1] == f"{key}: error of the date 3.00 months"


def test_the_battery_that_is_timed_runs(capsys: pytest.CaptureFixture[str]) -> None:
    timing.battery(20)
    assert [line.split(":")[0].strip() for line in capsys.readouterr().out.splitlines()][:4] == [
        "year on year",
        "trend",
        "step",
        "change at an unknown date",
    ]


def counted(unit: Mapping[str, Any], portfolios: int) -> dict[str, Any]:
    with Path(unit["log"]).open("a", encoding="utf-8") as log:
        log.write(unit["name"])
    return {"portfolios": portfolios}


def test_a_run_takes_up_where_it_stopped(tmp_path: Path) -> None:
    log = tmp_path / "log"
    names = {name: {"name": name, "log": str(log)} for name in "abc"}
    run(Store("part", tmp_path), {"b": names["b"]}, counted, STAMP, 1)
    run(Store("part", tmp_path), names, counted, STAMP, 1)
    assert log.read_text() == "bac"
    run(Store("part", tmp_path), names, counted, STAMP | {"code": "new"}, 1)
    assert log.read_text() == "bacabc"
    assert sorted(Store("part", tmp_path).units) == ["a", "b", "c"]


def test_units_that_are_no_longer_measured_go(tmp_path: Path) -> None:
    store = Store("part", tmp_path)
    store.put("gone", STAMP, {})
    store.keep_only({"stays"})
    store.put("stays", STAMP, {})
    assert list(Store("part", tmp_path).units) == ["stays"]


def test_results_do_not_depend_on_the_order_of_units(tmp_path: Path) -> None:
    for folder, names in (("one", "ab"), ("other", "ba")):
        store = Store("part", tmp_path / folder)
        for name in names:
            store.put(name, STAMP, {"of": name})
    assert (tmp_path / "one" / "part.json").read_bytes() == (tmp_path / "other" / "part.json").read_bytes()
    assert not list(tmp_path.rglob("*.tmp"))


def test_the_stamp_follows_the_code_not_the_words() -> None:
    source = '"""Words."""\n\ndef f(x):\n    """More."""\n    return x + 1  # and why\n'
    assert units.without_words(source) == units.without_words("def f(x):\n\n    return x + 1\n")
    assert units.without_words(source) != units.without_words(source.replace("+ 1", "+ 2"))
    lines = "\n\ndef lines(found) -> list[str]:\n    return ['## Heading']\n"
    assert units.without_words(source + lines, is_ours=True) == units.without_words(source)
    assert units.without_words(source + lines) != units.without_words(source)
    assert code_stamp("grid") != code_stamp("power")


def test_a_changed_test_gives_another_stamp(tmp_path: Path) -> None:
    copy = tmp_path / "stats"
    shutil.copytree(units.TESTS, copy)
    assert code_stamp("grid", copy) == code_stamp("grid")
    changed = copy / "verdicts.py"
    changed.write_text(changed.read_text(encoding="utf-8").replace("<= rules.alpha", "< rules.alpha"))
    assert code_stamp("grid", copy) != code_stamp("grid")


def test_quick_prints_and_keeps_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in RESULTS.glob("*.json")}
    program.main(["power", "--portfolios", "1", "--only", "mean80-n24-phi1-flat-rho0", "--processes", "1"])
    assert "| 80 | 1 | no | 0 |" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in RESULTS.glob("*.json")} == before


@pytest.mark.parametrize("name", PARTS)
def test_committed_results_are_whole(name: str) -> None:
    store = Store(name, RESULTS)
    remedy = f"python -m benchmarks.stats {name}"
    assert sorted(store.units) == sorted(part(name).units()), remedy
    assert {unit["stamp"]["portfolios"] for unit in store.units.values()} == {PARTS[name]}, remedy
    assert len({unit["stamp"]["code"] for unit in store.units.values()}) == 1, remedy


def test_the_committed_table_is_of_the_committed_results() -> None:
    assert readme.README.read_text(encoding="utf-8") == readme.text(), "python -m benchmarks.stats --table"


@pytest.mark.full
@pytest.mark.parametrize("name", ["power", "rare", "artefacts"])
def test_a_rerun_gives_the_committed_figures(name: str) -> None:
    key, unit = list(part(name).units().items())[-1]
    committed = Store(name, RESULTS).units[key]["figures"]
    assert part(name).measure(unit, PARTS[name]) == committed, f"python -m benchmarks.stats {name}"


@pytest.mark.full
def test_2500_series_pass_the_whole_battery_within_30_seconds() -> None:
    started = time.monotonic()
    timing.main([])
    assert time.monotonic() - started <= 30
