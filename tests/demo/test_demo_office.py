"""What offices do: on which days they work, to whom they redirect, how they number, answer and write down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from demo_files import RAW, files

from painmap.demo.phrases import agencies, bank
from painmap.demo.records import Record
from painmap.demo.workdays import is_working, near_working_day, next_working_day, working_day

_DAY = re.compile(r"\d\d\.\d\d\.\d{4}")
# Holidays and days moved to them, typed from the calendars of the years, not read from the bank.
_CLOSED = (
    "2023-01-06 2023-02-24 2023-05-08 2023-11-06 2024-01-08 2024-02-23 2024-04-29 2024-04-30 2024-05-10 "
    "2024-11-04 2024-12-30 2024-12-31 2025-01-07 2025-05-02 2025-05-08 2025-06-13 2025-11-03 2025-11-04 "
    "2025-12-31 2026-01-01 2026-01-08 2026-01-09 2025-03-08 2025-02-23 2025-08-16"
)
_OPEN = "2023-01-09 2023-03-07 2024-04-27 2024-11-02 2024-12-28 2025-11-01 2025-12-30 2026-01-12 2025-01-09"
# What the text is about → any of these words in the name of the body, for texts off the topic.
_COMPETENT = {
    r"асфальт|зимник|трасс[уаы]": "транспорт|Минтранс",
    r"поликлиник|фельдшерский пункт": "Минздрав",
    r"пристав": "ФССП",
    r"пенси[юи] пересчитали|зачёте трудового стажа": "Соцфонд",
    r"собак": "администрацию",
    r"вышку связи|сотовая связь": "Минцифры|цифрового",
    r"налог": "ФНС",
}
_OWN = {
    "dztszn-nao": r"здравоохр|минздрав|минтруд",
    "minfin-chr": "минфин",
    "minec-49": "минэк|экономическ",
    "minyust-rd": "минюст",
    "dagpechat": "печат",
}


def _forwarded(own: list[Record]) -> list[Record]:
    return [r for r in own if r.result.forwarded]


def test_the_calendar_knows_holidays_and_days_moved() -> None:
    assert [day for day in _CLOSED.split() if is_working(date.fromisoformat(day))] == []
    assert [day for day in _OPEN.split() if not is_working(date.fromisoformat(day))] == []
    assert working_day(date(2026, 1, 11)) == date(2025, 12, 30)
    assert next_working_day(date(2025, 12, 31)) == date(2026, 1, 12)


def test_an_office_answers_and_registers_on_its_days_only(records: dict[str, list[Record]]) -> None:
    for agency, own in records.items():
        messages = {
            channel
            for output in bank(agency)["setup"]["outputs"]
            if output["layout"] in ("mbox", "telegram", "vk-comments", "pos", "incident")
            for channel in output["channels"]
        }
        for r in own:
            days = [r.result.answered, r.result.forwarded, None if r.channel in messages else r.day]
            assert all(day is None or is_working(day) for day in days), (agency, r.appeal_id, days)
            assert r.result.answered is None or r.result.answered >= r.day


def test_people_write_at_weekends_too(records: dict[str, list[Record]]) -> None:
    for agency, channel in (("minfin-chr", "epgu"), ("dztszn-nao", "pos"), ("minyust-rd", "vk"),
                            ("minec-49", "email"), ("dagpechat", "email")):  # fmt: skip
        sent = [r for r in records[agency] if r.channel == channel]
        share = sum(r.day.weekday() > 4 for r in sent) / len(sent)
        assert 0.12 <= share <= 0.23, (agency, channel, share)


def test_a_day_near_a_weekend_is_of_the_same_year() -> None:
    import random

    rng = random.Random(1)
    saturday = date(2025, 8, 16)
    near = {near_working_day(saturday, rng) for _ in range(60)}
    assert len(near) > 3
    assert all(is_working(day) and abs(day - saturday) <= timedelta(days=4) for day in near)
    assert near_working_day(date(2025, 1, 2), rng) == date(2025, 1, 9)
    assert {near_working_day(date(2024, 12, 31), rng) for _ in range(9)} <= {
        date(2024, 12, 27), date(2024, 12, 28)
    }  # fmt: skip


def _answer_days(path: Path) -> Iterator[date]:
    """Days of answers as the file has them: ПОС, «Тезис», «Инцидент», ССТУ, «Дело»."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    titles = {"Дата ответа", "Дата завершения", "Дата окончания", "Факт. дата"}
    at: int | None = None
    for row in rows:
        names = [str(cell) for cell in row]
        if titles & set(names):
            at = next(i for i, name in enumerate(names) if name in titles)
        elif at is not None and len(row) > at and row[at]:
            cell = row[at]
            if hasattr(cell, "year"):
                yield date(cell.year, cell.month, cell.day)
            elif found := _DAY.search(str(cell)):
                day, month, year = found[0].split(".")
                yield date(int(year), int(month), int(day))


def test_no_file_shows_an_answer_on_a_holiday() -> None:
    count = 0
    for path in files():
        if path.name.startswith(("pos-", "tezis-", "incident-", "sstu-", "delo-")):
            days = list(_answer_days(path))
            count += len(days)
            assert [day for day in days if not is_working(day)] == [], path.name
    assert count > 3000


@pytest.mark.parametrize("agency", agencies())
def test_an_appeal_goes_to_the_body_that_its_text_is_about(
    agency: str, records: dict[str, list[Record]]
) -> None:
    forwarded = _forwarded(records[agency])
    assert len(forwarded) > 40
    assert all(r.body for r in forwarded)
    assert not [r.body for r in records[agency] if re.search(_OWN[agency], r.body.lower())]
    offtopic = bank(agency)["offtopic"]["topic"]
    allowed = bank(agency)["setup"]["forwards"]
    for r in forwarded:
        if r.category in ("request", "suggestion", "misc", "problem") and r.topic not in ("", offtopic):
            assert r.topic in allowed, (r.appeal_id, r.text)
    assert not [r for r in forwarded if r.category == "thanks"]


def test_roads_and_medicines_do_not_go_to_the_ministry_of_education(records: dict[str, list[Record]]) -> None:
    seen = dict.fromkeys(_COMPETENT, 0)
    for own in records.values():
        for r in own:
            if r.category != "offtopic":
                continue
            # What stands first is the matter; what follows names participants and papers.
            head = r.text.lower()[:45]
            fits = [words for words in _COMPETENT if re.search(words, head)]
            if len(fits) == 1 and fits[0] != "налог":
                seen[fits[0]] += 1
                assert re.search(_COMPETENT[fits[0]], r.body), (r.body, r.text)
    assert sum(n > 5 for n in seen.values()) >= 5


def test_the_files_name_the_bodies_of_their_appeals(records: dict[str, list[Record]]) -> None:
    known = {agency: {r.body for r in own} for agency, own in records.items()}
    found = 0
    for agency, name, pattern in (
        ("dagpechat", "journal-*.xlsx", r"перенапр\. в (.+?) \d"),
        ("dztszn-nao", "delo-*.xls", r"по компетенции в (.+?), исх"),
    ):
        for path in sorted((RAW / agency).glob(f"*/{name}")):
            book = python_calamine.CalamineWorkbook.from_path(path)
            for sheet in book.sheet_names:
                for row in book.get_sheet_by_name(sheet).to_python():
                    for cell in row:
                        if match := re.search(pattern, str(cell)):
                            found += 1
                            assert match[1] in known[agency] - {""}
    assert found > 20


def test_receptions_and_the_journal_are_numbered_by_their_own_count() -> None:
    for path in sorted((RAW / "dagpechat").glob("*/reception-*.xlsx")):
        rows = list(openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))
        numbers = [row[0] for row in rows if str(row[0]).startswith("ЛП-")]
        unique = list(dict.fromkeys(numbers))
        assert unique[:3] == ["ЛП-1", "ЛП-2", "ЛП-3"]
        assert max(int(number[3:]) for number in unique) == len(unique)
    for path in sorted((RAW / "dagpechat").glob("*/journal-*.xlsx")):
        rows = list(openpyxl.load_workbook(path, read_only=True).worksheets[-1].iter_rows(values_only=True))
        numbers = [int(row[0]) for row in rows[5:] if str(row[0]).isdigit()]
        assert max(numbers) <= len(numbers) + 12


def test_the_header_of_the_cards_covers_its_cards() -> None:
    spans = 0
    for path in sorted(RAW.glob("*/*/delo-*.xls")):
        rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        line = next(str(row[0]) for row in rows if str(row[0]).startswith("Дата регистрации: с"))
        first, last = (date(int(d[6:]), int(d[3:5]), int(d[:2])) for d in _DAY.findall(line))
        days = [
            str(row[1]) for row in rows if _DAY.fullmatch(str(row[1])) and not str(row[1]).startswith("31.02")
        ]
        registered = [date(int(d[6:]), int(d[3:5]), int(d[:2])) for d in days]
        assert first <= min(registered)
        assert max(registered) <= last
        # Nor does it begin long before them.
        assert (min(registered) - first).days < 31
        spans += 1
    assert spans >= 5


def test_answers_on_the_platform_fit_what_was_asked(records: dict[str, list[Record]]) -> None:
    by_number = {(a, r.appeal_id): r for a, own in records.items() for r in own}
    told: dict[str, set[str]] = {}
    for path in files():
        if not path.name.startswith("pos-"):
            continue
        rows = list(openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True))
        head = [str(cell) for cell in rows[0]]
        for row in rows[1:]:
            reply = row[head.index("Текст ответа")]
            record = by_number[path.parts[-3], str(row[0])]
            if reply and record.result.forwarded:
                assert record.body
                assert record.body in reply
            elif reply and (record.category != "problem" or record.kind == "complaint"):
                told.setdefault(record.category, set()).add(str(reply))
    for category in ("request", "suggestion", "thanks"):
        assert told[category]
        assert not told[category] & told["problem"]
        assert not any(re.search("недостатк|нарушен|жалоб|[Мм]еры приняты", text) for text in told[category])
    assert any("вопрос" in text.lower() for text in told["request"])
    assert any("редложени" in text for text in told["suggestion"])


def test_organisations_have_an_office_and_no_flat(records: dict[str, list[Record]]) -> None:
    firms: dict[tuple[str, int], Any] = {}
    for agency, own in records.items():
        firms |= {(agency, r.person.key): r.person for r in own if r.person.applicant in ("company", "media")}
    assert len(firms) > 800
    assert not [p.address for p in firms.values() if "кв." in p.address]
    assert sum("оф." in p.address for p in firms.values()) > 50
    assert not [p for p in firms.values() if "оф." in p.address and p.name.startswith(("М", "Г", "Редакция"))]
    signed = [r.text for own in records.values() for r in own if r.person.applicant in ("company", "media")]
    assert not [text for text in signed if re.search(r"проживаю: |\bмой номер", text.lower())]
