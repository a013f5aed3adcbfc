import random

import pytest
from razdel import tokenize

from painmap.text import language
from painmap.text.language import cutting, dictionary, forms, models, network

TEXTS = [
    "Третий месяц не отвечают на звонки.",
    "Отказали в приёме! Говорят, нет бланков, хотя в законе такого нет.",
    "О выдаче повторного свидетельства",
    "Прошу помочь: запись на август закрыта, а сегодня только третье июня, и нигде нет свободного дня.",
    "Звонил Иванов Пётр из Дербента. Никто не ответил.",
    "",
] + [f"Жду ответа {n} дней и не знаю, куда ещё обращаться с этим вопросом" for n in range(2, 90)]
ALL = ("morph", "syntax", "ner")


def test_batch_composition_changes_no_tag() -> None:
    together = language.annotate(TEXTS, ALL)
    assert together == [language.annotate([text], ALL)[0] for text in TEXTS]
    assert language.annotate(TEXTS[::-1], ALL)[::-1] == together


def test_layers_come_only_when_asked_for() -> None:
    text = "Звонил Иванов Пётр из Дербента."
    bare, morph, ner = (language.annotate([text], needs)[0] for needs in ((), ("morph",), ("ner",)))
    assert [t.pos for t in bare.tokens] == [""] * 6
    assert morph.tokens[0].lemma == "звонить"
    assert morph.tokens[0].rel == ""
    assert (bare.persons, ner.persons) == ((), ((7, 18),))


def test_heads_are_indices_in_the_text() -> None:
    item = language.annotate(["Ждём. Не отвечают на звонки."])[0]
    assert item.sentences == ((0, 2), (2, 7))
    negation = next(t for t in item.tokens if t.lemma == "не")
    assert item.tokens[negation.head].lemma == "отвечать"
    assert all(item.text[t.start : t.end] == t.text for t in item.tokens)


def test_a_letter_without_full_stops_is_cut() -> None:
    item = language.annotate(["не отвечают на звонки " * 500])[0]
    assert len(item.tokens) == 2000
    assert max(last - first for first, last in item.sentences) <= 100


def test_dictionary_knows_caucasian_names() -> None:
    for name in ("Магомед", "патимат", "Шамиля"):
        assert language.word(name).name
    assert language.word("магомедовой").surname
    assert language.word("Расулбеговна").patronymic
    assert not language.word("здравствуйте").name


def test_lemmas_write_no_yo() -> None:
    assert language.lemmas(["Бочкарёвой ёлкой"]) == [["бочкарев", "елка"]]


def test_tokens_are_razdels() -> None:
    chooser = random.Random(3)
    parts = [
        "слово",
        "5",
        "6,",
        "-",
        "—",
        "_",
        "/",
        "\\",
        ".",
        ",",
        "...",
        "?!",
        ":)",
        "Δ",
        "yahoo",
        "!",
        "a",
    ]
    parts += [" ", " ", "\t", "\xa0", "**", "«", "»", "№", "12", "й\u0306", "😀", "я" * 70]
    for _ in range(3_000):
        text = "".join(chooser.choice(parts) for _ in range(chooser.randint(0, 10)))
        assert cutting.spans(text) == [(t.start, t.stop) for t in tokenize(text)]
    assert language.tokens("Нет воды.") == ["Нет", "воды", "."]


def test_tags_and_arcs_are_slovnets() -> None:
    from natasha import NewsMorphTagger, NewsSyntaxParser

    sentences = [language.tokens(text) for text in TEXTS if text] + [["Да"], ["ффыв", "QWERTY", "12"]]
    morph, syntax = NewsMorphTagger(models.embedding()), NewsSyntaxParser(models.embedding())
    laid = network.Laid(sentences, models.lookup())
    tags = models.morph_tagger()(laid)
    for expected, found in zip(morph.map(sentences), tags, strict=True):
        told = [models.morph_tagger().tags[tag].split("|") for tag in found]
        assert [(pos, dict(f.split("=") for f in feats)) for pos, *feats in told] == [
            (t.pos, t.feats) for t in expected.tokens
        ]
    arcs = models.syntax_parser()(laid)
    for parsed, (heads, relations) in zip(syntax.map(sentences), arcs, strict=True):
        assert heads == [int(t.head_id) for t in parsed.tokens]
        assert [models.syntax_parser().relations[r] for r in relations] == [t.rel for t in parsed.tokens]


def test_names_are_slovnets() -> None:
    from natasha import NewsNERTagger

    texts = ["Звонил Иванов Пётр из Дербента.", "Владимир Путин и Анна Петрова были в Курске", "Нет воды."]
    for text, found in zip(
        NewsNERTagger(models.embedding()).map(texts), language.persons(texts), strict=True
    ):
        assert found == [(s.start, s.stop) for s in text.spans if s.type == "PER"]


def test_what_the_networks_remember_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    before = language.annotate(TEXTS)
    monkeypatch.setattr(network, "_REMEMBERED", 10)
    monkeypatch.setattr(network, "_TOKENS", 25)
    for model in (models.morph_tagger, models.syntax_parser):
        model.cache_clear()
    assert language.annotate(TEXTS) == before
    for model in (models.morph_tagger, models.syntax_parser):
        model.cache_clear()


def test_forms_are_pymorphys() -> None:
    forms.vocab()
    from natasha import MorphVocab

    plain = MorphVocab()
    for word in ("дом", "ёлку", "елку", "стали", "псевдокошка", "бутявкать", "ффыв", "по-русски", "a", "12"):
        own = [(*tuple(p)[:4], p.pos, p.feats) for p in forms.vocab().parse(word)]
        assert list(map(str, own)) == [str((*tuple(p)[:4], p.pos, p.feats)) for p in plain.parse(word)]
        assert forms.vocab().word_is_known(word) == plain.word_is_known(word)


def test_vectors_of_no_words_and_of_unknown_ones() -> None:
    assert language.word_vectors([]).shape == (0, 300)
    known, unknown = language.word_vectors(["дом", "ффыв"])
    assert known.any()
    assert not unknown.any()


def test_vectors_are_those_of_natasha_s_own_loading() -> None:
    from natasha import NewsEmbedding

    own, plain = models.embedding(), NewsEmbedding()
    assert (own["звонок"] == plain["звонок"]).all()
    assert own.vocab.word_ids == plain.vocab.word_ids


def test_what_another_process_has_looked_up_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(lower: str) -> language.Word:
        raise AssertionError(lower)

    seen = {form: language.word(form) for form in ("бутявками", "Бутявками")}
    monkeypatch.setattr(dictionary, "_learnt", {})
    monkeypatch.setattr(dictionary, "_looked_up", forbidden)
    dictionary.word.cache_clear()
    language.learn(seen)
    assert language.word("бутявками") == seen["бутявками"]
    with pytest.raises(AssertionError, match="дом"):
        language.word("дом")
    dictionary.word.cache_clear()
