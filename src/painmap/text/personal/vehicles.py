"""Plates and numbers of vehicles."""

from __future__ import annotations

import re

from painmap.text.personal.base import LIKELY, SURE, shape

# The twelve letters that Cyrillic and Latin share (ГОСТ Р 50577-2018), in both scripts.
_LETTER = "[АВЕКМНОРСТУХABEKMHOPCTYX]"
_CORE = rf"{_LETTER}[\s-]?\d{{3}}[\s-]?{_LETTER}{{2}}"
_RUS = r"(?:\s?(?:rus|рус)\b)?"
_REGION = rf"(?:[\s/|(-]{{0,2}}\d{{2,3}}(?![\d.:,]\d|\d)\)?{_RUS})"
_WORD_OF_NUMBER = r"(?:номер\w{0,3}|знак\w{0,3}|г\.?\s?/?\s?н\b\.?)"
_WORD_OF_VEHICLE = (
    rf"(?:гос\w*\.?\s?(?:рег\w*\.?\s?)?{_WORD_OF_NUMBER}|{_WORD_OF_NUMBER}|гос\b\.?|грз\b|рег\w*|машин\w*|авто\w*"
    r"|маршрутк\w*|такси|припаркован\w*|прицеп\w*|мото\w*|скутер\w*|мопед\w*|трактор\w*)"
)
_CUE_OF_VEHICLE = (
    "госномер номер знак г грз рег машина авто маршрутка такси припаркован прицеп мотоцикл скутер мопед"
    " трактор гн"
)
_BETWEEN = r"\W{0,4}(?:[^\W\d]+\W{1,3}){0,3}?"
_NO_SERIES = re.compile(r"\b(?:(?:на|не|но|то|та|ст|от|ра|со)\b|(?:км|см|кв)$)", re.IGNORECASE)


def _is_no_count(text: str) -> bool:
    """Not «с 100 на 200», «в 200 км», written apart."""
    return " " not in text or not _NO_SERIES.search(text)


PLATE = (
    shape(
        "plate", "PLATE", LIKELY, "прописная буква, 3 цифры, 2 прописные буквы, как у номера автомобиля",
        rf"(?<!\w)(?P<x>(?-i:{_CORE}){_REGION}?)(?!\w)", _is_no_count, before=2, digits=3,
    ),
    shape(
        "plate-solid", "PLATE", LIKELY, "номер автомобиля без пробелов с кодом региона",
        rf"(?<!\w)(?P<x>{_LETTER}\d{{3}}{_LETTER}{{2}}{_REGION})(?!\w)", before=1, digits=3,
    ),
    shape(
        "plate-after-word", "PLATE", SURE, "номер автомобиля после слов «машина», «маршрутка» и подобных",
        rf"\b{_WORD_OF_VEHICLE}{_BETWEEN}(?P<x>\b{_CORE}{_REGION}?)(?!\w)", _is_no_count,
        cue=_CUE_OF_VEHICLE, digits=3,
    ),
    shape(
        "plate-after-number-word", "PLATE", SURE, "номер автомобиля сразу после слов «номер», «знак», «г/н»",
        rf"\b(?:гос\w{{0,4}}\.?\s?)?{_WORD_OF_NUMBER}\W{{0,3}}(?P<x>\b{_CORE}{_REGION}?)(?!\w)",
        cue="госномер номер знак г гн", digits=3,
    ),
    shape(
        "plate-after-sign", "PLATE", SURE, "номер автомобиля сразу после знака «№»",
        rf"(?<=№)\s?(?P<x>{_CORE}{_REGION}?)(?!\w)", _is_no_count, before=3, mark="№", digits=3,
    ),
    # Trailers «АВ 1234 05», motorcycles and tractors «1234 АВ 05», buses and taxis «АВ 123 05».
    shape(
        "plate-of-other-vehicle", "PLATE", SURE, "номер прицепа, мотоцикла, такси после слова о нём",
        rf"\b{_WORD_OF_VEHICLE}{_BETWEEN}(?P<x>\b(?:{_LETTER}{{2}}\s?\d{{4}}|\d{{4}}\s?{_LETTER}{{2}}"
        rf"|{_LETTER}{{2}}\s?\d{{3}})\s?\d{{2,3}}{_RUS})(?!\w)",
        _is_no_count, cue=_CUE_OF_VEHICLE, digits=3,
    ),
    shape(
        "vin", "PLATE", SURE, "9–17 знаков с цифрами после слов «VIN», «кузов»",
        r"\b(?:vin|вин|кузов\w*|шасси)\b[^\w\n]{0,4}(?:(?:код|номер|авто\w*|№|n)[\s:.№-]{1,4}){0,2}"
        r"(?P<x>(?=\w*\d{3})[a-zа-я0-9]{9,17})(?!\w)",
        cue="vin вин кузов шасси", digits=3,
    ),
)  # fmt: skip
