"""Which version of the questionnaire the rows of a survey export answered, and what its columns are in each.

The wave of a row has a version, and only the wording of that version is read for it: the answers to another
wording are told, not taken for answers to this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.layout import Grid
from painmap.intake.questions import column_keys, named
from painmap.intake.request import Context
from painmap.intake.values import date_values
from painmap.params.models import Questionnaire, Study

# Keeps the columns of questions apart from `sheet`, `row`, `time` and the known fields.
_QUESTION = "q."
_BETWEEN, _IS = "\x1f", "="


@dataclass(frozen=True)
class Wordings:
    """The versions of a questionnaire over one sheet.

    Attributes:
        forms: Version → the questionnaire; the present one is "".
        keys: Version → position of a column → `question` or `question:option` (`questions.column_keys`).
    """

    forms: Mapping[str, Questionnaire]
    keys: Mapping[str, Mapping[int, str]]

    @property
    def names(self) -> dict[int, str]:
        """Position → name of the column in the table of respondents; the same wording has one name."""
        places = sorted({i for keys in self.keys.values() for i in keys})
        return {
            i: _QUESTION + _BETWEEN.join(f"{v}{_IS}{keys[i]}" for v, keys in self.keys.items() if i in keys)
            for i in places
        }

    def asks(self, version: str, question_id: str) -> bool:
        """Whether the version has the question."""
        return any(q.id == question_id for q in self.forms[version].questions)

    def has(self, version: str, question_id: str) -> bool:
        """Whether a column holds the question in the wording of the version."""
        return any(_of(key, question_id) for key in self.keys[version].values())

    def foreign(self, version: str, question_id: str) -> list[int]:
        """Columns of the question in the wording of other versions only."""
        found = {i for keys in self.keys.values() for i, key in keys.items() if _of(key, question_id)}
        return sorted(found - set(self.keys[version]))


def wordings(one: Grid, questionnaire: Questionnaire, context: Context) -> Wordings:
    """The columns of a sheet; an export of names and codes has no wording, so today's texts stand in it."""
    forms = questionnaire.all_versions
    worded = {v: questionnaire if context.request.format.reader == "xlsform" else f for v, f in forms.items()}
    found = {v: column_keys(one.titles, form) for v, form in worded.items()}
    asked = {v: {q.id for q in form.questions} for v, form in forms.items()}
    return Wordings(
        forms,
        {v: {i: k for i, k in keys.items() if k.partition(":")[0] in asked[v]} for v, keys in found.items()},
    )


def key_of(name: object, version: str) -> str:
    """What a column of the table of respondents is in a version; empty: nothing."""
    text = str(name)
    if not text.startswith(_QUESTION):
        return ""
    pairs = (part.partition(_IS) for part in text.removeprefix(_QUESTION).split(_BETWEEN))
    return next((key for known, _, key in pairs if known == version), "")


def wave_ids(days: pd.Series, study: Study) -> pd.Series:
    """The wave in which each day lies; None outside of all."""
    waves = pd.Series(None, index=days.index, dtype=object)
    for wave in study.waves:
        waves = waves.mask(days.between(pd.Timestamp(wave.start), pd.Timestamp(wave.end)), wave.id)
    return waves


def versions_of(waves: pd.Series, study: Study) -> pd.Series:
    """The version of each wave."""
    return waves.map({wave.id: wave.version for wave in study.waves})


def check(one: Grid, found: Wordings, study: Study, context: Context) -> None:
    """Refuse a sheet that holds nothing of its version or a question twice; tell what is not read.

    Raises:
        PainmapError: Names the file and the question or the version.
    """
    rows = _row_versions(one, study, context)
    used = [v for v in found.forms if (rows == v).any()] or list(
        dict.fromkeys(w.version for w in study.waves)
    )
    if not any(found.keys[version] for version in used):
        raise _nothing(found, used, study, context)
    for version in used:
        _once(found, version, context)
        for question in found.forms[""].questions:
            _tell(one, found, version, question.id, (rows == version, study, context))


def _row_versions(one: Grid, study: Study, context: Context) -> pd.Series:
    request = context.request
    place = one.position(request.format.time_column) if request.format.time_column else None
    if place is None:
        days = pd.Series(pd.Timestamp(request.received_date), index=one.frame.index)
    else:
        days = date_values(one.frame[place], request.format.time_formats)
    return versions_of(wave_ids(days, study), study)


def _nothing(found: Wordings, used: Iterable[str], study: Study, context: Context) -> PainmapError:
    form = found.forms[""]
    others = [_version(v) for v, keys in found.keys.items() if keys]
    if others:
        waves = ", ".join(f"«{w.id}»" for w in study.waves if w.version in used)
        return PainmapError(
            f"Вопросы в файле — в формулировках анкеты «{form.id}» другой версии: {', '.join(others)}",
            where=context.request.relative_name,
            remedy=f"сверьте version замеров {waves} в params/studies/{study.id}.yaml",
        )
    return PainmapError(
        f"Ни одна графа не совпала с вопросами анкеты «{form.id}»",
        where=context.request.relative_name,
        remedy=f"сверьте формулировки с params/questionnaires/{form.id}.yaml",
    )


def _once(found: Wordings, version: str, context: Context) -> None:
    repeats = Counter(found.keys[version].values())
    doubled = [key for key, times in repeats.items() if times > 1]
    if not doubled:
        return
    id_, _, option = doubled[0].partition(":")
    twice = found.forms[version].question(id_)
    what = named(twice) + (f", вариант «{twice.options[option]}»," if option else "")
    raise PainmapError(
        f"Вопрос {what} стоит в файле дважды, какой из столбцов верен, неизвестно",
        where=context.request.relative_name,
        remedy="удалите лишний столбец в выгрузке",
    )


def _tell(one: Grid, found: Wordings, version: str, id_: str, rows: tuple[pd.Series, Study, Context]) -> None:
    """A warning of a question that is not there, or whose answers are to another wording."""
    is_own, study, context = rows
    cells = one.frame.loc[is_own, found.foreign(version, id_)]
    filled = int((cells.notna() & (cells != "")).any(axis=1).sum())
    is_asked = found.asks(version, id_)
    question = found.forms[version if is_asked else ""].question(id_)
    if filled:
        context.journal.count("answers", "rejected", filled)
        context.journal.warn(
            f"Вопрос {named(question)}: ответов не прочитано: {{}}; {_why(found, version, id_, study)}. "
            f"Сверьте version замеров в params/studies/{study.id}.yaml.",
            filled,
        )
    elif is_asked and not found.has(version, id_):
        context.journal.warn(f"Вопроса {named(question)} анкеты «{found.forms[version].id}» в файле нет.")


def _why(found: Wordings, version: str, id_: str, study: Study) -> str:
    waves = ", ".join(wave.id for wave in study.waves if wave.version == version)
    if not found.asks(version, id_):
        return f"в анкете замера {waves} ({_version(version)}) его не было"
    others = (_version(v) for v in found.forms if v != version and found.has(v, id_))
    return f"в файле формулировка другой версии ({', '.join(others)}), а замер {waves} — {_version(version)}"


def _version(version: str) -> str:
    return f"версия «{version}»" if version else "действующая версия"


def _of(key: str, question_id: str) -> bool:
    return key.partition(":")[0] == question_id
