"""Who answered: from questionnaires offered to usable ones, questions left out, users of a service."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.surveys.drawn_surveys import FORM, STUDY, answers, blank, cell, compute, mark, waves

from painmap.params.models import FormerQuestion, FormerVersion, Scale, Wave
from painmap.report_data import Number

NOW = "Отчётный период"
CLOSED = ("all", "speed", "advise", "topic", "needs")


def whole(question: str) -> Any:
    return {"advise": 9, "topic": "a", "needs": ("x", "y")}.get(question, 5)


def filled(count: int, questions: tuple[str, ...] = CLOSED, wave: str = "2025") -> list[dict[str, Any]]:
    """Answers of respondents 0 … count − 1 to all these questions."""
    return [row for q in questions for row in answers(q, [whole(q)] * count, wave)]


def test_from_offered_to_usable() -> None:
    # 30 answer all five closed questions, 10 four of them («затрудняюсь» among these), 8 one, 2 none.
    rows = [
        *filled(30),
        *[r for r in filled(40, ("all", "topic", "needs")) if int(r["respondent_id"]) >= 30],
        *[r for r in answers("speed", [None] * 40) if int(r["respondent_id"]) >= 30],
        *[r for r in answers("all", [4] * 48) if int(r["respondent_id"]) >= 40],
        *blank(48, 49),
    ]  # fmt: skip
    table = compute(rows, study=waves(started=90))["accounting"]
    told = {c.key: mark(table, NOW, c.key) for c in table.columns}
    assert told == {
        "offered": 400, "started": 90, "received": 50, "finished": 40, "usable": 48, "blank": 2,
        "response_share": 0.12,
    }  # fmt: skip


def test_open_answers_alone_enter_no_figure() -> None:
    table = compute(filled(30), answers("words", [None] * 35, text="слова"))["accounting"]
    assert [mark(table, NOW, key) for key in ("received", "usable", "blank")] == [35, 30, 5]


def test_all_unsure_is_an_answer_and_no_score() -> None:
    tables = compute(answers("all", [None] * 25))
    assert mark(tables["accounting"], NOW, "usable") == 25
    told = [mark(tables["summary"], "all", key) for key in ("n", "mean", "top2_share", "ci_low")]
    assert told == [0, "–", "–", "–"]
    assert mark(tables["indices"], "csi", "value") == "–"
    assert mark(tables["all"], "Затрудняюсь ответить", "share") == 1.0
    assert mark(tables["all"], "5", "share") == 0.0


def test_what_no_wave_tells_is_no_zero() -> None:
    table = compute(filled(30), study=waves(offered=None))["accounting"]
    told = [mark(table, NOW, key) for key in ("offered", "started", "response_share")]
    assert told == ["…", "…", "…"]


def test_the_population_stands_in_for_the_number_offered() -> None:
    study = waves(offered=None, population=120).model_copy(update={"population_unit": "предоставленных мер"})
    table = compute(filled(30), study=study)["accounting"]
    assert cell(table, NOW, "response_share") == Number(value=0.25, base=120)
    assert any("от числа предоставленных мер" in note for note in table.notes)


def test_more_answers_than_people_asked_give_no_rate() -> None:
    table = compute(filled(30), study=waves(offered=20))["accounting"]
    assert mark(table, NOW, "response_share") == "…"
    assert any("больше анкет, чем было кому ответить" in note for note in table.notes)


def test_half_a_wave_has_no_response_rate() -> None:
    study = waves(start=date(2025, 9, 15))
    assert mark(compute(filled(30), study=study, period="2025")["accounting"], NOW, "offered") == 400
    assert mark(compute(filled(30), study=study, period="2025-Q4")["accounting"], NOW, "offered") == "…"


def test_a_wave_told_twice_and_delivered_twice_is_one() -> None:
    study = STUDY.model_copy(update={"waves": (*STUDY.waves, STUDY.waves[-1].model_copy())})
    again = [{**row, "record_id": f"again:{row['record_id']}", "source_file_id": "bb"} for row in filled(40)]
    twice, once = compute(filled(40), again, study=study), compute(filled(40))
    assert {key: t.model_dump() for key, t in twice.items()} == {k: t.model_dump() for k, t in once.items()}


@pytest.mark.parametrize("rows", [[], blank(*range(12))])
def test_a_wave_without_answers(rows: list[dict[str, Any]]) -> None:
    tables = compute(rows, answers("all", [5] * 30, "2024"))
    assert set(tables) == ({"accounting", "summary", "indices", "all", "item-nonresponse"} if rows else set())
    if rows:
        told = [mark(tables["accounting"], NOW, key) for key in ("received", "usable", "response_share")]
        assert told == [12, 0, 0.0]
        assert {mark(tables["all"], code, "share") for code in "12345"} == {"…"}
        assert mark(tables["all"], "5", "previous") == 30
        assert mark(tables["all"], "5", "change") == "…"


def test_one_respondent() -> None:
    tables = compute(filled(1))
    assert list(tables) == ["accounting"]
    assert mark(tables["accounting"], NOW, "received") == 1
    assert mark(tables["accounting"], NOW, "finished") == "*"


def test_a_tally_tells_only_what_it_can() -> None:
    rows = [*answers("all", [5] * 30, is_tally=True), *answers("topic", ["a"] * 25, is_tally=True)]
    tables = compute(rows, study=STUDY.model_copy(update={"breakdowns": ("topic",)}))
    told = [mark(tables["accounting"], NOW, key) for key in ("received", "finished", "usable", "blank")]
    assert told == [30, "…", "…", "…"]
    assert any("не менее указанного числа" in note for note in tables["accounting"].notes)
    assert any("по группам не сопоставлены" in note for note in tables["accounting"].notes)
    assert [mark(tables["indices"], "csi", key) for key in ("n", "value", "lower")] == [30, 100.0, "…"]
    missing = tables["item-nonresponse"]
    assert [mark(missing, "topic", c.key) for c in missing.columns] == ["…", 25, 0, 0, *["…"] * 5]
    assert not [key for key in tables if key.startswith("by-")]


# --- questions left out ---------------------------------------------------------------------------


def test_questions_left_out() -> None:
    now = [*filled(40, ("all", "topic")), *answers("speed", [5] * 20 + [None] * 8), *blank(40, 41)]
    table = compute(now, filled(30, ("all",), "2024"), answers("speed", [5] * 24, "2024"))["item-nonresponse"]
    keys = ("asked", "answered", "unsure", "period", "previous", "change")
    assert [mark(table, "speed", key) for key in keys] == [42, 20, 8, 14, 6, 8]
    assert cell(table, "speed", "share") == Number(value=14 / 42, base=42)
    assert [mark(table, "words", key) for key in keys] == [42, 0, 0, 42, 30, 12]


def test_a_question_that_its_wave_does_not_ask_is_not_left_out() -> None:
    form = FORM.model_copy(update={"versions": (FormerVersion(id="short", absent=("speed", "advise")),)})
    study = waves(version="short")
    short = filled(40, ("all", "topic", "needs"))
    tables = compute(short, filled(30, CLOSED, "2024"), study=study, form=form)
    missing = tables["item-nonresponse"]
    assert "speed" not in {row.code for row in missing.rows}
    # All three closed questions of its version are all of them.
    assert mark(tables["accounting"], NOW, "finished") == 40
    assert [mark(tables["summary"], "speed", key) for key in ("n", "mean", "change")] == ["…", "…", "…"]
    assert mark(tables["summary"], "speed", "previous_mean") == 5.0
    assert {mark(tables["speed"], code, "period") for code in "12345"} == {"…"}
    assert "В отчётном периоде ответов на вопрос нет" in tables["speed"].notes


def test_answers_outside_the_scale_enter_nothing() -> None:
    tables = compute(answers("all", [5] * 30 + [7] * 10), answers("topic", ["a"] * 30 + ["zz"] * 10))
    assert [mark(tables["summary"], "all", key) for key in ("n", "mean")] == [30, 5.0]
    assert mark(tables["all"], "Всего ответивших", "period") == 30
    assert mark(tables["topic"], "a", "share") == 1.0
    assert [mark(tables["accounting"], NOW, key) for key in ("received", "usable", "blank")] == [40, 30, 10]
    half = [{**row, "value": 4.5} for row in answers("speed", [5] * 30)]
    assert "speed" not in compute(half)


def test_marks_of_another_scale_are_not_mixed_in() -> None:
    ten = Scale(labels={str(i): i for i in range(10, 0, -1)})
    former = FormerVersion(id="ten", questions=(FormerQuestion(id="all", scale="ten"),))
    form = FORM.model_copy(update={"scales": FORM.scales | {"ten": ten}, "versions": (former,)})
    before, now = STUDY.waves
    study = STUDY.model_copy(update={"waves": (before.model_copy(update={"version": "ten"}), now)})
    tables = compute(answers("all", [4] * 30), answers("all", [5, 8] * 20, "2024"), study=study, form=form)
    told = [mark(tables["summary"], "all", key) for key in ("mean", "previous_mean", "change")]
    assert told == [4.0, "…", "…"]
    assert mark(tables["all"], "5", "previous") == "…"
    assert any("шкала" in note for note in tables["all"].notes)


def test_a_scale_of_two_marks_has_no_two_highest() -> None:
    form = FORM.model_copy(update={"scales": {"five": Scale(labels={"да": 1, "нет": 0})}})
    tables = compute(answers("all", [1] * 30 + [0] * 10), form=form)
    told = [mark(tables["summary"], "all", key) for key in ("n", "mean", "top2_share", "ci_low")]
    assert told == [40, 0.75, "…", "…"]
    assert mark(tables["indices"], "csi", "value") == 75.0
    one = FORM.model_copy(update={"scales": {"five": Scale(labels={"да": 1})}})
    tables = compute(answers("all", [1] * 30), form=one)
    assert [row.code for row in tables["indices"].rows] == ["advise"]


# --- users of a service ---------------------------------------------------------------------------


def test_users_by_wave() -> None:
    drawn = [
        Wave(id=str(y), start=date(y, 10, 1), end=date(y, 11, 1), population=n)
        for y, n in ((2022, 100), (2023, None), (2024, 200), (2025, 250), (2026, 900))
    ]
    study = STUDY.model_copy(update={"waves": tuple(drawn), "population_unit": "пользователей сервиса"})
    table = compute(filled(30), study=study)["users"]
    assert [row.code for row in table.rows] == ["2022", "2023", "2024", "2025"]
    assert [mark(table, "2023", key) for key in ("population", "change", "change_share")] == ["…", "…", "…"]
    assert [mark(table, "2024", key) for key in ("population", "change")] == [200, "…"]
    assert [mark(table, "2025", key) for key in ("population", "change", "change_share")] == [250, 50, 0.25]
    assert cell(table, "2025", "change").base == 200
    assert table.unit == "пользователей сервиса"
    assert "users" not in compute(filled(30))
