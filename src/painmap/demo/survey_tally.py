"""A survey on paper, summed up by hand: question, option, number of answers; cp1251 with `;`."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from painmap.demo.registers import DEMO
from painmap.params.models import Question, Questionnaire, Wave


def write_tally(
    questionnaire: Questionnaire, answers: Sequence[Sequence[Sequence[str]]], wave: Wave, path: Path
) -> None:
    """Counts of the closed questions; `answers`: of each respondent the cells of each question.

    What people wrote in their own words is not summed up.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([f"Свод ответов на анкеты, {wave.start.year} год. {DEMO}"])
    writer.writerow(["Всего анкет", "", len(answers)])
    writer.writerow(["Опрос окончен", "", f"{wave.end:%d.%m.%Y}"])
    writer.writerow(["Вопрос", "Вариант", "Число ответов", "Доля, %"])
    for i, question in enumerate(questionnaire.questions):
        if question.kind == "open":
            continue
        counts = Counter(cell for respondent in answers for cell in respondent[i])
        for j, label in enumerate(_labels(question, questionnaire)):
            share = f"{100 * counts[label] / len(answers):.1f}".replace(".", ",")
            writer.writerow([question.text if j == 0 else "", label, counts[label] or "-", share])
    path.write_bytes(stream.getvalue().encode("cp1251"))


def _labels(question: Question, questionnaire: Questionnaire) -> list[str]:
    if question.kind == "nps":
        return [str(mark) for mark in range(11)]
    return list(questionnaire.scales[question.scale].labels if question.scale else question.options.values())


def _options(questionnaire: Questionnaire, question: Question) -> list[str]:
    """The answers that a questionnaire offers, as it prints them."""
    if question.kind == "nps":
        return [str(value) for value in range(11)]
    return list(questionnaire.scales[question.scale].labels if question.scale else question.options.values())
