"""One letter a file (`.eml`): the columns of a mailbox, one row.

A letter that goes on with a thread which began in another file is an appeal of its own, with a warning:
threads and answers are found within a mailbox (`mbox`) only. So is a letter of the office itself, unless
the format's `skip` names its address.
"""

from __future__ import annotations

import re
from pathlib import Path

from painmap.intake import container
from painmap.intake.mbox import letter_of, letters_sheet
from painmap.intake.sheets import Sheet
from painmap.params.models import Format

_REMEDY = "сохраните письмо из почтовой программы заново в виде .eml"
_OUTLOOK = "в Outlook перетащите письмо в веб-почту или Thunderbird и сохраните его в виде .eml"
_OLE = b"\xd0\xcf\x11\xe0"
_MAILBOX_LINE = re.compile(rb"From [^\r\n]*\r?\n")
_HEADERS = re.compile(
    rb"^(?:from|date|subject|received|message-id|to|return-path|delivered-to|mime-version):",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(rb"[!-9;-~]{2,76}:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CONTINUED = (
    "Письмо продолжает переписку из другого файла и учтено отдельным обращением. "
    "Чтобы переписка считалась одним обращением, выгрузите папку почты одним файлом mbox."
)


def read_eml(path: Path, _layout: Format) -> list[Sheet]:
    """The one sheet of a letter, with one row; its number is 1.

    Raises:
        PainmapError: The file is empty or no letter.
    """
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip(b"\0 \r\n\t")
    if not data:
        raise container.refused(path, "Файл пуст", _REMEDY)
    if data.startswith(_OLE):
        raise container.refused(path, "Это письмо Outlook (.msg), а не .eml", _OUTLOOK)
    data = _MAILBOX_LINE.sub(b"", data, count=1) if data.startswith(b"From ") else data
    if not _HEADER.match(data) or len(_HEADERS.findall(_BLANK_LINE.split(data, maxsplit=1)[0])) < 2:
        raise container.refused(path, "Это не письмо .eml: нет заголовков письма", _REMEDY)
    one = letter_of(data)
    sheet = letters_sheet([one], [one.kind])
    if one.refers_to:
        sheet.warnings.append(_CONTINUED)
    return [sheet]
