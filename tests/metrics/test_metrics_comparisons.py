"""Cases from appeals: what is counted, on which day it is seen, and what must not be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from tests.defaults import report_defaults

from painmap import metrics, stats
from painmap.metrics import Setting
from painmap.metrics.two_periods import MOVED, NOT_COVERED
from painmap.params.models import Agency, Event
from painmap.periods import Period, month_range
from painmap.report_data import Signal
from painmap.stats import Case, CountSeries

Appeals = Callable[..., pd.DataFrame]
Settings = Callable[..., Setting]
Row = dict[str, Any]
CODES = ("post", "email")
COVERED = month_range(date(2024, 1, 1), date(2025, 12, 1))


@pytest.fixture(scope="session")
def filed(appeals: Appeals) -> Appeals:
    """The rows, and two of other clients on the first and the last day: the file reaches there."""
    ends = [{"registered_date": day, "client_kind": "unknown"} for day in ("2024-01-01", "2025-12-31")]
    return lambda *rows: appeals(*rows, *ends)


@pytest.fixture(scope="session")
def covered(setting: Settings) -> Settings:
    """Settings of a register that covers 2024 and 2025, whatever the few rows of a test are."""
    return lambda **fields: setting(**{"covered": COVERED} | fields)


def complaints(year: int, outcomes: Mapping[Any, int], **fields: Any) -> list[Row]:
    """So many complaints with each outcome, answered on the tenth day, all of March."""
    return [
        {
            "registered_date": f"{year}-03-{1 + number % 28:02d}",
            "appeal_kind": "complaint",
            "answered_date": f"{year}-04-10" if outcome != "pending" else None,
            "outcome_code": outcome,
        }
        | fields
        for outcome, count in outcomes.items()
        for number in range(count)
    ]


def cases(frame: pd.DataFrame, setting: Setting, family: str = "", kind: str = "external") -> dict[str, Case]:
    found = metrics.cases(frame, setting)
    return {c.code: c for c in found if c.client_kind == kind and (not family or c.family == family)}


def share(case: Case) -> tuple[int, int, int, int]:
    """k, n and those of the period before."""
    assert isinstance(case, stats.share_series.ShareSeriesCase)
    whole = case.summed()
    return whole.k, whole.n, whole.k_before, whole.n_before


# --- shares ---------------------------------------------------------------------------------------


def test_complaints_are_counted_of_all_complaints(filed: Appeals, covered: Settings) -> None:
    now = {"upheld": 6, "upheld_partly": 3, "refused": 5, "explained": 4, "pending": 2}
    rows = complaints(2025, now) + complaints(2024, {"upheld": 4, "refused": 7, "forwarded": 9})
    statements = complaints(2025, {"refused": 8}, appeal_kind="statement")
    found = cases(filed(*rows, *statements), covered(), "shares")
    assert share(found["complaints-upheld"]) == (9, 20, 4, 20)
    assert share(found["complaints-refused"]) == (5, 20, 7, 20)
    months = found["complaints-upheld"]
    assert isinstance(months, stats.share_series.ShareSeriesCase)
    assert (len(months.k), sum(months.is_now)) == (24, 12)
    assert [t for t, n in enumerate(months.n) if n] == [2, 14]


def test_what_became_known_later_counts_in_neither_period(filed: Appeals, covered: Settings) -> None:
    """Equal maturity: the complaints of December 2024 were as open on 31.12.2024 as ours are now."""
    rows = [
        row | {"registered_date": f"{year}-12-20", "answered_date": f"{year + 1}-01-15"}
        for year in (2024, 2025)
        for row in complaints(year, {"upheld": 6})
    ]
    early = complaints(2025, {"refused": 9}) + complaints(2024, {"refused": 9})
    found = cases(filed(*rows, *early), covered(), "shares")
    assert share(found["complaints-upheld"]) == (0, 15, 0, 15)


def test_outcomes_that_nobody_states_are_no_refusals(filed: Appeals, covered: Settings) -> None:
    silent = complaints(2025, {None: 20, "forwarded": 5}) + complaints(2024, {"upheld": 10, "refused": 10})
    found = cases(filed(*silent), covered(), "shares")["complaints-upheld"]
    assert found.reason == "результат рассмотрения жалоб в источниках не указан"


@pytest.mark.parametrize(("gaps", "is_refused"), [(1, False), (3, True)])
def test_outcomes_stated_unevenly_make_no_change(
    filed: Appeals, covered: Settings, gaps: int, is_refused: bool
) -> None:
    """1 of 40 unknown is 2.5 %, 3 of 40 are 7.5 %: more than shares may change under «без изменений»."""
    rows = complaints(2025, {"upheld": 20, "refused": 20 - gaps, None: gaps})
    found = cases(filed(*rows, *complaints(2024, {"upheld": 20, "refused": 20})), covered(), "shares")
    assert bool(found["complaints-upheld"].reason) is is_refused
    assert "неодинаково полно" in found["complaints-upheld"].reason or not is_refused


def test_kinds_stated_unevenly_make_other_complaints(filed: Appeals, covered: Settings) -> None:
    both = complaints(2025, {"upheld": 20, "refused": 20}) + complaints(2024, {"upheld": 20, "refused": 20})
    nameless = complaints(2025, {"refused": 4}, appeal_kind=None)
    found = cases(filed(*both, *nameless), covered(), "shares")["complaints-refused"]
    assert found.reason == "виды обращений в двух периодах указаны неодинаково полно"


def test_in_time_is_of_the_terms_that_were_kept_or_are_over(filed: Appeals, covered: Settings) -> None:
    late = {"registered_date": "2025-03-03", "answered_date": "2025-06-01"}
    rows = [
        {"registered_date": "2025-03-03", "answered_date": "2025-03-10"},
        {"registered_date": "2025-03-03", "answered_date": "2025-04-20", "extended_until_date": "2025-05-02"},
        late,
        {"registered_date": "2025-11-01", "outcome_code": "pending"},  # over, and open
        {"registered_date": "2025-12-20"},  # nobody knows yet
        late | {"regime_code": "none"},
        {"registered_date": "2024-03-03", "answered_date": "2024-03-10"},
        {"registered_date": "2024-12-20", "outcome_code": "pending"},  # at equal maturity nobody knew either
    ]
    assert share(cases(filed(*rows), covered(), "shares")["terms-in_time"]) == (2, 4, 1, 1)


def test_dates_of_answer_that_are_missing_refuse_terms_and_waiting(filed: Appeals, covered: Settings) -> None:
    rows = [{"registered_date": f"{y}-03-03", "answered_date": f"{y}-03-13"} for y in (2024, 2025) * 10]
    gaps = [{"registered_date": "2025-03-03", "outcome_code": "explained"} for _ in range(3)]
    found = cases(filed(*rows, *gaps), covered())
    told = "даты ответа в двух периодах указаны неодинаково полно"
    assert {found["terms-in_time"].reason, found["all"].reason} == {told}
    assert share(found["terms-in_time"]) == (10, 10, 10, 10)


def test_repeats_are_of_what_the_register_tells(filed: Appeals, covered: Settings) -> None:
    rows = [
        {"registered_date": f"{year}-03-03", "is_repeat": is_repeat}
        for year, told in ((2025, (True, True, False, None)), (2024, (True, False, False, None)))
        for is_repeat in told
    ]
    copy = {"registered_date": "2025-03-04", "is_repeat": True, "same_as": "register:0"}
    assert share(cases(filed(*rows, copy), covered(), "shares")["repeats"]) == (2, 3, 1, 3)


def test_mass_mailing_is_one_letter_everywhere(filed: Appeals, covered: Settings) -> None:
    mailing = complaints(2025, {"refused": 15}, mailing_id="m1", channel_code="email")
    rows = complaints(2025, {"upheld": 10}) + complaints(2024, {"upheld": 10})
    found = cases(filed(*mailing, *rows), covered())
    assert share(found["complaints-refused"])[:2] == (1, 11)
    waiting, mix = found["all"], found["channels"]
    assert isinstance(waiting, stats.waiting.WaitingCase)
    assert isinstance(mix, stats.mix.MixCase)
    assert (len(waiting.now.days), sum(map(sum, mix.counts))) == (11, 21)


def test_period_before_the_data_is_told(filed: Appeals, covered: Settings) -> None:
    months = tuple(date(2025, month, 1) for month in range(1, 13))
    frame = filed(*complaints(2025, {"upheld": 30, "refused": 30}))
    found = cases(frame, covered(covered=months))
    assert {case.reason for case in found.values()} == {NOT_COVERED}
    assert set(found) >= {"complaints-upheld", "terms-in_time", "all", "channels"}


# --- waiting --------------------------------------------------------------------------------------


def test_open_appeals_wait_to_the_cut_off_of_their_period(filed: Appeals, covered: Settings) -> None:
    rows = [
        {"registered_date": "2025-03-03", "answered_date": "2025-03-13"},
        {"registered_date": "2025-12-21"},
        {"registered_date": "2025-03-03", "outcome_code": "explained"},  # closed, nobody knows when
        {"registered_date": "2025-03-03", "answered_date": "2025-03-04", "regime_code": "none"},
        {"registered_date": "2024-12-27", "answered_date": "2025-01-20"},
        {"registered_date": "2024-01-01", "answered_date": "2024-01-06"},
        {"registered_date": "2024-01-01", "outcome_code": "explained"},
    ]
    case = cases(filed(*rows), covered(), "waiting")["all"]
    assert isinstance(case, stats.waiting.WaitingCase)
    assert (case.now.days, case.now.is_answered) == ((10.0, 10.0), (True, False))
    assert {*zip(case.before.days, case.before.is_answered, strict=True)} == {(5.0, True), (4.0, False)}
    assert (case.now.followup, case.before.followup) == (303, 365)


def test_channels_wait_apart_unless_one_is_all(filed: Appeals, covered: Settings) -> None:
    rows = [{"registered_date": f"{y}-03-03", "answered_date": f"{y}-03-13"} for y in (2024, 2025)]
    email = rows[0] | {"channel_code": "email"}
    alone, several = (
        cases(filed(*rows), covered(), "waiting"),
        cases(filed(*rows, email), covered(), "waiting"),
    )
    assert (set(alone), set(several)) == ({"all"}, {"all", "post", "email"})
    assert several["email"].label == "Среднее время до ответа (в пределах 30 дней): Эл. почта"


# --- mix ------------------------------------------------------------------------------------------


def _mixed(filed: Appeals) -> pd.DataFrame:
    """60 letters, then 40, and half as many e-mails, then as many; other ways and polls beside them."""
    counts = {("post", 2024): 60, ("post", 2025): 40, ("email", 2024): 30, ("email", 2025): 40}
    beside = {("other", 2025): 50, ("poll", 2025): 50}
    return filed(
        *(
            {"registered_date": f"{year}-{1 + number % 12:02d}-28", "channel_code": channel}
            for (channel, year), count in (counts | beside).items()
            for number in range(count)
        )
    )


def test_mix_is_of_the_channels_that_the_order_names(filed: Appeals, covered: Settings) -> None:
    found = {c.family: c for c in metrics.cases(_mixed(filed), covered()) if c.client_kind == "external"}
    mix = found["mix"]
    assert isinstance(mix, stats.mix.MixCase)
    assert mix.classes == (("post", "Почта"), ("email", "Эл. почта"))
    assert (len(mix.counts), sum(mix.is_now)) == (24, 12)
    totals = [sum(row[i] for row in mix.counts[12 * p : 12 * p + 12]) for p in (0, 1) for i in (0, 1)]
    assert totals == [60, 30, 40, 40]
    assert found["mix_classes"].label == "Доля канала: Эл. почта"
    assert share(found["mix_classes"]) == (40, 80, 30, 90)


def _event(*channels: str, day: str = "2025-03-01") -> Event:
    return Event(
        day=date.fromisoformat(day),
        kind="registration",
        title="Переход",
        client_kinds=("external",),
        channels=channels,
    )


@pytest.mark.parametrize(
    ("event", "is_refused"),
    [
        (_event("post"), True),
        (_event("post", "email"), False),
        (_event(), False),
        (_event("post", day="2024-01-01"), False),  # both years lie after it
        (_event("post", day="2026-01-01"), False),
    ],
)
def test_mix_is_not_compared_where_some_channels_got_another_register(
    filed: Appeals, covered: Settings, agency: Agency, event: Event, is_refused: bool
) -> None:
    own = covered(agency=agency.model_copy(update={"events": (event,)}))
    found = metrics.cases(_mixed(filed), own)
    mix = next(c for c in found if c.family == "mix" and c.client_kind == "external")
    assert bool(mix.reason) is is_refused
    assert any(c.family == "mix_classes" for c in found) is not is_refused


def test_change_of_the_register_is_told(filed: Appeals, covered: Settings, agency: Agency) -> None:
    own = covered(agency=agency.model_copy(update={"events": (_event("post"),)}))
    rows = [
        {"registered_date": f"{y}-03-03", "answered_date": f"{y}-03-13", "channel_code": channel}
        for y in (2024, 2025)
        for channel in CODES
    ]
    found = cases(filed(*rows), own)
    told = MOVED.format(days="01.03.2025")
    assert [found[c].note for c in ("terms-in_time", "all", "post", "email")] == [told, told, told, ""]


# --- both periods ---------------------------------------------------------------------------------


def _journal_of(channel: str, filed: Appeals) -> pd.DataFrame:
    """A letter a day by the channel through a journal without May 2024, and an e-mail a day."""
    rows = [
        {
            "registered_date": f"{year}-{month:02d}-{day:02d}",
            "answered_date": f"{year}-{month:02d}-28",
            "channel_code": channel if source == "journal" else "email",
            "source_id": source,
            "source_file_id": f"{source}-{year}-{month}",
        }
        for year in (2024, 2025)
        for month in range(1, 13)
        for source in ("journal", "mail")
        if (source, year, month) != ("journal", 2024, 5)
        for day in range(1, 28)
    ]
    return filed(*rows)


def test_months_that_lack_a_source_are_left_out_of_both_years(filed: Appeals, covered: Settings) -> None:
    """The e-mails of May alone would be another mix."""
    found = cases(_journal_of("post", filed), covered())
    told = "без месяцев, не охваченных данными: 05.2025"
    assert {found[c].note for c in ("terms-in_time", "all", "channels")} == {told}
    mix = found["channels"]
    assert isinstance(mix, stats.mix.MixCase)
    assert (mix.counts[4], mix.counts[16], mix.counts[5]) == ((0, 0), (0, 0), (27, 27))
    assert share(found["terms-in_time"]) == (594, 594, 594, 594)


def test_source_of_no_channel_of_the_order_is_not_missed_in_their_mix(
    filed: Appeals, covered: Settings
) -> None:
    found = cases(_journal_of("other", filed), covered())
    assert (bool(found["terms-in_time"].note), found["channels"].note) == (True, "")


def test_cases_do_not_depend_on_the_order_of_rows(register: pd.DataFrame, covered: Settings) -> None:
    shuffled = register.sample(frac=1, random_state=3)
    before, after = (
        stats.compare_cases(metrics.cases(rows, covered()), covered().defaults.trend)
        for rows in (register, shuffled)
    )
    assert before == after
    assert {t.family for t in before} == {"shares", "waiting", "mix", "mix_classes"}
    assert {t.result.test for t in before} <= set(stats.TITLES)


def test_nothing_observed_makes_no_case(filed: Appeals, covered: Settings) -> None:
    assert not cases(filed({"registered_date": "2023-03-03"}), covered())


# --- signals --------------------------------------------------------------------------------------


def _series(last: float | None = 40, months: int = 36, **fields: Any) -> CountSeries:
    """Ten or eleven a month from 2023 on, and `last` in December 2025."""
    counts: list[float | None] = [10.0 + i % 2 for i in range(months)]
    counts[35] = last
    given = {"family": "channels", "code": "post", "label": "Почта", "client_kind": "external"} | fields
    return CountSeries(
        months=tuple(date(2023 + i // 12, i % 12 + 1, 1) for i in range(months)),
        counts=tuple(counts),
        **given,
    )


def signals(
    *series: CountSeries, until: date = date(2026, 1, 20), period: str = "2025"
) -> tuple[Signal, ...]:
    return metrics.signals(series, Period.parse(period), until, report_defaults().trend)


def test_last_month_far_above_its_past_is_a_signal() -> None:
    (found,) = signals(_series(note="без рассылок"))
    assert (found.family, found.code, found.label) == ("channels", "post", "Почта")
    assert (found.month, found.value, found.note) == (date(2025, 12, 1), 40, "без рассылок")
    assert 9 < found.expected < 12 < found.bound < 40


@pytest.mark.parametrize(
    "series",
    [
        _series(last=12),
        _series(reason="новая"),
        replace(_series(), counts=(*_series().counts[:34], 60.0, None)),
        replace(_series(), months=_series().months[26:], counts=_series().counts[26:]),
    ],
    ids=["usual", "not testable", "not covered", "short"],
)
def test_no_signal(series: CountSeries) -> None:
    assert signals(series) == ()


def test_month_that_is_not_over_gives_no_signal() -> None:
    assert signals(_series(), until=date(2025, 12, 30)) == ()
    assert signals(_series(), until=date(2025, 12, 31))


def test_signal_is_of_the_last_month_of_the_period_whatever_came_later() -> None:
    assert signals(_series(), period="2025-Q3") == ()
    late = replace(_series(last=10, months=38), counts=(*_series(last=10, months=37).counts, 90.0))
    assert signals(late, until=date(2026, 2, 28)) == ()
    assert signals(_series(months=38), until=date(2026, 2, 28)) == signals(_series())


def test_five_signals_at_most_the_farthest_first() -> None:
    found = signals(*(_series(last=40.0 + i, code=f"c{i}") for i in range(8)))
    assert [s.code for s in found] == ["c7", "c6", "c5", "c4", "c3"]
