"""Numbers given again: rows under one number that are different appeals, not two states of one."""

from __future__ import annotations

import pandas as pd

from painmap.intake.clients import client_ids
from painmap.intake.held import HeldTexts
from painmap.intake.request import Context, Fault
from painmap.intake.words import norm

# Reasons of a lost appeal: its number stands at another one in the same file, or in a later one.
REUSED = "под тем же номером в файле другое обращение"
REUSED_LATER = "под тем же номером в более позднем файле другое обращение"
# Where neither applicants nor texts can be compared: a slip in the day is seldom longer.
_SLIP = pd.Timedelta(days=31)
# Characters of a text that is nobody else's: short annotations of different appeals are often the same.
_LONG = 100


def remedy(format_id: str) -> str:
    """What to do where the numbers of a source begin anew."""
    return (
        f"номера должны различать обращения всех файлов источника; в params/formats/{format_id}.yaml: "
        "is_numbered_by_year: true, если счёт начинается каждый год; если каждый месяц или на каждом листе — "
        "перенесите графу номера в ignore и добавьте unnumbered: row; отдельный ошибочный номер или дату "
        "исправьте в источнике"
    )


def different(one: pd.DataFrame, other: pd.DataFrame, texts: HeldTexts | None = None) -> pd.Series:
    """Whether two rows under one number (of one index) are evidently different appeals.

    They were registered on different days, and by different applicants; where not both are known, the texts
    differ; where there is nothing to compare, the days are more than 31 apart. One long text is one appeal:
    a corrected channel or phone makes another `client_id` of the same applicant.

    Args:
        one, other: `client_id`, `registered_date`, `text`; with `texts` the column holds their places.
    """
    days = (one["registered_date"] - other["registered_date"]).abs()
    is_moved = days > pd.Timedelta(0)
    if not is_moved.any():
        return is_moved
    left, right = one[is_moved], other[is_moved]
    if texts is not None:
        left, right = texts.brought_back(left), texts.brought_back(right)
    return _told_apart(left, right, days[is_moved] > _SLIP).reindex(one.index, fill_value=False)


def _told_apart(one: pd.DataFrame, other: pd.DataFrame, is_different: pd.Series) -> pd.Series:
    """By the applicants where both are known, else by the texts, else as `is_different` says."""
    is_copy = pd.Series(False, index=one.index)
    for name in ("text", "client_id"):
        left, right = (frame[name].astype(object).map(norm, na_action="ignore") for frame in (one, other))
        is_known = left.notna() & right.notna()
        is_different = is_different.mask(is_known, left != right)
        if name == "text":
            is_copy = is_known & (left == right) & (left.str.len() >= _LONG)
    return is_different & ~is_copy


def given_again(
    frame: pd.DataFrame, keys: pd.Series, is_older: pd.Series, context: Context, texts: HeldTexts | None
) -> pd.Series:
    """Of the rows for which a later one of the same key stands, those that are another appeal than it."""
    later = keys[is_older].map(pd.Series(frame.index[~is_older], index=keys[~is_older]))
    days = frame["registered_date"]
    later = later[days[later.index].to_numpy() != days[later].to_numpy()]
    met = frame.loc[later.index.union(pd.Index(later.unique()))]
    if "client_id" not in met:
        met = met.assign(client_id=client_ids(met, context))
    if texts is not None:
        # Before rows are paired: a place can be brought back but once.
        met = texts.brought_back(met)
    found = different(met.loc[later.index], met.loc[later].set_axis(later.index))
    return found.reindex(frame.index, fill_value=False)


def reject(frame: pd.DataFrame, is_other: pd.Series, context: Context) -> pd.DataFrame:
    """Reject the rows whose number was given to another appeal; these are lost, and the file says so."""
    if not is_other.any():
        return frame
    context.journal.warn_of_rows(
        "Номера, под которыми в файле разные обращения: потеряно {} ({rows}). Обращения различаются днём "
        "регистрации и заявителем (или текстом); принято то, что позже.",
        frame[is_other],
    )
    fault = Fault("appeal_id", "текст", REUSED, remedy(context.request.format.id))
    return context.reject(frame, is_other, fault)
