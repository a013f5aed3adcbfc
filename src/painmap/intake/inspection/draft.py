"""The draft of `params/formats/<id>.yaml`: what was guessed, and beside it what a person must decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from painmap.codes import OUTCOMES, PERSONAL_DATA
from painmap.intake.inspection.columns import DITTO_WORDS, EMPTY_WORDS
from painmap.intake.inspection.findings import Guess, Located, Rows
from painmap.intake.inspection.kinds import FileKind
from painmap.intake.inspection.titles import by_title
from painmap.intake.words import NO_NUMBER, as_text, norm, one_of, squeezed
from painmap.schema import RAW_APPEALS

_PLAIN = re.compile(r"[A-Za-zА-Яа-яЁё№][\wА-Яа-яЁё./№()«»-]*(?: [\w№()«»./-]+)*")
_WORDS = frozenset(("yes", "no", "on", "off", "true", "false", "null", "y", "n"))
_ROLES = {"respondent": "respondent_column", "time": "time_column"}


def quoted(text: str) -> str:
    """A text as a YAML scalar that is a text again when read, in any place."""
    text = squeezed(text)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return "'" + text.replace("'", "''") + "'"


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(quoted, texts)) + "]"


def format_draft(
    format_id: str, source: str, kind: FileKind, table: Located, rows: Rows, guesses: Sequence[Guess]
) -> str:
    """The text of the draft; it loads through the strict loader as it is."""
    parts = [
        f"# Черновик «painmap inspect»{source}. Решите то, что помечено знаком «?», остальное проверьте.",
        "schema_version: 1",
        f"id: {format_id}",
        f"title: {quoted(f'Черновик {format_id}')}  # ? назовите источник так, как он будет назван в отчёте",
        f"rows: {rows}",
        f"reader: {kind.reader}",
        *_layout(table),
    ]
    parts += _appeals(table, guesses) if rows == "appeals" else _responses(table, guesses)
    return "\n".join(parts) + "\n"


def _layout(table: Located) -> Iterator[str]:
    if table.encoding:
        yield f"encoding: {quoted(table.encoding)}"
    if table.delimiter:
        sign = quoted(table.delimiter) if table.delimiter != "\t" else r'"\t"'
        yield f"delimiter: {sign}"
    if table.header_rows > 1:
        yield f"header_rows: {table.header_rows}"
    if not table.header_rows:
        yield "# Шапки в файле нет: названия граф по порядку придуманы, назовите их по-своему здесь и ниже."
        yield f"titles: {_list(table.titles)}"
    if table.anchor:
        yield f"header_anchor: {quoted(table.anchor)}"
    if table.skip:
        yield "skip:"
        yield from (f"  - {{role: {role}, pattern: {quoted(pattern)}}}" for role, pattern in table.skip)


def _appeals(table: Located, guesses: Sequence[Guess]) -> Iterator[str]:
    # Of several columns for one field the first that is filled counts: the surest title first.
    fields = [guess for guess in guesses if guess.role in ("field", "parts") and guess.is_told]
    fields.sort(
        key=lambda guess: dict(by_title(guess.title)).get(guess.field, 9) * (guess.field == "outcome_code")
    )
    yield "columns:" if fields else "columns: {}"
    for guess in fields:
        yield from _parts(guess) if guess.role == "parts" else _column(guess)
    for guess in guesses:
        if guess.role in ("unknown", "personal") or not guess.is_told:
            yield from _undecided(guess)
    yield from _ignored(guesses)
    yield from _words(table)
    number = next((guess for guess in fields if guess.field == "appeal_id"), None)
    if number is None or _lacks_numbers(table, number):
        yield "# Номера есть не у всех строк: строка без номера называется по своему месту в файле."
        yield "unnumbered: row"
    if not any(guess.field == "channel_code" for guess in fields):
        yield "# ? Канала в файле нет: впишите код канала из профиля органа, например {channel_code: post}."
    yield "defaults: {}"


def _lacks_numbers(table: Located, number: Guess) -> bool:
    cells = table.frame[number.number]
    return bool(cells.isna().any() or cells.dropna().map(as_text).str.fullmatch(NO_NUMBER).any())


def _column(guess: Guess) -> Iterator[str]:
    key, column = quoted(guess.title), RAW_APPEALS.column(guess.field)
    yield f"  # {column.meaning}: {guess.reason}."
    if guess.question:
        yield f"  # ? {guess.question}."
    if guess.dates and guess.dates.decided:
        yield f"  # {guess.dates.decided}."
    inner = [f"field: {guess.field}"]
    if guess.dates and guess.dates.formats:
        inner.append(f"dates: {_list(guess.dates.formats)}")
    if guess.by_profile:
        inner.append(f"by_profile: {guess.by_profile}")
    if not guess.values and not guess.asked and not guess.hidden:
        yield f"  {key}: {{{', '.join(inner)}}}"
        return
    yield f"  {key}:"
    yield from (f"    {part}" for part in inner)
    if guess.values:
        yield "    values:"
        yield from (f"      {quoted(word)}: {quoted(code)}" for word, code in guess.values.items())
    yield from _asked(guess)


def _parts(guess: Guess) -> Iterator[str]:
    yield f"  # ? {guess.reason}; {guess.question}."
    yield f"  {quoted(guess.title)}:"
    yield "    leftover: ignore"
    yield "    parts:"
    yield from (f"      - {{field: {field}, pattern: {quoted(pattern)}}}" for field, pattern in guess.parts)


def _asked(guess: Guess) -> Iterator[str]:
    """Words without a code, as lines to be completed: until then intake rejects their rows and says so."""
    if not guess.asked and not guess.hidden:
        return
    allowed = RAW_APPEALS.column(guess.field).allowed
    if guess.field == "outcome_code":
        allowed = OUTCOMES
    codes = ", ".join(allowed) if allowed else "коды каналов из профиля органа"
    if guess.by_profile:
        yield "    # Слова перечня каналов профиля органа известны и без этого списка."
    yield f"    # ? Впишите код и уберите «#»; '' — ничего не значит. Коды: {codes}."
    if not guess.values and guess.asked:
        yield "    # values:"
    yield from (f"    #   {quoted(word)}: ''  # строк: {count}" for word, count in guess.asked)
    if guess.hidden:
        yield f"    # ? Слов не показано, в них могут быть личные данные: {guess.hidden}; они в файле."


def _undecided(guess: Guess) -> Iterator[str]:
    if not guess.is_told:
        yield f"  # ? Графа № {guess.number + 1}: в её названии могут быть личные данные; переименуйте её."
        return
    if guess.role == "personal":
        return
    what = guess.question or "не понятно, что это; опишите здесь (field) или впишите в ignore"
    yield f"  # ? {quoted(guess.title)}: {guess.reason}; {what}."
    if guess.dates and guess.dates.formats:
        yield f"  # {quoted(guess.title)}: {{field: ?, dates: {_list(guess.dates.formats)}}}"


def _ignored(guesses: Sequence[Guess]) -> Iterator[str]:
    ignored = [g for g in guesses if g.role in ("skip", "personal") and g.title and g.is_told]
    if ignored:
        yield "ignore:"
    for guess in ignored:
        personal = PERSONAL_DATA.get(guess.personal, "")
        why = f"личные данные ({personal}): не читать" if guess.role == "personal" else guess.reason
        yield f"  - {quoted(guess.title)}  # {why}"


def _words(table: Located) -> Iterator[str]:
    cells = table.frame.drop(columns=["sheet", "row"])
    for key, words in (("empty_words", EMPTY_WORDS), ("ditto_words", DITTO_WORDS)):
        is_one = one_of(words)
        met: set[str] = set()
        for _, column in cells.items():
            met |= {norm(str(cell)) for cell in column[column.map(is_one, na_action="ignore").eq(True)]}
        # «б/н» is a number that is missing, and said so.
        found = [word for word in words if norm(word) in met - {"б/н"}]
        if found:
            yield f"{key}: {_list(found)}"


def _responses(table: Located, guesses: Sequence[Guess]) -> Iterator[str]:
    for guess in guesses:
        if guess.role in _ROLES:
            yield f"{_ROLES[guess.role]}: {quoted(guess.title)}"
        if guess.role == "time" and guess.dates:
            yield f"time_formats: {_list(guess.dates.formats)}"
            if guess.question:
                yield f"# ? {guess.question}."
    roles = {guess.role for guess in guesses}
    if "respondent" not in roles:
        yield "# ? Номера анкеты нет: анкеты различаются по содержанию."
    if "time" not in roles:
        yield "# ? Времени заполнения нет: датой ответа считается день получения файла."
    personal = [guess for guess in guesses if guess.role == "field" and guess.is_told]
    if personal:
        yield "# Только чтобы скрыть эти сведения в ответах своей строки; сами они не сохраняются."
        yield "columns:"
        yield from (f"  {quoted(g.title)}: {{field: {g.field}, is_required: false}}" for g in personal)
    yield from _ignored(guesses)
    yield "# В открытых вопросах это не ответы."
    yield f"empty_words: {_list([*EMPTY_WORDS[:4], '.', 'нет', 'не знаю', 'затрудняюсь ответить'])}"
