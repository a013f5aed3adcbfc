"""What every reader makes of a file: sheets of text cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from painmap.intake.words import Cell


@dataclass
class Sheet:
    """One sheet, or a part of a long one.

    Attributes:
        is_continued: Whether the rows go on where those of the sheet before ended: no header is among them.
        rows: Cells of each row; a row of a CSV may be shorter or longer than others.
        numbers: Row numbers as Excel shows them, one for each row.
        broken: Index of a row that could not be read → (reason, remedy).
        merges: Merged ranges (first row, first column, last row, last column), from 0, last included.
        encoding: Encoding of a text file, else empty.
        delimiter: Delimiter of a text file, else empty.
        warnings: What the reader noticed, in Russian and without values.
    """

    name: str
    rows: list[list[Cell]]
    numbers: list[int]
    broken: dict[int, tuple[str, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    warnings: list[str] = field(default_factory=list)
    is_continued: bool = False
