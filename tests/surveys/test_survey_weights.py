"""Raking: against a log-linear fit and by hand, what it costs, and what cannot be raked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.surveys.drawn_surveys import FORM, STUDY, answers, compute, mark

from painmap.params.models import Question, Study
from painmap.report_data import Table
from painmap.surveys.weights import CannotRakeError, Margins, rake

EVEN = {"topic": {"a": 0.5, "b": 0.5}}


def margins(shares: Any) -> Study:
    return STUDY.model_copy(update={"margins": shares})


def weighted(topics: list[Any], marks: list[Any], shares: Any, **more: Any) -> Table:
    rows = answers("topic", topics) + answers("all", marks)
    return compute(rows, study=margins(shares), **more)["weighted"]


def test_one_margin_by_hand() -> None:
    # 30 of 40 chose a: weights (½ / ¾) and (½ / ¼); Kish: 40·(30·4/9 + 10·4) / 40² = 4/3.
    table = weighted(["a"] * 30 + ["b"] * 10, [5] * 30 + [1] * 10, EVEN)
    assert [mark(table, "all", key) for key in ("n", "mean", "top2_share")] == [40, 4.0, 0.75]
    told = [mark(table, "all", key) for key in ("weighted_n", "weighted_mean", "weighted_share")]
    assert told == [40, pytest.approx(3.0), pytest.approx(0.5)]
    notes = " ".join(table.notes)
    assert "шагов подбора — 1; веса не усекались, от 0,67 до 2,00" in notes
    assert "(Киш) — 30 из 40, эффект плана — 1,33" in notes
    assert (table.section, table.is_internal) == ("stat_tables", True)


def test_two_margins_are_those_of_a_log_linear_fit() -> None:
    """Another route: a Poisson fit of main effects with the log of the sample as offset has these margins."""
    import statsmodels.api as sm

    generator = np.random.default_rng(11)
    frame = pd.DataFrame({
        "sex": generator.choice(["f", "m"], 400, p=[0.7, 0.3]),
        "age": generator.choice(["1", "2", "3"], 400, p=[0.5, 0.3, 0.2]),
    })  # fmt: skip
    wanted: Margins = {"sex": {"f": 0.52, "m": 0.48}, "age": {"1": 0.25, "2": 0.35, "3": 0.4}}
    raked = rake(frame, wanted)
    seed = frame.groupby(["sex", "age"]).size().rename("n").reset_index()
    target = seed["sex"].map(wanted["sex"]) * seed["age"].map(wanted["age"]) * 400
    design = sm.add_constant(pd.get_dummies(seed[["sex", "age"]], drop_first=True).astype(float))
    model = sm.GLM(target, design, family=sm.families.Poisson(), offset=np.log(seed["n"]))
    fitted = model.fit(tol=1e-12, maxiter=200).fittedvalues
    found = raked.weights.groupby([frame["sex"], frame["age"]]).sum().to_numpy()
    assert found == pytest.approx(fitted.to_numpy(), rel=1e-6)
    for question, shares in wanted.items():
        sums = raked.weights.groupby(frame[question]).sum() / 400
        assert sums.to_dict() == pytest.approx(dict(shares), abs=1e-8)
    assert raked.weights.mean() == pytest.approx(1.0)


def test_who_left_out_a_margin_has_no_weight() -> None:
    table = weighted(["a"] * 30 + ["b"] * 10, [5] * 30 + [1] * 10 + [5] * 20, EVEN)
    assert [mark(table, "all", key) for key in ("n", "weighted_n")] == [60, 40]
    assert mark(table, "all", "weighted_mean") == pytest.approx(3.0)
    assert "анкет без веса, где нет ответа на эти вопросы, — 20" in " ".join(table.notes)
    frame = pd.DataFrame({"a": ["x", "y"] * 10 + ["x"], "b": ["1", "1", "2", "2"] * 5 + [None]})
    raked = rake(frame, {"a": {"x": 0.6, "y": 0.4}, "b": {"1": 0.5, "2": 0.5}})
    assert list(raked.weights.index) == list(range(20))


def test_what_is_stated_goes_by_the_effective_number() -> None:
    # 39 weights of 1/39·½ and one of ½: fewer than 4 effective answers.
    table = weighted(["a"] * 39 + ["b"], [5] * 39 + [1], EVEN)
    assert [mark(table, "all", key) for key in ("mean", "weighted_mean", "weighted_share")] == [4.9, "*", "*"]


@pytest.mark.parametrize(
    ("topics", "shares", "reason"),
    [
        (["a"] * 40, EVEN, "вариант «Брак» никто не выбрал"),
        (["a", "b"] * 20, {"topic": {"a": 1.0, "b": 0.0}}, "доля варианта «Брак» среди клиентов не указана"),
        (["a", "b"] * 20, {"topic": {"a": 1.0}}, "доля варианта «Брак» среди клиентов не указана"),
        (["a", "b"] * 20, {"topic": {"a": 0.5, "b": 0.4}}, "в сумме не равны 100 %"),
        (["a", "b"] * 20, {"needs": {"x": 0.5, "y": 0.5}}, "«Что важно?»: по нему можно было выбрать"),
        (["a", "b"] * 20, {"gone": {"x": 1.0}}, "«gone»: по нему можно было выбрать"),
        ([()] * 40, EVEN, "не ответил никто"),
    ],
)
def test_what_cannot_be_raked_stays_unweighted_and_says_why(
    topics: list[Any], shares: Any, reason: str
) -> None:
    table = weighted(topics, [5, 1] * 20, shares)
    told = [mark(table, "all", key) for key in ("mean", "weighted_n", "weighted_mean", "weighted_share")]
    assert told == [3.0, "…", "…", "…"]
    assert len(table.notes) == 1
    assert table.notes[0].startswith("Взвешенные показатели не рассчитаны: ")
    assert reason in table.notes[0]


def test_margins_that_contradict_the_answers_do_not_converge() -> None:
    # Nobody is in two of the four cells: both margins cannot hold at once.
    frame = pd.DataFrame({"a": ["x"] * 30 + ["y"] * 10, "b": ["1"] * 30 + ["2"] * 10})
    with pytest.raises(CannotRakeError, match="не сошлись за 100 шагов"):
        rake(frame, {"a": {"x": 0.5, "y": 0.5}, "b": {"1": 0.7, "2": 0.3}})


def test_a_tally_is_not_raked_and_no_margins_make_no_table() -> None:
    rows = answers("topic", ["a", "b"] * 20, is_tally=True) + answers("all", [5] * 40, is_tally=True)
    assert "сводом" in compute(rows, study=margins(EVEN))["weighted"].notes[0]
    assert "weighted" not in compute(rows)


def test_row_order_does_not_matter() -> None:
    rows = answers("topic", ["a"] * 27 + ["b"] * 13) + answers("all", [5, 4, 3, 2, 1] * 8)
    more = Question(id="sex", text="Пол", kind="single", options={"f": "Ж", "m": "М"})
    form = FORM.model_copy(update={"questions": (*FORM.questions, more)})
    rows += answers("sex", ["f", "m", "f"] * 13 + ["m"])
    study = margins(EVEN | {"sex": {"f": 0.55, "m": 0.45}})
    first = compute(rows, study=study, form=form)["weighted"]
    other = compute(rows[::-1], study=study, form=form)["weighted"]
    assert other.model_dump_json() == first.model_dump_json()
