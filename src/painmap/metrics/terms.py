"""Terms of consideration: until when an appeal was to be answered, and discipline in exclusive classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from painmap.errors import PainmapError, unknown_name
from painmap.metrics.tables import WITHOUT_SHARE, Body, Compared, tally
from painmap.metrics.views import AppealFrames, Setting
from painmap.metrics.workdays import Days, Workdays
from painmap.params.models import ReportDefaults
from painmap.params.models.calendar import WHERE
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells, wilson

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
NO_ANSWER_DUE = ("left_unanswered", "withdrawn")
_WITH_INTERVAL = ("in_time", "late")
_INTERVAL = (
    TableColumn(
        key="ci_low",
        title="95\N{NO-BREAK SPACE}% доверительный интервал доли: от, %",
        kind="share",
        depends_on=("period",),
    ),
    TableColumn(key="ci_high", title="до, %", kind="share", depends_on=("period",)),
)
_WORKING_DAYS = (
    "Сроки в рабочих днях рассчитаны по производственному календарю, с учётом праздничных дней и переносов."
)
_ON_DAY_OFF = {
    "previous": "Срок, последний день которого нерабочий, считается оканчивающимся в предшествующий рабочий "
    "день (по производственному календарю).",
    "next": "Срок, последний день которого нерабочий, считается оканчивающимся в следующий за ним рабочий "
    "день (по производственному календарю).",
}
_LONGEST = "Продление учтено в пределах наибольшего срока продления по порядку рассмотрения."


def discipline(frames: AppealFrames) -> Body:
    """Appeals by how the term of their regime was kept; shares of those that have a term and expect one.

    «В срок» and «С нарушением срока» have Wilson's interval of the share, of the same base.
    """
    setting = frames.setting
    now = tally(classified(frames.now, setting, setting.as_of), "term_class")
    before = None
    if frames.before is not None:
        before = tally(classified(frames.before, setting, setting.previous_as_of), "term_class")
    compared = Compared(
        rules=setting.defaults.shares,
        now=now,
        before=before,
        base=sum(now.get(c, 0) for c in CLASSES),
        base_before=sum((before or {}).get(c, 0) for c in CLASSES),
    )
    rows = (compared.row(code, label, "aside") for code, label in _ASIDES.items())
    asides = [row.model_copy(update={"cells": row.cells | WITHOUT_SHARE}) for row in rows]
    every = (*compared.rows(CLASSES), compared.sum_row("Всего со сроком ответа"), *asides)
    return Body(
        rows=tuple(_with_interval(row, compared) for row in every),
        columns=(*cells.COMPARISON, *_INTERVAL),
        base=compared.base,
        notes=tuple(_notes(frames.now, setting)),
    )


def _with_interval(row: TableRow, compared: Compared) -> TableRow:
    ends: dict[str, Number | str] = {"ci_low": "", "ci_high": ""}
    if row.code in _WITH_INTERVAL:
        n = compared.base
        limits = wilson(compared.now.get(row.code, 0), n)
        for key, end in zip(ends, limits, strict=True):
            ends[key] = cells.ratio(end, n, compared.rules)
    return row.model_copy(update={"cells": row.cells | ends})


def _notes(appeals: pd.DataFrame, setting: Setting) -> Iterator[str]:
    """What was done with the terms of these appeals."""
    used = [setting.defaults.regimes[str(code)] for code in appeals["regime_code"].unique()]
    if any(term.days and term.unit == "calendar" for term in used):
        yield from filter(None, [_ON_DAY_OFF.get(setting.defaults.term_on_day_off)])
    if any(term.days and term.unit == "working" for term in used):
        yield _WORKING_DAYS
    ends = limits(appeals, setting)
    if ((appeals["extended_until_date"] > ends["limit"]) & ~ends["is_forwarded"]).any():
        yield _LONGEST


def classified(appeals: pd.DataFrame, setting: Setting, as_of: date) -> pd.DataFrame:
    """The appeals with `term_class`: a key of `CLASSES`, `no_answer_due` or `no_term`.

    A forwarded appeal is closed by the forwarding, within the term set for that. One that was left without
    an answer (59-ФЗ ст. 11) or withdrawn is closed on a day that is no day of an answer. A term that ran out
    without an answer is overdue only where the appeal was certainly open (`is_open` of `view`):
    a gap in the data is never printed as overdue.

    Raises:
        PainmapError: A regime has no entry among the terms, or the calendar knows no year of a term's end.
    """
    ends = limits(appeals, setting)
    deadline, limit = ends["deadline"], ends["limit"]
    done = appeals["answered_date"].mask(ends["is_forwarded"], appeals["forwarded_date"])
    outcome = appeals["outcome_code"]
    conditions = {
        "no_term": deadline.isna(),
        "no_answer_due": outcome.isin(NO_ANSWER_DUE),
        "in_time": done <= deadline,
        "extended": done <= limit,
        "late": done > limit,
        "no_date": (outcome.notna() & (outcome != "pending")).fillna(False),
        "open": limit >= pd.Timestamp(as_of),
        "open_late": appeals["is_open"],
    }
    masks = [c.to_numpy(dtype=bool, na_value=False) for c in conditions.values()]
    places = np.select(masks, range(len(masks)), default=list(conditions).index("no_date"))
    return appeals.assign(term_class=pd.array(list(conditions), dtype="str").take(places))


def limits(appeals: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """Until when each appeal was to be answered, or forwarded; NaT where the regime sets no term.

    Args:
        appeals: `view` of rows of `schema.APPEALS`.
        setting: For the terms, the rule for days off and the calendar.

    Returns:
        `is_forwarded`: whether forwarding closed it; `deadline`: end of the term; `limit`: end of the term
        with its extension, as long as the register says and no longer than the regime's longest extension,
        where it sets one.

    Raises:
        PainmapError: As of `classified`.
    """
    terms = terms_of(appeals["regime_code"], setting.defaults)
    start = appeals["registered_date"]
    is_forwarded = appeals["forwarded_date"].notna() & (
        appeals["answered_date"].isna() | (appeals["outcome_code"] == "forwarded").fillna(False)
    )
    is_other = is_forwarded & terms["forward_days"].notna() & terms["days"].notna()
    days = terms["days"].mask(is_other, terms["forward_days"])
    deadline = _ends(start, days, terms["is_working"], setting)
    extended = appeals["extended_until_date"]
    is_longer = (extended > deadline) & ~is_other
    limit = deadline.copy()
    if is_longer.any():
        longest = (terms["days"] + terms["extension_days"])[is_longer]
        latest = _ends(start[is_longer], longest, terms["is_working"][is_longer], setting)
        until = extended[is_longer]
        # A regime without one may be the wrong one: a word at the reception that became a written appeal.
        is_within = (until < latest) | (terms["extension_days"][is_longer] == 0)
        limit = limit.mask(is_longer, until.where(is_within, latest))
    return pd.DataFrame({"is_forwarded": is_forwarded, "deadline": deadline, "limit": limit})


def terms_of(regimes: pd.Series, defaults: ReportDefaults) -> pd.DataFrame:
    """`days`, `extension_days`, `forward_days` (NaN: none) and `is_working` of each appeal's regime."""
    places, used = pd.factorize(regimes)
    for code in used:
        if code not in defaults.regimes:
            raise unknown_name("Порядок рассмотрения", str(code), defaults.regimes)
    terms = [defaults.regimes[str(code)] for code in used]

    def column(values: Iterable[float | None]) -> np.ndarray:
        return np.array(list(values), dtype="float64")[places]

    return pd.DataFrame(
        {
            "days": column(t.days for t in terms),
            "extension_days": column(t.extension_days for t in terms),
            "forward_days": column(t.forward_days for t in terms),
            "is_working": column(t.unit == "working" for t in terms) == 1,
        },
        index=regimes.index,
    )


def workdays(setting: Setting) -> Workdays:
    """Working days by the calendar of the setting.

    Raises:
        PainmapError: It has none.
    """
    if setting.calendar is None:
        raise PainmapError("Нет производственного календаря", where=WHERE, remedy=f"создайте файл {WHERE}")
    return Workdays(setting.calendar)


def _ends(start: pd.Series, days: pd.Series, is_working: pd.Series, setting: Setting) -> pd.Series:
    """The last days of terms of so many days after `start`; NaT where `days` is NaN."""
    first: Days = start.to_numpy().astype("datetime64[D]")
    count = days.fillna(0).to_numpy().astype("int64")
    last = first + count
    rule = setting.defaults.term_on_day_off
    for unit in (False, True):
        own = (count > 0) & (is_working.to_numpy() == unit)
        if not own.any():
            continue
        if unit:
            last[own] = workdays(setting).after(first[own], count[own])
        elif rule != "same":
            last[own] = workdays(setting).ended(last[own], first[own], rule)
    ends = pd.Series(last.astype("datetime64[s]"), index=start.index)
    return ends.mask(days.isna())
