from painmap.text import language

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
