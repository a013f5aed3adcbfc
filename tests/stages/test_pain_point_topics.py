"""The model of topics as `20_pain_points` shows it: made-up texts whose tables are known."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from painmap.periods import Period
from painmap.stages._pain_point_topics import TopicModel

TITLES = {"w": "Горячая вода", "r": "Дороги"}
_PLACES = ("во дворе", "у дома", "на остановке", "у рынка", "за гаражами", "у школы", "у больницы", "в селе")
_LABELLED = [(f"нет горячей воды {place}, кран сухой", "w") for place in _PLACES] * 2
_LABELLED += [(f"ямы на дороге {place}, асфальт разбит", "r") for place in _PLACES] * 2
_LABELLED += [(f"на дороге {place} глубокие ямы", "r") for place in _PLACES]
_OPEN = ["ямы на дороге у моста, асфальт разбит", "☎ 123", "☎☎", "", "нет горячей воды, кран сухой"]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    texts = pd.DataFrame([*_LABELLED, *((text, None) for text in _OPEN)], columns=["text", "topic_code"])
    texts["record_id"] = [f"r{i:03d}" for i in range(len(texts))]
    texts["client_kind"] = "external"
    texts.loc[texts["text"] == "☎☎", "client_kind"] = "internal"
    texts["date"] = pd.Timestamp("2025-05-01")
    texts.loc[texts["text"] == _OPEN[0], "date"] = pd.Timestamp("2024-05-01")
    ids = frozenset(texts.loc[texts["topic_code"].isna(), "record_id"])
    return TopicModel(texts, ids, TITLES, Period.parse("2025"))


def test_topics_given_and_those_left_open_come_with_their_share_and_confidence(model: TopicModel) -> None:
    table = model.decided
    assert table["Тема"].tolist() == ["Горячая вода", "Дороги", "не определена: уверенность ниже порога"]
    assert table["Обращений"].tolist() == [1, 1, 2]
    assert table["Доля, %"].tolist() == [25.0, 25.0, 50.0]
    assert (table["Средняя уверенность"][:2] >= 0.5).all()


def test_each_topic_has_its_precision_and_recall(model: TopicModel) -> None:
    table = model.quality.set_index("Тема")
    assert table["Размечено"].to_dict() == {"Дороги": 24, "Горячая вода": 16}
    assert (table[["Точность", "Полнота"]] == 1).all(axis=None)


def test_only_texts_of_external_clients_are_asked(model: TopicModel) -> None:
    assert model.queue["Текст"].tolist() == ["☎ 123"]
    assert model.queue["Предположения"][0].split("; ")[0] in TITLES.values()


def test_the_last_year_is_compared_with_the_one_before(model: TopicModel) -> None:
    table = model.drift.set_index("Признак")
    confidence = table.loc["Средняя уверенность модели"]
    assert confidence["Было"] > confidence["Стало"]
    assert replace(model, period=None).drift.empty


def test_without_labels_there_is_no_model_and_no_table(model: TopicModel) -> None:
    bare = replace(model, texts=model.texts.assign(topic_code=None))
    assert all(table.empty for table in (bare.decided, bare.quality, bare.queue, bare.drift))
