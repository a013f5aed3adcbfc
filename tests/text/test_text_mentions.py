import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from painmap.codes import MENTION_KINDS
from painmap.params.models import Vocabulary
from painmap.text.mentions import CUES, find_mentions
from painmap.text.mentions.reading import MAX_CHARACTERS, readable

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


@pytest.mark.parametrize(
    ("text", "cue", "fragment"),
    [
        ("не дозвонится в поликлинику третий день", "negation", "не дозвонится в поликлинику третий день"),
        ("Жду справку третий месяц", "delay", "Жду справку третий месяц"),
        ("Ответа добиваюсь уже пять дней подряд", "delay", "Ответа добиваюсь уже пять дней подряд"),
        (
            "О неисполнении заявления, поданного через ЕПГУ",
            "negation",
            "О неисполнении заявления, поданного через ЕПГУ",
        ),
        # The tagger takes the first word for a name.
        (
            "Отказали в приёме документов без объяснений.",
            "refusal",
            "Отказали в приёме документов без объяснений",
        ),
        ("О невыдаче справки о доходах", "negation", "О невыдаче справки о доходах"),
        ("О недопуске к работе", "negation", "О недопуске к работе"),
        ("О невозврате залога", "negation", "О невозврате залога"),
        ("О зависании портала", "delay", "О зависании портала"),
        ("О неполной консультации специалиста", "fault", "О неполной консультации специалиста"),
        ("Об отсутствии талонов электронной очереди", "lack", "Об отсутствии талонов электронной очереди"),
        ("Не работает электронная очередь", "negation", "Не работает электронная очередь"),
        ("О выдаче дубликата диплома", "annotation", "О выдаче дубликата диплома"),
        ("Об отказе в выдаче справки.", "refusal", "Об отказе в выдаче справки"),
        ("Мусор на придомовой территории", "headline", "Мусор на придомовой территории"),
        ("Светофор закрыт деревом, водители его едва видят", "fault", "Светофор закрыт деревом"),
        ("Ветка упала на провода и лежит там", "fact", "Ветка упала на провода и лежит там"),
        ("Куда подавать документы?", "question", "Куда подавать документы"),
        ("МНЕ ГРУБО ОТВЕТИЛИ В ОКНЕ МФЦ", "rudeness", "МНЕ ГРУБО ОТВЕТИЛИ В ОКНЕ МФЦ"),
        ("Неубранный снег мешает пройти.", "fault", "Неубранный снег мешает пройти"),
        ("Дорога не чищена, и это никого не волнует.", "negation", "Дорога не чищена"),
        (
            "сообщите пожалуйста где можно ознакомиться с отчётом",
            "question",
            "сообщите пожалуйста где можно ознакомиться с отчётом",
        ),
        ("Хотелось что бы вы поставили лавочки", "suggestion", "Хотелось что бы вы поставили лавочки"),
    ],
)
def test_cue_and_first_fragment(vocabulary: Vocabulary, text: str, cue: str, fragment: str) -> None:
    first = find_mentions([text], vocabulary)[0][0]
    assert (first.cue, first.fragment) == (cue, fragment)


LETTER = (
    "Здравствуйте, уважаемая редакция! Пишет вам ветеран труда. Всю жизнь я проработала в сельской школе. "
    "Живу одна в старом городе. Согласно ст. 10 Федерального закона № 59-ФЗ анонимные письма не читают. "
    "Дети давно разъехались. Телефон в регистратуре не отвечает с утра. Прошу рассмотреть моё обращение. "
    "Ответ прошу направить на [эл. почта]. Заранее благодарна за помощь."
)


def test_the_one_sentence_of_substance(vocabulary: Vocabulary) -> None:
    found = [m.fragment for m in find_mentions([LETTER], vocabulary)[0]]
    assert found == ["Телефон в регистратуре не отвечает с утра"]


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("Свалка у дома. Прошу принять меры. звоните [телефон] в любое время", ["Свалка у дома"]),
        ("Мусор во дворе Мой телефон [телефон] звоните [телефон] в любое время", ["Мусор во дворе"]),
        ("Яма во дворе!!!Надеюсь на решение проблемы", ["Яма во дворе"]),
        ("Добрый день, нет света", ["нет света"]),
        ("Яма во дворе. Никто её не засыпает.", ["Яма во дворе", "Никто её не засыпает"]),
        ("Извините, поймите нас, нет света", ["нет света"]),
        ("Прошу принять меры.", ["Прошу принять меры"]),
        ("Всё решили быстро, без проблем. Спасибо!", ["Спасибо"]),
        ("Не только снег, но и лёд не чистят", ["Не только снег, но и лёд не чистят"]),
        (
            "1) Нет света\n2) Не убирают снег\n3) Грубят в регистратуре",
            ["Нет света", "Не убирают снег", "Грубят в регистратуре"],
        ),
        (
            "Мусор не убирают, и на жалобы не реагируют, лифт стоит",
            ["Мусор не убирают", "на жалобы не реагируют"],
        ),
        ("Автобус ушёл в 14:55 и не вернулся", ["Автобус ушёл в 14:55 и не вернулся"]),
        ("Их у нас в посёлке (и в городе) совсем нет", ["Их у нас в посёлке (и в городе) совсем нет"]),
    ],
)
def test_what_is_said_and_no_more(vocabulary: Vocabulary, text: str, fragments: list[str]) -> None:
    assert [m.fragment for m in find_mentions([text], vocabulary)[0]] == fragments


RUN_ON = (
    "у нас в подъезде уже вторую неделю не горит свет и лифт стоит а управляющая компания на жалобы не "
    "реагирует потому что им всё равно и дети боятся выходить из квартиры когда стемнеет прошу помочь решить "
    "вопрос с освещением подъезда и лифтом так как жить так больше невозможно"
)


def test_a_text_without_punctuation_is_cut_at_its_clauses(vocabulary: Vocabulary) -> None:
    found = find_mentions([RUN_ON], vocabulary)[0]
    assert all(len(m.fragment.split()) <= 16 for m in found)
    fragments = [m.fragment for m in found]
    assert "управляющая компания на жалобы не реагирует" in fragments
    assert any(f.startswith("прошу помочь") for f in fragments)
    assert len(fragments) >= 4


def test_capitals_are_read_like_any_text(vocabulary: Vocabulary) -> None:
    text = "Мне отказали в приёме, МФЦ не работает. Фонари не горят."
    low, high = find_mentions([text, text.upper()], vocabulary)
    assert [(m.start, m.end, m.cue, m.head) for m in low] == [(m.start, m.end, m.cue, m.head) for m in high]
    assert [m.fragment.upper() for m in low] == [m.fragment for m in high]


HUGE = {
    "run-on": "вода не идёт и никто не отвечает " * 3000,
    "one word": "а" * 90_000,
    "emoji": "👍" * 60_000,
    "brackets": "[" * 60_000,
    "law": "ст. 10 " * 9000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_a_huge_text_is_read_in_part_and_fast(vocabulary: Vocabulary, text: str) -> None:
    begun = time.process_time()
    found = find_mentions([text], vocabulary)[0]
    assert time.process_time() - begun < 5
    assert all(m.end <= MAX_CHARACTERS and len(m.fragment) < 400 for m in found)


def test_the_copy_read_has_equal_length() -> None:
    for text in (RUN_ON.upper(), LETTER, "ИİСПОЛНЕНИЯ НЕТ НИКАКОГО ẞ", "НЕ РАБОТАЕТ [ФИО 1] В МФЦ"):
        assert len(readable(text)) == len(text)
    assert readable("Сотрудники НЕ отвечают в МФЦ [ИНН]") == "Сотрудники не отвечают в МФЦ [ИНН]"


@pytest.mark.parametrize(
    "text",
    [
        "Сотрудница сообщила, что справка готова, в первую очередь её и взяли",
        "Мама предложила пойти вместе, он помог донести сумки",
        "Удалось вернуть забытый зонт в тот же вечер",
        "В случае отказа пойду пешком через мост",
        "Я живу в старом доме у реки",
        "Не только снег чистят здесь, а листву тоже",
        "Рассмотрели всё в короткий срок без комиссий и жалоб",
        "Ситуация, требующая вложений, разрешилась сама",
        "Отсутствие очередей отметили все",
        "Приём без очереди был в субботу",
        "Записали на приём без большой очереди",
    ],
)
def test_words_that_voice_nothing_here(vocabulary: Vocabulary, text: str) -> None:
    assert {m.cue for m in find_mentions([text], vocabulary)[0]} <= {"fact"}


@pytest.mark.parametrize(
    "text",
    [
        "В этой поликлинике никому не грубят и всё объясняют",
        "Мне в субботу не пришлось долго ждать своей очереди",
        "С оформлением загранпаспорта никаких проблем вообще",
        "Претензий нет",
        "Ни разу не пожалела об этом",
        "Ждать не пришлось ни минуты",
        "Оформили пособие без лишних бумаг",
    ],
)
def test_what_denies_trouble_is_no_pain(vocabulary: Vocabulary, text: str) -> None:
    assert {m.kind for m in find_mentions([text], vocabulary)[0]} <= {"thanks"}


@pytest.mark.parametrize("closing", ["Заранее спасибо.", "Спасибо за внимание.", "Благодарю за понимание!"])
def test_a_polite_closing_hides_no_fact(vocabulary: Vocabulary, closing: str) -> None:
    found = find_mentions([f"{closing} Во дворе стоит брошенная машина красного цвета"], vocabulary)[0]
    assert "complaint" in {m.kind for m in found}


def test_what_one_had_to_do_is_a_pain(vocabulary: Vocabulary) -> None:
    assert [m.cue for m in find_mentions(["Пришлось долго ждать приёма"], vocabulary)[0]] == ["delay"]


@pytest.mark.parametrize(
    "text",
    [
        "В зале стояли удобные кресла и кулер с водой. Спасибо",
        "Спасибо врачу за внимание и доброту. В зале стояли удобные кресла",
    ],
)
def test_thanks_for_what_was_done_make_no_fact_of_the_rest(vocabulary: Vocabulary, text: str) -> None:
    assert {m.kind for m in find_mentions([text], vocabulary)[0]} == {"thanks"}


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("[ФИО 1] не вывозит мусор", ["[ФИО 1] не вывозит мусор"]),
        ("Суть: [ФИО 2] хамит пациентам", ["[ФИО 2] хамит пациентам"]),
        ("Нам не отвечает начальник [ФИО 1]", ["Нам не отвечает начальник [ФИО 1]"]),
    ],
)
def test_a_placeholder_is_never_cut(vocabulary: Vocabulary, text: str, fragments: list[str]) -> None:
    assert [m.fragment for m in find_mentions([text], vocabulary)[0]] == fragments


def test_capitals_and_run_on_lines_in_the_copy() -> None:
    assert readable("Мне ОТКАЗАЛИ в приёме, МФЦ закрыт") == "Мне отказали в приёме, МФЦ закрыт"
    assert readable(RUN_ON).count("\n") >= 3


def test_a_long_clause_keeps_its_pain_and_is_short(vocabulary: Vocabulary) -> None:
    text = (
        "В нашем большом новом доме на самой окраине города возле реки с мостом и парком с весны и до "
        "поздней осени нет горячей воды"
    )
    fragment = find_mentions([text], vocabulary)[0][0].fragment
    assert fragment.endswith("нет горячей воды")
    assert 3 < len(fragment.split()) <= 16


def test_the_head_of_a_stay_is_its_verb(vocabulary: Vocabulary) -> None:
    assert find_mentions(["Карта заблокирована третий месяц"], vocabulary)[0][0].head == "заблокировать"


def test_placeholders_are_no_words(vocabulary: Vocabulary) -> None:
    for mention in find_mentions(["Врач [ФИО 1] не принял [ФИО 2] с болью."], vocabulary)[0]:
        assert "фио" not in mention.lemmas
        assert mention.blamed == "Врач"


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
