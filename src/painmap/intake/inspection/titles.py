"""What titles of columns mean in the registers that agencies keep: a table, the surest pattern first."""

from __future__ import annotations

import re
from functools import lru_cache

from painmap.intake.words import norm

_NUMBER = (
    r"(?:№|n|номер|рег\.? ?№|рег\.? номер|регистрационный (?:№|номер)|вх\.? ?№|вх\.? номер"
    r"|входящий (?:№|номер)|№ ?вх)"
)
_OF = (
    r"(?: (?:обращения|сообщения|инцидента|карточки|запроса|документа|заявки|письма|дела"
    r"|регистрации|вх))?\.?"
)
# Field of RAW_APPEALS (or «skip»: of no use; «time» of a survey) → patterns, the surest first.
_TITLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "registered_date",
        (
            r"дата (?:рег\w*\.?|регистрации)(?: \w+)?|registration[ _]date|registered(?:[ _](?:at"
            r"|on|date))?",
            r"дата (?:поступления|приема|подачи|вх\w*|получения)(?: \w+)?",
            r"дата (?:обращения|создания|звонка|сообщения|заявления|публикации|отзыва|комментария"
            r"|начала)(?: \w+)?"
            r"|created(?:[ _](?:at|on|date))?|creation[ _]date|время создания",
            r"дата(?: и время)?|date|datetime|date[ _]?time|timestamp|published(?:[ _]at)?|когда поступило",
        ),
    ),
    (
        "time",
        (
            r"отметка времени|timestamp|время создания|дата (?:заполнения|прохождения|ответа)"
            r"|submitted(?: at)?",
        ),
    ),
    (
        "answered_date",
        (
            r"(?:факт\w*\.? )?дата (?:отправки )?(?:ответа|закрытия|завершения|исполнения|окончания"
            r"|решения)(?: \w+)?"
            r"|факт\w*\.? дата(?: \w+)?|фактическое время выполнения",
            r"дата снятия с контроля|ответ / дата|answered(?:[ _](?:at|on|date))?"
            r"|closed(?:[ _](?:at|on|date))?"
            r"|resolved(?:[ _]at)?",
        ),
    ),
    ("extended_until_date", (r"(?:срок )?продл[её]н\w*(?: до)?|.*/ продл\w+|дата продления",)),
    ("forwarded_date", (r"дата пере(?:направления|адресации|дачи)|(?:.*/ )?перенаправлено",)),
    (
        "skip",
        (
            r"(?:контрольный |крайний |плановый )?срок(?: \w+){0,2}|план\w*\.? (?:дата"
            r"|время)(?: \w+)?|время"
            r"|крайний срок \w+|исх\w*\.? ?(?:№|номер)|ответ / исх.*|оценка|теги?|фото.*|карта"
            r"|часовой пояс.*"
            r"|вложени[ея]|приложени[ея]|ссылка|url|link|pii|одобрено|likes?(?:_number|_count)?"
            r"|comments_number",
        ),
    ),
    (
        "client_source_id",
        (
            r"(?:код|id|ид|идентификатор) (?:заявителя|автора|клиента|отправителя|пользователя|гражданина)",
            r"(?:client|user|author|from|sender|applicant|customer)[ _]?id",
        ),
    ),
    (
        "email",
        (
            r"(?:[^,]* )?(?:e-?mail|эл\w*\.? ?почта|электронная почта|адрес электронной почты"
            r"|email address)",
        ),
    ),
    (
        "phone",
        (
            r"(?:[^,]*[ /])?(?:телефон\w*|тел\.?|моб\w*\.?|номер телефона|контактный телефон"
            r"|phone(?: number)?)",
        ),
    ),
    (
        "address",
        (
            r"(?:[^,]*[ /])?(?:почтовый |домашний |фактический )?адрес(?: (?:заявителя|проживания"
            r"|регистрации))?|address",
        ),
    ),
    (
        "executor",
        (
            r"(?:[^,]*[ /])?(?:отв\w*\.? |ответственный )?исполнител[ьи](?: \(?фио\)?)?"
            r"|кому (?:поручено|расписано)"
            r"|кто (?:принял|вел прием)|ответственн\w+(?: \w+)?|специалист|оператор|executor"
            r"|assignee|operator",
        ),
    ),
    (
        "person_name",
        (
            r"(?:[^,]*[ /])?(?:фио|ф\.? ?и\.? ?о\.?|фамилия[^,]*)(?: (?:заявителя|гражданина|автора))?",
            r"(?:.*/ )?(?:заявитель|автор|корреспондент|отправитель|гражданин|пользователь|от кого"
            r"|имя)(?: обращения)?"
            r"|author|applicant|sender|user ?name|name|full name",
        ),
    ),
    (
        "appeal_id",
        (
            rf"(?:регистрационный|рег\.?|входящий|вх\.?) ?(?:№|номер){_OF}|appeal[ _]?id"
            rf"|reg(?:istration)?[ _](?:number|id)",
            rf"{_NUMBER} (?:обращения|сообщения|инцидента|карточки|запроса|документа|заявки|письма)",
            rf"{_NUMBER}{_OF}|id(?: обращения)?|ид|идентификатор(?: обращения)?|код обращения|number|no\.?",
            r"№ ?п[/.]?п\.?|п[/.]?п|index|row[ _]?id",
        ),
    ),
    (
        "text",
        (
            r"(?:полный )?текст (?:обращения|сообщения|инцидента|жалобы|письма|отзыва|комментария)",
            r"(?:краткое )?(?:содержание|суть)(?: (?:обращения|вопроса|жалобы))?|текст|text|message"
            r"|body|appeal[ _]?text",
            r"сообщение|описание(?: \w+)?|аннотация|отзыв|комментарий|обращение|вопрос|content"
            r"|comment|description|review",
        ),
    ),
    (
        "channel_code",
        (
            r"(?:способ|канал|вид|форма|источник) (?:поступления|доставки|получения|подачи)|(?:.*/ )?канал"
            r"|как поступило|откуда поступило|channel|source",
        ),
    ),
    (
        "appeal_kind",
        (
            r"(?:вид|тип) (?:обращения|документа|сообщения|запроса)|kind|appeal[ _](?:kind|type)",
            r"вид|тип|type",
        ),
    ),
    ("form_code", (r"форма обращения|(?:.*/ )?форма",)),
    ("client_kind", (r"(?:.*/ )?(?:вид|тип) (?:клиента|потребителя)|client[ _](?:kind|type)",)),
    (
        "applicant_code",
        (
            r"(?:.*/ )?(?:категория|тип|вид|статус) (?:заявителя|автора|гражданина)"
            r"|заявитель / категория",
        ),
    ),
    ("reason_code", (r"причина(?: обращения)?(?: \(код\))?|reason(?:[ _]code)?",)),
    (
        "source_topic",
        (
            r"подкатегория|тема(?: обращения| вопроса| \(код\))?|код (?:вопроса|темы)|topic|subtopic",
            r"рубрика|тематика|категория(?: обращения| вопроса)?|группа тем|раздел|услуга|product"
            r"|category|subject|продукт",
        ),
    ),
    ("unit", (r"(?:.*/ )?(?:структурное )?подразделение|отдел|управление|unit|department|division",)),
    (
        "municipality",
        (
            r"муниципал\w+(?: \w+)?|территория|район(?:, город)?|(?:.*/ )?район, город|город"
            r"|населенный пункт|округ"
            r"|municipality|city|district",
        ),
    ),
    ("is_repeat", (r"повт\w*\.?(?: обращение)?|is[ _]repeat(?:ed)?|repeat",)),
    ("is_collective", (r"колл\w*\.?(?: обращение)?|is[ _]collective",)),
    (
        "outcome_code",
        (
            r"(?:.*/ )?результат(?: рассмотрения)?(?: \w+){0,2}|итог|outcome|result|resolution"
            r"|принятое решение|меры|решение",
            r"статус(?: \w+)?|состояние(?: \w+)?|status|state|контроль|текущий шаг(?: \w+)?",
        ),
    ),
)
_COMPILED = tuple(
    (field, rank, re.compile(pattern)) for field, patterns in _TITLES for rank, pattern in enumerate(patterns)
)
# What happened, in one word: over dates the day of it, in a cell a status, so no sign of a header.
_EVENTS = (
    ("registered_date", re.compile(r"(?:поступил|зарегистрирован|получен)[оа]?")),
    ("answered_date", re.compile(r"(?:исполнен|выполнен|отвечен|закрыт|завершен|решен)[оа]?|дан ответ")),
)
# «ФИО, адрес, тел.»: several facts in one cell.
_FACTS = re.compile(r", | и (?!время)|/ ?(?=тел)")


@lru_cache(1 << 12)
def by_title(title: str) -> tuple[tuple[str, int], ...]:
    """Fields that a title may mean, with the rank of the pattern that says so (0: the surest), best first."""
    words = norm(title).replace("_", " ").strip(" .:*")
    found: dict[str, int] = {}
    # «Ответ / Дата»: both lines together, else the lower one alone.
    for form in dict.fromkeys((norm(title).strip(" :*"), words, words.rpartition(" / ")[2])):
        for field, rank, pattern in _COMPILED:
            if pattern.fullmatch(form):
                found.setdefault(field, rank)
    return tuple(sorted(found.items(), key=lambda item: item[1]))


def by_event(title: str) -> str:
    """The date field that a title of one word means over dates («Исполнено»); empty for any other."""
    words = norm(title).strip(" .:*")
    return next((field for field, pattern in _EVENTS if pattern.fullmatch(words)), "")


def is_known(title: str) -> bool:
    """Whether a title is one of a register."""
    return bool(by_title(title))


def facts_of(title: str) -> tuple[str, ...]:
    """Fields of the facts that a title names one after the other, empty for one that is not known."""
    found = [by_title(part) for part in _FACTS.split(norm(title)) if part]
    return tuple(fields[0][0] if fields else "" for fields in found)


def is_compound(title: str) -> bool:
    """Whether a title names several facts («ФИО, адрес, тел.», «Дата и № ответа»)."""
    parts = [part for part in _FACTS.split(norm(title)) if part]
    return (
        len(parts) > 1
        and not by_title(title)
        and sum(is_known(part) or part.startswith("№") for part in parts) > 0
    )
