"""The processed tables of one agency in DuckDB, and the view of a period as `product.md` defines it."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
import calendar
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import duckdb
import yaml

Side = Literal["now", "before"]
SIDES: tuple[Side, ...] = ("now", "before")
_PARTS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12), "9M": (1, 9)}

# A fact known later than the cut-off is unknown; an answer dated later is none yet (product.md, «Cut-off»).
_VIEW = """
create or replace table {name} as
select a.* exclude (answered_date, forwarded_date, extended_until_date, outcome_code),
  case when a.answered_date > {day} or a.answer_known_date > {day} then null else a.answered_date end as answered,
  case when a.forwarded_date > {day} or a.forward_known_date > {day} then null else a.forwarded_date end
    as forwarded,
  case when a.extension_known_date > {day} then null else a.extended_until_date end as extended,
  case when a.outcome_known_date > {day} then null else a.outcome_code end as outcome,
  coalesce(a.answered_date > {day} or a.outcome_code = 'pending', false) as is_open,
  coalesce(a.topic_code, s.topic_model_code) as topic,
  a.topic_code is null and s.topic_model_code is not null as is_by_model,
  s.problem_id as found_problem,
  s.record_id is not null and not c.is_count_only as is_read,
  coalesce(c.is_count_only, false) as is_count_only,
  coalesce(c.is_survey, false) as is_survey,
  coalesce(c.mode, '') as mode,
  coalesce(a.form_code, c.form) as form,
  {day} as cut_off
from appeals a
left join assignments s using (record_id)
left join channels c on c.code = a.channel_code
where a.registered_date between {start} and {end} and a.registered_date <= {day}
"""


# Of each day: how many days were worked up to it, and the last worked day up to it and the first from it on.
_WORKDAYS = """
create table workdays as
select day, count(*) filter (not is_off) over (order by day) as number,
  max(case when not is_off then day end) over (order by day) as before,
  min(case when not is_off then day end) over (order by day rows between current row and unbounded following)
    as after
from days
"""


@dataclass(frozen=True)
class Period:
    """First day, last day, cut-off."""

    start: date
    end: date
    as_of: date

    @staticmethod
    def of(text: str, cut_offs: dict[str, date]) -> Period:
        """The period written as in a report's folder, with the cut-off of the profile."""
        year, _, part = text.partition("-")
        first, last = _PARTS[part] if part in _PARTS else (int(part), int(part)) if part else (1, 12)
        start, end = date(int(year), first, 1), _month_end(int(year), last)
        return Period(start, end, cut_offs.get(text, end))

    @property
    def previous(self) -> Period:
        """The same months a year before, at equal maturity."""
        end = _month_end(self.end.year - 1, self.end.month)
        start = self.start.replace(year=self.start.year - 1)
        return Period(start, end, end + (self.as_of - self.end))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True)
class Data:
    """One agency and period; `kind` narrows every query to one kind of client, `topics` to one scope.

    Attributes:
        topics: SQL condition on `topic`.
    """

    root: Path
    agency: str
    name: str
    con: duckdb.DuckDBPyConnection
    params: Path
    kind: str = ""
    topics: str = "true"

    @cached_property
    def profile(self) -> dict[str, Any]:
        """The profile as written."""
        return read(self.params / "agencies" / f"{self.agency}.yaml")

    @cached_property
    def defaults(self) -> dict[str, Any]:
        """`params/report.yaml` as written."""
        return read(self.params / "report.yaml")

    @cached_property
    def period(self) -> Period:
        """The period with its cut-off."""
        return Period.of(self.name, self.profile.get("as_of", {}))

    @cached_property
    def has_before(self) -> bool:
        """Whether the data begin no later than the previous period."""
        first = self.one(
            "select min(d) from (select registered_date d from appeals union all select responded_date from responses)"
        )
        return bool(first) and first.date().replace(day=1) <= self.period.previous.start

    @property
    def sides(self) -> tuple[Side, ...]:
        """The periods that there are."""
        return SIDES if self.has_before else SIDES[:1]

    def of(self, side: Side) -> Period:
        """The period of a side."""
        return self.period if side == "now" else self.period.previous

    def narrowed(self, kind: str, topics: str = "true") -> Data:
        """The same of one kind of client, of some topics."""
        return replace(self, kind=kind, topics=topics)

    def view(self, name: str, as_of: date, start: date, end: date) -> None:
        """Make the table `name` of the appeals registered from `start` to `end`, as known on `as_of`."""
        days = {"day": as_of, "start": start, "end": end}
        self.con.execute(_VIEW.format(name=name, **{k: f"timestamp '{v}'" for k, v in days.items()}))

    def own(self, name: str) -> str:
        """The appeals of a view that are of these clients and topics and no answers to a survey."""
        mine = f"client_kind = '{self.kind}' and not is_survey and ({self.topics})"
        return f"(select * from appeals_{name} where {mine})"

    def rows(self, sql: str, side: Side = "now") -> list[tuple[Any, ...]]:
        """Rows of a query; `{t}` stands for the appeals of the side."""
        return self.con.execute(sql.replace("{t}", self.own(side))).fetchall()

    def one(self, sql: str, side: Side = "now") -> Any:
        """The only value of a query."""
        return self.rows(sql, side)[0][0]

    def both(self, sql: str) -> tuple[Any, Any | None]:
        """The value of a query in the period and before it (None: not covered)."""
        return self.one(sql, "now"), self.one(sql, "before") if self.has_before else None

    def groups(self, sql: str) -> dict[Side, dict[str, Any]]:
        """First column (empty: "") → second column, for each side."""
        return {side: {str(k or ""): v for k, v in self.rows(sql, side)} for side in self.sides}

    def topics_of(self, scope: Mapping[str, Any]) -> str:
        """SQL condition on the topics of a scope; the last one takes the rest, and what has no topic."""
        named = scope.get("topics") or [c for s in self.profile["scopes"] for c in s.get("topics", ())]
        listed = ", ".join(f"'{code}'" for code in named)
        own = f"topic in ({listed})" if scope.get("topics") else f"topic is null or topic not in ({listed})"
        return f"{own} /* {scope['id']} */"

    @cached_property
    def channels(self) -> list[dict[str, Any]]:
        """Channels that the order names for these clients, without surveys."""
        return [
            c
            for c in self.profile["channels"]
            if c.get("paragraph") and self.kind in c["client_kinds"] and not c.get("is_survey")
        ]

    @cached_property
    def obligations(self) -> list[dict[str, Any]]:
        """The ledger as written."""
        return list(read(self.params / "obligations" / f"{self.agency}.yaml")["paragraphs"])


def read(path: Path) -> dict[str, Any]:
    """A YAML file as it is."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def report_of(root: Path, agency: str, period: str) -> dict[str, Any]:
    """The internal edition that was built."""
    path = root / "data" / "interim" / agency / period / "internal" / "report_data.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def opened(root: Path, agency: str, period: str, *, params: Path | None = None) -> Data:
    """The tables of an agency, and the appeals of the period and of the one before.

    Args:
        params: Another tree whose `params/` hold; None: those of `root`.
    """
    con = duckdb.connect()
    params = (params or root) / "params"
    for name in ("appeals", "responses", "appeal_items"):
        files = root / "data" / "processed" / agency / "*" / f"{name}.parquet"
        con.execute(f"create table {name} as select * from read_parquet('{files}', union_by_name = true)")
    found = root / "data" / "interim" / agency / "pain-points" / "assignments.parquet"
    con.execute(f"create table assignments as select * from read_parquet('{found}')")
    for name in ("problems", "processes"):
        path = params / name / f"{agency}.csv"
        con.execute(f"create table {name} as select * from read_csv('{path}', all_varchar = true)")
    data = Data(root, agency, period, con, params)
    _parameters(data)
    for side in data.sides:
        one = data.of(side)
        data.view(f"appeals_{side}", one.as_of, one.start, one.end)
    return data


def _parameters(data: Data) -> None:
    con = data.con
    con.execute(
        "create table channels (code text, mode text, is_survey boolean, is_count_only boolean, form text)"
    )
    for c in data.profile["channels"]:
        con.execute(
            "insert into channels values (?, ?, ?, ?, ?)",
            [c["code"], c.get("mode", "online"), c.get("is_survey", False), c.get("is_count_only", False),
             c.get("form")],
        )  # fmt: skip
    con.execute("create table regimes (code text, days int, longer int, forward int, is_working boolean)")
    for code, term in data.defaults["regimes"].items():
        con.execute(
            "insert into regimes values (?, ?, ?, ?, ?)",
            [code, term.get("days"), term.get("extension_days"), term.get("forward_days"),
             term.get("unit") == "working"],
        )  # fmt: skip
    con.execute("create table days (day timestamp, is_off boolean)")
    con.executemany("insert into days values (?, ?)", [list(pair) for pair in _calendar(data.params)])
    con.execute(_WORKDAYS)


def _calendar(params: Path) -> list[tuple[date, bool]]:
    """Every day of the years of the production calendar, and whether it is off."""
    book = read(params / "calendar.yaml")
    found = []
    for year, spans in book["holidays"].items():
        off = {day for span in spans for day in _span(year, span)}
        worked = {day for span in book.get("worked", {}).get(year, ()) for day in _span(year, span)}
        day = date(year, 1, 1)
        while day.year == year:
            found.append((day, day not in worked and (day in off or day.weekday() > 4)))
            day += timedelta(1)
    return found


def _span(year: int, text: str) -> list[date]:
    first, _, last = text.partition("..")
    start, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
    return [start + timedelta(i) for i in range((end - start).days + 1)]
