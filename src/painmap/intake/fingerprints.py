"""Keyed fingerprints of the structured personal values of a raw file, for the privacy gate.

The gate shares nothing with the masker: it asks whether a telephone, an e-mail address or a name that
stands in a column of its own in the raw data occurs anywhere where it should not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.intake.layout import grid
from painmap.intake.mapping import map_columns
from painmap.intake.privacy import keyed_hash, phone_digits
from painmap.intake.readers import read_sheets
from painmap.intake.request import Context, IntakeRequest

_PHONE = re.compile(
    r"(?<!\d)(?:\+?7|8)?[\s(–-]{0,3}\d{3}[\s)–-]{0,3}\d{3}[\s–-]{0,2}\d{2}[\s–-]{0,2}\d{2}(?!\d)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")
# Fonts and pictures in a page, and the coordinates of its charts: megabytes without a word.
_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+|\b(?:d|points|transform)=\\?\"[^\"]*\"")
# Two words of a name may be anyone's; three in a row are one person's.
_WORDS = 3


def fingerprints(request: IntakeRequest) -> frozenset[str]:
    """Keyed hashes of all telephones, e-mail addresses and full names in the file's own columns."""
    if request.format.rows != "appeals":
        return frozenset()
    context = Context(request)
    grids = [found for sheet in read_sheets(request) if (found := grid(sheet, context)) is not None]
    frame = map_columns(grids, context).frame
    values: set[str] = set()
    for name in ("person_name", "phone", "email", "executor"):
        if name in frame:
            for cell in frame[name].dropna().astype(str).unique():
                values.update(normalised(cell))
    return frozenset(keyed_hash(request.key, value) for value in values)


def count_known(values: frozenset[str], known: frozenset[str], key: bytes) -> int:
    """How many of the normalised `values` are details of `known`."""
    return sum(keyed_hash(key, value) in known for value in values)


def normalised(text: str) -> Iterator[str]:
    """Telephones, e-mail addresses and full names in a text, in one spelling each."""
    text = _EMBEDDED.sub(" ", text)
    for match in _PHONE.finditer(text):
        if digits := phone_digits(match[0]):
            yield digits[-10:]
    for match in _EMAIL.finditer(text):
        yield match[0].lower()
    words: list[str] = []
    end = 0
    for match in _NAME.finditer(text):
        words = [*words, match[0]] if text[end : match.start()] == " " else [match[0]]
        end = match.end()
        if len(words) >= _WORDS:
            yield " ".join(words[-_WORDS:]).lower().replace("ё", "е")
