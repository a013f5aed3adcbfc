"""What a report is handed beside the counts: shares, waiting, channel mix, survey answers, signals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from painmap.params.bundle import AgencyParams
from painmap.params.load import load_agency
from painmap.params.models import Event
from painmap.paths import Tree
from painmap.periods import Period
from painmap.report_data import Trend
from painmap.schema import APPEAL_ITEMS, APPEALS, ASSIGNMENTS, RESPONSES
from painmap.stages._figures import Figures, Inputs

AGENCY = "minyust-rd"
# With and without the answers of surveys: each is adjusted for its own number of tests.
APPEAL_FAMILIES = {"shares", "waiting", "mix", "mix_classes"}


@pytest.fixture(scope="module")
def params(repository: Path) -> AgencyParams:
    given = load_agency(Tree(repository), AGENCY)
    return replace(given, agency=given.agency.model_copy(update={"events": ()}))


def appeals() -> pd.DataFrame:
    """Two a day for three years, by post and over the site in turn; in 2025 answers take ten days longer,
    complaints are upheld twice as often, and December brings three times as many by post."""
    rng = np.random.default_rng(11)
    days = [*pd.date_range("2023-01-01", "2025-12-31")]
    more = [*pd.date_range("2025-12-01", "2025-12-31")] * 4
    rows: list[dict[str, Any]] = []
    for day in (*days, *days, *more):
        is_new = day.year == 2025
        is_open = rng.random() < 0.02
        rows.append(
            {
                "registered_date": day,
                "channel_code": "site" if len(rows) % 2 and len(rows) < 2 * len(days) else "post",
                "answered_date": pd.NaT
                if is_open
                else day + pd.Timedelta(days=int(rng.integers(1, 14)) + 10 * is_new),
                "appeal_kind": "complaint" if rng.random() < 0.4 else "statement",
                "outcome_code": "pending"
                if is_open
                else "upheld"
                if rng.random() < 0.2 * (1 + is_new)
                else "refused",
            }
        )
    frame = pd.DataFrame(rows)
    frame = frame.assign(
        record_id=[f"r{i}" for i in frame.index],
        appeal_id=[str(i) for i in frame.index],
        source_id="register",
        source_file_id="aa",
        client_kind="external",
        regime_code="59-fz",
        answer_known_date=frame["answered_date"],
        outcome_known_date=frame["answered_date"].fillna(frame["registered_date"]),
    )
    return APPEALS.conform(frame)


def responses() -> pd.DataFrame:
    """200 answers a year to two questions: `overall` one mark higher in 2025, `access` as before."""
    rng = np.random.default_rng(12)
    rows = [
        {
            "record_id": f"s{year}-{question}-{i}",
            "source_id": "survey-external",
            "source_file_id": "aa",
            "study_id": "minyust-rd-external",
            "wave_id": str(year),
            "respondent_id": str(i),
            "client_kind": "external",
            "responded_date": pd.Timestamp(year, 10, 5),
            "question_id": question,
            "value": int(rng.integers(2, 5)) + (question == "overall" and year == 2025),
        }
        for year in (2024, 2025)
        for question in ("overall", "access")
        for i in range(200)
    ]
    return RESPONSES.conform(pd.DataFrame(rows))


def figures(params: AgencyParams, said: pd.DataFrame, period: str = "2025") -> Figures:
    return Figures(
        Inputs(
            params=params,
            period=Period.parse(period),
            appeals=appeals(),
            responses=said,
            assignments=ASSIGNMENTS.empty(),
            first=date(2023, 1, 1),
            items=APPEAL_ITEMS.empty(),
            rejected={},
            received={"register": date(2026, 1, 15)},
        )
    )


@pytest.fixture(scope="module")
def found(params: AgencyParams) -> Figures:
    return figures(params, responses())


def by_code(trends: list[Trend], family: str) -> dict[str, Trend]:
    return {t.code: t for t in trends if t.family == family}


def test_what_changed_is_found_beside_the_counts(found: Figures) -> None:
    verdicts = {
        (t.family, t.code): t.result.verdict
        for t in found.trends
        if t.client_kind == "external" and t.result.verdict != "insufficient"
    }
    assert verdicts[("shares", "complaints-upheld")] == "growth"
    assert verdicts[("shares", "complaints-refused")] == "decline"
    assert verdicts[("waiting", "all")] == "growth"
    assert verdicts[("scores", "minyust-rd-external-overall")] == "growth"
    waiting = by_code(found.trends, "waiting")["all"].result
    assert waiting.effect == pytest.approx(10, abs=1)
    assert waiting.effect_kind == "days"


def test_families_are_adjusted_apart(params: AgencyParams, found: Figures) -> None:
    """The answers of a survey make no complaint less significant, nor the other way."""
    silent = figures(params, RESPONSES.empty())
    for family in sorted(APPEAL_FAMILIES):
        assert by_code(silent.trends, family) == by_code(found.trends, family)
    assert not by_code(silent.trends, "scores")
    assert {t.family for t in found.trends} >= APPEAL_FAMILIES | {"scores", "totals", "channels"}


def test_trends_stand_in_one_order(found: Figures) -> None:
    keys = [(t.family, t.client_kind, t.code) for t in found.trends]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_december_by_post_is_a_signal_of_the_year_and_of_no_quarter_before(
    params: AgencyParams, found: Figures
) -> None:
    told = {(s.family, s.code): s.month for s in found.signals}
    assert told == {("channels", "post"): date(2025, 12, 1), ("totals", ""): date(2025, 12, 1)}
    assert figures(params, RESPONSES.empty(), "2025-Q3").signals == ()


def test_change_of_the_questionnaire_parts_the_answers(params: AgencyParams) -> None:
    event = Event(
        day=date(2025, 2, 1), kind="questionnaire", title="Новая анкета", client_kinds=("external",)
    )
    agency = params.agency.model_copy(update={"events": (event,)})
    changed = figures(replace(params, agency=agency), responses())
    reasons = {t.result.reason for t in by_code(changed.trends, "scores").values()}
    assert reasons == {"между периодами менялась анкета (01.02.2025)"}


def test_change_of_the_register_is_told_with_the_shares(params: AgencyParams) -> None:
    event = Event(day=date(2025, 2, 1), kind="registration", title="Переход", client_kinds=("external",))
    agency = params.agency.model_copy(update={"events": (event,)})
    moved = figures(replace(params, agency=agency), RESPONSES.empty())
    notes = {t.note for family in ("shares", "waiting") for t in by_code(moved.trends, family).values()}
    assert notes == {"возможен эффект учёта: переход на другую систему регистрации 01.02.2025"}


def test_every_part_of_a_period_knows_the_months_without_a_source(found: Figures) -> None:
    assert found.setting.missing == {}
