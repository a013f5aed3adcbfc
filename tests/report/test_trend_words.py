"""What is said of a trend: plain words in the body, statistics in the annex, each figure in its unit."""

from __future__ import annotations

# Sentences are read whole.
# ruff: noqa: E501
import re
from datetime import date
from typing import Any

import pytest

from painmap.report import effects, sections
from painmap.report.sections import conclusions, measure_words, words
from painmap.report_data import (
    ControlEffect,
    EffectEvidence,
    IntervalEstimate,
    MeasureEffect,
    ReportData,
    TestResult,
    Trend,
)
from tests.defaults import report_defaults

TOPIC = "Запись на приём"


def plain(text: str) -> str:
    return re.sub(r"[\s\N{NO-BREAK SPACE}]+", " ", text).replace("\N{SOFT HYPHEN}", "")


def text(section: sections.Section, report: ReportData) -> str:
    page = re.sub("<svg.*?</svg>", " ", str(section(report)), flags=re.DOTALL)
    return plain(re.sub("<[^>]+>", " ", page).replace("&lt;", "<"))


def trend(kind: str = "ratio", verdict: str = "growth", *, family: str = "topics", **fields: Any) -> Trend:
    ratio = {"effect": 212 / 145, "ci_low": 1.18, "ci_high": 1.81, "total": 212, "total_before": 145}
    known: dict[str, Any] = {"test": "year_on_year", "effect_kind": kind, "verdict": verdict, "q": 0.004}
    known |= ratio if kind == "ratio" else {}
    note = fields.pop("note", "")
    result = TestResult(**(known | fields))
    return Trend(family=family, code="01", label=TOPIC, client_kind="external", result=result, note=note)


def body(report: ReportData, *found: Trend) -> str:
    return text(sections.trends, report.model_copy(update={"trends": found, "series": {}}))


# --- the body -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            trend(),
            f"Число обращений по теме «{TOPIC}» выросло на 46 % к АППГ (212 против 145). Рост статистически значим.",
        ),
        (
            trend(verdict="decline", effect=145 / 212, total=145, total_before=212, family="totals"),
            "Число обращений снизилось на 32 % к АППГ (145 против 212). Снижение статистически значимо.",
        ),
        (
            trend("difference", effect=0.021),
            f"Показатель «{TOPIC}» вырос на 2,1 п. п. к АППГ. Рост статистически значим.",
        ),
        (
            trend("days", "decline", effect=-2.5),
            f"Показатель «{TOPIC}» снизился на 2,5 дн. к АППГ. Снижение статистически значимо.",
        ),
        (trend("score", effect=0.3), f"Показатель «{TOPIC}» вырос на 0,30 балла к АППГ."),
        (trend("nps", effect=12), f"Показатель «{TOPIC}» вырос на 12,0 пункта к АППГ."),
        (trend(verdict="no_change"), f"Существенных изменений не выявлено: «{TOPIC}»."),
        (
            trend(verdict="insufficient", total=9, total_before=6),
            f"Данных недостаточно для вывода: «{TOPIC}» (9 обращений, в АППГ — 6).",
        ),
        (trend(verdict="insufficient", total=21, total_before=6), "(21 обращение, в АППГ — 6)"),
        (trend(verdict="insufficient", total=33, total_before=6), "(33 обращения, в АППГ — 6)"),
        (trend("nps", "insufficient", total=40, total_before=44), f"для вывода: «{TOPIC}»."),
    ],
)
def test_the_body_says_it_in_plain_words(internal: ReportData, found: Trend, said: str) -> None:
    assert said in body(internal, found)


def test_the_body_has_no_statistics(internal: ReportData) -> None:
    kinds = ("ratio", "difference", "days", "score", "nps")
    every = [
        trend(kind, v, effect=1.5, p=0.0123, q=0.0345, dispersion=1.678, rho=0.219, detectable=1.9, n=36)
        for kind in kinds
        for v in ("growth", "no_change", "insufficient")
    ]
    told = body(internal, *every)
    assert not re.search(r"\b[pq]\b|[φρ]|0,012|0,034|1,68|0,22|различимо", told)


def test_a_note_stands_with_its_sentence(internal: ReportData) -> None:
    note = "возможен эффект учёта"
    assert "Рост статистически значим. Возможен эффект учёта." in body(internal, trend(note=note))
    assert f"Оговорки: {note} — «{TOPIC}»." in body(internal, trend(verdict="no_change", note=note))
    told = conclusions.trend(trend(verdict="no_change", note=note))
    assert told.endswith("Возможен эффект учёта.")
    found = internal.model_copy(update={"trends": (trend(note=note),)})
    assert f"тема «{TOPIC}» (+46 %, {note})" in text(sections.key_findings, found)


def test_why_a_series_was_not_compared_is_no_remark(internal: ReportData) -> None:
    new = "новая: сравнение со следующего периода"
    found = trend(verdict="insufficient", note=new, reason=new, effect=None, ci_low=None, ci_high=None)
    assert "Оговорки" not in body(internal, found)
    annex = text(sections.stat_tables, internal.model_copy(update={"trends": (found,)}))
    assert f"Данных недостаточно для вывода: {new} — «{TOPIC}»" in annex


def test_differences_are_ordered_by_their_intervals_and_after_counts() -> None:
    large = trend("nps", effect=12, ci_low=1, ci_high=23)
    sure = trend("days", effect=-2, ci_low=-2.5, ci_high=-1.5)
    count = trend()
    assert words.by_strength([large, sure, count]) == [count, sure, large]


# --- the annex ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            trend(),
            f"Рост: число обращений по теме «{TOPIC}» увеличилось на 46 % (95 % ДИ: +18…+81 %; 212 против 145 "
            "за те же месяцы прошлого года; q = 0,004).",
        ),
        (
            trend(verdict="insufficient", total=9, total_before=6, detectable=4.02, family="totals"),
            "Недостаточно данных: 9 против 6 обращений; при таком объёме различимо лишь изменение примерно "
            "в 4 раза.",
        ),
        (
            trend(verdict="insufficient", total=9, total_before=21, detectable=0.4),
            f"Недостаточно данных: 9 против 21 обращения по теме «{TOPIC}»; при таком объёме различимо лишь "
            "изменение примерно в 2,5 раза.",
        ),
        (
            trend(verdict="no_change", effect=1.01, ci_low=0.9, ci_high=1.1, detectable=1.2, q=0.7),
            f"Без изменений: число обращений по теме «{TOPIC}» — 212 против 145 за те же месяцы прошлого года; "
            "изменение +1 %; 95 % ДИ: −10…+10 %; различимо изменение примерно в 1,2 раза; q = 0,700.",
        ),
        (
            trend("difference", effect=0.021, ci_low=0.004, ci_high=0.038, n=4500, q=0.0001),
            f"Рост: показатель «{TOPIC}» увеличился на 2,1 п. п. (95 % ДИ: +0,4…+3,8 п. п.; n = 4 500; q < 0,001).",
        ),
        (
            trend("difference", "insufficient", detectable=0.081),
            f"показатель «{TOPIC}»; при таком объёме различимо лишь изменение примерно на 8,1 п. п.",
        ),
        (
            trend("days", "no_change", effect=0.1, ci_low=-0.4, ci_high=0.6, detectable=0.7, q=None),
            f"Без изменений: показатель «{TOPIC}» — изменение +0,1 дн.; 95 % ДИ: −0,4…+0,6 дн.; различимо "
            "изменение примерно на 0,7 дн.",
        ),
        (trend("score", "insufficient", detectable=0.4), "лишь изменение примерно на 0,40 балла."),
        (trend("nps", "insufficient", detectable=15.2), "лишь изменение примерно на 15,2 пункта."),
        (
            trend(effect=None, ci_high=None, ci_low=1.5, total=11, total_before=0),
            "увеличилось (95 % ДИ: +50…+∞ %; 11 против 0 за те же месяцы",
        ),
        (trend(effect=30, total=30, total_before=1), "увеличилось более чем на 1000 % ("),
    ],
)
def test_the_annex_says_it_with_its_interval(found: Trend, said: str) -> None:
    told = plain(conclusions.trend(found))
    assert said in told
    assert ".." not in told


@pytest.mark.parametrize(
    ("detectable", "said"),
    [(1.004, "в 1,01 раза"), (1.44, "в 1,4 раза"), (5.0, "в 5 раз"), (21.4, "в 21 раз"), (22, "в 22 раза")],
)
def test_times_agree_with_their_number(detectable: float, said: str) -> None:
    result = trend(detectable=detectable).result
    assert plain(effects.detectable(result)) == said


def test_times_beyond_reason_are_a_bound() -> None:
    result = trend(detectable=5e21).result
    assert plain(effects.detectable(result)) == "более чем в 50 раз"
    assert effects.detectable(result, with_unit=False) == "> 50"


def test_the_annex_groups_what_is_unknown_by_its_reason(internal: ReportData) -> None:
    few = trend(verdict="insufficient", total=2, total_before=1, reason="мало обращений")
    wide = trend(verdict="insufficient", total=30, total_before=20, detectable=2, reason="интервал широк")
    told = text(sections.stat_tables, internal.model_copy(update={"trends": (few, wide)}))
    assert f"Данных недостаточно для вывода: мало обращений — «{TOPIC}»" in told
    assert "для вывода: интервал широк. Недостаточно данных: 30 против 20 обращений" in told


def test_every_test_is_named_under_its_table(internal: ReportData) -> None:
    names = {"year_on_year": "сравнение с теми же месяцами прошлого года", "rare_counts": "E-критерий"}
    found = (trend(), trend(test="rare_counts"), trend(test="unheard_of"))
    told = text(sections.stat_tables, internal.model_copy(update={"trends": found, "tests": names}))
    assert f"Критерий: 1 — {names['year_on_year']}; 2 — E-критерий; 3 — unheard_of." in told


@pytest.mark.parametrize(
    ("kind", "unit", "size"),
    [
        ("ratio", "раз", "1,9"),
        ("difference", "п. п.", "190,0"),
        ("days", "дней", "1,9"),
        ("score", "баллов", "1,90"),
        ("nps", "пунктов", "1,9"),
    ],
)
def test_heads_of_the_tables_bear_the_unit(internal: ReportData, kind: str, unit: str, size: str) -> None:
    report = internal.model_copy(update={"trends": (trend(kind, detectable=1.9, n=9),)})
    told = text(sections.stat_tables, report)
    own = unit if kind != "ratio" else "%"
    assert f"Изменение, {own} 95 % ДИ, {own} p q" in told
    assert f"Различимо, {unit} Критерий Вывод" in told
    assert f" 9 {size} 1 рост" in told


def test_a_new_level_is_told_with_its_months(internal: ReportData) -> None:
    told = text(sections.stat_tables, internal)
    assert (
        "Рост с марта 2025 г. (возможно, с ноября 2024 г. по апрель 2025 г.): число обращений по проблеме "
        "«Отказы и „зависание“ заявлений на Едином портале» увеличилось на 139 % (95 % ДИ: +84…+211 %; q < 0,001)."
    ) in told
    staff = internal.breaks[0].model_copy(update={"client_kind": "internal"})
    both = internal.model_copy(update={"breaks": (internal.breaks[0], staff)})
    assert text(sections.stat_tables, both).count("Едином портале, сотрудники") == 1
    quiet = internal.model_copy(update={"breaks": internal.breaks[1:]})
    assert "Месяц изменения уровня ни по одному показателю не установлен." in text(
        sections.stat_tables, quiet
    )


# --- measures -------------------------------------------------------------------------------------


def measure(verdict: str = "decline", evidence: EffectEvidence | None = None, **fields: Any) -> MeasureEffect:
    known: dict[str, Any] = {"effect": 0.76, "ci_low": 0.66, "ci_high": 0.87, "q": 0.002, "reason": ""}
    known |= {"total": 103, "total_before": 136}
    result = TestResult(test="step", effect_kind="ratio", verdict=verdict, **(known | fields))  # type: ignore[arg-type]
    return MeasureEffect(
        measure_id="m01", problem_id="p01", problem_title="Запись", measure="Запись на 60 дней",
        effect_date=date(2025, 3, 1), state="done", direction="decline", result=result,
        evidence=evidence or EffectEvidence(),
    )  # fmt: skip


def test_a_measure_is_told_with_its_doubt_and_its_control() -> None:
    control = ControlEffect(
        code="p05", label="Архивы", own=IntervalEstimate(value=1.02, ci_low=0.8, ci_high=1.3),
        relative=IntervalEstimate(value=0.75, ci_low=0.6, ci_high=0.93),
    )  # fmt: skip
    told = plain(conclusions.measure(measure(evidence=EffectEvidence(control=control))))
    assert told == (
        "После введения меры «Запись на 60 дней» (01.03.2025) уровень ниже ожидаемого на 24 % (95 % ДИ: −34…−13 %; "
        "q = 0,002). Совпадение по времени не доказывает причинность; контрольный ряд: «Архивы» — его собственное "
        "изменение +2 % (95 % ДИ: −20…+30 %), изменение относительно него −25 % (95 % ДИ: −40…−7 %)."
    )
    silent = ControlEffect(code="p05", label="Архивы", reason="ряд короче 36 месяцев")
    told = plain(conclusions.measure(measure(evidence=EffectEvidence(control=silent))))
    assert told.endswith("контрольный ряд: «Архивы» — ряд короче 36 месяцев.")
    assert plain(conclusions.measure(measure())).endswith("причинность; контрольного ряда нет.")


@pytest.mark.parametrize(
    ("avoided", "said"),
    [
        ((30, 4, 61), "Поступило на 30 обращений меньше ожидаемого (95 % ДИ: 4…61)."),
        ((-21, -50, 3), "Поступило на 21 обращение больше ожидаемого (95 % ДИ: −3…50)."),
    ],
)
def test_appeals_avoided_are_told_with_their_interval(avoided: tuple[int, int, int], said: str) -> None:
    value, low, high = avoided
    evidence = EffectEvidence(avoided=IntervalEstimate(value=value, ci_low=low, ci_high=high))
    assert said in plain(conclusions.measure(measure(evidence=evidence)))


def test_a_slope_that_changed_is_told_by_year() -> None:
    evidence = EffectEvidence(slope_change=IntervalEstimate(value=0.9, ci_low=0.8, ci_high=0.99))
    told = plain(conclusions.measure(measure(evidence=evidence)))
    assert "Дальнейшее изменение за год: −10 % (95 % ДИ: −20…−1 %). Совпадение" in told


def test_a_measure_without_a_verdict_says_why_and_what_would_have_shown() -> None:
    avoided = EffectEvidence(avoided=IntervalEstimate(value=2, ci_low=-9, ci_high=8))
    told = plain(conclusions.measure(measure("insufficient", avoided, reason="мало месяцев", detectable=1.5)))
    assert told.endswith(
        "данных для вывода недостаточно (мало месяцев; различимо изменение примерно в 1,5 раза)."
    )
    told = plain(conclusions.measure(measure("no_change", effect=1.0, detectable=1.2)))
    assert "уровень не отличается от ожидаемого (95 % ДИ: −34…−13 %; различимо изменение" in told


@pytest.mark.parametrize(
    ("kind", "effect", "said"),
    [
        ("ratio", 0.76, "−24 %"),
        ("score", 0.3, "+0,30 балла"),
        ("nps", -5, "−5,0 пункта"),
        ("days", 0, "0,0 дн."),
    ],
)
def test_the_table_of_measures_knows_every_unit(
    internal: ReportData, kind: str, effect: float, said: str
) -> None:
    one = measure()
    result = one.result.model_copy(update={"effect_kind": kind, "effect": effect})
    report = internal.model_copy(update={"measures": (one.model_copy(update={"result": result}),)})
    assert f"исполнено {said} После введения меры (01.03.2025) уровень ниже" in text(
        sections.measures, report
    )


def conclusion(**fields: Any) -> str:
    one = measure().model_copy(update=fields)
    return plain(measure_words.conclusion(one))


def test_a_level_is_no_proof_and_stands_with_its_caveats() -> None:
    effect = IntervalEstimate(value=0.9, ci_low=0.7, ci_high=1.2)
    beside = ControlEffect(code="p05", label="Архивы", own=effect, relative=effect)
    notes = (
        "уровень без учёта тренда: месяцев после 7, нужно не менее 12",
        "возможен эффект учёта: смена системы регистрации 01.07.2024",
        "относительно контрольного ряда изменение не различимо",
    )
    assert conclusion(evidence=EffectEvidence(control=beside, notes=notes)) == (
        "После введения меры (01.03.2025) уровень ниже ожидаемого на 24 % (95 % ДИ: −34…−13 %). "
        "Уровень без учёта тренда: месяцев после 7, нужно не менее 12. "
        "Возможен эффект учёта: смена системы регистрации 01.07.2024. "
        "Относительно контрольного ряда «Архивы» изменение не различимо."
    )
    assert conclusion().endswith("(95 % ДИ: −34…−13 %). Контрольного ряда нет.")
    silent = ControlEffect(code="p05", label="Архивы", reason="мало обращений")
    told = conclusion(evidence=EffectEvidence(control=silent))
    assert told.endswith("Контрольный ряд: «Архивы» — мало обращений.")


@pytest.mark.parametrize(
    ("verdict", "direction", "said"),
    [
        ("growth", "decline", "уровень выше ожидаемого на 24 % (95 % ДИ: +10…+40 %); ожидалось снижение."),
        ("growth", "growth", "уровень выше ожидаемого на 24 % (95 % ДИ: +10…+40 %). К"),
        ("no_change", "decline", "уровень не отличается от ожидаемого (95 % ДИ: +10…+40 %). К"),
        ("insufficient", "decline", "данных для вывода недостаточно: мало месяцев."),
    ],
)
def test_each_verdict_on_a_measure_has_its_words(verdict: str, direction: str, said: str) -> None:
    one = measure(verdict, effect=1.24, ci_low=1.1, ci_high=1.4, reason="мало месяцев")
    assert said in conclusion(result=one.result, direction=direction)


def test_the_lag_of_a_measure_is_told_in_body_and_annex(internal: ReportData) -> None:
    report = internal.model_copy(update={"measures": (measure().model_copy(update={"lag_months": 2}),)})
    told = "01.03.2025, действие ожидалось через 2 месяца"
    assert told in text(sections.measures, report)
    assert told in text(sections.stat_tables, report)
    assert "действие ожидалось" not in text(sections.measures, internal)


def test_key_findings_count_levels_and_prove_nothing(internal: ReportData) -> None:
    told = text(sections.key_findings, internal)
    assert "После 1 из 2 принятых мер с установленной датой начала уровень изменился в ожидаемую" in told
    assert "Совпадение по времени не доказывает причинность; оговорки — в разделе" in told
    page = told + text(sections.measures, internal)
    assert "подтвержда" not in page.replace("подтверждает аналитик", "")


# --- editions and method --------------------------------------------------------------------------


def test_intervals_of_a_full_count_are_explained(internal: ReportData) -> None:
    told = text(sections.methodology, internal)
    assert "хотя учтены все обращения, а не выборка: обращения рассматриваются как исход случайного" in told
    short = internal.model_copy(update={"sections": ("title", "methodology")})
    told = text(sections.methodology, short)
    assert "случайного процесса" not in told
    assert "эффект учёта" not in told


def test_the_method_can_be_repeated(internal: ReportData) -> None:
    rules = {"trend_rules": report_defaults().trend.model_dump()}
    report = internal.model_copy(update={"parameters": rules})
    told = text(sections.methodology, report)
    for row in (
        "Проверка изменений: уровень значимости 0,05",
        "границы «без изменений» для отношений 0,80; 1,25",
        "границы «без изменений» для долей (плюс-минус) 0,05",
        "для средних оценок, баллов (плюс-минус) 0,20",
        "индекса лояльности, пунктов (плюс-минус) 10",
        "наименьшая сумма за два периода 20",
        "наименьшее число месяцев 24",
    ):
        assert row in told
    assert not re.search("Проверка изменений: [a-z_]+", told), "a parameter without a name"
    for rule in ("Рост или снижение отмечается, если значимость", "внешние и внутренние клиенты вместе", "Новая проблема, выявленная",
                 "Уровень после введения меры сравнивается", "дата которого заранее не известна, ищется"):  # fmt: skip
        assert rule in told
    without = tuple(name for name in report.sections if name not in ("trends", "measures"))
    told = text(sections.methodology, report.model_copy(update={"sections": without}))
    for rule in ("Проверка изменений", "Новая проблема", "Уровень после введения", "Рост или снижение"):
        assert rule not in told


def test_a_public_page_has_no_statistics_of_the_annex(public_page: str) -> None:
    page = plain(re.sub("<[^>]+>", " ", re.sub("<style.*?</style>", "", public_page, flags=re.DOTALL)))
    for word in ("Различимо,", "различимо изменение", "Автокорреляция", "упорядочены по q", "Коэфф."):
        assert word not in page
    assert not re.search(r"\b[pq] ?(=|<|&lt;)", page)
    assert "Рост статистически значим" in page


def test_a_mix_changes_and_neither_grows_nor_declines(internal: ReportData) -> None:
    found = trend(
        "difference", family="mix", effect=0.082, ci_low=0.01, ci_high=0.15, n=400, note="больше всего Сайт"
    )
    found = found.model_copy(update={"label": "Структура обращений по каналам"})
    report = internal.model_copy(update={"trends": (found,), "series": {}})
    told = "Статистически значимое изменение: структура обращений по каналам. Больше всего Сайт."
    assert told in body(internal, found)
    points = trend("difference", effect=0.1)
    both = internal.model_copy(update={"trends": (found, points)})
    assert f"тема «{TOPIC}» (+10,0 п. п.)." in text(sections.key_findings, both)
    key = text(sections.key_findings, report)
    assert "Статистически значимое изменение: структура обращений по каналам (больше всего Сайт)." in key
    assert "Статистически значимого роста не выявлено." in key
    assert plain(conclusions.trend(found)).startswith(
        "Изменение: структура обращений по каналам (наибольшее изменение доли на 8,2 п. п.; 95 % ДИ: +1,0"
    )
    annex = text(sections.stat_tables, report)
    assert " 1 изменение " in annex
    assert (
        "рост"
        not in annex.split("Проверка изменений")[1].split("Оценка действия")[0].split("Изменения уровня")[0]
    )


def test_questions_of_a_survey_are_named_by_what_they_ask_after(internal: ReportData) -> None:
    found = trend("score", family="scores", effect=0.3, ci_low=0.1, ci_high=0.5)
    found = found.model_copy(update={"label": "Насколько Вы удовлетворены доступностью услуг?"})
    name = "«Удовлетворённость доступностью услуг»"
    assert f"Показатель {name} вырос на 0,30 балла" in body(internal, found)
    assert f"показатель {name} увеличился" in plain(conclusions.trend(found))
    stable = found.model_copy(update={"result": found.result.model_copy(update={"verdict": "no_change"})})
    assert f"Существенных изменений не выявлено: {name}." in body(internal, stable)
