"""Thresholds of nonsense, and the register of guidance: a fault names file, field and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.params.load import agency_ids, load_agency
from painmap.params.models import Levels
from painmap.paths import Tree

Break = Callable[[str, str, str], None]
HEAD = "schema_version,id,topic_code,title,issued_date,withdrawn_date,place"
NAME = "materials/minec-49.csv"


def message(tree: Tree, agency: str = "minec-49") -> str:
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, agency)
    return str(caught.value)


# --- thresholds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("low_below: 0.05", "low_below: -0.05", ("external.low_below", "не меньше 0")),
        ("high_from: 0.10", "high_from: 1.5", ("external.high_from", "не больше 1")),
        ("high_from: 0.10", "high_from: 0.05", ("граница низкого уровня",)),
        ("high_min_clients: 12", "high_min_clients: 0", ("high_min_clients", "не меньше 1")),
        ("single_below_clients: 5", "single_below_clients: -5", ("single_below_clients", "не меньше 1")),
        ("high_problems: 3", "high_problems: 0", ("in_depth_survey.high_problems", "не меньше 1")),
        ("complaints_on_one: 10", "complaints_on_one: -1", ("complaints_on_one", "не меньше 1")),
        ("low_score_share: 0.25", "low_score_share: 25", ("low_score_share", "не больше 1")),
        ("low_score_share: 0.25", "low_score_share: 0", ("low_score_share", "больше 0")),
        ("low_score_base: 30", "low_score_base: 0", ("low_score_base", "не меньше 1")),
        ("mean_below: 3.5", "mean_below: 35", ("mean_below", "не больше 5")),
        ("mean_below: 3.5", "mean_below: .nan", ("mean_below", "нужно")),
        (
            "questionnaire: minec-49-in-depth",
            "questionnaire: minec-49-in-deep",
            ("Анкета", "«minec-49-in-depth»"),
        ),
        ("per_quarter: 5", "per_quarter: 0", ("materials_requests_per_quarter", "не меньше 1")),
        (
            "materials_client_kinds: [external, internal]",
            "materials_client_kinds: []",
            ("materials_client_kinds",),
        ),
        (
            "materials_client_kinds: [external, internal]",
            "materials_client_kinds: [unknown]",
            ("external, internal",),
        ),
    ],
)
def test_thresholds_of_nonsense(tree: Tree, break_: Break, old: str, new: str, says: tuple[str, ...]) -> None:
    break_("agencies/minec-49.yaml", old, new)
    text = message(tree)
    for part in ("params/agencies/minec-49.yaml", *says):
        assert part in text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("min_clients: 20", "min_clients: 0", "не меньше 1"),
        ("above_mean_share: 0.25", "above_mean_share: -0.25", "не меньше 0"),
        ("problem_clients: 15", "problem_clients: 15, problem_growth: 0.5", "не меньше 1"),
        ("problem_clients: 15", "problem_clients: 15, scatter: -2", "не меньше 0"),
    ],
)
def test_the_significant_number_of_nonsense(
    tree: Tree, break_: Break, field: str, value: str, says: str
) -> None:
    break_("agencies/minyust-rd.yaml", field, value)
    text = message(tree, "minyust-rd")
    assert "thresholds.significant_number" in text
    assert says in text


@pytest.mark.parametrize("share", ["0", "1", "-0.25", "2"])
def test_limits_cannot_move_by_nothing_or_by_all(tree: Tree, break_: Break, share: str) -> None:
    break_("report.yaml", "sensitivity_share: 0.25", f"sensitivity_share: {share}")
    assert "sensitivity_share" in message(tree)


def test_borders_keep_their_order_when_they_move() -> None:
    wide = Levels(low_below=0.5, high_from=0.9, high_min_clients=3)
    assert [(m.low_below, m.high_from, m.high_min_clients) for m in (wide.moved(0.75), wide.moved(1.25))] == [
        (0.375, 0.675, 3),
        (0.625, 1.0, 4),
    ]


# --- the register of guidance -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1,a,77,Памятка,2025-01-01,,", ("Тема «77»", "topic_code, запись 1")),
        (
            "1,a,01,Памятка,2025-01-01,2024-12-31,",
            ("утратил актуальность", "withdrawn_date, запись 1", "issued_date"),
        ),
        ("1,a,01,Памятка,2025-01-01,2025-01-01,", ("утратил актуальность",)),
        ("1,a,01,Памятка,2025-02-30,,", ("нужна дата вида 2025-03-30", "issued_date")),
        ("1,a,01,Памятка,,,", ("Обязательная графа не заполнена", "issued_date")),
        ("1,a,01,Памятка,2025-01-01,,\n1,a,02,Иная,2025-01-01,,", ("Ключ строки повторяется",)),
        ("1,a,01,Памятка,2025-01-01,,\n1,b,01, памятка ,2025-01-01,,", ("записан дважды", "title, запись 2")),
    ],
)
def test_a_faulty_register_of_guidance(tree: Tree, row: str, says: tuple[str, ...]) -> None:
    (tree.params / NAME).write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    text = message(tree)
    for part in (f"params/{NAME}", *says):
        assert part in text


def test_an_agency_need_not_keep_a_register_of_guidance(tree: Tree) -> None:
    (tree.params / NAME).unlink()
    assert load_agency(tree, "minec-49").materials.empty


def test_the_registers_of_the_repository_are_marked_as_demonstration(real: Tree) -> None:
    for agency in agency_ids(real):
        places: pd.Series = load_agency(real, agency).materials["place"]
        assert len(places)
        assert places.str.startswith("Демонстрационная запись: ").all()


def test_an_order_that_names_staff_counts_their_questions_too(real: Tree) -> None:
    """4.1: «В целях анализа обращений внешних и внутренних клиентов»."""
    for agency in agency_ids(real):
        text = Path(__file__).parents[1].joinpath("orders", f"{agency}.txt").read_text(encoding="utf-8")
        is_asked = "разъяснения для пользователей" in " ".join(text.split())
        kinds = load_agency(real, agency).agency.thresholds.materials_client_kinds
        assert ("internal" in kinds) is is_asked
