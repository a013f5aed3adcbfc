"""`params/questionnaires/<id>.yaml` and `params/studies/<id>.yaml`: what is asked, and when of whom."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from painmap.errors import listed, unknown_name
from painmap.params.models.base import ClientKind, File, Id, Params, Share, Text, WaveId


class Scale(Params):
    """Labels of an ordinal scale with their values; None for «затрудняюсь ответить»."""

    labels: dict[str, int | None]


class Filter(Params):
    """Whom a question is for: those who gave one of these answers to an earlier one.

    Attributes:
        question: Id of that question, of kind `single` or `multi`.
        options: Codes of its options.
    """

    question: Id
    options: tuple[str, ...] = Field(min_length=1)


class Question(Params):
    """A question of a questionnaire.

    Attributes:
        kind: `scale` (ordinal), `nps` (0–10), `single`, `multi`, `open`.
        aspect: Parameter of the order that it measures, with its paragraph.
        is_satisfaction: Whether low values count as negative feedback.
        only_if: Whom it is for; None: for everybody.
    """

    id: Id
    text: Text
    kind: Literal["scale", "nps", "single", "multi", "open"]
    scale: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    aspect: str = ""
    paragraph: str = ""
    is_satisfaction: bool = False
    only_if: Filter | None = None


class FormerQuestion(Params):
    """How a question stood in an earlier version; what is absent was as it is now.

    Attributes:
        id: Of the question, the same in all versions.
        only_if: Whom it was for, `all` for everybody.
    """

    id: Id
    text: Text | None = None
    scale: str | None = None
    options: dict[str, str] | None = None
    only_if: Filter | Literal["all"] | None = None

    def stood(self, now: Question) -> Question:
        """The question of today as it was then."""
        told = {name: getattr(self, name) for name in ("text", "scale", "options", "only_if")}
        changed = {name: value for name, value in told.items() if value is not None}
        if self.only_if == "all":
            changed["only_if"] = None
        return now.model_copy(update=changed)


class FormerVersion(Params):
    """An earlier version of a questionnaire, as what differed from the present one.

    Attributes:
        id: What waves call it («2024»).
        questions: Questions that stood otherwise.
        absent: Questions of today that it did not have.
        order: Ids of all its questions in their order; empty: in the order of today.
    """

    id: WaveId
    questions: tuple[FormerQuestion, ...] = ()
    absent: tuple[Id, ...] = ()
    order: tuple[Id, ...] = ()


class Questionnaire(File):
    """`params/questionnaires/<id>.yaml`.

    Attributes:
        lead: What stands before the first question, on paper and on the screen.
        versions: Earlier ones.
    """

    id: Id
    title: Text
    client_kind: ClientKind
    lead: str = ""
    scales: dict[str, Scale] = Field(default_factory=dict)
    questions: tuple[Question, ...]
    versions: tuple[FormerVersion, ...] = ()

    @model_validator(mode="after")
    def _scales(self) -> Questionnaire:
        for question in self.questions:
            if question.kind == "scale" and question.scale not in self.scales:
                raise ValueError(
                    f"вопрос {question.id}: шкала «{question.scale}» не описана; "
                    f"известны: {listed(self.scales)}"
                )
            if question.kind in ("single", "multi") and not question.options:
                raise ValueError(f"вопрос {question.id}: нет вариантов ответа")
        return self

    def question(self, question_id: str) -> Question:
        """The question with this id."""
        return next(q for q in self.questions if q.id == question_id)

    def passing(self, condition: Filter) -> str:
        """The answers that a filter lets pass, as they are listed in a sentence: «А», «Б» или «В»."""
        titles = self.question(condition.question).options
        *others, last = [f"«{title}»" for code, title in titles.items() if code in condition.options]
        return f"{', '.join(others)} или {last}" if others else last

    def version(self, version_id: str) -> Questionnaire:
        """The questionnaire as it stood in a version («2024»); empty: the present one.

        Raises:
            PainmapError: There is no such version.
        """
        if not version_id:
            return self
        known = {former.id: former for former in self.versions}
        if version_id not in known:
            where = f"params/questionnaires/{self.id}.yaml, поле versions"
            raise unknown_name("Версия анкеты", version_id, known, where=where)
        former = known[version_id]
        changed = {one.id: one for one in former.questions}
        asked = {
            q.id: changed[q.id].stood(q) if q.id in changed else q
            for q in self.questions
            if q.id not in former.absent
        }
        order = former.order or tuple(asked)
        return self.model_copy(update={"questions": tuple(asked[id_] for id_ in order), "versions": ()})

    @property
    def all_versions(self) -> dict[str, Questionnaire]:
        """Id of a version → the questionnaire as it stood; the present one, whose id is empty, first."""
        return {id_: self.version(id_) for id_ in ("", *(former.id for former in self.versions))}


class Wave(Params):
    """A wave («замер») of a study, dates included.

    Attributes:
        version: Version of the questionnaire; empty: the present one.
        mode, service: Where this wave was held otherwise than the study says.
        offered: People who were asked, if known.
        started: Questionnaires opened or handed out, where the service counts them.
        population: How many people or grants there were to ask about (users of the service, measures
            granted), in `Study.population_unit`.
    """

    id: WaveId
    start: date
    end: date
    version: WaveId | Literal[""] = ""
    mode: Literal["online", "offline", "mixed"] | None = None
    service: str | None = None
    offered: int | None = Field(default=None, ge=0)
    started: int | None = Field(default=None, ge=0)
    population: int | None = Field(default=None, ge=0)


class Study(File):
    """`params/studies/<id>.yaml`: «паспорт исследования».

    Attributes:
        population: Who was asked and how they were chosen, in words.
        population_unit: What `Wave.population` counts («пользователей сервиса», «предоставленных мер»).
        breakdowns: Questions by whose options the scaled ones are cross-tabulated; never of staff.
        margins: Question → option → known share in the population, for post-stratification weights.
    """

    id: Id
    title: Text
    purpose: Text
    object: Text
    questionnaire: Id
    client_kind: ClientKind
    mode: Literal["online", "offline", "mixed"]
    kind: Literal["quantitative", "qualitative"]
    service: str = ""
    population: str = ""
    population_unit: str = ""
    breakdowns: tuple[Id, ...] = ()
    margins: dict[Id, dict[str, Share]] = Field(default_factory=dict)
    waves: tuple[Wave, ...]

    def wave(self, wave_id: str) -> Wave | None:
        """The wave with this id; None if the study has no such one."""
        return next((wave for wave in self.waves if wave.id == wave_id), None)

    def within(self, start: date, end: date) -> tuple[Wave, ...]:
        """Waves of which at least one day lies from `start` to `end`, in their order."""
        return tuple(wave for wave in self.waves if wave.start <= end and wave.end >= start)

    def mode_of(self, wave: Wave) -> Literal["online", "offline", "mixed"]:
        """How a wave was held."""
        return wave.mode or self.mode

    def service_of(self, wave: Wave) -> str:
        """With what a wave was held."""
        return self.service if wave.service is None else wave.service
