"""Which paragraphs a text cites: by the names that they have in the ledger («4.1», «приказ 2», «Прил. 3»)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"\d+(?:\.\d+)*", re.ASCII)
_NUMBERS = re.compile(r"[\d., ]+", re.ASCII)
_LIST = r"\d+(?:\.\d+)*(?:(?:,|\s+и|\s*[–-])\s*\d+(?:\.\d+)*)*"
_SUB = rf"подпункт\w*\s+(?P<subs>{_LIST}|«\w»)\s+"
# «подпункты 1–3 пункта 16», «пункты 2 и 3 приказа», «п. 4.1»
_POINT = re.compile(
    rf"(?:\b{_SUB})?\b(?:пункт(?:а|у|е|ы|ом|ов|ам|ах|ами)?|пп?\.)\s*(?P<numbers>{_LIST})\s*", re.IGNORECASE
)
_ANNEX = re.compile(r"\bприложени[а-я]*\s+№?\s*(?P<number>\d+)", re.IGNORECASE)
_OWN_ACT = re.compile(r"(?P<act>(?i:приказ|распоряжени))[а-я]*\b(?!\s+[А-ЯЁ])")
# «пункт 9 части 1 статьи 13 Федерального закона», «пункт 1 распоряжения Правительства»
_OTHER_ACT = re.compile(
    r"(?i:част|ч\.|стать|ст\.|федеральн|закон|указ|постановлени|положени|регламент|правил|кодекс|план"
    r"|№?\s*\d+-фз)|(?i:приказ|распоряжени)"
)
# «8-ФЗ ст. 13 ч. 1 п. 9»
_OTHER_BEFORE = re.compile(r"(?:\d+-фз|(?:стать[а-я]+|ст\.|част[а-я]+|ч\.)\s*\d[\d.]*),?\s*$", re.IGNORECASE)
_LAW = re.compile(r"\d+-фз|\bзакон|\bуказ|\bпостановлени", re.IGNORECASE)


def names(cited: str) -> list[str]:
    """What a field `paragraph` names: «8, 9» two paragraphs, other words («16, подпункт 1») one row."""
    return (_NUMBER.findall(cited) if _NUMBERS.fullmatch(cited) else []) or [cited]


def head(paragraph: str) -> str:
    """The paragraph that a row of the ledger is of: «11, абзац второй» → «11»."""
    return paragraph.split(",")[0]


def cites(cited: str, paragraph: str) -> bool:
    """Whether a field `paragraph` («14», «8, 9», «16, подпункт 1») means this row of the ledger."""
    return not {paragraph, head(paragraph)}.isdisjoint(names(cited))


def in_prose(text: str) -> Iterator[str]:
    """The paragraphs of the agency's own act that a sentence cites; those of other acts are left out.

    «пункты 2 и 3 приказа, подпункт 5 пункта 16 Порядка, Приложение № 3» → «приказ 2», «приказ 3»,
    «16, подпункт 5», «Прил. 3».
    """
    for point in _POINT.finditer(text):
        act = _OWN_ACT.match(text, point.end())
        is_other = _OTHER_ACT.match(text, point.end()) or _OTHER_BEFORE.search(text[: point.start()])
        if is_other and not act:
            continue
        for number in _NUMBER.findall(point["numbers"]):
            paragraph = f"{_ACTS[act['act'].lower()]} {number}" if act else number
            subs = _NUMBER.findall(point["subs"] or "") or re.findall(r"«\w»", point["subs"] or "")
            yield from (f"{paragraph}, подпункт {sub}" for sub in subs) if subs else (paragraph,)
    for annex in _ANNEX.finditer(text):
        yield f"Прил. {annex['number']}"


def names_law(text: str) -> bool:
    """Whether a sentence names an act beside the agency's own («8-ФЗ ст. 13»)."""
    return bool(_LAW.search(text))


_ACTS = {"приказ": "приказ", "распоряжени": "распоряжение"}
