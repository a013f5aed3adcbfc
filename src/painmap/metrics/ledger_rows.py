"""Rows of the ledger made of others: of a choice between paragraphs, of two sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from painmap.params.models import Obligation
from painmap.report_data import ObligationRow

OF_KIND = {"external": "внешние клиенты", "internal": "внутренние клиенты"}
SURVEYS = {"surveys_external": "external", "surveys_internal": "internal"}
# A status that the report can bear out; the others say what the paragraph is, whatever the period.
COMPUTED = ("reported", "partly")
_BEST_FIRST = (*COMPUTED, "not_due", "no_data")
_NOT_CHOSEN = "в отчёте не представлено, по пункту {paragraph} достаточно одного из перечисленных"


def chosen(group: Obligation, members: Sequence[ObligationRow]) -> dict[str, ObligationRow]:
    """The row of a paragraph that leaves a choice, and its members: what no report has to hold is no gap."""
    best = min(members, key=lambda row: _BEST_FIRST.index(row.status))
    met = best.model_copy(update={"paragraph": group.paragraph, "quote": group.quote, "asks": group.asks})
    if best.status not in COMPUTED:
        return {group.paragraph: met}
    update = {"status": "discretionary", "missing": (_NOT_CHOSEN.format(paragraph=group.paragraph),)}
    left = [row for row in members if row.status not in COMPUTED]
    return {group.paragraph: met, **{row.paragraph: row.model_copy(update=update) for row in left}}


def joined(asked: Obligation, rows: Mapping[str, ObligationRow]) -> ObligationRow:
    """The row of a paragraph that two sections meet together, from its row for each of them.

    A section in which nothing fell due is no gap of the other one.
    """
    first, *_ = rows.values()
    due = {name: row for name, row in rows.items() if row.status != "not_due"}
    held = [row for row in due.values() if row.status in COMPUTED]
    if not held:
        return next(iter(due.values()), first)
    lost = [name for name, row in due.items() if row.status not in COMPUTED]
    surveys = [f"опросы ({OF_KIND[SURVEYS[name]]})" for name in lost if name in SURVEYS]
    is_whole = not lost and all(row.status == asked.status for row in held)
    return held[0].model_copy(
        update={
            "also": held[1].section if len(held) > 1 else "",
            "status": asked.status if is_whole else "partly",
            "missing": tuple(dict.fromkeys([*(gap for row in held for gap in row.missing), *surveys])),
        }
    )
