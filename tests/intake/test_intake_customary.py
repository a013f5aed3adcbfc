"""Who sent an appeal, whether its author is named, at which touch point and in which life situation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from intake_rows import HEADER, row
from message_files import shipped
from office_rows import DELO, rows_of
from pydantic import ValidationError

from painmap.codes import REFERRERS, TOUCH_POINTS
from painmap.errors import PainmapError
from painmap.intake import IntakeResult, combine
from painmap.params.models import Agency, Format, Source

SENT = "Откуда направлено, исх. № и дата"
DELO_SENT = [*DELO[:4], SENT, *DELO[4:]]
SSTU = ["№ обращения", "Дата регистрации", "Форма обращения", "Вид обращения", "Источник поступления",
        "Код вопроса", "Наименование вопроса", "Результат рассмотрения вопроса", "Дата ответа",
        "Территория"]  # fmt: skip
GENERIC = ["№", "ФИО", "Номер телефона", "Текст обращения", "Категория", "Дата обращения", "Статус"]
OWN = "ООО «Ромашка», исх. № 12-345 от 09.01.2025"

Take = Callable[..., IntakeResult]
Read = Callable[..., IntakeResult]
Write = Callable[..., Path]


@pytest.fixture
def agency(agency: Agency) -> Agency:
    values = agency.model_dump()
    values["channels"] = [
        *values["channels"],
        {"code": "pos", "title": "ПОС", "client_kinds": ["external"], "regime": "pos"},
        {"code": "box", "title": "Ящик", "client_kinds": ["unknown"], "regime": "none"},
    ]
    values["life_situations"] = [{"code": "birth", "title": "Рождение ребёнка"}]
    return Agency.model_validate(values)


@pytest.fixture
def read(take: Take, xlsx: Write, agency: Agency) -> Read:
    """Reads rows by title in a format of `params/formats`; columns of the header may be missing."""

    def run(
        layout: str, header: list[str], *rows: dict[str, Any], profile: Agency | None = None, **options: Any
    ) -> IntakeResult:
        source = Source(
            id="register", files="*", format=layout, channel="post", topics={"0001": "01", "С": "01"}
        )
        path = xlsx(options.pop("name", "rows.xlsx"), rows_of(header, *rows))
        return take(path, shipped(layout), source=source, profile=profile or agency, **options)

    return run


def card(number: str, **cells: str) -> dict[str, str]:
    return {
        "Рег. №": number, "Дата рег.": "10.01.2025", "Вид доставки": "Почта", "Содержание": "О дороге",
        "Корреспондент": "Ёлкина Анна Петровна, г. Озёрск, ул. Тихая, д. 1", "Контроль": "На контроле",
    } | cells  # fmt: skip


def question(number: str, sender: str, code: str = "0001.0001") -> dict[str, str]:
    return {"№ обращения": number, "Дата регистрации": "10.01.2025", "Код вопроса": code,
            "Источник поступления": sender}  # fmt: skip


def codes(result: IntakeResult, column: str) -> list[Any]:
    """The column in the order of numbers, None where it is empty."""
    values = result.appeals.sort_values("appeal_id")[column].astype(object)
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("", "direct"),
        ("-", "direct"),
        ("Непосредственно от заявителя", "direct"),
        ("Администрация Президента Российской Федерации, исх. № А26-1 от 09.01.2025", "president"),
        ("Аппарат полномочного представителя, исх. № 2-117 от 09.01.2025", "president"),
        ("Прокуратура, исх. № 7-330 от 09.01.2025", "prosecutor"),
        ("Депутат Государственной Думы", "deputies"),
        ("Администрация Главы, исх. № 12-345 от 09.01.2025", "head"),
        ("Правительство, исх. № 3-100 от 09.01.2025", "head"),
        ("Губернатор Магаданской области", "head"),
        ("Правительство Российской Федерации", "other"),
        ("Правительства РФ", "other"),
        ("Глава муниципального образования", "other"),
        ("Минздрав России", "other"),
        ("Администрация города Озёрска", "other"),
        (OWN, "other"),
    ],
)
def test_the_sender_is_told_by_words_and_an_empty_cell_is_direct(cell: str, code: str, read: Read) -> None:
    result = read("delo", DELO_SENT, card("1", **{SENT: cell}))
    assert codes(result, "referrer_code") == [code]


def test_a_sender_that_no_word_tells_is_another_one_with_a_warning_and_never_lost(read: Read) -> None:
    result = read("delo", DELO_SENT, card("1", **{SENT: OWN}), card("2"), card("3", **{SENT: "Прокуратура"}))
    assert codes(result, "referrer_code") == ["other", "direct", "prosecutor"]
    (said,) = [w for w in result.journal["warnings"] if SENT in w]
    assert "учтены как «иные органы и организации»: 1 (лист «Лист», строки 2)" in said
    assert "params/formats/delo.yaml" in said
    assert result.journal["rows"]["rejected"] == 0
    # Nothing of the cell is kept: neither in the table, nor in what is noted of the file.
    assert "Ромашка" not in result.appeals.to_csv() + str(result.journal)
    assert "12-345" not in result.appeals.to_csv() + str(result.journal)


def test_a_known_sender_warns_of_nothing(read: Read) -> None:
    result = read("delo", DELO_SENT, card("1", **{SENT: "Минздрав"}), card("2"))
    assert not [w for w in result.journal["warnings"] if SENT in w]


def test_a_register_without_the_column_says_nothing_of_senders(read: Read) -> None:
    assert codes(read("delo", DELO, card("1")), "referrer_code") == [None]


@pytest.mark.parametrize(
    ("senders", "code"),
    [
        (("Непосредственно от заявителя",), "direct"),
        (("Администрация субъекта Российской Федерации",), "head"),
        (("", "Прокуратура"), "prosecutor"),
        (("Непосредственно от заявителя", "Депутат", "Прокуратура"), "deputies"),
        (("", ""), "direct"),
        (("Редакция газеты",), "other"),
    ],
)
def test_questions_of_one_appeal_name_its_first_sender(
    senders: tuple[str, ...], code: str, read: Read
) -> None:
    rows = [question("1", sender, f"0001.000{i}") for i, sender in enumerate(senders, start=1)]
    result = read("sstu", SSTU, *rows)
    assert codes(result, "referrer_code") == [code]
    assert len(result.items) == len(senders)


@pytest.mark.parametrize(
    ("cell", "delivery", "said"),
    [
        ("Ёлкина Анна Петровна", "Почта", False),
        ("ООО «Ромашка»", "Почта", False),
        ("Аноним", "Почта", True),
        ("Сотрудник (без подписи)", "Ящик", True),
        ("Без подписи", "Ящик", True),
        # 59-FZ asks for a name in a letter, nobody does so in a box.
        ("", "Почта", True),
        ("-", "Почта", True),
        ("", "Ящик", None),
    ],
)
def test_who_is_anonymous(cell: str, delivery: str, said: bool | None, read: Read) -> None:
    result = read("delo", DELO, card("1", Корреспондент=cell, **{"Вид доставки": delivery}))
    assert codes(result, "is_anonymous") == [said]


@pytest.mark.parametrize(
    ("layout", "header", "cells"),
    [
        ("reception", ["№ карточки", "Дата приёма", "ФИО", "Адрес", "Содержание", "Результат"],
         {"№ карточки": "1", "Дата приёма": "10.01.2025", "Содержание": "О дороге", "Адрес": "Озёрск"}),
        ("register-generic", GENERIC,
         {"№": "1", "Дата обращения": "10.01.2025", "Текст обращения": "О дороге", "Категория": "С"}),
    ],
)  # fmt: skip
def test_a_word_for_nobody_is_no_name(
    layout: str, header: list[str], cells: dict[str, str], read: Read, agency: Agency
) -> None:
    values = agency.model_dump()
    values["channels"] = [
        *values["channels"],
        {"code": "reception", "title": "Приём", "client_kinds": ["external"], "regime": "oral"},
    ]
    profile = Agency.model_validate(values)
    rows = [cells | {"ФИО": name, header[0]: str(i)} for i, name in enumerate(("Аноним", "Ёлкина А. П."))]
    result = read(layout, header, *rows, profile=profile)
    assert codes(result, "is_anonymous") == [True, False]
    # As a name it would make one client of all who give none at that address.
    assert codes(result, "client_id")[0] is None


def test_a_source_without_the_applicants_column_says_nothing(
    take: Take, xlsx: Write, plain_format: Callable[..., Format]
) -> None:
    """Nor does one whose format does not say it, or in which the column may be absent."""
    path = xlsx("a.xlsx", [HEADER, row("1"), row("2", name="Аноним")])
    assert codes(take(path, plain_format()), "is_anonymous") == [None, None]
    parts = [{"field": "is_anonymous", "pattern": "^аноним", "value": "true"}]
    optional = {"ФИО": {"field": "person_name", "is_required": False, "parts": parts}}
    assert codes(take(path, plain_format(columns=optional)), "is_anonymous") == [None, True]
    required = {"ФИО": {"field": "person_name", "parts": parts}}
    told = take(path, plain_format(columns=required))
    assert codes(told, "is_anonymous") == [True, True]
    assert told.appeals["is_anonymous"].dtype == "boolean"


def test_touch_points_and_life_situations_of_a_register(read: Read) -> None:
    header = [*GENERIC, "Точка взаимодействия", "Жизненная ситуация"]
    cells = {"Дата обращения": "10.01.2025", "Текст обращения": "О дороге", "Категория": "С"}
    words = [*TOUCH_POINTS.values(), "Надзор на территории клиента", ""]
    rows = [cells | {"№": str(i), "Точка взаимодействия": word} for i, word in enumerate(words)]
    rows[0]["Жизненная ситуация"] = "рождение ребенка"
    result = read("register-generic", header, *rows)
    assert codes(result, "touch_point_code") == [*TOUCH_POINTS, "inspection", None]
    assert codes(result, "life_situation_code") == ["birth"] + [None] * (len(rows) - 1)


def test_an_unknown_touch_point_rejects_its_row_and_an_empty_list_only_a_filled_column(
    read: Read, agency: Agency
) -> None:
    header = [*GENERIC, "Точка взаимодействия", "Жизненная ситуация"]
    cells = {"№": "1", "Дата обращения": "10.01.2025", "Текст обращения": "О дороге", "Категория": "С"}
    assert len(read("register-generic", header, cells | {"Точка взаимодействия": "прочее"}).rejects) == 1
    bare = agency.model_copy(update={"life_situations": ()})
    assert codes(read("register-generic", header, cells, profile=bare), "life_situation_code") == [None]
    assert codes(read("register-generic", GENERIC, cells, profile=bare), "life_situation_code") == [None]
    with pytest.raises(PainmapError, match="life_situations"):
        read("register-generic", header, cells | {"Жизненная ситуация": "иное"}, profile=bare)


def test_a_later_empty_cell_takes_back_neither_the_sender_nor_the_author(read: Read, agency: Agency) -> None:
    early, late = {"received": date(2025, 2, 1)}, {"received": date(2025, 3, 1), "name": "later.xlsx"}
    nameless = {"Корреспондент": "", SENT: ""}
    first = read("delo", DELO_SENT, card("1", **{SENT: "Прокуратура"}), card("2", **nameless), **early)
    second = read("delo", DELO_SENT, card("1", **nameless), card("2", **{SENT: "Депутат"}), **late)
    for order in ([first, second], [second, first]):
        rows = combine(order, agency).appeals.sort_values("appeal_id")
        assert list(rows["referrer_code"]) == ["prosecutor", "deputies"]
        assert list(rows["is_anonymous"]) == [False, False]


def test_a_later_file_without_the_columns_leaves_them(read: Read, agency: Agency) -> None:
    first = read("delo", DELO_SENT, card("1", Корреспондент="Аноним", **{SENT: "Депутат"}))
    second = read("delo", DELO, card("1", Корреспондент="Аноним"), received=date(2025, 3, 1), name="b.xlsx")
    rows = combine([first, second], agency).appeals
    assert list(rows["referrer_code"]) == ["deputies"]
    assert list(rows["is_anonymous"]) == [True]


def test_a_pattern_for_the_empty_cell_has_no_place_beside_a_field_for_the_whole() -> None:
    layout = shipped("delo").model_dump()
    layout["columns"][SENT]["field"] = "referrer_code"
    with pytest.raises(ValidationError, match=r"\^\$"):
        Format.model_validate(layout)


def test_every_shipped_rule_of_senders_leads_to_a_known_body() -> None:
    for name, column in (("delo", SENT), ("sstu", "Источник поступления")):
        parts = shipped(name).columns[column].parts
        assert {part.value for part in parts} <= set(REFERRERS)
        assert [part.value for part in parts if part.is_makeshift] == ["other"]
        assert parts[-1].is_makeshift
