"""Discipline of terms, outcomes, complaints and questions, by SQL."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
from typing import Any

from tests.independent.data import Data, Side
from tests.independent.expected import Cells, Rows, compared, counts_only, share, unknown

CLASSES = ("in_time", "late", "extended", "open", "open_late", "no_date")
OUTCOMES = (
    "upheld", "upheld_partly", "upheld_pending", "refused", "explained", "forwarded", "left_unanswered",
    "withdrawn", "pending",
)  # fmt: skip
_Z = 1.959963984540054

# The last day of a term of calendar days that is off moves to the working day before it, unless the term has
# none; terms of working days count the days after the first (orders.md, the regimes; ст. 193 ГК, ТК ст. 112).
_END = """
case when {n} is null then null
  when {n} = 0 then registered_date
  when is_working then
    (select min(w.day) from workdays w where w.number = {n} + (select number from workdays x where x.day = registered_date))
  else (select case when w.before >= registered_date then w.before else w.after end
    from workdays w where w.day = registered_date + to_days({n}))
end"""
# An extension holds as long as the register says, and no longer than the regime allows; where the regime knows
# of none the register's word stands.
CLASSED = """
with regimed as (
  select *, (forwarded is not null and (answered is null or coalesce(outcome = 'forwarded', false))) as is_passed
  from {t} join regimes r on r.code = regime_code
), ended as (
  select *, is_passed and forward is not null and days is not null as is_forward_term,
    case when is_passed and forward is not null and days is not null then forward else days end as n
  from regimed
), dated as (
  select *, __END__ as deadline,
    case when extended > registered_date + to_days(coalesce(days, 0)) and not is_forward_term
      then __LONGEST__ end as latest
  from ended
), limited as (
  select *, case when is_passed then forwarded else answered end as done,
    case when extended > deadline and not is_forward_term then case when coalesce(longer, 0) = 0 then extended else least(extended, latest) end
      else deadline end as last_day
  from dated
), classed as (
  select *, case
    when deadline is null then 'no_term'
    when outcome in ('left_unanswered', 'withdrawn') then 'no_answer_due'
    when done <= deadline then 'in_time'
    when done <= last_day then 'extended'
    when done > last_day then 'late'
    when outcome is not null and outcome <> 'pending' then 'no_date'
    when last_day >= cut_off then 'open'
    when is_open then 'open_late'
    else 'no_date' end as term_class
  from limited
)
""".replace("__END__", _END.format(n="n")).replace("__LONGEST__", _END.format(n="(days + longer)"))


def classed(data: Data, side: Side) -> str:
    """A table of the appeals of these clients with `term_class`; its name."""
    name = f"classed_{side}_{data.kind}_{abs(hash(data.topics))}"
    known = {row[0] for row in data.con.execute("select table_name from duckdb_tables()").fetchall()}
    if name not in known:
        body = CLASSED.replace("{t}", data.own(side))
        data.con.execute(f"create table {name} as {body} select * from classed")
    return name


def discipline(data: Data) -> Rows:
    found = _grouped(data, "select term_class, count(*) from {c} group by 1")
    base = {side: sum(counts.get(c, 0) for c in CLASSES) for side, counts in found.items()}
    rows: Rows = {code: _cells(data, found, code, base) for code in CLASSES}
    for code in ("in_time", "late"):
        ends = wilson(found["now"].get(code, 0), base["now"])
        rows[code] |= {
            key: share(end, base["now"]) for key, end in zip(("ci_low", "ci_high"), ends, strict=True)
        }
    rows["total"] = compared(
        (base["now"], base["now"]), (base["before"], base["before"]) if data.has_before else None
    )
    for code in ("no_answer_due", "no_term"):
        before = found["before"].get(code, 0) if data.has_before else None
        rows[code] = counts_only(found["now"].get(code, 0), before)
    return rows


def _grouped(data: Data, sql: str) -> dict[Side, dict[str, Any]]:
    return {
        side: {
            str(k or ""): v for k, v in data.con.execute(sql.replace("{c}", classed(data, side))).fetchall()
        }
        for side in data.sides
    }


def _cells(data: Data, found: dict[Side, dict[str, Any]], code: str, base: dict[Side, int]) -> Cells:
    before = (found["before"].get(code, 0), base["before"]) if data.has_before else None
    return compared((found["now"].get(code, 0), base["now"]), before)


def wilson(k: float, n: float) -> tuple[float, float]:
    """Wilson 1927, as in any textbook."""
    if not n:
        return 0.0, 1.0
    p = k / n
    middle, half = p + _Z**2 / 2 / n, _Z * (p * (1 - p) / n + _Z**2 / 4 / n / n) ** 0.5
    return max(0.0, (middle - half) / (1 + _Z**2 / n)), min(1.0, (middle + half) / (1 + _Z**2 / n))


# --- outcomes -------------------------------------------------------------------------------------

# «На рассмотрении»: the register says so, or says nothing of an appeal that is certainly not closed.
_STANDING = "case when outcome is null and (term_class in ('open', 'open_late') or is_open) then 'pending' else outcome end"


def outcomes(data: Data) -> Rows:
    """Where no appeal of a period states its outcome, those left open are no more a figure than the others."""
    found: dict[Side, dict[str, Any]] = {}
    for side in data.sides:
        table = classed(data, side)
        is_stated = data.con.execute(f"select count(outcome) > 0 from {table}").fetchall()[0][0]
        value = _STANDING if is_stated else "outcome"
        rows = data.con.execute(f"select {value}, count(*) from {table} group by 1").fetchall()
        found[side] = {str(k or ""): v for k, v in rows}
    base = {side: sum(counts.values()) for side, counts in found.items()}
    told: Rows = {}
    for code in (*OUTCOMES, ""):
        told[code] = _cells(data, found, code, base)
        for side, counts in found.items():
            if code and set(counts) == {""}:
                told[code] = unknown(told[code], is_before=side == "before")
    told["total"] = compared(
        (base["now"], base["now"]), (base["before"], base["before"]) if data.has_before else None
    )
    return told


def complaints(data: Data) -> Rows:
    """Shares of all complaints registered in the period, those in work among them (orders.md)."""
    group = f"""case coalesce({_STANDING}, '') when 'upheld' then 'upheld' when 'upheld_partly' then 'upheld_partly'
      when 'refused' then 'refused' when 'pending' then 'pending' when '' then '' else 'other' end"""
    of = "select {g}, count(*) from {c} where appeal_kind {which} group by 1".replace("{g}", group)
    found = _grouped(data, of.replace("{which}", "= 'complaint'"))
    kindless = _grouped(data, of.replace("{which}", "is null"))["now"]
    decided = _grouped(
        data,
        f"select '', count(*) from {{c}} where appeal_kind = 'complaint' and {_STANDING} in "
        "('upheld', 'upheld_partly', 'refused', 'upheld_pending', 'explained') group by 1",
    )
    base = {side: sum(counts.values()) for side, counts in found.items()}
    unknown_sides = [side for side in data.sides if _is_kindless(data, side)]
    gaps, silent = found["now"].get("", 0), sum(kindless.values())
    has_gap = any(counts.get("") for counts in found.values())
    rows: Rows = {}
    for code in ("upheld", "upheld_partly", "refused", "other", "pending", *([""] if has_gap else [])):
        cells = _cells(data, found, code, base)
        n, k = base["now"], found["now"].get(code, 0)
        ends = dict(zip(("ci_low", "ci_high"), wilson(k, n), strict=True))
        if silent or gaps:
            same = kindless.get(code, 0)
            most = same + (kindless.get("", 0) if code else 0)
            ends["range_low"] = k / max(n + silent - same, 1)
            ends["range_high"] = (k + (gaps if code else 0) + most) / max(n + most, 1)
        cells |= {key: share(end, n) for key, end in ends.items()}
        if code in ("upheld", "upheld_partly", "refused", "other"):
            for side, counts in found.items():
                if counts.get("") and not decided[side].get(""):
                    cells = unknown(cells, is_before=side == "before")
                elif set(counts) == {"pending"}:
                    cells |= dict.fromkeys(_SHARES[side], "–")
        rows[code] = cells
    rows["total"] = compared(
        (base["now"], base["now"]), (base["before"], base["before"]) if data.has_before else None
    )
    for side in unknown_sides:
        rows = {code: unknown(cells, is_before=side == "before") for code, cells in rows.items()}
    return rows


_SHARES: dict[Side, tuple[str, ...]] = {"now": ("share", "ci_low", "ci_high"), "before": ("previous_share",)}


def _is_kindless(data: Data, side: Side) -> bool:
    """No complaint is known, and a tenth of the appeals or more may be one."""
    sql = "select count(*), count(*) filter (appeal_kind is null), count(*) filter (appeal_kind = 'complaint') from {t}"
    n, unstated, known = data.rows(sql, side)[0]
    return bool(not known and unstated > 0.1 * n)


# --- questions ------------------------------------------------------------------------------------

_RESULTS = {
    "upheld": ("upheld", "upheld_partly", "upheld_pending"),
    "explained": ("explained",),
    "refused": ("refused",),
    "elsewhere": ("forwarded", "left_unanswered", "withdrawn"),
    "pending": ("pending",),
    "unstated": ("",),
}
_ASKED = """
select coalesce(i.topic_code, ''), case
    when i.answered_date > a.cut_off or i.outcome_code = 'pending' then 'pending'
    when i.outcome_known_date > a.cut_off then '' else coalesce(i.outcome_code, '') end, count(*)
from appeal_items i join {t} a using (record_id) group by all
"""


def questions(data: Data) -> Rows | None:
    """Questions of the registers that keep a row for each, by topic and result."""
    asked = {side: data.rows(_ASKED, side) for side in data.sides}
    if not any(asked.values()):
        return None

    def results(side: Side, topic: str | None) -> dict[str, float]:
        own = [(r, n) for t, r, n in asked[side] if topic is None or t == topic]
        return {key: sum(n for r, n in own if r in codes) for key, codes in _RESULTS.items()}

    def row(topic: str | None) -> Cells:
        own: dict[Side, int] = {
            s: sum(n for t, _, n in asked[s] if topic is None or t == topic) for s in data.sides
        }
        return counts_only(own["now"], own.get("before")) | results("now", topic)

    rows: Rows = {topic: row(topic) for side in data.sides for topic, _, _ in asked[side]}
    rows["total"] = row(None)
    if data.has_before:
        every = results("before", None)
        rows["aside: АППГ, всего вопросов"] = {"previous": sum(every.values()), **every}
    return rows
