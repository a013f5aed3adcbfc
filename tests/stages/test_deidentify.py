"""`painmap deidentify`: any table in, the same table out with its texts masked. All persons are made up."""

from __future__ import annotations

import csv
import json
import os
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.stages import deidentify
from painmap.stages.deidentification.rows import Deidentified
from painmap.stages.requests import DeidentifyRequest
from painmap.text.deidentify import mask_many
from painmap.text.personal.checksums import is_snils

KURSK = Path("/work/shared/data/kursk_dev.jsonl")
TEXTS = (
    "Звоните мне: +7 900 123-45-67, дом 5",
    "Нет горячей воды, отвечает Петухова Анна Ивановна",
    "=2+2, нет отопления",
    "",
)


def jsonl(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(source: Path, out: Path, **options: Any) -> Deidentified:
    options.setdefault("text", ("text",))
    return deidentify(DeidentifyRequest(source, out, **options), lambda *_: None)


def refusal(tmp_path: Path, column: list[Any], name: str = "other", **options: Any) -> str:
    """What is said of a table with that other column; empty if it passes."""
    source = jsonl(tmp_path / "in.jsonl", [{"text": "Нет воды", name: cell} for cell in column])
    try:
        run(source, tmp_path / "out.jsonl", **options)
    except PainmapError as error:
        assert not (tmp_path / "out.jsonl").exists()
        return str(error)
    return ""


# --- the texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx", ".parquet"])
def test_every_kind_of_file_is_masked_as_the_masker_does(suffix: str, tmp_path: Path) -> None:
    source, out = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    frame = pd.DataFrame({"id": range(len(TEXTS)), "text": TEXTS})
    if suffix == ".csv":
        frame.to_csv(source, index=False)
    elif suffix == ".jsonl":
        jsonl(source, frame.to_dict("records"))
    elif suffix == ".xlsx":
        # write_string, as an export does: a cell that begins with «=» is text.
        with pd.ExcelWriter(source, engine_kwargs={"options": {"strings_to_formulas": False}}) as writer:
            frame.to_excel(writer, index=False)
    else:
        frame.to_parquet(source)
    done = run(source, out)
    assert (done.rows, done.cells["text"]) == (4, 2)
    read: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": lambda path: pd.read_csv(path, keep_default_na=False),
        ".jsonl": lambda path: pd.DataFrame(rows_of(path)),
        ".xlsx": lambda path: pd.read_excel(path, keep_default_na=False, engine="calamine"),
        ".parquet": pd.read_parquet,
    }
    result = read[suffix](out)
    assert list(result) == ["id", "text", "masks"]
    masked = mask_many(TEXTS)
    assert list(result["text"]) == [item.text for item in masked]
    masks = [json.loads(cell) if isinstance(cell, str) else cell for cell in result["masks"]]
    assert masks == [[list(span) for span in item.spans] for item in masked]
    assert list(result["id"]) == [0, 1, 2, 3]


def test_cells_that_are_no_text(tmp_path: Path) -> None:
    """Null stays null; a number is masked if its digits are personal, else it stays a number."""
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"text": null}\n{"text": 17}\n{"text": NaN}\n{"text": 79001234567}\n'
        '{"other": 1}\n{"text": ["воды нет"]}\n'
    )
    run(source, tmp_path / "out.jsonl")
    assert rows_of(tmp_path / "out.jsonl") == [
        {"text": None, "masks": []},
        {"text": 17, "masks": []},
        {"text": None, "masks": []},
        {"text": "[телефон]", "masks": [[0, 11, "PHONE"]]},
        {"other": 1, "masks": []},
        {"text": ["воды нет"], "masks": []},
    ]


def test_several_texts_have_masks_of_their_own(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"a": "Тел. 8 900 123-45-67", "b": "нет воды"}])
    run(source, tmp_path / "out.jsonl", text=("a", "b"))
    assert list(rows_of(tmp_path / "out.jsonl")[0]) == ["a", "b", "masks_a", "masks_b"]
    assert rows_of(tmp_path / "out.jsonl")[0]["masks_b"] == []


def test_masking_twice_changes_nothing_but_asks_for_the_masks(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": text} for text in TEXTS])
    run(source, tmp_path / "one.jsonl")
    with pytest.raises(PainmapError, match="--masks-column"):
        run(tmp_path / "one.jsonl", tmp_path / "two.jsonl")
    run(tmp_path / "one.jsonl", tmp_path / "two.jsonl", masks_column="again")
    for one, two in zip(rows_of(tmp_path / "one.jsonl"), rows_of(tmp_path / "two.jsonl"), strict=True):
        assert two == {**one, "again": []}


def test_two_processes_give_the_bytes_of_one(tmp_path: Path) -> None:
    """A mass mailing between letters, more rows than a piece holds."""
    letters = [f"Письмо {i}: нет воды, {TEXTS[i % 3]}" for i in range(1_600)]
    source = jsonl(tmp_path / "in.jsonl", [{"text": t} for letter in letters for t in (letter, TEXTS[1])])
    for cores in (1, 2):
        run(source, tmp_path / f"{cores}.jsonl", cores=cores, journal=tmp_path / f"{cores}.json")
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


@pytest.mark.skipif(not KURSK.exists(), reason="no real texts here")
def test_real_appeals_pass_without_options(tmp_path: Path) -> None:
    real = rows_of(KURSK)[:300]
    run(jsonl(tmp_path / "in.jsonl", real), tmp_path / "out.jsonl")
    masked = mask_many([row["text"] for row in real])
    for row, new, item in zip(real, rows_of(tmp_path / "out.jsonl"), masked, strict=True):
        assert new == {**row, "text": item.text, "masks": [list(span) for span in item.spans]}


# --- the other columns ----------------------------------------------------------------------------

RANDOM = random.Random(4)
PHONES = [f"89{RANDOM.randrange(10**9):09}" for _ in range(40)]
SNILS = [s for s in (f"{RANDOM.randrange(10**11):011}" for _ in range(8_000)) if is_snils(s)]


@pytest.mark.parametrize(
    "column",
    [
        pytest.param([str(9_000_000_000 + i) for i in range(40)], id="ids in a row that look like mobiles"),
        pytest.param(
            [RANDOM.randrange(10**11) for _ in range(200)], id="ids of 11 digits, some with valid sums"
        ),
        pytest.param([f"{RANDOM.randrange(10**16):016}" for _ in range(200)], id="16 digits"),
        pytest.param(["27.10.2022 10:30", "28 августа", "2022-10-27T10:30:00+03:00"], id="dates"),
        pytest.param(["1 234 567,89", "-5", "12 %", "", None], id="amounts"),
        pytest.param(["Дороги", "ЖКХ", "Дороги", "ЖКХ"], id="labels"),
        pytest.param([[[0, 5, "PERSON"]], [], [3, 4]], id="lists"),
        pytest.param([{"a": 1, "b": [True, None]}], id="object"),
    ],
)
def test_numbers_lists_and_labels_pass(column: list[Any], tmp_path: Path) -> None:
    assert refusal(tmp_path, column) == ""


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        pytest.param(PHONES, "телефоны", id="bare digits"),
        pytest.param([int(phone) for phone in PHONES], "телефоны", id="numbers"),
        pytest.param(SNILS[:20], "СНИЛС", id="valid sums"),
        pytest.param(
            ["всё хорошо", "", "перезвоните +7 900 123-45-67"], "телефоны", id="one cell of free text"
        ),
        pytest.param(["Иванова А.А.", "Петров П.П."] * 20, "фамилии", id="labels that are persons"),
        pytest.param([["тема", "ivanova@example.org"]], "почты", id="within a list"),
        pytest.param([{"author": "Петухова Анна Ивановна"}], "фамилии", id="within an object"),
    ],
)
def test_personal_data_in_an_unnamed_column_are_refused(column: list[Any], kind: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, column)
    assert "«other»" in said
    assert kind in said
    assert '--drop "other"' in said
    assert not any(str(cell) in said for cell in column if cell)


@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("Телефон для связи", ["23456", "41120"], "телефоны"),
        ("Дата рождения", ["01.02.1980", "05.12.1975"], "даты рождения"),
        ("СНИЛС", ["12345678901"], "СНИЛС"),
        ("Фамилия", ["петухова", "ким"], "фамилии"),
    ],
)
def test_the_title_of_a_column_is_context(name: str, column: list[Any], kind: str, tmp_path: Path) -> None:
    assert kind in refusal(tmp_path, column, name)
    assert refusal(tmp_path, column, "Графа 7") == ""


def test_few_doubtful_labels_pass_and_are_told(tmp_path: Path) -> None:
    labels = [f"Отдел {i}" for i in range(40)] + ["Магомедова А.А."]
    source = jsonl(tmp_path / "in.jsonl", [{"text": "", "unit": label} for label in labels * 3])
    assert run(source, tmp_path / "out.jsonl").doubtful == {"unit": {"PERSON": 3}}


def test_all_refused_columns_are_in_one_message(tmp_path: Path) -> None:
    rows = [{"text": "нет воды", "mail": "ivanova@example.org", "phone": phone} for phone in PHONES]
    source = jsonl(tmp_path / "in.jsonl", rows)
    with pytest.raises(PainmapError) as caught:
        run(source, tmp_path / "out.jsonl")
    assert "«mail» — адреса электронной почты: ячеек 40" in str(caught.value)
    assert "«phone» — телефоны: ячеек 40" in str(caught.value)
    run(source, tmp_path / "out.jsonl", drop=("mail",), keep=("phone",))
    assert list(rows_of(tmp_path / "out.jsonl")[0]) == ["text", "phone", "masks"]
    run(source, tmp_path / "out.jsonl", mask=("mail", "phone"))
    new = rows_of(tmp_path / "out.jsonl")[0]
    assert new == {"text": "нет воды", "mail": "[эл. почта]", "phone": "[телефон]", "masks": []}


def test_a_rows_own_fields_are_masked_in_its_text_in_every_case(tmp_path: Path) -> None:
    rows = [
        {"Фамилия": "Гульзатова", "Имя": "Патимат", "Тел": "2-34-56"},
        {"Фамилия": "Ким", "Имя": "Вера", "Тел": ""},
    ]
    rows = [{**row, "text": "Отказали гульзатовой, 23456"} for row in rows]
    source = jsonl(tmp_path / "in.jsonl", rows)
    done = run(source, tmp_path / "out.jsonl", drop=("Фамилия", "Тел"), mask=("Имя",))
    assert done.known["name"] == ["Фамилия", "Имя"]
    assert done.known["phone"] == ["Тел"]
    one, two = rows_of(tmp_path / "out.jsonl")
    assert one == {
        "Имя": "[ФИО 1]",
        "text": "Отказали [ФИО 1], [телефон]",
        "masks": [[9, 20, "PERSON"], [22, 27, "PHONE"]],
    }
    assert two["text"].endswith(", 23456"), "another row's fields are not looked for"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Фамилия", ["чих", "кочерга", "мороз"]),
        ("Имя", ["роза"]),
        ("Отчество", ["х"]),
        ("Заявитель", ["мороз", "чих"]),
        ("Автор", ["мороз", "кочерга", "Отдел писем"]),
        ("Исполнитель", ["petrov", "кочерга"]),
        ("email", ["petrov"]),
        ("Почта2", ["petrov собака example"]),
        ("user_name", ["petrov_i"]),
        ("Логин", ["petrov_i"]),
        ("Адрес", ["Ореховая 905-812"]),
        ("Д.р.", ["1980"]),
        ("Документ", ["4510 653223"]),
        ("Паспорт", [4510653223]),
        ("Телефон", ["6234"]),
        ("СНИЛС", ["нет данных 1"]),
        ("ИНН", [17]),
    ],
)
def test_a_column_with_a_personal_title_is_refused_whatever_its_values(
    name: str, cells: list[Any], tmp_path: Path
) -> None:
    """Values that repeat, as labels do."""
    assert f"«{name}»" in refusal(tmp_path, cells * 20, name)
    assert refusal(tmp_path, cells * 20, name, keep=(name,)) == ""


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Исполнитель", ["Отдел писем", "Администрация Льговского района", "Комитет ЖКХ", "мороз"]),
        ("Автор", [1, 2, 3]),
        ("Документ №", [1000000001 + i for i in range(40)]),
        ("Документ", ["12-34/5", "Справка"]),
        ("Тип заявителя", ["Иной", "Частный"]),
        ("Мобильное приложение", ["да", "нет"]),
        ("Исправен ли телефон?", ["исправен", "неисправен"]),
        ("ФИО", ["[ФИО 1]", "", "не указано"]),
    ],
)
def test_offices_ids_and_placeholders_under_such_a_title_pass(
    name: str, cells: list[Any], tmp_path: Path
) -> None:
    assert refusal(tmp_path, cells * (1 if isinstance(cells[0], int) else 5), name) == ""


@pytest.mark.parametrize(
    ("name", "cell", "masked"),
    [
        ("Документ", "AB 653 223 x", "[паспорт]"),
        ("ФИО", "мороз", "[ФИО 1]"),
        ("Фамилия", "чих;кочерга;мороз", "[ФИО 1]"),
        ("Исполнитель", "мороз", "[ФИО 1]"),
        ("Логин", "petrov_i", "[учётная запись]"),
        ("Телефон", "6234", "[телефон]"),
        ("Телефон", 6234, "[телефон]"),
        ("Д.р.", 1980, "[дата рождения]"),
        ("Адрес", "за рекой, третий дом", "[адрес]"),
    ],
)
def test_a_masked_column_of_personal_data_keeps_nothing(
    name: str, cell: Any, masked: str, tmp_path: Path
) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": "", name: cell}, {"text": "", name: masked}])
    done = run(source, tmp_path / "out.jsonl", mask=(name,))
    assert [row[name] for row in rows_of(tmp_path / "out.jsonl")] == [masked, masked]
    assert (done.whole[name], done.cells[name]) == (1, 1)
    assert done.journal()["columns"][name]["whole_cells"] == 1


def test_a_masked_column_is_personal_by_its_cells_or_a_text(tmp_path: Path) -> None:
    rows = [
        {"text": "", "other": cell, "note": f"звоните {phone}, нет воды"}
        for cell, phone in zip(["6234", *PHONES[:5]], PHONES, strict=False)
    ]
    run(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl", mask=("other", "note"))
    new = rows_of(tmp_path / "out.jsonl")
    assert {row["other"] for row in new} == {"[телефон]"}
    assert {row["note"] for row in new} == {"звоните [телефон], нет воды"}


@pytest.mark.parametrize(
    "column",
    [
        pytest.param([*PHONES, *range(60)], id="40 %"),
        pytest.param([*PHONES[:1], *range(15)], id="one of few"),
        pytest.param([*PHONES[:3], *range(1_000)], id="three of many"),
        pytest.param(PHONES[:1] * 40, id="one telephone often"),
        pytest.param([*(f"{phone}.0" for phone in PHONES[:3]), *range(100)], id="as decimals"),
    ],
)
def test_telephones_among_other_numbers_are_refused(column: list[Any], tmp_path: Path) -> None:
    assert "телефоны" in refusal(tmp_path, column)


def test_one_telephone_among_many_numbers_is_told(tmp_path: Path) -> None:
    cells = [*range(25_000), PHONES[0]]
    source = jsonl(tmp_path / "in.jsonl", [{"text": "", "n": cell} for cell in cells])
    assert run(source, tmp_path / "out.jsonl").doubtful == {"n": {"PHONE": 1}}


def test_all_cells_of_one_kind_are_looked_for(tmp_path: Path) -> None:
    row = {
        "Почта": "petuhova@example.org, anna@example.org", "Почта2": "zz@example.org",
        "Адрес": "ул. Садовая, д. 5", "Адрес дачи": "ул. Речная, д. 7",
        "text": "пишите Petuhova@example.org, ANNA@example.org, zz@example.org, Садовая 5 и Речная 7",
    }  # fmt: skip
    source = jsonl(tmp_path / "in.jsonl", [row])
    done = run(source, tmp_path / "out.jsonl", drop=("Почта", "Почта2", "Адрес", "Адрес дачи"))
    assert done.known == {"email": ["Почта", "Почта2"], "address": ["Адрес", "Адрес дачи"]}
    assert done.found["text"]["own-email"] == 3
    assert done.found["text"]["own-address"] == 2


def test_a_title_that_names_a_person_is_refused_and_not_shown(tmp_path: Path) -> None:
    name = "Оцените работу: Тамбовцев Едэй Хасавович, 89134567890"
    said = refusal(tmp_path, [1, 2], name)
    assert "«Оцените работу: [ФИО 1], [телефон]». Где: in.jsonl, столбец 2" in said
    assert "--drop" in said
    assert refusal(tmp_path, [1, 2], name, keep=(name,)) == ""
    source = jsonl(tmp_path / "in.jsonl", [{"text": "", name: "Петухова Анна Ивановна"}])
    done = run(source, tmp_path / "out.jsonl", drop=(name,))
    assert done.known["name"] == ["Оцените работу: [ФИО 1], [телефон]"]
    assert "Тамбовцев" not in json.dumps(done.journal(), ensure_ascii=False)
    with pytest.raises(PainmapError, match="В названии столбца"):
        run(source, tmp_path / "out.jsonl", text=(name,))


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"masks_column": " "}, "Имя столбца с масками пусто"),
        ({"text": ("txt",)}, "Столбца «txt» в файле нет"),
        ({"text": ("txt",)}, "возможно, имелось в виду «text»"),
        ({"drop": ("text",)}, "«text» назван дважды. Где: --text, --drop"),
        ({"keep": ("id", "id")}, "«id» назван дважды"),
        ({"sheet": "Лист1"}, "уберите параметр --sheet"),
    ],
)
def test_wrong_options(options: dict[str, Any], said: str, tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"id": 1, "text": "нет воды"}])
    with pytest.raises(PainmapError) as caught:
        run(source, tmp_path / "out.jsonl", **options)
    assert said in str(caught.value)


def test_both_columns_of_one_title_may_be_named(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,text,text\n1,нет воды,нет света\n", encoding="utf-8")
    with pytest.raises(PainmapError, match="Столбцов «text» в файле несколько"):
        run(source, tmp_path / "out.csv", text=("text",))
    run(source, tmp_path / "out.csv", text=("text", "text (2)"))
    assert "нет воды,нет света" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": TEXTS[0]}])
    link = tmp_path / "link.jsonl"
    link.hardlink_to(source)
    before = source.read_bytes()
    for out, journal in ((source, None), (link, None), (tmp_path / "out.jsonl", source)):
        with pytest.raises(PainmapError, match="нельзя записать на место"):
            run(source, out, journal=journal)
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("out", "journal", "said"),
    [
        ("/proc/out.jsonl", "j.json", "Где: /proc/out.jsonl"),
        ("out.jsonl", "/proc/j.json", "Где: /proc/j.json"),
        ("out.jsonl", "in.jsonl/j.json", "не может лежать в другом файле"),
        ("out.jsonl", "out.jsonl/j.json", "не может лежать в другом файле"),
        ("out.jsonl", "new/deep/" + "j" * 300, "слишком длинное"),
        ("new/" + "o" * 245 + ".jsonl", "j.json", "слишком длинное"),
        ("out.jsonl", "wall/j.json", "Файл не открывается"),
    ],
)
def test_a_place_that_cannot_be_written_is_said_before_the_work(
    out: str, journal: str, said: str, tmp_path: Path
) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": TEXTS[0]}])
    (tmp_path / "wall").write_bytes(b"")
    steps: list[str] = []
    request = DeidentifyRequest(source, tmp_path / out, ("text",), journal=tmp_path / journal)
    with pytest.raises(PainmapError, match=said):
        deidentify(request, lambda what, *_: steps.append(what))
    assert steps == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "wall"]


def test_results_are_their_owners_only_or_as_open_as_before(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": TEXTS[0]}])
    (tmp_path / "old.jsonl").write_bytes(b"")
    (tmp_path / "old.jsonl").chmod(0o640)
    umask = os.umask(0)
    try:
        run(source, tmp_path / "new.jsonl", journal=tmp_path / "new.json")
        run(source, tmp_path / "old.jsonl")
    finally:
        os.umask(umask)
    modes = {p.name: oct(p.stat().st_mode & 0o777) for p in tmp_path.iterdir() if p != source}
    assert modes == {"new.jsonl": "0o600", "new.json": "0o600", "old.jsonl": "0o640"}


def test_a_failure_leaves_the_old_result_and_nothing_beside_it(tmp_path: Path) -> None:
    """A text that no Excel cell holds, after others that fit."""
    source = jsonl(tmp_path / "in.jsonl", [{"text": "нет воды"}, {"text": "я" * 40_000}])
    (tmp_path / "out.xlsx").write_bytes(b"old")
    with pytest.raises(PainmapError, match="не вмещается текст длиннее 32767"):
        run(source, tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.xlsx"]


def test_a_file_without_a_header_shows_nobody(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("1,Петухова Анна Ивановна,+7 900 123-45-67\n", encoding="utf-8")
    with pytest.raises(PainmapError) as caught:
        run(source, tmp_path / "out.csv")
    assert "Петухова" not in str(caught.value)
    assert "900" not in str(caught.value)


def test_the_journal_counts_and_holds_no_value(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": text} for text in TEXTS])
    run(source, tmp_path / "out.jsonl", journal=tmp_path / "journal.json")
    text = (tmp_path / "journal.json").read_text(encoding="utf-8")
    journal = json.loads(text)
    assert (journal["rows"], journal["masked_cells"]) == (4, 2)
    found = {row["type"]: row for row in journal["columns"]["text"]["found"]}
    assert {kind: row["count"] for kind, row in found.items()} == {"PERSON": 1, "PHONE": 1}
    assert found["PHONE"]["score"] > 0.9
    assert found["PHONE"]["reason"]
    assert "Петухова" not in text
    assert "900" not in text


def test_csv_cells_survive(tmp_path: Path) -> None:
    """Delimiter, quotes, line breaks of either kind, empty cells, a second column of one name."""
    cells = ['он сказал "нет"; и всё', "строка\r\nвторая\nтретья", "первая\rвторая", "", "=1+1"]
    source = tmp_path / "in.csv"
    with source.open("w", encoding="cp1251", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(
            [["text", "Тема", "Тема", ""], *([c, "Дороги", "вода", ""] for c in cells)]
        )
    run(source, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        result = list(csv.reader(stream, delimiter=";"))
    assert result[0] == ["text", "Тема", "Тема", "", "masks"]
    assert result[1:] == [[c, "Дороги", "вода", "", "[]"] for c in cells]
