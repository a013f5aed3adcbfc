"""Who answered: questionnaires from the offered to the usable ones.

A questionnaire is finished where the part of the closed questions put to its respondent that
`survey_finished_share` asks for is answered, «затрудняюсь ответить» and what could not be read being answers
(AAPOR, Standard Definitions, 2023: complete); usable with one answer of the form that it had, blank without
any.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from painmap.periods import Period
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.surveys.answers import SurveySetting
from painmap.surveys.periods import FEW, Answered, TwoPeriods, asked, survey_table

_NOT_GENERAL = (
    "Ответили немногие: результаты отражают мнение ответивших и не распространяются на всех клиентов."
)
_BY_POPULATION = "Доля ответивших рассчитана от числа {unit}: сколько анкет предложено, сведений нет"
_BEYOND = "Получено больше анкет, чем было кому ответить: доля ответивших не рассчитана"
TALLY = (
    "Ответы поступили сводом и между собой не связаны: получено не менее указанного числа анкет, сколько из "
    "них заполнено и пригодно, не установить"
)
_TALLY_CROSSED = "По той же причине ответы по группам не сопоставлены"
_FEW_ANSWERED = (
    "Ответивших менее {least}: показатели опроса не приводятся, чтобы ответивших нельзя было узнать"
)
_ACCOUNTING = (
    TableColumn(key="offered", title="Предложено анкет", kind="count"),
    TableColumn(key="started", title="Начато", kind="count"),
    TableColumn(key="received", title="Получено", kind="count"),
    TableColumn(key="finished", title="Заполнено", kind="count"),
    # Either follows from the other beside what was received, but for those whose answers cannot be read.
    TableColumn(key="usable", title="Пригодно", kind="count", depends_on=("blank",)),
    TableColumn(key="blank", title="Без ответов", kind="count", depends_on=("usable",)),
    TableColumn(
        key="response_share",
        title="Доля ответивших, %",
        kind="share",
        depends_on=("offered", "received", "usable"),
    ),
)
_Told = Literal["offered", "started", "population"]


def accounting(two: TwoPeriods) -> Table:
    """A row per period: questionnaires offered, started, received, finished, usable, without an answer."""
    setting = two.setting
    rows = [_row("Отчётный период", two.now, two, setting.period)]
    if two.before.received:
        rows.append(_row("АППГ", two.before, two, setting.period.previous))
    return survey_table(
        two,
        "accounting",
        f"Учёт анкет: {setting.study.title}",
        "анкет",
        columns=_ACCOUNTING,
        rows=tuple(rows),
        base=two.now.received,
        notes=tuple(_notes(two)),
    )


def _notes(two: TwoPeriods) -> list[str]:
    setting, defaults, now = two.setting, two.setting.defaults, two.now
    base, is_population = _base(setting, setting.period)
    answered = usable(now)
    rate = answered / base if base else None
    notes = [setting.study.population] if setting.study.population else []
    if base and answered > base:
        notes.append(_BEYOND)
    elif base and is_population:
        notes.append(_BY_POPULATION.format(unit=setting.study.population_unit or "клиентов"))
    if answered < defaults.response_min_warning or (
        rate is not None and rate < defaults.response_rate_warning
    ):
        notes.append(_NOT_GENERAL)
    if now.is_tally:
        notes.append(TALLY)
        notes += [_TALLY_CROSSED] if setting.study.breakdowns else []
    return notes + ([_FEW_ANSWERED.format(least=two.least)] if two.is_few(now.received) else [])


def _row(label: str, answered: Answered, two: TwoPeriods, period: Period) -> TableRow:
    setting = two.setting
    offered, started = (_told(setting, period, key) for key in ("offered", "started"))
    told: dict[str, Number | str] = {
        "offered": _known(offered),
        "started": _known(started),
        "received": cells.count(answered.received),
        **_completeness(answered, two),
        "response_share": cells.UNKNOWN,
    }
    base, _ = _base(setting, period)
    count = usable(answered)
    if base and count <= base:
        told["response_share"] = cells.share(count, base, setting.defaults.shares)
    return TableRow(label=label, code=str(period), cells=told)


def _completeness(answered: Answered, two: TwoPeriods) -> dict[str, Number]:
    keys = ("finished", "usable", "blank")
    if two.is_few(answered.received):
        return dict.fromkeys(keys, FEW)
    if answered.is_tally:
        return dict.fromkeys(keys, cells.UNKNOWN)
    fit = usable(answered)
    spoken = int(_given(answered)["person"].nunique())
    counts = (_finished(answered, two.setting), fit, answered.received - spoken)
    return {key: _known(count) for key, count in zip(keys, counts, strict=True)}


def _known(count: int | None) -> Number:
    return cells.UNKNOWN if count is None else cells.count(count)


def usable(answered: Answered) -> int:
    """Questionnaires with an answer that could be read; of a tally all of them, which has no others."""
    read = pd.concat([answered.rows, answered.others])
    return answered.received if answered.is_tally else int(read["person"].nunique())


def _given(answered: Answered) -> pd.DataFrame:
    """Answers to closed questions as they stood, those that could not be read too."""
    return pd.concat([answered.rows, answered.others, answered.unread])


def _finished(answered: Answered, setting: SurveySetting) -> int | None:
    """Questionnaires with enough closed questions answered; None where none was asked."""
    closed = frozenset(q.id for q in setting.questionnaire.questions if q.kind != "open")
    by_wave = {wave: len(ids & closed) for wave, ids in asked(setting).items()}
    wanted = answered.persons["wave_id"].map(by_wave).fillna(len(closed)).astype("int64")
    past = answered.passed_by[answered.passed_by["question_id"].isin(closed)]
    wanted = wanted.sub(past["person"].value_counts(), fill_value=0).astype("int64")
    if not wanted.gt(0).any():
        return None
    given = _given(answered).drop_duplicates(["person", "question_id"]).groupby("person").size()
    given = given.reindex(wanted.index, fill_value=0)
    # 0.8 of 15 is 12, whatever the binary fractions say.
    enough = given >= setting.defaults.survey_finished_share * wanted - 1e-9
    return int((enough & (wanted > 0)).sum())


def _base(setting: SurveySetting, period: Period) -> tuple[int | None, bool]:
    """What the response rate is of, and whether that is the population in want of the number offered."""
    offered = _told(setting, period, "offered")
    return (_told(setting, period, "population"), True) if offered is None else (offered, False)


def _told(setting: SurveySetting, period: Period, key: _Told) -> int | None:
    """Sum over the waves of the period, each once; None where one does not say or is partly outside."""
    waves = {w.id: w for w in setting.study.waves if w.start <= period.end and w.end >= period.start}
    found = [getattr(w, key) for w in waves.values() if period.start <= w.start and w.end <= period.end]
    known = [int(n) for n in found if n is not None]
    return sum(known) if known and len(known) == len(waves) else None
