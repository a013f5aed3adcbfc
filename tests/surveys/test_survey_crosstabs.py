"""Cross-tables: every cell against pandas, what is too small, what may not be made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.surveys.drawn_surveys import FORM, STAFF, STUDY, answers, cell, compute, mark

from painmap.params.models import Study
from painmap.report_data import Number

BY_TOPIC = STUDY.model_copy(update={"breakdowns": ("topic",)})


def draw(n: int, seed: int = 3) -> dict[str, list[Any]]:
    generator = np.random.default_rng(seed)
    needs = [(), ("x",), ("y",), ("x", "y")]
    return {
        "all": [(1, 2, 3, 4, 5, None)[i] for i in generator.integers(0, 6, n)],
        "topic": [("a", "b")[i] for i in generator.integers(0, 2, n)],
        "needs": [needs[i] for i in generator.integers(0, 4, n)],
    }


def rows_of(drawn: dict[str, list[Any]], **fields: Any) -> list[dict[str, Any]]:
    return [row for question, values in drawn.items() for row in answers(question, values, **fields)]


@pytest.mark.parametrize("question", ["all", "needs"])
def test_every_cell_is_that_of_pandas(question: str) -> None:
    drawn = draw(150)
    table = compute(rows_of(drawn), study=BY_TOPIC)[f"by-topic-{question}"]
    long = pd.DataFrame(drawn).explode("needs").drop_duplicates()
    given = pd.DataFrame(drawn)
    given = given[given[question].map(lambda v: v != ())]
    long = given.explode("needs") if question == "needs" else given.assign(all=given["all"].fillna(0))
    expected = pd.crosstab(long[question], long["topic"])
    bases = given["topic"].value_counts()
    assert [c.key for c in table.columns] == ["of-a", "of-b", "all", "n"]
    assert table.columns[0].title == f"Архив (n\xa0=\xa0{bases['a']})"
    for row in table.rows:
        key = row.code if question == "needs" else int(row.code or 0)
        for group in "ab":
            n = int(bases[group])
            wanted = Number(value=expected.loc[key, group] / n, base=n)
            assert cell(table, row.code or row.label, f"of-{group}") == wanted
        assert mark(table, row.code or row.label, "n") == expected.loc[key].sum()
        share = cell(table, row.code or row.label, "all")
        assert share == Number(value=expected.loc[key].sum() / len(given), base=len(given))


def test_crosstabs_stand_in_the_appendix_of_the_internal_edition() -> None:
    tables = compute(rows_of(draw(150)), study=BY_TOPIC)
    made = {key: t for key, t in tables.items() if key.startswith("by-")}
    assert list(made) == ["by-topic-all", "by-topic-needs"]
    kept = {(t.section, t.is_internal, t.is_additive) for t in made.values()}
    assert kept == {("stat_tables", True, False)}
    assert "вместе могут превышать 100 %" in " ".join(made["by-topic-needs"].notes)


def test_a_column_of_few_answers_has_no_shares() -> None:
    drawn = {"all": [5] * 49, "topic": ["a"] * 40 + ["b"] * 9}
    table = compute(rows_of(drawn), study=BY_TOPIC)["by-topic-all"]
    assert {mark(table, code, "of-b") for code in "12345"} == {"*"}
    assert mark(table, "5", "of-a") == 1.0
    # Of 30 answers a percentage is printed, but not where a mean is stated of 35 only.
    drawn = {"all": [5] * 70, "topic": ["a"] * 40 + ["b"] * 30}
    table = compute(rows_of(drawn), study=BY_TOPIC, least=35)["by-topic-all"]
    assert [mark(table, "5", f"of-{group}") for group in "ab"] == [1.0, "*"]
    few = compute(rows_of({"all": [5] * 9, "topic": ["a"] * 9}), study=BY_TOPIC)
    assert "by-topic-all" not in few


@pytest.mark.parametrize(
    ("study", "fields"),
    [
        (STUDY, {}),
        (STAFF.model_copy(update={"breakdowns": ("topic",)}), {"client_kind": "internal"}),
        (BY_TOPIC, {"is_tally": True}),
        (STUDY.model_copy(update={"breakdowns": ("gone", "words")}), {}),
    ],
)
def test_no_crosstab(study: Study, fields: dict[str, Any]) -> None:
    tables = compute(rows_of(draw(150), **fields), study=study)
    assert not [key for key in tables if key.startswith("by-")]


def test_groups_of_several_choices_overlap_and_say_so() -> None:
    drawn = {"all": [5] * 40, "needs": [("x", "y")] * 30 + [("x",)] * 10}
    table = compute(rows_of(drawn), study=STUDY.model_copy(update={"breakdowns": ("needs",)}))["by-needs-all"]
    titles = [c.title.replace("\xa0", " ") for c in table.columns[:3]]
    assert titles == ["Запись (n = 40)", "Срок (n = 30)", "Все (n = 40)"]
    assert mark(table, "5", "n") == 40
    assert any("пересекаются" in note for note in table.notes)
    assert FORM.question("needs").kind == "multi"
