"""Signs of severity of each problem, and where its appeals came from."""

from __future__ import annotations

from collections.abc import Sequence

from painmap.report import strings, tables
from painmap.report.formats import clean, number
from painmap.report.sections.words import problem
from painmap.report_data import ANSWERS, GONE, SIGN_TITLES, Number, Problem

_CHANNELS = 2


def grid(ranked: Sequence[Problem], kind: str, powers: str) -> tables.Grid | None:
    """A row is a problem with evidence in the period, numbered as in the table before; None without any.

    Args:
        ranked: The problems of the table before, in its order.
        powers: What the caption ends with.
    """
    lines = tuple(
        tables.Line((
            str(place), problem(p), number(p.appeals, "count"),
            *(_sign(p.signs.get(sign)) for sign in SIGN_TITLES), _sources(p),
        ))
        for place, p in enumerate(ranked, 1)
        if p.signs and p.lineage not in GONE
    )  # fmt: skip
    aligns = ("mid", "text", *["num"] * (1 + len(SIGN_TITLES)), "text")
    head = tuple(tables.Head(t, a) for t, a in zip(strings.SIGNS_HEAD, aligns, strict=True))
    caption = strings.SIGNS_TABLE[kind] + powers
    notes = (strings.SIGNS_NOTE,)
    return tables.Grid(caption, head, lines, notes=notes, row_head=1, class_="dense") if lines else None


def _sign(sign: Number | None) -> str:
    """«3 из 40»; «…» where it is known of none."""
    if sign is None or not sign.base:
        return "…"
    return strings.SIGNS_OF.format(count=number(sign, "count"), base=sign.base)


def _sources(p: Problem) -> str:
    """«Портал 40, МФЦ 12, анкеты 7, прочее 3»: the most frequent channels; answers of surveys always."""
    counts = [(clean(title), int(n.value or 0)) for title, n in p.channels]
    counts.sort(key=lambda item: (item[0] == ANSWERS, -item[1], item[0]))
    channels = [item for item in counts if item[0] != ANSWERS]
    left = sum(count for _, count in channels[_CHANNELS:])
    named = channels[:_CHANNELS] + counts[len(channels) :]
    told = [f"{title} {count}" for title, count in named]
    return ", ".join([*told, strings.SIGNS_OTHER.format(count=left)] if left else told)
