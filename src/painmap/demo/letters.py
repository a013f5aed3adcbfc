"""Texts as people write them: letters, posts, answers; slips, mark-up, signatures."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from painmap.demo.frames import Told
from painmap.demo.people import FIRMS, Person
from painmap.demo.phrases import common, local, phrases_of, population
from painmap.demo.slips import SLIPS, marked_up
from painmap.demo.slots import Filler

_LOWER, _UPPER = 0.16, 0.012
# How many sentences of the writer's own go with a question, a suggestion, thanks: none, one, two.
_ASIDES = (22, 52, 26)
# Nobody thanks or suggests «от отчаяния».
CALM = ("thanks", "suggestion")


@dataclass(frozen=True)
class Case:
    """What a text is about.

    Attributes:
        category: As in `Record.category`.
        problem: Planted problem; empty for none.
        topic: Topic of the register.
        secondary: Another problem that the same letter names; empty for none.
        is_firms: Whether it is a matter of firms, whoever signs: a bookkeeper writes for the school.
    """

    category: str
    problem: str
    topic: str
    secondary: str = ""
    is_repeat: bool = False
    is_firms: bool = False


@dataclass(frozen=True)
class Written:
    """A text and what it is about: its main sentence as it was before any slip of the pen."""

    text: str
    matter: str


def genre(channel: str) -> str:
    """How something comes by a channel: typed, written, spoken."""
    forms = {"electronic": "typed", "written": "written", "oral": "spoken"}
    return forms[common()["forms"].get(channel, "electronic")]


def given(case: Case, person: Person, channel: str) -> set[str]:
    """What is known of a text before its first word; names of `bank/rules/frames.yaml`."""
    signed = "named" if person.name else "unnamed"
    more = (["repeat"] if case.is_repeat else []) + (["question"] if case.category == "request" else [])
    return {voice(case, person), genre(channel), signed, *more}


def nothing(channel: str, filler: Filler) -> str:
    """What stands for a message without content."""
    rng = filler.rng
    kinds = common()["empties"]
    if channel in common()["gist_channels"]:
        return filler.fill(rng.choice(kinds["call"]))
    texts = kinds[genre(channel)]
    # A mark without a word is no message: the export of a network has it among the reactions.
    is_short = channel in common()["short_channels"]
    return filler.fill(rng.choice([text for text in texts if len(text) > 1 or not is_short]))


def letter(bank: dict[str, Any], case: Case, filler: Filler, person: Person, channel: str) -> Written:
    """A text of a person; of spoken words what was taken down, without any frame."""
    rng = filler.rng
    if case.category == "empty":
        return Written(nothing(channel, filler), "")
    is_short, is_spoken = channel in common()["short_channels"], genre(channel) == "spoken"
    told = Told(given(case, person, channel))
    asides = bank.get("asides", {}).get(case.category) or common()["asides"].get(case.category, [])
    body = _body(source_of(bank, case, filler), asides, filler, told)
    matter = body[0]
    own = case.category not in CALM and not is_short
    if case.is_repeat:
        body[:0] = told.pick(common()["repeat_openings"], 1, filler)
    elif own and not is_spoken and rng.random() < 0.3:
        body[:0] = told.pick(_own(bank, "openings", filler, case, person), 1, filler)
    if own:
        _tell(body, _own(bank, "stories", filler, case, person), case.category, filler, told)
    if case.secondary:
        second = filler.pick(phrases_of(bank, case.secondary, filler.day.year)["core"])
        body += [rng.choice(common()["and_also"]) + " " + told.say(second)]
    text = _joined(body, rng, is_short)
    if is_spoken:
        # Whoever took it down at the meeting makes no such slips.
        return Written(text, matter)
    for share, slip in SLIPS:
        if rng.random() < share:
            text = slip(text, rng)
    closings = common()["calm_closings" if case.category in CALM else "closings"]
    text = _framed(text, bank, filler, person, closings if not is_short else (), told)
    # Those who type in one case sign in it too.
    if (draw := rng.random()) < _LOWER + _UPPER:
        text = text.lower() if draw < _LOWER else text.upper()
    if channel in common()["marked_up_channels"] and rng.random() < 0.14:
        text = marked_up(text, rng)
    return Written(text, matter)


def _tell(body: list[str], stories: Sequence[str], category: str, filler: Filler, told: Told) -> None:
    """Sentences about the writer's life among those of the matter."""
    # Who only asks a question tells less about themselves.
    weights = (40, 32, 20, 8) if category == "problem" else (72, 28, 0, 0)
    for story in told.pick(stories, filler.rng.choices((0, 1, 2, 3), weights)[0], filler):
        body.insert(filler.rng.randint(1, len(body)), story)


def source_of(bank: dict[str, Any], case: Case, filler: Filler) -> Mapping[str, Sequence[str]]:
    """The phrases of a case on its day: `text` or `core`, `detail`, `ask`, `note`."""
    category = case.category
    if category == "problem":
        return phrases_of(bank, case.problem, filler.day.year)
    if category == "request":
        return dict(bank["requests"][case.topic])
    if category in ("offtopic", "corruption"):
        return dict(bank[category])
    entries = bank[category if category.endswith("misc") else _PLURALS[category]]
    return dict(filler.rng.choice([e for e in entries if e["topic"] == case.topic]))


_PLURALS = {"suggestion": "suggestions", "thanks": "thanks"}


def _body(
    source: Mapping[str, Sequence[str]], asides: Sequence[str], filler: Filler, told: Told
) -> list[str]:
    rng = filler.rng
    texts = source.get("core") or source.get("text") or source["note"]
    sentences = [told.say(filler.pick(texts))]
    sentences += told.pick(asides, rng.choices((0, 1, 2), _ASIDES)[0], filler)
    sentences += told.pick(source.get("detail", ()), rng.choices((0, 1, 2), (35, 45, 20))[0], filler)
    if source.get("ask") and rng.random() < 0.55:
        sentences.append(told.say(filler.pick(source["ask"])))
    return sentences


def _own(bank: dict[str, Any], key: str, filler: Filler, case: Case, person: Person) -> list[str]:
    """Sentences of the writer's voice: the agency's own, else the region's or the common ones."""
    name = voice(case, person)
    own: list[str] = bank.get(key, {}).get(name) or local(filler.population, key)[name]
    return own


def voice(case: Case, person: Person) -> str:
    """In whose words a text is written: person, firm, staff."""
    if person.applicant == "staff":
        return "staff"
    return "firm" if case.is_firms or person.applicant != "person" else "person"


def _joined(sentences: list[str], rng: random.Random, is_short: bool) -> str:
    """Sentences with the punctuation that people leave: a full stop, none, dots, a comma."""
    parts: list[str] = []
    for i, sentence in enumerate(sentences):
        ended = sentence
        if sentence[-1] not in ".?!":
            ends = ("", ".", "!", "...", ",") if i < len(sentences) - 1 else ("", ".", "!", "...", "")
            ended += rng.choices(ends, (12, 70, 6, 6, 6) if not is_short else (35, 40, 8, 10, 7))[0]
        # After a comma or nothing the next sentence runs on.
        runs_on = bool(parts) and parts[-1][-1] not in ".?!"
        if runs_on and parts[-1][-1] == "," and rng.random() < 0.9:
            ended = ended[0].lower() + ended[1:]
        parts.append(ended if runs_on or rng.random() < (0.35 if is_short else 0.12) else capital(ended))
    return " ".join(parts)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[0].upper() + text[1:]


def _framed(
    text: str, bank: dict[str, Any], filler: Filler, person: Person, closings: Sequence[str], told: Told
) -> str:
    """Greeting, closing and signature; a short message has a greeting at most, and no `closings`."""
    rng = filler.rng
    if not closings:
        greeting = told.pick(common()["greetings"][:5], 1, filler)
        return f"{greeting[0]} {text}" if greeting and rng.random() < 0.25 else text
    line = "\n" if rng.random() < 0.35 else " "
    parts = [text]
    if rng.random() < 0.55:
        own = bank.get("greetings", []) + population(filler.population).get("greetings", [])
        parts[:0] = told.pick(common()["greetings"] + own, 1, filler)
    if rng.random() < 0.35:
        parts += told.pick(closings, 1, filler)
    if person.name and rng.random() < 0.35:
        parts.append(_signature(person, rng, is_led="уважением" in parts[-1].lower()))
    return line.join(parts)


def _signature(person: Person, rng: random.Random, *, is_led: bool) -> str:
    """Name, telephone, address, mail; `is_led`: the closing before it says «С уважением» already."""
    is_firm = person.applicant in FIRMS
    name = person.name if rng.random() < 0.6 else person.short_name
    leads = ("", "", "С уважением, ", "" if is_firm else "Заявитель: ")
    parts = [("" if is_led else rng.choice(leads)) + name]
    if person.phone and rng.random() < 0.5:
        lead = rng.choice(("тел. ", "", "т.", "тел.: " if is_firm else "мой номер "))
        parts.append(lead + _spoken_phone(person.phone, rng))
    if person.address and rng.random() < 0.25:
        lead = rng.choice(("адрес: ", "наш адрес: " if is_firm else "проживаю: ", ""))
        parts.append(lead + person.address)
    if person.email and rng.random() < 0.2:
        parts.append(person.email)
    return ", ".join(parts)


def _spoken_phone(phone: str, rng: random.Random) -> str:
    digits = phone.removeprefix("+7 ").replace(" ", "-")
    plain = digits.replace("-", "")
    return rng.choice((phone, f"8-{digits}", f"8{plain}", f"8 ({plain[:3]}) {digits[4:]}", f"+7{plain}"))
