"""A guess for each column: by its title, by its cells, and by what the other columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from painmap.codes import PERSONAL_DATA
from painmap.intake.inspection.codes import CODED, Known
from painmap.intake.inspection.dates import dates_of
from painmap.intake.inspection.findings import Dates, Guess, Located, Personal
from painmap.intake.inspection.settle import (
    DOUBLED,
    FACTS,
    LONGEST_ID,
    by_values,
    coded,
    is_text,
    without_rivals,
)
from painmap.intake.inspection.titles import by_event, by_title, facts_of, is_compound
from painmap.intake.words import as_text, one_of
from painmap.schema import RAW_APPEALS

# «-», «н/д»: a cell that says nothing.
EMPTY_WORDS = (
    "-",
    "—",
    "–",
    "--",
    "н/д",
    "нет данных",
    "не указано",
    "не указан",
    "не указана",
    "б/н",
    "n/a",
    "null",
    "none",
)
# «—//—»: the cell holds what the one above it does.
DITTO_WORDS = ("—//—", "-//-", "--//--", '—"—', '-"-', "то же")
# Facts of a cell about a person, as in params/formats/journal.yaml.
_PARTS = {
    "person_name": r"^(?!аноним|без подписи|сотрудник)([^,;(\n\d]+)",
    "address": r"^[^,;(\n]+[,;\n]\s*([\s\S]*?[^\s,;])[\s,;]*"
    r"(?:(?:тел|т)\.:?\s*)?(?:(?:\+?7|8)[\s(-]*\d{3}[\d\s()-]{7,}|$)",
    "phone": r"(?<!\d)((?:\+?7|8)[\s(-]*\d{3}[\d\s()-]{7,})",
    "email": r"[\w.+-]+@[\w-]+\.[\w.]+",
}
_DATE_FIELDS = ("registered_date", "answered_date", "extended_until_date", "forwarded_date")
_KIND_FIELDS = {"PERSON": "person_name", "PHONE": "phone", "EMAIL": "email", "ADDRESS": "address"}
_PERSONAL_FIELDS = ("person_name", "phone", "email", "address", "executor")


def guesses(table: Located, personal: Mapping[int, Personal], known: Known) -> list[Guess]:
    """One guess per column of a register, in the order of the file.

    Args:
        table: The table; its frame has a column per number.
        personal: What the look for personal data said, by number of the column.
        known: Words with a code (`codes.known_words`).
    """
    is_empty = one_of((*EMPTY_WORDS, *DITTO_WORDS))
    cells = {
        j: table.frame[j].mask(table.frame[j].map(is_empty, na_action="ignore").eq(True), None)
        for j in range(len(table.titles))
    }
    numbers = _numbers(table.titles, cells)
    found = [
        Guess(j, title, "doubled", DOUBLED, is_told=personal.get(j, Personal()).is_title_told)
        if table.is_doubled(j)
        else _of_column(j, title, cells[j], numbers, personal.get(j, Personal()), known)
        for j, title in enumerate(table.titles)
    ]
    return by_values(without_rivals(found), cells, known)


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
    # «Отметка времени»: of a register it is the day of the registration.
    candidates = [("registered_date" if f == "time" else f, rank) for f, rank in by_title(title)]
    if len({field for field, _ in candidates}) > 1:
        candidates = [pair for pair, (f, _) in zip(candidates, by_title(title), strict=True) if f != "time"]
    dates = dates_of(cells, numbers)
    if dates is not None and not candidates and (event := by_event(title)):
        candidates = [(event, 0)]
    is_titled = any(field in _DATE_FIELDS for field, _ in candidates)
    if dates is not None and (is_titled or not dates.is_number):
        return _date(base, candidates, dates)
    if is_compound(title):
        return _compound(base)
    for field, rank in candidates:
        if guess := _named(base, field, rank, present, known):
            return guess
    if judged.kind:
        return _personal(base, f"по значениям: {PERSONAL_DATA[judged.kind]}")
    return replace(base, reason="название незнакомо")


def _compound(base: Guess) -> Guess:
    """«ФИО, адрес, тел.»: who wrote, in parts; other facts in one cell are a person's to divide."""
    facts = facts_of(base.title)
    if not set(facts) <= set(_PARTS) or len(facts) < 2:
        return replace(base, reason="по названию: несколько сведений", question=FACTS)
    return replace(
        base, role="parts", personal=base.personal or "PERSON", parts=tuple((f, _PARTS[f]) for f in facts),
        reason="по названию: несколько сведений", question="проверьте, так ли делятся сведения в ячейке",
    )  # fmt: skip


def _empty(base: Guess) -> Guess:
    fields = [field for field, _ in by_title(base.title) if field != "skip"]
    if fields and fields[0] in RAW_APPEALS.names and fields[0] not in (*CODED, *_DATE_FIELDS):
        return replace(base, role="field", field=fields[0], reason="по названию; в этом файле пуста")
    return replace(base, role="skip", reason="пуста")


def _date(base: Guess, candidates: Sequence[tuple[str, int]], dates: Dates) -> Guess:
    share = f"{100 * dates.share:.0f} % даты"
    field = next((field for field, _ in candidates if field in (*_DATE_FIELDS, "skip")), "")
    if not dates.parsed:
        return replace(base, reason="по названию дата", question=dates.question)
    if field == "skip":
        return replace(
            base, role="skip", reason="по названию: срок или примечание, в показатели не входит", dates=dates
        )
    if field in _DATE_FIELDS:
        reason = f"по названию и значениям: {share}"
        return replace(base, role="field", field=field, reason=reason, dates=dates, question=dates.question)
    return replace(base, role="unknown", reason=f"по значениям: {share}", dates=dates)


def _named(base: Guess, field: str, rank: int, present: pd.Series, known: Known) -> Guess | None:
    """The guess by a title, where the cells do not speak against it."""
    if field in _DATE_FIELDS:
        return None
    if field == "skip":
        if base.personal:
            return _personal(base, "по названию")
        return replace(base, role="skip", reason="по названию: в показатели не входит")
    if field == "source_topic" and (guess := _applicants(base, present, known)):
        return guess
    if field in CODED:
        return coded(base, field, present, known, "по названию")
    if field == "reason_code":
        return replace(base, role="field", field=field, by_profile="reasons", reason="по названию")
    if field in _PERSONAL_FIELDS:
        return replace(
            base, role="field", field=field, personal=base.personal or "PERSON", reason="по названию"
        )
    if base.personal in ("PHONE", "EMAIL") and field != "client_source_id":
        return None
    if field == "appeal_id" and (present.map(as_text).str.len().max() > LONGEST_ID or is_text(present)):
        return None
    personal = "" if field in ("text", "source_topic", "appeal_id") else base.personal
    return replace(base, role="field", field=field, reason="по названию", personal=personal)


def _applicants(base: Guess, present: pd.Series, known: Known) -> Guess | None:
    """«Категория» of applicants («ФЛ», «ЮЛ»), not of topics."""
    guess = coded(base, "applicant_code", present, known, "по названию и значениям")
    return guess if guess.values and len(guess.values) > len(guess.asked) else None


def _personal(base: Guess, reason: str) -> Guess:
    field = _KIND_FIELDS.get(base.personal, "")
    return replace(base, role="field" if field else "personal", field=field, reason=reason)
