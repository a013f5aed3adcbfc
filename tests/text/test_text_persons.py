"""Names of persons: `[secret]` is what must be masked as PERSON, and nothing else may be."""

import re

import pytest

from painmap.text.deidentify import mask_many
from painmap.text.personal.persons import PERSON

_MARK = re.compile(r"\[([^\]]+)\]")


def drawn(marked: str) -> tuple[str, list[str]]:
    """The bare text and the names drawn into it."""
    return _MARK.sub(r"\1", marked), _MARK.findall(marked)


def names(text: str) -> list[str]:
    """What is masked as the name of a person."""
    return [text[start:end] for start, end, kind in mask_many([text])[0].spans if kind == "PERSON"]


NAMED = (
    # spelling: lower, capitals, glued, after a digit, misspelt
    "обслуживала [дроздова ольга ильинична] вчера",
    "отказал [рустам жванеев], больше никто",
    "заявление подал [гасангусейнов рамазан] в мае",
    "приняла [эльмурзаева гулшат] без очереди",
    "С уважением, [КОХ АЛЛА]",
    "Меня зовут [МАМИН-СИБИРЯК ПАВЕЛ].",
    "меня зовут [ПРОХОР РОДИОНОВИЧ СОКОЛ].",
    "спорил с [ЗухройАрутюнян] о счёте",
    "приходила [вера гаджимурадавна] сама",
    "вчера ответила[Петрова Анна] письмом",
    "отказал [эсенбек тагизаде], и всё",
    "В школе [Исаев Пётр] ведёт историю",
    "29.11.23[С. П. Ветошкин] получил справку",
    "приходил [Иванов Пётр Гаджимурадовеч] сам",
    "жалоба [хавы беслановной эдилсултановой] потеряна",
    # a surname that is an ordinary word or unknown
    "обратилась к [Мельник Елизавете], ответа нет",
    "меня зовут [сокол светлана егоровна].",
    "меня зовут [непомнящая].",
    "врач [варвара ломакина] уволилась",
    "ответил [Окотэтто Някоця Вэсакович]",
    # initials
    "предоставьте расчёт. [вырко а.ф.], инженер",
    "приходил [Югай Д С] вчера",
    "директор [кебедова б.г.] не принимает",
    "отказал [н.м. бадалян], не объяснив",
    "просил [с. г. мехтиев] о приёме",
    "[Семяшкин ТП], вам не ответят",
    "в п.[Р. И. Рощина] ответила",
    "председатель совета дома [О. С. Ветошкин] против",
    # role words, oblique cases, the same name again
    "специалист [цыбуля т.] отказала",
    "моя соседка [дибирова] болеет",
    "[Хизриев Осман] звонил. Потом хизриеву отказали, а с [Хизриевым] не говорили".replace(
        "хизриеву", "[хизриеву]"
    ),
    "паспорт на имя [Petrov Ivan Sergeevich] и [Kuznetsova Olga]",
    "Глава района [Шахбанов Пётр] обещал",
)

SPARED = (
    "На улице Карла Маркса и в школе имени Пушкина холодно",
    "По адресу Карла Маркса, 77 нет света",
    "Живу в с. Магарамкент, в г. Курске и в п. Кшенском был",
    "т. е. если нет, и т. д. магазины и т. п., т.ч. домов",
    "Добрый день, Уважаемая администрация! Спасибо.",
    "Машина госномер не видна",
    "Сотрудники ДПС, СНТ, ВОВ и ФОКа не пришли",
    "Машины, д а также дома",
    "поликлинника т.к. закрыта, магозины и т.п.",
    "врачам пофигу, а я подустал",
    "Иванов день и вера в закон, надежда на ответ",
    "New York, Union Pay, Alfa Bank",
    "Веденский район и Рутульский сельсовет молчат",
    "Остановка в сторону Косухина закрыта",
)


@pytest.mark.parametrize("marked", NAMED)
def test_a_name_is_found_whole(marked: str) -> None:
    text, expected = drawn(marked)
    assert names(text) == expected


@pytest.mark.parametrize("text", SPARED)
def test_what_is_no_person_stays(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "Иванов Пётр ждал. Иванову отказали. Пётр Сергеевич Иванов жаловался.",
            "[ФИО 1] ждал. [ФИО 1] отказали. [ФИО 1] жаловался.",
        ),
        ("Гаджиева Анна пришла, Гаджиева Марина нет.", "[ФИО 1] пришла, [ФИО 2] нет."),
        ("Круглов М.М. и Круглов И.И. спорят", "[ФИО 1] и [ФИО 2] спорят"),
        (
            "Петухова Анна Ильинична, потом Анне Ильиничне ответил Цой В.А.",
            "[ФИО 1], потом [ФИО 1] ответил [ФИО 2]",
        ),
        ("Павел Жуков звонил, Павлу Жукову не ответили", "[ФИО 1] звонил, [ФИО 1] не ответили"),
        ("Белозерская Софья пришла, Белозерской отказали", "[ФИО 1] пришла, [ФИО 1] отказали"),
    ],
)
def test_one_person_has_one_number(text: str, masked: str) -> None:
    assert mask_many([text])[0].text.rstrip(".") == masked.rstrip(".")


def test_every_rule_has_an_example() -> None:
    texts = [drawn(marked)[0] for marked in NAMED] + ["ПАЗик ИП Копысова, объект Вернадского"]
    found = {rule for masked in mask_many(texts) for rule in masked.rules}
    assert {r.rule for r in PERSON} <= found
