"""Guesses made by titles set against each other: rivals for one field, and fields that only cells tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pandas as pd

from painmap.intake.inspection.codes import CODED, Known, code_of
from painmap.intake.inspection.findings import Guess
from painmap.intake.inspection.titles import by_title
from painmap.intake.words import as_text, squeezed
from painmap.schema import RAW_APPEALS

# Several columns may fill these: the first that is filled counts.
_SHARED = ("source_topic", "outcome_code", "text", "person_name", "phone", "email", "address", "executor")
DOUBLED = "стоит в шапке дважды"
FACTS = "в ячейке несколько сведений: опишите их через parts (образец — params/formats/journal.yaml)"
_MOST_WORDS = 40
_MOST_KNOWN = 0.6
_LONG_TEXT = 60
LONGEST_ID = 40


def coded(base: Guess, field: str, present: pd.Series, known: Known, why: str) -> Guess:
    """The words of the column with their codes; unknown where it holds too many."""
    words = present.map(as_text).map(squeezed).value_counts()
    if len(words) > _MOST_WORDS:
        question = "слов слишком много для перечня: " + FACTS
        return replace(
            base, role="unknown", reason=f"{why}, но разных значений {len(words)}", question=question
        )
    values = {
        str(word): code for word in words.index if (code := code_of(field, str(word), known)) is not None
    }
    asked = tuple((str(word), int(count)) for word, count in words.items() if word not in values)
    # The words of the profile's channels count beside those of the format.
    by_profile = "channels" if field == "channel_code" else ""
    return replace(
        base, role="field", field=field, reason=why, values=values, asked=asked, by_profile=by_profile
    )


def is_text(present: pd.Series) -> bool:
    """Whether the cells are texts rather than words: long, and most of them different."""
    texts = present.map(as_text)
    return bool(texts.str.len().mean() > _LONG_TEXT and texts.nunique() > 0.3 * len(texts))


def without_rivals(found: list[Guess]) -> list[Guess]:
    """Of several columns for one field that can have but one: the one whose title says it best."""
    taken: dict[str, Guess] = {}
    for guess in found:
        if guess.role != "field" or guess.field in _SHARED:
            continue
        rival = taken.get(guess.field)
        if rival is None or _rank(guess) < _rank(rival):
            taken[guess.field] = guess
    return [
        guess
        if guess.role != "field" or guess.field in _SHARED or taken[guess.field] is guess
        else _second(guess, taken[guess.field])
        for guess in found
    ]


def _rank(guess: Guess) -> tuple[int, int]:
    return dict(by_title(guess.title)).get(guess.field, 9), -guess.filled


def _second(guess: Guess, first: Guess) -> Guess:
    meaning = RAW_APPEALS.column(guess.field).meaning.lower()
    if guess.field == "appeal_id":
        return replace(
            guess, role="skip", field="", reason=f"порядковый номер; номер — графа {first.number + 1}"
        )
    reason = f"похожа на «{meaning}», но для него взята графа {first.number + 1}"
    return replace(
        guess,
        role="unknown",
        field="",
        reason=reason,
        question=f"если {meaning} здесь, поменяйте графы местами",
    )


def by_values(found: list[Guess], cells: Mapping[int, pd.Series], known: Known) -> list[Guess]:
    """Fields that no title gave, from the cells of the columns that nothing is known of."""
    for field, rule in (("registered_date", _as_registered), ("text", _as_text), ("appeal_id", _as_id)):
        if not any(guess.field == field for guess in found):
            found = rule(found, cells)
    taken = {guess.field for guess in found if guess.field not in _SHARED}
    return [_words(guess, cells[guess.number], known, taken) if _is_open(guess) else guess for guess in found]


def _is_open(guess: Guess) -> bool:
    return guess.role == "unknown" and not guess.question and guess.dates is None and guess.filled > 0


def _as_registered(found: list[Guess], cells: Mapping[int, pd.Series]) -> list[Guess]:
    dated = [g for g in found if g.role == "unknown" and g.dates and (g.dates.formats or g.dates.parsed)]
    if not dated:
        return found
    best = max(dated, key=lambda g: (g.filled, -g.number))
    question = best.dates.question if best.dates else ""
    reason = best.reason + ("" if len(dated) == 1 else ", заполнена полнее других дат")
    return [
        replace(g, role="field", field="registered_date", reason=reason, question=question)
        if g is best
        else g
        for g in found
    ]


def _as_text(found: list[Guess], cells: Mapping[int, pd.Series]) -> list[Guess]:
    long = {
        g.number: float(cells[g.number].dropna().map(as_text).str.len().mean())
        for g in found
        if g.role == "unknown" and g.dates is None and g.filled and is_text(cells[g.number].dropna())
    }
    if not long:
        return found
    best = max(long, key=lambda number: long[number])
    reason = f"по значениям: длинные тексты, в среднем {long[best]:.0f} знаков"
    return [
        replace(g, role="field", field="text", reason=reason, question="", personal="")
        if g.number == best
        else g
        for g in found
    ]


def _as_id(found: list[Guess], cells: Mapping[int, pd.Series]) -> list[Guess]:
    for guess in found:
        present = cells[guess.number].dropna()
        if (
            guess.role != "unknown"
            or guess.dates
            or guess.personal
            or not guess.filled == guess.distinct == len(cells[guess.number])
        ):
            continue
        if (
            any(isinstance(cell, datetime) for cell in present)
            or present.map(as_text).str.len().max() > LONGEST_ID
        ):
            continue
        reason = "по значениям: заполнена везде и не повторяется"
        return [
            replace(g, role="field", field="appeal_id", reason=reason, question="") if g is guess else g
            for g in found
        ]
    return found


def _words(guess: Guess, cells: pd.Series, known: Known, taken: set[str]) -> Guess:
    """A column of few words most of which one field knows."""
    present = cells.dropna()
    words = [str(word) for word in present.map(as_text).map(squeezed).unique()]
    if len(words) < 2 or len(words) > _MOST_WORDS or guess.personal:
        return guess
    shares = {
        field: sum(code_of(field, word, known) is not None for word in words) / len(words)
        for field in CODED
        if field not in taken and field not in ("is_repeat", "is_collective")
    }
    best = max(shares, key=lambda field: shares[field], default="")
    if not best or shares[best] < _MOST_KNOWN:
        return replace(guess, reason=f"название незнакомо, разных значений {len(words)}")
    guessed = coded(guess, best, present, known, f"по значениям: известны {100 * shares[best]:.0f} % слов")
    taken.add(best)
    return guessed
