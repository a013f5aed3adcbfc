"""Lists of single cases by SQL."""

from __future__ import annotations

# SQL reads best in whole lines.
# ruff: noqa: E501
from datetime import date
from typing import Any

from tests.independent.data import Data
from tests.independent.terms import CLASSED, classed

Lines = list[tuple[str, ...]]
"""Rows of a list as texts, sorted."""


def reconciliation(data: Data) -> Lines | None:
    """(number, day, reasons): what has to be reconciled before signature."""
    table = classed(data, "now")
    stated = """source_id in (select source_id from appeals where client_kind = '{k}' and {c} is not null and registered_date <= cut_off)"""
    gaps = {
        "дата ответа не указана": "term_class = 'no_date'",
        "ответ дан, результат не указан": "answered is not null and outcome is null and "
        + stated.format(k=data.kind, c="outcome_code"),
        "ответ дан, в результате указано «на рассмотрении»": "answered is not null and outcome = 'pending'",
        "вид обращения не указан": "appeal_kind is null and " + stated.format(k=data.kind, c="appeal_kind"),
    }
    words = ", ".join(f"case when {condition} then '{title}' end" for title, condition in gaps.items())
    found = data.con.execute(
        f"select appeal_id, strftime(registered_date, '%Y-%m-%d'), concat_ws('; ', {words}) as reason from {table} "
        "where reason <> ''"
    ).fetchall()
    return sorted(found) or None


def due_soon(data: Data) -> Lines | None:
    """(number, day, last day of the term): of any period, in a report of a month."""
    if len(data.name) != 7 or not data.name[-2:].isdigit():
        return None
    day = f"timestamp '{data.period.as_of}'"
    data.view("appeals_ever", data.period.as_of, date(1900, 1, 1), data.period.as_of)
    sql = CLASSED.replace("{t}", data.own("ever")) + (
        "select appeal_id, strftime(registered_date, '%Y-%m-%d'), strftime(last_day, '%Y-%m-%d') from classed "
        f"where term_class in ('open', 'open_late') and last_day <= {day} + to_days({data.defaults['due_soon_days']})"
    )
    return sorted(data.con.execute(sql).fetchall()) or None


def of_list(table: dict[str, Any], column: str) -> Lines:
    """The rows of a list in a report: number, day, and one column more."""
    return sorted(
        (row["label"], str(row["cells"]["registered"]), str(row["cells"][column])) for row in table["rows"]
    )
