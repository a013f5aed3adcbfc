"""Wordings of a title: from what is said (a cue, a verb) of what (a noun phrase) to a phrase that agrees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from painmap.text.language import dictionary, word
from painmap.text.phrases import is_abuse
from painmap.text.titles.telling import Said

MAX_CHARACTERS = 80
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]|\d+")
_HARD = "аиоуэ"
_NOT_THERE = frozenset({"нет", "нету", "отсутствовать", "отсутствие", "нехватка", "недостаток", "дефицит"})
_WAITING = frozenset({"ждать", "ожидать", "ожидание", "дождаться"})
_ABLE = frozenset({"мочь", "смочь", "удаваться", "удаться", "получаться", "получиться", "суметь", "возможно"})
_WANTING = _ABLE | frozenset(
    "хотеть хотеться просить быть стать начать начинать пытаться желать решить".split()
)
_REFUSING = frozenset({"отказать", "отказывать", "отказ", "отказаться", "отказываться"})
_RETURNING = frozenset({"вернуть", "возвращать", "возврат"})
_ASKING = frozenset({"request", "suggestion"})
# Heads by which the author asks or proposes; with others («надо», «нужно») a need is stated.
_BEGGING = frozenset("просить просьба предлагать предложить предложение помочь помогите".split())
_WISHING = frozenset("хотеть хотеться хотелось желательно лучше".split())
# Verbs of writing, asking and waiting tell of the author's effort, not of what hurts.
_SPEAKING = frozenset(
    "обращаться обратиться писать написать звонить позвонить говорить сказать ответить отвечать сообщить просить "
    "спросить ждать ожидать обещать пообещать хотеть мочь быть являться жаловаться пожаловаться узнать знать понять "
    "понимать считать думать видеть идти пойти дать давать делать сделать находиться проживать жить стоять иметь "
    "иметься располагаться получить получать начать стать хватать решить решать приходиться прийтись".split()
)
_NO_ACTION = frozenset(
    "быть являться иметь иметься хотеть мочь знать понимать понять считать думать видеть рекомендовать советовать "
    "соответствовать говорить сказать стать писать понравиться нравиться верить".split()
)
_ACTIONS = (
    "плата",
    "дача",
    "ние",
    "тие",
    "ция",
    "ка",
    "ча",
    "ремонт",
    "помощь",
    "доступ",
    "прием",
    "вывоз",
    "возврат",
    "снос",
    "спил",
)
_NAMING = frozenset({"annotation", "headline"})
# Lists whose nouns and adjectives name the pain: «ошибки в справке», «грубость кассира».
_NOMINAL = frozenset({"fault", "rudeness", "unclear", "cost", "excess", "refusal", "complaint", "delay"})
# Tokens between a verb and what it governs.
_REACH = 5
_OF_PLACE = frozenset("в во на по у при за без кроме через около возле из от с со для под над".split())


@dataclass(frozen=True)
class Idea:
    """What a title says: a template's name, a word for it (a verb, an adjective), the noun phrase."""

    template: str
    lemma: str
    phrase: str


@dataclass(frozen=True)
class Clause:
    """A noun phrase in its clause.

    Attributes:
        verb: The verb's form in the text; empty if none is near.
        preposition: Between the verb and the phrase; else empty.
        surface: The phrase as it stands there.
        is_before: The phrase stands before the verb.
    """

    verb: str
    preposition: str
    surface: str
    is_before: bool


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
        yield from ((_asking(mention), v) for v in _infinitives(mention))
        yield mention.kind, ""
        return
    negated = next((w[3:] for w in mention.lemmas if w.startswith("не_")), "")
    if mention.head in _NOT_THERE or (mention.cue == "lack" and mention.lemmas & _NOT_THERE):
        yield "lack", ""
    elif negated in _ABLE:
        yield from (("cannot", v) for v in _infinitives(mention))
    elif negated:
        if negated not in _NO_ACTION:
            yield "not", negated
    else:
        yield from _by_cue(mention, word(mention.head).pos)


def names_pain(mention: Said) -> bool:
    """Whether the mention's main word may name a pain by itself, or with an adjective, if it is a noun."""
    return mention.cue in _NAMING or mention.cue in _NOMINAL


def worded(idea: Idea, mention: Said) -> str:
    """The title of an idea in the words of a mention that has it; empty where they do not fit together."""
    made = _TEMPLATES[idea.template](idea, mention)
    title = made[:1].upper() + made[1:]
    return title if len(title) <= MAX_CHARACTERS and not any(map(is_abuse, title.split())) else ""


@lru_cache(50_000)
def is_animate(phrase: str) -> bool:
    """Whether the phrase speaks of persons or animals."""
    main = dictionary.noun(_main(phrase), (("Case", "Nom"),))
    return main is not None and main.animate


def _tells_itself(mention: Said) -> bool:
    """The mention's main word is a noun, and the phrase begins with it: «нарушение графика», «свалка мусора»."""
    main = _main(mention.about)
    return bool(main) and word(main).lemma == mention.head


def _asking(mention: Said) -> str:
    if mention.head in _BEGGING or any(
        (v := dictionary.verb(f)) and v.imperative for f in _forms(mention.fragment)[:4]
    ):
        return mention.kind
    return "wish" if mention.head in _WISHING else "need"


def _infinitives(mention: Said) -> Iterator[str]:
    for form in _forms(mention.fragment):
        seen = dictionary.verb(form) if word(form).pos in ("INFN", "VERB") else None
        if (
            seen
            and (seen.form == "INFN" or seen.imperative)
            and seen.infinitive.replace("ё", "е") not in _WANTING
        ):
            yield seen.infinitive.replace("ё", "е")


def _by_cue(mention: Said, pos: str) -> Iterator[tuple[str, str]]:
    if mention.cue == "delay":
        yield ("wait" if mention.lemmas & _WAITING else "delay"), ""
    elif mention.cue == "refusal" and mention.head in _REFUSING:
        yield "refusal", ""
    elif mention.cue == "refusal" and mention.head in _RETURNING:
        yield "return", ""
    elif mention.cue in ("rudeness", "cost") and pos not in ("VERB", "INFN"):
        yield mention.cue, ""
    elif pos in ("ADJF", "ADJS", "PRTS", "PRTF") and mention.cue in ("fault", "unclear", "excess", "cost"):
        yield "attribute", mention.head
    elif mention.cue == "unclear":
        yield "attribute", "непонятный"
    if pos in ("VERB", "INFN") and mention.head not in _SPEAKING:
        yield "does", mention.head


@lru_cache(50_000)
def _forms(fragment: str) -> tuple[str, ...]:
    return tuple(form.lower() for form in _WORD.findall(fragment))


@lru_cache(50_000)
def _main(phrase: str) -> str:
    """The main noun of a phrase in the nominative: the first one behind its adjectives."""
    words = phrase.split()
    for i, form in enumerate(words):
        if form.isupper():
            return form
        if (seen := dictionary.noun(form, (("Case", "Nom"),))) and dictionary.declined(
            " ".join(words[: i + 1]), "nomn"
        ):
            if seen.case == "nomn" and (i + 1 == len(words) or not dictionary.only_agrees(tuple(words), i)):
                return form
    return ""


def _clause(idea: Idea, mention: Said) -> Clause | None:
    """Where the phrase stands in the mention's words, and the verb nearest to it."""
    forms = _forms(mention.fragment)
    wanted = [word(w).lemma for w in idea.phrase.split()]
    for at in range(len(forms) - len(wanted) + 1):
        if [word(f).lemma for f in forms[at : at + len(wanted)]] == wanted:
            break
    else:
        return None
    preposition = forms[at - 1] if at and word(forms[at - 1]).pos == "PREP" else ""
    verbs = [
        i
        for i, f in enumerate(forms)
        if (v := dictionary.verb(f)) and v.infinitive.replace("ё", "е") == idea.lemma
    ]
    verb = min(verbs, key=lambda i: abs(i - at), default=-1)
    if verb >= 0 and (abs(verb - at) > _REACH or "," in forms[min(verb, at) : max(verb, at)]):
        return None
    return Clause(
        forms[verb] if verb >= 0 else "", preposition, " ".join(forms[at : at + len(wanted)]), 0 <= at < verb
    )


def _object(clause: Clause, phrase: str) -> str:
    return (
        f"{clause.preposition} {clause.surface}"
        if clause.preposition
        else dictionary.declined(phrase, "accs")
    )


def _does(idea: Idea, mention: Said) -> str:
    """«вывозят мусор», «отвечают на звонки», «протекает крыша»."""
    clause = _clause(idea, mention)
    seen = dictionary.verb(clause.verb) if clause and clause.verb else None
    main = dictionary.noun(_main(idea.phrase), (("Case", "Nom"),)) if seen else None
    if clause is None or seen is None or main is None:
        return ""
    if idea.template == "does" and mention.cue == "fault" and not clause.preposition:
        made = dictionary.attribute(clause.verb, main.number, main.gender)
        if made:
            return f"{made} {idea.phrase}"
    if not clause.preposition and _is_subject(clause, idea.phrase, seen, main):
        verb = dictionary.does(clause.verb, main.number, main.gender)
        return f"{verb} {idea.phrase}" if verb else ""
    persons = dictionary.persons_do(clause.verb if seen.form != "PRTS" else seen.infinitive)
    is_whole = _governs(seen.infinitive, clause)
    return f"{persons} {_object(clause, idea.phrase)}" if persons and is_whole else ""


def _governs(infinitive: str, clause: Clause) -> bool:
    """Whether verb and phrase are whole by themselves: no «вывезли из двора», no «работают в офисе»."""
    seen = dictionary.verb(infinitive)
    if seen is None or not clause.preposition:
        return seen is not None and seen.transitive
    if seen.transitive:
        return False
    cases = {
        noun.case for f in clause.surface.split()[-1:] if (noun := dictionary.noun(f, (("Case", "Acc"),)))
    }
    return clause.preposition not in _OF_PLACE or (
        clause.preposition in ("в", "на", "во") and "accs" in cases
    )


def _is_subject(clause: Clause, phrase: str, seen: dictionary.Verb, main: dictionary.Noun) -> bool:
    if clause.surface != phrase.lower() or not seen.third:
        return False
    if seen.plural != (main.number == "plur"):
        return False
    return not dictionary.verb(seen.infinitive).transitive or clause.is_before or main.animate  # type: ignore[union-attr]


def _not(idea: Idea, mention: Said) -> str:
    made = _does(idea, mention)
    return f"не {made}" if made else ""


def _to_do(prefix: str) -> Callable[[Idea, Said], str]:
    """«Просьбы отремонтировать дорогу»."""

    def wording(idea: Idea, mention: Said) -> str:
        if not idea.lemma:
            is_action = word(_main(idea.phrase)).lemma.endswith(_ACTIONS)
            return _about(f"{prefix} о {{}}", "loct")(idea, mention) if is_action else ""
        clause = _clause(idea, mention)
        seen = dictionary.verb(clause.verb) if clause and clause.verb else None
        if clause is None or seen is None or clause.is_before:
            return ""
        said = _object(clause, idea.phrase)
        return f"{prefix} {seen.infinitive} {said}" if said and _governs(seen.infinitive, clause) else ""

    return wording


def _about(form: str, case: str) -> Callable[[Idea, Said], str]:
    """A template with the phrase in a case; «о выдаче», but «об архиве», «со сроками»."""

    def wording(idea: Idea, _: Said) -> str:
        # Of persons the title speaks in the plural: it is about no single one of them.
        number = "plur" if is_animate(idea.phrase) else ""
        phrase = dictionary.declined(idea.phrase, case, number) if case != "nomn" else idea.phrase
        if not phrase:
            return ""
        prefix = form.replace(" о {", " об {") if phrase[0].lower() in _HARD else form
        prefix = prefix.replace(" с {", " со {") if _is_clustered(phrase) else prefix
        prefix = (
            prefix.replace(" в {", " во {")
            if phrase[0] == "в" and phrase[1:2] not in "аеёиоуыэюя"
            else prefix
        )
        return prefix.format(phrase)

    return wording


def _is_clustered(phrase: str) -> bool:
    """«со сроками», «со льготой»: с, з, ш, ж before another consonant."""
    vowels = "аеёиоуыэюяьъ"
    return phrase[0] in "сзшжщ" and phrase[1:2] not in vowels and not phrase.split()[0].isupper()


def _alone(idea: Idea, mention: Said) -> str:
    """«Мусор на придомовой территории»; a word alone only where it names a pain."""
    is_unfit = mention.cue in _NAMING and (" " not in idea.phrase or is_animate(idea.phrase))
    return "" if is_unfit else idea.phrase


def _delay(idea: Idea, mention: Said) -> str:
    """«задержки с выплатой»: of what is done, not of a thing."""
    is_action = word(_main(idea.phrase)).lemma.endswith(_ACTIONS)
    return _about("задержки с {}", "ablt")(idea, mention) if is_action else ""


def _rude(idea: Idea, mention: Said) -> str:
    return _about("грубость {}", "gent")(idea, mention) if is_animate(idea.phrase) else ""


def _thanks(idea: Idea, mention: Said) -> str:
    if is_animate(idea.phrase):
        return _about("благодарности {}", "datv")(idea, mention)
    clause = _clause(idea, mention)
    if clause and clause.preposition == "за":
        return _about("благодарности за {}", "accs")(idea, mention)
    return _about("положительные отзывы о {}", "loct")(idea, mention)


def _attribute(idea: Idea, mention: Said) -> str:
    main = dictionary.noun(_main(idea.phrase), (("Case", "Nom"),))
    if main is None or idea.lemma in [word(w).lemma for w in idea.phrase.split()]:
        return idea.phrase if main else ""
    made = dictionary.attribute(idea.lemma, main.number, main.gender)
    return f"{made} {idea.phrase}" if made else ""


def _refusal(idea: Idea, mention: Said) -> str:
    clause = _clause(idea, mention)
    if clause and clause.preposition == "от":
        return _about("отказ от {}", "gent")(idea, mention)
    return _about("отказ в {}", "loct")(idea, mention) if clause and clause.preposition in ("в", "во") else ""


_TEMPLATES: Mapping[str, Callable[[Idea, Said], str]] = {
    "phrase": _alone,
    "lack": _about("отсутствие {}", "gent"),
    "not": _not,
    "cannot": _to_do("невозможно"),
    "does": _does,
    "attribute": _attribute,
    "delay": _delay,
    "wait": _about("длительное ожидание {}", "gent"),
    "refusal": _refusal,
    "return": _about("возврат {}", "gent"),
    "rudeness": _rude,
    "cost": _about("высокая стоимость {}", "gent"),
    "request": _to_do("просьбы"),
    "suggestion": _to_do("предложения"),
    "wish": _to_do("предложения"),
    "need": _to_do("необходимость"),
    "question": _about("вопросы о {}", "loct"),
    "thanks": _thanks,
    "problem": _about("проблемы с {}", "ablt"),
}
