"""Passports of the studies held in a period, for the report's annex."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from painmap.metrics.views import Setting, source_label
from painmap.params.models import Questionnaire, Study, Wave
from painmap.report_data import Passport, PassportWave


def told(studies: Iterable[tuple[Study, Questionnaire]], setting: Setting) -> tuple[Passport, ...]:
    """A passport of each study with a wave in the period, in the order of the profile.

    Args:
        studies: With the questionnaires of today.
        setting: Period, sources and responses (`schema.RESPONSES`).
    """
    period = setting.period
    return tuple(
        _passport(study, form, setting) for study, form in studies if study.within(period.start, period.end)
    )


def _passport(study: Study, form: Questionnaire, setting: Setting) -> Passport:
    end = setting.period.end
    waves = sorted((w for w in study.waves if w.start <= end), key=lambda wave: wave.start)
    asked = form.version(waves[-1].version)
    return Passport(
        study_id=study.id,
        title=study.title,
        client_kind=study.client_kind,
        purpose=study.purpose,
        object=study.object,
        questionnaire=form.title,
        kind=study.kind,
        mode=study.mode,
        service=study.service,
        population=study.population,
        questions=tuple((q.text, q.aspect, q.paragraph) for q in asked.questions),
        sources=_sources(study, setting),
        waves=tuple(_wave(wave, study) for wave in waves),
    )


def _wave(wave: Wave, study: Study) -> PassportWave:
    return PassportWave(
        id=wave.id,
        start=wave.start,
        end=wave.end,
        version=wave.version,
        mode=study.mode_of(wave),
        service=study.service_of(wave),
        offered=wave.offered,
    )


def _sources(study: Study, setting: Setting) -> tuple[str, ...]:
    """Titles of the sources of its responses up to the end of the period, in the order of the profile."""
    if setting.responses is None:
        return ()
    rows = setting.responses
    is_own = (rows["study_id"] == study.id) & (rows["responded_date"] <= pd.Timestamp(setting.period.end))
    found = set(rows.loc[is_own, "source_id"].dropna())
    labels = (source_label(setting, s.id) for s in setting.agency.sources if s.id in found)
    return tuple(dict.fromkeys(labels))
