"""Mass mailings: letters of nearly the same words within a month."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict

import pandas as pd

from painmap.params.models import TextRules

SIMILARITY = 0.9
WINDOW_DAYS = 31
# Two annotations «О выдаче повторного свидетельства» are no mailing: a letter has more words.
MIN_WORDS = 12

_WORDS = re.compile(r"[^\W\d_]{2,}")


def mark_mailings(appeals: pd.DataFrame, rules: TextRules) -> pd.DataFrame:
    """`appeals` with `mailing_id`, a hash of the text, on letters of one mailing; all rows are kept.

    Letters belong together when their word sets have a Jaccard similarity of at least 0.9 and both
    were registered within 31 days of the first; a group of fewer than `mailing_min_letters` is no
    mailing. The result does not depend on the order of rows.
    """
    ordered = appeals.sort_values(["registered_date", "record_id"], kind="stable")
    present = ordered[ordered["text"].notna()]
    words = {i: frozenset(_WORDS.findall(text.lower())) for i, text in present["text"].items()}
    words = {i: found for i, found in words.items() if len(found) >= MIN_WORDS}
    ids = pd.Series(None, index=appeals.index, dtype="string")
    days = appeals["registered_date"]
    for group in _groups(words, days):
        if len(group) >= rules.mailing_min_letters:
            content = " ".join(sorted(words[group[0]]))
            stamp = f"{days[group[0]]:%Y%m%d}"
            ids[group] = "m" + hashlib.sha256(f"{stamp}|{content}".encode()).hexdigest()[:12]
    return appeals.assign(mailing_id=ids)


def _groups(words: dict[object, frozenset[str]], days: pd.Series) -> list[list[object]]:
    """Groups led by their first letter, in the order of registration.

    Candidates share one of the leader's rarest words: sets with Jaccard >= 0.9 differ in at most a
    tenth of their words, so of the k+1 rarest words of the leader, k a tenth of them, one is shared.
    """
    frequency: dict[str, int] = defaultdict(int)
    for found in words.values():
        for word in found:
            frequency[word] += 1
    buckets: dict[str, list[int]] = defaultdict(list)
    groups: list[list[object]] = []
    for i, found in words.items():
        rare = sorted(found, key=lambda word: (frequency[word], word))[: len(found) // 9 + 2]
        near = sorted({g for word in rare for g in buckets.get(word, ())})
        home = next((g for g in near if _belongs(i, groups[g][0], words, days)), None)
        if home is None:
            for word in rare:
                buckets[word].append(len(groups))
            groups.append([i])
        else:
            groups[home].append(i)
    return groups


def _belongs(i: object, leader: object, words: dict[object, frozenset[str]], days: pd.Series) -> bool:
    if (days[i] - days[leader]).days > WINDOW_DAYS:
        return False
    one, other = words[i], words[leader]
    return len(one & other) >= SIMILARITY * len(one | other)
