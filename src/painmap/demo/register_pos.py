"""Messages of the «платформа обратной связи»: status, category, text, the agency's answer, a seldom mark."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from painmap.demo.classified import classifier, rows_of, word_for, write_sheet
from painmap.demo.messages import words
from painmap.demo.records import Record
from painmap.demo.registers import Sheet, words_of
from painmap.params.models import Format

_TITLES = (
    "Номер сообщения", "Дата создания", "Статус", "Категория", "Подкатегория", "Муниципалитет", "Текст",
    "Крайний срок", "Дата ответа", "Текст ответа", "Оценка",
)  # fmt: skip
_TERM_DAYS = (8, 10, 30, 30, 30)
_MARKED = 0.13
_CLOSED = "Закрыто"
_OWN = ("request", "suggestion", "thanks", "offtopic")


def write_pos(sheet: Sheet, layout: Format, path: Path) -> None:
    """A header and a row for each message, by day; days with the time of day, as text."""
    outcomes = words_of(layout)["outcome_code"]
    lines: list[list[str | int]] = [[*_TITLES], *(_row(record, sheet, outcomes) for record in rows_of(sheet))]
    write_sheet(path, "Сообщения", lines, (_TITLES.index("Текст"), _TITLES.index("Текст ответа")))


def _row(record: Record, sheet: Sheet, outcomes: dict[str, str]) -> list[str | int]:
    # Of the message alone: next year's export repeats the messages that are still open.
    rng = random.Random(f"pos/{record.appeal_id}")
    word = word_for("pos", sheet, record.topic, rng)
    created = datetime(
        record.day.year, record.day.month, record.day.day, rng.randint(7, 22), rng.randrange(60)
    )
    term = created + timedelta(days=rng.choice(_TERM_DAYS))
    mark: str | int = rng.choice((1, 1, 2, 3, 4, 5, 5)) if rng.random() < _MARKED else ""
    reply = _reply(record, rng)
    hours, minutes = rng.randint(9, 17), rng.randrange(60)
    shown = record.as_known(sheet.received).result
    answered = f"{shown.answered:%d.%m.%Y} {hours:02}:{minutes:02}" if shown.answered else ""
    return [
        record.appeal_id, f"{created:%d.%m.%Y %H:%M}", outcomes[shown.outcome] if shown.outcome else _CLOSED,
        classifier("pos").get(word, ""), word, record.municipality, record.text, f"{term:%d.%m.%Y %H:%M}",
        answered, reply if answered else "", mark if answered else "",
    ]  # fmt: skip


def _reply(record: Record, rng: random.Random) -> str:
    """What the agency answers: to a question, a suggestion, thanks or a complaint in words of its own."""
    about = record.category if record.category in _OWN else record.kind
    texts = words("pos").get(about, words("pos")["complaint"])
    outcome = record.result.outcome
    if outcome == "forwarded":
        texts = words("pos")["offtopic"]
    return str(rng.choice(texts.get(outcome, [""]))).replace("[орган]", record.body)
