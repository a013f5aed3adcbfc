"""A guess for each column: by its title, by its cells, and by what the other columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pandas as pd

from painmap.intake.inspection.codes import CODED, Known, code_of
from painmap.intake.inspection.dates import dates_of
from painmap.intake.inspection.findings import Dates, Guess, Located, Personal
from painmap.intake.inspection.titles import by_title, is_compound
from painmap.intake.words import as_text, one_of, squeezed
from painmap.schema import PERSONAL_DATA, RAW_APPEALS

# «-», «н/д»: a cell that says nothing.
EMPTY_WORDS = ("-", "—", "–", "--", "н/д", "нет данных", "не указано", "не указан", "не указана", "б/н", "n/a", "null", "none")
_DATE_FIELDS = ("registered_date", "answered_date", "extended_until_date", "forwarded_date")
_KIND_FIELDS = {"PERSON": "person_name", "PHONE": "phone", "EMAIL": "email", "ADDRESS": "address"}
_PERSONAL_FIELDS = ("person_name", "phone", "email", "address", "executor")
# Several columns may fill these: the first that is filled counts.
_SHARED = ("source_topic", "outcome_code", "text", *_PERSONAL_FIELDS)
_MOST_WORDS = 40
_MOST_KNOWN = 0.6
_LONG_TEXT = 60
_LONGEST_ID = 40
_MOST_DATES = 0.6
_FACTS = "в ячейке несколько сведений: опишите их через parts (образец — params/formats/journal.yaml)"


def guesses(table: Located, personal: Mapping[int, Personal], known: Known) -> list[Guess]:
    """One guess per column of a register, in the order of the file.

    Args:
        table: The table; its frame has a column per number.
        personal: What the look for personal data said, by number of the column.
        known: Words with a code (`codes.known_words`).
    """
    is_empty = one_of(EMPTY_WORDS)
    cells = {
        j: table.frame[j].mask(table.frame[j].map(is_empty, na_action="ignore").eq(True), None)
        for j in range(len(table.titles))
    }
    numbers = _numbers(table.titles, cells)
    found = [
        _of_column(j, title, cells[j], numbers, personal.get(j, Personal()), known)
        for j, title in enumerate(table.titles)
    ]
    return _by_values(_without_rivals(found), cells, known)


def _numbers(titles: Sequence[str], cells: Mapping[int, pd.Series]) -> pd.Series | None:
    """The first column of whole numbers that is a register's number by its title."""
    for j, title in enumerate(titles):
        if any(field == "appeal_id" for field, _ in by_title(title)):
            digits = cells[j].map(as_text, na_action="ignore").astype("string").str.extract(r"(\d+)\D*$")[0]
            return pd.to_numeric(digits, errors="coerce")
    return None


def _of_column(
    j: int, title: str, cells: pd.Series, numbers: pd.Series | None, judged: Personal, known: Known
) -> Guess:
    present = cells.dropna()
    base = Guess(
        j, title, "unknown", "", filled=len(present), distinct=int(present.map(as_text).nunique()),
        is_told=judged.is_title_told, personal=judged.kind,
    )  # fmt: skip
    if not title:
        return replace(base, role="skip", reason="нет названия" + ("" if len(present) else " и пуста"))
    if present.empty:
        return _empty(base)
    if judged.kind and judged.kind not in _KIND_FIELDS:
        return _personal(base, f"личные данные: {PERSONAL_DATA[judged.kind]}")
    candidates = by_title(title)
    dates = dates_of(cells, numbers)
    if dates is not None and (dates.share >= _MOST_DATES or not dates.formats):
        return _date(base, candidates, dates)
    if is_compound(title):
        return replace(base, personal=judged.kind, reason="по названию: несколько сведений", question=_FACTS)
    for field, rank in candidates:
        if guess := _named(base, field, rank, present, known):
            return guess
    if judged.kind:
        return _personal(base, f"по значениям: {PERSONAL_DATA[judged.kind]}")
    return replace(base, reason="название незнакомо")


def _empty(base: Guess) -> Guess:
    fields = [field for field, _ in by_title(base.title) if field != "skip"]
    if fields and fields[0] in RAW_APPEALS.names and fields[0] not in (*CODED, *_DATE_FIELDS):
        return replace(base, role="field", field=fields[0], reason="по названию; в этом файле пуста")
    return replace(base, role="skip", reason="пуста")


def _date(base: Guess, candidates: Sequence[tuple[str, int]], dates: Dates) -> Guess:
    share = f"{100 * dates.share:.0f} % даты" if dates.formats or dates.parsed else dates.question
    field = next((field for field, _ in candidates if field in (*_DATE_FIELDS, "time", "skip")), "")
    if not dates.formats and not dates.parsed:
        is_it = bool(field) and field != "skip"
        question = f"{dates.question}: пересохраните графу как дату" if is_it else ""
        return replace(base, field="", dates=dates, role="unknown", reason=f"по значениям: {share}", question=question)
    if field == "skip":
        return replace(base, role="skip", reason="по названию: срок или примечание, в показатели не входит", dates=dates)
    if field in _DATE_FIELDS:
        reason = f"по названию и значениям: {share}"
        return replace(base, role="field", field=field, reason=reason, dates=dates, question=dates.question)
    return replace(base, role="unknown", reason=f"по значениям: {share}", dates=dates)


def _named(base: Guess, field: str, rank: int, present: pd.Series, known: Known) -> Guess | None:
    """The guess by a title, where the cells do not speak against it."""
    if field in _DATE_FIELDS or field == "time":
        return None
    if field == "skip":
        if base.personal:
            return _personal(base, "по названию")
        return replace(base, role="skip", reason="по названию: в показатели не входит")
    if field in CODED:
        return _coded(base, field, present, known, "по названию")
    if field == "reason_code":
        return replace(base, role="field", field=field, by_profile="reasons", reason="по названию")
    if field in _PERSONAL_FIELDS:
        return replace(base, role="field", field=field, personal=base.personal or "PERSON", reason="по названию")
    if base.personal in ("PHONE", "EMAIL") and field != "client_source_id":
        return None
    if field == "appeal_id" and (present.map(as_text).str.len().max() > _LONGEST_ID or _is_text(present)):
        return None
    personal = "" if field in ("text", "source_topic", "appeal_id") else base.personal
    return replace(base, role="field", field=field, reason="по названию", personal=personal)


def _personal(base: Guess, reason: str) -> Guess:
    field = _KIND_FIELDS.get(base.personal, "")
    return replace(base, role="field" if field else "personal", field=field, reason=reason)


def _coded(base: Guess, field: str, present: pd.Series, known: Known, why: str) -> Guess | None:
    """The words of the column with their codes; None where it holds free text."""
    words = present.map(as_text).map(squeezed).value_counts()
    if len(words) > _MOST_WORDS:
        question = "слов слишком много для перечня: " + _FACTS
        return replace(base, role="unknown", reason=f"{why}, но разных значений {len(words)}", question=question)
    values = {str(word): code for word in words.index if (code := code_of(field, str(word), known))}
    asked = tuple((str(word), int(count)) for word, count in words.items() if word not in values)
    return replace(base, role="field", field=field, reason=why, values=values, asked=asked)


def _is_text(present: pd.Series) -> bool:
    texts = present.map(as_text)
    return bool(texts.str.len().mean() > _LONG_TEXT and texts.nunique() > 0.3 * len(texts))


def _without_rivals(found: list[Guess]) -> list[Guess]:
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
        return replace(guess, role="skip", field="", reason=f"порядковый номер; номер — графа {first.number + 1}")
    reason = f"похожа на «{meaning}», но для него взята графа {first.number + 1}"
    return replace(guess, role="unknown", field="", reason=reason, question=f"если {meaning} здесь, поменяйте графы местами")


def _by_values(found: list[Guess], cells: Mapping[int, pd.Series], known: Known) -> list[Guess]:
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
    return [replace(g, role="field", field="registered_date", reason=reason, question=question) if g is best else g for g in found]


def _as_text(found: list[Guess], cells: Mapping[int, pd.Series]) -> list[Guess]:
    long = {
        g.number: float(cells[g.number].dropna().map(as_text).str.len().mean())
        for g in found
        if g.role == "unknown" and g.dates is None and g.filled and _is_text(cells[g.number].dropna())
    }
    if not long:
        return found
    best = max(long, key=lambda number: long[number])
    reason = f"по значениям: длинные тексты, в среднем {long[best]:.0f} знаков"
    return [replace(g, role="field", field="text", reason=reason, question="", personal="") if g.number == best else g for g in found]


def _as_id(found: list[Guess], cells: Mapping[int, pd.Series]) -> list[Guess]:
    for guess in found:
        present = cells[guess.number].dropna()
        if guess.role != "unknown" or guess.dates or guess.personal or not guess.filled == guess.distinct == len(cells[guess.number]):
            continue
        if any(isinstance(cell, datetime) for cell in present) or present.map(as_text).str.len().max() > _LONGEST_ID:
            continue
        reason = "по значениям: заполнена везде и не повторяется"
        return [replace(g, role="field", field="appeal_id", reason=reason, question="") if g is guess else g for g in found]
    return found


def _words(guess: Guess, cells: pd.Series, known: Known, taken: set[str]) -> Guess:
    """A column of few words most of which one field knows."""
    present = cells.dropna()
    words = [str(word) for word in present.map(as_text).map(squeezed).unique()]
    if len(words) < 2 or len(words) > _MOST_WORDS or guess.personal:
        return guess
    shares = {
        field: sum(bool(code_of(field, word, known)) for word in words) / len(words)
        for field in CODED
        if field not in taken and field not in ("is_repeat", "is_collective")
    }
    best = max(shares, key=lambda field: shares[field], default="")
    if not best or shares[best] < _MOST_KNOWN:
        return replace(guess, reason=f"название незнакомо, разных значений {len(words)}")
    coded = _coded(guess, best, present, known, f"по значениям: известны {100 * shares[best]:.0f} % слов")
    taken.add(best)
    return coded or guess

