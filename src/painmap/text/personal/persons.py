"""Names of persons: the NER model, and patterns for what it never sees (lower case, initials)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from painmap.text import language
from painmap.text.personal.base import LIKELY, POSSIBLE, SURE, Facts, Recogniser
from painmap.text.view import Span

_WORD = re.compile(r"(?<![А-ЯЁа-яёA-Za-z\d-])[А-ЯЁа-яё]+(?:[-–][А-ЯЁа-яё]+)*(?![А-ЯЁа-яёA-Za-z\d])")
_UPPER = "[А-ЯЁ]"
# Each with whether the surname must also be likely: lower case and a single initial prove little.
_INITIALS = tuple(
    (re.compile(regex), is_weak)
    for regex, is_weak in (
        (rf"(?<!\w){_UPPER}[а-яё]+(?:-{_UPPER}[а-яё]+)?,?\s?{_UPPER}\.\s?{_UPPER}\b\.?", False),
        (rf"(?<!\w){_UPPER}\.\s?{_UPPER}\.\s?{_UPPER}[а-яё]+(?:-{_UPPER}[а-яё]+)?", False),
        (r"(?<![\w.])[а-яё]\.\s?[а-яё]\.\s?[а-яё]{3,}", True),
        (r"(?<![\w.])[а-яё]{3,}\s[а-яё]\.\s?[а-яё]\.", True),
        (rf"(?<!\w){_UPPER}\.\s?{_UPPER}[а-яё]{{3,}}", True),
        (rf"(?<!\w){_UPPER}[а-яё]{{3,}}\s{_UPPER}\.(?=[\s,;)<]|$)", True),
    )
)
# «т. е. если», «и. о. министра», «т. к. ремонт»: abbreviations that look like initials.
_NO_INITIALS = re.compile(
    r"(?:т\.\s?[екдпчн]|и\.\s?[оп]|с\.\s?г|н\.\s?э|г\.\s?[рг]|к\.\s?п|д\.\s?р)\.", re.IGNORECASE
)
_PREDICATES = frozenset({"VERB", "INFN", "GRND", "ADVB", "PRED"})
_TURKIC = frozenset({"оглы", "кызы", "гызы", "угли"})
_SURNAME_END = re.compile(
    r"(?:[её]в|ов|ин|ын)(?:а|у|ым|ой|е|ы|ых|ою|ым)?$|(?:[её]нко|ук|юк|чук|швили|дзе|ян)$"
)
_CUE = re.compile(
    r"(?:меня\s+зовут|с\s+уважением|фамилия|имя|отчество|\bфио\b|\bф\.и\.о\.?|подпись|граждан(?:ин|к)\w*|\bгр\."
    r"|специалист\w*|сотрудни\w+|инспектор\w*|начальник\w*|директор\w*|врач\w*|регистратор\w*|заявител\w+"
    r"|исполнител\w+|обслуживал\w*|приняла?|депутат\w*|глав[аеуы]|министр\w*)[\s:,;.–-]+$",
    re.IGNORECASE,
)
# One word after a kind of place («район», «пос.») is the place; a full name is its head («глава района …»).
_PLACE = (
    r"пос[её]л\w*|пос|сел[оаеу]|город\w*|деревн\w*|аул\w*|станиц\w*|хутор\w*|район\w*|р-н|магазин\w*|завод\w*"
    r"|[гпсд]\."
)
_BEARER = (
    r"ул(?:иц\w*)?|пр-?к?т|просп\w*|пер(?:еул\w*)?|бул\w*|б-р|шоссе|площад\w*|пл|наб\w*|мкр|микрорайон\w*"
    r"|имени|им|памятник\w*|сквер\w*|парк\w*|школ\w*|лице[йюея]\w*|гимнази\w*|библиотек\w*|театр\w*|музе\w*"
    r"|проезд\w*|тупик\w*|остановк\w*|совхоз\w*|колхоз\w*|пересечени\w*"
)


def _before(cues: str) -> re.Pattern[str]:
    between = r"\.?[\s«\"'“,\d]*(?:[А-ЯЁ]\.\s?){0,2}(?:[А-ЯЁ][а-яё-]+(?:\s*(?:,|и|-|–)\s*|\s+))?$"
    return re.compile(rf"(?<!\w)(?i:{cues}){between}")


_EPONYM_OF_ONE = _before(f"{_BEARER}|{_PLACE}")
_EPONYM_OF_MANY = _before(_BEARER)
_STREET_AFTER = re.compile(
    r"(?:,?\s*(?:д\.|дом\b)?\s*№?\s?\d+(?!\d*\s*(?:год|лет|мес|дн|раз|час|руб))|\s+(?:улиц|ул\.|просп|пр-т|переул|пер\.|площад))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _W:
    """A word of the text: its place, whether it is capitalised, and what the dictionary says."""

    start: int
    end: int
    text: str
    is_upper: bool
    seen: language.Word

    @property
    def patronymic(self) -> bool:
        return self.seen.patronymic or self.text.lower() in _TURKIC

    @property
    def proper(self) -> bool:
        return self.seen.name or self.seen.surname or self.patronymic

    @property
    def strange(self) -> bool:
        """No word of the dictionary, nor a misspelt verb («Прршу», «Обрашаюсь»)."""
        return not self.seen.known and self.seen.pos not in _PREDICATES

    @property
    def sure(self) -> bool:
        """A name and nothing else, as far as the dictionary goes."""
        return self.proper and not self.seen.common

    @property
    def surname_like(self) -> bool:
        lower = self.text.lower()
        unknown = not self.seen.known and (self.is_upper or bool(_SURNAME_END.search(lower)))
        return self.seen.surname or unknown


Words = Sequence[_W]
Ner = Iterable[Span]


# Every rule looks at the same words.
@lru_cache(2)
def _words(text: str) -> tuple[_W, ...]:
    return tuple(_word(m) for m in _WORD.finditer(text))


def _word(match: re.Match[str]) -> _W:
    form = match[0].replace("–", "-")
    seen = language.word(form)
    if "-" in form and not (seen.name or seen.surname or seen.patronymic):
        seen = language.word(form.rsplit("-", 1)[1])
    return _W(match.start(), match.end(), match[0], match[0][0].isupper(), seen)


def _is_eponym(text: str, start: int, end: int) -> bool:
    """«улица Ленина», «школа имени Пушкина», «Кирова 18»: a place that bears a name."""
    is_one = not re.search(r"[\s.]", text[start:end])
    if (_EPONYM_OF_ONE if is_one else _EPONYM_OF_MANY).search(text[max(0, start - 50) : start]):
        return True
    return is_one and bool(_STREET_AFTER.match(text[end : end + 20]))


def _initials(text: str, _words: Words, _ner: Ner) -> Iterator[Span]:
    for regex, is_weak in _INITIALS:
        for match in regex.finditer(text):
            surname = max(_WORD.findall(match[0]), key=len, default="")
            if not surname or (is_weak and _NO_INITIALS.search(match[0])):
                continue
            seen = language.word(surname)
            likely = seen.surname or (not seen.common and (seen.name or _SURNAME_END.search(surname.lower())))
            is_named = _CUE.search(text[max(0, match.start() - 30) : match.start()])
            if likely or is_named or not (is_weak or seen.common):
                yield match.span()


def _adjacent(text: str, left: _W, right: _W) -> bool:
    return right.start - left.end <= 2 and not text[left.end : right.start].strip()


def _patronymics(text: str, words: Words, _ner: Ner) -> Iterator[Span]:
    """«Фамилия Имя Отчество», «имя отчество», «Отчество» alone, in any case of letters."""
    for i, word in enumerate(words):
        if not word.patronymic or word.seen.common:
            continue
        first = last = i
        for step in (1, 2, 3):
            j = i - step
            if j < 0 or not _adjacent(text, words[j], words[j + 1]) or not _fits_full_name(words[j]):
                break
            first = j
        if i + 1 < len(words) and _adjacent(text, word, words[i + 1]):
            after = words[i + 1]
            if after.text.lower() in _TURKIC or (after.surname_like and not after.seen.common):
                last = i + 1
        yield words[first].start, words[last].end


def _fits_full_name(word: _W) -> bool:
    if word.is_upper:
        return word.proper or not word.seen.known
    return len(word.text) > 2 and (word.proper or not word.seen.known)


def _pairs(text: str, words: Words, _ner: Ner) -> Iterator[Span]:
    """«Исаев Пётр», «Вадим Гаджиев», «абакарова ольга»."""
    for left, right in pairwise(words):
        if not _adjacent(text, left, right):
            continue
        if _is_name_and_surname(left, right) or _is_name_and_surname(right, left):
            yield left.start, right.end


def _is_name_and_surname(name: _W, other: _W) -> bool:
    if not name.seen.name:
        return False
    if (
        name.is_upper
        and other.is_upper
        and other.surname_like
        and not (name.seen.common and other.seen.common)
    ):
        return True
    return name.sure and (other.seen.surname or (other.surname_like and not other.seen.common))


def _after_cue(text: str, words: Words, _ner: Ner) -> Iterator[Span]:
    """«меня зовут …», «с уважением, …», «специалист …»: up to three words that may be names."""
    for i, word in enumerate(words):
        if not _CUE.search(text[max(0, word.start - 30) : word.start]):
            continue
        last = None
        for following in words[i : i + 3]:
            upper = following.is_upper and (following.proper or following.strange)
            is_first_name = last is None and following.seen.name
            is_strange = last is not None and (following.proper or following.strange)
            if not (upper or following.sure or is_first_name or is_strange):
                break
            if last is not None and not _adjacent(text, last, following):
                break
            last = following
        if last is not None:
            yield word.start, last.end


def _model(text: str, words: Words, ner: Ner) -> Iterator[Span]:
    """Spans of the model without the ordinary words at their ends («Здравствуйте»)."""
    for start, end in ner:
        inside = [w for w in words if start <= w.start < end and not (w.text.isupper() and len(w.text) < 5)]
        kept = [w for w in inside if w.proper or w.strange]
        if kept and not all(w.seen.place and not w.seen.name for w in kept):
            yield kept[0].start, kept[-1].end


def _single(text: str, words: Words, _ner: Ner) -> Iterator[Span]:
    """A capitalised word that is a name and nothing else («отца Магомед», «Петухова не ответила»)."""
    for word in words:
        if not (word.is_upper and word.sure and not word.seen.place and not word.text.isupper()):
            continue
        begins = not text[: word.start].rstrip(' \n«"(—–-') or text[: word.start].rstrip()[-1] in ".!?\n"
        if word.seen.known or (
            not begins and _SURNAME_END.search(word.text.lower()) and not word.text.isupper()
        ):
            yield word.start, word.end


def _rule(
    rule: str, score: float, reason: str, spans: Callable[[str, Words, Ner], Iterator[Span]]
) -> Recogniser:
    """A recogniser of names; a place that bears the name of a person is none."""

    def find(text: str, facts: Facts) -> Iterator[Span]:
        for start, end in spans(text, _words(text), facts.ner):
            if not _is_eponym(text, start, end):
                yield start, end

    return Recogniser(rule, "PERSON", score, reason, find)


PERSON = (
    _rule("name-initials", LIKELY, "фамилия с инициалами", _initials),
    _rule("name-patronymic", SURE, "отчество и слова имени рядом с ним", _patronymics),
    _rule("name-and-surname", LIKELY, "имя рядом с фамилией", _pairs),
    _rule("name-after-word", LIKELY, "имя после слов «меня зовут», «с уважением», «специалист»", _after_cue),
    _rule("name-ner", LIKELY, "имя по модели распознавания имён natasha", _model),
    _rule("name-alone", POSSIBLE, "слово с прописной буквы, которое бывает только именем", _single),
)
