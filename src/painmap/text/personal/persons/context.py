"""What stands before a name: words that a person's name follows, and places that bear one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from painmap.text import language
from painmap.text.personal.base import beginnings, traits

# Whatever looks like a name after these is one.
_INTRODUCED = re.compile(
    r"(?:зовут|по\s+имени|с\s+уважением|(?:\bс|без)\s+ув\.?|фамилия|имя|отчество|\bфио\b|\bф\.\s?и\.\s?о\.?"
    r"|подпись|\bип|(?:абонент|потребитель|плательщик|квартиросъёмщик|наниматель)(?=\s?:)"
    r"|граждан(?:ин|к)[а-яё]*|\bгр|\bг-н[ауом]*|\bг-ж[аеуой]+|заявител[а-яё]+|собственни[а-яё]+|представи(?:лся|лась))"
    r"[\s:,;.–—(/_-]+",
    re.IGNORECASE,
)
# Their beginnings; a pattern is tried only where one stands.
_INTRODUCING = beginnings(
    "зовут по с без фамилия имя отчество фио ф подпись ип абонент потребитель плательщик квартиросъемщик"
    " наниматель гражданин гр г заявитель собственник представился"
)
_I = beginnings("я")
_SIGNED = re.compile(r"(?:с\s+уважением|\bс\s+ув\.?|подпись)[\s:,;.–—(/_-]+", re.IGNORECASE)
_AFTER_STOP = re.compile(r"[,.!?;\n]\s*$")
_LAST = re.compile(r"[\s.,;!)]*(?:\[[^\]\n]*\][\s.,;!]*)*$")
_CLOSED = re.compile(r"[\s/.!)]*(?:\n|\[|$)")
_MYSELF = re.compile(r"(?<![\w-])[Яя][\s,]+")
_NAMED = re.compile(r"(?:зовут|фамилия|граждан(?:ин|к)[а-яё]*|\bгр\.)[\s:,–—-]+", re.IGNORECASE)
# Their beginnings.
_ROLES = (
    "специалист сотрудни работни инспектор начальни директор врач доктор регистратор заявител исполнител "
    "обслуживал принял принима депутат глава главе главу главы главо министр менеджер оператор "
    "консультант кассир администратор участков сосед сын доч мать мати матер мам отец отца муж жена жене "
    "жену жены супруг брат сестр бабушк дедушк внук внучк племянни ребен ребён тёт тетя тети тетю тете "
    "дяд дет учител воспитател водител мастер юрист медсестр педиатр терапевт невролог хирург фельдшер "
    "заведующ управляющ руководител председател заместител помощни госпо губернатор мэр судь судей "
    "следовател прокурор нотариус бухгалтер секретар тренер продав жител жилец жильц пенсионер инвалид "
    "ветеран абонент пациент"
)
_ROLE = re.compile(
    rf"(?<![а-яё])(?:{'|'.join(_ROLES.split())})[а-яё]*[\s:,–—(-]+"
    r"(?:(?:сверху|снизу|слева|справа|напротив)\s+)?",
    re.IGNORECASE,
)
_ROLE_BEGINS = beginnings(_ROLES.replace("ё", "е"))
PLURAL_ROLE = re.compile(
    r"(?<![а-яё])(?:специалисты|сотрудни(?:ки|цы)|работни(?:ки|цы)|соседи|дети|сыновья|дочери|внуки|врачи|операторы"
    r"|консультанты|менеджеры|кассиры|инспекторы?|девушки|ребята|мастера|водители)[\s:,–—(-]+$",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(r"([А-ЯЁа-яё]+)\s$")
# Endings of a role word and of a name in the dative and the instrumental singular.
_AGREEING = tuple(
    (re.compile(rf"(?:{role})$", re.IGNORECASE), re.compile(rf"(?:{form})$", re.IGNORECASE))
    for role, form in (
        ("[уюе]|ому|ой", "[ую]"),
        ("[оеё]м|[ыи]м", "[оеё]м"),
    )
)
# One word after a kind of place («район», «пос.») is the place; a full name is its head («глава района …»).
_PLACE = (
    r"пос[её]л\w*|пос|сел[оаеу]|город\w*|деревн\w*|аул\w*|станиц\w*|хутор\w*|район\w*|р-н|магазин\w*|завод\w*"
    r"|сторон[уые]|перекр[её]ст\w*|алле[яйию]\w*|ост|остановк\w*|кольц\w*|[гпсдх]\."
    r"|(?:полу)?остров\w*|мыс\w?|бухт[аеуы]|залив\w?|пролив\w?|мор[ея]|озер[оаеу]|гор[аеуы]|пик|ледник\w?"
    r"|станци[яию]|аэропорт\w?|порт\w?"
    r"|теорем\w*|закон\w{0,2}|указ\w{0,2}|преми[яию]|орден\w?|медал[ьи]|синдром\w?|куб(?:ок|ка)|турнир\w?"
)
_BEARER = (
    r"ул(?:иц\w*)?|пр-?к?т[ауе]?|просп\w*|пер(?:еул\w*)?|бул\w*|б-р|шоссе|площад\w*|пл|наб\w*|мкр|микрорайон\w*"
    r"|(?<!по )имени|им|(?<!и )пр(?=\.)|памятник\w*|сквер\w*|парк\w*|школ\w*|лице[йюея]\w*|гимнази\w*"
    r"|храм\w*|церк\w+|собор\w?|часовн\w+|монастыр\w+|икон\w+|библиотек\w*|театр\w*|музе\w*|проезд\w*|тупик\w*|совхоз\w*|колхоз\w*|пересечени\w*"
)
# «Героя Советского Союза», «академика», «шейха»: between the place and the name.
_TITLES = (
    r"(?i:(?:(?:дважды|трижды)\s+)?геро(?:я|ев)(?:\s+(?:советского\s+союза|(?:социалистического\s+)?труда|росси\w+"
    r"(?:\s+федерации)?|рф|ссср))?|(?:народного|заслуженного)|академика|профессора|доктора|писателя|поэта|художника"
    r"|композитора|архитектора|космонавта|л[её]тчика|партизана|комиссара|капитана|майора|полковника|лейтенанта|сержанта"
    r"|старшины|(?:контр-|вице-)?адмирала|маршала|генерала?(?:-(?:майора|лейтенанта|полковника))?|шейха|имама|князя"
    r"|царя|святого|святой|братьев|сест[её]р|кавалера|губернатора|инженера|хирурга|врача)"
)
_BLANK = rf"\.?[\s«\"'“,\d]*(?:{_TITLES}\s+){{0,3}}(?:[А-ЯЁ]\.\s?){{0,2}}"
_PART = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*"
_EPONYM_OF_ONE = re.compile(rf"(?<!\w)(?i:{_BEARER}|{_PLACE}){_BLANK}(?:{_PART}(?:\s*(?:,|и|-|–)\s*|\s+))?$")
_EPONYM_OF_TWO = re.compile(rf"(?<!\w)(?i:{_BEARER}){_BLANK}(?:(?:{_PART}\s?){{1,2}}(?:,|и|-|–)\s*)?$")
_EPONYM_OF_MANY = re.compile(rf"(?<!\w)(?i:{_BEARER})\.?[\s«\"'“]*(?:{_TITLES}\s+){{0,3}}$")
# «Исаев Пётр», «Г. Исаев», «Пётр Ильич»: what bears a name has it in the genitive.
_NOMINATIVE = re.compile(r"(?:..[оеё]в|..[иы]н|[сц]кий|(?:[оеё]в|[ьмк])ич|вна|чна)$", re.IGNORECASE)
_HERS = re.compile(r"(?:[оеё]в|[иы]н|[сц]к)ой$", re.IGNORECASE)
# «болезнь Альцгеймера»; but «болезнь Исаева» may well be a patient's.
_DISEASE = re.compile(
    r"(?<!\w)(?:болезн\w\w?|шкал[аеы]|тест|проб[аеыу]|симптом|реакци[яию])\s+$", re.IGNORECASE
)
_SIDE = re.compile(r"(?<!\w)со\s+стороны\s+$", re.IGNORECASE)
_PATIENT = re.compile(r"(?:[оеё]в|[иы]н)(?:а|ой|ых)?$|[сц]к(?:ого|ой)$")
# «со стороны Кирова» is a street, «со стороны Исаевой», «со стороны Бадалян» are persons.
_ON_WHOSE_SIDE = re.compile(r"(?:(?:[оеё]в|[иы]н)ой|янц?|[её]нко|швили|дзе|заде|ич|[ую]к)$")
_BY_ADDRESS = re.compile(r"(?:адрес[а-яё]*|\b(?:на|по|до|возле|около|угол|углу))[\s:]+$", re.IGNORECASE)
_STREET_AFTER = re.compile(
    r"(?:,?\s*(?:д\.|дом\b)?\s*№?\s?\d+(?!\d*[.\s]*(?:год|лет|мес|дн|раз|час|руб|\d))"
    r"|\s+(?:день|дн[яею]|пост|улиц|ул\.|просп|пр-т|переул|пер\.|площад|сельсовет|сельск|поселени"
    r"|(?:(?:муниципальн|городск)[а-яё]+\s)?(?:район|р-н|округ|улус)))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cues:
    """Where in a text the word after a cue begins.

    Attributes:
        introduced: After «меня зовут», «с уважением,», «гр.».
        myself: After «Я,».
        named: After «меня зовут», «гр.»: a name, even if it is an ordinary word («Непомнящая»).
        role: After «специалист», «моя соседка».
        signed: After «С уважением,».
    """

    introduced: frozenset[int]
    myself: frozenset[int]
    named: frozenset[int]
    role: frozenset[int]
    signed: frozenset[int]


# Every rule asks about the same text.
@lru_cache(4)
def cues(text: str) -> Cues:
    """Of a readable text."""
    seen = traits(text)

    def ends(pattern: re.Pattern[str], begins: frozenset[str]) -> frozenset[int]:
        found = (pattern.match(text, place) for place in seen.places(begins))
        return frozenset(match.end() for match in found if match)

    return Cues(
        introduced=ends(_INTRODUCED, _INTRODUCING),
        myself=ends(_MYSELF, _I),
        named=ends(_NAMED, _INTRODUCING),
        role=ends(_ROLE, _ROLE_BEGINS),
        signed=ends(_SIGNED, _INTRODUCING),
    )


def is_introduced(text: str, at: int, is_upper: bool = False) -> bool:
    """«меня зовут …», «с уважением, …», «гр. …», before a capital letter also «Я, …»."""
    seen = cues(text)
    return at in seen.introduced or (is_upper and at in seen.myself)


def is_expected(text: str, at: int) -> bool:
    """A name after «меня зовут …» or «специалист …»."""
    seen = cues(text)
    return at in seen.introduced or at in seen.role


def is_signed(text: str, start: int, end: int) -> bool:
    """«С уважением, …» at the end of a line."""
    return start in cues(text).signed and bool(_CLOSED.match(text, end))


def ends_letter(text: str, start: int, end: int) -> bool:
    """«…, марина»: after a comma or a full stop or on a line of its own, and nothing comes after it."""
    return bool(_AFTER_STOP.search(text[max(0, start - 3) : start])) and bool(_LAST.match(text, end))


def agrees_with_role(text: str, form: str, lemma: str, at: int) -> bool:
    """«инспектор Коваль», «инспектору Ковалю»: both in one case, so that no «директора Школы» follows."""
    role = _ROLE_WORD.search(text[max(0, at - 40) : at])
    if not role:
        return False
    if form.lower() == lemma:
        return language.word(role[1]).lemma == role[1].lower()
    return any(of_role.search(role[1]) and of_name.search(form) for of_role, of_name in _AGREEING)


def _is_called(parts: list[str]) -> bool:
    """«Айшат Исаева», «Сергей Белый», not «Айшат Исаевой», nor «Али Исаева»: a name in the nominative."""
    if any(_HERS.search(p) for p in parts):
        return False
    seen = [(p.lower(), language.word(p)) for p in parts]
    return any(
        w.known and w.usually_name and not w.common and w.lemma == p and not p.endswith("и") for p, w in seen
    )


def is_eponym(text: str, start: int, end: int) -> bool:
    """«улица Ленина», «школа имени Пушкина», «Кирова 18»: a place that bears a name, in the genitive."""
    parts = re.findall(r"[А-ЯЁа-яё-]+", text[start:end])
    before = text[max(0, start - 80) : start]
    if parts and _DISEASE.search(before) and not _PATIENT.search(parts[-1]):
        return True
    if len(parts) == 1 and _SIDE.search(before):
        return not _ON_WHOSE_SIDE.search(parts[0])
    if len(parts) > 1 and (any(_NOMINATIVE.search(p) for p in parts) or _is_called(parts)):
        return False
    if len(parts) > 2:
        return bool(_EPONYM_OF_MANY.search(before))
    if (_EPONYM_OF_ONE if len(parts) == 1 else _EPONYM_OF_TWO).search(before):
        return True
    is_address = len(parts) == 1 or bool(_BY_ADDRESS.search(before))
    return is_address and bool(_STREET_AFTER.match(text[end : end + 30]))
