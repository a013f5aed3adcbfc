"""Words of a file that may stand in a draft and on the screen: categories of the source, not people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from painmap.errors import printable
from painmap.intake.inspection.codes import Known
from painmap.intake.inspection.findings import Guess
from painmap.intake.inspection.location import blank, gridded
from painmap.intake.inspection.surveys import Asked
from painmap.intake.told import impersonal
from painmap.intake.words import norm
from painmap.text.deidentify import RECOGNISERS, mask_many
from painmap.text.personal.base import LIKELY

_LONGEST_WORD = 80
_MANY_ROWS = 5
_SCORES = {recogniser.rule: recogniser.score for recogniser in RECOGNISERS}


def without_people(guesses: Sequence[Guess], known: Known, name: str) -> list[Guess]:
    """The guesses with those of their words only that name nobody; the number of the others in `hidden`.

    Words of ready formats may be told: they are in git.
    """
    ready = {field: frozenset(words) for field, words in known.items()}
    words = [
        word for g in guesses for word in (*g.values, *(w for w, _ in g.asked)) if len(word) <= _LONGEST_WORD
    ]
    _, context = gridded([], blank("csv"), name)
    plain = set(impersonal(list(dict.fromkeys(words)), context)) if words else set()
    plain |= _phrases(guesses)

    def of(guess: Guess) -> Guess:
        values = {
            word: code
            for word, code in guess.values.items()
            if word in plain or norm(word) in ready.get(guess.field, ())
        }
        asked = tuple((word, count) for word, count in guess.asked if word in plain)
        hidden = len(guess.values) - len(values) + len(guess.asked) - len(asked)
        return replace(guess, values=values, asked=asked, hidden=hidden)

    return [of(guess) for guess in guesses]


def _phrases(guesses: Sequence[Guess]) -> set[str]:
    """Words of many rows that no single name is («Портал «Добродел»», «open») and the masker passes."""
    words = [
        word
        for guess in guesses
        for word, count in guess.asked
        if count >= _MANY_ROWS and len(word) <= _LONGEST_WORD and (" " in word or word.isascii())
    ]
    return {word for word, is_told in zip(words, told(words), strict=True) if is_told}


def told(texts: Sequence[str]) -> list[bool]:
    """Whether each text, a title or an option of a form, names nobody for all that the masker knows."""
    return [not any(_SCORES[rule] >= LIKELY for rule in masked.rules) for masked in mask_many(texts)]


def without_personal_options(questions: Sequence[Asked]) -> list[Asked]:
    """The questions with those of their options and labels only that name nobody."""
    result = []
    for question in questions:
        words = [*question.options, *question.labels]
        known = {word for word, is_told in zip(words, told(words), strict=True) if is_told}
        hidden = len(words) - len(known)
        note = f"вариантов не показано, в них могут быть личные данные: {hidden}" if hidden else question.note
        options = [option for option in question.options if option in known]
        kind = "open" if question.kind in ("single", "multi") and not options else question.kind
        labels = {label: value for label, value in question.labels.items() if label in known}
        result.append(replace(question, kind=kind, options=options, labels=labels, note=note))
    return result


def shown(text: str, limit: int = 60) -> str:
    """A text on one line, cut."""
    return printable(" ".join(text.split()), limit)
