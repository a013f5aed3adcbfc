"""What a mention is about: a noun phrase brought to the nominative, with its words in agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from painmap.text.language import Annotated, Token, inflection, word


def listed(words: str) -> frozenset[str]:
    """Words parted by blanks."""
    return frozenset(words.split())


# Whose words these are («ремонт дороги»), the surest first: object, subject, what the verb governs.
_RELATIONS = (
    ("obj", "nsubj:pass"),
    ("nsubj",),
    ("obl", "iobj", "nmod"),
    ("xcomp", "csubj", "csubj:pass", "ccomp", "advcl", "acl", "conj", "parataxis"),
)
# With these the missing thing stands in the genitive: «специалисту сообщили, ответа нет».
_NONE = frozenset({"нет", "нету"})
_MAX_WORDS = 6
_DEPTH = 3
# Nouns that name the speech or its form and no matter: what hangs on them is what is spoken of.
SPEECH = listed(
    "жалоба вопрос проблема просьба обращение заявление помощь содействие претензия предложение "
    "благодарность пожелание письмо запрос сведение информация факт случай повод причина раз ситуация "
    "необходимость нужда потребность мера принятие спасибо внимание разъяснение предоставление "
    "рассмотрение отсутствие нехватка недостаток дефицит отзыв опыт впечатление мнение"
)
# No matter by themselves: time, measure, place, people in general.
VAGUE = listed(
    "год месяц неделя день сутки час минута секунда время период срок раз утро вечер ночь момент начало "
    "конец рубль тысяча миллион процент километр метр штука лето зима весна осень январь февраль март "
    "апрель май июнь июль август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг "
    "пятница суббота воскресенье улица город район село деревня поселок область край республика страна "
    "адрес микрорайон округ мир переулок проспект место сторона часть вид образ человек люди житель "
    "гражданин мужчина женщина девушка мама муж жена сын дочь дело вещь ничто смысл суть связь течение "
    "счет итог результат отношение ряд количество число номер пункт статья закон федерация уважение "
    "надежда возможность разрешение вина пора сожаление ужас кошмар безобразие шок позор курс сила "
    "слово голова глаз рука нога адресат полгода полугод полугодие квартал существо"
)
# Determiners and the like before a noun: «данный вопрос», «последний месяц», «каждый день».
POINTING = listed(
    "данный этот тот такой весь каждый любой самый другой иной свой сам следующий последний прошлый "
    "целый всякий вышеуказанный указанный нижеуказанный подобный некоторый какой никакой который один "
    "первый второй третий уважаемый многие очередной чей ваш наш мой их его ее сей"
)
# Words of judgement say how much it hurts, not what.
EMOTIVE = listed("ужасный отвратительный кошмарный плохой хороший безобразный огромный большой маленький")
# Swear words by their roots, and abuse of persons by whole words («скотный двор» is none).
_SWEARING = re.compile(
    r"(?:на|по|до|от|об|за|вы|у|про|рас|не|ни)?"
    r"(?:ху[йеёяию]|пизд|[её]б[аеиоуылн]|бля(?:д|т|$)|муда|муди|гандон|говн|дерьм|жоп|сран|срат)"
)
_ABUSE = listed(
    "сука сучка тварь мразь урод ублюдок скотина сволочь подонок идиот дебил кретин дурак дура тупица "
    "козел гад гнида придурок быдло шлюха проститутка ворюга паразит идиотский дебильный скотский тупой "
    "чмо лох падла"
)
# Abbreviations that are no matter: legal forms, fields of a form.
_FORMS = frozenset({"ФИО", "ООО", "ОАО", "ПАО", "ЗАО", "АО", "ИП", "РФ", "РД", "НАО", "ЧР"})


def about(item: Annotated, head: int, bounds: tuple[int, int]) -> str:
    """The noun phrase that a mention is about, in the nominative and lower case.

    «нет горячей воды» → «горячая вода»; «не отвечают на звонки» → «звонки»; «отказали в приёме к врачу» →
    «приём к врачу»; «не горят фонари на улице» → «фонари». Never a name, a number, a placeholder of masked
    data, an unknown word, a place.

    Args:
        item: The text with morphology and syntax.
        head: Token of the mention's main word (a verb, or a noun itself).
        bounds: `(first, after_last)` tokens of the mention.

    Returns:
        The phrase; empty where there is no fit one.
    """
    tokens = item.tokens
    children: dict[int, list[int]] = {}
    for i in range(*bounds):
        children.setdefault(tokens[i].head, []).append(i)
    hidden = _placeholders(tokens, bounds)
    for at in _subjects(tokens, head, bounds, children):
        is_missing = tokens[head].lemma not in _NONE or ("Case", "Gen") in tokens[at].feats
        if is_missing and at not in hidden and _is_fit(tokens[at]) and tokens[at].lemma not in VAGUE:
            return _phrase(tokens, at, bounds, hidden)
    return ""


@lru_cache(50_000)
def is_abuse(form: str) -> bool:
    """Whether a word swears or insults."""
    lemma = word(form).lemma
    return lemma in _ABUSE or _SWEARING.match(lemma) is not None


def _subjects(
    tokens: Sequence[Token], head: int, bounds: tuple[int, int], children: dict[int, list[int]]
) -> Iterator[int]:
    """Nouns that the mention may be about, the surest first."""
    seen = set()
    for at in _walk(tokens, head, children, _DEPTH):
        if at not in seen and tokens[at].lemma not in SPEECH:
            seen.add(at)
            yield at
    # A tree is often torn in unpunctuated texts: then what stands behind the main word, then what before.
    yield from (i for i in range(head + 1, bounds[1]) if i not in seen and tokens[i].lemma not in SPEECH)
    yield from (i for i in range(bounds[0], head) if i not in seen and tokens[i].lemma not in SPEECH)


def _walk(tokens: Sequence[Token], head: int, children: dict[int, list[int]], depth: int) -> Iterator[int]:
    if tokens[head].pos in ("NOUN", "PROPN"):
        yield head
    own = children.get(head, [])
    for relations in _RELATIONS:
        for at in own:
            if tokens[at].rel in relations:
                if depth and (tokens[at].lemma in SPEECH or tokens[at].pos not in ("NOUN", "PROPN")):
                    yield from _walk(tokens, at, children, depth - 1)
                else:
                    yield at


def _placeholders(tokens: Sequence[Token], bounds: tuple[int, int]) -> set[int]:
    hidden: set[int] = set()
    is_open = False
    for i in range(*bounds):
        is_open = is_open or tokens[i].text == "["
        if is_open:
            hidden.add(i)
        is_open = is_open and tokens[i].text != "]"
    return hidden


def _is_fit(token: Token) -> bool:
    """A common noun of the dictionary, or an abbreviation; no name of a person or a place."""
    text = token.text
    seen = word(text)
    if _is_abbreviation(text):
        return not seen.place and text not in _FORMS
    if token.pos not in ("NOUN", "PROPN", "X") or not text.replace("-", "").isalpha():
        return False
    noun = inflection.noun(text, token.feats)
    return (
        len(text) > 2
        and not is_abuse(text)
        and seen.known
        and seen.common
        and noun is not None
        and not noun.proper
    )


def _is_abbreviation(text: str) -> bool:
    return 2 <= len(text) <= 5 and text.isupper() and text.isalpha() and "А" <= text[0] <= "Я"


def _phrase(tokens: Sequence[Token], at: int, bounds: tuple[int, int], hidden: set[int]) -> str:
    if _is_abbreviation(tokens[at].text):
        main, words = None, [tokens[at].text]
    else:
        main = inflection.noun(tokens[at].text, tokens[at].feats)
        if main is None:
            return ""
        words = [*_before(tokens, at, bounds[0], main), main.nominative]
    return " ".join([*words, *_behind(tokens, at, bounds[1], hidden, _MAX_WORDS - len(words))])


def _before(tokens: Sequence[Token], at: int, first: int, main: inflection.Noun) -> list[str]:
    """Adjectives and participles that agree with the noun, in the nominative."""
    words: list[str] = []
    for i in range(at - 1, first - 1, -1):
        token = tokens[i]
        if token.pos not in ("ADJ", "VERB", "DET") or not _agrees(token, tokens[at]):
            break
        if token.lemma in POINTING or token.pos == "DET":
            continue
        made = (
            inflection.agreeing(token.text, "nomn", main.number, main.gender)
            if _is_common(token.text)
            else ""
        )
        if not made or _is_proper(tokens, i, first) or len(words) == 2:
            break
        words.insert(0, made)
    return words


def _is_common(adjective: str) -> bool:
    return word(adjective).known and not inflection.of_place(adjective) and not is_abuse(adjective)


def _agrees(token: Token, noun: Token) -> bool:
    mine, own = dict(token.feats), dict(noun.feats)
    return mine.get("Case") == own.get("Case") and mine.get("Number") == own.get("Number") and "Case" in mine


def _is_proper(tokens: Sequence[Token], i: int, first: int) -> bool:
    """A capital within a sentence: «Ленинский район»."""
    return tokens[i].text[0].isupper() and i > 0 and tokens[i - 1].text not in ".!?…" and i != first


def _behind(tokens: Sequence[Token], at: int, last: int, hidden: set[int], room: int) -> list[str]:
    """Genitives and one prepositional group that hang on the noun, as they stand in the text."""
    words: list[str] = []
    inside = {at}
    i, has_preposition = at + 1, False
    while i < last:
        group = _group(tokens, i, last, hidden)
        is_preposition = bool(group) and word(tokens[i].text).pos == "PREP"
        # A genitive right behind a noun hangs on it, whatever the tree says.
        hangs = bool(group) and (not is_preposition or tokens[group[-1]].head in inside)
        if not hangs or len(words) + len(group) > room or (is_preposition and has_preposition):
            break
        has_preposition |= is_preposition
        words += [_lower(tokens[j].text) for j in group]
        inside.add(group[-1])
        i = group[-1] + 1
    return words


def _group(tokens: Sequence[Token], first: int, last: int, hidden: set[int]) -> list[int]:
    """Tokens of «свидетельства», «горячей воды», «о рождении», from the first one on; empty if unfit."""
    start = first + (word(tokens[first].text).pos == "PREP")
    end = start
    while end < last and tokens[end].pos in ("ADJ", "VERB") and _is_common(tokens[end].text):
        end += 1
    if end >= last or end in hidden or not _is_fit(tokens[end]) or tokens[end].lemma in VAGUE:
        return []
    if any(not _agrees(tokens[i], tokens[end]) or tokens[i].lemma in POINTING for i in range(start, end)):
        return []
    if any(
        _is_proper(tokens, i, first) and not _is_abbreviation(tokens[i].text) for i in range(start, end + 1)
    ):
        return []
    is_genitive = ("Case", "Gen") in tokens[end].feats or _is_abbreviation(tokens[end].text)
    return list(range(first, end + 1)) if is_genitive or start > first else []


def _lower(text: str) -> str:
    return text if _is_abbreviation(text) else text.lower()
