"""What tells a client from the neighbours, taken out of words that are printed: settlements, who applies.

Masking leaves both, since the matter may be in them; a few printed lines, read beside each other in a region
of small settlements, do without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from painmap.text import language
from painmap.text.quoting import MIN_LETTERS, letters

SETTLEMENT = "[населённый пункт]"

_NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]*)*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,2}}"
_TYPE = (
    r"(?:(?:с|д|дер|п|пос|пгт|г|гор|х|хут)\.|ст-ц[аыеу]|пгт|(?i:сел[оаеу]м?|деревн[яиеюё]й?|деревень"
    r"|пос[её]л(?:ок|к[аеу]|ком)|город(?:а|е|у|ом)?|станиц[аыеу]й?|хутор(?:а|е|у|ом)?|аул(?:а|е|у|ом)?))"
)
# A name behind a word for a settlement; with it in brackets; and alone between commas, as clerks write it.
_NAMED = re.compile(rf"(?<![\w.])(?<!\d )(?P<name>{_TYPE}\s?{_NAMES})")
_IN_BRACKETS = re.compile(rf"\((?P<name>(?:{_TYPE}\s?)?{_NAMES})(?=[,)])")
_ALONE = re.compile(rf"(?<=, )(?P<name>{_NAMES})(?=\s*(?:[,.;!?…(]|$))")
# «амбулатория Великовисочного», «пункте Неси».
_OF_PLACE = re.compile(
    rf"\b(?i:библиотек|амбулатори|больниц|поликлиник|аптек|школ|клуб|администраци|сельсовет|детсад)\w* "
    rf"(?P<name>{_NAME})"
)
_OF_POINT = re.compile(rf"\b(?:пункт\w*|ФАП\w*) (?P<name>{_NAME})")
# «Ленина» of «ул. Ленина» is the place of the matter; a region or a district is no settlement.
_STREETS = (
    r"(?:ул|пр|пр-т|пр-д|пер|просп|наб|бул|б-р|ш|мкр|улиц\w*|проспект\w*|переул\w*|площад\w*|шоссе|бульвар\w*"
    r"|набережн\w*|микрорайон\w*|проезд\w*|парк\w*|мост\w*|ост|остановк\w*)"
)
_BEHIND_STREET = re.compile(rf"\b{_STREETS}\b\.?\s*(?:\w+\s+){{0,2}}$", re.IGNORECASE)
_LARGER = re.compile(
    rf"\b(?:{_STREETS}|област\w*|кра[йюея]|краем|округ\w*|район\w*|республик\w*)\b", re.IGNORECASE
)
_COUNTRY = frozenset({"росси", "рф"})
_STEM = 5
_WORD = re.compile(r"[^\W\d_]+")

_APPLICANT = re.compile(
    r"\s*[,;(]\s*(?:заявител|доверител)\w*(?:\s*[–—:-]|\s*\[|\s*$).*", re.IGNORECASE | re.DOTALL
)
_WHO = re.compile(r"(?:заявител|доверител)|.*\bна пенсии\b", re.IGNORECASE)
# A clerk's line: «О задержке …», «Повторно: о приёме …», «Предложение о …».
_ANNOTATION = re.compile(
    r"\W*(?:[^,:]{1,40}:\s*)?(?:жалоба на|(?:(?:предложение|жалоба|просьба) )?(?:об?|по вопрос\w+))\s"
    r"|\W*жалоба:",
    re.IGNORECASE,
)
_PART = re.compile(r"[,;]\s*")


def generalised(texts: Sequence[str], own_names: Iterable[str] = ()) -> list[str]:
    """Masked words of clients without the names of settlements and without what clerks add on the applicant.

    A settlement is what the model of names or a word for one tells, in brackets and between commas too.
    Streets stay. Of a clerk's line everything from the applicant on («, заявитель – …», «, слесарь …») is
    cut.

    Args:
        texts: A few lines that are printed; the model looks at each.
        own_names: What the agency and its region are called: names in it stay.

    Returns:
        One line per text, in order; empty where what is left says too little.
    """
    kept = _COUNTRY | {_stem(w) for name in own_names for w in _WORD.findall(name) if w[0].isupper()}
    cut = [_without_applicant(text) for text in texts]
    told = [
        _replaced(text, [*(s for s in found if _may_be_place(text[slice(*s)])), *_formed(text)], kept)
        for text, found in zip(cut, language.places(cut), strict=True)
    ]
    pairs = zip(texts, told, strict=True)
    return [said if said == text or letters(said) >= MIN_LETTERS // 2 else "" for text, said in pairs]


def _without_applicant(text: str) -> str:
    said = _APPLICANT.sub("", text)
    if _ANNOTATION.match(said):
        for mark in _PART.finditer(said):
            if _names_a_person(said[mark.end() :]):
                return said[: mark.start()].rstrip()
    return said


def _names_a_person(part: str) -> bool:
    """«повар из …», «одинокая мать …»: a person in the nominative singular among the first two words."""
    own = _PART.split(part)[0]
    seen = [(w, language.word(w)) for w in _WORD.findall(own)[:2] if w.islower()]
    return bool(_WHO.match(own)) or any(
        s.known and s.animate and s.pos == "NOUN" and s.lemma == _plain(w) for w, s in seen
    )


def _formed(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_IN_BRACKETS, _OF_POINT):
        yield from (found.span("name") for found in pattern.finditer(text))
    for pattern in (_NAMED, _ALONE, _OF_PLACE):
        for found in pattern.finditer(text):
            start, end = found.span("name")
            # «с. Глебово Прошу …»: the first word that is no name of a place ends it.
            words = [w for w in _WORD.finditer(text, start, end) if w[0][0].isupper()]
            named = list(takewhile(lambda word: _may_be_place(word[0]), words))
            if named:
                yield start, named[-1].end()


def _may_be_place(name: str) -> bool:
    """Not «Прошу» behind «г.», which ends a sentence there."""
    words = [language.word(form) for form in _WORD.findall(name) if form[0].isupper()]
    return all(not w.known or w.place or w.pos in ("NOUN", "ADJF") for w in words)


def _replaced(text: str, spans: Iterable[tuple[int, int]], kept: frozenset[str]) -> str:
    result, last = "", 0
    for start, end in _joined(spans):
        name = text[start:end]
        stems = [_stem(word) for word in _WORD.findall(name)]
        is_left = kept.intersection(stems) or _LARGER.search(name) or _BEHIND_STREET.search(text[:start])
        if is_left:
            continue
        result, last = result + text[last:start] + SETTLEMENT, end
    return result + text[last:]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, what overlaps as one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _plain(form: str) -> str:
    return form.lower().replace("ё", "е")


def _stem(form: str) -> str:
    return _plain(form)[:_STEM]
