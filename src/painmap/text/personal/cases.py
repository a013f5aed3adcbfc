"""Numbers that lead back to a person: appeals, court cases, contracts, policies, papers, plots of land."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text.personal.base import LIKELY, SURE, rule, shape
from painmap.text.personal.checksums import digits
from painmap.text.view import Span

_PAPER = "[номер документа]"
_CERTIFICATE = "[номер свидетельства]"
_POLICY = "[номер полиса]"
_PLOT = "[кадастровый номер]"
# Laws, and contracts and purchases of the state (19 digits, 44-ФЗ ст. 103): both are published.
_PUBLIC = re.compile(r"-\s?(?:ф?кз|фз)$|^\d{1,5}-\s?(?:п|р|пп|рп|з|оз|рз)$|^[0-3]\d{18}$", re.IGNORECASE)


def _has_three_digits(text: str) -> bool:
    return len(digits(text)) >= 3 and not _PUBLIC.search(text)


def _is_registered(text: str) -> bool:
    """An office numbers letters as the government its acts («0123-п»)."""
    return len(digits(text)) >= 3


def _has_five_digits(text: str) -> bool:
    return len(digits(text)) >= 5 and not _PUBLIC.search(text)


POLICY = (
    shape(
        "policy-after-word", "CASE", SURE, "16 цифр после слов «полис», «ОМС»",
        r"\b(?:полис\w*|омс\b|енп\b)[^\d\n\[\]]{0,40}(?P<x>\d(?:[\s-]?\d){15})(?!\d)",
        cue="полис омс енп", digits=16, placeholder=_POLICY,
    ),
    shape(
        "policy-series", "CASE", SURE, "серия и номер после слова «полис»",
        r"\bполис\w*\W{1,3}(?:\w+\W{1,3}){0,3}?"
        r"(?P<x>(?:(?-i:[А-ЯЁA-Z]{3})|\d{2,6})[\s№-]{0,3}\d{6,10})(?!\d)",
        cue="полис", digits=6, placeholder=_POLICY,
    ),
    shape(
        "cadastre", "CASE", SURE, "четыре числа через двоеточие, как у кадастрового номера",
        r"(?<![\d:])(?P<x>\d{2}\s?:\s?\d{2}\s?:\s?\d{5,7}\s?:\s?\d{1,6})(?!\d|:\d)",
        before=0, mark=":", digits=10, placeholder=_PLOT,
    ),
    shape(
        "cadastre-after-word", "CASE", SURE, "четыре числа через дефис после слов «к/н», «кадастровый»",
        r"\b(?:к/н\b|кад(?:астр\w*)?\b)[^\d\n\[\]]{0,30}"
        r"(?P<x>\d{2}[\s:.-]{1,2}\d{2}[\s:.-]{1,2}\d{5,7}[\s:.-]{1,2}\d{1,6})(?![\d:-])",
        cue="к кад кадастр", digits=10, placeholder=_PLOT,
    ),
)  # fmt: skip

# Roman numerals as they are typed: also «І», «1», and Cyrillic «Х», «П» for II, «Ш» for III, «У» for V.
_ROMAN = r"(?-i:[IVXLCІХПШУ]{1,6}|[ivxlcі]{1,6})"
_LOOSE_ROMAN = r"[ivxlcіхпшу1]{1,6}"
_ROMAN_CUE = (
    "i ii iii iv v vi vii viii ix x xi xii xiv xv xvi xix xx xxi l c і іі ііі х хі п пі ш у уі іу іх хх ху"
)
# «Т-V № 123456», «серия РМ-I №».
_SERIES = r"(?<!\w)(?-i:[А-ЯЁA-Z]{1,3})\s?[-–]\s?(?-i:[А-ЯЁA-Z]{1,4})\s*"
_LETTERS_AND_SIX = r"[а-яё]{2}\s*(?:№|n|номер)?\s*\d{6}"

CERTIFICATE = (
    shape(
        "certificate", "CASE", SURE, "римская цифра, две буквы и 6 цифр, как у свидетельства о рождении",
        rf"(?<!\w)(?P<x>{_ROMAN}\s?[-–—]\s?{_LETTERS_AND_SIX})(?!\d)",
        cue=_ROMAN_CUE, digits=6, placeholder=_CERTIFICATE,
    ),
    shape(
        "certificate-after-word", "CASE", SURE, "номер после слова «свидетельство»",
        r"\b(?:свидетельств\w*|св-в\w*)[^\d\n\[\].+]{0,50}?(?P<x>(?<!\w)"
        rf"(?:{_LOOSE_ROMAN}\s?[-–—]?\s?{_LETTERS_AND_SIX}|(?:\d{{2}}[\s-]?[а-яё]{{2}}\s?)?(?:№\s*)?\d{{6,12}}))(?!\d)",
        cue="свидетельство св", digits=6, placeholder=_CERTIFICATE,
    ),
    shape(
        "act-record", "CASE", SURE, "номер после слов «запись акта»",
        r"\b(?:актов\w+\s+запис\w+|запис\w+\s+акт\w*)[^\d\n\[\]]{0,30}(?P<x>\d[\d-]{2,24})(?!\d)",
        cue="актовая запись", digits=3, placeholder=_CERTIFICATE,
    ),
    shape(
        "military-id", "CASE", SURE, "номер после слов «военный билет»",
        r"военн\w+\s+билет\w*[^\d\n\[\]]{0,25}?(?P<x>(?:\b[а-яё]{2}\s*)?(?:№\s*)?\d{6,7})(?!\d)",
        cue="военный", digits=6, placeholder=_PAPER,
    ),
    shape(
        "driving-licence", "CASE", SURE, "10 знаков после слов «водительское удостоверение», «ВУ»",
        r"\b(?:ву\b|в/у\b|водительск\w+\s+(?:удост\w*|прав\w*)|права\b)[^\d\n\[\]]{0,25}"
        r"(?P<x>\d{2}\s?(?:\d{2}|[а-яё]{2})\s?(?:№\s?)?\d{6})(?!\d)",
        cue="ву в водительское права", digits=6, placeholder=_PAPER,
    ),
    shape(
        "paper-after-word", "CASE", SURE, "номер после слов «удостоверение», «диплом», «справка»",
        r"\b(?:удостоверени(?!\w+\s+личности)|диплом|аттестат|справк|сертификат|больничн\w+\s+лист|элн\b)\w*[^\d\n\[\]№]{0,30}?"
        rf"(?:(?={_SERIES}№)|(?:№|номер)\s*|мсэ\W{{1,3}})(?P<x>(?:{_SERIES}№\s*|[а-яё]{{1,3}}[\s-]?)?"
        r"\d[\d\s/№-]{3,18}\d)(?![\d-])",
        cue="удостоверение диплом аттестат справка сертификат больничный элн", digits=5, placeholder=_PAPER,
    ),
)  # fmt: skip

_OF_WRITER = (
    r"(?:обращени|заявлени|заявк|заявок|жалоб|сообщени|письм|запрос|талон|договор|контракт|соглашени|претензи"
    r"|квитанци|протокол|ходатайств|тикет|инцидент|абонент|запис[ьи]|брон[ьи]|полис|дел[оауе]\b|вх\b|входящ|исх\b"
    r"|исходящ|рег\b|регистрационн|исполнительн\w+\s+(?:лист|производств)|лиц\w*\.?\s*сч[её]т|л/с|л/сч|лс\b)"
)
_CUE_OF_WRITER = (
    "обращение заявление заявка заявок жалоба сообщение письмо запрос талон договор контракт соглашение"
    " претензия квитанция протокол ходатайство тикет инцидент абонент запись бронь полис дело вх входящий исх"
    " исходящий рег исполнительный лицевой л лс"
)
_NUMBER = r"(?:№+|номер\w*|\bn\b|#)\s*:?\s*"
_X = r"(?P<x>\w[\wº/-]*(?:\.\d[\w/-]*)*(?:\s?(?:,|и)\s?(?:№\s?|n)?\d{5,})*)"
_DATED = r"(?:\s+(?:от|за)\s+[\d.]+\s?(?:г\.?|года)?)?"
# «письмо Минфина № 03-04-05/12345» is law that anyone cites; a region's ministry answers a person.
_ACT = re.compile(
    r"(?:письм|приказ|постановлени|распоряжени)\w*\s+"
    r"(?:мин[а-яё]{3,14}|министерства\s[^\n№.]{3,50}(?=\s(?:россии|рф|российской))|фнс|банка|правительства)"
    r"(?:\s+(?:россии|рф|российской\s+федерации))?(?:\s+от\s[^\n№]{6,20})?\s*№",
    re.IGNORECASE,
)
_NUMBER_OF = rf"\s*{_OF_WRITER}\w*[^\d\n\[\].]{{0,25}}(?P<x>\w*\d[\w/-]*\w)"
_PHRASE = re.compile(rf"\b{_OF_WRITER}\w*[^\n.!?№\[\]]{{1,60}}?(?<!\w){_NUMBER}{_X}", re.IGNORECASE)


def _after_phrase(text: str, places: list[int]) -> Iterator[Span]:
    """«письмо в администрацию города, № 12345/25», but no number of an act of government."""
    for place in places:
        found = _PHRASE.match(text, place)
        if found and _has_five_digits(found["x"]) and not _ACT.search(text, place, found.start("x")):
            yield found.span("x")


_REGISTERED = r"(?:входящ|исходящ|регистрационн)"

CASE = (
    shape(
        "case-after-word", "CASE", SURE, "номер после слов «обращение», «договор», «дело» и подобных",
        rf"\b{_OF_WRITER}\w*\.?{_DATED}\s*(?:за\s+)?[(:]?\s?{_NUMBER}{_X}", _has_three_digits,
        cue=_CUE_OF_WRITER, digits=1,
    ),
    rule(
        "case-after-phrase", "CASE", SURE, "длинный номер поодаль от слов «обращение», «договор» и подобных",
        _after_phrase, cue=_CUE_OF_WRITER, digits=1,
    ),
    shape(
        "case-number-of", "CASE", SURE, "цифры после слов «номер обращения», «номер заявки» и подобных",
        rf"\bномер\w*{_NUMBER_OF}", _has_three_digits, cue="номер", digits=3,
    ),
    shape(
        "case-sign-of", "CASE", SURE, "цифры после слов «№ обращения», «№ заявки» и подобных",
        rf"№{_NUMBER_OF}", _has_three_digits, mark="№", digits=3,
    ),
    shape(
        "case-bare", "CASE", LIKELY, "пять и более цифр сразу после слов «обращение», «лицевой счёт»",
        rf"\b{_OF_WRITER}\w*\.?\s?:?\s(?P<x>(?:[а-яa-z]{{1,4}}[-/]?)?\d[\d/-]{{3,20}}[\d](?:-?[а-я]{{1,2}}\b)?)"
        r"(?![\d.,]\d|\d|\s?(?:руб|р\b|₽|тыс|млн|шт|чел|раз))",
        _has_five_digits, cue=_CUE_OF_WRITER, digits=4,
    ),
    shape(
        "case-lettered", "CASE", LIKELY, "буквы и число через дефис сразу после слов «обращение», «заявка»",
        rf"\b{_OF_WRITER}\w*\.?\s?:?\s(?P<x>(?-i:[А-ЯЁA-Z]{{1,4}})[-/](?!(?:19|20)\d\d(?![\d/-]|\s+от\s))"
        r"\d{3}[\d/-]*)(?![\w.,]\d|\w)",
        _has_three_digits, cue=_CUE_OF_WRITER, digits=3,
    ),
    shape(
        "case-abbreviated", "CASE", SURE, "номер после «вх.», «исх.», «рег.»",
        rf"\b(?:(?:вх|исх|рег)(?:\.\s*(?:№|номер\w*)?|\s*(?:№|номер\w*))|{_REGISTERED}\w*\.?\s*(?:№|номер\w*))\s*:?\s*"
        r"(?P<x>[\w/-]*\d[\w/-]*\w)", _is_registered,
        cue="вх исх рег входящий исходящий", digits=1,
    ),
    shape(
        "case-dated", "CASE", SURE, "номер с датой после слов «входящий», «обращение», «заявка»",
        rf"\b(?:{_REGISTERED}|вх|исх|рег|обращени|заявлени|заявк|жалоб)\w*\.?\s+"
        r"(?P<x>(?:[а-яa-z]{1,4}-)?\d{3,}[\w/-]*)(?=\s+от\s+\d{1,2}[.\s])", _is_registered,
        cue="вх исх рег входящий исходящий обращение заявление заявка жалоба", digits=3,
    ),
    shape(
        "case-court", "CASE", SURE, "номер судебного дела или исполнительного производства",
        r"(?<![\w/-])(?P<x>[аa]\d{2}-\d{1,6}/\d{2,4}|\d{1,2}[аa]?-\d{1,6}/(?:20)?\d{2}"
        r"|\d{2,7}/\d{2}/\d{5}(?:/\d{4})?(?:-(?:ип|сд|св))?)"
        r"(?![\w/-])",
        before=1, mark="/", digits=1,
    ),
    shape(
        "case-uid", "CASE", SURE, "уникальный идентификатор судебного дела",
        r"(?<!\w)(?P<x>\d{2}[a-zа-я]{2}\d{4}-\d{2}-\d{4}-\d{6}-\d{2})(?![\w-])", before=4, digits=18,
    ),
    shape(
        "case-uin", "CASE", SURE, "10–25 цифр после слова «УИН»",
        r"\b(?:уин|уип)\b[^\d\n\[\]]{0,25}(?P<x>\d(?:\s?\d){9,24})(?!\d)", cue="уин уип", digits=10,
    ),
    shape(
        "case-of-portal", "CASE", LIKELY, "не менее восьми цифр после слова «Госуслуги»",
        r"госуслуг\w*[^\d\n\[\]]{0,30}(?P<x>\d{8,20})(?!\d)", cue="госуслуги", digits=8,
    ),
)  # fmt: skip
