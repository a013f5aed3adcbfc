"""Options that a person chose, in one cell or several, and the words of their own («другое»)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from painmap.intake.words import NO, YES, norm, squeezed
from painmap.params.models import Question

_PARTS = re.compile(r"[;\n]")
_COMMA = re.compile(r",\s+")
# An option that asks for words of one's own; «Другой вопрос» is an option like any other.
_OTHER = re.compile(r"(?:другое|иное|прочее|свой вариант|другой вариант|другие варианты)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
# The column of one option: the second «х» is Cyrillic.
_TICKED = frozenset((*YES, "yes", "y", "x", "х", "✓", "✔", "☑", "выбрано"))
_UNTICKED = frozenset((*NO, "–", "—", "no", "n", "☐", "не выбрано"))


@dataclass(frozen=True)
class Chosen:
    """What one person chose: code of an option → own words beside it, and how many answers fit none."""

    options: dict[str, str]
    unknown: int

    def __or__(self, more: Chosen) -> Chosen:
        both = {code: text for one in (self, more) for code, text in one.options.items()}
        for code, text in self.options.items():
            both[code] = "; ".join(dict.fromkeys(part for part in (text, more.options.get(code, "")) if part))
        return Chosen(both, self.unknown + more.unknown)


def options_of(question: Question) -> dict[str, str]:
    """Normalised code or title of an option → its code."""
    return {norm(word): code for code, title in question.options.items() for word in (code, title)}


def other_of(question: Question) -> str:
    """Code of the option that asks for words of one's own («Другое», «Свой вариант»); empty without one."""
    return next((code for code, title in question.options.items() if _OTHER.match(title)), "")


def unanswered(key: str, question: Question, empty: set[str]) -> set[str]:
    """Normalised words of a column (named as by `column_keys`) that are no answer.

    Empty words count in open questions and, with those of an unticked box, in the column of one option,
    but for the option's own title («Нет»).
    """
    _, is_option, code = key.partition(":")
    if is_option:
        return (empty | _UNTICKED) - {norm(question.options.get(code, ""))} | {""}
    return empty if question.kind == "open" else set()


def ticked(text: str, code: str, question: Question) -> Chosen:
    """What a filled cell says in the column of one option; «?» begins the code of an unknown option.

    A tick, the option's title, code or number choose it. Other words are the text of «другое», or an
    answer that fits none.
    """
    if code.startswith("?"):
        return Chosen({}, 1)
    word, is_other = norm(text), code == other_of(question)
    number = str(1 + list(question.options).index(code))
    own = options_of(question) if is_other else (norm(question.options[code]), norm(code), number)
    if word in own or word in _TICKED:
        return Chosen({code: ""}, 0)
    return Chosen({code: squeezed(text)}, 0) if is_other else Chosen({}, 1)


def chosen_options(text: str, question: Question, *, is_list: bool) -> Chosen:
    """The options in a cell, divided by semicolons, lines or commas where it may hold several.

    Words that are none of the options are the text of «другое» where the question asks for such, else an
    answer that fits none. Options may hold commas themselves.
    """
    codes, other = options_of(question), other_of(question)
    pieces = _PARTS.split(text) if is_list and norm(text) not in codes else [text]
    found, left = Chosen({}, 0), []
    for piece in pieces:
        known, own = _divided(piece, codes) if is_list else _whole(piece, codes)
        found |= Chosen(dict.fromkeys(known, ""), 0)
        left += own
    if not left:
        return found
    words = [words for words in left if _WORD.search(words)]
    if other and words:
        return found | Chosen({other: "; ".join(words)}, 0)
    return found | Chosen({}, len(left))


def _whole(piece: str, codes: dict[str, str]) -> tuple[list[str], list[str]]:
    code = codes.get(norm(piece))
    return ([code], []) if code else ([], [squeezed(piece)])


def _divided(piece: str, codes: dict[str, str]) -> tuple[list[str], list[str]]:
    """Codes in a list with commas, and the words between them."""
    parts = _COMMA.split(piece.strip())
    if not piece.strip():
        return [], []
    longest = 1 + max((title.count(", ") for title in codes), default=0)
    known: list[str] = []
    left: list[list[str]] = [[]]
    i = 0
    while i < len(parts):
        ends = range(min(len(parts), i + longest), i, -1)
        end = next((end for end in ends if norm(", ".join(parts[i:end])) in codes), None)
        if end is None:
            left[-1].append(parts[i])
            i += 1
        else:
            known.append(codes[norm(", ".join(parts[i:end]))])
            left.append([])
            i = end
    return known, [squeezed(", ".join(run)) for run in left if any(run)]
