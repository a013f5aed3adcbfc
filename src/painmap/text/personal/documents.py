"""Numbers of a person's documents and accounts."""

from __future__ import annotations

from painmap.text.personal import documents_births
from painmap.text.personal.base import LIKELY, SURE, shape
from painmap.text.personal.checksums import (
    digits,
    is_card,
    is_entrepreneur,
    is_firm_inn,
    is_person_inn,
    is_snils,
)

# Between two digits of one number.
_GAP = r"[\s./–—_-]{0,3}"
# The number leads to one person, as the ИНН does.
_OGRNIP = "[ОГРНИП]"


def _is_no_phone(text: str) -> bool:
    return text[0] not in "78" and is_snils(text)


def _is_payment_card(text: str) -> bool:
    """Payment systems' numbers begin with 2–6 (ISO/IEC 7812-1)."""
    return text[0] in "23456" and is_card(text)


def _is_of_entrepreneur(text: str) -> bool:
    """After the sign 3 of the register comes the year of the entry (приказ Минфина от 30.10.2017 № 165н)."""
    return int(text[1:3]) <= 40 and is_entrepreneur(text)


def _is_20_digits(text: str) -> bool:
    return len(digits(text)) == 20


def _before(words: str) -> str:
    """Between a number and the word that says what it is: «… — это мой СНИЛС», no number after that word."""
    return (
        r"[ \t]?[(=:–—-]{0,2}[ \t]?"
        r"(?:(?:это|мо[йяе]|номер|е[её]|его|реб[её]нка|мужа|жены|сына|дочери)[ \t]){0,3}"
        rf"(?:{words})\b(?!\W{{0,4}}(?:номер\W{{0,3}}|№\W{{0,3}}|серия\W{{0,3}})?\d)"
    )


SNILS = (
    shape(
        "snils-grouped", "SNILS", LIKELY, "11 цифр, разбитые как СНИЛС",
        r"(?<![\d-])(?P<x>\d{3}[ .–-]\d{3}[ .–-]\d{3}[ .–-]{1,3}\d{2})(?!\d)", before=0, digits=11,
    ),
    shape(
        "snils-after-word", "SNILS", SURE, "9–11 цифр после слов «СНИЛС», «страховое свидетельство»",
        r"(?:снилс|страхов\w+\s+(?:свид[а-яё]+|номер[а-яё]*)|пенсионн\w+\s+страхов[а-яё]+)[^\d\n\[\]]{0,40}"
        rf"(?P<x>\d(?:{_GAP}\d){{10}}|\d{{3}}[\s-]?\d{{3}}[\s-]?\d{{3,4}})(?!\d)",
        cue="снилс страховой пенсионный", digits=9,
    ),
    shape(
        "snils-sum", "SNILS", LIKELY, "11 цифр с верной контрольной суммой СНИЛС",
        r"(?<!\d)(?P<x>\d{3}[ –-]?\d{3}[ –-]?\d{3}[ –-]?\d{2})(?!\d)", _is_no_phone, before=0, digits=11,
    ),
    shape(
        "snils-before-word", "SNILS", SURE, "11 цифр сразу перед словом «СНИЛС»",
        rf"(?<!\d)(?<!\d[ -])(?P<x>\d{{3}}(?:[ .–-]?\d{{3}}){{2}}[ .–-]{{0,3}}\d\d)(?!\d){_before('снилс')}",
        near="снилс", before=0, digits=11,
    ),
)  # fmt: skip

INN = (
    shape(
        "inn-after-word", "INN", SURE, "9–13 цифр после слов «ИНН», «идентификационный номер»",
        r"\b(?:и\.?\s?н\.?\s?н(?![а-яё])|inn(?![a-z])|идентификационн\w+\s+номер[а-яё]*|номер\w*\s+налогоплательщика)"
        r"[^\d\n\[\]]{0,40}(?<!\+)(?P<x>\d(?:[\s-]?\d){11}|\d(?:[\s-]?\d){9}|\d{9,13})(?!\d)",
        cue="инн и inn идентификационный номер", digits=9,
    ),
    shape(
        "inn-sum", "INN", SURE, "12 цифр с верными контрольными суммами ИНН",
        r"(?<!\d)(?<!\d[ -])(?P<x>\d{4}[ -]?\d{4}[ -]?\d{4})(?![ -]?\d)", is_person_inn, before=0, digits=12,
    ),
    shape(
        "inn-of-firm", "INN", LIKELY, "10 цифр с верной контрольной суммой после слов об организации",
        r"\b(?:ооо|оао|зао|пао|ао|ип|тсж|снт|кфх|муп|гуп|предпринимател\w*|организац\w*|компани\w*|фирм\w*"
        r"|юрлиц\w*|самозанят\w*|кпп|огрн)\b[^\n]{0,60}?(?<![\d+])(?P<x>\d{10})(?!\d)",
        is_firm_inn,
        cue="ооо оао зао пао ао ип тсж снт кфх муп гуп предприниматель организация компания фирма юрлицо"
        " самозанятый кпп огрн",
        digits=10,
    ),
    shape(
        "inn-before-word", "INN", SURE, "10 или 12 цифр сразу перед словом «ИНН»",
        rf"(?<!\d)(?<!\d[ -])(?P<x>\d{{4}}[ -]?\d{{4}}[ -]?\d{{4}}|\d{{10}})(?!\d){_before('инн')}",
        near="инн", before=0, digits=10,
    ),
    shape(
        "ogrnip-after-word", "INN", SURE, "15 цифр после слова «ОГРНИП»",
        r"\b(?:огрнип|огрн\s+ип|егрип)\b[^\d\n\[\]]{0,30}(?P<x>\d(?:[ -]?\d){14})(?!\d)",
        cue="огрнип егрип", digits=15, placeholder=_OGRNIP,
    ),
    shape(
        "ogrnip-sum", "INN", LIKELY, "15 цифр с верной контрольной цифрой ОГРНИП",
        r"(?<!\d)(?<!\d[ -])(?P<x>3\d{14})(?![ -]?\d)", _is_of_entrepreneur,
        before=0, digits=15, placeholder=_OGRNIP,
    ),
)  # fmt: skip

CARD = (
    # Accounts of persons and firms have 20 digits and begin with 4 (408, 423) or 3 (correspondent).
    shape(
        "account", "CARD", LIKELY, "20 цифр, начинаются как номер счёта",
        r"(?<!\d)(?P<x>[34]\d{19}|(?:40[2578]|42[36]|30[12]|45[57])(?:[ .-]?\d){17})(?!\d)", _is_20_digits,
        before=0, digits=20,
    ),
    shape(
        "card-grouped", "CARD", SURE, "16–19 цифр, разбитые как номер карты",
        r"(?<!\d)(?<!\d-)(?P<x>\d{4}(?:[\s.–-]{1,2}\d{4}){3}(?:[ -]?\d{2,3}(?![\d./-]))?)(?!\d)",
        before=0, digits=16,
    ),
    shape(
        "card-sum", "CARD", LIKELY, "16–19 цифр с верной контрольной суммой карты",
        r"(?<!\d)(?P<x>\d{16,19}|\d{8}[ -]\d{8,10}|\d{4}[ -]\d{12}|\d{6}[ -]\d{10,13}"
        r"|\d{4}[ -]\d{6}[ -]\d{5,6}|\d{4}[ -]\d{2}[ -]\d{10})(?!\d)", _is_payment_card,
        before=0, digits=16,
    ),
    shape(
        "account-after-word", "CARD", SURE, "15–20 цифр после слов «карта», «счёт», «реквизиты»",
        r"(?:\bкарт|сч[её]т|\bр/с|\bк/с|\bрс\b|\bреквизит|\bvisa|\bмир\b|\bmastercard|\bперев[её][а-яё]+|\bперечисл)"
        r"[^\d\n\[\]]{0,40}(?P<x>\d(?:[\s.–-]{0,2}\d){14,19})(?!\d)",
        cue="карта счет р к рс реквизит visa мир mastercard перевести перечислить", digits=15,
    ),
)  # fmt: skip

_SERIES = r"\d{2}[\s-]?\d{2}"
_SIX = r"\d{3}[\s-]?\d{3}(?!\d)"
_NUMBER_WORD = r"(?:(?:номер\w{0,3}|ном\.|н\.|№|n[o.]?)[\s:.№]*)?"
_SERIES_WORD = r"(?:сери[яиюей]{1,2}|сер\.)"
_PASSPORT_WORD = r"(?:па[сc]+порт[а-яё]*|пасп\b\.?|passport|удостоверени\w+\s+личности)"
_PASSPORT_CUE = "паспорт пасспорт passport удостоверение"

PASSPORT = (
    shape(
        "passport-series", "PASSPORT", SURE, "«серия» и «номер» с 4 и 6 цифрами в любом порядке",
        rf"(?<!\w)(?P<x>(?:{_SERIES_WORD}|с\.)[\s:№]*{_SERIES}[\s,;.–-]*(?:и\s)?{_NUMBER_WORD}{_SIX}"
        rf"|(?:номер\w*|ном\.)[\s:№]*\d{{6}}[\s,;.–-]*{_SERIES_WORD}[\s:]*{_SERIES}(?!\d))",
        cue="серия сер с номер ном", digits=4,
    ),
    shape(
        "passport-after-word", "PASSPORT", SURE, "4 и 6 цифр после слов «паспорт», «удостоверение личности»",
        rf"(?:{_PASSPORT_WORD}[^\n]{{0,60}}?|\bп/п[\s:№]{{0,4}}(?=\d\d\s?\d\d[\s№]))(?<![\d+])"
        rf"(?P<x>{_SERIES}[\s,.;:№n–-]{{0,5}}{_NUMBER_WORD}{_SIX})",
        cue=f"{_PASSPORT_CUE} п", digits=6,
    ),
    shape(
        "passport-abroad", "PASSPORT", SURE, "9 цифр после слова «загранпаспорт» или «паспорт»",
        rf"(?:{_PASSPORT_WORD}|загран(?:паспорт[а-яё]*|ник[а-яё]{{0,2}})?\b)[^\d\n\[\]]{{0,40}}"
        r"(?P<x>\d{2}\s?(?:№|n)?\s?\d{7})(?!\d)",
        cue=f"{_PASSPORT_CUE} загранпаспорт", digits=7,
    ),
    shape(
        "passport-number", "PASSPORT", SURE, "6 цифр сразу после слова «паспорт»",
        rf"{_PASSPORT_WORD}\W{{0,4}}{_NUMBER_WORD}(?P<x>\d{{6}})(?!\d|\s?(?:руб|р\b|тыс))",
        cue=_PASSPORT_CUE, digits=6,
    ),
    shape(
        "passport-grouped", "PASSPORT", LIKELY, "10 цифр, разбитые как паспорт: 2, 2 и 6; 4, знак № и 6",
        r"(?<![\d-])(?P<x>\d{2} \d{2} (?:№ ?)?\d{6}|\d{4} ?№ ?\d{6})(?!\d)", before=0, digits=4,
    ),
    shape(
        "passport-in-text", "PASSPORT", LIKELY, "4 и 6 цифр в тексте, где есть слово «паспорт»",
        r"(?<![\d-])(?P<x>\d{4} \d{6})(?!\d|\s?(?:руб|р\b|тыс|₽))", near=_PASSPORT_CUE, before=0, digits=10,
    ),
    shape(
        "passport-issued", "PASSPORT", SURE, "10 цифр перед словом «выдан»",
        rf"(?<!\d)(?P<x>{_SERIES}[\s№n-]{{0,3}}\d{{6}})(?=[\s,;(]{{1,3}}(?:кем\s)?выдан)",
        near="выдан", before=0, digits=4,
    ),
    shape(
        "passport-before-word", "PASSPORT", SURE, "10 цифр сразу перед словом «паспорт»",
        rf"(?<!\d)(?<!\d[ -])(?P<x>{_SERIES}[\s№n-]{{0,3}}\d{{6}})(?!\d){_before(_PASSPORT_WORD)}",
        near=_PASSPORT_CUE, before=0, digits=4,
    ),
)  # fmt: skip

BIRTHDATE = documents_births.BIRTHDATE
