"""What an inspection finds: the table of a file, a guess for each of its columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from painmap.intake.words import norm

Role = Literal["field", "question", "respondent", "time", "personal", "skip", "unknown", "parts", "doubled"]
Rows = Literal["appeals", "responses"]


@dataclass(frozen=True)
class Located:
    """Where the table of a file is.

    Attributes:
        sheets: Name of each sheet → number of its data rows; the empty name for a text file.
        read: Sheets that hold the table.
        start: Rows above the header.
        header_rows: Lines of the header; 0 for a file without one.
        anchor: Cell text that marks the header, empty where the first filled row is it.
        skip: Patterns of rows that are no data, role and pattern.
        heads: Rows of the sheets read by head, as in the journal.
        titles: Titles of the columns; made up where the file has none.
        frame: A row is a data row: the cells under the integers 0, 1, 2…; None where empty.
        lone: Data rows with a single filled cell.
        warnings: What the reader noticed, in Russian and without values.
    """

    sheets: Mapping[str, int]
    read: tuple[str, ...]
    start: int
    header_rows: int
    anchor: str
    skip: tuple[tuple[str, str], ...]
    heads: Mapping[str, int]
    titles: tuple[str, ...]
    frame: pd.DataFrame = dataclasses.field(repr=False)
    encoding: str = ""
    delimiter: str = ""
    lone: int = 0
    warnings: tuple[str, ...] = ()

    def is_doubled(self, number: int) -> bool:
        """Whether a column before this one has the same title: intake cannot tell them apart."""
        return bool(self.titles[number]) and norm(self.titles[number]) in map(norm, self.titles[:number])


@dataclass(frozen=True)
class Dates:
    """How the dates of a column are written.

    Attributes:
        formats: strptime formats, in the order in which they are to be tried; empty for real Excel dates.
        parsed, filled: Cells that one of them fits, and filled cells.
        decided: How day and month were told apart, in Russian; empty where nothing was to be decided.
        question: What a person must decide; empty if nothing.
        first, last: The days between which all dates lie.
        is_number: Whether mere numbers stand for the dates: only a title makes them dates.
    """

    formats: tuple[str, ...]
    parsed: int
    filled: int
    decided: str = ""
    question: str = ""
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None
    is_number: bool = False

    @property
    def share(self) -> float:
        """Share of the filled cells that are dates."""
        return self.parsed / self.filled if self.filled else 0.0


@dataclass(frozen=True)
class Guess:
    """What a column is taken for.

    Attributes:
        number: Place of the column, from 0.
        title: Its title, which may not be told where `is_told` is false.
        field: Column of `schema.RAW_APPEALS`; empty for other roles.
        personal: Type of personal data (`codes.PERSONAL_DATA`) that stands in it, empty for none.
        reason: Why, in Russian.
        filled, distinct: Cells that are filled, and different ones among them.
        values: Source word → canonical code.
        asked: Words that a person must assign, with their number of cells.
        parts: Of a cell with several facts: field and pattern of each.
        question: What a person must decide; empty if nothing.
    """

    number: int
    title: str
    role: Role
    reason: str
    field: str = ""
    personal: str = ""
    is_told: bool = True
    filled: int = 0
    distinct: int = 0
    dates: Dates | None = None
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    asked: tuple[tuple[str, int], ...] = ()
    hidden: int = 0
    by_profile: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Personal:
    """What a look for personal data said of a column: TYPE it consists of (empty: none), is its title one."""

    kind: str = ""
    is_title_told: bool = True
