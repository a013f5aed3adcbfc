import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from painmap.params.models import TextRules, Vocabulary
from painmap.text import cross_fit, evidence, likelihood, self_training
from painmap.text.cross_fit import UNKNOWN, Task, cross_fitted, marks
from painmap.text.likelihood import NONE, Likely, Units, likely
from painmap.text.mentions import find_mentions
from painmap.text.problems import assign, named

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


def test_a_mention_says_a_problem_by_its_title_or_a_sign_and_most_say_none() -> None:
    said = (
        ["не_гореть фонарь улица"] * 3
        + ["отказать прием врач", "ждать ответ"]
        + [f"слово{i}" for i in range(90)]
    )
    registry = pd.DataFrame(
        {
            "id": ["p2", "p1"],
            "title": ["Отказ в приёме врача", "Темно"],
            "signs": ["", "не горит фонарь; тёмная улица"],
        },
        dtype="string",
    )
    assert named(pd.DataFrame({"lemmas": said}), registry)[:5] == ["p1", "p1", "p1", "p2", ""]


def test_one_word_does_not_say_two_words_of_a_sign() -> None:
    documents = evidence.content(["сообщает о погоде", "сломаны качели", "тёмный подъезд", "нет воды"])
    said = evidence.signs(documents, [evidence.content(["сообщения в сообществе"])])
    alone = evidence.signs(documents, [evidence.content(["сообщения"])])
    assert said[0, 0] == alone[0, 0] > 0


def units_of(texts: list[str], **fields: object) -> Units:
    """Units of some texts; `fields` are those of `Units`, as lists."""
    nothing = {name: ("",) * len(texts) for name in ("topics", "reasons", "filed")}
    known = {
        "words": tuple(evidence.content(texts)),
        "kinds": (frozenset({"complaint"}),) * len(texts),
        "is_thanks": np.zeros(len(texts), dtype=bool),
        "marks": marks(texts),
        "judged": np.full(len(texts), UNKNOWN),
        "denied": np.zeros((len(texts), 2), dtype=bool),
    }
    return Units(**nothing | known | fields)


def odds(
    texts: list[str], said: np.ndarray, kinds: tuple[str, str] = ("problem", "problem"), **codes: list[str]
) -> np.ndarray:
    """Likelihood of the texts × two problems; codes of the register as the fields of `Units`."""
    units = units_of(texts, **{name: tuple(values) for name, values in codes.items()})
    return likely(units, said, kinds).values


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


@pytest.mark.parametrize("without", ["_NEAR_POWER", "_VOICE_POWER", ""])
def test_what_the_register_files_as_complaints_teaches_what_a_pain_sounds_like(
    without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if without:
        monkeypatch.setattr(likelihood, without, 0)
    places = [f"{b} {c}" for b in WHERE for c in ("весной", "осенью", "летом", "зимой")]
    texts = [f"освещение, лампы погасли, монтёр пропал {b}" for b in places]
    texts += [f"освещение, график работы, схема сети {b}" for b in places]
    said = np.full((len(texts), 2), 0.6)
    filed = ["complaint"] * len(places) + ["request"] * len(places)
    filed = ["" if i % 3 == 0 else kind for i, kind in enumerate(filed)]
    unfiled = np.arange(0, len(places), 3)

    def lead(found: np.ndarray, problem: int = 0) -> float:
        return float(np.median(found[unfiled, problem]) / np.median(found[unfiled + len(places), problem]))

    found = odds(texts, said, ("problem", "need"), filed=filed)
    assert lead(found) > 2
    assert lead(found, 1) == pytest.approx(1, abs=0.2)
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
    part = evidence.spread(said, evidence.vectors(documents))
    assert np.isfinite(part).all()
    assert part[said == 0].max() > 0.1
    assert np.corrcoef(whole[:, 0], part[:, 0])[0, 1] > 0.8


def taught(answers: dict[str, str], column: str = "judged_problem_id") -> tuple[pd.DataFrame, pd.Series]:
    """Texts that only name the subject of q01, others that are of it in other words; what they were given."""
    places = [f"{b} {c}" for b in WHERE for c in ("весной", "осенью")]
    plans = [f"Уличное освещение: не указан график, когда фонари не горят, {b}" for b in places]
    dark = [f"Чёрный столб, монтёра ждали зря, идём на ощупь {b}" for b in places]
    rows = pd.DataFrame({"text": [*plans, *dark], "client_kind": "external", "gold": ""})
    kinds = [*(f"plan:{i:02d}" for i in range(18)), *(f"dark:{i:02d}" for i in range(18))]
    texts = pd.concat([corpus(), rows.assign(record_id=kinds)], ignore_index=True)
    texts[column] = texts["record_id"].map(answers)
    return texts, run(texts).set_index("record_id")["problem_id"]


def test_judged_texts_teach_the_others_and_have_what_was_judged() -> None:
    nothing = taught({})[1]
    assert nothing.filter(like="plan").eq("q01").sum() > 9
    assert nothing.filter(like="dark").isna().all()
    some = {f"plan:{i:02d}": "none" for i in range(0, 18, 3)} | {
        f"dark:{i:02d}": "q01" for i in range(0, 18, 3)
    }
    texts, found = taught(some)
    assert found[list(some)].fillna("none").to_dict() == some
    assert found.filter(like="plan").isna().sum() == 18
    assert found.filter(like="dark").eq("q01").sum() > 14
    others = found.index.str.startswith("register")
    assert (found[others].fillna("") == nothing[others].fillna("")).mean() > 0.85
    again = run(texts.sample(frac=1, random_state=2)).set_index("record_id")["problem_id"]
    assert again.equals(found)


def test_a_denied_problem_is_not_given_and_another_may_be() -> None:
    nothing = taught({})[1]
    given = str(nothing[nothing.eq("q01")].index[0])
    assert taught({given: "q01"}, "denied_problem_id")[1].isna()[given]
    assert taught({given: "q02"}, "denied_problem_id")[1][given] == "q01"
    few = corpus().iloc[[13, 24, 60]]
    judged = run(few.assign(judged_problem_id=["q03", "none", "q99"]))["problem_id"].fillna("none")
    assert list(judged) == ["q03", "none", run(few)["problem_id"].fillna("none")[2]]
    staff = corpus().tail(4).assign(judged_problem_id="q01")
    assert not run(staff).set_index("record_id")["problem_id"][staff["record_id"].iloc[:3]].eq("q01").any()


def test_what_is_filed_alike_whatever_it_says_tells_nothing_of_pains() -> None:
    places = [f"{b} {c}" for b in WHERE for c in ("весной", "осенью", "летом", "зимой")]
    texts = [f"освещение, лампы погасли, монтёр пропал {b}" for b in places]
    texts += [f"освещение, график работы, схема сети {b}" for b in places]
    said = np.repeat([[0.3, 0.3], [0.6, 0.6]], len(places), axis=0)
    filed = ["complaint"] * len(places) + ["request"] * len(places)
    assert odds(texts, said, filed=filed) == pytest.approx(odds(texts, said))
    assert odds(texts, said[::-1], filed=filed)[0, 0] > 2 * odds(texts, said[::-1])[0, 0]


def test_the_same_words_judged_in_two_ways_teach_nothing_and_one_way_stands_for_all() -> None:
    texts = corpus()
    copies = texts.iloc[[0] * 3].assign(record_id=["x", "y", "z"])
    texts = pd.concat([texts, copies], ignore_index=True)

    def of_copy(column: str = "judged_problem_id", **answers: str) -> str:
        given = run(texts.assign(**{column: texts["record_id"].map(answers)}))
        return str(given.set_index("record_id")["problem_id"].fillna("none")["z"])

    assert of_copy() == "q01"
    assert of_copy(x="q03") == "q03"
    assert of_copy(x="q03", y="none") == "q01"
    assert of_copy("denied_problem_id", x="q01") == "none"


def test_a_judged_text_weighs_more_than_guessed_ones() -> None:
    judged = np.full(60, UNKNOWN)
    judged[:5] = NONE
    units = units_of([f"текст {i}" for i in range(60)], judged=judged)
    values = np.repeat([[3, 0.01], [0.1, 0.01]], 30, axis=0)
    values[:30, 0] += np.linspace(0, 3, 30)
    features = np.repeat([[1.0, 0.0], [0.0, 1.0]], 30, axis=0).astype(np.float32)
    found = self_training.shares(Likely(values, features, np.zeros((60, 3))), units)
    assert (found[:5, 2] == 1).all()
    assert found[5:30, 0].mean() < 0.5
    unjudged = units_of([f"текст {i}" for i in range(60)])
    assert self_training.shares(Likely(values, features, np.zeros((60, 3))), unjudged)[5:30, 0].min() > 0.5


def test_heavy_rows_are_kept_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_fit, "_MOST", 5)
    weights = np.ones(40)
    weights[::8] = 20
    task = Task(np.zeros(40, dtype=np.int64), 1, 1.0, weights)
    assert set(cross_fit._kept(task, marks([f"{i}" for i in range(40)]))) == set(range(0, 40, 8))


def test_words_of_one_root_are_near_though_no_word_is_shared() -> None:
    rows = evidence.vectors([["освещение", "двор"], ["осветительный", "площадь"], ["лифт", "этаж"], ["чек"]])
    near = rows @ rows.T
    assert near[0, 1] > 0.2 > abs(near[0, 2])
