"""Odd texts are marked as what they are; ordinary ones are not."""

import time

import pytest

from painmap.text.mentions.reading import MAX_CHARACTERS
from painmap.text.nature import NATURES, is_abusive, nature


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, {"empty"}),
        (" \n", {"empty"}),
        ("[ФИО 1] [телефон]", {"empty"}),
        ("👍👍👍", {"no_letters"}),
        ("12-05, 7", {"no_letters"}),
        ("Ужас", {"one_word"}),
        ("Hello, my dear friend", {"foreign"}),
        ("ПОЧЕМУ НЕ РАБОТАЕТ ОСВЕЩЕНИЕ", {"capitals"}),
        ("Сан хIинца а кхиъна дац, хIара ба", {"national"}),
        ("Дорога разбита, ма догIу дика хIума, помогите нам, пожалуйста", {"national"}),
        ("ма нултанда хынзер тарця ёльць ненэця", {"national"}),
        ("Нултанда хынзер дом тарця ёльць", {"national"}),
        ("Школа нужна в посёлке, ӈэсы мядо” ӈока", {"national"}),
        (
            "Ремонта нет, снега много, а хынзер нултанда тарця ёльць мядырма соба, помогите нам всем",
            {"national"},
        ),
        ("статья 10 Федерального закона от 02.05.2006 № 59-ФЗ", {"quotation"}),
        ("«В соответствии с пунктом 3 Правил и приказом № 5 запись ведётся, п. 4 приказа»", {"quotation"}),
        ("а ещё" + " слово" * (MAX_CHARACTERS // 6), {"huge"}),
        ("какого х*** не работает лифт", {"abuse"}),
    ],
)
def test_marked_as_what_it_is(text: str | None, expected: set[str]) -> None:
    assert nature(text) == expected
    assert expected <= set(NATURES)


@pytest.mark.parametrize(
    "text",
    [
        "Не работает лифт в третьем подъезде.",
        "Прошу выдать справку в МФЦ по адресу [адрес]",
        "Согласно ст. 10 закона мне должны ответить",
        "Обращался в ООО Google Pay, деньги не вернули",
        "Кв1 и дом2 без воды, подъезд1 тоже",
        "Магомедова Патимат и Явтысый Иса живут в доме",
    ],
)
def test_ordinary_texts_are_not_marked(text: str) -> None:
    assert nature(text) == frozenset()


@pytest.mark.parametrize(
    "text", ["они охуели", "сууука", "говнюки", "cyка", "заебали", "пиздец", "м********"]
)
def test_abuse_in_any_form(text: str) -> None:
    assert is_abusive(text)


@pytest.mark.parametrize(
    "text",
    [
        "Нас страхуют, ребёнка застрахуй, хлеба требует учёба, тебе небо",
        "Сучья и ветки, мандат, команда, сукно, бляшки, похудеть, дохода, рубля",
        "Карта **** 1234, 8 *******-02",
        "Рассрочка, срания нет: собрания, сохранный",
    ],
)
def test_ordinary_words_are_no_abuse(text: str) -> None:
    assert not is_abusive(text)


HUGE = {
    "word": "а" * 1_000_000,
    "law": "ст. 10 " * 140_000,
    "brackets": "[" * 1_000_000,
    "stars": "*" * 1_000_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_a_megabyte_is_marked_at_once(text: str) -> None:
    begun = time.process_time()
    assert "huge" in nature(text)
    assert time.process_time() - begun < 2
