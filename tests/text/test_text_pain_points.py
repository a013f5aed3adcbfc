"""Texts and mentions to problems: who decides what. The grouping is a stand-in: a text's first word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from painmap.params.models import TextRules
from painmap.text import grouping, pain_points
from painmap.text.grouping import Group
from painmap.text.pain_points import Found, find

RULES = TextRules(
    shards=1,
    cache_megabytes=1,
    min_score=0.35,
    candidate_min_appeals=3,
    quotes_per_problem=3,
    mailing_min_letters=5,
)
SAID = {
    "свет": "свет не горит на улице",
    "вода": "вода из крана не идёт",
    "мусор": "мусор не вывозят со двора",
}
EMPTY = pd.DataFrame(
    columns=["id", "client_kind", "problem_kind", "title", "signs", "signature"], dtype="string"
)


class ByWord:
    """A grouping by the first word; a fragment is near where it begins with the word of a group."""

    def __init__(self, texts: Sequence[str], least: int) -> None:
        words = [text.split()[0] for text in texts]
        known = sorted(set(words), key=lambda w: (-words.count(w), w))
        self.groups = tuple(Group(f"g-{w}", (w, "не"), 0.8) for w in known)
        self.main = np.array([known.index(w) for w in words])
        self.score = np.array([0.5 + len(text) / 1000 for text in texts])
        self.known = known

    def nearest(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        words = [text.split()[0] for text in texts]
        places = [self.known.index(w) if w in self.known else -1 for w in words]
        return np.array(places), np.array([0.1 if "кажется" in text else 0.9 for text in texts])


@pytest.fixture(autouse=True)
def by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "group", lambda texts, *, least: ByWord(texts, least))
    monkeypatch.setattr(
        pain_points.titles,
        "titles",
        lambda groups, signatures: [
            f"Про {s[0]} ({len(g)})" for g, s in zip(groups, signatures, strict=True)
        ],
    )


def rows(*said: str, client_kind: str = "external") -> pd.DataFrame:
    """A text each; «|» parts its mentions, one that begins with «!» thanks."""
    frame = pd.DataFrame({"said": list(said), "client_kind": client_kind})
    frame["record_id"] = [f"{client_kind[0]}{i:03d}" for i in range(len(frame))]
    frame["text"] = frame["said"].str.replace("|", ". ").str.replace("!", "")
    return frame


def run(frame: pd.DataFrame, registry: pd.DataFrame = EMPTY) -> Found:
    mentions = [
        {
            "record_id": record,
            "start": i,
            "end": i + 1,
            "fragment": part.strip("!"),
            "mention_kind": "thanks" if part.startswith("!") else "complaint",
            **dict.fromkeys(("head", "lemmas", "cue", "about", "blamed"), ""),
        }
        for record, said in zip(frame["record_id"], frame["said"], strict=True)
        for i, part in enumerate(filter(None, said.split("|")))
    ]
    columns = [
        "record_id",
        "start",
        "end",
        "fragment",
        "mention_kind",
        "head",
        "lemmas",
        "cue",
        "about",
        "blamed",
    ]
    return find(frame.drop(columns="said"), pd.DataFrame(mentions, columns=columns), registry, RULES)


def ids(found: Found) -> list[str]:
    return found.assignments["problem_id"].fillna("").tolist()


def of_mentions(found: Found) -> list[str]:
    return found.mentions["problem_id"].fillna("").tolist()


def known(**further: str) -> pd.DataFrame:
    row = {
        "id": "p1",
        "client_kind": "external",
        "problem_kind": "problem",
        "title": "Вода не идёт",
        "signs": "",
    }
    return pd.DataFrame([row | further], dtype="string")


def test_groups_become_proposed_problems_the_most_frequent_first() -> None:
    found = run(rows(*[SAID["вода"]] * 3, *[SAID["свет"]] * 4))
    assert ids(found) == ["g-вода"] * 3 + ["g-свет"] * 4 == of_mentions(found)
    assert found.problems.to_dict("list") == {
        "id": ["g-свет", "g-вода"],
        "client_kind": ["external"] * 2,
        "title": ["Про свет (4)", "Про вода (3)"],
        "status": ["proposed"] * 2,
        "signature": ["свет не", "вода не"],
        "stability": [0.8] * 2,
        "appeals": [4, 3],
        "mentions": [4, 3],
    }
    assert found.assignments["score"].between(0.5, 1).all()


def test_small_groups_thanks_and_silence_are_no_problem() -> None:
    found = run(rows(*[SAID["вода"]] * 3, SAID["свет"], SAID["свет"], "!вода теперь идёт", ""))
    assert ids(found) == ["g-вода"] * 3 + [""] * 4
    assert of_mentions(found) == ["g-вода"] * 3 + [""] * 3
    assert found.assignments["score"].tolist()[3:] == [0.0] * 4
    assert found.problems["id"].tolist() == ["g-вода"]


def test_thanks_of_the_register_are_no_problem() -> None:
    frame = rows(*[SAID["вода"]] * 4).assign(appeal_kind=[None, None, None, "thanks"])
    assert ids(run(frame)) == ["g-вода"] * 3 + [""]


def test_praise_makes_no_group_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pain_points, "praising", lambda texts, mentions: texts["text"].str.contains("рад").to_numpy()
    )
    registry = known(title="Свет не горит", status="accepted")
    found = run(rows(*[SAID["вода"]] * 3, *["вода пошла, все рады"] * 3, SAID["свет"] + " рады"), registry)
    assert ids(found) == ["g-вода"] * 3 + [""] * 3 + ["p1"]
    # What the registry's problem fits is no praise of it.
    assert found.praise == {"e003", "e004", "e005"}


def test_who_only_thanks_praises() -> None:
    # Too few to teach or to be told by their share.
    found = run(rows(*[SAID["вода"]] * 40, "!вода теперь идёт", f"!спасибо|{SAID['вода']}", ""))
    assert found.praise == {"e040"}


def test_a_group_that_no_title_tells_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pain_points.titles,
        "titles",
        lambda groups, signatures: ["" if s[0] == "свет" else "Про воду" for s in signatures],
    )
    texts = [*[SAID["вода"]] * 3, *[SAID["свет"]] * 4, f"{SAID['вода']}|свет не горит"]
    found = run(rows(*texts))
    assert ids(found) == ["g-вода"] * 3 + [""] * 4 + ["g-вода"]
    assert of_mentions(found) == ["g-вода"] * 3 + [""] * 4 + ["g-вода"] * 2
    assert found.problems["id"].tolist() == ["g-вода"]
    assert found.assignments["score"].tolist()[3:7] == [0.0] * 4


def test_lines_of_a_form_are_no_part_of_groups_and_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    told: list[str] = []

    def group(texts: Sequence[str], *, least: int) -> ByWord:
        seen.extend(texts)
        return ByWord(texts, least)

    def titles(groups: Sequence[pd.DataFrame], _: object) -> list[str]:
        told.extend(fragment for own in groups for fragment in own["fragment"])
        return ["Про воду" for _ in groups]

    monkeypatch.setattr(grouping, "group", group)
    monkeypatch.setattr(pain_points.titles, "titles", titles)
    words = ["один", "два", "три", "пять", "шесть", "семь", "восемь", "девять", "десять", "сто"]
    found = run(rows(*(f"вода не идёт в доме {w}|помощи от [ФИО 1] нет" for w in words)))
    assert not any("помощи" in text for text in (*seen, *told))
    assert len(found.mentions) == 20


def test_a_further_mention_has_its_own_problem_where_sure() -> None:
    texts = [
        *[SAID["вода"]] * 3,
        *[SAID["свет"]] * 2,
        f"{SAID['свет']}|вода не идёт|вода кажется ржавая|!свет",
    ]
    found = run(rows(*texts))
    assert of_mentions(found)[5:] == ["g-свет", "g-вода", "g-свет", ""]
    table = found.problems.set_index("id")
    assert table["appeals"].to_dict() == {"g-вода": 4, "g-свет": 3}
    assert table["mentions"].to_dict() == {"g-вода": 4, "g-свет": 4}


def test_the_main_problem_stays_with_a_mention() -> None:
    texts = [*[SAID["вода"]] * 3, *[SAID["свет"]] * 2, "свет или вода"]
    frame = rows(*texts)
    frame.loc[5, "said"] = "вода не идёт|вода ржавая"
    assert of_mentions(run(frame))[5:] == ["g-свет", "g-вода"]


def test_kinds_of_clients_are_grouped_apart() -> None:
    frame = pd.concat([rows(*[SAID["вода"]] * 3), rows(*[SAID["вода"]] * 3, client_kind="internal")])
    found = run(frame)
    assert ids(found) == ["g-вода"] * 3 + ["g-водаx"] * 3
    assert found.problems["client_kind"].tolist() == ["external", "internal"]
    assert found.problems["appeals"].tolist() == [3, 3]


def test_a_row_without_a_signature_is_looked_for_in_each_text() -> None:
    found = run(rows(*[SAID["вода"]] * 2, *[SAID["свет"]] * 4), known(title="Вода из крана не идёт"))
    assert ids(found) == ["p1"] * 2 + ["g-свет"] * 4
    assert found.problems.set_index("id")["status"].to_dict() == {"p1": "registry", "g-свет": "proposed"}
    assert found.problems.set_index("id")["appeals"].to_dict() == {"p1": 2, "g-свет": 4}


def test_a_further_mention_may_say_another_problem_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(mentions: pd.DataFrame, registry: pd.DataFrame) -> list[str]:
        assert registry["id"].tolist() == ["p1", "p2"]
        return ["p2" if "свет" in fragment else "" for fragment in mentions["fragment"]]

    monkeypatch.setattr(pain_points.problems, "named", named)
    staff = known(id="p3", client_kind="internal", title="Мусор")
    former = known(id="p0", title="Темно", status="closed", parent_ids="")
    lights = known(id="p2", title="Фонари", status="accepted", parent_ids="p0")
    registry = pd.concat([known(title="Вода из крана не идёт", status="accepted"), former, lights, staff])
    said = [f"{SAID['вода']}|свет не горит|никто не приехал", SAID["вода"], *["свет мигает"] * 3]
    found = run(rows(*said), registry)
    assert ids(found) == ["p1", "p1", *["g-свет"] * 3]
    assert of_mentions(found) == ["p1", "p2", "p1", "p1", *["g-свет"] * 3]
    assert found.problems.set_index("id")["appeals"].drop("p0").to_dict() == {
        "g-свет": 3,
        "p1": 2,
        "p2": 1,
        "p3": 0,
    }


def test_a_row_with_a_signature_is_looked_for_among_the_groups() -> None:
    registry = known(signature="вода не", title="Нет воды, сказал человек")
    found = run(rows(*[SAID["вода"]] * 3, *[SAID["свет"]] * 4, "вода вода"), registry)
    assert ids(found) == ["p1"] * 3 + ["g-свет"] * 4 + ["p1"]
    own = found.problems.set_index("id").loc["p1"]
    assert (own["title"], own["status"], own["stability"]) == ("Нет воды, сказал человек", "registry", 0.8)


def test_a_problem_that_nobody_named_stays_in_the_table() -> None:
    found = run(rows(*[SAID["свет"]] * 3), known(signature="дорога яма", title="Ямы"))
    assert found.problems["id"].tolist() == ["g-свет", "p1"]
    assert found.problems["appeals"].tolist() == [3, 0]


def test_the_order_of_the_rows_changes_nothing() -> None:
    texts = [*[SAID["вода"]] * 3, *[SAID["свет"]] * 4, f"{SAID['свет']}|вода не идёт", "!спасибо"]
    frame = rows(*texts)
    first, second = run(frame), run(frame.sample(frac=1, random_state=5))
    pd.testing.assert_frame_equal(first.assignments, second.assignments)
    pd.testing.assert_frame_equal(first.problems, second.problems)


def test_no_texts_at_all() -> None:
    found = run(rows("свет").head(0), known(signature="вода не"))
    assert (len(found.assignments), len(found.mentions)) == (0, 0)
    assert found.problems["appeals"].tolist() == [0]
    assert run(rows("")).problems.empty


def test_the_surest_texts_of_each_large_group_make_its_title(monkeypatch: pytest.MonkeyPatch) -> None:
    said: dict[str, list[str]] = {}

    def titles(groups: Sequence[pd.DataFrame], signatures: Sequence[Sequence[str]]) -> list[str]:
        said.update((s[0], g["record_id"].tolist()) for g, s in zip(groups, signatures, strict=True))
        return [f"Про {s[0]}" for s in signatures]

    monkeypatch.setattr(pain_points, "_TITLED", 3)
    monkeypatch.setattr(pain_points.titles, "titles", titles)
    texts = [f"{SAID[name]} {'и темно ' * i}" for name in ("свет", "вода") for i in range(6)]
    found = run(rows(*texts))
    # The stand-in is the surer, the longer a text is.
    assert said == {"свет": ["e005", "e004", "e003"], "вода": ["e011", "e010", "e009"]}
    assert found.problems["appeals"].tolist() == [6, 6]
