"""Telegram Desktop's `result.json` of a discussion group: comments, posts of the channel, service records."""

from __future__ import annotations

import json
import random
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from painmap.demo.messages import answered_at, moment_of, moment_on, own_rng, page_number, words
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet
from painmap.demo.workdays import next_working_day
from painmap.params.models import Format

_GROUP = {"name": f"Вопросы и ответы ({DEMO.lower()})", "type": "public_supergroup", "id": 1_900_000_417}
_CHANNEL = {"from": f"Официальный канал ({DEMO.lower()})", "from_id": "channel1900000416"}
_REACTIONS, _STICKERS = 0.08, 0.03
# The computer that made the export stands in Moscow time.
_LOCAL = timedelta(hours=3)
_PHONE = re.compile(r"(?:\+7|8)[ (-]*900[\d ()-]{8,}\d")


def telegram_number(record: Record) -> str:
    """Number under which the reader knows a comment."""
    return f"{_GROUP['id']}/{page_number(record)}"


def write_telegram(sheet: Sheet, _layout: Format, path: Path) -> None:
    """The messages of a year by time, and older ones that were open: their answers came this year."""
    rng = random.Random(f"{sheet.seed}/telegram")
    messages = _frame(sheet, rng)
    posts = [message for message in messages if "forwarded_from" in message]
    for record in (*sheet.carried, *sheet.records):
        number, sent = page_number(record), moment_of(record)
        earlier = [post for post in posts if int(post["date_unixtime"]) <= sent.timestamp()]
        post = {"reply_to_message_id": earlier[-1]["id"]} if earlier else {}
        messages.append(_message(number, sent, {**_author(record), **post, "text": _text(record.text)}))
        if answered := answered_at(record, sheet.received):
            answer = own_rng("telegram", record).choice(words("social")["answers"])
            own = {**_CHANNEL, "reply_to_message_id": number, "text": answer}
            messages.append(_message(number + 1, answered, own))
        if rng.random() < _REACTIONS + _STICKERS:
            messages.append(_reaction(record, rng))
    messages.sort(key=lambda message: (int(message["date_unixtime"]), message["id"]))
    text = json.dumps({**_GROUP, "messages": messages}, ensure_ascii=False, indent=1)
    path.write_bytes((text + "\n").encode())


def _frame(sheet: Sheet, rng: random.Random) -> list[dict[str, Any]]:
    """A post of the channel each month, and a service record at the beginning of the year."""
    first = (sheet.year - 2000 - 20) * 40_000 - 100
    day = moment_on(next_working_day(date(sheet.year, 1, 3)), rng)
    service = {
        "actor": _CHANNEL["from"],
        "actor_id": _CHANNEL["from_id"],
        "action": "pin_message",
        "text": "",
    }
    messages = [{**_message(first, day, service), "type": "service"}]
    for month in range(1, 13):
        sent = moment_on(next_working_day(date(sheet.year, month, rng.randint(3, 6))), rng)
        text = rng.choice(words("social")["posts"])
        post = {**_CHANNEL, "forwarded_from": _CHANNEL["from"], "text": text}
        messages.append(_message(first + month, sent, post))
    return messages


def _message(number: int, sent: datetime, content: dict[str, Any]) -> dict[str, Any]:
    local = (sent + _LOCAL).replace(tzinfo=None)
    head = {"id": number, "type": "message", "date": local.isoformat()}
    return {**head, "date_unixtime": str(int(sent.timestamp())), **content}


def _author(record: Record) -> dict[str, Any]:
    person = record.person
    # Who has deleted the account has no name any more.
    name = (
        " ".join(reversed(person.name.split()[:2]))
        if person.applicant in ("person", "staff")
        else person.name
    )
    return {"from": name or None, "from_id": f"user{5_000_000 + 37 * person.key}"}


def _text(text: str) -> str | list[Any]:
    """The text, in parts where it holds a telephone."""
    match = _PHONE.search(text)
    if not match:
        return text
    phone = {"type": "phone", "text": match[0]}
    return [part for part in (text[: match.start()], phone, text[match.end() :]) if part]


def _reaction(record: Record, rng: random.Random) -> dict[str, Any]:
    sent = moment_of(record) + timedelta(minutes=rng.randint(2, 50))
    is_sticker = rng.random() < _STICKERS / (_REACTIONS + _STICKERS)
    content: dict[str, Any] = {"text": rng.choice(words("social")["reactions"])}
    if is_sticker:
        content = {"media_type": "sticker", "sticker_emoji": "👍", "text": ""}
    author = {"from": None, "from_id": f"user{9_000_000 + rng.randrange(1_000_000)}"}
    return _message(page_number(record) + 2, sent, {**author, **content})
