"""Kaplan–Meier quartiles of waiting, and the restricted mean to the term of each regime: the appendix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from painmap.metrics.tables import Body, Role
from painmap.metrics.terms import classified, workdays
from painmap.metrics.views import AppealFrames, Setting
from painmap.metrics.waiting import METHOD, NOT_REACHED, Waiting, Waits, difference, estimated, groups, seen
from painmap.report_data import Number, TableColumn, TableRow
from painmap.stats import cells
from painmap.stats.survival import restricted_mean

_NEEDED = ["registered_date", "answered_date", "term_class", "is_open", "outcome_code", "channel_code"]
_N, _BEFORE = ("n",), ("previous_n",)
_COLUMNS = (
    TableColumn(key="n", title="Обращений", kind="count"),
    TableColumn(key="open", title="Из них без ответа", kind="count"),
    TableColumn(key="q1", title="Нижний квартиль", kind="days", depends_on=_N),
    TableColumn(key="median", title="Медиана", kind="days", depends_on=_N),
    TableColumn(key="q3", title="Верхний квартиль", kind="days", depends_on=_N),
    TableColumn(key="mean", title="Среднее в пределах срока", kind="days", depends_on=_N),
    TableColumn(key="previous_n", title="Обращений, АППГ", kind="count"),
    TableColumn(key="previous_median", title="Медиана, АППГ", kind="days", depends_on=_BEFORE),
    TableColumn(key="previous_mean", title="Среднее, АППГ", kind="days", depends_on=_BEFORE),
    TableColumn(
        key="change", title="Изменение медианы", kind="days", depends_on=("median", "previous_median")
    ),
    TableColumn(
        key="change_mean", title="Изменение среднего", kind="days", depends_on=("mean", "previous_mean")
    ),
)
_MEAN = (
    "Среднее в пределах срока — среднее число дней ожидания, где ожидание дольше срока ответа принято равным "
    "сроку (площадь под кривой Каплана — Мейера); «…» в этой графе — обращения прослежены менее срока."
)
_TITLES = {
    "calendar": "Срок ответа, календарных дней: {days}",
    "working": "Срок ответа, рабочих дней: {days} (ожидание в рабочих днях)",
}


@dataclass(frozen=True)
class _Term:
    """A term of days, and the regimes that set it; `days` 0: all appeals, whatever their term."""

    unit: str = "calendar"
    days: int = 0
    regimes: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        return _TITLES[self.unit].format(days=self.days)

    def of(self, timed: pd.DataFrame | None, setting: Setting, as_of: date) -> Waits | None:
        """Waiting of the appeals with this term, in its unit."""
        if timed is None:
            return None
        own = timed.loc[timed["regime_code"].isin(list(self.regimes)), _NEEDED] if self.days else timed
        return seen(own, as_of, workdays(setting) if self.unit == "working" and len(own) else None)


def curve(frames: AppealFrames) -> Body | None:
    """Waiting in days by the channels of the order: of all appeals, then of each term apart.

    Quartiles by Kaplan–Meier, and the restricted mean to the term; both periods at equal maturity. None
    where in neither period an appeal was answered or is in work.
    """
    setting = frames.setting
    now = classified(frames.now, setting, setting.as_of)
    before = None if frames.before is None else classified(frames.before, setting, setting.previous_as_of)
    rows: list[TableRow] = []
    for term in (_Term(), *_terms(frames)):
        own = term.of(now, setting, setting.as_of)
        then = term.of(before, setting, setting.previous_as_of)
        assert own is not None
        if len(own.days) or (then is not None and len(then.days)):
            rows += _rows(frames, term, own, then)
    if not rows:
        return None
    is_open_ended = any(row.cells["median"] == cells.UNKNOWN for row in rows)
    return Body(
        rows=tuple(rows),
        columns=_COLUMNS,
        base=len(seen(now, setting.as_of).days),
        is_additive=False,
        notes=(METHOD, _MEAN, *([NOT_REACHED] if is_open_ended else [])),
    )


def _terms(frames: AppealFrames) -> Iterator[_Term]:
    """The terms of the regimes in use; one of the same day leaves nothing to average."""
    used = {
        str(code)
        for side in (frames.now, frames.before)
        if side is not None
        for code in side["regime_code"].unique()
    }
    found: dict[tuple[str, int], set[str]] = {}
    for code in used:
        term = frames.setting.defaults.regimes[code]
        if term.days:
            found.setdefault((term.unit, term.days), set()).add(code)
    for (unit, days), codes in sorted(found.items()):
        yield _Term(unit, days, frozenset(codes))


def _rows(frames: AppealFrames, term: _Term, now: Waits, before: Waits | None) -> Iterator[TableRow]:
    """All channels together, then each channel of the order that anybody used."""
    named = [channel.code for channel in frames.channels]
    for label, code, role in groups(frames):
        own, then = now.of(code, named), None if before is None else before.of(code, named)
        if code and not len(own.days) and (then is None or not len(then.days)):
            continue
        head: Role = "subtotal" if term.days else "total"
        yield TableRow(
            label=term.title if term.days and not code else label,
            code=f"{code}-{term.unit}-{term.days}" if term.days else code,
            role=role if code else head,
            cells=dict(_cells(frames.setting, term, own, then)),
        )


def _cells(setting: Setting, term: _Term, now: Waits, before: Waits | None) -> dict[str, Number | str]:
    least = setting.defaults.shares.counts_only_from
    own = estimated(now)
    told: dict[str, Number] = {"n": cells.count(own.n), "open": cells.count(own.open)}
    for key, value in zip(("q1", "median", "q3"), own.quartiles, strict=True):
        told[key] = own.cell(value, least)
    told["mean"] = _mean(own, now, term.days, least)
    told |= dict.fromkeys(("previous_n", "previous_median", "previous_mean"), cells.UNKNOWN)
    if before is not None:
        then = estimated(before)
        told["previous_n"] = cells.count(then.n)
        told["previous_median"] = then.cell(then.quartiles[1], least)
        told["previous_mean"] = _mean(then, before, term.days, least)
    told["change"] = difference(told["median"], told["previous_median"])
    told["change_mean"] = difference(told["mean"], told["previous_mean"])
    if term.days:
        return dict(told)
    # Terms differ: there is none to average to.
    return told | dict.fromkeys(("mean", "previous_mean", "change_mean"), "")


def _mean(group: Waiting, times: Waits, days: int, least: int) -> Number:
    """The restricted mean; «…» where nobody was followed to the term and some still wait."""
    if group.open and times.days.max() < days:
        return cells.UNKNOWN if group.n >= least else cells.measured(0.0, group.n, least)
    mean, _ = restricted_mean(group.curve, float(days))
    return cells.measured(mean, group.n, least)
