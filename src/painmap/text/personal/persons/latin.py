"""Russian names in Latin letters: «Ivanov Ivan», «Petrova Anna Sergeevna»."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text import language
from painmap.text.personal.persons.words import Words
from painmap.text.view import Span

_RUN = re.compile(r"(?<![\w@./-])[A-Za-z][a-z]{2,}|(?<![\w@./-])[A-Z]{3,}")
_PATRONYMIC = re.compile(r"(?:[oe]vi(?:ch|c)|[oey]vna|ichna)$", re.IGNORECASE)
_SURNAME = re.compile(
    r"(?:[oey]v|in|yn)a?$|(?:sk(?:iy|y|ij|aya|aia)|enko|chuk|yan|shvili|dze)$", re.IGNORECASE
)
_SOFT = re.compile(r"л(?=[бвгджзкмнпстхч])")
# Longer spellings first.
_LETTERS = (
    ("shch", "щ"), ("yo", "ё"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("iu", "ю"), ("ya", "я"), ("ia", "я"), ("ye", "е"), ("x", "кс"),
    *zip("abvgdeziyjklmnoprstufhcwq", "абвгдезийй" "клмнопрстуфхквк", strict=True),
)  # fmt: skip


def latin(text: str, _: Words) -> Iterator[Span]:
    """Two or three neighbours with a patronymic among them, or a first name beside a surname."""
    matches = list(_RUN.finditer(text))
    for i, match in enumerate(matches):
        run = [match]
        for following in matches[i + 1 : i + 3]:
            if text[run[-1].end() : following.start()] not in (" ", "  ", "\n", "\xa0"):
                break
            run.append(following)
        for size in (3, 2):
            if len(run) >= size and _is_name([m[0] for m in run[:size]]):
                yield run[0].start(), run[size - 1].end()
                break


def _is_name(parts: list[str]) -> bool:
    has_first = [any(_is_first(form) for form in _cyrillic(p)) for p in parts]
    if len(parts) == 3 or any(_PATRONYMIC.search(p) for p in parts):
        return any(has_first) and any(_PATRONYMIC.search(p) for p in parts)
    return any(is_first and _SURNAME.search(parts[1 - i]) for i, is_first in enumerate(has_first))


def _is_first(form: str) -> bool:
    seen = language.word(form)
    return seen.known and seen.name and not seen.common


def _cyrillic(word: str) -> tuple[str, ...]:
    """Readings of a Latin spelling, which often leaves the soft sign out («Olga», «Igor»)."""
    result = word.lower()
    for letters, letter in _LETTERS:
        result = result.replace(letters, letter)
    return result, _SOFT.sub("ль", result), result + "ь"
