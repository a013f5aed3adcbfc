"""What stands behind a title that names a thing, not what hurts: «Жалобы на врачей: отказы, очереди»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from painmap.text.language import inflection, word
from painmap.text.phrases import is_abuse
from painmap.text.titles.acts import GIVING, ORGANISATIONS, PAINS, SUFFERERS
from painmap.text.titles.clauses import is_animate, main_noun
from painmap.text.titles.having import Having
from painmap.text.titles.subjects import RELATIONAL
from painmap.text.titles.telling import content

MAX_CHARACTERS = 80
_MOST = 2
# Fewer of a group's texts do not say what the group is about.
_LEAST, _LEAST_PAIN = 0.15, 0.08
# What is said everywhere tells nothing of one group.
_LIFT = log(2)
_STEM = 5
_UNFIT = SUFFERERS | ORGANISATIONS
# How people are hurt, whatever the thing: by the list that their words are on.
_HURT: Mapping[str, str] = {
    "=refusal": "отказы",
    "=delay": "долгое ожидание",
    "=rudeness": "грубость",
    "=excess": "лишние требования",
    "=unclear": "неясность",
    "=cost": "высокая стоимость",
}
_LATE = "Задержки"
# Told by this share of a group's texts, and so many times oftener than by all.
_OFTEN, _OFTENER = 0.25, 1.4
# «Получение»: of what?
_OF_WHAT = RELATIONAL.union(GIVING)


def detailed(title: str, subjects: Sequence[str], having: Having, telling: Mapping[str, float]) -> str:
    """A colon and how people are hurt, or what else the group speaks of; empty where neither is told.

    Args:
        title: A noun phrase.
        subjects: Noun phrases in the nominative, the most telling first (`subjects.subjects`).
        having: Mentions of the group.
        telling: `telling.weights` of the group.
    """
    named = _hurt(title, having, telling) or _things(title, subjects, having, telling)
    return ": " + ", ".join(named) if named else ""


def _hurt(title: str, having: Having, telling: Mapping[str, float]) -> list[str]:
    told = {cue: telling.get(cue, 0.0) for cue in _HURT}
    shares = {cue: len(having.texts([cue])) / having.size for cue in _HURT}
    found = [
        cue
        for cue in sorted(told, key=lambda cue: (-told[cue], cue))
        if shares[cue] >= _OFTEN and exp(told[cue] / shares[cue]) >= _OFTENER
    ]
    said = _stems(title) | (_stems(_HURT["=delay"]) if title.startswith(_LATE) else frozenset())
    return [_HURT[cue] for cue in found if said.isdisjoint(_stems(_HURT[cue]))][:_MOST]


def _things(title: str, subjects: Sequence[str], having: Having, telling: Mapping[str, float]) -> list[str]:
    """Pains first."""
    said = _stems(title)
    named: list[str] = []
    for phrase in sorted(subjects, key=lambda p: word(main_noun(p)).lemma not in PAINS):
        own, shown = _stems(phrase), _several(phrase)
        is_short = len(f"{title}: {', '.join([*named, shown])}") <= MAX_CHARACTERS
        if own.isdisjoint(said) and is_short and _is_usual(content(phrase), having, telling):
            named.append(shown)
            said |= own
        if len(named) == _MOST:
            break
    return named


def _stems(phrase: str) -> frozenset[str]:
    return frozenset(w[:_STEM] for w in content(phrase))


def _several(phrase: str) -> str:
    """Persons in the plural: it is about no single one of them."""
    return (inflection.declined(phrase, "nomn", "plur") if is_animate(phrase) else "") or phrase


def _is_usual(lemmas: Sequence[str], having: Having, telling: Mapping[str, float]) -> bool:
    """Whether enough of the texts say it, and oftener than others do."""
    texts = {m.record for m in having.having(lemmas)}
    told = max(telling.get(w, 0.0) for w in lemmas) * having.size
    is_fit = _UNFIT.isdisjoint(lemmas) and not _OF_WHAT.issuperset(lemmas) and not any(map(is_abuse, lemmas))
    return (
        is_fit
        and len(texts) >= having.fewest(_LEAST if PAINS.isdisjoint(lemmas) else _LEAST_PAIN)
        and told >= _LIFT * len(texts)
    )
