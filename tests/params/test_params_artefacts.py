"""Registries kept from before a column, and events whose kind says what becomes of the series."""

from __future__ import annotations

from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.params.load import load_agency
from painmap.paths import Tree

REGISTRY = "problems/minyust-rd.csv"


def rewritten(tree: Tree, end: str, other: str) -> None:
    """The registry with its last column written otherwise."""
    path = tree.root / "params" / REGISTRY
    lines = path.read_text(encoding="utf-8").splitlines()
    head, *rows = (line.rpartition(",")[0] for line in lines)
    path.write_text("\n".join([head + end, *(row + other for row in rows)]) + "\n", encoding="utf-8")


def test_a_registry_without_the_column_is_read_as_before(tree: Tree) -> None:
    rewritten(tree, "", "")
    assert load_agency(tree, "minyust-rd").problems["found_on"].isna().all()


def test_how_a_problem_was_found_is_one_of_two(tree: Tree) -> None:
    rewritten(tree, ",found_on", ",histroy")
    with pytest.raises(PainmapError) as caught:
        load_agency(tree, "minyust-rd")
    for part in ("«histroy»", "графа found_on", "имелось в виду «history»"):
        assert part in str(caught.value)


def test_the_demo_registries_were_found_without_regard_to_date(tree: Tree) -> None:
    assert set(load_agency(tree, "minyust-rd").problems["found_on"]) == {"history"}


def test_the_move_of_the_register_and_the_law_are_told_apart(tree: Tree) -> None:
    agency = load_agency(tree, "minyust-rd").agency
    move, law = agency.events
    assert (move.kind, law.kind) == ("registration", "legal")
    # Calls and social networks have registers of their own.
    assert not {"secretary", "vk", "telegram"} & set(move.channels)


def test_another_column_may_not_lack(tree: Tree, break_: Any) -> None:
    break_(REGISTRY, ",signs,found_on", ",found_on")
    with pytest.raises(PainmapError):
        load_agency(tree, "minyust-rd")
