"""Prescribed counts of appeals: channels, kinds, reasons, topics."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from painmap.codes import APPEAL_KINDS
from painmap.metrics.outcomes import complaints_of
from painmap.metrics.tables import Body, Compared, Measure, additive, counted, outside, without_figures
from painmap.metrics.two_periods import each
from painmap.metrics.views import AppealFrames, people
from painmap.params.models import ShareRules

_MODES = {"online": "Онлайн (дистанционно)", "offline": "Офлайн (очно или на бумаге)"}
_KINDLESS = "Вид обращения в источниках данных не указан, жалобы не выделены по каналам: {titles}."
_LINKED = (
    "Человек, обратившийся по нескольким каналам, учтён в каждом из них и один раз — в итоге. "
    "Цель, с которой заявители связаны между каналами: {purpose}."
)
_NOT_LINKED = (
    "Заявители между каналами не связаны (152-ФЗ, ст. 5): обратившийся по нескольким каналам учтён "
    "в каждом из них и столько же раз — в итоге."
)
_MAILING_ONCE = "В помесячных рядах и при проверке изменений письма одной массовой рассылки учтены один раз."


def channels_people(frames: AppealFrames) -> Body:
    """People by channel. Rows add up only where clients are not linked across channels."""
    linking = frames.setting.agency.client_linking
    body = _channels(frames, people)
    nameless = counted(frames, lambda f: int(f["client_id"].isna().sum()))
    row = outside(
        "в том числе без установленного заявителя (каждое обращение — один человек)",
        *nameless,
        _rules(frames),
    )
    notes = (
        _NOT_LINKED if linking is None else _LINKED.format(purpose=linking.rstrip(".")),
        *body.notes,
    )
    return replace(body, rows=(*body.rows, row), notes=notes, is_additive=linking is None)


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
    body = _channels(complaints_of(frames), len)
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


def _channels(frames: AppealFrames, measure: Measure) -> Body:
    """Named channels with shares of their sum, then other ways, then all."""
    # Every mask copies the columns that it is given.
    frames = each(frames, lambda frame, _: frame[["channel_code", "client_id"]])
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
