"""What the files are like: labelled, made-up people only, the planted events, gaps and texts."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date
from typing import Any

import pytest
from demo_files import RAW, Register, files, strings

from painmap.demo.phrases import BANK, agencies, bank, common, local, population, surname_of
from painmap.demo.records import Record
from painmap.demo.slots import is_womans_form
from painmap.params.load import load_agency
from painmap.paths import Tree

ROOT = RAW.parents[1]
_PHONE = re.compile(r"(?:\+7|\b8)[\d ()-]{9,14}\d")
_SHORT_NAME = re.compile(r"\b([А-ЯЁ][а-яё]+) [А-ЯЁ]\.\s?[А-ЯЁ]\.")
# Files of messages; every other format is written by an office.
_MESSAGES = ("mbox", "telegram", "vk-comments", "pos", "incident")
_POPULATIONS = sorted(path.stem for path in (BANK / "populations").glob("*.yaml"))
_GRID = [(agency, category) for agency in agencies() for category in ("offtopic", "thanks", "suggestion")]


def _people(name: str) -> dict[str, Any]:
    return population(name)["people"]


def _surnames() -> set[str]:
    written = [surname for name in _POPULATIONS for surname in _people(name)["surnames"]]
    return {surname_of(surname, is_female) for surname in written for is_female in (True, False)}


def test_every_file_says_that_it_is_a_demonstration() -> None:
    for path in files():
        texts = strings(path)
        if path.suffix == ".xlsx":
            texts.append(zipfile.ZipFile(path).read("docProps/core.xml").decode())
        assert any("демонстрационн" in text.lower() for text in texts), path


def test_every_agency_has_the_files_of_its_outputs() -> None:
    for agency in agencies():
        own = {path.name for path in files() if path.parts[-3] == agency}
        for output in bank(agency)["setup"]["outputs"]:
            names = {output["file"].format(year=year) for year in (2023, 2024, 2025)}
            assert own & names, (agency, output["file"])
            if "from" not in output and "until" not in output:
                assert names <= own


def test_names_are_of_the_bank(registers: list[Register]) -> None:
    surnames = _surnames()
    firms = {
        text.split("«")[-1].rstrip("»") for name in _POPULATIONS for words in population(name).values()
        if isinstance(words, list) for text in words if isinstance(text, str)
    }  # fmt: skip
    media = {text for name in _POPULATIONS for text in local(name, "media")}
    first = {n for name in _POPULATIONS for key in ("male", "female") for n in _people(name)[key]}
    for register in registers:
        for row in register.rows:
            name = row["name"]
            if "«" in name:
                assert name.split("«")[1].rstrip("»") in firms
            elif name and name not in media:
                parts = name.removeprefix("ИП ").split()
                assert parts[0] in surnames
                assert parts[1] in first or re.fullmatch(r"[А-ЯЁ]\.[А-ЯЁ]\.", parts[1])


def test_people_named_in_texts_are_of_the_bank(records: dict[str, list[Record]]) -> None:
    surnames = _surnames()
    named = [found[1] for own in records.values() for r in own for found in _SHORT_NAME.finditer(r.text)]
    assert len(named) > 500
    # A slip of the pen may fall on a name.
    assert sum(name not in surnames for name in named) <= 0.003 * len(named)


def test_telephones_and_mail_belong_to_nobody() -> None:
    spoken = 0
    for path in files():
        if path.name.startswith("survey-"):
            continue
        for text in strings(path):
            for phone in _PHONE.findall(text):
                digits = re.sub(r"\D", "", phone)
                if len(digits) == 11:
                    assert digits[1:].startswith("90000"), path
                    spoken += 1
            mails = re.findall(r"[\w.]+@[\w.]+\w", text.lower())
            assert all(mail.endswith("example.ru") for mail in mails), path
    assert spoken > 1000


def test_no_telephone_is_given_to_two_people_of_any_agency(records: dict[str, list[Record]]) -> None:
    owners: dict[str, set[tuple[str, int]]] = {}
    for agency, own in records.items():
        for record in own:
            if record.person.phone:
                owners.setdefault(record.person.phone, set()).add((agency, record.person.key))
    assert max(len(people) for people in owners.values()) == 1


def test_no_slot_or_alternative_is_left_unfilled(records: dict[str, list[Record]]) -> None:
    for agency, own in records.items():
        assert not [r.appeal_id for r in own if re.search(r"[{}|\[\]]|\b[мж]:", r.text)], agency


@pytest.mark.parametrize("agency", agencies())
def test_every_kind_of_client_and_problem_can_be_filled_in_full(agency: str) -> None:
    phrases = bank(agency)["phrases"]
    assert set(phrases) == set(bank(agency)["problems"])
    for problem, own in phrases.items():
        for key, least in (("core", 8), ("note", 6), ("short", 5), ("detail", 3), ("ask", 2)):
            assert len(own[key]) >= least, (problem, key)


def test_mass_mailing_of_64_letters_in_october_2024(records: dict[str, list[Record]]) -> None:
    letters = [r for r in records["minyust-rd"] if "против переноса районного архива" in r.text]
    assert len(letters) == bank("minyust-rd")["mailing"]["letters"] == 64
    assert {(r.day.year, r.day.month) for r in letters} == {(2024, 10)}
    found = [text for path in files() for text in strings(path) if "против переноса районного архива" in text]
    assert len(found) == 64


@pytest.mark.parametrize("agency", agencies())
def test_twins_are_the_same_person_by_another_channel_of_the_order(
    agency: str, records: dict[str, list[Record]]
) -> None:
    by_number = {r.appeal_id: r for r in records[agency]}
    twins = [r for r in records[agency] if r.twin_of]
    # Where the order names one channel only, nothing can come twice.
    assert bool(twins) == bool(bank(agency)["setup"].get("twin_channels"))
    if not twins:
        return
    assert 0.005 <= len(twins) / len(by_number) <= 0.016
    named = {c.code for c in load_agency(Tree(ROOT), agency).agency.channels if c.paragraph}
    for twin in twins:
        first = by_number[twin.twin_of]
        assert twin.person == first.person
        assert not twin.person.is_anonymous
        assert 1 <= (twin.day - first.day).days <= 5
        assert twin.channel != first.channel
        assert {twin.channel, first.channel} <= named
        assert (twin.problem, twin.topic or first.topic) == (first.problem, first.topic)
    assert len({twin.twin_of for twin in twins}) == len(twins)


def test_twins_are_copied_or_said_anew(records: dict[str, list[Record]]) -> None:
    texts = {(agency, r.appeal_id): r.text for agency, own in records.items() for r in own}
    copied = [r.text == texts[agency, r.twin_of] for agency, own in records.items() for r in own if r.twin_of]
    assert 0.1 <= sum(copied) / len(copied) <= 0.6


@pytest.mark.parametrize("agency", agencies())
def test_some_letters_name_a_second_problem(agency: str, records: dict[str, list[Record]]) -> None:
    letters = [r for r in records[agency] if r.problem and not r.is_annotation]
    second = [r for r in letters if r.secondary]
    assert 0.02 <= len(second) / len(letters) <= 0.09
    assert all(r.secondary != r.problem for r in second)
    # The rest of the links has a slip of the pen.
    linked = [r for r in second if any(word.lower() in r.text.lower() for word in common()["and_also"])]
    assert len(linked) >= 0.6 * len(second)


@pytest.mark.parametrize(("agency", "category"), _GRID)
def test_what_is_no_problem_comes_at_the_rates_of_the_domain(
    agency: str, category: str, records: dict[str, list[Record]]
) -> None:
    low, high = {"offtopic": (0.08, 0.12), "thanks": (0.05, 0.08), "suggestion": (0.03, 0.05)}[category]
    external = [r for r in records[agency] if r.person.applicant != "staff" and r.category != "mailing"]
    assert low <= sum(r.category == category for r in external) / len(external) <= high


def test_letters_are_marked_up_signed_and_empty_as_in_life(records: dict[str, list[Record]]) -> None:
    letters = [r.text for own in records.values() for r in own if not r.is_annotation]
    assert 0.01 <= sum("<br" in text or "<p>" in text for text in letters) / len(letters) <= 0.08
    assert 0.02 <= sum(bool(_PHONE.search(text)) for text in letters) / len(letters) <= 0.12
    assert 0.005 <= sum("@example.ru" in text for text in letters) / len(letters) <= 0.05
    assert 0.005 <= sum(", д. " in text.lower() for text in letters) / len(letters) <= 0.08
    assert 0.1 <= sum(text == text.lower() for text in letters) / len(letters) <= 0.3
    empties = {text for texts in common()["empties"].values() for text in texts}
    assert any(text in empties for text in letters)


def test_a_file_of_messages_holds_the_messages_themselves(records: dict[str, list[Record]]) -> None:
    for agency, own in records.items():
        for output in bank(agency)["setup"]["outputs"]:
            if output["layout"] in _MESSAGES:
                assert not any(r.is_annotation for r in own if r.channel in output["channels"])
            if output["layout"] == "calls":
                calls = [r for r in own if r.channel in output["channels"] and r.category != "empty"]
                assert all(r.is_annotation for r in calls)
                # A few words; the name of a body makes an annotation longer.
                assert sum(len(r.text.split()) for r in calls) / len(calls) <= 11


def test_the_clerk_and_the_writer_speak_of_the_right_sex() -> None:
    assert is_womans_form("написал", "написала")
    assert is_womans_form("сам всё оформлял", "сама всё оформляла")
    assert is_womans_form("возмущён", "возмущена")
    assert not is_womans_form("написала", "написал")
    assert not is_womans_form("справку", "справка")


def test_events_of_the_domain_show(truth: dict[str, Any]) -> None:
    years = {y: v["by_client_kind"]["external"] for y, v in truth["minyust-rd"]["years"].items()}
    months = years["2024"]["by_month"]
    first, second = (sum(months[f"{m:02d}"] for m in half) for half in (range(1, 7), range(7, 13)))
    # The move to another registration system in July 2024 (the 64 letters apart).
    assert 1.15 <= (second - 64) / first <= 1.45
    problems = {y: v["by_problem"] for y, v in years.items()}
    assert problems["2025"]["p09"]["appeals"] < 0.5 * problems["2023"]["p09"]["appeals"]
    # Both of the problems into which «Отказы и «зависание» заявлений на Едином портале» is split.
    for part in ("p21", "p22"):
        assert problems["2025"][part]["appeals"] > 1.8 * problems["2023"][part]["appeals"]


@pytest.mark.parametrize("agency", agencies())
def test_the_law_on_e_mail_and_the_holidays_show(agency: str, records: dict[str, list[Record]]) -> None:
    law = bank(agency)["setup"]["email_law"]
    external = [r for r in records[agency] if r.person.applicant != "staff" and r.category != "mailing"]
    before = [r for r in external if (r.day.year, r.day.month) >= (2024, 3) and r.day < date(2025, 3, 30)]
    after = [r for r in external if r.day >= date(2025, 3, 30)]

    def share(records: list[Record], *channels: str) -> float:
        return sum(r.channel in channels for r in records) / len(records)

    if share(before, "email"):
        assert share(after, "email") < 0.6 * share(before, "email")
    assert share(after, *law["portal_channels"]) > 1.25 * share(before, *law["portal_channels"])
    in_january = [r for r in external if r.day.month == 1]
    assert sum(r.day.day <= 8 for r in in_january) < 0.06 * len(in_january)
    in_may = [r for r in external if r.day.month == 5]
    assert sum(r.day.day <= 10 for r in in_may) < 0.17 * len(in_may)


def test_the_ministry_of_justice_changes_its_register_in_july_2024() -> None:
    names = {path.name for path in files() if path.parts[-3] == "minyust-rd"}
    assert {"register-2023-demo.xlsx", "register-2024-demo.xlsx", "delo-2024-demo.xls"} <= names
    assert not {"delo-2023-demo.xls", "register-2025-demo.xlsx"} & names
    folder = RAW / "minyust-rd" / "2024"
    months = Counter(t[3:5] for t in strings(folder / "register-2024-demo.xlsx") if _is_day(t))
    assert set(months) <= {f"{m:02d}" for m in range(1, 13)}
    registered = [t for t in strings(folder / "delo-2024-demo.xls") if re.fullmatch(r"02-[ГК]-\d+/24", t)]
    first = min(int(number.split("-")[2].split("/")[0]) for number in registered)
    last = max(
        int(t.split("-")[2].split("/")[0])
        for t in strings(folder / "register-2024-demo.xlsx")
        if re.fullmatch(r"02-[ГК]-\d+/24", t)
    )
    # The bad rows stand after the last number.
    assert last - 3 < first


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d\d\.\d\d\.2024", text))


@pytest.mark.parametrize("agency", agencies())
def test_gaps_are_left_at_the_stated_rates(agency: str, records: dict[str, list[Record]]) -> None:
    own = records[agency]
    assert sum(not r.kind for r in own) / len(own) == pytest.approx(0.12, abs=0.025)
    outside = {r.person.key: r.person for r in own if r.person.applicant != "staff" and r.person.name}
    without = sum(not p.phone for p in outside.values()) / len(outside)
    assert without == pytest.approx(0.4, abs=0.07)
    finished = [r for r in own if r.channel != "box"]
    assert sum(r.result.outcome is None for r in finished) / len(finished) == pytest.approx(0.09, abs=0.025)
    assert sum(r.result.answered is None for r in finished) / len(finished) == pytest.approx(0.04, abs=0.02)
