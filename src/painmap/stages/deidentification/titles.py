"""What the title of a column says of its cells: «Дата рождения», «Телефон», «ФИО», «Исполнитель»."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from painmap.intake.words import norm
from painmap.stages.deidentification.masker import Asked
from painmap.text.deidentify import RECOGNISERS, Known, Masked


@dataclass(frozen=True)
class Declared:
    """What the title of a column says of its cells.

    Attributes:
        title: Which titles, in the form of `norm` with blanks for `_`.
        type: TYPE of what stands in the column; empty for any other column.
        before: What is put before a cell with digits so that the recognisers see its context.
        is_certain: Whether a word in the column is a person's name although no recogniser says so.
        is_open: Whether other things stand in such columns too («Отдел писем» as executor, «Документ № 7»),
            so that the values decide.
    """

    title: re.Pattern[str]
    type: str = ""
    before: str = ""
    is_certain: bool = False
    is_open: bool = False


def _title(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


# The first that fits: «Адрес электронной почты» is no address, «Имя пользователя» no name.
_DECLARED = (
    Declared(_title(r"e-?mail|\bпочт[аы]?\d*\b|эл\w*\.?\s?почт|электронн\w+ (?:почт|адрес)"), "EMAIL"),
    Declared(
        _title(
            r"\bтелефон(?:а|ы|ов)?\d*\b|\bтел\d*\b|\bмоб\b|\bмобильн\w+\b(?! прилож)|phone|\bmobile\b(?! app)"
        ),
        "PHONE", "Телефон: ",
    ),
    Declared(_title(r"рождени|рожд\b|birth|\bdob\b|\bд[./] ?р\b|^др\.?$"), "BIRTHDATE", "Дата рождения: "),
    Declared(_title(r"снилс|snils"), "SNILS", "СНИЛС "),
    Declared(_title(r"\bинн\b|\binn\b"), "INN", "ИНН "),
    Declared(_title(r"паспорт|passport"), "PASSPORT", "паспорт "),
    Declared(
        _title(
            r"\bлогин|\blogin\b|\b(?:user|nick) ?name|имя пользователя|\bник(?:нейм)?\b|аккаунт|учетн\w+ зап"
        ),
        "ACCOUNT",
    ),
    Declared(
        _title(
            r"\bфио\b|\bф\. ?и\. ?о\b|фамили|отчеств|\bимя\b(?! файл)|(?:last|full|sur|middle|first) ?name"
            r"|patronymic"
        ),
        "PERSON", is_certain=True,
    ),
    Declared(_title(r"\bадрес(?:а|у|ом)?\b|\baddress\b|\bместо (?:жительств|проживани)"), "ADDRESS"),
    Declared(
        _title(
            r"\b(?:заявител|автор|исполнител|специалист|сотрудник|оператор|куратор)\w*|\bответственн\w+"
            r"|\b(?:applicant|author|executor|operator|assignee)\b"
        ),
        "PERSON", is_open=True,
    ),
    Declared(_title(r"\bдокумент"), "PASSPORT", "паспорт ", is_open=True),
)  # fmt: skip
UNDECLARED = Declared(_title(""))
# «Тип заявителя», «Код исполнителя» say something about a person that names none.
_ABOUT = re.compile(
    r"(?:id|тип|вид|категори[яи]|статус|код|пол|возраст|кол(?:-во|ичество)|число|район|регион|дата(?! рожд)"
    r"|способ|наличие|причина|срок|тема|оценка)(?: (?!и\b)[\w-]+){1,2}|[\w -]+ (?:id|type|count|status)"
)
# A question of a survey («Удобно ли Вам звонить по телефону?») is no title of a field.
_MOST_WORDS = 7

_SAYS_NOTHING = re.compile(
    r"да|нет|есть|имеется|отсутствует|аноним\w*|не ?(?:указан\w?|известн\w)|true|false|none|null"
)
_PLACEHOLDER = re.compile(
    "|".join(re.escape(p).replace(r"\{\}", r"\d+") for p in sorted({r.stand_in for r in RECOGNISERS}))
)

_ORGANISATION = re.compile(
    r"\b(?:администрац|отдел|управлен|комитет|департамент|министерств|минист|служб|инспекц|учрежден|центр|школ|больниц"
    r"|поликлиник|район|город|област|кра[йя]\b|округ|республик|посел|совет|дум[аыу]\b|прием|канцеляр|сектор|бюро"
    r"|агентств|фонд|палат|прокуратур|полици|суд\b|банк|компани|предприят|завод|обществ|организац|филиал|дирекц|штаб"
    r"|групп|подразделен|орган|лиц[оа]\b|гражд|населен|систем|портал|сайт|руковод|начальник|заместител|глав[аы]\b"
    r"|специалист|консультант|эксперт|оператор|инженер|мастер|директор|бухгалтер|юрист|врач"
    r"|ооо|оао|зао|пао|ао|ип|мку|мбу|мбоу|мкоу|мбдоу|гбу|гку|гуп|муп|огу\w*|жкх|жэк|тсж|мвд|мчс|мфц|ук)"
    r"|\b(?:department|office|administration|committee|ltd|team)\b"
)
_NAME_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?\.?(?:\s?[^\W\d_]+(?:-[^\W\d_]+)?\.?){0,2}")


def declared(title: str) -> Declared:
    """What the title of a column says of its cells."""
    words = norm(title).replace("_", " ")
    if words.endswith("?") or len(words.split()) > _MOST_WORDS or _ABOUT.fullmatch(words):
        return UNDECLARED
    return next((d for d in _DECLARED if d.title.search(words)), UNDECLARED)


def asked(cell: str, column: Declared, known: Known | None = None) -> Asked:
    """A cell as it is handed to the masker: after its context, and with what is known of its row."""
    before = column.before if any(c.isdigit() for c in cell) else ""
    if known is None:
        known = Known(name=cell) if column.is_certain and says_something(cell) else Known()
    return before + cell, known


def without_context(cell: str, masked: Masked, column: Declared) -> Masked:
    """The result for the cell alone; `masked` is that for `asked(cell, …)`."""
    shift = len(asked(cell, column)[0]) - len(cell)
    if not shift:
        return masked
    # A finding starts after the context's words, never within them.
    spans = tuple((max(start - shift, 0), end - shift, kind) for start, end, kind in masked.spans)
    return replace(masked, text=masked.text[shift:], spans=spans)


def has_rest(text: str) -> bool:
    """Whether letters or digits stand outside of placeholders."""
    return any(c.isalnum() for c in _PLACEHOLDER.sub("", text))


def says_something(cell: str) -> bool:
    """Whether a cell of a column of personal data may hold some: no placeholder, no «не указан»."""
    return has_rest(cell) and not _SAYS_NOTHING.fullmatch(norm(cell))


def looks_like_name(label: str) -> bool:
    """One to three words («мороз», «Тамбовцев Е. Х.») of which none is that of an organisation or a post."""
    return bool(_NAME_WORDS.fullmatch(label.strip())) and not _ORGANISATION.search(norm(label))
