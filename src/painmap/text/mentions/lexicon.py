"""The word lists by which mentions are found, and where a listed word voices nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from painmap.params.models import Vocabulary
from painmap.text import language
from painmap.text.language import Token
from painmap.text.mentions.model import words

# Which list gives which kind; of the lists that a clause has words of, the first wins.
CUES: tuple[tuple[str, str], ...] = (
    ("refusal", "complaint"),
    ("rudeness", "complaint"),
    ("delay", "complaint"),
    ("excess", "complaint"),
    ("cost", "complaint"),
    ("unclear", "complaint"),
    ("fault", "complaint"),
    ("negation", "complaint"),
    ("lack", "complaint"),
    ("complaint", "complaint"),
    ("suggestion", "suggestion"),
    ("request", "request"),
    ("thanks", "thanks"),
    ("question", "question"),
)
KINDS: Mapping[str, str] = dict(CUES)
_SAYING_LITTLE = ("formula", "closing", "courtesy", "gratitude", "greeting")
ASKING = frozenset({"request", "suggestion", "question"})
_RANK = {name: rank for rank, (name, _) in enumerate(CUES)}
IMPERATIVE_ENDS = ("йте", "йтесь", "ите", "итесь", "ьте", "ьтесь")
_LAST_COMPLAINT = _RANK["complaint"]
_NOMINAL_ENDS = ("ние", "тие", "лата", "дача", "явка", "врат", "пуск")


@dataclass(frozen=True)
class Cue:
    """A listed word in a clause.

    Attributes:
        at: Token of the word.
        name: Its list.
        leads: The author asks, proposes or thanks with this very word («прошу», «предлагаю», «спасибо»).
        is_stay: A stretch of time («третий день»): any other complaint of the clause says more.
    """

    at: int
    name: str
    leads: bool
    is_stay: bool = False

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """The least one speaks for its clause: «спасибо за помощь» thanks and asks for no help."""
        return (
            not self.leads,
            self.leads and self.name != "thanks",
            _LAST_COMPLAINT if self.is_stay else _RANK[self.name],
            self.at,
        )


@dataclass(frozen=True)
class Lexicon:
    """The vocabulary's lists; `entries` by their first lemma: `(further lemmas, list's name)`.

    Attributes:
        saying_little: Words of courtesies, requests for an answer and last lines.
    """

    entries: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    lists: Mapping[str, frozenset[str]]
    saying_little: frozenset[str]
    annotation: frozenset[tuple[str, ...]]

    def cues(self, tokens: Sequence[Token], first: int, last: int) -> list[Cue]:
        """The cues of the clause of these tokens, best first."""
        return sorted(self._cues(tokens, first, last), key=lambda cue: cue.rank)

    def is_well(self, tokens: Sequence[Token], first: int, last: int) -> bool:
        """Whether the clause denies trouble: «никаких проблем», «ни разу не пожалела»."""
        clause = _Clause(tokens, first, last, self.lists)
        return any(_is_harmless(clause, at) or _is_denied(clause, at) for at in range(first, last))

    def _cues(self, tokens: Sequence[Token], first: int, last: int) -> Iterator[Cue]:
        clause = _Clause(tokens, first, last, self.lists)
        for at in range(first, last):
            name = self._listed(clause, at)
            if name == "thanks" and not {clause.before(at), clause.before(at, 2)}.isdisjoint(_REVERSED):
                name = "negation"
            if name is not None and not any(
                voids(clause, at) for voids in (*_VOIDS.get(name, ()), _is_absent, _is_denied)
            ):
                yield Cue(at, name, _leads(clause, at, name), tokens[at].lemma in self.lists["duration"])

    def _listed(self, clause: _Clause, at: int) -> str | None:
        token = clause.tokens[at]
        for further, name in self.entries.get(clause.lemma(at), ()):
            if all(clause.lemma(at + 1 + k) == word for k, word in enumerate(further)):
                return name
        if token.lemma in self.lists["duration"] and _lasts(clause, at):
            return "delay"
        if _is_asked_for(token, self.lists["courtesy"]):
            return "request"
        return "negation" if token.lemma.startswith("не") and _is_negated(token.lemma, token.text) else None


@dataclass(frozen=True)
class _Clause:
    tokens: Sequence[Token]
    first: int
    last: int
    lists: Mapping[str, frozenset[str]]

    def lemma(self, at: int) -> str:
        """Empty outside the clause."""
        return self.tokens[at].lemma if self.first <= at < self.last else ""

    def before(self, at: int, steps: int = 1) -> str:
        return self.lemma(at - steps)

    def has(self, listed: frozenset[str], around: int) -> bool:
        return any(self.lemma(i) in listed for i in range(around - 4, around + 5) if i != around)

    def has_past(self) -> bool:
        """Somebody did something, other than wish for it («хотел узнать»)."""
        return any(
            ("Tense", "Past") in t.feats and t.lemma not in ("хотеть", "хотеться")
            for t in self.tokens[self.first : self.last]
        )

    def has_finite(self) -> bool:
        return any(("VerbForm", "Fin") in t.feats for t in self.tokens[self.first : self.last])


def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lists made ready for look-up."""
    entries: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, _ in CUES:
        for entry in vocabulary.lists[name]:
            first, *further = entry.split()
            entries.setdefault(first, []).append((tuple(further), name))
    return Lexicon(
        # Of two entries that begin alike the longer one is meant: «принять мера».
        {first: tuple(sorted(found, key=lambda e: -len(e[0]))) for first, found in entries.items()},
        {name: frozenset(listed) for name, listed in vocabulary.lists.items()},
        frozenset(w for name in _SAYING_LITTLE for w in vocabulary.lists[name]),
        frozenset(tuple(entry.split()) for entry in vocabulary.lists["annotation"]),
    )


def _leads(clause: _Clause, at: int, name: str) -> bool:
    token = clause.tokens[at]
    if name == "thanks":
        return token.lemma in clause.lists["gratitude"]
    is_own = ("Person", "1") in token.feats or ("Mood", "Imp") in token.feats or token.pos in ("X", "ADJ")
    is_noun = token.pos == "NOUN"
    is_wish = token.lemma in ("хотеть", "хотеться") and token.pos == "VERB"
    return name in ASKING and (is_noun or is_wish or is_own)


def _lasts(clause: _Clause, at: int) -> bool:
    """A stay of affairs: «2 часа», «третий месяц»; not «за два дня» (done), «2023 год», «9 лет» (service)."""
    number = clause.tokens[at - 1] if at > clause.first else None
    if number is None or clause.lemma(at + 1) == "назад":
        return False
    if number.pos == "ADJ" and number.lemma in _ORDINALS:
        return clause.before(at, 2) not in _PLACES_IN_TIME
    is_counted = number.text.isdigit() or number.pos == "NUM" or number.rel.startswith("nummod")
    return is_counted and clause.before(at, 2) not in _DONE and number.lemma != "один" and _takes(clause, at)


def _takes(clause: _Clause, at: int) -> bool:
    if clause.lemma(at) in _SHORT_UNITS:
        return True
    return clause.lemma(at) not in _YEARS and clause.has(_STRESS, at)


def _is_asked_for(token: Token, courtesy: frozenset[str]) -> bool:
    """«Опубликуйте график»; not «извините», «поверьте»."""
    is_imperative = ("Mood", "Imp") in token.feats and token.text.endswith(IMPERATIVE_ENDS)
    return is_imperative and token.lemma not in courtesy


@lru_cache(20_000)
def _is_negated(lemma: str, form: str) -> bool:
    """«Неисполнение», «невыплата», «неубранный»: a known noun of action or participle behind «не»."""
    if lemma.endswith(_NOMINAL_ENDS):
        rest = language.word(lemma[2:])
        return rest.known and rest.pos == "NOUN"
    rest = language.word(form[2:])
    return len(form) > 7 and rest.known and rest.pos in ("PRTF", "PRTS")


def _is_mild(clause: _Clause, at: int) -> bool:
    """«Не только», «не удивительно», «ни разу», «чтобы не упасть», «нет проблем» tell no pain."""
    is_condition = any(clause.lemma(i) in _CONDITIONS for i in range(clause.first, min(clause.first + 3, at)))
    is_mild = clause.lemma(at) in ("не", "ни") and clause.lemma(at + 1) in clause.lists["mild"]
    return is_mild or is_condition or _is_harmless(clause, at) or _is_denied(clause, at + 1)


def _is_denied(clause: _Clause, at: int) -> bool:
    """«Не грубят», «никому не грубят», «не пришлось долго ждать», «ждать не пришлось»."""
    if clause.lemma(at) in _NOBODY:
        return any(clause.lemma(i) == "не" and _is_denied(clause, i + 1) for i in range(at + 1, at + 4))
    if clause.before(at) == "не":
        return clause.lemma(at) in clause.lists["denied"]
    around = range(at - 3, at + 4)
    is_done = any(("VerbForm", "Inf") in t.feats for t in clause.tokens[at : min(at + 2, clause.last)])
    return is_done and any(clause.lemma(i) in _SPARED and clause.before(i) == "не" for i in around)


def _is_harmless(clause: _Clause, at: int) -> bool:
    """«Проблем нет», «без очереди», «не было претензий»: the word of absence."""
    is_absence = clause.lemma(at) in _ABSENCE or (clause.lemma(at) == "не" and clause.lemma(at + 1) == "быть")
    return is_absence and any(_is_good_to_lack(clause, i) for i in range(at - 3, at + 4))


def _is_absent(clause: _Clause, at: int) -> bool:
    """The same, of the word of what is absent."""
    around = range(at - 3, at + 4)
    return _is_good_to_lack(clause, at) and any(_is_harmless(clause, i) for i in around if i != at)


def _is_good_to_lack(clause: _Clause, at: int) -> bool:
    """None that belongs to something else: «отсутствие талонов очереди»."""
    token = clause.tokens[at] if clause.lemma(at) in clause.lists["harmless"] else None
    # «Претензий нет»: the tagger takes the first word for a name.
    if token is None or (("Case", "Gen") not in token.feats and token.pos != "PROPN"):
        return False
    is_without = not _WITHOUT.isdisjoint((clause.before(at), clause.before(at, 2)))
    return token.rel != "nmod" or is_without or clause.tokens[token.head].lemma in _ABSENCE


def _is_attribute(clause: _Clause, at: int) -> bool:
    """«Этого замечательного банка», «ситуация, требующая вложений» tell of other things."""
    token = clause.tokens[at]
    is_participle = {("VerbForm", "Part"), ("Voice", "Act")} <= set(token.feats)
    return is_participle or (token.pos == "ADJ" and token.rel == "amod" and clause.has_finite())


def _is_plan(clause: _Clause, at: int) -> bool:
    """An infinitive tells what somebody wants done: «закрыть карту», «исправить ошибку»."""
    token = clause.tokens[at]
    return ("VerbForm", "Inf") in token.feats and clause.before(at) != "не"


def _is_set_phrase(clause: _Clause, at: int) -> bool:
    """«В первую очередь», «в случае отказа», «мало того», «хотя бы», «электронная очередь»."""
    return (clause.before(at), clause.lemma(at)) in _SET_PHRASES or (
        clause.lemma(at),
        clause.lemma(at + 1),
    ) in _SET_PHRASES


def _is_merely_old(clause: _Clause, at: int) -> bool:
    """«Живу в старом городе»; but «старые гаражи у дома»."""
    return clause.lemma(at) == "старый" and clause.tokens[at].rel == "amod" and clause.has_finite()


def _is_within_norm(clause: _Clause, at: int) -> bool:
    """«В короткий срок», «до сих пор»: a term is a pain only where it is broken or past."""
    return clause.lemma(at) == "срок" and not clause.tokens[at].rel.startswith("nsubj")


def _is_told(clause: _Clause, at: int) -> bool:
    """Somebody else's words or a thing among others: «сообщила, что», «предложил подарок», «на вопрос»."""
    token = clause.tokens[at]
    if clause.before(at) == "не":
        return True
    if token.pos == "NOUN":
        return clause.has_finite() or ("Case", "Nom") not in token.feats
    if token.pos == "ADJ":
        return ("Variant", "Short") not in token.feats
    if token.pos != "VERB" or token.lemma == "хотеться" or ("Mood", "Imp") in token.feats:
        return False
    feats = set(token.feats)
    is_reported = ("VerbForm", "Inf") in feats and clause.has_past()
    is_past = ("Tense", "Past") in feats and token.lemma != "хотеть"
    return is_past or is_reported or (token.lemma not in _OF_ALL and not feats.isdisjoint(_OF_OTHERS))


_ORDINALS = words("второй третий четвертый пятый шестой седьмой восьмой девятый целый который несколько")
_SHORT_UNITS = frozenset({"минута", "час", "сутки", "неделя", "месяц", "полгода"})
_STRESS = frozenset(
    {"уже", "более", "больше", "целый", "почти", "подряд", "протяжение", "только", "до", "идти"}
)
# People tell their age and their service in these; a delay of years is told with another cue beside.
_YEARS = frozenset({"год", "лет"})
_DONE = frozenset({"за", "через", "спустя", "на", "до", "с", "от", "в", "к", "по"})
_PLACES_IN_TIME = frozenset({"в", "на", "к", "с", "до", "за"})
_ABSENCE = frozenset({"нет", "без", "никакой", "отсутствие", "отсутствовать"})
_WITHOUT = frozenset({"без", "никакой"})
_NOBODY = frozenset({"никто", "никогда", "никак", "нигде"})
_SPARED = frozenset({"прийтись", "приходиться"})
_REVERSED = frozenset({"не", "ни", "перестать", "переставать"})
# «Жители просят», «интересует»; «предлагают», «хотите» are not the author's.
_OF_ALL = frozenset({"просить", "требоваться", "интересовать", "нуждаться"})
_OF_OTHERS = frozenset({("Person", "2"), ("Person", "3")})
_CONDITIONS = frozenset({"если", "чтобы", "пока", "дабы", "кабы"})
_SET_PHRASES = frozenset(
    {
        ("первый", "очередь"),
        ("свой", "очередь"),
        ("последний", "очередь"),
        ("случай", "отказ"),
        ("мало", "тот"),
        ("мало", "то"),
        ("хотя", "бы"),
        ("что", "бы"),
        ("если", "бы"),
        ("как", "бы"),
        ("то", "бы"),
        ("скорый", "помощь"),
        ("электронный", "очередь"),
        ("без", "исключение"),
        ("без", "комментарий"),
        ("с", "лишний"),
    }
)
_Test = Callable[[_Clause, int], bool]
# List → what makes its word void in a clause.
_VOIDS: Mapping[str, tuple[_Test, ...]] = {
    "negation": (_is_mild,),
    "lack": (_is_set_phrase, _is_harmless),
    "refusal": (_is_set_phrase, _is_plan),
    "delay": (_is_set_phrase, _is_within_norm),
    "excess": (_is_set_phrase, _is_attribute),
    "fault": (_is_plan, _is_merely_old),
    "thanks": (_is_attribute,),
    "request": (_is_told, _is_set_phrase),
    "suggestion": (_is_told, _is_set_phrase),
    "question": (_is_told,),
}
