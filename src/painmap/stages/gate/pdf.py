"""The text of a PDF: pages through the fonts' own tables, document information, metadata, link targets.

Not by a library: pypdf takes 5.5 s for a report of 41 pages (75 of them would take minutes), this 0.4 s.
Runs of text that stand apart on a page are joined by blanks.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from painmap.errors import PainmapError
from painmap.stages.gate.encodings import decoded

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+\d{1,5}\s+obj\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_TO_UNICODE = re.compile(rb"/ToUnicode\s+(\d+)\s+\d+\s+R")
_FONTS = re.compile(rb"/Font\s*(?:<<(.*?)>>|(\d+)\s+\d+\s+R)", re.DOTALL)
_NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d+)\s+\d+\s+R")
_RANGES = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf(?:char|range)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_BLOCK = re.compile(rb"\bBT\b(.*?)\bET\b", re.DOTALL)
_LITERAL = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
_SHOWN = re.compile(
    rb"/(?P<font>[^\s/<>\[\]()]+)\s+[-\d.]+\s+Tf|(?P<run>\[(?:[^\[\]()]|" + _LITERAL + rb")*\]\s*TJ|"
    rb"(?:<[0-9A-Fa-f\s]*>|" + _LITERAL + rb")\s*(?:Tj|'|\"))",
    re.DOTALL,
)
_PIECE = re.compile(rb"<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<text>" + _LITERAL + rb")|(?P<kern>-\d{3,})", re.DOTALL)
_STRING = re.compile(_LITERAL + rb"|<([0-9A-Fa-f\s]{4,})>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b" ", b"f": b" "}
# A gap between two letters of one run that is a blank, in thousandths of the size.
_BLANK = -200.0
_MAX_STREAM = 64 << 20


def texts_of_pdf(data: bytes) -> Iterator[str]:
    """What a reader of the file can see, search or find in its properties.

    Raises:
        PainmapError: It is encrypted, or its text has no table of letters.
    """
    objects, streams = _objects(data)
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", data):
        raise PainmapError("PDF зашифрован")
    tables = {number: _Table(streams[number]) for number in _tables_of(objects) if number in streams}
    fonts = _fonts(objects, tables)
    for number, body in objects.items():
        yield " \n".join(_strings(body))
        content = streams.get(number)
        if content is None or number in tables or b"/ObjStm" in body:
            continue
        if b"/XML" in body or content.lstrip()[:1] == b"<":
            yield from decoded(content)
        elif re.search(rb"\bBT\b", content) and re.search(rb"\bT[jJ]\b|['\"]\s", content):
            yield _shown(content, fonts)
        elif b"/EmbeddedFile" in body:
            yield from decoded(content)


def _objects(data: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Dictionaries and streams by object number; those packed into object streams, too."""
    objects: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    position = 0
    while match := _OBJECT.search(data, position):
        number, end = int(match[1]), data.find(b"endobj", match.end())
        end = len(data) if end < 0 else end
        begin = _STREAM.search(data, match.end(), end)
        if begin is None:
            objects[number], position = data[match.end() : end], end
            continue
        body = data[match.end() : begin.start()]
        length = _LENGTH.search(body)
        stop = begin.end() + int(length[1]) if length else data.find(b"endstream", begin.end())
        objects[number], position = body, max(stop, begin.end())
        streams[number] = _unpacked(data[begin.end() : stop], body)
    for number, body in list(objects.items()):
        if b"/ObjStm" in body and number in streams:
            objects.update(_packed(streams[number], body))
    return objects, streams


def _unpacked(raw: bytes, body: bytes) -> bytes:
    if b"/FlateDecode" not in body:
        return raw
    try:
        return zlib.decompressobj().decompress(raw, _MAX_STREAM)
    except zlib.error:
        return b""


def _packed(content: bytes, body: bytes) -> Iterator[tuple[int, bytes]]:
    first = re.search(rb"/First\s+(\d+)", body)
    if first is None:
        return
    start = int(first[1])
    numbers = [int(part) for part in content[:start].split()]
    places = [*numbers[1::2], len(content) - start]
    for number, one, other in zip(numbers[::2], places, places[1:], strict=False):
        yield number, content[start + one : start + other]


def _tables_of(objects: dict[int, bytes]) -> set[int]:
    return {int(match[1]) for body in objects.values() for match in _TO_UNICODE.finditer(body)}


def _fonts(objects: dict[int, bytes], tables: dict[int, _Table]) -> dict[bytes, list[_Table]]:
    """Tables of letters by the name of the font in the pages; one name may mean several fonts."""
    named: dict[bytes, set[int]] = {}
    for body in objects.values():
        for inner, reference in _FONTS.findall(body):
            for name, number in _NAMED.findall(inner or objects.get(int(reference), b"")):
                named.setdefault(name, set()).add(int(number))
    fonts: dict[bytes, list[_Table]] = {}
    for name, numbers in named.items():
        for number in sorted(numbers):
            body = objects.get(number, b"")
            table = _TO_UNICODE.search(body)
            if table is not None and int(table[1]) in tables:
                fonts.setdefault(name, []).append(tables[int(table[1])])
            elif b"/Identity-H" in body:
                raise PainmapError("Текст PDF без таблицы букв")
    return fonts


class _Table:
    """A font's letters.

    Attributes:
        width: Bytes of a code.
    """

    def __init__(self, content: bytes) -> None:
        self._letters = _table(content)
        space = re.search(rb"begincodespacerange\s*<([0-9A-Fa-f]+)>", content)
        self.width = len(space[1]) // 2 if space else 2

    def text(self, code: bytes) -> str:
        """The letters of a run of codes, U+FFFD for an unknown one."""
        codes = (code[i : i + self.width] for i in range(0, len(code), self.width))
        return "".join([self._letters.get(int.from_bytes(one), "\ufffd") for one in codes])


def _table(content: bytes) -> dict[int, str]:
    """Code of a letter → the letter."""
    table: dict[int, str] = {}
    for kind, inner in _RANGES.findall(content):
        found = [(h, o, c) for h, o, c in _HEX.findall(inner)]
        codes = [bytes.fromhex(re.sub(rb"\s", b"", h).decode()) for h, o, c in found if not o and not c]
        if kind == b"bfchar":
            pairs = zip(codes[::2], codes[1::2], strict=False)
            table.update((int.from_bytes(code), _utf16(text)) for code, text in pairs)
        elif any(o for _, o, _ in found):
            table.update(_listed(inner))
        else:
            for low, high, text in zip(codes[::3], codes[1::3], codes[2::3], strict=False):
                for i in range(min(int.from_bytes(high) - int.from_bytes(low) + 1, 1 << 16)):
                    table[int.from_bytes(low) + i] = _utf16(text[:-1] + bytes([(text[-1] + i) % 256]))
    return table


def _listed(inner: bytes) -> Iterator[tuple[int, str]]:
    for low, texts in re.findall(rb"<([0-9A-Fa-f]+)>\s*<[0-9A-Fa-f]+>\s*\[(.*?)\]", inner, re.DOTALL):
        for i, text in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", texts)):
            yield int(low, 16) + i, _utf16(bytes.fromhex(text.decode()))


def _utf16(data: bytes) -> str:
    return data.decode("utf-16-be", errors="replace")


def _shown(content: bytes, fonts: dict[bytes, list[_Table]]) -> str:
    """The text that a content stream shows."""
    tables: list[_Table] = []
    parts: list[str] = []
    for block in _BLOCK.findall(content):
        for font, run in _SHOWN.findall(block):
            if font:
                tables = fonts.get(font, [])
            else:
                parts.append(_run(run, tables))
    # A word that is parted at the end of a line.
    return re.sub(r"(?<=[а-яё])- (?=[а-яё])", "", re.sub(r" +", " ", " ".join(parts)))


def _run(run: bytes, tables: list[_Table]) -> str:
    codes: list[bytes] = [b""]
    for packed, text, kern in _PIECE.findall(run):
        if not kern:
            codes[-1] += _literal(text) if text else bytes.fromhex(_even(packed))
        elif float(kern) < _BLANK:
            codes.append(b"")
    return " ".join(_letters(code, tables) for code in codes)


def _letters(code: bytes, tables: list[_Table]) -> str:
    if not tables:
        return code.decode("cp1251", errors="replace")
    readings = [table.text(code) for table in tables]
    return min(readings, key=lambda text: text.count("\ufffd"))


def _strings(body: bytes) -> Iterator[str]:
    for match in _STRING.finditer(body):
        data = bytes.fromhex(_even(match[1])) if match[1] else _literal(match[0])
        yield _utf16(data[2:]) if data.startswith(b"\xfe\xff") else data.decode("utf-8", errors="replace")


def _even(digits: bytes) -> str:
    text = b"".join(digits.split()).decode()
    return text + "0" * (len(text) % 2)


def _literal(text: bytes) -> bytes:
    def letter(match: re.Match[bytes]) -> bytes:
        found = match[1]
        if found[:1].isdigit():
            return bytes([int(found, 8) % 256])
        return b"" if found in (b"\n", b"\r\n") else _LETTERS.get(found, found)

    return _ESCAPE.sub(letter, text[1:-1])
