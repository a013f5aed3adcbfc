"""Texts that are kept apart from the other columns of a long table."""

from __future__ import annotations

import pandas as pd
import pytest

from painmap.intake import held
from painmap.intake.held import HeldTexts

PARTS = (["дом", None, ""], [], ["🙂 и\nдвор", "x" * 3000], [None])
ALL = ["дом", None, "", "🙂 и\nдвор", "x" * 3000, None]


def _frame(texts: list[str | None]) -> pd.DataFrame:
    return pd.DataFrame({"row": range(len(texts)), "text": pd.Series(texts, dtype="string")})


@pytest.fixture(params=[1, 2, 100])
def texts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> HeldTexts:
    """Texts are compressed so many at a time."""
    monkeypatch.setattr(held, "_PIECE", request.param)
    return HeldTexts()


@pytest.mark.parametrize("dtype", ["Int64", "string"])
def test_texts_come_back_to_their_rows_whatever_became_of_the_rows(texts: HeldTexts, dtype: str) -> None:
    away = pd.concat([texts.put_away(_frame(part)) for part in PARTS], ignore_index=True)
    assert away["text"].isna().tolist() == [text is None for text in ALL]
    for order in ([0, 1, 2, 3, 4, 5], [4, 2, 0, 5, 3, 1], [3], []):
        chosen = away.loc[order].astype({"text": dtype})
        back = texts.brought_back(chosen)
        assert back["text"].dtype == "string"
        assert back.index.tolist() == order
        assert [None if pd.isna(text) else text for text in back["text"]] == [ALL[i] for i in order]


def test_nothing_was_put_away(texts: HeldTexts) -> None:
    assert texts.brought_back(texts.put_away(_frame([])))["text"].dtype == "string"
    assert list(texts.pieces()) == []


def test_pieces_are_all_texts_in_the_order_of_their_places(texts: HeldTexts) -> None:
    for part in PARTS:
        texts.put_away(_frame(part))
    assert [text for piece in texts.pieces() for text in piece.to_pylist()] == [text or "" for text in ALL]
    assert len(texts) == len(ALL)


def test_a_slice_of_a_column_is_held_as_it_is(texts: HeldTexts) -> None:
    """Arrow shares one buffer among slices: the bytes before the slice are not its own."""
    away = texts.put_away(_frame(["один", "два", "три"]).iloc[1:])
    assert texts.brought_back(away)["text"].tolist() == ["два", "три"]


def test_a_column_that_was_joined_from_parts_is_held_as_one(texts: HeldTexts) -> None:
    joined = pd.concat([_frame(part) for part in PARTS], ignore_index=True)
    assert texts.brought_back(texts.put_away(joined))["text"].isna().tolist() == [t is None for t in ALL]


def test_texts_are_held_compressed() -> None:
    """A million letters of one register are 0.9 GB: what is kept of them must be much less."""
    texts = HeldTexts()
    texts.put_away(_frame(["Прошу сообщить о сроках рассмотрения заявки на субсидию"] * 10_000))
    (piece,) = texts._pieces
    assert len(piece.packed) < 100_000
