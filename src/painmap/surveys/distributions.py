"""Distributions: respondents by answer to a question, with shares of those who answered it."""

from __future__ import annotations

from painmap.params.models import Filter, Question, Questionnaire
from painmap.report_data import Number, Table, TableRow
from painmap.stats import cells
from painmap.surveys.gate import sentences
from painmap.surveys.periods import FEW, Answered, TwoPeriods, labels, survey_table

_SEVERAL = "Можно было выбрать несколько вариантов; доли — от числа ответивших, вместе могут превышать 100 %."
_FOR_SOME = "Вопрос задавался тем, кто на вопрос «{question}» ответил {answers}"
_NOBODY = "В отчётном периоде ответов на вопрос нет"
_NOW = ("period", "share")
_THEN = ("previous", "previous_share")
_CHANGES = ("change", "change_share")


def distribution(two: TwoPeriods, question: Question) -> Table | None:
    """A row per answer and the sum of those who answered; None where nobody did in either period."""
    titles = labels(question, two.setting.questionnaire)
    now, base = _counts(two.now, question)
    was, base_before = _counts(two.before, question)
    if not base and not base_before:
        return None
    signs = _signs(two, question, (base, base_before))
    rules = two.setting.defaults.shares
    rows = []
    counted = [(label, code, now.get(code, 0), was.get(code, 0)) for code, label in titles.items()]
    for label, code, n, before in counted:
        then = (before, base_before) if base_before else None
        compared = cells.comparison((n, base), then, rules) | signs
        rows.append(TableRow(label=label, code=code, cells=dict(compared)))
    then = (base_before, base_before) if base_before else None
    total = cells.comparison((base, base), then, rules) | signs
    rows.append(TableRow(label="Всего ответивших", role="total", cells=dict(total)))
    return survey_table(
        two,
        question.id,
        question.text,
        "ответивших",
        columns=cells.COMPARISON,
        rows=tuple(rows),
        base=None if two.is_few(base) else base,
        paragraph=question.paragraph,
        is_additive=question.kind != "multi",
        notes=tuple(_notes(two, question, (base, base_before))),
    )


def _counts(answered: Answered, question: Question) -> tuple[dict[str, int], int]:
    """Respondents by answer code, and all who answered."""
    rows = answered.to(question)
    counts = {str(code): int(n) for code, n in rows["code"].value_counts().items()}
    return counts, int(rows["person"].nunique())


def _signs(two: TwoPeriods, question: Question, bases: tuple[int, int]) -> dict[str, Number]:
    """What stands instead of figures: of no answers, of too few answers, of answers that are not compared."""
    now, before = bases
    signs: dict[str, Number] = {}
    if not now:
        signs |= dict.fromkeys((*_NOW, *_CHANGES), cells.UNKNOWN)
    if two.barriers.get(question.id, ""):
        # Beside another form of the question a difference of the answers says nothing.
        signs |= dict.fromkeys(_CHANGES, cells.UNKNOWN)
    for base, keys in ((now, _NOW), (before, _THEN)):
        signs |= dict.fromkeys((*keys, *_CHANGES), FEW) if two.is_few(base) else {}
    return signs


def _notes(two: TwoPeriods, question: Question, bases: tuple[int, int]) -> list[str]:
    condition = None if two.now.is_tally else question.only_if
    notes = [_for_whom(condition, two.setting.questionnaire)] if condition else []
    notes += [_SEVERAL] if question.kind == "multi" else []
    if not bases[0]:
        return [*notes, _NOBODY]
    reason = two.barriers.get(question.id, "")
    return [*notes, *sentences({"": reason if two.before.received else ""})]


def _for_whom(condition: Filter, form: Questionnaire) -> str:
    """To whom a question was put."""
    asked = form.question(condition.question)
    return _FOR_SOME.format(question=asked.text, answers=form.passing(condition))
