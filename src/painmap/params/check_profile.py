"""Cross-checks of `agencies/`, `obligations/` and `report.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.references import positions, repeated, unknown
from painmap.params.sections import SECTION_IDS

_NUMBER = re.compile(r"\d+(?:\.\d+)*", re.ASCII)


def profile_file(params: AgencyParams) -> str:
    """How messages name the profile."""
    return f"params/agencies/{params.agency.id}.yaml"


def _ledger_file(params: AgencyParams) -> str:
    return f"params/obligations/{params.agency.id}.yaml"


def _duplicates(params: AgencyParams) -> Iterator[PainmapError]:
    agency, where = params.agency, profile_file(params)
    lists = {
        ("Канал", "channels"): [c.code for c in agency.channels],
        ("Название канала", "channels"): [c.title for c in agency.channels],
        ("Тема", "topics"): [t.code for t in agency.topics],
        ("Название темы", "topics"): [t.title for t in agency.topics],
        ("Подразделение", "units"): list(agency.units),
        ("Источник", "sources"): [s.id for s in agency.sources],
        ("Исследование", "studies"): list(agency.studies),
        ("Пара «вид периода, редакция»", "editions"): [
            f"{e.period_kind}, {e.edition}" for e in agency.editions
        ],
    }
    for (what, field), values in lists.items():
        yield from repeated(what, values, where=f"{where}, поле {field}")
    paragraphs = [o.paragraph for o in params.obligations.paragraphs]
    yield from repeated("Пункт акта", paragraphs, where=f"{_ledger_file(params)}, поле paragraphs")


def _channels(params: AgencyParams) -> Iterator[PainmapError]:
    agency, where = params.agency, profile_file(params)
    regimes = positions("channels", (c.regime for c in agency.channels), ".regime")
    yield from unknown("Порядок рассмотрения", regimes, params.report.regimes, where=where)
    codes = [c.code for c in agency.channels]
    for number, event in enumerate(agency.events, start=1):
        named = positions(f"events[{number}].channels", event.channels)
        yield from unknown("Канал", named, codes, where=where)


def _sections(params: AgencyParams) -> Iterator[PainmapError]:
    where = profile_file(params)
    for number, rule in enumerate(params.agency.editions, start=1):
        field = f"editions[{number}].sections"
        yield from unknown("Раздел отчёта", positions(field, rule.sections), SECTION_IDS, where=where)
        yield from repeated("Раздел отчёта", rule.sections, where=f"{where}, поле {field}")


def _thresholds(params: AgencyParams) -> Iterator[PainmapError]:
    reason = params.agency.thresholds.materials_reason
    named = [("thresholds.materials_reason", reason)]
    yield from unknown("Причина", named, params.report.reasons, where=profile_file(params))


def _ledger(params: AgencyParams) -> Iterator[PainmapError]:
    where, rows = _ledger_file(params), params.obligations.paragraphs
    sections = positions("paragraphs", (o.section for o in rows), ".section")
    yield from unknown("Раздел отчёта", sections, SECTION_IDS, where=where)
    for number, row in enumerate(rows, start=1):
        if row.status in ("reported", "partly") and not row.section:
            yield PainmapError(
                f"Пункт {row.paragraph} отмечен как отражённый, а раздел не указан",
                where=f"{where}, поле paragraphs[{number}].section",
                remedy=f"укажите раздел: {', '.join(SECTION_IDS)}",
            )


def _paragraphs(params: AgencyParams) -> Iterator[PainmapError]:
    """Paragraphs that the profile cites («8, 9») stand in the ledger («11, абзац второй» → 11)."""
    agency = params.agency
    numbers = (_NUMBER.match(o.paragraph) for o in params.obligations.paragraphs)
    known = {match[0] for match in numbers if match}
    rules = (agency.thresholds.significant_number, agency.thresholds.in_depth_survey)
    cited = [
        *((f"channels[{i}].paragraph", c.paragraph) for i, c in enumerate(agency.channels, start=1)),
        *(("thresholds", rule.paragraph) for rule in rules if rule),
    ]
    named = [(field, number) for field, text in cited for number in _NUMBER.findall(text)]
    yield from unknown("Пункт акта", named, known, where=profile_file(params))


PROFILE_CHECKS = (_duplicates, _channels, _sections, _thresholds, _ledger, _paragraphs)
