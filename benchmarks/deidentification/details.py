"""Made-up personal details other than names, in the formats that people write (`formats.yaml`).

Check sums are right where a number has one; a telephone, a plate or a flat may be someone's by chance only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

# fmt: off
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ы": "y", "э": "e",
    "ю": "yu", "я": "ya",
}
# fmt: on
_PLATE_LETTERS = "АВЕКМНОРСТУХ"
_TO_LATIN = str.maketrans(_PLATE_LETTERS, "ABEKMHOPCTYX")


def pick(rng: random.Random, items: Sequence[str]) -> str:
    """One of the items; `rng.choice` may change between versions of Python, this not."""
    return items[int(rng.random() * len(items))]


@cache
def _formats() -> dict[str, list[str]]:
    return dict(YAML(typ="safe").load(Path(__file__).with_name("formats.yaml")))


def _put(rng: random.Random, name: str, **fields: Any) -> str:
    return pick(rng, _formats()[name]).format(**fields)


def whole(rng: random.Random, first: int, last: int) -> int:
    """A whole number from `first` to `last`, both included."""
    return first + int(rng.random() * (last - first + 1))


def _digits(rng: random.Random, count: int) -> str:
    """So many digits, the first not 0."""
    return str(whole(rng, 10 ** (count - 1), 10**count - 1))


def _weighed(number: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(number, weights, strict=True))


def _luhn(number: str) -> str:
    twice = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(number))]
    return number + str(-sum(v - 9 if v > 9 else v for v in twice) % 10)


def _fours(number: str) -> dict[str, str]:
    return {name: number[4 * i : 4 * i + 4] for i, name in enumerate("abcd")}


def _latin(word: str) -> str:
    return "".join(_LATIN.get(letter, "") for letter in word.lower())


def snils(rng: random.Random) -> str:
    n = _digits(rng, 9)
    key = _weighed(n, range(9, 0, -1)) % 101 % 100
    return _put(rng, "snils", a=n[:3], b=n[3:6], c=n[6:], k=f"{key:02d}")


def inn(rng: random.Random) -> str:
    n = _digits(rng, 10)
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        n += str(_weighed(n, weights) % 11 % 10)
    return _put(rng, "inn", n=n, a=n[:4], b=n[4:8], c=n[8:])


def inn10(rng: random.Random) -> str:
    n = _digits(rng, 9)
    return _put(rng, "inn10", n=n + str(_weighed(n, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10))


def passport(rng: random.Random) -> str:
    a, b = whole(rng, 1, 96), whole(rng, 0, 24)
    return _put(rng, "passport", a=f"{a:02d}", b=f"{b:02d}", n=_digits(rng, 6))


def card(rng: random.Random) -> str:
    bank = pick(rng, ["2200", "2202", "4276", "5469", "4817", "5536"])
    return _put(rng, "card", **_fours(_luhn(bank + _digits(rng, 11))))


def bank_account(rng: random.Random) -> str:
    """An account of twenty digits; its key goes with a BIK that ends in 601."""
    n = "408178100" + _digits(rng, 11)
    n = n[:8] + str(_weighed("601" + n, ((7, 1, 3) * 8)[:23]) * 3 % 10) + n[9:]
    return _put(rng, "bank", a=n[:5], b=n[5:8], c=n[8:9], d=n[9:13], e=n[13:])


def plate(rng: random.Random) -> str:
    a, b, c = (pick(rng, _PLATE_LETTERS) for _ in range(3))
    region = pick(rng, ["05", "95", "06", "83", "49", "777", "116", "161", "186", "799"])
    text = _put(rng, "plate", a=a, b=b, c=c, n=f"{whole(rng, 1, 999):03d}", r=region)
    draw = rng.random()
    return text.lower() if draw < 0.25 else text.translate(_TO_LATIN) if draw < 0.36 else text


def _dated(rng: random.Random, name: str, first: int, last: int) -> str:
    d, m, y = whole(rng, 1, 28), whole(rng, 1, 12), whole(rng, first, last)
    return _put(rng, name, d=d, m=m, y=y, short=f"{y % 100:02d}", month=_MONTHS[m - 1])


def birth(rng: random.Random) -> str:
    return _dated(rng, "birth", 1938, 2019)


def day(rng: random.Random) -> str:
    """A date of something else: it must stay."""
    return _dated(rng, "day", 2023, 2025)


def phone(rng: random.Random) -> str:
    operator = pick(rng, ["928", "963", "988", "911", "914", "985", "999", "900", "951", "938"])
    return _put(rng, "phone", o=operator, a=_digits(rng, 3), b=_digits(rng, 2), c=_digits(rng, 2))


def city(rng: random.Random) -> str:
    area = pick(rng, ["4132", "8722", "8712", "81853", "87341", "49131"])
    a, b, c = (_digits(rng, 2) for _ in range(3))
    return _put(rng, "city", o=area, a=a, b=b, c=c, s=_digits(rng, 1))


def abroad(rng: random.Random) -> str:
    code, operator = pick(
        rng, ["994 50", "998 90", "996 555", "374 91", "995 599", "380 67", "992 93"]
    ).split()
    a, b, c = _digits(rng, 3), _digits(rng, 2), _digits(rng, 2)
    return _put(rng, "abroad", k=code, o=operator, a=a, b=b, c=c)


def email(rng: random.Random, name: str, surname: str) -> str:
    local = _put(rng, "local", a=_latin(name), b=_latin(surname), n=whole(rng, 60, 99))
    host = pick(rng, ["mail", "yandex", "bk", "list", "inbox", "gmail", "rambler", "internet"])
    text = _put(rng, "email", l=local, h=host, z="com" if host == "gmail" else "ru")
    return text.upper() if rng.random() < 0.05 else text


def account(rng: random.Random, name: str, surname: str) -> str:
    nick = _put(rng, "nick", a=_latin(name), b=_latin(surname), n=whole(rng, 10, 99))
    return _put(rng, "account", nick=nick, n=_digits(rng, 8))


def polis(rng: random.Random) -> str:
    return _put(rng, "polis", **_fours(_luhn(_digits(rng, 15))))


def certificate(rng: random.Random) -> str:
    roman, letters = pick(rng, ["I", "II", "III", "IV", "V"]), pick(rng, ["БД", "ЕР", "МЮ", "ДН", "НА"])
    return _put(rng, "certificate", r=roman, l=letters, n=_digits(rng, 6))


def cadastre(rng: random.Random) -> str:
    r, q, s = whole(rng, 1, 95), whole(rng, 1, 48), whole(rng, 2, 9999)
    return _put(rng, "cadastre", r=r, q=q, a=_digits(rng, 6), s=s)


def _numbered(name: str) -> Callable[[random.Random], str]:
    """A number of a case, written with numbers of four and five digits and one of one or two."""

    def make(rng: random.Random) -> str:
        return _put(rng, name, a=_digits(rng, 4), b=_digits(rng, 5), c=_digits(rng, 5), s=whole(rng, 1, 30))

    return make


def _home(rng: random.Random, name: str) -> str:
    street = _put(rng, "street", x=pick(rng, _formats()["streets"]))
    block, h, f = pick(rng, _formats()["block"]), whole(rng, 1, 180), whole(rng, 1, 240)
    return _put(rng, name, x=street, h=h, k=block, f=f)


def flat(rng: random.Random, town: str) -> str:
    """An address with a flat or room, half of them with the town, some with the post code."""
    home = _home(rng, "flat")
    if rng.random() < 0.5:
        home = town + pick(rng, [", ", ", ", " "]) + home
        home = f"{_digits(rng, 6)}, {home}" if rng.random() < 0.3 else home
    return home


def house(rng: random.Random, town: str) -> str:
    """An address without a flat: private only where someone says that he lives there."""
    home = _home(rng, "house")
    return town + pick(rng, [", ", " "]) + home if rng.random() < 0.6 else home


# Slot → type and maker, of what needs neither a person nor a town.
MAKERS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "phone": ("PHONE", phone),
    "city": ("PHONE", city),
    "abroad": ("PHONE", abroad),
    "snils": ("SNILS", snils),
    "inn": ("INN", inn),
    "inn10": ("INN", inn10),
    "passport": ("PASSPORT", passport),
    "card": ("CARD", card),
    "bank": ("CARD", bank_account),
    "plate": ("PLATE", plate),
    "birth": ("BIRTHDATE", birth),
    "polis": ("CASE", polis),
    "certificate": ("CASE", certificate),
    "cadastre": ("CASE", cadastre),
    **{name: ("CASE", _numbered(name)) for name in ("appeal", "application", "court", "enforcement")},
}
