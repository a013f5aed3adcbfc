"""Numbers of the letters of a mailbox: a Message-ID up to its @, else a hash of the letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

# Mail programs note here what was read or moved since: «X-Mozilla-Status», «Status».
_CHANGING = re.compile(rb"^(?:X-|Status:)[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_HEX = 16


def start_of(message_id: str) -> str:
    """A Message-ID up to its @: what follows names a computer."""
    return message_id.partition("@")[0]


def shared_starts(message_ids: Iterable[str]) -> frozenset[str]:
    """The starts that different Message-IDs have in common («3@a», «3@b»)."""
    counts = Counter(map(start_of, set(message_ids)))
    return frozenset(start for start, count in counts.items() if count > 1)


def own_number(data: bytes) -> str:
    """A number of a letter without a Message-ID, the same in every export that holds the letter."""
    head, _, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    return sha256(_CHANGING.sub(b"", head + b"\n") + b"\n" + body.rstrip()).hexdigest()[:_HEX]
