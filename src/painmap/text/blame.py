"""Who or what is to blame, where a text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from painmap.text import language
from painmap.text.language import Annotated, Token

_MAX_TOKENS = 6
_INSIDE = frozenset({"amod", "nmod", "nummod", "appos", "flat", "flat:name", "flat:foreign", "case", "punct"})
_QUOTES = frozenset('«»“”"')
# Endings of the names of trades and posts: водитель, начальник, подрядчик, инспектор, менеджер.
_ROLE = re.compile(
    r"(?:тель|тельница|ник|ница|щик|щица|чик|чица|ист|истка|тор|сор|ктор|ёр|ер|ир|ант|ент|арь|олог|вед|одатель)$"
)
# «МФЦ», «УК»; a text in capitals has no abbreviations.
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,6}")
_MAX_ABBREVIATION = 6
# «Горводоканал», «Стройбанк»; a proper noun unknown to the dictionary is a firm's.
_COMPOUND = ("водоканал", "банк", "надзор", "энерго", "газ", "фонд")
_LONG_NAME = 5
_LEAST_LETTERS = 3


def blamed(
    text: str,
    item: Annotated,
    head: int,
    bounds: tuple[int, int],
    does_harm: bool,
    lists: Mapping[str, frozenset[str]],
) -> str:
    """The organisation, post or person's role that a mention blames, as the text has it.

    «управляющая компания не реагирует» → «управляющая компания»; «по вине подрядчика» → «подрядчика»;
    «жалоба на регистратуру» → «регистратуру». Empty for «вода не идёт», «жители не могут».

    Args:
        text: The text as it stands.
        item: The text as the models read it, of equal length.
        head: Token of the mention's main word.
        bounds: `(first, after_last)` tokens of its clause.
        does_harm: Whether its subject may be to blame: that of a complaint, not of a request or a lack.
        lists: The vocabulary: `institutions`, `agents`, `sufferers`, `blame`.
    """
    tokens = item.tokens
    named = next(_marked(tokens, bounds, does_harm, lists), None)
    if named is None and does_harm:
        subjects = (i for i in _subjects(tokens, head, bounds) if i == 0 or tokens[i - 1].text != "[")
        named = next((i for i in subjects if _may_be_blamed(tokens[i], text, lists, i == bounds[0])), None)
    if named is None:
        return ""
    first, last = _phrase(tokens, named, bounds)
    while first < named and (tokens[first].lemma in lists["fault"] or tokens[first].lemma == "самый"):
        first += 1
    return text[tokens[first].start : tokens[last - 1].end]


def _marked(
    tokens: Sequence[Token], bounds: tuple[int, int], does_harm: bool, lists: Mapping[str, frozenset[str]]
) -> Iterator[int]:
    """Behind «по вине», «со стороны», «жалоба на», «бездействие»."""
    first, last = bounds
    for at in range(first, last - 1):
        pair = f"{tokens[at].lemma} {tokens[at + 1].lemma}"
        if tokens[at + 1].lemma == "сторона" and not does_harm:
            # «Прошу проверку со стороны администрации» blames nobody.
            continue
        if pair in lists["blame"] and at + 2 < last:
            noun = _next_noun(tokens, at + 2, last)
        elif tokens[at].lemma in lists["blame"] and tokens[at].pos == "NOUN":
            noun = _next_noun(tokens, at + 1, last)
        else:
            continue
        if noun is not None and (pair == "по вина" or _may_be_blamed(tokens[noun], "", lists, True)):
            yield noun


def _next_noun(tokens: Sequence[Token], at: int, last: int) -> int | None:
    for i in range(at, min(last, at + 4)):
        # «Кассира» is a participle to the tagger.
        is_misread = tokens[i].rel == "nmod" and language.word(tokens[i].text).pos == "NOUN"
        if tokens[i].pos in ("NOUN", "PROPN") or is_misread:
            return i
        if tokens[i].pos not in ("ADJ", "DET", "VERB") or ("VerbForm", "Fin") in tokens[i].feats:
            return None
    return None


def _subjects(tokens: Sequence[Token], head: int, bounds: tuple[int, int]) -> Iterator[int]:
    """Nouns in the nominative that the predicate is told of; those who did it to somebody («врачом»)."""
    first, last = bounds
    nouns = [i for i in range(first, last) if tokens[i].pos in ("NOUN", "PROPN")]
    subjects = [i for i in nouns if tokens[i].rel == "nsubj" and _may_act(tokens[i])]
    # The parser misses the subject of a wrong tree; it stands in the nominative before its verb.
    missed = [i for i in nouns if i < head and tokens[i].rel != "nsubj:pass"]
    yield from subjects or [i for i in missed if ("Case", "Nom") in tokens[i].feats]
    doers = [i for i in nouns if ("Case", "Ins") in tokens[i].feats and tokens[i].head >= 0]
    yield from (i for i in doers if _is_passive(tokens[tokens[i].head]))


def _may_act(token: Token) -> bool:
    """«Нет специалиста» names no doer; the case of an abbreviation is unknown."""
    return ("Case", "Nom") in token.feats or ("Animacy", "Anim") not in token.feats


def _is_passive(token: Token) -> bool:
    return ("Voice", "Pass") in token.feats


def _may_be_blamed(token: Token, written: str, lists: Mapping[str, frozenset[str]], is_first: bool) -> bool:
    lemma = token.lemma
    if lemma in lists["sufferers"]:
        return False
    if lemma in lists["institutions"] or lemma in lists["agents"] or lemma.endswith(_COMPOUND):
        return True
    if _ABBREVIATION.fullmatch(token.text):
        return not written.isupper() or len(written) <= _MAX_ABBREVIATION
    seen = language.word(token.text)
    is_name = not is_first and token.pos == "PROPN" and token.text[0].isupper() and len(lemma) >= _LONG_NAME
    is_unknown = not (seen.known or seen.name or seen.surname or seen.patronymic or seen.place)
    return (seen.animate and _ROLE.search(lemma) is not None) or (is_name and is_unknown)


def _phrase(tokens: Sequence[Token], noun: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """The noun with its adjectives, what it is of, its number and its name in quotation marks."""
    first, last = noun, noun + 1
    while (
        first > bounds[0]
        and tokens[first - 1].head in range(first, noun + 1)
        and tokens[first - 1].rel == "amod"
    ):
        first -= 1
    while last < min(bounds[1], noun + _MAX_TOKENS) and _belongs(tokens, last, noun):
        last = _after_quoted(tokens, last, bounds[1])
    while last > noun + 1 and (tokens[last - 1].pos in ("ADP", "ADJ") or _opens_nothing(tokens, noun, last)):
        last -= 1
    return first, last


def _opens_nothing(tokens: Sequence[Token], noun: int, last: int) -> bool:
    """A mark at the end that is no second one of a pair."""
    marks = sum(token.text in _QUOTES for token in tokens[noun:last])
    return tokens[last - 1].text in _QUOTES and marks % 2 == 1


def _after_quoted(tokens: Sequence[Token], at: int, end: int) -> int:
    """The token after this one, or after the name that its quotation mark opens."""
    if tokens[at].text not in _QUOTES:
        return at + 1
    close = (i for i in range(at + 2, min(end, at + _MAX_TOKENS)) if tokens[i].text in _QUOTES)
    return next(close, at) + 1


def _belongs(tokens: Sequence[Token], at: int, noun: int) -> bool:
    token = tokens[at]
    if token.text in _QUOTES:
        return True
    if len(token.text) < _LEAST_LETTERS and token.text.islower():
        return False
    if token.pos not in ("NOUN", "PROPN", "ADJ", "NUM", "X"):
        return False
    # «Жалоба на регистратуру поликлиники»: to the parser the complaint is of the polyclinic.
    is_next = ("Case", "Gen") in token.feats and tokens[at - 1].pos == "NOUN"
    is_own = noun <= token.head < at or is_next or (token.pos == "ADJ" and token.head == at + 1)
    is_number = token.pos == "NUM" and token.text[0].isdigit()
    is_case = token.pos in ("NUM", "X", "PROPN") or ("Case", "Gen") in token.feats
    return is_number or (is_own and is_case and token.rel in _INSIDE)
