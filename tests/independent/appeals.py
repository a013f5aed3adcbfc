"""Channels, modes, kinds, reasons, topics: counts of appeals and of people by SQL."""

from __future__ import annotations

from tests.independent.data import Data
from tests.independent.expected import Rows, aside, compared, counts_only, unknown

KINDS = ("complaint", "statement", "suggestion", "request", "thanks")
# «людей» (minyust-rd 11): who has no client id is a person of their own.
_PEOPLE = "count(distinct client_id) + count(*) filter (client_id is null)"


def channels_people(data: Data) -> Rows:
    rows = _channels(data, _PEOPLE)
    nameless = data.both("select count(*) from {t} where client_id is null")
    return rows | {aside("в том числе без установленного заявителя"): counts_only(*nameless)}


def channels_appeals(data: Data) -> Rows:
    rows = _channels(data, "count(*)")
    letters = data.both("select count(mailing_id) from {t}")
    return rows | (
        {aside("в том числе письма массовых рассылок"): counts_only(*letters)} if any(letters) else {}
    )


def channels_complaints(data: Data) -> Rows:
    """«…» for a channel whose appeals state no kind: nobody knows which of them are complaints."""
    rows = _channels(data, "count(*)", "appeal_kind = 'complaint'")
    silent = data.groups("select channel_code, count(appeal_kind) = 0 from {t} group by 1")
    for side, codes in silent.items():
        for code in (c for c, is_silent in codes.items() if is_silent and c in rows):
            rows[code] = unknown(rows[code], is_before=side == "before")
    return rows


def _channels(data: Data, measure: str, where: str = "true") -> Rows:
    """Shares are of the channels that the order names; others, and all, stand in lines of their own."""
    named = [c["code"] for c in data.channels]
    listed = ", ".join(f"'{code}'" for code in named) or "''"
    found = data.groups(f"select channel_code, {measure} from {{t}} where {where} group by 1")
    base = data.both(f"select {measure} from {{t}} where {where} and channel_code in ({listed})")
    others = data.both(f"select {measure} from {{t}} where {where} and channel_code not in ({listed})")
    every = data.both(f"select {measure} from {{t}} where {where}")

    def cells(code: str) -> dict[str, float | str]:
        before = found["before"].get(code, 0) if data.has_before else None
        then = None if before is None else (before, base[1] or 0)
        return compared((found["now"].get(code, 0), base[0]), then)

    return {
        **{code: cells(code) for code in named},
        "subtotal": compared((base[0], base[0]), None if base[1] is None else (base[1], base[1])),
        aside(data.profile["other_channels_title"]): counts_only(*others),
        "total": counts_only(*every),
    }


def modes(data: Data) -> Rows | None:
    """Asked by dztszn-nao alone."""
    if not any("modes" in row.get("metrics", ()) for row in data.obligations):
        return None
    return additive(data, "mode", ("online", "offline"))


def kinds(data: Data) -> Rows:
    return additive(data, "appeal_kind", (*KINDS, ""))


def reasons(data: Data) -> Rows:
    return additive(data, "reason_code", (*data.defaults["reasons"], ""))


def topics(data: Data) -> Rows:
    """The register's topic first, the model's only where that is empty, and said so."""
    scope = next((s for s in data.profile.get("scopes", ()) if s["id"] in data.topics), None)
    codes = [t["code"] for t in data.profile["topics"]]
    if scope is not None:
        named = {code for s in data.profile["scopes"] for code in s.get("topics", ())}
        own = set(scope.get("topics", ())) or set(codes) - named
        codes = [code for code in codes if code in own]
    rows = additive(data, "topic", (*codes, *([""] if scope is None or not scope.get("topics") else [])))
    model = data.both("select count(*) from {t} where is_by_model")
    return rows | ({aside("в том числе тема определена моделью"): counts_only(*model)} if any(model) else {})


def additive(data: Data, column: str, codes: tuple[str, ...], where: str = "true") -> Rows:
    """Every appeal in one row; «…» in the categories where no appeal states one."""
    found = data.groups(f"select {column}, count(*) from {{t}} where {where} group by 1")
    base = {side: sum(counts.values()) for side, counts in found.items()}
    unlisted = {code for counts in found.values() for code in counts if code} - set(codes)

    def counted(code: str) -> dict[str, float | str]:
        before = (found["before"].get(code, 0), base["before"]) if data.has_before else None
        cells = compared((found["now"].get(code, 0), base["now"]), before)
        for side, counts in found.items():
            if code and set(counts) == {""}:
                cells = unknown(cells, is_before=side == "before")
        return cells

    total = compared(
        (base["now"], base["now"]), (base["before"], base["before"]) if data.has_before else None
    )
    return {**{code: counted(code) for code in (*codes, *sorted(unlisted))}, "total": total}
