"""Cross-checks of `agencies/` and `report.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from painmap.codes import APPEAL_KINDS, APPLICANTS
from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.references import positions, repeated, unknown
from painmap.params.sections import INSIDE_SECTIONS, SECTION_IDS


def profile_file(params: AgencyParams) -> str:
    """How messages name the profile."""
    return f"params/agencies/{params.agency.id}.yaml"


def _duplicates(params: AgencyParams) -> Iterator[PainmapError]:
    agency, where = params.agency, profile_file(params)
    lists = {
        ("Канал", "channels"): [c.code for c in agency.channels],
        ("Название канала", "channels"): [c.title for c in agency.channels],
        ("Тема", "topics"): [t.code for t in agency.topics],
        ("Название темы", "topics"): [t.title for t in agency.topics],
        ("Жизненная ситуация", "life_situations"): [s.code for s in agency.life_situations],
        ("Название жизненной ситуации", "life_situations"): [s.title for s in agency.life_situations],
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


def _events(params: AgencyParams) -> Iterator[PainmapError]:
    """An event's channels are known and take appeals of the clients whom it concerns; a form has none."""
    where = profile_file(params)
    kinds = {c.code: c.client_kinds for c in params.agency.channels}
    for number, event in enumerate(params.agency.events, start=1):
        field = f"events[{number}].channels"
        yield from unknown("Канал", positions(field, event.channels), kinds, where=where)
        if event.kind == "questionnaire" and event.channels:
            yield PainmapError(
                "Изменение анкеты касается опросов, а не каналов обращений",
                where=f"{where}, поле {field}",
                remedy="уберите channels или выберите другой kind: registration, legal, other",
            )
        for place, code in positions(field, event.channels):
            if set(event.client_kinds).isdisjoint(kinds.get(code, event.client_kinds)):
                yield PainmapError(
                    f"По каналу «{code}» не обращаются клиенты, которых касается событие",
                    where=f"{where}, поле {place}",
                    remedy=f"уберите канал или назовите в client_kinds: {', '.join(kinds[code])}",
                )


def _sections(params: AgencyParams) -> Iterator[PainmapError]:
    where = profile_file(params)
    for number, rule in enumerate(params.agency.editions, start=1):
        field = f"editions[{number}].sections"
        yield from unknown("Раздел отчёта", positions(field, rule.sections), SECTION_IDS, where=where)
        yield from repeated("Раздел отчёта", rule.sections, where=f"{where}, поле {field}")
        for name in rule.sections:
            if rule.edition == "public" and name in INSIDE_SECTIONS:
                yield PainmapError(
                    f"Раздел «{name}» — внутренний: в редакции для опубликования его нет",
                    where=f"{where}, поле {field}",
                    remedy="уберите раздел или укажите edition: internal",
                )


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


def _reserved(params: AgencyParams) -> Iterator[PainmapError]:
    """Folders under `reports/` that belong to no agency."""
    if params.agency.id in RESERVED:
        yield PainmapError(
            f"Идентификатор «{params.agency.id}» занят: так называется служебная папка в reports/",
            where=f"{profile_file(params)}, поле id",
            remedy="выберите для органа другой идентификатор",
        )


RESERVED = ("site", "released")
PROFILE_CHECKS = (
    _reserved,
    _duplicates,
    _channels,
    _events,
    _scopes,
    _sections,
    _thresholds,
)
