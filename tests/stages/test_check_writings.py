"""The privacy gate finds a value in every way of writing, and no leak where there is none."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest

from painmap.stages import check
from tests.stages.check_tree import AGENCY, LEAK, PHONE, overlooked, planted, register

NAMES = (
    "звонила Выдрицкой Ярославе",
    "Ярославе Выдрицкой",
    "Ярослава Эдуардовна Выдрицкая",
    "ВЫДРИЦКОЙ ЯРОСЛАВЕ ЭДУАРДОВНЕ",
    "выдрицкая ярослава",
    "Выдрицкая Я. Э.",
    "Я.Э. Выдрицкой",
    "выдрицкая я.э.",
    "Выдрицкая ЯЭ сообщила",
    "у Выдрицкой Я. болит",
    "Трепузову Алексею Фёдоровичу",
    '"Выдрицкая","Ярослава"',
    '{"surname": "Выдрицкая", "name": "Ярослава"}',
    "Выдрицкая\nЯрослава",
    "Выд\u200bрицкая Яро\u00adслава",
    "Bыдрицкaя Яpослава",
    "Выдрицка\u0301я\u00a0Ярослава",
    "В ы д р и ц к а я  Я р о с л а в а",
    "В ы д р и ц к а я Я р о с л а в а",
    "В-ы-д-р-и-ц-к-а-я Я.р.о.с.л.а.в.а",
    "ВыдрицкаяЯрославаЭдуардовна",
    "выдрицкаяярославаэдуардовна",
    "ВЫДРИЦКОЙЯРОСЛАВЕ",
    "ВыдрицкаяЯЭ сообщила",
    "Выдрицкая Яро-\nслава",
    "Выдрицкая Яро\n    слава",
    "Выдриц\u00ad\nкая Ярослава",
)


def test_a_name_is_found_in_every_case_order_and_spelling(tree: Path) -> None:
    (tree / "params" / "note.md").write_text("Посёлок Выдрицкий и Трепузов овраг", encoding="utf-8")
    assert overlooked(tree, [f"Итог: {name}." for name in NAMES], "ФИО") == []


DECLINED = {
    "Грызлова Лия": ("Грызловой Лие", "Грызлову Лию", "Лией Грызловой", "у Лии Грызловой"),
    "Цой Раиса": ("Цоя Раису", "Цою Раисе", "с Цоем Раисой"),
    "Моклецов Ибрагим": ("Моклецова Ибрагима", "Моклецову Ибрагиму", "Моклецовым Ибрагимом"),
    "Авербах Лев": ("Авербаха Льва", "Авербаху Льву", "Авербахом Львом"),
    "Сивенок Артём": ("Сивенка Артема", "Сивенку Артёму", "Сивенком Артёмом"),
    "Палиец Глеб": ("Палийца Глеба", "Палийцу Глебу"),
    "Грызлова Дарья Анатольевна": ("Дарье Анатолиевне Грызловой", "Грызлову Д.А."),
}


@pytest.mark.parametrize("name", DECLINED)
def test_a_name_is_found_in_all_its_cases(tree: Path, name: str) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name=name).encode("cp1251"))
    assert overlooked(tree, [f"Итог: {text} и далее." for text in DECLINED[name]], "ФИО") == []


def test_a_short_name_is_not_the_particle_that_looks_alike(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name="Грызлова Лия").encode("cp1251"))
    (tree / "params" / "note.md").write_text("Посёлок Грызлова", encoding="utf-8")
    assert planted(tree, "знает Грызлова ли об этом") == ""


def test_a_first_name_with_a_patronymic_is_a_leak_in_what_a_build_made(tree: Path) -> None:
    assert overlooked(tree, ["просили ярославу эдуардовну", "Эдуардовна, Ярослава"], "имя и отчество") == []
    (tree / "data" / "interim" / "0.log").unlink()
    (tree / "data" / "interim" / "1.log").unlink()
    assert planted(tree, "просили ярославу эдуардовну", "params/note.md") == ""


def test_a_hyphenated_name_and_yo(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name="Пёстрикова-Ганнибал Фёкла Львовна").encode("cp1251"))
    for text in ("Фекле Пестриковой", "Пестриковой-Ганнибал Фёкле", "Ганнибал Ф.Л."):
        assert LEAK in planted(tree, f"Писал {text} ответ")


PHONES = (
    "+79001237654",
    "8 (900) 123-76-54",
    "8.900.123.76.54",
    "9001237654",
    "89001237654",
    "+7 900 12-37-654",
    "8 900 123\u00a076\u201154",
    "８９００１２３７６５４",
    "8\u200b900\u200b1237654",
    "8 900 <b>123</b> 76 54",
    "тел.8-900-123-76-54",
    '{"phone": 79001237654}',
    "79001237654.0",
    "7.9001237654e10",
    "7,9001237654E+10",
    "7.900123765400e+10",
    "8&nbsp;900&#45;123&#45;76&#45;54",
)


def test_a_telephone_is_found_in_every_writing(tree: Path) -> None:
    assert overlooked(tree, [f"Итог: {phone} дали" for phone in PHONES], "телефон") == []


CITY_PHONES = (
    "звоните по тел. 62 04 15 днём",
    "тел. 620415",
    '{"phone": "620415"}',
    "звонить 62-04-15",
    "(4132) 62-04-15",
    "8 (4132) 620415",
    "+7(4132)62 04 15",
)


def test_a_city_telephone_is_found_where_it_shows_as_one(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    for known in ("62-04-15", "620415", "8 (4132) 62-04-15"):
        raw.write_bytes(register(phone=known).encode("cp1251"))
        assert overlooked(tree, CITY_PHONES, "телефон") == []
    for path in (tree / "data" / "interim").glob("*.log"):
        path.unlink()
    assert planted(tree, "сумма 62 04 15 рублей, 620415, 62-04-150, 2062-04-15") == ""


def test_a_mobile_telephone_without_its_code_is_no_city_one(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(phone="8 (900) 123-76-54").encode("cp1251"))
    assert planted(tree, "123-76-54") == ""
    assert "телефон — 1" in planted(tree, "8 900 1237654")


ADDRESSES = (
    "ул. Портовая, д. 23, кв. 975",
    "улице Портовой дом 23 квартира 975",
    "Портовая 23-975",
    "ПОРТОВАЯ УЛ., Д.23 КВ.975",
    "кв. 975, д. 23, ул. Портовая",
    "дом № 23, квартира № 975 по улице Портовой",
    "портовая 23/975",
)


def test_an_address_with_a_flat_is_found_in_every_writing(tree: Path) -> None:
    texts = [f"живёт: {address}, второй этаж" for address in ADDRESSES]
    assert overlooked(tree, texts, "адрес с квартирой") == []


def test_a_house_without_a_flat_is_no_leak(tree: Path) -> None:
    assert planted(tree, "На улице Портовой, д. 23 нет света. Портовая, 23. Ждём 975 дней.") == ""


OTHERS: dict[str, tuple[str, ...]] = {
    "эл. почта": (
        "VYDRITSKAYA@Example.ru",
        "vydritskaya (at) example (dot) ru",
        "mailto:vydritskaya@example.ru",
        "vydritskaya собака example.ru",
        "vydritskaya (собака) example точка ru",
        "vydritskaya at example.ru",
        "vydritskaya@\nexample.ru",
    ),
    "код заявителя": ("заявитель К-955801 пришёл", "(к-955801)"),
}


def test_other_values_are_found(tree: Path) -> None:
    for kind, texts in OTHERS.items():
        assert overlooked(tree, texts, kind) == []


def test_a_street_named_after_a_namesake_is_no_leak(tree: Path) -> None:
    assert planted(tree, "На улице Ярославы Выдрицкой и в школе имени Я.Э. Выдрицкой холодно") == ""


def test_words_that_hold_names_and_letters_apart_are_no_leak(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(name="Водоходов Роман Ильич").encode("cp1251"))
    text = (
        "Пароводоходовая, Романовка, а б в г д, т. е. и т. д. Мы в лесу\nпостроили, где Водо\nходов нет. "
        "1.234567e3, 7.9e10, МинЭкономРазвития, look at example.ru"
    )
    assert planted(tree, text) == ""


def test_a_line_that_is_free_for_who_calls_is_public(tree: Path) -> None:
    raw = tree / "data" / "raw" / AGENCY / "2025" / "register-2025.csv"
    raw.write_bytes(register(phone="8-800-123-76-54").encode("cp1251"))
    assert planted(tree, "Горячая линия 8 (800) 123-76-54, 88001237654") == ""


def test_a_surname_alone_is_a_leak_only_if_it_is_no_word_of_tracked_texts(tree: Path) -> None:
    assert "редкая фамилия — 1" in planted(tree, "Обратилась Выдрицкая вчера")
    (tree / "params" / "note.md").write_text("Посёлок Выдрицкий", encoding="utf-8")
    assert planted(tree, "Обратилась Выдрицкая вчера. ") == ""


ESCAPES: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps({"x": text}),
    "json twice": lambda text: json.dumps(json.dumps({"x": text})),
    "html": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "html inside": lambda text: f"<p>{text[:4]}<wbr>{text[4:12]}<b>{text[12:]}</b></p>",
    "cells": lambda text: "<tr><td>" + "</td>\n<td>".join(text.split()) + "</td></tr>",
    "attribute": lambda text: f'<img alt="{text}">',
    "url": urllib.parse.quote,
    "python": lambda text: repr(text.encode()),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "base64": lambda text: base64.b64encode(f"Письмо: {text}, и далее ещё слова".encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(
        f"Письмо: {text}, {'и далее слова ' * 9}".encode()
    ).decode(),
    "data": lambda text: (
        f'<img src="data:text/plain;base64,{base64.b64encode(f"Имя {text} тут".encode()).decode()}">'
    ),
    "svg": lambda text: f'<svg><path d="M 0 0"/><text>{text}</text></svg>',
}


def test_escapes_are_undone(tree: Path) -> None:
    names = [escape("Выдрицкой Ярославе") for escape in ESCAPES.values()]
    assert overlooked(tree, names, "ФИО", ".html") == []
    phones = [escape("8 900 123-76-54") for way, escape in ESCAPES.items() if way != "cells"]
    assert overlooked(tree, phones, "телефон", ".html") == []


BY_FORM: dict[str, tuple[str, ...]] = {
    "СНИЛС": ("112-233-445 95", "СНИЛС 11223344595"),
    "ИНН": ("ИНН 500100732259",),
    "банковская карта": ("4111 1111 1111 1111", "карта 2202200223948454"),
    "паспорт": ("паспорт 44 02 № 123456", "паспорт серии 4402 номер 123456"),
    "телефон": ("8-912-765-43-21",),
    "имя и отчество": ("просила Зою Тихоновну помочь", "к Прохору Аверьяновичу"),
}


def test_what_is_personal_by_form_needs_no_raw_file(tree: Path) -> None:
    for kind, texts in BY_FORM.items():
        assert overlooked(tree, [f"Итог: {text}." for text in texts], f"по виду: {kind}") == []


def test_numbers_that_only_look_alike_are_no_leak(tree: Path) -> None:
    text = (
        'sha256 112233445950112233445950 id "a89127654321b" СНИЛС 112-233-445 96, карта 4276 3800 0000 0009, '
        'ИНН 500100732258, 0.89127654321, "8.9127654321", <path d="M 8 912 765 43 21 L 8 912 765 43 21"/>, '
        "паспортный стол 12.03.2024 в 123456, ул. Петра Ильича Чайковского, имени Анны Петровны Керн"
    )
    assert planted(tree, text) == ""


def test_the_agency_s_own_telephone_is_no_leak(tree: Path) -> None:
    texts = ("Горячая линия: 8-912-765-43-21", f"Горячая линия: {PHONE}")
    assert overlooked(tree, texts, "телефон") == []
    profile = tree / "params" / "agencies" / f"{AGENCY}.yaml"
    text = profile.read_text(encoding="utf-8")
    assert "title: Горячая линия," in text
    own = f'title: "Горячая линия 8 912 765-43-21, {PHONE}",'
    profile.write_text(text.replace("title: Горячая линия,", own), encoding="utf-8")
    assert check(tree) == []
