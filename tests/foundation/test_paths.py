from __future__ import annotations

from pathlib import Path

import pytest

from painmap.errors import PainmapError
from painmap.paths import Tree, checked_edition, checked_id
from painmap.periods import Period

UNSAFE = {
    "parent": "../x",
    "absolute": "/etc",
    "device": "con",
    "numbered device": "lpt1",
    "cyrillic look-alike": "minеc-49",
    "upper case": "Minec",
    "blank": "",
    "dot": "a.b",
    "underscore": "_cache",
    "newline": "minec\n",
    "long": "a" * 41,
    "leading digit": "49",
    "nul": "a\0b",
}


@pytest.mark.parametrize("text", UNSAFE.values(), ids=UNSAFE.keys())
def test_unsafe_ids_are_refused(text: str) -> None:
    with pytest.raises(PainmapError, match="недопустимый идентификатор"):
        checked_id(text)
    with pytest.raises(PainmapError):
        Tree(Path("/nowhere")).raw(text)


def test_an_unknown_edition_lists_the_known() -> None:
    with pytest.raises(PainmapError, match="internal, public"):
        checked_edition("internel")


def test_no_folder_of_an_agency_can_be_the_cache_or_the_lock() -> None:
    tree = Tree(Path("/p"))
    for name in (tree.cache.name, tree.build_lock.name):
        with pytest.raises(PainmapError):
            checked_id(name)


def test_layout() -> None:
    tree = Tree(Path("/p"))
    folder = tree.report("minec-49", Period.parse("2025-Q3"), "internal")
    assert folder == Path("/p/reports/minec-49/2025-Q3/internal")
