"""Titles of groups of mentions: short Russian noun phrases that an official could print."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def titles(groups: Sequence[pd.DataFrame], signatures: Sequence[Sequence[str]]) -> list[str]:
    """A title for each group, all different.

    Args:
        groups: Mentions of each group (`schema.MENTIONS`: mention_kind, cue, head, lemmas, about, fragment), the
            surest text of the group first.
        signatures: The most telling lemmas of each group (`grouping.Group.signature`).
    """
    return []
