"""Quotes: telling sentences of external clients only, the surest first, unlike each other."""

from __future__ import annotations

import pandas as pd

from painmap.problem_map import build
from painmap.problem_map.quotes import quotes

from .conftest import items, problem

TYPICAL = "Жду архивную справку о стаже третий месяц, архив не отвечает"
LIKE = "Архивную справку о стаже жду пятый месяц, архив не отвечает"
OTHER = "Справку о зарплате обещали через тридцать дней, прошло два месяца"
ODD = "Зелёный попугай громко пел серенады возле фонтана весь вечер"


def drawn(*texts, **columns):
    return items("p01", len(texts), text=list(texts), **columns)


def test_typical_first_and_no_two_alike():
    found = quotes(drawn(ODD, TYPICAL, LIKE, OTHER), 2)
    assert found[0] in (TYPICAL, LIKE)
    assert not {TYPICAL, LIKE} <= set(found)
    assert OTHER in found


def test_only_the_telling_sentence_of_a_text_is_quoted():
    text = f"Здравствуйте. {TYPICAL}. Прошу не называть мою фамилию."
    start = text.index(TYPICAL)
    assert quotes(drawn(text, quote_start=start, quote_end=start + len(TYPICAL)), 5) == (TYPICAL,)


def test_a_text_without_a_telling_sentence_gives_no_quote():
    bare = drawn(TYPICAL, OTHER, quote_score=[pd.NA, 0.9])
    assert quotes(bare, 5) == (OTHER,)


def test_the_most_telling_come_first():
    assert quotes(drawn(ODD, TYPICAL, OTHER, quote_score=[0.9, 0.6, 0.7]), 3) == (ODD, OTHER, TYPICAL)


def test_staff_unknown_hotline_and_sensitive_texts_are_never_quoted():
    for column, value in (("client_kind", "internal"), ("client_kind", "unknown"), ("is_count_only", True)):
        assert quotes(drawn(TYPICAL, **{column: value}), 5) == ()
    assert quotes(drawn(TYPICAL, is_sensitive=True), 5) == ()
    assert quotes(drawn(TYPICAL, is_sensitive=pd.NA), 5) == ()
    assert quotes(drawn(TYPICAL, is_sensitive=False), 5) == (TYPICAL,)


def test_settlements_and_applicants_are_not_quoted(make):
    text = "О задержке архивной справки о стаже (Несь), слесарь на пенсии, Орёл"
    found = build(make([drawn(text)])).problems[0].quotes
    assert found == ("О задержке архивной справки о стаже ([населённый пункт])",)


def test_limit_comes_from_the_parameters_and_empty_texts_are_skipped(make):
    fourth = "Телефоны приёмной заняты каждый понедельник, дозвониться невозможно"
    frame = drawn(TYPICAL, OTHER, ODD, fourth, None, "")
    found = build(make([frame])).problems[0].quotes
    assert len(found) == 3


def test_staff_problem_has_no_quotes(make):
    frame = drawn(TYPICAL, OTHER, client_kind="internal")
    found = build(make([frame], registry=[problem("p01", client_kind="internal")])).problems[0]
    assert found.quotes == ()


def test_order_of_rows_does_not_matter():
    frame = drawn(ODD, TYPICAL, LIKE, OTHER)
    assert quotes(frame, 3) == quotes(frame.iloc[::-1], 3)
