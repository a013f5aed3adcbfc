"""An inspection in words: what the file is, its columns with samples, what a person must decide."""

from __future__ import annotations

from painmap.codes import PERSONAL_DATA
from painmap.intake.inspection.findings import Guess, Located
from painmap.intake.inspection.fits import Fit
from painmap.intake.inspection.surveys import Asked
from painmap.intake.inspection.telling import shown
from painmap.schema import RAW_APPEALS
from painmap.stages.inspection.parts import Inspection

_TITLE_WIDTH = 36
_QUESTION_WIDTH = 90
_WORDS = 3


def told(found: Inspection) -> list[str]:
    """The lines that are shown of an inspection, up to where the drafts were written."""
    lines = [f"Файл: {found.kind.title}; записей: {found.records}."]
    if found.table is not None:
        lines += _table(found.table)
    if found.fit is not None:
        lines += ["", *_fit(found.fit, is_drafted=bool(found.questions))]
    if found.guesses:
        lines += ["", f"Графы ({len(found.guesses)}):"]
        columns = [guess for guess in found.guesses if guess.role != "question"]
        width = min(_TITLE_WIDTH, max((len(_title(guess)) for guess in columns), default=0))
        lines += [line for guess in columns for line in _column(guess, width, found)]
    if found.questions:
        lines += ["", f"Вопросы анкеты ({len(found.questions)}):"]
        lines += [line for n, asked in enumerate(found.questions, 1) for line in _question(n, asked, found)]
    if found.todo:
        lines += ["", "Решите сами:"]
        lines += [f"  {number}. {sentence}" for number, sentence in enumerate(found.todo, start=1)]
    return lines


_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 с меткой (BOM)",
    "utf-16": "UTF-16",
    "cp1251": "Windows-1251",
}
_DELIMITER_NAMES = {";": "точка с запятой", ",": "запятая", "\t": "табуляция", "|": "вертикальная черта"}


def _table(table: Located) -> list[str]:
    lines = []
    if table.delimiter:
        name = _DELIMITER_NAMES.get(table.delimiter, f"«{table.delimiter}»")
        encoding = _ENCODINGS.get(table.encoding, table.encoding)
        lines.append(f"  Кодировка: {encoding}; разделитель: {name}.")
    elif table.encoding:
        return [f"  Кодировка: {_ENCODINGS.get(table.encoding, table.encoding)}."]
    elif any(table.sheets):
        sheets = (
            f"«{name}» (строк: {rows}{'' if name in table.read else ', не читается'})"
            for name, rows in table.sheets.items()
        )
        lines.append(f"  Листы: {', '.join(sheets)}.")
    where = (
        f"в строке {table.start + 1}"
        if table.header_rows == 1
        else f"в строках {table.start + 1}–{table.start + 2}"
    )
    lines.append(f"  Шапка: {where}." if table.header_rows else "  Шапки нет: графы названы по порядку.")
    heads = {"note": "примечания и строки над шапкой", "month": "месяцы", "total": "итоги", "blank": "пустые"}
    other = [f"{title} — {table.heads[head]}" for head, title in heads.items() if table.heads.get(head)]
    if other:
        lines.append(f"  Строки, которые не данные: {'; '.join(other)}.")
    return lines


def _fit(fit: Fit, *, is_drafted: bool) -> list[str]:
    name = f"«{fit.format.id}» ({fit.format.title})"
    if fit.missing:
        missing = ", ".join(f"«{title}»" for title in fit.missing)
        return [f"Почти подходит готовый формат {name}: в файле нет граф {missing}."]
    found = ": все его графы найдены" if fit.has_titles else ""
    lines = [f"Подходит готовый формат {name}{found}."]
    if fit.questionnaire:
        lines.append(f"  Анкета «{fit.questionnaire}»: вопросов найдено {fit.asked[0]} из {fit.asked[1]}.")
    elif fit.needs_questionnaire and is_drafted:
        lines.append("  Готовой анкеты к этим вопросам нет, её черновик — ниже.")
    if fit.new and not is_drafted:
        lines.append(f"  Граф, которых формат не знает: {fit.new}; они не будут прочитаны.")
    return lines


_ROLES = {
    "question": "вопрос анкеты",
    "respondent": "номер анкеты",
    "time": "время заполнения",
    "personal": "личные данные: не читать",
    "skip": "не читать",
    "unknown": "не понятно",
    "doubled": "не понятно",
    "parts": "сведения о заявителе, по частям",
}


def _title(guess: Guess) -> str:
    return shown(guess.title, _TITLE_WIDTH) if guess.is_told else "(название скрыто)"


def _column(guess: Guess, width: int, found: Inspection) -> list[str]:
    meaning = _ROLES.get(guess.role, "")
    if guess.role == "field":
        meaning = f"{RAW_APPEALS.column(guess.field).meaning} ({guess.field})"
    lines = [f"{guess.number + 1:>4}  {_title(guess):<{width}}  → {meaning} — {guess.reason}"]
    if guess.dates and guess.dates.formats:
        decided = f"; {guess.dates.decided}" if guess.dates.decided else ""
        lines.append(f"        вид дат: {', '.join(guess.dates.formats)}{decided}")
    if guess.values:
        words = len(guess.values) + len(guess.asked) + guess.hidden
        lines.append(f"        слов с кодом: {len(guess.values)} из {words}")
    total = len(found.table.frame) if found.table is not None else 0
    share = f"заполнено {100 * guess.filled / total:.0f} %" if total else ""
    if guess.personal and guess.role in ("field", "personal", "unknown", "parts"):
        lines.append(f"        {PERSONAL_DATA[guess.personal]}; {share}; значения не показаны")
    elif values := found.samples.get(guess.number):
        lines.append(f"        {share}; примеры: {' · '.join(values)}")
    return lines


def _question(number: int, asked: Asked, found: Inspection) -> list[str]:
    first, last = asked.columns[0] + 1, asked.columns[-1] + 1
    places = f"графа {first}" if first == last else f"графы {first}–{last}"
    guess = next(guess for guess in found.guesses if guess.number == asked.columns[0])
    text = shown(asked.text, _QUESTION_WIDTH) if guess.is_told else "(название скрыто)"
    lines = [f"  q{number:<3} {text}", f"        {places} → {guess.reason}"]
    words = [*asked.options, *asked.labels] or found.samples.get(guess.number, ())
    if words:
        more = f" · … (всего {len(words)})" if len(words) > _WORDS else ""
        head = "варианты" if asked.options or asked.labels else "примеры"
        lines[-1] += f"; {head}: " + " · ".join(shown(word, 40) for word in words[:_WORDS]) + more
    return lines
