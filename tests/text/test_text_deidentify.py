"""Each example holds its answer: `[secret|TYPE]` is what must be masked, and nothing else may be."""

import re

import pytest

from painmap.text.deidentify import RECOGNISERS, Known, mask_many, plain_text

_MARK = re.compile(r"\[([^\]|]+)\|([A-Z]+)\]")


def drawn(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The bare text and the spans drawn into it."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        at = match.end()
    return text + marked[at:], spans


MARKED = (
    "Звоните [+7 900 000-00-00|PHONE] после обеда",
    "мой телефон [2-34-56|PHONE], спросить бабушку",
    "тел. [8(8722)67-00-00|PHONE]",
    "снилс [112-233-445 95|SNILS] прилагаю",
    "СНИЛС: [11223344595|SNILS]",
    "ИНН [500100732259|INN]",
    "паспорт [92 04 123456|PASSPORT] выдан в 2011 году",
    "паспорт [серия 9204 номер 123456|PASSPORT]",
    "свидетельство [I-БД № 123456|CASE] утеряно",
    "на карту [2200 0000 0000 0000|CARD] не пришло",
    "почта [ivan.petrov@example.ru|EMAIL] не читается",
    "пишите в [vk.com/id000000|ACCOUNT] или [@petrov_ivan|ACCOUNT]",
    "машина [А123ВС05|PLATE] стоит на тротуаре",
    "дата рождения [12.05.1980|BIRTHDATE]",
    "ребёнок [04.06.2018|BIRTHDATE] г.р. не записан",
    "по обращению № [02-Г-1187/25|CASE] ответа нет",
    "проживаю по адресу [ул. Мирная, д. 5|ADDRESS]",
    "счёт пришёл на [ул. Садовая, д. 42, кв. 39|ADDRESS]",
    "На улице Садовой, д. 42 нет света",
    "меня зовут [магомедова патимат|PERSON], я из села",
    "обращалась к специалисту [Явтысый Иса|PERSON], помощи нет",
    "С уважением, [Круглов М.М.|PERSON]",
    "отказал [К. М. Гаджиев|PERSON]",
    "просил [ш. в. исаев|PERSON] о приёме",
    "разговаривали с [Петуховой Мариной Ильиничной|PERSON]",
    "заявление подала [бочкарёва лариса олеговна|PERSON]",
    "сказал [алиев расул магомедович|PERSON]",
    "приняла [Патимат Расулбеговна|PERSON]",
    "На улице Ленина и в школе имени Пушкина холодно",
    "По адресу Кирова 18 нет света",
    "Здравствуйте! Прошу выдать справку о стаже.",
    "Уважаемый министр! Прршу согласовать замену. Обрашаюсь к вам повторно.",
    "т. е. если нет ответа, и т. д. и т. п.",
    "Срок 12-03-25 прошёл, закон № 59-ФЗ нарушен",
    "Надежда на ответ и вера в закон пропали",
)


@pytest.mark.parametrize("marked", MARKED)
def test_drawn_spans_are_masked_and_nothing_else(marked: str) -> None:
    text, spans = drawn(marked)
    assert list(mask_many([text])[0].spans) == spans


def test_placeholders_keep_the_sentence_readable() -> None:
    text = "Иванов Пётр звонил 8 900 000-00-00. Иванову Петру не ответили, Гаджиева Ольга отказала."
    assert mask_many([text])[0].text == "[ФИО 1] звонил [телефон]. [ФИО 1] не ответили, [ФИО 2] отказала."


@pytest.mark.parametrize(
    ("known", "marked"),
    [
        (Known(name="Лев Семёнов"), "передали [льву семенову|PERSON] и [Семёнова|PERSON] забыли"),
        (Known(name="Абакарова Роза"), "[Розу|PERSON] не приняли, роза завяла, розыск идёт"),
        (
            Known(name="Круглов Марк Маркович"),
            "заявитель [Круглов М.М.|PERSON] и [М. М. Круглову|PERSON] отказано",
        ),
        (Known(phone="8 (900) 000-12-34"), "звонил с [+79000001234|PHONE] дважды"),
        (Known(email="Anna@Example.ru"), "жду на [anna@example.ru|EMAIL]"),
        (Known(address="г. Магадан, ул. Якутская, д. 66, кв. 43"), "не топят на [Якутской 66|ADDRESS] давно"),
        (Known(name="ООО «Таёжный двор»"), "двор таёжный не убран"),
    ],
)
def test_known_entities_are_masked_in_every_case(known: Known, marked: str) -> None:
    text, spans = drawn(marked)
    assert list(mask_many([text], [known])[0].spans) == spans


def test_html_stays_and_offsets_are_of_the_original() -> None:
    text = "<p>Тел.&nbsp;8&nbsp;900&nbsp;000-00-00<br>С уважением, Круглов&nbsp;М.М.</p>"
    masked = mask_many([text])[0]
    assert [(text[s:e], kind) for s, e, kind in masked.spans] == [
        ("8&nbsp;900&nbsp;000-00-00", "PHONE"),
        ("Круглов&nbsp;М.М.", "PERSON"),
    ]
    assert masked.text == "<p>Тел.&nbsp;[телефон]<br>С уважением, [ФИО 1]</p>"


def test_invisible_characters_hide_nothing() -> None:
    for text in ("8\u200b900\u200b000-00-00", "\u202e8 900 000-00-00\u202c", "8\u00ad900 000 00 00"):
        assert "000" not in mask_many([f"звоните {text}"])[0].text
    decomposed = "меня зовут Бочкаре\u0308ва Лариса Олеговна"
    assert mask_many([decomposed])[0].text == "меня зовут [ФИО 1]"


@pytest.mark.parametrize(
    "text", ["", None, " ", "\n", "-", "<p></p>", "&nbsp;", "<", "[ФИО 1", "\ud83d", "\x00"]
)
def test_nothing_to_mask_is_left_as_it_is(text: str | None) -> None:
    masked = mask_many([text])[0]
    assert (masked.text, masked.spans) == (text or "", ())


def test_masking_twice_changes_nothing() -> None:
    texts = [drawn(marked)[0] for marked in MARKED]
    once = mask_many([" ".join(texts), *texts])
    twice = mask_many([m.text for m in once])
    assert [m.text for m in twice] == [m.text for m in once]
    assert all(not m.spans for m in twice)


def test_result_does_not_depend_on_the_other_texts() -> None:
    texts = [drawn(marked)[0] for marked in MARKED]
    alone = [mask_many([text])[0] for text in texts]
    assert mask_many(texts[::-1])[::-1] == alone


def test_a_letter_of_100_kilobytes_is_masked_to_its_end() -> None:
    text = "Не отвечают на звонки и не дают справку " * 2500 + "тел. 8 900 000-00-00"
    masked = mask_many([text])[0]
    assert len(text) >= 100_000
    assert masked.text.endswith("тел. [телефон]")


def test_every_recogniser_finds_something() -> None:
    found = {kind for marked in MARKED for _, _, kind in drawn(marked)[1]}
    assert found == {r.type for r in RECOGNISERS}


def test_plain_text_decodes_markup() -> None:
    assert plain_text("<p>Нет&nbsp;света &lt;3 дня&gt;</p><p>Где&#33;</p>") == "Нет света <3 дня>\nГде!"
    assert plain_text("температура < 5 и > 3") == "температура < 5 и > 3"
    assert plain_text(None) == ""
    assert plain_text("е\u0308лка\u200b \r\n  два") == "ёлка\nдва"
