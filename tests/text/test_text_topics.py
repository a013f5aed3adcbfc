"""Topics: learnt from labels or from titles; confidence, abstention, queue, drift. All texts are made up."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pandas as pd
import pytest

from painmap.text import topics
from painmap.text.topics import history
from painmap.text.topics.features import Features
from painmap.text.topics.ridge import fitted

TITLES = {
    "w": "Отсутствие горячей воды",
    "r": "Ямы на дорогах",
    "l": "Неработающее уличное освещение",
    "d": "Безнадзорные собаки",
}
_SAID = {
    "w": ("нет горячей воды", "из крана идёт только холодная вода", "отключили горячую воду"),
    "r": ("дорога вся в ямах", "провалился асфальт, ямы на дороге", "колёса бьём о ямы"),
    "l": ("не горят уличные фонари", "улица без освещения, темно", "фонарь не работает, темень на улице"),
    "d": ("стая бродячих собак", "собаки без хозяев бросаются на детей", "бездомная собака у школы"),
}
_WHERE = ("во дворе", "в нашем доме", "на остановке", "возле рынка", "у больницы", "за гаражами")
_WHEN = ("третий день", "с весны", "уже неделю", "каждый вечер")


def labelled(noise: float = 0.0, seed: int = 0) -> list[tuple[str, str]]:
    """Different texts on four topics; a share of `noise` has another topic's label."""
    draw = random.Random(seed)
    pairs = []
    for code, said in _SAID.items():
        for what, where, when in product(said, _WHERE, _WHEN):
            label = draw.choice(sorted(_SAID)) if draw.random() < noise else code
            pairs.append((f"{where} {when} {what}".capitalize() + ".", label))
    draw.shuffle(pairs)
    return pairs


# --- learnt from labelled texts -------------------------------------------------------------------


def test_a_text_gets_its_topic_whatever_the_order_of_texts() -> None:
    pairs = labelled()
    asked = ["У подъезда бегают собаки", "Снова нет воды, ни горячей, ни холодной", "Ямы, асфальта нет"]
    found = topics.learn(pairs, TITLES).guess(asked)
    assert found["topic"].tolist() == ["d", "w", "r"]
    assert tuple(found.columns) == topics.COLUMNS
    again = topics.learn(pairs[::-1], TITLES).guess(asked[::-1])
    pd.testing.assert_frame_equal(again[::-1].reset_index(drop=True), found, check_exact=True)
    alone = topics.learn(pairs, TITLES).guess(asked[:1])
    pd.testing.assert_frame_equal(alone, found[:1], check_exact=True)


def test_three_different_topics_are_named() -> None:
    found = topics.learn(labelled()).guess(["Нет воды, а на дороге ямы"])
    assert set(found.loc[0, ["topic", "topic_2"]]) == {"w", "r"}
    assert found.loc[0, "topic_3"] in {"l", "d"}


def test_scores_left_out_are_those_of_a_model_that_never_saw_the_group() -> None:
    texts = [text for text, _ in labelled()[:12]]
    rows = Features(texts, ()).vectors(texts)
    likeness = rows.likeness(rows)
    targets = np.eye(4)[np.arange(12) % 4]
    penalty = np.linspace(0.5, 2, 12)
    _, left_out = fitted(rows, likeness, targets, penalty, [np.array([0, 5]), np.array([3])])
    for own in ([0, 5], [3]):
        rest = np.setdiff1d(np.arange(12), own)
        weights = np.linalg.solve(likeness[np.ix_(rest, rest)] + np.diag(penalty[rest]), targets[rest])
        assert left_out[own] == pytest.approx(likeness[np.ix_(own, rest)] @ weights)


def test_vectors_have_unit_length_and_scores_are_the_kernels() -> None:
    texts = [text for text, _ in labelled()[:12]]
    rows = Features(texts, ()).vectors([*texts, "☎ 123", ""])
    likeness = rows.likeness(rows)
    assert likeness.diagonal()[:12] == pytest.approx(1, abs=1e-5)
    assert rows.is_blank.tolist() == [False] * 12 + [True, True]
    scorer, _ = fitted(rows, likeness, np.eye(14)[:, :4], np.ones(14), [])
    weights = np.linalg.solve(likeness + np.eye(14), np.eye(14)[:, :4])
    assert scorer.scores(rows) == pytest.approx(likeness @ weights, abs=1e-4)


def test_confidence_is_the_share_of_right_guesses() -> None:
    """Three of ten labels are drawn by lot: nobody can be right more often than in some 78 %."""
    model = topics.learn(labelled(noise=0.3))
    asked = labelled(noise=0.3, seed=1)
    found = model.guess([text for text, _ in asked])
    is_right = found["topic"].to_numpy() == np.array([label for _, label in asked])
    assert 0.6 < is_right.mean() < 0.9
    assert found["confidence"].mean() == pytest.approx(is_right.mean(), abs=0.06)
    assert (found["is_review"] == (found["confidence"] < topics.MIN_CONFIDENCE)).all()


def test_confidence_tells_a_plain_text_from_an_unclear_one() -> None:
    model = topics.learn(labelled(noise=0.2))
    plain, unclear = model.guess(["Стая бродячих собак у рынка", "Просим принять меры по заявлению"])[
        "confidence"
    ]
    assert plain > 0.85 > unclear + 0.1


def test_the_table_counts_guesses_for_texts_left_out() -> None:
    pairs = labelled(noise=0.3)
    model = topics.learn(pairs)
    table = model.table.set_index("topic")
    assert table["n"].to_dict() == pd.Series([label for _, label in pairs]).value_counts().to_dict()
    assert table["guessed"].sum() == len(pairs)
    assert 0.5 < table["right"].sum() / len(pairs) < 0.9
    assert table["precision"].tolist() == pytest.approx((table["right"] / table["guessed"]).tolist())
    assert table["recall"].tolist() == pytest.approx((table["right"] / table["n"]).tolist())


def test_near_duplicates_do_not_vouch_for_each_other() -> None:
    """A mailing under a label that its words do not bear out: each copy would give the others away."""
    mailing = [
        (f"Прошу рассмотреть заявление гражданина о перерасчёте пенсии, дом {n}", "w") for n in range(6)
    ]
    table = topics.learn([*labelled(), *mailing], TITLES).table.set_index("topic")
    assert table.loc["w", "n"] - table.loc["w", "right"] >= 6


def test_rare_topics_are_found_beside_frequent_ones() -> None:
    pairs = [pair for pair in labelled() if pair[1] != "d"]
    pairs += [("У школы живёт бездомная собака", "d"), ("Собаки кидаются на прохожих", "d")]
    assert topics.learn(pairs, TITLES).guess(["На остановке лежат собаки"])["topic"][0] == "d"


def test_a_title_teaches_a_topic_without_texts() -> None:
    pairs = [pair for pair in labelled() if pair[1] != "d"]
    assert topics.learn(pairs, TITLES).guess(["Безнадзорные собаки во дворе"])["topic"][0] == "d"


def test_masked_details_say_nothing_of_the_topic() -> None:
    pairs = [(f"{text} [ФИО 1]" if label == "d" else text, label) for text, label in labelled()]
    found = topics.learn(pairs).guess(["[ФИО 1]", "Ямы на дороге [ФИО 1]"])
    assert found["topic"][1] == "r"
    assert found["is_review"][0]


# --- odd inputs -----------------------------------------------------------------------------------


def test_texts_that_say_nothing_get_the_most_frequent_topic_for_review() -> None:
    pairs = [*labelled(), ("Опять нет горячей воды у нас", "w")]
    found = topics.learn(pairs).guess(["", "  ", "☎☎ 12345", "Нет горячей воды"])
    assert found["topic"].tolist() == ["w"] * 4
    assert found["topic_2"].tolist()[:3] == ["d"] * 3
    assert found["confidence"].tolist()[:3] == [round(73 / 289, 4)] * 3
    assert found["is_review"].tolist() == [True, True, True, False]


def test_a_single_label_leaves_nothing_to_choose() -> None:
    found = topics.learn([("Нет воды", "w"), ("Вода ржавая", "w")]).guess(["Вода мутная", ""])
    assert found["topic"].tolist() == ["w", "w"]
    assert found[["topic_2", "topic_3"]].isna().all(axis=None)
    assert found["confidence"].between(0, 1).all()
    assert found["is_review"].tolist() == [False, True]


def test_a_single_text_no_texts_and_one_text_with_two_labels() -> None:
    assert topics.learn([("Нет воды", "w")]).guess([]).empty
    model = topics.learn([*labelled(), ("Прошу помочь с ремонтом", "w"), ("Прошу помочь с ремонтом", "d")])
    found = model.guess(["Прошу помочь с ремонтом"])
    assert found["confidence"][0] < model.guess(["Стая бродячих собак у рынка"])["confidence"][0]
    assert set(found.loc[0, ["topic", "topic_2"]]) == {"w", "d"}


def test_of_more_texts_than_can_be_learnt_each_topic_gives_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_MOST_TEXTS", 40)
    rare = [("У школы бездомная собака", "d"), ("Собаки кидаются", "d"), ("Собака лает", "d")]
    many = [pair for pair in labelled() if pair[1] == "w"]
    fewer = [pair for pair in labelled() if pair[1] == "r"][:24]
    model = topics.learn([*many, *fewer, *rare])
    # 40 of 99: shares of 29, 9 and 1, but at least ten, or all where there are fewer.
    assert dict(zip(model.names, model.trust.sizes.tolist(), strict=True)) == {"d": 3, "r": 10, "w": 29}
    assert model.table["n"].sum() == len(many) + len(fewer) + 3
    again = topics.learn([*rare, *fewer, *many[::-1]])
    pd.testing.assert_frame_equal(again.left_out, model.left_out, check_exact=True)


def test_texts_of_a_frequent_topic_count_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text that two topics share word for word, the rare topic is the better guess: weights hold it."""
    frequent = [pair for pair in labelled() if pair[1] == "w"]
    shared = "Прошу помочь с ремонтом"
    pairs = [*frequent, (shared, "w"), (shared, "d"), ("Собаки кидаются", "d")]
    asked = [shared]

    def lead(power: float) -> float:
        monkeypatch.setattr(history, "_GUESSING", (2.0, 3.0, power))
        model = topics.learn(pairs)
        scores = model.guessing.scores(model.features.vectors(asked))[0]
        return float(scores[model.names.index("d")] - scores[model.names.index("w")])

    usual = history._GUESSING[2]
    assert lead(usual) > lead(0.0) + 0.05
    assert lead(usual) > 0


# --- titles alone ---------------------------------------------------------------------------------


def test_topics_come_from_titles_alone() -> None:
    truth = dict(labelled())
    texts = sorted(truth)
    found = topics.learn_titles(TITLES, texts).guess(texts)
    assert np.mean([guess == truth[text] for guess, text in zip(found["topic"], texts, strict=True)]) > 0.9
    assert found["confidence"].between(0, 1).all()
    other = topics.learn_titles(dict(reversed(TITLES.items())), texts[::-1]).guess(texts)
    pd.testing.assert_frame_equal(other, found, check_exact=True)


def test_words_no_title_has_are_learnt_from_texts_alike() -> None:
    """«асфальт» stands in no title; texts say it together with «ямы»."""
    texts = sorted(dict(labelled()))
    found = topics.learn_titles(TITLES, texts).guess(["Асфальт провалился"])
    assert found["topic"][0] == "r"


@pytest.mark.parametrize("texts", [[], [""], ["Ямы на дорогах"], ["Ямы на дорогах", "☎"]])
def test_few_texts_are_judged_by_titles(texts: list[str]) -> None:
    found = topics.learn_titles(TITLES, texts).guess(texts)
    assert found["topic"].tolist() == ["r" if "Ямы" in text else "d" for text in texts]
    assert found["is_review"].tolist()[1:] == [True] * len(texts[1:])


# --- the pipeline's door --------------------------------------------------------------------------


def test_missing_topics_are_filled_from_labels() -> None:
    assert topics.classify(labelled(), ["Ямы на дороге", "Бродячие собаки"])["topic"].tolist() == ["r", "d"]
    assert topics.classify(labelled()[:5], ["Ямы на дороге"])["topic"].isna().all()
    one = [("Нет воды " + "о" * n, "w") for n in range(40)]
    assert topics.classify(one, ["Ямы"])["topic"].isna().all()


def test_too_few_labels_leave_titles_or_nothing() -> None:
    few = labelled()[:5]
    assert topics.classify(few, ["Ямы на дороге"], TITLES)["topic"].tolist() == ["r"]
    nothing = topics.classify(few, ["Ямы на дороге"])
    assert nothing["topic"].isna().all()
    assert nothing["is_review"].all()


# --- a person's part ------------------------------------------------------------------------------


def guessed(*confidence: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"topic": "a", "confidence": confidence, "topic_2": "b", "topic_3": None, "is_review": True}
    )


def test_the_least_sure_are_asked_first_and_near_duplicates_once() -> None:
    queue = topics.Queue(most=3)
    same = "Прошу разъяснить порядок выдачи справки о составе семьи"
    queue.add([f"{same} [ФИО 1]", "Собаки во дворе", "", "Темно"], guessed(0.2, 0.1, 0.0, 0.4))
    queue.add([f"{same} [ФИО 2].", "Собаки во дворе"], guessed(0.3, 0.1))
    asked = queue.asked()
    assert [(a.text[:6], a.texts, a.confidence) for a in asked] == [
        ("Собаки", 2, 0.1),
        ("Прошу ", 2, 0.2),
        ("Темно", 1, 0.4),
    ]
    assert asked[0].topics == ("a", "b", None)


def test_the_queue_is_short_and_independent_of_order() -> None:
    words = [f"{what} {where}" for what in ("Ямы", "Собаки", "Вода", "Свет") for where in _WHERE]
    rows = [(word, (i * 7 % 24) / 50) for i, word in enumerate(words)]
    found = []
    for order in (rows, rows[::-1]):
        queue = topics.Queue(most=2)
        for word, sure in order:
            queue.add([word], guessed(sure))
        found.append(queue.asked())
    assert found[0] == found[1]
    assert [a.confidence for a in found[0]] == [0.0, 0.02]


def test_only_texts_for_review_are_asked() -> None:
    queue = topics.Queue(most=3)
    queue.add(["Собаки"], guessed(0.9).assign(is_review=False))
    assert queue.asked() == []


def test_answers_replace_what_the_register_said() -> None:
    known = [("Темно", "w"), ("Темно", "d"), ("Ямы", "r")]
    assert topics.corrected(known, [("Темно", "l")]) == [("Ямы", "r"), ("Темно", "l")]


# --- drift ----------------------------------------------------------------------------------------


def observed(shares: dict[str, int], sure: float, unseen: int) -> topics.Observed:
    names = [name for name, n in shares.items() for _ in range(n)]
    guesses = pd.DataFrame({"topic": names, "confidence": sure})
    return topics.Observed().added(guesses, (unseen, 1000))


def test_a_changed_share_a_fall_of_confidence_and_new_words_are_told() -> None:
    before = observed({"a": 100, "b": 80, "c": 20}, 0.8, 50)
    found = topics.drift(before, observed({"a": 100, "b": 20, "c": 20, "e": 60}, 0.7, 150))
    assert found is not None
    table = found.topics.set_index("topic")
    assert table["is_changed"].to_dict() == {"a": False, "b": True, "c": False, "e": True}
    assert table.loc["b", ["share_before", "share"]].tolist() == [0.4, 0.1]
    assert (found.is_less_sure, found.is_newly_worded) == (True, True)
    assert (found.unseen_before, found.unseen) == (0.05, 0.15)


def test_small_or_unsure_changes_are_no_drift() -> None:
    before = observed({"a": 100, "b": 80, "c": 20}, 0.8, 50)
    found = topics.drift(before, observed({"a": 9, "b": 10, "c": 1}, 0.78, 90))
    assert found is not None
    assert not found.topics["is_changed"].any()
    assert (found.is_less_sure, found.is_newly_worded) == (False, False)
    many = topics.drift(
        observed({"a": 50_000, "b": 50_000}, 0.8, 50), observed({"a": 51_000, "b": 49_000}, 0.8, 50)
    )
    assert many is not None
    assert many.topics["q"].max() < 0.05
    assert not many.topics["is_changed"].any()
    assert topics.drift(before, topics.Observed()) is None


def test_unseen_words_are_those_of_no_other_text() -> None:
    features = Features(["Яма на дороге", "Дорога без асфальта"], ())
    assert features.rare_words(["Яма на дороге", "Дорога без асфальта"]) == (2, 4)
    assert features.unseen_words(["Дорога и яма", "Собака на дороге"]) == (1, 4)
