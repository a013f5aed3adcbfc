"""Who or what a complaint blames: an organisation, a post, a role; never a thing, never who complains."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from painmap.params.models import Vocabulary
from painmap.text.mentions import find_mentions

FILE = Path(__file__).parents[2] / "params" / "vocab" / "mentions.yaml"
VOCABULARY = Vocabulary(**YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))


def blamed(text: str) -> list[str]:
    """What the mentions of a text blame, without those that blame nothing."""
    return [m.blamed for m in find_mentions([text], VOCABULARY)[0] if m.blamed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Управляющая компания не реагирует на жалобы.", "Управляющая компания"),
        ("водитель маршрута 34 нахамил", "водитель маршрута 34"),
        ("Свет отключён по вине подрядчика", "подрядчика"),
        ("По вине коммунальной аварии нет воды", "коммунальной аварии"),
        ("Сотрудники МФЦ отказали в приёме", "Сотрудники МФЦ"),
        ("Жалоба на регистратуру поликлиники", "регистратуру поликлиники"),
        ("Бездействие администрации посёлка", "администрации посёлка"),
        ("Грубость со стороны кассира магазина", "кассира магазина"),
        ("УК бездействует", "УК"),
        ("Документы потеряны сотрудниками архива", "сотрудниками архива"),
        ("Ужасный врач грубит больным", "врач"),
        ("Сосед сверху и компания «Новый дом» не убирают мусор", "Сосед"),
        ("ООО УК «Новый дом» не проводит уборку", "ООО УК «Новый дом»"),
        ("Компания “Дом не проводит уборку", "Компания"),
        ("УПРАВЛЯЮЩАЯ КОМПАНИЯ НЕ ОТВЕЧАЕТ НА ПИСЬМА", "УПРАВЛЯЮЩАЯ КОМПАНИЯ"),
    ],
)
def test_who_is_to_blame(text: str, expected: str) -> None:
    assert blamed(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Горячая вода не идёт.",
        "Дорога не чищена.",
        "Жители не могут пройти.",
        "Пенсионеры не понимают сайт.",
        "Собаки не дают пройти.",
        "Не отвечают на звонки.",
        "Жалоба на ямы и лужи",
        "В поликлинике отсутствуют специалисты по глазам.",
        "Прошу провести проверку со стороны администрации.",
        "Прошу компанию убрать снег.",
        "Спасибо, врач принял быстро!",
        "Компания не оштрафована.",
        "Нет грамотного специалиста.",
        "[ФИО 1] не принял меня.",
    ],
)
def test_things_and_those_who_complain_are_not_blamed(text: str) -> None:
    assert blamed(text) == []
