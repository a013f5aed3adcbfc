"""Words of a source to canonical values: tables of words, dates by the format's own formats, booleans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.cellwise import each, which
from painmap.intake.months import SERIAL, are_serials, of_serials, with_numbers
from painmap.intake.request import IntakeRequest
from painmap.intake.words import NO, YES, as_text, norm, norm_word
from painmap.params.models import ColumnMapping
from painmap.schema import RAW_APPEALS, Column

_BOOLEANS = {"true": YES, "false": NO}


def date_values(cells: pd.Series, formats: tuple[str, ...], since: pd.Series | None = None) -> pd.Series:
    """Days of the cells as datetime64[s]; NaT where empty or where no format fits (31.02.2025).

    A real Excel date needs no format. A format is never guessed for a single cell. Where a format has
    no year («3.04.», «28 августа»), the day is the first such day not before `since` (days without gaps,
    same index). Names of months (`%B`, `%b`) are Russian or English. Excel's numbers of days («45292»)
    count where the formats hold `excel`, or where all texts are such and no format fits any.
    """
    is_real = which(cells, lambda cell: isinstance(cell, datetime))
    result = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[s]")
    if is_real.any():
        result[is_real] = pd.to_datetime(cells[is_real], errors="coerce").astype("datetime64[s]")
    texts = cells[~is_real].dropna().astype(str).str.split().str.join(" ")
    if are_serials(texts) and all(_parsed(texts, form).isna().all() for form in formats if form != SERIAL):
        formats = (SERIAL,)
    for form in formats:
        if form == SERIAL:
            parsed = of_serials(texts)
        elif since is None or "%y" in form.lower():
            parsed = _parsed(texts, form).dropna()
        else:
            parsed = _next(texts, form, since).dropna()
        result[parsed.index] = parsed
        texts = texts.drop(parsed.index)
    days: pd.Series = result.dt.floor("D")
    return days


def _parsed(texts: pd.Series, form: str) -> pd.Series:
    texts, form = with_numbers(texts, form)
    return pd.to_datetime(texts, format=form, errors="coerce").astype("datetime64[s]")


def _next(texts: pd.Series, form: str, since: pd.Series) -> pd.Series:
    since = since.reindex(texts.index)
    texts, form = with_numbers(texts, form)
    this, following = (
        _parsed(texts + " " + (since.dt.year + more).astype(str), f"{form} %Y") for more in (0, 1)
    )
    return this.where(this >= since, following)


def word_table(column: Column, mapping: ColumnMapping, request: IntakeRequest) -> dict[str, str] | None:
    """Normalised word → canonical value for one column; None for free text.

    The words of the agency's profile come before those of the format, which may serve several
    agencies; without either it is the codes and Russian titles of the schema.
    """
    if mapping.by_profile is not None:
        return {**_normed(mapping.values), **_profile_words(mapping.by_profile, request)}
    if mapping.values:
        return _normed(mapping.values)
    if column.kind == "boolean":
        return {word: value for value, words in _BOOLEANS.items() for word in words}
    if column.allowed is not None:
        return {norm(word): code for code, title in column.allowed.items() for word in (code, title)}
    if column.name == "channel_code":
        return _profile_words("channels", request)
    return None


def _normed(values: Mapping[str, str]) -> dict[str, str]:
    return {norm(word): code for word, code in values.items()}


def _profile_words(kind: str, request: IntakeRequest) -> dict[str, str]:
    agency = request.agency
    titles: dict[str, dict[str, str]] = {
        "channels": {channel.code: channel.title for channel in agency.channels},
        "topics": {topic.code: topic.title for topic in agency.topics},
        "units": {unit: unit for unit in agency.units},
        "reasons": dict(request.reasons),
        "life_situations": {entry.code: entry.title for entry in agency.life_situations},
    }
    if not titles[kind]:
        raise PainmapError(
            f"Формат берёт значения из перечня «{kind}», но перечень пуст",
            where=f"params/formats/{request.format.id}.yaml",
            remedy=f"заполните перечень в профиле органа {agency.id} или в params/report.yaml",
        )
    words: dict[str, str] = {}
    for code, title in titles[kind].items():
        # Excel makes 1 of «01»; registers also write «01 Название» and «01. Название».
        forms = (code.lstrip("0"), title, f"{code} {title}", f"{code}. {title}", code)
        words.update({norm(form): code for form in forms if form})
    if kind == "channels":
        words.update({norm(word): channel.code for channel in agency.channels for word in channel.words})
    return words


def known_codes(field: str, request: IntakeRequest) -> frozenset[str] | None:
    """Codes that may stand in a coded field; None where any text may."""
    column = RAW_APPEALS.column(field)
    if column.allowed is not None:
        return frozenset(column.allowed)
    if column.kind == "boolean":
        return frozenset(_BOOLEANS)
    lists = {
        "channel_code": (channel.code for channel in request.agency.channels),
        "topic_code": (topic.code for topic in request.agency.topics),
        "reason_code": request.reasons,
        "life_situation_code": (entry.code for entry in request.agency.life_situations),
    }
    return frozenset(lists[field]) if field in lists and (field != "reason_code" or request.reasons) else None


def translated(cells: pd.Series, table: Mapping[str, str]) -> tuple[pd.Series, frozenset[str]]:
    """Canonical values of the cells (None where a word is unknown), and the words that were met."""
    words = each(cells, lambda cell: norm_word(as_text(cell)))
    return each(words, table.get), frozenset(words.dropna().unique())
