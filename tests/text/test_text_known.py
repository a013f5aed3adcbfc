"""A row's own name and address: `[secret]` is what must be masked in its text, and nothing else may be."""

import re

import pytest

from painmap.text.deidentify import Known, mask_many
from painmap.text.personal.known import KNOWN

_MARK = re.compile(r"\[([^\]]+)\]")
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
        (_STREET, "течёт [Якутская ул., 66-43] давно"),
        (_STREET, "холодно: [дом 66 по улице Якутской] весь"),
        (_STREET, "не топят в [кв. 43 дома 66 по ул. Якутской] давно"),
        (_STREET, "на [якутской д.66 кв 43] темно"),
        (_STREET, "улица Якутская без света, Якутская 67 тоже"),
        (Known(address="г. Курск, ул. 8 Марта, д. 5, кв. 7"), "8 марта праздник, на 8 [Марта 5] темно"),
        (Known(address="ул. Якутская, д. 66, г. Магадан"), "на [Якутской 66] темно"),
    ],
)
def test_own_fields_are_masked_in_every_writing(known: Known, marked: str) -> None:
    assert own(_MARK.sub(r"\1", marked), known) == _MARK.findall(marked)
