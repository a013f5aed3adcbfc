"""Praise is told from complaints by the words of those who thank; all texts are made up."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from painmap.params.models import Vocabulary
from painmap.text.mentions import find_mentions
from painmap.text.praise import _seeds, praising

FILE = Path(__file__).parents[2] / "params" / "vocab" / "mentions.yaml"
VOCABULARY = Vocabulary(**YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))

WHAT = ["справку", "выписку", "копию договора", "пропуск", "полис", "пособие", "путёвку", "дубликат"]
HOW = ["за полчаса", "в тот же день", "без лишних бумаг", "сразу", "быстро и чётко"]
WHO = ["Сотрудница", "Консультант", "Девушка в окне", "Специалист"]
WHERE = ["в отделении", "в центре", "в окне", "на участке", "в кабинете"]
THANKED = [
    f"{who} помогла, оформили {what} {how}. Спасибо большое, всё понравилось, вежливо и понятно."
    for what, how, who in product(WHAT, HOW, WHO)
]
COMPLAINED = [
    f"Ужасная очередь, {what} не выдали {where}. Отказали и нагрубили, требуют лишние бумаги, "
    f"жду {time}, обещали и обманули."
    for what, where, time in product(WHAT, WHERE, ["неделю", "месяц", "третий день"])
]
# They thank nobody, and a «не» tells of good things.
QUIET = [f"Пришёл за бумагой. Оформили {what} {how}, вежливо и понятно." for what, how in product(WHAT, HOW)]


def told(*texts: str) -> list[bool]:
    found = find_mentions(list(texts), VOCABULARY)
    rows = [(str(i), m.kind, m.cue) for i, own in enumerate(found) for m in own]
    mentions = pd.DataFrame(rows, columns=["record_id", "mention_kind", "cue"])
    ids = list(map(str, range(len(texts))))
    return praising(pd.DataFrame({"record_id": ids, "text": texts}), mentions).tolist()


@pytest.fixture(scope="module")
def known() -> list[bool]:
    return told(*THANKED, *COMPLAINED, *QUIET)


def test_those_who_thank_praise_and_those_who_complain_do_not(known: list[bool]) -> None:
    assert all(known[: len(THANKED)])
    assert not any(known[len(THANKED) : len(THANKED) + len(COMPLAINED)])


def test_praise_without_thanks_is_told_by_its_words(known: list[bool]) -> None:
    assert sum(known[-len(QUIET) :]) >= 0.9 * len(QUIET)


def test_only_thanks_without_pain_and_pains_without_thanks_teach() -> None:
    rows = [
        ("kind", "thanks", "thanks"),
        ("scornful", "thanks", "thanks"),
        ("scornful", "complaint", "rudeness"),
        ("long", "thanks", "thanks"),
        ("long", "complaint", "negation"),
        ("long", "complaint", "lack"),
        ("mild", "complaint", "negation"),
        ("told", "thanks", "thanks"),
        ("told", "complaint", "fact"),
        ("asking", "thanks", "thanks"),
        ("asking", "request", "request"),
        ("hurt", "complaint", "rudeness"),
        ("hurt", "complaint", "delay"),
    ]
    mentions = pd.DataFrame(rows, columns=["record_id", "mention_kind", "cue"])
    records = ["kind", "scornful", "long", "mild", "told", "asking", "hurt", "silent"]
    praise, pain = _seeds(pd.Series(records), mentions, 1)
    assert dict(zip(records, praise.tolist(), strict=True)) == {r: r in ("kind", "told") for r in records}
    assert dict(zip(records, pain.tolist(), strict=True)) == {r: r == "hurt" for r in records}
    # One pain will do where too few tell of two.
    pain = _seeds(pd.Series(["kind", "scornful", "hurt"]), mentions[mentions["cue"] != "delay"], 1)[1]
    assert pain.tolist() == [False, False, True]


def test_what_is_told_teaches_once_more() -> None:
    journey = "Приехали ранним солнечным утром с младшим сыном на старом велосипеде"
    near = [f"{journey}, помогла, оформили {what} {how}." for what, how in product(WHAT, HOW)]
    assert told(*THANKED, *COMPLAINED, *near, journey)[-1]
    assert not told(*THANKED, *COMPLAINED, journey)[-1]


def test_the_order_of_the_texts_does_not_matter(known: list[bool]) -> None:
    assert told(*reversed([*THANKED, *COMPLAINED, *QUIET])) == known[::-1]


def test_a_complaint_that_thanks_at_its_end_is_none() -> None:
    polite = "Справку не выдали, очередь ужасная, отказали и нагрубили, жду месяц. Спасибо за внимание."
    assert not told(*THANKED, *COMPLAINED, polite)[-1]


def test_thanks_in_words_of_its_own_are_praise() -> None:
    assert told(*THANKED, *COMPLAINED, "Признательны артистам цирка за чудесный вечер")[-1]


def test_thanks_before_a_complaint_are_no_praise() -> None:
    both = [
        f"Спасибо за ответ, но {what} не выдали {where} и очередь огромная."
        for what, where in product(WHAT, WHERE)
    ]
    assert not any(told(*THANKED, *COMPLAINED, *both)[-len(both) :])


def test_where_few_thank_they_alone_praise() -> None:
    quiet = "Пришёл за бумагой. Оформили справку в тот же день, деньги пришли сразу."
    assert told(*islice(THANKED, 30), *COMPLAINED, quiet) == [True] * 30 + [False] * (len(COMPLAINED) + 1)
    assert not any(told(*islice(THANKED, 5), *COMPLAINED))


def test_where_a_small_part_thanks_it_is_courtesy() -> None:
    assert not any(told(*islice(THANKED, 45), *COMPLAINED * 20))


def test_empty_texts_and_two_words_praise_nothing() -> None:
    assert told(*THANKED, *COMPLAINED, "", "оформили", "!!!")[-3:] == [False] * 3
