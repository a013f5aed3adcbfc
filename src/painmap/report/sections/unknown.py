"""What the body says of series without a finding: which they are, why there is no verdict, remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from painmap.report import strings
from painmap.report.formats import clean, counted, decimal, inner
from painmap.report.html import tag
from painmap.report.sections.words import title
from painmap.report_data import ReportData, Trend

_SHOWN = 5
# Series named in a remark that concerns many, and remarks told.
_NAMED = 2
_TOLD = 6
# «уровень приведён к прежнему (×1,09)»: the factor of each series would make a remark of each.
_FACTOR = re.compile(r" \(×[^)]*\)")
# «без массовых рассылок (с ними — 514 против 539)»: brackets within brackets read badly.
_TAIL = re.compile(r" \(([^)]*)\)$")


def parts(note: str) -> list[str]:
    """The remarks that a note holds, without their full stops."""
    return [part for text in clean(note).split("; ") if (part := text.strip().rstrip("."))]


def why(trend: Trend) -> str:
    """The reason why there is no verdict, and what the note adds to it."""
    reason = plain_reason(trend)
    more = "; ".join(_TAIL.sub("", part) for part in parts(trend.note) if part not in reason)
    return f"{reason} ({more})" if more else reason


def plain_reason(trend: Trend) -> str:
    """The reason alone."""
    return clean(trend.result.reason).rstrip(".") or strings.STAT_NO_REASON


def is_compared(trend: Trend) -> bool:
    """Whether the periods were compared at all, be it without a verdict."""
    r = trend.result
    return r.effect is not None or r.p is not None or not r.reason


def unknown(report: ReportData, chosen: Sequence[Trend]) -> Iterator[Markup]:
    """The largest series without a verdict with their counts; what was not compared and why."""
    if not chosen:
        return
    shared = _shared(chosen)
    compared = [t for t in chosen if is_compared(t)]
    known = [t for t in compared if t.result.total is not None and t.result.total_before is not None]
    order = sorted(known, key=lambda t: (t.result.effect_kind != "ratio", -(t.result.total or 0), t.label))
    labels = [_counts(t, shared) for t in order[:_SHOWN]]
    text = strings.TREND_UNKNOWN.format(labels="; ".join(labels)) if labels else ""
    if len(chosen) > len(labels):
        count = counted(len(chosen) - len(labels), strings.FORMS["series_dative"])
        more = strings.TREND_UNKNOWN_MORE if labels else strings.TREND_UNKNOWN_ALL
        text = (text + more.format(count=count)).rstrip(".") + _where(report)
    yield tag("p", text.rstrip(".") + ".")
    reasons = _grouped((why(t), t) for t in chosen if not is_compared(t) and _is_told(t))
    if reasons:
        yield tag("p", strings.TREND_NOT_COMPARED.format(reasons=_listed(reasons)))


def _where(report: ReportData) -> str:
    return strings.TREND_UNKNOWN_WHERE if "stat_tables" in report.sections else ""


def _is_told(trend: Trend) -> bool:
    """Whether the reason is another than few cases, which «недостаточно» says already."""
    reason = trend.result.reason
    is_of_months = reason.startswith(strings.MONTHS_STEM) or strings.GAP_STEM in trend.note
    return is_of_months or not any(stem in reason for stem in strings.FEW_STEMS)


def remarks(stable: Iterable[Trend], unsure: Iterable[Trend]) -> Iterator[Markup]:
    """What a reader has to know of series without a sentence of their own: each remark with its series.

    Args:
        stable: Series that did not change: all their remarks.
        unsure: Series without a verdict: what concerns several of them, or the total of all appeals.
    """
    compared = [t for t in unsure if is_compared(t)]
    shared = _shared(compared)
    pairs = [(part, t) for t in stable for part in _remarks(t)]
    pairs += [(part, t) for t in compared for part in _remarks(t) if part in shared]
    told = _grouped(pairs)
    if told:
        yield tag("p", strings.TREND_NOTES.format(notes=_listed(told)))


def _remarks(trend: Trend) -> list[str]:
    """Remarks without factors; what changed most is no remark where nothing is known to have changed."""
    said = [_FACTOR.sub("", part) for part in parts(trend.note) if part not in trend.result.reason]
    return [part for part in said if not part.startswith(strings.LARGEST_STEM)]


def _shared(chosen: Iterable[Trend]) -> set[str]:
    """Remarks that concern several series, or the total of all appeals."""
    found = _grouped((part, t) for t in chosen for part in _remarks(t))
    return {part for part, own in found.items() if len(own) > 1 or own[0].family == "totals"}


def _grouped(pairs: Iterable[tuple[str, Trend]]) -> dict[str, list[Trend]]:
    found: dict[str, list[Trend]] = {}
    for text, trend in pairs:
        found.setdefault(text, []).append(trend)
    return found


def _listed(found: dict[str, list[Trend]]) -> str:
    """«… — «Все обращения», «Сайт» и ещё 3 показателя», the totals and what concerns most series first."""

    def first(item: tuple[str, list[Trend]]) -> tuple[bool, int, str]:
        text, own = item
        return not any(t.family == "totals" for t in own), -len(own), text

    told = [
        strings.TREND_NOTE.format(note=text, labels=_names(own))
        for text, own in sorted(found.items(), key=first)
    ]
    more = [strings.TREND_NOTES_MORE.format(count=len(told) - _TOLD)] if len(told) > _TOLD else []
    return "; ".join([*told[:_TOLD], *more])


def _names(own: Sequence[Trend]) -> str:
    order = sorted(own, key=lambda t: (t.family != "totals", t.family, t.code))
    names = ", ".join(f"«{inner(title(t), 90)}»" for t in order[:_NAMED])
    left = len(order) - _NAMED
    return names + (
        strings.TREND_NAMES_MORE.format(count=counted(left, strings.FORMS["series"])) if left > 0 else ""
    )


def _counts(trend: Trend, shared: set[str]) -> str:
    """«… (9 обращений, в АППГ — 6)»; figures that are no counts of appeals by their name only."""
    r, label = trend.result, inner(title(trend), 90)
    if r.effect_kind != "ratio" or r.total is None or r.total_before is None:
        return strings.TREND_UNKNOWN_SHARE.format(label=label)
    now = counted(r.total, strings.FORMS["appeals"])
    own = "".join("; " + _TAIL.sub(r"; \1", part) for part in _remarks(trend) if part not in shared)
    return strings.TREND_UNKNOWN_ITEM.format(label=label, now=now, before=decimal(r.total_before) + own)
