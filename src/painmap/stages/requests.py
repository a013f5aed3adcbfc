"""What the verbs on files are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DeidentifyRequest:
    """What to mask, and where to.

    Attributes:
        source, out: The table and the result; their kinds by suffix.
        text: Columns of text, masked, each with a column of masks.
        drop, mask, keep: Other columns: left out, masked without a column of masks, left as they are.
        sheet: Sheet of a workbook.
        masks_column: Name of the column of masks; with several texts it is followed by `_` and their names.
        journal: Where to write the counts, a .json file.
        cores: How many processes may work.
    """

    source: Path
    out: Path
    text: tuple[str, ...]
    drop: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    sheet: str = ""
    masks_column: str = "masks"
    journal: Path | None = None
    cores: int = 1
