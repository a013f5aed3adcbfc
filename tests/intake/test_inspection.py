"""`painmap inspect`: a draft from a made-up export of every layout, which loads and takes the file in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.intake.inspected_files import HEADER, OUTCOMES, PEOPLE, register

from painmap.errors import PainmapError
from painmap.intake import IntakeResult
from painmap.params.messages import validated
from painmap.params.models import Agency, Format
from painmap.params.yaml_file import parsed_yaml
from painmap.stages.inspection.parts import Inspection, InspectRequest
from painmap.stages.inspection.run import run

RECEIVED = date(2026, 1, 31)


def inspected(path: Path, **options: Any) -> Inspection:
    return run(InspectRequest(path, out=path.with_name("draft.yaml"), is_forced=True, **options))


def draft(found: Inspection) -> Format:
    text = next(iter(found.drafts)).read_text(encoding="utf-8")
    return validated(Format, parsed_yaml(text, "draft"), "draft")


def fields(found: Inspection) -> dict[str, str]:
    """Title → field, «skip» and the like for columns that are none."""
    return {g.title: g.field or g.role for g in found.guesses}


def without_channel(layout: Format, **changes: Any) -> Format:
    """The one edit that every register without a channel needs."""
    return layout.model_copy(update={"defaults": {"channel_code": "post"}, **changes})


WHOLE = {
    "Вх. номер": "appeal_id",
    "Дата регистрации": "registered_date",
    "Заявитель": "person_name",
    "Телефон": "phone",
    "Способ поступления": "channel_code",
    "Вид обращения": "appeal_kind",
    "Текст обращения": "text",
    "Исполнитель": "executor",
    "Срок": "skip",
    "Результат рассмотрения": "outcome_code",
    "Дата ответа": "answered_date",
    "Муниципалитет": "municipality",
}


@pytest.fixture
def with_site(agency: Agency) -> Agency:
    site = agency.channels[0].model_copy(update={"code": "site", "title": "Сайт"})
    return agency.model_copy(update={"channels": (*agency.channels, site)})


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("cp1251", ";"), ("utf-8-sig", ","), ("cp866", "\t"), ("koi8-r", "|")],
)
def test_a_draft_of_a_text_register_takes_it_in_without_an_edit(
    encoding: str,
    delimiter: str,
    text_file: Callable[..., Path],
    take: Callable[..., IntakeResult],
    with_site: Agency,
) -> None:
    path = text_file("register.csv", [HEADER, *register()], encoding=encoding, delimiter=delimiter)
    found = inspected(path)
    assert fields(found) == WHOLE
    layout = draft(found)
    assert (layout.encoding, layout.delimiter) == (encoding, delimiter)
    taken = take(path, layout, received=RECEIVED, profile=with_site)
    assert (taken.journal["rows"]["kept"], taken.journal["rows"]["rejected"]) == (60, 0)
    assert set(taken.appeals["outcome_code"]) == {"upheld", "refused", "explained", "forwarded"}
    assert set(taken.appeals["channel_code"]) == {"post", "email", "site"}
    assert taken.appeals["answered_date"].notna().all()


def test_rows_above_months_and_totals_are_seen_and_skipped(
    xlsx: Callable[..., Path], take: Callable[..., IntakeResult], with_site: Agency
) -> None:
    rows = [
        ["Реестр обращений за 2024 год"],
        [],
        HEADER,
        ["ЯНВАРЬ"],
        *register(),
        ["Итого за год", "60"],
        ["Примечание: нет"],
    ]
    path = xlsx("lines_above_and_totals.xlsx", rows)
    found = inspected(path)
    table = found.table
    assert table is not None
    assert (table.start, table.header_rows, table.anchor) == (2, 1, "Вх. номер")
    assert {role for role, _ in table.skip} == {"month", "total", "note"}
    taken = take(path, draft(found), received=RECEIVED, profile=with_site)
    heads = taken.journal["rows"]
    assert (heads["kept"], heads["month"], heads["total"], heads["note"]) == (60, 1, 1, 3)


def test_two_line_headers_are_joined(
    xlsx: Callable[..., Path], take: Callable[..., IntakeResult], with_site: Agency
) -> None:
    upper = ["Рег. №", "Дата регистрации", "Заявитель", "", "Поступление", "", "Текст", "Исполнитель"]
    lower = ["", "", "ФИО", "Телефон", "Канал", "Вид обращения", "", ""]
    rows = [["Реестр"], upper, lower, *(row[:8] for row in register())]
    path = xlsx("two_header_rows.xlsx", rows, merges=[(1, 2, 1, 3, "Заявитель"), (1, 4, 1, 5, "Поступление")])
    found = inspected(path)
    assert found.table is not None
    assert (found.table.start, found.table.header_rows) == (1, 2)
    assert fields(found) == {
        "Рег. №": "appeal_id", "Дата регистрации": "registered_date", "Заявитель / ФИО": "person_name",
        "Заявитель / Телефон": "phone", "Поступление / Канал": "channel_code",
        "Поступление / Вид обращения": "appeal_kind", "Текст": "text", "Исполнитель": "executor",
    }  # fmt: skip
    assert take(path, draft(found), received=RECEIVED, profile=with_site).journal["rows"]["kept"] == 60


def test_a_file_without_a_header_gets_titles(
    text_file: Callable[..., Path], take: Callable[..., IntakeResult]
) -> None:
    """The layout of the Kursk portal: id, text as HTML, topic, executor, category."""
    rows = [
        [str(100 + i), f"<p>{row[6]}&nbsp;</p>", ("Дороги", "Освещение")[i % 2], row[7], str(i % 3)]
        for i, row in enumerate(register())
    ]
    path = text_file("no_header.csv", rows, delimiter=",")
    found = inspected(path)
    assert found.table is not None
    assert found.table.header_rows == 0
    guessed = fields(found)
    assert (guessed["Графа 1"], guessed["Графа 2"], guessed["Графа 4"]) == (
        "appeal_id",
        "text",
        "person_name",
    )
    assert any("Даты регистрации нет" in sentence for sentence in found.todo)
    layout = without_channel(draft(found))
    assert layout.titles == tuple(f"Графа {n}" for n in range(1, 6))
    taken = take(path, layout, received=RECEIVED)
    # No date, no appeal: each row is accounted for.
    assert taken.journal["rows"]["rejected"] == 60


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_english_titles_and_columnar_files(
    kind: str, tmp_path: Path, take: Callable[..., IntakeResult]
) -> None:
    import pandas as pd

    records = [
        {
            "id": str(i),
            "created_at": f"{row[1]} 10:00:00",
            "text": row[6],
            "product": ("Карты", "Вклады")[i % 2],
        }
        for i, row in enumerate(register(written="%Y-%m-%d"))
    ]
    path = tmp_path / f"english.{kind}"
    if kind == "jsonl":
        path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    else:
        pd.DataFrame(records).to_parquet(path)
    found = inspected(path)
    assert fields(found) == {
        "id": "appeal_id",
        "created_at": "registered_date",
        "text": "text",
        "product": "source_topic",
    }
    assert take(path, without_channel(draft(found)), received=RECEIVED).journal["rows"]["kept"] == 60


def test_the_columns_without_a_telling_title_are_judged_by_their_cells(
    text_file: Callable[..., Path],
) -> None:
    rows = [
        [f"a{i}", row[1], row[6], row[3], f"user{i}@example.org", row[2], row[9], ("x", "y", "z")[i % 3]]
        for i, row in enumerate(register())
    ]
    path = text_file("nameless_columns.csv", [["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"], *rows])
    found = inspected(path)
    assert fields(found) == {
        "f1": "appeal_id", "f2": "registered_date", "f3": "text", "f4": "phone", "f5": "email",
        "f6": "person_name", "f7": "outcome_code", "f8": "unknown",
    }  # fmt: skip
    assert {g.title: g.reason for g in found.guesses}["f2"] == "по значениям: 100 % даты"
    assert any("Не понятно" in sentence and "«f8»" in sentence for sentence in found.todo)


def test_words_without_a_code_are_left_to_a_person(
    text_file: Callable[..., Path], take: Callable[..., IntakeResult], with_site: Agency
) -> None:
    rows = register()
    for row in rows[:8]:
        row[9] = "ожидает ответа"
    path = text_file("unknown_words.csv", [HEADER, *rows])
    found = inspected(path)
    assert any("«ожидает ответа» (8)" in sentence for sentence in found.todo)
    assert "#   ожидает ответа: ''  # строк: 8" in next(iter(found.drafts)).read_text(encoding="utf-8")
    taken = take(path, draft(found), received=RECEIVED, profile=with_site)
    assert (taken.journal["rows"]["kept"], taken.journal["rows"]["rejected"]) == (52, 8)


def test_nothing_personal_is_told(text_file: Callable[..., Path]) -> None:
    """Neither in samples nor in a draft: columns of people, people in texts, as a word, in a title."""
    rows = register()
    for i, row in enumerate(rows):
        row[6] = f"Я, {row[2]}, звоню с {row[3]}: {row[6]}"
        row[9] = (PEOPLE[0], f"частично ({PEOPLE[1]})", *OUTCOMES)[i % 6]
    header = [*HEADER[:11], "Куратор Зорькин Пётр Ильич"]
    path = text_file("personal.csv", [header, *rows])
    found = inspected(path)
    told = "\n".join(
        [*found.todo, *(value for values in found.samples.values() for value in values)]
        + [file.read_text(encoding="utf-8") for file in found.drafts]
    )
    for word in ("Петухов", "Зорькин", "Сорокин", "Кузьмин", "123-4"):
        assert word not in told
    assert found.samples.keys().isdisjoint({2, 3, 7, 11})
    assert any("№ 12" in sentence for sentence in found.todo)


def test_a_draft_never_takes_the_place_of_a_file_unasked(text_file: Callable[..., Path]) -> None:
    path = text_file("register.csv", [HEADER, *register()])
    out = path.with_name("mine.yaml")
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(PainmapError, match="--force"):
        run(InspectRequest(path, out=out))
    assert out.read_text(encoding="utf-8") == "mine"
    run(InspectRequest(path, out=out, is_forced=True))
    assert out.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.xls", b"<html><table></table></html>", "веб-страница"),
        ("paper.pdf", b"%PDF-1.7", "PDF"),
        ("empty.csv", b"", "пуст"),
        ("one_object.json", b'{\n "a": {\n  "b": 1}}', "документ JSON"),
    ],
)
def test_a_file_that_is_no_table_is_named(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PainmapError) as refused:
        inspected(path)
    assert said in str(refused.value)
    assert refused.value.remedy


def test_sheets_of_another_kind_are_not_read(xlsx: Callable[..., Path], tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "several_sheets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (
            ("2023", [HEADER, *register(30)]),
            ("2024", [HEADER, *register(40)]),
            ("Справка", [["Составлено для отчёта"]]),
        ):
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    found = inspected(path)
    assert found.table is not None
    assert found.table.read == ("2023", "2024")
    assert found.table.sheets == {"2023": 30, "2024": 40, "Справка": 1}
    assert draft(found).header_anchor == "Вх. номер"
    one = inspected(path, sheet="2023")
    assert one.records == 30


def test_real_excel_dates_need_no_format(xlsx: Callable[..., Path]) -> None:
    rows = [[row[0], datetime(2024, 3, 1 + i % 20), row[6]] for i, row in enumerate(register(30))]
    found = inspected(xlsx("real_dates.xlsx", [["№", "Дата", "Текст"], *rows]))
    assert draft(found).columns["Дата"].dates == ()


def test_who_wrote_is_divided_where_a_title_names_several_facts(
    xlsx: Callable[..., Path], take: Callable[..., IntakeResult]
) -> None:
    rows = [
        [row[0], row[1], f"{row[2]}, г. Северный, ул. Мира, д. 3, тел. {row[3]}", row[6]]
        for row in register()
    ]
    path = xlsx("several_facts.xlsx", [["№", "Дата", "ФИО, адрес, тел.", "Содержание"], *rows])
    found = inspected(path)
    layout = without_channel(draft(found))
    assert [part.field for part in layout.columns["ФИО, адрес, тел."].parts] == [
        "person_name",
        "address",
        "phone",
    ]
    taken = take(path, layout, received=RECEIVED)
    assert taken.journal["rows"]["kept"] == 60
    # Four people with telephones of their own: all are told apart.
    assert taken.appeals["client_id"].notna().all()


def test_of_two_columns_of_results_the_surer_title_comes_first(text_file: Callable[..., Path]) -> None:
    rows = [
        [row[0], row[1], row[6], ("Закрыто", "В работе")[i % 2], row[9]] for i, row in enumerate(register())
    ]
    path = text_file("two_results.csv", [["Номер", "Дата", "Текст", "Статус", "Результат"], *rows])
    columns = draft(inspected(path)).columns
    assert [title for title, column in columns.items() if column.field == "outcome_code"] == [
        "Результат",
        "Статус",
    ]
    assert columns["Статус"].values == {"Закрыто": "", "В работе": "pending"}


def test_a_category_of_applicants_is_no_topic(text_file: Callable[..., Path]) -> None:
    rows = [[row[0], row[1], row[6], ("ФЛ", "ЮЛ", "ИП")[i % 3]] for i, row in enumerate(register())]
    found = inspected(text_file("applicants.csv", [["Номер", "Дата", "Текст", "Категория"], *rows]))
    assert fields(found)["Категория"] == "applicant_code"


def test_a_column_number_beside_the_number_is_left_out(text_file: Callable[..., Path]) -> None:
    rows = [[str(i + 1), row[0], row[1], row[6]] for i, row in enumerate(register())]
    found = inspected(text_file("two_numbers.csv", [["№ п/п", "Вх. номер", "Дата", "Текст"], *rows]))
    assert (fields(found)["№ п/п"], fields(found)["Вх. номер"]) == ("skip", "appeal_id")


def test_dates_of_birth_are_never_the_date_of_an_appeal(text_file: Callable[..., Path]) -> None:
    rows = [
        [row[0], f"{1 + i % 28:02d}.0{1 + i % 9}.19{50 + i % 40}", row[6]] for i, row in enumerate(register())
    ]
    found = inspected(text_file("births.csv", [["Номер", "Дата рождения", "Текст"], *rows]))
    guess = found.guesses[1]
    assert (guess.role, guess.personal) == ("personal", "BIRTHDATE")
    assert 1 not in found.samples
    assert "Дата рождения" in draft(found).ignore


def test_missing_numbers_are_seen(text_file: Callable[..., Path], take: Callable[..., IntakeResult]) -> None:
    rows = [["б/н" if i % 7 == 0 else row[0], row[1], row[6]] for i, row in enumerate(register())]
    path = text_file("without_numbers.csv", [["Номер", "Дата", "Текст"], *rows])
    layout = draft(inspected(path))
    assert layout.unnumbered == "row"
    assert take(path, without_channel(layout), received=RECEIVED).journal["rows"]["kept"] == 60


def test_what_says_nothing_is_no_word(
    text_file: Callable[..., Path], take: Callable[..., IntakeResult]
) -> None:
    rows = [
        [row[0], row[1], row[6], "-" if i % 3 else row[9], "н/д" if i % 3 else row[10]]
        for i, row in enumerate(register())
    ]
    path = text_file("empty_words.csv", [["Номер", "Дата", "Текст", "Итог", "Дата ответа"], *rows])
    layout = draft(inspected(path))
    assert set(layout.empty_words) == {"-", "н/д"}
    assert layout.columns["Дата ответа"].field == "answered_date"
    assert set(layout.columns["Итог"].values.values()) == {"upheld", "refused", "explained", "forwarded"}
    assert take(path, without_channel(layout), received=RECEIVED).journal["rows"]["kept"] == 60


def test_a_doubled_title_is_told_and_the_draft_still_loads(text_file: Callable[..., Path]) -> None:
    rows = [[row[0], row[1], row[6], row[6], row[1]] for row in register()]
    found = inspected(text_file("doubled.csv", [["Номер", "Дата", "Текст", "Текст", "Дата"], *rows]))
    assert set(draft(found).columns) == {"Номер", "Дата", "Текст"}
    assert found.todo[0].startswith("Графа «Текст» стоит в шапке дважды")


def test_a_letter_of_a_megabyte_is_a_cell_like_any_other(text_file: Callable[..., Path]) -> None:
    rows = [[row[0], row[1], row[6]] for row in register()]
    rows[50][2] = "а" * 1_000_000
    found = inspected(text_file("megabyte_cell.csv", [["Номер", "Дата", "Текст"], *rows]))
    assert fields(found) == {"Номер": "appeal_id", "Дата": "registered_date", "Текст": "text"}


def test_a_tab_given_by_hand_divides(text_file: Callable[..., Path]) -> None:
    path = text_file("tabs.txt", [HEADER, *register(20)], delimiter="\t")
    assert fields(inspected(path, delimiter="\t")) == WHOLE
    assert fields(inspected(path, delimiter=",")) != WHOLE


def test_a_sparse_upper_line_of_groups_is_part_of_the_header(xlsx: Callable[..., Path]) -> None:
    upper = ["", "", "Заявитель", "", "", "", "", "", "Ответ", ""]
    lower = [
        "Рег. №",
        "Дата",
        "ФИО",
        "Телефон",
        "Канал",
        "Вид обращения",
        "Текст",
        "Исполнитель",
        "Результат",
        "Дата",
    ]
    rows = [[*row[:8], row[9], row[10]] for row in register()]
    groups = [(0, 2, 0, 3, "Заявитель"), (0, 8, 0, 9, "Ответ")]
    found = inspected(xlsx("sparse_upper_line.xlsx", [upper, lower, *rows], merges=groups))
    guessed = fields(found)
    assert (guessed["Заявитель / ФИО"], guessed["Ответ / Результат"]) == ("person_name", "outcome_code")
    assert (guessed["Дата"], guessed["Ответ / Дата"]) == ("registered_date", "answered_date")


def test_who_a_row_names_is_masked_in_its_sample(text_file: Callable[..., Path]) -> None:
    """No rule knows «крапивина» for a name; the row's own column does."""
    rows = [
        [row[0], row[1], "Крапивина Анна Ивановна", f"звонила крапивина, просит убрать снег у дома {i}"]
        for i, row in enumerate(register())
    ]
    found = inspected(text_file("own_name.csv", [["Номер", "Дата", "ФИО заявителя", "Текст"], *rows]))
    assert found.samples[3]
    assert not any("крапивин" in value for value in found.samples[3])


def test_a_ready_format_that_knows_few_of_the_columns_is_not_named(
    text_file: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "params" / "formats"
    folder.mkdir(parents=True)
    ready = Path(__file__).resolve().parents[2] / "params" / "formats" / "vk-comments-csv.yaml"
    (folder / ready.name).write_bytes(ready.read_bytes())
    own, other = ["id", "datetime", "text"], [f"field {i}" for i in range(9)]
    days = register(written="%Y-%m-%d 10:00:00")
    rows = [[str(i), row[1], row[6], *map(str, range(9))] for i, row in enumerate(days)]
    wide = text_file("wide.csv", [[*own, *other], *rows], delimiter=",")
    narrow = text_file("narrow.csv", [own, *(row[:3] for row in rows)], delimiter=",")
    assert inspected(wide, root=tmp_path).fit is None
    fit = inspected(narrow, root=tmp_path).fit
    assert fit is not None
    assert fit.format.id == "vk-comments-csv"


def test_a_long_file_is_looked_at_beyond_its_first_part(tmp_path: Path) -> None:
    """The only day later than the twelfth stands in the last row."""
    rows = [f"{i};0{1 + i % 9}/0{1 + i // 9 % 9}/2024;нет воды" for i in range(60_000)]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(["Номер;Дата;Текст", *rows, "60000;05/25/2024;нет света"]), encoding="utf-8")
    found = inspected(path)
    assert found.records == 60_001
    assert draft(found).columns["Дата"].dates == ("%m/%d/%Y",)


def test_a_file_too_long_to_be_looked_at_whole_says_so(
    text_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from painmap.intake import pieces
    from painmap.intake.inspection import location

    monkeypatch.setattr(pieces, "PART_ROWS", 20)
    monkeypatch.setattr(location, "_MOST_ROWS", 40)
    found = inspected(text_file("register.csv", [HEADER, *register(70)]))
    assert found.records == 39
    assert "Файл длинный: просмотрено его начало, строк: 40." in found.todo


def test_a_format_that_nearly_fits_is_named_with_what_is_missing(
    xlsx: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "params" / "formats"
    folder.mkdir(parents=True)
    ready = Path(__file__).resolve().parents[2] / "params" / "formats" / "calls.yaml"
    (folder / ready.name).write_bytes(ready.read_bytes())
    rows = [[row[1], row[3], row[6], row[7]] for row in register()]
    path = xlsx("calls.xlsx", [["Дата", "Тел.", "Суть обращения", "Кто принял"], *rows])
    found = run(InspectRequest(path, root=tmp_path, out=tmp_path / "draft.yaml"))
    assert found.fit is not None
    assert (found.fit.format.id, found.fit.missing, found.fit.is_whole) == ("calls", ("Меры",), False)
    assert found.is_format_drafted


def test_messages_need_no_draft(tmp_path: Path) -> None:
    chat = {"name": "Площадка", "type": "private_supergroup", "id": 7, "messages": []}
    chat["messages"] = [
        {"id": 1, "type": "message", "date": "2025-01-05T10:00:00", "from_id": "user1", "text": "Нет воды"}
    ]
    path = tmp_path / "result.json"
    path.write_text(json.dumps(chat, ensure_ascii=False), encoding="utf-8")
    found = inspected(path)
    assert (found.kind.reader, found.records, found.drafts) == ("telegram", 1, {})
    assert found.todo[0].startswith("Группа или канал без публичной ссылки")
