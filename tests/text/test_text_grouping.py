"""Groups of texts: found without being told how many, whatever the order, with ids from their meaning."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from painmap.text import grouping
from painmap.text.grouping import engine, features, graph, naming, repeated, seeds

# Subject → words of its texts; made up for this test.
_SUBJECTS = {
    "лифт": "лифт кабина этаж кнопка подъезд механик застрял скрипит",
    "льгота": "льгота лекарство аптека рецепт инсулин врач отменили выписали",
    "автобус": "автобус остановка маршрут водитель расписание рейс проехал опоздал",
    "школа": "школа учитель урок класс математика директор задали оценка",
}
_EVERYWHERE = ("соседи", "прошу", "ответ", "месяц", "зима", "срок", "весна", "письмо", "неделя", "жалоба")


def _texts() -> tuple[list[str], list[str]]:
    """Texts of each subject, of the first most: its name, four of its words, one that says nothing of it."""
    random = np.random.default_rng(11)
    rows = []
    for place, (subject, words) in enumerate(_SUBJECTS.items()):
        for _ in range(33 - 4 * place):
            own = random.choice(words.split()[1:], 4, replace=False)
            rows.append((" ".join([subject, *own, random.choice(_EVERYWHERE)]), subject))
    return [text for text, _ in rows], [subject for _, subject in rows]


@pytest.fixture(scope="module")
def whole() -> grouping.Grouping:
    return grouping.group(_texts()[0], least=5)


def test_each_group_holds_one_subject_and_few_texts_are_left(whole: grouping.Grouping) -> None:
    subjects = _texts()[1]
    pure = sum(
        Counter(s for s, k in zip(subjects, whole.main, strict=True) if k == group).most_common(1)[0][1]
        for group in range(len(whole.groups))
    )
    assert pure >= 0.95 * len(subjects)
    assert (whole.main < 0).mean() <= 0.1
    assert 4 <= len(whole.groups) <= 12


def test_a_text_with_none_of_its_groups_words_belongs_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, _ = _texts()
    lost = "соседи прошу ответ месяц зима срок"
    assert grouping.group([*texts, lost], least=5).main[-1] == -1
    monkeypatch.setattr(engine, "_NAMED", 1)
    whole = grouping.group(texts, least=5)
    names = [features.stem_of(group.signature[0]) for group in whole.groups]
    for text, place in zip(texts, whole.main.tolist(), strict=True):
        assert place < 0 or names[place] in next(features.bags([text]))


def test_the_largest_group_is_first_and_signatures_tell_its_subject(whole: grouping.Grouping) -> None:
    sizes = np.bincount(whole.main[whole.main >= 0])
    assert sizes[0] == sizes.max() > sizes[-1] == sizes.min()
    told = {lemma for group in whole.groups for lemma in group.signature[:4]}
    assert len(told & {word for words in _SUBJECTS.values() for word in words.split()}) >= 8
    assert not {group.signature[0] for group in whole.groups} & set(_EVERYWHERE)


def test_ids_are_distinct_and_shares_lie_between_0_and_1(whole: grouping.Grouping) -> None:
    assert len({group.id for group in whole.groups}) == len(whole.groups)
    assert all(0 < group.stability <= 1 for group in whole.groups)
    assert ((whole.score >= 0) & (whole.score <= 1)).all()
    assert (whole.score[whole.main >= 0] > 0).all()


def test_the_stem_that_tells_most_makes_the_id_and_of_near_ones_the_seed() -> None:
    lemmas = {"лифт": "лифт", "этаж": "этаж"}
    alike = [{"лифт": 1.0, "этаж": 1.0}] * 5 + [{"школа": 1.0}] * 5
    apart = [{"лифт": 1.0}] * 4 + [{"лифт": 1.0, "этаж": 1.0}] + [{"школа": 1.0}] * 5
    labels = np.array([0] * 5 + [1] * 5)
    ids = [
        naming.named(units, labels, lemmas, [seed, "школа"])[0].id
        for units in (alike, apart)
        for seed in ("лифт", "этаж")
    ]
    assert ids[0] != ids[1]
    assert ids[2] == ids[3] == ids[0]
    assert naming.named(apart, labels, lemmas, ["этаж", "школа"])[0].signature == ("лифт", "этаж")


def test_two_groups_that_one_stem_tells_have_ids_of_their_own() -> None:
    units = [{"лифт": 1.0}] * 8 + [{"школа": 1.0}] * 8
    labels = np.array([0] * 5 + [1] * 3 + [2] * 8)
    large, small, school = naming.named(units, labels, {}, ["лифт", "этаж", "школа"])
    assert len({large.id, small.id, school.id}) == 3


def test_no_adverb_time_or_judgement_stands_for_a_subject() -> None:
    told = ["лифт", "льготный", "вайфай"]
    assert [
        w
        for w in [*told, "ничего", "прийти", "сей", "месяц", "полгода", "существо", "ужасный"]
        if features.may_tell(w)
    ] == told


def test_of_two_groups_as_near_a_unit_joins_the_one_that_chance_makes_less_near() -> None:
    weights = np.zeros((10, 10), dtype=np.float32)
    weights[:6, :6] = weights[6:9, 6:9] = 1
    weights[9, [0, 6]] = weights[[0, 6], 9] = 1
    np.fill_diagonal(weights, 0)
    labels = np.array([0] * 6 + [1] * 3 + [0])
    assert graph.grown(csr_matrix(weights), labels).tolist() == [0] * 6 + [1] * 4


def test_shuffled_texts_make_the_same_groups_and_ids(whole: grouping.Grouping) -> None:
    texts = _texts()[0]
    order = np.random.default_rng(3).permutation(len(texts))
    again = grouping.group([texts[i] for i in order], least=5)
    assert again.groups == whole.groups
    assert (again.main == whole.main[order]).all()
    assert (again.score == whole.score[order]).all()


def test_repeating_a_text_changes_no_group(whole: grouping.Grouping) -> None:
    texts = _texts()[0]
    again = grouping.group(texts + [texts[0]] * 40, least=5)
    assert {g.id: g.signature for g in again.groups} == {g.id: g.signature for g in whole.groups}
    assert set(again.main[len(texts) :].tolist()) == {int(again.main[0])}


def test_most_ids_hold_when_a_tenth_of_the_texts_is_dropped(whole: grouping.Grouping) -> None:
    texts = _texts()[0]
    kept = np.flatnonzero(np.random.default_rng(5).random(len(texts)) >= 0.1)
    fewer = grouping.group([texts[i] for i in kept], least=5)
    ids = {group.id for group in whole.groups}
    assert len(ids & {group.id for group in fewer.groups}) >= len(ids) - 1


@pytest.mark.parametrize(
    "text", ["", "   ", "!!! 👍", "[ФИО 1], [телефон]", "и на по", "hello world"], ids=range(6)
)
def test_what_tells_nothing_belongs_nowhere(whole: grouping.Grouping, text: str) -> None:
    place, share = whole.nearest([text])
    assert (place[0], share[0]) == (-1, 0.0)
    alone = grouping.group([*_texts()[0], text], least=5)
    assert alone.main[-1] == -1
    assert alone.score[-1] == 0


def test_a_fragment_finds_the_group_of_its_subject(whole: grouping.Grouping) -> None:
    subjects = _texts()[1]
    place, share = whole.nearest(["кабина лифта", "маршрут автобуса"])
    assert [subjects[int(np.flatnonzero(whole.main == k)[0])] for k in place] == ["лифт", "автобус"]
    assert (share > 0.5).all()


def test_a_fragment_that_does_not_name_the_subject_belongs_nowhere(whole: grouping.Grouping) -> None:
    for group in whole.groups:
        told = [w for w in group.signature if w not in group.signature[:3]]
        assert whole.nearest([" ".join(told)])[0].tolist() == [-1], told


LETTER = "Сломаны лифт, забор, мост, кран, насос, котёл, замок, фонарь, причал и щит, ремонта нет"


@pytest.mark.parametrize("texts", [[], [""], ["лифт сломан"], ["лифт сломан"] * 4, [LETTER] * 100])
def test_too_few_distinct_texts_make_no_group(texts: list[str]) -> None:
    made = grouping.group(texts, least=5)
    assert made.groups == ()
    assert made.main.tolist() == [-1] * len(texts)
    assert made.nearest(["лифт"])[0].tolist() == [-1]


def test_many_texts_are_grouped_by_a_sample_that_does_not_depend_on_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_MOST_UNITS", 60)
    texts = _texts()[0]
    made = grouping.group(texts, least=5)
    backwards = grouping.group(texts[::-1], least=5)
    assert backwards.groups == made.groups
    assert (backwards.main[::-1] == made.main).all()
    assert (made.main < 0).mean() <= 0.1, "those outside the sample find their group"


def test_names_places_and_masks_are_no_words_of_a_text() -> None:
    masked, bare = features.bags(["Из Махачкалы, [ФИО 1]: сломанный лифт", "сломанный лифт"])
    assert masked == bare


def test_a_unit_is_drawn_whatever_the_other_units_are() -> None:
    keys = [(("слово", float(i)),) for i in range(200)]
    every = seeds.draws(keys)
    assert (seeds.draws(keys[50:]) == every[:, 50:]).all()
    assert 0.6 < every.mean() < 0.8
    assert (every[0] != every[1]).any()


def test_of_stems_that_say_the_same_one_is_a_seed() -> None:
    near = np.array([[3, 2.9, 0]] * 10 + [[0, 0, 2]] * 5, dtype=np.float32)
    found, parts = seeds.chosen(near, np.ones((4, 15), dtype=bool))
    assert found.tolist() == [0, 2]
    assert [part.tolist() for part in parts] == [[0, 2]] * 4


def test_groups_grow_to_the_side_of_their_neighbours_and_small_ones_join() -> None:
    ties = np.zeros((11, 11), dtype=np.float32)
    ties[:5, :5] = ties[5:10, 5:10] = 1
    np.fill_diagonal(ties, 0)
    sides = [0] * 5 + [1] * 5
    assert graph.grown(graph.closest(ties, 4), np.array([0, 0, 0, 0, 1] + [1] * 6))[:10].tolist() == sides
    ties[3, 4] = ties[4, 3] = 5
    small = np.array([0, 0, 0, 2, 2] + [1] * 6)
    voices = np.ones(11, dtype=np.int64)
    assert graph.joined(graph.closest(ties, 4), small, voices, 3).tolist() == [*sides, -1], (
        "the last has no neighbour"
    )
    voices[3] = 2
    assert graph.joined(graph.closest(ties, 4), small, voices, 3).tolist() == [*small[:10], -1], (
        "one of the two small ones' units has a copy"
    )


def test_threads_and_hash_seed_change_nothing() -> None:
    code = (
        "import tests.text.test_text_grouping as t\n"
        "from painmap.text import grouping\n"
        "made = grouping.group(t._texts()[0], least=5)\n"
        "print(made.groups, made.main.tolist(), made.score.tolist())"
    )
    outcomes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OMP_NUM_THREADS": cores, "PYTHONHASHSEED": cores},
            capture_output=True, text=True, check=True,
        ).stdout
        for cores in ("1", "2")
    }  # fmt: skip
    assert len(outcomes) == 1


def test_a_few_wordings_that_a_clerk_repeats_are_grouped_by_subject() -> None:
    matters = ("невыдача {}", "задержка выдачи {}", "ошибка в выдаче {}", "отказ в выдаче {}", "потеря {}")
    subjects = ("справки о доходах", "паспорта техники", "льготного рецепта", "ключа от подвала")
    lines = [matter.format(subject) for subject in subjects for matter in matters]
    made = grouping.group([line for line in lines for _ in range(8)], least=8)
    labels = made.main[::8].reshape(len(subjects), len(matters))
    assert (labels == labels[:, :1]).all()
    assert sorted(labels[:, 0]) == [0, 1, 2, 3]


def test_texts_without_a_common_word_make_no_group() -> None:
    words = [word for own in _SUBJECTS.values() for word in own.split()][:12]
    assert grouping.group(words, least=5).main.tolist() == [-1] * 12


def test_voices_are_copies_of_what_is_short() -> None:
    short, long = {"справка": 1.0}, {f"слово{i}": 1.0 for i in range(11)}
    assert repeated.voices([short, long, short], [5, 9, 2], np.array([0, 1, 0])).tolist() == [7, 1]


def test_short_texts_that_many_sent_make_groups_of_their_own() -> None:
    said = [*["нет горячей воды"] * 7, *["не вывозят мусор"] * 6, *["не горит фонарь"] * 4, *[LETTER] * 9]
    made = grouping.group([*said, *[""] * 6], least=5)
    assert made.main.tolist() == [0] * 7 + [1] * 6 + [-1] * 19
    assert [set(g.signature) for g in made.groups] == [{"нет", "горячий", "вода"}, {"вывозить", "мусор"}]
    assert made.score.tolist() == [1.0] * 13 + [0.0] * 19
    again = grouping.group(said[::-1], least=5)
    assert again.groups == made.groups
    # Of more texts a group that was grown comes first, and what belongs to it does not repeat itself.
    whole = grouping.group(_texts()[0], least=5)
    more = grouping.group([*_texts()[0], *["странная загогулина"] * 6], least=5)
    assert len(more.groups) == len(whole.groups) + 1
    assert more.main[-6:].tolist() == [len(whole.groups)] * 6
