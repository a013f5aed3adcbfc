"""`params/baselines/<agency>.yaml`: the figures of an agency's sources, and their text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from painmap.params.models import Baselines, SourceBaseline
from painmap.stages.baselines.case import Case
from painmap.stages.baselines.counts import MATURING, Part, longest_term, total

_HEAD = """\
# Что аналитик принял как верное: строки по месяцам (опросов — по замерам), доли слов и заполненных полей.
# Пишет команда painmap baseline --agency {agency}; с этим сверяется каждый приём.
schema_version: 1
agency: {agency}
"""
_DIGITS = 3
_CODE = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)


def measured(cases: Sequence[Case]) -> Baselines:
    """The present figures of the sources that have files, in the order of the profile."""
    sources = tuple(_source(case) for case in cases if case.receipts)
    return Baselines(schema_version=1, agency=cases[0].params.agency.id, sources=sources)


def _source(case: Case) -> SourceBaseline:
    day = case.receipts[-1] - longest_term(case.params.report)
    every = total(case.part(key) for key in case.now)
    mature = total(case.part(key) for key in case.now if case.end(key) <= day)
    parts = {column: mature if column in MATURING else every for column in (*every.words, *every.filled)}
    is_survey = case.source.study is not None
    return SourceBaseline.model_validate(
        {
            "id": case.source.id,
            "received_date": case.receipts[-1],
            "agency_received_date": case.agency_received,
            "waves" if is_survey else "months": case.now if is_survey else _by_year(case.now),
            "words": {c: w for c in every.words if (w := _shares(parts[c].words.get(c, {})))},
            "filled": {c: s for c in every.filled if (s := _filled(parts[c], c))},
        }
    )


def _by_year(months: Mapping[str, int]) -> dict[str, list[int]]:
    years = sorted({month[:4] for month in months})
    return {year: [months.get(f"{year}-{month:02d}", 0) for month in range(1, 13)] for year in years}


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    rows = sum(counts.values())
    return {word: round(counts[word] / rows, _DIGITS) for word in sorted(counts)} if rows else {}


def _filled(part: Part, column: str) -> float:
    return round(part.filled.get(column, 0) / part.rows, _DIGITS) if part.rows else 0.0


def text(baselines: Baselines) -> str:
    """The file: every list on a line of its own, words in alphabetical order, so that a diff can be read."""
    lines = [_HEAD.format(agency=baselines.agency) + "sources:"]
    for source in baselines.sources:
        lines += _lines(source)
    return "\n".join(lines) + "\n"


def _lines(source: SourceBaseline) -> Iterator[str]:
    yield f"- id: {source.id}"
    yield f"  received_date: {source.received_date.isoformat()}"
    yield f"  agency_received_date: {source.agency_received_date.isoformat()}"
    if source.months:
        yield "  months:"
        yield from (f"    {_key(year)}: {list(source.months[year])}" for year in sorted(source.months))
    if source.waves:
        yield f"  waves: {_flow({wave: str(rows) for wave, rows in source.waves.items()})}"
    if source.words:
        yield "  words:"
        yield from (f"    {column}: {_flow(_told(shares))}" for column, shares in source.words.items())
    if source.filled:
        yield f"  filled: {_flow(_told(source.filled))}"


def _told(shares: Mapping[str, float]) -> dict[str, str]:
    return {key: f"{share:.{_DIGITS}f}" for key, share in shares.items()}


def _flow(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{_key(key)}: {value}" for key, value in values.items()) + "}"


def _key(word: str) -> str:
    """A code as it is, anything else in quotes («2025» would be a number): JSON is YAML."""
    is_plain = _CODE.fullmatch(word) and word not in ("true", "false", "null")
    return word if is_plain else json.dumps(word, ensure_ascii=False)
