"""Numbers of documents, accounts, vehicles and cases, and dates of birth."""

from __future__ import annotations

from painmap.text.personal.base import LIKELY, SURE, shape
from painmap.text.personal.checksums import digits, is_card, is_person_inn, is_snils


def _is_no_phone(text: str) -> bool:
    return text[0] not in "78" and is_snils(text)


def _has_three_digits(text: str) -> bool:
    return len(digits(text)) >= 3


_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
_DATE = (
    rf"(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:\d{{4}}|\d{{2}})(?!\d)|\d{{1,2}}\s+{_MONTH}\s+\d{{4}})"
)
_LETTER = "[АВЕКМНОРСТУХABEKMHOPCTYX]"

SNILS = (
    shape(
        "snils-grouped", "SNILS", LIKELY, "11 цифр, разбитые как СНИЛС",
        r"(?<![\d-])(?P<x>\d{3}[ -]\d{3}[ -]\d{3}[ -]{1,3}\d{2})(?!\d)",
    ),
    shape(
        "snils-after-word", "SNILS", SURE, "11 цифр после слова «СНИЛС»",
        r"снилс\D{0,20}(?P<x>\d(?:[\s-]{0,2}\d){10})(?!\d)",
    ),
    shape(
        "snils-sum", "SNILS", LIKELY, "11 цифр с верной контрольной суммой СНИЛС",
        r"(?<!\d)(?P<x>\d{11})(?!\d)", _is_no_phone,
    ),
)  # fmt: skip

INN = (
    shape(
        "inn-after-word", "INN", SURE, "10 или 12 цифр после слова «ИНН»",
        r"\bинн\D{0,20}(?P<x>\d(?:\s?\d){11}|\d(?:\s?\d){9})(?!\d)",
    ),
    shape(
        "inn-sum", "INN", SURE, "12 цифр с верными контрольными суммами ИНН",
        r"(?<!\d)(?P<x>\d{12})(?!\d)", is_person_inn,
    ),
)  # fmt: skip

CARD = (
    shape(
        "card-grouped", "CARD", SURE, "16–19 цифр, разбитые как номер карты",
        r"(?<!\d)(?P<x>\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{2,3})?)(?!\d)",
    ),
    shape(
        "card-sum", "CARD", LIKELY, "16–19 цифр с верной контрольной суммой карты",
        r"(?<!\d)(?P<x>\d{16,19})(?!\d)", is_card,
    ),
    shape(
        "account-after-word", "CARD", SURE, "16–20 цифр после слова «карта» или «счёт»",
        r"(?:\bкарт|сч[её]т)\w*\D{0,25}(?P<x>\d(?:[ -]?\d){15,19})(?!\d)",
    ),
    # Accounts of persons and firms have 20 digits and begin with 4 (408, 423) or 3 (correspondent).
    shape(
        "account", "CARD", LIKELY, "20 цифр, начинаются как номер счёта",
        r"(?<!\d)(?P<x>[34]\d{19})(?!\d)",
    ),
)  # fmt: skip

PASSPORT = (
    shape(
        "passport-series", "PASSPORT", SURE, "«серия» и «номер» с 4 и 6 цифрами",
        r"(?P<x>сери[яию][\s:]*\d{2}\s?\d{2}[\s,;]*(?:(?:номер|№|n)[\s:]*)?\d{6})(?!\d)",
    ),
    shape(
        "passport-after-word", "PASSPORT", SURE, "4 и 6 цифр после слова «паспорт»",
        r"паспорт\w*\D{0,30}?(?P<x>\d{2}\s?\d{2}[\s,№n-]{0,4}(?:номер[\s:]*)?\d{6})(?!\d)",
    ),
    shape(
        "passport-grouped", "PASSPORT", LIKELY, "10 цифр, разбитые как паспорт: 2, 2 и 6",
        r"(?<![\d-])(?P<x>\d{2} \d{2} \d{6})(?!\d)",
    ),
    shape(
        "passport-issued", "PASSPORT", SURE, "10 цифр перед словом «выдан»",
        r"(?<!\d)(?P<x>\d{4} ?\d{6})(?=[\s,]+выдан)",
    ),
)  # fmt: skip

CERTIFICATE = (
    shape(
        "certificate", "CASE", SURE, "римская цифра, две буквы и 6 цифр, как у свидетельства о рождении",
        r"(?<!\w)(?P<x>[ivxlcі1]{1,6}\s?[-–]\s?[а-яё]{2}\s*(?:№|n|номер)?\s*\d{6})(?!\d)",
        placeholder="[номер свидетельства]",
    ),
)  # fmt: skip

PLATE = (
    shape(
        "plate", "PLATE", LIKELY, "прописная буква, 3 цифры, 2 прописные буквы, как у номера автомобиля",
        rf"(?<!\w)(?P<x>(?-i:{_LETTER} ?\d{{3}} ?{_LETTER}{{2}})(?: ?\d{{2,3}})?)(?!\w)",
    ),
    shape(
        "plate-with-region", "PLATE", LIKELY, "номер автомобиля с кодом региона",
        rf"(?<!\w)(?P<x>{_LETTER}\d{{3}}{_LETTER}{{2}}\d{{2,3}})(?!\w)",
    ),
    shape(
        "plate-after-word", "PLATE", SURE, "номер автомобиля после слова «машина», «госномер» и подобных",
        r"(?:гос\.?\s?(?:номер|знак)|номер\w*|машин|авто|г/н|гос\.?)\W{0,4}(?:\w+\W+){0,2}?"
        rf"(?P<x>\b{_LETTER}\s?\d{{3}}\s?{_LETTER}{{2}}\s?\d{{0,3}}\b)",
    ),
)  # fmt: skip

BIRTHDATE = (
    shape(
        "birth-after-word", "BIRTHDATE", SURE, "дата после слов «дата рождения», «родился»",
        r"(?:дат[аыуе]\s+рожд\w*|д\.\s?р\.|г\.\s?р\.|рожд[её]нн?\w{0,4}|родил\w+(?:\s+\w+){0,3}?)"
        rf"[\s:,–-]{{1,5}}(?:в\s+|с\s+)?(?P<x>{_DATE})",
    ),
    shape(
        "birth-before-word", "BIRTHDATE", SURE, "дата или год перед словами «рождения», «г. р.»",
        rf"(?P<x>{_DATE}|\b(?:19|20)\d\d)\s*(?:г(?:ода|од|\.)?\s*)?(?:рожд(?:ения|\.)|г\.?\s?р\b)",
    ),
)  # fmt: skip

CASE = (
    shape(
        "case-after-word", "CASE", SURE, "номер после слова «обращение», «договор», «полис» и подобных",
        r"\b(?:обращени|заявлени|заявк|жалоб|сообщени|письм|полис|талон|договор|лицев\w+\s+сч[её]т|л/с|дел[оауе]\b"
        r"|вх\b|исх\b|рег\b)\w*\.?\s*(?:за\s+)?(?:№+|номер\w*|n|#)\s*:?\s*(?P<x>\w[\w/.-]*\w)",
        _has_three_digits,
    ),
    shape(
        "case-abbreviated", "CASE", SURE, "номер после «вх.», «исх.», «рег.»",
        r"\b(?:вх|исх|рег)\.\s*(?:№+|номер\w*)?\s*(?P<x>[\w/-]*\d[\w/-]*\w)",
        _has_three_digits,
    ),
)  # fmt: skip
