"""A small agency and registers of appeals drawn row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.defaults import report_defaults

from painmap.metrics import Setting
from painmap.params.models import (
    Agency,
    Channel,
    Disclosure,
    InDepthSurvey,
    Levels,
    Order,
    ReportDefaults,
    SignificantNumber,
    Source,
    Term,
    Thresholds,
    Topic,
    WorkCalendar,
)
from painmap.periods import Period
from painmap.schema import APPEALS

Row = dict[str, Any]
# Every day but Saturdays and Sundays.
CALENDAR = WorkCalendar(schema_version=1, holidays=dict.fromkeys(range(2020, 2028), ()))
CHANNELS = (
    Channel(code="post", title="Почта", client_kinds=("external",), regime="59-fz", paragraph="8"),
    Channel(
        code="email", title="Эл. почта", client_kinds=("external", "internal"), regime="59-fz", paragraph="8"
    ),
    Channel(code="box", title="Ящик", client_kinds=("internal",), regime="none", paragraph="9"),
    Channel(
        code="poll", title="Опрос", client_kinds=("external",), regime="none", paragraph="8", is_survey=True
    ),
    Channel(code="other", title="Иное", client_kinds=("external", "internal"), regime="59-fz"),
)


@pytest.fixture(scope="session")
def defaults() -> ReportDefaults:
    return report_defaults(
        reasons={"п01": "Срок", "п03": "Нет сведений"},
        regimes={
            "59-fz": Term(title="59-ФЗ", days=30, extension_days=30, forward_days=7),
            "210-fz": Term(title="210-ФЗ", days=15, unit="working"),
            "none": Term(title="Не установлен"),
        },
    )


@pytest.fixture(scope="session")
def agency() -> Agency:
    return Agency(
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
        channels=CHANNELS,
        other_channels_title="Поступило иными способами, не предусмотренными пунктом 8 (справочно)",
        topics=(Topic(code="01", title="Сроки"), Topic(code="02", title="Справки")),
        units=(),
        sources=(Source(id="register", files="*.xlsx", format="register"),),
        studies=(),
        editions=(),
        refusals={},
        thresholds=Thresholds(
            external=Levels(low_below=0.04, high_from=0.09, high_min_clients=30),
            internal=Levels(low_below=0.10, high_from=0.25, high_min_clients=5),
            single_below_clients=5,
            significant_number=SignificantNumber(
                paragraph="19",
                min_clients=20,
                above_mean_share=0.25,
                problem_clients=15,
                low_score_share=0.25,
                low_score_base=30,
            ),
            in_depth_survey=InDepthSurvey(
                paragraph="5.2",
                high_problems=3,
                complaints_on_one=10,
                low_score_share=0.25,
                low_score_base=30,
                mean_below=3.5,
            ),
            materials_requests_per_quarter=5,
            materials_reason="п03",
        ),
        disclosure=Disclosure(threshold=5, survey_min=10),
        map_required=True,
        map_ground="пункт 15",
    )


@pytest.fixture(scope="session")
def setting(agency: Agency, defaults: ReportDefaults) -> Callable[..., Setting]:
    def make(period: str = "2025", **fields: Any) -> Setting:
        chosen = fields.pop("agency", agency)
        fields.setdefault("calendar", CALENDAR)
        fields.setdefault("defaults", defaults)
        return Setting(agency=chosen, period=Period.parse(period), **fields)

    return make


@pytest.fixture(scope="session")
def appeals() -> Callable[..., pd.DataFrame]:
    """Appeals from the given fields; dates as ISO text, facts known on their own day."""

    def make(*rows: Row) -> pd.DataFrame:
        return APPEALS.conform(pd.DataFrame([_row(i, dict(row)) for i, row in enumerate(rows)]))

    return make


def _row(number: int, given: Row) -> Row:
    fields = {
        "record_id": f"register:{number}",
        "source_id": "register",
        "source_file_id": "aa",
        "appeal_id": str(number),
        "registered_date": "2025-03-03",
        "client_id": f"c{number}",
        "client_kind": "external",
        "channel_code": "post",
        "regime_code": "59-fz",
    } | given
    for fact, known in (
        ("answered_date", "answer_known_date"),
        ("forwarded_date", "forward_known_date"),
        ("extended_until_date", "extension_known_date"),
    ):
        if fields.get(fact) and known not in fields:
            fields[known] = fields[fact] if fact != "extended_until_date" else fields["registered_date"]
    if fields.get("outcome_code") and "outcome_known_date" not in fields:
        fields["outcome_known_date"] = fields.get("answered_date") or fields["registered_date"]
    dates = [name for name in fields if name.endswith("_date")]
    return fields | {name: pd.Timestamp(fields[name]) for name in dates if fields[name] is not None}


@pytest.fixture(scope="session")
def register(appeals: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """Three years of a seeded register, 2400 appeals."""
    rng = np.random.default_rng(4)
    kinds = ("complaint", "statement", "request", None)
    outcomes = ("upheld", "upheld_partly", "refused", "explained", None)
    rows = []
    for number in range(2400):
        start = date(2023, 1, 1) + timedelta(days=int(rng.integers(0, 1096)))
        answered = start + timedelta(days=int(rng.integers(0, 45)))
        is_answered = rng.random() > 0.05
        rows.append(
            {
                "registered_date": start.isoformat(),
                "client_id": None if rng.random() < 0.3 else f"c{rng.integers(0, 900)}",
                "client_kind": str(rng.choice(("external", "internal"), p=(0.9, 0.1))),
                "channel_code": str(rng.choice(("post", "email", "other"))),
                "appeal_kind": kinds[rng.integers(0, 4)],
                "topic_code": ("01", "02", None)[rng.integers(0, 3)],
                "reason_code": ("п01", "п03", None)[rng.integers(0, 3)],
                "answered_date": answered.isoformat() if is_answered else None,
                "outcome_code": outcomes[rng.integers(0, 5)] if is_answered else "pending",
                "row_number": number,
            }
        )
    return appeals(*rows)
