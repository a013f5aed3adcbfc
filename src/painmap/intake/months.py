"""Days as people and sites write them: «28 августа», «5 мар. 2025 г.», and Excel's numbers of days."""

from __future__ import annotations

import re

import pandas as pd

# Number of a month by its first letters: «августа», «август», «авг.»; «мая» and «май» have no common stem.
_STEMS = (
    ("янв", "jan"), ("фев", "feb"), ("мар", "mar"), ("апр", "apr"), ("май", "мая", "may"), ("июн", "jun"),
    ("июл", "jul"), ("авг", "aug"), ("сен", "sep"), ("окт", "oct"), ("ноя", "nov"), ("дек", "dec"),
)  # fmt: skip
_MONTHS = {stem: f"{number:02d}" for number, stems in enumerate(_STEMS, start=1) for stem in stems}
_RUSSIAN = (
    "январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|"
    "декабр[ья]|янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек"
)
_ENGLISH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_NAME = re.compile(rf"(?<![^\W\d_])(?:{_RUSSIAN}|{_ENGLISH})(?![^\W\d_])\.?", re.IGNORECASE)
# «2025 г.», «2025г», «2025 года».
_YEAR_WORD = r"\s*г(?:\.|од[ау]?)?$"
# Excel's numbers of the days 01.01.2000 and 31.12.2099; a smaller or larger number may be anything.
_SERIAL, _FIRST, _LAST = r"\d{5}(?:[.,]\d+)?", 36_526, 73_050
_DAY_ZERO = pd.Timestamp("1899-12-30")
SERIAL = "excel"


def with_numbers(texts: pd.Series, form: str) -> tuple[pd.Series, str]:
    """Texts and format with the number of a month for its name (`%B`, `%b`), and without «г.» at the end."""
    if "%B" not in form and "%b" not in form:
        return texts, form
    numbered = texts.str.replace(_NAME, lambda found: _MONTHS[found[0][:3].lower()], regex=True)
    form = re.sub(_YEAR_WORD, "", form).replace("%B", "%m").replace("%b", "%m")
    return numbered.str.replace(_YEAR_WORD, "", regex=True), form


def are_serials(texts: pd.Series) -> bool:
    """Whether all texts, one at least, are numbers of days as Excel counts them («45292», «45292.5»)."""
    return bool(len(texts)) and len(of_serials(texts)) == len(texts)


def of_serials(texts: pd.Series) -> pd.Series:
    """Moments (datetime64[s]) of the texts that are such numbers, without the others."""
    numbers = texts[texts.str.fullmatch(_SERIAL).astype(bool)].str.replace(",", ".").astype(float)
    numbers = numbers[numbers.between(_FIRST, _LAST + 1, inclusive="left")]
    return (_DAY_ZERO + pd.to_timedelta(numbers.round(6), unit="D")).astype("datetime64[s]")
