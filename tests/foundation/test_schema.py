from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from painmap import codes, schema
from painmap.errors import PainmapError

CANARY = "Канарейкин"


def test_the_data_dictionary_is_generated_from_the_schema(repository: Path) -> None:
    import runpy

    page = runpy.run_path(str(repository / "tools" / "data_dictionary.py"))["dictionary"]()
    assert (repository / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == page, "make docs"
    for table in schema.TABLES:
        for column in table.columns:
            assert f"`{column.name}`" in page


def test_column_names_say_what_they_hold() -> None:
    for table in schema.TABLES:
        for column in table.columns:
            assert (column.kind == "boolean") == column.name.startswith("is_"), column.name
            assert (column.kind == "date") == column.name.endswith("_date"), column.name


def test_an_unlisted_column_is_dropped() -> None:
    frame = pd.DataFrame({"record_id": ["a"], "score": [0.5], "person_name": [CANARY]})
    assert "person_name" not in schema.ASSIGNMENTS.conform(frame)


@pytest.mark.parametrize(
    ("frame", "what"),
    [
        ({"record_id": ["a", "a"], "score": [1.0, 0.0]}, "ключ строки повторяется"),
        ({"record_id": ["a"], "score": [None]}, "обязательное поле пусто"),
        ({"record_id": ["a"], "score": [CANARY]}, "тип значений"),
    ],
)
def test_faults_name_table_and_column_but_no_value(frame: dict[str, list[object]], what: str) -> None:
    with pytest.raises(PainmapError, match=what) as caught:
        schema.ASSIGNMENTS.conform(pd.DataFrame(frame))
    assert "assignments" in str(caught.value)
    assert CANARY not in str(caught.value)
    chained = [caught.value.__cause__, caught.value.__context__]
    assert not any(CANARY in str(error) for error in chained), "the library's message must not travel on"


def test_a_code_must_be_allowed() -> None:
    frame = pd.DataFrame(
        {
            "id": ["p1"],
            "client_kind": [CANARY],
            "problem_kind": ["need"],
            "title": ["x"],
            "status": ["accepted"],
        }
    ).assign(valid_from="2023")
    with pytest.raises(PainmapError, match="код не из перечня") as caught:
        schema.PROBLEMS.conform(frame)
    assert CANARY not in str(caught.value)


def test_personal_fields_never_stand_in_processed_tables() -> None:
    personal = {c.name for c in schema.RAW_APPEALS.columns if c.privacy == "drop"}
    for table in schema.TABLES:
        if table is not schema.RAW_APPEALS:
            assert not personal & set(table.names)
            assert all(c.privacy != "drop" for c in table.columns)


def test_every_type_that_is_masked_has_a_title() -> None:
    from painmap.text.deidentify import RECOGNISERS

    assert set(codes.PERSONAL_DATA) == {recogniser.type for recogniser in RECOGNISERS}
