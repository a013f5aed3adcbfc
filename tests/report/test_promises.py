"""The map's appendix on measures: promised, done, changed; what is overdue."""

from __future__ import annotations

import re
from datetime import date

import pytest

from painmap.report import sections
from painmap.report.sections.promises import overdue
from painmap.report_data import Promise, ReportData


def promise(**fields: object) -> Promise:
    start: dict[str, object] = {
        "measure_id": "m01", "problem_id": "p01", "problem_title": "Невозможность записаться",
        "client_kind": "external", "measure": "Запись на 60 дней вперёд", "responsible": "Отдел ЗАГС",
        "due": "2025-03-01", "state": "исполнено", "effect_date": date(2025, 3, 1),
    }  # fmt: skip
    return Promise.model_validate(start | fields)


LATE = promise(
    measure_id="m09", problem_id="p02", problem_title="Ошибки", measure="Лист", state="исполняется",
    effect_date=None, is_overdue=True,
)  # fmt: skip


@pytest.fixture
def told(internal: ReportData):
    def _told(*promises: Promise) -> str:
        report = internal.model_copy(update={"promises": promises})
        page = re.sub("<[^>]+>", " ", str(sections.problem_map(report)))
        return re.sub(r"\s+", " ", page)

    return _told


def test_promised_done_and_changed_stand_in_one_row(told) -> None:
    said = told(promise())
    row = said.split("Мероприятия карты проблем: намечено, сделано, изменилось")[1]
    assert "Невозможность записаться (внешние) Запись на 60 дней вперёд Отдел ЗАГС; 01.03.2025" in row
    assert "исполнено; действует с 01.03.2025" in row
    # The sentence of the test of its effect, word for word as in the section on measures.
    assert "После введения меры (01.03.2025) уровень ниже ожидаемого на 24" in row


def test_a_measure_of_another_row_with_the_same_id_takes_no_effect_from_it(told) -> None:
    row = told(promise(problem_id="p05"))
    assert "уровень ниже ожидаемого" not in row.split("намечено, сделано, изменилось")[-1]
    assert "ещё не действовала" in row


def test_overdue_ones_are_listed_first_to_last(internal: ReportData, told) -> None:
    later = LATE.model_copy(update={"due": "2025-06-01", "measure": "Позднее"})
    said = told(promise(), later, LATE)
    assert "Срок истёк, а исполнение не отмечено (2):" in said
    assert "Лист (проблема «Ошибки»): срок — 01.03.2025; ответственный — Отдел ЗАГС." in said
    assert said.index("Лист (проблема") < said.index("Позднее (проблема")
    assert "исполняется; срок истёк" in said
    assert overdue(internal.model_copy(update={"promises": (later, LATE, promise())})) == [LATE, later]


def test_states_are_counted(told) -> None:
    said = told(promise(), promise(measure_id="m2"), promise(measure_id="m3", state=""))
    assert "3 мероприятия (исполнено — 2; состояние не указано — 1)." in said
    assert "Мероприятий, срок которых истёк, а исполнение не отмечено, нет." in said


def test_what_nobody_entered_is_said_so(told) -> None:
    said = told(promise(measure_id="m7", responsible="", due="", effect_date=None))
    assert "не указан; срок не указан" in said
    assert "Не проверяется: дата начала действия не указана." in said


def test_a_map_without_measures_has_no_appendix(told) -> None:
    assert "намечено, сделано" not in told()


def test_hostile_words_are_inert(internal: ReportData) -> None:
    bad = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}"
    fields = dict.fromkeys(("measure", "responsible", "due", "state", "problem_title"), bad)
    page = str(
        sections.problem_map(internal.model_copy(update={"promises": (promise(**fields, is_overdue=True),)}))
    )
    assert "<script" not in page
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page
