"""The comparability gate: answers of two periods are compared only where they were asked for alike.

A mean of answers tells of people only while the question stays the same: its wording and scale, the options
and their order (primacy: Krosnick, Alwin 1987, Public Opinion Quarterly 51), the questions before it
(Schuman, Presser 1981, Questions and Answers in Attitude Surveys) and the way of asking move it too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from painmap.params.models import Question, Questionnaire, Study, Wave
from painmap.schema import UNREADABLE
from painmap.surveys.answers import SurveySetting, form_changes

NOT_ASKED = "за тот же период прошлого года ответов на вопрос нет"
NO_ANSWERS = "в отчётном периоде ответов на вопрос нет"
NOT_IN_FORM = "вопрос не задавался (замер {wave})"
OTHER_FORM = "между периодами менялась анкета ({days})"
OTHER_SOURCE = "ответы двух периодов получены из разных источников: возможен другой способ опроса"
WAVES = "{what} (замер {before} → {now})"
_MODES = {"online": "онлайн", "offline": "офлайн", "mixed": "онлайн и офлайн"}
_NO_SERVICE = "не указан"
_USED = ["wave_id", "responded_date", "source_id"]


def barrier(now: pd.DataFrame, before: pd.DataFrame, question: Question, setting: SurveySetting) -> str:
    """Why the answers of two periods to a question must not be compared; empty: they may be.

    All waves that the answers are of must have asked alike, those of one period too. Events of kind
    `questionnaire` speak only for a questionnaire without versions: a version says itself what changed.

    Args:
        now, before: Answers to any questions of the study (`schema.RESPONSES`), one frame per period.
        question: As it stands today.
        setting: Study, questionnaire and events.

    Returns:
        A Russian phrase that names the first of: not asked before, wording, scale, options, whom it was
        for, order, mode, service or source, change of the questionnaire told by an event.
    """
    own, then = (_to(question, frame) for frame in (now, before))
    if then.empty:
        return _not_asked(before, question, setting)
    if own.empty:
        return NO_ANSWERS
    if reason := _other_way(_ways(own, setting), _ways(then, setting), question.id):
        return reason
    if set(own["source_id"].dropna()) != set(then["source_id"].dropna()):
        return OTHER_SOURCE
    changes = [] if setting.questionnaire.versions else form_changes(own, then, setting)
    return OTHER_FORM.format(days=", ".join(changes)) if changes else ""


def _to(question: Question, answers: pd.DataFrame) -> pd.DataFrame:
    """The answers to a question that could be read."""
    is_read = (answers["option_code"] != UNREADABLE).fillna(True)
    return answers.loc[((answers["question_id"] == question.id) & is_read).fillna(False).astype(bool), _USED]


def sentences(barriers: Mapping[str, str]) -> tuple[str, ...]:
    """What a table says of changes that are not computed: a sentence for each barrier, in order.

    Args:
        barriers: Name of the question as the table prints it (empty where the table has no other) → its
            barrier; questions without one are passed over.
    """
    found: dict[str, list[str]] = {}
    for name, reason in barriers.items():
        if reason:
            found.setdefault(reason, []).append(name)
    return tuple(
        _sentence(reason, [f"«{name}»" for name in names if name]) for reason, names in found.items()
    )


def _sentence(reason: str, names: list[str]) -> str:
    of = f" по вопрос{'у' if len(names) == 1 else 'ам'} {', '.join(names)}" if names else ""
    return f"Изменение{of} не рассчитано: {reason}."


# --- waves ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Way:
    """How a wave asked: its version of the questionnaire, mode and service; a wave unknown to the study as
    the study asks today."""

    wave: str
    form: Questionnaire
    mode: str
    service: str


def _ways(answers: pd.DataFrame, setting: SurveySetting) -> list[_Way]:
    """The waves of the answers, the latest last."""
    last = answers.groupby("wave_id", observed=True)["responded_date"].max()
    ordered = sorted(last.items(), key=lambda pair: (pair[1], str(pair[0])))
    return [_way(str(wave), setting) for wave, _ in ordered]


def _way(wave_id: str, setting: SurveySetting) -> _Way:
    study: Study = setting.study
    wave: Wave | None = study.wave(wave_id)
    if wave is None:
        return _Way(wave_id, setting.questionnaire, study.mode, study.service)
    form = setting.questionnaire.version(wave.version)
    return _Way(wave_id, form, study.mode_of(wave), study.service_of(wave))


def _not_asked(before: pd.DataFrame, question: Question, setting: SurveySetting) -> str:
    """Whether the question stood in the questionnaire of the waves before, and nobody answered it."""
    for way in reversed(_ways(before, setting)):
        if all(q.id != question.id for q in way.form.questions):
            return NOT_IN_FORM.format(wave=way.wave)
    return NOT_ASKED


def _other_way(now: list[_Way], before: list[_Way], question_id: str) -> str:
    """The first difference of any wave from the latest one."""
    latest, *others = reversed([*before, *now])
    for way in (latest, *others):
        if all(q.id != question_id for q in way.form.questions):
            return NOT_IN_FORM.format(wave=way.wave)
    for differs in _ASPECTS:
        for other in others:
            if what := differs(latest, other, question_id):
                return WAVES.format(what=what, before=other.wave, now=latest.wave)
    return ""


# --- what must be alike ---------------------------------------------------------------------------


def _wording(now: _Way, before: _Way, id_: str) -> str:
    is_same = _squeezed(now.form.question(id_).text) == _squeezed(before.form.question(id_).text)
    return "" if is_same else "формулировка вопроса изменена"


def _scale(now: _Way, before: _Way, id_: str) -> str:
    return "" if _labels(now, id_) == _labels(before, id_) else "шкала ответов изменена"


def _options(now: _Way, before: _Way, id_: str) -> str:
    is_same = _offered(now, id_) == _offered(before, id_)
    return "" if is_same else "варианты ответа изменены"


def _order(now: _Way, before: _Way, id_: str) -> str:
    """The order of the questions before it which both have: one that was added or left out bars nothing else,
    or no question below it could ever be compared."""
    both = {q.id for q in now.form.questions} & {q.id for q in before.form.questions}
    is_same = _above(now, id_, both) == _above(before, id_, both)
    return "" if is_same else "порядок вопросов перед ним изменён"


def _mode(now: _Way, before: _Way, _id: str) -> str:
    if now.mode == before.mode:
        return ""
    return f"способ опроса изменён: {_MODES[before.mode]} → {_MODES[now.mode]}"


def _service(now: _Way, before: _Way, _id: str) -> str:
    was, is_ = (_squeezed(way.service) for way in (before, now))
    if was == is_:
        return ""
    return f"канал опроса изменён: {was or _NO_SERVICE} → {is_ or _NO_SERVICE}"


def _circle(now: _Way, before: _Way, id_: str) -> str:
    is_same = _for_whom(now, id_) == _for_whom(before, id_)
    return "" if is_same else "круг тех, кому задаётся вопрос, изменён"


_ASPECTS: tuple[Callable[[_Way, _Way, str], str], ...] = (
    _wording, _scale, _options, _circle, _order, _mode, _service,
)  # fmt: skip


def _labels(way: _Way, id_: str) -> list[tuple[str, int | None]]:
    scale = way.form.scales.get(way.form.question(id_).scale)
    return [(_squeezed(label), value) for label, value in scale.labels.items()] if scale else []


def _offered(way: _Way, id_: str) -> list[tuple[str, str]]:
    return [(code, _squeezed(title)) for code, title in way.form.question(id_).options.items()]


def _for_whom(way: _Way, id_: str) -> list[tuple[str, list[str], list[str]]]:
    """Texts of the filter questions that lead to a question, with the answers that let pass and all."""
    condition = way.form.question(id_).only_if
    if condition is None:
        return []
    asked = way.form.question(condition.question)
    titles = sorted(_squeezed(title) for title in asked.options.values())
    passing = sorted(_squeezed(asked.options[code]) for code in condition.options)
    return [*_for_whom(way, asked.id), (_squeezed(asked.text), passing, titles)]


def _above(way: _Way, id_: str, among: set[str]) -> list[str]:
    ids = [q.id for q in way.form.questions if q.id in among]
    return ids[: ids.index(id_)]


def _squeezed(text: str) -> str:
    return " ".join(text.split())
