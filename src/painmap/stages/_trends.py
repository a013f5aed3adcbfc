"""Figures, tests and map of one period; each edition's `report_data.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from painmap import disclosure, metrics, problem_map, stats
from painmap.errors import PainmapError
from painmap.params.editions import allowed
from painmap.params.models import EditionRule
from painmap.params.sections import INTERNAL_SECTIONS
from painmap.periods import Period
from painmap.report_data import ReportData, ReportEvent, ReportScope
from painmap.stages import (
    _audits,
    _calibration,
    _clean,
    _coverage,
    _masks,
    _pain_points,
    _passports,
    _quality,
    _rejects,
    _trend_views,
)
from painmap.stages._figures import Figures, Inputs
from painmap.stages.project import Project, is_done, note_done
from painmap.stages.store import read_json, write_json

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from painmap.report.charts import Charts

DATA = "report_data.json"
_INTERNAL = "figures.json"


@dataclass(frozen=True)
class Trends:
    """The figures of a period, with what an analyst wants to see of them.

    Attributes:
        report: Everything that was computed, before any edition.
        written: Editions whose `report_data.json` was written.
    """

    report: ReportData
    written: tuple[str, ...]

    @property
    def verdicts(self) -> Styler:
        """How many series of each family have each verdict."""
        return _trend_views.verdicts(self.report)

    @property
    def table(self) -> Styler:
        """A row is a tested series, by q."""
        return _trend_views.table(self.report)

    @property
    def forest(self) -> Charts:
        """All ratios with intervals, by q."""
        return _trend_views.forest(self.report)

    @property
    def lines(self) -> Charts:
        """Monthly series of what changed, with what the model expected."""
        return _trend_views.lines(self.report)

    @property
    def breaks(self) -> Styler:
        """A row is a series with a new level at an unknown date."""
        return _trend_views.breaks(self.report)

    @property
    def break_lines(self) -> Charts:
        """Monthly series with such a new level."""
        return _trend_views.break_lines(self.report)

    @property
    def measures(self) -> Styler:
        """A row is a measure: expected against observed."""
        return _trend_views.measures(self.report)

    @property
    def measure_lines(self) -> Charts:
        """Monthly series that measures are against, with what had been expected."""
        return _trend_views.measure_lines(self.report)

    @property
    def artefacts(self) -> Styler:
        """A row is what shows in series and may be no change of life."""
        return _trend_views.artefacts(self.report)

    @property
    def signals(self) -> Styler:
        """A row is a series whose latest month stands out: a signal, no verdict."""
        return _trend_views.signals(self.report)

    @property
    def map(self) -> Styler:
        """A row is a row of the problem map."""
        return _trend_views.map_rows(self.report)

    @property
    def editions(self) -> list[str]:
        """Editions that were written."""
        return list(self.written)


def run(project: Project, period: Period) -> Trends:
    """Compute the period, unless it is done, and write the data of every edition that the order allows."""
    rules = allowed(project.params, period.kind)
    folder = project.tree.interim_period(project.id, period)
    stamp = project.trends_stamp(period)
    files = [_INTERNAL, *(f"{rule.edition}/{DATA}" for rule in rules)]
    if not is_done(folder, stamp):
        everything = _assemble(project, period)
        write_json(folder / _INTERNAL, everything.model_dump(mode="json"))
        for rule in rules:
            write_json(
                folder / rule.edition / DATA, _edition(project, everything, rule).model_dump(mode="json")
            )
        note_done(folder, stamp, [folder / name for name in files])
    report = ReportData.model_validate(read_json(folder / _INTERNAL))
    return Trends(report, tuple(rule.edition for rule in rules))


def _edition(project: Project, everything: ReportData, rule: EditionRule) -> ReportData:
    """What one edition may show: its sections, and for the public one what disclosure control lets out."""
    agency = project.params.agency
    if rule.edition == "public":
        registry = project.params.problems.dropna(subset=["public_title"])
        titles = dict(zip(registry["id"].astype(str), registry["public_title"].astype(str), strict=True))
        shown = disclosure.to_public(everything, agency, rule, titles)
    else:
        # A digest of a month has neither sources nor the page of their quality.
        own = [name for name, beside in INTERNAL_SECTIONS.items() if beside in rule.sections]
        sections = (*rule.sections, *own)
        shown = everything.model_copy(update={"sections": sections, "ground": rule.ground})
    if "ledger" not in rule.sections:
        return shown
    return shown.model_copy(update={"obligations": metrics.ledger_rows(shown, project.params)})


def _assemble(project: Project, period: Period) -> ReportData:
    found = _pain_points.run(project)
    cleaned = _clean.load(project)
    first, _ = _coverage.span(project)
    if first is None:
        raise PainmapError("В исходных данных нет ни одной строки", where=f"орган {project.id}")
    figures = Figures(
        Inputs(
            params=project.params,
            period=period,
            appeals=cleaned.appeals,
            responses=cleaned.responses,
            assignments=found.assignments,
            first=first,
            items=cleaned.items,
            rejected=_rejects.by_source(project, period.start.year),
            received=_coverage.received(project),
        )
    )
    agency = project.params.agency
    assigned = _audits.Assigned(
        found.texts, found.assignments, project.params.reviews, project.params.problems
    )
    audit, trends = _audits.told(assigned, period, figures.trends)
    return ReportData(
        agency_id=agency.id,
        agency_title=agency.title,
        agency_title_genitive=agency.title_genitive,
        agency_title_short=agency.title_short,
        region=agency.region,
        order_title=agency.order.title,
        order_reference=agency.order.reference,
        is_order_draft=agency.order.is_draft,
        people_first=agency.people_first,
        internal_clients=agency.internal_clients,
        map_required=agency.map_required,
        map_ground=agency.map_ground,
        period=str(period),
        previous_period=str(period.previous),
        as_of=figures.as_of,
        edition="internal",
        is_demo=project.raw.is_demo,
        ground="",
        signatures=tuple((s.role, s.post) for s in agency.signatures),
        sections=(),
        working_group_uses=agency.working_group_uses,
        scopes=tuple(ReportScope(id=s.id, title=s.title, processes=s.processes) for s in agency.scopes),
        tables=figures.tables | figures.sensitivity,
        series=figures.series,
        trends=tuple(trends),
        audit=audit,
        tests=stats.TITLES,
        breaks=tuple(figures.breaks),
        signals=figures.signals,
        problems=figures.map.problems,
        map_rows=figures.map.rows,
        processes=figures.map.processes,
        measures=figures.measures,
        promises=figures.promises,
        passports=_passports.told(figures.studies, figures.setting),
        masking=_masks.told(cleaned.journals, project.params.deidentification.measurements),
        calibration=_calibration.told(project.params.trends),
        quality=_quality.told(project, cleaned, figures.setting),
        events=tuple(
            ReportEvent(**event.model_dump()) for event in agency.events if event.day <= figures.as_of
        ),
        parameters=_parameters(project),
        **figures.rules,
    )


def _parameters(project: Project) -> dict[str, Any]:
    """What «Порядок расчёта показателей» prints."""
    return {
        **problem_map.printed_rules(project.params.agency, project.params.report),
        "shares": project.params.report.shares.model_dump(),
        "trend_rules": project.params.report.trend.model_dump(),
        "survey_finished_share": project.params.report.survey_finished_share,
        "survey_min_responses": project.params.report.survey_min_responses,
    }
