"""Which function recomputes which metric, and the comparison of all tables of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.independent import appeals, cases, coverage, customary, surveys, terms, waiting
from tests.independent.data import Data, opened, report_of
from tests.independent.expected import Rows, differences, untold

Table = Mapping[str, Any]
TABLES: dict[str, Callable[[Data], Rows | None]] = {
    "channels-people": appeals.channels_people,
    "channels-appeals": appeals.channels_appeals,
    "modes": appeals.modes,
    "channels-complaints": appeals.channels_complaints,
    "kinds": appeals.kinds,
    "reasons": appeals.reasons,
    "topics": appeals.topics,
    "terms": terms.discipline,
    "waiting": waiting.waiting,
    "outcomes": terms.outcomes,
    "complaints": terms.complaints,
    "questions": terms.questions,
    "claims": customary.claims,
    "repeats": customary.repeats,
    "forms": customary.forms,
    "referrers": customary.referrers,
    "applicants": customary.applicants,
    "signs": customary.signs,
    "municipalities": customary.municipalities,
    "units": customary.units,
    "touch-points": customary.touch_points,
    "life-situations": customary.life_situations,
    "processes": customary.processes,
    "waiting-curve": waiting.waiting_curve,
}
# Lists of single cases, with the column that is compared beside number and day.
LISTS: dict[str, tuple[Callable[[Data], cases.Lines | None], str]] = {
    "reconciliation": (cases.reconciliation, "reason"),
    "due-soon": (cases.due_soon, "deadline"),
}
RECOMPUTED = frozenset({*TABLES, *LISTS, "remarks"})
_SCOPED = ("channels-appeals", "kinds", "topics", "terms", "complaints")
_FOLDED = ("municipalities", "units")
# Ends of intervals that tests/stats hold against R and published examples.
_ESTIMATED = {"lower", "upper"}
# Of the waves in params alone; weights and crosstabs, which no committed study asks for.
_APART = ("-users", "-weighted")


def check(root: Path, agency: str, period: str) -> list[str]:
    """What of an internal edition that was built is not as SQL finds it, or was not looked at."""
    tables = report_of(root, agency, period)["tables"]
    found = Comparison(tables, opened(root, agency, period))
    counted = {k for k, t in tables.items() if t["metric"] or t["scope"] or k.startswith("survey-")}
    others = {key for key in counted - found.seen if not key.endswith(_APART)}
    return found.said + [f"{key}: таблица не пересчитана" for key in sorted(others)]


def _gaps_named(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows of signs: those that count what nobody wrote down stand in the order of the signs."""
    codes = iter([row["code"] for row in rows if row["code"]])
    is_gap = [row["role"] == "item" and not row["code"] for row in rows]
    return [{**r, "code": f"gap of {next(codes)}"} if g else r for r, g in zip(rows, is_gap, strict=True)]


class Comparison:
    """Tables of a report beside what SQL finds of the same data.

    Attributes:
        said: Each difference in words.
        seen: Ids of the tables that were compared.
    """

    def __init__(self, tables: Mapping[str, Table], data: Data) -> None:
        self.said: list[str] = []
        self.seen: set[str] = set()
        self._tables = tables
        for kind in ("external", "internal"):
            own = data.narrowed(kind)
            for key, function in TABLES.items():
                self._rows(f"{key}-{kind}", function(own), is_folded=key in _FOLDED)
            for key, (listed, column) in LISTS.items():
                self._lines(f"{key}-{kind}", listed(own), column)
            self._remarks(f"remarks-{kind}", own)
        for scope in data.profile.get("scopes", ()):
            own = data.narrowed("external", data.topics_of(scope))
            for key in _SCOPED:
                self._rows(f"{key}-external-{scope['id']}", TABLES[key](own))
        self._rows("sources", coverage.sources(data))
        self._rows("completeness", coverage.completeness(data))
        for name, rows in surveys.tables(data).items():
            self._rows(name, rows)

    def _is_both(self, name: str, found: object) -> bool:
        if name in self._tables and found is not None:
            self.seen.add(name)
            return True
        if name in self._tables or found is not None:
            self.said.append(f"{name}: {'лишняя таблица' if name in self._tables else 'таблицы нет'}")
        return False

    def _rows(self, name: str, rows: Rows | None, *, is_folded: bool = False) -> None:
        if self._is_both(name, rows) and rows is not None:
            table = self._tables[name]
            if is_folded:
                table = {**table, "rows": [{**r, "code": customary.fold(r["code"])} for r in table["rows"]]}
            if table["metric"] == "signs":
                table = {**table, "rows": _gaps_named(table["rows"])}
            self.said += differences(table, rows)
            self.said += [
                f"{name}: графа {column} не пересчитана" for column in untold(table, rows) - _ESTIMATED
            ]

    def _lines(self, name: str, lines: cases.Lines | None, column: str) -> None:
        if self._is_both(name, lines) and lines is not None:
            found = cases.of_list(self._tables[name], column)
            if found != lines:
                self.said.append(f"{name}: строк {len(found)}, в SQL {len(lines)}; {set(found) ^ set(lines)}")

    def _remarks(self, name: str, data: Data) -> None:
        """The total, and that the lines of each object stand for all its remarks."""
        rows = customary.remarks(data)
        if not self._is_both(name, rows) or rows is None:
            return
        table = self._tables[name]
        total = {"total": rows["total"]}
        self.said += differences({**table, "rows": [r for r in table["rows"] if r["role"] == "total"]}, total)
        found: dict[str, int] = {}
        for row in (r for r in table["rows"] if r["role"] != "total"):
            cells = row["cells"]
            found[cells["object"]] = found.get(cells["object"], 0) + int(cells["period"]["value"])
        found = {key: n for key, n in found.items() if n}
        wanted = customary.listed_by_object(data)
        if found != wanted:
            self.said.append(f"{name}: по объектам {found}, в SQL {wanted}")
