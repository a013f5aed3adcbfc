"""What a group is about: noun phrases that its mentions name, and nouns that tell most of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from painmap.text.language import inflection, word
from painmap.text.phrases import EMOTIVE, SPEECH, VAGUE, listed
from painmap.text.titles.acts import SUFFERERS
from painmap.text.titles.clauses import main_noun
from painmap.text.titles.having import Having
from painmap.text.titles.telling import content

_MOST, _NOUNS = 16, 40
_STEM = 5
_LONGER = 3
SINGLE, POWER = 0.8, 0.45
# Nouns that need to be told of what: «состояние», «качество».
RELATIONAL = listed(
    "состояние отсутствие качество работа нарушение наличие решение ответ устранение угроза опасность "
    "часть отношение ситуация процесс действие бездействие условие возможность стадия причина порядок отказ "
    "ожидание сложность задержка установка ремонт замена основание изменение запись размер стоимость сумма "
    "содержание сообщение минимум"
)
# Told of the author, a number of a form, a courtesy.
NO_SUBJECT = listed("рождение дата пора фио имя фамилия паспорт мочь век извинение колено пояс щиколотка")
_MEANT = VAGUE - {"счет", "процент"}


def canonical(abouts: Counter[str], having: Having) -> dict[tuple[str, ...], str]:
    """Of phrases of the same words the most frequent, in the plural where the group speaks of several."""
    best: dict[tuple[str, ...], str] = {}
    for phrase in sorted(abouts, key=lambda p: (-abouts[p], p)):
        best.setdefault(content(phrase), phrase)
    # What is met once makes no title.
    return {c: numbered(p, having) if abouts[p] > 1 else p for c, p in best.items()}


def subjects(
    named: Mapping[tuple[str, ...], str], having: Having, telling: Mapping[str, float], least: float
) -> list[str]:
    """Noun phrases in the nominative that tell most of the group and that enough texts name.

    Args:
        named: `canonical` phrases that mentions are about, by their lemmas.
        telling: `telling.weights` of the group.
        least: Fewest texts.
    """
    nouns = sorted(telling, key=lambda w: (-telling[w], w))[:_NOUNS]
    best = {(w,): w for w in nouns if (w,) not in named and _is_matter(w, having)} | dict(named)
    told = [c for c in best if c and SUFFERERS.isdisjoint(c) and value(c, telling) > 0]
    counts = {c: len({m.record for m in having.having(c)}) for c in told}
    often = {c: n for c, n in counts.items() if n >= least}
    wider = {
        c for c in often for d in often if set(c) < set(d) and len(d) == 2 and _LONGER * often[d] >= often[c]
    }
    scores = {c: value(c, telling) * (n / having.size) ** POWER for c, n in often.items() if c not in wider}
    order = sorted(scores, key=lambda c: (-scores[c], c))[:_MOST]
    return [best[c] if c in named else numbered(best[c], having) for c in order]


def value(lemmas: Sequence[str], telling: Mapping[str, float]) -> float:
    """What the words tell of the group, in nats; a word alone tells less to a reader."""
    return sum(telling.get(w, 0.0) for w in dict.fromkeys(lemmas)) * (SINGLE if len(lemmas) < 2 else 1.0)


def numbered(phrase: str, having: Having) -> str:
    """The phrase in the plural where the group speaks of several."""
    main = main_noun(phrase)
    made = inflection.declined(main, "nomn", "plur")
    # «Счёты» is no plural of «счёт», though the dictionary declines it so.
    is_same = bool(made) and word(inflection.declined(made, "gent")).lemma == word(main).lemma
    if is_same and made != main and having.is_plural(word(main).lemma):
        return inflection.declined(phrase, "nomn", "plur") or phrase
    return phrase


@lru_cache(50_000)
def variants(about: str) -> list[tuple[str, bool]]:
    """The phrase and its shorter forms; whether all its adjectives are there."""
    words = about.split()
    main = next((i for i in range(len(words)) if inflection.declined(" ".join(words[: i + 1]), "nomn")), -1)
    if main < 0 or word(words[main]).lemma in NO_SUBJECT | SUFFERERS or not _continues(words, main):
        return []
    ends = [i + 1 for i in range(main, len(words)) if i == main or word(words[i]).pos == "NOUN"]
    if word(words[main]).lemma in RELATIONAL:
        ends = ends[1:]
    spans = [(first, end) for first in range(main + 1) for end in ends if is_telling(words[first:end])]
    return [(" ".join(words[first:end]), not first) for first, end in spans]


def is_telling(words: Sequence[str]) -> bool:
    """No «решение проблемы», no «остановочный павильон остановки», no «ужасный банк»."""
    lemmas = [word(w).lemma for w in words if len(w) > 2]
    stems = {lemma[:_STEM] for lemma in lemmas}
    return len(stems) == len(lemmas) and not any(w in SPEECH or w in EMOTIVE for w in lemmas)


def _continues(words: Sequence[str], main: int) -> bool:
    """Behind the main noun stands a genitive or a preposition: no «банкомат деньги»."""
    if main + 1 == len(words) or word(words[main + 1]).pos != "NOUN":
        return True
    seen = inflection.noun(words[main + 1], (("Case", "Gen"),))
    return seen is not None and (seen.case == "gent" or seen.kind == "Abbr")


def _is_matter(lemma: str, having: Having) -> bool:
    """A common noun; one that the dictionary lacks («кэшбэк»), if it is mostly written small."""
    if "_" in lemma:
        return False
    seen = word(lemma)
    is_known = seen.common or (not seen.known and having.is_small(lemma))
    if seen.pos != "NOUN" or not is_known or seen.place or lemma in _MEANT | SPEECH | NO_SUBJECT | RELATIONAL:
        return False
    noun = inflection.noun(lemma)
    return noun is not None and not noun.proper and noun.nominative.replace("ё", "е") == lemma
