"""Registers as offices keep them: «Дело», «Тезис», the journals of appeals, of calls and of receptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from office_rows import DELO, JOURNAL, ROOT, person, record, rows_of, sheet

from painmap.demo.layouts import LAYOUTS
from painmap.demo.records import Outcome
from painmap.demo.registers import FAULTS, read_format
from painmap.errors import PainmapError
from painmap.params.models import Agency, Source

SUFFIX = {"delo": "xls", "tezis": "xlsx", "journal": "xlsx", "calls": "xlsx", "reception": "xlsx"}


@pytest.fixture
def agency(agency: Agency) -> Agency:
    """The agency of the tests with more channels; its own word for post is «Пакет»."""
    values = agency.model_dump()
    kinds = {"site": ["external"], "reception": ["external", "unknown"], "secretary": ["external"]}
    values["channels"] = [
        {**values["channels"][0], "words": ["Пакет"]},
        *values["channels"][1:],
        *({"code": c, "title": c, "client_kinds": k, "regime": "none"} for c, k in kinds.items()),
    ]
    return Agency.model_validate(values)


@pytest.fixture
def office(take, tmp_path):
    """Writes records in a format by its writer and reads the file."""

    def run(layout, records, carried=(), faults=(), channel=None, name=None):
        format_ = read_format(ROOT, layout)
        path = tmp_path / (name or f"{layout}.{SUFFIX[layout]}")
        LAYOUTS[layout](replace(sheet(records, carried), faults=faults), format_, path)
        source = Source(id="register", files="*", format=layout, channel=channel)
        return take(path, format_, source=source)

    return run


@pytest.fixture
def by_hand(take, xlsx):
    """Reads rows written by hand in a format of `params/formats`."""

    def run(layout, rows, channel=None, name="by_hand.xlsx", **options):
        source = Source(id="register", files="*", format=layout, channel=channel)
        return take(xlsx(name, rows, **options), read_format(ROOT, layout), source=source)

    return run


def journal_row(**cells):
    titles = {
        "no": "№ п/п", "day": "Дата", "who": "ФИО, адрес, тел.", "way": "Как поступило",
        "answer": "Дата и № ответа", "text": "Краткое содержание", "outcome": "Результат",
        "note": "Примечание",
    }  # fmt: skip
    return {titles[name]: cell for name, cell in {"way": "почта", "day": "12.03.24г.", **cells}.items()}


def journal(by_hand, *rows, sheet="2024", **options):
    return by_hand("journal", rows_of(JOURNAL, *(journal_row(**row) for row in rows)), sheet=sheet, **options)


@pytest.mark.parametrize("layout", SUFFIX)
def test_same_records_make_the_same_bytes(layout, tmp_path):
    records = [record(number) for number in range(1, 40)]
    files = [tmp_path / f"{name}.{SUFFIX[layout]}" for name in ("first", "second")]
    for path in files:
        LAYOUTS[layout](sheet(records), read_format(ROOT, layout), path)
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("layout", ["delo", "tezis", "journal"])
def test_register_gives_back_what_was_written(layout, office):
    open_ones = [record(900, day=date(2023, 12, 20), result=Outcome(answered=date(2024, 2, 1)))]
    records = [
        *(record(number) for number in range(1, 60)),
        record(60, result=Outcome(answered=date(2025, 3, 1), outcome="explained"), kind="", topic=""),
        record(61, channel="email", person=person(61, name="ООО «Ромашка»", applicant="company")),
        record(62, channel="email", client_kind="internal", person=person(62, applicant="staff", address="")),
    ]
    result = office(layout, records, open_ones)
    assert result.journal["rows"]["kept"] == 63
    assert result.journal["warnings"] == []
    found = result.appeals.set_index(result.appeals["text"].fillna(""))
    for written in records:
        row = found.loc[written.text]
        assert row["registered_date"] == pd.Timestamp(written.day)
        assert (row["client_kind"], row["channel_code"]) == (written.client_kind, written.channel)
        assert row["applicant_code"] == written.person.applicant
        is_answered = written.result.answered <= date(2025, 2, 1)
        assert (row["answered_date"] == pd.Timestamp(written.result.answered)) == is_answered
        assert row["appeal_kind"] == "complaint" if written.kind else pd.isna(row["appeal_kind"])
        if layout != "journal":
            assert row["topic_code"] == "01" if written.topic else pd.isna(row["topic_code"])
    assert found["client_id"].notna().all() or layout != "journal"
    assert found.loc["О дороге № 60", "outcome_code"] == "pending"


@pytest.mark.parametrize("layout", ["delo", "tezis"])
def test_planted_bad_rows_are_rejected_and_no_other(layout, office):
    result = office(layout, [record(number) for number in range(1, 60)], faults=FAULTS)
    assert result.journal["rows"]["kept"] == 59
    assert result.journal["rows"]["rejected"] == len(FAULTS)


def test_delo_is_a_real_xls_whose_cells_hold_several_facts(office, tmp_path):
    facts = Outcome(date(2024, 3, 20), date(2024, 3, 15), date(2024, 1, 25), "forwarded")
    records = [record(20, result=facts, is_repeat=True, is_collective=True), record(21, is_repeat=None)]
    frame = office("delo", records).appeals
    assert (tmp_path / "delo.xls").read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert list(frame["appeal_id"]) == ["02-Г-20/24", "02-Г-21/24"]
    first = frame.iloc[0]
    assert first["extended_until_date"] == pd.Timestamp("2024-03-15")
    assert first["forwarded_date"] == pd.Timestamp("2024-01-25")
    assert (first["is_repeat"], first["is_collective"], first["outcome_code"]) == (True, True, "forwarded")
    assert frame["is_repeat"].isna().tolist() == [False, True]
    assert set(frame["unit"]) == {"Отдел писем"}
    assert set(frame["municipality"]) == {"г. Озёрск"}


def test_delo_correspondent_tells_the_client_only_where_that_is_sound(by_hand):
    cells = {
        "Ёлкина Анна Петровна\nг. Озёрск, ул. Тихая, д. 1": ("external", "person"),
        "ИП Соснов П.П., г. Озёрск, ул. Тихая, д. 2": ("external", "entrepreneur"),
        "ООО «Ромашка»": ("external", "company"),
        "Берёзин Б.Б. (сотрудник)": ("internal", "staff"),
        "Сотрудник (без подписи)": ("internal", "staff"),
        "Аноним": ("unknown", ""),
        "Ольхин О.О.": ("unknown", ""),
    }
    rows = [
        {"Рег. №": f"02-Г-{i}/25", "Дата рег.": "10.01.2025", "Корреспондент": cell, "Вид доставки": "E-mail"}
        for i, cell in enumerate(cells)
    ]
    frame = by_hand("delo", rows_of(DELO, *rows)).appeals
    found = frame[["client_kind", "applicant_code"]].fillna("").itertuples(index=False, name=None)
    assert list(found) == list(cells.values())


def test_names_in_a_cell_with_address_and_telephone_reach_the_masker(by_hand):
    who = "Ёлкина Анна Петровна, г. Озёрск, ул. Тихая, д. 5, кв. 3, тел. 8-900-001-02-03"
    text = "Ёлкина просит позвонить 89000010203, живёт на Тихой, 5, квартира 3. Аноним пишет о сотруднике."
    result = journal(
        by_hand, {"no": 1, "who": who, "text": text}, {"no": 2, "who": "Аноним", "text": "Аноним"}
    )
    masked = result.appeals["text"][0]
    for value in ("Ёлкина", "89000010203", "Тихой, 5"):
        assert value not in masked
    assert "Аноним пишет о сотруднике" in masked
    assert result.appeals["text"][1] == "Аноним"
    assert result.appeals["client_id"].notna().tolist() == [True, False]


def test_one_person_has_one_hash_however_the_telephone_is_written(by_hand):
    cells = ["Ёлкина А.П., т. 8 (900) 001-02-03", "Ёлкина А.П.\nг. Озёрск, ул. Тихая, д. 5\n+7 900 001 02 03"]
    result = journal(by_hand, *({"no": i, "who": who} for i, who in enumerate(cells, start=1)))
    assert result.appeals["client_id"].nunique() == 1


def test_journal_dates_take_their_year_from_the_sheet_then_from_the_folder(by_hand):
    days = ["12.03.24г.", "3.04.", "05.04.2024 г.", "6.04", "31.02."]
    rows = [{"no": i, "day": day} for i, day in enumerate(days, start=1)]
    result = journal(by_hand, *rows)
    assert list(result.appeals["registered_date"].dt.strftime("%d.%m.%Y")) == [
        "12.03.2024", "03.04.2024", "05.04.2024", "06.04.2024",
    ]  # fmt: skip
    assert list(result.rejects["reasons"]) == ["дата не распознана"]
    in_folder = journal(by_hand, {"no": 1, "day": "3.01."}, sheet="Журнал")
    assert list(in_folder.appeals["registered_date"].dt.year) == [2025]


@pytest.mark.parametrize(
    ("cell", "facts"),
    [
        ("исх. 05-12/345 от 14.03.2024", {"answered_date": "2024-03-14"}),
        ("исх. 05-12/345 от 5.01.", {"answered_date": "2025-01-05"}),
        ("14.03.24г.", {"answered_date": "2024-03-14"}),
        ("отв. устно", {"answered_date": "2024-03-12"}),
        ("отв. устно 13.03.", {"answered_date": "2024-03-13"}),
        ("продл. до 15.05.", {"extended_until_date": "2024-05-15"}),
        (
            "продл. до 15.05.; исх. 05-12/9 от 14.05.24",
            {"extended_until_date": "2024-05-15", "answered_date": "2024-05-14"},
        ),
        ("перенапр. в Минстрой 14.03", {"forwarded_date": "2024-03-14", "outcome_code": "forwarded"}),
    ],
)
def test_date_and_number_of_the_answer_in_one_cell(cell, facts, by_hand):
    result = journal(by_hand, {"no": 1, "answer": cell})
    row = result.appeals.iloc[0]
    for field in ("answered_date", "extended_until_date", "forwarded_date"):
        assert row[field] is pd.NaT if field not in facts else row[field] == pd.Timestamp(facts[field])
    assert (row["outcome_code"] is pd.NA) == ("outcome_code" not in facts)
    assert result.journal["warnings"] == []


def test_answer_that_cannot_be_made_out_is_counted_and_never_printed(by_hand):
    result = journal(
        by_hand, {"no": 1, "answer": "см. у Ёлкиной"}, {"no": 2, "answer": "исх. 5 от 31.02.2025"}
    )
    counts = {"Дата и № ответа: содержание не разобрано": 1, "answered_date: дата не распознана": 1}
    assert result.journal["set_aside"] == counts
    assert any("«Дата и № ответа»: не разобрано ячеек: 1 (" in text for text in result.journal["warnings"])
    assert "Ёлкин" not in str(result.journal)
    assert result.journal["rows"]["kept"] == 2


def test_ditto_repeats_the_cell_above_and_nothing_stands_above_the_first(by_hand):
    result = journal(
        by_hand,
        {"no": 1, "day": "12.03.24г.", "way": "—//—", "note": "жалоба"},
        {"no": 2, "day": "—//—", "way": "эл. почта", "note": "колл."},
        {"no": 3, "day": "-//-", "way": "—//—", "note": "то же"},
        channel="post",
    )
    frame = result.appeals
    assert frame["registered_date"].nunique() == 1
    assert list(frame["channel_code"]) == ["post", "email", "email"]
    assert list(frame["appeal_kind"].fillna("")) == ["complaint", "", ""]
    assert frame["is_collective"].fillna(False).tolist() == [False, True, True]


def test_a_group_of_the_classifier_in_the_remarks_is_the_topic_and_an_unknown_one_rejects_the_row(by_hand):
    rows = [{"no": 1, "note": "жалоба, гр. 02"}, {"no": 2, "note": "дог. 02"}, {"no": 3, "note": "гр.77"}]
    result = journal(by_hand, *rows)
    assert list(result.appeals["topic_code"].fillna("")) == ["02", ""]
    assert result.journal["rows"]["rejected"] == 1
    assert "«Примечание»" in result.rejects["remedy"].iloc[0]


def test_journal_numbers_begin_anew_each_year_and_rows_without_one_are_kept(by_hand):
    rows = [{"no": "17/1"}, {"no": "б/н", "text": "О свете"}, {"no": ""}, {"no": 17}]
    result = journal(by_hand, *rows, {"no": "17", "day": "1.02.25"}, {"no": "б/н", "text": "О воде"})
    assert list(result.appeals["appeal_id"]) == [
        "17 (2024)", "17 (2025)", "17/1 (2024)",
        "б/н, 2025/by_hand.xlsx, 2024, строка 3", "б/н, 2025/by_hand.xlsx, 2024, строка 4",
        "б/н, 2025/by_hand.xlsx, 2024, строка 7",
    ]  # fmt: skip
    assert result.journal["rows"]["rejected"] == 0


def test_month_rows_totals_and_column_numbers_are_no_data(by_hand):
    header = rows_of(JOURNAL, journal_row(no=1))
    rows = [["Журнал"], [], header[0], [str(i) for i in range(1, 11)], ["МАРТ"], header[1], ["Итого:", "1"]]
    counts = by_hand("journal", rows, sheet="2024").journal["rows"]
    assert {name: counts[name] for name in ("data", "month", "total", "header", "note")} == {
        "data": 1, "month": 1, "total": 1, "header": 2, "note": 2,
    }  # fmt: skip


def test_written_journal_holds_the_quirks_and_loses_no_row(office):
    records = [
        record(n // 3, appeal_id=f"05-{n:04d}/24", row=n, person=person(n % 90)) for n in range(3, 600)
    ]
    carried = [record(900, day=date(2023, 12, 20), result=Outcome(answered=date(2024, 3, 1)))]
    result = office("journal", records, carried)
    rows = result.journal["rows"]
    assert (rows["data"], rows["kept"]) == (598, 598)
    assert rows["month"] == 8
    assert result.journal["sheets"] == ["2023", "2024"]
    numbers = result.appeals["appeal_id"]
    assert numbers.str.contains("/1 (", regex=False).sum() > 3
    assert numbers.str.startswith("б/н").any()
    assert "900 (2023)" in set(numbers)


def test_calls_have_no_number_and_take_their_channel_from_the_source(office):
    late = Outcome(answered=date(2024, 1, 8), outcome="upheld")
    day = date(2024, 1, 5)
    outcomes = ["explained", "upheld", "upheld_partly", "refused", "forwarded"]
    records = [record(5, day=day, text=o, result=Outcome(answered=day, outcome=o)) for o in outcomes]
    records += [record(5, day=day, text="позже", result=late), record(5, day=day, text="?", result=Outcome())]
    result = office("calls", records, channel="secretary")
    frame = result.appeals.set_index("text")
    assert result.journal["rows"]["kept"] == len(records)
    assert set(frame["channel_code"]) == {"secretary"}
    assert set(frame["client_kind"]) == {"external"}
    assert frame["appeal_id"].str.startswith("б/н, 2025/calls.xlsx, Звонки 2024, строка ").all()
    for outcome in outcomes:
        assert frame.loc[outcome, "outcome_code"] == outcome
        assert frame.loc[outcome, "answered_date"] == pd.Timestamp(day)
    assert frame.loc["позже", "answered_date"] == pd.Timestamp("2024-01-08")
    assert pd.isna(frame.loc["?", "answered_date"])


def test_calls_without_a_channel_of_the_source_are_rejected(office):
    result = office("calls", [record(1)])
    assert list(result.rejects["reasons"]) == ["канал поступления не указан"]


def test_reception_answers_on_the_day_unless_a_written_appeal_was_taken(office):
    day = date(2024, 1, 5)
    records = [
        record(1, day=day, channel="reception", result=Outcome(answered=day, outcome="explained")),
        record(2, day=day, channel="reception", result=Outcome(answered=date(2024, 1, 20), outcome="upheld")),
    ]
    frame = office("reception", records).appeals
    assert list(frame["appeal_id"]) == ["ЛП-1 (2024)", "ЛП-2 (2024)"]
    assert frame["answered_date"].notna().tolist() == [True, False]
    assert list(frame["outcome_code"].fillna("")) == ["explained", ""]
    assert set(frame["channel_code"]) == {"reception"}
    assert set(frame["client_kind"]) == {"external"}


@pytest.mark.parametrize(
    ("layout", "header", "title", "cells"),
    [
        ("delo", DELO, "Результат", {"Рег. №": "1", "Дата рег.": "10.01.2025", "Вид доставки": "Почта"}),
        ("journal", JOURNAL, "Результат", journal_row(no=1)),
    ],
)
def test_unknown_word_rejects_the_row_and_unused_ones_are_reported(layout, header, title, cells, by_hand):
    result = by_hand(layout, rows_of(header, {**cells, title: "сделано всё"}), sheet="2024")
    assert list(result.rejects["column"]) == [title]
    assert f"params/formats/{layout}.yaml, «{title}»" in result.rejects["remedy"][0]
    assert "сделано" not in str(result.journal) + result.rejects.to_string()
    assert title in result.journal["unused_mappings"]


def test_parts_that_never_match_are_reported(by_hand):
    result = journal(by_hand, {"no": 1, "answer": "отв. устно"})
    unused = result.journal["unused_mappings"]["Дата и № ответа"]
    assert "parts, правило 6 (дата перенаправления)" in unused, "called by its place, not by its pattern"
    assert not any("правило 3 " in name for name in unused)


def test_the_agency_names_its_channels_before_the_format(by_hand):
    rows = [
        {"Рег. №": str(i), "Дата рег.": "10.01.2025", "Вид доставки": word}
        for i, word in enumerate(["Пакет", "Почта", "Телеграм", "Голубь"])
    ]
    result = by_hand("delo", rows_of(DELO, *rows))
    assert list(result.appeals["channel_code"]) == ["post", "post"]
    reasons = list(result.rejects["reasons"])
    assert reasons == ["канала нет в профиле органа", "значение не описано в формате"]
    assert "в профиль органа (channels)" in result.rejects["remedy"][1]


@pytest.mark.parametrize(("layout", "title"), [("delo", "Факт. дата"), ("journal", "Дата и № ответа")])
def test_vanished_column_is_named(layout, title, by_hand):
    header = [name for name in (DELO if layout == "delo" else JOURNAL) if name != title]
    with pytest.raises(PainmapError, match=f"нет граф: «{title}»"):
        by_hand(layout, rows_of(header, journal_row(no=1)))
