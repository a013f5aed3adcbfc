"""Months that a source does not cover: missing in what it feeds, not zero; and what else a note tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from painmap import metrics
from painmap.metrics import Setting, calendars
from painmap.params.models import Event, Source
from painmap.stats import CountSeries

Appeals = Callable[..., pd.DataFrame]
Make = Callable[..., Setting]


def days(source: str, first: str, last: str, every: float = 1, **fields: Any) -> list[dict[str, Any]]:
    """Appeals of one file of a source, one in `every` days from the first day to the last."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    count = int((end - start).days / every) + 1
    return [
        {
            "registered_date": (start + timedelta(days=round(i * every))).isoformat(),
            "source_id": source,
            "source_file_id": f"{source}-{first}",
            **fields,
        }
        for i in range(count)
    ]


def series(frame: pd.DataFrame, setting: Setting, family: str = "totals", code: str = "") -> CountSeries:
    return next(
        s
        for s in metrics.portfolio(frame, setting)
        if (s.family, s.client_kind, s.code) == (family, "external", code)
    )


def lost(found: CountSeries) -> list[str]:
    return [f"{m:%Y-%m}" for m, c in zip(found.months, found.counts, strict=True) if c is None]


POST = days("register", "2023-01-09", "2025-12-30")


def test_a_year_without_its_file_is_missing_and_said(appeals: Appeals, setting: Make) -> None:
    mail = {"channel_code": "email"}
    frame = appeals(
        *POST,
        *days("mail", "2023-01-09", "2023-12-29", **mail),
        *days("mail", "2025-01-09", "2025-12-29", **mail),
    )
    total = series(frame, setting())
    assert lost(total) == [f"2024-{m:02d}" for m in range(1, 13)]
    assert total.note == "не охвачены данными: 01.2024–12.2024"
    assert lost(series(frame, setting(), "channels", "email")) == lost(total)
    # The source has no say in the other channel, which stays whole.
    assert lost(series(frame, setting(), "channels", "post")) == []


def test_a_source_that_gives_hardly_any_of_a_series_is_not_missed_in_it(
    appeals: Appeals, setting: Make
) -> None:
    thin = {"channel_code": "email"}
    parts = [days("mail", f"{y}-01-09", f"{y}-12-29", 25, **thin) for y in (2023, 2025)]
    frame = appeals(*POST, *parts[0], *parts[1])
    assert lost(series(frame, setting(), "channels", "email")) == [f"2024-{m:02d}" for m in range(1, 13)]
    assert lost(series(frame, setting())) == []


def test_the_silence_of_a_rare_source_is_zero(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        *POST,
        *days("mail", "2023-01-09", "2023-11-02", 45, channel_code="email"),
        *days("mail", "2024-03-20", "2025-12-01", 45, channel_code="email"),
    )
    assert lost(series(frame, setting(), "channels", "email")) == []


def test_silence_is_missing_between_files_and_within_one(appeals: Appeals, setting: Make) -> None:
    both = [*days("register", "2023-01-09", "2024-02-28"), *days("register", "2024-08-01", "2025-12-30")]
    silence = ["2024-03", "2024-04", "2024-05", "2024-06", "2024-07"]
    assert lost(series(appeals(*both), setting())) == silence
    for row in both:
        row["source_file_id"] = "one"
    total = series(appeals(*both), setting())
    assert lost(total) == silence
    assert total.note == "не охвачены данными: 03.2024–07.2024"


def test_silence_within_a_file_that_its_pace_allows_is_zero(appeals: Appeals, setting: Make) -> None:
    def one_file(first: str, last: str, every: float) -> pd.DataFrame:
        parts = (("2023-01-09", first), (last, "2025-12-30"))
        return appeals(*(r | {"source_file_id": "one"} for p in parts for r in days("register", *p, every)))

    # Nine in a month, and none in one month; then in two.
    rare = one_file("2024-03-31", "2024-05-01", 3.5)
    assert (lost(series(rare, setting())), series(rare, setting()).counts[15]) == ([], 0)
    assert lost(series(one_file("2024-03-31", "2024-06-01", 3.5), setting())) == ["2024-04", "2024-05"]
    # Forty days in which no whole month lies are holidays or a broken week, not a lost file.
    assert lost(series(one_file("2024-04-10", "2024-05-21", 1), setting())) == []


def test_a_silence_that_the_profile_declares_is_zero(appeals: Appeals, setting: Make) -> None:
    parts = [*days("register", "2023-01-09", "2024-03-31"), *days("register", "2024-07-01", "2025-12-30")]
    frame, plain = appeals(*(row | {"source_file_id": "one"} for row in parts)), setting()
    source = plain.agency.sources[0].model_copy(update={"silent": ("2024-04", "2024-06")})
    known = setting(agency=plain.agency.model_copy(update={"sources": (source,)}))
    assert lost(series(frame, known)) == ["2024-05"]
    quarter = source.model_copy(update={"silent": ("2024-Q2",)})
    known = setting(agency=plain.agency.model_copy(update={"sources": (quarter,)}))
    assert (lost(series(frame, known)), series(frame, known).counts[15:18]) == ([], (0.0,) * 3)


def test_a_silent_period_of_the_profile_is_read_as_one() -> None:
    given = {"id": "register", "files": "*.xlsx", "format": "register"}
    assert Source(**given, silent=("2025-01", "2025-Q2")).silent == ("2025-01", "2025-Q2")
    with pytest.raises(ValidationError, match="silent"):
        Source(**given, silent=("2025-13",))


def test_a_system_takes_the_place_of_the_journal_before_it(appeals: Appeals, setting: Make) -> None:
    journal = days("journal", "2023-01-09", "2024-06-28")
    assert lost(series(appeals(*journal, *days("delo", "2024-07-01", "2025-12-30")), setting())) == []
    # Another channel is no successor, nor is one that ran beside it.
    for other in (
        days("calls", "2024-07-01", "2025-12-30", channel_code="email"),
        days("beside", "2023-01-09", "2025-12-30"),
    ):
        frame = appeals(*journal, *other, *days("third", "2023-01-09", "2025-12-30", channel_code="other"))
        assert lost(series(frame, setting()))[-18:] == [
            f"{y}-{m:02d}" for y in (2024, 2025) for m in range(1, 13) if (y, m) > (2024, 6)
        ]


def test_a_source_that_was_opened_is_not_missed_before(appeals: Appeals, setting: Make) -> None:
    page = days("vk", "2024-03-01", "2025-12-30", channel_code="email")
    frame, plain = appeals(*POST, *page), setting()
    assert len(lost(series(frame, plain))) == 14
    source = Source(id="vk", files="vk*", format="vk", since=date(2024, 3, 1))
    known = setting(agency=plain.agency.model_copy(update={"sources": (source,)}))
    assert lost(series(frame, known)) == []
    closed = source.model_copy(update={"since": None, "until": date(2024, 2, 29)})
    earlier = days("vk", "2023-01-09", "2024-02-28", channel_code="email")
    known = setting(agency=plain.agency.model_copy(update={"sources": (closed,)}))
    assert lost(series(appeals(*POST, *earlier), known)) == []


def test_a_file_cut_in_the_middle_of_a_month_loses_that_month(appeals: Appeals, setting: Make) -> None:
    frame = appeals(*days("register", "2023-01-09", "2025-11-12"), *days("mail", "2023-01-09", "2025-12-29"))
    assert lost(series(frame, setting())) == ["2025-11", "2025-12"]


def test_the_holidays_of_january_are_no_gap(appeals: Appeals, setting: Make) -> None:
    years = [days("register", f"{y}-01-12", f"{y}-12-26", 0.7) for y in (2023, 2024, 2025)]
    assert lost(series(appeals(*years[0], *years[1], *years[2]), setting())) == []


def test_nothing_is_known_after_the_last_receipt(appeals: Appeals, setting: Make) -> None:
    frame = appeals(
        *days("register", "2023-01-09", "2025-11-20", 9), *days("mail", "2023-01-09", "2025-12-10")
    )
    received = {"register": date(2025, 11, 20), "mail": date(2025, 12, 10)}
    total = series(frame, setting(received=received))
    # The last month enters by its days, and lacks the register, however rarely that one speaks.
    assert (total.months[-1], total.exposure[-1]) == (date(2025, 12, 1), 10)
    assert lost(total) == ["2025-12"]
    assert lost(series(frame, setting(received=received | {"register": date(2025, 12, 10)}))) == []


def test_runs_of_months_are_told_short() -> None:
    months = [date(2025, 1, 1), date(2024, 12, 1), date(2024, 3, 1)]
    assert calendars.spans(months) == "03.2024, 12.2024–01.2025"


# --- moves and mailings -----------------------------------------------------------------------------


def event(kind: str, **fields: Any) -> Event:
    given = {"day": date(2024, 7, 1), "kind": kind, "title": "Т", "client_kinds": ("external",)} | fields
    return Event(**given)


@pytest.mark.parametrize(
    ("given", "post", "email", "total", "staff"),
    [
        (event("registration"), 1, 1, 1, 0),
        (event("registration", channels=("post",)), 1, 0, 1, 0),
        (event("legal"), 0, 0, 0, 0),
        (event("questionnaire"), 0, 0, 0, 0),
    ],
)
def test_a_move_of_the_register_reaches_the_series_that_it_concerns(
    appeals: Appeals, setting: Make, given: Event, post: int, email: int, total: int, staff: int
) -> None:
    agency = setting().agency.model_copy(update={"events": (given,)})
    portfolio = metrics.portfolio(appeals(*POST), setting(agency=agency))
    moves = {(s.family, s.client_kind, s.code): len(s.moves) for s in portfolio}
    assert moves["channels", "external", "post"] == post
    assert moves["channels", "external", "email"] == email
    assert moves["totals", "external", ""] == moves["topics", "external", "01"] == total
    assert moves["totals", "internal", ""] == staff


def test_counts_without_a_mailing_are_told_with_it_too(appeals: Appeals, setting: Make) -> None:
    letters = [{"registered_date": "2024-10-03", "mailing_id": "m1", "topic_code": "02"}] * 40
    frame = appeals(*POST, *letters)
    total, topic = series(frame, setting()), series(frame, setting(), "topics", "02")
    assert total.note == "без массовых рассылок (с ними — 364 против 406)"
    assert topic.note == "без массовых рассылок (с ними — 0 против 40)"
    assert series(frame, setting(), "topics", "01").note == ""
    # The tables count three letters more.
    assert (
        series(appeals(*POST, *letters[:4]), setting()).note
        == "без массовых рассылок (с ними — 364 против 370)"
    )
    # Nor does a mailing of another period.
    assert series(frame, setting("2025-Q1")).note == ""


def test_a_mailing_of_a_month_that_is_not_compared_is_not_told(appeals: Appeals, setting: Make) -> None:
    letters = [{"registered_date": "2024-10-03", "mailing_id": "m1"}] * 40
    frame = appeals(*POST, *letters)
    plan = replace(
        metrics.plan(frame, setting()), family="totals", labels={"": "Все"}, client_kind="external"
    )
    lacks = replace(plan, missing={"register": frozenset([date(2025, 10, 1)])})
    (found,) = metrics.monthly(frame, lacks)
    assert found.note == "не охвачены данными: 10.2025"
