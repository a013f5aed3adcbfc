"""The privacy gate's work on text without words: linear, and what stands around is found."""

from __future__ import annotations

import random
import time
import tracemalloc
from pathlib import Path

import pytest

from painmap.intake.fingerprints import loose_fingerprints
from painmap.intake.traces.glued import parted
from painmap.stages.gate.known import Known
from painmap.stages.gate.scan import Scanner
from tests.stages.check_tree import TEXT, planted

_SIZE = 100_000
_RANDOM = random.Random(7)
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщыэюя"
RUNS = {
    "letters": "яблокоигруша",
    "any letters": "".join(_RANDOM.choices(_CYRILLIC, k=_SIZE)),
    "names": "ярославаэдуардовна",
    "humps": "ЯблокоГруша",
    "vowels": "аеиоу",
    "digits": "1234567890",
    "a digit": "1",
    "groups": "12 34 56 ",
    "latin": "abcdefgh",
    "spaces": " ",
    "stops": ".,;:!?()[]{}<>/|@#$%^&*-_=+~`'\"",
    "backslashes": "\\",
    "underscores": "_",
    "brackets": "<",
    "tag": "<" + "a" * _SIZE,
    "entity": f"&#{'1' * 4999} ",
    "one letter": "а ",
    "two letters": "аб ",
    "initials": "Я.Э. ",
    "hyphens": "а-",
    "flats": "квартир",
    "mixed": "abcя",
    "mail": "a@",
}


def _long(run: str) -> str:
    return (RUNS[run] * (_SIZE // len(RUNS[run]) + 1))[:_SIZE]


@pytest.mark.parametrize("run", RUNS)
def test_a_run_without_an_end_costs_no_square_and_hides_nothing(tree: Path, run: str) -> None:
    text = _long(run)
    started = time.process_time()
    said = planted(tree, f"{TEXT}\n{text}\nа {text} Выдрицкой Ярославе\n{TEXT}")
    assert "ФИО — 1" in said
    assert "телефон — 1" in said
    assert time.process_time() - started < 6


@pytest.mark.parametrize("run", RUNS)
def test_a_run_in_a_raw_file_costs_no_square(run: str) -> None:
    text = _long(run)
    started = time.process_time()
    assert loose_fingerprints(iter([f"Гвоздиловский П.И.\n{text}\nа {text} Гвоздиловский П.И."]), b"k" * 32)
    assert time.process_time() - started < 6


def test_a_run_of_letters_is_not_kept_in_pieces() -> None:
    scanner = Scanner([Known(b"k" * 32)], frozenset(), frozenset())
    tracemalloc.start()
    try:
        scanner.hits(["яблокоигруша" * 5000], is_built=True)
        assert tracemalloc.get_traced_memory()[1] < 1 << 24
    finally:
        tracemalloc.stop()


def test_glued_names_are_parted_whatever_their_number() -> None:
    names = {"роза", "розали", "лина", "линова"}
    assert parted("розалина", names.__contains__) == ["роза", "лина"]
    assert parted("розалилинова", names.__contains__) == ["розали", "линова"]
    assert parted("розалина" * 9000, names.__contains__) == ["роза", "лина"] * 9000
    assert parted("розалина" * 9000 + "щ", names.__contains__) == []
