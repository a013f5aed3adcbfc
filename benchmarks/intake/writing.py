"""A made-up register of appeals, as csv or as workbooks: 8 columns, letters of 60 words."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

TITLES = ("Номер", "Поступило", "Канал", "Вид", "Содержание", "Ответ дан", "Итог", "Телефон")
WORDS_OF_TEXT = 60
_FIRST_DAY, _DAYS = date(2023, 1, 1), 730
# How often the words of a language occur: Zipf's law.
_VOCABULARY = 20_000
_CONSONANTS, _VOWELS = "бвгджзклмнпрстфхцчшщ", "аеиоуыэюя"


def vocabulary() -> list[str]:
    """Made-up words of one to four syllables, as long as Russian ones, the first ones the most frequent."""
    draw = random.Random(5)
    words = {
        "".join(draw.choice(_CONSONANTS) + draw.choice(_VOWELS) for _ in range(draw.randint(1, 4)))
        + draw.choice(("", *_CONSONANTS))
        for _ in range(2 * _VOCABULARY)
    }
    return sorted(words, key=lambda word: (len(word) > 4, draw.random()))[:_VOCABULARY]


def letters(rows: int, seed: int) -> Iterator[str]:
    """Texts of 60 words; one in twenty is of a mailing, its own but for one word of it.

    Twenty mailings are under way at a time, each lasts for 8000 letters.
    """
    draw, words = random.Random(seed), vocabulary()
    weights = [1 / (rank + 10) for rank in range(len(words))]
    pool = draw.choices(words, weights, k=2_000_000)
    mailings: list[list[str]] = []
    for number in range(rows):
        start = draw.randrange(len(pool) - WORDS_OF_TEXT)
        text = pool[start : start + WORDS_OF_TEXT]
        draw.shuffle(text)
        if number % 400 == 0:
            place = number // 400 % 20
            mailings[place : place + 1] = [text]
        if number % 20 == 19:
            text = list(draw.choice(mailings))
            text[draw.randrange(WORDS_OF_TEXT)] = draw.choice(words)
        yield " ".join(text)


def register(rows: int, seed: int = 1) -> Iterator[list[str]]:
    """Rows of the register in the order of registration; one in a thousand has no date."""
    draw = random.Random(seed)
    for number, text in enumerate(letters(rows, seed), start=1):
        day = _FIRST_DAY + timedelta(days=(number - 1) * _DAYS // rows)
        answered = day + timedelta(days=draw.randint(1, 30))
        yield [
            f"{seed}-{number}",
            "" if number % 1000 == 0 else f"{day:%d.%m.%Y}",
            draw.choice(("Почта", "Сайт", "Приём")),
            draw.choice(("Жалоба", "Запрос", "Заявление")),
            text,
            f"{answered:%d.%m.%Y}",
            draw.choice(("Разъяснено", "Поддержано", "Отказано")),
            f"+7 9{draw.randrange(10**9):09d}",
        ]


def write_csv(path: Path, rows: int) -> None:
    """One file with all rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(TITLES)
        table.writerows(register(rows))


def write_books(folder: Path, rows: int, books: int) -> list[Path]:
    """So many workbooks with an equal part of the rows each."""
    paths = [folder / f"register-{number:02d}.xlsx" for number in range(books)]
    for seed, path in enumerate(paths, start=10):
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Реестр")
            sheet.write_row(0, 0, TITLES)
            for number, cells in enumerate(register(rows // books, seed), start=1):
                for place, cell in enumerate(cells):
                    sheet.write_string(number, place, cell)
    return paths
