"""The customary tables of a review of appeals; each only where some appeal has its field filled.

No order prescribes them; officials expect them beside the order's own, each row with the same period of the
year before. What nobody wrote down stands in a row of its own, so that the rows add up to all appeals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from painmap.codes import APPLICANTS, FORMS, REFERRERS, TOUCH_POINTS
from painmap.intake.words import norm
from painmap.metrics.tables import (
    Body,
    additive,
    compared,
    of_counts,
    tally,
    without_changes,
    without_figures,
)
from painmap.metrics.two_periods import each, uneven
from painmap.metrics.views import AppealFrames, with_forms
from painmap.report_data import Number, TableRow

_TOTAL = "Всего обращений"
# The row of what nobody wrote down; the ledger quotes it («форма не указана у 12 из 40»).
_UNSTATED = {
    "form_code": "Форма не указана",
    "referrer_code": "Источник поступления не указан",
    "applicant_code": "Категория заявителя не указана",
    "is_collective": "Не указано, коллективное ли обращение",
    "is_anonymous": "Не указано, назвал ли себя заявитель",
    "municipality": "Муниципальное образование не указано",
    "unit": "Подразделение не указано",
    "touch_point_code": "Точка взаимодействия не указана",
    "life_situation_code": "Жизненная ситуация не указана",
}
# Of places and units that no list names, so many have a row of their own; the others stand together.
_MOST = 20
_REST = "other"
# What was to be written down, for «… в двух периодах указаны неодинаково полно».
_FIELDS = {
    "form_code": "Формы обращений",
    "referrer_code": "Источники поступления",
    "applicant_code": "Категории заявителей",
    "is_collective": "Признаки коллективных обращений",
    "is_anonymous": "Сведения о том, указан ли заявитель,",
    "municipality": "Муниципальные образования",
    "unit": "Подразделения",
    "touch_point_code": "Точки взаимодействия",
    "life_situation_code": "Жизненные ситуации",
}
_SIGNS = {"is_collective": "Коллективные", "is_anonymous": "Анонимные (заявитель не указан)"}
_SIGNS_NOTE = (
    "Обращение может быть и коллективным, и анонимным: строки не складываются, доли — от всех обращений."
)
_BY_CHANNEL = "Форма определена по каналу у {count} {whose}{before}: в источнике она не указана."


def forms(frames: AppealFrames) -> Body | None:
    """Appeals by form; a row per code of `codes.FORMS`; told by the channel where the register is silent."""
    silent = each(frames, lambda frame, _: frame[["channel_code", "form_code"]])
    filled = each(silent, lambda frame, _: with_forms(frame, frames.setting.agency))
    body = _by(filled, "form_code", FORMS)
    note = _by_channel(silent, filled)
    return replace(body, notes=(*body.notes, note)) if body and note else body


def referrers(frames: AppealFrames) -> Body | None:
    """Appeals by who sent them; a row per code of `codes.REFERRERS`.

    None for internal clients of whom nobody was sent by anyone: that staff write themselves needs no table.
    """
    senders = {code for frame in _frames(frames) for code in tally(frame, "referrer_code")}
    if frames.client_kind == "internal" and senders <= {"direct", ""}:
        return None
    return _by(frames, "referrer_code", REFERRERS)


def applicants(frames: AppealFrames) -> Body | None:
    """Appeals by category of the applicant; None for internal clients, who are staff by definition."""
    if frames.client_kind == "internal":
        return None
    is_met = any("staff" in tally(frame, "applicant_code") for frame in _frames(frames))
    titles = {code: title for code, title in APPLICANTS.items() if code != "staff" or is_met}
    return _by(frames, "applicant_code", titles)


def signs(frames: AppealFrames) -> Body | None:
    """Collective and anonymous appeals, rows that do not exclude each other, and of how many nobody says it.

    A sign that no appeal of either period states has no row.
    """
    told = [column for column in _SIGNS if _is_filled(frames, column)]
    if not told:
        return None
    counts = [_signs_of(frame, told) for frame in _frames(frames)]
    table = compared(frames, counts[0], None if frames.before is None else counts[1])
    notes = {column: _uneven(frames, column) for column in told}
    marked = [_told(table.row(c, _SIGNS[c]), frames, c, notes[c]) for c in told]
    gaps = [table.row(_gap(column), _UNSTATED[column]) for column in told]
    # A row without a code is no category: it counts what nobody wrote down.
    unstated = [row.model_copy(update={"code": ""}) for row in gaps]
    rows = (*marked, *unstated, table.sum_row(_TOTAL))
    said = (_SIGNS_NOTE, *filter(None, notes.values()))
    return Body(rows=rows, base=table.base, is_additive=False, notes=said)


def municipalities(frames: AppealFrames) -> Body | None:
    """Appeals by municipality: the largest of the period, then the others together, then the unstated.

    None for internal clients: where staff live is no matter of a review.
    """
    if frames.client_kind == "internal":
        return None
    return _listed(frames, "municipality", (), "Иные муниципальные образования")


def units(frames: AppealFrames) -> Body | None:
    """Appeals by unit: those of the profile in its order, then others as municipalities are."""
    return _listed(frames, "unit", frames.setting.agency.units, "Иные подразделения")


def touch_points(frames: AppealFrames) -> Body | None:
    """Appeals by touch point; a row per code of `codes.TOUCH_POINTS`."""
    return _by(frames, "touch_point_code", TOUCH_POINTS)


def life_situations(frames: AppealFrames) -> Body | None:
    """Appeals by life situation; a row per entry of the profile's list."""
    situations = frames.setting.agency.life_situations
    return _by(frames, "life_situation_code", {entry.code: entry.title for entry in situations})


def _by(frames: AppealFrames, column: str, titles: Mapping[str, str]) -> Body | None:
    """The rows of a column of codes, the unstated last; None where neither period states any."""
    if not _is_filled(frames, column):
        return None
    labels = {code: title[:1].upper() + title[1:] for code, title in titles.items()}
    return _honest(additive(frames, column, {**labels, "": _UNSTATED[column]}, _TOTAL), frames, column)


def _by_channel(silent: AppealFrames, filled: AppealFrames) -> str:
    """Of how many appeals the channel told the form; empty: of none."""
    pairs = zip(_frames(silent), _frames(filled), strict=True)
    now, *before = (int(a["form_code"].isna().sum() - b["form_code"].isna().sum()) for a, b in pairs)
    if not any((now, *before)):
        return ""
    whose = "обращения" if now % 10 == 1 and now % 100 != 11 else "обращений"
    return _BY_CHANNEL.format(count=now, whose=whose, before=f" (АППГ — {before[0]})" if before else "")


def _honest(body: Body, frames: AppealFrames, column: str) -> Body:
    """The body with no figure made of what nobody wrote down, and the note that says so.

    Where one period states the column much more fully, categories have no change; where a period leaves many
    appeals unstated, a category of none has «…»: it may stand among those.
    """
    note = _uneven(frames, column)
    rows = tuple(_told(row, frames, column, note) if row.code else row for row in body.rows)
    return replace(body, rows=rows, notes=(*body.notes, note) if note else body.notes)


def _told(row: TableRow, frames: AppealFrames, column: str, note: str) -> TableRow:
    row = without_changes(row) if note else row
    most = frames.setting.defaults.trend.equivalence_share
    for frame, key in zip(_frames(frames), ("period", "previous"), strict=False):
        cell = row.cells[key]
        is_none = isinstance(cell, Number) and cell.value == 0
        if is_none and len(frame) and frame[column].isna().mean() > most:
            row = without_figures(row, is_before=key == "previous")
    return row


def _uneven(frames: AppealFrames, column: str) -> str:
    told = uneven(frames, lambda frame: frame[column].isna(), _FIELDS[column])
    return f"{told}; изменения по строкам не рассчитаны." if told else ""


def _listed(frames: AppealFrames, column: str, first: Sequence[str], rest: str) -> Body | None:
    """The rows of a column of names: those of a list, the `_MOST` largest others, the rest, the unstated.

    Names that differ in case, blanks or «ё» are one, told as they are spelled most often. Of equally large
    ones the larger before counts, then the alphabet.
    """
    if not _is_filled(frames, column):
        return None
    counts = [tally(frame, column) for frame in _frames(frames)]
    spelled = _spellings(counts, first)
    now, *before = (_folded(one) for one in counts)
    earlier = before[0] if before else {}
    named = [norm(name) for name in first]
    others = sorted(
        (key for key in {*now, *earlier} if key and key not in named),
        key=lambda key: (-now.get(key, 0), -earlier.get(key, 0), key),
    )
    codes = {key: spelled[key] for key in (*named, *others[:_MOST])}
    labels = {name: name for name in codes.values()}
    if len(others) > _MOST:
        labels[_REST] = rest
    told = [_of_codes(one, codes) for one in (now, *before)]
    body = of_counts(
        frames, (told[0], told[1] if before else None), {**labels, "": _UNSTATED[column]}, _TOTAL
    )
    return _honest(body, frames, column)


def _of_codes(counts: Mapping[str, int], codes: Mapping[str, str]) -> dict[str, int]:
    """Counts by code; what has no code of its own is counted under `_REST`."""
    sums = Counter[str]()
    for key, number in counts.items():
        sums[codes.get(key, _REST) if key else ""] += number
    return dict(sums)


def _spellings(counts: Iterable[Mapping[str, int]], first: Sequence[str]) -> dict[str, str]:
    """Key → the spelling of a name: the list's own, else the most frequent one of both periods."""
    times = Counter[str]()
    for one in counts:
        times.update(one)
    ordered = sorted((name for name in times if name), key=lambda name: (times[name], name))
    return {norm(name): name for name in ordered} | {norm(name): name for name in first}


def _folded(counts: Mapping[str, int]) -> dict[str, int]:
    sums = Counter[str]()
    for name, number in counts.items():
        sums[norm(name)] += number
    return dict(sums)


def _signs_of(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, int]:
    """Appeals with each sign, and under `_gap` those of which nobody says it."""
    marked = {column: int(frame[column].fillna(value=False).sum()) for column in columns}
    return marked | {_gap(column): int(frame[column].isna().sum()) for column in columns}


def _gap(column: str) -> str:
    return f"{column}?"


def _is_filled(frames: AppealFrames, column: str) -> bool:
    return any(frame[column].notna().any() for frame in _frames(frames))


def _frames(frames: AppealFrames) -> list[pd.DataFrame]:
    return [frames.now] if frames.before is None else [frames.now, frames.before]
