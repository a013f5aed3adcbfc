"""Telegram Desktop's `result.json` of one channel's chat: comments of people, posts and answers of the owner.

The export of a channel holds its posts alone; people write in the discussion group that belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from painmap.intake import container
from painmap.intake.messages import Answered, entries_of, entries_sheet, moment_of, read_json, text_of
from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.models import Format

_TITLES = (
    "Вид записи", "Номер", "Дата", "Отправитель", "Код отправителя", "Текст", "Вложение", "Ответ на",
    "Дата ответа",
)  # fmt: skip
_REMEDY = (
    "в Telegram Desktop откройте группу обсуждений канала, «Экспорт истории чата», "
    "вид «Машиночитаемый JSON», и положите файл result.json"
)
_REMOVE = f"уберите файл из папки исходных данных; {_REMEDY}"
# Values of `type` in `export_output_json.cpp` of Telegram Desktop. «Private» groups and channels are those
# without a public link, as the discussion group of a channel often is.
_READ = frozenset(
    ("public_supergroup", "private_supergroup", "private_group", "public_channel", "private_channel")
)
_CORRESPONDENCE = frozenset(("personal_chat", "bot_chat", "saved_messages", "replies", "verification_codes"))
_CLOSED = (
    "Группа или канал без публичной ссылки: проверьте, что это площадка органа для обратной связи, "
    "а не внутренняя переписка."
)
# A type that Telegram may yet think of; any other text is no type and not repeated.
_TYPE = re.compile(r"(?:[a-z]+_)?(?:chat|group|supergroup|channel|bot|story|topic|forum)s?")
# Parts of the export of a whole account, with its chats or without them.
_ACCOUNT = ("chats", "left_chats", "personal_information", "contacts")
_PERSON, _SERVICE, _POST, _ANSWER = "сообщение", "служебная запись", "публикация канала", "ответ канала"


def read_telegram(path: Path, _layout: Format) -> list[Sheet]:
    """The one sheet of a chat; a row is a message, service records and the owner's own among them.

    Raises:
        PainmapError: The file is no JSON, is cut, holds no single chat, or one that is no group or channel.
    """
    chat = read_json(path, _REMEDY)
    what, remedy = _fault(chat)
    if what:
        raise container.refused(path, what, remedy)
    messages = chat["messages"]
    known = [message for message in messages if isinstance(message, Mapping)]
    owners, answered = _owners(chat, known), Answered()
    for message in known:
        if text_of(message, "from_id") in owners:
            answered.note(text_of(message, "reply_to_message_id"), _moment(message))
    sheet = entries_sheet(_TITLES, _rows(messages, text_of(chat, "id"), owners, answered))
    if text_of(chat, "type").startswith("private"):
        sheet.warnings.append(_CLOSED)
    return [sheet]


def _fault(chat: Any) -> tuple[str, str]:
    """Why an export may not be read, and what to do; empty for a group or a channel.

    A chat of an unknown type is refused: nothing shows that it is no correspondence.
    """
    if not isinstance(chat, Mapping):
        return "В файле нет истории чата", _REMEDY
    if any(part in chat for part in _ACCOUNT):
        return "Это выгрузка всей учётной записи с личной перепиской, а не одного чата", _REMOVE
    kind = text_of(chat, "type")
    if kind in _CORRESPONDENCE:
        return f"Это личная переписка ({kind}), а не канал и не группа", _REMOVE
    if not isinstance(chat.get("messages"), list):
        return "В файле нет истории чата", _REMEDY
    if kind in _READ:
        return "", ""
    shown = f"неизвестен: «{kind}»" if _TYPE.fullmatch(kind) else "неизвестен" if kind else "не указан"
    return f"Вид чата (type) {shown}, это может быть личная переписка", _REMEDY


def _owners(chat: Mapping[str, Any], messages: list[Mapping[str, Any]]) -> frozenset[str]:
    """Senders that speak for the owner of the chat.

    The group itself (its administrators write anonymously), a channel of the same name, and the channel
    whose posts Telegram puts into the group: forwarded from itself. Other channels are people's own.
    """
    name = text_of(chat, "name")
    owners = {f"channel{text_of(chat, 'id')}"}
    for message in messages:
        sender, shown = text_of(message, "from_id"), text_of(message, "from")
        if sender.startswith("channel") and shown and shown in (name, text_of(message, "forwarded_from")):
            owners.add(sender)
    return frozenset(owners)


def _rows(
    messages: list[Any], chat: str, owners: frozenset[str], answered: Answered
) -> Iterator[list[Cell] | None]:
    for message in messages:
        if not isinstance(message, Mapping) or not text_of(message, "id"):
            yield None
            continue
        number, sender = text_of(message, "id"), text_of(message, "from_id")
        yield [
            _kind(message, owners),
            f"{chat}/{number}",
            _moment(message),
            text_of(message, "from"),
            sender,
            _text(message.get("text")),
            text_of(message, "media_type") or next((key for key in _MEDIA if key in message), ""),
            text_of(message, "reply_to_message_id"),
            answered.cell(number),
        ]


# A key of the message itself where there is no `media_type`.
_MEDIA = ("photo", "file", "poll", "location_information", "contact_information")


def _kind(message: Mapping[str, Any], owners: frozenset[str]) -> str:
    if message.get("type") != "message":
        return _SERVICE
    if text_of(message, "from_id") not in owners:
        return _PERSON
    return _ANSWER if "reply_to_message_id" in message else _POST


def _moment(message: Mapping[str, Any]) -> Cell:
    """The moment of a message; older exports give only the time of the computer that made them."""
    if seconds := text_of(message, "date_unixtime"):
        return moment_of(seconds)
    written = text_of(message, "date")
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written


def _text(value: Any) -> str:
    """A text is a string or a list of strings and marked parts (links, telephones, bold type)."""
    if isinstance(value, str):
        return value
    return "".join(part if isinstance(part, str) else text_of(part, "text") for part in _parts(value))


def _parts(value: Any) -> list[Any]:
    return [part for part in entries_of(value) if isinstance(part, str | Mapping)]
