"""Cells that are numbers, dates or times: are they identifiers, telephones, or nothing that is anybody's?

A number says by itself little: 1 of 100 ids of 11 digits has the sums of a СНИЛС, 1 of 10 of 16 digits
those of a card. Such cells count only if at least half of them are valid identifiers of one type. Mobile
telephones count from `_FEW` different ones or `_MOBILE_SHARE` of the numbers, fewer are told; but those that
follow each other closely are ids (`_FEW_IDS` at least), and so are all where more numbers of that length are
no telephones at all (2 of 100 random numbers of 11 digits look like a mobile one).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from painmap.stages.deidentification.titles import Declared, asked
from painmap.text.deidentify import identifiers

# A share from which a column consists of something.
MOST = 0.5
_MIN_DIGITS = 10
_LOOKED_AT = 20_000
# Ids in a row; numbers of a region's telephones are thousands apart. A few prove no row.
_ID_STEP = 100
_FEW_IDS = 10
_MOBILE = re.compile(r"[78]?9\d{9}")
_OTHER_PHONE = re.compile(r"[78][3-8]\d{9}|[3-8]\d{9}")
_PHONE_DIGITS = (10, 11)
_FEW = 3
_MOBILE_SHARE = 0.05

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?"
_DATE = rf"(?:{_DAY}([./-]){_MONTH}\1(?:\d{{4}}|\d{{2}})|\d{{4}}([./-]){_MONTH}\2{_DAY})"
# «+7…» is no number: nobody writes an id with a plus.
_NUMBER = re.compile(
    rf"-?(?:\d{{1,3}}(?:[ \xa0\u202f]\d{{3}})+|\d+)(?:[.,]\d+)?\s?%?|{_DATE}(?:[ T]+{_TIME})?|{_TIME}"
)


def is_number(atom: str) -> bool:
    """Whether the text is a number, a date or a time and nothing more."""
    return bool(_NUMBER.fullmatch(atom))


@dataclass
class Numbers:
    """The numbers of one column."""

    count: int = 0
    _types: Counter[str] = field(default_factory=Counter)
    # Mobile telephone → cells; numbers as long that are no telephones.
    _mobiles: Counter[str] = field(default_factory=Counter)
    _strangers: Counter[str] = field(default_factory=Counter)

    def look(self, atom: str, title: Declared) -> None:
        """Look at one more number of the column with this title."""
        self.count += 1
        digits = re.sub(r"\D", "", re.sub(r"[.,]0+$", "", atom))
        if len(digits) in _PHONE_DIGITS:
            if _MOBILE.fullmatch(digits):
                self._mobiles[digits[-10:]] += 1
            elif len(self._strangers) < _LOOKED_AT and not _OTHER_PHONE.fullmatch(digits):
                self._strangers[digits] += 1
        if self.count <= _LOOKED_AT and (title.before or len(digits) >= _MIN_DIGITS):
            text = digits if len(digits) >= _MIN_DIGITS else atom
            before, _ = asked(text, title)
            self._types.update({kind for *_, kind in identifiers(before)} - {"CASE"})

    def found(self, title: Declared) -> tuple[dict[str, int], int]:
        """TYPE → cells of what makes the column personal; and cells like mobile telephones, however few."""
        looked = min(self.count, _LOOKED_AT)
        are_ids = self._are_ids() and title.type != "PHONE"
        harmless = {"PHONE", title.type if title.is_open else ""} if are_ids else set()
        types = {
            kind: count
            for kind, count in self._types.items()
            if count >= MOST * looked and kind not in harmless
        }
        mobiles = 0 if are_ids or self._strangers.total() > self._mobiles.total() else self._mobiles.total()
        if mobiles and (len(self._mobiles) >= _FEW or mobiles >= _MOBILE_SHARE * self.count):
            types["PHONE"] = max(mobiles, types.get("PHONE", 0))
        return types, mobiles

    def _are_ids(self) -> bool:
        """Whether the numbers as long as telephones are a row, each of them once or twice."""
        long = self._mobiles or self._strangers
        numbers = [int(number) for number in long]
        is_dense = len(numbers) >= _FEW_IDS and max(numbers) - min(numbers) <= _ID_STEP * len(numbers)
        return is_dense and 2 * len(numbers) >= long.total()
