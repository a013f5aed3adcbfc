"""The ledger of the order: the status of each paragraph, from what an edition really holds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from painmap.metrics.ledger_due import CONDITIONAL
from painmap.metrics.ledger_rows import COMPUTED, OF_KIND, SURVEYS, chosen, joined
from painmap.metrics.uncovered import uncovered
from painmap.metrics.views import KINDS
from painmap.params.citations import cites
from painmap.params.models import Obligation, ObligationStatus, Questionnaire, Study, Wave
from painmap.report_data import Number, ObligationRow, ReportData, Table, TableRow

_NO_DATES = "учёт сроков не ведётся"
_NO_ANSWERS = "ответов на дату отчёта нет"
_NO_SECTION = "раздел в эту редакцию не входит"
_NOTHING = "за отчётный период данные не поступили"
_NO_APPEALS = "обращения за отчётный период не поступали"
_NO_SURVEY = "результаты опроса за отчётный период не представлены"
_UNSTATED = "нет в источниках данных"
# Complaints are told from other appeals by their kind.
_BY_KIND = ("channels-complaints", "complaints")


@dataclass(frozen=True)
class Part:
    """One thing that a paragraph asks for: what it is called, and why it is not there (empty: it is)."""

    title: str
    gap: str = ""
    is_held: bool = True


@dataclass(frozen=True)
class Ledger:
    """What statuses are computed from.

    Attributes:
        report: One edition, after disclosure control.
        titles: Metric → title, for a table that is not there.
        studies: The agency's studies with their questionnaires.
    """

    report: ReportData
    titles: Mapping[str, str]
    studies: Sequence[tuple[Study, Questionnaire]]

    def rows(self, obligations: Iterable[Obligation]) -> tuple[ObligationRow, ...]:
        """A row for each paragraph, in the order of the act."""
        obligations = tuple(obligations)
        rows = {o.paragraph: self._row(o) for o in obligations if not o.any_of}
        for group in (o for o in obligations if o.any_of):
            rows |= chosen(group, [rows[paragraph] for paragraph in group.any_of])
        return tuple(rows[o.paragraph] for o in obligations)

    def _row(self, asked: Obligation) -> ObligationRow:
        if not asked.also:
            return self._in_section(asked)
        asks = (asked, asked.model_copy(update={"section": asked.also}))
        return joined(asked, {one.section: self._in_section(one) for one in asks})

    def _in_section(self, asked: Obligation) -> ObligationRow:
        is_there = not asked.section or asked.section in self.report.sections
        status: ObligationStatus = asked.status
        missing: tuple[str, ...] = ()
        if asked.status in COMPUTED:
            status, missing = self._computed(asked) if is_there else ("no_data", (_NO_SECTION,))
        return ObligationRow(
            paragraph=asked.paragraph,
            quote=asked.quote,
            asks=asked.asks,
            section=asked.section if is_there else "",
            status=status,
            missing=missing,
        )

    def _computed(self, asked: Obligation) -> tuple[ObligationStatus, tuple[str, ...]]:
        if asked.section in CONDITIONAL:
            conditional = CONDITIONAL[asked.section](self, asked)
            if conditional is not None:
                return conditional
        parts = self._parts(asked)
        gaps = tuple(dict.fromkeys(_said(p) for p in parts if not p.is_held and (p.gap or p.title)))
        if not any(p.is_held for p in parts):
            return "no_data", tuple(dict.fromkeys(p.gap for p in parts if p.gap)) or gaps or (_NOTHING,)
        # What no report holds is told beside what this one lacks.
        gaps = (*gaps, asked.gap) if asked.gap else gaps
        return (asked.status if all(p.is_held for p in parts) else "partly"), gaps

    def unknown(self, metrics: Sequence[str]) -> tuple[str, ...]:
        """What these metrics lack of external clients, in words."""
        return tuple(_said(part) for key in metrics for part in self._metric(key, ("external",)))

    def _parts(self, asked: Obligation) -> list[Part]:
        kinds = (asked.client_kind,) if asked.client_kind else KINDS
        parts = [part for key in asked.metrics for part in self._metric(key, kinds)]
        if asked.section == "appeals":
            return parts or [Part("", is_held=any(self.is_observed(kind) for kind in kinds))]
        if asked.section in SURVEYS:
            return parts + self._survey(asked)
        if asked.metrics and not parts:
            parts = [Part(self.titles[asked.metrics[0]], _NO_APPEALS, is_held=False)]
        return parts + [Part(title, is_held=held) for title, held in self._content(asked.section)]

    # --- tables -----------------------------------------------------------------------------------

    def _shown(self) -> list[Table]:
        return [t for t in self.report.tables.values() if t.section in self.report.sections]

    def is_observed(self, kind: str) -> bool:
        """Whether clients of this kind appealed at all: a count of none is a figure only where some did."""
        own = [t for t in self._shown() if t.section == "appeals" and t.client_kind == kind]
        return any((t.base is None or t.base > 0) and _has_figure(t) for t in own)

    def _metric(self, key: str, kinds: Sequence[str]) -> list[Part]:
        found: dict[str, Table] = {t.client_kind: t for t in self._shown() if t.metric == key}
        if "all" in found:
            return [Part(found["all"].title, is_held=_has_figure(found["all"]))]
        observed = [kind for kind in kinds if self.is_observed(kind)]
        wholes = [self._of_kind(key, kind, found.get(kind)) for kind in observed]
        return wholes + [part for kind in observed for part in self._partial(key, kind, found.get(kind))]

    def _partial(self, key: str, kind: str, table: Table | None) -> Iterator[Part]:
        """What a table with figures does not cover: rows with «…», cases whose category nobody wrote down."""
        if table is None or table.is_unstated or not _has_figure(table):
            return
        title = self.titles.get(key, key)
        kinds = [t for t in self._shown() if t.metric == "kinds" and t.client_kind == kind and not t.scope]
        for gap in uncovered(table, title, kinds if key in _BY_KIND else ()):
            yield Part(title, f"{gap} ({OF_KIND[kind]})", is_held=False)

    def _of_kind(self, key: str, kind: str, table: Table | None) -> Part:
        title, whose = self.titles.get(key, key), f" ({OF_KIND[kind]})"
        if table is not None and key == "waiting" and table.base == 0:
            gap = _NO_DATES if self._is_any_closed(kind) else _NO_ANSWERS
            return Part(title, gap + whose, is_held=False)
        if table is not None and table.is_unstated:
            return Part(title, f"{title[:1].lower()}{title[1:]} — {_UNSTATED}{whose}", is_held=False)
        return Part(title[:1].lower() + title[1:] + whose, is_held=table is not None and _has_figure(table))

    def _is_any_closed(self, kind: str) -> bool:
        """Whether appeals were closed: then their answers had dates that nobody wrote down."""
        tables = (t for t in self._shown() if t.metric == "outcomes" and t.client_kind == kind)
        return any(
            value > 0
            for table in tables
            for row in table.rows
            if row.role == "item" and row.code != "pending"
            for value in _figures(table, row)
        )

    # --- surveys ----------------------------------------------------------------------------------

    def _survey(self, asked: Obligation) -> list[Part]:
        """The questions that cite the paragraph; any table of the section where none does."""
        kind = SURVEYS[asked.section]
        tables = {t.id: t for t in self._shown() if t.section == asked.section}
        wanted = {
            q.aspect or q.text: f"survey-{study.id}-{q.id}"
            for study, form in self.studies
            if study.client_kind == kind
            for q in form.questions
            if q.kind != "open" and cites(q.paragraph, asked.paragraph)
        }
        # Neither how many took part nor «затрудняюсь ответить» alone is a result.
        held = {i for i, t in tables.items() if not i.endswith(("-accounting", "-users")) and _is_answered(t)}
        if not wanted or not held:
            return [Part("", _NO_SURVEY, is_held=bool(held))]
        return [Part(t, is_held=i in held) for t, i in wanted.items()]

    def waves(self, kind: str) -> list[Wave]:
        """The waves of the studies of this kind of clients, by day."""
        found = [w for study, _ in self.studies if study.client_kind == kind for w in study.waves]
        return sorted(found, key=lambda w: w.start)

    # --- other sections ---------------------------------------------------------------------------

    def _content(self, section: str) -> list[tuple[str, bool]]:
        report = self.report
        own = any(_has_figure(t) for t in self._shown() if t.section == section)
        compared = any(t.result.total is not None or t.result.n for t in report.trends)
        match section:
            case "problem_map":
                return [
                    ("карта проблем", bool(report.map_rows)),
                    ("очередность реинжиниринга", bool(report.processes)),
                ]
            case "key_findings":
                return [("", bool(report.problems) or any(_has_figure(t) for t in self._shown()))]
            case "problems":
                return [("", bool(report.problems) or own)]
            case "trends" | "stat_tables":
                return [("", compared or own)]
            case "measures":
                return [("", bool(report.measures) or own)]
            case "sources":
                return [("", any(_has_figure(t, above=0) for t in self._shown() if t.section == section))]
            case "materials" | "extra_collection":
                return [("", own)]
            case _:
                # The title page, the method and the like never depend on what came in.
                return [("", True)]


def _said(part: Part) -> str:
    return part.gap or part.title


def _has_figure(table: Table, above: float = -math.inf) -> bool:
    """Whether a reader learns a figure of the period from the table: not only gaps, hidden cells, totals."""
    rows = [row for row in table.rows if row.role == "item"] or table.rows
    return any(value > above for row in rows for value in _figures(table, row))


def _is_answered(table: Table) -> bool:
    """Whether somebody gave an answer of the scale or an option; «затрудняюсь ответить» has no code."""
    coded = table.model_copy(update={"rows": tuple(row for row in table.rows if row.code)})
    return _has_figure(coded, above=0)


def _figures(table: Table, row: TableRow) -> Iterator[float]:
    """The figures of the period in a row."""
    for column in table.columns:
        cell = row.cells.get(column.key)
        is_own = not column.key.startswith("previous") and column.kind not in ("change", "change_share")
        if is_own and isinstance(cell, Number) and cell.value is not None:
            yield cell.value
