"""Words of registers and their canonical codes: those of ready formats first, then stems known to be used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from painmap.intake.words import norm
from painmap.params.models import Format
from painmap.schema import RAW_APPEALS

# Field → word in the form of `norm` → code.
Known = Mapping[str, Mapping[str, str]]

# Fields whose words are codes; a register's words for the others stay as they are.
CODED = (
    "outcome_code", "appeal_kind", "form_code", "client_kind", "applicant_code", "channel_code", "is_repeat",
    "is_collective",
)  # fmt: skip
_YES_NO = {
    "true": r"да|повторн\w*|коллективн\w*|\+|истина|true|yes|1",
    "false": r"нет|первичн\w*|индивидуальн\w*|-|ложь|false|no|0",
}
# Code → pattern of the whole word; the first counts («частично удовлетворено» before «удовлетворено»).
_STEMS: Mapping[str, Mapping[str, str]] = {
    "outcome_code": {
        # It is over, but with what result another column says.
        "": r"закрыт\w*|заверш[её]н\w*|снят\w* с контроля|без контроля|ответ дан|closed|done|finished",
        "upheld_partly": r".*частично.*",
        "upheld_pending": r".*(?:запланир|взято на контроль|принято к исполнению|в исполнении"
            r"|меры не завершены).*",
        "refused": r"(?:рассмотрено\. ?)?(?:отказ\w*|не (?:поддержан|удовлетвор|решен)\w*)(?: .*)?",
        "pending": r"(?:на|в) (?:рассмотрении|работе|исполнении|контроле|модерации)|новый|нов(?:ое"
            r"|ая)|зарегистрирован\w*"
        r"|открыт\w*|open|new|in progress|pending",
        "explained": r".*разъясн\w*.*|дана консультация",
        "forwarded": r".*(?:перенаправл|переадрес|по компетенции|перед[аа]но|направлено в).*",
        "left_unanswered": r".*без (?:ответа|рассмотрения).*|не требует ответа|.*к сведению.*",
        "withdrawn": r".*(?:отозван|прекращ|снято по просьбе|удалено автором).*",
        "upheld": r"(?:рассмотрено\. ?)?(?:удовлетвор\w*|поддержан\w*|решен\w*|вопрос решен"
            r"|меры приняты|выполнен\w*"
        r"|исполнен\w*|resolved|satisfied|upheld)(?:[,.]? меры приняты)?",
    },
    "appeal_kind": {
        # No kind was chosen.
        "": r"обращение|сообщение|appeal",
        "complaint": r"жалоб\w*|претензи\w*|complaint", "statement": r"заявлени\w*|statement|application",
        "suggestion": r"предложени\w*|инициатив\w*|suggestion", "request": r"запрос\w*(?: \w+)?|вопрос\w*"
            r"|request|question",
        "thanks": r"благодарност\w*|thanks|gratitude",
    },
    "form_code": {
        "written": r"письм\w*\.?|на бумаге|written", "electronic": r".*электр\w*\.?.*|electronic",
        "oral": r"устн\w*\.?|oral",
    },
    "client_kind": {
        "external": r"внешн\w*|гражданин|заявитель|external", "internal": r"внутренн\w*"
            r"|сотрудник\w*|internal",
        "unknown": r"не установлен\w*|неизвест\w*|unknown",
    },
    "applicant_code": {
        "entrepreneur": r"ип|индивидуальный предприниматель|entrepreneur",
        "company": r"юл|юр\.? ?лиц\w*|юридическое лицо|организаци\w*|company", "media": r"сми"
            r"|редакция|media",
        "staff": r"сотрудник\w*|работник\w*|staff",
        "person": r"фл|физ\.? ?лиц\w*|физическое лицо|граждан\w*|person",
    },
    "channel_code": {
        "email": r"(?:на )?(?:эл\w*\.? ?почт\w*|электронн\w+ почт\w+|e-?mail)",
        "post": r"почт\w*(?: россии)?|почтов\w+ связь|нарочн\w*|письмо|post|mail",
        "site": r"(?:официальный )?сайт.*|интернет-при[её]мная|обратная связь.*|web|site",
        "epgu": r"епгу|(?:портал )?госуслуг\w*", "pos": r"пос|платформа обратной связи",
        "vk": r"вк|vk|вконтакте|.* вконтакте", "telegram": r"telegram|телеграм\w*",
        "social": r"соц\w*\.? ?сети",
        "reception": r"личн\w+ при[её]м\w*|лично", "hotline": r"телефон доверия|горячая линия"
            r"|hotline|call-?центр",
        "secretary": r"тел\.?|телефон\w*|звонок|устно по телефону|phone", "event": r"мероприяти\w*",
        "box": r"ящик.*", "other": r"ин(?:ое|ые)|прочее|другое|other",
    },
    "is_repeat": _YES_NO,
    "is_collective": _YES_NO,
}  # fmt: skip
_PLAIN_WORD = re.compile(r"[\w -]+")
_COMPILED = {
    field: tuple((code, re.compile(norm(pattern))) for code, pattern in stems.items())
    for field, stems in _STEMS.items()
}


def known_words(formats: Iterable[Format]) -> Known:
    """Words of ready formats whose code is the same in all of them, and the titles of the schema."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for column in RAW_APPEALS.columns:
        for code, title in (column.allowed or {}).items():
            found[column.name][norm(title)].add(code)
            found[column.name][norm(code)].add(code)
    for field, stems in _STEMS.items():
        for code, pattern in stems.items():
            for word in filter(_PLAIN_WORD.fullmatch, pattern.split("|")):
                found[field][norm(word)].add(code)
    for layout in formats:
        for mapping in layout.columns.values():
            for word, code in mapping.values.items():
                if mapping.field in CODED:
                    found[mapping.field][norm(word)].add(code)
    return {
        field: {word: next(iter(codes)) for word, codes in words.items() if len(codes) == 1}
        for field, words in found.items()
    }


def code_of(field: str, word: str, known: Known) -> str | None:
    """The canonical code of a word in a field, empty for one that means nothing there; None if not known."""
    form = norm(word)
    if (code := known.get(field, {}).get(form)) is not None:
        return code
    return next((code for code, pattern in _COMPILED.get(field, ()) if pattern.fullmatch(form)), None)
