"""Days of waiting by SQL: the curve of Kaplan and Meier, its quartiles, the area under it."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
from tests.independent.data import Data, Side
from tests.independent.expected import COUNTS_FROM, Cell, Cells, Rows
from tests.independent.terms import classed

# Kaplan and Meier 1958: the product of (1 − answers / at risk) over the days with an answer.
_Curve = tuple[int, int, list[tuple[float, float]], float]
_CURVE = """
with cases as (
  select {days} as day, answered is not null as is_answered from {c} a join regimes r on r.code = a.regime_code
  where (answered is not null or term_class in ('open', 'open_late') or (term_class = 'no_term' and is_open))
    and coalesce(outcome, '') not in ('left_unanswered', 'withdrawn') and {where}
), days as (
  select day, count(*) filter (is_answered) as answers, count(*) as left_on from cases group by day
), risk as (
  select day, answers, sum(left_on) over (order by day desc) as at_risk from days
), curve as (
  select day, product(1 - answers / at_risk) over (order by day) as waiting from risk where answers > 0
)
select (select count(*) from cases where is_answered), (select count(*) from cases),
  (select list(struct_pack(day := day, waiting := waiting) order by day) from curve), (select max(day) from cases)
"""
# The row of the ways that the order does not name.
_OTHERS = "other-ways"
_WORKED = """((select number from workdays w where w.day = coalesce(answered, cut_off)) -
  (select number from workdays w where w.day = registered_date))"""


def _curve(data: Data, side: Side, code: str, unit: str | None, days: int) -> _Curve:
    where = [f"channel_code = '{code}'"] if code else []
    if code == _OTHERS:
        named = ", ".join(f"'{c['code']}'" for c in data.channels)
        where = [f"channel_code not in ({named})"] if named else []
    if days:
        where += [f"r.days = {days}", f"r.is_working = {unit == 'working'}"]
    waited = (
        _WORKED if unit == "working" else "date_diff('day', registered_date, coalesce(answered, cut_off))"
    )
    sql = _CURVE.replace("{days}", waited).replace("{c}", classed(data, side))
    answered, n, points, longest = data.con.execute(
        sql.replace("{where}", " and ".join(where) or "true")
    ).fetchall()[0]
    return answered, n, [(p["day"], p["waiting"]) for p in points or ()], float(longest or 0)


def _cells(both: dict[Side, _Curve], days: int) -> Cells:
    answered, n, points, _ = both["now"]
    cells: Cells = {"n": n, "open": n - answered}
    for key, part in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        cells[key] = quantile_cell((answered, n, points), part)
    before = both.get("before")
    cells |= {
        "previous_n": "…" if before is None else before[1],
        "previous_median": "…" if before is None else quantile_cell(before[:3], 0.5),
    }
    cells["change"] = _change(cells["median"], cells["previous_median"])
    if days:
        cells["mean"] = _mean(both["now"], days)
        cells["previous_mean"] = "…" if before is None else _mean(before, days)
        cells["change_mean"] = _change(cells["mean"], cells["previous_mean"])
    return cells


def _mean(curve: _Curve, days: int) -> Cell:
    """Irwin 1949: the area under the curve up to the term, where somebody was followed so long."""
    answered, n, points, longest = curve
    if n < COUNTS_FROM:
        return "*" if n else "–"
    if answered < n and longest < days:
        return "…"
    area, last, left = 0.0, 0.0, 1.0
    for day, waiting in points:
        if day > days:
            break
        area, last, left = area + left * (day - last), float(day), waiting
    return area + left * (days - last)


def _change(now: Cell, before: Cell) -> Cell:
    if isinstance(now, str) or isinstance(before, str):
        return now if isinstance(now, str) else before
    return now - before


def quantile_cell(found: tuple[int, int, list[tuple[float, float]]], part: float) -> Cell:
    """The day by which this part was answered; on a level of the curve its middle, as in R's survival."""
    answered, n, points = found
    if n < COUNTS_FROM:
        return "*" if n else "–"
    reached = [(day, left) for day, left in points if left <= 1 - part + 1e-9]
    if not reached:
        return "…"
    if answered < COUNTS_FROM:
        return "*"
    is_level = abs(reached[0][1] - (1 - part)) <= 1e-9 and len(reached) > 1
    return (reached[0][0] + reached[1][0]) / 2 if is_level else float(reached[0][0])


def waiting(data: Data) -> Rows:
    """All channels together, then each channel of the order."""
    rows: Rows = {}
    for code in ("", *(c["code"] for c in data.channels), _OTHERS):
        both = {side: _curve(data, side, code, None, 0) for side in data.sides}
        before = both.get("before")
        if code == _OTHERS and not any(n for _, n, _, _ in both.values()):
            continue
        cells: Cells = {
            "answered": both["now"][0],
            "median": quantile_cell(both["now"][:3], 0.5),
            "previous_answered": "…" if before is None else before[0],
            "previous_median": "…" if before is None else quantile_cell(before[:3], 0.5),
        }
        rows[code or "total"] = cells | {"change": _change(cells["median"], cells["previous_median"])}
    return rows


def waiting_curve(data: Data) -> Rows | None:
    """Quartiles of all, then of each term; the area under the curve to the term."""
    rows: Rows = {}
    for unit, days in ((None, 0), *_terms(data)):
        for code in ("", *(c["code"] for c in data.channels), _OTHERS):
            both = {side: _curve(data, side, code, unit, days) for side in data.sides}
            if (days or code) and not any(n for _, n, _, _ in both.values()):
                continue
            key = f"{code}-{unit}-{days}" if days else code or "total"
            rows[key] = _cells(both, days)
    return rows if any(cells["n"] or cells["previous_n"] not in (0, "…") for cells in rows.values()) else None


def _terms(data: Data) -> list[tuple[str, int]]:
    used = {
        code for side in data.sides for (code,) in data.rows("select distinct regime_code from {t}", side)
    }
    terms = {
        (term.get("unit", "calendar"), term["days"])
        for code, term in data.defaults["regimes"].items()
        if code in used and term.get("days")
    }
    return sorted(terms)
