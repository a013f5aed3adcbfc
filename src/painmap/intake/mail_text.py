"""The words of a letter's own author: without quoted letters, their headings, and signatures of programs."""

from __future__ import annotations

import re

from painmap.intake.plain import without_unread
from painmap.text.view import plain_text

_BLOCKQUOTE = re.compile(r"(</?blockquote\b[^>]*>)", re.IGNORECASE)
_QUOTED = re.compile(r"\s*>")
_WHEN = r"\d{1,2}[ ./]+(?:\d{1,2}|[а-яёa-z]{3,9}\.?)[ ./,]+\d{2,4}.{0,12}\d{1,2}:\d{2}"
# Headings above a quoted letter, as mail programs write them; the letter itself comes below. A time or an
# address must stand in them: «вот что она мне написала:» is the author's own line.
_HEADINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Outlook, Exchange: «-----Original Message-----», «-----Исходное сообщение-----».
        r"\s*-{3,}\s*(?:original message|исходное сообщение|ответ на сообщение)\s*-{3,}\s*$",
        # Thunderbird, The Bat!: «04.03.2025 10:15, Приёмная пишет:», «On Tue, … wrote:».
        r"(?=.*(?:\d{1,2}:\d{2}|@)).{0,250}\b(?:пишет|wrote|(?:на)?писала?|(?:на)?писал\(а\)):\s*$",
        # Forums and portals: «Пользователь Приёмная писал(а):».
        r"\s*пользователь .{1,100}\b(?:пишет|(?:на)?писала?|(?:на)?писал\(а\)):\s*$",
        # Gmail: «вт, 4 мар. 2025 г. в 10:15, Приёмная <…>:»; Яндекс: «04.03.2025, 10:15, "Приёмная" <…>:»;
        # Mail: «Вторник, 4 марта 2025, 10:15 +03:00 от Приёмная <…>:».
        rf".{{0,40}}{_WHEN}.{{0,200}}<?[\w.+-]+@[\w-]+\.[\w.-]+>?\)?:\s*$",
    )
)
_BEGUN = re.compile(rf".{{0,40}}{_WHEN}", re.IGNORECASE)
# Outlook without a line above: «От: … / Отправлено: … / Кому: … / Тема: …», in a row.
_FIELD = re.compile(
    r"\s*\**(От|From|Отправлено|Sent|Дата|Date|Кому|To|Копия|Cc|Тема|Subject):\**\s", re.IGNORECASE
)
_FIELDS_IN_A_ROW = 3
_FORWARDED = re.compile(
    r"\s*-{3,}\s*(?:пересыла\w+ сообщение|пересланн\w+ сообщение|forwarded message|"
    r"конец пересылаемого сообщения|end of forwarded message).*",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"--\s*$")
_PROGRAM = re.compile(
    r"\s*(?:отправлено (?:из|с|от)(?: моего| мобильного)? (?:мобильной |приложения )?"
    r"(?:почты|mail|my\s?mail|яндекс|outlook|gmail|iphone|ipad|android|samsung|huawei|xiaomi|смартфона|"
    r"телефона|устройства)|sent from (?:my|mail|outlook|yandex)|получить outlook|get outlook)",
    re.IGNORECASE,
)


def from_html(markup: str) -> str:
    """The text of a letter in HTML; quoted blocks keep a `>` at the beginning of their lines."""
    depth, lines = 0, []
    for part in _BLOCKQUOTE.split(without_unread(markup)):
        if _BLOCKQUOTE.fullmatch(part):
            depth = max(0, depth + (-1 if part.startswith("</") else 1))
            continue
        lines += ["> " * bool(depth) + line for line in plain_text(part).split("\n")]
    return "\n".join(lines)


def own_words(text: str) -> str:
    """What the author wrote in this letter.

    A letter that holds nothing but what it quotes or passes on keeps that: it is all the author sent.
    """
    lines = _without_signature([line.rstrip() for line in text.replace("\r\n", "\n").split("\n")])
    own = _without_quotes(lines)
    if not any(line.strip() for line in own):
        own = [line.lstrip("> ") for line in lines if not _is_service(line)]
    return "\n".join(line for line in own if not _FORWARDED.match(line)).strip()


def _without_signature(lines: list[str]) -> list[str]:
    ends = (i for i, line in enumerate(lines) if _SIGNATURE.match(line) or _PROGRAM.match(line))
    end = next(ends, len(lines))
    # An answer below the quoted letter: that letter's signature stands above the answer.
    below = [line for line in lines[end:] if line.strip()]
    return lines[:end] if any(line.strip() for line in lines[:end]) or not below else lines


def _without_quotes(lines: list[str]) -> list[str]:
    own: list[str] = []
    i = 0
    while i < len(lines):
        height = _heading_height(lines, i)
        if height:
            # A letter quoted with `>` ends where these end; any other one goes on to the end.
            following = next((later for later in lines[i + height :] if later.strip()), "")
            if not _QUOTED.match(following):
                return own
        elif not _QUOTED.match(lines[i]):
            own.append(lines[i])
        i += max(1, height)
    return own


def _heading_height(lines: list[str], i: int) -> int:
    """Number of lines of the heading that begins at a line, 0 for none; programs break a long one in two."""
    if _is_heading(lines[i]):
        return 1
    if _BEGUN.match(lines[i]) and i + 1 < len(lines) and _is_heading(f"{lines[i]} {lines[i + 1]}"):
        return 2
    # The fields of a letter that is passed on are no quotation.
    is_passed_on = any(_FORWARDED.match(above) for above in lines[max(0, i - 2) : i])
    height = next((n for n, line in enumerate(lines[i:]) if not _FIELD.match(line)), len(lines) - i)
    return height if height >= _FIELDS_IN_A_ROW and not is_passed_on else 0


def _is_heading(line: str) -> bool:
    return any(pattern.match(line) for pattern in _HEADINGS)


def _is_service(line: str) -> bool:
    return bool(_FIELD.match(line)) or _is_heading(line)
