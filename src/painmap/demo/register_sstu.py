"""The list of questions from ССТУ.РФ: one to five rows for an appeal, codes of the classifier, no texts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from painmap.demo.classified import classifier, rows_of, word_for, write_sheet
from painmap.demo.phrases import weighted
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet, words_of
from painmap.demo.workdays import working_day
from painmap.params.models import Format

_TITLES = (
    "№ обращения", "Дата регистрации", "Форма обращения", "Вид обращения", "Источник поступления",
    "Код вопроса", "Наименование вопроса", "Результат рассмотрения вопроса", "Дата ответа", "Территория",
)  # fmt: skip
_SENDERS = {
    "Непосредственно от заявителя": 70, "Администрация Президента Российской Федерации": 13,
    "Администрация субъекта Российской Федерации": 10, "Прокуратура": 4, "Депутат": 3,
}  # fmt: skip
_QUESTIONS = {"1": 68, "2": 19, "3": 8, "4": 3, "5": 2}
# Result of the appeal → results that its further questions may have without changing it.
_FURTHER: dict[str, tuple[str, ...]] = {
    "upheld": ("upheld", "explained"),
    "upheld_partly": ("upheld", "refused", "explained"),
    "upheld_pending": ("upheld_pending", "upheld", "explained"),
    "refused": ("refused", "explained"),
    "explained": ("explained", "explained", "forwarded"),
}
_SPREAD_DAYS = 9


@dataclass(frozen=True)
class Question:
    """A question of an appeal with its final result; None where the register has a gap."""

    code: str
    outcome: str | None
    answered: date | None


def write_sstu(sheet: Sheet, layout: Format, path: Path) -> None:
    """A title line, a header, a row for each question, a closing line."""
    words = words_of(layout)
    lines: list[list[str]] = [[f"Результаты рассмотрения обращений за {sheet.year} год. {DEMO}"], [*_TITLES]]
    for record in rows_of(sheet):
        lines += _rows(record, sheet, words)
    lines.append([f"Всего вопросов: {len(lines) - 2}"])
    write_sheet(path, f"Вопросы {sheet.year}", lines, (_TITLES.index("Наименование вопроса"),))


def _rows(record: Record, sheet: Sheet, words: dict[str, dict[str, str]]) -> Iterator[list[str]]:
    # Of the appeal alone: next year's list repeats the appeals that are still open.
    rng = random.Random(f"sstu/{record.appeal_id}")
    sender = weighted(rng, _SENDERS)
    for question in questions(record, sheet, rng):
        is_open = question.answered is not None and question.answered > sheet.received
        outcome = "pending" if is_open else question.outcome
        answered = "" if is_open or question.answered is None else f"{question.answered:%d.%m.%Y}"
        yield [
            record.appeal_id, f"{record.day:%d.%m.%Y}", words["form_code"][record.form],
            words["appeal_kind"][record.kind] if record.kind else "", sender, question.code,
            classifier("sstu").get(question.code, ""), words["outcome_code"][outcome] if outcome else "",
            answered, record.municipality,
        ]  # fmt: skip


def questions(record: Record, sheet: Sheet, rng: random.Random) -> list[Question]:
    """The appeal's own question first, then further ones that leave its result and its answer as they are."""
    first = word_for("sstu", sheet, record.topic, rng)
    further = sorted(set(classifier("sstu")) - {first})
    codes = [first, *rng.sample(further, int(weighted(rng, _QUESTIONS)) - 1)]
    own = record.result.outcome
    outcomes = [own, *(rng.choice(_FURTHER.get(own, (own,))) if own else None for _ in codes[1:])]
    last = rng.randrange(len(codes))
    days = [_answered(record, rng) if i != last else record.result.answered for i in range(len(codes))]
    return [Question(*parts) for parts in zip(codes, outcomes, days, strict=True)]


def _answered(record: Record, rng: random.Random) -> date | None:
    """A day not after the appeal's answer."""
    answered = record.result.answered
    if answered is None:
        return None
    earlier = working_day(answered - timedelta(days=rng.randint(0, _SPREAD_DAYS)))
    return answered if earlier < record.day else earlier
