"""Which wording of which phrase becomes the title of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from math import log, sqrt

import pandas as pd

from painmap.text.language import inflection, word
from painmap.text.phrases import VAGUE, is_abuse
from painmap.text.titles.acts import SUFFERERS
from painmap.text.titles.composing import Choice, composed, pains
from painmap.text.titles.details import detailed
from painmap.text.titles.frames import LACKING, framed, lacks
from painmap.text.titles.having import Having
from painmap.text.titles.ideas import Idea, ideas
from painmap.text.titles.subjects import NO_SUBJECT, POWER, canonical, subjects, value, variants
from painmap.text.titles.telling import Said, content, said, weights
from painmap.text.titles.things import Framed
from painmap.text.titles.wording import MAX_CHARACTERS, is_doubled, worded

# How much an official learns from a title of this form against another with the same words.
_WORTH = {
    "request": 0.6,
    "suggestion": 0.6,
    "question": 0.5,
    "thanks": 0.9,
    "does": 0.65,
    "need": 0.75,
    "wish": 0.6,
}
_EXAMPLES, _CHECKED, _FEW = 12, 12, 3
_NAMED = 0.5
# Less than this share of a group's texts speaks for itself, not for the group.
_LEAST = 0.06
# A frame is borne out by texts that say it of the thing, and by those that say it and name the thing.
_WIDE, _OWN = 0.08, 0.07
_STEM = 5
_ASKED = ("Просьбы", "Предложения", "Вопросы")
_WIDER = 1.5
# Nats by the root of a share, as scores are: «недовольство работой администрации» of texts on this and that.
# By chance a lemma of V tells ln V ÷ n of n texts (Chernoff's bound); groups of a small table differ by less.
_TOLD, _CHANCE = 0.1, 0.33
# Templates that make a noun phrase of a pain.
_NOUNS = frozenset({"phrase", "lack", "delay", "wait", "refusal", "return", "rudeness", "cost", "attribute"})
# From this share of texts with thanks a group may be told by them.
_PRAISED = 0.3
# Templates whose words say it all, wherever they stand together; of the others only the mentions count.
_WIDELY = frozenset({"thanks", "question", "request", "suggestion", "need", "wish", "phrase", "not"})


@dataclass(frozen=True)
class _Options:
    """Titles of a group, the best first, and the noun phrases that tell most of it."""

    mentions: Sequence[Said]
    choices: Sequence[Choice]
    subjects: Sequence[str]
    having: Having
    same: Mapping[tuple[str, ...], str]
    telling: Mapping[str, float]

    @property
    def is_told(self) -> bool:
        """Whether any title tells more of the group than the best of so many words does by chance."""
        chance = min(log(max(len(self.telling), 1)) / self.having.size, _CHANCE)
        return not self.choices or max(choice.told for choice in self.choices) >= _TOLD + chance

    def whole(self, best: Choice) -> str:
        """The title with what else the group speaks of."""
        if not best.is_broad:
            return composed(best, self.choices, self.having.size)
        said = pains(best, self.freely(), self.having.size)
        return best.title + (said or detailed(best.title, self.subjects, self.having, self.telling))

    def freely(self) -> list[Choice]:
        """Titles that few texts bear out."""
        self.having.is_free = True
        found = _choices(self.mentions, self.having, self.same, self.telling)
        self.having.is_free = False
        return found


def titles(groups: Sequence[pd.DataFrame], signatures: Sequence[Sequence[str]]) -> list[str]:
    """A title for each group, all different; empty of a group that no words tell from the others.

    Args:
        groups: Mentions of each group (`schema.MENTIONS`: record_id, mention_kind, cue, head, lemmas, about,
            fragment), the surest text of the group first.
        signatures: The most telling lemmas of each group (`grouping.Group.signature`).
    """
    mentions = [said(group) for group in groups]
    told = [_worded(own, telling) for own, telling in zip(mentions, weights(mentions), strict=True)]
    # The group that says it most clearly has a title that two could have.
    order = sorted(
        range(len(groups)), key=lambda i: (-max((c.score for c in told[i].choices), default=0.0), i)
    )
    result = [""] * len(groups)
    taken: list[frozenset[str]] = []
    used: set[str] = set()
    for i in order:
        if not told[i].is_told:
            continue
        options = chain(told[i].choices, _by_signature(signatures[i]))
        best = next(c for c in options if c.title not in used and not _is_said(c.title, taken))
        best = next((c for c in told[i].choices if c.title not in used and _is_wider(c, best)), best)
        used.add(best.title)
        taken.append(_stems(best.title))
        result[i] = told[i].whole(best)
    return result


def _is_wider(choice: Choice, best: Choice) -> bool:
    """Whether it says less of what and is said by many more: «не работает светофор», not its «индикация»."""
    # «Просьбы о выдаче дубликата» of what?
    if choice.is_broad or choice.title.split()[0] != best.title.split()[0] or best.title.startswith(_ASKED):
        return False
    is_shorter = _stems(choice.title) < _stems(best.title)
    return is_shorter and len(choice.records) >= _WIDER * len(best.records)


def _is_said(title: str, taken: Sequence[frozenset[str]]) -> bool:
    """Whether another group's title says as much."""
    own = _stems(title)
    return any(own <= other for other in taken)


def _stems(title: str) -> frozenset[str]:
    """«Кэшбэк» and «кешбек» are one word."""
    return frozenset(w[:_STEM].replace("э", "е") for w in content(title))


def _worded(mentions: Sequence[Said], telling: Mapping[str, float]) -> _Options:
    """Wordings of what the group says."""
    having = Having(mentions)
    abouts = Counter(phrase for m in mentions for phrase, _ in variants(m.about))
    same = canonical(abouts, having)
    told = subjects(same, having, telling, having.fewest(_LEAST))
    made = _Options(mentions, _choices(mentions, having, same, telling), told, having, same, telling)
    if len(made.choices) < _FEW:
        return replace(made, choices=[*made.choices, *(c for c in made.freely() if c not in made.choices)])
    return made


def _choices(
    mentions: Sequence[Said],
    having: Having,
    same: Mapping[tuple[str, ...], str],
    telling: Mapping[str, float],
) -> list[Choice]:
    found: dict[Idea, list[Said]] = {}
    for mention in mentions:
        for said_so, is_whole in variants(mention.about):
            for template, lemma in ideas(mention, is_whole):
                found.setdefault(Idea(template, lemma, same[content(said_so)]), []).append(mention)
    told = subjects(same, having, telling, having.fewest(_LEAST))
    for idea, own in _with_verbs(mentions, told).items():
        found.setdefault(idea, []).extend(own)
    scores = {idea: _score(idea, own, having, telling) for idea, own in found.items()}
    order = sorted(
        (i for i in scores if scores[i] > 0), key=lambda i: (-scores[i], i.phrase, i.template, i.lemma)
    )
    choices = [*_said(order[:_CHECKED], scores, found), *_framed(told, having, telling)]
    return sorted(choices, key=lambda c: (-c[0], c[1]))


def _with_verbs(mentions: Sequence[Said], phrases: Sequence[str]) -> dict[Idea, list[Said]]:
    """Verbs said of the group's subjects where a mention is about something else."""
    found: dict[Idea, list[Said]] = {}
    lemmas = {phrase: frozenset(content(phrase)) for phrase in phrases}
    for mention in mentions:
        for phrase in phrases:
            if lemmas[phrase] <= mention.lemmas:
                for template, lemma in ideas(mention, False):
                    if lemma and template != "attribute":
                        found.setdefault(Idea(template, lemma, phrase), []).append(mention)
    return found


def _score(idea: Idea, mentions: Sequence[Said], having: Having, telling: Mapping[str, float]) -> float:
    """What the title's words tell together, times the root of the share of texts that say it."""
    lemmas = list(content(idea.phrase))
    if idea.lemma:
        lemmas.append("не_" + idea.lemma if idea.template == "not" else idea.lemma)
    texts = {
        m.record for m in (having.having(lemmas, idea.template) if idea.template in _WIDELY else mentions)
    }
    if not lemmas or len(texts) < having.fewest(_LEAST):
        return 0.0
    if idea.template == "phrase" and having.named(lemmas) < _NAMED:
        return 0.0
    share = len(texts) / having.size
    worth = _WORTH.get(idea.template, 1.0) * sqrt(having.voiced(idea.template))
    return float(value(lemmas, telling) * share**POWER * worth)


def _said(
    order: Sequence[Idea], scores: Mapping[Idea, float], found: Mapping[Idea, Sequence[Said]]
) -> Iterator[Choice]:
    """The most frequent wording of each idea; an idea that few mentions can be worded by counts less."""
    for idea in order:
        examples = found[idea][:_EXAMPLES]
        made = Counter(title for m in examples if (title := worded(idea, m)))
        if made:
            title = min(made, key=lambda t: (-made[t], t))
            records = frozenset(m.record for m in found[idea])
            score = scores[idea] * sqrt(made.total() / len(examples))
            told = scores[idea] / _WORTH.get(idea.template, 1.0)
            is_noun = idea.template in _NOUNS and not title.startswith(_ASKED)
            yield Choice(score, title, told, is_noun=is_noun, records=records)


def _framed(told: Sequence[str], having: Having, telling: Mapping[str, float]) -> Iterator[Choice]:
    """Titles of the subjects by all that is said of them."""
    for phrase in told:
        for made in framed(phrase, having):
            yield from _weighed(phrase, made, having, telling)
    for noun in LACKING:
        yield from _weighed(noun, lacks(noun, having), having, telling)


def _weighed(phrase: str, made: Framed, having: Having, telling: Mapping[str, float]) -> Iterator[Choice]:
    title = made.title[:1].upper() + made.title[1:]
    if len(title) > MAX_CHARACTERS or is_doubled(title) or any(map(is_abuse, title.split())):
        return
    lemmas = content(phrase)
    told = value(lemmas, telling)
    wide = made.records
    named = {m.record for m in having.having(lemmas)}
    if made.signs:
        added = max(telling.get(w, 0.0) for w in made.signs)
        wide = made.records | (
            {m.record for m in having.having(made.of or lemmas)} & having.texts(made.signs)
        )
        told = (told + added) if added > 0 else 0.0
    # A state of a thing that nine of ten texts about it do not speak of is not what hurts.
    is_direct = len(made.records) >= max(having.fewest(made.least), _OWN * len(named) if made.least else 0.0)
    if told > 0 and is_direct and len(wide) >= having.fewest(_WIDE):
        share = (len(made.records) + len(wide)) / 2 / having.size
        told *= share**POWER * sqrt(having.voiced(""))
        own = frozenset(made.records)
        yield Choice(told * made.worth, title, told, made.is_broad, not made.is_of_body, own)


def _by_signature(signature: Sequence[str]) -> Iterator[Choice]:
    """Where no mention speaks of anything: the signature's nouns, then its words as such, then a number."""
    plain = [
        w
        for w in signature
        if w not in NO_SUBJECT | VAGUE | SUFFERERS
        and (seen := word(w)).known
        and seen.common
        and not seen.place
        and not is_abuse(w)
    ]
    nouns = [w for w in plain if (main := inflection.noun(w)) and word(w).pos == "NOUN" and not main.proper]
    yield from (
        Choice(0, f"Проблемы с {phrase}") for w in nouns if (phrase := inflection.declined(w, "ablt"))
    )
    if plain:
        yield Choice(0, "Обращения со словами " + ", ".join(f"«{w}»" for w in plain[:3]))
    yield from (Choice(0, f"Разные обращения{f' ({n})' if n > 1 else ''}") for n in count(1))
