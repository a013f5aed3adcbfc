"""Columns of personal data, judged as `deidentify` does; samples of the others, masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from painmap.intake.inspection.columns import DITTO_WORDS, EMPTY_WORDS
from painmap.intake.inspection.findings import Guess, Located, Personal
from painmap.intake.inspection.telling import shown, told
from painmap.intake.privacy import KNOWN_FIELDS
from painmap.intake.words import as_text, one_of
from painmap.stages.deidentification.columns import ColumnScan
from painmap.stages.deidentification.masker import Masker
from painmap.stages.deidentification.titles import declared
from painmap.text.deidentify import Known, mask_many

_ROWS = 300
_LONG, _LONG_ROWS = 80, 60
_SAMPLES = 3
_SAMPLE_CHARS = 60
# The number of an appeal is personal in somebody's text, not in the column of numbers.
_HARMLESS = frozenset({"CASE"})


def personal_columns(table: Located) -> dict[int, Personal]:
    """Number of a column → what type of personal data it consists of, and whether its title may be told."""
    titles = told(table.titles)
    with Masker(1, 0) as masker:
        return {
            j: Personal(_kind(title, table.frame[j], masker), is_told)
            for j, (title, is_told) in enumerate(zip(table.titles, titles, strict=True))
        }


def _kind(title: str, cells: pd.Series, masker: Masker) -> str:
    present = cells.dropna()
    if present.empty:
        return ""
    is_long = present.head(_ROWS).map(as_text).str.len().mean() > _LONG
    scan = ColumnScan(title, is_named=False)
    scan.look(list(_spread(present, _LONG_ROWS if is_long else _ROWS)), masker)
    verdict = scan.verdict()
    is_sure = verdict.is_refused or declared(title).type == "PERSON"
    return verdict.kind if is_sure and verdict.kind not in _HARMLESS else ""


def _spread(cells: pd.Series, count: int) -> pd.Series:
    """So many cells, from all over the column."""
    return cells.iloc[:: max(1, len(cells) // count)].head(count)


def samples(table: Located, guesses: Sequence[Guess]) -> Mapping[int, list[str]]:
    """Up to three masked values of each column that holds no personal data of its own."""
    known = {KNOWN_FIELDS[g.field]: g.number for g in guesses if g.field in KNOWN_FIELDS}
    asked: list[tuple[int, str, Known]] = []
    for guess in guesses:
        if guess.personal or not guess.is_told:
            continue
        for i in _places(table.frame[guess.number]):
            row = dict(table.frame.loc[i].items())
            people = {name: as_text(row[j]) for name, j in known.items() if row[j] is not None}
            asked.append((guess.number, as_text(row[guess.number]), Known(**people)))
    found: dict[int, list[str]] = {}
    masked = mask_many([text for _, text, _ in asked], [people for *_, people in asked])
    for (number, *_), item in zip(asked, masked, strict=True):
        found.setdefault(number, []).append(shown(item.text, _SAMPLE_CHARS))
    return {number: list(dict.fromkeys(values)) for number, values in found.items()}


def _places(cells: pd.Series) -> list[int]:
    """Rows of the commonest values; where each stands once, of the first ones."""
    texts = cells.dropna().map(as_text)
    texts = texts[~texts.map(one_of((*EMPTY_WORDS, *DITTO_WORDS))).astype(bool)]
    words = texts.value_counts(sort=True).head(_SAMPLES)
    return [int(texts.index[texts == word][0]) for word in words.index]
