"""ССТУ, ПОС and «Инцидент Менеджмент»: what is written is read back as it was meant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from painmap.demo.classified import classifier, read_topics, words_of_topic
from painmap.demo.generate import SEED
from painmap.demo.layouts import LAYOUTS
from painmap.demo.outputs import Output, kept_in, routed
from painmap.demo.phrases import bank
from painmap.demo.plan import Planner
from painmap.demo.records import Record
from painmap.demo.registers import Sheet, read_format
from painmap.intake import IntakeRequest, IntakeResult, combine, intake_file
from painmap.params.load import agency_ids, load_agency
from painmap.paths import Tree
from painmap.text.deidentify import mask_many

ROOT = Path(__file__).resolve().parents[2]
AGENCY = "dztszn-nao"
NAMES = ("incident", "pos", "sstu")
YEARS = (2023, 2024)


def sheets(name: str) -> Iterator[Sheet]:
    """The register of each year, with the appeals that the year before left open."""
    setup = bank(AGENCY)["setup"]
    outputs = [Output.of(entry) for entry in setup["outputs"]]
    planner, topics = Planner(AGENCY, SEED, setup["phone_block"]), read_topics(ROOT, AGENCY)[name]
    before: list[Record] = []
    for year in YEARS:
        own, received = kept_in(outputs, year), setup["received"][year]
        at = [output.layout for output in own].index(name)
        records = planner.year(year)
        now, old = (routed(some, own, f"{SEED}/{AGENCY}")[at] for some in (records, before))
        yield Sheet(year, "", received, now, old, f"{SEED}/{AGENCY}/{year}", (), topics=topics)
        before = [r for r in records if r.is_open(received)]


def read(name: str, sheet: Sheet, path: Path) -> IntakeResult:
    params = load_agency(Tree(ROOT), AGENCY)
    LAYOUTS[name](sheet, read_format(ROOT, name), path)
    request = IntakeRequest(
        path=path,
        file_id=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        relative_name=f"{sheet.year}/{path.name}",
        agency=params.agency,
        source=next(s for s in params.agency.sources if s.format == name),
        format=params.formats[name],
        received_date=sheet.received,
        key=b"a key for tests, not a secret ...",
        mask=mask_many,
        reasons=params.report.reasons,
    )
    return intake_file(request)


def known(record: Record, received: date) -> tuple[Any, ...]:
    result = record.as_known(received).result
    return record.day, record.topic, result.outcome or "", result.answered


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read_back(name: str, tmp_path: Path) -> None:
    written = list(sheets(name))
    results = [read(name, sheet, tmp_path / f"{sheet.year}.xlsx") for sheet in written]
    for sheet, result in zip(written, results, strict=True):
        rows = result.journal["rows"]
        assert rows["data"] == rows["kept"] + rows["rejected"]
        # Only rows that the exporter wrote twice.
        assert set(result.rejects["reasons"]) <= {"номер повторяется, действует более поздняя строка"}
        assert len(result.appeals) == len(sheet.records) + len(sheet.carried)
    both = combine(results, load_agency(Tree(ROOT), AGENCY).agency)
    expected = {r.appeal_id: known(r, written[-1].received) for sheet in written for r in sheet.records}
    found = {
        a.appeal_id: (
            a.registered_date.date(),
            "" if pd.isna(a.topic_code) else a.topic_code,
            "" if pd.isna(a.outcome_code) else a.outcome_code,
            None if pd.isna(a.answered_date) else a.answered_date.date(),
        )
        for a in both.appeals.itertuples()
    }
    if name == "sstu":
        # Where the clerk left the first question without a code, the next one tells the topic.
        gaps = [number for number, row in expected.items() if not row[1]]
        expected |= {number: (found[number][0], found[number][1], *expected[number][2:]) for number in gaps}
        counts = both.items.groupby("record_id").size()
        assert counts.between(1, 5).all()
        assert counts.max() > 2
        assert both.appeals["text"].isna().all()
    assert found == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_twice(name: str, tmp_path: Path) -> None:
    contents = []
    for path in (tmp_path / "a.xlsx", tmp_path / "b.xlsx"):
        LAYOUTS[name](next(sheets(name)), read_format(ROOT, name), path)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.parametrize("agency", agency_ids(Tree(ROOT)))
def test_profiles_lead_words_of_the_classifiers_to_all_topics_of_citizens(agency: str) -> None:
    topics = [topic.code for topic in load_agency(Tree(ROOT), agency).agency.topics]
    for name, words in read_topics(ROOT, agency).items():
        if name not in NAMES:
            continue
        sheet = Sheet(2023, "", date(2024, 1, 1), (), (), "", (), topics=words)
        wordless = [topic for topic in topics if not words_of_topic(name, sheet, topic)]
        assert len(wordless) <= 1, "only the staff's own topic may lack a word"
        unknown = [word for word in words if not any(known.startswith(word) for known in classifier(name))]
        # The section «0004» stands for what the demo data do not ask.
        assert unknown in ([], ["0004"])
