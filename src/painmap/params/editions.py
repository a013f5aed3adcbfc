"""Which pairs of period and edition an order allows, and the paragraph that refuses any other."""

from __future__ import annotations

from collections.abc import Sequence

from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.models import EditionRule
from painmap.paths import Edition
from painmap.periods import Period, PeriodKind

KINDS: dict[PeriodKind, str] = {
    "year": "год",
    "nine_months": "девять месяцев",
    "half": "полугодие",
    "quarter": "квартал",
    "month": "месяц",
}
EDITION_TITLES: dict[Edition, str] = {"internal": "внутренняя редакция", "public": "публичная редакция"}


def allowed(
    params: AgencyParams, kind: PeriodKind | None = None, edition: Edition | None = None
) -> list[EditionRule]:
    """The pairs of the profile with this kind of period and edition (None: any).

    Raises:
        PainmapError: There is none: names the paragraph that refuses it, and the pairs that are allowed.
    """
    rules = params.agency.editions
    found = [r for r in rules if kind in (None, r.period_kind) and edition in (None, r.edition)]
    if found:
        return found
    quotes = {o.paragraph: o.quote for o in params.obligations.paragraphs}
    refusing = [p for e, p in params.agency.refusals.items() if edition in (None, e)]
    asked = ", ".join(word for word in (kind and KINDS[kind], edition and EDITION_TITLES[edition]) if word)
    said = "; ".join(f"пункт {p}: «{quotes[p]}»" for p in dict.fromkeys(refusing))
    pairs = "; ".join(f"{KINDS[r.period_kind]}, {EDITION_TITLES[r.edition]} ({r.ground})" for r in rules)
    raise PainmapError(
        f"Отчёт ({asked}) порядком органа не предусмотрен. {said[:1].upper()}{said[1:]}",
        where=f"орган {params.agency.id}",
        remedy=f"выберите период и редакцию из тех, что допускает порядок: {pairs}",
    )


def unasked(rule: EditionRule, covered: Sequence[Period]) -> tuple[Period, ...]:
    """The periods of a pair that are made where none is asked for: all that data cover, or the latest."""
    own = sorted((p for p in covered if p.kind == rule.period_kind), key=lambda p: p.start)
    return tuple(own[-1:] if rule.is_latest_only else own)
