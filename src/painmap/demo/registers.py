"""What is written into a register, whatever its layout: rows, words, deliberately bad rows."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from painmap.demo.records import Record
from painmap.params.models import Format
from painmap.params.yaml_file import read_yaml

DEMO = "Демонстрационные данные"

# The running number within «02-Г-1187/25».
_NUMBER = re.compile(r"\d+(?=/\d+$)")
# Kinds of rows that a reader must set aside; a duplicate stands twice.
FAULTS = ("31_february", "empty_date", "unknown_kind", "duplicate_id", "duplicate_id")

# An appeal and the cells in which its row differs from it.
Rows = list[tuple[Record, dict[str, str]]]


@dataclass(frozen=True)
class Sheet:
    """One register to be written.

    Attributes:
        carried: Appeals of the year before that were open when its register was handed in.
        seed: Seed of what the sheet itself draws.
        faults: Bad rows to be planted (of `FAULTS`); none in a register beside the main one.
        lists: The agency's own words (`words.agency_lists`).
        topics: Word of the source's own classifier → topic, as the profile has it for the source.
    """

    year: int
    title: str
    received: date
    records: Sequence[Record]
    carried: Sequence[Record]
    seed: str
    faults: tuple[str, ...] = FAULTS
    lists: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)


def faults_of(layout: Format) -> tuple[str, ...]:
    """The faults that a register of this format can show: a word outside a list needs a list."""
    listed = {m.field for m in layout.columns.values() if m.values}
    return tuple(f for f in FAULTS if f != "unknown_kind" or "appeal_kind" in listed)


def bad_rows(sheet: Sheet) -> list[tuple[str, Record, dict[str, str]]]:
    """(fault, record, cells to overwrite): rows that a reader must set aside, beside the year's volume."""
    if not sheet.faults:
        return []
    rng, records = random.Random(f"{sheet.seed}/bad"), sheet.records
    picked = [records[i] for i in sorted(rng.sample(range(len(records)), 5))]
    number = max(int(_NUMBER.findall(r.appeal_id)[0]) for r in records)
    renamed = [
        replace(r, appeal_id=_renumbered(r.appeal_id, number + i), row=len(records) + i, problem="")
        for i, r in enumerate(picked[:3], start=1)
    ]
    rows: list[tuple[str, Record, dict[str, str]]] = [
        ("31_february", renamed[0], {"registered_date": f"31.02.{sheet.year}"}),
        ("empty_date", renamed[1], {"registered_date": ""}),
        ("unknown_kind", renamed[2], {"appeal_kind": "Петиция"}),
        ("duplicate_id", picked[3], {}),
        ("duplicate_id", picked[4], {}),
    ]
    return [row for row in rows if row[0] in sheet.faults]


def rows_by_day(sheet: Sheet) -> Rows:
    """The year's rows and the bad ones among them, by day."""
    rows: Rows = [(r, {}) for r in sheet.records] + [(r, changes) for _, r, changes in bad_rows(sheet)]
    return sorted(rows, key=lambda item: item[0].day)


def _renumbered(appeal_id: str, number: int) -> str:
    """The number of a register with another running number, with as many leading zeros."""
    return _NUMBER.sub(lambda m: str(number).zfill(len(m[0]) if m[0][0] == "0" else 0), appeal_id)


def read_format(root: Path, name: str) -> Format:
    """The layout that the reader will use; its words are the words that are written."""
    return Format.model_validate(
        read_yaml(root / "params" / "formats" / f"{name}.yaml", f"params/formats/{name}.yaml")
    )


def fields(record: Record, words: Mapping[str, Mapping[str, str]], received: date) -> dict[str, Any]:
    """The cells of a record by field of `schema.RAW_APPEALS`, coded ones in the words of the format."""
    shown = record.as_known(received)
    person, result = shown.person, shown.result

    def word(field: str, code: str | None) -> str:
        return words[field][code] if code else ""

    return {
        "appeal_id": shown.appeal_id, "registered_date": f"{shown.day:%d.%m.%Y}",
        "client_source_id": person.source_id, "person_name": person.name, "phone": person.phone,
        "email": person.email, "address": person.address, "executor": shown.executor, "text": shown.text,
        "client_kind": word("client_kind", shown.client_kind),
        "applicant_code": word("applicant_code", person.applicant),
        "channel_code": word("channel_code", shown.channel), "form_code": word("form_code", shown.form),
        "appeal_kind": word("appeal_kind", shown.kind), "topic_code": shown.topic,
        "reason_code": shown.reason,
        "unit": shown.unit, "municipality": shown.municipality,
        "is_repeat": "" if shown.is_repeat is None else word("is_repeat", str(shown.is_repeat).lower()),
        "is_collective": word("is_collective", str(shown.is_collective).lower()),
        "answered_date": result.answered, "extended_until_date": result.extended_until,
        "forwarded_date": result.forwarded, "outcome_code": word("outcome_code", result.outcome),
    }  # fmt: skip


def words_of(layout: Format) -> dict[str, dict[str, str]]:
    """Field → canonical code → word of the source; the first word of a code counts."""
    result: dict[str, dict[str, str]] = {}
    for mapping in layout.columns.values():
        codes = result.setdefault(mapping.field, {})
        for word, code in mapping.values.items():
            codes.setdefault(code, word)
    return result


def field_of(layout: Format, title: str) -> str:
    """The field that a column is written from: its own, or that of the first of its parts."""
    column = layout.columns[title]
    return column.field or column.parts[0].field
