"""Answers to open questions of a survey: a difficulty, a wish, and what people add to it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from painmap.demo.letters import capital
from painmap.demo.phrases import common, phrases_of
from painmap.demo.slips import slip_of_the_pen
from painmap.demo.slots import Filler


def short_answer(bank: dict[str, Any], problem: str, filler: Filler) -> str:
    """An answer to an open question about a problem."""
    rng, phrases = filler.rng, phrases_of(bank, problem, filler.day.year)
    text = filler.pick(phrases["short"] if rng.random() < 0.6 else phrases["core"])
    if rng.random() < 0.12:
        text = _and(text, filler.pick(phrases["detail"]), rng)
    return _answered(text, bank["problems"][problem]["client_kind"], "problem", filler)


def wish(texts: Sequence[str], client_kind: str, filler: Filler) -> str:
    """An answer to an open question about what should be done."""
    return _answered(filler.pick(texts), client_kind, "wish", filler)


def _answered(text: str, client_kind: str, question: str, filler: Filler) -> str:
    rng = filler.rng
    if rng.random() < common()["answer_asides"]:
        text = _and(text, filler.pick(common()["answers"][client_kind][question]), rng)
    text = text if rng.random() < 0.45 else capital(text)
    return slip_of_the_pen(text, rng) if rng.random() < 0.12 else text


def _and(text: str, more: str, rng: random.Random) -> str:
    """Two sentences, or one with a comma."""
    if text[-1] in ".?!":
        return f"{text} {capital(more)}"
    return f"{text}, {more[0].lower()}{more[1:]}" if rng.random() < 0.45 else f"{text}. {capital(more)}"
