"""Texts that are kept apart from the other columns of a long file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from painmap.intake.held import HeldTexts

PARTS = (["дом", None, ""], [], ["🙂 и\nдвор", "x" * 3000], [None])


def _held() -> HeldTexts:
    held = HeldTexts()
    for part in PARTS:
        held.add(pd.Series(part, dtype="string"))
    return held


def test_texts_come_back_in_the_order_that_is_asked_for() -> None:
    texts = _held().taken(np.array([4, 2, 0, 5, 3, 1]))
    assert texts.dtype == "string"
    assert texts.isna().tolist() == [False, False, False, True, False, True]
    assert texts.dropna().tolist() == ["x" * 3000, "", "дом", "🙂 и\nдвор"]


def test_texts_that_nobody_asks_for_are_left_out() -> None:
    assert _held().taken(np.array([3])).tolist() == ["🙂 и\nдвор"]
    assert _held().taken(np.array([], dtype=np.int64)).empty
    assert HeldTexts().taken(np.array([], dtype=np.int64)).dtype == "string"


def test_a_slice_of_a_column_is_held_as_it_is() -> None:
    """Arrow shares one buffer among slices: the bytes before the slice are not its own."""
    held = HeldTexts()
    held.add(pd.Series(["один", "два", "три"], dtype="string").iloc[1:])
    assert held.taken(np.array([1, 0])).tolist() == ["три", "два"]


def test_texts_are_held_compressed() -> None:
    """A million letters of one register are 0.9 GB: what is kept of them must be much less."""
    held = HeldTexts()
    held.add(pd.Series(["Прошу сообщить о сроках рассмотрения заявки на субсидию"] * 10_000, dtype="string"))
    (part,) = held._parts
    assert len(part.packed) < 100_000
