"""The figures of one period from the rooms below: tables, tests, map, rules; no wording, no formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from painmap import metrics, problem_map, stats, surveys
from painmap.metrics.terms import classified
from painmap.metrics.views import KINDS
from painmap.params.bundle import AgencyParams
from painmap.params.models import Questionnaire, Study
from painmap.periods import Period, month_range
from painmap.report_data import MeasureEffect, MonthlySeries, Promise, Signal, Table, Trend
from painmap.stages._drawn import drawn
from painmap.stats import Case, CountSeries
from painmap.stats.counts.interrupted import Intervention
from painmap.stats.effects import MeasuredCase
from painmap.text.strength import strong

_OVERDUE = ("late", "open_late")
# Of the columns of the map's evidence all but the one that is read off the texts of the period alone.
_READ = tuple(name for name in problem_map.ITEM_COLUMNS if name != "is_strong")


@dataclass(frozen=True)
class Inputs:
    """What the figures of a period are computed from.

    Attributes:
        appeals, responses, items: All history (`schema.APPEALS`, `RESPONSES`, `APPEAL_ITEMS`).
        assignments: `schema.ASSIGNMENTS` of all texts.
        first: First month with data.
        rejected: By source, rejected rows and all rows of its files of the period's year.
        received: By source of appeals, the day of receipt of its last file.
    """

    params: AgencyParams
    period: Period
    appeals: pd.DataFrame
    responses: pd.DataFrame
    assignments: pd.DataFrame
    first: date
    items: pd.DataFrame
    rejected: Mapping[str, tuple[int, int]]
    received: Mapping[str, date]


class Figures:
    """All figures of one period; each part is computed once, when first asked for."""

    def __init__(self, inputs: Inputs) -> None:
        self._in = inputs
        self.params = inputs.params
        self.period = inputs.period
        self.as_of = inputs.params.agency.cut_off(inputs.period)

    @cached_property
    def setting(self) -> metrics.Setting:
        """What the metrics depend on beside the appeals."""
        setting = metrics.Setting(
            agency=self.params.agency,
            defaults=self.params.report,
            period=self.period,
            assignments=self._in.assignments,
            responses=self._in.responses,
            items=self._in.items,
            registry=self.params.problems,
            processes=self.params.processes,
            materials=self.params.materials,
            calendar=self.params.calendar,
            covered=month_range(self._in.first, self.as_of),
            paragraphs=self._paragraphs(),
            source_titles={s.id: self.params.formats[s.format].title for s in self.params.agency.sources},
            rejected=self._in.rejected,
            received=self._in.received,
        )
        return metrics.with_missing(self._in.appeals, setting)

    @cached_property
    def _appeals(self) -> pd.DataFrame:
        """All appeals with what their texts told of them."""
        return metrics.enriched(self._in.appeals, self._in.assignments)

    @cached_property
    def studies(self) -> list[tuple[Study, Questionnaire]]:
        """The agency's studies with their questionnaires."""
        return [(s, self.params.questionnaires[s.questionnaire]) for s in self.params.studies.values()]

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables of appeals and surveys by id."""
        found = metrics.compute(self._appeals, self.setting)
        for study in self._surveyed:
            found |= surveys.compute(self._in.responses, study)
        return found

    @cached_property
    def portfolio(self) -> list[CountSeries]:
        """Monthly series of totals, channels, topics and problems up to the cut-off."""
        return metrics.portfolio(self._appeals, self.setting) + self._problem_series

    @cached_property
    def cases(self) -> list[Case]:
        """What is compared beside the counts: shares, waiting, channel mix, answers of the surveys."""
        found = metrics.cases(self._appeals, self.setting)
        return found + [case for study in self._surveyed for case in surveys.cases(self._in.responses, study)]

    @cached_property
    def trends(self) -> list[Trend]:
        """Every series and case against the same months of the year before."""
        rules = self.params.report.trend
        counts = stats.compare_counts(self.portfolio, self.period, rules)
        found = counts + stats.compare_cases(self.cases, rules)
        return sorted(found, key=lambda t: (t.family, t.client_kind, t.code))

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """What stands out in the last month of the period."""
        rules = self.params.report.trend
        return metrics.signals(self.portfolio, self.period, self.setting.until, rules)

    @cached_property
    def breaks(self) -> list[Trend]:
        """Every series: a change of level at a date that nobody named."""
        new = problem_map.found_since(self.params.problems, self._in.first)
        series = [
            replace(s, reason=problem_map.FOUND_WITHIN) if s.family == "problems" and s.code in new else s
            for s in self.portfolio
        ]
        return stats.compare_levels(series, self.as_of, self.params.report.trend)

    @cached_property
    def series(self) -> dict[str, MonthlySeries]:
        """The series as the report draws them."""
        paths = stats.expected_paths(self.portfolio, self.period, self.params.report.trend)
        return drawn(self.portfolio, paths, self.breaks, self.measures)

    @cached_property
    def map(self) -> problem_map.ProblemMap:
        """Problems, map rows and order of processes."""
        verdicts = {t.code: t.result.verdict for t in self.trends if t.family == "problems"}
        previous = self.period.previous
        seen = self._items(self.as_of)
        return problem_map.build(
            problem_map.Evidence(
                items=self._strong(_within(seen, self.period)),
                previous=_within(self._items(self.setting.previous_as_of), previous).assign(is_strong=None),
                registry=self.params.problems,
                processes=self.params.processes,
                decisions=self.params.decisions,
                history=_between(seen, previous, self.period).assign(is_strong=None),
                verdicts=verdicts,
                agency=self.params.agency,
                defaults=self.params.report,
                period=self.period,
                earlier_ids=frozenset(
                    seen.loc[seen["registered_date"] < pd.Timestamp(self.period.start), "problem_id"].dropna()
                ),
            )
        )

    @cached_property
    def measures(self) -> tuple[MeasureEffect, ...]:
        """Measures taken earlier, each with the test of its effect."""
        by_code = {series.code: series for series in self._problem_series}
        began = [m for m in self._known_measures if m.effect_date and m.effect_date <= self.as_of]
        due = [m for m in began if m.problem_id in by_code]
        cases = [_measured(m, by_code) for m in due]
        results = stats.measure_effects(cases, self.portfolio, self.params.report.trend)
        return tuple(
            MeasureEffect(
                measure_id=m.measure_id,
                problem_id=m.problem_id,
                problem_title=m.problem_title,
                measure=m.measure,
                effect_date=m.effect_date,
                state=m.state,
                direction=m.direction,
                result=result,
                lag_months=m.lag_months,
                registered_date=m.registered_date,
                evidence=evidence.model_copy(update={"notes": (*evidence.notes, *m.late_notes)}),
            )
            for m, (result, evidence) in zip(due, results, strict=True)
        )

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """Every measure of the map with its state on the cut-off."""
        return problem_map.promises(self._known_measures, self.as_of)

    @cached_property
    def _known_measures(self) -> list[problem_map.Measure]:
        return problem_map.measures_of(self.params.decisions, self.params.problems, self.period, self.as_of)

    @cached_property
    def rules(self) -> dict[str, Any]:
        """Outcome of the explicit rules, and topics that want guidance."""
        return {
            "rules": metrics.rules(self._rule_inputs),
            "materials": tuple(metrics.materials(self._in.appeals, self.setting)),
        }

    @cached_property
    def sensitivity(self) -> dict[str, Table]:
        """Tables of what the rules and the levels would say with other limits, by id."""
        of_rules = metrics.sensitivity(self._rule_inputs, self.rules["rules"])
        of_levels = problem_map.sensitivity(self.map, self.params.agency, self.params.report)
        return {t.id: t for t in (*([of_rules] if of_rules else []), *of_levels)}

    @cached_property
    def _rule_inputs(self) -> metrics.RuleInputs:
        totals = [t for t in self.trends if (t.family, t.client_kind) == ("totals", "external")]
        return metrics.RuleInputs(
            setting=self.setting,
            appeals=self._in.appeals,
            problems=self.map.problems,
            surveys=self.studies,
            dispersion=next((t.result.dispersion for t in totals), None),
        )

    @cached_property
    def _surveyed(self) -> list[surveys.SurveySetting]:
        """What the figures of each study depend on."""
        return [
            surveys.SurveySetting(
                study=study,
                questionnaire=form,
                defaults=self.params.report,
                period=self.period,
                as_of=self.as_of,
                events=self.params.agency.events,
            )
            for study, form in self.studies
        ]

    @cached_property
    def _problem_series(self) -> list[CountSeries]:
        appeals = self._appeals
        registry = self.params.problems
        common = replace(
            metrics.plan(appeals, self.setting),
            family="problems",
            by="problem_id",
            new=problem_map.found_in(registry, self.period),
        )
        series: list[CountSeries] = []
        for kind in KINDS:
            own = registry[registry["client_kind"] == kind]
            labels = dict(zip(own["id"].astype(str), own["title"].astype(str), strict=True))
            series += metrics.monthly(appeals, replace(common, labels=labels, client_kind=kind))
        return series

    def _items(self, as_of: date) -> pd.DataFrame:
        """Appeals and open answers known on a day, as the map reads them."""
        seen = metrics.view(self._in.appeals, as_of)
        # Of older ones nobody asks, and the calendar need not know their years.
        recent = seen[seen["registered_date"] >= pd.Timestamp(self.period.previous.start)]
        is_overdue = classified(recent, self.setting, as_of)["term_class"].isin(_OVERDUE)
        overdue = is_overdue.reindex(seen.index, fill_value=False)
        closed = [c.code for c in self.params.agency.channels if c.is_count_only]
        appeals = seen.assign(
            is_overdue=overdue,
            is_refused=_refused(seen["outcome_code"]),
            source="appeal",
            is_count_only=seen["channel_code"].isin(closed),
        )
        said = surveys.open_answers(self._in.responses, self.params.report.survey_min_responses)
        said = said[said["responded_date"] <= pd.Timestamp(as_of)]
        answers = said.rename(columns={"responded_date": "registered_date", "respondent_id": "client_id"})
        unknown = pd.array([pd.NA] * len(answers), dtype="boolean")
        answers = answers.assign(
            channel_code="",
            is_overdue=unknown,
            is_repeat=unknown,
            is_refused=unknown,
            same_as=None,
            source="response",
            is_count_only=False,
        )
        assigned = self._in.assignments.set_index("record_id")
        columns = [name for name in _READ if name not in assigned]
        items = pd.concat([appeals[columns], answers[columns]], ignore_index=True)
        return items.join(assigned, on="record_id")[list(_READ)]

    def _strong(self, items: pd.DataFrame) -> pd.DataFrame:
        """The items with `is_strong` where they have a problem; the words of others say nothing of one."""
        words = frozenset(self.params.vocab["mentions"].lists["strong"])
        said = items.loc[items["problem_id"].notna(), "text"].dropna()
        found = pd.Series(strong(said.tolist(), words), index=said.index, dtype="boolean")
        return items.assign(is_strong=found.reindex(items.index))

    def _paragraphs(self) -> dict[str, str]:
        """Metric, and metric of one kind of client → paragraphs of the order that ask for it."""
        found: dict[str, list[str]] = defaultdict(list)
        for obligation in self.params.obligations.paragraphs:
            kinds = (obligation.client_kind,) if obligation.client_kind else KINDS
            for metric in obligation.metrics:
                for name in (metric, *(f"{metric}-{kind}" for kind in kinds)):
                    found[name].append(obligation.paragraph)
        return {metric: "; ".join(names) for metric, names in found.items()}


def _measured(measure: problem_map.Measure, by_code: Mapping[str, CountSeries]) -> MeasuredCase:
    """A measure with an effect date, as the test of its effect takes it."""
    return MeasuredCase(
        series=by_code[measure.problem_id],
        at=Intervention(measure.effect_date or date.max, measure.lag_months),
        control=by_code.get(measure.control_problem_id),
        is_late=measure.is_registered_late,
        found=measure.found,
    )


def _refused(outcomes: pd.Series) -> pd.Series:
    """Whether the outcome is a refusal; empty where it is unknown or still to come."""
    is_known = outcomes.notna() & (outcomes != "pending")
    return (outcomes == "refused").astype("boolean").where(is_known)


def _within(items: pd.DataFrame, period: Period) -> pd.DataFrame:
    return _between(items, period, period)


def _between(items: pd.DataFrame, first: Period, last: Period) -> pd.DataFrame:
    dates = items["registered_date"]
    return items[(dates >= pd.Timestamp(first.start)) & (dates <= pd.Timestamp(last.end))]
