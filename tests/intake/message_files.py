"""Files of messages that the tests of intake write, and the formats which read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from painmap.params.models import Format
from painmap.params.yaml_file import read_yaml

REPOSITORY = Path(__file__).resolve().parents[2]


def shipped(name: str) -> Format:
    """A format of `params/formats`."""
    where = f"params/formats/{name}.yaml"
    return Format.model_validate(read_yaml(REPOSITORY / where, where))


def mail(
    number: str = "1", body: bytes | str = "Прошу ответить", charset: str = "utf-8", **headers: str
) -> bytes:
    """A letter with its «From » line; `headers` replace the usual ones, "" leaves one out."""
    values = {
        "Message-ID": f"<{number}@mail.example.ru>",
        "Date": "Tue, 14 Jan 2025 10:00:00 +0300",
        "From": "zayavitel@example.ru",
        "To": "priem@vedomstvo.example.ru",
        "Subject": "",
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={charset}",
        "Content-Transfer-Encoding": "8bit",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in values.items() if value)
    data = body if isinstance(body, bytes) else body.encode(charset)
    return b"From MAILER-DAEMON Tue Jan 14 10:00:00 2025\n" + lines.encode() + b"\n" + data + b"\n\n"


def telegram_message(number: int, text: Any = "Когда откроют отдел", **fields: Any) -> dict[str, Any]:
    """A comment of a person."""
    message: dict[str, Any] = {
        "id": number,
        "type": "message",
        "date": "2025-01-14T10:00:00",
        "date_unixtime": "1736838000",
        "from": "Заявитель",
        "from_id": "user501",
        "text": text,
    }
    return message | fields


def chat(*messages: Any, **fields: Any) -> dict[str, Any]:
    """The discussion group of a channel."""
    return {"name": "Обсуждение", "type": "public_supergroup", "id": 77, "messages": list(messages)} | fields


def vk_comment(number: int, text: str = "Когда откроют отдел", **fields: Any) -> dict[str, Any]:
    """A comment of a person below a post of the community 900."""
    comment: dict[str, Any] = {
        "id": number,
        "from_id": 501,
        "owner_id": -900,
        "post_id": 10,
        "date": 1736838000,
        "text": text,
        "likes": {"count": 3},
        "parents_stack": [],
        "thread": {"count": 0, "items": []},
    }
    return comment | fields
