"""Facts of each problem beside its name: counted by hand."""

from __future__ import annotations

import pandas as pd

from painmap.stages._pain_point_facts import facts

REGISTRY = pd.DataFrame({"id": ["p1", "p2", "s1"], "title": ["Очереди", "Отказы", "Нагрузка"]})
CHANNELS = {"web": "Портал", "post": "Почта"}


def row(problem: str | None, client: str | None, **known: object) -> dict[str, object]:
    base = {
        "client_kind": "external", "channel_code": "web", "mailing_id": None,
        "is_overdue": None, "is_repeat": None, "is_refused": None, "is_strong": False,
    }  # fmt: skip
    return base | {"problem_id": problem, "client_id": client} | known


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    flags = ["is_overdue", "is_repeat", "is_refused", "is_strong"]
    return pd.DataFrame(rows).astype(dict.fromkeys(flags, "boolean"))


TEXTS = frame(
    [
        row("p1", "a", is_overdue=True, is_repeat=False, is_strong=True),
        row("p1", "a", is_overdue=False, is_repeat=True, channel_code="post"),
        row("p1", "b", channel_code=None, mailing_id="m1"),
        row("p2", None, is_refused=True),
        row(None, "c"),
        row("s1", "d", client_kind="internal"),
    ]
).assign(record_id=[f"r{i}" for i in range(6)])
# r0 voices a second problem, twice; r4, of no problem, voices the first; r9 is no text of the period.
MENTIONS = pd.DataFrame(
    {"record_id": ["r0", "r0", "r0", "r4", "r9", "r2"], "problem_id": ["p1", "p2", "p2", "p1", "p1", None]}
)


def test_a_text_that_names_two_problems_counts_for_both() -> None:
    table = facts(TEXTS, MENTIONS, REGISTRY, CHANNELS)
    assert table["Текстов"].tolist() == [3, 1, 1]
    assert table["Текстов, где названа"].tolist() == [4, 2, 1]


def test_each_problem_is_counted_among_its_own_clients() -> None:
    table = facts(TEXTS, MENTIONS, REGISTRY, CHANNELS)
    assert table["Проблема"].tolist() == ["Очереди", "Отказы", "Нагрузка"]
    queues = table.iloc[0]
    # 3 of 5 texts of outside clients; 2 of 3 clients who can be told apart. Wilson's intervals by R,
    # prop.test(correct = FALSE): 0.2307-0.8824 and 0.2077-0.9385.
    assert (queues["Текстов"], queues["Доля текстов, %"]) == (3, "60,0 (23,1–88,2)")
    assert (queues["Клиентов"], queues["Доля клиентов, %"]) == (2, "66,7 (20,8–93,9)")


def test_marks_are_counted_among_the_texts_for_which_they_are_known() -> None:
    queues, refusals, load = (line for _, line in facts(TEXTS, MENTIONS, REGISTRY, CHANNELS).iterrows())
    assert (queues["Просрочено"], queues["Повторных"], queues["Отказано"]) == ("1 из 2", "1 из 2", "–")
    assert (queues["Резких слов"], queues["Из них писем рассылок"]) == ("1 из 3", 1)
    assert refusals["Отказано"] == "1 из 1"
    assert load["Просрочено"] == "–"


def test_answers_of_surveys_are_a_source_of_their_own() -> None:
    assert facts(TEXTS, MENTIONS, REGISTRY, CHANNELS)["Каналы"][0] == "Портал 1; Почта 1; анкеты 1"


def test_nobody_wrote() -> None:
    assert facts(TEXTS.iloc[:0], MENTIONS, REGISTRY, CHANNELS).empty
