"""Is a cell or a word a name, a street with house and flat, a district? Asked where a title says so."""

from __future__ import annotations

import re

from painmap.intake.words import norm
from painmap.text import language

_ORGANISATION = re.compile(
    r"\b(?:администрац|отдел|управлен|комитет|департамент|министерств|минист|служб|инспекц|учрежден|центр|школ|больниц"
    r"|поликлиник|район|город|област|кра[йя]\b|округ|республик|посел|совет|дум[аыу]\b|прием|канцеляр|сектор|бюро"
    r"|агентств|фонд|палат|прокуратур|полици|суд\b|банк|компани|предприят|завод|обществ|организац|филиал|дирекц|штаб"
    r"|групп|подразделен|орган|лиц[оа]\b|гражд|населен|систем|портал|сайт|руковод|начальник|заместител|глав[аы]\b"
    r"|специалист|консультант|эксперт|оператор|инженер|мастер|директор|бухгалтер|юрист|врач"
    r"|ооо|оао|зао|пао|ао|ип|мку|мбу|мбоу|мкоу|мбдоу|гбу|гку|гуп|муп|огу\w*|жкх|жэк|тсж|мвд|мчс|мфц|ук)"
    r"|\b(?:department|office|administration|committee|ltd|team)\b"
)
_NAME_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?\.?(?:\s?[^\W\d_]+(?:-[^\W\d_]+)?\.?){0,2}")
_WORD = re.compile(r"[^\W\d_]+")
# «Магомедова Патимат Али кызы» are four.
_MOST_WORDS = 4
_PARTS = re.compile(r"[,;:/|()«»\"\n]+")
# «Петухова Анна (дочь)»: a remark, and what is none.
_REMARK = re.compile(r"\(([^()]+)\)|([^()]+)")
# Parts of speech that stand in no name; a noun or an adjective may always be a surname.
_NO_NAME = frozenset({
    "PREP", "CONJ", "PRCL", "INTJ", "NPRO", "PRED", "ADVB", "VERB", "INFN", "GRND", "PRTF", "PRTS", "COMP",
    "ADJS",
})  # fmt: skip
_LATIN_SURNAME = re.compile(r"[a-z]{2,}(?:[oey]v|[oe]va|s[kc](?:iy|ij|y|aya)|enko|shvili|dze|yan|oglu)")
# «Ибрагимовский» (район), «Ахмедовская» (волость).
_DISTRICT = re.compile(r"(?:[^\W\d_]+-)*[^\W\d_]{2,}[сц]к(?:ий|ая|ое|ой|ого|ому|им|ую|ом)", re.IGNORECASE)
_HOUSE_AND_FLAT = re.compile(
    r"(?P<street>[^\W\d_][^\W\d_.-]+(?:[ -][^\W\d_]+){0,2}),?\s+(?:д\.?\s?)?\d{1,3}[а-я]?(?:/\d+[а-я]?)?"
    r"\s?(?:[-–—,]|,?\s?кв\.?)\s?\d{1,4}",
    re.IGNORECASE,
)


def looks_like_name(label: str) -> bool:
    """One to three words («мороз», «Тамбовцев Е. Х.») which stand in names, none for an office or a post."""
    is_like = _NAME_WORDS.fullmatch(label.strip()) and not _ORGANISATION.search(norm(label))
    return bool(is_like) and not any(map(_is_in_no_name, _WORD.findall(label)))


def is_surely_named(label: str) -> bool:
    """The same of a label in which the dictionary knows a name («петухов», not «житель», «сайт»)."""
    return looks_like_name(label) and _has_name(label)


def names_in(cell: str, *, is_certain: bool) -> str:
    """Those parts of a cell that may be names, parted by blanks: no «ответ дан по телефону».

    Args:
        cell: A cell of a column of names.
        is_certain: Whether one ordinary word is a name too: the title says «Фамилия».
    """
    parts = [
        (part, is_certain and not remark)
        for remark, rest in _REMARK.findall(cell)
        for part in _PARTS.split(remark or rest)
    ]
    return " ".join(part.strip() for part, is_sure in parts if _may_be_name(part, is_sure))


def _may_be_name(part: str, is_certain: bool) -> bool:
    words = _WORD.findall(part)
    if not 0 < len(words) <= _MOST_WORDS or any(map(_is_in_no_name, words)):
        return False
    return (is_certain and len(words) == 1) or _has_name(part)


def _is_in_no_name(form: str) -> bool:
    word = language.word(form)
    # «По» is a surname too, hardly ever met as one.
    is_name = word.pos != "PREP" and (word.name or word.surname or word.patronymic)
    return len(form) > 1 and word.known and word.pos in _NO_NAME and not is_name


def _has_name(text: str) -> bool:
    """Whether a word is a name by the dictionary or its ending, or initials stand in the text."""
    words = _WORD.findall(text)
    has_initials = len(words) > 1 and any(len(word) == 1 and word.isupper() for word in words)
    return has_initials or any(map(_is_name, words))


def _is_name(form: str) -> bool:
    if form.isascii():
        return bool(_LATIN_SURNAME.fullmatch(form.lower()))
    word = language.word(form)
    return len(form) > 1 and (word.surname or word.patronymic or word.usually_name)


def is_ordinary(words: str) -> bool:
    """Whether it is one word of the dictionary that is not only a name («Пол», «Роза»; not «Иванов»)."""
    word = language.word(words)
    return word.common and not (word.surname and re.search(r"(?:[оеё]в|[иы]н)[аыу]?$", words.lower()))


def is_place(words: str) -> bool:
    """Whether it is one word that names a place where the title says so: a district, or a known place."""
    return bool(_DISTRICT.fullmatch(words)) or language.word(words).place


def is_flat(cell: str) -> bool:
    """«Портовая 23-17», «Мира 5, 7», where the title says place; no «Кабинет 12-14»."""
    found = _HOUSE_AND_FLAT.fullmatch(cell.strip())
    return found is not None and any(map(_is_street, _WORD.findall(found["street"])))


def _is_street(form: str) -> bool:
    """An adjective («Портовая»), a name, or a noun in another case than the nominative («Мира»)."""
    word = language.word(form)
    is_oblique = word.pos == "NOUN" and word.lemma != norm(form)
    return word.pos == "ADJF" or not word.known or word.surname or word.place or is_oblique
