"""The list of remarks: one by one where an object has few, by problem where it has many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from tests.registries import voices

from painmap import metrics
from painmap.metrics import Setting
from painmap.metrics.remarks import remarks_by_object
from painmap.metrics.views import frames
from painmap.params.models import Systematise
from painmap.report_data import Number, Table

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]
ASKED = {"paragraphs": {"remarks": "18"}}
COMPLAINT = {"appeal_kind": "complaint"}
TEXT = (
    "Здравствуйте! Очередь на приём занимают с ночи, талонов не хватает никому. Дома трое детей. С уважением."
)
SAID = "Очередь на приём занимают с ночи, талонов не хватает никому."
BEFORE = {"registered_date": "2024-03-03"}
EARLY = {"registered_date": "2023-03-03"}


def remarks(frame: pd.DataFrame, own: Setting, kind: str = "external") -> Table:
    return metrics.compute(frame, own)[f"remarks-{kind}"]


def lines(table: Table, *keys: str) -> list[tuple[Any, ...]]:
    def told(cell: Number | str) -> Any:
        return cell if isinstance(cell, str) else cell.mark or cell.value

    rows = [row for row in table.rows if row.role == "item"]
    return [tuple(told(row.cells[key]) for key in keys) for row in rows]


def total(table: Table, key: str) -> Any:
    cell = table.rows[-1].cells[key]
    assert isinstance(cell, Number)
    return cell.mark or cell.value


def test_few_remarks_are_listed_one_by_one(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        {**COMPLAINT, "registered_date": "2025-05-05", "text": TEXT},
        {"appeal_kind": "statement", "registered_date": "2025-04-04", "text": "коротко"},
        {"appeal_kind": "suggestion", "topic_code": "02"},
        {"appeal_kind": "thanks"},
        {"appeal_kind": "request"},
        {**COMPLAINT, **BEFORE},
        EARLY,
    )
    own = setting(**ASKED, **voices(frame, "p1", "p1", None, "p1", "p3", "p1", None))
    table = remarks(frame, own)
    assert [row.label for row in table.rows] == ["1", "2", "3", "Всего"]
    assert lines(table, "date", "object", "what", "kind", "period") == [
        ("04.2025", "Приём заявлений", "Очередь на приём", "претензия", 1),
        ("05.2025", "Приём заявлений", SAID, "жалоба", 1),
        ("03.2025", "Не определён", "Тема «Справки», проблема не определена", "предложение", 1),
    ]
    assert (total(table, "period"), total(table, "previous"), total(table, "change")) == (3, 1, 2)
    assert (table.is_internal, table.is_additive, table.section, table.paragraph) == (
        True,
        False,
        "problems",
        "18",
    )


def test_the_list_has_a_place_only_where_the_order_asks(appeals: Appeals, setting: Make) -> None:
    frame = appeals(COMPLAINT)
    assert "remarks-external" not in metrics.compute(frame, setting(**voices(frame, "p1")))


@pytest.mark.parametrize(("count", "rows"), [(9, 9), (10, 1)])
def test_from_the_threshold_on_remarks_are_systematised(
    count: int, rows: int, appeals: Appeals, setting: Make
) -> None:
    own = [{**COMPLAINT, "text": f"{SAID} Номер {i}."} for i in range(count)]
    frame = appeals(*own, {**COMPLAINT, **BEFORE}, EARLY)
    table = remarks(frame, setting(**ASKED, **voices(frame, *["p1"] * (count + 2))))
    assert len(lines(table, "what")) == rows
    assert total(table, "period") == count


def test_twelve_remarks_of_one_object_by_problem(appeals: Appeals, setting: Make, agency: Any) -> None:
    limit = agency.thresholds.model_copy(update={"systematise": Systematise(paragraph="18", min_remarks=4)})
    suggestion = {"appeal_kind": "suggestion"}
    rows = (
        *[(COMPLAINT, "p1")] * 2,
        ({"appeal_kind": "request"}, "p1"),
        (suggestion, "p3"),
        *[({**COMPLAINT, "topic_code": "01"}, None)] * 3,
        (suggestion, "p4"),
        (COMPLAINT, "p2"),
        ({**COMPLAINT, **BEFORE}, "p1"),
        ({**COMPLAINT, **BEFORE}, "p2"),
        (EARLY, None),
    )
    frame = appeals(*[row for row, _ in rows])
    own = setting(
        agency=agency.model_copy(update={"thresholds": limit}),
        **ASKED,
        **voices(frame, *[p for _, p in rows]),
    )
    table = remarks(frame, own)
    # Objects with four remarks come first, by problem; the only remark on the telephone stands alone.
    assert lines(table, "object", "what", "kind", "period", "previous", "change") == [
        ("Приём заявлений", "Очередь на приём", "жалобы — 2, претензии — 1", 3, 1, 2),
        ("Приём заявлений", "Образец заявления", "предложения — 1", 1, 0, 1),
        ("Не определён", "Тема «Сроки», проблема не определена", "жалобы — 3", 3, 0, 3),
        ("Не определён", "Отказ без пояснений", "предложения — 1", 1, 0, 1),
        ("Справки по телефону", "Нет ответа по телефону", "жалоба", 1, "", ""),
    ]
    assert table.notes[0].startswith("Замечания по объекту, которых за год не менее 4,")
    found = remarks_by_object(frames(frame, own, "external"))
    assert found.to_dict() == {"": 4, "contacts": 1, "intake": 4}


def test_a_quarter_is_judged_by_the_year_that_ends_with_it(appeals: Appeals, setting: Make) -> None:
    days = ["2024-03-31", *["2024-04-01", "2024-12-31"] * 4, "2025-01-01", "2025-03-31", "2025-04-01"]
    frame = appeals(*[{**COMPLAINT, "registered_date": day} for day in days])
    own = setting("2025-Q1", **ASKED, **voices(frame, *["p1"] * len(days)))
    assert remarks_by_object(frames(frame, own, "external")).to_dict() == {"intake": 10}
    assert lines(remarks(frame, own), "period") == [(2,)]


def test_words_of_staff_are_never_printed(appeals: Appeals, setting: Make) -> None:
    staff = {**COMPLAINT, "client_kind": "internal", "channel_code": "box", "text": TEXT}
    frame = appeals(staff, staff)
    told = voices(frame, "s1", None, quote_start=14, quote_end=74)
    table = remarks(frame, setting(**ASKED, **told), "internal")
    assert lines(table, "what") == [("Долгие согласования",), ("Проблема и тема не определены",)]
    assert "приём" not in table.model_dump_json()


def test_remarks_of_staff_on_one_problem_are_one_row(appeals: Appeals, setting: Make) -> None:
    staff = {"client_kind": "internal", "channel_code": "box"}
    frame = appeals(
        *[{**staff, **COMPLAINT, "text": f"{SAID} {i}", "registered_date": f"2025-0{i}-07"} for i in (1, 2)],
        {**staff, "appeal_kind": "request", "text": TEXT},
        {**staff, **COMPLAINT, "registered_date": "2025-05-07"},
    )
    table = remarks(frame, setting(**ASKED, **voices(frame, "s1", "s1", "s1", None)), "internal")
    assert lines(table, "date", "what", "kind", "period") == [
        ("", "Долгие согласования", "жалобы — 2, претензии — 1", 3),
        ("05.2025", "Проблема и тема не определены", "жалоба", 1),
    ]
    assert total(table, "period") == 4


def test_settlement_day_and_applicant_are_not_printed(appeals: Appeals, setting: Make) -> None:
    text = "О задержке кочевых выплат за осень (Несь), оленевод, заявитель – инвалид"
    frame = appeals(*[{**COMPLAINT, "text": text, "registered_date": f"2025-05-{d}"} for d in (17, 18)])
    table = remarks(frame, setting(**ASKED, **voices(frame, "p1", None)))
    said = "О задержке кочевых выплат за осень ([населённый пункт])"
    assert lines(table, "date", "what", "period") == [("05.2025", said, 1)] * 2
    assert "2025-05" not in table.model_dump_json()


def test_the_list_and_the_table_of_claims_agree(appeals: Appeals, setting: Make) -> None:
    kinds = ("complaint", "suggestion", "suggestion", "request", "thanks", None)
    frame = appeals(*[{"appeal_kind": kind} for kind in kinds])
    tables = metrics.compute(frame, setting(**ASKED, **voices(frame, *["p1"] * len(kinds))))
    listed = total(tables["remarks-external"], "period")
    assert (listed, total(tables["claims-external"], "period")) == (5, 3)


def test_a_channel_that_is_counted_only_has_no_row(appeals: Appeals, setting: Make, agency: Any) -> None:
    closed = [c.model_copy(update={"is_count_only": c.code == "post"}) for c in agency.channels]
    frame = appeals({**COMPLAINT, "text": TEXT}, {**COMPLAINT, "channel_code": "email"})
    own = agency.model_copy(update={"channels": tuple(closed)})
    table = remarks(frame, setting(agency=own, **ASKED, **voices(frame, "p1", "p1")))
    assert (table.base, len(lines(table, "what"))) == (1, 1)
    assert SAID not in table.model_dump_json()
    assert any("только подсчитываются" in note and note.endswith(": 1.") for note in table.notes)


def test_the_sentence_that_tells_the_problem_comes_first(appeals: Appeals, setting: Make) -> None:
    frame = appeals({**COMPLAINT, "text": TEXT})
    start = TEXT.index("Дома")
    told = voices(frame, "p1", quote_start=start, quote_end=start + len("Дома трое детей."))
    assert lines(remarks(frame, setting(**ASKED, **told)), "what") == [("Дома трое детей.",)]


def test_no_remarks_are_a_zero_and_unread_ones_a_gap(appeals: Appeals, setting: Make) -> None:
    frame = appeals({"appeal_kind": "request"})
    table = remarks(frame, setting(**ASKED, **voices(frame, None)))
    assert (lines(table, "what"), total(table, "period"), total(table, "previous")) == ([], 0, "…")
    table = remarks(frame, setting(**ASKED))
    assert total(table, "period") == "…"
    kindless = appeals({})
    assert total(remarks(kindless, setting(**ASKED, **voices(kindless, "p1"))), "period") == "…"


def test_the_order_of_rows_changes_nothing(appeals: Appeals, setting: Make) -> None:
    days = [
        {**COMPLAINT, "registered_date": f"2025-02-{1 + i % 5:02}", "text": f"{SAID} {i}"} for i in range(8)
    ]
    frame = appeals(*days)
    own = setting(**ASKED, **voices(frame, *["p1", "p2"] * 4))
    assert remarks(frame, own) == remarks(frame.iloc[::-1], own)
