"""Mentions: fragments that voice a pain or a need, from the syntax tree and word lists.

A pure function of text, code and vocabulary, so that it can be cached by a hash of the three.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from painmap.params.models import Vocabulary
from painmap.text import language, phrases
from painmap.text.language import Annotated, Token

# Which list gives which kind; the first list that has the word wins.
CUES: tuple[tuple[str, str], ...] = (
    ("thanks", "thanks"),
    ("refusal", "complaint"),
    ("rudeness", "complaint"),
    ("delay", "complaint"),
    ("excess", "complaint"),
    ("cost", "complaint"),
    ("unclear", "complaint"),
    ("fault", "complaint"),
    ("lack", "complaint"),
    ("complaint", "complaint"),
    ("suggestion", "suggestion"),
    ("request", "request"),
    ("question", "question"),
    ("negation", "complaint"),
)
_MAX_FRAGMENT_TOKENS = 16
_MIN_WORDS = 3
_CLAUSES = frozenset({"conj", "parataxis", "acl:relcl", "advcl", "ccomp", "csubj", "discourse", "vocative"})
_CLIMB = frozenset(
    {"advmod", "case", "det", "mark", "cc", "nummod", "nummod:gov", "aux", "discourse", "amod"}
)
_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN"})


@dataclass(frozen=True)
class Mention:
    """A fragment that voices a pain or a need.

    Attributes:
        start: Offset in the text; `end` after the fragment.
        kind: A key of `schema.MENTION_KINDS`.
        head: Lemma of the fragment's main word.
        lemmas: Lemmas of its content words in order, joined by blanks; «не» stays with its verb.
        cue: The list of `params/vocab/mentions.yaml` it was found by; `annotation` for a clerk's line, `fact`
            for a text without any cue.
        about: What it is about: a noun phrase in the nominative (`phrases.about`); empty if there is none.
        blamed: Who or what is to blame where the text says so, as it stands there; else empty.
    """

    start: int
    end: int
    fragment: str
    kind: str
    head: str
    lemmas: str
    cue: str
    about: str
    blamed: str


@dataclass(frozen=True)
class _Lexicon:
    """Entries of the vocabulary by their first lemma: `(further lemmas, kind)`."""

    cues: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    annotation: frozenset[tuple[str, ...]]
    duration: frozenset[str]
    empty: frozenset[str]
    courtesy: frozenset[str]
    interrogative: frozenset[str]

    def kind(self, lemmas: Sequence[str], at: int) -> str | None:
        """Kind of the cue that begins at this lemma, if any."""
        for further, kind in self.cues.get(lemmas[at], ()):
            if tuple(lemmas[at + 1 : at + 1 + len(further)]) == further:
                return kind
        return None


def find_mentions(texts: Sequence[str], vocabulary: Vocabulary) -> list[list[Mention]]:
    """Mentions of each text in order of appearance.

    Args:
        texts: Masked plain texts; offsets of the mentions are into these.
        vocabulary: `params/vocab/mentions.yaml`.
    """
    lexicon = _lexicon(vocabulary)
    return [_of_text(a, lexicon) for a in language.annotate([t or "" for t in texts])]


def _lexicon(vocabulary: Vocabulary) -> _Lexicon:
    cues: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, kind in CUES:
        for entry in vocabulary.lists[name]:
            first, *further = entry.split()
            cues.setdefault(first, []).append((tuple(further), kind))
    return _Lexicon(
        {first: tuple(entries) for first, entries in cues.items()},
        frozenset(tuple(entry.split()) for entry in vocabulary.lists["annotation"]),
        frozenset(vocabulary.lists["duration"]),
        frozenset(vocabulary.lists["empty"]),
        frozenset(vocabulary.lists["courtesy"]),
        frozenset(vocabulary.lists["interrogative"]),
    )


def _of_text(item: Annotated, lexicon: _Lexicon) -> list[Mention]:
    words = [t.lemma for t in item.tokens if t.text[0].isalpha()]
    if not words or " ".join(words) in lexicon.empty:
        return []
    found = [m for sentence in item.sentences for m in _of_sentence(item, sentence, lexicon)]
    if not found and len(words) >= _MIN_WORDS:
        # A pain may be told as a bare fact («второй этаж, лестница крутая»).
        first, last = max(item.sentences, key=lambda s: s[1] - s[0])
        found = [_mention(item, first, _trimmed(item, first, last), first, "complaint")]
    return found


def _of_sentence(item: Annotated, bounds: tuple[int, int], lexicon: _Lexicon) -> Iterator[Mention]:
    first, last = bounds
    tokens = item.tokens
    lemmas = [t.lemma for t in tokens[first:last]]
    cues = [
        (first + i, kind) for i in range(len(lemmas)) if (kind := _cue(tokens, first + i, lemmas, i, lexicon))
    ]
    if _is_annotation(tokens[first:last], lemmas, lexicon):
        kind = next((k for _, k in cues if k in ("complaint", "suggestion", "thanks")), "request")
        yield _mention(item, first, _trimmed(item, first, last), _main_noun(tokens, first, last), kind)
        return
    if not cues and (tokens[last - 1].text == "?" or _asks(tokens[first:last], lexicon)):
        cues = [(first, "question")]
    covered = first
    for at, kind in cues:
        if at < covered:
            continue
        head = _predicate(tokens, at)
        start, end = _clause(tokens, head, at, bounds)
        covered = max(covered, end)
        yield _mention(item, start, end, head, kind)


def _cue(tokens: Sequence[Token], at: int, lemmas: Sequence[str], i: int, lexicon: _Lexicon) -> str | None:
    kind = lexicon.kind(lemmas, i)
    if kind == "thanks" and i > 0 and lemmas[i - 1] == "не":
        return "complaint"
    if kind is None and lemmas[i] in lexicon.duration and _lasts(tokens, at, i):
        return "complaint"
    return "request" if kind is None and _is_asked_for(tokens[at], lexicon) else kind


def _lasts(tokens: Sequence[Token], at: int, i: int) -> bool:
    """A stay of affairs: «2 часа», «третий месяц»; not «за два дня» (done), «2023 год», «9 лет» (service)."""
    if i == 0:
        return False
    before = tokens[at - 1]
    if before.pos == "ADJ" and before.rel == "amod" and before.lemma in _ORDINALS:
        return True
    is_counted = before.text.isdigit() or before.pos == "NUM" or before.rel.startswith("nummod")
    is_within = i > 1 and tokens[at - 2].lemma == "за"
    return is_counted and not is_within and tokens[at].lemma not in _YEARS


def _is_asked_for(token: Token, lexicon: _Lexicon) -> bool:
    """«Опубликуйте график»; not «извините», «поверьте»."""
    if token.pos == "VERB" and {("Mood", "Imp"), ("Number", "Plur")} <= set(token.feats):
        return token.lemma not in lexicon.courtesy
    # The tagger learnt from news, where nobody asks: «Опубликуйте» is an adjective to it.
    seen = language.word(token.text) if token.text.lower().endswith("йте") else None
    return seen is not None and seen.pos == "VERB" and seen.lemma not in lexicon.courtesy


def _asks(tokens: Sequence[Token], lexicon: _Lexicon) -> bool:
    """A question without its mark: «куда подавать документы», «до какого числа», «можно ли»."""
    words = [t.lemma for t in tokens[:3]]
    at = 1 if tokens[0].pos == "ADP" else 0
    return "ли" in words[1:] or words[at : at + 1] in [[w] for w in lexicon.interrogative]


def _is_annotation(tokens: Sequence[Token], lemmas: Sequence[str], lexicon: _Lexicon) -> bool:
    """A clerk's line: begins with «О …», «По вопросу …» and has no finite verb."""
    begins = any(tuple(lemmas[:n]) in lexicon.annotation for n in (1, 2))
    return begins and not any(("VerbForm", "Fin") in t.feats for t in tokens)


def _main_noun(tokens: Sequence[Token], first: int, last: int) -> int:
    return next((i for i in range(first + 1, last) if tokens[i].pos == "NOUN"), first)


def _predicate(tokens: Sequence[Token], at: int) -> int:
    """The word that the cue is about: «не» → its verb, «долго» → its verb."""
    for _ in range(3):
        token = tokens[at]
        if token.head < 0 or token.rel not in _CLIMB or token.pos in ("VERB", "NOUN"):
            break
        at = token.head
    return at


def _clause(tokens: Sequence[Token], head: int, cue: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """Token bounds of the predicate's clause: its subtree without the clauses that hang on it."""
    inside = [head, cue]
    for i in range(*bounds):
        at, steps = i, 0
        while at not in (-1, head) and steps < 12 and tokens[at].rel not in _CLAUSES:
            at, steps = tokens[at].head, steps + 1
        if at == head and tokens[i].rel != "punct":
            inside.append(i)
    start, end = min(inside), max(inside) + 1
    if end - start > _MAX_FRAGMENT_TOKENS:
        start = max(start, min(head, cue) - _MAX_FRAGMENT_TOKENS // 3)
        end = min(end, start + _MAX_FRAGMENT_TOKENS)
    return start, max(end, cue + 1)


def _trimmed(item: Annotated, first: int, last: int) -> int:
    while last > first + 1 and item.tokens[last - 1].text in ".!?…":
        last -= 1
    return min(last, first + 2 * _MAX_FRAGMENT_TOKENS)


def _mention(item: Annotated, first: int, last: int, head: int, kind: str) -> Mention:
    tokens = item.tokens[first:last]
    start, end = tokens[0].start, tokens[-1].end
    about = phrases.about(item, head, (first, last))
    return Mention(
        start,
        end,
        item.text[start:end],
        kind,
        item.tokens[head].lemma,
        " ".join(_content(tokens)),
        "",
        about,
        "",
    )


def _content(tokens: Sequence[Token]) -> Iterator[str]:
    negated = False
    for token in tokens:
        if token.lemma == "не":
            negated = True
        elif token.pos in _CONTENT and token.text[0].isalpha() and len(token.lemma) > 2:
            yield f"не_{token.lemma}" if negated and token.pos == "VERB" else token.lemma
            negated = False


_ORDINALS = frozenset(
    {"второй", "третий", "четвертый", "пятый", "шестой", "седьмой", "восьмой", "девятый", "целый"}
)
# People tell their age and their service in these; a delay of years is told with another cue beside.
_YEARS = frozenset({"год", "лет"})
