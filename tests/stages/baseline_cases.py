"""A source drawn month by month, beside what was accepted of it; no file, no build."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from painmap.params.bundle import AgencyParams
from painmap.params.load import load_agency
from painmap.params.models import Baselines
from painmap.paths import Tree
from painmap.periods import Period, month_range
from painmap.stages.baselines import writing
from painmap.stages.baselines.case import Case
from painmap.stages.baselines.counts import Counted, Part
from painmap.stages.baselines.rules import RULES, Rule

AGENCY = "minec-49"
PARAMS: AgencyParams = load_agency(Tree(Path(__file__).resolve().parents[2]), AGENCY)
BARE = replace(PARAMS, baselines=Baselines(schema_version=1, agency=AGENCY))
YEAR = (20, 24, 18, 22, 20, 21, 19, 23, 20, 17, 22, 20)


def part(rows: int, **words: dict[str, float]) -> Part:
    """A month; a word is given by its share, `filled` by column."""
    filled = {column: round(share * rows) for column, share in words.pop("filled", {}).items()}
    counts = {c: {w: round(share * rows) for w, share in shares.items()} for c, shares in words.items()}
    return Part(rows, counts, filled)


def months(start: str, *counts: int, **words: dict[str, float]) -> dict[str, Part]:
    """`counts` of successive months from `start` on; a month of 0 has no rows and is not there."""
    first = Period.parse(start).start
    days = month_range(first, date(first.year + 9, 12, 1))
    return {f"{day:%Y-%m}": part(n, **words) for day, n in zip(days, counts, strict=False) if n}


def case(
    parts: dict[str, Part],
    *receipts: str,
    source: str = "register",
    agency_received: str = "",
    known: Case | None = None,
) -> Case:
    """The source as it is; `known`: the same as it was accepted."""
    days = tuple(date.fromisoformat(day) for day in receipts)
    newest = max((Period.parse(key).end for key in parts), default=None) if source == "register" else days[-1]
    params = BARE
    if known is not None:
        params = replace(BARE, baselines=writing.measured([known]))
    of_profile = next(s for s in params.agency.sources if s.id == source)
    present = date.fromisoformat(agency_received) if agency_received else max(days)
    return Case(params, of_profile, Counted(newest, parts), days, present)


def said(rule: Rule, looked_at: Case) -> str:
    """What one rule says; «» if nothing. The other rules may say what they like."""
    assert rule in RULES
    return " | ".join(rule(looked_at))
