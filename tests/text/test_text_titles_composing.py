"""Titles of several pains: which are added, and how they are joined."""

from __future__ import annotations

import pytest

from painmap.text.titles.composing import MAX_CHARACTERS, Choice, composed, pains


def choice(title: str, texts: range, score: float = 1.0, *, broad: bool = False, noun: bool = True) -> Choice:
    return Choice(score, title, score, broad, noun, frozenset(texts))


WATER = choice("Отсутствие горячей воды", range(20))


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ("Отсутствие горячей воды", "Отсутствие отопления", "Отсутствие горячей воды и отопления"),
        ("Плохое состояние тротуаров", "Отсутствие тротуаров", "Плохое состояние и отсутствие тротуаров"),
        (
            "Трудности с открытием вкладов",
            "Трудности с закрытием вкладов",
            "Трудности с открытием и закрытием вкладов",
        ),
        ("Аварийные деревья", "Сухие деревья", "Аварийные и сухие деревья"),
        ("Навязывание страховки", "Навязывание услуг", "Навязывание страховки и услуг"),
        ("Яма на дороге", "Ненадлежащий вывоз мусора", "Яма на дороге, ненадлежащий вывоз мусора"),
        ("Задержка выдачи справки", "Трудности с выдачей справки", "Задержка выдачи справки"),
        # «С доставкой и отсутствие карты» would be hard.
        (
            "Трудности с доставкой карты",
            "Отсутствие карты",
            "Трудности с доставкой карты, отсутствие карты",
        ),
        ("ЖКХ не отвечает", "Отсутствие МФЦ", "ЖКХ не отвечает, отсутствие МФЦ"),
        ("Отказ в кредите", "Отказ по заявке", "Отказ в кредите и по заявке"),
        (
            "Увольнения консультантов",
            "Увольнения в отделе",
            "Увольнения консультантов, увольнения в отделе",
        ),
    ],
)
def test_two_pains_are_joined(first: str, second: str, title: str) -> None:
    made = composed(choice(first, range(20)), [choice(second, range(20, 40))], 100)
    assert made == title


def test_three_of_one_head_and_end_are_joined() -> None:
    others = [
        choice("Трудности с закрытием вкладов", range(20, 30)),
        choice("Трудности с начислением процентов", range(30, 40)),
    ]
    title = "Трудности с открытием и закрытием вкладов, начислением процентов"
    assert composed(choice("Трудности с открытием вкладов", range(20)), others, 100) == title


@pytest.mark.parametrize(
    "other",
    [
        choice("Отсутствие отопления", range(20, 24)),  # too few texts more
        choice("Отсутствие отопления", range(20)),  # the same texts
        choice("Отсутствие отопления", range(20, 40), 0.1),  # tells little
        choice("Отсутствие воды", range(20, 40)),  # the same again
        choice("Необходимость ремонта труб", range(20, 40)),
        choice("Не греют батареи", range(20, 40), noun=False),
        choice("Жалобы на воду", range(20, 40), broad=True),
    ],
)
def test_what_adds_nothing_is_left_out(other: Choice) -> None:
    assert composed(WATER, [other], 100) == "Отсутствие горячей воды"


def test_what_every_second_text_says_stands_alone() -> None:
    other = choice("Отсутствие отопления", range(20, 40))
    assert composed(WATER, [other], 40) == "Отсутствие горячей воды"


def test_the_same_harm_in_another_form_is_not_said_again() -> None:
    late = choice("Просрочки по кредиту", range(10))
    assert composed(late, [choice("Просроченная задолженность", range(10, 30))], 100) == late.title
    dump = choice("Свалка мусора", range(10))
    assert composed(dump, [choice("Несанкционированная свалка", range(10, 30))], 100) == dump.title


def test_what_comes_hard_is_added_only_where_few_pains_are_told() -> None:
    first = choice("Отсутствие сертификата", range(30))
    hard = choice("Трудности с вакцинацией", range(30, 42), broad=True)
    assert composed(first, [hard], 100) == "Отсутствие сертификата, трудности с вакцинацией"
    assert composed(first, [hard._replace(records=frozenset(range(30, 39)))], 100) == first.title
    assert composed(first._replace(records=frozenset(range(-5, 30))), [hard], 100) == first.title


@pytest.mark.parametrize("title", ["Жалобы на маршруты", "Задержки с рейсами"])
def test_no_bare_thing_is_added(title: str) -> None:
    first = choice("Отсутствие автобусов", range(10))
    assert composed(first, [choice(title, range(30, 60), broad=True)], 100) == first.title


def test_pains_come_before_what_comes_hard() -> None:
    hard = choice("Трудности с проездом", range(30, 50), 0.9, broad=True)
    pain = choice("Грубость водителей", range(10, 20), 0.5)
    made = composed(choice("Отсутствие автобусов", range(10)), [hard, pain], 100)
    assert made == "Отсутствие автобусов, грубость водителей, трудности с проездом"


def test_a_title_is_no_longer_than_a_line() -> None:
    long = choice("Ненадлежащая уборка внутриквартальных проездов и придомовой территории", range(10, 30))
    made = composed(WATER, [long], 100)
    assert made == "Отсутствие горячей воды"
    assert len(f"{made}, {long.title}") > MAX_CHARACTERS


def test_a_rare_clause_gives_way_to_nouns_that_say_far_more() -> None:
    clause = choice("Не пришёл сертификат", range(5), noun=False)
    nouns = [choice("Отсутствие сертификата", range(4), 0.6), choice("Отказ в прививке", range(10, 20), 0.3)]
    assert composed(clause, nouns, 100) == "Отсутствие сертификата, отказ в прививке"
    assert composed(clause, nouns[:1], 100) == "Не пришёл сертификат"
    frequent = clause._replace(records=frozenset(range(15)))
    more = [nouns[0], nouns[1]._replace(records=frozenset(range(20, 50)))]
    assert composed(frequent, more, 100) == "Не пришёл сертификат"
    weak = [nouns[0]._replace(score=0.4), nouns[1]]
    assert composed(clause, weak, 100) == "Не пришёл сертификат"


def test_what_is_asked_for_stands_alone() -> None:
    asked = choice("Вопросы о медицинской справке", range(5), noun=False)
    others = [choice("Отсутствие сертификата", range(4), 0.6), choice("Отказ в прививке", range(10, 20), 0.3)]
    assert composed(asked, others, 100) == "Вопросы о медицинской справке"


def test_requests_give_way_to_pains_of_far_more_texts() -> None:
    asked = choice("Просьбы о снижении размера субсидии", range(10), noun=False)
    pains_ = [choice("Задержка выплаты субсидии", range(10, 20), 0.8), choice("Штраф", range(20, 25), 0.7)]
    assert composed(asked, pains_, 50) == "Задержка выплаты субсидии, штраф"
    assert composed(asked, pains_[:1], 50) == asked.title
    assert composed(asked, [pains_[0]._replace(score=0.4), pains_[1]._replace(score=0.4)], 50) == asked.title


def test_behind_a_thing_stands_what_hurts() -> None:
    thing = choice("Жалобы на мусорные контейнеры", range(40), broad=True)
    hurt = [choice("Ненадлежащий вывоз мусора", range(4), 0.1), choice("Отсутствие ограды", range(6, 8), 0.1)]
    assert pains(thing, hurt, 100) == ": ненадлежащий вывоз мусора"
    assert pains(thing, hurt[1:], 40) == ""
