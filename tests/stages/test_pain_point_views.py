"""What `20_pain_points` shows, on a dozen texts whose tables are known."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from painmap.periods import Period
from painmap.schema import ASSIGNMENTS, MENTIONS, PROBLEMS, REVIEWS
from painmap.stages._pain_point_views import PainPoints

KINDS = ["external"] * 11 + ["internal"]
PROBLEM = ["p01"] * 5 + ["p02"] * 2 + [None] * 4 + ["s01"]
YEARS = ["2024"] * 2 + ["2025"] * 10
IDS = [f"r{i:02d}" for i in range(12)]


@pytest.fixture
def found() -> PainPoints:
    texts = pd.DataFrame(
        {
            "record_id": IDS,
            "text": [f"текст {i}" for i in range(12)],
            "client_kind": KINDS,
            "date": pd.to_datetime([f"{year}-06-01" for year in YEARS]),
        }
    )
    score = [0.9, 0.8, 0.36, 0.9, 0.9, 0.7, 0.7, 0.3, 0.0, 0.0, 0.0, 0.9]
    assigned = pd.DataFrame({"record_id": IDS, "problem_id": PROBLEM, "score": score})
    mentions = pd.DataFrame(
        {
            "record_id": IDS,
            "start": 0,
            "end": 5,
            "fragment": [f"фрагмент {i}" for i in range(12)],
            "mention_kind": ["complaint"] * 8 + ["request"] * 4,
            "cue": ["lack"] * 8 + ["request"] * 4,
        }
    )
    rows = [("p01", "external", "Очереди"), ("p02", "external", "Отказы"), ("s01", "internal", "Нагрузка")]
    registry = PROBLEMS.conform(
        pd.DataFrame(rows, columns=["id", "client_kind", "title"]).assign(
            problem_kind="problem", status="accepted", valid_from=["2023", "2025", "2023"], found_on="history"
        )
    )
    judged = {"record_id": "r03", "problem_id": "p01", "verdict": "right", "author_role": "отдел анализа"}
    wrong = {**judged, "record_id": "r05", "problem_id": "p02", "verdict": "wrong"}
    reviews = pd.DataFrame([judged, wrong]).assign(entered_date=pd.Timestamp("2026-01-20"))
    return PainPoints(
        assignments=ASSIGNMENTS.conform(assigned),
        texts=texts,
        mentions=MENTIONS.conform(mentions),
        find_period_texts=lambda: texts.iloc[:0],
        registry=registry,
        new_groups=pd.DataFrame(),
        min_score=0.35,
        topics={},
        channels={},
        reviews=REVIEWS.conform(reviews),
        period=Period.parse("2025"),
        appeal_ids=frozenset(IDS[:11]),
    )


def test_topics_are_wanted_of_appeals_alone(found: PainPoints) -> None:
    texts = found.texts.assign(topic_code=["t1", *[None] * 11])
    assert replace(found, texts=texts).topic_model.open_ids == frozenset(IDS[1:11])


def test_what_became_of_each_problem_in_the_last_year(found: PainPoints) -> None:
    changed = found.changes.set_index("Код")
    counts = changed[["Было обращений", "Стало обращений"]].to_numpy().tolist()
    assert dict(zip(changed.index, counts, strict=True)) == {"p01": [2, 3], "p02": [0, 2], "s01": [0, 1]}
    assert changed["Что с ней стало"]["p01"] == "сохраняется"
    assert changed["Что с ней стало"]["p02"] != "сохраняется"


def test_judged_assignments_and_their_share_of_right_ones(found: PainPoints) -> None:
    everything = found.audit.iloc[0]
    # Two of the five assigned texts of 2025 were judged, one of them right.
    assert (everything["Обращений"], everything["Проверено"], everything["Доля верных"]) == (5, 2, 0.5)


def test_a_change_that_wrong_assignments_may_explain_is_told(found: PainPoints) -> None:
    queues = found.artefacts.set_index("Код").loc["p01"]
    assert (queues["Было"], queues["Стало"]) == (2, 3)
    assert queues["Вывод"] == "может объясняться ошибками отнесения"


def test_without_a_covered_year_there_is_nothing_to_compare(found: PainPoints) -> None:
    none = replace(found, period=None)
    assert none.changes.empty
    assert none.artefacts.empty
    assert none.audit["Проверено"].sum() == 0


def test_what_fits_nowhere_is_shown_of_external_clients_only(found: PainPoints) -> None:
    assert found.unassigned["Фрагмент"].tolist() == [f"фрагмент {i}" for i in range(7, 11)]
    assert found.borderline["Проблема"].tolist() == ["Очереди", "иные"]


def test_how_people_say_it(found: PainPoints) -> None:
    assert found.voices["Всего"].to_dict() == {"нехватка": 8, "просьба": 4}
