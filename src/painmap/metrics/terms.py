"""Terms of consideration: discipline in exclusive classes, and days of waiting with open cases counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from painmap.errors import unknown_name
from painmap.metrics.tables import WITHOUT_SHARE, Body, Compared, Role, tally
from painmap.metrics.views import AppealFrames
from painmap.params.models import ReportDefaults, Term
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells
from painmap.stats.survival import WaitingTimes, kaplan_meier, quartiles

CLASSES: dict[str, str] = {
    "in_time": "В срок",
    "late": "С нарушением срока",
    "extended": "Продлено (ч. 2 ст. 12), ответ дан в продлённый срок",
    "open": "В работе, срок не истёк",
    "open_late": "В работе, срок истёк",
    "no_date": "Дата ответа не указана (требует сверки)",
}
OPEN = ("open", "open_late")
_ASIDES: dict[str, str] = {
    "no_answer_due": "Ответ автору не требуется (ст. 11 или просьба заявителя)",
    "no_term": "Срок ответа не установлен",
}
_NO_ANSWER_DUE = ("left_unanswered", "withdrawn")
_WORKING_DAYS = "Рабочие дни: с понедельника по пятницу, без учёта праздничных дней и переносов."


def discipline(frames: AppealFrames) -> Body:
    """Appeals by how the term of their regime was kept; shares of those that have a term and expect one."""
    setting = frames.setting
    now = tally(classified(frames.now, setting.defaults, setting.as_of), "term_class")
    before = None
    if frames.before is not None:
        before = tally(classified(frames.before, setting.defaults, setting.previous_as_of), "term_class")
    compared = Compared(
        rules=setting.defaults.shares,
        now=now,
        before=before,
        base=sum(now.get(c, 0) for c in CLASSES),
        base_before=sum((before or {}).get(c, 0) for c in CLASSES),
    )
    rows = (compared.row(code, label, "aside") for code, label in _ASIDES.items())
    asides = [row.model_copy(update={"cells": row.cells | WITHOUT_SHARE}) for row in rows]
    used = {setting.defaults.regimes[str(code)].unit for code in frames.now["regime_code"].unique()}
    return Body(
        rows=(*compared.rows(CLASSES), compared.sum_row("Всего со сроком ответа"), *asides),
        base=compared.base,
        notes=(_WORKING_DAYS,) if "working" in used else (),
    )


def classified(appeals: pd.DataFrame, defaults: ReportDefaults, as_of: date) -> pd.DataFrame:
    """The appeals with `term_class`: a key of `CLASSES`, `no_answer_due` or `no_term`.

    A forwarded appeal is closed by the forwarding, within the term set for that. A term that ran out
    without an answer is overdue only where the appeal was certainly open (`is_open` of `view`):
    a gap in the data is never printed as overdue.

    Raises:
        PainmapError: A regime has no entry among the terms.
    """
    terms = _terms(appeals["regime_code"], defaults)
    deadline = _deadlines(appeals["registered_date"], terms, "days")
    extended = appeals["extended_until_date"]
    is_forwarded = appeals["forwarded_date"].notna() & (
        appeals["answered_date"].isna() | (appeals["outcome_code"] == "forwarded").fillna(False)
    )
    done = appeals["answered_date"].mask(is_forwarded, appeals["forwarded_date"])
    deadline = deadline.mask(
        is_forwarded & terms["forward_days"].notna(),
        _deadlines(appeals["registered_date"], terms, "forward_days"),
    )
    limit = deadline.mask((extended > deadline).fillna(False), extended)
    outcome = appeals["outcome_code"]
    is_closed = (outcome.notna() & (outcome != "pending")).fillna(False)
    conditions = {
        "no_term": terms["days"].isna(),
        "in_time": done <= deadline,
        "extended": done <= limit,
        "late": done > limit,
        "no_answer_due": outcome.isin(_NO_ANSWER_DUE),
        "no_date": is_closed,
        "open": limit >= pd.Timestamp(as_of),
        "open_late": appeals["is_open"],
    }
    masks = [c.fillna(False).to_numpy(dtype=bool) for c in conditions.values()]
    return appeals.assign(term_class=np.select(masks, list(conditions), default="no_date"))


def waiting(frames: AppealFrames) -> Body:
    """Days from registration to the answer, all channels together and each channel of the order."""
    named = {c.code: c.title for c in frames.channels}
    rows = [_waiting_row(frames, "Все каналы", "", "total")]
    rows += [_waiting_row(frames, title, code, "item") for code, title in named.items()]
    return Body(
        rows=tuple(rows),
        columns=_WAITING,
        base=_answered(frames.now),
        is_additive=False,
        notes=(
            "Медиана, нижний и верхний квартили — по обращениям, на которые дан ответ. Медиана с учётом "
            "открытых обращений рассчитана по методу Каплана — Мейера: обращения без ответа входят в расчёт "
            "сроком, прошедшим до даты отчёта.",
        ),
    )


@dataclass(frozen=True)
class Waiting:
    """Waiting times of a group: answers, quartiles and the median with open appeals (None: not reached)."""

    answered: int
    quartiles: tuple[float, float, float] | None
    median_with_open: float | None


def waiting_times(appeals: pd.DataFrame, defaults: ReportDefaults, as_of: date) -> Waiting:
    """Days from registration to the answer of the answered, and the Kaplan–Meier median with open ones."""
    times = waits(appeals, defaults, as_of)
    answered = [day for day, is_answered in zip(times.days, times.is_answered, strict=True) if is_answered]
    if not answered:
        return Waiting(0, None, None)
    low, middle, high = (float(q) for q in np.quantile(answered, (0.25, 0.5, 0.75)))
    return Waiting(len(answered), (low, middle, high), quartiles(kaplan_meier(times))[1])


def waits(appeals: pd.DataFrame, defaults: ReportDefaults, as_of: date) -> WaitingTimes:
    """Days from registration to the answer, or to `as_of` of the open appeals, in the order of the rows.

    Closed appeals without a date of answer are left out, and so are unanswered ones whose regime sets no
    term. They could be followed from the first registration to `as_of`.
    """
    days = (appeals["answered_date"] - appeals["registered_date"]).dt.days
    is_answered = days.notna()
    has_term = _terms(appeals["regime_code"], defaults)["days"].notna()
    is_open = ~is_answered & has_term & (appeals["outcome_code"].fillna("pending") == "pending")
    elapsed = (pd.Timestamp(as_of) - appeals["registered_date"]).dt.days
    is_known = is_answered | is_open
    return WaitingTimes(
        days=tuple(float(day) for day in days.where(is_answered, elapsed)[is_known]),
        is_answered=tuple(bool(done) for done in is_answered[is_known]),
        followup_days=float(elapsed.max()) if len(appeals) else None,
    )


def _terms(regimes: pd.Series, defaults: ReportDefaults) -> pd.DataFrame:
    """`days`, `forward_days` (NaN: none) and `is_working` of each appeal's regime."""
    for code in regimes.unique():
        if code not in defaults.regimes:
            raise unknown_name("Порядок рассмотрения", str(code), defaults.regimes)

    def column(values: Mapping[str, float | None]) -> pd.Series:
        return regimes.map(values).astype("float64")

    terms: dict[str, Term] = defaults.regimes
    return pd.DataFrame(
        {
            "days": column({code: t.days for code, t in terms.items()}),
            "forward_days": column({code: t.forward_days for code, t in terms.items()}),
            "is_working": column({code: float(t.unit == "working") for code, t in terms.items()}) == 1,
        },
        index=regimes.index,
    )


def _deadlines(start: pd.Series, terms: pd.DataFrame, column: str) -> pd.Series:
    days = terms[column].fillna(0).astype("int64")
    calendar = start + pd.to_timedelta(days, unit="D")
    if not terms["is_working"].any():
        return calendar
    working = np.busday_offset(start.to_numpy().astype("datetime64[D]"), days.to_numpy(), roll="backward")
    return calendar.mask(terms["is_working"], pd.Series(working.astype("datetime64[s]"), index=start.index))


def _answered(frame: pd.DataFrame) -> int:
    return int(frame["answered_date"].notna().sum())


_WAITING = (
    TableColumn(key="answered", title="Получили ответ", kind="count"),
    TableColumn(key="median", title="Медиана, дней", kind="days", depends_on=("answered",)),
    TableColumn(key="q1", title="Нижний квартиль", kind="days", depends_on=("answered",)),
    TableColumn(key="q3", title="Верхний квартиль", kind="days", depends_on=("answered",)),
    TableColumn(key="km_median", title="Медиана с учётом открытых", kind="days", depends_on=("answered",)),
    TableColumn(key="previous_answered", title="Получили ответ, АППГ", kind="count"),
    TableColumn(key="previous_median", title="Медиана, АППГ", kind="days", depends_on=("previous_answered",)),
    TableColumn(
        key="change",
        title="Изменение медианы, дней",
        kind="days",
        depends_on=("median", "previous_median"),
    ),
)


def _waiting_row(frames: AppealFrames, label: str, code: str, role: Role) -> TableRow:
    setting = frames.setting
    least = setting.defaults.shares.counts_only_from

    def of(frame: pd.DataFrame, as_of: date) -> Waiting:
        rows = frame[frame["channel_code"] == code] if code else frame
        return waiting_times(rows, setting.defaults, as_of)

    now = of(frames.now, setting.as_of)
    quartiles = now.quartiles or (None, None, None)
    km_median = cells.measured(now.median_with_open, now.answered, least)
    if now.answered >= least and now.median_with_open is None:
        km_median = cells.UNKNOWN
    numbers = {
        "answered": cells.count(now.answered),
        "q1": cells.measured(quartiles[0], now.answered, least),
        "median": cells.measured(quartiles[1], now.answered, least),
        "q3": cells.measured(quartiles[2], now.answered, least),
        "km_median": km_median,
        "previous_answered": cells.UNKNOWN,
        "previous_median": cells.UNKNOWN,
        "change": cells.UNKNOWN,
    }
    if frames.before is not None:
        before = of(frames.before, setting.previous_as_of)
        median = cells.measured((before.quartiles or (None,) * 3)[1], before.answered, least)
        numbers |= {
            "previous_answered": cells.count(before.answered),
            "previous_median": median,
            "change": _difference(numbers["median"], median),
        }
    return TableRow(label=label, code=code, role=role, cells=dict(numbers))


def _difference(now: Number, before: Number) -> Number:
    if now.value is None or before.value is None:
        return Number(mark=now.mark or before.mark)
    return Number(value=now.value - before.value)
