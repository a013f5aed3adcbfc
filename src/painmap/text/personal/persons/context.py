"""What stands before a name: words that a person's name follows, and places that bear one."""

from __future__ import annotations

import re
from functools import lru_cache

# Whatever looks like a name after these is one.
_INTRODUCED = re.compile(
    r"(?:зовут|с\s+уважением|(?:\bс|без)\s+ув\.?|фамилия|имя|отчество|\bфио\b|\bф\.\s?и\.\s?о\.?|подпись|\bип"
    r"|граждан(?:ин|к)[а-яё]*|\bгр|\bг-н[ауом]*|\bг-ж[аеуой]+|заявител[а-яё]+|собственни[а-яё]+|представи(?:лся|лась))"
    r"[\s:,;.–—(-]+",
    re.IGNORECASE,
)
_MYSELF = re.compile(r"(?<![\w-])[Яя][\s,]+")
_NAMED = re.compile(r"(?:зовут|фамилия|граждан(?:ин|к)[а-яё]*|\bгр\.)[\s:,–—-]+", re.IGNORECASE)
_ROLE = re.compile(
    r"(?<![а-яё])(?:специалист|сотрудни|работни|инспектор|начальни|директор|врач|доктор|регистратор|заявител|исполнител"
    r"|обслуживал|прин(?:ял|има)|депутат|глав[аеуыо]|министр|менеджер|оператор|консультант|кассир|администратор|участков"
    r"|соседк?|соседу|сын|доч|мат[ьи]|матер|мам|отец|отца|муж|жен[аеуыо]|брат|сестр|бабушк|дедушк|внук|внучк|племянни"
    r"|реб[её]н|тёт|тет[яиюе]|дяд|дет|учител|воспитател|водител|мастер|юрист|медсестр|педиатр|терапевт|невролог|хирург"
    r"|фельдшер|заведующ|управляющ|руководител|председател|заместител|помощни|госпо|губернатор|мэр|судь|судей|следовател"
    r"|прокурор|нотариус|бухгалтер|секретар|тренер|продав|жител|жил[ье]ц|пенсионер|инвалид|ветеран|абонент|пациент)"
    r"[а-яё]*[\s:,–—(-]+",
    re.IGNORECASE,
)
# One word after a kind of place («район», «пос.») is the place; a full name is its head («глава района …»).
_PLACE = (
    r"пос[её]л\w*|пос|сел[оаеу]|город\w*|деревн\w*|аул\w*|станиц\w*|хутор\w*|район\w*|р-н|магазин\w*|завод\w*"
    r"|сторон[уые]|перекр[её]ст\w*|алле[яйию]\w*|ост|остановк\w*|кольц\w*|[гпсдх]\."
)
_BEARER = (
    r"ул(?:иц\w*)?|пр-?к?т|просп\w*|пер(?:еул\w*)?|бул\w*|б-р|шоссе|площад\w*|пл|наб\w*|мкр|микрорайон\w*"
    r"|имени|им|памятник\w*|сквер\w*|парк\w*|школ\w*|лице[йюея]\w*|гимнази\w*|библиотек\w*|театр\w*|музе\w*"
    r"|проезд\w*|тупик\w*|совхоз\w*|колхоз\w*|пересечени\w*"
)
_BLANK = r"\.?[\s«\"'“,\d]*(?:[А-ЯЁ]\.\s?){0,2}"
_EPONYM_OF_ONE = re.compile(
    rf"(?<!\w)(?i:{_BEARER}|{_PLACE}){_BLANK}(?:[А-ЯЁ][а-яё-]+(?:\s*(?:,|и|-|–)\s*|\s+))?$"
)
_EPONYM_OF_TWO = re.compile(rf"(?<!\w)(?i:{_BEARER}){_BLANK}(?:(?:[А-ЯЁ][а-яё-]+\s?){{1,2}}(?:,|и|-|–)\s*)?$")
_EPONYM_OF_MANY = re.compile(rf"(?<!\w)(?i:{_BEARER})\.?[\s«\"'“]*$")
# «Исаев Пётр», «Г. Исаев», «Пётр Ильич»: what bears a name has it in the genitive.
_NOMINATIVE = re.compile(r"(?:..[оеё]в|..[иы]н|[сц]кий|ич|вна|чна)$", re.IGNORECASE)
_BY_ADDRESS = re.compile(r"(?:адрес[а-яё]*|\b(?:на|по|до|возле|около|угол|углу))[\s:]+$", re.IGNORECASE)
_STREET_AFTER = re.compile(
    r"(?:,?\s*(?:д\.|дом\b)?\s*№?\s?\d+(?!\d*[.\s]*(?:год|лет|мес|дн|раз|час|руб|\d))"
    r"|\s+(?:день|дн[яею]|пост|улиц|ул\.|просп|пр-т|переул|пер\.|площад|район|р-н|сельсовет|сельск|поселени|округ))",
    re.IGNORECASE,
)


@lru_cache(32)
def _ends(pattern: re.Pattern[str], text: str) -> frozenset[int]:
    """Where the word after a cue begins."""
    return frozenset(m.end() for m in pattern.finditer(text))


def is_introduced(text: str, at: int, is_upper: bool = False) -> bool:
    """«меня зовут …», «с уважением, …», «гр. …», before a capital letter also «Я, …»."""
    return at in _ends(_INTRODUCED, text) or (is_upper and at in _ends(_MYSELF, text))


def is_named(text: str, at: int) -> bool:
    """«меня зовут …», «гр. …»: a name follows, even if it is an ordinary word («Непомнящая»)."""
    return at in _ends(_NAMED, text)


def follows_role(text: str, at: int) -> bool:
    """«специалист …», «моя соседка …»."""
    return at in _ends(_ROLE, text)


def is_eponym(text: str, start: int, end: int) -> bool:
    """«улица Ленина», «школа имени Пушкина», «Кирова 18»: a place that bears a name, in the genitive."""
    parts = re.findall(r"[А-ЯЁа-яё-]+", text[start:end])
    before = text[max(0, start - 50) : start]
    if len(parts) > 1 and any(_NOMINATIVE.search(p) for p in parts):
        return False
    if len(parts) > 2:
        return bool(_EPONYM_OF_MANY.search(before))
    if (_EPONYM_OF_ONE if len(parts) == 1 else _EPONYM_OF_TWO).search(before):
        return True
    is_address = len(parts) == 1 or bool(_BY_ADDRESS.search(before))
    return is_address and bool(_STREET_AFTER.match(text[end : end + 20]))
