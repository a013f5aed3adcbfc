"""Parts of one e-mail, whatever its charset: headers, senders, dates, text."""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from datetime import datetime
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from painmap.intake.encodings import decode
from painmap.intake.mail_text import from_html, own_words
from painmap.intake.words import Cell, squeezed

# Letters within letters are read this deep, and not more than this many side by side at each depth.
_NESTED = 4
_ID = re.compile(r"<([^<>\s]+)>")


def header(message: Message, name: str) -> str:
    """The first header of that name as text, "" without it."""
    return _decoded(_raw(message, name))


def sender(message: Message, name: str) -> tuple[str, str]:
    """Name and address in a header of addresses; an address that stands for a name is no name."""
    pairs = getaddresses([_raw(message, name)])
    shown, address = pairs[0] if pairs else ("", "")
    shown = _decoded(shown).strip("\"' ")
    return ("" if "@" in shown else shown), (address.lower() if "@" in address else "")


def addresses(message: Message, *names: str) -> list[str]:
    """The addresses in several headers, in their order."""
    pairs = getaddresses([_raw(message, name) for name in names])
    return [address.lower() for _, address in pairs if "@" in address]


def ids(message: Message, *names: str) -> list[str]:
    """Message-IDs in several headers without their angle brackets, in their order."""
    return [found for name in names for found in _ID.findall(header(message, name))]


def moment(message: Message) -> Cell:
    """When the letter was sent, with the sender's time zone where it is known; else when it came in.

    A date that cannot be read comes back as it is written.
    """
    came_in = header(message, "Received").rpartition(";")[2].strip()
    dates = [text for text in (header(message, "Date"), came_in) if text]
    for text in dates:
        try:
            found: datetime = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found
    return dates[0] if dates else ""


def body(message: Message) -> str:
    """The author's own words: the plain part where there is one, else the HTML part; below, attached letters.

    A letter that is passed on as an attachment belongs to the appeal, but for one that its addressee wrote.
    """
    return _body(message, frozenset(addresses(message, "Delivered-To", "X-Original-To", "To")), _NESTED)


def _body(message: Message, boxes: frozenset[str], depth: int) -> str:
    own = _own_body(message)
    inner = [_inner(part) for part in _own_parts(message) if part.get_content_type() == "message/rfc822"]
    others = [one for one in inner[: _NESTED * depth] if one and sender(one, "From")[1] not in boxes]
    texts = [_body(one, boxes, depth - 1) or header(one, "Subject") for one in others]
    return "\n".join(text for text in (own, *texts) if text)


def _inner(part: Message) -> Message | None:
    """The letter in an attachment; some programs write it in base64, which the standard forbids."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        return None
    if inner.keys() or str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return inner
    try:
        return message_from_bytes(b64decode(str(inner.get_payload())), policy=compat32)
    except ValueError:
        return inner


def _own_body(message: Message) -> str:
    texts = {kind: [] for kind in ("text/plain", "text/html")}  # type: dict[str, list[str]]
    for part in _own_parts(message):
        data = part.get_payload(decode=True)
        kind = part.get_content_type()
        if kind in texts and isinstance(data, bytes) and not _is_attached(part):
            texts[kind].append(_text(data, part.get_content_charset()))
    plain = "\n".join(text for text in texts["text/plain"] if text.strip())
    return own_words(plain or "\n".join(map(from_html, texts["text/html"])))


def attachments(message: Message) -> int:
    """Number of attached files."""
    return sum(_is_attached(part) for part in _own_parts(message))


def is_cut(message: Message) -> bool:
    """Whether the end of the letter is missing."""
    parts = message.walk()
    return any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in parts for defect in part.defects)


def _own_parts(message: Message) -> list[Message]:
    """The leaves of a letter; an attached letter (`message/rfc822`) is one leaf."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        payload = message.get_payload()
        inner = payload if isinstance(payload, list) else []
        return [leaf for part in inner if isinstance(part, Message) for leaf in _own_parts(part)]
    return [message]


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _raw(message: Message, name: str) -> str:
    # Addresses are taken apart before names are decoded: «Иванова, Анна» has a comma.
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return re.sub(r"[\r\n]+[ \t]*", " ", str(raw))


def _decoded(text: str) -> str:
    """Encoded words decoded; letters that stand there raw, by their encoding."""
    data = text.encode("utf-8", "surrogateescape")
    if not data.isascii():
        return squeezed("".join(decode(data, None).lines))
    try:
        parts = decode_header(text)
    except HeaderParseError:
        return squeezed(text)
    return squeezed("".join(p if isinstance(p, str) else _text(p, charset) for p, charset in parts))


def _text(data: bytes, charset: str | None) -> str:
    """Bytes as text; a charset that is missing, unknown or «us-ascii» is found by the letters."""
    known: str | None = None
    try:
        known = codecs.lookup(charset).name if charset else None
    except (LookupError, ValueError):
        known = None
    if known in ("ascii", "latin-1", "iso8859-1"):
        known = None
    return "".join(decode(data, known).lines)
