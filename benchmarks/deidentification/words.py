"""Endings of names: patronymics and cases, by the ordinary rules of Russian."""

from __future__ import annotations

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
_VOWELS = "аеёиоуыэюя"
_HISSING = "гкхжчшщ"

# gen, dat, acc, ins, loc
_CONSONANT = ("а", "у", "а", "ом", "е")
_SOFT = ("я", "ю", "я", "ем", "е")
_OV = ("а", "у", "а", "ым", "е")
_OVA = ("ой", "ой", "у", "ой", "ой")
_ADJECTIVE = ("ого", "ому", "ого", "ым", "ом")
_SKAYA = ("ой", "ой", "ую", "ой", "ой")


def patronymic(father: str, is_woman: bool) -> str:
    """«Гамзат» → «Гамзатович», «Апти» → «Аптиевич», «Ваха» → «Вахаевич»."""
    if father.endswith("ий"):
        stem, soft = father[:-2] + "ь", True
    elif father[-1] in "йь":
        stem, soft = father[:-1], True
    elif father[-1] in _VOWELS:
        stem, soft = father, True
    else:
        stem, soft = father, False
    return stem + ("ев" if soft else "ов") + ("на" if is_woman else "ич")


def womans(surname: str) -> str:
    """A woman's form of a man's surname."""
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")) and surname != "Соловей":
        return surname + "а"
    if surname.endswith(("ский", "цкий", "ый", "ой")):
        return surname[:-2] + "ая"
    return surname


def declined(word: str, case: str, is_woman: bool, is_surname: bool) -> str:
    """A part of a name in a case; a part after a hyphen carries the ending.

    Args:
        case: One of `CASES`.
    """
    if case == "nom":
        return word
    at = CASES.index(case) - 1
    endings = _surname(word, is_woman) if is_surname else _first(word, is_woman)
    if endings is None:
        return word
    stem, forms = endings
    form = forms[at]
    if stem[-1] in _HISSING and form.startswith("ы"):
        form = "и" + form[1:]
    return stem + form


def _surname(word: str, is_woman: bool) -> tuple[str, tuple[str, ...]] | None:
    if is_woman:
        if word.endswith(("ова", "ева", "ёва", "ина", "ына")):
            return word[:-1], _OVA
        return (word[:-2], _SKAYA) if word.endswith("ая") else None
    if word.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return word, _OV
    if word.endswith(("ий", "ый", "ой")) and len(word) > 5:
        return word[:-2], _ADJECTIVE
    if word.endswith(("их", "ых")) or word[-1] in _VOWELS:
        return None
    return _man(word)


def _first(word: str, is_woman: bool) -> tuple[str, tuple[str, ...]] | None:
    if word.endswith("ия"):
        return word[:-1], ("и", "и", "ю", "ей", "и")
    if word.endswith("я"):
        return word[:-1], ("и", "е", "ю", "ей", "е")
    if word.endswith("а"):
        hard = "и" if word[-2] in _HISSING else "ы"
        return word[:-1], (hard, "е", "у", "ой", "е")
    return None if is_woman or word[-1] in _VOWELS else _man(word)


def _man(word: str) -> tuple[str, tuple[str, ...]]:
    if word.endswith("ий"):
        return word[:-1], (*_SOFT[:4], "и")
    if word[-1] in "йь":
        return word[:-1], _SOFT
    if word == "Лев":
        return "Льв", _CONSONANT
    return word, ("а", "у", "а", "ем", "е") if word[-1] in "жчшщ" else _CONSONANT
