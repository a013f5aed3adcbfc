"""A mailbox as mail programs save it: charsets, parts, quotations, answers, newsletters, automatic ones."""

from __future__ import annotations

import base64
import html
import quopri
import random
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

from painmap.demo.messages import answered_at, moment_of, moment_on, own_rng, sequence, words
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet
from painmap.params.models import Format

# Whose programs write the Date; the day is the same at the agency.
_ZONE = timezone(timedelta(hours=3))
_BOX = "obrashcheniya@example.ru"
_QUOTED, _SIGNED, _NAMED, _ATTACHED, _ADDED, _AUTOMATIC = 0.07, 0.14, 0.1, 0.06, 0.02, 0.03
_NEWSLETTERS_A_YEAR = 18
# How programs send Russian: charset, transfer encoding, parts.
_STYLES = (
    ("utf-8", "base64", "plain"), ("windows-1251", "8bit", "plain"), ("koi8-r", "8bit", "plain"),
    ("windows-1251", "quoted-printable", "plain"), ("utf-8", "8bit", "alternative"),
    ("utf-8", "8bit", "html"),
)  # fmt: skip
_WEIGHTS = (30, 14, 10, 8, 26, 12)
_BOUNDARY = "----=_Part_4177"


@dataclass(frozen=True)
class _Mail:
    """One message; `number` is its Message-ID without brackets."""

    sent: datetime
    number: str
    sender: tuple[str, str]
    to: str
    subject: str
    text: str
    style: tuple[str, str, str] = _STYLES[0]
    headers: tuple[tuple[str, str], ...] = ()
    is_attached: bool = False


def letter_number(record: Record) -> str:
    """Number under which the reader knows a letter: its Message-ID up to the @."""
    year, number = sequence(record)
    return f"{int(moment_of(record).timestamp())}.{year:02}{number:05}"


def write_mbox(sheet: Sheet, _layout: Format, path: Path) -> None:
    """Letters, the agency's answers to them and what else comes in, by time."""
    rng = random.Random(f"{sheet.seed}/mbox")
    mails = [mail for record in (*sheet.carried, *sheet.records) for mail in _conversation(record, sheet)]
    mails += [_newsletter(sheet, rng, i) for i in range(_NEWSLETTERS_A_YEAR)]
    mails.sort(key=lambda mail: (mail.sent, mail.number))
    path.write_bytes(b"".join(map(_bytes, mails)))


def _conversation(record: Record, sheet: Sheet) -> list[_Mail]:
    """A letter and what follows it: the same in every export that holds it."""
    rng, bank = own_rng("mbox", record), words("mail")
    number, sent = f"{letter_number(record)}@mail.example.ru", moment_of(record)
    sender = (record.person.name, record.person.email or f"mail{record.person.key}@example.ru")
    style = rng.choices(_STYLES, _WEIGHTS)[0]
    text, is_attached = _text(record, rng), rng.random() < _ATTACHED
    subject = rng.choice(bank["subjects"])
    mails = [_Mail(sent, number, sender, _BOX, subject, text, style, (), is_attached)]
    thread = (("In-Reply-To", f"<{number}>"), ("References", f"<{number}>"))
    if rng.random() < _ADDED:
        later, added = sent + timedelta(hours=rng.randint(1, 40)), rng.choice(bank["additions"])
        mails.append(_Mail(later, f"a{number}", sender, _BOX, f"Re: {subject}", added, style, thread))
    if answered := answered_at(record, sheet.received):
        reply = rng.choice(bank["answers"])
        own_name = ("Отдел по работе с обращениями", _BOX)
        mails.append(
            _Mail(
                answered, f"r{number}", own_name, sender[1], f"Re: {subject}", reply, _STYLES[4], thread, True
            )
        )
        if rng.random() < _AUTOMATIC:
            title, text = rng.choice(bank["automatic"])
            later = answered + timedelta(minutes=1)
            automatic = (("Auto-Submitted", "auto-replied"),) if rng.random() < 0.6 else ()
            mails.append(_Mail(later, f"o{number}", sender, _BOX, title, text, style, automatic))
    return mails


def _text(record: Record, rng: random.Random) -> str:
    """The letter with what programs add below it."""
    bank, text = words("mail"), record.text
    if record.person.short_name and record.person.name and rng.random() < _NAMED:
        text += f"\n\n-- \n{record.person.short_name}"
    elif rng.random() < _SIGNED:
        text += f"\n\n{rng.choice(bank['signatures'])}"
    if rng.random() < _QUOTED:
        before = moment_of(record) - timedelta(days=rng.randint(3, 30))
        heading = rng.choice((
            f"{before:%d.%m.%Y}, {before:%H:%M}, \"Приёмная\" <{_BOX}>:",
            f"{before:%d.%m.%Y %H:%M}, Приёмная пишет:",
            "-----Original Message-----",
        ))  # fmt: skip
        mark = "" if heading.startswith("-") else "> "
        text += f"\n\n{heading}\n{mark}{rng.choice(bank['quoted'])}"
    return text


def _newsletter(sheet: Sheet, rng: random.Random, i: int) -> _Mail:
    name, text = rng.choice(words("mail")["newsletters"])
    sent = moment_on(datetime(sheet.year, rng.randint(1, 12), rng.randint(1, 28)).date(), rng)
    headers = (
        ("List-Unsubscribe", "<https://example.ru/unsubscribe>"),
        ("Precedence", "bulk"),
        ("Comments", _word(DEMO, "utf-8")),
    )
    number = f"news.{sheet.year}.{i}@news.example.ru"
    return _Mail(sent, number, (name, "news@example.ru"), _BOX, text.split(".")[0], text, _STYLES[5], headers)


def _bytes(mail: _Mail) -> bytes:
    charset = mail.style[0]
    address = mail.sender[1]
    shown = f"{_word(mail.sender[0], charset)} <{address}>" if mail.sender[0] else address
    headers = [
        ("Message-ID", f"<{mail.number}>"),
        ("Date", format_datetime(mail.sent.astimezone(_ZONE))),
        ("From", shown),
        ("To", mail.to),
        ("Subject", _word(mail.subject, charset)),
        *mail.headers,
        ("MIME-Version", "1.0"),
    ]
    head = "".join(f"{name}: {value}\n" for name, value in headers).encode()
    begin = f"From - {mail.sent.replace(tzinfo=None).ctime()}\n".encode()
    body = b"".join(
        b">" + line if line.startswith(b"From ") else line for line in _body(mail).splitlines(keepends=True)
    )
    return begin + head + body + b"\n\n"


def _able(text: str, charset: str) -> str:
    """The charset, or UTF-8 where it lacks a letter (koi8-r has no «»), as programs do."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset


def _word(text: str, charset: str) -> str:
    """An encoded word for each forty letters; ASCII as it is."""
    if text.isascii():
        return text
    charset = _able(text, charset)
    parts = [text[i : i + 40] for i in range(0, len(text), 40)]
    return "\n ".join(f"=?{charset}?B?{base64.b64encode(part.encode(charset)).decode()}?=" for part in parts)


def _body(mail: _Mail) -> bytes:
    """Headers of the content, an empty line, the content."""
    charset, encoding, parts = mail.style
    pages = {
        "plain": [_part("plain", mail.text, charset, encoding)],
        "html": [_part("html", _page(mail.text), charset, encoding)],
        "alternative": [
            _part("plain", mail.text, charset, encoding),
            _part("html", _page(mail.text), charset, encoding),
        ],
    }[parts]
    content = pages[0] if len(pages) == 1 else _joined("alternative", f"{_BOUNDARY}_a", pages)
    if mail.is_attached:
        scan = (
            b'Content-Type: application/pdf; name="scan.pdf"\nContent-Disposition: attachment; '
            b'filename="scan.pdf"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n'
        )
        content = _joined("mixed", f"{_BOUNDARY}_m", [content, scan])
    return content


def _joined(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
    return head + b"".join(line + b"\n" + part + b"\n" for part in parts) + line + b"--\n"


def _part(kind: str, text: str, charset: str, encoding: str) -> bytes:
    charset = _able(text, charset)
    data = text.encode(charset)
    if encoding == "base64":
        data = "\n".join(textwrap.wrap(base64.b64encode(data).decode(), 76)).encode() + b"\n"
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    head = f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.encode() + data


def _page(text: str) -> str:
    lines = html.escape(text, quote=False).split("\n")
    return f"<html><body>{'<br>'.join(lines)}</body></html>"
