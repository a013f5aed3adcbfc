"""What titles of columns say of their cells (`painmap deidentify`). All persons are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from painmap.errors import PainmapError
from painmap.stages import deidentify
from painmap.stages.deidentification.titles import is_personal
from painmap.stages.requests import DeidentifyRequest
from painmap.text.deidentify import mask_many

# Titles of registers and surveys; more than one is a first name or a surname as well.
USUAL = (
    "Пол|Вид|Тема|Роза|Вера|Лев|Майя|Макс.|Мун. район|Регион|Район|Дата|Автор|Возраст|Город|Село|Канал"
    "|Статус|Пол респондента|Пол/возраст|Ваш пол|ПОЛ РЕСПОНДЕНТА|Категория|Номер|№ п/п|Источник|Способ"
    "|Срок|Отдел|Ответ|Организация|Вопрос|Результат|Примечание|Комментарий|Оценка|Балл|Вероисповедание"
    "|Образование|Доход|Занятость|Семейное положение|Должность|Стаж|Язык|Округ|Область|Улица|Дом|Кв."
    "|Дата поступления|Исполнитель|Куратор|Подтема|Рубрика|Марка|Год|Месяц|Май|Мир|Слава|Надежда|Любовь"
    "|Услуга|Форма|Глава|Мэр|Рег. №|Исх. №|Ср. балл|Лиц. счёт|Имя файла|Кем рассмотрено|Вид обращения"
    "|Ветеран|Ном.|Сел. поселение|Гор. округ|Код вопроса"
)
PERSONS = (
    "Звонки Рыбаковой Л. Д.|Сомов П.П.|Мороз А. А.|Роза Мороз|Приём ведёт Гульзатова|Жалобы к Кочерге В.В."
    "|Вера Павловна|Пол Ньюмен|специалист Мороз|Оценка Марины|Жанна|Анкета, тел. +7 900 123-45-67"
)


@pytest.mark.parametrize("title", USUAL.split("|"))
def test_usual_titles_are_nobody(title: str) -> None:
    assert not is_personal(title, mask_many([title])[0])


@pytest.mark.parametrize("title", PERSONS.split("|"))
def test_titles_that_name_somebody_are_personal(title: str) -> None:
    assert is_personal(title, mask_many([title])[0])


def masked(tmp_path: Path, rows: list[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
    """The rows of the result; PainmapError if a column is refused."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    request = DeidentifyRequest(tmp_path / "in.jsonl", tmp_path / "out.jsonl", ("text",), **options)
    deidentify(request, lambda *_: None)
    return [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def column(name: str, cells: list[str], times: int) -> list[dict[str, Any]]:
    return [{"text": "нет воды", name: cell} for cell in cells * times]


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Комментарий исполнителя", ["ответ дан по телефону", "направлено в отдел", "принято"]),
        ("Решение специалиста", ["отказ", "принято", "на доработку"]),
        ("Примечание к адресу", ["уточнить", "верно"]),
        ("ответ заявителю", ["дан", "направлен", "подготовлен"]),
        ("Должность исполнителя", ["ведущий", "старший", "младший"]),
        ("executor_comment", ["done", "in work"]),
        ("Сотрудник был вежлив", ["полностью согласен", "скорее согласен", "не согласен"]),
        ("Отв.", ["ответ дан", "ответ отправлен"]),
        ("Исп.", ["исправно", "да", "в работе"]),
        ("кто", ["житель", "сосед", "пенсионер", "юрлицо"]),
        ("От кого", ["сайт", "почта", "портал", "по почте"]),
        ("sender", ["site", "portal", "admin"]),
        ("Пол", ["м", "ж"]),
        ("Место", ["Двор", "Кабинет 12-14", "Зал 2-3", "Садовая 5"]),
        ("район", ["Рагозинский", "Ахмедовский", "Тарумовский"]),
        ("Муниципалитет", ["Кировский", "Ибрагимовское", "сельсовет Рагозинский"]),
        ("Город", ["Киров", "Пушкин", "Ершов"]),
        ("Улица", ["Ленина", "Гагарина", "Мира"]),
    ],
)
def test_harmless_columns_pass(name: str, cells: list[str], times: int, tmp_path: Path) -> None:
    rows = column(name, cells, times)
    assert [row[name] for row in masked(tmp_path, rows)] == cells * times


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("кто", ["рыбаков", "кочерга", "цой", "шевчук"], "фамилии"),
        ("От кого", ["лаптандер", "гульзатова", "ким"], "фамилии"),
        ("Принял", ["бойко", "зорькин", "мороз"], "фамилии"),
        ("Инспектор", ["рагозина", "ледков"], "фамилии"),
        ("sender", ["sidorova", "kuznetsov"], "фамилии"),
        ("created_by", ["бойко", "ледков"], "фамилии"),
        ("Отв.", ["Явтысый", "Лаптандер", "Вануйто"], "фамилии"),
        ("отв. лицо", ["кочерга", "мороз"], "фамилии"),
        ("Комментарий сотрудника, ФИО", ["рыбаков"], "фамилии"),
        ("район", ["Рагозинский А. А.", "Кировский"], "фамилии"),
        ("Место", ["Ореховая 23-17", "Двор"], "адреса"),
        ("Место", ["Мира 5, 7"], "адреса"),
        ("Дата р.", ["01.02.1980"], "даты рождения"),
        ("г.р.", ["1980"], "даты рождения"),
        ("code", ["9161230001", "9161230002", "9161230003", "9161230005"], "телефоны"),
    ],
)
def test_columns_about_somebody_are_refused_by_their_values(
    name: str, cells: list[str], kind: str, times: int, tmp_path: Path
) -> None:
    with pytest.raises(PainmapError, match=kind) as caught:
        masked(tmp_path, column(name, cells, times))
    assert f"«{name}»" in str(caught.value)


def test_a_masked_comment_is_a_text_and_no_name(tmp_path: Path) -> None:
    name = "Примечание инспектора"
    row = {"text": "Почему Отказ дан без ответа", name: "отказ дан, перезвонить 8 900 123-45-67"}
    new = masked(tmp_path, [row], mask=(name,))[0]
    assert (new["text"], new[name]) == (row["text"], "отказ дан, перезвонить [телефон]")


@pytest.mark.parametrize("name", ["Суть обращения", "Клиент"])
def test_an_annotation_with_names_is_masked_as_a_text(name: str, tmp_path: Path) -> None:
    """«Суть» is also a verb by the dictionary: who did it?"""
    cells = ["просит перезвонить Рыбаковой Анне Ильиничне", "жалоба на шум", "нет света третий день"]
    new = masked(tmp_path, column(name, cells, 1), mask=(name,))
    assert [row[name] for row in new] == ["просит перезвонить [ФИО 1]", *cells[1:]]


def test_only_what_may_be_a_name_is_looked_for_in_the_text(tmp_path: Path) -> None:
    rows = [
        {"ФИО": "не назвался по телефону", "text": "Почему по Телефону не отвечают"},
        {"ФИО": "Рыбакова Анна (дочь)", "text": "Дочь болеет, рыбаковой отказали"},
        {"ФИО": "Гульзатова Патимат Магомед кызы", "text": "отказали гульзатовой"},
        {"ФИО": "кочерга", "text": "Кочерга просит ответить"},
    ]
    texts = [row["text"] for row in masked(tmp_path, rows, drop=("ФИО",))]
    assert texts == [
        "Почему по Телефону не отвечают",
        "Дочь болеет, [ФИО 1] отказали",
        "отказали [ФИО 1]",
        "[ФИО 1] просит ответить",
    ]
