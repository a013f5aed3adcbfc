"""The synthetic corpus: made-up appeals, annotations, chats, answers, reviews with planted personal details.

Everything is synthetic. It was written without a look at the recognisers; neither is ever tuned to the other.
`python -m benchmarks.deidentification.corpus OUT.jsonl` writes it to look at; the seed is the corpus.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from benchmarks.deidentification import details
from benchmarks.deidentification.people import Cast
from benchmarks.deidentification.writing import Piece, Style, render

HERE = Path(__file__).parent
SEED = 20261122
SIZES = {"letter": 420, "chat": 330, "annotation": 330, "signature": 150, "survey": 120, "review": 150}
"""How many texts of each kind of carrier."""

_WORDY = 0.3  # share of letters and reviews that tell their story at length
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_EMAIL = re.compile(r"[^\s@()\[\]]+@[^\s@]+\.[A-Za-z]+")
_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Detail:
    """A planted detail.

    Attributes:
        start, end: Half-open code points of `Item.text`.
        type: One of the twelve types.
        form: Of a person: order of its parts (f surname, i first name, o patronymic, in initials); else the
            kind of number or address (`details.MAKERS`).
        spelling: Of a person: ordinary, lower, upper, initials, oblique, misspelt, glued, lookalike; else "".
        region: Of a person's name; else "".
        register: letter, chat, annotation, signature, survey, review: where the detail itself stands.
    """

    start: int
    end: int
    type: str
    form: str = ""
    spelling: str = ""
    region: str = ""
    register: str = ""


@dataclass(frozen=True)
class Item:
    """A text with its details in order, disjoint; `carrier` names the line that it was written from."""

    text: str
    details: tuple[Detail, ...]
    carrier: str
    is_html: bool

    @property
    def length(self) -> str:
        """Class of length by code points."""
        return "short" if len(self.text) <= 120 else "medium" if len(self.text) <= 500 else "long"


def carriers(register: str) -> tuple[str, ...]:
    """The texts with slots of one kind."""
    text = (HERE / "carriers" / f"{register}.txt").read_text(encoding="utf-8")
    return tuple(part.strip("\n") for part in text.split("\n---\n"))


@cache
def _sentences() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Plain sentences, and those with what looks like a personal detail and is none."""
    text = (HERE / "sentences.txt").read_text(encoding="utf-8")
    plain, likely = text.split("\n---\n")
    return tuple(plain.splitlines()[1:]), tuple(likely.splitlines())


@cache
def corpus(seed: int = SEED) -> tuple[Item, ...]:
    """All texts; the same for the same seed."""
    rng = random.Random(seed)
    items = []
    for register, size in SIZES.items():
        lines = carriers(register)
        for number in range(size):
            at = number % len(lines)
            items.append(_item(rng, register, lines[at], f"{register}-{at + 1}"))
    return tuple(items)


def _item(rng: random.Random, register: str, carrier: str, name: str) -> Item:
    carrier = _CHOICE.sub(lambda m: details.pick(rng, m.group(1).split("|")), carrier)
    if register in ("letter", "review") and rng.random() < _WORDY:
        carrier = carrier.replace("{fill}", "{long}").replace("{stay}", "{stay} {fill}")
    style = Style.drawn(rng, register)
    text, spans = render(rng, _merged(_pieces(rng, register, carrier, style)), style)
    found = tuple(Detail(a, b, p.type, p.form, p.spelling, p.region, p.register) for a, b, p in spans)
    return Item(text, found, name, style.is_html)


def _pieces(rng: random.Random, register: str, carrier: str, style: Style) -> Iterator[Piece]:
    cast = Cast(rng, carrier)
    unused = [list(part) for part in _sentences()]
    at = 0
    for slot in _SLOT.finditer(carrier):
        yield Piece(carrier[at : slot.start()])
        at = slot.end()
        word = slot.group(1)
        if word == "sign":
            register = "signature"
            yield Piece("\n")
        elif word in ("fill", "stay", "long"):
            yield Piece(" ".join(_said(rng, word, unused)))
        elif word.startswith("w"):
            yield Piece(cast.agreed(word))
        elif word in ("day", "n"):
            yield Piece(details.day(rng) if word == "day" else str(details.whole(rng, 2, 90)))
        else:
            yield _detail(rng, word, cast, style, register)
    yield Piece(carrier[at:])


def _said(rng: random.Random, word: str, unused: list[list[str]]) -> Iterator[str]:
    plan = {"fill": [0], "stay": [1]}.get(word) or [
        details.whole(rng, 0, 3) // 3 for _ in range(details.whole(rng, 3, 8))
    ]
    for kind in plan:
        yield unused[kind].pop(int(rng.random() * len(unused[kind])))


def _detail(rng: random.Random, word: str, cast: Cast, style: Style, register: str) -> Piece:
    if word in details.MAKERS:
        kind, maker = details.MAKERS[word]
        return Piece(maker(rng), kind, word, register=register)
    person = cast.person(word[0])
    if word in ("flat", "house"):
        make = details.flat if word == "flat" else details.house
        return Piece(make(rng, person.town), "ADDRESS", word, register=register)
    if word in ("email", "account"):
        write = details.email if word == "email" else details.account
        text = write(rng, person.first, person.surname)
        odd = "-obfuscated" if word == "email" and not _EMAIL.fullmatch(text) else ""
        return Piece(text, word.upper(), word + odd, register=register)
    form, _, case = word.partition(".")[2].partition(".")
    return person.written(rng, form, case or "nom", style, register)


def _merged(pieces: Iterator[Piece]) -> list[Piece]:
    """Parts of one person's name with nothing but a space between them are one detail."""
    result: list[Piece] = []
    for piece in pieces:
        if piece.type == "PERSON" and len(result) > 1 and not result[-1].type and result[-1].text == " ":
            before = result[-2]
            if before.type == "PERSON" and before.who == piece.who:
                result[-2:] = [before.joined(piece)]
                continue
        result.append(piece)
    return result


def _line(item: Item) -> str:
    row = {
        "text": item.text,
        "pii": [[d.start, d.end, d.type] for d in item.details],
        "details": [asdict(d) for d in item.details],
        "carrier": item.carrier,
        "is_html": item.is_html,
    }
    return json.dumps(row, ensure_ascii=False)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text("\n".join(map(_line, corpus())) + "\n", encoding="utf-8")
