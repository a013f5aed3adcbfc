"""Wording that several sections share: problems counted, changes and questions named, levels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from painmap.periods import Period
from painmap.report import strings
from painmap.report.effects import by
from painmap.report.formats import (
    clean,
    counted,
    counted_of,
    inner,
)
from painmap.report_data import Problem, Table, TestResult, Trend

KINDS = ("external", "internal")
_MIXTURE = "mix"
_QUESTIONS = ("scores", "nps")
_SATISFIED = re.compile(r"Насколько Вы (?P<whole>в целом )?удовлетворены (?P<what>.+?)\??")


def period(text: str) -> str:
    """«III квартал 2024 года» for `2024-Q3`."""
    return Period.parse(text).label


def count_kinds(problems: Sequence[Problem]) -> str:
    """«14 проблем и 2 потребности»."""
    parts = [
        (sum(p.kind == k for p in problems), forms)
        for k, forms in (("problem", "problems"), ("need", "needs"))
    ]
    return " и ".join(counted(n, strings.FORMS[forms]) for n, forms in parts if n)


def question(text: str) -> str:
    """«Удовлетворённость качеством …» for «Насколько Вы удовлетворены качеством …?»; others as they are."""
    text = clean(text, 300)
    match = _SATISFIED.fullmatch(text)
    if match is None:
        return text
    return (strings.SATISFACTION_WHOLE if match["whole"] else strings.SATISFACTION).format(what=match["what"])


def problem(p: Problem) -> str:
    """The title, with «потребность» where it does not say so itself."""
    title = clean(p.title)
    is_plain = p.kind == "problem" or strings.NEED_STEM in title.lower()
    return title if is_plain else strings.NEED.format(title=title)


def share_base(table: Table) -> str:
    """« из 293 обращений по каналам, названным в Порядке»: what the shares of a table are of."""
    if not table.base:
        return ""
    forms = strings.FORMS[strings.UNIT_FORMS.get(table.unit, "appeals")]
    template = next(text for key, text in strings.SHARE_BASES.items() if table.id.startswith(key))
    return template.format(count=counted_of(table.base, forms))


# --- changes --------------------------------------------------------------------------------------


def strength(trend: Trend) -> float:
    """How large a change is, for ordering: of a ratio its logarithm, of a difference the number of its
    intervals that it holds: days and points have no size in common."""
    r = trend.result
    if r.effect is None:
        return 0.0
    if r.effect_kind == "ratio":
        return abs(math.log(r.effect)) if r.effect > 0 else 0.0
    width = (r.ci_high or 0) - (r.ci_low or 0)
    return abs(r.effect) / width if width > 0 else 0.0


def by_strength(trends: Iterable[Trend]) -> list[Trend]:
    """Counts before other figures, the largest changes first."""
    return sorted(
        trends, key=lambda t: (t.result.effect_kind != "ratio", -strength(t), t.family, t.label, t.code)
    )


def changed(trends: Iterable[Trend], verdict: str, limit: int = 3) -> str:
    """«канал «Сайт» (+108 %)» for the strongest changes with this verdict, and how many more there are."""
    every = list(trends)
    chosen = (t for t in every if t.result.verdict == verdict and not is_mixture(t))
    known = by_strength(t for t in chosen if not is_told_by_mix(t, every))
    named = [_changed(t) for t in known[:limit]]
    more = [strings.AND_MORE.format(count=len(known) - limit)] if len(known) > limit else []
    return "; ".join(named + more)


def is_mixture(trend: Trend) -> bool:
    """Whether it is a mix of shares: it changes, but neither grows nor declines."""
    return trend.family == _MIXTURE


def mixed(trends: Iterable[Trend]) -> str:
    """The mixes that changed, each with its note."""
    known = (t for t in trends if is_mixture(t) and t.result.verdict in ("growth", "decline"))
    named = ((lowered(inner(t.label)), clean(t.note).rstrip(".")) for t in known)
    return "; ".join(f"{name} ({note})" if note else name for name, note in named)


def is_told_by_mix(trend: Trend, chosen: Iterable[Trend]) -> bool:
    """Whether it is a share of a mix that changed: the sentence of the mix tells of it."""
    mixes = (t for t in chosen if is_mixture(t) and t.result.verdict in ("growth", "decline"))
    return any(
        trend.family == f"{mix.family}_classes" and trend.client_kind == mix.client_kind for mix in mixes
    )


def verdict(family: str, r: TestResult) -> str:
    """The verdict in a word or two."""
    is_mixed = family == _MIXTURE and r.verdict in ("growth", "decline")
    return strings.VERDICT_MIXED if is_mixed else strings.VERDICTS[r.verdict]


def title(trend: Trend) -> str:
    """The label; of a question of a survey what it asks after («Удовлетворённость доступностью»)."""
    return question(trend.label) if trend.family in _QUESTIONS else trend.label


def _changed(trend: Trend) -> str:
    subject = strings.SUBJECTS_NOMINAL.get(trend.family, strings.SUBJECT_OTHER)
    name = subject.format(label=inner(title(trend)))
    if trend.client_kind == "internal":
        name += strings.OF_STAFF
    return _with_note(name, by(trend.result, with_sign=True), trend.note)


def _with_note(name: str, change: str, note: str) -> str:
    # What a remark is about, in whole words: what follows a colon or stands in brackets is in the body.
    heads = dict.fromkeys(re.split(r":| \(", part)[0] for part in clean(note).rstrip(".").split("; "))
    said = ", ".join(part for part in (change, *heads) if part)
    return f"{name} ({said})" if said else name


def lowered(text: str) -> str:
    """The words as they stand within a sentence."""
    return text[:1].lower() + text[1:]


# --- notes ----------------------------------------------------------------------------------------


def noted(text: str, note: str) -> str:
    """The sentence, with one full stop («на 0,7 дн.»), and after it the note as a sentence of its own."""
    text, said = text.removesuffix(".") if text.endswith("..") else text, clean(note).rstrip(".")
    return clean(f"{text} {said[0].upper()}{said[1:]}." if said else text)
