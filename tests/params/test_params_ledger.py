"""The ledger against the text of the act: literal quotations, and every numbered paragraph."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from painmap.params.load import agency_ids, load_agency
from painmap.params.models import Obligation
from painmap.paths import Tree

ROOT = Path(__file__).parents[2]
AGENCIES = agency_ids(Tree(ROOT))
# «[image: ][image: ]1. Утвердить»: pictures of the scanned order stand before some numbers.
_PLACEHOLDER = re.compile(r"\[(?:image|bookmark): [^\]]*\]")
_ANNEX = re.compile(r"^приложение № (\d+)$", re.MULTILINE | re.IGNORECASE)
# Where the Порядок begins; минфин approves it without calling it an annex.
_BODY = re.compile(r"^(?:приложение(?: № 1)?|утвержден)\s*$", re.MULTILINE | re.IGNORECASE)


def act(agency: str) -> str:
    text = (ROOT / "tests" / "orders" / f"{agency}.txt").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub("", text).replace("*", "")


def flat(text: str) -> str:
    return " ".join(text.split())


def ledger(agency: str) -> tuple[Obligation, ...]:
    return load_agency(Tree(ROOT), agency).obligations.paragraphs


def numbered_paragraphs(text: str) -> set[str]:
    """«приказ 1» … of the order, «1» or «1.1» … of the Порядок, «Прил. 2» … of the further annexes."""
    start = _BODY.search(text)
    assert start is not None
    order, body = text[: start.start()], text[start.end() :]
    annexes = _ANNEX.findall(body)
    kind = "распоряжение" if re.search(r"^РАСПОРЯЖЕНИЕ\s*$", order, re.MULTILINE) else "приказ"
    # Where paragraphs are 1.1, 1.2, …, the lines «1.» are headings of chapters.
    deep = re.findall(r"^\s*(\d+\.\d+)\. ", body, re.MULTILINE)
    plain = re.findall(r"^\s*(\d+)\. ", body, re.MULTILINE)
    return {
        *(f"{kind} {number}" for number in re.findall(r"^\s*(\d+)\. ", order, re.MULTILINE)),
        *(deep or plain),
        *(f"Прил. {number}" for number in annexes),
    }


def sub_points(text: str) -> set[str]:
    """«3, подпункт 1» … of the paragraphs of the Порядок; a letter stands in «»: «16, подпункт «б»»."""
    start = _BODY.search(text)
    assert start is not None
    found, paragraph = set(), ""
    for line in text[start.end() :].splitlines():
        if match := re.match(r"\s*(\d+)\. ", line):
            paragraph = match[1]
        elif match := re.match(r"\s*(\d+|[а-я])\) ", line):
            number = match[1] if match[1].isdigit() else f"«{match[1]}»"
            found.add(f"{paragraph}, подпункт {number}")
    return found


@pytest.mark.parametrize("agency", AGENCIES)
def test_quotes_are_literal(agency: str) -> None:
    text = flat(act(agency))
    wrong = [row.paragraph for row in ledger(agency) if flat(row.quote) not in text]
    assert wrong == []


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_numbered_paragraph_has_a_row_and_every_row_a_paragraph(agency: str) -> None:
    rows = {row.paragraph.split(",")[0] for row in ledger(agency)}
    assert rows == numbered_paragraphs(act(agency))


def test_ledger_of_the_district_has_every_sub_point() -> None:
    """The sixth indicator of п. 16 is typed «б)»."""
    wanted = sub_points(act("dztszn-nao"))
    assert {"3, подпункт 4", "13, подпункт 3", "16, подпункт 5", "16, подпункт «б»"} < wanted
    assert len(wanted) == 4 + 2 + 4 + 3 + 6
    rows = {row.paragraph for row in ledger("dztszn-nao")}
    assert {row for row in rows if "подпункт" in row} == wanted


def test_numbered_paragraphs_are_found_in_the_acts() -> None:
    """минюст has no п. 16; минэк runs from 1.1 to 5.9."""
    minyust = numbered_paragraphs(act("minyust-rd"))
    assert {f"приказ {i}" for i in range(1, 6)} | {"Прил. 2", "Прил. 3"} < minyust
    assert {str(i) for i in range(1, 20)} - minyust == {"16"}
    minec = numbered_paragraphs(act("minec-49"))
    assert len(minec) == 5 + 2 + 2 + 2 + 2 + 9


@pytest.mark.parametrize("agency", AGENCIES)
def test_ledger_names_no_person(agency: str) -> None:
    initials = re.compile(r"\b[А-ЯЁ]\.\s?[А-ЯЁ]\.")
    assert not [row.paragraph for row in ledger(agency) if initials.search(row.quote + row.asks)]
