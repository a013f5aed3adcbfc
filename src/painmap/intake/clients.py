"""People as keyed hashes: one client, one id, and nothing that leads back without the key."""

from __future__ import annotations

import hmac
import re

import pandas as pd

from painmap.intake.cellwise import each
from painmap.intake.request import Context
from painmap.intake.words import norm

_HASH_HEX = 32
_PHONE_DIGITS = range(5, 16)
_SEVERAL = re.compile(r"[;,/\n]|\bили\b")


def keyed_hash(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 of the parts joined by `|`, first 32 hex digits."""
    return hmac.digest(key, "|".join(parts).encode(), "sha256").hex()[:_HASH_HEX]


def client_ids(frame: pd.DataFrame, context: Context) -> pd.Series:
    """Keyed hash of the first present of: source id, phone, e-mail, name with address; None without any.

    A client of two channels has two ids unless the profile states the purpose of linking them.
    """
    request = context.request
    is_linked = request.agency.client_linking is not None
    places = pd.Series("", index=frame.index) if is_linked else "channel:" + frame["channel_code"]
    kinds: tuple[tuple[str, pd.Series], ...] = (
        (f"source-id:{request.source.id}", each(frame["client_source_id"], norm)),
        ("phone", each(frame["phone"], phone_digits)),
        ("email", each(frame["email"], _email)),
        ("name-address", _name_address(frame)),
    )
    result = pd.Series(None, index=frame.index, dtype=object)
    for kind, values in kinds:
        todo = result.isna() & values.notna()
        result[todo] = [
            keyed_hash(request.key, request.agency.id, place, kind, value)
            for place, value in zip(places[todo], values[todo], strict=True)
        ]
    return result


def phone_digits(text: str) -> str | None:
    """Digits of the first phone number of a cell, +7 and 8 made one; None where there is no number."""
    digits = re.sub(r"\D", "", _SEVERAL.split(text.strip())[0])
    if len(digits) not in _PHONE_DIGITS or len(set(digits)) == 1:
        return None
    if len(digits) == 11 and digits[0] in "78":
        return "7" + digits[1:]
    return "7" + digits if len(digits) == 10 else digits


def _email(text: str) -> str | None:
    text = norm(text)
    return text if "@" in text else None


def _name_address(frame: pd.DataFrame) -> pd.Series:
    is_full = frame["person_name"].notna() & frame["address"].notna()
    pairs = frame.loc[is_full, ["person_name", "address"]].itertuples(index=False)
    values = [f"{_letters(name)}|{_letters(address)}" for name, address in pairs]
    return pd.Series(values, index=frame.index[is_full], dtype=object).reindex(frame.index)


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", norm(text)))
