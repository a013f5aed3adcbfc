"""Words and numbers of a file as they may be told: a person may stand where none should."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from painmap.intake.cellwise import each
from painmap.intake.clients import keyed_hash
from painmap.intake.names import is_telling
from painmap.intake.privacy import masked
from painmap.intake.request import Context
from painmap.intake.words import NO_NUMBER, norm

# Columns of RAW_APPEALS that hold no person, in which people write one nevertheless.
_WORDS = ("unit", "municipality")
# Of the hash that stands for a number: enough to tell the appeals of an agency apart.
_NUMBER_HEX = 12
_HIDDEN = "скрыт-"
_LETTERS = re.compile(r"[^\W\d_]+")
# «ОГ», «вх», «лс»: the letters of a registration number are abbreviations.
_SHORT = 3
# «17/24», «ОГ-1234/25», «вх. 305»: short numbers, in which nothing hides; all else is looked into.
_USUAL = re.compile(r"(?=(?:\D*\d){1,9}\D*$)(?P<word>[^\W\d_]{0,3})[ .№/-]?\d{1,7}(?:[/-]\d{1,7})?")
_FORMS = ("-8", " 739924", "7936-30165", "/61756")
_HEX = re.compile(r"[0-9a-fA-F-]{16,}")


def impersonal(words: Sequence[str], context: Context) -> list[str]:
    """Those of the words or titles that may be told, in order.

    They are made of ordinary words of the dictionary, none of which may be a name («Мороз», «крапивин»),
    and the masker finds nothing personal in them.

    Raises:
        PainmapError: The masker failed.
    """
    # First the dictionary: the masker's cache keeps what it was given and found nothing in.
    plain = [word for word in words if all(map(_is_ordinary, _LETTERS.findall(word)))]
    found = masked(plain, ({} for _ in plain), context)
    return [word for word, item in zip(plain, found, strict=True) if not item.spans]


def _is_ordinary(form: str) -> bool:
    from painmap.text import language

    if is_telling(form) or (len(form) == 1 and form.islower()):
        return True
    word = language.word(form)
    return word.common and not (word.name or word.surname or word.patronymic)


def without_people(frame: pd.DataFrame, context: Context) -> pd.DataFrame:
    """`frame` with the cells of columns of words emptied in which a person stands («Отдел: Иванов И. И.»).

    Raises:
        PainmapError: The masker failed.
    """
    for name in _WORDS:
        words = list(frame[name].dropna().unique())
        found = masked(words, ({} for _ in words), context)
        personal = [word for word, item in zip(words, found, strict=True) if item.spans]
        is_personal = frame[name].isin(personal)
        if count := int(is_personal.sum()):
            context.journal.count("set_aside", f"{name}: персональные данные", count)
            context.journal.warn(
                f"Графа «{context.title(name)}»: ячеек с персональными данными {{}}; они не сохранены.", count
            )
            frame = frame.assign(**{name: frame[name].mask(is_personal, None)})
    return frame


def told_numbers(numbers: pd.Series, context: Context) -> pd.Series:
    """The numbers of appeals; one that holds a word or a contact («Иванов-12») as its keyed hash.

    A Message-ID may be made of a mailbox. The hash is the same in every file of the source.
    """
    present = each(numbers, str).dropna()
    hidden = present[[not _is_number(number) for number in present]]
    if count := len(hidden):
        context.journal.warn(
            f"Номеров, в которых могут быть персональные данные: {{}}; вместо них — коды «{_HIDDEN}…».", count
        )
    codes = pd.Series([_code(number, context) for number in hidden], index=hidden.index, dtype=object)
    return numbers.astype(object).mask(numbers.index.isin(hidden.index), codes.reindex(numbers.index))


def _is_number(text: str) -> bool:
    """Whether a number is made of digits, abbreviations, and words that say what it is."""
    usual = _USUAL.fullmatch(text)
    return text.isdecimal() or (usual is not None and _is_abbreviation(usual["word"])) or _is_plain(text)


def _is_plain(text: str) -> bool:
    from painmap.text.deidentify import identifiers

    words = [] if NO_NUMBER.fullmatch(text.strip()) else _LETTERS.findall(text)
    is_plain = _HEX.fullmatch(text) or all(len(word) <= _SHORT or is_telling(word) for word in words)
    return bool(is_plain) and all(kind == "CASE" for _, _, kind in identifiers(text))


@lru_cache(1 << 10)
def _is_abbreviation(word: str) -> bool:
    """Whether what stands before a short number makes no telephone of it, as «тел» and «моб» do."""
    from painmap.text.deidentify import identifiers

    return all(kind == "CASE" for form in _FORMS for _, _, kind in identifiers(f"{word}{form}"))


def _code(number: str, context: Context) -> str:
    request = context.request
    parts = (request.agency.id, request.source.id, "appeal-id", norm(number))
    return _HIDDEN + keyed_hash(request.key, *parts)[:_NUMBER_HEX]
