"""A small agency, its registries, and evidence drawn row by row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from painmap.params.models import (
    Agency,
    Channel,
    Disclosure,
    Levels,
    Order,
    ReportDefaults,
    Thresholds,
)
from painmap.periods import Period
from painmap.problem_map import Evidence
from painmap.schema import DECISIONS, PROBLEMS, PROCESSES
from tests.defaults import report_defaults, text_rules

TEXT = "Третий месяц жду архивную справку о стаже, трубку никто не берёт"


@pytest.fixture(scope="session")
def agency() -> Agency:
    kinds = {"site": ("external",), "post": ("external",), "email": ("external", "internal")}
    channels = [
        Channel(code=code, title=f"Канал {code}", client_kinds=k, regime="none") for code, k in kinds.items()
    ]
    hotline = Channel(
        code="hotline",
        title="Телефон доверия",
        client_kinds=("external",),
        regime="none",
        is_count_only=True,
    )
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
        channels=(*channels, hotline),
        other_channels_title="Иные",
        topics=(),
        units=(),
        sources=(),
        studies=(),
        editions=(),
        refusals={},
        thresholds=Thresholds(
            external=Levels(low_below=0.04, high_from=0.09, high_min_clients=30),
            internal=Levels(low_below=0.10, high_from=0.25, high_min_clients=5),
            single_below_clients=5,
            materials_requests_per_quarter=15,
            materials_reason="п03",
        ),
        disclosure=Disclosure(threshold=5, survey_min=10),
        map_required=True,
        map_ground="пункт 15",
    )


@pytest.fixture(scope="session")
def defaults() -> ReportDefaults:
    return report_defaults(text=text_rules(quotes_per_problem=3))


def items(problem_id: str | None, clients: int, **columns: Any) -> pd.DataFrame:
    """One appeal of each of `clients` people with the problem."""
    frame = pd.DataFrame(
        {
            "record_id": [f"register:{problem_id}-{columns.get('tag', '')}-{i}" for i in range(clients)],
            "client_id": [f"person-{problem_id}-{i}" for i in range(clients)],
            "client_kind": "external",
            "channel_code": "post",
            "problem_id": problem_id,
            "registered_date": pd.Timestamp("2025-03-01"),
            "text": [f"{TEXT} {i}" for i in range(clients)],
            "is_overdue": pd.array([False] * clients, dtype="boolean"),
            "is_repeat": pd.array([False] * clients, dtype="boolean"),
            "is_refused": pd.array([False] * clients, dtype="boolean"),
            "is_strong": pd.array([False] * clients, dtype="boolean"),
            "same_as": pd.array([None] * clients, dtype="string"),
            "source": "appeal",
            "is_count_only": False,
            "quote_start": 0,
            "quote_score": 1.0,
        }
    )
    frame = frame.assign(**{k: v for k, v in columns.items() if k != "tag"})
    return frame if "quote_end" in frame else frame.assign(quote_end=[len(str(t)) for t in frame["text"]])


def problem(problem_id: str, **columns: Any) -> dict[str, Any]:
    """A row of the registry."""
    return {
        "id": problem_id,
        "client_kind": "external",
        "problem_kind": "problem",
        "title": f"Название {problem_id}",
        "status": "accepted",
        "valid_from": "2023",
        "process_id": None,
        "severity": 10,
    } | columns


def decision(column: str, value: str, **columns: Any) -> dict[str, Any]:
    """An entry of `decisions`, by default of the map of 2024 for p01."""
    return {
        "map_period": "2024",
        "client_kind": "external",
        "problem_id": "p01",
        "measure_id": None,
        "column": column,
        "value": value,
        "author_role": "Начальник отдела",
        "entered_date": "2025-01-20",
    } | columns


@pytest.fixture
def make(agency: Agency, defaults: ReportDefaults) -> Callable[..., Evidence]:
    """Evidence from rows of items, of the registry and of decisions."""

    def _make(
        frames: list[pd.DataFrame],
        registry: list[dict[str, Any]] | None = None,
        **fields: Any,
    ) -> Evidence:
        now = pd.concat(frames, ignore_index=True) if frames else items(None, 0)
        ids = sorted({str(i) for i in now["problem_id"].dropna()} or {"p01"})
        rows = registry if registry is not None else [problem(i) for i in ids]
        values: dict[str, Any] = {
            "items": now,
            "previous": items(None, 0),
            "registry": PROBLEMS.conform(pd.DataFrame(rows)),
            "processes": PROCESSES.empty(),
            "decisions": DECISIONS.empty(),
            "verdicts": {},
            "agency": agency,
            "defaults": defaults,
            "period": Period(2025),
        }
        if isinstance(fields.get("decisions"), list):
            fields["decisions"] = DECISIONS.conform(pd.DataFrame(fields["decisions"]))
        if isinstance(fields.get("processes"), list):
            fields["processes"] = PROCESSES.conform(pd.DataFrame(fields["processes"]))
        return Evidence(**(values | fields))

    return _make
