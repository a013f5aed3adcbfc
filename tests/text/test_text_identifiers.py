"""Each rule with what it must find, drawn as `‹…›`, and a near miss that it must leave alone."""

import re
import time

import pytest
from identifier_cases import CASES

from painmap.text.deidentify import RECOGNISERS, identifiers, mask_many
from painmap.text.personal.base import PLACEHOLDERS, Facts, traits
from painmap.text.personal.checksums import is_card, is_entrepreneur, is_firm_inn, is_person_inn, is_snils

_MARK = re.compile("‹([^›]*)›")
_RULES = {r.rule: r for r in RECOGNISERS}
_ADDRESSES = [r for r in RECOGNISERS if r.type == "ADDRESS" and not r.rule.startswith("own-")]
_IDENTIFIERS = [
    r for r in RECOGNISERS if r.type not in {"PERSON", "ADDRESS"} and not r.rule.startswith("own-")
]


def found(rule: str, text: str) -> set[str]:
    return {text[start:end] for start, end in _RULES[rule].find(text, Facts())}


@pytest.mark.parametrize(("rule", "marked", "_"), CASES)
def test_a_rule_finds_what_is_drawn(rule: str, marked: str, _: str) -> None:
    assert found(rule, _MARK.sub(r"\1", marked)) == set(_MARK.findall(marked))


@pytest.mark.parametrize(("rule", "_", "near_miss"), CASES)
def test_a_rule_leaves_a_near_miss_alone(rule: str, _: str, near_miss: str) -> None:
    assert found(rule, near_miss) == set()


def test_every_rule_has_a_case_and_says_why() -> None:
    assert {rule for rule, _, _ in CASES} == {r.rule for r in _IDENTIFIERS}
    assert len(_RULES) == len(RECOGNISERS)
    assert all(r.reason and 0 < r.score < 1 and r.type in PLACEHOLDERS for r in RECOGNISERS)


@pytest.mark.parametrize(("rule", "marked", "_"), CASES)
def test_what_a_rule_finds_is_masked_whole_and_once(rule: str, marked: str, _: str) -> None:
    once = mask_many([_MARK.sub(r"\1", marked)])[0].text
    assert not any(secret in once for secret in _MARK.findall(marked))
    assert mask_many([once])[0].spans == ()


PUBLIC = (
    "Закон № 59-ФЗ нарушен, школа № 12 закрыта с 10-00 до 12-30.",
    "Автобус № 15 не ходит с 01.02.2025, маршрут 24 ехал 40 минут.",
    "Задолженность 123 456 789 рублей 50 копеек, цена 1 250 000 руб.",
    "Постановление от 12.05.2020 № 354 не исполняется, ст. 12.5 ч. 1 КоАП РФ.",
    "СанПиН 2.1.3684-21, ГОСТ Р 50597-2017, п. 4.2.3 правил, СНиП 23-05-95.",
    "Работают с 8-00 до 17-00, перерыв 12-00-13-00, температура -25 -30 градусов.",
    "Показания счётчика 12345 и 67890, в доме 12 квартир и 2 подъезда.",
    "Телефон горячей линии не отвечает 3 дня, ждал 45 минут, звоните 112.",
    "Звонила 12.03.2024 в 10:30, заявление от 12.03.2024 не рассмотрено.",
    "Карта маршрута не обновлялась, счёт за март 12 345,67 руб.",
    "Молоко 2000 гр, с 100 на 200 поднялась плата, в 200 км от города.",
    "Горячая линия 8 (800) 000-00-00 молчит, 8-800-000-00-00 тоже, и 8 800 000 00 00.",
    "Контракт № 2490900123424000012, письмо Минфина № 03-04-05/12345, маршрут 8-12-45.",
    "Пособие на рождение третьего ребёнка с 01.01.2024, куплено молоко, 2000 гр, хлеб.",
    "Бродячая собака кусает детей, сообщество vk.com/club193059638 молчит.",
)


@pytest.mark.parametrize("text", PUBLIC)
def test_public_life_stays(text: str) -> None:
    assert identifiers(text) == ()


def test_placeholders_say_what_a_number_was() -> None:
    text = (
        "Полис ОМС 1234567890123456, участок 46:29:102030:123, свидетельство I-БД № 123456, в/у 99 12 345678"
    )
    assert mask_many([text])[0].text == (
        "Полис ОМС [номер полиса], участок [кадастровый номер], свидетельство [номер свидетельства],"
        " в/у [номер документа]"
    )


def test_check_sums() -> None:
    for check, right in ((is_snils, "112-233-445 95"), (is_person_inn, "500100732259"),
                         (is_firm_inn, "7707083893"), (is_card, "4111 1111 1111 1111"),
                         (is_entrepreneur, "319000000543219")):  # fmt: skip
        assert check(right)
        assert not check(right[:-1] + str((int(right[-1]) + 1) % 10))
        assert not check(right[:-1])


UNITS = (
    "1", " ", "а", "А", "ул. ", "кв 1 ", "8 ", "@", "a@", "a@b.", "проживаю ", "живу на ул. ", "адрес: ",
    "серия ", "т. ", "1-", "№ ", "паспорт ", "обращение № 1, ", "собака ", "вк ", "1 лет ", "ул. А",
    "тел 1", "1.", "(1", "+7 ", "Мира 5 ", "дом 5 ", "А.", "госномер ", "А123", "I-АБ ", "свидетельство ",
    "11:22:", "договор а ", "родился а ", "1 января ", "карта 1 ", "a точка ", "vk.com/", "vk.com/a,", "https://",
    "а-а ", "1/", "ООО 1", "снилс 1", "полис а ", "мой дом на ", "у мамы ул. ", "где я живу ",
    "ул. А 1 мой дом ", "восемь ", "восемь-1 ", "г. А Б 99-1, ", "2011, ", "дом семь ", "кв. 9 по А ",
    "a1 бк ру ", "live:a", "у нас с/т «а» ", "телефон три два ", "Иваново, Мира 9, ",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_no_rule_is_slow_on_100_000_characters(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    traits(text)
    for recogniser in (*_IDENTIFIERS, *_ADDRESSES):
        started = time.process_time()
        for _ in recogniser.find(text, Facts()):
            pass
        assert time.process_time() - started < 1, recogniser.rule


def test_letters_that_are_two_in_lower_case_shift_nothing() -> None:
    assert found("snils-after-word", "İİİ снилс 112-233-445 95") == {"112-233-445 95"}
