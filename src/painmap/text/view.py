"""A text as the recognisers see it: without markup and invisible characters, with the origin of each."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Span = tuple[int, int]

_TAG = r"<[a-zA-Z/!][^<>]{0,4000}>"
_ENTITY = r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
# Soft hyphen, zero-width and direction-changing characters, byte order mark, object replacement.
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]"
_COMBINED = "[еЕиИ][\u0306\u0308]"
_SPECIAL = re.compile("|".join((_TAG, _ENTITY, _INVISIBLE, _COMBINED)))
_BLOCK = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|td|table|h[1-6]|blockquote)\b", re.IGNORECASE)
_TELLING = re.compile(r"mailto:|tel:|href=", re.IGNORECASE)
_CONTROL = re.compile(r"[^\S\n]+|[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class View:
    """A text made from another one.

    Attributes:
        text: The text to look at.
        starts: Offset in the original of each character's origin; `ends` the offset after it.
    """

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, original: str) -> View:
        """The original itself."""
        return cls(original, list(range(len(original))), list(range(1, len(original) + 1)))

    def replaced(self, parts: Iterable[tuple[int, int, str]]) -> View:
        """This view with `(start, end, replacement)` put in; parts are disjoint and in order."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in parts:
            text += [self.text[at:start], new]
            starts += self.starts[at:start] + [self.starts[start]] * len(new)
            ends += self.ends[at:start] + [self.ends[end - 1]] * len(new)
            at = end
        return View("".join([*text, self.text[at:]]), starts + self.starts[at:], ends + self.ends[at:])

    def origin(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the original."""
        return self.starts[start], self.ends[end - 1]


def readable(view: View) -> View:
    """The view without tags, entities and invisible characters; links keep their address."""
    parts = [(m.start(), m.end(), _readable(m[0])) for m in _SPECIAL.finditer(view.text)]
    return view.replaced(parts) if parts else view


def plain_text(markup: str | None) -> str:
    """The text of an HTML fragment: blocks on lines of their own, entities decoded, blanks collapsed.

    A text without markup comes back unchanged but for invisible and control characters and runs of blanks.
    """
    text = _SPECIAL.sub(lambda m: _visible(m[0]), markup or "")
    text = _CONTROL.sub(" ", unicodedata.normalize("NFC", text))
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _readable(special: str) -> str:
    if special[0] == "<" and _TELLING.search(special):
        return " " + special[1:-1] + " "
    return _visible(special)


def _visible(special: str) -> str:
    for test, make in _REPLACEMENTS:
        if test(special):
            return make(special)
    return ""


_REPLACEMENTS: tuple[tuple[Callable[[str], object], Callable[[str], str]], ...] = (
    (_BLOCK.match, lambda _: "\n"),
    (lambda s: s[0] == "<", lambda _: ""),
    (lambda s: s[0] == "&", lambda s: html.unescape(s).replace("\xa0", " ")),
    (lambda s: len(s) == 2, lambda s: unicodedata.normalize("NFC", s)),
)
