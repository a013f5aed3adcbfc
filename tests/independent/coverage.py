"""What came in and how full it is, by SQL; of all clients together."""

from __future__ import annotations

from tests.independent.data import Data, Side
from tests.independent.expected import CHANGES, Cells, Rows, compared

_ANSWERED = "outcome is not null and outcome not in ('pending', 'left_unanswered', 'withdrawn', 'forwarded')"
# Field → where it is filled, and where it has to be.
_FIELDS = {
    "client_kind": ("client_kind <> 'unknown'", "true"),
    "client_id": ("client_id is not null", "true"),
    "appeal_kind": ("appeal_kind is not null", "true"),
    "topic_code": ("topic_code is not null", "true"),
    "reason_code": ("reason_code is not null", "true"),
    "answered_date": ("answered is not null", _ANSWERED),
    "outcome_code": ("outcome is not null", "true"),
}


def completeness(data: Data) -> Rows:
    rows: Rows = {}
    for field, (filled, base) in _FIELDS.items():
        sql = f"select count(*) filter (({filled}) and {base}), count(*) filter ({base}) from appeals_"
        found: dict[Side, tuple[int, int]] = {
            side: data.con.execute(sql + side).fetchall()[0] for side in data.sides
        }
        cells = compared(found["now"], found.get("before"))
        rows[field] = {key: cell for key, cell in cells.items() if key not in CHANGES}
    return rows


def sources(data: Data) -> Rows:
    """Appeals by day of registration, questionnaires by day of completion, up to the cut-off."""
    return {source["id"]: _source(data, source) for source in data.profile["sources"]}


def _source(data: Data, source: dict[str, str]) -> Cells:
    own = f"select registered_date as day from appeals where source_id = '{source['id']}'"
    if source.get("study"):
        own = (
            "select min(responded_date) as day from responses "
            f"where study_id = '{source['study']}' group by wave_id, respondent_id"
        )
    period, before = data.period, data.period.previous
    sql = f"select count(*) from ({own}) where day between ? and ? and day <= ?"
    counts = [
        data.con.execute(sql, [p.start, p.end, period.as_of]).fetchall()[0][0] for p in (period, before)
    ]
    known = (counts[1], counts[1]) if data.has_before or counts[1] else None
    cells = compared((counts[0], counts[0]), known)
    return {key: cells[key] for key in ("period", "previous", *CHANGES)}
