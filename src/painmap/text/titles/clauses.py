"""A noun phrase in its clause: where it stands in a mention's words, and what it is to the verb."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from painmap.text.language import inflection, word
from painmap.text.phrases import listed

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]|\d+")
# Tokens between a verb and what it governs.
_REACH = 5
_OF_PLACE = listed("в во на по у при за без кроме через около возле из от с со")
# Animate for the dictionary.
_MACHINES = listed("бот робот автоответчик")
_OF_AIM = frozenset({"в", "во", "на"})
_NOMINATIVE, _ACCUSATIVE = (("Case", "Nom"),), (("Case", "Acc"),)


@dataclass(frozen=True)
class Clause:
    """A noun phrase in its clause.

    Attributes:
        verb: The verb's form in the text; empty if none is near.
        preposition: Before the phrase; else empty.
        surface: The phrase as it stands there.
        is_before: The phrase stands before the verb.
    """

    verb: str
    preposition: str
    surface: str
    is_before: bool


@lru_cache(50_000)
def forms(fragment: str) -> tuple[str, ...]:
    """Words and marks of a fragment in lower case."""
    return tuple(form.lower() for form in _WORD.findall(fragment))


@lru_cache(50_000)
def main_noun(phrase: str) -> str:
    """The main noun of a phrase in the nominative: the first one behind its adjectives."""
    words = tuple(phrase.split())
    for i, form in enumerate(words):
        if form.isupper():
            return form
        seen = inflection.noun(form, _NOMINATIVE)
        if seen and seen.case == "nomn" and not inflection.only_agrees(words, i):
            return form
    return ""


@lru_cache(50_000)
def noun_of(phrase: str) -> inflection.Noun | None:
    """Main noun of a phrase in the nominative."""
    return inflection.noun(main_noun(phrase), _NOMINATIVE)


def is_animate(phrase: str) -> bool:
    """Whether the phrase speaks of persons or animals."""
    main = noun_of(phrase)
    return main is not None and main.animate and word(main_noun(phrase)).lemma not in _MACHINES


@lru_cache(50_000)
def clause_of(phrase: str, infinitive: str, fragment: str) -> Clause | None:
    """Where the phrase stands in a fragment, and the nearest form of the verb («е» for «ё»), if near."""
    found = forms(fragment)
    wanted = [word(w).lemma for w in phrase.split()]
    lemmas = [word(f).lemma for f in found]
    starts = (i for i in range(len(lemmas)) if lemmas[i : i + len(wanted)] == wanted)
    at = next(starts, -1)
    if at < 0:
        return None
    verbs = [
        i for i, f in enumerate(found) if (v := inflection.verb(f)) and _plain(v.infinitive) == infinitive
    ]
    verb = min(verbs, key=lambda i: abs(i - at), default=-1)
    if verb >= 0 and (abs(verb - at) > _REACH or "," in found[min(verb, at) : max(verb, at)]):
        return None
    preposition = found[at - 1] if at and word(found[at - 1]).pos == "PREP" else ""
    surface = " ".join(found[at : at + len(wanted)])
    return Clause(found[verb] if verb >= 0 else "", preposition, surface, at < verb)


def governed(clause: Clause, phrase: str) -> str:
    """The phrase behind a verb: with its preposition as in the text, else in the accusative."""
    if clause.preposition:
        return f"{clause.preposition} {clause.surface}"
    return inflection.declined(phrase, "accs")


def governs(infinitive: str, clause: Clause) -> bool:
    """Whether verb and phrase are whole by themselves: no «вывезли из двора», no «работают в офисе»."""
    if not clause.preposition or takes_object(infinitive):
        return not clause.preposition and takes_object(infinitive)
    last = inflection.noun(clause.surface.split()[-1], _ACCUSATIVE)
    is_aim = clause.preposition in _OF_AIM and last is not None and last.case == "accs"
    return is_aim or clause.preposition not in _OF_PLACE


def is_subject(clause: Clause, phrase: str, seen: inflection.Verb) -> bool:
    """Whether the phrase does what the verb says: «не работает лифт», «не скошена трава»."""
    main = noun_of(phrase)
    if main is None or clause.preposition or clause.surface != phrase.lower() or not seen.third:
        return False
    is_agreeing = seen.plural == (main.number == "plur")
    return is_agreeing and (not takes_object(seen.infinitive) or clause.is_before or main.animate)


def takes_object(infinitive: str) -> bool:
    """Whether a verb has an object without a preposition."""
    seen = inflection.verb(infinitive)
    return seen is not None and seen.transitive


def _plain(lemma: str) -> str:
    return lemma.replace("ё", "е")
