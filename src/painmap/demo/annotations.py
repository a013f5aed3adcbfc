"""What a clerk writes instead of a text: annotations of 5–15 words, lines of the journal of calls."""

from __future__ import annotations

import re
from typing import Any

from painmap.demo.frames import Told
from painmap.demo.letters import CALM, Case, Written, given, nothing, source_of, voice
from painmap.demo.people import Person
from painmap.demo.phrases import common, population
from painmap.demo.slots import Filler

_ABOUT = re.compile(r"\b([Оо])б? (\w)")
_LOWER, _FULL_STOP = 0.12, 0.3
# A call about a problem is noted in the words of the caller as often as in those of an annotation.
_CALLERS_WORDS = 0.55


def annotation(bank: dict[str, Any], case: Case, filler: Filler, person: Person, channel: str) -> Written:
    """The line of a register about an appeal."""
    rng = filler.rng
    if case.category == "empty":
        return Written(nothing(channel, filler), "")
    source, told = source_of(bank, case, filler), Told(given(case, person, channel))
    is_call = channel in common()["gist_channels"]
    if is_call and source.get("short") and rng.random() < _CALLERS_WORDS:
        text = filler.pick(source["short"]) + filler.fill(", [place]" if rng.random() < 0.4 else "")
    else:
        text = _ABOUT.sub(_preposition, filler.pick(source["note"]))
    matter = told.say(text)
    for tail in _tails(case, person, filler, told, is_call=is_call):
        text += tail if tail[0] in ".(" and text[-1] != "." else tail.lstrip(".") if text[-1] == "." else tail
    if case.is_repeat:
        text = rng.choice([note for note in common()["repeat_notes"] if told.admits(note)]) + text
    if rng.random() < _LOWER:
        text = text[0].lower() + text[1:]
    return Written(text + ("." if rng.random() < _FULL_STOP and text[-1] != "." else ""), matter)


def _preposition(found: re.Match[str]) -> str:
    """«О» or «Об», whatever the alternative of the template was."""
    return found[1] + ("б " if found[2].lower() in "аиоуэ" else " ") + found[2]


def _tails(case: Case, person: Person, filler: Filler, told: Told, *, is_call: bool) -> list[str]:
    """None to two particulars of the applicant and the letter."""
    rng, words = filler.rng, common()
    if is_call:
        pool, weights = [f", {tail}" for tail in words["gist_tails"]], words["gist_tail_weights"]
    elif case.category in CALM:
        pool, weights = words[f"{case.category}_tails"], words["note_tail_weights"]
    else:
        own = population(filler.population).get("note_tails", {})
        name = voice(case, person)
        pool = own.get(name, words["note_tails"][name])
        weights = words["note_tail_weights"]
    return told.pick(pool, rng.choices((0, 1, 2), weights)[0], filler)
