"""How a text is put down: its case, its haste, its markup; offsets of the details follow what is written."""

from __future__ import annotations

import html
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.deidentification.details import whole

# Share of texts: all in lower case, all in capitals; of the rest, whose names are written in an odd way.
_CASES = {
    "letter": (0.06, 0.03),
    "chat": (0.42, 0.05),
    "annotation": (0.03, 0.03),
    "signature": (0.03, 0.02),
    "survey": (0.3, 0.04),
    "review": (0.15, 0.02),
}
_QUIRKS = (("upper", 0.08), ("lower", 0.07), ("misspelt", 0.07), ("glued", 0.06), ("lookalike", 0.06))
_HTML = {"letter": 0.4, "review": 0.3, "survey": 0.1, "signature": 0.3, "chat": 0.05, "annotation": 0.05}
# Two parts of a name beside each other make one form.
_FORMS = {("f", "in"): "f_in", ("f", "i"): "fi", ("fi", "pat"): "fio", ("i", "letter"): "i_letter"}
_HASTE = 0.12  # share of texts without spaces after commas or full stops


@dataclass(frozen=True)
class Style:
    """How one text is written: its case (ordinary, lower, upper), the quirk of its names, haste, markup."""

    case: str
    quirk: str
    is_hasty: bool
    is_html: bool

    @classmethod
    def drawn(cls, rng: random.Random, register: str) -> Style:
        """A style as people of that register write."""
        lower, upper = _CASES[register]
        draw = rng.random()
        case = "lower" if draw < lower else "upper" if draw < lower + upper else "ordinary"
        draw, quirk = rng.random(), ""
        for name, share in _QUIRKS:
            if 0 <= draw < share:
                quirk = name
            draw -= share
        return cls(case, quirk, rng.random() < _HASTE, rng.random() < _HTML[register])


@dataclass(frozen=True)
class Piece:
    """A stretch of text; a detail if it has a type (see `corpus.Detail`)."""

    text: str
    type: str = ""
    form: str = ""
    spelling: str = ""
    region: str = ""
    register: str = ""
    who: str = ""

    def joined(self, other: Piece) -> Piece:
        """With another part of the same name after it."""
        odd = [p.spelling for p in (self, other) if p.spelling not in ("ordinary", "oblique")]
        plain = "oblique" if "oblique" in (self.spelling, other.spelling) else "ordinary"
        return replace(
            self,
            text=f"{self.text} {other.text}",
            form=_FORMS[(self.form, other.form)],
            spelling=odd[0] if odd else plain,
        )


def misspelt(rng: random.Random, text: str) -> str:
    """One slip in the longest word: a letter left out, doubled, exchanged or taken by ear."""
    word = max(text.split(), key=len)
    at = 1 + int(rng.random() * (len(word) - 3))
    by_ear = dict(zip("оаиедбвзяу", "аоеитпфсею", strict=True))
    kind = whole(rng, 0, 3)
    if kind == 0:
        wrong = word[:at] + word[at + 1 :]
    elif kind == 1:
        wrong = word[:at] + word[at] + word[at:]
    elif kind == 2:
        wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        wrong = "".join(by_ear.get(c, c) if i == at else c for i, c in enumerate(word))
    return text.replace(word, wrong if wrong != word else word[:at] + word[at + 1 :], 1)


def render(
    rng: random.Random, pieces: Sequence[Piece], style: Style
) -> tuple[str, list[tuple[int, int, Piece]]]:
    """The text and its details as `(start, end, piece)`."""
    written, spans, length = [], [], 0
    if style.is_html:
        written, length = ["<p>"], 3
    for piece in pieces:
        text = piece.text
        if style.is_hasty and not piece.type:
            text = text.replace(", ", ",").replace(". ", ".")
        if style.case != "ordinary" and piece.type not in ("EMAIL", "ACCOUNT"):
            text = text.lower() if style.case == "lower" else text.upper()
        if style.is_html:
            text = _markup(rng, text)
        if piece.type:
            sign = len(text) - len(text.removeprefix("№").removeprefix(" ").removeprefix("&nbsp;"))
            spans.append((length + sign, length + len(text), piece))
        written.append(text)
        length += len(text)
    if style.is_html:
        written.append("</p>")
    return "".join(written), spans


def _markup(rng: random.Random, text: str) -> str:
    breaks = "<br />" if rng.random() < 0.5 else "</p>\n<p>"
    escaped = html.escape(text, quote=False).replace("\n", breaks)
    return "".join(_space(rng) if c == " " and not _in_tag(escaped, i) else c for i, c in enumerate(escaped))


def _space(rng: random.Random) -> str:
    return "&nbsp;" if rng.random() < 0.06 else " "


def _in_tag(text: str, at: int) -> bool:
    return text.rfind("<", 0, at) > text.rfind(">", 0, at)
