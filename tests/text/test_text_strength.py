"""Strong wording: anger is seen, emphasis alone is not."""

from __future__ import annotations

import pytest

from painmap.text.strength import strong

WORDS = frozenset({"кошмар", "безобразие"})


@pytest.mark.parametrize(
    "text",
    [
        "Это просто кошмар, третий месяц без воды",
        "Полное безобразием назвать мало",
        "Когда это кончится!!",
        "СКОЛЬКО МОЖНО ЖДАТЬ ОТВЕТА ИЗ ВЕДОМСТВА",
    ],
)
def test_anger_is_seen(text: str) -> None:
    assert strong([text], WORDS) == [True]


PLAIN = ["Нет воды третий месяц", "Спасибо за ответ!", "Прошу выдать справку в МФЦ", ""]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_complaint_is_not_strong(text: str) -> None:
    assert strong([text], WORDS) == [False]
