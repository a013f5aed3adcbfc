"""Fewer respondents than may be told of: nothing of their answers reaches a table, in any edition."""

from __future__ import annotations

from typing import Any

import pytest
from tests.surveys.drawn_surveys import STAFF, answers, cell, compute, mark
from tests.surveys.drawn_surveys import STUDY as DRAWN

from painmap.params.models import Study
from painmap.report_data import Number, Table

# A share of these that a reader met anywhere would be theirs: 5 of 7 and 2 of 7.
MARKS, OPTIONS = [1] * 5 + [5] * 2, ["a"] * 5 + ["b"] * 2
STUDY = STAFF.model_copy(update={"breakdowns": ("topic",), "margins": {"topic": {"a": 0.5, "b": 0.5}}})


def of_staff(question: str, values: list[Any], wave: str = "2025") -> list[dict[str, Any]]:
    return answers(question, values, wave, client_kind="internal")


def figures(table: Table, *columns: str) -> set[str]:
    """The signs of the rows; «figure» where one is no sign."""
    keys = columns or tuple(c.key for c in table.columns)
    cells_ = [cell(table, row.code or row.label, key) for row in table.rows for key in keys]
    return {c.mark or "figure" for c in cells_}


def test_a_small_study_shows_no_figure_but_how_many_took_part() -> None:
    tables = compute(
        of_staff("all", MARKS), of_staff("topic", OPTIONS), of_staff("advise", [0] * 7), study=STUDY
    )
    assert set(tables) == {"accounting"}
    row = tables["accounting"].rows[0].cells
    shown = {key for key in row if not cell(tables["accounting"], "Отчётный период", key).mark}
    # The response rate of 7 out of 400 follows from the two counts.
    assert shown == {"offered", "received", "response_share"}
    assert any("Ответивших менее 10: показатели" in note for note in tables["accounting"].notes)


def test_no_figure_of_few_staff_stands_in_any_cell() -> None:
    """The canary: 7 marks of 4 and one of 2 would be met as 7, 8, their shares or their mean."""
    canary = of_staff("all", [4] * 7 + [2]), of_staff("topic", ["b"] * 8)
    tables = compute(*canary, of_staff("speed", [3] * 40), study=STUDY)
    own = [tables["all"], tables["topic"]]
    rows = [row for t in tables.values() for row in t.rows if row.code in ("all", "topic")]
    told = [c for t in own for row in t.rows for c in row.cells.values()] + [
        c for row in rows for c in row.cells.values()
    ]
    assert {getattr(c, "mark", "") for c in told} <= {"*", "…"}
    assert not any(getattr(c, "base", None) for c in told)
    assert mark(tables["speed"], "3", "share") == 1.0
    assert mark(tables["summary"], "speed", "mean") == 3.0


def test_the_year_before_is_hidden_alike() -> None:
    tables = compute(of_staff("all", [4] * 30), of_staff("all", MARKS, "2024"), study=STAFF)
    assert figures(tables["all"], "previous", "previous_share", "change", "change_share") == {"*"}
    assert figures(tables["all"], "period", "share") == {"figure"}
    told = [mark(tables["summary"], "all", f"previous_{key}") for key in ("n", "mean", "top2_share")]
    assert told == ["*"] * 3
    assert mark(tables["summary"], "all", "change") == "*"
    assert [mark(tables["indices"], "csi", key) for key in ("previous_n", "previous", "change")] == ["*"] * 3
    missing = tables["item-nonresponse"]
    assert [mark(missing, "all", key) for key in ("previous", "previous_share", "change")] == ["*"] * 3
    assert mark(missing, "all", "answered") == 30


@pytest.mark.parametrize(("n", "sign"), [(9, "*"), (10, "figure")])
def test_the_bound_is_the_parameter(n: int, sign: str) -> None:
    tables = compute(of_staff("all", [5] * n), of_staff("speed", [4] * 30), study=STAFF)
    assert figures(tables["all"], "period") == {sign}
    # All of ten gave the same mark: a statement about everyone, and kept.
    if n == 10:
        assert mark(tables["all"], "5", "period") == 10
        assert mark(tables["summary"], "all", "mean") == 5.0


@pytest.mark.parametrize("study", [DRAWN, STAFF], ids=["clients", "staff"])
@pytest.mark.parametrize("n", [1, 3, 9])
def test_few_clients_are_told_of_no_more_than_few_staff(study: Study, n: int) -> None:
    kind = study.client_kind
    rows = answers("all", [2] * n, client_kind=kind), answers("topic", ["a"] * n, client_kind=kind)
    tables = compute(*rows, answers("all", [5] * 40, "2024", client_kind=kind), study=study)
    assert set(tables) == {"accounting"}
    now = tables["accounting"].rows[0].cells
    shown = {key for key, told in now.items() if isinstance(told, Number) and not told.mark}
    assert shown == {"offered", "received", "response_share"}
    assert any("показатели опроса не приводятся" in note for note in tables["accounting"].notes)


def test_a_question_that_few_clients_answered_shows_no_figure() -> None:
    now = answers("all", [4] * 30), answers("topic", OPTIONS), answers("speed", [4] * 30)
    before = answers("speed", MARKS, "2024"), answers("all", [5] * 30, "2024")
    tables = compute(*now, *before)
    assert figures(tables["topic"], "period", "share", "change", "change_share") == {"*"}
    assert tables["topic"].base is None
    keys = ("previous", "previous_share", "change", "change_share")
    assert figures(tables["speed"], *keys) == {"*"}
    told = [mark(tables["summary"], "speed", key) for key in ("previous_n", "previous_mean", "change")]
    assert told == ["*"] * 3
    assert figures(tables["all"], "period", "previous", "change") == {"figure"}
