"""Comments below the posts of a VK community, as `wall.getComments` with `extended=1` returns them."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from painmap.demo.messages import answered_at, moment_of, own_rng, page_number, words
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet
from painmap.params.models import Format

_COMMUNITY = 220_000_417
_MENTIONED, _REACTIONS, _DELETED = 0.09, 0.08, 0.02
_POSTS_A_MONTH = 2
_ZONE = timezone(timedelta(hours=3))


def vk_number(record: Record) -> str:
    """Number under which the reader knows a comment."""
    return str(page_number(record))


def write_vk(sheet: Sheet, _layout: Format, path: Path) -> None:
    """The comments of a year and older ones that were open; answers of the community stand in the threads."""
    rng = random.Random(f"{sheet.seed}/vk")
    records = (*sheet.carried, *sheet.records)
    items: list[dict[str, Any]] = []
    for record in records:
        item = _comment(record)
        if answered := answered_at(record, sheet.received):
            item["thread"] = {"count": 1, "items": [_answer(record, answered)]}
        items.append(item)
        if rng.random() < _REACTIONS + _DELETED:
            items.append(_reaction(record, rng))
    people = {record.person.key: record for record in records if record.person.name}
    content = {
        "count": len(items),
        "items": items,
        "profiles": [_profile(record) for _, record in sorted(people.items())],
        "groups": [{"id": _COMMUNITY, "name": DEMO, "screen_name": f"club{_COMMUNITY}"}],
    }
    text = json.dumps({"response": content}, ensure_ascii=False, indent=1)
    path.write_bytes((text + "\n").encode())


def write_vk_csv(sheet: Sheet, _layout: Format, path: Path) -> None:
    """The comments as `comments.csv` of an export program: no authors, the community's answers removed."""
    rng = random.Random(f"{sheet.seed}/vk-csv")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("id", "post_id", "url", "datetime", "text", "likes_number", "parent_comment_id"))
    for record in sheet.records:
        items = [_comment(record)]
        if rng.random() < _REACTIONS:
            text = rng.choice(words("social")["reactions"])
            items.append(_item(page_number(record) + 2, 0, moment_of(record), text))
        for item in items:
            # The layout has no other place to say what the data are.
            mark = DEMO.lower().replace(" ", "-")
            url = f"https://vk.com/wall-{_COMMUNITY}_{item['post_id']}?reply={item['id']}#{mark}"
            sent = datetime.fromtimestamp(item["date"], _ZONE)
            text = " ".join(item["text"].splitlines())
            likes = item.get("likes", _NO_LIKES)["count"]
            writer.writerow((item["id"], item["post_id"], url, sent, text, likes, 0))
    path.write_bytes(stream.getvalue().encode())


def _item(number: int, author: int, sent: datetime, text: str) -> dict[str, Any]:
    return {
        "id": number,
        "from_id": author,
        "date": int(sent.timestamp()),
        "text": text,
        "post_id": (sent.month - 1) * _POSTS_A_MONTH + sent.day // 16 + 1 + 100 * (sent.year - 2000),
        "owner_id": -_COMMUNITY,
        "parents_stack": [],
    }


def _comment(record: Record) -> dict[str, Any]:
    rng = own_rng("vk", record)
    text = record.text
    if text and rng.random() < _MENTIONED:
        text = f"[club{_COMMUNITY}|{rng.choice(('Уважаемые', 'Администрация', 'Коллеги'))}], {text}"
    item = _item(page_number(record), _author(record), moment_of(record), text)
    return {**item, "likes": {"count": rng.choice((0, 0, 0, 1, 1, 2, 5, 14))}, "thread": _NO_THREAD}


_NO_LIKES = {"count": 0}
_NO_THREAD: dict[str, Any] = {"count": 0, "items": []}


def _answer(record: Record, answered: datetime) -> dict[str, Any]:
    text = own_rng("vk-answer", record).choice(words("social")["answers"])
    number = page_number(record)
    return {
        **_item(number + 1, -_COMMUNITY, answered, text),
        "parents_stack": [number],
        "likes": {"count": 0},
    }


def _reaction(record: Record, rng: random.Random) -> dict[str, Any]:
    """A comment without words, a sticker, or one that is no more."""
    sent = moment_of(record) + timedelta(minutes=rng.randint(2, 50))
    author, kind = 700_000_000 + rng.randrange(1_000_000), rng.random() * (_REACTIONS + _DELETED)
    if kind < _DELETED:
        return {**_item(page_number(record) + 2, 0, sent, ""), "deleted": True}
    if kind < _DELETED + _REACTIONS / 3:
        sticker = {"attachments": [{"type": "sticker", "sticker": {"sticker_id": rng.randint(1, 90)}}]}
        return {**_item(page_number(record) + 2, author, sent, ""), **sticker, "thread": _NO_THREAD}
    reaction = rng.choice(words("social")["reactions"])
    return {**_item(page_number(record) + 2, author, sent, reaction), "thread": _NO_THREAD}


def _author(record: Record) -> int:
    return 600_000_000 + 37 * record.person.key


def _profile(record: Record) -> dict[str, Any]:
    last, _, rest = record.person.name.partition(" ")
    names = {"first_name": rest.split(" ")[0], "last_name": last}
    if record.person.applicant not in ("person", "staff"):
        names = {"first_name": record.person.name, "last_name": ""}
    return {"id": _author(record), **names}
