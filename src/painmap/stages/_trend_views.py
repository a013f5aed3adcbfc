"""What `30_trends` shows an analyst of the tests: tables in plain words and charts, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from painmap.report_data import CLIENT_WORDS, LEVEL_WORDS, ReportData, TestResult, Trend
from painmap.stages import _trend_artefacts

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

    from painmap.report.charts import Charts

_NOTHING_CHANGED = "Статистически значимых изменений нет: показывать нечего."
_NO_BREAKS = "Месяц нового уровня ни по одному показателю не установлен."
_NOT_FOUND = "Проверено показателей: {count}; месяц нового уровня ни у одного не установлен."
_TOO_SHORT = "Изменения с неизвестной датой не проверялись: рядов достаточной длины нет."
_WORDS = "Почему нет вывода, оговорки"
_NO_PATHS = "Мер, для которых модель может ожидать уровень без меры, нет."


def verdicts(report: ReportData) -> Styler:
    """A row is a family and kind of clients: how many series have each verdict."""
    from painmap.report import strings
    from painmap.report.sections import words

    found: dict[tuple[str, str], dict[str, int]] = {}
    for trend in report.trends:
        key = strings.FAMILIES.get(trend.family, trend.family), CLIENT_WORDS[trend.client_kind]
        word = words.verdict(trend.family, trend.result)
        # A word that one row lacks would make its column one of fractions.
        counts = found.setdefault(key, dict.fromkeys((*strings.VERDICTS.values(), strings.VERDICT_MIXED), 0))
        counts[word] += 1
    rows = [{"Раздел": family, "Клиенты": kind, **counts} for (family, kind), counts in found.items()]
    return _styled(rows, "Сравнивать с АППГ было нечего.")


def table(report: ReportData) -> Styler:
    """A row is a tested series, by q: what changed, why there is no conclusion, what would have shown."""
    rows = [
        {
            **_named(trend),
            "Период": _number(trend.result.total),
            "АППГ": _number(trend.result.total_before),
            **_tested(report, trend.result, trend.note, trend.family),
        }
        for trend in _by_q(report.trends)
    ]
    return _styled(rows, "Сравнивать с АППГ было нечего.")


def breaks(report: ReportData) -> Styler:
    """A row is a series with a new level at an unknown date, by q; the annex of the report has all tested."""
    from painmap.report import coincidences

    tested = sum(trend.result.p is not None for trend in report.breaks)
    rows = [
        {
            **_named(trend),
            "Новый уровень с": _month(trend.result.change_date),
            "Возможно": " – ".join(filter(None, map(_month, _span(trend.result)))),
            **_tested(report, trend.result, trend.note),
        }
        for trend in _by_q(coincidences.told_breaks(report))
        if trend.result.change_date is not None
    ]
    return _styled(rows, _NOT_FOUND.format(count=tested) if tested else _TOO_SHORT)


def measures(report: ReportData) -> Styler:
    """A row is a measure: what came in since then, what had been expected, the control series."""
    from painmap.report.sections import measure_words

    rows = [
        {
            "Мера": m.measure,
            "Проблема": m.problem_title,
            "Начало": measure_words.began(m),
            "Поступило": _number(m.result.total),
            "Ожидалось": _number(m.result.total_before),
            "Контрольный ряд": m.evidence.control.label if m.evidence.control else "",
            **_tested(report, m.result, "; ".join(m.evidence.notes)),
        }
        for m in report.measures
    ]
    return _styled(rows, "Мер с установленной датой начала в реестре нет.")


def map_rows(report: ReportData) -> Styler:
    """A row is a row of the problem map."""
    rows = [
        {
            "№": row.number,
            "Клиенты": CLIENT_WORDS[row.client_kind],
            "Проблема": row.title,
            "Распространённость": LEVEL_WORDS[row.prevalence],
            "Приоритетность": LEVEL_WORDS[row.priority],
            "Мероприятия": row.measure,
        }
        for row in report.map_rows
    ]
    return _styled(rows, "Строк карты проблем нет.")


def artefacts(report: ReportData) -> Styler:
    """A row is something that shows in series and may be no change of the clients' life."""
    rows = [{"Что": a.what, "О чём речь": a.told, "Где": a.where} for a in _trend_artefacts.found(report)]
    return _styled(rows, "Артефактов учёта не отмечено.")


def signals(report: ReportData) -> Styler:
    """A row is a series whose latest month is beyond the usual bound: to be looked at, no verdict."""
    rows = [
        {
            **_named(signal),
            "Месяц": _month(signal.month),
            "Поступило": _number(signal.value),
            "Ожидалось": _number(signal.expected),
            "Обычно не более": _number(signal.bound),
            "Итог": "сигнал",
            "Оговорка": signal.note,
        }
        for signal in report.signals
    ]
    return _styled(rows, "Сигналов последнего месяца нет.")


# --- charts ---------------------------------------------------------------------------------------


def forest(report: ReportData) -> Charts:
    """All ratios with intervals, by q."""
    from painmap.report import figures
    from painmap.report.charts import Charts

    return Charts(tuple(figures.forest_pages(report.trends)), _NOTHING_CHANGED)


def lines(report: ReportData) -> Charts:
    """Monthly series of what changed, with what the model expected."""
    from painmap.report import strings
    from painmap.report.sections import findings

    return _multiples(findings.changed_series(report), strings.MULTIPLES_MESSAGE, report, _NOTHING_CHANGED)


def break_lines(report: ReportData) -> Charts:
    """Monthly series with a new level at a date that was not known beforehand."""
    found = [series for series in report.series.values() if series.break_month is not None]
    return _multiples(found, "Показатели, уровень которых изменился", report, _NO_BREAKS)


def measure_lines(report: ReportData) -> Charts:
    """Series that measures are against, with what had been expected without them."""
    from painmap.report import strings
    from painmap.report.sections import findings

    return _multiples(findings.measured_series(report), strings.MEASURES_FIGURE, report, _NO_PATHS)


def _multiples(series: Sequence[Any], title: str, report: ReportData, empty: str) -> Charts:
    from painmap.report import figures
    from painmap.report.charts import Charts

    if not series:
        return Charts((), empty)
    return Charts(
        (figures.small_multiples(series, title, period=report.period, events=report.events),), empty
    )


# --- rows -----------------------------------------------------------------------------------------


def _by_q(trends: Iterable[Trend]) -> list[Trend]:
    return sorted(trends, key=lambda t: (t.result.q is None, t.result.q or 0, t.family, t.label, t.code))


def _named(series: Any) -> dict[str, str]:
    from painmap.report import strings

    family = strings.FAMILIES.get(series.family, series.family)
    return {"Показатель": series.label, "Раздел": family, "Клиенты": CLIENT_WORDS[series.client_kind]}


def _tested(report: ReportData, r: TestResult, note: str, family: str = "") -> dict[str, object]:
    from painmap.report import effects
    from painmap.report.formats import decimal
    from painmap.report.sections import words

    return {
        "Изменение": "" if r.effect is None else effects.in_unit(effects.effect(r), r),
        "95 % ДИ": effects.interval(r),
        "q": effects.p_value(r.q),
        "Вывод": words.verdict(family, r),
        # A note repeats the reason why a series was not compared.
        _WORDS: "; ".join(filter(None, ("" if r.reason in note else r.reason, note))),
        "Различимо изменение": effects.detectable(r),
        "Критерий": report.tests.get(r.test, r.test),
        "φ; ρ": "; ".join(decimal(v, 2) for v in (r.dispersion, r.rho) if v is not None),
    }


def _span(r: TestResult) -> tuple[date | None, date | None]:
    return r.change_from, r.change_to


def _month(day: date | None) -> str:
    return "" if day is None else f"{day:%m.%Y}"


def _number(value: float | None) -> str:
    from painmap.report.formats import DASH, decimal

    return DASH if value is None else decimal(value, 0 if float(value).is_integer() else 1)


def _styled(rows: Sequence[Mapping[str, object]], empty: str) -> Styler:
    """The rows with every word shown (a data frame cuts long cells and leaves out the middle)."""
    frame = pd.DataFrame(rows) if rows else pd.DataFrame({"Итог": [empty]})
    aligned: Any = {"text-align": "left", "vertical-align": "top"}
    # A random id would change the bytes of the notebook with every run.
    styled = frame.style.set_uuid("t").hide(axis="index").set_properties(**aligned)
    # Else the browser gives a column of sentences a word's width, and every row the height of a page.
    wide: Any = {"min-width": "22em"}
    styled = styled.set_properties(subset=[c for c in frame.columns if c == _WORDS], **wide)
    return styled.format(precision=3, decimal=",", na_rep="–", escape="html")
