"""Forms of words: nouns and phrases in other cases, what agrees with them, verbs of persons and things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pymorphy2.analyzer import Parse

from painmap.text.language.dictionary import word
from painmap.text.language.models import vocab


@dataclass(frozen=True, slots=True)
class Noun:
    """A form of a noun.

    Attributes:
        nominative: The same number's nominative.
        gender: Dictionary's notation (`masc`, `femn`, `neut`); empty where it is unknown or does not matter.
        number: `sing` or `plur`; `case` likewise (`nomn`, `gent`, `datv`, `accs`, `ablt`, `loct`).
        animate: A person or an animal.
        kind: `Abbr`, `Fixd` (has one form), `Pltm` (plural only), else empty.
        proper: It names a person, a place or an organisation, if most texts mean that by it.
    """

    nominative: str
    gender: str
    number: str
    case: str
    animate: bool
    kind: str
    proper: bool


_CASE = {
    "Nom": "nomn",
    "Gen": "gent",
    "Dat": "datv",
    "Acc": "accs",
    "Ins": "ablt",
    "Loc": "loct",
    "Par": "gent",
}
_NUMBER = {"Sing": "sing", "Plur": "plur"}
_GENDER = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}
_TAGS = (("Case", _CASE), ("Number", _NUMBER), ("Gender", _GENDER))
_KINDS = ("Abbr", "Fixd", "Pltm")
_ODD = frozenset({"Init", "Infr"})
_PROPER = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"})
_OF_NAMES = ("ин", "ов", "ев", "ан")
_OF_OWNERS = ("ов", "ев", "ин")
_OF_SCIENCE = ("еский",)
_ENDINGS = ("", "а", "о", "е", "и", "ь", "я")
_OF_PLACE = ("ский", "ской", "цкий", "цкой")
_AGREEING = frozenset({"ADJF", "PRTF"})


@lru_cache(50_000)
def noun(form: str, feats: tuple[tuple[str, str], ...] = ()) -> Noun | None:
    """A form read as a noun, by the reading nearest to these features; None if there is no such noun.

    Args:
        form: In any case of letters.
        feats: `Case`, `Number`, `Gender` of the tagger; without them the most probable reading.
    """
    seen = dict(feats)
    wanted = {
        _CASE.get(seen.get("Case", "")),
        _NUMBER.get(seen.get("Number", "")),
        _GENDER.get(seen.get("Gender", "")),
    }
    parses = [
        p for p in _readings(form) if p.tag.POS == "NOUN" and not {"Init", "Infr"} & set(p.tag.grammemes)
    ]
    if not parses:
        return None
    best = max(parses, key=lambda p: len(wanted & {p.tag.case, p.tag.number, p.tag.gender}))
    number = str(best.tag.number or "sing")
    grammemes = set(best.tag.grammemes)
    return Noun(
        _inflected(best, {"nomn", number}) or form.lower(),
        str(best.tag.gender or ""),
        number,
        str(best.tag.case or ""),
        "anim" in grammemes,
        next((kind for kind in _KINDS if kind in grammemes), ""),
        bool(_PROPER & set(_readings(form)[0].tag.grammemes)) and "Abbr" not in grammemes,
    )


@lru_cache(50_000)
def agreeing(form: str, case: str, number: str, gender: str = "", animate: bool = False) -> str:
    """An adjective or participle as it stands before a noun of this case and gender; empty if it is none."""
    grammemes = {case, number} if number == "plur" or not gender else {case, number, gender}
    if case == "accs" and (number == "plur" or gender == "masc"):
        grammemes |= {"anim" if animate else "inan"}
    for parse in _readings(form):
        if parse.tag.POS in _AGREEING and (made := _inflected(parse, grammemes)):
            return made
    return ""


@lru_cache(50_000)
def declined(phrase: str, case: str, number: str = "") -> str:
    """A noun phrase in the nominative in another case, what follows its main noun as it is.

    «горячая вода», `gent` → «горячей воды»; «приём к врачу», `loct` → «приёме к врачу»; abbreviations and
    indeclinables as they are. Empty where the phrase has no noun behind its adjectives.

    Args:
        phrase: Words parted by blanks; before the main noun only words that agree with it, or «и».
        case: `gent`, `datv`, `accs`, `ablt`, `loct` or `nomn`.
        number: `plur` for another number than the phrase has.
    """
    words = phrase.split()
    for at, form in enumerate(words):
        if (
            form != "и"
            and (main := noun(form, (("Case", "Nom"),))) is not None
            and not only_agrees(tuple(words), at)
        ):
            before = [
                w if w == "и" else agreeing(w, case, number or main.number, main.gender, main.animate)
                for w in words[:at]
            ]
            made = _noun_in(form, main, case, number)
            return " ".join([*before, made, *words[at + 1 :]]) if all(before) and made else ""
    return ""


@lru_cache(20_000)
def persons_do(form: str) -> str:
    """A finite verb or infinitive as what people do: «вывозил» → «вывозят», «вывезет», «вывезти» → «вывезли».

    What has no present (perfective) is put into the past. Empty if the form is no verb.
    """
    for parse in _readings(form):
        grammemes = set(parse.tag.grammemes)
        if parse.tag.POS in ("VERB", "INFN") and "impr" not in grammemes:
            is_past = "perf" in grammemes
            tense = {"past", "plur"} if is_past else {"3per", "plur"}
            base = next(
                (p for p in parse.lexeme if tense <= set(p.tag.grammemes) and p.tag.POS == "VERB"), None
            )
            return str(base.word) if base else ""
    return ""


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb.

    Attributes:
        infinitive: Its normal form.
        form: `VERB` (finite), `INFN`, `PRTS` (short participle), `GRND`, `PRTF`.
        transitive: It takes an object without a preposition.
        third: Finite third person or past: it may have a noun for its subject.
        plural: Its number.
        imperative: It is an order.
    """

    infinitive: str
    form: str
    transitive: bool
    third: bool
    plural: bool
    imperative: bool


@lru_cache(20_000)
def verb(form: str) -> Verb | None:
    """A form as a verb by its most probable such reading; None if it is none."""
    for parse in _readings(form):
        grammemes = set(parse.tag.grammemes)
        if parse.tag.POS in ("VERB", "INFN", "PRTS", "GRND", "PRTF"):
            return Verb(
                str(parse.normal_form),
                str(parse.tag.POS),
                "tran" in grammemes,
                bool({"3per", "past"} & grammemes),
                "plur" in grammemes,
                "impr" in grammemes,
            )
    return None


@lru_cache(20_000)
def does(form: str, number: str, gender: str) -> str:
    """A finite verb in agreement with a noun as its subject: «горели» → «горит»; perfective in the past."""
    for parse in _readings(form):
        if parse.tag.POS in ("VERB", "INFN", "PRTS") and parse.tag.mood != "impr":
            is_short = parse.tag.POS == "PRTS"
            is_past = is_short or "perf" in parse.tag.grammemes
            wanted = {"past" if is_past else "3per", number} | (
                {gender} if is_past and number == "sing" else set()
            )
            wanted |= {"PRTS" if is_short else "VERB"}
            return _member(parse, wanted)
    return ""


@lru_cache(20_000)
def attribute(form: str, number: str, gender: str) -> str:
    """What goes before a noun in the nominative: «сломан» → «сломанная», «разбить» → «разбитая».

    Of a short adjective, a participle, a perfective transitive verb; empty for anything else.
    """
    for parse in _readings(form):
        grammemes = set(parse.tag.grammemes)
        is_verbal = parse.tag.POS == "PRTS" or {"perf", "tran"} <= grammemes
        if is_verbal or parse.tag.POS in ("ADJS", "ADJF"):
            wanted = {"nomn", number, *({"PRTF", "pssv", "past"} if is_verbal else {"ADJF"})}
            wanted |= {gender} if number == "sing" else set()
            return _member(parse, wanted)
    return ""


@lru_cache(20_000)
def of_place(adjective: str) -> bool:
    """Whether an adjective («курский», «ленинском») comes from a name; «детский», «банковский» do not."""
    base = word(adjective).lemma
    if not base.endswith(_OF_PLACE) or base.endswith(_OF_SCIENCE):
        return False
    stem = base[:-4]
    roots = {stem, stem.removesuffix("ь")} | {stem.removesuffix(end) for end in _OF_NAMES}
    seen = [(root, word(root + end)) for root in sorted(roots) if len(root) > 2 for end in _ENDINGS]
    if any(
        w.known and not w.common and (w.place or w.surname) for w in [word(base[:-2]), *(w for _, w in seen)]
    ):
        return True
    # «Коммунаровский» is a farm's or a street's, «банковский» a bank's.
    is_owned = stem.endswith(_OF_OWNERS)
    return not any(w.common and w.pos == "NOUN" and not (is_owned and w.animate) for _, w in seen)


def _readings(form: str) -> list[Any]:
    return list(vocab().parse(form.lower()))


def _member(parse: Any, wanted: set[str]) -> str:
    """The form with these grammemes, one of them its part of speech, among those of one word."""
    for form in parse.lexeme:
        grammemes = {*form.tag.grammemes, str(form.tag.POS)}
        if wanted <= grammemes and not {"Supr", "Cmp2"} & grammemes:
            return str(form.word)
    return ""


def _inflected(parse: Any, grammemes: set[str]) -> str:
    # natasha's own method takes tags of Universal Dependencies, which lack some of pymorphy2's.
    made = Parse.inflect(parse, grammemes)
    return str(made.word) if made is not None else ""


def only_agrees(words: tuple[str, ...], at: int) -> bool:
    """Whether a word is an adjective, be it a noun too, before its noun («рабочий день»)."""
    if not any(p.tag.POS in _AGREEING for p in _readings(words[at])):
        return False
    rest = words[at + 2 :] if words[at + 1 : at + 2] == ("и",) else words[at + 1 :]
    follows = noun(rest[0], (("Case", "Nom"),)) if rest else None
    return (follows is not None and follows.case == "nomn") or (bool(rest) and only_agrees(rest, 0))


def _noun_in(form: str, main: Noun, case: str, number: str) -> str:
    if main.kind in ("Abbr", "Fixd") or form.isupper():
        return form
    for parse in _readings(form):
        if parse.tag.POS == "NOUN" and parse.tag.case == "nomn" and parse.tag.number == main.number:
            return _inflected(parse, {case, number or main.number})
    return ""
