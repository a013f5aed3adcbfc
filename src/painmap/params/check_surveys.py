"""Cross-checks of studies: clients, waves, versions, breakdowns, margins."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from painmap.errors import PainmapError, listed
from painmap.params.bundle import AgencyParams
from painmap.params.check_profile import profile_file
from painmap.params.check_questionnaires import CLOSED, questionnaire_faults
from painmap.params.models import Questionnaire, Study, Wave
from painmap.params.references import positions, repeated, unknown

_SUM_WITHIN = 0.001


def _studies(params: AgencyParams) -> Iterator[PainmapError]:
    for study in params.studies.values():
        where = f"params/studies/{study.id}.yaml"
        form = params.questionnaires[study.questionnaire]
        yield from _client_kinds(params, study, form)
        yield from repeated("Замер", [w.id for w in study.waves], where=f"{where}, поле waves")
        yield from _waves(study, form, where)
        yield from _breakdowns(study, form, where)
        yield from _margins(study, form, where)


def _client_kinds(params: AgencyParams, study: Study, form: Questionnaire) -> Iterator[PainmapError]:
    kinds = {
        f"params/questionnaires/{form.id}.yaml": form.client_kind,
        **{profile_file(params): s.client_kind for s in params.agency.sources if s.study == study.id},
    }
    for file, kind in kinds.items():
        if kind not in (None, study.client_kind):
            yield PainmapError(
                f"Вид клиента «{kind}» не совпадает с видом клиента исследования «{study.client_kind}»",
                where=f"params/studies/{study.id}.yaml и {file}, поле client_kind",
                remedy="укажите в обоих файлах один вид клиента",
            )


# --- waves ----------------------------------------------------------------------------------------


def _waves(study: Study, form: Questionnaire, where: str) -> Iterator[PainmapError]:
    versions = positions("waves", (wave.version for wave in study.waves), ".version")
    yield from unknown("Версия анкеты", versions, [v.id for v in form.versions], where=where)
    for number, wave in enumerate(study.waves, start=1):
        yield from _wave(wave, study, f"{where}, поле waves[{number}]")
    for number, (earlier, wave) in enumerate(pairwise(study.waves), start=2):
        if wave.start <= earlier.end:
            yield PainmapError(
                f"Замеры «{earlier.id}» и «{wave.id}» пересекаются или стоят не по порядку",
                where=f"{where}, поле waves[{number}].start",
                remedy="исправьте даты: замер начинается после конца предыдущего",
            )


def _wave(wave: Wave, study: Study, where: str) -> Iterator[PainmapError]:
    if wave.end < wave.start:
        yield PainmapError(
            f"Замер «{wave.id}» кончается раньше, чем начинается",
            where=f"{where}.end",
            remedy="поменяйте даты start и end местами или исправьте их",
        )
    if wave.offered is not None and wave.started is not None and wave.started > wave.offered:
        yield PainmapError(
            f"Замер «{wave.id}»: начато анкет ({wave.started}) больше, чем предложено ({wave.offered})",
            where=f"{where}.started",
            remedy="исправьте offered или started либо уберите то, что не известно",
        )
    if wave.population is not None and not study.population_unit:
        yield PainmapError(
            f"Замер «{wave.id}»: указан объём совокупности, а что она считает, не сказано",
            where=f"{where}.population",
            remedy="впишите population_unit исследования, например «пользователей сервиса»",
        )


# --- groups ---------------------------------------------------------------------------------------


def _breakdowns(study: Study, form: Questionnaire, where: str) -> Iterator[PainmapError]:
    if study.breakdowns and study.client_kind == "internal":
        yield PainmapError(
            "Опросы сотрудников не разбиваются по группам: в малой группе узнаётся ответивший",
            where=f"{where}, поле breakdowns",
            remedy="уберите breakdowns",
        )
        return
    yield from repeated("Вопрос", study.breakdowns, where=f"{where}, поле breakdowns")
    yield from _options_of(positions("breakdowns", study.breakdowns), form, CLOSED, where)


def _margins(study: Study, form: Questionnaire, where: str) -> Iterator[PainmapError]:
    named = [(f"margins.{id_}", id_) for id_ in study.margins]
    faults = list(_options_of(named, form, ("single",), where))
    yield from faults
    if faults:
        return
    for id_, shares in study.margins.items():
        place, options = f"{where}, поле margins.{id_}", form.question(id_).options
        codes = ((f"margins.{id_}.{code}", code) for code in shares)
        yield from unknown("Вариант ответа", codes, options, where=where)
        if missing := [code for code in options if code not in shares]:
            yield PainmapError(
                f"Доли по вопросу «{id_}» названы не для всех вариантов: нет {listed(missing)}",
                where=place,
                remedy="впишите долю каждого варианта или уберите вопрос из margins",
            )
        if zero := [code for code, share in shares.items() if share == 0]:
            yield PainmapError(
                f"Доля варианта в совокупности равна нулю: {listed(zero)}",
                where=place,
                remedy="впишите известную долю: ответы с нулевым весом пропали бы",
            )
        if abs(math.fsum(shares.values()) - 1) > _SUM_WITHIN:
            total = f"{math.fsum(shares.values()):.3f}".replace(".", ",")
            yield PainmapError(
                f"Доли вариантов в совокупности дают в сумме {total}, а не 1",
                where=place,
                remedy="исправьте доли: по каждому вопросу их сумма равна 1",
            )


def _options_of(
    named: Iterator[tuple[str, str]] | list[tuple[str, str]],
    form: Questionnaire,
    kinds: tuple[str, ...],
    where: str,
) -> Iterator[PainmapError]:
    """Questions by whose options people are grouped: known, and of these kinds."""
    known = {q.id: q for q in form.questions}
    for field, id_ in named:
        if id_ not in known:
            yield from unknown("Вопрос", [(field, id_)], known, where=where)
        elif known[id_].kind not in kinds:
            fitting = listed(q.id for q in form.questions if q.kind in kinds)
            yield PainmapError(
                f"Вопрос «{id_}» не делит ответивших на группы: нужен вид {' или '.join(kinds)}",
                where=f"{where}, поле {field}",
                remedy=f"назовите вопрос с вариантами ответа ({fitting or 'в анкете таких нет'})",
            )


def _questionnaires(params: AgencyParams) -> Iterator[PainmapError]:
    for form in params.questionnaires.values():
        yield from questionnaire_faults(form)


SURVEY_CHECKS = (_studies, _questionnaires)
