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


def act(agency: str) -> str:
    text = (ROOT / "tests" / "orders" / f"{agency}.txt").read_text(encoding="utf-8")
    return _PLACEHOLDER.sub("", text).replace("*", "")


def flat(text: str) -> str:
    return " ".join(text.split())


def ledger(agency: str) -> tuple[Obligation, ...]:
    return load_agency(Tree(ROOT), agency).obligations.paragraphs


def numbered_paragraphs(text: str) -> set[str]:
    """«приказ 1» … of the order, «1» or «1.1» … of the Порядок, «Прил. 2» … of the further annexes."""
    annexes = list(_ANNEX.finditer(text))
    order, body = text[: annexes[0].start()], text[annexes[0].end() :]
    # Where paragraphs are 1.1, 1.2, …, the lines «1.» are headings of chapters.
    deep = re.findall(r"^\s*(\d+\.\d+)\. ", body, re.MULTILINE)
    plain = re.findall(r"^\s*(\d+)\. ", body, re.MULTILINE)
    return {
        *(f"приказ {number}" for number in re.findall(r"^\s*(\d+)\. ", order, re.MULTILINE)),
        *(deep or plain),
        *(f"Прил. {match[1]}" for match in annexes[1:]),
    }


@pytest.mark.parametrize("agency", AGENCIES)
def test_quotes_are_literal(agency: str) -> None:
    text = flat(act(agency))
    wrong = [row.paragraph for row in ledger(agency) if flat(row.quote) not in text]
    assert wrong == []


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_numbered_paragraph_has_a_row_and_every_row_a_paragraph(agency: str) -> None:
    rows = {row.paragraph.split(",")[0] for row in ledger(agency)}
    assert rows == numbered_paragraphs(act(agency))


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
