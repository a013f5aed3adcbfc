"""One character as a reader sees it: blanks, digits of other scripts, accents, letters that look alike."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# What stands for itself and takes no looking up; `<`, `&`, `%`, dashes and `\r` may begin something.
ORDINARY = "\\n -$'-;=-~А-Яа-яЁё«»“”„’№…"
# Fillers, and accents that stand alone: Unicode counts them among letters or symbols.
_NO_GLYPHS = frozenset("\u115f\u1160\u3164\uffa0\ufffc\u00a8\u00b4\u02ca")
_LINE_ENDS = frozenset("\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029")
_DASHES = frozenset("\u2010\u2011\u2012\u2212\ufe58\ufe63\uff0d")
_CYRILLIC = re.compile("[\u0400-\u052f]+")
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχΓΛΠΦπφ", "ABEZHIKMNOPTYXaeikvoptuxГЛПФпф", strict=True))

_LATIN_SIDE, _CYRILLIC_SIDE = "ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук"
_TO_CYRILLIC = str.maketrans(_LATIN_SIDE, _CYRILLIC_SIDE)
_CYRILLIC_TWINS = _CYRILLIC_SIDE + "іІѕЅјЈһԁ"
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS, _LATIN_SIDE + "iIsSjJhd")
_LATIN, _CYR = "A-Za-z", "А-Яа-яЁёіІѕЅјЈһԁ"
_HAS_LATIN = re.compile(f"[{_LATIN}]")
_MIXED = re.compile(rf"(?<![{_LATIN}{_CYR}])(?:[{_LATIN}]++[{_CYR}]|[{_CYR}]++[{_LATIN}])[{_LATIN}{_CYR}]*+")
_LATIN_PART = re.compile(rf"(?<![{_LATIN}])[{_LATIN_SIDE}]++(?![{_LATIN}])")
_CYRILLIC_PART = re.compile(rf"(?<![{_CYR}])[{_CYRILLIC_TWINS}]++(?![{_CYR}])")
_DISGUISED = re.compile(rf"(?<![\w@./:+-])[{_LATIN_SIDE}]{{3,}}+(?![\w@/:+-]|\.\w)")
_WORD = re.compile(r"[^\s\[\]]++")
# Small letters are also words («8 о 9»): as a digit they touch the next one.
_DIGIT = r"(?:\d|[lIOОЗ]|(?<![ ()-])[oоз]|[oоз](?=\d))"
_DIALLED = re.compile(rf"(?:\+7(?<![\w.+-]..)|[78](?<![\w.+-].))(?:[ ()-]{{0,2}}{_DIGIT}){{10}}(?!\w)")
_TO_DIGIT = str.maketrans("lIOoОоЗз", "11000033")
_MOST_LETTERS = 3


@cache
def seen(character: str) -> str:
    """What a reader sees: nothing, a blank, an ASCII digit, a plain letter, or the character itself."""
    category = unicodedata.category(character)
    if character in _LINE_ENDS:
        return "\n"
    if category == "Zs" or character in "\t\u2800":
        return " "
    if category in {"Cf", "Cc", "Mn", "Me"} or character in _NO_GLYPHS:
        return ""
    if category == "Cs":
        # The dictionary encodes words as UTF-8, which has no half of a surrogate pair.
        return "\ufffd"
    if character in _DASHES:
        return "-"
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return _GREEK.get(character) or _plain(character)


def _plain(character: str) -> str:
    """Without an accent, full width or other style, where ASCII or Russian letters are what is left."""
    parts = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in parts if not unicodedata.combining(c))
    if base.isascii() or (base != character and character in "ѐЀѝЍ"):
        return base
    composed = unicodedata.normalize("NFKC", character)
    return composed if _CYRILLIC.fullmatch(composed) else character


def unmasked(text: str) -> str:
    """The text with look-alike letters in the alphabet of their word; every character keeps its place."""
    if not _HAS_LATIN.search(text):
        return text
    text = _MIXED.sub(_of_one_alphabet, text)
    text = _DISGUISED.sub(_among_cyrillic, text)
    return _WORD.sub(_address, text) if "@" in text or "/" in text else text


def dialled(text: str) -> str:
    """The text with digits for up to three letters that look so among the eleven of a telephone."""
    return _DIALLED.sub(_as_digits, text)


def _as_digits(match: re.Match[str]) -> str:
    few = sum(c.isalpha() for c in match[0]) <= _MOST_LETTERS
    return match[0].translate(_TO_DIGIT) if few else match[0]


def _of_one_alphabet(match: re.Match[str]) -> str:
    """«Пeтpoвa» in Cyrillic letters, «ivаnov» in Latin ones: where all look alike, else where most do.

    A part without a look-alike for each of its letters stays («телefon» was glued, not disguised).
    """
    word = match[0]
    latin = [c for c in word if c.isascii()]
    cyrillic = [c for c in word if not c.isascii()]
    may_be_cyrillic = all(c in _LATIN_SIDE for c in latin)
    may_be_latin = all(c in _CYRILLIC_TWINS for c in cyrillic)
    if may_be_cyrillic == may_be_latin:
        may_be_cyrillic = len(latin) <= len(cyrillic)
    if may_be_cyrillic:
        return _LATIN_PART.sub(lambda m: m[0].translate(_TO_CYRILLIC), word)
    return _CYRILLIC_PART.sub(lambda m: m[0].translate(_TO_LATIN), word)


def _among_cyrillic(match: re.Match[str]) -> str:
    """«Bepa», all of it in letters that look alike, beside a Cyrillic word."""
    text, start, end = match.string, match.start(), match.end()
    around = text[max(0, start - 3) : start] + text[end : end + 3]
    return match[0].translate(_TO_CYRILLIC) if _CYRILLIC.search(around) else match[0]


def _address(match: re.Match[str]) -> str:
    """Cyrillic parts that look Latin in an address of mail or of a page («vк.сом/…»)."""
    word = match[0]
    if ("@" in word or "/" in word) and _HAS_LATIN.search(word):
        return _CYRILLIC_PART.sub(lambda m: m[0].translate(_TO_LATIN), word)
    return word
