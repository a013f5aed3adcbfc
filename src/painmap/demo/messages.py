"""What mailboxes and pages of social networks share: moments, numbers, what stands around appeals."""

from __future__ import annotations

import random
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from painmap.demo.phrases import BANK
from painmap.demo.records import Record
from painmap.params.yaml_file import read_yaml

# The running number and the year within «02-Г-1187/25».
_NUMBER = re.compile(r"(\d+)/(\d\d)$")
# Hours of Greenwich at which it is the same day everywhere from Narva to Magadan.
_HOURS = (5, 12)
# Numbers of a page are dealt out to everything that is written there: four for each appeal.
_STRIDE, _A_YEAR = 4, 40_000


@lru_cache
def words(name: str) -> dict[str, Any]:
    """What stands around appeals: `bank/messages/<name>.yaml`."""
    return read_yaml(BANK / "messages" / f"{name}.yaml", f"demo/bank/messages/{name}.yaml")


def own_rng(layout: str, record: Record) -> random.Random:
    """The generator of one message, whatever else is in the file."""
    return random.Random(f"{layout}/{record.appeal_id}")


def moment_on(day: date, rng: random.Random) -> datetime:
    """A moment of that day in Greenwich and at the agency's."""
    hour = rng.randint(*_HOURS)
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=UTC)


def moment_of(record: Record) -> datetime:
    """When a message was sent."""
    return moment_on(record.day, random.Random(f"moment/{record.appeal_id}"))


def answered_at(record: Record, received: date) -> datetime | None:
    """When it was answered, later than it was sent; None while it was not by the day of the export."""
    day = record.as_known(received).result.answered
    if day is None:
        return None
    sent = moment_of(record)
    return max(moment_on(day, random.Random(f"answer/{record.appeal_id}")), sent + timedelta(minutes=9))


def sequence(record: Record) -> tuple[int, int]:
    """Year (two digits) and running number of an appeal."""
    number, year = _NUMBER.findall(record.appeal_id)[0]
    return int(year), int(number)


def page_number(record: Record) -> int:
    """Number of a comment on a page; the two after it belong to nobody else."""
    year, number = sequence(record)
    return (year - 20) * _A_YEAR + number * _STRIDE
