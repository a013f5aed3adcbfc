"""What offices write into the cells of their registers: who, where, by which letter, in whose hands."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

from painmap.demo.records import Record
from painmap.demo.registers import DEMO

_CREATED = datetime(2024, 1, 1)


def rng_of(seed: str, record: Record) -> random.Random:
    """The generator of one row: a record looks the same in each year's file."""
    return random.Random(f"{seed}/{record.appeal_id}/{record.day}")


def applicant(record: Record, rng: random.Random) -> str:
    """Name with the mark that a clerk makes of the office's own people; anonymous ones by a word."""
    name, is_own = record.person.name, record.client_kind == "internal"
    if not name:
        return "Сотрудник (без подписи)" if is_own else rng.choice(("Аноним", "Без подписи"))
    return f"{name} (сотрудник)" if is_own else name


def postal_address(record: Record) -> str:
    """The address with the kind of town; empty where the clerk did not find out who writes."""
    person = record.person
    if not person.address or record.client_kind != "external":
        return ""
    return f"г. {person.address}" if person.place.municipality.startswith("г. ") else person.address


def phone(number: str, rng: random.Random) -> str:
    """A telephone in one of the ways in which people write it."""
    digits = "".join(c for c in number if c.isdigit())[1:]
    area, rest = digits[:3], (digits[3:6], digits[6:8], digits[8:])
    forms = (number, f"8{digits}", f"8-{area}-{'-'.join(rest)}", f"8 ({area}) {rest[0]}-{rest[1]}-{rest[2]}")
    return rng.choice(forms)


def open_book(path: Path, title: str) -> Any:
    """A new xlsx whose bytes depend on nothing but its cells."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "comments": DEMO, "created": _CREATED})
    return book


def write_cells(page: Any, row: int, cells: list[Any], styles: dict[str, Any]) -> None:
    """One row: texts, numbers, days and moments as Excel keeps them; empty cells are not written."""
    for column, cell in enumerate(cells):
        if isinstance(cell, datetime):
            page.write_datetime(row, column, cell, styles["moment"])
        elif isinstance(cell, date):
            page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), styles["day"])
        elif isinstance(cell, int):
            page.write_number(row, column, cell)
        elif cell:
            page.write_string(row, column, cell)


def styles_of(book: Any) -> dict[str, Any]:
    """Styles by name: title, head, day, moment."""
    return {
        "title": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}),
        "day": book.add_format({"num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
    }
