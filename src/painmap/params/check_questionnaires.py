"""Cross-checks of a questionnaire: what answers are told apart by, filter questions, former versions."""

from __future__ import annotations

from collections.abc import Iterator

from painmap.errors import PainmapError, listed, unknown_name
from painmap.params.models import Filter, FormerQuestion, FormerVersion, Question, Questionnaire
from painmap.params.references import positions, repeated, unknown
from painmap.schema import BLANK_QUESTION, UNREADABLE

# Kinds of questions whose options are written down.
CLOSED = ("single", "multi")


def questionnaire_faults(form: Questionnaire) -> Iterator[PainmapError]:
    """What stands in a questionnaire twice, though answers are told apart by it, and odd versions."""
    where = f"params/questionnaires/{form.id}.yaml"
    yield from repeated("Вопрос", [q.id for q in form.questions], where=f"{where}, поле questions")
    if BLANK_QUESTION in (q.id for q in form.questions):
        yield PainmapError(
            f"Идентификатор вопроса «{BLANK_QUESTION}» занят: так отмечаются анкеты без ответов",
            where=f"{where}, поле questions",
            remedy="выберите для вопроса другой идентификатор",
        )
    if any(UNREADABLE in q.options for q in form.questions):
        yield PainmapError(
            f"Код варианта «{UNREADABLE}» занят: так отмечаются ответы, которые не распознаны",
            where=f"{where}, поле questions",
            remedy="выберите для варианта другой код",
        )
    yield from _titles(form, f"{where}, поле questions")
    yield from _filters(form, f"{where}, поле questions")
    yield from repeated("Версия анкеты", [v.id for v in form.versions], where=f"{where}, поле versions")
    for number, former in enumerate(form.versions, start=1):
        faults = list(_version(former, form, where, f"versions[{number}]"))
        if faults:
            yield from faults
            continue
        stood, place = form.version(former.id), f"{where}, поле versions[{number}].questions"
        yield from _titles(stood, place)
        yield from _filters(stood, place)


def _titles(form: Questionnaire, where: str) -> Iterator[PainmapError]:
    # The export of an online form names columns by the text of the question.
    yield from repeated("Текст вопроса", [" ".join(q.text.split()) for q in form.questions], where=where)
    for number, question in enumerate(form.questions, start=1):
        options = question.options.values()
        yield from repeated("Вариант ответа", options, where=f"{where}[{number}].options")


def _filters(form: Questionnaire, where: str) -> Iterator[PainmapError]:
    """A filter is an earlier question with options, and leaves somebody out."""
    earlier: dict[str, Question] = {}
    for number, question in enumerate(form.questions, start=1):
        if question.only_if:
            place = f"{where}[{number}].only_if"
            yield from _filter(question, question.only_if, earlier, place)
        earlier[question.id] = question


def _filter(
    question: Question, condition: Filter, earlier: dict[str, Question], where: str
) -> Iterator[PainmapError]:
    asked = earlier.get(condition.question)
    if asked is None:
        yield unknown_name("Вопрос выше этого", condition.question, earlier, where=f"{where}.question")
        return
    if asked.kind not in CLOSED:
        yield PainmapError(
            f"Вопрос {question.id}: вопрос «{asked.id}» не отбирает ответивших: у него нет вариантов ответа",
            where=f"{where}.question",
            remedy=f"назовите вопрос вида {' или '.join(CLOSED)}",
        )
        return
    yield from unknown("Вариант ответа", positions("options", condition.options), asked.options, where=where)
    yield from repeated("Вариант ответа", condition.options, where=f"{where}.options")
    if set(condition.options) >= set(asked.options):
        yield PainmapError(
            f"Вопрос {question.id}: отбор никого не отсеивает, названы все варианты вопроса «{asked.id}»",
            where=f"{where}.options",
            remedy="уберите only_if или часть вариантов",
        )


def _version(former: FormerVersion, form: Questionnaire, where: str, field: str) -> Iterator[PainmapError]:
    today = {q.id: q for q in form.questions}
    changed = [q.id for q in former.questions]
    yield from unknown("Вопрос", positions(f"{field}.questions", changed, ".id"), today, where=where)
    yield from unknown("Вопрос", positions(f"{field}.absent", former.absent), today, where=where)
    yield from repeated("Вопрос", changed, where=f"{where}, поле {field}.questions")
    yield from repeated("Вопрос", former.absent, where=f"{where}, поле {field}.absent")
    if both := [id_ for id_ in changed if id_ in former.absent]:
        yield PainmapError(
            f"Вопросы названы и отсутствовавшими, и изменёнными: {listed(both)}",
            where=f"{where}, поле {field}.absent",
            remedy="оставьте каждый из них в одном из списков questions и absent",
        )
    for number, one in enumerate(former.questions, start=1):
        if one.id in today:
            yield from _stood(one, today[one.id], form, f"{where}, поле {field}.questions[{number}]")
    asked = set(today) - set(former.absent)
    if former.order and sorted(former.order) != sorted(asked):
        twice = [id_ for id_ in dict.fromkeys(former.order) if former.order.count(id_) > 1]
        odd = sorted(set(former.order) ^ asked) or twice
        yield PainmapError(
            f"Порядок вопросов версии «{former.id}» неполон, или в нём лишнее: {listed(odd)}",
            where=f"{where}, поле {field}.order",
            remedy="перечислите все вопросы версии, каждый один раз, или уберите order",
        )


def _stood(one: FormerQuestion, now: Question, form: Questionnaire, where: str) -> Iterator[PainmapError]:
    """A scale of a question with a scale, options of one with options."""
    if one.scale is not None and (now.kind != "scale" or one.scale not in form.scales):
        yield PainmapError(
            f"Вопрос {one.id}: шкала «{one.scale}» не описана"
            if now.kind == "scale"
            else f"Вопрос {one.id}: это не вопрос со шкалой",
            where=f"{where}.scale",
            remedy=f"опишите её в scales (известны: {listed(form.scales)})"
            if now.kind == "scale"
            else "уберите scale",
        )
    if one.options is not None and (now.kind not in CLOSED or not one.options):
        yield PainmapError(
            f"Вопрос {one.id}: нет вариантов ответа"
            if now.kind in CLOSED
            else f"Вопрос {one.id}: это не вопрос с вариантами ответа",
            where=f"{where}.options",
            remedy="перечислите варианты" if now.kind in CLOSED else "уберите options",
        )
