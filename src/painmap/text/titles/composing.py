"""A title of several pains, where no single one is what most of a group speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, takewhile
from typing import NamedTuple

from painmap.text.language import word
from painmap.text.titles.telling import content

MAX_CHARACTERS = 90
_MOST = 3
# What this share of a group's texts voices speaks for the group; less than the second share, or than the
# third part of what the first pain tells, adds nothing. What comes hard is added only where few are told.
_OF_PAINS = (0.5, 0.05, 0.15)
_OF_BROAD = (0.35, 0.1, 0.05)
_OF_THING = (0.5, 0.03, 0.0)
_SOME = 3
# Requests, or a clause of less than this share of the texts, give way to what tells nearly as much of so many
# times more.
_RARE, _NEARLY, _FAR_MORE = 0.15, 0.5, 1.5
_STEM = 5
_CLAUSE, _REQUESTS = "Не ", "Просьбы"
# Says of an act no more than that it hurts.
_HARD = ("трудности", "задержки")
# What people ask for says the same again; behind a pain «жалобы на маршруты», «задержки с окнами» say little.
_NO_MORE = ("Необходимость", "Задержки", "Жалобы")


class Choice(NamedTuple):
    """A title of a group.

    Attributes:
        score: What an official learns from it.
        told: What its words tell of the group, and of how many texts, whatever its form.
        is_broad: It names the thing, not what hurts.
        is_noun: A noun phrase: it may stand with others.
        records: Numbers of the texts that say it.
    """

    score: float
    title: str
    told: float = 0.0
    is_broad: bool = False
    is_noun: bool = False
    records: frozenset[int] = frozenset()


def composed(first: Choice, others: Sequence[Choice], size: int) -> str:
    """The title with those that speak for further texts.

    What is asked about stands alone; so does what is asked for and a clause («не пришёл сертификат»), or it
    gives way to noun phrases that speak for far more.

    Args:
        first: The best title of the group.
        others: Further ones, the best first.
        size: Number of the group's texts.
    """
    if first.is_noun:
        return _joined([choice.title for choice in _parts(first, others, size)])
    nouns = [other for other in others if other.is_noun and not other.is_broad]
    is_rare = first.title.startswith(_CLAUSE) and len(first.records) < _RARE * size
    may_give = is_rare or first.title.startswith(_REQUESTS)
    if not may_give or not nouns or nouns[0].score < _NEARLY * first.score:
        return first.title
    parts = _parts(nouns[0], others, size)
    covered = frozenset[int]().union(*(part.records for part in parts))
    is_more = len(covered) >= _FAR_MORE * len(first.records)
    return _joined([choice.title for choice in parts]) if is_more else first.title


def pains(first: Choice, others: Sequence[Choice], size: int) -> str:
    """What hurts about the thing that the title names: ``: ненадлежащий вывоз``; empty where nothing does."""
    some = [other for other in others if not other.is_broad and len(other.records) >= _SOME]
    named = _parts(first, some, size)[1:]
    told = _joined([choice.title for choice in named])
    return f": {told[:1].lower()}{told[1:]}" if told else ""


def _parts(first: Choice, others: Sequence[Choice], size: int) -> list[Choice]:
    parts, covered = [first], set[int]() if first.is_broad else set(first.records)
    for other in sorted(others, key=lambda choice: choice.is_broad):
        speaks, least, weak = _OF_BROAD if other.is_broad else _OF_THING if first.is_broad else _OF_PAINS
        if len(parts) == _MOST or len(covered) >= speaks * size:
            break
        if (
            other.is_noun
            and not other.title.startswith(_NO_MORE)
            and other.score >= weak * first.score
            and len(other.records - covered) >= least * size
            and not any(_says_again(other, part.title) for part in parts)
            and len(_joined([part.title for part in (*parts, other)])) <= MAX_CHARACTERS
        ):
            parts.append(other)
            covered |= other.records
    return parts


def _says_again(other: Choice, said: str) -> bool:
    """Whether it names nothing of its own: «несанкционированная свалка» behind «свалка мусора»."""
    (own, own_words), (nouns, words) = _stems(other.title), _stems(said)
    head, ends = other.title.split()[0].lower(), [title.split()[-1] for title in (other.title, said)]
    own -= _stems(head)[0] if head in _HARD else frozenset()
    if other.is_broad:
        return not words.isdisjoint(own - _stems(head)[0])
    if head != said.split()[0].lower() and not _stems(head)[1].isdisjoint(nouns):
        # «Просроченная задолженность» behind «просрочки по кредиту».
        return ends[0] != ends[1]
    is_other = ends[0] == ends[1] and len(other.title.split()) == len(said.split()) and own_words != words
    return (own <= words or nouns <= own_words) and not is_other


def _stems(title: str) -> tuple[frozenset[str], frozenset[str]]:
    """Beginnings of its nouns, and of all its words; «кэшбэк» and «кешбек» are one."""
    found = {w[:_STEM].replace("э", "е"): word(w).pos == "NOUN" for w in content(title.lower())}
    return frozenset(stem for stem, is_noun in found.items() if is_noun), frozenset(found)


def _joined(titles: Sequence[str]) -> str:
    """«Отсутствие горячей воды и отопления», «плохое состояние и отсутствие тротуаров»."""
    heads: dict[tuple[str, bool], list[list[str]]] = {}
    for title in titles:
        words = title.split()
        words[0] = words[0].lower() if words[0][1:].islower() else words[0]
        is_governing = len(words) > 1 and word(words[1]).pos == "PREP"
        heads.setdefault((words[0], is_governing), []).append(words)
    made = _listed([_of_one_head(own) for own in heads.values()], ", ", is_plain=True)
    return made[:1].upper() + made[1:]


def _of_one_head(titles: list[list[str]]) -> list[str]:
    """Words of titles that begin alike, as of one."""
    if len(titles) == 1:
        return titles[0]
    common = [words[0] for words in takewhile(lambda ws: len(set(ws)) == 1, zip(*titles, strict=False))]
    return [*common, *_listed([words[len(common) :] for words in titles], " и ").split()]


def _listed(phrases: Sequence[list[str]], last: str, *, is_plain: bool = False) -> str:
    """Phrases one after the other; two that end alike have their end once.

    Args:
        last: Between the last two.
        is_plain: They begin with nouns that govern what follows: «трудности с ремонтом и отсутствие крыши»
            would be hard.
    """
    for first, second in combinations(phrases, 2):
        end = _common_end(first, second)
        if end and not (is_plain and (_is_long(first[:-end]) or _is_long(second[:-end]))):
            both = [*first[:-end], "и", *second]
            rest = [phrase for phrase in phrases if phrase not in (first, second)]
            return ", ".join(" ".join(phrase) for phrase in [both, *rest])
    words = [" ".join(phrase) for phrase in phrases]
    return last.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _is_long(words: Sequence[str]) -> bool:
    """More than a noun with an adjective, or two of them already."""
    return len(words) > 2 or "и" in words or any(word(w).pos == "PREP" for w in words)


def _common_end(first: Sequence[str], second: Sequence[str]) -> int:
    """Number of words that both end with, if either has others before."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return common if common < min(len(first), len(second)) else 0
