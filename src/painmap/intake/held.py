"""Texts of a long file kept apart from its other columns: compressed until all are put in their order.

A million letters are 0.9 GB; a column of them that is joined from parts and sorted is there three times.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

_CODEC = "zstd"


@dataclass
class HeldTexts:
    """Texts in the order in which their parts came; the place of a text is its number in that order."""

    _parts: list[_Part] = field(default_factory=list)

    def add(self, texts: pd.Series) -> None:
        """Take the texts of a part (dtype `string`)."""
        self._parts.append(_Part.of(texts))

    def taken(self, places: np.ndarray) -> pd.Series:
        """The texts at the places, in their order (dtype `string`); none may be asked for twice."""
        lengths = np.concatenate([part.lengths for part in self._parts] or [np.zeros(0, np.int64)])
        is_there = np.concatenate([part.is_there for part in self._parts] or [np.zeros(0, bool)])
        ends = np.cumsum(lengths[places])
        data = bytearray(int(ends[-1]) if len(ends) else 0)
        to = np.full(len(lengths), -1, dtype=np.int64)
        to[places] = ends - lengths[places]
        first = 0
        for part in self._parts:
            part.copy(memoryview(data), to[first : first + len(part.lengths)])
            first += len(part.lengths)
        offsets = np.concatenate([np.zeros(1, np.int64), ends])
        validity = pa.array(is_there[places]).buffers()[1]
        texts = pa.LargeStringArray.from_buffers(
            len(places), pa.py_buffer(offsets), pa.py_buffer(data), validity
        )
        return pd.Series(pd.arrays.ArrowStringArray(texts))


@dataclass(frozen=True)
class _Part:
    """Compressed UTF-8 of some texts; `lengths` in bytes, those that are missing have 0."""

    packed: bytes
    lengths: np.ndarray
    is_there: np.ndarray

    @classmethod
    def of(cls, texts: pd.Series) -> _Part:
        filled = pa.array(texts, pa.large_string(), from_pandas=True).fill_null("")
        offsets = np.frombuffer(filled.buffers()[1], dtype=np.int64)[filled.offset :][: len(filled) + 1]
        data = filled.buffers()[2]
        used = data.slice(int(offsets[0]), int(offsets[-1] - offsets[0])) if data else pa.py_buffer(b"")
        # As bytes: the buffer would keep the size that the worst text could have taken.
        packed = pa.compress(used, codec=_CODEC, asbytes=True) if used.size else b""
        return cls(packed, np.diff(offsets), texts.notna().to_numpy())

    def copy(self, target: memoryview, to: np.ndarray) -> None:
        """Copy the texts to their offsets in `target`; a negative offset is a text that is not wanted."""
        size = int(self.lengths.sum())
        source = memoryview(pa.decompress(self.packed, size, codec=_CODEC) if size else b"").cast("B")
        ends = np.cumsum(self.lengths)
        for start, length, at in zip(
            (ends - self.lengths).tolist(), self.lengths.tolist(), to.tolist(), strict=True
        ):
            if at >= 0:
                target[at : at + length] = source[start : start + length]
