"""`painmap deidentify`: any table in, the same table out with its texts masked. All persons are made up."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from painmap.errors import PainmapError
from painmap.stages import deidentify
from painmap.stages._deidentify import Deidentified
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


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
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


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": TEXTS[0]}])
    link = tmp_path / "link.jsonl"
    link.hardlink_to(source)
    before = source.read_bytes()
    for out, journal in ((source, None), (link, None), (tmp_path / "out.jsonl", source)):
        with pytest.raises(PainmapError, match="нельзя записать на место"):
            run(source, out, journal=journal)
    assert source.read_bytes() == before


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
