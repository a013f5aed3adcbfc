"""What the dictionary says about a word form, out of context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from painmap.text.language.models import vocab

_MOST_LEARNT = 200_000


@dataclass(frozen=True, slots=True)
class Word:
    """What the dictionary says about a word form, out of context.

    Attributes:
        known: Whether the form is in the dictionary (else the rest is predicted by its ending).
        name: It may be a first name; `surname`, `patronymic`, `place` likewise.
        common: It may be an ordinary word, no proper noun.
        usually_name: Its most frequent reading is a first name («рустам», «марина»; not «вера»).
        lemma: Most probable normal form.
        pos: Most probable part of speech in the dictionary's own notation (`NOUN`, `PREP`…).
        animate: Its most probable reading is a person or an animal.
    """

    known: bool
    name: bool
    surname: bool
    patronymic: bool
    place: bool
    common: bool
    usually_name: bool
    lemma: str
    pos: str
    animate: bool


_learnt: dict[str, Word] = {}


def learn(words: Mapping[str, Word]) -> None:
    """Take over what another process has looked up, by form: a first look takes 40 µs, this 4."""
    if len(_learnt) < _MOST_LEARNT:
        _learnt.update(words)


@lru_cache(200_000)
def word(form: str) -> Word:
    """The dictionary's view of a word form in any case of letters."""
    return _learnt.get(form) or _looked_up(form.lower())


def _looked_up(lower: str) -> Word:
    parses = vocab().parse(lower)
    if not parses:
        return Word(False, False, False, False, False, False, False, lower.replace("ё", "е"), "", False)
    known = bool(vocab().word_is_known(lower))
    grams = [set(p.tag.grammemes) for p in parses]
    proper = {"Name", "Surn", "Patr", "Geox", "Init", "Abbr"}
    return Word(
        known=known,
        name=any("Name" in g for g in grams),
        surname=any("Surn" in g for g in grams),
        patronymic=any("Patr" in g for g in grams),
        place=any("Geox" in g for g in grams),
        common=known and any(not g & proper for g in grams),
        usually_name=known and "Name" in grams[0],
        lemma=parses[0].normal_form.replace("ё", "е"),
        pos=str(parses[0].tag.POS or ""),
        animate="anim" in grams[0],
    )


@lru_cache(20_000)
def name_forms(form: str) -> frozenset[str]:
    """All case forms of a word as a first name, surname or patronymic, else as a noun («Орёл», «Орла»)."""
    forms = {form.lower()}
    parses = vocab().parse(form.lower())
    names = [p for p in parses if {"Name", "Surn", "Patr"} & set(p.tag.grammemes)]
    for parse in names or [p for p in parses if p.tag.POS == "NOUN" and "nomn" in p.tag.grammemes]:
        forms |= {p.word for p in parse.lexeme}
    return frozenset(f.replace("ё", "е") for f in forms)


def inflected(form: str, case: str) -> str:
    """A noun in another case (`Nom`, `Ins`, `Loc`), number kept; the word itself if that is unknown."""
    for parse in vocab().parse(form.lower()):
        if parse.tag.POS == "NOUN":
            other = parse.inflect({case})
            return str(other.word) if other else form
    return form


@lru_cache(100_000)
def lemma(form: str, pos: str, feats: tuple[tuple[str, str], ...]) -> str:
    """Normal form of a word whose part of speech and features are known."""
    return str(vocab().lemmatize(form, pos, dict(feats)))
