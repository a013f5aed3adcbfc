"""What was read of a table, piece by piece, as tables of the schema: a tenth of the memory of the objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from painmap.schema import MENTIONS
from painmap.stages.extraction.reading import Read

_FIELDS = {"mention_kind": "kind"}
# Whose mention it is stands beside it; which problem it is about is found later.
_OWN = tuple(name for name in MENTIONS.names if name not in ("record_id", "problem_id"))


class Gathered:
    """Texts, their mentions and where these stand in the texts as given."""

    def __init__(self) -> None:
        self.rows = 0
        self._texts: list[pd.DataFrame] = []
        self._mentions: list[pd.DataFrame] = []
        self._places: list[NDArray[np.int64]] = []

    def add(self, read: Sequence[Read]) -> None:
        """Take what was read of the next rows."""
        # Digits of one length, so that the order of the ids is that of the rows.
        ids = [f"{row:09d}" for row in range(self.rows, self.rows + len(read))]
        self.rows += len(read)
        self._texts.append(
            pd.DataFrame(
                {"record_id": ids, "text": [item.text for item in read], "client_kind": "external"},
                dtype="string",
            )
        )
        said = [(id_, m) for id_, item in zip(ids, read, strict=True) for m in item.mentions]
        columns = {name: [getattr(m, _FIELDS.get(name, name)) for _, m in said] for name in _OWN}
        frame = pd.DataFrame({"record_id": [id_ for id_, _ in said], **columns})
        self._mentions.append(MENTIONS.conform(frame))
        places = [place for item in read for place in item.places]
        self._places.append(np.array(places, dtype=np.int64).reshape(-1, 2))

    def texts(self) -> pd.DataFrame:
        """A row is a text: record_id (the number of the row), text (masked), client_kind (external)."""
        return pd.concat(self._texts, ignore_index=True)

    def mentions(self) -> pd.DataFrame:
        """`schema.MENTIONS` of the texts, in their order."""
        return pd.concat(self._mentions, ignore_index=True)

    def places(self) -> NDArray[np.int64]:
        """A row is a mention: its start and end in the text as given."""
        return np.concatenate(self._places)
