"""Texts of long tables kept apart from the other columns: compressed until they are put in their order.

A million letters are 0.9 GB; a column of them that is joined from parts and sorted is there three times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

_CODEC = "zstd"
_PIECE = 50_000


@dataclass
class HeldTexts:
    """Texts in the order in which they were put away; the place of a text is its number in that order."""

    _pieces: list[_Piece] = field(default_factory=list)
    _length: int = 0

    def __len__(self) -> int:
        return self._length

    def put_away(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with the place of each text in the column `text`, missing where there is no text."""
        texts = frame["text"]
        places = np.arange(len(self), len(self) + len(texts))
        for start in range(0, len(texts), _PIECE):
            self._pieces.append(_Piece.of(texts.iloc[start : start + _PIECE]))
        self._length += len(texts)
        return frame.assign(text=pd.arrays.IntegerArray(places, texts.isna().to_numpy()))

    def brought_back(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with texts (dtype `string`) in the column `text`, which holds places, each but once."""
        return frame.assign(text=self._at(places_of(frame)).set_axis(frame.index))

    def pieces(self) -> Iterator[pa.Array]:
        """All texts in the order of their places, some at a time; an empty one where there was none."""
        for piece in self._pieces:
            offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(piece.lengths)])
            yield _array(offsets, piece.content(), None)

    def _at(self, places: np.ndarray) -> pd.Series:
        lengths = np.concatenate([np.zeros(0, np.int64), *(piece.lengths for piece in self._pieces)])
        is_there = places >= 0
        taken = np.zeros(len(places), np.int64)
        taken[is_there] = lengths[places[is_there]]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(taken)])
        to = np.full(len(self), -1, dtype=np.int64)
        to[places[is_there]] = offsets[:-1][is_there]
        data, first = bytearray(int(offsets[-1])), 0
        for piece in self._pieces:
            piece.copy(memoryview(data), to[first : first + len(piece.lengths)])
            first += len(piece.lengths)
        return pd.Series(pd.arrays.ArrowStringArray(_array(offsets, data, pa.array(is_there).buffers()[1])))


def places_of(frame: pd.DataFrame) -> np.ndarray:
    """Places in the column `text` (numbers, or the same as words); -1 where there is none."""
    places: np.ndarray = pd.to_numeric(frame["text"]).astype("Int64").fillna(-1).to_numpy(dtype=np.int64)
    return places


def in_one(texts: pd.Series) -> pa.Array:
    """The texts as one array (`large_string`): a column that was joined from parts is in chunks."""
    column = pa.array(texts, pa.large_string(), from_pandas=True)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _array(offsets: np.ndarray, data: bytearray | pa.Buffer, validity: pa.Buffer | None) -> pa.Array:
    return pa.LargeStringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data), validity
    )


@dataclass(frozen=True)
class _Piece:
    """Compressed UTF-8 of some texts; `lengths` in bytes, 0 of those that are missing."""

    packed: bytes
    lengths: np.ndarray

    @classmethod
    def of(cls, texts: pd.Series) -> _Piece:
        filled = in_one(texts).fill_null("")
        offsets = np.frombuffer(filled.buffers()[1], dtype=np.int64)[filled.offset :][: len(filled) + 1]
        data = filled.buffers()[2]
        used = data.slice(int(offsets[0]), int(offsets[-1] - offsets[0])) if data else pa.py_buffer(b"")
        # As bytes: the buffer would keep the size that the worst text could have taken.
        packed = pa.compress(used, codec=_CODEC, asbytes=True) if used.size else b""
        return cls(packed, np.diff(offsets))

    def content(self) -> pa.Buffer:
        """The texts one after the other."""
        size = int(self.lengths.sum())
        return pa.decompress(self.packed, size, codec=_CODEC) if size else pa.py_buffer(b"")

    def copy(self, target: memoryview, to: np.ndarray) -> None:
        """Copy the texts to their offsets in `target`; a negative offset is a text that is not wanted."""
        source = memoryview(self.content()).cast("B")
        ends = np.cumsum(self.lengths)
        for start, length, at in zip(
            (ends - self.lengths).tolist(), self.lengths.tolist(), to.tolist(), strict=True
        ):
            if at >= 0:
                target[at : at + length] = source[start : start + length]
