"""Wordings of a title: from what is said (a cue, a verb) of what (a noun phrase) to a phrase that agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from painmap.text.language import inflection, word
from painmap.text.phrases import is_abuse
from painmap.text.titles.acts import ASKED, HARM, ORGANISATIONS, PAINS, UNASKED, is_action
from painmap.text.titles.clauses import (
    Clause,
    clause_of,
    governed,
    governs,
    is_animate,
    is_subject,
    main_noun,
    noun_of,
    takes_object,
)
from painmap.text.titles.ideas import Idea
from painmap.text.titles.telling import NAMING, Said

MAX_CHARACTERS = 80
# As many letters of one root; a shorter word is none.
_STEM, _SHORT = 5, 3
# These hurt by being named; of the others people ask for the contrary as often.
_HARMING = frozenset(HARM) - UNASKED - {"начисление"}
_HARD = "аиоуэ"
_CLOSING = frozenset({"закрыть", "закрывать", "закрытый"})


def worded(idea: Idea, mention: Said) -> str:
    """The title of an idea in the words of a mention that has it; empty where they do not fit together."""
    made = _TEMPLATES[idea.template](idea, mention)
    if len(made) > MAX_CHARACTERS or is_doubled(made) or any(map(is_abuse, made.split())):
        return ""
    return made[:1].upper() + made[1:]


def is_doubled(title: str) -> bool:
    """«Задержки с задержкой», «долгое ожидание ожидания»."""
    stems = [w[:_STEM].lower() for w in title.split() if len(w) > _SHORT]
    return len(set(stems)) < len(stems)


def _does(idea: Idea, mention: Said) -> str:
    """«вывозят мусор», «отвечают на звонки», «протекает крыша»."""
    clause = clause_of(idea.phrase, idea.lemma, mention.fragment)
    seen = inflection.verb(clause.verb) if clause and clause.verb else None
    main = noun_of(idea.phrase) if seen else None
    if clause is None or seen is None or main is None or _is_over(idea):
        return ""
    if idea.template == "does" and mention.cue == "fault" and not clause.preposition:
        made = inflection.attribute(clause.verb, main.number, main.gender)
        if made:
            return f"{made} {idea.phrase}"
    phrase = _as_said(clause, idea.phrase, seen)
    own = noun_of(phrase)
    if own and is_subject(clause, phrase, seen):
        if word(main_noun(phrase)).lemma in ORGANISATIONS and takes_object(seen.infinitive):
            # «Не убрал банк»: what?
            return ""
        verb = inflection.does(clause.verb, own.number, own.gender)
        return f"{verb} {phrase}" if verb else ""
    persons = inflection.persons_do(clause.verb if seen.form != "PRTS" else seen.infinitive)
    is_whole = governs(seen.infinitive, clause)
    return f"{persons} {governed(clause, idea.phrase)}" if persons and is_whole else ""


def _is_over(idea: Idea) -> bool:
    """A school that is closed hurts, a debt does not."""
    return idea.lemma in _CLOSING and word(main_noun(idea.phrase)).lemma in PAINS


def _as_said(clause: Clause, phrase: str, seen: inflection.Verb) -> str:
    """The phrase in the number it has before its verb: «машины не проезжают»."""
    said = noun_of(clause.surface)
    is_agreeing = said is not None and said.case == "nomn" and seen.plural == (said.number == "plur")
    return clause.surface if clause.is_before and is_agreeing else phrase


def _not(idea: Idea, mention: Said) -> str:
    made = _does(idea, mention)
    return f"не {made}" if made else ""


def _to_do(prefix: str) -> Callable[[Idea, Said], str]:
    """«Просьбы отремонтировать дорогу»."""

    def wording(idea: Idea, mention: Said) -> str:
        if not idea.lemma:
            # «Просьбы об оказании»: of what?
            is_told = " " in idea.phrase and _tells_action(idea.phrase)
            return _about(f"{prefix} о {{}}", "loct")(idea, mention) if is_told else ""
        clause = clause_of(idea.phrase, idea.lemma, mention.fragment)
        seen = inflection.verb(clause.verb) if clause and clause.verb else None
        if clause is None or seen is None or clause.is_before:
            return ""
        said = governed(clause, idea.phrase)
        return f"{prefix} {seen.infinitive} {said}" if said and governs(seen.infinitive, clause) else ""

    return wording


def _tells_action(phrase: str) -> bool:
    main = word(main_noun(phrase)).lemma
    return is_action(main) and main not in ORGANISATIONS and not is_animate(phrase)


def _about(form: str, case: str) -> Callable[[Idea, Said], str]:
    """A template with the phrase in a case; «о выдаче», but «об архиве», «со сроками»."""

    def wording(idea: Idea, _: Said) -> str:
        # Of persons the title speaks in the plural: it is about no single one of them.
        number = "plur" if is_animate(idea.phrase) else ""
        phrase = inflection.declined(idea.phrase, case, number) if case != "nomn" else idea.phrase
        if not phrase:
            return ""
        prefix = form.replace(" о {", " об {") if phrase[0].lower() in _HARD else form
        prefix = prefix.replace(" с {", " со {") if _is_clustered(phrase) else prefix
        return prefix.format(phrase)

    return wording


def _is_clustered(phrase: str) -> bool:
    """«со сроками», «со льготой»: с, з, ш, ж before another consonant."""
    vowels = "аеёиоуыэюяьъ"
    return phrase[0] in "сзшжщ" and phrase[1:2] not in vowels and not phrase.split()[0].isupper()


def _alone(idea: Idea, mention: Said) -> str:
    """«Мусор на придомовой территории»; a word alone only where it names a pain."""
    is_unfit = " " not in idea.phrase or (mention.cue in NAMING and is_animate(idea.phrase))
    # «Жалоба на контейнеры у дома» does not make the containers a pain.
    is_unfit |= mention.cue == "complaint" and word(main_noun(idea.phrase)).lemma not in PAINS
    if is_unfit or mention.cue != "annotation":
        return "" if is_unfit else idea.phrase
    return _on(word(main_noun(idea.phrase)).lemma, idea, mention)


def _on(main: str, idea: Idea, mention: Said) -> str:
    """A clerk's line names the matter: what hurts by itself, what is asked for, what is asked about."""
    if main in PAINS or main in _HARMING:
        return idea.phrase
    form = "просьбы о {}" if main in ASKED else "вопросы о {}"
    return _about(form, "loct")(idea, mention)


def _delay(idea: Idea, mention: Said) -> str:
    """«задержки с выплатой»: of what is done, not of a thing."""
    return _about("задержки с {}", "ablt")(idea, mention) if _tells_action(idea.phrase) else ""


def _rude(idea: Idea, mention: Said) -> str:
    return _about("грубость {}", "gent")(idea, mention) if is_animate(idea.phrase) else ""


def _lack(idea: Idea, mention: Said) -> str:
    """«Отсутствие отопления»; where a pain is missing, nothing hurts."""
    is_pain = word(main_noun(idea.phrase)).lemma in PAINS
    return "" if is_pain else _about("отсутствие {}", "gent")(idea, mention)


def _cost(idea: Idea, mention: Said) -> str:
    is_pain = word(main_noun(idea.phrase)).lemma in PAINS
    return "" if is_pain else _about("высокая стоимость {}", "gent")(idea, mention)


def _thanks(idea: Idea, mention: Said) -> str:
    if is_animate(idea.phrase):
        return _about("благодарности {}", "datv")(idea, mention)
    clause = clause_of(idea.phrase, idea.lemma, mention.fragment)
    if clause and clause.preposition == "за":
        return _about("благодарности за {}", "accs")(idea, mention)
    return _about("положительные отзывы о {}", "loct")(idea, mention)


def _return(idea: Idea, mention: Said) -> str:
    return "" if is_animate(idea.phrase) else _about("возврат {}", "gent")(idea, mention)


def _attribute(idea: Idea, mention: Said) -> str:
    main = noun_of(idea.phrase)
    if _is_over(idea):
        return ""
    if main is None or idea.lemma in [word(w).lemma for w in idea.phrase.split()]:
        return idea.phrase if main else ""
    made = inflection.attribute(idea.lemma, main.number, main.gender)
    return f"{made} {idea.phrase}" if made else ""


def _refusal(idea: Idea, mention: Said) -> str:
    clause = clause_of(idea.phrase, idea.lemma, mention.fragment)
    if clause and clause.preposition == "от":
        return _about("отказ от {}", "gent")(idea, mention)
    return _about("отказ в {}", "loct")(idea, mention) if clause and clause.preposition in ("в", "во") else ""


_TEMPLATES: Mapping[str, Callable[[Idea, Said], str]] = {
    "phrase": _alone,
    "lack": _lack,
    "not": _not,
    "cannot": _to_do("невозможно"),
    "does": _does,
    "attribute": _attribute,
    "delay": _delay,
    "wait": _about("длительное ожидание {}", "gent"),
    "refusal": _refusal,
    "return": _return,
    "rudeness": _rude,
    "cost": _cost,
    "request": _to_do("просьбы"),
    "suggestion": _to_do("предложения"),
    "wish": _to_do("предложения"),
    "need": _to_do("необходимость"),
    "question": _about("вопросы о {}", "loct"),
    "thanks": _thanks,
}
