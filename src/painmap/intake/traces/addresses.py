"""Private addresses: street, house and flat in one spelling; a house without a flat is no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.intake.traces.names import stem

_STREET = (
    r"(?:ул(?:иц\w*)?|пр(?:осп\w*|оезд\w*|-к?т\w*)?|пер(?:еул\w*)?|ш(?:оссе)?|наб(?:ереж\w*)?|пл\w*|"
    r"мкр\w*|б(?:ульв\w*|-р))"
)
_HOUSE = r"(?:д(?:ом\w{0,2})?[\s.,№]{0,4})"
_BLOCK = r"(?:[\s,]{0,3}(?:к(?:орп\w*)?|стр(?:оен\w*)?|лит\w*)[\s.]{0,2}\w{1,3}(?=[\s,;]))?"
_FLAT = r"(?:(?:кв(?:артир\w*|-р\w*)?|оф(?:ис\w*)?|пом(?:ещ\w*)?|комн?\w*)[\s.,№-]{0,4})"
_LETTER = r"(?:\s?[\"«]?[а-и][\"»]?(?![а-яё]))?"
_ORDERS = (
    # «ул. Ленина, д. 5, кв. 3», «Ленина 5-3», «Ленина ул., дом № 5 квартира № 3»
    re.compile(
        rf"(?<![А-ЯЁа-яё])(?P<street>[А-ЯЁа-яё-]{{3,}}+)[\s,.»\")]{{1,4}}(?:{_STREET}\.?[\s,]{{0,3}})?{_HOUSE}?"
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
