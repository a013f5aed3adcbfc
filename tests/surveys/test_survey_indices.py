"""CSI, NPS and the two highest marks: by hand, with intervals, gates and what is not compared."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from tests.surveys.drawn_surveys import FORM, STUDY, answers, cell, compute, mark

from painmap.params.models import Event, FormerVersion
from painmap.stats.nps import Loyalty, nps_interval
from painmap.surveys.indices import csi

CHANGED = Event(day=date(2025, 6, 1), kind="questionnaire", title="Новая", client_kinds=("external",))


def test_csi_is_the_mean_of_means_on_a_hundred() -> None:
    # (mean 4 − 1) / 4 = 0.75 and (mean 2 − 1) / 4 = 0.25, though one has three times the answers.
    tables = compute(answers("all", [5, 3] * 30 + [None] * 5), answers("speed", [2] * 20))
    row = cell(tables["indices"], "csi", "value")
    assert (row.value, row.base) == (50.0, 60)
    assert tables["indices"].notes == ("CSI рассчитан по вопросам со шкалой удовлетворённости; их 2",)
    values = {"a": pd.Series([0.0, 10.0, 10.0]), "b": pd.Series([3.0])}
    assert csi(values, {"a": (0, 10), "b": (1, 5)}) == pytest.approx(100 * (2 / 3 + 1 / 2) / 2)


def test_interval_of_csi_by_jackknife() -> None:
    """Leaving out one person at a time is another route to the same error."""
    draw = np.random.default_rng(7)
    first = [int(v) for v in draw.integers(1, 6, 80)]
    near = [min(5, max(1, v + int(draw.integers(-1, 2)))) for v in first]
    second = [None if i % 4 == 0 else v for i, v in enumerate(near)]
    table = compute(answers("all", first), answers("speed", second))["indices"]
    both = np.array([[a, math.nan if b is None else b] for a, b in zip(first, second, strict=True)], float)
    left_out = [100 * (np.nanmean(np.delete(both, i, 0), axis=0) - 1).mean() / 4 for i in range(80)]
    error = math.sqrt(79 / 80 * sum((v - np.mean(left_out)) ** 2 for v in left_out))
    value, low, high = (cell(table, "csi", key).value or 0.0 for key in ("value", "lower", "upper"))
    assert value == pytest.approx(100 * (np.nanmean(both, axis=0) - 1).mean() / 4)
    assert (high - low) / 2 == pytest.approx(1.959964 * error, rel=0.02)


def test_interval_of_one_indicator_is_that_of_its_mean() -> None:
    marks = [1, 2, 3, 4, 5] * 4
    table = compute(answers("all", marks))["indices"]
    half = 1.959964 * 25 * float(np.std(marks, ddof=1)) / math.sqrt(20)
    told = [cell(table, "csi", key).value for key in ("value", "lower", "upper")]
    assert told == pytest.approx([50.0, 50.0 - half, 50.0 + half], abs=1e-4)


def test_indicators_with_few_answers_stay_out_of_csi() -> None:
    table = compute(answers("all", [5] * 30), answers("speed", [1] * 9))["indices"]
    assert mark(table, "csi", "value") == 100.0
    assert table.notes[0].startswith("CSI рассчитан по 1 из 2")
    few = compute(answers("all", [5] * 9), answers("topic", ["a"] * 12))["indices"]
    assert mark(few, "csi", "value") == "*"


def test_csi_of_other_indicators_is_not_compared() -> None:
    before = answers("all", [3] * 30, "2024")
    same = compute(answers("all", [4] * 30), before)["indices"]
    assert [mark(same, "csi", key) for key in ("previous", "change")] == [50.0, 25.0]
    other = compute(answers("all", [4] * 30), answers("speed", [4] * 30), before)["indices"]
    assert [mark(other, "csi", key) for key in ("previous", "change")] == [50.0, "…"]
    assert any("CSI" in note and "не рассчитано" in note for note in other.notes)
    fewer = compute(answers("all", [4] * 30), before, answers("speed", [5] * 30, "2024"))["indices"]
    assert [mark(fewer, "csi", key) for key in ("previous", "change")] == [75.0, "…"]
    assert any("не одни и те же" in note for note in fewer.notes)
    assert "CSI за АППГ рассчитан по другому набору вопросов; их 2" in fewer.notes
    assert not any("за АППГ" in note for note in same.notes)


def test_marks_without_a_spread_have_an_index_and_no_interval() -> None:
    table = compute(answers("all", [4] * 12), answers("speed", [4] * 12))["indices"]
    assert [mark(table, "csi", key) for key in ("value", "lower", "upper")] == [75.0, "…", "…"]
    assert "Интервал CSI не рассчитан: оценки ответивших не различаются" in table.notes
    other = compute(answers("all", [4] * 11 + [5]))["indices"]
    assert not any("Интервал" in note for note in other.notes)
    assert isinstance(mark(other, "csi", "lower"), float)


def test_a_tally_says_why_there_is_no_interval() -> None:
    table = compute(answers("all", [4, 5] * 15, is_tally=True))["indices"]
    assert mark(table, "csi", "lower") == "…"
    assert [note for note in table.notes if "Интервал CSI" in note] == [
        "Интервал CSI не рассчитан: ответы поступили сводом и между собой не связаны"
    ]


def test_the_index_names_the_question_whose_wording_changed() -> None:
    former = FormerVersion.model_validate({"id": "old", "questions": [{"id": "speed", "text": "Скоро?"}]})
    form = FORM.model_copy(update={"versions": (former,)})
    first, last = STUDY.waves
    study = STUDY.model_copy(update={"waves": (first.model_copy(update={"version": "old"}), last)})
    rows = [row for q in ("all", "speed") for w in ("2024", "2025") for row in answers(q, [3, 4] * 15, w)]
    notes = compute(rows, form=form, study=study)["indices"].notes
    assert [note for note in notes if "Изменение" in note] == [
        "Изменение индекса удовлетворённости (CSI) не рассчитано: вопрос «Быстро?» — формулировка вопроса "
        "изменена (замер 2024 → 2025)."
    ]


def test_indices_behind_a_barrier_have_no_change() -> None:
    rows = [*answers("all", [4] * 30), *answers("advise", [10] * 30)]
    before = [*answers("all", [3] * 30, "2024"), *answers("advise", [5] * 30, "2024")]
    free, barred = (compute(rows, before, events=e)["indices"] for e in ((), (CHANGED,)))
    assert [mark(free, code, "change") for code in ("csi", "advise")] == [25.0, 200.0]
    assert [mark(barred, code, "change") for code in ("csi", "advise")] == ["…", "…"]
    assert [mark(barred, code, "previous") for code in ("csi", "advise")] == [50.0, -100.0]
    assert sum("менялась анкета (01.06.2025)" in note for note in barred.notes) == 2


def test_nps_with_its_interval() -> None:
    table = compute(answers("advise", [10] * 12 + [9] * 8 + [8] * 5 + [7] * 5 + [6] * 6 + [0] * 4))["indices"]
    # (20 − 10) of 40; of the adjusted counts 20.75, 10.75 and 42.25 by hand.
    up, down = 20.75 / 42.25, 10.75 / 42.25
    half = 195.9964 * math.sqrt((up + down - (up - down) ** 2) / 42.25)
    told = [cell(table, "advise", key).value for key in ("n", "value", "lower", "upper")]
    assert told == pytest.approx([40, 25.0, 100 * (up - down) - half, 100 * (up - down) + half])
    assert nps_interval(Loyalty(promoters=20, passives=0, detractors=0))[1] == 100.0


@pytest.mark.parametrize(("n", "shown"), [(19, "*"), (20, 100.0), (0, "–")])
def test_nps_wants_twenty_answers(n: int, shown: object) -> None:
    table = compute(answers("all", [5] * 30), answers("advise", [10] * n))["indices"]
    assert mark(table, "advise", "value") == shown
    assert mark(table, "advise", "n") == n


def test_two_highest_marks_with_wilsons_interval() -> None:
    table = compute(answers("all", [5] * 10 + [4] * 5 + [1] * 15))["summary"]
    # Wilson by hand: k = 15 of 30.
    z2 = 1.959964**2
    half = math.sqrt(z2 * (0.25 / 30 + z2 / 3600)) / (1 + z2 / 30)
    told = [cell(table, "all", key).value for key in ("top2_share", "ci_low", "ci_high")]
    assert told == pytest.approx([0.5, 0.5 - half, 0.5 + half], abs=1e-6)


def test_reasons_name_the_questions_that_are_not_compared() -> None:
    now = [*answers("all", [4] * 30), *answers("speed", [4] * 30)]
    notes = compute(now, answers("all", [3] * 30, "2024"))["summary"].notes
    told = [note for note in notes if "не рассчитано" in note]
    assert len(told) == 1
    assert "«Быстро?»" in told[0]
    assert "«В целом?»" not in told[0]


def test_a_questionnaire_without_satisfaction_and_loyalty_has_no_indices() -> None:
    kept = tuple(q for q in FORM.questions if q.kind in ("single", "multi"))
    tables = compute(answers("topic", ["a"] * 30), form=FORM.model_copy(update={"questions": kept}))
    assert list(tables) == ["accounting", "topic", "item-nonresponse"]
