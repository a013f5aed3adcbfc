"""A row's own name and address: `[secret]` is what must be masked in its text, and nothing else may be."""

import re

import pytest

from painmap.text.deidentify import Known, mask_many
from painmap.text.personal.known import KNOWN

_MARK = re.compile(r"\[([^\]]+)\]")
_SHORT = Known(name="Хадко Ёля Ильинична")
_VILLAGE = Known(address="367001, с. Зубутли, ул. Омара Чохского, д. 9, кв. 4")
_STREET = Known(address="685000, г. Магадан, ул. Якутская, д. 66, кв. 43")


def own(text: str, known: Known) -> list[str]:
    """What is masked by the rules for the row's own fields."""
    rules = {r.rule for r in KNOWN}
    masked = mask_many([text], [known])[0]
    return [text[s:e] for (s, e, _), rule in zip(masked.spans, masked.rules, strict=True) if rule in rules]


@pytest.mark.parametrize(
    ("known", "marked"),
    [
        (Known(name="Тодуа Севиндж"), "[тодуе] отказали, видели [Севинджу Тодуа]"),
        (Known(name="Мамин-Сибиряк Павел"), "нет [мамина-сибиряка павла], [МАМИН-СИБИРЯК] звонил"),
        (Known(name="Иванов И.И., Петрова А.А."), "отказано [иванову и.и.] и [петровой а. а.] вчера"),
        (Known(name="Орёл Виктор"), "говорил с [Орлом], [Виктору Орлу] не ответили, орла нет"),
        (Known(name="Ли Анна"), "пришла [ли анна], была ли очередь"),
        (Known(name="Ян Анна"), "инь и ян, где [Ян Анна]"),
        (Known(name="ИП Иванов И.И."), "двор ип [иванова] не убран"),
        (_SHORT, "[Хадко Еле] отказали; [хадко елю] ждали, видели [Елю]"),
        (_SHORT, "Еле дождались, ели кашу, ёлка и ель растут"),
        (Known(name="Выдрец Тимко"), "[выдреца] нет, [Выдрцу] и [Тимке] отказали"),
        (Known(name="Сафарова Наталья"), "[наталии] отказали, с [Наталией] не говорили"),
        (Known(name="Кадыр-заде Эльчин"), "[кадырзаде эльчину] отказали, сзади темно"),
        (_VILLAGE, "Живу [с. Зубутли, ул. Омара Чохского, 9], нет воды"),
        (_VILLAGE, "[367001 С.ЗУБУТЛИ УЛ ОМАРА ЧОХСКОГО ДОМ 9-4] без воды"),
        (_VILLAGE, "в Зубутли на [улице омара чохского 9 кв 4] темно"),
        (_VILLAGE, "на улице Омара Чохского темно, в с. Зубутли тоже, Омара Чохского, 90 тоже"),
        (Known(address="ул. Якутская, д. 66, г. Магадан"), "живу [ул Якутская 66 Магадан] давно"),
        (_STREET, "течёт [Якутская ул., 66-43] давно"),
        (_STREET, "холодно: [дом 66 по улице Якутской] весь"),
        (_STREET, "не топят в [кв. 43 дома 66 по ул. Якутской] давно"),
        (_STREET, "на [якутской д.66 кв 43] темно"),
        (_STREET, "улица Якутская без света, Якутская 67 тоже"),
        (Known(address="г. Курск, ул. 8 Марта, д. 5, кв. 7"), "8 марта праздник, на [8 Марта 5] темно"),
        (Known(address="ул. Якутская, д. 66, г. Магадан"), "на [Якутской 66] темно"),
    ],
)
def test_own_fields_are_masked_in_every_writing(known: Known, marked: str) -> None:
    assert own(_MARK.sub(r"\1", marked), known) == _MARK.findall(marked)


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("Хадко Ёля Ильинична", "Еле Ильиничне отказали, хадко ждала", "[ФИО 1] отказали, [ФИО 1] ждала"),
        ("Сотая Надежда Львовна", "Сотой отказали, Надежде Львовне", "[ФИО 1] отказали, [ФИО 1]"),
        (
            "Выдрин Савва Ильич",
            "Савве отказали. Дочь Выдрина Эльза ждёт",
            "[ФИО 1] отказали. Дочь [ФИО 2] ждёт",
        ),
        ("Хадко Тэтако", "Хадко отказали. Тэтако Хадко и Тэтако", "[ФИО 1] отказали. [ФИО 1] и [ФИО 1]"),
        ("Выдрин С.И., Лосева А.А.", "Лосевой и Савве Выдрину отказали", "[ФИО 1] и [ФИО 2] отказали"),
    ],
)
def test_mentions_of_the_rows_own_person_have_one_number(name: str, text: str, masked: str) -> None:
    assert mask_many([text], [Known(name=name)])[0].text == masked
