"""The truth file says what stands in the files, as read with openpyxl and csv."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from demo_files import RAW, Register

VOLUMES = {"minyust-rd": (2150, 2300, 2450), "minec-49": (400, 430, 460)}
EXTERNAL_RESPONDENTS = {"minyust-rd": (380, 450), "minec-49": (140, 190)}
# Words of the registers → codes, written anew here.
KIND_OF_CLIENT = {
    "внешний": "external",
    "внутренний": "internal",
    "не установлен": "unknown",
    "сотрудник": "internal",
}
KINDS = {
    "жалоба": "complaint",
    "заявление": "statement",
    "предложение": "suggestion",
    "запрос": "request",
    "благодарность": "thanks",
    "": "",
}


def _kept(register: Register) -> list[dict[str, Any]]:
    """Rows of the year that a reader must keep: a good date of this year, a known kind, a number once."""
    seen: dict[str, dict[str, Any]] = {}
    for row in register.rows:
        is_good = row["day"][6:] == register.year and not row["day"].startswith("31.02")
        if is_good and row["kind"].lower() in KINDS:
            seen[row["id"]] = row
    return list(seen.values())


def test_volumes_are_those_of_the_domain(truth: dict[str, Any], registers: list[Register]) -> None:
    for register in registers:
        expected = VOLUMES[register.agency][int(register.year) - 2023]
        assert len(_kept(register)) == expected
        assert truth[register.agency]["years"][register.year]["appeals"] == expected


def test_rejects_and_carried_rows_make_up_the_rest_of_each_file(
    truth: dict[str, Any], registers: list[Register]
) -> None:
    for register in registers:
        year = truth[register.agency]["years"][register.year]
        numbers = Counter(row["id"] for row in register.rows)
        found = {
            "31_february": sum(row["day"].startswith("31.02") for row in register.rows),
            "empty_date": sum(row["day"] == "" for row in register.rows),
            "unknown_kind": sum(row["kind"].lower() not in KINDS for row in register.rows),
            "duplicate_id": sum(n - 1 for n in numbers.values()),
        }
        assert found == year["rejects"]
        assert len(register.rows) == year["appeals"] + year["carried_over"] + sum(found.values())
        old = [row for row in register.rows if row["day"][6:] == str(int(register.year) - 1)]
        assert len(old) == year["carried_over"]


def test_counts_by_client_kind_kind_and_topic(truth: dict[str, Any], registers: list[Register]) -> None:
    for register in registers:
        rows = _kept(register)
        for client_kind, counts in truth[register.agency]["years"][register.year]["by_client_kind"].items():
            own = [row for row in rows if KIND_OF_CLIENT[row["kind_of_client"].lower()] == client_kind]
            assert len(own) == counts["appeals"]
            assert Counter(KINDS[row["kind"].lower()] for row in own) == Counter(counts["by_kind"])
            assert Counter(row["topic"] for row in own) == Counter(counts["by_topic"])
            assert sorted(Counter(row["channel"] for row in own).values()) == sorted(
                counts["by_channel"].values()
            )
            assert Counter(row["day"][3:5] for row in own) == Counter(counts["by_month"])


def test_planted_problems_stand_in_the_file_once(truth: dict[str, Any], registers: list[Register]) -> None:
    for register in registers:
        year = truth[register.agency]["years"][register.year]
        planted = [number for numbers in year["problem_of"].values() for number in numbers]
        assert len(planted) == len(set(planted))
        assert set(planted) <= {row["id"] for row in _kept(register)}
        by_problem: Counter[str] = Counter()
        for counts in year["by_client_kind"].values():
            by_problem.update({p: n["appeals"] for p, n in counts["by_problem"].items()})
            assert all(0 < n["clients"] <= n["appeals"] for n in counts["by_problem"].values())
        assert by_problem == Counter({p: len(n) for p, n in year["problem_of"].items()})
        assert 0.43 <= len(planted) / year["appeals"] <= 0.57


@pytest.mark.parametrize("agency", sorted(VOLUMES))
def test_survey_means_and_numbers(truth: dict[str, Any], agency: str) -> None:
    for study, waves in truth[agency]["surveys"].items():
        for wave, expected in waves.items():
            kind = study.removeprefix(f"{agency}-")
            rows = _survey(RAW / agency / wave / f"survey-{kind}-{wave}-demo.csv")
            low, high = EXTERNAL_RESPONDENTS[agency] if kind == "external" else (46, 135)
            assert low <= len(rows) == expected["respondents"] <= high
            assert len({row["ID"] for row in rows}) == len(rows)
            overall = next(title for title in rows[0] if "в целом" in title)
            values = [int(row[overall][0]) for row in rows if row[overall][:1].isdigit()]
            assert len(values) == expected["n"]["overall"]
            assert fmean(values) == pytest.approx(expected["mean"]["overall"], abs=1e-4)
            planted = {number for numbers in expected["problem_of"].values() for number in numbers}
            assert planted <= {row["ID"] for row in rows}


def test_survey_exports_look_like_yandex_forms() -> None:
    for path in RAW.glob("*/*/survey-*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        titles = list(_survey(path)[0])
        assert titles[:2] == ["ID", "Время создания"]
        assert any("\n" in title for title in titles)
        assert any(" / " in title for title in titles) == ("external" in path.name)


def test_half_of_the_open_answers_say_nothing() -> None:
    nothing = {"", "-", "нет", ".", "все хорошо", "всё хорошо", "нет предложений", "все устраивает", "—"}
    for path in RAW.glob("*/*/survey-external*.csv"):
        rows = _survey(path)
        title = next(t for t in rows[0] if "трудностями" in t)
        share = sum(row[title].lower() in nothing for row in rows) / len(rows)
        assert 0.4 <= share <= 0.6


def _survey(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
