import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from painmap.params.models import Vocabulary
from painmap.text.mentions import find_mentions
from painmap.text.titles import titles
from painmap.text.titles.choosing import _is_said, _is_wider, _Options
from painmap.text.titles.composing import Choice
from painmap.text.titles.having import Having
from painmap.text.titles.ideas import Idea, ideas
from painmap.text.titles.telling import Said, said
from painmap.text.titles.wording import worded

FILE = Path(__file__).parents[2] / "params" / "vocab" / "mentions.yaml"
VOCABULARY = Vocabulary(**YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))
GROUPS = {
    "lack": [
        "В доме нет горячей воды",
        "Опять нет горячей воды",
        "Отсутствует горячая вода",
        "Горячей воды нет",
    ],
    "not": [
        "Не вывозят мусор",
        "Не вывозят мусор неделю",
        "Мусор не вывозят",
        "Мусор снова не вывозят со двора",
    ],
    "subject": [
        "Не работает лифт",
        "Лифт не работает",
        "Лифт вчера не работал",
        "Не работает лифт в подъезде",
    ],
    "oblique": [
        "Не отвечают на звонки",
        "На звонки не отвечает",
        "Не отвечают на звонки",
        "не отвечают на звонки",
    ],
    "cannot": ["Не могу записать ребёнка в садик", "Не можем получить место в садике"] * 2,
    "request": ["Прошу отремонтировать дорогу", "Отремонтируйте дорогу", "Просим отремонтировать дорогу"],
    "question": ["Когда будет выплата пособия?", "Подскажите, где выплата пособия", "Какая выплата пособия?"],
    "archive": ["Когда откроется архив?", "Подскажите, где архив?", "Где находится архив?"],
    "thanks": ["Спасибо кассиру", "Благодарю кассира за вежливость", "Спасибо кассиру за внимание"],
    "wait": ["Долго ждать автобус", "Ждём автобус час", "Очень долго ждём автобус"],
    "headline": ["Свалка строительного мусора", "Свалка строительного мусора", "Свалка строительных отходов"],
    "annotation": [
        "О выдаче дубликата диплома",
        "О выдаче дубликата диплома",
        "О выдаче дубликата аттестата",
    ],
    "rudeness": [
        "Грубость продавца",
        "Хамство продавцов",
        "Продавец нагрубил",
        "Грубость продавца в магазине",
    ],
}


def mentions(texts: Sequence[str], prefix: str = "") -> pd.DataFrame:
    rows = [
        {
            "record_id": f"{prefix}{i}",
            "mention_kind": m.kind,
            "cue": m.cue,
            "head": m.head,
            "lemmas": m.lemmas,
            "about": m.about,
            "fragment": m.fragment,
        }
        for i, found in enumerate(find_mentions(list(texts), VOCABULARY))
        for m in found
    ]
    names = ["record_id", "mention_kind", "cue", "head", "lemmas", "about", "fragment"]
    return pd.DataFrame(rows, columns=names)


@pytest.fixture(scope="module")
def groups() -> dict[str, pd.DataFrame]:
    return {name: mentions(texts, name) for name, texts in GROUPS.items()}


@pytest.fixture(scope="module")
def made(groups: dict[str, pd.DataFrame]) -> dict[str, str]:
    return dict(zip(groups, titles(list(groups.values()), [[] for _ in groups]), strict=True))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("lack", "Отсутствие горячей воды"),
        ("not", "Не вывозят мусор"),
        ("subject", "Не работает лифт"),
        ("oblique", "Не отвечают на звонки"),
        ("request", "Необходимость ремонта дороги"),
        ("question", "Вопросы о выплате пособия"),
        ("thanks", "Благодарности кассирам"),
        ("wait", "Долгое ожидание автобуса"),
        ("archive", "Вопросы об архиве"),
        ("headline", "Свалка строительного мусора"),
        ("annotation", "Просьбы о выдаче дубликата диплома"),
        ("rudeness", "Грубость продавца"),
    ],
)
def test_title_tells_what_hurts(made: dict[str, str], name: str, title: str) -> None:
    assert made[name] == title


def test_titles_are_short_distinct_and_begin_with_a_capital(made: dict[str, str]) -> None:
    assert len(set(made.values())) == len(made)
    assert all(t[0].isupper() and len(t) <= 80 and not re.search(r"[\[\]\d]", t) for t in made.values())


def test_the_same_mentions_twice_have_two_titles(groups: dict[str, pd.DataFrame]) -> None:
    same = [groups["not"], groups["not"], groups["not"]]
    first, *others = titles(same, [["мусор"]] * 3)
    assert first not in others
    assert len(set(others)) == 2


def test_order_of_rows_and_company_of_names_change_nothing(groups: dict[str, pd.DataFrame]) -> None:
    parts = list(groups.values())
    empty: list[list[str]] = [[] for _ in parts]
    turned = [part.iloc[::-1].reset_index(drop=True) for part in parts]
    assert titles(turned, empty) == titles(parts, empty)


def test_what_is_common_to_all_groups_is_no_subject() -> None:
    texts = [
        ["Не работает насос во дворе", "Не работает насос во дворе дома", "Во дворе не работает насос"],
        ["Не чистят снег во дворе", "Двор: не чистят снег", "Во дворе не чистят снег"],
    ]
    made = titles([mentions(t, str(i)) for i, t in enumerate(texts)], [[], []])
    assert made == ["Не работает насос", "Не чистят снег"]


def test_signature_where_nothing_is_said() -> None:
    empty = mentions([])
    signatures = [["вывоз", "мусор"], ["вывоз", "мусор"], ["ребенок", "час"], ["москва", "иван"], ["идиот"]]
    made = titles([empty] * 5, signatures)
    assert made[:2] == ["Проблемы с вывозом", "Проблемы с мусором"]
    assert made[2:] == ["Разные обращения", "Разные обращения (2)", "Разные обращения (3)"]


def test_one_of_many_does_not_speak_for_the_group() -> None:
    texts = ["Не посыпают песком плитку"] + [f"{w} тротуар" for w in ("Узкий", "Новый", "Наш", "Весь") * 8]
    rows = mentions(texts)
    rows["about"] = ["плитка", *["тротуар"] * (len(rows) - 1)]
    other = mentions(["Не работает лифт"] * 30, "x")
    assert "плитк" not in titles([rows, other], [["тротуар"], ["лифт"]])[0]


def test_a_group_that_no_words_tell_from_others_has_no_title() -> None:
    hall = ["Недоволен администрацией", "Жалоба на администрацию"]
    same = [mentions(hall * 6, "a"), mentions([*hall * 6, "Не горит фонарь"], "b")]
    made = titles(same, [["администрация"], ["фонарь"]])
    assert not made[0]
    assert made[1]
    assert titles(same[:1], [["администрация"]])[0] != ""


def test_a_small_group_has_to_be_told_by_more_than_chance() -> None:
    said_of = [
        Said(i, "complaint", "", "", frozenset({f"w{k}" for k in range(40)}), "", "") for i in range(30)
    ]
    telling = {f"w{k}": 0.1 for k in range(40)}

    def is_told(told: float, size: int) -> bool:
        made = [Choice(told, "Жалобы на каши", told)]
        return _Options([], made, [], Having(said_of[:size]), {}, telling).is_told

    # ln 40 ÷ 30 is 0.12; of ten texts the bound is 0.33.
    assert (is_told(0.21, 30), is_told(0.23, 30)) == (False, True)
    assert (is_told(0.42, 10), is_told(0.44, 10)) == (False, True)


def test_a_wider_thing_that_many_more_name_is_told() -> None:
    def choice(title: str, texts: int, *, broad: bool = False) -> Choice:
        return Choice(1.0, title, 1.0, broad, False, frozenset(range(texts)))

    part, whole = choice("Не работает индикация светофора", 8), choice("Не работает светофор", 12)
    assert _is_wider(whole, part)
    assert not _is_wider(part, whole)
    assert not _is_wider(choice("Не работает светофор", 11), part)
    assert not _is_wider(choice("Не работает фонарь", 12), part)
    assert not _is_wider(choice("Сломан светофор", 12), part)
    assert not _is_wider(choice("Не работает светофор", 12, broad=True), part)
    asked = choice("Просьбы о выдаче дубликата диплома", 8)
    assert not _is_wider(choice("Просьбы о выдаче дубликата", 12), asked)


def test_a_group_of_several_pains_is_told_by_them() -> None:
    texts = ["Нет горячей воды", "Отсутствует горячая вода", "Нет отопления", "Отсутствует отопление"] * 3
    other = mentions(["Не горит фонарь"] * 20, "x")
    made = titles([mentions(texts + ["Вода", "Тепло"] * 4), other], [["вода"], ["фонарь"]])[0]
    assert made in ("Отсутствие горячей воды и отопления", "Отсутствие отопления и горячей воды")


def test_what_a_clerk_notes_as_asked_is_joined_with_no_pain() -> None:
    texts = ["О выдаче дубликата диплома"] * 5 + ["Отсутствие справки"] * 4 + ["Другое дело"] * 3
    other = mentions(["Не горит фонарь"] * 20, "x")
    made = titles([mentions(texts), other], [["дубликат"], ["фонарь"]])[0]
    assert made == "Просьбы о выдаче дубликата диплома"


def test_behind_a_broad_title_stands_what_hurts() -> None:
    texts = ["Жалоба на контейнеры у дома"] * 20 + ["Не вывозят мусор из контейнеров у дома"] * 3
    other = mentions(["Отсутствует горячая вода"] * 40, "x")
    made = titles([mentions(texts), other], [["контейнер"], ["вода"]])[0]
    assert made == "Жалобы на контейнеры у дома: ненадлежащий вывоз мусора"


def test_a_closed_thing_is_no_pain() -> None:
    rows = mentions(["Закрыт долг"] * 6)
    rows["mention_kind"], rows["cue"], rows["head"], rows["about"] = "complaint", "fault", "закрытый", "долг"
    other = mentions(["Не горит фонарь"] * 20, "x")
    assert "акрыт" not in titles([rows, other], [["долг"], ["фонарь"]])[0]


def test_no_abuse_and_no_place_in_a_title() -> None:
    texts = ["Не чистит дорогу идиот в Курске", "Курский дурак не чистит дорогу", "Идиоты не чистят дорогу"]
    other = mentions(["Не работает лифт"] * 3, "x")
    made = titles([mentions(texts), other], [["идиот", "курск"], ["лифт"]])[0].lower()
    assert not any(word in made for word in ("идиот", "дурак", "курск"))


def test_praised_groups_have_opinions_not_problems() -> None:
    rows = mentions(["Не приехала доставка"] * 5)
    rows["about"] = ["", "", *["доставка"] * 3]
    rows["mention_kind"] = ["thanks", "thanks", *["complaint"] * 3]
    rows["cue"], rows["head"], rows["lemmas"] = "fact", "доставка", "доставка"
    other = mentions(["Не работает лифт"] * 5, "x")
    assert titles([rows, other], [[], []])[0] == "Отзывы о доставке"
    rows["mention_kind"] = "complaint"
    assert titles([rows, other], [[], []])[0] == "Жалобы на доставку"


def test_no_doubled_words() -> None:
    mention = said(mentions(["Ждём справку"]))[0]
    assert worded(Idea("wait", "", "справка"), mention) == "Длительное ожидание справки"
    assert worded(Idea("lack", "", "отсутствие справки"), mention) == ""


def test_what_the_author_does_not_know_is_no_title() -> None:
    mention = said(mentions(["Не знаю график приёма"]))[0]
    assert ("not", "знать") not in list(ideas(mention, True))


def test_of_two_groups_the_clearer_has_the_title_both_could_have() -> None:
    clear = ["Не работает лифт"] * 9
    vague = ["Не работает лифт"] * 3 + [
        "Вчера приходили",
        "Всё как всегда",
        "Живём тут давно",
        "Пишу впервые",
    ]
    other = mentions(["Не вывозят мусор"] * 20, "z")
    made = titles([mentions(vague, "x"), mentions(clear, "y"), other], [["подъезд"], ["лифт"], ["мусор"]])
    assert made[1] == "Не работает лифт"
    assert made[0] != made[1]


def test_two_of_many_texts_make_no_title() -> None:
    texts = ["Не работает лифт"] * 2 + ["Вчера приходили", "Всё как всегда", "Живём тут давно"] * 14
    other = mentions(["Не вывозят мусор"] * 20, "z")
    assert titles([mentions(texts), other], [[], []])[0] == ""


def test_what_is_asked_for_is_told_by_what_is_missing() -> None:
    asked = said(mentions(["Прошу отремонтировать дорогу"]))[0]
    assert ("request", "отремонтировать") not in list(ideas(asked, True))
    ended = said(mentions(["Закончился приём"]))[0]
    assert "does" not in [template for template, _ in ideas(ended, True)]


def test_titles_of_one_root_are_not_two() -> None:
    taken = [frozenset(("навяз", "страх"))]
    assert _is_said("Навязали страховку", taken)
    assert not _is_said("Навязали кредит", taken)
    assert _is_said("Навязали кэшбэк", [frozenset(("навяз", "кешбе"))])


@pytest.mark.parametrize(
    ("about", "title"),
    [
        ("выдача справки", "Просьбы о выдаче справки"),
        ("отключение воды", "Отключение воды"),
        ("спор с соседями", "Спор с соседями"),
        ("режим работы зала", "Вопросы о режиме работы зала"),
    ],
)
def test_a_clerk_s_line_is_told_by_what_it_names(about: str, title: str) -> None:
    line = Said(0, "request", "annotation", about.split()[0], frozenset(about.split()), about, f"о {about}")
    assert worded(Idea("phrase", "", about), line) == title


def test_a_verb_keeps_the_number_of_its_subject() -> None:
    fragment = "машины не проезжают"
    line = Said(0, "complaint", "negation", "проезжать", frozenset(), "машина", fragment)
    assert worded(Idea("not", "проезжать", "машина"), line) == "Не проезжают машины"


def test_an_organisation_that_does_not_do_something_needs_to_be_told_what() -> None:
    line = Said(0, "complaint", "negation", "убрать", frozenset(), "банк", "банк не убрал")
    assert worded(Idea("not", "убрать", "банк"), line) == ""


def test_paying_hurts_by_what_is_paid_for() -> None:
    def said(head: str, text: str) -> Said:
        return Said(0, "complaint", "cost", head, frozenset({head}), "комиссия", text)

    assert ("does", "навязать") in list(ideas(said("навязать", "навязали комиссию"), False))
    assert not list(ideas(said("платить", "платят комиссию"), False))


def test_persons_are_not_returned() -> None:
    line = Said(0, "complaint", "refusal", "вернуть", frozenset(), "заявка", "вернули заявку")
    assert worded(Idea("return", "", "заявка"), line) == "Возврат заявки"
    assert worded(Idea("return", "", "читатель"), line) == ""
