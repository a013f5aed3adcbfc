"""What was masked: by kind of data, source and rule, from the journals of the raw files; no values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from painmap import codes
from painmap.params.models import Measurement
from painmap.report_data import Masking, MaskingMeasurement, MaskingRecall
from painmap.text.deidentify import RECOGNISERS

_REASONS = {r.rule: r.reason for r in RECOGNISERS}


def told(journals: Iterable[dict[str, Any]], measurements: Iterable[Measurement]) -> Masking:
    """What the methodology prints: how much was masked, most frequent first, and how much masking finds."""
    total: Counter[str] = Counter()
    for journal in journals:
        for kind, _, number in _noted(journal):
            total[codes.PERSONAL_DATA[kind]] += number
    counts = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    return Masking(counts=tuple(counts), measurements=tuple(map(_measured, measurements)))


def _measured(measurement: Measurement) -> MaskingMeasurement:
    recalls = tuple(
        MaskingRecall(title=codes.PERSONAL_DATA[t.group], n=t.n, recall=t.recall) for t in measurement.types
    )
    return MaskingMeasurement(
        corpus=measurement.corpus,
        measured_on=measurement.measured_on,
        texts=measurement.texts,
        other_masked=measurement.other_masked,
        recalls=recalls,
    )


def by_source(journals: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A row is a type of personal data, a column a source: how often it was masked in its texts."""
    rows = [(j["source_id"], kind, number) for j in journals for kind, _, number in _noted(j)]
    frame = pd.DataFrame(rows, columns=["Источник", "Вид данных", "Скрыто"])
    frame["Вид данных"] = frame["Вид данных"].map(codes.PERSONAL_DATA)
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
        (codes.PERSONAL_DATA[kind], _REASONS[rule], rule, number)
        for (kind, rule), number in sorted(total.items(), key=lambda item: (-item[1], item[0]))
    ]
    return pd.DataFrame(rows, columns=["Вид данных", "По чему найдено", "Правило", "Скрыто"])


def _noted(journal: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Type, rule and count from a journal's group «masked»."""
    for name, number in journal.get("masked", {}).items():
        kind, rule = name.split(" ")
        yield kind, rule, number
