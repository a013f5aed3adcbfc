"""What the generator writes as mailboxes and pages comes back as it was planned."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest
from message_files import REPOSITORY

from painmap.demo.layouts import LAYOUTS, NUMBERS
from painmap.demo.phrases import bank
from painmap.demo.plan import Planner
from painmap.demo.registers import Sheet, read_format
from painmap.params.models import Source
from painmap.text.deidentify import Masked

SUFFIX = {"mbox": "mbox", "telegram": "json", "vk-comments": "json", "vk-comments-csv": "csv"}
# Who wrote and what was answered is not in every export.
FULL = [layout for layout in SUFFIX if layout != "vk-comments-csv"]
RECEIVED = date(2024, 1, 22)


@pytest.fixture(scope="module")
def records():
    """A year of an agency, as if all of it had been written by mail or on a page."""
    return Planner("minec-49", 7, bank("minec-49")["setup"]["phone_block"]).year(2023)


def unmasked(texts, _known):
    return [Masked(text, (), ()) for text in texts]


@pytest.fixture
def page(records, take, tmp_path):
    def run(layout, carried=0, year=2023):
        format_ = read_format(REPOSITORY, layout)
        path = tmp_path / f"{layout}-{year}.{SUFFIX[layout]}"
        own, old = records[carried:], records[:carried]
        LAYOUTS[layout](Sheet(year, "", RECEIVED, own, old, "seed", ()), format_, path)
        source = Source(id="page", files="*", format=layout, channel="email")
        return path, take(path, format_, received=RECEIVED, source=source, mask=unmasked)

    return run


def words(text) -> str:
    """Words alone: mark-up, line ends and mentions apart."""
    return " ".join(re.findall(r"\w+", "" if pd.isna(text) else text))


@pytest.mark.parametrize("layout", SUFFIX)
def test_appeals_come_back(layout, page, records):
    carried = 5 if layout in FULL else 0
    _, result = page(layout, carried)
    appeals = result.appeals.set_index("appeal_id")
    numbers = {NUMBERS[layout](record): record for record in records}
    worded = {n: r for n, r in numbers.items() if layout == "mbox" or words(r.text)}
    assert set(appeals.index) == set(worded)
    assert not len(result.rejects)
    assert not result.journal["warnings"]
    days = {number: str(day.date()) for number, day in appeals["registered_date"].items()}
    assert days == {number: record.day.isoformat() for number, record in worded.items()}
    if layout not in FULL:
        return
    answered = appeals["answered_date"].dropna().dt.date.to_dict()
    known = {number: record.as_known(RECEIVED).result.answered for number, record in worded.items()}
    assert answered == {number: day for number, day in known.items() if day}


@pytest.mark.parametrize("layout", SUFFIX)
def test_texts_come_back(layout, page, records):
    _, result = page(layout)
    found = result.appeals.set_index("appeal_id")["text"].map(words, na_action=None)
    plain = [r for r in records if words(r.text) and "<" not in r.text and "&" not in r.text]
    same = [record for record in plain if found[NUMBERS[layout](record)] == words(record.text)]
    ending = [record for record in plain if words(record.text) in found[NUMBERS[layout](record)]]
    # Additions to a letter and mentions in a comment stand beside the text.
    assert len(ending) == len(plain)
    assert len(same) >= 0.88 * len(plain)
    own = " ".join(found)
    for around in ("Скидка", "Направляем ответ", "личные сообщения", "Отправлено из Mail", "Приёмная пишет"):
        assert around not in own


@pytest.mark.parametrize("layout", FULL)
def test_people_keep_their_identity(layout, page, records):
    _, result = page(layout)
    ids = result.appeals.set_index("appeal_id")["client_id"]
    keys = {NUMBERS[layout](record): record.person.key for record in records}
    pairs = {(keys[number], client) for number, client in ids.items()}
    assert ids.notna().all()
    assert len(pairs) == len({key for key, _ in pairs}) == len({client for _, client in pairs})


@pytest.mark.parametrize("layout", SUFFIX)
def test_files_are_the_same_each_time_and_hold_what_is_no_appeal(layout, page, records):
    path, result = page(layout)
    first = path.read_bytes()
    page(layout)
    assert path.read_bytes() == first
    assert result.journal["rows"]["note"] > len(records) / 25
    # Committed files: 3 KB for an appeal at most.
    assert len(first) < 3000 * len(records)
