"""From annotated texts to mentions: at most one of a clause, courtesies only where nothing else is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from painmap.params.models import Vocabulary
from painmap.text import blame, language, phrases
from painmap.text.language import Annotated, Token
from painmap.text.mentions.clauses import Bounds, clauses, fragment, is_predicate
from painmap.text.mentions.lexicon import ASKING, IMPERATIVE_ENDS, KINDS, Cue, Lexicon, lexicon
from painmap.text.mentions.model import Mention
from painmap.text.mentions.reading import masks, readable

_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN"})
_CLIMB = frozenset(
    {"advmod", "case", "det", "mark", "cc", "nummod", "nummod:gov", "aux", "discourse", "amod"}
)
_NONE: frozenset[int] = frozenset()
_NAMING = frozenset({("Case", "Nom"), ("Case", "Acc")})
_IMPERATIVE = (("Mood", "Imp"), ("Number", "Plur"), ("Person", "2"), ("VerbForm", "Fin"))
_AHEAD = frozenset({"заранее", "внимание", "понимание", "содействие"})
_FINITE = (("Mood", "Ind"), ("Person", "3"), ("VerbForm", "Fin"))
_THIRD_ENDS = ("ят", "ют", "ат", "ут", "ает", "яет", "ует", "ит")
_PAST_ENDS = ("ала", "ало", "али", "ила", "ило", "или", "ела", "ело", "ели", "лась", "лось", "лись", "лся")
_MIN_WORDS, _MIN_OWN_WORDS = 3, 2
_LONGEST_WORD = 60
_LONG_LINE, _LONG_HEADLINE = 24, 14


@dataclass(frozen=True)
class _Found:
    """A mention in the making: `span` is printed, `bounds` is the clause it stands in.

    Attributes:
        is_weak: Only a request for an answer, a courtesy, a quotation of the law.
    """

    span: Bounds
    bounds: Bounds
    head: int
    cue: str
    kind: str
    is_weak: bool = False


@dataclass(frozen=True)
class _Text:
    """A text read in a copy of equal length.

    Attributes:
        hidden: Tokens of the placeholders of masked data.
    """

    text: str
    item: Annotated
    tokens: tuple[Token, ...]
    hidden: frozenset[int]
    lexicon: Lexicon

    def words(self, first: int, last: int) -> list[int]:
        """Tokens that are words of the author, none of a placeholder."""
        tokens, hidden = self.tokens, self.hidden
        return [
            i
            for i in range(first, last)
            if tokens[i].text[0].isalpha() and i not in hidden and len(tokens[i].text) <= _LONGEST_WORD
        ]

    def own(self, first: int, last: int) -> set[str]:
        """Content lemmas that are no courtesy and no request for an answer."""
        lemmas = {self.tokens[i].lemma for i in self.words(first, last) if self.tokens[i].pos in _CONTENT}
        return {w for w in lemmas if len(w) > 2} - self.lexicon.saying_little


def find_mentions(texts: Sequence[str], vocabulary: Vocabulary) -> list[list[Mention]]:
    """Mentions of each text in order of appearance.

    Args:
        texts: Masked plain texts; offsets of the mentions are into these. Of a text of more than
            `reading.MAX_CHARACTERS` characters the rest is not read.
        vocabulary: `params/vocab/mentions.yaml`.
    """
    made = lexicon(vocabulary)
    plain = [text or "" for text in texts]
    items = language.annotate([readable(text) for text in plain])
    return [_of_text(_read(text, item, made)) for text, item in zip(plain, items, strict=True)]


def _read(text: str, item: Annotated, made: Lexicon) -> _Text:
    tokens = tuple(_mended(t) if t.pos != "PUNCT" else t for t in item.tokens)
    spans = masks(item.text)
    hidden = (
        frozenset(i for i, t in enumerate(tokens) if any(s <= t.start < e for s, e in spans))
        if spans
        else _NONE
    )
    return _Text(text, replace(item, tokens=tokens), tokens, hidden, made)


def _mended(token: Token) -> Token:
    """Imperatives and other words that news has not: foreign to the tagger («подскажите»)."""
    is_imperative = token.pos != "VERB" and token.text.endswith(IMPERATIVE_ENDS)
    if not is_imperative and token.pos != "X" and not _is_misread(token):
        return _denied(token) if token.text.startswith("не") and token.lemma == token.text else token
    seen = language.word(token.text)
    if is_imperative and seen.pos == "VERB":
        return replace(token, lemma=seen.lemma, pos="VERB", feats=_IMPERATIVE)
    if _is_misread(token) and seen.pos == "VERB":
        return replace(token, lemma=seen.lemma, pos="VERB", feats=_FINITE)
    return replace(token, lemma=seen.lemma) if token.pos == "X" and token.text[0].isalpha() else token


def _denied(token: Token) -> Token:
    """«О невыдаче»: a noun that news has not, and that the tagger takes for an adjective."""
    seen = language.word(token.text)
    return replace(token, lemma=seen.lemma, pos="NOUN") if seen.pos == "NOUN" else token


def _is_misread(token: Token) -> bool:
    """«Грубят» as a noun: its ending is a verb's; «Отказали» at the beginning as a name."""
    is_third = token.pos in ("NOUN", "PROPN", "ADJ") and token.text.endswith(_THIRD_ENDS)
    return is_third or (token.pos == "PROPN" and token.text.endswith(_PAST_ENDS))


def _of_text(text: _Text) -> list[Mention]:
    words = text.words(0, len(text.tokens))
    if not words or " ".join(text.tokens[i].lemma for i in words) in text.lexicon.lists["empty"]:
        return []
    found = [f for sentence in text.item.sentences for f in _of_sentence(text, sentence)]
    strong = [f for f in found if not f.is_weak]
    if not strong and len(words) >= _MIN_WORDS and not any(_praises(text, f) for f in found[:1]):
        strong = list(_facts(text, is_sole=not found))
    return [_mention(text, f) for f in strong or found]


def _praises(text: _Text, found: _Found) -> bool:
    """Thanks for what was done; not «заранее спасибо», «благодарю за понимание»."""
    lemmas = {token.lemma for token in text.tokens[slice(*found.bounds)]}
    return found.kind == "thanks" and not (found.is_weak and not _AHEAD.isdisjoint(lemmas))


def _of_sentence(text: _Text, bounds: Bounds) -> Iterator[_Found]:
    tokens, first, last = text.tokens, *bounds
    if _is_annotation(text, first, last):
        yield _annotation(text, bounds)
        return
    is_law = _quotes_law(text, first, last)
    found = []
    for clause in clauses(tokens, bounds, text.lexicon.lists["greeting"]):
        cues = [c for c in text.lexicon.cues(tokens, *clause) if c.at not in text.hidden]
        if cues:
            found.append(_found(text, clause, cues[0], is_law))
    if not found:
        found += _without_cue(text, bounds)
    yield from found


def _without_cue(text: _Text, bounds: Bounds) -> Iterator[_Found]:
    """A question without a word of questions, a headline at the beginning of a text."""
    first, last = bounds
    own = text.own(first, last)
    if (text.tokens[last - 1].text == "?" and len(own) >= _MIN_OWN_WORDS) or _asks(text, first, last):
        yield _Found(
            fragment(text.tokens, bounds, first), bounds, _root(text, bounds), "question", "question"
        )
    elif _is_headline(text, bounds) and not text.own(0, first):
        yield _fact(text, bounds)


def _found(text: _Text, clause: Bounds, cue: Cue, is_law: bool) -> _Found:
    tokens = text.tokens
    head = _predicate(tokens, cue.at, clause, cue.is_stay)
    kind = KINDS[cue.name]
    own = text.own(*clause)
    lemmas = {tokens[i].lemma for i in range(*clause)}
    is_formula = not own or (len(own) <= _MIN_OWN_WORDS and any(i in text.hidden for i in range(*clause)))
    is_waiting = tokens[cue.at].lemma in ("ждать", "ожидать") and not own
    is_ahead = not _AHEAD.isdisjoint(lemmas) and not own - text.lexicon.lists["thanks"] - _AHEAD
    is_closing = kind == "thanks" and (is_ahead or (clause[0] > 0 and not own))
    # «Надеюсь на решение проблемы» names none.
    is_bare = cue.name == "complaint" and own <= {tokens[cue.at].lemma}
    is_weak = is_bare or is_closing or (cue.name in ASKING and is_formula) or is_waiting
    span = fragment(tokens, clause, cue.at, head)
    return _Found(span, clause, head, cue.name, kind, is_weak or (is_law and cue.name != "refusal"))


def _facts(text: _Text, is_sole: bool) -> Iterator[_Found]:
    """A pain may be told as a bare fact («второй этаж, лестница крутая»): the clause that says most.

    Where something is asked for, what the author does or is («работаю здесь 9 лет») is no fact of pain.
    """
    parts = [
        clause
        for sentence in text.item.sentences
        if not _quotes_law(text, *sentence)
        for clause in clauses(text.tokens, sentence, text.lexicon.lists["greeting"])
    ]
    told = [text.lexicon.cues(text.tokens, *c) or text.lexicon.is_well(text.tokens, *c) for c in parts]
    parts = [c for c, is_told in zip(parts, told, strict=True) if text.own(*c) and not is_told]
    if not is_sole:
        parts = [c for c in parts if not any(("Person", "1") in t.feats for t in text.tokens[slice(*c)])]
    if parts:
        # Who writes and where the author lives stands first and says less than what happened.
        yield _fact(text, max(parts, key=lambda c: (min(len(text.own(*c)), _LONG_HEADLINE), -c[0])))


def _fact(text: _Text, bounds: Bounds) -> _Found:
    is_headline = _is_headline(text, bounds)
    head = _main_noun(text, bounds) if is_headline else _root(text, bounds)
    name = "headline" if is_headline else "fact"
    return _Found(fragment(text.tokens, bounds, bounds[0]), bounds, head, name, "complaint")


def _is_headline(text: _Text, bounds: Bounds) -> bool:
    tokens = text.tokens[bounds[0] : bounds[1]]
    words = [text.tokens[i] for i in text.words(*bounds)]
    # «Мусор во дворе»: the nominative looks like the accusative.
    has_noun = any(t.pos in ("NOUN", "PROPN") and not _NAMING.isdisjoint(t.feats) for t in words)
    has_noun = has_noun and words[0].pos != "ADP"
    is_verbless = not any(is_predicate(t) or ("VerbForm", "Inf") in t.feats for t in tokens)
    return has_noun and is_verbless and len(tokens) <= _LONG_HEADLINE and bool(text.own(*bounds))


def _annotation(text: _Text, bounds: Bounds) -> _Found:
    cues = text.lexicon.cues(text.tokens, *bounds)
    told = next((c for c in cues if KINDS[c.name] in ("complaint", "suggestion", "thanks")), None)
    first, last = bounds
    last = min(last, first + _LONG_LINE)
    while last > first + 1 and text.tokens[last - 1].text in ".!?…,":
        last -= 1
    head = _main_noun(text, (first + 1, last))
    if told is None:
        return _Found((first, last), bounds, head, "annotation", "request")
    return _Found((first, last), bounds, head, told.name, KINDS[told.name])


def _is_annotation(text: _Text, first: int, last: int) -> bool:
    """A clerk's line: begins with «О …», «По вопросу …» and has no finite verb."""
    lemmas = tuple(t.lemma for t in text.tokens[first : first + 2])
    begins = lemmas in text.lexicon.annotation or lemmas[:1] in text.lexicon.annotation
    return begins and not any(("VerbForm", "Fin") in t.feats for t in text.tokens[first:last])


def _quotes_law(text: _Text, first: int, last: int) -> bool:
    """«Согласно ст. 10 Федерального закона …», told of nobody: two words of laws, none of the author."""
    lists = text.lexicon.lists
    lemmas = [t.lemma for t in text.tokens[first:last]]
    return len(lists["law"].intersection(lemmas)) > 1 and lists["author"].isdisjoint(lemmas)


def _asks(text: _Text, first: int, last: int) -> bool:
    """A question without its mark: «куда подавать документы», «до какого числа», «можно ли»."""
    words = [t.lemma for t in text.tokens[first : min(last, first + 3)]]
    at = 1 if text.tokens[first].pos == "ADP" else 0
    return "ли" in words[1:] or not text.lexicon.lists["interrogative"].isdisjoint(words[at : at + 1])


def _predicate(tokens: Sequence[Token], at: int, clause: Bounds, is_stay: bool) -> int:
    """The word that the cue is about: «не» → its verb, «долго» → its verb, «жду третий день» → «жду»."""
    if is_stay and clause[0] <= tokens[at].head < clause[1]:
        return tokens[at].head
    for _ in range(3):
        token = tokens[at]
        if (
            token.rel not in _CLIMB
            or token.pos in ("VERB", "NOUN")
            or not clause[0] <= token.head < clause[1]
        ):
            break
        at = token.head
    return at


def _main_noun(text: _Text, bounds: Bounds) -> int:
    nouns = [i for i in text.words(*bounds) if text.tokens[i].pos == "NOUN"]
    return nouns[0] if nouns else max(0, bounds[0] - 1)


def _root(text: _Text, bounds: Bounds) -> int:
    first, last = bounds
    words = [i for i in text.words(first, last) if text.tokens[i].pos in _CONTENT]
    verbs = [i for i in words if is_predicate(text.tokens[i])]
    return next((i for i in words if not first <= text.tokens[i].head < last), (verbs or words or [first])[0])


def _mention(text: _Text, found: _Found) -> Mention:
    first, last = _whole(text, *found.span)
    # What is not there did nothing: «отсутствуют специалисты».
    blames = found.kind == "complaint" and found.cue != "lack"
    start, end = text.tokens[first].start, text.tokens[last - 1].end
    return Mention(
        start,
        end,
        text.text[start:end],
        found.kind,
        text.tokens[found.head].lemma,
        " ".join(_content(text, first, last)),
        found.cue,
        phrases.about(text.item, found.head, (first, last)),
        blame.blamed(text.text, text.item, found.head, found.bounds, blames, text.lexicon.lists),
    )


def _whole(text: _Text, first: int, last: int) -> Bounds:
    """With all of a placeholder that is cut: «[ФИО 1] не вывозит мусор»."""
    while first in text.hidden and text.tokens[first].text != "[":
        first -= 1
    while last - 1 in text.hidden and text.tokens[last - 1].text != "]":
        last += 1
    return first, last


def _content(text: _Text, first: int, last: int) -> Iterator[str]:
    negated = False
    for at in range(first, last):
        token = text.tokens[at]
        if token.lemma == "не":
            negated = True
        elif (
            token.pos in _CONTENT
            and token.text[0].isalpha()
            and len(token.lemma) > 2
            and at not in text.hidden
        ):
            yield f"не_{token.lemma}" if negated and token.pos == "VERB" else token.lemma
            negated = False
