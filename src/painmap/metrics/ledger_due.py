"""Paragraphs that bind only where something happened: whether they fell due, and why they did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from painmap.metrics.ledger_rows import SURVEYS
from painmap.metrics.views import KINDS
from painmap.params.citations import cites
from painmap.params.models import Obligation, ObligationStatus, Wave
from painmap.periods import Period
from painmap.report_data import RuleOutcome

if TYPE_CHECKING:
    from painmap.metrics.ledger import Ledger

Due = tuple[ObligationStatus, tuple[str, ...]]
"""A status, and the words that explain it (Russian)."""
_NO_TOPICS = "тем с повторяющимися запросами разъяснений, достигших порогового числа, нет"
_AMONG = "среди обращений с указанной причиной ({stated} из {total})"
_CHOSEN = "запросы без указанной причины — темы отобраны {among}"
_NO_APPEALS = "обращения внешних клиентов за отчётный период не поступали"
_NOT_FIRED = "условия правила не выполнены"
_UNDECIDED = "вывод по правилу сделать нельзя"
_NO_WAVE = "замер (этап опроса) в отчётном периоде не проводился"
_LAST = "{what}; предыдущий — {start:%d.%m.%Y}–{end:%d.%m.%Y}"
_NEXT = "{what}; следующий — {start:%d.%m.%Y}–{end:%d.%m.%Y}"


def _materials(ledger: Ledger, _: Obligation) -> Due | None:
    """Guidance is proposed for topics that ask for it often enough; that takes reasons and topics."""
    report, known = ledger.report, ledger.report.guidance_known
    among = _AMONG.format(stated=known[0], total=known[1]) if known else ""
    if report.materials:
        return ("partly", (_CHOSEN.format(among=among),)) if among else ("reported", ())
    if report.is_without_appeals("external"):
        return "no_data", (_NO_APPEALS,)
    if report.guidance_gaps:
        return "no_data", ledger.unknown(report.guidance_gaps)
    none = f"{among} {_NO_TOPICS}" if among else _NO_TOPICS
    return ("not_due", (none,)) if any(ledger.is_observed(kind) for kind in KINDS) else None


def _rule(ledger: Ledger, asked: Obligation) -> Due | None:
    """An explicit rule that fired is reported, one that did not has not fallen due."""
    own = [r for r in ledger.report.rules if cites(r.paragraph, asked.paragraph)]
    return _outcome(own[0]) if own else None


def _outcome(rule: RuleOutcome) -> Due:
    if rule.outcome is None:
        unknown = tuple(f"{_lower(what)} — {found}" for what, found, _, met in rule.conditions if met is None)
        is_any = any(met is not None for *_, met in rule.conditions)
        return ("partly" if is_any else "no_data"), unknown or (_UNDECIDED,)
    return ("reported", ()) if rule.outcome else ("not_due", (_NOT_FIRED,))


def _wave(ledger: Ledger, asked: Obligation) -> Due | None:
    """A part of a year in which no wave was to be held owes no survey; a year has to have one."""
    period, waves = Period.parse(ledger.report.period), ledger.waves(SURVEYS[asked.section])
    if period.kind == "year" or any(w.start <= period.end and w.end >= period.start for w in waves):
        return None
    return "not_due", (_other_wave(period, waves),)


def _other_wave(period: Period, waves: list[Wave]) -> str:
    """When the next wave is held; where none is known, when the last one was."""
    later = [w for w in waves if w.start > period.end]
    earlier = [w for w in waves if w.end < period.start]
    if later:
        return _NEXT.format(what=_NO_WAVE, start=later[0].start, end=later[0].end)
    if earlier:
        return _LAST.format(what=_NO_WAVE, start=earlier[-1].start, end=earlier[-1].end)
    return _NO_WAVE


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


CONDITIONAL: dict[str, Callable[[Ledger, Obligation], Due | None]] = {
    "surveys_external": _wave,
    "surveys_internal": _wave,
    "materials": _materials,
    "extra_collection": _rule,
}
