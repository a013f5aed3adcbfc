import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from painmap.params.models import TextRules, Vocabulary
from painmap.text import evidence
from painmap.text.cross_fit import UNKNOWN, Task, cross_fitted, marks
from painmap.text.likelihood import Units, likely
from painmap.text.mentions import find_mentions
from painmap.text.problems import assign

FILE = Path(__file__).parents[2] / "params" / "vocab" / "mentions.yaml"
RULES = TextRules(
    shards=1,
    cache_megabytes=1,
    min_score=0.35,
    candidate_min_appeals=5,
    quotes_per_problem=3,
    mailing_min_letters=5,
)
TITLES = {
    "q01": ("external", "problem", "Неработающее уличное освещение"),
    "q02": ("external", "problem", "Сложность дозвониться до поликлиники"),
    "q03": ("external", "problem", "Несвоевременный вывоз мусора"),
    "q04": ("internal", "problem", "Устаревшие компьютеры"),
}
PARTS = {
    "q01": (
        ["не горят фонари", "нет освещения", "уличное освещение не работает", "темно, фонарь не горит"],
        ["во дворе", "у школы", "на остановке", "третью неделю", "возле рынка", "вдоль дороги"],
    ),
    "q02": (
        ["не дозвониться до поликлиники", "регистратура не берёт трубку", "телефон поликлиники не отвечает"],
        ["с утра", "целый день", "третий день", "по всем номерам", "ни разу", "неделю"],
    ),
    "q03": (
        ["не вывозят мусор", "мусор не вывезли", "контейнер переполнен, вывоза мусора нет"],
        ["со двора", "с площадки", "вторую неделю", "после праздников", "от дома", "у подъезда"],
    ),
    "": (
        ["не чистят снег", "яма, дорога разбита", "сломаны качели", "О выдаче справки"],
        ["у дома", "на углу", "в парке", "за гаражами", "у моста", "на площади"],
    ),
}


def corpus() -> pd.DataFrame:
    chooser = random.Random(7)
    rows = []
    for gold, (what, where) in PARTS.items():
        for a in what:
            for b in where:
                house = chooser.choice(["дом", "корпус", "участок"])
                text = f"{a} {b}" if a.startswith("О ") else f"Здравствуйте, {a} {b}, {house}"
                rows.append((text, "external", gold))
    rows += [(f"старые компьютеры виснут {w}", "internal", "q04") for w in ("утром", "весь день", "в отделе")]
    rows += [("Спасибо за помощь, свет горит, освещение работает", "external", "thanks")]
    frame = pd.DataFrame(rows, columns=["text", "client_kind", "gold"])
    frame["record_id"] = [f"register:{i:04d}" for i in range(len(frame))]
    return frame


def mentions_of(texts: pd.DataFrame) -> pd.DataFrame:
    vocabulary = Vocabulary(**YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))
    rows = [
        (record, m.start, m.end, m.fragment, m.kind, m.head, m.lemmas)
        for record, found in zip(
            texts["record_id"], find_mentions(texts["text"].tolist(), vocabulary), strict=True
        )
        for m in found
    ]
    return pd.DataFrame(
        rows, columns=["record_id", "start", "end", "fragment", "mention_kind", "head", "lemmas"]
    )


def run(texts: pd.DataFrame, *further: dict[str, str]) -> pd.DataFrame:
    rows = [{"id": i, "client_kind": c, "problem_kind": k, "title": t} for i, (c, k, t) in TITLES.items()]
    registry = pd.DataFrame([*rows, *further], columns=[*rows[0], "signs"], dtype="string")
    return assign(texts.drop(columns="gold"), mentions_of(texts), registry, RULES)


@pytest.fixture(scope="module")
def assigned() -> pd.DataFrame:
    texts = corpus()
    return texts.merge(run(texts), on="record_id", validate="1:1")


def test_texts_find_their_problem_in_other_words(assigned: pd.DataFrame) -> None:
    precision, recall = [], []
    for problem in ("q01", "q02", "q03"):
        found, true = assigned["problem_id"].eq(problem).fillna(False), assigned["gold"] == problem
        precision.append((found & true).sum() / max(1, found.sum()))
        recall.append((found & true).sum() / true.sum())
    assert min(precision) >= 0.75, (precision, recall)
    assert sum(recall) / 3 >= 0.8, (precision, recall)


def test_kinds_of_clients_are_kept_apart(assigned: pd.DataFrame) -> None:
    internal = assigned[assigned["client_kind"] == "internal"]
    assert set(internal["problem_id"].dropna()) <= {"q04"}
    assert "q04" not in set(assigned.loc[assigned["client_kind"] == "external", "problem_id"].dropna())


def test_thanks_are_no_problem_and_scores_obey_the_rule(assigned: pd.DataFrame) -> None:
    assert assigned.loc[assigned["gold"] == "thanks", "problem_id"].isna().all()
    assert assigned["score"].between(0, 1).all()
    assert (assigned.loc[assigned["problem_id"].notna(), "score"] >= RULES.min_score).all()


def test_thanks_of_the_register_are_no_problem_whatever_they_say() -> None:
    texts = corpus()
    texts["appeal_kind"] = ["thanks" if i % 5 == 0 else None for i in range(len(texts))]
    assigned = run(texts).set_index("record_id")["problem_id"]
    is_thanks = assigned.index.isin(texts.loc[texts["appeal_kind"] == "thanks", "record_id"])
    assert assigned[is_thanks].isna().all()
    assert assigned[~is_thanks].notna().any()


def test_texts_like_thanks_are_no_problem() -> None:
    texts = corpus()
    praise = [f"фонари теперь горят ярко, освещение на улице загляденье, {w}" for w in PARTS["q01"][1]]
    rows = pd.DataFrame({"text": praise, "client_kind": "external", "gold": ""})
    rows["record_id"] = [f"praise:{i}" for i in range(len(rows))]
    rows["appeal_kind"] = ["thanks"] * (len(rows) - 1) + [None]
    assigned = run(pd.concat([texts, rows], ignore_index=True)).set_index("record_id")
    assert assigned["problem_id"][rows["record_id"]].isna().all()
    unmarked = pd.concat([texts, rows.assign(appeal_kind=None)], ignore_index=True)
    assert run(unmarked).set_index("record_id")["problem_id"][rows["record_id"]].notna().any()


def test_only_thanks_teach_nothing() -> None:
    texts = corpus()
    texts["appeal_kind"] = "thanks"
    assert run(texts)["problem_id"].isna().all()


def test_row_order_changes_nothing() -> None:
    texts = corpus()
    first, second = run(texts), run(texts.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(first, second)


def test_no_texts_and_few_texts() -> None:
    none = run(corpus().head(0))
    assert len(none) == 0
    few = run(corpus().iloc[[13, 24, 60]])
    assert len(few) == 3
    thanks = run(corpus().iloc[[13, 24, 60]].assign(appeal_kind="thanks"))
    assert few["problem_id"].notna().any()
    assert thanks["problem_id"].isna().all()


def test_signs_find_what_a_title_cannot() -> None:
    texts = corpus()
    ours = set(texts.loc[texts["text"].str.contains("качели"), "record_id"])
    problem = {
        "id": "q05",
        "client_kind": "external",
        "problem_kind": "problem",
        "title": "Ненадлежащее состояние малых архитектурных форм",
    }

    def found(**signs: str) -> set[str]:
        assignments = run(texts, problem | signs)
        return set(assignments.loc[assignments["problem_id"].eq("q05").fillna(False), "record_id"])

    assert not ours & found()
    assert found(signs="турник; сломанные качели") == ours


def test_a_sign_wants_all_its_words() -> None:
    documents = evidence.content(["сломаны качели во дворе", "качели во дворе", "сломаны скамейки", ""])
    said = evidence.signs(documents, [evidence.content(["сломанные качели"]), []])
    assert said[0, 0] > 2 * max(said[1:, 0])
    assert not said[:, 1].any()


def test_one_word_does_not_say_two_words_of_a_sign() -> None:
    documents = evidence.content(["сообщает о погоде", "сломаны качели", "тёмный подъезд", "нет воды"])
    said = evidence.signs(documents, [evidence.content(["сообщения в сообществе"])])
    alone = evidence.signs(documents, [evidence.content(["сообщения"])])
    assert said[0, 0] == alone[0, 0] > 0


def odds(texts: list[str], said: np.ndarray, **codes: list[str]) -> np.ndarray:
    """Likelihood of the texts × two problems; codes of the register as the fields of `Units`."""
    nothing = {name: ("",) * len(texts) for name in ("topics", "reasons", "filed")}
    units = Units(
        words=tuple(evidence.content(texts)),
        kinds=(frozenset({"complaint"}),) * len(texts),
        is_thanks=np.zeros(len(texts), dtype=bool),
        marks=marks(texts),
        **nothing | {name: tuple(values) for name, values in codes.items()},
    )
    return likely(units, said, ["problem", "problem"])[0]


WHERE = (
    "у дома",
    "у школы",
    "на площади",
    "у рынка",
    "у парка",
    "у моста",
    "за углом",
    "у реки",
    "у вокзала",
)


def test_what_the_register_files_as_complaints_teaches_what_a_pain_sounds_like() -> None:
    places = [f"{b} {c}" for b in WHERE for c in ("весной", "осенью", "летом", "зимой")]
    texts = [f"освещение, лампы погасли, монтёр пропал {b}" for b in places]
    texts += [f"освещение, график работы, схема сети {b}" for b in places]
    said = np.full((len(texts), 2), 0.6)
    filed = ["complaint"] * len(places) + ["request"] * len(places)
    filed = ["" if i % 3 == 0 else kind for i, kind in enumerate(filed)]
    unfiled = np.arange(0, len(places), 3)

    def lead(found: np.ndarray) -> float:
        return float(np.median(found[unfiled, 0]) / np.median(found[unfiled + len(places), 0]))

    assert lead(odds(texts, said, filed=filed)) > 2
    assert lead(odds(texts, said)) == pytest.approx(1, abs=0.2)


def test_a_topic_speaks_for_a_text_whose_words_do_not_even_where_it_has_to_be_guessed() -> None:
    texts = [f"столб чёрный, монтёра ждали {b}" for b in WHERE * 2]
    texts += [f"уличное освещение не работает {b}" for b in WHERE]
    texts += [f"вывоз мусора несвоевременный {b}" for b in WHERE * 2]
    said = np.repeat([[0.3, 0.3], [0.9, 0.0], [0.0, 0.9]], [18, 9, 18], axis=0)
    topics = ["t1"] * 27 + ["t2"] * 18
    some = ["" if i % 3 == 0 and i < 18 else topic for i, topic in enumerate(topics)]

    def lead(found: np.ndarray) -> float:
        return float(np.median(found[:18:3, 0] / found[:18:3, 1]))

    without = lead(odds(texts, said))
    assert lead(odds(texts, said, topics=topics)) > 2 * without
    assert lead(odds(texts, said, topics=some)) > 1.5 * without
    reasons = ["r1" if topic == "t1" else "r2" for topic in topics]
    assert lead(odds(texts, said, reasons=reasons)) > 1.2 * without


def test_row_order_changes_nothing_where_the_register_has_codes() -> None:
    texts = corpus()
    texts["topic_code"] = [f"t{i % 4}" if i % 3 else None for i in range(len(texts))]
    texts["reason_code"] = [f"r{i % 5}" for i in range(len(texts))]
    texts["appeal_kind"] = ["complaint" if i % 2 else "request" for i in range(len(texts))]
    first, second = run(texts), run(texts.sample(frac=1, random_state=5))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(("status", "collects"), [("accepted", False), ("closed", False), ("proposed", True)])
def test_parents_that_their_children_replace_collect_nothing(status: str, collects: bool) -> None:
    child = {"client_kind": "external", "problem_kind": "problem", "id": "q09", "status": status}
    rows = [
        {"id": i, "client_kind": c, "problem_kind": k, "title": t, "status": "closed"}
        for i, (c, k, t) in TITLES.items()
    ]
    rows.append(child | {"title": "Фонари на улицах не горят", "parent_ids": "q01"})
    registry = pd.DataFrame(rows, columns=[*rows[0], "parent_ids", "signs"], dtype="string")
    texts = corpus()
    found = assign(texts.drop(columns="gold"), mentions_of(texts), registry, RULES)
    assert found["problem_id"].eq("q01").any() == collects
    assert found["problem_id"].eq("q09").any()


def test_no_text_is_judged_by_its_own_label() -> None:
    numbers = marks([f"text {i}" for i in range(60)])
    features = np.repeat([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], 30, axis=0).astype(np.float32)
    features[3, 2] = 9
    labels = np.repeat(np.array([0, 1]), 30)
    labels[[3, 40]] = [1, UNKNOWN]
    found = cross_fitted(Task(labels, 2, 10.0), features, numbers)
    assert found[3, 0] > 0.7
    assert found[40, 1] > 0.7
    assert not cross_fitted(Task(np.zeros(60, dtype=np.int64), 2, 10.0), features, numbers).any()


def test_some_of_very_many_texts_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = sorted(evidence.content(corpus()["text"].tolist()))
    said = np.array([[float("фонарь" in d)] for d in documents])
    whole = evidence.spread(said, evidence.vectors(documents))
    monkeypatch.setattr(evidence, "_SOME", len(documents) // 2)
    monkeypatch.setattr(evidence, "_TOLD", 10)
    part = evidence.spread(said, evidence.vectors(documents))
    assert np.isfinite(part).all()
    assert part[said == 0].max() > 0.1
    assert np.corrcoef(whole[:, 0], part[:, 0])[0, 1] > 0.8
