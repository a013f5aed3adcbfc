"""Names of persons: two words of one name beside each other, or a surname with initials, in any case.

Masculine and feminine forms, and now and then two different names, share a stem (`stems`): one word is no
trace, two are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations, product

from painmap.intake.traces.stems import stem

WORD = re.compile(r"[А-ЯЁа-яё]{2,}|[A-Za-z]{2,}")
_PATRONYMIC = re.compile(r"(?:вич|ьич|мич|кич|вн|ичн|инишн)$")
_SURNAME_LIKE = re.compile(r"(?:[оеё]в|[иы]н|[сц]к|енк|ян|швил|дзе|юк|чук)$")
_INITIALS_AFTER = re.compile(r"[\s,]{0,3}([А-ЯЁа-яё])\.[\s-]{0,2}(?:([А-ЯЁа-яё])(?![а-яёА-ЯЁ])\.?)?(?!\s?\d)")
_BARE_AFTER = re.compile(r"\s{1,2}([А-ЯЁ])\s?([А-ЯЁ])(?![\w.])")
_INITIALS_BEFORE = re.compile(r"(?<![А-ЯЁа-яё])([А-ЯЁа-яё])\.[\s-]{0,2}(?:([А-ЯЁа-яё])\.)?\s{0,2}$")
# What may stand between two words of one name: a blank, a comma, a cell's border, a key of JSON.
_GAP = re.compile(r"[^А-ЯЁа-яё0-9]{0,24}")
# A street or a school bears a name and gives away nobody.
_PUBLIC = re.compile(
    r"(?:\b(?:ул|улиц\w*|пр|пр-к?т\w*|просп|проспект\w*|пер|переул\w*|пл|площад\w*|наб|набережн\w*|бульвар\w*|"
    r"им|имени|памяти|мкр|микрорайон\w*|шоссе|алле\w*|премии)\b\.?[\s«\"]*)$",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"[«»\"]|\b(?:ООО|ОАО|ЗАО|ПАО|АО|НКО|АНО|КФХ|СПК|ТСЖ|СНТ|ГБУ|ГКУ|МБУ|МКУ|МУП|ГУП|М[БК]?Д?ОУ|редакци\w+|"
    r"администраци\w+|министерств\w+|департамент\w*|агентств\w+|управлени\w+|отдел\w*)\b",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "ип гр гражданин гражданка сотрудник сотрудница аноним анонимно без подписи не указан указано "
        "работник неизвестно редактор оглы оглу кызы кизи deleted account",
    )
)
_SURNAME = r"[А-ЯЁ][А-ЯЁа-яё]{2,}(?:-[А-ЯЁ][А-ЯЁа-яё]{2,})?"
_LETTERS = r"[А-ЯЁ]\.\s?[А-ЯЁ]\.?"
_WITH_INITIALS = re.compile(rf"(?<![\w-])(?:{_SURNAME}\s+{_LETTERS}|{_LETTERS}\s?{_SURNAME})(?!\w)")
_FULL = re.compile(
    r"(?<![\w-])(?:[А-ЯЁ][а-яё-]+\s+){1,2}[А-ЯЁ][а-яё]+(?:[оеь]вич|[ьм]ич|[оеё]вн|ичн|инишн)(?:а|ы|е|у|ой|ем)?\b"
    r"(?:\s+[А-ЯЁ][а-яё-]+)?"
)
# A border of cells; in JSON with the key of the next one.
_BORDER = r"[\"']?\s{0,2}[;,|\t\n]\s{0,16}(?:[\"']?[A-Za-z_]{1,24}[\"']?\s{0,2}[:\n]\s{0,2})?[\"']?"
_OWN_WORD = r"([А-ЯЁ][а-яё]{1,27}(?:-[А-ЯЁ][а-яё]{1,27})?)"
_APART = re.compile(
    rf"(?<![\w-]){_OWN_WORD}{_BORDER}{_OWN_WORD}{_BORDER}"
    r"([А-ЯЁ][а-яё]{1,27}(?:[оеь]вич|[ьм]ич|[оеё]вна|[иы]чна|инишна))(?![\w-])"
)
_MOST_WORDS = 4
_SURNAME_LETTERS = 5


def name_values(cell: str) -> Iterator[tuple[str, str]]:
    """Kinds and values by which the persons of a name's own cell are found again."""
    for chunk in re.split(r"[;,\n/]", cell):
        # «Магомедов М.И. - Отдел …», «Магомедова П.И. (сотрудник)».
        person = re.split(r"\s[-–—]\s|\(", chunk)[0]
        if not _ORGANISATION.search(person):
            for one in re.split(r"\sи\s", person):
                yield from _person(one)


def names_by_form(text: str) -> Iterator[str]:
    """Names that show as such wherever they stand: a surname with initials, a full name with a patronymic."""
    for pattern in (_WITH_INITIALS, _FULL):
        for match in pattern.finditer(text):
            yield match[0]


def names_apart(text: str) -> Iterator[str]:
    """Full names whose words stand in cells, or under keys, of their own."""
    for match in _APART.finditer(text):
        yield " ".join(match.groups())


def _person(chunk: str) -> Iterator[tuple[str, str]]:
    words = [
        [stem(part) for part in WORD.findall(word)]
        for word in re.findall(r"[A-Za-zА-ЯЁа-яё-]{2,}", chunk)
        if word.lower() not in _NO_NAME
    ]
    words = [word for word in words if word]
    if not words or len(words) > _MOST_WORDS:
        return
    letters = re.findall(r"(?<![А-ЯЁа-яёA-Za-z-])([А-ЯЁа-яё])(?![А-ЯЁа-яё])", chunk)
    if len(words) == 1 and not letters:
        return
    for word in words:
        yield from (("part", part) for part in word)
    for one, other in combinations(words, 2):
        yield from ((_kind(a, b), joined(a, b)) for a in one for b in other)
    for three in combinations(words, 3):
        yield from (("triple", joined(*parts)) for parts in product(*three))
    if len(words) == 1:
        yield from _with_initials(words[0], [letter.lower().replace("ё", "е") for letter in letters])
    else:
        yield from _shortened(words)


def _shortened(words: list[list[str]]) -> Iterator[tuple[str, str]]:
    """A full name as a surname with initials."""
    places = [i for i, word in enumerate(words) if _PATRONYMIC.search(word[-1])]
    if len(words) > 2 and places:
        surname, first, patronymic = (2, 0, 1) if places[0] == 1 else (0, 1, places[0])
        yield from _with_initials(words[surname], [words[first][0][0], words[patronymic][0][0]])
    elif not places:
        for surname, first in ((0, 1), (1, 0)):
            yield from _with_initials(words[surname], [words[first][0][0]])


def _with_initials(surname: list[str], letters: list[str]) -> Iterator[tuple[str, str]]:
    for part in surname:
        if len(letters) > 1:
            yield "initials", f"{part}|{letters[0]}|{letters[1]}"
        yield "initial", f"{part}|{letters[0]}"
        if len(part) >= _SURNAME_LETTERS and not part.isascii():
            yield "surname", part


def joined(*parts: str) -> str:
    """Parts of a name in one order, whatever theirs."""
    return "|".join(sorted(parts))


def _kind(one: str, other: str) -> str:
    """A first name with a patronymic is many people's: a kind of its own."""
    is_given = bool(_PATRONYMIC.search(one)) != bool(_PATRONYMIC.search(other))
    return "given" if is_given and not any(_SURNAME_LIKE.search(part) for part in (one, other)) else "pair"


def names_in(text: str, is_part: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Kinds and values of what may be a name in a text.

    Args:
        text: A readable text (`traces.readable`).
        is_part: Whether a word is a part of any known name.
    """
    tokens = [(match.start(), match.end(), match[0]) for match in WORD.finditer(text)]
    known = [is_part(word) for _, _, word in tokens]
    is_public = False
    for i, (start, end, word) in enumerate(tokens):
        is_public = _is_public(text, start) or (is_public and text[tokens[i - 1][1] : start].isspace())
        if not known[i] or is_public:
            continue
        chain = _chain(text, tokens, known, i)
        if len(chain) > 1:
            yield _kind(*chain[:2]), joined(*chain[:2])
        if len(chain) > 2:
            yield "triple", joined(*chain)
        yield from _initials_beside(text, start, end, stem(word))
        yield from _spelt_out(tokens, i)
        if word[0].isupper() and not _begins_sentence(text, start):
            yield "surname", stem(word)


def _is_public(text: str, start: int) -> bool:
    """Whether the name that begins here, or with initials before, is that of a street or a school."""
    before = _INITIALS_BEFORE.search(text, max(0, start - 8), start)
    begin = before.start() if before else start
    return _PUBLIC.search(text[max(0, begin - 18) : begin]) is not None


def _chain(text: str, tokens: list[tuple[int, int, str]], known: list[bool], i: int) -> list[str]:
    """Stems of up to three known words that stand together, from the word `i` on; JSON's keys count not."""
    chain, end = [stem(tokens[i][2])], tokens[i][1]
    for j in range(i + 1, min(i + 6, len(tokens))):
        if not known[j] and tokens[j][2].isascii():
            continue
        if not known[j] or not _GAP.fullmatch(text, end, tokens[j][0]) or len(chain) == 3:
            break
        chain.append(stem(tokens[j][2]))
        end = tokens[j][1]
    return chain


def _initials_beside(text: str, start: int, end: int, surname: str) -> Iterator[tuple[str, str]]:
    before = _INITIALS_BEFORE.search(text, max(0, start - 8), start)
    for match in (_INITIALS_AFTER.match(text, end), _BARE_AFTER.match(text, end), before):
        if match is None:
            continue
        first, second = (letter and letter.lower().replace("ё", "е") for letter in match.groups())
        if second:
            yield "initials", f"{surname}|{first}|{second}"
        elif match[1].isupper():
            yield "initial", f"{surname}|{first}"


def _spelt_out(tokens: list[tuple[int, int, str]], i: int) -> Iterator[tuple[str, str]]:
    """«Семёнов Сергей Михайлович», where the register knows «Семёнов С.М.» only; also in reverse order."""
    for first, patronymic in ((i + 1, i + 2), (i - 2, i - 1)):
        if first >= 0 and patronymic < len(tokens) and _PATRONYMIC.search(stem(tokens[patronymic][2])):
            letters = (tokens[place][2][0].lower().replace("ё", "е") for place in (first, patronymic))
            yield "initials", "|".join((stem(tokens[i][2]), *letters))


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" «\"'([-")
    return start == 0 or not before or before[-1] in ".!?:;…>\n\t|=,"


# «Анна Ивановна», «Ивановой Анне Петровне»: a patronymic beside another name, whoever it is.
_BY_FORM = re.compile(
    r"\b[А-ЯЁ][а-яё]{2,20}\s[А-ЯЁ][а-яё]{2,20}"
    r"(?:[оеь]вич|[ьм]ич)(?:а|у|ем|е)?\b|"
    r"\b[А-ЯЁ][а-яё]{1,20}\s[А-ЯЁ][а-яё]{2,20}(?:[оеё]вн|ичн|инишн)(?:а|ы|е|у|ой|ою)\b"
)


def full_names_in(text: str) -> Iterator[str]:
    """First names with patronymics, known or not."""
    for match in _BY_FORM.finditer(text):
        if not _PUBLIC.search(text[max(0, match.start() - 18) : match.start()]):
            yield " ".join(stem(word) for word in match[0].split())
