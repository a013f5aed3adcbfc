"""What becomes of each part of an internal report in the public edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from painmap.disclosure import figures, problems
from painmap.disclosure.cells import suppressed
from painmap.disclosure.context import Context, Outcome, problem_ids
from painmap.errors import PainmapError
from painmap.params.models import Agency, EditionRule
from painmap.params.sections import INTERNAL_SECTIONS
from painmap.report_data import ReportData


def to_public(
    report: ReportData,
    agency: Agency,
    rule: EditionRule,
    public_titles: Mapping[str, str] = MappingProxyType({}),
) -> ReportData:
    """The public edition of `report`; applied to its own result it changes nothing.

    Args:
        report: Internal edition (or a public one); without `sections` it may use all of the rule's.
        agency: Profile with the threshold of disclosure.
        rule: Sections and ground of the public edition.
        public_titles: Problem id → `public_title`; a problem without one is left out and counted.

    Returns:
        The report with `hidden`: how many cells, problems, trends and months were hidden, by table or part.

    Raises:
        PainmapError: `rule` is not of a public edition, or `agency` is another one.
    """
    if rule.edition != "public" or agency.id != report.agency_id:
        raise PainmapError(
            "Правило опубликования не относится к этому отчёту",
            where=f"орган {report.agency_id}, редакция {rule.edition}",
            remedy="передайте профиль того же органа и правило публичной редакции",
        )
    allowed = frozenset(rule.sections) - frozenset(INTERNAL_SECTIONS)
    context = Context(
        rule=agency.disclosure,
        sections=tuple(s for s in report.sections or rule.sections if s in allowed),
        titles={key: title.strip() for key, title in public_titles.items() if title.strip()},
        problem_ids=problem_ids(report) | frozenset(public_titles),
    )
    fields: dict[str, Any] = {"edition": "public", "ground": rule.ground, "sections": context.sections}
    hidden = dict(report.hidden)
    for step in STEPS:
        changed, counts = step(report, context)
        fields.update(changed)
        for key, count in counts.items():
            hidden[key] = hidden.get(key, 0) + count
    fields["hidden"] = {key: hidden[key] for key in sorted(hidden) if hidden[key]}
    # model_copy does not validate: the round trip does, and proves that the result can be serialised.
    return ReportData.model_validate_json(report.model_copy(update=fields).model_dump_json())


def _materials(report: ReportData, context: Context) -> Outcome:
    if not context.allows("materials"):
        return {"materials": ()}, {}
    limit = context.rule.threshold
    public = tuple(
        m.model_copy(
            update={
                "requests": suppressed(m.requests, limit),
                "previous": suppressed(m.previous, limit),
                "problems": (),
            }
        )
        for m in report.materials
    )
    before, after = (
        sum(n.mark == "X" for m in part for n in (m.requests, m.previous))
        for part in (report.materials, public)
    )
    return {"materials": public}, {"materials": after - before}


def _rules(report: ReportData, context: Context) -> Outcome:
    """The outcome of each explicit rule, without the figures it looked at (they are words, not cells)."""
    if not context.allows("extra_collection"):
        return {"rules": ()}, {}
    hidden = sum(len(rule.conditions) for rule in report.rules)
    workings: dict[str, Any] = {"conditions": (), "sensitivity": ()}
    return {"rules": tuple(r.model_copy(update=workings) for r in report.rules)}, {"rules": hidden}


def _human(report: ReportData, _: Context) -> Outcome:
    """Words and figures of the inside: measures, comments, masking, data quality, powers shown apart."""
    inside: dict[str, Any] = {
        "measures": (),
        "promises": (),
        "comments": {},
        "masking": None,
        "quality": None,
        "scopes": (),
        "passports": (),
    }
    return inside, {"measures": len(report.measures)}


def _by_section(report: ReportData, context: Context) -> Outcome:
    """Parts that hold parameters only: published with their section or not at all."""
    return {
        "obligations": report.obligations if context.allows("ledger") else (),
        "parameters": report.parameters if context.allows("methodology") else {},
        "events": report.events if context.allows("trends", "appeals") else (),
        "working_group_uses": report.working_group_uses if context.allows("problem_map") else (),
    }, {}


STEPS: tuple[Callable[[ReportData, Context], Outcome], ...] = (
    figures.tables,
    figures.series,
    figures.trends,
    problems.problems,
    problems.audit,
    problems.map_and_processes,
    _materials,
    _rules,
    _human,
    _by_section,
)
