"""Keyed fingerprints of the structured personal values of a raw file, for the privacy gate.

The gate shares nothing with the masker: it asks whether what stands in the raw data as a name, telephone,
address or identifier occurs anywhere where it should not, in whatever spelling (`intake.traces`).
"""

from __future__ import annotations

import hmac
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from email.header import decode_header, make_header
from html import unescape
from typing import Any

import pandas as pd

from painmap.intake.layout import Grid, grids
from painmap.intake.mapping import map_columns
from painmap.intake.readers import read_sheets
from painmap.intake.request import Context, IntakeRequest
from painmap.intake.traces.addresses import address_values
from painmap.intake.traces.names import name_values, names_apart, names_by_form
from painmap.intake.traces.numbers import emails_in, ids_in, mobiles_in, papers_in, phone_values
from painmap.intake.words import norm

_MARK_BYTES = 16
# A longer cell is a letter, whatever its column is called.
_SHORT = 300
_SHORTEST = 5
_HEADERS = re.compile(rb"^(?:From|To|Cc|Reply-To|Sender): *([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.M | re.I)
_ADDRESSEES = re.compile(rb"^(?:To|Delivered-To): *([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.M | re.I)
_BULK = re.compile(rb"^(?:List-|Precedence: *(?:bulk|list|junk))", re.M | re.I)
_SENDERS = ("from", "actor", "forwarded_from", "saved_from", "author", "inviter")
_MADE_BY = re.compile(r"<(?:dc:creator|cp:lastModifiedBy|author)>([^<]+)<")


def mark(key: bytes, kind: str, value: str) -> bytes:
    """Keyed hash of one value of a kind."""
    return hmac.digest(key, f"{kind}|{value}".encode(), "sha256")[:_MARK_BYTES]


def fingerprints(request: IntakeRequest) -> frozenset[bytes]:
    """Marks of all persons, telephones, e-mail and private addresses and identifiers of the file.

    Raises:
        PainmapError: The file cannot be read.
    """
    values = set(_values(request)) - _own_addresses(request)
    return frozenset(mark(request.key, kind, value) for kind, value in values)


def loose_fingerprints(texts: Iterator[str], key: bytes) -> frozenset[bytes]:
    """Marks of what shows by its form in a file that no format describes."""
    values: set[tuple[str, str]] = set()
    for text in texts:
        values.update(value for line in text.splitlines() for value in _of_cell(line))
        values.update(_of_names(names_apart(text)))
    return frozenset(mark(key, kind, value) for kind, value in values)


def _values(request: IntakeRequest) -> Iterator[tuple[str, str]]:
    context = Context(request)
    sheets = list(read_sheets(request))
    read = list(grids(sheets, context))
    if request.format.rows == "appeals":
        yield from _of_fields(map_columns(read, context).frame)
    letters = _letter_columns(read, request)
    for sheet in sheets:
        yield from _of_names(names_by_form(sheet.name))
        cells = {
            (cell, i in letters or len(cell) > _SHORT)
            for row in sheet.rows
            for i, cell in enumerate(row)
            if isinstance(cell, str) and len(cell) >= _SHORTEST
        }
        for row in sheet.rows:
            yield from _of_names(
                names_apart(" | ".join(c for c in row if isinstance(c, str) and len(c) < _SHORT))
            )
        for cell, is_letter in cells:
            yield from _of_cell(cell, is_letter=is_letter)
    yield from _of_names(names_by_form(request.path.stem.replace("_", " ")))
    yield from _beside_the_cells(request)


def _of_fields(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    for field, values in _FIELDS.items():
        for cell in frame[field].dropna().astype(str).unique() if field in frame else ():
            yield from values(cell)


_FIELDS = {
    "person_name": name_values,
    "executor": name_values,
    "phone": phone_values,
    "email": emails_in,
    "address": address_values,
    "client_source_id": ids_in,
}


def _letter_columns(grids: list[Grid], request: IntakeRequest) -> frozenset[int]:
    """Columns in which people write freely: names there are not those of the register."""
    titles = [title for title, column in request.format.columns.items() if "text" in column.fields]
    places = (one.position(title) for one in grids for title in titles)
    forms = request.questionnaire.all_versions.values() if request.questionnaire else ()
    known = {norm(question.text) for form in forms for question in form.questions}
    answers = (i for one in grids for i, title in enumerate(one.titles) if norm(title) in known)
    return frozenset([place for place in places if place is not None]) | frozenset(answers)


def _of_cell(cell: str, *, is_letter: bool = False) -> Iterator[tuple[str, str]]:
    yield from emails_in(cell)
    yield from mobiles_in(cell)
    yield from papers_in(cell)
    if not is_letter:
        yield from address_values(cell, is_labelled=True)
        yield from _of_names(names_by_form(cell))


def _of_names(names: Iterator[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from name_values(name)


# Readers of letters, and those of JSON with senders beside the texts.
_LETTERS, _MESSAGES = ("mbox", "eml"), ("telegram", "vk")


def _beside_the_cells(request: IntakeRequest) -> Iterator[tuple[str, str]]:
    """Headers of letters, senders of messages, authors of a workbook: intake reads no more than it needs."""
    data = request.path.read_bytes()
    if request.format.reader in _LETTERS:
        yield from _of_mailbox(data)
    elif request.format.reader in _MESSAGES:
        yield from _of_messages(json.loads(data))
    elif data.startswith(b"PK"):
        with zipfile.ZipFile(request.path) as archive:
            for name in archive.namelist():
                if name.startswith("docProps/") or "comment" in name:
                    xml = archive.read(name).decode("utf-8", errors="replace")
                    for author in _MADE_BY.findall(xml):
                        yield from name_values(unescape(author))


def _own_addresses(request: IntakeRequest) -> set[tuple[str, str]]:
    """The mailbox's own address and the senders of newsletters: nobody's secret."""
    if request.format.reader not in _LETTERS:
        return set()
    letters = _letters(request.path.read_bytes())
    sent_to = Counter(value for head in letters for value in set(_addresses(_headers(head, _ADDRESSEES))))
    own = {value for value, count in sent_to.most_common(1) if count > len(letters) / 3}
    bulk = {value for head in letters if _BULK.search(head) for value in _addresses(_headers(head, _HEADERS))}
    return own | bulk


def _of_mailbox(data: bytes) -> Iterator[tuple[str, str]]:
    for head in _letters(data):
        headers = _headers(head, _HEADERS)
        yield from _addresses(headers)
        for header in headers:
            yield from _of_names(names_by_form(header))


def _letters(data: bytes) -> list[bytes]:
    """The heads of all letters."""
    return [part.partition(b"\n\n")[0] for part in data.replace(b"\r\n", b"\n").split(b"\nFrom ")]


def _headers(head: bytes, pattern: re.Pattern[bytes]) -> list[str]:
    return [_readable(raw) for raw in pattern.findall(head)]


def _addresses(headers: list[str]) -> Iterator[tuple[str, str]]:
    return (value for header in headers for value in emails_in(header))


def _readable(raw: bytes) -> str:
    text = raw.decode("utf-8", errors="replace")
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        return text


def _of_messages(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key in _SENDERS:
            if isinstance(sender := value.get(key), str):
                # A channel is no person; without a code only the form of the name tells.
                is_person = str(value.get(f"{key}_id", "")).startswith("user")
                yield from name_values(sender) if is_person else _of_names(names_by_form(sender))
        if isinstance(first := value.get("first_name"), str):
            yield from name_values(f"{value.get('last_name') or ''} {first}")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _of_messages(inner)
