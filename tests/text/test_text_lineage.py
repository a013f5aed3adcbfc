"""What continues is known by its meaning, and each problem is told what became of it."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from painmap.periods import Period
from painmap.schema import PROBLEMS
from painmap.text import lineage
from painmap.text.lineage import Signed, match

LIGHT = ("фонарь", "освещение", "темно", "улица", "столб", "лампа")
WASTE = ("мусор", "контейнер", "вывоз", "площадка", "бак", "свалка")
PHONE = ("дозвониться", "трубка", "регистратура", "телефон", "занято", "гудок")
PERIOD = Period.parse("2025")


def signed(id_: str, lemmas: tuple[str, ...]) -> Signed:
    return Signed(id_, id_, lemmas)


def row(
    id_: str, status: str = "accepted", parents: str = "", since: str = "2023", kind: str = "external"
) -> dict:
    return {
        "id": id_, "client_kind": kind, "problem_kind": "problem", "title": f"Проблема {id_}",
        "status": status, "valid_from": since, "parent_ids": parents or None,
    }  # fmt: skip


def registry(*rows: dict) -> pd.DataFrame:
    return PROBLEMS.conform(pd.DataFrame(list(rows)))


def became(*rows: dict, now: dict[str, int], before: dict[str, int]) -> dict[str, str]:
    found = lineage.changes(registry(*rows), now, before, PERIOD)
    return dict(zip(found["id"], found["lineage"], strict=True))


def test_groups_with_the_lemmas_of_a_problem_take_its_id() -> None:
    groups = [
        signed("g1", (*WASTE[:4], "двор", "запах")),
        signed("g2", PHONE),
        signed("g3", ("налог", "вычет")),
    ]
    known = [signed("p01", LIGHT), signed("p02", WASTE), signed("p03", PHONE)]
    assert match(groups, known) == {"g1": "p02", "g2": "p03"}


def test_nothing_on_one_side_matches_nothing() -> None:
    assert match([], [signed("p01", LIGHT)]) == {}
    assert match([signed("g1", LIGHT)], []) == {}
    assert match([signed("g1", ())], [signed("p01", ())]) == {}


def test_one_common_lemma_far_behind_is_not_a_meaning() -> None:
    assert match([signed("g1", (*LIGHT[:5], "двор"))], [signed("p01", (*WASTE[:5], "двор"))]) == {}
    assert match([signed("g1", LIGHT[:3])], [signed("p01", LIGHT[:3])], threshold=1.0) == {"g1": "p01"}


def test_telling_lemmas_weigh_more_than_the_last() -> None:
    group = signed("g1", LIGHT)
    first, last = signed("b", (*LIGHT[:3], "а", "б", "в")), signed("a", (*LIGHT[3:], "а", "б", "в"))
    assert match([group], [first, last], threshold=0.1) == {"g1": "b"}


def test_a_sure_pair_outweighs_two_doubtful_ones() -> None:
    """Summed as they are, 0.5 + 0.5 would beat 0.9 and give the twin of p01 away."""
    p01 = signed("p01", LIGHT)
    p02 = signed("p02", (*LIGHT[:2], *WASTE[:4]))
    twin = signed("g1", (*LIGHT[:5], "двор"))
    other = signed("g2", (LIGHT[0], PHONE[0], LIGHT[2], *PHONE[1:4]))
    assert match([twin, other], [p01, p02]) == {"g1": "p01"}


def test_one_problem_takes_one_group() -> None:
    groups = [signed("g2", LIGHT), signed("g1", LIGHT), signed("g3", LIGHT)]
    assert match(groups, [signed("p01", LIGHT)]) == {"g1": "p01"}


def test_the_order_of_neither_side_matters() -> None:
    chooser = random.Random(3)
    words = [f"слово{i}" for i in range(30)]
    groups = [signed(f"g{i}", tuple(chooser.sample(words, 8))) for i in range(20)]
    # Twins make ties.
    groups += [Signed(f"h{i}", "", g.lemmas) for i, g in enumerate(groups[:6])]
    known = [signed(f"p{i}", tuple(chooser.sample(words, 8))) for i in range(15)]
    first = match(groups, known)
    assert len(first) > 5
    for _ in range(5):
        chooser.shuffle(groups)
        chooser.shuffle(known)
        assert match(groups, known) == first


def test_replaced_problems_are_not_living_and_solved_ones_are() -> None:
    frame = registry(
        row("p01", "closed"), row("p02", "closed"), row("p03", parents="p01"), row("p04", parents="p01")
    )
    assert list(lineage.living(frame)["id"]) == ["p02", "p03", "p04"]
    assert lineage.heirs(frame) == {"p01": ("p03", "p04")}


@pytest.mark.parametrize(
    ("entry", "before", "now", "said"),
    [
        (row("p01"), 5, 7, "continued"),
        (row("p01"), 0, 7, "new"),
        (row("p01", since="2025-Q3"), 0, 7, "new"),
        (row("p01", since="2025-Q3"), 5, 7, "new"),
        (row("p01", since="2024"), 5, 0, "unconfirmed"),
        (row("p01", "closed"), 5, 0, "closed"),
        (row("p01", "closed"), 5, 2, "reopened"),
    ],
)
def test_a_problem_by_itself(entry: dict, before: int, now: int, said: str) -> None:
    assert became(entry, now={"p01": now}, before={"p01": before}) == {"p01": said}


def test_merged_and_split_in_the_period_and_after_it() -> None:
    merged = [row("p01", "closed"), row("p02", "closed"), row("p03", parents="p01 p02", since="2025-Q4")]
    split = [
        row("p05", "closed"),
        row("p06", parents="p05", since="2025"),
        row("p07", parents="p05", since="2025"),
    ]
    counts = {"p03": 9, "p06": 4, "p07": 3}
    assert became(*merged, *split, now=counts, before={}) == {
        "p01": "joined", "p02": "joined", "p03": "merged", "p05": "divided", "p06": "split", "p07": "split",
    }  # fmt: skip
    later = lineage.changes(registry(*merged), {"p03": 9}, {}, Period.parse("2026"))
    assert list(later["lineage"]) == ["joined", "joined", "continued"]


def test_the_table_says_it_in_russian_with_what_matters_first() -> None:
    rows = [
        row("p01"),
        row("p02", "closed"),
        row("p03", "closed"),
        row("p04", "closed"),
        row("p05", parents="p03 p04", since="2025"),
    ]
    found = lineage.changes(registry(*rows), {"p01": 4, "p02": 2, "p05": 8}, {"p01": 3, "p02": 1}, PERIOD)
    shown = lineage.table(found)
    assert list(shown["Код"]) == ["p02", "p05", "p03", "p04", "p01"]
    assert shown["Что с ней стало"][0] == "возникла повторно"
    told = dict(zip(shown["Код"], shown["Пояснение"], strict=True))
    assert told["p05"] == "объединяет p03, p04; история прежних проблем перешла к ней"
    assert told["p03"] == "её обращения учтены в p05"
    assert told["p01"] == "обращений: 4, было 3"
    assert list(found.columns) == list(lineage.COLUMNS)
    assert found.set_index("id").loc["p05", "from_ids"] == "p03 p04"
