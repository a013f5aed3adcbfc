"""The customary tables of a review, claims, repeats, processes and remarks, by SQL."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
from typing import Any

from tests.independent.appeals import additive
from tests.independent.data import Data, Side
from tests.independent.expected import CHANGES, Cells, Rows, compared, unknown

_CODES = {
    "form": ("written", "electronic", "oral"),
    "referrer_code": ("direct", "president", "head", "prosecutor", "deputies", "other"),
    "applicant_code": ("person", "entrepreneur", "company", "media"),
    "touch_point_code": ("informing", "filing", "consideration", "result", "appealing", "inspection"),
}
# Names that differ in case, blanks or «ё» are one.
_FOLDED = "replace(lower(regexp_replace(trim({c}), '\\s+', ' ', 'g')), 'ё', 'е')"
_LARGEST = 20


def fold(name: str) -> str:
    """A name as `_FOLDED` writes it."""
    return " ".join(name.lower().replace("ё", "е").split())


def forms(data: Data) -> Rows | None:
    """A register that is silent on the form leaves it to the channel (`form` of the view)."""
    return _by(data, "form")


def referrers(data: Data) -> Rows | None:
    """That staff write themselves needs no table."""
    found = data.groups("select referrer_code, count(*) from {t} group by 1")
    met = {code for counts in found.values() for code in counts}
    return None if data.kind == "internal" and met <= {"direct", ""} else _by(data, "referrer_code")


def applicants(data: Data) -> Rows | None:
    return None if data.kind == "internal" else _by(data, "applicant_code")


def touch_points(data: Data) -> Rows | None:
    return _by(data, "touch_point_code")


def life_situations(data: Data) -> Rows | None:
    known = tuple(str(entry["code"]) for entry in data.profile.get("life_situations", ()))
    return _by(data, "life_situation_code", known)


def municipalities(data: Data) -> Rows | None:
    return None if data.kind == "internal" else _listed(data, "municipality", ())


def units(data: Data) -> Rows | None:
    return _listed(data, "unit", tuple(data.profile["units"]))


def signs(data: Data) -> Rows | None:
    """Rows that do not exclude each other: shares are of all appeals."""
    told = [c for c in ("is_collective", "is_anonymous") if _is_filled(data, c)]
    if not told:
        return None
    base = data.both("select count(*) from {t}")
    rows: Rows = {}
    for column in told:
        marked, gaps = (
            data.both(f"select count(*) from {{t}} where {column} {test}") for test in ("", "is null")
        )
        rows[column] = _of(marked, base)
        rows |= _honest(data, column, {column: rows[column]})
        rows[f"gap of {column}"] = _of(gaps, base)
    return rows | {"total": _of(base, base)}


def _of(counts: tuple[Any, Any | None], base: tuple[Any, Any | None]) -> Cells:
    return compared((counts[0], base[0]), None if base[1] is None else (counts[1] or 0, base[1]))


def _is_filled(data: Data, column: str) -> bool:
    return any(data.both(f"select count({column}) from {{t}}"))


def _by(data: Data, column: str, codes: tuple[str, ...] = ()) -> Rows | None:
    """A table stands only where some appeal of either period has the field filled."""
    if not _is_filled(data, column):
        return None
    return _honest(data, column, additive(data, column, (*(codes or _CODES[column]), "")))


def _honest(data: Data, column: str, rows: Rows) -> Rows:
    """No change where the periods state the field unevenly, no 0 where it may hide among the unstated."""
    most = data.defaults["trend"]["equivalence_share"]
    gaps = {
        s: data.one(f"select coalesce(avg(({column} is null)::int), 0) from {{t}}", s) for s in data.sides
    }
    is_uneven = abs(gaps["now"] - gaps.get("before", 0.0)) > most
    told = dict(rows)
    for code in (c for c in rows if c not in ("", "total")):
        cells = dict(rows[code])
        if is_uneven:
            cells |= dict.fromkeys(CHANGES, "…")
        for side, key in zip(data.sides, ("period", "previous"), strict=False):
            if cells[key] == 0 and gaps[side] > most:
                cells = unknown(cells, is_before=side == "before")
        told[code] = cells
    return told


def _listed(data: Data, column: str, first: tuple[str, ...]) -> Rows | None:
    if not _is_filled(data, column):
        return None
    name = _FOLDED.format(c=column)
    found = data.groups(f"select {name}, count(*) from {{t}} where {column} is not null group by 1")
    own = [fold(n) for n in first]
    others = {n for counts in found.values() for n in counts} - set(own)

    def place(n: str) -> tuple[int, int, str]:
        return -found["now"].get(n, 0), -found.get("before", {}).get(n, 0), n

    shown = [*own, *sorted(others, key=place)[:_LARGEST]]
    listed = ", ".join("'" + n.replace("'", "''") + "'" for n in shown)
    code = f"case when {column} is null then null when {name} in ({listed}) then {name} else 'other' end"
    rest = ["other"] if len(others) > _LARGEST else []
    return _honest(data, column, additive(data, code, (*shown, *rest, "")))


# --- what is voiced -------------------------------------------------------------------------------

# The problem of the registry of these clients that the text was assigned to; a counted-only channel has none.
_VOICED = """
(select a.*, p.id as problem, p.problem_kind, p.process_id from {t} a
 left join problems p on p.id = a.found_problem and p.client_kind = a.client_kind and not a.is_count_only)
"""
_CLAIM = """
case when appeal_kind = 'complaint' then 'complaint'
  when problem_kind = 'problem' and coalesce(appeal_kind, '') not in ('thanks', 'suggestion')
    then case when appeal_kind is null then 'claim_unstated' else 'claim' end
end"""


def _voiced(sql: str) -> str:
    return sql.replace("{v}", _VOICED)


def claims(data: Data) -> Rows | None:
    found = data.groups(
        _voiced(f"select {_CLAIM}, count(*) from {{v}} where {_CLAIM} is not null group by 1")
    )
    lost = {side: _unknown(data, side) for side in data.sides}
    if all({"complaint", "claim"} <= codes for codes in lost.values()):
        return None
    is_partial = any(data.both("select count(*) from {t} where appeal_kind is null"))
    base = {side: sum(counts.values()) for side, counts in found.items()}
    codes = ["complaint", "claim", *(["claim_unstated"] if is_partial else []), "total"]
    rows: Rows = {}
    for code in codes:
        counts = {s: base[s] if code == "total" else found[s].get(code, 0) for s in data.sides}
        rows[code] = _of((counts["now"], counts.get("before")), (base["now"], base.get("before")))
        for side, unknown_codes in lost.items():
            if code in unknown_codes:
                rows[code] = unknown(rows[code], is_before=side == "before")
    return rows


def _unknown(data: Data, side: Side) -> set[str]:
    n, kinds, is_read = data.rows(
        "select count(*), count(appeal_kind), count(*) filter (is_read) from {t}", side
    )[0]
    codes = {"complaint", "total"} if n and not kinds else set()
    return codes | ({"claim", "claim_unstated", "total"} if n and not is_read else set())


def processes(data: Data) -> Rows | None:
    sql = _voiced(
        "select r.id, count(*) from {v} v left join processes r on r.id = v.process_id and r.client_kind = v.client_kind"
        " where problem is not null group by 1"
    )
    found = data.groups(sql)
    if not any(found.values()):
        return None
    own = data.con.execute("select id from processes where client_kind = ?", [data.kind]).fetchall()
    has_rest = any(counts.get("") for counts in found.values())
    base = {side: sum(counts.values()) for side, counts in found.items()}
    rows: Rows = {}
    for code in (*(r[0] for r in own), *([""] if has_rest else [])):
        rows[code] = _of(
            (found["now"].get(code, 0), found.get("before", {}).get(code, 0)),
            (base["now"], base.get("before")),
        )
        for side, counts in found.items():
            if code and set(counts) == {""}:
                rows[code] = unknown(rows[code], is_before=side == "before")
    return rows | {"total": _of((base["now"], base.get("before")), (base["now"], base.get("before")))}


# --- repeats --------------------------------------------------------------------------------------

# The same client and problem within 12 months (demo-domain.md); a copy by another way, and letters of one
# mailing, repeat nothing.
_AGAIN = """
with every as (
  select a.record_id, a.client_id, a.registered_date as day, a.mailing_id, p.id as problem
  from appeals a join assignments s using (record_id)
  join problems p on p.id = s.problem_id and p.client_kind = a.client_kind
  left join channels c on c.code = a.channel_code
  where a.client_kind = '{kind}' and a.client_id is not null and a.same_as is null
    and not coalesce(c.is_count_only, false) and not coalesce(c.is_survey, false)
)
select count(*) from {v} v where v.same_as is null and v.client_id is not null and exists (
  select 1 from every e where e.client_id = v.client_id and e.problem = v.problem
    and e.day < v.registered_date and e.day >= v.registered_date - interval {months} month
    and (e.mailing_id is null or v.mailing_id is null or e.mailing_id <> v.mailing_id)
)
"""


def repeats(data: Data) -> Rows | None:
    months = data.defaults["repeat_months"]
    sql = _voiced(_AGAIN.replace("{kind}", data.kind).replace("{months}", str(months)))
    own = "select count(*) from {t} where same_as is null"
    same = _of(data.both(sql), data.both(f"{own} and client_id is not null"))
    marked = _of(data.both(f"{own} and is_repeat"), data.both(f"{own} and is_repeat is not null"))
    nameless = _of(data.both(f"{own} and client_id is null"), data.both(own))
    lost = {"same": [_is_untold(data, s) for s in ("now", "before")],
            "marked": [_is_unmarked(data, s) for s in ("now", "before")]}  # fmt: skip
    if all(all(sides) for sides in lost.values()):
        return None
    rows: Rows = {"same": same, "marked": marked, "nameless": nameless}
    for code, sides in lost.items():
        for is_lost, is_before in zip(sides, (False, True), strict=True):
            rows[code] = unknown(rows[code], is_before=is_before) if is_lost else rows[code]
    return rows


def _is_untold(data: Data, side: Side) -> bool:
    """No text read, no client known, or the months before not covered: no repeat could be found."""
    if side not in data.sides:
        return True
    months = data.defaults["repeat_months"]
    n, named, read = data.rows(
        "select count(*) filter (same_as is null), count(client_id) filter (same_as is null), "
        "count(*) filter (same_as is null and is_read) from {t}", side
    )[0]  # fmt: skip
    first = data.con.execute(
        "select min(d) <= ? - interval (?) month from (select date_trunc('month', min(registered_date)) d from appeals "
        "union all select date_trunc('month', min(responded_date)) from responses)", [data.of(side).start, months]
    ).fetchall()[0][0]  # fmt: skip
    return not first or (n > 0 and (not named or not read))


def _is_unmarked(data: Data, side: Side) -> bool:
    if side not in data.sides:
        return True
    n, told = data.rows("select count(*), count(is_repeat) from {t} where same_as is null", side)[0]
    return bool(n > 0 and not told)


# --- remarks --------------------------------------------------------------------------------------

_REMARK = f"(appeal_kind in ('complaint', 'suggestion') or ({_CLAIM}) in ('claim', 'claim_unstated'))"


def remarks(data: Data) -> Rows | None:
    """The total of the list."""
    if not any("remarks" in row.get("metrics", ()) for row in data.obligations):
        return None
    sql = _voiced(f"select count(*) from {{v}} where not is_count_only and {_REMARK}")
    now, before = data.both(sql)
    cells = compared((now, now), None if before is None else (before, before))
    total: Cells = {key: cells[key] for key in ("period", "previous", "change")}
    for side in data.sides:
        if _unknown(data, side):
            total = unknown(total, is_before=side == "before")
    return {"total": total}


def listed_by_object(data: Data) -> dict[str, int]:
    """Remarks of the period by object."""
    sql = _voiced(
        "select r.name, count(*) from {v} v left join processes r on r.id = v.process_id and "
        f"r.client_kind = v.client_kind where not is_count_only and {_REMARK} group by 1"
    )
    return {str(name or "Не определён"): n for name, n in data.rows(sql)}
