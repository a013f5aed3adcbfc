"""Lines that a form asks for are left out; all texts are made up."""

from __future__ import annotations

from painmap.text.form_lines import form
from painmap.text.form_lines import without as without_form

MATTERS = [
    f"Не вывозят мусор со двора номер {word}"
    for word in ("один", "два", "три", "пять", "шесть", "семь", "восемь", "девять", "десять", "сто")
]


def without(texts: list[str]) -> list[str]:
    asked = form(texts)
    return [without_form(text, asked) for text in texts]


def cut(texts: list[str]) -> list[str]:
    return [text.rstrip() for text in without(texts)]


def test_a_line_that_ten_texts_repeat_around_a_detail_is_left_out() -> None:
    assert cut([f"{m}. Мой телефон: [телефон]." for m in MATTERS]) == [f"{m}." for m in MATTERS]


def test_nine_texts_make_no_form() -> None:
    texts = [f"{m}. Мой телефон: [телефон]." for m in MATTERS[:9]]
    assert without(texts) == texts


def test_it_may_follow_without_a_full_stop() -> None:
    assert cut([f"{m} дата рождения [дата рождения]" for m in MATTERS]) == MATTERS


def test_a_stop_inside_a_placeholder_ends_no_line() -> None:
    texts = [f"{m}. Ответ прошу направить на [эл. почта]" for m in MATTERS]
    assert cut(texts) == [f"{m}." for m in MATTERS]


def test_words_behind_the_detail_belong_to_the_line() -> None:
    texts = [f"{m}. Звоните [телефон] в любое время" for m in MATTERS]
    assert cut(texts) == [f"{m}." for m in MATTERS]


def test_what_most_say_beside_their_matter_is_left_out() -> None:
    other = [f"Не горит фонарь у дома, где живёт {m[-4:]}" for m in MATTERS]
    consent = "Согласен на обработку персональных данных"
    assert cut([*(f"{m}. {consent}!" for m in MATTERS), *other]) == [*(f"{m}." for m in MATTERS), *other]


def test_what_fewer_than_a_third_say_is_a_matter() -> None:
    texts = [f"{m}. Не работает лифт." for m in MATTERS]
    texts += [f"Холодно в комнате номер {i}." for i in map(chr, range(ord("а"), ord("а") + 25))]
    assert without(texts) == texts


def test_a_text_of_one_line_says_its_matter() -> None:
    alone = [
        f"Не работает лифт{end}"
        for end in ("", ".", "!", "!!", "!!!", "...", " ", " .", " !", "?", ";", "?!")
    ]
    texts = [*alone, *(f"{m}. Не работает лифт." for m in MATTERS[:6])]
    assert without(texts) == texts


def test_a_long_sentence_around_a_detail_stays() -> None:
    texts = [f"{m}. Вчера вечером мастер [ФИО 1] отказался чинить наш сломанный лифт." for m in MATTERS]
    assert without(texts) == texts


def test_a_mailing_counts_once() -> None:
    texts = ["Не горит фонарь. Мой телефон: [телефон]."] * 30
    assert without(texts) == texts


def test_a_text_of_such_lines_alone_stays() -> None:
    texts = [*(f"{m}. Меня зовут [ФИО 1]." for m in MATTERS), "Меня зовут [ФИО 1]."]
    assert without(texts)[-1] == "Меня зовут [ФИО 1]."
