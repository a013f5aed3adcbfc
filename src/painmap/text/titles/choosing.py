"""Which wording of which phrase becomes the title of a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count
from math import sqrt

import pandas as pd

from painmap.text.language import inflection, word
from painmap.text.phrases import SPEECH, is_abuse, listed
from painmap.text.titles.clauses import is_animate
from painmap.text.titles.ideas import Idea, ideas, names_pain
from painmap.text.titles.telling import Said, content, said, weights
from painmap.text.titles.wording import MAX_CHARACTERS, worded

# How much an official learns from a title of this form against another with the same words.
_WORTH = {
    "problem": 0.5,
    "opinion": 0.5,
    "request": 0.9,
    "suggestion": 0.8,
    "question": 0.8,
    "thanks": 0.9,
    "does": 0.65,
    "need": 0.75,
    "wish": 0.8,
}
_SECOND = 0.4
# Templates whose wording is a noun phrase.
_DETAILS = frozenset(
    {"phrase", "lack", "wait", "delay", "refusal", "return", "rudeness", "cost", "attribute"}
)
# From this share of texts with thanks a group is no problem's: it is said what the opinions are about.
_PRAISED = 0.33
_NEUTRAL = frozenset({"problem", "opinion"})
_TRIED = 60
_EXAMPLES = 6
_SUBJECTS = 8
_SINGLE, _POWER = 0.8, 0.45
_NAMED = 0.5
# «Проблемы с детьми» says little: whom it concerns is not what hurts.
_PEOPLE = 0.6
_STEM = 5
# Less than this share of a group's texts speaks for itself, not for the group.
_LEAST, _SMALL = 0.03, 5
# A detail is told if it is met in this share of the texts.
_OFTEN = 0.04
_FITS = {
    "thanks": frozenset({"thanks"}),
    "question": frozenset({"question"}),
    "request": frozenset({"request"}),
    "suggestion": frozenset({"suggestion"}),
    "need": frozenset({"request", "suggestion"}),
    "wish": frozenset({"request", "suggestion"}),
    "problem": frozenset({"complaint", "request", "suggestion", "question"}),
    "opinion": frozenset({"complaint", "request", "suggestion", "question"}),
}
# Templates whose words say it all, wherever they stand together; of the others only the mentions count.
_WIDELY = frozenset({*_FITS, "phrase", "not"})
# Nouns that need to be told of what: «состояние», «качество».
_RELATIONAL = listed(
    "состояние отсутствие качество работа нарушение наличие решение ответ устранение угроза опасность "
    "часть отношение ситуация процесс действие бездействие условие возможность стадия причина порядок отказ "
    "ожидание сложность задержка установка ремонт замена основание изменение запись"
)


def titles(groups: Sequence[pd.DataFrame], signatures: Sequence[Sequence[str]]) -> list[str]:
    """A title for each group, all different.

    Args:
        groups: Mentions of each group (`schema.MENTIONS`: record_id, mention_kind, cue, head, lemmas, about,
            fragment), the surest text of the group first.
        signatures: The most telling lemmas of each group (`grouping.Group.signature`).
    """
    mentions = [said(group) for group in groups]
    taken: set[frozenset[str]] = set()
    result = []
    for own, telling, signature in zip(mentions, weights(mentions), signatures, strict=True):
        options = chain(_worded(own, telling), _by_signature(signature))
        title = next(t for t in options if frozenset(content(t)) not in taken and t not in result)
        taken.add(frozenset(content(title)))
        result.append(title)
    return result


def _worded(mentions: Sequence[Said], telling: Mapping[str, float]) -> Iterator[str]:
    """Wordings of the group's ideas, the best first."""
    found: dict[Idea, list[Said]] = {}
    having = _Having(mentions)
    for mention in mentions:
        for phrase, is_whole in _variants(mention.about):
            for template, lemma in (*ideas(mention, is_whole), *having.neutral(mention)):
                found.setdefault(Idea(template, lemma, phrase), []).append(mention)
    scores = {idea: _score(idea, found[idea], having, telling) for idea in found}
    subjects = sorted((i for i in scores if i.template in _NEUTRAL), key=lambda i: (-scores[i], i.phrase))
    wider = _with_verbs(mentions, [i.phrase for i in subjects[:_SUBJECTS]])
    for idea in wider:
        found.setdefault(idea, []).extend(wider[idea])
        scores[idea] = _score(idea, found[idea], having, telling)
    told = [i for i in scores if scores[i] > 0]
    ranked = sorted(told, key=lambda i: (-scores[i], -len(found[i]), i.phrase, i.template, i.lemma))[:_TRIED]
    for idea in ranked:
        title = next((t for m in found[idea][:_EXAMPLES] if (t := worded(idea, m))), "")
        if title and idea.template == "problem":
            near = [i for i in ranked if scores[i] >= _SECOND * scores[idea] and i != idea]
            yield from _with_detail(title, idea, near, found, having.size)
        if title:
            yield title


def _with_verbs(mentions: Sequence[Said], phrases: Sequence[str]) -> dict[Idea, list[Said]]:
    """Verbs said of the group's subjects where a mention is about something else."""
    found: dict[Idea, list[Said]] = {}
    lemmas = {phrase: frozenset(content(phrase)) for phrase in phrases}
    for mention in mentions:
        for phrase in phrases:
            if lemmas[phrase] and lemmas[phrase] <= mention.lemmas:
                for template, lemma in ideas(mention, False):
                    if lemma and template != "attribute":
                        found.setdefault(Idea(template, lemma, phrase), []).append(mention)
    return found


def _with_detail(
    title: str, idea: Idea, others: Sequence[Idea], found: Mapping[Idea, Sequence[Said]], size: int
) -> Iterator[str]:
    """«Проблемы с люками, в том числе отсутствие крышки люка»; else with a second subject."""
    for other in others:
        is_new = len(set(content(other.phrase)) - set(content(idea.phrase))) > 0
        is_full = " " in other.phrase or other.template == "wait"
        is_often = len({m.record for m in found[other]}) >= max(2, _OFTEN * size)
        if other.template in _DETAILS and is_often and is_new and is_full:
            detail = next((t for m in found[other][:_EXAMPLES] if (t := worded(other, m))), "")
            longer = f"{title}, в том числе {detail[:1].lower()}{detail[1:]}"
            if detail and len(longer) <= MAX_CHARACTERS:
                yield longer
                break
    if len(content(idea.phrase)) == 1:
        yield from _joined(title, idea, others)


def _joined(title: str, idea: Idea, others: Sequence[Idea]) -> Iterator[str]:
    """«Проблемы с маршрутами и автобусами»: a single word with the next one of another root."""
    for other in others:
        if other.template == "problem" and _is_telling([*idea.phrase.split(), *other.phrase.split()]):
            second = inflection.declined(other.phrase, "ablt")
            if second:
                yield f"{title} и {second}"
            return


class _Having:
    """Mentions by lemma."""

    def __init__(self, mentions: Sequence[Said]) -> None:
        self.size = len({m.record for m in mentions})
        self.mentions = mentions
        kinds = {template: {m.record for m in mentions if m.kind in fits} for template, fits in _FITS.items()}
        self.kinds = {template: len(records) / max(1, self.size) for template, records in kinds.items()}
        self.places: dict[str, set[int]] = {}
        for i, mention in enumerate(mentions):
            for lemma in mention.lemmas:
                self.places.setdefault(lemma, set()).add(i)

    def neutral(self, mention: Said) -> tuple[tuple[str, str], ...]:
        """The template by which any mention but thanks may be told."""
        name = "problem" if self.kinds["thanks"] < _PRAISED else "opinion"
        return () if mention.kind == "thanks" else ((name, ""),)

    def share(self, lemmas: Sequence[str], template: str) -> float:
        """Share of the texts with a mention that has all the lemmas and may be told by the template."""
        sets = [self.places.get(lemma, set()) for lemma in lemmas]
        common = set.intersection(*sets) if sets else set()
        fits = _FITS.get(template, _FITS["problem"])
        return len({self.mentions[i].record for i in common if self.mentions[i].kind in fits}) / self.size

    def named(self, lemmas: Sequence[str]) -> float:
        """Share of the mentions with all the lemmas whose main word is a noun of theirs that names a pain."""
        common = set.intersection(*(self.places.get(lemma, set()) for lemma in lemmas))
        own = [self.mentions[i] for i in common]
        return sum(m.head in lemmas and names_pain(m) for m in own) / len(own) if own else 0.0


def _score(idea: Idea, mentions: Sequence[Said], having: _Having, telling: Mapping[str, float]) -> float:
    """What the title's words tell together, times the root of the share of texts that say it."""
    lemmas = list(content(idea.phrase))
    if idea.lemma:
        lemmas.append("не_" + idea.lemma if idea.template == "not" else idea.lemma)
    if not lemmas:
        return 0.0
    records = len({m.record for m in mentions})
    is_said = idea.template in _WIDELY
    share = having.share(lemmas, idea.template) if is_said else records / having.size
    value = sum(telling.get(w, 0.0) for w in dict.fromkeys(lemmas))
    if share * having.size < max(2.0, _LEAST * having.size) and having.size > _SMALL:
        share /= 8
    if len(lemmas) < 2:
        value *= _SINGLE
    if idea.template == "phrase" and having.named(lemmas) < _NAMED:
        return 0.0
    if idea.template in _NEUTRAL and is_animate(idea.phrase):
        value *= _PEOPLE
    voiced = having.kinds.get(idea.template, having.kinds["problem"])
    return float(value * share**_POWER * sqrt(voiced) * _WORTH.get(idea.template, 1.0))


@lru_cache(50_000)
def _variants(about: str) -> list[tuple[str, bool]]:
    """The phrase and its shorter forms; whether all its adjectives are there."""
    words = about.split()
    main = next((i for i in range(len(words)) if inflection.declined(" ".join(words[: i + 1]), "nomn")), -1)
    if main < 0:
        return []
    ends = [i + 1 for i in range(main, len(words)) if i == main or word(words[i]).pos == "NOUN"]
    if word(words[main]).lemma in _RELATIONAL:
        ends = ends[1:]
    spans = [(first, end) for first in range(main + 1) for end in ends if _is_telling(words[first:end])]
    return [(" ".join(words[first:end]), not first) for first, end in spans]


def _is_telling(words: Sequence[str]) -> bool:
    """No «решение проблемы», no «остановочный павильон остановки»."""
    stems = [word(w).lemma[:_STEM] for w in words if len(w) > 2]
    return len(set(stems)) == len(stems) and not any(word(w).lemma in SPEECH for w in words)


def _by_signature(signature: Sequence[str]) -> Iterator[str]:
    """Where no mention speaks of anything: the signature's nouns, then its words as such, then a number."""
    plain = [
        w for w in signature if (seen := word(w)).known and seen.common and not seen.place and not is_abuse(w)
    ]
    nouns = [w for w in plain if (main := inflection.noun(w)) and word(w).pos == "NOUN" and not main.proper]
    yield from (f"Проблемы с {phrase}" for w in nouns if (phrase := inflection.declined(w, "ablt")))
    if plain:
        yield "Обращения со словами " + ", ".join(f"«{w}»" for w in plain[:3])
    yield from (f"Разные обращения{f' ({n})' if n > 1 else ''}" for n in count(1))
