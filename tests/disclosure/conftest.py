"""An internal report and what is needed to publish it."""

from __future__ import annotations

from datetime import date
from typing import Any

from painmap.disclosure import to_public
from painmap.params.models import Agency, Disclosure, EditionRule, Levels, Order, Thresholds
from painmap.report_data import (
    Number,
    Problem,
    ReportData,
    Table,
    TableColumn,
    TableRow,
    TestResult,
    Trend,
)

SECTIONS = (
    "title", "key_findings", "sources", "appeals", "surveys_external", "surveys_internal", "problems",
    "trends", "measures", "problem_map", "materials", "extra_collection", "revisions", "methodology",
    "ledger", "stat_tables", "not_published",
)  # fmt: skip
LEVELS = Levels(low_below=0.04, high_from=0.09, high_min_clients=30)
AGENCY = Agency(
    schema_version=1,
    id="agency-x",
    title="Орган",
    title_genitive="Органа",
    title_short="Орган",
    region="Край",
    order=Order(title="Порядок", reference="приказ"),
    people_first=True,
    internal_clients="сотрудники",
    signatures=(),
    channels=(),
    other_channels_title="Иные",
    topics=(),
    units=(),
    sources=(),
    studies=(),
    editions=(),
    refusals={},
    thresholds=Thresholds(
        external=LEVELS,
        internal=LEVELS,
        single_below_clients=5,
        materials_requests_per_quarter=15,
        materials_reason="п03",
    ),
    disclosure=Disclosure(threshold=5, survey_min=10),
    map_required=True,
    map_ground="пункт 15",
)
COMPARISON = (
    TableColumn(key="period", title="Отчётный период", kind="count"),
    TableColumn(key="share", title="%", kind="share", depends_on=("period",)),
    TableColumn(key="previous", title="АППГ", kind="count"),
    TableColumn(key="previous_share", title="%", kind="share", depends_on=("previous",)),
    TableColumn(key="change", title="Изменение", kind="change", depends_on=("period", "previous")),
    TableColumn(key="change_share", title="%", kind="change_share", depends_on=("change",)),
)
TITLES = {"p01": "Открытое название"}


def rule(*sections: str, edition: str = "public") -> EditionRule:
    return EditionRule(
        period_kind="year", edition=edition, sections=sections or SECTIONS, ground="пункт 18 Порядка"
    )


def report(**fields: Any) -> ReportData:
    values: dict[str, Any] = {
        "agency_id": "agency-x",
        "agency_title": "Орган",
        "agency_title_genitive": "Органа",
        "agency_title_short": "Орган",
        "region": "Край",
        "order_title": "Порядок",
        "order_reference": "приказ",
        "is_order_draft": False,
        "people_first": True,
        "internal_clients": "",
        "map_required": True,
        "map_ground": "",
        "period": "2025",
        "previous_period": "2024",
        "as_of": date(2025, 12, 31),
        "edition": "internal",
        "is_demo": False,
        "ground": "пункт 12",
        "signatures": (),
        "sections": SECTIONS,
    }
    return ReportData(**(values | fields))


def publish(data: ReportData, *sections: str, titles: dict[str, str] | None = None) -> ReportData:
    return to_public(data, AGENCY, rule(*sections), TITLES if titles is None else titles)


def comparison(pairs: list[tuple[int, int]], **fields: Any) -> Table:
    """A table as metrics make it: items of (period, previous) and their exact total."""
    totals = (sum(p for p, _ in pairs), sum(q for _, q in pairs))
    rows = [
        TableRow(label=f"Строка {i}", code=f"{i:02d}", cells=_cells(pair, totals))
        for i, pair in enumerate(pairs)
    ]
    rows.append(TableRow(label="Всего", role="total", cells=_cells(totals, totals)))
    values: dict[str, Any] = {
        "id": "topics-external",
        "section": "appeals",
        "title": "Темы",
        "unit": "обращений",
        "columns": COMPARISON,
        "rows": tuple(rows),
        "base": totals[0],
    }
    return Table(**(values | fields))


def _cells(pair: tuple[int, int], totals: tuple[int, int]) -> dict[str, Number | str]:
    now, before = pair

    def share(count: int, total: int) -> Number:
        return Number(value=count / total, base=total) if total else Number(mark="–")

    return {
        "period": Number(value=now),
        "share": share(now, totals[0]),
        "previous": Number(value=before),
        "previous_share": share(before, totals[1]),
        "change": Number(value=now - before),
        "change_share": Number(value=(now - before) / before) if before else Number(mark="–"),
    }


def problem(problem_id: str = "p01", clients: int = 50, base: int = 500, **fields: Any) -> Problem:
    values: dict[str, Any] = {
        "id": problem_id,
        "title": "Внутреннее название",
        "client_kind": "external",
        "kind": "problem",
        "lineage": "continued",
        "process_id": "a",
        "appeals": Number(value=clients + 1 if clients else 0),
        "clients": Number(value=clients),
        "previous_clients": Number(value=40),
        "share": Number(value=clients / base, base=base) if base else Number(mark="–"),
        "ci_low": 0.05,
        "ci_high": 0.15,
        "prevalence": "middle",
        "priority": "high",
        "score": 61.3,
        "score_parts": {"prevalence": 20.1},
        "channels": (("Почта", Number(value=3)),),
        "quotes": ("Цитата",),
    }
    return Problem(**(values | fields))


def trend(total: float | None = 100, before: float | None = 80, n: int = 12, **fields: Any) -> Trend:
    kind = fields.pop("effect_kind", "ratio")
    reason = fields.pop("reason", "")
    result = TestResult(
        test="year_on_year", effect_kind=kind, total=total, total_before=before, n=n, reason=reason
    )
    values: dict[str, Any] = {"family": "topics", "code": "01", "label": "Тема", "client_kind": "external"}
    return Trend(**(values | fields), result=result)
