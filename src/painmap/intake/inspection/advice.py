"""What an inspection could not decide, and what a person must do about it: Russian sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from painmap.intake.inspection.findings import Guess, Located, Rows
from painmap.intake.inspection.surveys import Asked
from painmap.intake.inspection.telling import shown
from painmap.schema import RAW_APPEALS

_FEW_WORDS = 5


def undecided(table: Located, rows: Rows, guesses: Sequence[Guess], questions: Sequence[Asked]) -> list[str]:
    """The sentences, the weightiest first."""
    found = [*_of_register(guesses)] if rows == "appeals" else [*_of_survey(guesses, questions)]
    doubled = [guess for guess in guesses if guess.role == "doubled"]
    return [*_of_doubled(doubled), *found, *_of_table(table)]


def _named(guess: Guess) -> str:
    return f"«{shown(guess.title, 50)}»" if guess.is_told else f"№ {guess.number + 1}"


def _of_doubled(doubled: Sequence[Guess]) -> Iterator[str]:
    for guess in doubled:
        yield f"Графа {_named(guess)} стоит в шапке дважды: переименуйте или удалите одну в выгрузке."


def _of_register(guesses: Sequence[Guess]) -> Iterator[str]:
    fields = {guess.field for guess in guesses if guess.role == "field"}
    if "registered_date" not in fields:
        yield (
            "Даты регистрации нет ни в одной графе: без неё строка не принимается. "
            "Найдите её и впишите {field: registered_date, dates: […]}."
        )
    if "appeal_id" not in fields:
        yield (
            "Номера обращения нет: строки называются по своему месту в файле (unnumbered: row). "
            "Если номер есть, впишите {field: appeal_id}."
        )
    if "text" not in fields:
        yield "Текста обращения нет: проблемы по такому файлу не найти. Если он есть, впишите {field: text}."
    for guess in guesses:
        yield from _of_column(guess)
    unknown = [guess for guess in guesses if guess.role == "unknown" and not guess.question and guess.is_told]
    if unknown:
        names = ", ".join(map(_named, unknown))
        yield f"Не понятно, что в графах {names}: опишите их в columns (field) или впишите в ignore."
    if "channel_code" not in fields:
        yield (
            "Канала поступления в файле нет: впишите его код в defaults (channel_code: …) "
            "или в источнике профиля органа (channel: …)."
        )


def _of_column(guess: Guess) -> Iterator[str]:
    if not guess.is_told:
        yield f"Графа № {guess.number + 1}: в названии могут быть личные данные; переименуйте её в выгрузке."
        return
    if guess.question:
        yield f"Графа {_named(guess)}: {guess.question}."
    if guess.asked:
        words = ", ".join(f"«{shown(word, 40)}» ({count})" for word, count in guess.asked[:_FEW_WORDS])
        more = f" и ещё {len(guess.asked) - _FEW_WORDS}" if len(guess.asked) > _FEW_WORDS else ""
        meaning = RAW_APPEALS.column(guess.field).meaning.lower()
        unless = ", если их нет среди каналов профиля" if guess.by_profile else ""
        yield f"Графа {_named(guess)} ({meaning}): впишите в values коды слов {words}{more}{unless}."
    if guess.hidden:
        yield (
            f"Графа {_named(guess)}: слов не показано {guess.hidden}, в них могут быть личные данные; "
            "посмотрите их в файле и впишите в values."
        )


def _of_survey(guesses: Sequence[Guess], questions: Sequence[Asked]) -> Iterator[str]:
    roles = {guess.role for guess in guesses}
    if "respondent" not in roles:
        yield "Номера анкеты нет: анкеты различаются по содержанию; лучше выгрузить файл вместе с номерами."
    if "time" not in roles:
        yield "Времени заполнения нет: датой ответа считается день получения файла, он должен быть в замере."
    for guess in guesses:
        if guess.role != "question":
            yield from _of_column(guess)
    for number, question in enumerate(questions, start=1):
        if question.note:
            yield f"Вопрос q{number} («{shown(question.text, 50)}»): {question.note}."
    yield "Чьи это ответы, по файлу не узнать: в анкете проверьте client_kind (external или internal)."


def _of_table(table: Located) -> Iterator[str]:
    yield from table.warnings
    others = [name for name in table.sheets if name not in table.read]
    if others:
        yield f"Листы с другой шапкой не читаются ({len(others)}); если данные там, укажите --sheet."
    if table.lone:
        yield f"Строк с одной заполненной ячейкой: {table.lone}; если это не данные, опишите их в skip."
    if broken := table.heads.get("rejected", 0):
        yield f"Строк повреждено (кавычки, число граф): {broken}; приём отклонит их и назовёт место."
