"""The mark of a version: one on paper and in the form, another as soon as anything is asked otherwise."""

from __future__ import annotations

import hashlib
import json

from painmap.params.models import Question, Questionnaire

_LENGTH = 8


def mark_of(questionnaire: Questionnaire, version: str = "") -> str:
    """`version` where it is a former one, else the beginning of a hash of all that is asked."""
    if version:
        return version
    asked = [
        [
            q.id,
            q.text,
            q.kind,
            list(q.options.items()),
            list(_labels(questionnaire, q.scale).items()),
            *_for(q),
        ]
        for q in questionnaire.questions
    ]
    text = json.dumps([questionnaire.title, questionnaire.lead, asked], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _for(question: Question) -> list[object]:
    """Nothing where the question is for everybody."""
    condition = question.only_if
    return [condition.question, list(condition.options)] if condition else []


def _labels(questionnaire: Questionnaire, scale: str) -> dict[str, int | None]:
    return questionnaire.scales[scale].labels if scale else {}
