"""`params/questionnaires/<id>.yaml` and `params/studies/<id>.yaml`: what is asked, and when of whom."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from painmap.errors import listed
from painmap.params.models.base import ClientKind, File, Id, Params, Text, WaveId


class Scale(Params):
    """Labels of an ordinal scale with their values; None for «затрудняюсь ответить»."""

    labels: dict[str, int | None]


class Question(Params):
    """A question of a questionnaire.

    Attributes:
        kind: `scale` (ordinal), `nps` (0–10), `single`, `multi`, `open`.
        aspect: Parameter of the order that it measures, with its paragraph.
        is_satisfaction: Whether low values count as negative feedback.
    """

    id: Id
    text: Text
    kind: Literal["scale", "nps", "single", "multi", "open"]
    scale: str = ""
    options: dict[str, str] = Field(default_factory=dict)
    aspect: str = ""
    paragraph: str = ""
    is_satisfaction: bool = False


class Questionnaire(File):
    """`params/questionnaires/<id>.yaml`."""

    id: Id
    title: Text
    client_kind: ClientKind
    scales: dict[str, Scale] = Field(default_factory=dict)
    questions: tuple[Question, ...]

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


class Wave(Params):
    """A wave of a study: dates included; `offered` is the number of people who were asked, if known."""

    id: WaveId
    start: date
    end: date
    offered: int | None = None


class Study(File):
    """`params/studies/<id>.yaml`: «паспорт исследования»."""

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
    waves: tuple[Wave, ...]
