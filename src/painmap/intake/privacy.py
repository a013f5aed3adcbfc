"""Personal data: texts masked, people as keyed hashes; what is dropped goes no further than this module."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.request import Context
from painmap.intake.words import norm

if TYPE_CHECKING:
    from painmap.text.deidentify import Masked

# Fields of RAW_APPEALS that the masker looks for in the row's own text.
KNOWN_FIELDS: Mapping[str, str] = {
    "person_name": "name",
    "phone": "phone",
    "email": "email",
    "address": "address",
}
_HASH_HEX = 32
_PHONE_DIGITS = range(5, 16)
_SEVERAL = re.compile(r"[;,/\n]|\bили\b")


def keyed_hash(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 of the parts joined by `|`, first 32 hex digits."""
    return hmac.new(key, "|".join(parts).encode(), hashlib.sha256).hexdigest()[:_HASH_HEX]


def client_ids(frame: pd.DataFrame, context: Context) -> pd.Series:
    """Keyed hash of the first present of: source id, phone, e-mail, name with address; None without any.

    A client of two channels has two ids unless the profile states the purpose of linking them.
    """
    request = context.request
    is_linked = request.agency.client_linking is not None
    places = pd.Series("", index=frame.index) if is_linked else "channel:" + frame["channel_code"]
    kinds: tuple[tuple[str, pd.Series], ...] = (
        (f"source-id:{request.source.id}", frame["client_source_id"].map(norm, na_action="ignore")),
        ("phone", frame["phone"].map(phone_digits, na_action="ignore")),
        ("email", frame["email"].map(_email, na_action="ignore")),
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


def masked_texts(texts: pd.Series, people: pd.DataFrame, context: Context) -> pd.Series:
    """The texts with personal data masked; the fields of `people` (same index) are known entities.

    Raises:
        PainmapError: The masker failed; the message holds the kind of failure and no value.
    """
    present = texts.dropna()
    if present.empty:
        return texts.astype(object)
    masked = _masked(list(present), _known_fields(people.loc[present.index]), context)
    _count_masks(masked, context)
    return pd.Series([item.text for item in masked], index=present.index, dtype=object).reindex(texts.index)


def impersonal(words: Sequence[str], context: Context) -> list[str]:
    """Those of the words in which the masker finds nothing personal, in order.

    Raises:
        PainmapError: The masker failed.
    """
    masked = _masked(words, ({} for _ in words), context)
    return [word for word, item in zip(words, masked, strict=True) if not item.spans]


def _masked(texts: Sequence[str], known: Iterable[dict[str, str]], context: Context) -> list[Masked]:
    from painmap.text.deidentify import Known

    failure = ""
    try:
        masked = context.request.mask(texts, [Known(**fields) for fields in known])
    except Exception as error:
        failure = type(error).__name__
    if failure or len(masked) != len(texts):
        # Outside of `except`: the failure's message and its frames hold the text.
        raise PainmapError(
            f"Сбой маскирования персональных данных ({failure or 'число текстов не сошлось'})",
            where=context.request.relative_name,
            remedy="файл не обработан; запустите painmap doctor и сообщите разработчику",
        )
    return masked


def _known_fields(people: pd.DataFrame) -> Iterable[dict[str, str]]:
    columns = {name: people.get(field) for field, name in KNOWN_FIELDS.items()}
    for i in range(len(people)):
        yield {
            name: "" if column is None or pd.isna(column.iloc[i]) else str(column.iloc[i])
            for name, column in columns.items()
        }


def _count_masks(masked: Sequence[Masked], context: Context) -> None:
    for item in masked:
        for (_, _, kind), rule in zip(item.spans, item.rules, strict=True):
            context.journal.count("masked", f"{kind} {rule}", 1)
