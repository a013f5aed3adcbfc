"""Cross-checks of `agencies/`, `obligations/` and `report.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.references import positions, repeated, unknown
from painmap.params.sections import SECTION_IDS
from painmap.paths import EDITIONS
from painmap.schema import APPEAL_KINDS, APPLICANTS

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
        ("Группа полномочий", "scopes"): [s.id for s in agency.scopes],
        ("Тема группы полномочий", "scopes"): [code for s in agency.scopes for code in s.topics],
        ("Процесс группы полномочий", "scopes"): [name for s in agency.scopes for name in s.processes],
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
    for number, rule in enumerate(agency.applicant_regimes, start=1):
        place = f"applicant_regimes[{number}]"
        terms = [(f"{place}.instead_of", rule.instead_of), (f"{place}.regime", rule.regime)]
        yield from unknown("Порядок рассмотрения", terms, params.report.regimes, where=where)
        yield from unknown("Заявитель", [(f"{place}.applicant", rule.applicant)], APPLICANTS, where=where)
        kinds = [(f"{place}.appeal_kind", rule.appeal_kind)]
        yield from unknown("Вид обращения", kinds, APPEAL_KINDS, where=where)
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


def _scopes(params: AgencyParams) -> Iterator[PainmapError]:
    """The scopes but the last name their topics and processes; the last one takes the rest."""
    scopes, where = params.agency.scopes, profile_file(params)
    codes = [t.code for t in params.agency.topics]
    for number, scope in enumerate(scopes, start=1):
        yield from unknown("Тема", positions(f"scopes[{number}].topics", scope.topics), codes, where=where)
        named = positions(f"scopes[{number}].processes", scope.processes)
        yield from unknown("Процесс", named, params.processes["id"], where=where)
        is_last = number == len(scopes)
        if bool(scope.topics) is is_last or (is_last and scope.processes):
            yield PainmapError(
                "Последняя группа полномочий принимает всё остальное и тем и процессов не называет"
                if is_last
                else f"Группа полномочий «{scope.id}» не называет ни одной темы",
                where=f"{where}, поле scopes[{number}].topics",
                remedy="назовите темы во всех группах, кроме последней («иные полномочия»)",
            )


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
    for form in params.questionnaires.values():
        # «16, подпункт 1» cites a sub-point of 16.
        cites = [
            (f"questions[{i}].paragraph", match[0])
            for i, question in enumerate(form.questions, start=1)
            if (match := _NUMBER.match(question.paragraph))
        ]
        yield from unknown("Пункт акта", cites, known, where=f"params/questionnaires/{form.id}.yaml")


def _reserved(params: AgencyParams) -> Iterator[PainmapError]:
    """Folders under `reports/` that belong to no agency."""
    if params.agency.id in RESERVED:
        yield PainmapError(
            f"Идентификатор «{params.agency.id}» занят: так называется служебная папка в reports/",
            where=f"{profile_file(params)}, поле id",
            remedy="выберите для органа другой идентификатор",
        )


def _refusals(params: AgencyParams) -> Iterator[PainmapError]:
    """Each edition names the paragraph that refuses its other periods; the ledger holds its words."""
    where, refusals = profile_file(params), params.agency.refusals
    known = [o.paragraph for o in params.obligations.paragraphs]
    named = ((f"refusals.{edition}", paragraph) for edition, paragraph in refusals.items())
    yield from unknown("Пункт акта", named, known, where=where)
    for edition in EDITIONS:
        if edition not in refusals:
            yield PainmapError(
                f"Не указан пункт акта, по которому другие периоды редакции {edition} не выпускаются",
                where=f"{where}, поле refusals.{edition}",
                remedy=f"укажите пункт из params/obligations/{params.agency.id}.yaml",
            )


RESERVED = ("site", "released")
PROFILE_CHECKS = (
    _reserved,
    _duplicates,
    _channels,
    _scopes,
    _sections,
    _thresholds,
    _ledger,
    _paragraphs,
    _refusals,
)
