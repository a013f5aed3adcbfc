"""Single words that a cue before them or their neighbours in a list show to be names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.text import language
from painmap.text.personal.persons.context import PLURAL_ROLE
from painmap.text.personal.persons.words import W, Words
from painmap.text.view import Span

# «у магомедовой», «к гаджиеву»: a street or a place would stand in the genitive after other prepositions.
_OF = re.compile(r"(?<![\w-])(?:у|к|ко|с|со|от|для|перед|о|об|про)\s+$", re.IGNORECASE)
_DECLINED = re.compile(r"(?:[оеё]в|[иы]н)(?:ой|ою|у|ым|ыми|ых)$")
_THANKED = re.compile(
    r"(?<!\w)(?:спасибо|благодарю|благодарность|благодарна?|признател\w+|респект)"
    r"\s+(?:(?:большое|огромное|вам|тебе|нашей|нашему|вашей|вашему|милой|девушке|сотруднице)\s+){0,2}$",
    re.IGNORECASE,
)
# «супруги Воробей», «семья Мороз»: a surname in the nominative, whatever the case of the cue.
_FAMILY = re.compile(r"(?<!\w)(?:супруг(?:и|ов|ам|ами)|семь(?:[яиею]|[её]й)|чет[аыеу])\s+$", re.IGNORECASE)
# One child, one brother: «дети мира» are no persons of that name.
_KIN = re.compile(
    r"(?<![А-ЯЁа-яё])((?:реб[её]н|сын(?!ов)|доч|внук(?!и)|внуч|муж|жен|супруг|брат(?!ь)|сест[её]?р|племянни|бабушк|дедушк|тет|тёт"
    r"|дяд|мам|пап)[а-яё]{0,4})\s$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*,\s*(?:и\s+)?|\s+и\s+")
_REACH = 48


def cued(text: str, words: Words) -> Iterator[Span]:
    """«у магомедовой», «спасибо оле», «супруги Воробей», «умар и барият»."""
    for word in words:
        cue = _cue(word)
        if cue and cue.search(text[max(0, word.start - _REACH) : word.start]):
            yield word.start, word.end
    for run in _lists(text, words):
        yield from ((w.start, w.end) for w in run if _is_item(w, run))
    yield from _of_plural(text, words)


def _cue(word: W) -> re.Pattern[str] | None:
    """What before it would show the word to be a name."""
    seen = word.seen
    if (
        not (seen.surname or seen.name or word.is_upper)
        or len(word.text) < 3
        or not seen.known
        or seen.place
        or word.abbreviated
    ):
        return None
    if seen.surname and not seen.common and _DECLINED.search(word.lower):
        return _OF
    if seen.name and word.lower != seen.lemma and word.sure_first:
        return _THANKED
    is_noun = word.is_upper and seen.pos == "NOUN" and seen.animate
    return _FAMILY if is_noun and word.lower == seen.lemma else None


def is_of_kin(text: str, word: W) -> bool:
    """«ребёнку амине», «сын роман»: both in the nominative or both in another case."""
    if not word.sure_first:
        return False
    kin = _KIN.search(text[max(0, word.start - _REACH) : word.start])
    if not kin:
        return False
    is_nominative = language.word(kin[1]).lemma == kin[1].lower().replace("ё", "е")
    return is_nominative == (word.lower == word.seen.lemma)


def _lists(text: str, words: Words) -> Iterator[list[W]]:
    """Capitalised words with commas or «и» between them: «Света и Олег», «Олег, Барият и Умар»."""
    run: list[W] = []
    for word in words:
        if word.lower == "и":
            continue
        if run and not _AND.fullmatch(text, run[-1].end, word.start):
            if len(run) > 1:
                yield run
            run = []
        if word.is_upper and not word.abbreviated:
            run.append(word)
        else:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _is_item(word: W, run: list[W]) -> bool:
    """A first name beside a sure one; an unknown word in a list with two of them."""
    sure = sum(w.sure_first for w in run if w is not word)
    if word.first and not word.seen.place:
        return sure > 0
    return sure > 1 and not (word.seen.known or word.seen.place or word.occupation)


def _of_plural(text: str, words: Words) -> Iterator[Span]:
    """«сотрудники умар и барият»: in lower case, the second may be unknown."""
    for i in range(1, len(words) - 1):
        if words[i].text != "и":
            continue
        one, other = words[i - 1], words[i + 1]
        is_name = other.first or not other.seen.known
        is_pair = is_name and one.sure_first and _AND.fullmatch(text, one.end, other.start)
        if is_pair and PLURAL_ROLE.search(text[max(0, one.start - _REACH) : one.start]):
            yield other.start, other.end
