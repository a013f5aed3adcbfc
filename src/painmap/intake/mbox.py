"""A mailbox (`.mbox`): letters, and what comes between them and is none.

A letter is an appeal. A letter by the same author that goes on with a thread (In-Reply-To, References)
within 30 days of its first letter is a part of that appeal: its text is added there, and its own row is
a note. After 30 days, the term of an answer, it is a new appeal, as it is when the first letter is not in
the file. What the mailbox's own address wrote in a thread is the answer. The number of an appeal is the
Message-ID up to the @, whole where letters of two computers begin alike, and a hash of a letter without one.
"""

from __future__ import annotations

import mmap
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

from painmap.intake import container, mail_parts
from painmap.intake.mail_numbers import own_number, shared_starts, start_of
from painmap.intake.messages import Answered
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.models import Format

_TITLES = (
    "Вид письма", "Номер", "Дата", "Отправитель", "Адрес отправителя", "Тема", "Текст", "Вложений",
    "Дата ответа",
)  # fmt: skip
_LETTER, _ADDED, _OWN = "письмо", "дополнение", "исходящее"
_AUTOMATIC, _NEWSLETTER, _SPAM = "автоответ", "рассылка", "спам"
_THREAD = timedelta(days=30)
_REMEDY = (
    "выгрузите папку почты заново в виде mbox (Thunderbird с ImportExportTools, архив почтового сервера)"
)
_CUT = ("письмо оборвано: нет его конца", "выгрузите папку почты заново и сравните последнее письмо")
# A line «From …» begins a letter only where a header follows it, or two if it has no time: letters hold such
# lines too, above «https://…», «NB: …», or «=D0=B4=D0=B0: …» in quoted-printable.
_NAME = rb"[A-Za-z][A-Za-z0-9-]{1,75}:(?!//)"
_BEGINNING = re.compile(
    rb"^From [^\r\n]*(?:\d:\d\d[^\r\n]*\r?\n(?=%b)|\r?\n(?=%b[^\n]*\n(?:[ \t][^\n]*\n)*%b))"
    % (_NAME, _NAME, _NAME),
    re.MULTILINE,
)
_HEADER = re.compile(rb"[!-9;-~]{2,76}:")
_ONE_LETTER = "одно письмо назовите .eml и укажите формат eml; ящик выгрузите заново в виде mbox"
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_AUTOMATIC_SUBJECT = re.compile(
    r"(?:(?:re|fwd?|ha|отв):\s*)*(?:автоответ|автоматический ответ|автоматическое уведомление|"
    r"out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?re(?:ply|sponse)|нет на месте|вне офиса|"
    r"undeliver|не доставлено|недоставлен|delivery status|mail delivery|returned mail)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Letter:
    """A letter as read; `box` are the addresses that it was sent to."""

    kind: str
    number: str
    sent: Cell
    name: str
    address: str
    subject: str
    text: str
    attachments: int
    refers_to: tuple[str, ...]
    box: tuple[str, ...]
    is_cut: bool


def read_mbox(path: Path, _layout: Format) -> list[Sheet]:
    """The one sheet of a mailbox; a row is a message, its number is its place in the file.

    Raises:
        PainmapError: The file is empty or no mailbox.
    """
    letters = [_numbered(letter_of(data), data) for data in _messages(path)]
    return [letters_sheet(letters, _kinds(letters))]


def _numbered(letter: Letter, data: bytes) -> Letter:
    return letter if start_of(letter.number) else replace(letter, number=own_number(data))


def letters_sheet(letters: list[Letter], kinds: list[str]) -> Sheet:
    """Letters of these kinds as the rows of a sheet, below its header; threads are found among them."""
    added, answered = _added(letters, kinds), Answered()
    for letter, kind in zip(letters, kinds, strict=True):
        for number in letter.refers_to if kind == _OWN else ():
            answered.note(number, letter.sent)
    shared = shared_starts(one.number for one, kind in zip(letters, kinds, strict=True) if kind == _LETTER)
    sheet = Sheet("", [list(_TITLES)], [0])
    for i, letter in enumerate(letters):
        parts = [letter.text, *(letters[j].text for j, first in added.items() if first == i)]
        cells: list[Cell] = [
            _ADDED if i in added else kinds[i],
            letter.number if start_of(letter.number) in shared else start_of(letter.number),
            letter.sent,
            letter.name,
            letter.address,
            letter.subject,
            "\n".join(part for part in parts if part),
            str(letter.attachments),
            answered.cell(letter.number),
        ]
        if letter.is_cut and i == len(letters) - 1:
            sheet.broken[len(sheet.rows)] = _CUT
        sheet.rows.append(cells)
        sheet.numbers.append(i + 1)
    return sheet


def _messages(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        head = stream.read(512).removeprefix(b"\xef\xbb\xbf").lstrip(b"\0 \r\n\t")
        if not head:
            raise container.refused(path, "Файл пуст", _REMEDY)
        if not head.startswith(b"From ") and _HEADER.match(head):
            raise container.refused(path, "Это не почтовый ящик mbox: нет строки «From »", _ONE_LETTER)
        if not head.startswith(b"From "):
            raise container.refused(path, "Это не почтовый ящик mbox", _REMEDY)
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            places = [(match.start(), match.end()) for match in _BEGINNING.finditer(data)]
            if not places:
                raise container.refused(path, "В почтовом ящике нет ни одного письма", _REMEDY)
            ends = [start for start, _ in places[1:]] + [len(data)]
            for (_, start), end in zip(places, ends, strict=True):
                yield _ESCAPED.sub(rb"\1", data[start:end])


def letter_of(data: bytes) -> Letter:
    """One letter: what its headers and its body say; of letters nested without end, the headers alone."""
    # compat32: the newer policies fail on headers that break the rules, as old mailers' do.
    try:
        return _letter(message_from_bytes(data, policy=compat32))
    except RecursionError:
        return _letter(BytesHeaderParser(policy=compat32).parsebytes(data))


def _letter(message: Message) -> Letter:
    written_by = mail_parts.sender(message, "From")
    # A form on a site sends in its own name; Reply-To is who filled it in.
    answer_to = mail_parts.sender(message, "Reply-To")
    address = answer_to[1] or written_by[1]
    return Letter(
        kind=_kind(message),
        number=next(iter(mail_parts.ids(message, "Message-ID")), ""),
        sent=mail_parts.moment(message),
        name=answer_to[0] or (written_by[0] if address == written_by[1] else ""),
        address=address,
        subject=mail_parts.header(message, "Subject"),
        text=mail_parts.body(message),
        attachments=mail_parts.attachments(message),
        refers_to=tuple(mail_parts.ids(message, "In-Reply-To", "References")),
        box=tuple(mail_parts.addresses(message, "Delivered-To", "X-Original-To", "To")),
        is_cut=mail_parts.is_cut(message),
    )


def _kind(message: Message) -> str:
    def says(name: str) -> str:
        return mail_parts.header(message, name).lower()

    is_report = message.get_content_type() == "multipart/report"
    if (
        is_report
        or says("Auto-Submitted") not in ("", "no")
        or any(says(name) for name in ("X-Autoreply", "X-Autorespond"))
        or says("Precedence") == "auto_reply"
        or _AUTOMATIC_SUBJECT.match(says("Subject"))
    ):
        return _AUTOMATIC
    if says("X-Spam-Flag") == "yes":
        return _SPAM
    is_list = any(says(name) for name in ("List-Unsubscribe", "List-Id"))
    return _NEWSLETTER if is_list or says("Precedence") in ("bulk", "list", "junk") else _LETTER


def _kinds(letters: list[Letter]) -> list[str]:
    """Kind of each letter; what the mailbox's own address wrote is no appeal to it."""
    boxes = Counter(address for letter in letters for address in dict.fromkeys(letter.box))
    own = boxes.most_common(1)[0][0] if boxes else ""
    return [_OWN if own and letter.address == own else letter.kind for letter in letters]


def _added(letters: list[Letter], kinds: list[str]) -> dict[int, int]:
    """Index of a letter that goes on with an appeal → index of the letter which made it, in order of time."""
    places = {letter.number: i for i, letter in enumerate(letters) if kinds[i] == _LETTER and letter.number}
    order = sorted(places.values(), key=lambda i: (_day(letters[i]), i))
    first: dict[int, int] = {}
    for i in order:
        letter = letters[i]
        known = [places[number] for number in letter.refers_to if number in places]
        roots = [first.get(j, j) for j in known if j != i and letters[j].address == letter.address != ""]
        near = [j for j in roots if timedelta(0) <= _day(letter) - _day(letters[j]) <= _THREAD]
        if near and near[0] != i:
            first[i] = near[0]
    return first


def _day(letter: Letter) -> datetime:
    """The day as the sender wrote it; the earliest for a letter without one."""
    return (
        datetime.combine(letter.sent.date(), datetime.min.time())
        if isinstance(letter.sent, datetime)
        else datetime.min
    )
