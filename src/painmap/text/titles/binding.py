"""How a noun stands to other words of a fragment, without a syntax tree."""

from __future__ import annotations

from functools import lru_cache

from painmap.text.language import inflection, word
from painmap.text.titles.clauses import forms

_NEAR = 3
_AGREEING = frozenset({"ADJF", "PRTF", "NUMR"})
_NOMINATIVE = (("Case", "Nom"),)


@lru_cache(50_000)
def lemmas_of(fragment: str) -> tuple[str, ...]:
    """Lemmas of the words and marks of a fragment, out of context."""
    return tuple(word(f).lemma for f in forms(fragment))


@lru_cache(100_000)
def preposition(fragment: str, noun: str) -> str | None:
    """The preposition before the noun (a lemma) and its adjectives; empty for none, None without the noun."""
    lemmas = lemmas_of(fragment)
    if noun not in lemmas:
        return None
    found = forms(fragment)
    before = _first(found, lemmas.index(noun)) - 1
    return found[before] if before >= 0 and word(found[before]).pos == "PREP" else ""


@lru_cache(100_000)
def is_near(fragment: str, noun: str, others: frozenset[str]) -> bool:
    """Whether one of the other lemmas stands within a few words of the noun."""
    lemmas = lemmas_of(fragment)
    places = [i for i, w in enumerate(lemmas) if w in others]
    return bool(places) and any(
        w == noun and abs(i - at) <= _NEAR for i, w in enumerate(lemmas) for at in places
    )


@lru_cache(100_000)
def is_object(fragment: str, noun: str, acts: frozenset[str]) -> bool:
    """Whether one of the acts is done to the noun: «списали деньги», «вывоз мусора», «мусор не вывозится»."""
    lemmas = lemmas_of(fragment)
    acting = [i for i, w in enumerate(lemmas) if w in acts]
    return bool(acting) and any(w == noun and _is_done(fragment, at, acting) for at, w in enumerate(lemmas))


@lru_cache(100_000)
def is_actor(fragment: str, noun: str) -> bool:
    """Whether the noun may be what acts: «банкомат не выдал», «не приехал автобус»."""
    found, lemmas = forms(fragment), lemmas_of(fragment)
    if noun not in lemmas or preposition(fragment, noun) != "":
        return False
    at = lemmas.index(noun)
    near = [(f, inflection.verb(f)) for f in found[max(0, at - _NEAR) : at + _NEAR + 1]]
    return any(seen is not None and _acts(found[at], f, seen) for f, seen in near)


def _is_done(fragment: str, at: int, acting: list[int]) -> bool:
    found = forms(fragment)
    first = _first(found, at)
    before = word(found[first - 1]).pos if first else ""
    if before == "PREP":
        return False
    for i in acting:
        seen = inflection.verb(found[i])
        if seen is None or word(found[i]).pos == "NOUN":
            is_done = i == first - 1
        elif i > at:
            is_done = i - at <= _NEAR + 1 and not _acts(found[at], found[i], seen)
        else:
            # «Не выдал банкомат»: one that acts may stand behind its verb too.
            is_done = (
                before != "NOUN"
                and first - i <= _NEAR
                and (seen.plural or not _acts(found[at], found[i], seen))
            )
        if is_done:
            return True
    return False


def _acts(noun: str, form: str, seen: inflection.Verb) -> bool:
    """Whether the noun before a verb may be the one that acts: «банкомат не выдал», not «карту не выдали»."""
    if not seen.third or seen.form != "VERB" or form.endswith(("ся", "сь")):
        return False
    made = inflection.noun(noun, _NOMINATIVE)
    return made is not None and made.case == "nomn" and seen.plural == (made.number == "plur")


def _first(found: tuple[str, ...], at: int) -> int:
    """The place of the first adjective before a noun, or its own."""
    while at and word(found[at - 1]).pos in _AGREEING:
        at -= 1
    return at
