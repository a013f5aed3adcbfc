"""What is unexpected of a source: what is told, and what is not."""

from __future__ import annotations

from datetime import date

import pytest

from painmap.stages.baselines.case import Case
from painmap.stages.baselines.counts import Part
from painmap.stages.baselines.rhythm import late, silent
from painmap.stages.baselines.rules import RULES, Rule, gained, lost, unusual, warnings
from painmap.stages.baselines.words import shifted_accepted, shifted_new
from tests.stages.baseline_cases import PARAMS, YEAR, case, months, part, said

KNOWN = case(months("2025-01", *YEAR), "2026-01-20")


def later(*counts: int, start: str = "2025-01", received: str = "2026-04-20") -> str:
    """What `unusual` says of a source with another file."""
    parts = months(start, *YEAR, *counts)
    return said(unusual, case(parts, "2026-01-20", received, known=KNOWN))


# --- rows of accepted months ----------------------------------------------------------------------


def test_a_month_that_is_gone_is_told_with_its_figures_and_the_command() -> None:
    now = case(months("2025-01", *YEAR[:6], 0, *YEAR[7:]), "2026-01-20", known=KNOWN)
    told = said(lost, now)
    assert "пропали принятые строки: 19 из 246 — июль 2025: было 19, стало 0." in told
    (sentence,) = warnings(now)
    assert sentence.startswith("Реестр обращений системы документооборота: пропали")
    assert sentence.endswith("; если так и должно быть: painmap baseline --agency minec-49.")


def test_one_whole_month_of_three_years_is_a_loss() -> None:
    """19 of 738 are few; of the month they are all."""
    known = case(months("2023-01", *YEAR * 3), "2026-01-20")
    now = case(months("2023-01", *YEAR * 2, *YEAR[:6], 0, *YEAR[7:]), "2026-01-20", known=known)
    assert "19 из 738 — июль 2025: было 19, стало 0." in said(lost, now)


def test_few_lost_rows_are_duplicates_and_mended_dates() -> None:
    one_less_twice = (YEAR[0] - 2, YEAR[1] - 2, *YEAR[2:])
    assert said(lost, case(months("2025-01", *one_less_twice), "2026-01-20", known=KNOWN)) == ""


def test_a_row_less_in_each_month_is_a_loss() -> None:
    """Of no month much, of all together 24 of 246."""
    now = case(months("2025-01", *(n - 2 for n in YEAR)), "2026-01-20", known=KNOWN)
    assert "24 из 246" in said(lost, now)
    assert said(lost, now).endswith(
        "Проверьте, все ли файлы на месте и целы и не прибавилось ли отклонённых строк"
    )


def test_a_source_without_any_file_has_lost_all() -> None:
    now = case({}, agency_received="2026-01-20", known=KNOWN)
    assert "246 из 246" in said(lost, now)
    assert [rule for rule in RULES if said(rule, now)] == [lost]


def test_six_months_are_named_and_the_others_counted() -> None:
    told = said(lost, case(months("2025-01", *YEAR[:2]), "2026-01-20", known=KNOWN))
    assert told.count("было") == 6
    assert "; и ещё: 4." in told


def test_a_register_read_twice_is_told() -> None:
    now = case(months("2025-01", *(2 * n for n in YEAR)), "2026-01-20", known=KNOWN)
    assert "прибавились строки за принятые месяцы: 246 — январь 2025: было 20, стало 40" in said(gained, now)


def test_a_month_that_was_not_over_when_accepted_may_grow() -> None:
    known = case(months("2025-01", *YEAR[:11], 5), "2025-12-10")
    assert said(gained, case(months("2025-01", *YEAR), "2025-12-10", "2026-01-20", known=known)) == ""


# --- new months -----------------------------------------------------------------------------------


def test_a_usual_month_says_nothing() -> None:
    assert later(20, 35, 9) == ""


def test_a_low_and_a_high_month_are_told_with_what_is_usual() -> None:
    assert (
        later(20, 2, 21) == "необычно мало строк: февраль 2026 — 2 (обычно от 8 до 38). Сверьте с источником"
    )
    assert "необычно много строк: март 2026 — 60 (обычно от 8 до 38)" in later(20, 20, 60)


def test_a_month_without_a_row_between_others_is_low() -> None:
    assert "февраль 2026 — 0" in later(20, 0, 20)


def test_one_odd_month_among_the_accepted_does_not_widen_the_band() -> None:
    odd = case(months("2025-01", 300, *YEAR[1:]), "2026-01-20")
    now = case(months("2025-01", 300, *YEAR[1:], 60), "2026-01-20", "2026-02-20", known=odd)
    assert "январь 2026 — 60" in said(unusual, now)


def test_a_month_that_is_not_over_yet_is_not_low() -> None:
    assert later(20, 2, received="2026-02-10") == ""
    assert later(20, 2, received="2026-03-01") != ""


def test_a_short_series_says_nothing() -> None:
    known = case(months("2025-08", *YEAR[:5]), "2026-01-20")
    now = case(months("2025-08", *YEAR[:5], 500), "2026-01-20", "2026-02-20", known=known)
    assert said(unusual, now) == ""


UNEVEN = (9, 25, 14, 18, 22, 17, 20, 19, 21, 16, 23, 19)
TENTH = (2, 5, 1, 4, 3, 5, 3, 1, 1, 6, 2, 2)


def next_year(
    *counts: int, before: dict[str, Part] | None = None, late: dict[str, Part] | None = None
) -> str:
    """What `unusual` says of the year after `UNEVEN`; `before` is accepted too, `late` comes with it."""
    old = (before or {}) | months("2024-01", *UNEVEN)
    known = case(old, "2025-01-20")
    now = old | (late or {}) | months("2025-01", *counts)
    return said(unusual, case(now, "2025-01-20", "2026-01-20", known=known))


@pytest.mark.parametrize("counts", [TENTH, tuple(n // 4 for n in UNEVEN), tuple(n // 2 for n in UNEVEN)])
def test_a_year_with_a_part_of_its_rows_is_told_though_no_month_is_odd(counts: tuple[int, ...]) -> None:
    told = next_year(*counts)
    assert "необычно мало строк за новые месяцы вместе (январь 2025 — декабрь 2025): " in told
    assert f": {sum(counts)} (обычно за столько же от 155 до 303). Сверьте с источником" in told


def test_a_year_read_twice_over_is_told_and_a_usual_one_is_not() -> None:
    assert "необычно много строк за новые месяцы вместе" in next_year(*(2 * n for n in UNEVEN))
    assert next_year(*reversed(UNEVEN)) == ""
    assert next_year(*(n * 4 // 5 for n in UNEVEN)) == ""


def test_a_large_register_may_grow_by_a_fifth() -> None:
    """Far more than chance does to 2 400 rows, but no fault."""
    large = months("2024-01", *[200, 202, 198, 201, 199, 200] * 2)
    known = case(large, "2025-01-20")
    for rows, is_told in ((240, False), (255, True)):
        now = case(large | months("2025-01", *[rows] * 12), "2025-01-20", "2026-01-20", known=known)
        assert ("вместе" in said(unusual, now)) is is_told


def test_one_month_is_judged_alone() -> None:
    assert "вместе" not in next_year(1)
    assert "вместе" in next_year(1, 1, 1)


def test_a_row_dated_years_ago_makes_no_year_of_empty_months() -> None:
    """Accepted, it lowered what is usual; new, its year was told as eleven months without a row."""
    stray = months("2022-12", 1)
    assert next_year(*TENTH, before=stray) == next_year(*TENTH)
    assert next_year(*UNEVEN, late=stray) == ""


# --- words ----------------------------------------------------------------------------------------

USUAL = {"channel_code": {"site": 0.5, "post": 0.4, "epgu": 0.1}, "filled": {"topic_code": 0.9, "text": 1.0}}


def shifted(rule: Rule, count: int = 20, **words: dict[str, float]) -> str:
    known = case(months("2025-01", *[20] * 12, **USUAL), "2026-01-20")
    if rule is shifted_accepted:
        return said(
            rule, case(months("2025-01", *[20] * 12, **{**USUAL, **words}), "2026-01-20", known=known)
        )
    parts = months("2025-01", *[20] * 12, **USUAL) | months("2026-01", *[count] * 3, **{**USUAL, **words})
    return said(rule, case(parts, "2026-01-20", "2026-04-20", known=known))


@pytest.mark.parametrize("rule", [shifted_accepted, shifted_new])
def test_the_same_words_say_nothing(rule: Rule) -> None:
    assert shifted(rule) == ""


def test_another_mixture_of_channels_is_told_by_the_names_of_the_channels() -> None:
    told = shifted(shifted_new, channel_code={"site": 0.1, "post": 0.1, "epgu": 0.8})
    assert told.startswith("новые месяцы (январь 2026 — март 2026, строк: 60) не такие, как прежде: ")
    assert (
        "«Канал поступления»: «Портал «Госуслуги»» 80\N{NO-BREAK SPACE}% вместо 10\N{NO-BREAK SPACE}%" in told
    )


@pytest.mark.parametrize(
    ("column", "codes", "told"),
    [
        (
            "topic_code",
            ("01", "02", "03"),
            f"«Тема, указанная в реестре»: «{PARAMS.agency.topics[0].title}» 100",
        ),
        ("reason_code", ("п01", "п02", "п03"), f"«Причина обращения»: «{PARAMS.report.reasons['п01']}» 100"),
    ],
)
def test_one_code_for_all_is_told_by_the_title_of_the_code(
    column: str, codes: tuple[str, ...], told: str
) -> None:
    usual = {column: dict(zip(codes, (0.4, 0.35, 0.25), strict=True))}
    known = case(months("2025-01", *[20] * 12, **usual), "2026-01-20")
    parts = months("2025-01", *[20] * 12, **usual) | months("2026-01", *[20] * 3, **{column: {codes[0]: 1.0}})
    assert told in said(shifted_new, case(parts, "2026-01-20", "2026-04-20", known=known))


def test_a_word_that_only_made_room_is_not_named() -> None:
    told = shifted(shifted_new, channel_code={"site": 0.02, "post": 0.38, "epgu": 0.6})
    assert "«Почтовый адрес»" not in told
    assert told.count(" вместо ") == 2


def test_what_chance_may_do_is_not_told() -> None:
    """A quarter of 60 rows: beyond the 0.20 of params/report.yaml chance alone moves some."""
    assert shifted(shifted_new, channel_code={"site": 0.3, "post": 0.6, "epgu": 0.1}) == ""


def test_accepted_rows_do_not_change_their_words_by_chance() -> None:
    told = shifted(shifted_accepted, channel_code={"site": 0.4, "post": 0.5, "epgu": 0.1})
    assert told.startswith("строки за принятые месяцы стали другими: «Канал поступления»: ")


def test_a_common_word_that_is_gone_is_told_and_a_rare_one_is_not() -> None:
    gone = {"channel_code": {"site": 0.56, "post": 0.44}}
    assert "«Портал «Госуслуги»» 0" in shifted(shifted_new, count=40, **gone)
    assert shifted(shifted_new, count=20, **gone) == "", "6 were to be expected: chance"


def test_an_emptied_field_is_told_and_a_field_that_fills_is_not() -> None:
    told = shifted(shifted_new, filled={"topic_code": 0.0, "text": 1.0})
    percent = "\N{NO-BREAK SPACE}%"
    assert f"«Тема, указанная в реестре»: заполнено 0{percent} вместо 90{percent}" in told
    assert shifted(shifted_accepted, filled={"topic_code": 1.0, "text": 1.0}) == ""


def test_few_rows_say_nothing_of_their_words() -> None:
    assert shifted(shifted_new, count=9, channel_code={"epgu": 1.0}, filled={}) == ""


def test_outcomes_of_late_appeals_are_not_missed_before_their_term() -> None:
    """59-ФЗ: 30 days, 30 more with notice."""
    fresh = {"outcome_code": {}, "filled": {"outcome_code": 0.0, "answered_date": 0.0}}
    full = {"outcome_code": {"explained": 1.0}, "filled": {"outcome_code": 1.0, "answered_date": 1.0}}
    known = case(months("2025-01", *[20] * 12, **full), "2026-03-20")
    parts = months("2025-01", *[20] * 12, **full) | months("2026-01", *[40] * 3, **fresh)
    early = case(parts, "2026-03-20", "2026-03-31", known=known)
    assert said(shifted_new, early) == ""
    due = case(parts, "2026-03-20", "2026-06-20", known=known)
    assert "«Дата ответа заявителю»: заполнено 0" in said(shifted_new, due)


# --- surveys --------------------------------------------------------------------------------------


def survey(rows: dict[str, int], *receipts: str, known: Case | None = None) -> Case:
    parts = {wave: part(n, filled={"overall": 1.0, "speed": 0.9}) for wave, n in rows.items()}
    return case(parts, *receipts, source="survey-external", known=known)


def test_a_survey_is_compared_by_wave() -> None:
    known = survey({"2023": 100, "2024": 110}, "2023-11-20", "2024-11-20")
    now = survey({"2023": 100, "2024": 60, "2025": 90}, "2023-11-20", "2025-11-20", known=known)
    assert "замер 2024: было 110, стало 60" in said(lost, now)
    assert all(sentence.startswith("Ответы Яндекс Форм (survey-external): ") for sentence in warnings(now))
    assert said(silent, now) == ""


def test_a_question_that_nobody_answered_any_more_is_told() -> None:
    known = survey({"2023": 100, "2024": 110}, "2023-11-20", "2024-11-20")
    now = survey({"2023": 100, "2024": 110, "2025": 90}, "2024-11-20", "2025-11-20", known=known)
    assert said(shifted_new, now) == ""
    parts = dict(now.counted.parts) | {"2025": part(90, filled={"overall": 1.0})}
    now = case(parts, "2024-11-20", "2025-11-20", source="survey-external", known=known)
    assert "новые замеры (замер 2025, строк: 90)" in said(shifted_new, now)
    assert "вопрос speed: заполнено 0" in said(shifted_new, now)


# --- freshness ------------------------------------------------------------------------------------


def test_a_register_that_ends_before_its_file_was_received_is_silent() -> None:
    now = case(months("2024-01", *YEAR, *YEAR[:6]), "2025-01-20", "2026-01-20")
    assert said(silent, now) == (
        "источник молчит с 30.06.2025: до 20.01.2026 — 6 мес. без записей; обычно записи есть каждый месяц. "
        "Запросите недостающее"
    )


def test_one_month_without_records_is_silence_only_where_there_were_never_such() -> None:
    often = case(months("2025-01", *YEAR[:11]), "2025-01-20", "2026-01-20")
    assert "1 мес. без записей" in said(silent, often)
    rare = case(months("2025-01", *[20, 0] * 5, 20), "2025-01-20", "2026-01-20")
    assert said(silent, rare) == ""


def test_chance_is_no_silence() -> None:
    """2 records a month: a month without any has the probability exp(-2)."""
    assert said(silent, case(months("2025-01", *[2] * 11), "2025-01-20", "2026-01-20")) == ""


def test_a_file_that_came_once_is_measured_by_the_receipts_of_the_others() -> None:
    parts = months("2025-01", *YEAR)
    assert said(silent, case(parts, "2026-01-20", agency_received="2026-01-31")) != ""
    assert said(silent, case(parts, "2026-01-20")) == ""


def test_a_silence_that_was_accepted_is_not_told_again() -> None:
    ended = case(months("2024-01", *YEAR, *YEAR[:6]), "2025-01-20", "2026-01-20")
    assert said(silent, case(dict(ended.counted.parts), "2025-01-20", "2026-01-20", known=ended)) == ""
    before = case(months("2024-01", *YEAR, *YEAR[:6]), "2025-01-20", "2025-07-20")
    assert said(
        silent, case(dict(ended.counted.parts), "2025-01-20", "2025-07-20", "2026-01-20", known=before)
    )


MONTHLY = ("2025-10-10", "2025-11-10", "2025-12-10", "2026-01-12")


def test_a_file_that_should_have_come_is_told() -> None:
    now = case(months("2025-01", *YEAR), *MONTHLY, agency_received="2026-03-10")
    assert said(late, now) == (
        "файлов нет с 12.01.2026, хотя другие получены 10.03.2026; обычно файл приходит раз в месяц. "
        "Запросите новый"
    )
    assert said(late, case(months("2025-01", *YEAR), *MONTHLY, agency_received="2026-02-12")) == ""


def test_a_yearly_survey_is_not_late_in_spring() -> None:
    now = survey({"2024": 100, "2025": 100}, "2024-11-20", "2025-11-20")
    assert said(late, case(dict(now.counted.parts), "2024-11-20", "2025-11-20", source="survey-external",
                           agency_received="2026-05-10")) == ""  # fmt: skip


def test_files_that_all_came_within_days_have_no_rhythm() -> None:
    parts = months("2025-01", *YEAR)
    assert said(late, case(parts, "2026-01-20", "2026-01-21", agency_received="2026-12-01")) == ""


def test_lateness_that_was_accepted_is_not_told_again() -> None:
    known = case(months("2025-01", *YEAR), *MONTHLY, agency_received="2026-03-10")
    again = case(months("2025-01", *YEAR), *MONTHLY, agency_received="2026-06-10", known=known)
    assert said(late, again) == ""
    assert known.agency_received == date(2026, 3, 10)


# --- without a baseline ---------------------------------------------------------------------------


def test_a_source_of_which_nothing_was_accepted_has_no_warning_but_of_freshness() -> None:
    now = case(months("2024-01", *YEAR, *YEAR[:6]), "2025-01-20", "2026-01-20")
    assert [rule for rule in RULES if said(rule, now)] == [silent]
