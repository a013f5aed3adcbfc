"""Masking holds for any text: put together from made-up details, markup and characters that hide them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from benchmarks.fuzz_masking import BLANKS, INVISIBLE, PIECES, broken, text_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from painmap.text.deidentify import identifiers, mask_many
from painmap.text.personal.checksums import is_card, is_person_inn, is_snils

_ANY = st.one_of(st.sampled_from(PIECES), st.characters(), st.integers(0xD800, 0xDFFF).map(chr))
TEXTS = st.lists(_ANY, max_size=24).map("".join)
HIDING = st.lists(st.sampled_from(INVISIBLE), max_size=2).map("".join)
_DIGITS = "0123456789"
_STYLES = (
    *(_DIGITS, "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    *("⓪①②③④⑤⑥⑦⑧⑨", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "०१२३४५६७८९"),
)
_AS_IT_IS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(_AS_IT_IS, max_examples=150)
@given(st.lists(TEXTS, min_size=1, max_size=3))
@example(["[ФИО 99999] [ФИО 999999] Иванов Иван"])
@example(["<a title='Иванов Иван' href='tel:8900<b>0000000'>8 900</a> 000-00-00"])
def test_offsets_text_and_repetition_hold_for_any_texts(texts: list[str]) -> None:
    assert broken(texts) == ""


@settings(_AS_IT_IS, max_examples=40)
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_the_result_of_a_text_does_not_depend_on_the_others(text: str, others: list[str]) -> None:
    assert mask_many([*others, text, *others])[len(others)] == mask_many([text])[0]


@settings(_AS_IT_IS, max_examples=150)
@given(TEXTS)
def test_identifiers_are_in_order_and_within_the_text(text: str) -> None:
    edges = [edge for start, end, _ in identifiers(text) for edge in (start, end)]
    assert edges == sorted(edges)
    assert not edges or 0 <= edges[0] < edges[-1] <= len(text)


def _snils(number: int) -> str:
    return next(f"{number:09}{check:02}" for check in range(100) if is_snils(f"{number:09}{check:02}"))


def _inn(number: int) -> str:
    found = (f"{number:010}{check:02}" for check in range(100))
    return next(text for text in found if is_person_inn(text))


def _card(number: int) -> str:
    return next(f"220{number:012}{check}" for check in range(10) if is_card(f"220{number:012}{check}"))


NUMBERS = st.one_of(
    st.integers(100_000_000, 699_999_999).map(_snils),
    st.integers(10**9, 10**10 - 1).map(_inn),
    st.integers(0, 10**12 - 1).map(_card),
)


@st.composite
def hidden_numbers(draw: st.DrawFn) -> str:
    """A number with a check sum, in digits of any script, with what nobody sees between them."""
    number = draw(NUMBERS)
    styles = draw(st.lists(st.sampled_from(_STYLES), min_size=len(number), max_size=len(number)))
    gaps = draw(st.lists(HIDING, min_size=len(number) - 1, max_size=len(number) - 1))
    digits = [style[int(digit)] for style, digit in zip(styles, number, strict=True)]
    return digits[0] + "".join(gap + digit for gap, digit in zip(gaps, digits[1:], strict=True))


@settings(_AS_IT_IS, max_examples=200)
@given(
    hidden_numbers(),
    st.sampled_from(["", "Нет света. ", "<p>", "номер ", "«", "привіт, "]),
    st.sampled_from(["", " не читается", "</p>", ", ответа нет", "\nБез ответа", "»"]),
)
def test_a_number_with_a_check_sum_is_masked_whatever_stands_inside(
    number: str, before: str, after: str
) -> None:
    masked = mask_many([before + number + after])[0]
    assert any(start <= len(before) and end >= len(before) + len(number) for start, end, _ in masked.spans)


@settings(_AS_IT_IS, max_examples=60)
@given(st.data(), st.sampled_from(["Круглов Пётр Ильич", "Магомедова Патимат", "ivan.petrov@example.ru"]))
def test_a_name_or_address_is_masked_with_invisible_characters_inside(
    data: st.DataObject, detail: str
) -> None:
    hidden = "".join(c + data.draw(HIDING) if c not in " " else c for c in detail[:-1]) + detail[-1]
    masked = mask_many([f"Пишу вам. {hidden} ждёт ответа"])[0].text
    assert re.fullmatch(r"Пишу вам\. (?:<[^>]*>)*\[[^\]]+\] ждёт ответа", masked)


@given(st.binary(max_size=80))
def test_any_input_of_the_fuzzer_is_a_text(data: bytes) -> None:
    assert len(text_of(data)) >= len(data) // 2
    assert set(BLANKS) <= set(PIECES)


@pytest.mark.full
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has wheels for Linux on x86-64 only")
def test_a_minute_of_coverage_guided_fuzzing_breaks_nothing(repository: Path) -> None:
    command = [sys.executable, "benchmarks/fuzz_masking.py", "--seconds", "60"]
    env = os.environ | {"OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=repository, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    executed = re.search(r"number_of_executed_units: (\d+)", done.stdout)
    assert executed
    assert int(executed[1]) > 300
