"""Clauses of a sentence, and the readable fragment of one, by punctuation, conjunctions and predicates.

The tree of a letter's sentence is often wrong, and its subtrees are torn; what stands between two borders
of clauses reads as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.text import language
from painmap.text.language import Token
from painmap.text.mentions.model import words

MAX_TOKENS = 16
_HARD = frozenset(";:.!?…")
_SOFT = frozenset({",", "-", "–", "—", "(", ")"})
_OPENERS = words(
    "что чтобы если когда потому поэтому хотя пока но", "однако зато который где куда а почему зачем причем"
)
_PREDICATIVES = words("нет нету нельзя можно надо нужно необходимо невозможно пора жаль просьба спасибо")
# An abbreviation's full stop («просп. Мира») ends nothing.
_LONG_WORD = 4
_LONG_CLAUSE = 7
_SHORT_CLAUSE = 4
_ASKERS = words(
    "хотеть хотеться просить подсказать сообщить разъяснить объяснить узнать",
    "интересовать ответить предлагать",
)
_LEFT = 5
_LEADING = words(
    "и а но что чтобы так как потому поэтому также однако",
    "хотя то вот ну зато причем если тот же либо или да",
    "здравствовать здравствуйте",
)
_TRAILING = words("потому так как что который поэтому")
_BEFORE_ASKING = frozenset({"PRON", "ADV", "ADJ", "PART", "CCONJ", "SCONJ", "DET", "PUNCT"})
_DANGLING = frozenset({"ADP", "CCONJ", "SCONJ", "PUNCT", "DET"})
Bounds = tuple[int, int]


def clauses(tokens: Sequence[Token], bounds: Bounds, courtesy: frozenset[str]) -> list[Bounds]:
    """Token bounds of a sentence's clauses, in order; together they hold the whole sentence.

    Args:
        tokens: All tokens of the text.
        bounds: The sentence.
        courtesy: Lemmas of greetings and courtesies, which are clauses of their own.
    """
    found: list[Bounds] = []
    for part in _parts(tokens, bounds):
        if not found or _is_border(tokens, found[-1], part, courtesy):
            found.append(part)
        else:
            found[-1] = (found[-1][0], part[1])
    return found


def fragment(tokens: Sequence[Token], bounds: Bounds, *needed: int) -> Bounds:
    """The readable part of a clause: no conjunction before, nothing dangling behind, `MAX_TOKENS` at most.

    Args:
        tokens: All tokens of the text.
        bounds: The clause.
        needed: Tokens that have to be in it, if the length allows.
    """
    first, last = bounds
    least, most = min(needed, default=first), max(needed, default=first)
    while first < least and (tokens[first].pos == "PUNCT" or tokens[first].lemma in _LEADING):
        first += 1
    if last - first > MAX_TOKENS:
        if most >= first + MAX_TOKENS:
            first = _phrase_start(tokens, max(first, least - _LEFT), least)
        last = min(last, first + MAX_TOKENS)
    while last > max(first, min(most, last - 1)) + 1 and _dangles(tokens, first, last - 1, bounds[1]):
        last -= 1
    return first, last


def is_predicate(token: Token) -> bool:
    """A finite verb, a short participle or adjective, «нет», «надо»."""
    if token.lemma in _PREDICATIVES or ("VerbForm", "Fin") in token.feats:
        return True
    return ("Variant", "Short") in token.feats and token.pos in ("VERB", "ADJ")


def _parts(tokens: Sequence[Token], bounds: Bounds) -> Iterator[Bounds]:
    first, last = bounds
    for at in range(first + 1, last):
        is_hard = tokens[at - 1].text[0] in _HARD and not (
            tokens[at - 1].text == ":" and tokens[at].text[0].isdigit()
        )
        if is_hard or _opens(tokens, at, first, last):
            yield first, at
            first = at
    yield first, last


def _opens(tokens: Sequence[Token], at: int, first: int, last: int) -> bool:
    """Whether a part may begin at this token: behind a comma, at a conjunction, at «прошу»."""
    if tokens[at - 1].text in _SOFT:
        return True
    if tokens[at].lemma == "и":
        return any(map(is_predicate, tokens[first:at])) and any(
            map(is_predicate, tokens[at + 1 : min(last, at + 6)])
        )
    is_what = tokens[at].lemma != "что" or tokens[at].text.lower() == "что"
    return (tokens[at].lemma in _OPENERS and is_what) or _begins_to_ask(tokens, at)


def _is_border(tokens: Sequence[Token], left: Bounds, right: Bounds, courtesy: frozenset[str]) -> bool:
    return (
        _after_stop(tokens, left, right)
        or _after_courtesy(tokens, left, right, courtesy)
        or _between_predicates(tokens, left, right)
    )


def _after_stop(tokens: Sequence[Token], left: Bounds, right: Bounds) -> bool:
    mark = tokens[right[0] - 1].text
    if mark != ".":
        return mark[0] in _HARD
    before = tokens[right[0] - 2] if right[0] - 2 >= left[0] else None
    is_word = before is not None and len(before.text) >= _LONG_WORD and language.word(before.text).known
    return is_word or (tokens[right[0]].text[0].isupper() and not _is_short(before))


def _is_short(token: Token | None) -> bool:
    return token is not None and token.text.isalpha() and len(token.text) < _LONG_WORD


def _between_predicates(tokens: Sequence[Token], left: Bounds, right: Bounds) -> bool:
    """«Мусор не убирает, и на предписания не реагирует»; not «не чистят снег, лёд»."""
    is_short = right[1] - left[0] <= _LONG_CLAUSE or right[1] - right[0] <= _SHORT_CLAUSE
    if tokens[right[0]].lemma == "и" and is_short:
        return False
    own = tokens[left[0] : left[1]]
    if tokens[right[0] - 1].text == ")" and not any(t.text == "(" for t in own):
        return True
    if _begins_to_ask(tokens, right[0]):
        return True
    if _only_asks(own):
        return False
    told = any(is_predicate(t) or ("VerbForm", "Inf") in t.feats for t in own)
    follows = tokens[right[0] : right[1]]
    is_open = tokens[right[0]].lemma in _OPENERS and any(("VerbForm", "Inf") in t.feats for t in follows)
    return told and (is_open or any(map(is_predicate, follows)))


def _begins_to_ask(tokens: Sequence[Token], at: int) -> bool:
    """«… когда стемнеет прошу помочь»; not «очень прошу», «мы просим», «жители просят»."""
    is_asking = tokens[at].text.lower() in ("прошу", "просим", "просьба")
    return is_asking and tokens[at - 1].pos not in _BEFORE_ASKING


def _only_asks(clause: Sequence[Token]) -> bool:
    """«Прошу сообщить», «хотелось»: what is asked comes next."""
    said = [t.lemma for t in clause if t.pos != "PUNCT"]
    is_reported = any(("Tense", "Past") in t.feats and t.lemma not in ("хотеть", "хотеться") for t in clause)
    return len(said) <= _SHORT_CLAUSE and not is_reported and not _ASKERS.isdisjoint(said)


def _after_courtesy(tokens: Sequence[Token], left: Bounds, right: Bounds, courtesy: frozenset[str]) -> bool:
    said = [t.lemma for t in tokens[left[0] : left[1]] if t.text[0].isalpha()]
    return bool(said) and tokens[right[0] - 1].text in _SOFT and courtesy.issuperset(said)


def _phrase_start(tokens: Sequence[Token], first: int, least: int) -> int:
    """The next token that may begin a phrase."""
    for at in range(first, least):
        is_start = tokens[at].pos in ("ADP", "PRON") or tokens[at - 1].pos in ("PUNCT", "VERB")
        if is_start and tokens[at].pos not in ("PUNCT", "NUM"):
            return at
    return least


def _dangles(tokens: Sequence[Token], first: int, at: int, end: int) -> bool:
    token = tokens[at]
    if token.text == ")":
        return all(t.text != "(" for t in tokens[first:at])
    if token.text in ("»", "]", "”") or (token.pos == "DET" and token.head < at):
        return False
    is_letter = len(token.text) == 1 and token.text.isalpha() and token.pos != "PRON"
    is_cut = at + 1 < end and token.head > at and token.pos in ("ADJ", "NUM", "ADV", "PART")
    return token.pos in _DANGLING or token.text in _HARD or token.lemma in _TRAILING or is_letter or is_cut
