from pathlib import Path

import pytest
from ruamel.yaml import YAML

from painmap.params.models import Vocabulary
from painmap.schema import MENTION_KINDS
from painmap.text.mentions import CUES, find_mentions

FILE = Path(__file__).parents[2] / "params" / "vocab" / "mentions.yaml"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(**YAML(typ="safe").load(FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "kind", "fragment"),
    [
        ("Второй месяц не отвечают на звонки", "complaint", "Второй месяц не отвечают на звонки"),
        ("В доме нет горячей воды.", "complaint", "нет горячей воды"),
        ("Мне отказали в приёме.", "complaint", "отказали в приёме"),
        ("Требуют лишнюю справку.", "complaint", "Требуют лишнюю справку"),
        ("Об отсутствии водоснабжения (Н-ский р-н)", "complaint", "Об отсутствии водоснабжения"),
        ("О задержке ответа", "complaint", "О задержке ответа"),
        ("О выдаче дубликата диплома", "request", "О выдаче дубликата диплома"),
        ("Прошу разъяснить порядок", "request", "Прошу разъяснить"),
        ("Предлагаю продлить часы приёма", "suggestion", "Предлагаю продлить часы приёма"),
        ("Куда подавать документы?", "question", "Куда подавать документы"),
        ("Спасибо за помощь!", "thanks", "Спасибо за помощь"),
        ("Второй этаж, крутая лестница", "complaint", "Второй этаж"),
        ("Жду справку второй год", "complaint", "второй год"),
        ("Опубликуйте график приёма на сайте", "request", "Опубликуйте график приёма"),
        ("До какого числа принимают заявления", "question", "До какого числа"),
        ("Можно ли подать заявление почтой", "question", "Можно ли"),
        ("Очень приятно, что приняли сразу", "thanks", "приятно"),
    ],
)
def test_voice_and_fragment(vocabulary: Vocabulary, text: str, kind: str, fragment: str) -> None:
    mentions = find_mentions([text], vocabulary)[0]
    assert mentions[0].kind == kind
    assert fragment in " ".join(m.fragment for m in mentions)
    assert all(text[m.start : m.end] == m.fragment for m in mentions)


@pytest.mark.parametrize("text", ["", "-", "нет", "Всё хорошо", "...", "\u200b", "5"])
def test_empty_answers_voice_nothing(vocabulary: Vocabulary, text: str) -> None:
    assert find_mentions([text], vocabulary) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо, справку выдали за два дня!",
        "Нужны сведения за 2023 год",
        "Прошу принять, работаю здесь 9 лет",
        "Извините, благодарю за приём",
    ],
)
def test_time_spent_and_courtesy_are_no_complaint(vocabulary: Vocabulary, text: str) -> None:
    assert {m.kind for m in find_mentions([text], vocabulary)[0]} <= {"thanks", "request"}


def test_courtesy_asks_for_nothing(vocabulary: Vocabulary) -> None:
    assert {m.kind for m in find_mentions(["Поверьте, я благодарен"], vocabulary)[0]} == {"thanks"}


def test_order_and_company_change_nothing(vocabulary: Vocabulary) -> None:
    texts = [
        "Мне отказали в приёме.",
        "О выдаче дубликата диплома",
        "",
        "Не дозвониться никуда, трубку не берут",
    ]
    together = find_mentions(texts, vocabulary)
    assert together == [find_mentions([text], vocabulary)[0] for text in texts]


def test_negation_stays_with_its_verb(vocabulary: Vocabulary) -> None:
    mention = find_mentions(["На звонки не отвечают."], vocabulary)[0][0]
    assert mention.head == "отвечать"
    assert "не_отвечать" in mention.lemmas.split()


def test_vocabulary_has_every_list_and_no_phrases(vocabulary: Vocabulary) -> None:
    assert {name for name, _ in CUES} <= set(vocabulary.lists)
    assert {kind for _, kind in CUES} <= set(MENTION_KINDS)
    entries = [entry for entries in vocabulary.lists.values() for entry in entries]
    assert all(len(entry.split()) <= 2 and entry == entry.lower() and "ё" not in entry for entry in entries)
