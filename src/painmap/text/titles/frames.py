"""What hurts about a thing, by all that a group says of it: a title and the texts that bear it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from painmap.text.language import inflection, word
from painmap.text.phrases import listed
from painmap.text.titles.acts import (
    CARE,
    GIVING,
    HARM,
    NEED,
    ORGANISATIONS,
    PAINS,
    UNASKED,
    is_action,
)
from painmap.text.titles.binding import is_actor, is_near, is_object, preposition
from painmap.text.titles.clauses import is_animate, main_noun, noun_of
from painmap.text.titles.having import Having
from painmap.text.titles.signs import (
    BAD,
    BROKEN,
    CONSENT,
    DEMANDING,
    IDLE,
    MAKING,
    NOT_THERE,
    REACHING,
    REFUSING,
    WAITING,
    WORKING,
)
from painmap.text.titles.telling import Said, content
from painmap.text.titles.things import Framed, Thing, opinions, texts, with_

_TROUBLE = frozenset({"negation", "delay", "refusal", "fault", "unclear", "complaint", "excess", "cost"})
# What people miss when they turn to somebody.
LACKING = ("помощь", "ответ", "информация")
# What is thought of a thing is thought of these.
_ASPECTS = listed(
    "условие обслуживание качество работа ставка тариф цена стоимость график отношение курс расписание"
)
# «Жалобы на деньги»: of what?
_NEVER_BLAMED = listed("деньга средство сумма")
# Where people are rather than what they lack.
_HOME = listed("дом двор квартира подъезд")
# An act is given up as hard from this share of mentions with trouble on; it is harm if so few deny it.
_HARD, _DENIED, _UNASKED = 0.25, 0.1, 0.2
_STEM = 4
# «Уберите требование» asks for no cleaning.
_REMOVING = frozenset({"убрать"})
_UNFIT = frozenset({"не_соответствовать", "несоответствие"})
_FAILING = frozenset({"negation", "fault", "delay"})
_IN = ("в", "во")
_RUDE = frozenset({"=rudeness"})
_LATE, _USUAL = frozenset({"=delay"}), 0.45
# From this share of texts with thanks on not all speak of pain.
_PRAISED = 0.3


def framed(phrase: str, having: Having) -> Iterator[Framed]:
    """Titles about a noun phrase in the nominative."""
    thing = Thing(phrase, word(main_noun(phrase)).lemma, having.having(content(phrase)))
    if not thing.main or not thing.form("gent"):
        return
    if thing.main in PAINS and not _is_working(thing):
        yield from _pain(thing)
        return
    if thing.is_body:
        yield from _acting(thing)
    else:
        yield from _done(thing, having)
        yield from _state(thing)
        yield from _late(thing, having)
    yield from _rude_at(thing)
    yield from _sought(thing)
    if thing.main not in _NEVER_BLAMED:
        yield _rest(thing, having.voiced("thanks") >= _PRAISED)


def lacks(noun: str, having: Having) -> Framed:
    """«Отсутствие помощи»."""
    own = [m for m in having.having([noun]) if is_near(m.fragment, noun, NOT_THERE)]
    return Framed(f"отсутствие {inflection.declined(noun, 'gent')}", 0.8, texts(own), is_broad=True)


def _is_working(thing: Thing) -> bool:
    """«Не работает электронная очередь», «нет талонов электронной очереди»: a thing, for all its name."""
    return 2 * len(texts(thing.near(WORKING | NOT_THERE))) > len(texts(thing.mentions))


def _pain(thing: Thing) -> Iterator[Framed]:
    """A noun that names a pain by itself."""
    own, where = texts(thing.mentions), inflection.declined(thing.phrase, "loct")
    awaited = [m for m in thing.near(WAITING) if preposition(m.fragment, thing.main) == "в"]
    if " " in thing.phrase:
        rest = frozenset(content(thing.phrase)) - {thing.main}
        yield Framed(thing.phrase, 0.9, own, rest, (thing.main,), 0.08)
    elif awaited and where:
        yield Framed(f"долгое ожидание в {where}", 0.9, own)
    elif accusative := inflection.declined(thing.phrase, "accs"):
        yield Framed(f"жалобы на {accusative}", 0.3, own, is_broad=True)


def _done(thing: Thing, having: Having) -> Iterator[Framed]:
    """By what is done to the thing: harm, care, repairs, what does not come about."""
    genitive = thing.form("gent")
    for kind, noun, lemmas in _ACTS:
        own = [m for m in thing.mentions if m.lemmas & lemmas and is_object(m.fragment, thing.main, lemmas)]
        if not own or any(noun[:_STEM] == w[:_STEM] for w in thing.phrase.split()):
            continue
        if kind == "giving":
            troubled = [m for m in own if m.cue in _TROUBLE]
            if len(troubled) >= _HARD * len(own):
                yield Framed(_hard(f"{noun} {genitive}", own), 0.75, texts(troubled), lemmas)
        elif kind == "harm":
            yield from _harm(f"{noun} {genitive}", own, lemmas, having)
        elif kind == "care" and any(m.lemmas & lemmas != _REMOVING or m.kind == "complaint" for m in own):
            yield Framed(
                f"{_agreed('ненадлежащий', noun)} {noun} {genitive}", 0.85, texts(own), lemmas, least=0.0
            )
        elif kind == "need":
            act = inflection.declined(noun, "gent")
            yield Framed(f"необходимость {act} {genitive}", 0.85, texts(own), lemmas)


def _harm(title: str, own: Sequence[Said], lemmas: frozenset[str], having: Having) -> Iterator[Framed]:
    """«Списание денег», with «без согласия» where enough of the texts say so."""
    denied = {w for w in lemmas if w.startswith("не_")}
    is_free = any(title.startswith(noun) for noun in UNASKED)
    wanted = [
        m for m in own if m.lemmas & denied or m.kind in ("request", "suggestion") or "не_мочь" in m.lemmas
    ]
    if not is_free and len(wanted) > _DENIED * len(own):
        return
    unasked = texts(own) & having.texts(CONSENT)
    if len(unasked) > 1 and len(unasked) >= _UNASKED * len(texts(own)):
        yield Framed(f"{title} без согласия", 1.0, texts(own), lemmas)
    if not is_free:
        yield Framed(title, 0.8, texts(own), lemmas)


def _state(thing: Thing) -> Iterator[Framed]:
    """By how a thing is: absent, broken, demanded, unlike the rules, of bad quality."""
    making = [m for m in thing.plainly(MAKING) if m.kind in ("request", "suggestion")]
    if thing.main not in _HOME:
        yield from thing.told("отсутствие {gent}", 0.9, [*thing.plainly(NOT_THERE), *making], NOT_THERE)
    if is_action(thing.main):
        yield from thing.told("низкое качество {gent}", 0.7, thing.plainly(BAD), BAD)
    elif word(thing.phrase.split()[0]).lemma not in BROKEN:
        yield from thing.told("плохое состояние {gent}", 0.85, thing.near(BROKEN), BROKEN)
        yield from _failing(thing)
    yield from thing.told("несоответствие {datv}", 0.8, thing.plainly(_UNFIT), _UNFIT)
    yield from thing.told("требование {gent}", 0.8, thing.plainly(DEMANDING), DEMANDING)


def _failing(thing: Thing) -> Iterator[Framed]:
    """What is there to work, and does this or that badly; «не работает лифт» says more where most say so."""
    works = thing.near(WORKING)
    fails = [m for m in thing.mentions if m.cue in _FAILING and is_actor(m.fragment, thing.main)]
    silent = sum("не_работать" in m.lemmas for m in works)
    if len(texts(works)) > 1 and 2 * silent < len(texts(fails)):
        yield from thing.told("неудовлетворительная работа {gent}", 0.5, fails, WORKING)


def _acting(thing: Thing) -> Iterator[Framed]:
    """By what a person or an organisation does not do, or does badly."""
    idle = [m for m in thing.mentions if m.lemmas & IDLE]
    worked = [m for m in thing.mentions if m.lemmas & (WORKING | BAD)]
    for made in (
        *thing.told("бездействие {gent}", 0.9, idle, IDLE),
        *thing.told("неудовлетворительная работа {gent}", 0.7, worked, WORKING | BAD),
    ):
        yield replace(made, is_broad=True, is_of_body=True)
    if is_animate(thing.phrase):
        rude = [m for m in thing.mentions if m.cue == "rudeness"]
        yield from thing.told("грубость {gent}", 0.9, rude, _RUDE)


def _rude_at(thing: Thing) -> Iterator[Framed]:
    """«Грубят в регистратуре»: where, if not who."""
    own = [m for m in thing.mentions if m.cue == "rudeness" and preposition(m.fragment, thing.main) in _IN]
    yield from thing.told("грубость в {loct}", 0.9, own, _RUDE)


def _sought(thing: Thing) -> Iterator[Framed]:
    """By what people do not get: they wait, are refused, cannot reach anybody."""
    if thing.main not in ORGANISATIONS:
        yield from thing.told("долгое ожидание {gent}", 0.9, thing.plainly(WAITING), WAITING)
    reached = [m for m in thing.mentions if m.lemmas & REACHING]
    yield from thing.told("не дозвониться до {gent}", 0.9, reached, REACHING)
    refused = [m for m in thing.mentions if m.lemmas & REFUSING] if not thing.is_body else []
    for sign, case in (("в", "loct"), ("по", "datv")):
        shown = [m for m in refused if is_near(m.fragment, thing.main, REFUSING)]
        if sum(preposition(m.fragment, thing.main) == sign for m in shown) > 1:
            yield from thing.told(f"отказ {sign} {{{case}}}", 0.9, refused, REFUSING, 0.0)


def _late(thing: Thing, having: Having) -> Iterator[Framed]:
    """Where every second text about the thing tells of delays, if only elsewhere."""
    own = texts(thing.mentions)
    late = own & having.texts(_LATE)
    if len(late) >= _USUAL * len(own):
        title = f"задержки {with_(thing.form('ablt'))}"
        yield Framed(title, 0.2, frozenset(late), _LATE, is_broad=True)


def _rest(thing: Thing, is_praised: bool) -> Framed:
    """Where no pain prevails: the least that is true."""
    title, worth = _least_said(thing, is_praised)
    is_of_body = thing.main in ORGANISATIONS
    return Framed(title, worth, texts(thing.mentions), is_broad=True, is_of_body=is_of_body)


def _least_said(thing: Thing, is_praised: bool) -> tuple[str, float]:
    if is_praised:
        return opinions(thing.form("loct")), 0.12
    if thing.main in ORGANISATIONS:
        return f"недовольство работой {thing.form('gent')}", 0.2
    if thing.main in _ASPECTS:
        return f"недовольство {thing.form('ablt')}", 0.3
    if is_action(thing.main):
        return f"трудности {with_(thing.form('ablt'))}", 0.3
    is_long = any(word(w).pos == "PREP" for w in thing.phrase.split())
    return f"жалобы на {thing.form('accs')}", 0.06 if is_long else 0.12


def _hard(act: str, mentions: Sequence[Said]) -> str:
    """«Задержки с выплатой пособия», «трудности с получением карты»."""
    late = sum(m.cue == "delay" for m in mentions)
    said = "задержки" if 2 * late > len(mentions) else "трудности"
    return f"{said} {with_(inflection.declined(act, 'ablt'))}"


def _agreed(adjective: str, noun: str) -> str:
    seen = noun_of(noun)
    return inflection.attribute(adjective, seen.number, seen.gender) if seen else ""


def _acts() -> Iterator[tuple[str, str, frozenset[str]]]:
    tables: Mapping[str, Mapping[str, frozenset[str]]] = {
        "harm": HARM,
        "care": CARE,
        "need": NEED,
        "giving": GIVING,
    }
    for kind, table in tables.items():
        for noun, verbs in table.items():
            yield kind, noun, verbs | {f"не_{v}" for v in verbs} | {noun.replace("ё", "е")}


_ACTS = tuple(_acts())
