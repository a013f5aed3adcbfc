import pytest

from painmap.text import language, phrases
from painmap.text.language import inflection


def about(text: str) -> str:
    """The phrase of «main word: text»."""
    head, _, said = text.partition(": ")
    item = language.annotate([said])[0]
    at = next(i for i, t in enumerate(item.tokens) if t.text.lower() == head)
    return phrases.about(item, at, item.sentences[0])


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("нет: В доме нет горячей воды", "горячая вода"),
        ("отвечают: Не отвечают на звонки", "звонки"),
        ("отказали: Мне отказали в приёме к врачу", "приём к врачу"),
        ("вывозят: Третий месяц не вывозят мусор", "мусор"),
        (
            "выдаче: О выдаче повторного свидетельства о рождении",
            "выдача повторного свидетельства о рождении",
        ),
        ("мусор: Мусор на придомовой территории", "мусор на придомовой территории"),
        ("прошу: Прошу отремонтировать наружное освещение", "наружное освещение"),
        ("могу: Не могу дозвониться в регистратуру", "регистратура"),
        ("отсутствие: Отсутствие водоснабжения", "водоснабжение"),
        ("вывозят: Не вывозят ТКО", "ТКО"),
        ("выдаёт: Аптека не выдаёт лекарство", "лекарство"),
    ],
)
def test_phrase_is_nominative_with_its_dependents(text: str, phrase: str) -> None:
    assert about(text) == phrase


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("горят: Не горят фонари на улице Ленина", "фонари"),
        ("чистят: Не чистят мой двор", "двор"),
        ("отвечает: Не отвечает [ФИО 1] на письма жителей", ""),
        ("работает: Не работает 15 месяц", ""),
        ("работает: Не работает этот сраный банкомат", "банкомат"),
        ("чистят: Не чистят Курский мост", "мост"),
        ("ответил: Не ответил Иванов", ""),
        ("работает: Не работает [телефон]", ""),
        ("чистят: Не чистят курский мост", "мост"),
        ("вернул: Не вернул идиот", ""),
        ("убирают: Не убирают ыфвапр", ""),
        ("едет: Не едет Москва", ""),
    ],
)
def test_no_names_numbers_masks_owners_or_abuse(text: str, phrase: str) -> None:
    found = about(text)
    assert found == phrase


def test_same_phrase_whatever_stands_beside() -> None:
    item = language.annotate(["Зима. Не чистят снег. Спасибо дворнику."])[0]
    at = next(i for i, t in enumerate(item.tokens) if t.text == "чистят")
    assert phrases.about(item, at, item.sentences[1]) == "снег"


@pytest.mark.parametrize("form", ["говно", "идиоты", "дура", "Хуйня"])
def test_abuse(form: str) -> None:
    assert phrases.is_abuse(form)


@pytest.mark.parametrize(
    "form", ["хутор", "дурной", "скотный", "требование", "углебаза", "потреблять", "себя"]
)
def test_innocent_words(form: str) -> None:
    assert not phrases.is_abuse(form)


@pytest.mark.parametrize(
    ("phrase", "genitive", "instrumental", "accusative"),
    [
        ("горячая вода", "горячей воды", "горячей водой", "горячую воду"),
        ("приём к врачу", "приёма к врачу", "приёмом к врачу", "приём к врачу"),
        ("новый врач", "нового врача", "новым врачом", "нового врача"),
        ("бродячие собаки", "бродячих собак", "бродячими собаками", "бродячих собак"),
        ("детские качели", "детских качелей", "детскими качелями", "детские качели"),
        ("рабочий день", "рабочего дня", "рабочим днём", "рабочий день"),
        (
            "горячая и холодная вода",
            "горячей и холодной воды",
            "горячей и холодной водой",
            "горячую и холодную воду",
        ),
        ("зимнее пальто", "зимнего пальто", "зимним пальто", "зимнее пальто"),
        ("вывоз ТКО", "вывоза ТКО", "вывозом ТКО", "вывоз ТКО"),
        ("ЖКХ", "ЖКХ", "ЖКХ", "ЖКХ"),
        ("здание", "здания", "зданием", "здание"),
    ],
)
def test_declined_with_agreement(phrase: str, genitive: str, instrumental: str, accusative: str) -> None:
    made = [inflection.declined(phrase, case) for case in ("gent", "ablt", "accs")]
    assert made == [genitive, instrumental, accusative]


def test_declined_in_the_plural_and_without_a_noun() -> None:
    assert inflection.declined("вежливый кассир", "datv", "plur") == "вежливым кассирам"
    assert inflection.declined("быстро", "gent") == ""


def test_verbs_of_persons_and_things() -> None:
    said = ["вывозил", "вывезет", "вывозить", "дозвониться"]
    assert [inflection.persons_do(v) for v in said] == ["вывозят", "вывезли", "вывозят", "дозвонились"]
    assert inflection.persons_do("лифт") == ""
    assert inflection.does("горели", "sing", "masc") == "горит"
    assert inflection.does("сломался", "sing", "femn") == "сломалась"
    assert inflection.does("скошены", "sing", "femn") == "скошена"
    assert inflection.attribute("разбить", "sing", "femn") == "разбитая"
    assert inflection.attribute("непонятно", "plur", "") == "непонятные"


def test_adjectives_of_places() -> None:
    places = ["курский", "ленинского", "дагестанская", "ненецкий", "октябрьской"]
    others = ["детский", "городской", "банковский", "медицинской", "юридический", "горячий"]
    assert [w for w in [*places, *others] if inflection.of_place(w)] == places
