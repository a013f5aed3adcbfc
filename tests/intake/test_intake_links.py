"""One appeal by two channels, over all files of an agency."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from intake_rows import HEADER, row

from painmap.intake import HeldTexts, combine, link_channels, links
from painmap.intake.links import MIN_WORDS
from painmap.intake.word_sets import word_sets
from painmap.schema import APPEALS

PURPOSE = "подсчёт обратившихся без повторов"
LETTER = (
    "Третий месяц не вывозят мусор с контейнерной площадки у нашего дома, двор завален, "
    "дежурная обещает прислать машину каждую неделю, прошу разобраться и ответить"
)
OTHER = (
    "Прошу сообщить, когда отремонтируют тротуар возле школы: после дождя пройти нельзя, "
    "дети идут по проезжей части, рядом нет ни знака, ни перехода"
)


def _linked(appeals, agency, days):
    texts = HeldTexts()
    return texts.brought_back(link_channels(texts.put_away(appeals), texts, agency, days))


@pytest.fixture
def linked(agency):
    """`same_as` by record of appeals drawn as (record, client, channel, day of January 2025, text)."""

    def run(*drawn, purpose=PURPOSE, days=30, answered=None, order=None):
        frame = pd.DataFrame(drawn, columns=["record_id", "client_id", "channel_code", "day", "text"])
        registered = np.datetime64("2024-12-31") + frame["day"].to_numpy().astype("timedelta64[D]")
        frame = frame.assign(
            registered_date=registered,
            answered_date=pd.to_datetime(frame["record_id"].map(answered or {})),
            appeal_id=frame["record_id"],
            source_id="register",
            source_file_id="0",
            client_kind="external",
            regime_code="59-fz",
        )
        appeals = APPEALS.conform(frame)
        appeals = appeals if order is None else appeals.iloc[order]
        marked = _linked(appeals, agency.model_copy(update={"client_linking": purpose}), days)
        assert list(marked["record_id"]) == list(appeals["record_id"])
        assert str(marked["same_as"].dtype) == "string"
        return marked.set_index("record_id")["same_as"].dropna().to_dict()

    return run


TWO = (("a", "w", "email", 3, LETTER), ("b", "w", "post", 9, LETTER))


def test_the_later_refers_to_the_first(linked):
    assert linked(*TWO) == {"b": "a"}


def test_the_first_is_that_of_the_earlier_day_whatever_its_record(linked):
    assert linked(("b", "w", "email", 3, LETTER), ("a", "w", "post", 9, LETTER)) == {"a": "b"}


def test_of_two_firsts_the_earlier_counts(linked):
    assert linked(*TWO[:1], ("b", "w", "email", 5, LETTER), ("c", "w", "post", 9, LETTER)) == {"c": "a"}


def test_of_one_day_the_first_is_that_of_the_lower_record(linked):
    assert linked(("b", "w", "email", 3, LETTER), ("a", "w", "post", 3, LETTER)) == {"b": "a"}


def test_small_changes_and_a_sentence_of_ones_own_are_the_same(linked):
    changed = LETTER.upper().replace(",", "") + ". Копию отправил и на сайт"
    assert linked(TWO[0], ("b", "w", "post", 9, changed)) == {"b": "a"}


@pytest.mark.parametrize(
    "other",
    [
        ("b", "v", "post", 9, LETTER),
        ("b", None, "post", 9, LETTER),
        ("b", "w", "email", 9, LETTER),
        ("b", "w", "post", 34, LETTER),
        ("b", "w", "post", 9, OTHER),
        ("b", "w", "post", 9, LETTER[:60]),
        ("b", "w", "post", 9, None),
        ("b", "w", "post", 9, ""),
    ],
    ids=["client", "nobody", "repeat", "late", "matter", "part", "textless", "empty"],
)
def test_what_is_not_the_same(linked, other):
    assert linked(TWO[0], other) == {}


def test_the_term_is_the_last_day_that_counts(linked):
    assert linked(TWO[0], ("b", "w", "post", 33, LETTER)) == {"b": "a"}
    assert linked(*TWO, days=6) == {"b": "a"}
    assert linked(*TWO, days=5) == {}


def test_people_without_an_id_and_without_a_text_are_nobody(linked):
    assert linked(("a", None, "email", 3, LETTER), ("b", None, "post", 9, LETTER)) == {}
    assert linked(("a", "w", "email", 3, None), ("b", "w", "post", 9, None)) == {}
    assert linked() == {}


def test_what_comes_after_the_answer_is_a_repeat(linked):
    assert linked(*TWO, answered={"a": date(2025, 1, 8)}) == {}
    assert linked(*TWO, answered={"a": date(2025, 1, 9)}) == {"b": "a"}
    assert linked(*TWO, answered={"a": date(2025, 3, 9), "b": date(2025, 1, 9)}) == {"b": "a"}


def test_texts_that_share_their_rarest_words_may_still_be_of_two_matters(linked):
    """Words of other people's letters are not rare, and those that both letters have are."""
    other = LETTER.replace("мусор", "снег").replace("машину", "трактор")
    also = "снег и трактор видели на соседней улице, там зимой дорогу чистят каждое утро до света"
    drawn = (TWO[0], ("b", "w", "post", 9, other), ("c", "v", "email", 3, also), ("d", "v", "post", 9, also))
    assert linked(*drawn) == {"d": "c"}


def test_only_texts_that_may_be_the_same_are_looked_at(linked, monkeypatch):
    """A million texts would take the time and the memory of the near-duplicates once more."""
    seen = []

    def noted(pieces):
        kept = list(pieces)
        seen.extend(text for piece in kept for text in piece.to_pylist())
        return word_sets(kept)

    monkeypatch.setattr(links, "word_sets", noted)
    linked(
        ("a", "w", "email", 1, "раз"), ("b", "w", "email", 2, "два"), ("c", "w", "post", 33, "три"),
        ("d", "v", "email", 1, "четыре"), ("e", "u", "post", 1, "пять"), ("f", None, "site", 1, "шесть"),
        ("g", "t", "email", 1, "семь"), ("h", "t", "post", 31, "восемь"),
    )  # fmt: skip
    assert sorted(seen) == ["восемь", "семь"]


def test_few_words_say_the_same_of_two_matters(linked):
    words = ["прошу", "дать", "ответ", "когда", "откроется", "приёмная", "нашего", "района"]
    assert len(words) == MIN_WORDS
    for n, found in ((MIN_WORDS, {"b": "a"}), (MIN_WORDS - 1, {})):
        text = " ".join(words[:n])
        assert linked(("a", "w", "email", 3, text), ("b", "w", "post", 4, text)) == found


def test_all_channels_of_one_appeal_refer_to_the_first_and_each_channel_once(linked):
    drawn = [
        ("a", "w", "email", 3, LETTER),
        ("b", "w", "post", 5, LETTER),
        ("c", "w", "site", 7, LETTER),
        ("d", "w", "post", 9, LETTER),
        ("e", "w", "email", 11, OTHER),
        ("f", "w", "site", 12, OTHER),
    ]
    assert linked(*drawn) == {"b": "a", "c": "a", "f": "e"}


def test_what_comes_later_changes_no_earlier_link(linked):
    chain = [(name, "w", channel, day, LETTER) for name, channel, day in
             (("a", "email", 1), ("b", "post", 25), ("c", "site", 40), ("d", "email", 50))]  # fmt: skip
    for n in range(1, 5):
        found = linked(*chain[:n])
        assert found == {k: v for k, v in {"b": "a", "d": "c"}.items() if k in {row[0] for row in chain[:n]}}


def test_neither_the_order_of_rows_nor_other_people_matter(linked):
    rng = np.random.default_rng(5)
    drawn = [
        (f"r{i:03d}", f"w{rng.integers(12)}", ("email", "post", "site")[rng.integers(3)],
         int(rng.integers(1, 90)), (LETTER, OTHER)[rng.integers(2)])
        for i in range(200)
    ]  # fmt: skip
    found = linked(*drawn)
    assert len(found) > 30
    assert linked(*drawn, order=rng.permutation(200)) == found
    mine = [row for row in drawn if row[1] == "w3"]
    assert linked(*mine) == {k: v for k, v in found.items() if k in {row[0] for row in mine}}


def test_nothing_is_linked_without_a_purpose(linked):
    assert linked(*TWO, purpose=None) == {}


@pytest.mark.parametrize(("purpose", "found"), [(None, []), (PURPOSE, ["register:1"])])
def test_from_files_of_two_channels(take, xlsx, plain_format, agency, purpose, found):
    profile = agency.model_copy(update={"client_linking": purpose})
    by_mail = row("1", "10.01.2025", phone="8 (999) 111-22-37", channel="эл. почта", text=LETTER)
    by_post = row("2", "20.01.2025", phone="+7 999 111-22-37", channel="почта", text=f"{LETTER}.")
    results = [
        take(xlsx(f"{name}.xlsx", [HEADER, cells]), plain_format(), profile=profile)
        for name, cells in (("mail", by_mail), ("post", by_post))
    ]
    assert all("same_as" not in result.journal["empty"] for result in results)
    one, other = (_linked(combine(order, profile).appeals, profile, 30) for order in (results, results[::-1]))
    pd.testing.assert_frame_equal(one, other)
    assert list(one["same_as"].dropna()) == found
    # What else a second arrival could be told by.
    assert (one["client_id"].nunique() == 1) == bool(found)
