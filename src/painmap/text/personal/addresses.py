"""Private addresses: with a flat, or where the writer lives; a street and house alone stay."""

from __future__ import annotations

from painmap.text.personal.base import LIKELY, SURE, shape

_STREET_TYPE = (
    r"(?:ул(?:иц[аыеуи]|иц[её]й)?|пр-?к?т|просп(?:ект\w*)?|пер(?:еул\w*)?|бул(?:ьв\w*)?|б-р|шоссе|ш|площад\w+|пл"
    r"|наб(?:ережн\w*)?|проезд\w*|тупик\w*|мкр?|микрорайон\w*|квартал\w*)\b\.?"
)
_PLACE = (
    r"(?:(?:г(?:ор(?:од\w*)?)?|с(?:ел[оаеу])?|п(?:ос)?|пос[её]л\w+|пгт"
    r"|дер(?:евн\w+)?|д|аул\w*|р-н|район\w*)\b\.?\s*[а-яё-]+[,\s]+)"
)
_NAME = r"(?:\d{1,3}(?:-?[а-яё]{1,2})?\s+)?[а-яё][а-яё.-]*(?:\s+[а-яё][а-яё.-]*){0,3}?"
_STREET = rf"(?:{_STREET_TYPE}\s*{_NAME}|[а-яё-]+\s+{_STREET_TYPE})"
_HOUSE = (
    r"[,\s]*(?:\bд(?:ом)?\b\.?\s*)?№?\s*\d+\s?(?:[а-яё]\b)?(?:\s?[/-]\s?\d+)?"
    r"(?:[,\s]*\b(?:к(?:ор(?:п(?:ус)?)?)?|стр(?:оение)?)\b\.?\s*\d*[а-я]?\b)?"
)
_FLAT = r"[,\s]*\bкв(?:артир[аеуы])?\b\.?\s*№?\s*\d+"
_LIVES = (
    r"(?:прожива\w+|прописан\w*|зарегистрирован\w*|живу|жив[её]м|(?:мой|наш|домашний)\s+адрес|адрес\s+проживания"
    r"|место\s+жительства)[\s:,–-]+(?:(?:я|по|на|в|адресу|:)\s*){0,3}"
)

ADDRESS = (
    shape(
        "address-with-flat", "ADDRESS", SURE, "улица, дом и квартира",
        rf"\b(?P<x>{_PLACE}{{0,3}}{_STREET}{_HOUSE}{_FLAT})(?!\d)",
    ),
    shape(
        "address-of-writer", "ADDRESS", SURE, "улица и дом после слов «проживаю», «мой адрес»",
        rf"\b{_LIVES}(?P<x>{_PLACE}{{0,3}}{_STREET}{_HOUSE}(?:{_FLAT})?)(?!\d)",
    ),
    shape(
        "house-with-flat", "ADDRESS", LIKELY, "дом и квартира без улицы",
        r"(?<!\w)(?P<x>(?:д\.|дом)\s*№?\s*\d+[а-я]?(?:/\d+)?" + _FLAT + r")(?!\d)",
    ),
    shape(
        "address-without-street-word", "ADDRESS", SURE, "название и дом после слов «проживаю», «мой адрес»",
        rf"\b{_LIVES}(?P<x>{_PLACE}{{0,2}}(?-i:[А-ЯЁ])[а-яё-]+(?:\s+[а-яё-]+)?{_HOUSE}(?:{_FLAT})?)(?!\d)",
    ),
)  # fmt: skip
