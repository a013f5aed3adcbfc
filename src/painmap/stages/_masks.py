"""What was masked: by kind of data, source and rule, from the journals of the raw files; no values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from painmap import schema
from painmap.text.deidentify import RECOGNISERS

_REASONS = {r.rule: r.reason for r in RECOGNISERS}


def by_type(journals: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How many details of each type (its title) were masked, most frequent first."""
    total: Counter[str] = Counter()
    for journal in journals:
        for kind, _, number in _noted(journal):
            total[schema.PERSONAL_DATA[kind]] += number
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def by_source(journals: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A row is a type of personal data, a column a source: how often it was masked in its texts."""
    rows = [(j["source_id"], kind, number) for j in journals for kind, _, number in _noted(j)]
    frame = pd.DataFrame(rows, columns=["Источник", "Вид данных", "Скрыто"])
    frame["Вид данных"] = frame["Вид данных"].map(schema.PERSONAL_DATA)
    table = frame.pivot_table(
        index="Вид данных", columns="Источник", values="Скрыто", aggfunc="sum", fill_value=0
    )
    table = table.assign(Всего=table.sum(axis="columns"))
    return table.sort_values("Всего", ascending=False, kind="stable").rename_axis(columns=None).reset_index()


def by_rule(journals: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A row is a rule of the masker: the kind of data, by what it finds them, how often it did."""
    total: Counter[tuple[str, str]] = Counter()
    for journal in journals:
        for kind, rule, number in _noted(journal):
            total[kind, rule] += number
    rows = [
        (schema.PERSONAL_DATA[kind], _REASONS[rule], rule, number)
        for (kind, rule), number in sorted(total.items(), key=lambda item: (-item[1], item[0]))
    ]
    return pd.DataFrame(rows, columns=["Вид данных", "По чему найдено", "Правило", "Скрыто"])


def _noted(journal: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Type, rule and count from a journal's group «masked»."""
    for name, number in journal.get("masked", {}).items():
        kind, rule = name.split(" ")
        yield kind, rule, number
