"""Texts as people write them: letters, posts, answers; slips, mark-up, signatures."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from painmap.demo.people import Person
from painmap.demo.phrases import common, local, population
from painmap.demo.slots import Filler

_WORD = re.compile(r"[а-яё]{5,}")
_LOWER, _UPPER = 0.16, 0.012
# Unstressed vowels are written as they are heard; a consonant gets lost.
_HEARD = {"о": "а", "а": "о", "е": "и", "и": "е", "я": "е"}
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
    """

    category: str
    problem: str
    topic: str
    secondary: str = ""
    is_repeat: bool = False


def letter(bank: dict[str, Any], case: Case, filler: Filler, person: Person, channel: str) -> str:
    """A text of a person."""
    rng = filler.rng
    is_short = channel in common()["short_channels"]
    if case.category == "empty":
        # A mark without a word is no message: the export of a network has it among the reactions.
        return str(rng.choice([e for e in common()["empties"] if len(e) > 1 or not is_short]))
    asides = bank.get("asides", {}).get(case.category) or common()["asides"].get(case.category, [])
    body = _body(source_of(bank, case, rng), asides, filler)
    if case.is_repeat:
        body.insert(0, filler.pick(common()["repeat_openings"]))
    elif not is_short and case.category not in CALM and rng.random() < 0.3:
        body.insert(0, filler.fill(rng.choice(_own(bank, "openings", filler, person))))
    if not is_short and case.category not in CALM:
        _tell(body, bank, case.category, filler, person)
    if case.secondary:
        second = filler.pick(bank["phrases"][case.secondary]["core"])
        body += [rng.choice(common()["and_also"]) + " " + second]
    text = _joined(body, rng, is_short)
    for share, slip in SLIPS:
        if rng.random() < share:
            text = slip(text, rng)
    closings = common()["calm_closings" if case.category in CALM else "closings"]
    text = _framed(text, bank, filler, person, closings if not is_short else ())
    # Those who type in one case sign in it too.
    if (draw := rng.random()) < _LOWER + _UPPER:
        text = text.lower() if draw < _LOWER else text.upper()
    if channel in common()["marked_up_channels"] and rng.random() < 0.14:
        return _marked_up(text, rng)
    return text


def _tell(body: list[str], bank: dict[str, Any], category: str, filler: Filler, person: Person) -> None:
    """Sentences about the writer's life among those of the matter."""
    # Who only asks a question tells less about themselves.
    weights = (40, 32, 20, 8) if category == "problem" else (72, 28, 0, 0)
    stories = _own(bank, "stories", filler, person)
    for story in filler.rng.sample(stories, filler.rng.choices((0, 1, 2, 3), weights)[0]):
        body.insert(filler.rng.randint(1, len(body)), filler.fill(story))


def source_of(bank: dict[str, Any], case: Case, rng: random.Random) -> dict[str, Sequence[str]]:
    """The phrases of a case: `text` or `core`, `detail`, `ask`, `note`."""
    category = case.category
    if category == "problem":
        return dict(bank["phrases"][case.problem])
    if category == "request":
        return dict(bank["requests"][case.topic])
    if category in ("offtopic", "corruption"):
        return dict(bank[category])
    entries = bank[category if category.endswith("misc") else _PLURALS[category]]
    return dict(rng.choice([e for e in entries if e["topic"] == case.topic]))


_PLURALS = {"suggestion": "suggestions", "thanks": "thanks"}


def _body(source: dict[str, Sequence[str]], asides: Sequence[str], filler: Filler) -> list[str]:
    rng = filler.rng
    texts = source.get("core") or source.get("text") or source["note"]
    sentences = [filler.pick(texts)]
    if asides:
        sentences += [filler.fill(a) for a in rng.sample(asides, rng.choices((0, 1, 2), _ASIDES)[0])]
    details = list(source.get("detail", ()))
    count = rng.choices((0, 1, 2), (35, 45, 20))[0]
    sentences += [filler.fill(d) for d in rng.sample(details, min(count, len(details)))]
    if source.get("ask") and rng.random() < 0.55:
        sentences.append(filler.pick(source["ask"]))
    return sentences


def _own(bank: dict[str, Any], key: str, filler: Filler, person: Person) -> list[str]:
    """Sentences of the writer's voice: the agency's own, else the region's or the common ones."""
    own: list[str] = bank.get(key, {}).get(voice(person)) or local(filler.population, key)[voice(person)]
    return own


def voice(person: Person) -> str:
    """In whose words a person writes: person, firm, staff."""
    if person.applicant == "staff":
        return "staff"
    return "person" if person.applicant == "person" else "firm"


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


def _framed(text: str, bank: dict[str, Any], filler: Filler, person: Person, closings: Sequence[str]) -> str:
    """Greeting, closing and signature; a short message has a greeting at most, and no `closings`."""
    rng = filler.rng
    if not closings:
        return f"{rng.choice(common()['greetings'][:5])} {text}" if rng.random() < 0.25 else text
    line = "\n" if rng.random() < 0.35 else " "
    parts = [text]
    if rng.random() < 0.55:
        own = bank.get("greetings", []) + population(filler.population).get("greetings", [])
        parts.insert(0, rng.choice(common()["greetings"] + own))
    if rng.random() < 0.35:
        parts.append(rng.choice(closings))
    if person.name and rng.random() < 0.35:
        parts.append(_signature(person, rng))
    return line.join(parts)


def _signature(person: Person, rng: random.Random) -> str:
    name = person.name if rng.random() < 0.6 else person.short_name
    parts = [rng.choice(("", "", "С уважением, ", "Заявитель: ")) + name]
    if person.phone and rng.random() < 0.5:
        parts.append(rng.choice(("тел. ", "", "т.", "мой номер ")) + _spoken_phone(person.phone, rng))
    if person.address and rng.random() < 0.25:
        parts.append(rng.choice(("адрес: ", "проживаю: ", "")) + person.address)
    if person.email and rng.random() < 0.2:
        parts.append(person.email)
    return ", ".join(parts)


def _spoken_phone(phone: str, rng: random.Random) -> str:
    digits = phone.removeprefix("+7 ").replace(" ", "-")
    plain = digits.replace("-", "")
    return rng.choice((phone, f"8-{digits}", f"8{plain}", f"8 ({plain[:3]}) {digits[4:]}", f"+7{plain}"))


def slip_of_the_pen(text: str, rng: random.Random) -> str:
    """One or two slips of the pen within words: a lost or swapped letter, a vowel as it is heard."""
    for _ in range(rng.randint(1, 2)):
        words = list(_WORD.finditer(text))
        if not words:
            return text
        word = rng.choice(words)
        i = word.start() + rng.randint(1, len(word[0]) - 3)
        pair = text[i : i + 2]
        heard = _HEARD.get(pair[0], "") + pair[1]
        text = text[:i] + rng.choice((heard, heard, heard, pair[::-1], pair[0])) + text[i + 2 :]
    return text


def _verb_ending(text: str, rng: random.Random) -> str:
    """«записатся» for «записаться» and the other way round, once."""
    if rng.random() < 0.5 and "ться" in text:
        return text.replace("ться", "тся", 1)
    return text.replace("ется ", "еться ", 1)


def _without_commas(text: str, rng: random.Random) -> str:
    return text.replace(", ", " ")


def _tight_comma(text: str, rng: random.Random) -> str:
    return text.replace(", ", ",", 1)


def _marked_up(text: str, rng: random.Random) -> str:
    """What a web form makes of a letter."""
    lines = text.split("\n")
    if rng.random() < 0.5:
        return "".join(f"<p>{line.replace(' ', '&nbsp;', 1)}</p>" for line in lines)
    return "<br>".join(lines).replace("«", "&laquo;").replace("»", "&raquo;") + "<br />"


# Share of letters → what happens to them.
SLIPS: tuple[tuple[float, Callable[[str, random.Random], str]], ...] = (
    (0.2, slip_of_the_pen),
    (0.12, _verb_ending),
    (0.18, _without_commas),
    (0.06, _tight_comma),
)
