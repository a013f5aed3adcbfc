"""A text as the models read it best: a copy of equal length, so that offsets hold for the text itself.

The models learnt from news: words in capitals are names to them, and a line without punctuation is one
sentence whose tree is wrong.
"""

from __future__ import annotations

import re

from painmap.text import language

# Longer is no appeal; 50,000 characters are 8,000 words. What follows is not read.
MAX_CHARACTERS = 50_000
_MASK = re.compile(r"\[[^\[\]\n]{1,40}\]")
_CAPITALS = re.compile(r"(?<![\w\[-])[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})*(?!\w)|(?<![\w\[])[А-ЯЁ](?!\w)")
_BEGINS = re.compile(r"(?:^|[.!?…]\s*|\n\s*)$")
# A text whose letters are capitals in this part is written in capitals throughout.
_SHOUTED, _MIN_LETTERS = 0.6, 8
_SHORT_WORDS = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "ADVB", "PRED", "VERB", "INFN"})
_LONG_WORD = 4
# Words of a stretch without punctuation from which the syntax model is unreliable; words of a piece at least.
_RUN_ON, _PIECE = 25, 6
# How to reach the author, at the end of a text: «мой телефон [телефон]», «звоните [телефон]».
_CONTACT = re.compile(
    r"[ \t](?=(?:(?:мой|моя|ответ|прошу|просьба|направить|на|звоните|деньги|перевести|карту|дата|рождения|"
    r"тел|телефон|номер|паспорт|снилс|инн|эл|почта|почту|проживаю|по|адресу|меня|зовут|машина|госномер|выдан|с|уважением)"
    r"[.,:]?[ \t]+){1,5}"
    r"\[(?:телефон|паспорт|СНИЛС|ИНН|эл\. почта|банковские реквизиты|дата рождения|ФИО))",
    re.IGNORECASE,
)
_STRETCH = re.compile(r"[^.,;:!?()…–—\n]+")
_CLAUSE_WORD = (
    r"(?:что|чтобы|если|когда|потому|поэтому|хотя|пока|но|однако|зато|котор(?:ый|ая|ое|ые)|где|куда|а|почему|"
    r"зачем|причём|причем|также|так\s+как|прошу|просим|просьба|помогите|спасибо)"
)
_CUT = re.compile(rf"[ \t](?={_CLAUSE_WORD}[ \t])", re.IGNORECASE)
# A sentence begins where its full stop was left out: «вода не идёт Прошу помочь».
_LOST_STOP = re.compile(
    r"(?<=[а-яё\]]{2})[ \t](?=(?:Не|Нет|На|В|Во|У|Мне|Мы|Я|Но|А|И|Это|Также|Прошу|Просим|Просьба|Очень|При|"
    r"По|За|До|Из|Как|Когда|Почему|Где|Если|Они|Он|Она|Уже|После|Там|Спасибо|Помогите|Примите|"
    r"Здравствуйте)[ \t])"
)


def readable(text: str) -> str:
    """The first `MAX_CHARACTERS` of a text, capitals lowered, run-on lines cut; of equal length."""
    text = text[:MAX_CHARACTERS]
    lines = _CONTACT.sub("\n", _LOST_STOP.sub("\n", _lowered(text)))
    return _STRETCH.sub(_cut, lines)


def masks(text: str) -> list[tuple[int, int]]:
    """Offsets of the placeholders of masked data."""
    return [match.span() for match in _MASK.finditer(text)]


def _lowered(text: str) -> str:
    letters = [c for c in _MASK.sub("", text) if c.isalpha()]
    is_shouted = len(letters) >= _MIN_LETTERS and sum(map(str.isupper, letters)) > _SHOUTED * len(letters)
    hidden = {i for start, end in masks(text) for i in range(start, end)}
    parts, at = [], 0
    for match in _CAPITALS.finditer(text):
        if match.start() in hidden or not (is_shouted or _is_word(match[0])):
            continue
        is_first = _BEGINS.search(text, max(0, match.start() - 4), match.start()) is not None
        parts += [text[at : match.start()], match[0].capitalize() if is_first else match[0].lower()]
        at = match.end()
    return "".join(parts) + text[at:]


def _is_word(form: str) -> bool:
    """«ОТКАЗАЛИ», «НЕ»; no abbreviation («МФЦ», «УК»), no initial."""
    if len(form) == 1:
        return False
    seen = language.word(form)
    return seen.common and (len(form) >= _LONG_WORD or seen.pos in _SHORT_WORDS)


def _cut(match: re.Match[str]) -> str:
    stretch = match[0]
    if stretch.count(" ") < _RUN_ON:
        return stretch
    last = 0
    for place in _CUT.finditer(stretch):
        if stretch.count(" ", last, place.start()) >= _PIECE:
            stretch = f"{stretch[: place.start()]}\n{stretch[place.end() :]}"
            last = place.end()
    return stretch
