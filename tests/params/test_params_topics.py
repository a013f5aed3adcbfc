"""Faults in the sources' own classifiers, in rewriting and in titles of sheets without a header."""

from __future__ import annotations

from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.load import load_agency
from painmap.paths import Tree

AGENCY = "dztszn-nao"
PROFILE = f"agencies/{AGENCY}.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (PROFILE, 'Запись к врачу: "06"', 'Запись к врачу: "66"',
         ["Тема «66»", "sources[2].topics.Запись к врачу"]),
        (PROFILE, "format: delo}", 'format: delo, topics: {Врачи: "06"}}',
         ["формат их не читает", "sources[1].topics", "source_topic"]),
        ("formats/incident.yaml", "by: '\\1'", "by: '\\2'", ["группу, которой нет", "rewrite[1]"]),
        ("formats/incident.yaml", "(id\\d+)", "(id\\d+", ["не регулярное выражение", "rewrite[2]"]),
        ("formats/incident.yaml", "Теги, Номер инцидента]\ncolumns", "Метки, Номер инцидента]\ncolumns",
         ["Графа «Метки»", "поле titles"]),
        ("formats/incident.yaml", "Улица, Дом, Тип", "Улица, Улица, Тип", ["«Улица» встречается дважды"]),
    ],
)  # fmt: skip
def test_fault_names_file_field_and_remedy(
    tree: Tree, break_: Any, file: str, old: str, new: str, expected: list[str]
) -> None:
    break_(file, old, new)
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, AGENCY)
    for part in (f"params/{file}", *expected):
        assert part in str(caught.value)


def test_a_code_that_yaml_takes_for_a_number_is_refused(tree: Tree, break_: Any) -> None:
    break_(PROFILE, '"0002.0014": "06"', '0002.0014: "06"')
    with pytest.raises(PainmapError, match="topics"):
        load_agency(tree, AGENCY)
