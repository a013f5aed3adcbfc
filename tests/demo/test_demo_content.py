"""What the files are like: labelled, made-up people only, the planted events, varied texts."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from typing import Any

from demo_files import RAW, Register

from painmap.demo.phrases import agencies, bank, common

_PHONE = re.compile(r"(?:\+7|\b8)[\d\s()-]{9,14}\d")
_SHORT_NAME = re.compile(r"\b([А-ЯЁ][а-яё]+) [А-ЯЁ]\.\s?[А-ЯЁ]\.")


def _surnames() -> set[str]:
    names = [name for people in common()["people"].values() for name in people["surnames"]]
    return {form for name in names for form in (name, name + "а")}


def test_every_file_says_that_it_is_a_demonstration() -> None:
    label = "Демонстрационные данные"
    files = [path for path in RAW.rglob("*") if path.is_file()]
    assert len(files) == 20
    for path in files:
        if path.suffix == ".xlsx":
            text = zipfile.ZipFile(path).read("xl/sharedStrings.xml").decode()
        else:
            text = path.read_bytes().decode("cp1251" if "register" in path.name else "utf-8")
        assert label in text, path


def test_names_are_of_the_bank(registers: list[Register]) -> None:
    surnames = _surnames()
    firms = set(common()["firms"]["names"])
    first = {n for people in common()["people"].values() for n in (*people["male"], *people["female"])}
    for register in registers:
        for row in register.rows:
            name = row["name"]
            if "«" in name:
                assert name.split("«")[1].rstrip("»") in firms
            elif name:
                parts = name.removeprefix("ИП ").split()
                assert parts[0] in surnames
                assert parts[1] in first or re.fullmatch(r"[А-ЯЁ]\.[А-ЯЁ]\.", parts[1])
            assert {found[1] for found in _SHORT_NAME.finditer(row["text"])} <= surnames


def test_telephones_and_mail_belong_to_nobody(registers: list[Register]) -> None:
    for register in registers:
        for row in register.rows:
            spoken = _PHONE.findall(row["text"])
            for phone in [row["phone"], *spoken]:
                digits = re.sub(r"\D", "", phone)
                assert not digits or digits[1:].startswith("90000"), register.year
            assert all(
                mail.endswith("@example.ru") for mail in re.findall(r"\S+@[\w.]+\w", row["text"].lower())
            )


def test_one_telephone_is_one_person(registers: list[Register]) -> None:
    for agency in agencies():
        owners: dict[str, set[str]] = {}
        for register in registers:
            for row in register.rows:
                if register.agency == agency and row["phone"]:
                    owners.setdefault(row["phone"], set()).add(row["name"])
        assert max(len(names) for names in owners.values()) == 1


def test_no_slot_or_alternative_is_left_unfilled(registers: list[Register]) -> None:
    for register in registers:
        assert not [row["id"] for row in register.rows if re.search(r"[{}|\[\]]", row["text"])]


def test_mass_mailing_of_64_letters_in_october_2024(registers: list[Register]) -> None:
    letters = [
        (register.year, row)
        for register in registers
        for row in register.rows
        if "против переноса районного архива" in row["text"]
    ]
    assert {year for year, _ in letters} == {"2024"}
    assert len({row["id"] for _, row in letters}) == bank("minyust-rd")["mailing"]["letters"] == 64
    assert {row["day"][3:5] for _, row in letters} == {"10"}


def test_letters_are_rarely_the_same(registers: list[Register]) -> None:
    for register in registers:
        long = [
            row["text"] for row in register.rows if len(row["text"]) > 150 and "Мы, жители" not in row["text"]
        ]
        repeated = sum(n - 1 for n in Counter(long).values())
        # The five bad rows of each file are copies of good ones.
        assert repeated <= 5


def test_events_of_the_domain_show(truth: dict[str, Any]) -> None:
    years = {y: v["by_client_kind"]["external"] for y, v in truth["minyust-rd"]["years"].items()}
    months = years["2024"]["by_month"]
    first, second = (sum(months[f"{m:02d}"] for m in half) for half in (range(1, 7), range(7, 13)))
    # The move to another registration system in July 2024 (the 64 letters apart).
    assert 1.15 <= (second - 64) / first <= 1.45
    channels = {y: v["by_channel"] for y, v in years.items()}
    assert channels["2025"]["email"] < 0.6 * channels["2023"]["email"]
    assert channels["2025"]["epgu"] > 1.4 * channels["2023"]["epgu"]
    problems = {y: v["by_problem"] for y, v in years.items()}
    assert problems["2025"]["p09"]["appeals"] < 0.5 * problems["2023"]["p09"]["appeals"]
    assert problems["2025"]["p07"]["appeals"] > 1.8 * problems["2023"]["p07"]["appeals"]


def test_gaps_are_left_at_the_stated_rates(registers: list[Register]) -> None:
    rows = [row for register in registers for row in register.rows if register.agency == "minyust-rd"]
    assert 0.10 <= sum(row["kind"] == "" for row in rows) / len(rows) <= 0.14
    assert 0.36 <= sum(row["phone"] == "" for row in rows) / len(rows) <= 0.46


def test_every_problem_has_enough_phrases_of_its_own() -> None:
    for agency in agencies():
        phrases = bank(agency)["phrases"]
        assert set(phrases) == set(bank(agency)["problems"])
        for problem, own in phrases.items():
            assert len(own["core"]) >= 8, (agency, problem)
            assert len(own["note"]) >= 5, (agency, problem)
