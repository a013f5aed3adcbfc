"""People in names of files and sheets, titles, numbers and columns of words are shown nowhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from intake_rows import HEADER, row

from painmap.errors import PainmapError
from painmap.intake import IntakeRequest
from painmap.intake.names import sheet_name, shown
from painmap.params.models import Format, Source
from painmap.paths import Tree
from painmap.stages.raw import raw_folder
from painmap.text.deidentify import mask_many


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2025/Обращение Щеглятьевой И.И.xlsx", "2025/Обращение ….xlsx"),
        ("2025/Обращение_Щеглятьева_2025-03.xlsx", "2025/Обращение_…_2025-03.xlsx"),
        ("2025/Щеглятьев/запрос.xlsx", "2025/…/запрос.xlsx"),
        ("2025/calls_scheglyatev.xlsx", "2025/calls_….xlsx"),
        ("ЖурналЩеглятьева.xls", "….xls"),
        ("Письмо 8-900-555-73-19.docx", "Письмо ….docx"),
        ("112-233-445 95.csv", "….csv"),
        ("Неделин, Горячев.csv", "….csv"),
        ("щеглятьев@example.ru.mbox", "….mbox"),
    ],
)
def test_a_person_in_the_name_of_a_file_is_left_out(name: str, told: str) -> None:
    assert shown(name) == told
    assert shown(told) == told


@pytest.mark.parametrize(
    "name",
    [
        "2025/register-2025-demo.csv", "2025/Журнал приёма граждан за 2 квартал 2025 г.xlsx",
        "2025/реестр 01.01.2025-31.03.2025.xls", "Звонки 2025", "Лист1", "ЯНВАРЬ", "Горячая линия",
        "20250331_обращения.csv", "Опрос внешних клиентов (2).csv",
    ],
)  # fmt: skip
def test_a_name_that_says_what_a_file_is_is_shown_whole(name: str) -> None:
    assert shown(name) == name


def test_words_of_the_profile_are_shown() -> None:
    assert shown("2025/Тезис-СЭД Щеглятьев.xlsx", ["тезис*.xlsx"]) == "2025/Тезис-СЭД ….xlsx"


def test_a_raw_file_is_told_without_the_person_and_with_what_finds_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "raw" / "minec-49" / "2025"
    folder.mkdir(parents=True)
    (folder / "Обращение Щеглятьева.csv").write_text("a", encoding="utf-8")
    (folder / "Щеглятьев.docx").write_text("a", encoding="utf-8")
    (folder.parent / "intake.csv").write_text(
        f"file,sha256,received_date\n2025/Запрос Щеглятьева.csv,{'ab' * 32},2026-01-20\n", encoding="utf-8"
    )
    raw = raw_folder(Tree(tmp_path), "minec-49", (Source(id="r", files="Обращение*.csv", format="f"),))
    said = "\n".join(raw.warnings)
    assert "Щеглятьев" not in said + repr(raw)
    assert raw.files[0].shown == "2025/Обращение ….csv (sha256 ca978112ca1b)"
    assert "2025/….docx (№ 2 в папке органа) не подходит" in said
    assert "2025/Запрос ….csv (sha256 abababababab) внесён в intake.csv, но его нет" in said
    assert "Добавьте строку: ГГГГ/ИМЯ-ФАЙЛА,ca978112" in said


def test_a_sheet_is_told_by_its_number(take, xlsx, plain_format) -> None:
    assert sheet_name("Трясогузкин 2025", 3) == "… 2025 (лист № 3)"
    result = take(
        xlsx("sheet.xlsx", [HEADER, row("1"), row("2", "31.02")], sheet="Овсянкина"), plain_format()
    )
    assert result.journal["sheets"] == ["… (лист № 1)"]
    assert list(result.rejects["sheet"]) == ["… (лист № 1)"]


def test_a_missing_sheet_lists_the_others_without_people(take, xlsx, plain_format) -> None:
    with pytest.raises(PainmapError, match=r"… \(лист № 1\)") as caught:
        take(xlsx("lacks.xlsx", [HEADER], sheet="Овсянкина"), plain_format(sheets=["Реестр"]))
    assert "Овсянкин" not in str(caught.value)


@pytest.mark.parametrize(
    "title",
    ["Юрковская Анна", "Оцените работу Юрковской", "юрковская", "ЮРКОВСКАЯ А. А.", "8 (900) 555-73-19"],
)
def test_an_unknown_title_that_may_be_a_person_is_told_by_its_number(title, take, xlsx, plain_format) -> None:
    path = xlsx("title.xlsx", [[*HEADER, title, "Заметки"], [*row("1"), "x", "y"]])
    said = "\n".join(take(path, plain_format()).journal["warnings"])
    assert f"Графа № {len(HEADER) + 1} с неизвестным названием" in said
    assert "Графа «Заметки»" in said
    assert title not in said
    gone = xlsx("gone.xlsx", [[title if cell == "Канал" else cell for cell in HEADER], row("1")])
    with pytest.raises(PainmapError, match=f"графа № {HEADER.index('Канал') + 1}") as caught:
        take(gone, plain_format())
    assert title not in str(caught.value)


def test_an_unknown_word_is_told_only_if_it_is_an_ordinary_one(take, xlsx, plain_format) -> None:
    rows = [row(str(i), outcome=word) for i, word in enumerate(["на контроле"] * 3 + ["крапивин"] * 3)]
    result = take(xlsx("words.xlsx", [HEADER, *rows]), plain_format())
    assert "значение «на контроле» не описано" in result.rejects["reasons"][0]
    assert "крапивин" not in result.rejects.to_csv()


@pytest.mark.parametrize(
    "number", ["Горихвостов 12/25", "gorihvostov.ivan.2025", "12 gorihv@example.ru", "12-ж 8 (900) 555-73-19"]
)
def test_a_number_that_may_name_a_person_becomes_a_code(number, take, xlsx, plain_format) -> None:
    rows = [
        HEADER,
        row(number, text="первая"),
        row(number, text="вторая", answer="15.01.2025"),
        row("12-ОГ/25"),
    ]
    result = take(xlsx("numbers.xlsx", rows), plain_format())
    codes = [n for n in result.appeals["appeal_id"] if n.startswith("скрыт-")]
    assert len(codes) == 1, "one number is one appeal"
    assert "12-ОГ/25" in list(result.appeals["appeal_id"])
    everything = result.appeals.to_csv() + result.rejects.to_csv() + str(result.journal)
    assert "orihv" not in everything.lower()
    assert "орихв" not in everything
    assert "555-73" not in everything


def test_a_person_in_a_column_of_words_is_set_aside(take, xlsx, plain_format) -> None:
    columns = {"Вид": {"field": "unit"}, "Итог": {"field": "municipality"}}
    rows = [
        HEADER,
        row("1", kind="Отдел писем", outcome="Веденский район"),
        row("2", kind="Иванов Пётр Павлович", outcome="г. Магадан"),
    ]
    result = take(xlsx("unit.xlsx", rows), plain_format(columns=columns))
    assert result.appeals["unit"].fillna("").tolist() == ["Отдел писем", ""]
    assert result.appeals["municipality"].tolist() == ["Веденский район", "г. Магадан"]
    assert result.journal["set_aside"] == {"unit: персональные данные": 1}


def test_a_type_of_chat_that_is_no_type_is_not_repeated(take, tmp_path: Path) -> None:
    path = tmp_path / "chat.json"
    layout = Format.model_validate(
        {"schema_version": 1, "id": "t", "title": "t", "rows": "appeals", "reader": "telegram", "columns": {}}
    )
    for kind, says in (("Лазоревкин", "(type) неизвестен,"), ("secret_chat", "неизвестен: «secret_chat»")):
        path.write_text(json.dumps({"type": kind, "messages": []}), encoding="utf-8")
        with pytest.raises(PainmapError) as caught:
            take(path, layout)
        assert says in str(caught.value)
        assert "Лазоревкин" not in str(caught.value)


def test_a_request_is_printed_without_the_path_of_its_file(agency, plain_format) -> None:
    request = IntakeRequest(
        path=Path("Щеглятьев.xlsx"),
        file_id="0",
        relative_name="2025/….xlsx",
        agency=agency,
        source=agency.sources[0],
        format=plain_format(),
        received_date=date(2025, 1, 1),
        key=b"k",
        mask=mask_many,
    )
    assert "Щеглятьев" not in repr(request), "a verbose traceback prints it"
