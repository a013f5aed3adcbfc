"""Prescribed counts of appeals: channels, kinds, reasons, topics, outcomes, complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from painmap.metrics.tables import Body, Compared, Measure, additive, counted, outside, tally, without_figures
from painmap.metrics.views import AppealFrames, people
from painmap.params.models import ShareRules
from painmap.report_data import Number, TableColumn, TableRow
from painmap.schema import APPEAL_KINDS, OUTCOMES
from painmap.stats import cells, wilson

_COMPLAINT_OUTCOMES = {
    "upheld": "Удовлетворено",
    "upheld_partly": "Удовлетворено частично",
    "refused": "Отказано",
}
# What a complaint was found to be; «направлено по компетенции» and the like decide nothing of it.
_DECISIONS = (*_COMPLAINT_OUTCOMES, "upheld_pending", "explained")
_MODES = {"online": "Онлайн (дистанционно)", "offline": "Офлайн (очно или на бумаге)"}
_GAP = "unknown"
_KINDLESS = "Вид обращения в источниках данных не указан, жалобы не выделены по каналам: {titles}."
_MAILING_ONCE = "В помесячных рядах и при проверке изменений письма одной массовой рассылки учтены один раз."
Limits = tuple[tuple[str, str], ...]
_LIMITS: Limits = (
    ("ci_low", "95\N{NO-BREAK SPACE}% доверительный интервал доли: от, %"),
    ("ci_high", "до, %"),
)
_RANGE: Limits = (
    ("range_low", "С учётом обращений без указания вида или результата: от, %"),
    ("range_high", "до, % (с учётом обращений без указания вида или результата)"),
)


def channels_people(frames: AppealFrames) -> Body:
    """People by channel. Rows do not add up: a person may use several channels."""
    body = _channels(frames, people)
    nameless = counted(frames, lambda f: int(f["client_id"].isna().sum()))
    row = outside(
        "в том числе без установленного заявителя (каждое обращение — один человек)",
        *nameless,
        _rules(frames),
    )
    notes = (
        "Человек, обратившийся по нескольким каналам, учтён в каждом из них и один раз — в итоге.",
        *body.notes,
    )
    return replace(body, rows=(*body.rows, row), notes=notes, is_additive=False)


def channels_appeals(frames: AppealFrames) -> Body:
    """Appeals by channel, letters of mass mailings included."""
    body = _channels(frames, len)
    mailing = counted(frames, lambda f: int(f["mailing_id"].notna().sum()))
    if not any(mailing):
        return body
    row = outside("в том числе письма массовых рассылок", *mailing, _rules(frames))
    return replace(body, rows=(*body.rows, row), notes=(*body.notes, _MAILING_ONCE))


def channels_complaints(frames: AppealFrames) -> Body:
    """Complaints by channel; «…» for a channel whose appeals never state their kind."""
    body = _channels(_complaints(frames), len)
    now = _kindless(frames.now)
    before = set[str]() if frames.before is None else _kindless(frames.before)
    rows = [without_figures(row) if row.code in now else row for row in body.rows]
    rows = [without_figures(row, is_before=True) if row.code in before else row for row in rows]
    titles = "; ".join(row.label for row in rows if row.code in now)
    notes = (*body.notes, _KINDLESS.format(titles=titles)) if titles else body.notes
    return replace(body, rows=tuple(rows), notes=notes)


def _kindless(frame: pd.DataFrame) -> set[str]:
    stated = frame["appeal_kind"].notna().groupby(frame["channel_code"]).any()
    return {str(code) for code, is_stated in stated.items() if not is_stated}


def modes(frames: AppealFrames) -> Body | None:
    """Appeals collected online and offline; None where no paragraph of the order asks for it."""
    if "modes" not in frames.setting.paragraphs:
        return None
    known = {c.code: c.mode for c in frames.setting.agency.channels}

    def told(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(mode=frame["channel_code"].map(known))

    before = None if frames.before is None else told(frames.before)
    own = replace(frames, now=told(frames.now), before=before)
    return additive(own, "mode", _MODES, "Всего обращений")


def kinds(frames: AppealFrames) -> Body:
    """Appeals by kind, those without a kind in a row of their own."""
    labels = {code: title.capitalize() for code, title in APPEAL_KINDS.items()}
    return additive(frames, "appeal_kind", {**labels, "": "Вид не указан"}, "Всего обращений")


def reasons(frames: AppealFrames) -> Body:
    """Appeals by reason («почему обратился»)."""
    labels = {**frames.setting.defaults.reasons, "": "Сведения о причине отсутствуют"}
    return additive(frames, "reason_code", labels, "Всего обращений")


def topics(frames: AppealFrames) -> Body:
    """Appeals by topic of the agency's classifier; the model's topic only where the register has none."""
    labels = {t.code: t.title for t in frames.topics}
    # Appeals without a topic belong to no scope that names its topics.
    if frames.scope is None or not frames.scope.topics:
        labels[""] = "Тема не определена"
    body = additive(frames, "topic", labels, "Всего обращений")
    by_model = counted(frames, lambda f: int(f["is_model_topic"].sum()))
    if not any(by_model):
        return body
    row = outside("в том числе тема определена моделью, в реестре не указана", *by_model, _rules(frames))
    return replace(body, rows=(*body.rows, row))


def outcomes(frames: AppealFrames) -> Body:
    """Appeals by outcome; the classes exclude each other."""
    labels = {code: title.capitalize() for code, title in OUTCOMES.items()}
    return additive(frames, "outcome_code", {**labels, "": "Результат не указан"}, "Всего обращений")


def complaints(frames: AppealFrames) -> Body:
    """Complaints upheld, upheld partly and refused: count, and share of all complaints, open ones included.

    Where kinds, or outcomes of answered appeals, are missing, `range_low` and `range_high` bound the share
    whatever they are; where answers came but no decision on the merits is known, there is no figure.
    """
    own = _complaints(frames)
    now, before = _outcomes_of(own.now), None if own.before is None else _outcomes_of(own.before)
    compared = Compared(
        rules=_rules(frames),
        now=now,
        before=before,
        base=len(own.now),
        base_before=0 if own.before is None else len(own.before),
    )
    unknown = frames.now[frames.now["appeal_kind"].isna()]
    limits = _LIMITS + _RANGE if len(unknown) or now.get(_GAP) else _LIMITS
    labels = _COMPLAINT_OUTCOMES | ({_GAP: "Ответ дан, результат не указан"} if now.get(_GAP) else {})
    items = [_with_limits(row, compared, unknown, limits) for row in compared.rows(labels)]
    # A row without a code is no category: it counts what nobody wrote down.
    items = [row.model_copy(update={"code": ""}) if row.code == _GAP else row for row in items]
    if _is_unstated(now):
        items = [without_figures(row) if row.code else row for row in items]
    if _is_unstated(before or {}):
        items = [without_figures(row, is_before=True) if row.code else row for row in items]
    total = compared.sum_row("Всего жалоб")
    blank: dict[str, Number | str] = dict.fromkeys((key for key, _ in limits), "")
    return Body(
        rows=(*items, total.model_copy(update={"cells": total.cells | blank})),
        columns=(
            *cells.COMPARISON,
            *(TableColumn(key=k, title=t, kind="share", depends_on=("period",)) for k, t in limits),
        ),
        base=len(own.now),
        is_additive=False,
        notes=(
            "Доли рассчитаны от всех жалоб, зарегистрированных в периоде, включая находящиеся на "
            "рассмотрении; их сумма не обязана составлять 100\N{NO-BREAK SPACE}%.",
        ),
    )


def _is_unstated(outcomes: Mapping[str, int]) -> bool:
    """Whether complaints were answered and no register wrote down what was decided."""
    return bool(outcomes.get(_GAP)) and not any(outcomes.get(code) for code in _DECISIONS)


def _outcomes_of(frame: pd.DataFrame) -> dict[str, int]:
    """Appeals by outcome; an answered one without an outcome is a gap, an open one is not."""
    counts = tally(frame, "outcome_code")
    gaps = int((frame["outcome_code"].isna() & frame["answered_date"].notna()).sum())
    return {code: n for code, n in (counts | {_GAP: gaps}).items() if n and code}


def _with_limits(row: TableRow, compared: Compared, unknown: pd.DataFrame, limits: Limits) -> TableRow:
    """The row with the ends of Wilson's interval and of the range over gaps in kinds and outcomes."""
    n, k = compared.base, compared.now.get(row.code, 0)
    gaps = compared.now.get(_GAP, 0) if row.code != _GAP else 0
    maybe = _outcomes_of(unknown)
    same = maybe.get(row.code, 0)
    most = same + (maybe.get(_GAP, 0) if row.code != _GAP else 0)
    ends = dict(zip(("ci_low", "ci_high"), wilson(k, n), strict=True))
    ends["range_low"] = k / max(n + len(unknown) - same, 1)
    ends["range_high"] = (k + gaps + most) / max(n + most, 1)
    numbers = {key: cells.ratio(ends[key], n, compared.rules) for key, _ in limits}
    return row.model_copy(update={"cells": row.cells | numbers})


def _complaints(frames: AppealFrames) -> AppealFrames:
    def only(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["appeal_kind"] == "complaint").fillna(False)]

    before = None if frames.before is None else only(frames.before)
    return replace(frames, now=only(frames.now), before=before)


def _channels(frames: AppealFrames, measure: Measure) -> Body:
    """Named channels with shares of their sum, then other ways, then all."""
    named = {c.code: c.title for c in frames.channels}
    codes = list(named)
    base, base_before = counted(frames, measure, codes)
    every, every_before = counted(frames, measure)
    compared = Compared(
        rules=_rules(frames),
        now=_by_channel(frames.now, measure),
        before=None if frames.before is None else _by_channel(frames.before, measure),
        base=base,
        base_before=base_before or 0,
    )
    others = _others(frames, measure, codes)
    title = frames.setting.agency.other_channels_title
    return Body(
        rows=(
            *compared.rows(named),
            compared.sum_row("Итого по каналам, названным в Порядке", "subtotal"),
            outside(title, *others, _rules(frames)),
            outside("Всего", every, every_before, _rules(frames), "total"),
        ),
        base=base,
        notes=_survey_note(frames),
    )


def _by_channel(frame: pd.DataFrame, measure: Measure) -> dict[str, int]:
    return {str(code): measure(rows) for code, rows in frame.groupby("channel_code", sort=True)}


def _others(frames: AppealFrames, measure: Measure, named: list[str]) -> tuple[int, int | None]:
    def of(frame: pd.DataFrame) -> int:
        return measure(frame[~frame["channel_code"].isin(named)])

    return of(frames.now), None if frames.before is None else of(frames.before)


def _survey_note(frames: AppealFrames) -> tuple[str, ...]:
    channels = frames.setting.agency.channels
    titles = [c.title for c in channels if c.is_survey and frames.client_kind in c.client_kinds]
    if not titles:
        return ()
    return (f"Ответы на опросы учитываются отдельно, в анкетах: {'; '.join(titles)}.",)


def _rules(frames: AppealFrames) -> ShareRules:
    return frames.setting.defaults.shares
