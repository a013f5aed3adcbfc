"""Answers that lie outside the scale or fit no option: rows without value and words, and a stop."""

from __future__ import annotations

import pytest
from message_files import shipped
from tests.defaults import report_defaults

from painmap.errors import PainmapError
from painmap.schema import BLANK_QUESTION, REJECTS, UNREADABLE
from painmap.stages import _rejects

TITLES = ["Отметка времени", "Насколько Вы довольны сроком?", "Порекомендуете ли Вы нас?", "Где Вы живёте?"]
DAY = "05.10.2024 12:30:00"
RULES = report_defaults().rejects


@pytest.fixture
def google(take, text_file):
    def run(*rows):
        path = text_file("Ответы.csv", [TITLES, *([DAY, *row] for row in rows)], delimiter=",")
        return take(path, shipped("google-forms"))

    return run


def test_what_fits_nothing_is_kept_without_its_words(google):
    result = google(["7", "11", "Хутор"], ["5 – да", "-1", "Город"], ["-", "—", ""])
    found = result.responses
    lost = found[found["option_code"] == UNREADABLE]
    assert sorted(lost["question_id"]) == ["advise", "advise", "place", "time"]
    assert lost["value"].isna().all()
    assert lost["text"].isna().all()
    assert list(found["question_id"]).count(BLANK_QUESTION) == 1
    assert "Хутор" not in found.to_csv() + str(result.journal)
    assert {name: n for name, n in result.journal["set_aside"].items() if "(advise)" in name} == {
        "«Порекомендуете ли Вы нас?» (advise): ответ вне шкалы и вариантов": 2
    }


@pytest.mark.parametrize(("lost", "stops"), [(9, False), (10, True), (40, True)])
def test_a_question_that_cannot_be_read_stops(google, lost, stops):
    result = google(*[["Отлично", "10", "Город"]] * lost, *[["5 – да", "9", "Село"]] * 30)
    if not stops:
        _rejects.check(result.journal, REJECTS.empty(), RULES)
        return
    with pytest.raises(PainmapError, match=rf"\(time\) — {lost} из {lost + 30}") as caught:
        _rejects.check(result.journal, REJECTS.empty(), RULES)
    assert "params/questionnaires" in caught.value.remedy
    assert "versions" in caught.value.remedy
    assert "Отлично" not in str(caught.value)


def test_a_small_part_does_not_stop(google):
    result = google(*[["7", "10", "Город"]] * 12, *[["5 – да", "9", "Село"]] * 108)
    _rejects.check(result.journal, REJECTS.empty(), RULES)
