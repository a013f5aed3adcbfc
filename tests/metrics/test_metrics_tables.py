"""The prescribed tables: what is counted, of what, and the sign where nothing can be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from painmap import metrics
from painmap.errors import PainmapError
from painmap.metrics import METRICS, Setting
from painmap.report_data import Number, Table
from painmap.stats import wilson

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]


def cell(table: Table, row: str, column: str) -> Number:
    """The figure in the row with this code or label."""
    found = next(r for r in table.rows if row in (r.code, r.label))
    value = found.cells[column]
    assert isinstance(value, Number)
    return value


def counts(table: Table, column: str = "period") -> dict[str, float | None]:
    return {r.code or r.label: cell(table, r.code or r.label, column).value for r in table.rows}


def test_tables_stand_in_the_order_of_the_act(register: pd.DataFrame, setting: Make, agency: Any) -> None:
    people_first = list(metrics.compute(register, setting()))
    assert people_first[:2] == ["sources", "completeness"]
    assert people_first[2:5] == [
        "channels-people-external",
        "channels-appeals-external",
        "channels-complaints-external",
    ]
    appeals_first = list(
        metrics.compute(register, setting(agency=agency.model_copy(update={"people_first": False})))
    )
    assert appeals_first[2:5] == [
        "channels-appeals-external",
        "channels-complaints-external",
        "channels-people-external",
    ]
    # The others have a place only where some appeal has their field filled.
    always = {"kinds", "reasons", "topics", "terms", "waiting", "outcomes", "complaints"}
    assert always < {m.key for m in METRICS}
    assert {f"{key}-{kind}" for key in always for kind in ("external", "internal")} <= {*people_first}


def test_people_are_not_appeals(appeals: Appeals, setting: Make, agency: Any) -> None:
    linked = agency.model_copy(update={"client_linking": "подсчёт людей."})
    frame = appeals(
        {"client_id": "a", "channel_code": "post"},
        {"client_id": "a", "channel_code": "email"},
        {"client_id": "a", "channel_code": "email"},
        {"client_id": None, "channel_code": "email"},
        {"client_id": "b", "channel_code": "other"},
    )
    tables = metrics.compute(frame, setting(agency=linked))
    people, letters = tables["channels-people-external"], tables["channels-appeals-external"]
    assert [cell(people, c, "period").value for c in ("post", "email")] == [1, 2]
    assert cell(people, "Итого по каналам, названным в Порядке", "period").value == 2
    assert cell(people, "Всего", "period").value == 3
    nameless = "в том числе без установленного заявителя (каждое обращение — один человек)"
    assert cell(people, nameless, "period").value == 1
    assert not people.is_additive
    assert people.notes[0].endswith("Цель, с которой заявители связаны между каналами: подсчёт людей.")
    assert [cell(letters, c, "period").value for c in ("post", "email", "Всего")] == [1, 3, 5]


def test_people_by_channel_add_up_where_clients_are_not_linked(appeals: Appeals, setting: Make) -> None:
    frame = appeals({"client_id": "a", "channel_code": "post"}, {"client_id": "b", "channel_code": "email"})
    people = metrics.compute(frame, setting())["channels-people-external"]
    assert people.is_additive
    assert people.notes[0].startswith("Заявители между каналами не связаны (152-ФЗ, ст. 5)")


def test_shares_are_over_the_channels_that_the_order_names(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*[{"channel_code": c} for c in ["post"] * 30 + ["email"] * 10 + ["other"] * 60])
    table = metrics.compute(frame, setting())["channels-appeals-external"]
    assert cell(table, "post", "share") == Number(value=0.75, base=40)
    roles = [(r.role, r.cells["period"].value) for r in table.rows]  # type: ignore[union-attr]
    assert roles == [("item", 30), ("item", 10), ("subtotal", 40), ("aside", 60), ("total", 100)]
    assert table.rows[3].cells["share"] == ""


def test_survey_channels_are_no_appeals(appeals: Appeals, setting: Make) -> None:
    frame = appeals({"channel_code": "poll", "regime_code": "none"}, {"channel_code": "post"})
    table = metrics.compute(frame, setting())["channels-appeals-external"]
    assert "poll" not in counts(table)
    assert counts(table)["Всего"] == 1
    assert "Опрос" in table.notes[0]


def test_client_kinds_are_counted_apart(appeals: Appeals, setting: Make) -> None:
    frame = appeals({}, {"client_kind": "internal", "channel_code": "box"}, {"client_kind": "unknown"})
    tables = metrics.compute(frame, setting())
    assert counts(tables["channels-appeals-external"])["Всего"] == 1
    assert counts(tables["channels-appeals-internal"])["box"] == 1
    assert cell(tables["completeness"], "client_kind", "period").value == 2


@pytest.mark.parametrize("key", ["kinds", "reasons", "topics", "outcomes"])
@pytest.mark.parametrize("kind", ["external", "internal"])
@pytest.mark.parametrize("column", ["period", "previous"])
def test_items_add_up_to_the_total(
    register: pd.DataFrame, setting: Make, key: str, kind: str, column: str
) -> None:
    table = metrics.compute(register, setting())[f"{key}-{kind}"]
    figures = dict.fromkeys(("item", "total"), 0.0)
    for row in table.rows:
        if row.role in figures:
            figures[row.role] += row.cells[column].value or 0  # type: ignore[union-attr]
    assert figures["item"] == figures["total"] > 0


def test_complaints_are_shares_of_all_complaints_open_ones_included(appeals: Appeals, setting: Make) -> None:
    complaint = {"appeal_kind": "complaint"}
    answered = {"answered_date": "2025-04-01"}
    frame = appeals(
        *[{**complaint, **answered, "outcome_code": "upheld"}] * 10,
        *[{**complaint, **answered, "outcome_code": "refused"}] * 5,
        *[{**complaint, "outcome_code": "pending"}] * 25,
        *[{"appeal_kind": "request", "outcome_code": "upheld", **answered}] * 100,
    )
    table = metrics.compute(frame, setting())["complaints-external"]
    assert cell(table, "upheld", "share") == Number(value=0.25, base=40)
    assert cell(table, "refused", "share") == Number(value=0.125, base=40)
    assert (cell(table, "upheld", "ci_low").value, cell(table, "upheld", "ci_high").value) == wilson(10, 40)
    assert table.base == 40
    assert "range_low" not in {c.key for c in table.columns}


def test_missing_kinds_give_the_range_of_the_share(appeals: Appeals, setting: Make) -> None:
    upheld = {"outcome_code": "upheld", "answered_date": "2025-04-01"}
    frame = appeals(
        *[{"appeal_kind": "complaint", **upheld}] * 10,
        *[{"appeal_kind": "complaint", "outcome_code": "pending"}] * 30,
        *[dict(upheld)] * 10,
        *[{"outcome_code": "pending"}] * 10,
    )
    table = metrics.compute(frame, setting())["complaints-external"]
    # At worst the 10 unknown ones that are open are complaints, at best the 10 that were upheld.
    assert cell(table, "upheld", "range_low").value == pytest.approx(10 / 50)
    assert cell(table, "upheld", "range_high").value == pytest.approx(20 / 50)
    assert cell(metrics.compute(frame, setting())["kinds-external"], "Вид не указан", "period").value == 20


def test_answers_without_a_result_widen_the_range_and_open_complaints_do_not(
    appeals: Appeals, setting: Make
) -> None:
    answered = {"appeal_kind": "complaint", "answered_date": "2025-04-01"}
    pending = {"appeal_kind": "complaint", "outcome_code": "pending"}
    frame = appeals(*[{**answered, "outcome_code": "upheld"}] * 10, *[answered] * 20, *[pending] * 10)
    table = metrics.compute(frame, setting())["complaints-external"]
    assert cell(table, "upheld", "share").value == pytest.approx(10 / 40)
    assert cell(table, "upheld", "range_low").value == pytest.approx(10 / 40)
    assert cell(table, "upheld", "range_high").value == pytest.approx(30 / 40)
    assert cell(table, "Результат не указан", "period").value == 20


def test_complaints_without_one_known_result_give_no_figures(appeals: Appeals, setting: Make) -> None:
    answered = {"appeal_kind": "complaint", "answered_date": "2025-04-01"}
    table = metrics.compute(appeals(*[answered] * 40), setting())["complaints-external"]
    for column in ("period", "share", "ci_low", "range_high"):
        assert cell(table, "upheld", column) == Number(mark="…")
    assert cell(table, "Результат не указан", "period").value == 40


def test_every_complaint_stands_in_a_row(appeals: Appeals, setting: Make) -> None:
    outcomes = ("upheld", "upheld_partly", "refused", "upheld_pending", "explained", "forwarded", "withdrawn")
    complaint = {"appeal_kind": "complaint"}
    late, early = {"registered_date": "2025-12-20"}, {"registered_date": "2025-03-03"}
    frame = appeals(
        *({**complaint, "outcome_code": code, "answered_date": "2025-04-01"} for code in outcomes),
        {**complaint, "outcome_code": "pending"},
        {**complaint, **late},
        {**complaint, **early},
    )
    table = metrics.compute(frame, setting())["complaints-external"]
    assert table.is_additive
    assert counts(table) == {
        "upheld": 1,
        "upheld_partly": 1,
        "refused": 1,
        "other": 4,
        "pending": 2,
        "Результат не указан": 1,
        "Всего жалоб": 10,
    }


def test_open_appeals_are_open_in_the_table_of_outcomes_too(appeals: Appeals, setting: Make) -> None:
    """Without a result and an answer, before the term is over: «в работе» there, «на рассмотрении» here."""
    closed = {"outcome_code": "explained", "answered_date": "2025-04-01"}
    after = {"registered_date": "2025-11-20", "answered_date": "2026-01-10", "outcome_code": "upheld"}
    frame = appeals(closed, {"registered_date": "2025-12-20"}, {"registered_date": "2025-03-03"}, after)
    tables = metrics.compute(frame, setting())
    terms = counts(tables["terms-external"])
    outcomes = counts(tables["outcomes-external"])
    assert (terms["open"], terms["open_late"], terms["no_date"]) == (1, 1, 1)
    assert (outcomes["pending"], outcomes["Результат не указан"], outcomes["explained"]) == (2, 1, 1)
    assert any("На рассмотрении — по отметке" in note for note in tables["outcomes-external"].notes)


def test_nothing_gives_no_zero_percent(appeals: Appeals, setting: Make) -> None:
    tables = metrics.compute(appeals(), setting())
    assert cell(tables["complaints-external"], "upheld", "share") == Number(mark="–", base=0)
    assert cell(tables["complaints-external"], "upheld", "period").value == 0
    assert cell(tables["waiting-external"], "Все каналы", "median").mark == "–"


def test_a_small_base_gives_counts_only(appeals: Appeals, setting: Make) -> None:
    table = metrics.compute(appeals(*[{"appeal_kind": "complaint"}] * 9), setting())["kinds-external"]
    assert cell(table, "complaint", "share") == Number(mark="*", base=9)
    assert cell(table, "complaint", "period").value == 9


def test_change_is_in_units_and_in_per_cent(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        {"registered_date": "2024-01-05"},
        *[{"registered_date": "2024-03-03"}] * 39,
        *[{"registered_date": "2025-03-03"}] * 50,
    )
    table = metrics.compute(frame, setting())["kinds-external"]
    total = "Всего обращений"
    assert (cell(table, total, "change").value, cell(table, total, "change_share").value) == (10, 0.25)


def test_model_topics_fill_gaps_only_and_are_counted(appeals: Appeals, setting: Make) -> None:
    frame = appeals({"topic_code": "01"}, {}, {})
    assigned = pd.DataFrame(
        {
            "record_id": ["register:0", "register:1"],
            "problem_id": [None, None],
            "score": [0.0, 0.0],
            "topic_model_code": ["02", "02"],
        }
    )
    table = metrics.compute(frame, setting(assignments=assigned))["topics-external"]
    assert [cell(table, c, "period").value for c in ("01", "02", "Тема не определена")] == [1, 1, 1]
    assert cell(table, "в том числе тема определена моделью, в реестре не указана", "period").value == 1


def test_row_order_does_not_matter(register: pd.DataFrame, setting: Make) -> None:
    shuffled = register.sample(frac=1.0, random_state=3)
    dumps = [
        json.dumps({k: t.model_dump() for k, t in metrics.compute(f, setting()).items()}, allow_nan=False)
        for f in (register, shuffled)
    ]
    assert dumps[0] == dumps[1]


def test_every_cell_stands_in_a_column(register: pd.DataFrame, setting: Make) -> None:
    for table in metrics.compute(register, setting()).values():
        keys = {c.key for c in table.columns}
        assert all(set(row.cells) == keys for row in table.rows), table.id
        assert {d for c in table.columns for d in c.depends_on} <= keys, table.id


def test_paragraphs_come_from_the_profile(register: pd.DataFrame, setting: Make) -> None:
    tables = metrics.compute(register, setting(paragraphs={"appeals": "11", "complaints": "11 (г)"}))
    assert tables["kinds-external"].paragraph == "11"
    assert tables["complaints-internal"].paragraph == "11 (г)"


def test_unknown_regime_names_the_known_ones(appeals: Appeals, setting: Make) -> None:
    with pytest.raises(PainmapError, match="59-fz"):
        metrics.compute(appeals({"regime_code": "59-fzz"}), setting())


def test_sources_count_records_of_the_period(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        {"registered_date": "2024-01-05"},
        {"registered_date": "2025-02-03"},
        {"registered_date": "2025-07-01"},
    )
    table = metrics.compute(frame, setting(source_titles={"register": "Реестр обращений"}))["sources"]
    row = table.rows[0]
    assert (row.label, row.cells["first"], row.cells["last"]) == (
        "Реестр обращений",
        "2025-02-03",
        "2025-07-01",
    )
    assert (cell(table, "register", "period").value, cell(table, "register", "previous").value) == (2, 1)


def test_rows_that_intake_rejected_are_told_beside_the_sources(appeals: Appeals, setting: Make) -> None:
    frame = appeals({"registered_date": "2025-02-03"})
    known = setting(source_titles={"register": "Реестр обращений"}, rejected={"register": (5, 284)})
    told = "Не учтены строки файлов за 2025 год, отклонённые при приёме: Реестр обращений — 5 из 284."
    assert told in metrics.compute(frame, known)["sources"].notes
    assert not any("Не учтены" in note for note in metrics.compute(frame, setting())["sources"].notes)


def test_a_source_without_records_has_no_dates(appeals: Appeals, setting: Make) -> None:
    other = {"registered_date": "2024-01-05", "source_id": "box"}
    table = metrics.compute(appeals(other), setting())["sources"]
    assert cell(table, "register", "period").value == 0
    assert not {"first", "last"} & set(table.rows[0].cells)


def test_a_table_names_the_paragraphs_of_its_own_clients(register: pd.DataFrame, setting: Make) -> None:
    cited = {"kinds": "4; 5", "kinds-external": "4", "kinds-internal": "5", "appeals": "1"}
    tables = metrics.compute(register, setting(paragraphs=cited))
    found = {key: tables[key].paragraph for key in ("kinds-external", "kinds-internal", "topics-external")}
    assert found == {"kinds-external": "4", "kinds-internal": "5", "topics-external": "1"}
