"""Texts as clerks and people write them: annotations, letters, posts; slips, mark-up, signatures."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from painmap.demo.people import Person
from painmap.demo.phrases import Filler, common

_WORD = re.compile(r"[а-яё]{5,}")
_LOWER, _UPPER = 0.16, 0.012
# Unstressed vowels are written as they are heard; a consonant gets lost.
_HEARD = {"о": "а", "а": "о", "е": "и", "и": "е", "я": "е"}
_SHORT_CHANNELS = ("vk", "telegram", "survey")
# Nobody thanks or suggests «от отчаяния».
_CALM = ("thanks", "suggestion")
_MARKED_UP_CHANNELS = ("site", "other", "epgu")


def annotation(bank: dict[str, Any], category: str, problem: str, filler: Filler, topic: str) -> str:
    """A clerk's annotation of 5–15 words."""
    rng = filler.rng
    templates = _source(bank, category, problem, topic, rng).get("note")
    if not templates:
        return ""
    text = filler.fill(rng.choice(templates))
    if category not in _CALM:
        text += filler.fill(rng.choice(common()["note_tails"]))
    if rng.random() < 0.12:
        text = text[0].lower() + text[1:]
    return text + ("." if rng.random() < 0.3 and text[-1] != "." else "")


def letter(
    bank: dict[str, Any],
    case: tuple[str, str, str],
    filler: Filler,
    person: Person,
    channel: str,
    is_repeat: bool,
) -> str:
    """A text of a person; `case`: category, problem, topic."""
    rng = filler.rng
    category, problem, topic = case
    if category == "empty":
        return str(rng.choice(common()["empties"]))
    body = _body(_source(bank, category, problem, topic, rng), filler)
    is_short = channel in _SHORT_CHANNELS
    if is_repeat:
        body.insert(0, filler.fill(rng.choice(common()["repeat_openings"])))
    elif not is_short and category not in _CALM and rng.random() < 0.3:
        body.insert(0, filler.fill(rng.choice(common()["openings"][_voice(person)])))
    if not is_short and category not in _CALM:
        # Who only asks a question tells less about themselves.
        weights = (40, 32, 20, 8) if category == "problem" else (72, 28, 0, 0)
        stories = rng.sample(common()["stories"][_voice(person)], rng.choices((0, 1, 2, 3), weights)[0])
        for story in stories:
            body.insert(rng.randint(1, len(body)), filler.fill(story))
    text = _joined(body, rng, is_short)
    for share, slip in SLIPS:
        if rng.random() < share:
            text = slip(text, rng)
    text = _framed(
        text, filler, person, channel, closings=common()["calm_closings" if category in _CALM else "closings"]
    )
    # Those who type in one case sign in it too.
    if (draw := rng.random()) < _LOWER + _UPPER:
        text = text.lower() if draw < _LOWER else text.upper()
    return _marked_up(text, rng) if channel in _MARKED_UP_CHANNELS and rng.random() < 0.14 else text


def short_answer(bank: dict[str, Any], problem: str, filler: Filler) -> str:
    """An answer to an open question about a problem."""
    rng, phrases = filler.rng, bank["phrases"][problem]
    options = phrases["short"] if rng.random() < 0.6 else phrases["core"]
    text = filler.fill(rng.choice(options))
    if rng.random() < 0.12:
        text += ". " + filler.fill(rng.choice(phrases["detail"]))
    text = text if rng.random() < 0.45 else text[0].upper() + text[1:]
    return _slip(text, rng) if rng.random() < 0.12 else text


def _source(
    bank: dict[str, Any], category: str, problem: str, topic: str, rng: random.Random
) -> dict[str, Sequence[str]]:
    """The phrases of a case: `text` or `core`, `detail`, `ask`, `note`."""
    if category == "problem":
        return dict(bank["phrases"][problem])
    if category == "request":
        return dict(bank["requests"][topic])
    if category in ("offtopic", "corruption"):
        return dict(bank[category])
    entries = bank[category if category.endswith("misc") else _PLURALS[category]]
    return dict(rng.choice([e for e in entries if e["topic"] == topic]))


_PLURALS = {"suggestion": "suggestions", "thanks": "thanks"}


def _body(source: dict[str, Sequence[str]], filler: Filler) -> list[str]:
    rng = filler.rng
    texts = source.get("core") or source.get("text") or source["note"]
    sentences = [filler.fill(rng.choice(texts))]
    details = list(source.get("detail", ()))
    count = rng.choices((0, 1, 2), (35, 45, 20))[0]
    sentences += [filler.fill(d) for d in rng.sample(details, min(count, len(details)))]
    if source.get("ask") and rng.random() < 0.55:
        sentences.append(filler.fill(rng.choice(source["ask"])))
    return sentences


def _voice(person: Person) -> str:
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
        parts.append(ended if runs_on or rng.random() < (0.35 if is_short else 0.12) else _capital(ended))
    return " ".join(parts)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _framed(text: str, filler: Filler, person: Person, channel: str, *, closings: Sequence[str]) -> str:
    """Greeting, closing and signature, as the channel has it."""
    rng = filler.rng
    if channel in _SHORT_CHANNELS:
        return f"{rng.choice(common()['greetings'][:5])} {text}" if rng.random() < 0.25 else text
    line = "\n" if rng.random() < 0.35 else " "
    parts = [text]
    if rng.random() < 0.55:
        greetings = list(common()["greetings"])
        if filler.population == "Дагестан":
            greetings += common()["dagestan_greetings"]
        parts.insert(0, rng.choice(greetings))
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


def _slip(text: str, rng: random.Random) -> str:
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
    (0.2, _slip),
    (0.12, _verb_ending),
    (0.18, _without_commas),
    (0.06, _tight_comma),
)
