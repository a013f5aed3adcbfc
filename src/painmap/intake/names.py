"""Names of files and sheets, and titles of columns, as they may be shown: a person may stand in any of them.

«Обращение_Зорькина_2025.xlsx» is shown as «Обращение_…_2025.xlsx». No masker decides: shown are only words
that say what a file is, words of the agency's own profile, years, dates and small numbers. What is left out
by mistake costs a look into `intake.csv`, where the check sum stands beside the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from painmap.intake.words import norm

HIDDEN = "…"
# Words of which any form may be shown: a stem with an ending of nouns and adjectives, none of surnames
# («Неделин», «Горячев»).
_STEMS = (
    "анализ", "анкет", "архив", "благодарност", "верси", "внешн", "внутренн", "входящ", "выгрузк", "горяч",
    "граждан", "групп", "данн", "довери", "жалоб", "журнал", "замер", "запис", "запрос", "заявител",
    "заявлени", "звонк", "звонок", "инцидент", "исходящ", "канал", "квартал", "клиент", "комментари", "лини",
    "личн", "месяц", "недел", "обращени", "опрос", "организаци", "ответ", "отдел", "отчет", "письм",
    "письменн", "подписк", "полугоди", "портал", "посетител", "почт", "поступлени", "предложени", "прием",
    "регистраци", "реестр", "результат", "сводк", "сообщени", "сотрудник", "социальн", "справк", "таблиц",
    "телефон", "телеграм", "учет", "электронн",
)  # fmt: skip
_ENDINGS = (
    "а|у|ом|е|ы|ов|ам|ами|ах|я|ю|ем|ей|и|ь|ью|ям|ями|ях|й|о|ая|ую|ой|ое|ые|ого|ому|ым|ыми|ых|ый|ий|ие|их|им|ими|"
    "его|ему|ее|яя|юю"
)
_WHOLE = frozenset((
    "в", "во", "и", "из", "к", "на", "о", "об", "от", "по", "с", "со", "за", "до", "при", "для", "или",
    "не", "год", "года", "году", "лет", "г", "гг", "часть", "части", "кв", "мес", "п", "пп", "шт", "т",
    "свод", "свода", "своде", "сводный", "чат", "чата", "чаты", "дело", "дела", "дел", "ящик", "ящика",
    "лист", "листы", "сайт", "сайта", "сети", "сеть", "итог", "итоги", "копия", "новый", "новая", "новое",
    "полный", "полная", "тест", "демо", "дата", "даты", "номер", "время", "срок", "тема", "вид", "форма",
    "январь", "января", "январе", "февраль", "февраля", "феврале", "март", "марта", "марте", "апрель",
    "апреля", "апреле", "май", "мая", "мае", "июнь", "июня", "июне", "июль", "июля", "июле", "август",
    "августа", "августе", "сентябрь", "сентября", "сентябре", "октябрь", "октября", "октябре", "ноябрь",
    "ноября", "ноябре", "декабрь", "декабря", "декабре", "i", "ii", "iii", "iv", "вк", "ватсап",
    "вконтакте", "госуслуги", "епгу", "мфц", "пос", "рпгу", "ссту", "сэд", "осп", "одноклассники",
    "max", "csv", "doc", "docx", "eml", "htm", "html", "json", "mbox", "mht", "ods", "odt", "pdf", "rar",
    "rtf", "tsv", "txt", "xls", "xlsm", "xlsx", "xml", "zip", "all", "appeals", "archive", "calls",
    "channel", "chat", "comments", "copy", "data", "date", "delo", "demo", "e", "email", "export",
    "external", "feedback", "final", "forms", "form", "hotline", "id", "in", "inbox", "incident",
    "internal", "journal", "letters", "list", "lost", "mail", "messages", "name", "new", "notes", "old",
    "other", "out", "page", "pos", "post", "q", "reception", "register", "result", "results", "sed",
    "sheet", "site", "source", "sources", "staff", "sstu", "status", "survey", "telegram", "tally", "text",
    "tezis", "tg", "time", "type", "url", "utm", "version", "vk", "wall", "web", "yandex", "номера",
    "номеру"
))  # fmt: skip
_STEM = re.compile(rf"(?:{'|'.join(_STEMS)})(?:{_ENDINGS})?")
_WORD = re.compile(r"[^\W\d_]+")
# Numbers next to each other are looked at together: «8-900-000-00-00» is neither a year nor a day.
_NUMBERS = re.compile(r"\d+(?:[\s()+._–-]{1,3}\d+)*")
_YEAR, _SMALL, _SEP = r"(?:19|20)\d\d", r"\d{1,2}", r"[\s(._–-]{1,3}"
_DAY = (
    rf"(?:{_YEAR}[._-]?(?:0[1-9]|1[0-2])[._-]?(?:0[1-9]|[12]\d|3[01])|"
    rf"(?:0?[1-9]|[12]\d|3[01])[._-](?:0?[1-9]|1[0-2])[._-](?:{_YEAR}|2\d))"
)
_TELLING = re.compile(
    rf"{_SMALL}|{_YEAR}(?:{_SEP}{_SMALL})?|{_SMALL}{_SEP}{_YEAR}|{_YEAR}{_SEP}{_YEAR}|{_DAY}(?:{_SEP}{_DAY})?"
)
_GAPS = re.compile(rf"{HIDDEN}(?:[^\w/]*{HIDDEN})+")


def shown(name: str, known: Collection[str] = ()) -> str:
    """`name` with «…» for what may be a person; the name itself where nothing may.

    Args:
        name: Name of a file (with its folders, by `/`) or of a sheet.
        known: Texts whose words may be shown as well, such as the file patterns of a profile.
    """
    words = {word for text in known for word in _WORD.findall(norm(text))}
    text = unicodedata.normalize("NFC", name)
    text = _NUMBERS.sub(lambda m: m[0] if _TELLING.fullmatch(m[0]) else HIDDEN, text)
    text = _WORD.sub(lambda m: m[0] if is_telling(m[0]) or norm(m[0]) in words else HIDDEN, text)
    return _GAPS.sub(HIDDEN, "".join(c if c.isprintable() else HIDDEN for c in text))


def is_telling(word: str) -> bool:
    """Whether a word says what a file, a sheet or a column is."""
    form = norm(word)
    # «И.» is an initial, «и» is none.
    if len(word) == 1 and word.isupper() and word not in "IVXQ":
        return False
    return form in _WHOLE or _STEM.fullmatch(form) is not None


def sheet_name(name: str, number: int, known: Collection[str] = ()) -> str:
    """`name` of a sheet as it may be shown; its number in the book (from 1) where something is left out."""
    if name in known or shown(name) == name:
        return name
    return f"{shown(name)} (лист № {number})"
