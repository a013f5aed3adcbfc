"""What a mention may be told by: a template, with a verb or an adjective where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from painmap.text.language import inflection, word
from painmap.text.phrases import listed
from painmap.text.titles.acts import CARE, NEED
from painmap.text.titles.clauses import forms, main_noun
from painmap.text.titles.signs import BROKEN, MAKING, NOT_THERE, REFUSING, WAITING
from painmap.text.titles.telling import Said, names_pain

_ABLE = frozenset({"мочь", "смочь", "удаваться", "удаться", "получаться", "получиться", "суметь", "возможно"})
_WANTING = _ABLE | listed("хотеть хотеться просить быть стать начать начинать пытаться желать решить")
_RETURNING = frozenset({"вернуть", "возвращать", "возврат"})
_ASKING = frozenset({"request", "suggestion"})
# Heads by which the author asks or proposes; with others («надо», «нужно») a need is stated.
_BEGGING = listed("просить просьба предлагать предложить предложение помочь помогите")
_WISHING = listed("хотеть хотеться хотелось желательно лучше")
# Verbs of writing, asking, waiting and paying tell of the author's effort, not of what hurts.
_SPEAKING = listed(
    "обращаться обратиться писать написать звонить позвонить говорить сказать ответить отвечать "
    "сообщить просить спросить ждать ожидать обещать пообещать хотеть мочь быть являться жаловаться "
    "пожаловаться узнать знать понять понимать считать думать видеть идти пойти дать давать делать "
    "сделать находиться проживать жить стоять иметь иметься располагаться получить получать начать "
    "стать хватать решить решать приходиться прийтись платить заплатить"
)
_NO_ACTION = listed(
    "быть бывать являться иметь иметься хотеть мочь знать понимать понять считать думать видеть "
    "рекомендовать советовать соответствовать говорить сказать стать писать понравиться нравиться верить"
)


# A verb without «не» names a pain where it is itself on one of these lists.
_HURTING = frozenset({"fault", "excess", "cost", "rudeness", "refusal"})
# What is asked for is told by what is missing or done badly (`frames`).
_FRAMED = MAKING.union(*CARE.values(), *NEED.values())


@dataclass(frozen=True)
class Idea:
    """What a title says: a template's name, a word for it (a verb, an adjective), the noun phrase."""

    template: str
    lemma: str
    phrase: str


def ideas(mention: Said, is_whole: bool) -> Iterator[tuple[str, str]]:
    """Templates by which a mention may be told, each with its word.

    Args:
        mention: Any of the group.
        is_whole: The noun phrase has all its adjectives; without «аварийный» a tree is no pain.
    """
    if mention.kind in ("thanks", "question"):
        yield mention.kind, ""
        return
    if is_whole and names_pain(mention) and _tells_itself(mention):
        yield "phrase", ""
    if mention.kind in _ASKING:
        yield from ((_asking(mention), v) for v in _infinitives(mention) if v not in _FRAMED)
        yield mention.kind, ""
        return
    negated = next((w[3:] for w in mention.lemmas if w.startswith("не_")), "")
    if mention.head in NOT_THERE or (mention.cue == "lack" and mention.lemmas & NOT_THERE):
        yield "lack", ""
    elif negated in _ABLE:
        yield from (("cannot", v) for v in _infinitives(mention))
    elif negated:
        if negated not in _NO_ACTION:
            yield "not", negated
    else:
        yield from _by_cue(mention, word(mention.head).pos)


def _tells_itself(mention: Said) -> bool:
    """The mention's main word is a noun, and the phrase begins with it: «нарушение графика»."""
    main = main_noun(mention.about)
    return bool(main) and word(main).lemma == mention.head and mention.head not in WAITING


def _asking(mention: Said) -> str:
    if mention.head in _BEGGING or any(
        (v := inflection.verb(f)) and v.imperative for f in forms(mention.fragment)[:4]
    ):
        return mention.kind
    return "wish" if mention.head in _WISHING else "need"


def _infinitives(mention: Said) -> Iterator[str]:
    for form in forms(mention.fragment):
        seen = inflection.verb(form) if word(form).pos in ("INFN", "VERB") else None
        if (
            seen
            and (seen.form == "INFN" or seen.imperative)
            and seen.infinitive.replace("ё", "е") not in _WANTING
        ):
            yield seen.infinitive.replace("ё", "е")


def _by_cue(mention: Said, pos: str) -> Iterator[tuple[str, str]]:
    if mention.cue == "delay":
        yield ("wait" if mention.lemmas & WAITING else "delay"), ""
    elif mention.cue == "refusal" and mention.head in REFUSING:
        yield "refusal", ""
    elif mention.cue == "refusal" and mention.head in _RETURNING:
        yield "return", ""
    elif mention.cue in ("rudeness", "cost") and pos not in ("VERB", "INFN"):
        yield mention.cue, ""
    elif pos in ("ADJF", "ADJS", "PRTS", "PRTF") and mention.cue in ("fault", "unclear", "excess", "cost"):
        yield "attribute", mention.head
    elif mention.cue == "unclear":
        yield "attribute", "непонятный"
    if pos in ("VERB", "INFN") and mention.cue in _HURTING and mention.head not in _SPEAKING | BROKEN:
        yield "does", mention.head
