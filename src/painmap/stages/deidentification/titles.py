"""What the title of a column says of its cells: «Дата рождения», «Телефон», «ФИО», «Исполнитель»."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from painmap.intake.words import norm
from painmap.stages.deidentification.masker import Asked
from painmap.stages.deidentification.names import is_ordinary
from painmap.text import language
from painmap.text.deidentify import RECOGNISERS, Known, Masked
from painmap.text.personal.base import LIKELY


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
        is_weak: Whether they decide by what each is for sure: a known name («Кто»: «житель», «петухов»),
            a street with house and flat («Место»).
    """

    title: re.Pattern[str]
    type: str = ""
    before: str = ""
    is_certain: bool = False
    is_open: bool = False
    is_weak: bool = False

    @property
    def is_place(self) -> bool:
        """Whether places stand in the column, among them perhaps somebody's home."""
        return self.type == "ADDRESS" and self.is_open


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
    Declared(
        _title(r"рождени|\bрожд\b|\bродил|birth|\bdob\b|\b(?:д|г|дата|год)[./ ] ?р\b|^др\.?$"),
        "BIRTHDATE", "Дата рождения: ",
    ),
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
)  # fmt: skip
_DOCUMENT = Declared(_title(r"\bдокумент"), "PASSPORT", "паспорт ", is_open=True)
_PERSON = Declared(
    _title(
        r"заявител\w*|автор\w{0,3}|исполнител\w*|специалист\w*|сотрудник\w*|оператор\w{0,3}|куратор\w{0,3}"
        r"|ответственн\w+|отв|исп|applicant|author|executor|operator|assignee"
    ),
    "PERSON", is_open=True,
)  # fmt: skip
_SOMEBODY = Declared(
    _title(
        r"кто|кого|кому|кем|контакт\w{0,3}|лицо"
        r"|sender|from|to|by|recipient|contact|person|owner|user|client|customer|reporter|requester|manager"
        r"|employee|respondent|citizen|who|responsible|name"
    ),
    "PERSON", is_open=True, is_weak=True,
)  # fmt: skip
_PLACE = Declared(
    _title(
        r"\b(?:район|муниципал|город|посел|округ|регион|област|республик|территори|местност|улиц|микрорайон"
        r"|сельсовет|локаци)\w*|\b(?:сел[оа]|кра[йя]|мест[оа]|мкр|мо|нас|населенн\w+ пункт\w*"
        r"|place|district|region|area|city|town|village|municipality|street|location)\b"
    ),
    "ADDRESS", is_open=True, is_weak=True,
)  # fmt: skip
UNDECLARED = Declared(_title(""))
# «Тип заявителя», «Код исполнителя» say something about a person that names none.
_ABOUT = re.compile(
    r"(?:id|тип|вид|категори[яи]|статус|код|пол|возраст|кол(?:-во|ичество)|число|район|регион|дата(?! рожд)"
    r"|способ|наличие|причина|срок|тема|оценка)(?: (?!и\b)[\w-]+){1,2}|[\w -]+ (?:id|type|count|status)"
)
# What stands in such a column is a text, whatever it is about.
_TEXTUAL = re.compile(
    r"(?:комментари|решени|примечани|описани|содержани|резолюци|заключени|замечани|пояснени|мнени|сообщени)\w{1,3}"
    r"|(?:ответ|результат|текст|итог|отзыв|вопрос)(?:а|у|ом|ы|ов)?|отметк[аи]|суть"
    r"|comments?|answers?|repl(?:y|ies)|notes?|decision|results?|text|remarks?|feedback|message"
)
_CLAUSE = re.compile(r"[(:,;/|]|\bи\b")
_WORD = re.compile(r"[^\W\d_]+")
_TRANSPARENT = re.compile(r"данные|сведения|контакт(?:ы|ные)?|список|подпись|инициалы|n")
_BEFORE_HEAD = frozenset({"ADJF", "PRTF", "PREP", "CONJ", "NUMR"})
_NOMINATIVE = re.compile(r"\w+(?:тели|ты|ки|ры|нная|нные)")
# A question of a survey («Удобно ли Вам звонить по телефону?») is no title of a field.
_MOST_WORDS = 7

_SCORES = {r.rule: r.score for r in RECOGNISERS}
_SAYS_NOTHING = re.compile(
    r"да|нет|есть|имеется|отсутствует|аноним\w*|не ?(?:указан\w?|известн\w)|true|false|none|null"
)
_PLACEHOLDER = re.compile(
    "|".join(re.escape(p).replace(r"\{\}", r"\d+") for p in sorted({r.stand_in for r in RECOGNISERS}))
)


def declared(title: str) -> Declared:
    """What the title of a column says of its cells."""
    words = norm(title).replace("_", " ")
    if words.endswith("?") or len(words.split()) > _MOST_WORDS:
        return UNDECLARED
    if not _ABOUT.fullmatch(words):
        for one in _DECLARED:
            found = one.title.search(words)
            if found and not _is_of_text(words[: found.start()]):
                return one
        if person := _person(_WORD.findall(words)):
            return person
        if _DOCUMENT.title.search(words):
            return _DOCUMENT
    return _PLACE if _PLACE.title.search(words) else UNDECLARED


def _is_of_text(before: str) -> bool:
    """Whether what a title speaks of belongs to a text: «Комментарий по телефону», «Ответ на почту»."""
    return any(map(_TEXTUAL.fullmatch, _WORD.findall(_CLAUSE.split(before)[-1])))


def _person(words: list[str]) -> Declared | None:
    """`_PERSON` or `_SOMEBODY` if the head of the title is somebody («Решение специалиста» is a decision)."""
    if not words:
        return None
    if words[-1].isascii():
        tail = ([word for word in words if word != "name"] or words)[-1]
        is_text = _TEXTUAL.fullmatch(words[0])
        return next((d for d in (_PERSON, _SOMEBODY) if not is_text and d.title.fullmatch(tail)), None)
    if any(_PERSON.title.fullmatch(word) and _is_nominative(word) for word in words):
        return _PERSON
    head = next((word for word in words if not _is_before_head(word)), words[0])
    if _PERSON.title.fullmatch(head):
        return _PERSON
    seen = language.word(head)
    # «Принял», «Звонивший», «Инспектор»; «Графа» is the genitive of a count.
    is_doer = seen.pos in ("VERB", "PRTF") or (seen.animate and seen.lemma == head)
    return _SOMEBODY if is_doer or any(map(_SOMEBODY.title.fullmatch, (head, words[-1]))) else None


def _is_nominative(form: str) -> bool:
    return bool(_NOMINATIVE.fullmatch(form)) or language.word(form).lemma == form


def _is_before_head(form: str) -> bool:
    """«от», «ответственный», «данные»: the head comes after."""
    if _SOMEBODY.title.fullmatch(form) and not form.startswith("контакт"):
        return False
    return bool(_TRANSPARENT.fullmatch(form)) or language.word(form).pos in _BEFORE_HEAD


def is_personal(title: str, masked: Masked) -> bool:
    """Whether more is found in a title than an ordinary word: «Пол», «Майя», «Вера»."""
    return any(
        _SCORES[rule] >= LIKELY and (kind != "PERSON" or not _is_plain(title, start, end))
        for (start, end, kind), rule in zip(masked.spans, masked.rules, strict=True)
    )


def _is_plain(title: str, start: int, end: int) -> bool:
    found = title[start:end]
    # «Звонки Мороз»: a capital letter within a title.
    is_word = not title[:start].strip() or title.isupper() or found.islower()
    return is_word and is_ordinary(found)


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
