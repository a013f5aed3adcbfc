"""What the journals say of masking: by kind, source and rule."""

from __future__ import annotations

from painmap.codes import PERSONAL_DATA
from painmap.stages import _masks
from painmap.text.deidentify import RECOGNISERS

JOURNALS = (
    {"source_id": "register", "masked": {"PERSON name-ner": 2, "PERSON own-name": 5, "PHONE own-phone": 3}},
    {"source_id": "mail", "masked": {"PHONE own-phone": 5, "EMAIL email": 1}},
    {"source_id": "register", "masked": {"PERSON own-name": 1}},
    {"source_id": "tally"},
)


def test_types_are_counted_over_all_files_most_frequent_first_then_by_title() -> None:
    titles = [PERSONAL_DATA[kind] for kind in ("PHONE", "PERSON", "EMAIL")]
    assert list(_masks.told(JOURNALS, ()).counts) == list(zip(titles, (8, 8, 1), strict=True))


def test_sources_stand_beside_each_other() -> None:
    table = _masks.by_source(JOURNALS).set_index("Вид данных")
    assert list(table.columns) == ["mail", "register", "Всего"]
    assert list(table.loc[PERSONAL_DATA["PHONE"]]) == [5, 3, 8]
    assert list(table.loc[PERSONAL_DATA["PERSON"]]) == [0, 8, 8]


def test_rules_are_told_with_their_reason() -> None:
    table = _masks.by_rule(JOURNALS).set_index("Правило")
    assert list(table["Скрыто"]) == [8, 6, 2, 1]
    reasons = {r.rule: r.reason for r in RECOGNISERS}
    assert table.loc["own-phone", "По чему найдено"] == reasons["own-phone"]


def test_nothing_masked_is_an_empty_table() -> None:
    assert _masks.by_source([{"source_id": "tally"}]).empty
    assert _masks.by_rule([]).empty
