"""The truth file says what stands in the files, as read with openpyxl and csv and by `intake`."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from demo_files import RAW, YEARS, Register

from painmap.demo.phrases import agencies
from painmap.intake import IntakeRequest, IntakeResult, combine, intake_file
from painmap.params.load import load_agency
from painmap.paths import Tree
from painmap.text.deidentify import Masked

ROOT = RAW.parents[1]
VOLUMES = {
    "minyust-rd": (2150, 2300, 2450),
    "minec-49": (400, 430, 460),
    "minfin-chr": (420, 440, 480),
    "dagpechat": (400, 410, 430),
    "dztszn-nao": (520, 560, 600),
}
RESPONDENTS = {
    "minyust-rd": {"external": (380, 450), "internal": (125, 135)},
    "minec-49": {"external": (140, 190), "internal": (46, 50)},
    "minfin-chr": {"external": (110, 160), "internal": (70, 80)},
    "dagpechat": {"external": (110, 140), "internal": (160, 170)},
    "dztszn-nao": {"external": (55, 80), "internal": (43, 48)},
}
ANNOTATED = {"minyust-rd": 0.55, "minec-49": 0.35, "minfin-chr": 0.45, "dagpechat": 0.3, "dztszn-nao": 0.4}
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
_FAULTS = {
    "номер повторяется, действует более поздняя строка": "duplicate_id",
    "дата не распознана": "31_february",
    "нет даты регистрации": "empty_date",
    "значение не описано в формате": "unknown_kind",
}


def _kept(register: Register) -> list[dict[str, Any]]:
    """Rows of the year that a reader must keep: a good date of this year, a known kind, a number once."""
    seen: dict[str, dict[str, Any]] = {}
    for row in register.rows:
        is_good = row["day"][6:] == register.year and not row["day"].startswith("31.02")
        if is_good and row["kind"].lower() in KINDS:
            seen[row["id"]] = row
    return list(seen.values())


def _as_they_are(texts: Any, known: Any) -> list[Masked]:
    """Masking is not looked at here."""
    return [Masked(text or "", (), ()) for text in texts]


@cache
def _read(agency: str) -> tuple[dict[str, IntakeResult], Any]:
    """What intake makes of each file of appeals, by name, and of all of them together."""
    params = load_agency(Tree(ROOT), agency)
    results = {}
    with (RAW / agency / "intake.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if "/survey-" not in row["file"]]
    for row in rows:
        path = RAW / agency / row["file"]
        source = next(s for s in params.agency.sources if path.match(s.files))
        request = IntakeRequest(
            path=path,
            file_id=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
            relative_name=row["file"],
            agency=params.agency,
            source=source,
            format=params.formats[source.format],
            received_date=date.fromisoformat(row["received_date"]),
            key=b"a key for tests, not a secret ...",
            mask=_as_they_are,
            reasons=params.report.reasons,
        )
        results[row["file"]] = intake_file(request)
    return results, combine(list(results.values()), params.agency).appeals


@pytest.mark.parametrize("agency", agencies())
def test_volumes_are_those_of_the_domain(agency: str, truth: dict[str, Any]) -> None:
    found = _read(agency)[1].registered_date.dt.year.value_counts()
    for year, expected in zip(YEARS, VOLUMES[agency], strict=True):
        assert truth[agency]["years"][year]["appeals"] == expected == found[int(year)]


@pytest.mark.parametrize("agency", agencies())
def test_every_row_of_every_file_is_kept_or_rejected_for_its_planted_fault(
    agency: str, truth: dict[str, Any]
) -> None:
    for name, result in _read(agency)[0].items():
        year, file = name.split("/")
        expected = truth[agency]["years"][year]["files"][file]
        faults = Counter(_FAULTS.get(reason, reason) for reason in result.rejects["reasons"])
        # «Инцидент Менеджмент» writes some rows twice of itself.
        doubled = faults.pop("duplicate_id", 0) - expected["rejects"].get("duplicate_id", 0)
        assert faults == Counter({k: n for k, n in expected["rejects"].items() if k != "duplicate_id"})
        assert doubled == 0 or (doubled > 0 and file.startswith("incident-"))
        # Mailboxes and journals of calls and receptions do not show appeals of the year before again.
        again = len(result.appeals) - expected["appeals"]
        assert 0 <= again <= expected["carried_over"], name


@pytest.mark.parametrize("agency", agencies())
def test_channels_and_months_are_read_as_they_were_made(agency: str, truth: dict[str, Any]) -> None:
    appeals = _read(agency)[1]
    for year in YEARS:
        own = appeals[appeals.registered_date.dt.year == int(year)]
        channels: Counter[str] = Counter()
        months: Counter[str] = Counter()
        for counts in truth[agency]["years"][year]["by_client_kind"].values():
            channels.update(counts["by_channel"])
            months.update(counts["by_month"])
        assert Counter(own.channel_code) == channels
        assert Counter(own.registered_date.dt.strftime("%m")) == months


@pytest.mark.parametrize("agency", agencies())
def test_planted_problems_are_found_under_their_numbers(agency: str, truth: dict[str, Any]) -> None:
    appeals = _read(agency)[1]
    numbers = set(appeals.appeal_id)
    for year, own in truth[agency]["years"].items():
        planted = [number for own_numbers in own["problem_of"].values() for number in own_numbers]
        assert len(planted) == len(set(planted))
        assert 0.43 <= len(planted) / own["appeals"] <= 0.57
        # Nothing but calls and rows without a number are known by their place only.
        calls = sum(file["appeals"] for name, file in own["files"].items() if name.startswith("calls-"))
        assert len(set(planted) - numbers) <= calls + 0.03 * len(planted), year
        by_problem: Counter[str] = Counter()
        for counts in own["by_client_kind"].values():
            by_problem.update({p: n["appeals"] for p, n in counts["by_problem"].items()})
            assert all(0 < n["clients"] <= n["appeals"] for n in counts["by_problem"].values())
        assert by_problem == Counter({p: len(n) for p, n in own["problem_of"].items()})


def test_the_files_make_up_the_year(truth: dict[str, Any]) -> None:
    for agency in truth:
        for own in truth[agency]["years"].values():
            files = own["files"].values()
            for key in ("appeals", "annotations"):
                assert sum(file[key] for file in files) == own[key]
            for key in ("by_category", "by_kind", "by_topic", "by_month", "by_channel"):
                both: Counter[str] = Counter()
                for counts in own["by_client_kind"].values():
                    both.update(counts[key])
                made: Counter[str] = Counter()
                for counts in files:
                    made.update(counts[key])
                assert made == both


def test_annotations_are_as_frequent_as_in_the_domain(truth: dict[str, Any]) -> None:
    for agency, share in ANNOTATED.items():
        years = truth[agency]["years"].values()
        found = sum(own["annotations"] for own in years) / sum(own["appeals"] for own in years)
        assert found == pytest.approx(share, abs=0.08), agency


def test_what_else_is_planted_is_named(truth: dict[str, Any]) -> None:
    assert {agency: sum(len(y["mailing"]) for y in truth[agency]["years"].values()) for agency in truth} == {
        agency: 64 if agency == "minyust-rd" else 0 for agency in truth
    }
    for agency, own in truth.items():
        effects = own["effects"]
        assert effects["events"]["email_law"]["day"] == "2025-03-30"
        assert effects["measures"], agency
        assert all(
            0 < m["ratio"] < 2.5 and m["day"][:4] in ("2023", "2024", "2025")
            for m in effects["measures"].values()
        )
        for year in own["years"].values():
            assert year["repeats"] > 0
            assert year["secondary_of"]
            assert all(set(twin) == {"first", "is_copied"} for twin in year["twins"].values())
    change = truth["minyust-rd"]["effects"]["events"]["registration_change"]
    assert change == {"day": "2024-07-01", "ratio": 1.3}


def test_rejects_and_carried_rows_make_up_the_rest_of_each_register(
    truth: dict[str, Any], registers: list[Register]
) -> None:
    assert len(registers) == 5
    for register in registers:
        file = truth[register.agency]["years"][register.year]["files"][register.name]
        numbers = Counter(row["id"] for row in register.rows)
        found = {
            "31_february": sum(row["day"].startswith("31.02") for row in register.rows),
            "empty_date": sum(row["day"] == "" for row in register.rows),
            "unknown_kind": sum(row["kind"].lower() not in KINDS for row in register.rows),
            "duplicate_id": sum(n - 1 for n in numbers.values()),
        }
        assert found == file["rejects"]
        assert len(_kept(register)) == file["appeals"]
        assert len(register.rows) == file["appeals"] + file["carried_over"] + sum(found.values())
        old = [row for row in register.rows if row["day"][6:] == str(int(register.year) - 1)]
        assert len(old) == file["carried_over"]


def test_counts_by_kind_and_topic(truth: dict[str, Any], registers: list[Register]) -> None:
    for register in registers:
        file, rows = truth[register.agency]["years"][register.year]["files"][register.name], _kept(register)
        assert Counter(KINDS[row["kind"].lower()] for row in rows) == Counter(file["by_kind"])
        assert Counter(row["topic"] for row in rows) == Counter(file["by_topic"])
        assert sorted(Counter(row["channel"] for row in rows).values()) == sorted(file["by_channel"].values())
        assert Counter(row["day"][3:5] for row in rows) == Counter(file["by_month"])
        assert {KIND_OF_CLIENT[row["kind_of_client"].lower()] for row in rows} >= {"external", "internal"}


@pytest.mark.parametrize("agency", agencies())
def test_survey_means_and_numbers(truth: dict[str, Any], agency: str) -> None:
    for study, waves in truth[agency]["surveys"].items():
        for wave, expected in waves.items():
            kind = study.removeprefix(f"{agency}-")
            path = RAW / agency / wave / f"survey-{kind}-{wave}-demo.csv"
            low, high = RESPONDENTS[agency][kind]
            assert low <= expected["respondents"] <= high
            if not _is_of_forms(path):
                continue
            rows = _survey(path)
            assert len(rows) == expected["respondents"]
            assert len({row["ID"] for row in rows}) == len(rows)
            # Each mean of the truth is the mean of one column of the file.
            means = {round(mean, 4) for mean in _means(rows)}
            assert set(expected["mean"].values()) <= means
            planted = {number for numbers in expected["problem_of"].values() for number in numbers}
            assert planted <= {row["ID"] for row in rows}
            assert planted


def test_a_survey_on_paper_arrives_as_counts(truth: dict[str, Any]) -> None:
    paths = sorted((RAW / "dztszn-nao").glob("*/survey-external-*.csv"))
    assert len(paths) == 3
    for path in paths:
        rows = list(csv.reader(path.read_bytes().decode("cp1251").splitlines(), delimiter=";"))
        wave = truth["dztszn-nao"]["surveys"]["dztszn-nao-external"][path.parts[-2]]
        assert ["Всего анкет", "", str(wave["respondents"])] in rows
        assert wave["problem_of"] == {}
        scales = [int(row[2]) for row in rows if row[1:2] and row[1][:2] in ("1 ", "2 ", "3 ", "4 ", "5 ")
                  and row[2] != "-"]  # fmt: skip
        assert sum(scales) == sum(wave["n"].values())


def test_survey_exports_look_like_yandex_forms() -> None:
    for path in RAW.glob("*/*/survey-*.csv"):
        if _is_of_forms(path):
            titles = list(_survey(path)[0])
            assert titles[:2] == ["ID", "Время создания"]
            assert titles[-1] == "Метка формы"


def test_half_of_the_open_answers_say_nothing() -> None:
    nothing = {"", "-", "нет", ".", "все хорошо", "всё хорошо", "нет предложений", "все устраивает", "—"}
    for path in RAW.glob("minyust-rd/*/survey-external*.csv"):
        rows = _survey(path)
        title = next(t for t in rows[0] if "трудностями" in t)
        share = sum(row[title].lower() in nothing for row in rows) / len(rows)
        assert 0.4 <= share <= 0.6


def _means(rows: list[dict[str, str]]) -> list[float]:
    """Means of the columns that begin with a number on a scale."""
    result = []
    for title in rows[0]:
        values = [int(row[title].split(" ")[0]) for row in rows if row[title].split(" ")[0].isdigit()]
        if values and title != "ID" and max(values) <= 10:
            result.append(fmean(values))
    return result


def _is_of_forms(path: Path) -> bool:
    return path.read_bytes().startswith(b"\xef\xbb\xbf")


def _survey(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
