"""What of a masked text may be printed, and whose."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from painmap.text.quoting import may_be_quoted, opening, part, shortened

MATTER = "Очередь на приём занимают с ночи, талонов не хватает никому."


@pytest.mark.parametrize(
    "text",
    [
        MATTER,
        f"Здравствуйте! {MATTER}",
        f"добрый день {MATTER}",
        f"[ФИО 1], здравствуйте. {MATTER}",
        f"Уважаемый руководитель! Обращаюсь к вам вот по какому делу. {MATTER}",
        f"Мне 54 года. {MATTER} У меня трое детей и больная мать.",
        f"Тест. {MATTER}",
        f"  {MATTER}\n\nС уважением, [ФИО 1], [телефон]",
    ],
)
def test_the_first_sentence_that_speaks_to_the_matter(text: str) -> None:
    assert opening(text, 200) == MATTER


def test_a_short_sentence_takes_the_next_one_with_it() -> None:
    assert opening(
        "Врача в посёлке нет. Ждать до марта. Дома трое детей и больная мать, помочь некому.", 200
    ) == ("Врача в посёлке нет. Ждать до марта. Дома трое детей и больная мать, помочь некому.")


@pytest.mark.parametrize("end", ["Ответ прошу направить на почту.", "С уважением.", "Мой телефон [телефон]."])
def test_courtesies_and_contacts_end_it(end: str) -> None:
    assert opening(f"Врача в нашем посёлке нет с весны. {end}", 200) == "Врача в нашем посёлке нет с весны."


@pytest.mark.parametrize("text", ["", "тест", ".", "[ФИО 1], [адрес], [телефон]", "Лист без текста"])
def test_what_says_too_little_is_not_printed(text: str) -> None:
    assert opening(text, 200) == ""


def test_a_long_sentence_is_cut_behind_a_word() -> None:
    said = opening("слово " * 200_000, 200)
    assert len(said) <= 200
    assert said.endswith("слово…")
    assert shortened("Кратко.", 200) == "Кратко."
    assert part("Один\nдва  три", 5, 13) == "два три"


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Нет приёма на ул. Победы с прошлой зимы, двери закрыты и никого. Дома дети."
    assert opening(text, 200) == "Нет приёма на ул. Победы с прошлой зимы, двери закрыты и никого."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("client_kind", "internal"),
        ("client_kind", None),
        ("is_count_only", True),
        ("is_sensitive", True),
        ("is_sensitive", None),
        ("text", None),
    ],
)
def test_whose_words_are_never_printed(field: str, value: Any) -> None:
    row = {"client_kind": "external", "is_count_only": False, "is_sensitive": False, "text": MATTER}
    assert may_be_quoted(pd.DataFrame([row])).tolist() == [True]
    assert may_be_quoted(pd.DataFrame([row | {field: value}])).tolist() == [False]
