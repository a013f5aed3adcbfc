"""Each rule with what it must find, drawn as `‹…›`, and a near miss that it must leave alone."""

import re
import time

import pytest

from painmap.text.deidentify import RECOGNISERS, identifiers, mask_many
from painmap.text.personal.base import PLACEHOLDERS, Facts, traits
from painmap.text.personal.checksums import is_card, is_firm_inn, is_person_inn, is_snils

# Check sums hold where a rule asks for them, of numbers made up here.
CASES = (
    ("email", "почта ‹ivan.petrov@example.ru›.Прошу ответить", "в 5@10 часов и @ без домена"),
    ("email", "ответ на ‹почта@пример.рф› жду", "пишите: ivan@точка.Прошу"),
    ("email-spaced", "почта ‹ivan_petrov @ example. ru› работает", "привет @ivan.petrov пишет"),
    ("email-spaced", "почта ‹ivan@example,ru›", "мне @example.ru"),
    ("email-cut", "почта ‹ivan82@mail› не читается", "цена 5@мailbox"),
    ("email-cut", "почта ‹ivan82@yandexru›", "ivan82@yandexrussia"),
    ("email-spoken", "пишите ‹ivan точка petrov собака example точка ru›", "у соседа собака лает.Прошу мер"),
    ("email-spoken", "e-mail ‹ivan82 (at) example.ru›", "встретились (at) площади"),
    ("email-spoken", "почта ‹ivan82 собака яндекс ру›", "бродячая собака кусает ру"),
    ("profile-link", "страница ‹https://vk.com/id000000›, отвечу", "сайт book.ru/id000000"),
    ("profile-link", "пишите ‹t.me/ivan_82›.", "группа vk.com/public74294180"),
    ("nick", "пишите ‹@ivan_82› в сеть", "сообщество @club193059638"),
    ("profile-id", "[‹id123456›|ответила]", "терминал id123456"),
    ("nick-after-word", "вк: ‹petrov_ivan›", "вконтакте: петиция"),
    ("nick-beside-word", "телеграмм ‹petrov_ivan› мой", "телеграмм bot не работает"),
    ("policy-after-word", "полис ОМС ‹1234 5678 9012 3456›", "полис ОМС выдан, 12345678"),
    ("policy-series", "полис ОСАГО ‹ХХХ 0123456789›", "полис ОСАГО стоит 12345 рублей"),
    ("cadastre", "участок ‹46:29:102030:123›", "время 12:30:45:10"),
    ("snils-grouped", "данные ‹112-233-445 00›", "данные 112-233-445-006"),
    ("snils-after-word", "снилс ребёнка ‹112 233 44500›", "снилс получить через 15 дней"),
    ("snils-after-word", "страховое свидетельство ‹11223344500›", "страховой случай 11223344500"),
    ("snils-sum", "номер ‹112 23344595› мой", "номер 11223344594 мой, 89000000043 тоже"),
    ("inn-after-word", "И.Н.Н.: ‹5001 0073 2250›", "а и н н 12345"),
    ("inn-after-word", "инн‹500100732250›", "инн +79000000000"),
    ("inn-sum", "прилагаю ‹500100732259›", "прилагаю 500100732258"),
    ("inn-sum", "прилагаю ‹5001 0073 2259›", "карта 5001 0073 2259 1234"),
    ("inn-of-firm", "ИП оплатил, номер ‹7707083893›", "ИП оплатил, номер 7707083894"),
    ("inn-of-firm", "самозанятый, ‹7707083893›", "просто число 7707083893"),
    ("card-grouped", "деньги на ‹2200-0000-0000-0000› прошу", "2200 0000 0000 маршрут"),
    ("card-grouped", "деньги на ‹2200 0000 0000 0000› 02.11.2020", "**** **** **** 1234"),
    ("card-sum", "деньги на ‹4111111111111111›", "деньги на 4111111111111112"),
    ("card-sum", "деньги на ‹41111111 11111111›", "7000000000000005 — номер анализа"),
    ("account-after-word", "мой счёт ‹4081 7810 0000 0000 0001›", "карта маршрута 12, 14, 16"),
    ("account", "реквизиты ‹40817810000000000001›", "начисление 18810000000000000001"),
    ("account", "реквизиты ‹4081 7810 0000 0000 0001›", "реквизиты 4081 7810 0000 0000"),
    ("passport-series", "‹серия 92 04 № 123456›", "серия 92 номер 12"),
    ("passport-series", "‹номер 123456 серия 9204›", "номер 123456 подъезд 9204"),
    ("passport-after-word", "паспорт моего мужа ‹9204 N 123456›", "паспорт дома, в нём 120 квартир"),
    ("passport-after-word", "удостоверение личности ‹9204123456›", "удостоверение ветерана 9204123456"),
    ("passport-abroad", "загранпаспорт ‹71 № 1234567›", "заграничные товары 71 1234567"),
    ("passport-number", "паспорт № ‹123456›", "паспорт за 123456 рублей"),
    ("passport-grouped", "мой ‹92 04 123456›, его ‹9204 № 123456›", "мой 92-04-12 3456"),
    ("passport-in-text", "‹9204 123456› — паспорт", "9204 123456 — код товара"),
    ("passport-in-text", "‹9204 123456› — паспорт", "в 2021 150000 рублей и паспорт"),
    ("passport-issued", "мой ‹9204 123456›, выдан МВД", "мой 9204 123456 получен"),
    ("certificate", "‹IV-БД № 123456› утеряно", "с-на 123456 жителей"),
    ("certificate", "‹П-БД 123456› утеряно", "п-ка 123456"),
    ("certificate-after-word", "свидетельство о смерти ‹II БД 123456›", "свидетельство. Телефон 123456"),
    ("act-record", "запись акта № ‹110219050000100123002›", "запись на приём 110219"),
    ("military-id", "военный билет ‹АН 1234567›", "военный городок 1234567"),
    ("driving-licence", "в/у ‹99 12 345678›", "в/у 9912"),
    ("paper-after-word", "удостоверение ветерана № ‹123456›", "удостоверение выдали 5 мая, справка № 59"),
    ("plate", "стоит ‹А 123 ВС 05 RUS›", "С 100 НА 200 выросла плата"),
    ("plate", "стоит ‹А123ВС›", "Б123ЮЯ"),
    ("plate-solid", "стоит ‹а123вс/05rus›", "а123вс"),
    ("plate-after-word", "машина соседа ‹а 123 вс 05›", "машина подорожала с 100 на 200 тысяч"),
    ("plate-after-word", "авто ‹С 436 КВ 75›", "машина проехала в 200 км"),
    ("plate-after-number-word", "госномер ‹р 924 км 49›", "номер заявки р 924"),
    ("plate-after-sign", "автобус №‹ н 347 вн› опоздал".replace("‹ ", " ‹"), "№ 1331 от 07.12.2015"),
    ("plate-of-other-vehicle", "прицеп с номером ‹АВ 1234 05›", "постановление номер 1331 от 07"),
    ("plate-of-other-vehicle", "мотоцикл ‹1234 АВ 05›", "дом 1234 АВ 05"),
    ("vin", "VIN ‹XTA21099043576182›", "VIN машины не указан, вин не нашли"),
    ("birth-after-word", "дата рождения ребёнка ‹12.05.2015›", "дата обращения 12.05.2015"),
    ("birth-after-word", "Д/р: ‹12 мая 1980›", "др. документы. 12.05.2024"),
    ("birth-after-verb", "родилась в Махачкале ‹12 мая 1980› года", "родила. Прошу с 12.05.2024"),
    ("birth-after-verb", "родился в ‹1980› году", "родился третий сын, ждём с прошлого 1 раз"),
    ("birth-year-after-word", "год рождения: ‹1980›", "год постройки 1980"),
    ("birth-before-word", "(‹12.05.80› года рождения)", "12.05.2024 г. ремонт"),
    ("birth-before-word", "‹\"12\" мая 1980› г.р.", "12 мая 2024 г. рабочие"),
    ("birth-year-before-word", "сын ‹2018› г.р.", "2000 гр муки"),
    ("birth-after-patronymic", "Иван Петрович, ‹12.05.1980›, просит", "Иван Петрович, 12.05.2024, отказал"),
    ("case-after-word", "обращение от 01.02.2025 № ‹02-Г-1187/25› без ответа", "жалоба: № 442-ФЗ нарушен"),
    ("case-after-word", "обращения № ‹7376665, 7377603› закрыты", "заявление № 12 по школе"),
    ("case-after-phrase", "письмо в администрацию города, № ‹12345/25›", "письмо о школе. № 12345 — дом"),
    ("case-number-of", "номер обращения — ‹7376665›", "номер письма забыл. 7376665"),
    ("case-sign-of", "№ заявки: ‹7376665›", "№ дома: 7376665"),
    ("case-bare", "лицевой счёт ‹123456789›", "заявление 12345 рублей"),
    ("case-bare", "заявление ‹12345678› от 01.02.2025", "заявление 2024 года"),
    ("case-abbreviated", "вх. ‹123-п/25›", "вх. 12"),
    ("case-court", "списали по ИП ‹22694/21/45014›", "подъезды 12/21/45"),
    ("case-court", "по делу ‹2а-123/2024› решено", "адрес 2-12, этаж 3/2024"),
    ("case-uin", "УИН ‹18810123456789012345›", "штраф 18810123456789012345"),
    ("case-of-portal", "на Госуслугах заявка ‹1234567890›", "на Госуслугах очередь 1234"),
    ("phone-11-digits", "жду ‹8.900.000.00.00› вечером", "дома 8 31 10 12 14 16"),
    ("phone-11-digits", "жду ‹8 9 0 0 0 0 0 0 0 0 0›", "дома 8 9 10 11 12 13 14"),
    ("phone-11-digits", "жду ‹84712 123456›, ‹8 (413) 262-12-34 доб. 123›", "дом 7 3.09.2020 30 1"),
    ("phone-abroad", "звоните ‹+380 44 123 45 67›", "прибавка + 100 000 рублей"),
    ("phone-mobile", "жду ‹(900) 000-00-00›", "насос 9000000001234"),
    ("phone-code-in-brackets", "город ‹(8722) 67-00-00›", "(2021) 67-00"),
    ("phone-long-code", "город ‹81853 4-12-34›", "деталь 81853 4-12-345"),
    ("phone-after-word", "тел. ‹2-34-56›, моб. ‹89000000000›", "телефон за 15000 рублей"),
    ("phone-after-word", "тел. ‹23456›, ‹34567› или ‹45678›", "телефон сломался, жду уже ровно 12345 секунд"),
    ("phone-after-word", "телефон рабочий ‹123 456›", "телефон стоит там теперь почти 1 500 000"),
    ("phone-after-word", "тел ‹26-12-34›", "телефон работает с 10-00"),
    ("phone-after-word", "телефон‹23456› дома", "звонил по телефону. Около 15-20 минут"),
    ("phone-after-word", "тел: ‹43-12›", "телефон куплен 12.05.2023"),
    ("phone-after-abbreviation", "т. ‹4-12-10›", "т. е. 4-12-10"),
    ("phone-short-after-word", "звоните ‹26-12-34› вечером", "звонила 26-12-24 вечером"),
    ("phone-short", "дежурная ‹262-12-34› молчит", "СНиП 23-05-95"),
    ("phone-short", "дежурная ‹2-34-56›, ‹26-12-56› молчит", "срок 12-03-25 прошёл, через 5-40-50 минут"),
)  # fmt: skip
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
                         (is_firm_inn, "7707083893"), (is_card, "4111 1111 1111 1111")):  # fmt: skip
        assert check(right)
        assert not check(right[:-1] + str((int(right[-1]) + 1) % 10))
        assert not check(right[:-1])


UNITS = (
    "1", " ", "а", "А", "ул. ", "кв 1 ", "8 ", "@", "a@", "a@b.", "проживаю ", "живу на ул. ", "адрес: ",
    "серия ", "т. ", "1-", "№ ", "паспорт ", "обращение № 1, ", "собака ", "вк ", "1 лет ", "ул. А",
    "тел 1", "1.", "(1", "+7 ", "Мира 5 ", "дом 5 ", "А.", "госномер ", "А123", "I-АБ ", "свидетельство ",
    "11:22:", "договор а ", "родился а ", "1 января ", "карта 1 ", "a точка ", "vk.com/", "vk.com/a,", "https://",
    "а-а ", "1/", "ООО 1", "снилс 1", "полис а ",
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
