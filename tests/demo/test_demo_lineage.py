"""The planted merge and split of minyust-rd: wording that changes with the year, parts in the truth."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest
from demo_files import RAW, YEARS

from painmap.demo.lineage import Lineage
from painmap.demo.phrases import agencies, bank, phrases_of
from painmap.demo.records import Record

ROOT = RAW.parents[1]
AGENCY = "minyust-rd"
# Words that come in with the merged problem in 2024, and with the parts of the divided one in 2025.
NEW_WORDS = {
    "2024": re.compile(r"робот|общ\w+ (?:номер|лини)|многоканальн\w+.* ни |единого номера", re.I),
    "2025": re.compile(r"очеред\w+ на отправку|суперсервис|логический контроль|обжаловани|кодом", re.I),
}


def _bank() -> dict[str, Any]:
    problems = {"p01": {}, "p02": {}, "p03": {}, "p05": {}, "p06": {}}
    lineage = {
        "p03": {"year": 2024, "from": ["p01", "p02"]},
        "p05": {"year": 2025, "from": ["p04"]},
        "p06": {"year": 2025, "from": ["p04"]},
    }
    return {"problems": problems, "lineage": lineage}


def test_texts_of_a_merged_problem_count_for_its_heir_and_its_parts_are_told() -> None:
    own = Lineage(_bank())
    assert [own.living(p) for p in ("p01", "p02", "p03", "p05", "")] == ["p03", "p03", "p03", "p05", ""]
    planted = [("p01", "a"), ("p05", "b"), ("p03", "c"), ("p06", "d"), ("p01", "e"), ("", "f")]
    assert own.parts(planted) == {
        "p03": {"p01": ["a", "e"], "p03": ["c"]},
        "p04": {"p05": ["b"], "p06": ["d"]},
    }
    assert own.parts([("", "f")]) == {}


def test_without_a_lineage_every_problem_is_its_own() -> None:
    own = Lineage({"problems": {"p01": {}}})
    assert (own.living("p01"), own.entries(), own.parts([("p01", "a")])) == ("p01", {}, {})


def test_phrases_come_in_with_their_year() -> None:
    entry = {"core": ["a"], "note": ["n"], "since": {2025: {"core": ["c"]}, 2024: {"core": ["b"]}}}
    own = {"phrases": {"p01": entry}}
    assert [phrases_of(own, "p01", year)["core"] for year in (2023, 2024, 2026)] == [
        ["a"], ["a", "b"], ["a", "b", "c"],
    ]  # fmt: skip
    assert phrases_of(own, "p01", 2025)["note"] == ["n"]
    assert entry["core"] == ["a"]


@pytest.mark.parametrize("agency", agencies())
def test_a_lineage_is_of_years_uses_and_problems_that_the_bank_has(agency: str) -> None:
    own = bank(agency)
    years, uses = set(own["setup"]["volumes"]), {"core", "detail", "ask", "note", "short"}
    for entry in own["phrases"].values():
        assert set(entry) - {"since"} == uses
        for year, more in entry.get("since", {}).items():
            assert year in years - {min(years)}
            assert set(more) <= uses
    for new, entry in own.get("lineage", {}).items():
        assert new in own["problems"]
        assert entry["year"] in years - {min(years)}


def test_the_registry_tells_the_same_lineage(truth: dict[str, Any]) -> None:
    text = (ROOT / "params" / "problems" / f"{AGENCY}.csv").read_text(encoding="utf-8")
    rows = {row["id"]: row for row in csv.DictReader(text.splitlines())}
    told = {
        id_: {"year": int(row["valid_from"]), "from": row["parent_ids"].split()}
        for id_, row in rows.items()
        if row["parent_ids"]
    }
    assert told == truth[AGENCY]["lineage"]
    replaced = {old for entry in told.values() for old in entry["from"]}
    assert {rows[old]["status"] for old in replaced} == {"closed"}
    # A replaced problem is planted under no id of its own.
    planted = {p for year in truth[AGENCY]["years"].values() for p in year["problem_of"]}
    assert planted == set(rows) - replaced


def test_merge_and_split_lie_in_different_periods_and_the_truth_tells_their_parts(
    truth: dict[str, Any],
) -> None:
    assert {entry["year"] for entry in truth[AGENCY]["lineage"].values()} == {2024, 2025}
    for year in YEARS:
        own = truth[AGENCY]["years"][year]
        merged, divided = own["parts_of"]["p06"], own["parts_of"]["p07"]
        assert sorted(n for part in merged.values() for n in part) == sorted(own["problem_of"]["p06"])
        assert ("p06" in merged) == (year >= "2024")
        assert {part: own["problem_of"][part] for part in ("p21", "p22")} == divided
    waves = truth[AGENCY]["surveys"][f"{AGENCY}-external"]
    assert all({"p06", "p07"} == set(wave["parts_of"]) for wave in waves.values())
    others = [v for agency in truth if agency != AGENCY for v in truth[agency]["years"].values()]
    assert not any("parts_of" in own for own in others)


def test_wording_changes_with_the_merge_and_the_split(records: dict[str, list[Record]]) -> None:
    for first, parts in (("2024", ("p06", "p19", "p20")), ("2025", ("p21", "p22"))):
        texts = [(f"{r.day:%Y}", r.text) for r in records[AGENCY] if r.problem in parts]
        with_new = [year for year, text in texts if NEW_WORDS[first].search(text)]
        assert min(with_new) == first
        since = [year for year, _ in texts if year >= first]
        assert 0.1 <= len(with_new) / len(since) <= 0.6


def test_a_letter_names_no_second_part_of_its_own_problem(records: dict[str, list[Record]]) -> None:
    lineage = Lineage(bank(AGENCY))
    assert not [
        r for r in records[AGENCY] if r.secondary and lineage.living(r.secondary) == lineage.living(r.problem)
    ]
