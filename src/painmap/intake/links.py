"""One appeal by two channels: the second arrival refers to the first, and both are kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from painmap.intake.held import HeldTexts
from painmap.intake.mailings import is_near
from painmap.intake.near_texts import NearIndex, sketches
from painmap.intake.word_sets import WordSets, in_pieces, word_sets
from painmap.params.models import Agency

# «Спасибо за ответ», «Когда откроется приёмная?»: the same client says so much of two matters, too.
MIN_WORDS = 8
_NEEDED = ("client_id", "channel_code", "registered_date", "record_id", "answered_date", "text")


@dataclass(frozen=True)
class _First:
    """An appeal that others may be the same as: place, day, last day without an answer, channels so far."""

    place: int
    day: int
    until: int
    channels: set[str]


def link_channels(appeals: pd.DataFrame, texts: HeldTexts, agency: Agency, days: int) -> pd.DataFrame:
    """`appeals` with `same_as`, the record of the first arrival, on appeals that came by two channels.

    An appeal is the same as an earlier one of the same client that came by another channel at most
    `days` days before, was not answered yet, and has nearly the same words (as letters of one mailing
    have) and no fewer than `MIN_WORDS`. By its own channel the same text is a repeat; so is one that
    comes after the answer (59-ФЗ ст. 11 ч. 5). Without a text on either side nothing is linked. The
    order of rows does not matter, and what comes later changes no link between earlier appeals.

    Nothing is linked unless the profile states the purpose (152-ФЗ ст. 5).

    Args:
        appeals: `schema.APPEALS` with the texts put away in `texts`.
    """
    firsts: dict[str, str] = {}
    if agency.client_linking is not None:
        few = _candidates(appeals, days)
        words = word_sets(in_pieces(texts.brought_back(few)["text"]))
        firsts = _linked(few, words, days)
    return appeals.assign(same_as=appeals["record_id"].map(firsts).astype("string"))


def _candidates(appeals: pd.DataFrame, days: int) -> pd.DataFrame:
    """Appeals with a text whose client used several channels in a run of days without a longer gap.

    In the order of client, day and record.
    """
    has_all = appeals[["client_id", "registered_date", "text"]].notna().all(axis=1)
    few = appeals.loc[has_all, list(_NEEDED)]
    few = few.sort_values(["client_id", "registered_date", "record_id"], kind="stable")
    gap = few["registered_date"].diff() > pd.Timedelta(days=days)
    few = few.assign(run=(gap | ~few["client_id"].duplicated()).to_numpy(dtype=bool).cumsum())
    return _of_several_channels(few, few["run"])


def _of_several_channels(frame: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    used = pd.DataFrame({"group": group, "channel": frame["channel_code"]}).drop_duplicates()["group"]
    return frame[group.isin(used[used.duplicated()])]


def _linked(few: pd.DataFrame, sets: WordSets, days: int) -> dict[str, str]:
    """Record of a second arrival → record of the first, of the appeals `few` with these sets of words."""
    records, channels, runs = (few[name].tolist() for name in ("record_id", "channel_code", "run"))
    registered, until = _open_days(few, days)
    found: dict[str, str] = {}
    sketched = sketches(sets)
    run, firsts, index = -1, dict[int, _First](), NearIndex(sketched)
    for place, words in enumerate(sets):
        if runs[place] != run:
            run, firsts, index = runs[place], {}, NearIndex(sketched)
        if len(words) < MIN_WORDS:
            continue
        day, channel = registered[place], channels[place]
        near = (firsts[other] for other in index.near(place))
        open_ = (f for f in near if day <= f.until and channel not in f.channels)
        first = next((f for f in open_ if is_near(words, sets[f.place])), None)
        if first is None:
            index.note(place)
            firsts[place] = _First(place, day, until[place], {channel})
        else:
            first.channels.add(channel)
            found[records[place]] = records[first.place]
    return found


def _open_days(few: pd.DataFrame, days: int) -> tuple[list[int], list[int]]:
    """Days of registration, and the last days on which the same may come: to the answer, or `days` on."""
    registered, answered = (
        few[name].to_numpy().astype("datetime64[D]") for name in ("registered_date", "answered_date")
    )
    until = np.fmin(registered + np.timedelta64(days), answered)
    return registered.astype(np.int64).tolist(), until.astype(np.int64).tolist()
