"""Made-up records, and the registers of office formats that the tests write by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from painmap.demo.people import Person
from painmap.demo.phrases import Place
from painmap.demo.records import Outcome, Record
from painmap.demo.registers import Sheet

ROOT = Path(__file__).parents[2]
RECEIVED = date(2025, 2, 1)
LISTS = {
    "channel_code": {"post": (), "email": (), "secretary": (), "reception": ()},
    "channel_title": {"post": ("Почта",), "email": ("Эл. почта",)},
    "topic_code": {"01": ("Дороги", "01. Дороги"), "02": ("Свет", "02. Свет")},
}
DELO = [
    "Рег. №", "Дата рег.", "Корреспондент", "Вид доставки", "Вид обращения", "Содержание", "Рубрика",
    "Повторное/Коллективное", "Резолюция", "Исполнитель", "Факт. дата", "Контроль", "Результат",
]  # fmt: skip
JOURNAL = [
    "№ п/п", "Дата", "ФИО, адрес, тел.", "Как поступило", "Краткое содержание", "Кому поручено", "Срок",
    "Дата и № ответа", "Результат", "Примечание",
]  # fmt: skip

_PLACE = Place("Озёрск", "Озёрска", "в Озёрске", "Озёрск", 1, "г. Озёрск", 0)


def person(key: int, **changes: Any) -> Person:
    """A made-up citizen with a name, an address and a telephone."""
    values: dict[str, Any] = {
        "key": key, "name": f"Ёлкина{key} Анна Петровна", "short_name": "", "applicant": "person", "firm": "",
        "is_female": True, "place": _PLACE, "phone": f"+7 900 001-00-{key:02d}", "email": "", "source_id": "",
        "address": f"Озёрск, ул. Тихая, д. {key}, кв. 3",
    }  # fmt: skip
    return Person(**values | changes)


def record(number: int, **changes: Any) -> Record:
    """An appeal by post, registered on the `number`-th day of 2024 and answered by letter in 9 days."""
    day = changes.pop("day", date(2024, 1, 1) + timedelta(days=number))
    who = changes.pop("person", None) or person(number)
    values: dict[str, Any] = {
        "category": "problem", "problem": "p01", "client_kind": "external", "channel": "post",
        "form": "written", "kind": "complaint", "topic": "01", "reason": "", "text": f"О дороге № {number}",
        "is_annotation": True, "unit": "Отдел писем", "executor": "Сосновский А.А.\nБерёзин Б.Б.",
        "municipality": "г. Озёрск", "is_repeat": False, "is_collective": False,
        "result": Outcome(answered=day + timedelta(days=9), outcome="explained"),
        "appeal_id": f"02-Г-{number}/{day:%y}", "row": number,
    }  # fmt: skip
    return Record(day=day, person=who, **values | changes)


def sheet(records: Sequence[Record], carried: Sequence[Record] = ()) -> Sheet:
    """The register of 2024 as it was handed in on `RECEIVED`, without bad rows."""
    return Sheet(2024, "Реестр", RECEIVED, records, carried, "seed", (), LISTS)


def rows_of(header: Sequence[str], *rows: dict[str, Any]) -> list[list[Any]]:
    """The header and rows given by title; the other cells are empty."""
    return [list(header), *([row.get(title, "") for title in header] for row in rows)]
