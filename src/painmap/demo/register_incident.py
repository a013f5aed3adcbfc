"""Messages of social networks from «Инцидент Менеджмент»: mark-up, mentions, tails, rows that stand twice."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from painmap.demo.classified import classifier, rows_of, word_for, write_sheet
from painmap.demo.records import Record
from painmap.demo.registers import Sheet, words_of
from painmap.params.models import Format

# The exporter of those years wrote no header.
_BARE_UNTIL = 2023
_TWICE = 0.02
_MENTIONED, _TAGGED, _TAILED = 0.16, 0.08, 0.1
_GROUPS = ("Подслушано у нас", "Новости округа", "Жалобная книга")
_TAILS = (
    "Подписывайтесь на наш канал, чтобы не пропустить новости",
    "Подпишись: все новости посёлка",
    "Источник: сообщество жителей",
)
_KINDS = ("Решаемый", "Решаемый", "Решаемый", "Не решаемый")


def write_incident(sheet: Sheet, layout: Format, path: Path) -> None:
    """Rows by day, a few of them twice; a header but in the oldest exports."""
    rng, outcomes = random.Random(f"{sheet.seed}/incident"), words_of(layout)["outcome_code"]
    lines: list[list[Any]] = [] if sheet.year <= _BARE_UNTIL else [[*layout.titles]]
    for record in rows_of(sheet):
        cells = _cells(record, sheet, outcomes)
        line = [cells[title] for title in layout.titles]
        lines += [line] * (2 if rng.random() < _TWICE else 1)
    write_sheet(path, "Инциденты", lines, (layout.titles.index("Текст инцидента"),))


def _cells(record: Record, sheet: Sheet, outcomes: dict[str, str]) -> dict[str, Any]:
    # Of the message alone: next year's export repeats the messages that are still open.
    rng = random.Random(f"incident/{record.appeal_id}")
    theme = word_for("incident", sheet, record.topic, rng)
    created = datetime(record.day.year, record.day.month, record.day.day) + timedelta(
        seconds=rng.randrange(7 * 3600, 23 * 3600)
    )
    known = record.as_known(sheet.received).result
    closed = None
    if known.answered:
        closed = max(
            created + timedelta(minutes=rng.randint(20, 50)),
            datetime(known.answered.year, known.answered.month, known.answered.day, 9)
            + timedelta(seconds=rng.randrange(8 * 3600)),
        )
        # An answer of the same day must not slip over midnight.
        closed = min(closed, datetime(known.answered.year, known.answered.month, known.answered.day, 23, 59))
    is_open = known.outcome == "pending"
    return {
        "Отдел": record.unit, "Исполнитель": record.executor,
        "Время с начала создания инцидента до окончания": _lasted(created, closed, rng),
        "Текущий шаг инцидента": "Подготовка ответа" if is_open else "Завершён",
        "Дата создания": created, "Дата окончания": closed or "",
        "Группа тем": classifier("incident").get(theme, ""), "Тема": theme, "Регион": "",
        "Муниципалитет": record.municipality, "Населённый пункт": record.person.place.nom,
        "Улица": "", "Дом": "", "Тип инцидента": rng.choice(_KINDS),
        "Итог": outcomes[known.outcome] if known.outcome and not is_open else "",
        "Текст инцидента": _text(record.text, rng), "Теги": "", "Номер инцидента": record.appeal_id,
    }  # fmt: skip


def _lasted(created: datetime, closed: datetime | None, rng: random.Random) -> str:
    """«11 days 12:10:25.217000», as the exporter prints a duration."""
    if closed is None:
        return ""
    days, seconds = divmod(int((closed - created).total_seconds()), 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rng.randrange(1000):03}000"
    return f"{days} days {clock}"


def _text(text: str, rng: random.Random) -> str:
    """The text with what a social network leaves around it."""
    if not text:
        return text
    if rng.random() < _MENTIONED:
        text = f"[club{rng.randint(10_000, 99_999)}|{rng.choice(_GROUPS)}], {text}"
    if rng.random() < _TAGGED:
        text = f"@admin_{rng.randint(100, 999)} {text}"
    if rng.random() < _TAILED:
        text = f"{text}\n{rng.choice(_TAILS)}"
    return text
