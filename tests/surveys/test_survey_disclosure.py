"""What the public edition may not give away in the columns of surveys."""

from __future__ import annotations

from datetime import date

import pytest
from tests.surveys.drawn_surveys import STUDY, answers, blank, compute, mark

from painmap.disclosure.cells import suppress_table
from painmap.params.models import Disclosure, Wave

RULE = Disclosure(threshold=5, survey_min=10)
NOW = "Отчётный период"


def test_few_blank_questionnaires_do_not_follow_from_the_usable_ones() -> None:
    table = suppress_table(compute(answers("all", [5] * 60), blank(60, 61))["accounting"], RULE)
    told = {c.key: mark(table, NOW, c.key) for c in table.columns}
    assert (told["received"], told["usable"], told["blank"], told["response_share"]) == (62, "X", "X", "X")
    many = suppress_table(compute(answers("all", [5] * 60), blank(*range(60, 70)))["accounting"], RULE)
    assert [mark(many, NOW, key) for key in ("received", "usable", "blank")] == [70, 60, 10]


def test_a_hidden_share_has_no_interval() -> None:
    rows = answers("all", [5] * 3 + [1] * 57)
    table = suppress_table(compute(rows)["summary"], RULE)
    assert [mark(table, "all", key) for key in ("top2_share", "ci_low", "ci_high")] == ["X"] * 3


def test_few_users_do_not_follow_from_the_next_wave() -> None:
    drawn = [
        Wave(id=str(y), start=date(y, 10, 1), end=date(y, 11, 1), population=n)
        for y, n in ((2023, 60), (2024, 4), (2025, 50))
    ]
    study = STUDY.model_copy(update={"waves": tuple(drawn)})
    table = suppress_table(compute(answers("all", [5] * 60), study=study)["users"], RULE)
    assert [mark(table, "2024", c.key) for c in table.columns] == ["X", "X", "X"]
    assert [mark(table, "2025", c.key) for c in table.columns] == [50, "X", "X"]


@pytest.mark.parametrize("n", [9, 3])
def test_indices_of_few_answers_are_hidden(n: int) -> None:
    rows = answers("all", [5] * n), answers("topic", ["a"] * 60)
    table = suppress_table(compute(*rows, least=2)["indices"], RULE)
    assert {mark(table, "csi", key) for key in ("value", "lower", "upper")} <= {"X", "*"}
