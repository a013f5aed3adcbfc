"""Private addresses: street, house and flat in one spelling; a house without a flat is no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.intake.traces.stems import stem

_STREET = (
    r"(?:ул(?:иц\w{0,9})?|пр(?:осп\w{0,9}|оезд\w{0,9}|-к?т\w{0,9})?|пер(?:еул\w{0,9})?|ш(?:оссе)?|"
    r"наб(?:ереж\w{0,9})?|пл\w{0,9}|мкр\w{0,9}|б(?:ульв\w{0,9}|-р))"
)
_HOUSE = r"(?:д(?:ом\w{0,2})?[\s.,№]{0,4})"
_BLOCK = r"(?:[\s,]{0,3}(?:к(?:орп\w{0,9})?|стр(?:оен\w{0,9})?|лит\w{0,9})[\s.]{0,2}\w{1,3}(?=[\s,;]))?"
_FLAT = r"(?:(?:кв(?:артир\w{0,9}|-р\w{0,9})?|оф(?:ис\w{0,9})?|пом(?:ещ\w{0,9})?|комн?\w{0,9})[\s.,№-]{0,4})"
_LETTER = r"(?:\s?[\"«]?[а-и][\"»]?(?![а-яё]))?"
_ORDERS = (
    # «ул. Ленина, д. 5, кв. 3», «Ленина 5-3», «Ленина ул., дом № 5 квартира № 3»
    re.compile(
        rf"(?<![А-ЯЁа-яё-])(?P<street>[А-ЯЁа-яё-]{{3,}}+)[\s,.»\")]{{1,4}}(?:{_STREET}\.?[\s,]{{0,3}})?{_HOUSE}?"
        rf"(?P<house>\d{{1,4}}){_LETTER}{_BLOCK}[\s,;./-]{{1,4}}(?P<label>{_FLAT})?(?P<flat>\d{{1,4}})(?!\d)",
        re.IGNORECASE,
    ),
    # «кв. 3, д. 5, ул. Ленина»
    re.compile(
        rf"(?P<label>{_FLAT})(?P<flat>\d{{1,4}})[\s,;]{{1,3}}{_HOUSE}(?P<house>\d{{1,4}}){_LETTER}{_BLOCK}[\s,;]{{1,3}}"
        rf"(?:(?:по|на)\s)?(?:{_STREET}[.\s]{{1,3}})?(?P<street>[А-ЯЁа-яё-]{{3,}}(?:\s[А-ЯЁа-яё-]{{3,}}){{0,2}})",
        re.IGNORECASE,
    ),
    # «дом 5, квартира 3 по улице Ленина»
    re.compile(
        rf"{_HOUSE}(?P<house>\d{{1,4}}){_LETTER}{_BLOCK}[\s,;]{{1,3}}(?P<label>{_FLAT})(?P<flat>\d{{1,4}})[\s,;]{{1,3}}"
        rf"(?:(?:по|на)\s)?(?:{_STREET}[.\s]{{1,3}})?(?P<street>[А-ЯЁа-яё-]{{3,}}(?:\s[А-ЯЁа-яё-]{{3,}}){{0,2}})",
        re.IGNORECASE,
    ),
)  # fmt: skip


def address_values(cell: str, *, is_labelled: bool = False) -> Iterator[tuple[str, str]]:
    """The address of a cell, and its street as a word by which texts are told that need no closer look."""
    for kind, value in addresses_in(cell, is_labelled=is_labelled):
        yield kind, value
        yield "street", value.split("|")[0]


def addresses_in(text: str, *, is_labelled: bool = False) -> Iterator[tuple[str, str]]:
    """Streets with house and flat; of a street's several words each may be the telling one.

    Args:
        is_labelled: Only where the flat is called so: outside a column of addresses «05-12» is no house.
    """
    for pattern in _ORDERS:
        for match in pattern.finditer(text):
            for word in (
                match["street"].replace("-", " ").split() if match["label"] or not is_labelled else ()
            ):
                yield "address", f"{stem(word)}|{int(match['house'])}|{int(match['flat'])}"
