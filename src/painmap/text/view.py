"""A text as the recognisers see it: without markup and invisible characters, with the origin of each."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from painmap.text.characters import ORDINARY, dialled, seen, unmasked

Span = tuple[int, int]

_HEX = "[0-9a-fA-F]"
_BLOCKS = "p|div|br|li|ul|ol|tr|td|table|h[1-6]|blockquote"


def _tag(beginning: str) -> str:
    """What a tag or comment is, given how it begins after «<»."""
    return rf"<{beginning}[^<>]{{0,4000}}>"


# What analysts read: plain markup goes, whatever might be the writer's own («%20», «&nbsp» cut short) stays.
_ENTITY = rf"&(?:#\d{{1,7}}|#x{_HEX}{{1,6}}|[a-zA-Z]{{2,8}});"
# Soft hyphen, zero-width and direction-changing characters, byte order mark, object replacement.
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]"
_SPECIAL = re.compile("|".join((_tag("[a-zA-Z/!]"), _ENTITY, _INVISIBLE)))
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)
_CONTROL = re.compile(r"[^\S\n]+|[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
# What recognisers see. «&amp;amp;#49;» is «1», however often it was encoded; «%D0%90» is one letter.
_CODED = re.compile(
    rf"[^{ORDINARY}](?:(?<=&)(?:amp;)*(?:#\d{{1,30}};?|#[xX]{_HEX}{{1,30}};?|[a-zA-Z][a-zA-Z0-9]{{1,31}};"
    rf"|(?:nbsp|amp|lt|gt|quot|shy))"
    rf"|(?<=%)(?:[2-7]{_HEX}|[cCdD]{_HEX}%{_HEX}{{2}}|[eE]{_HEX}(?:%{_HEX}{{2}}){{2}}|[fF][0-4](?:%{_HEX}{{2}}){{3}})"
    r"|(?<=\r)\n)?"
)
# «<ivan@example.ru>» is no tag here.
_MARKUP = re.compile(_tag(r"(?:/?[a-zA-Z][a-zA-Z0-9:-]{0,20}(?=[\s/>])|[!?])"))
_BARE = re.compile(r"</?[a-zA-Z]{1,10}[1-6]?\s*/?>")
_BREAK = re.compile(
    rf"</?(?:{_BLOCKS}|hr|dl|dt|dd|th|tbody|thead|caption|pre|section|article|header|footer|option|title)\b",
    re.IGNORECASE,
)
_WRAP = re.compile(r"\n ?(?=[\dа-яё(-])")
_DASH = re.compile(r"(?<=\d)(?: [–—](?= \d)|[–—](?=\d))")
_REPEATED = re.compile("&(?:amp;)*(?=#|[a-zA-Z])")
_ROUNDS_OF_CODING = 3


class View:
    """A text made from another one, which knows where each of its characters comes from."""

    __slots__ = ("_at", "_from", "_parent", "_to", "_width", "text")

    def __init__(self, text: str, parent: View | None = None) -> None:
        self.text = text
        self._parent = parent
        # Of each replacement: its offset and width here, its span in the parent's text.
        self._at, self._width = array("q"), array("q")
        self._from, self._to = array("q"), array("q")

    @classmethod
    def of(cls, original: str) -> View:
        """The original itself."""
        return cls(original)

    def replaced(self, parts: Iterable[tuple[int, int, str]]) -> View:
        """This view with `(start, end, replacement)` put in; parts are disjoint, not empty and in order."""
        made = View("", self)
        pieces: list[str] = []
        at = done = 0
        for start, end, new in parts:
            pieces += (self.text[done:start], new)
            at += start - done
            if not len(new) == end - start == 1:
                made._at.append(at)
                made._width.append(len(new))
                made._from.append(start)
                made._to.append(end)
            at += len(new)
            done = end
        made.text = "".join([*pieces, self.text[done:]])
        return made

    def rewritten(self, text: str) -> View:
        """This view with another text of the same length, character for character."""
        if text == self.text:
            return self
        return View(text, self)

    def origin(self, start: int, end: int) -> Span:
        """Where `text[start:end]`, which is not empty, stands in the original."""
        if self._parent is None:
            return start, end
        return self._parent.origin(self._back(start)[0], self._back(end - 1)[1])

    def _back(self, place: int) -> Span:
        """The span in the parent's text that one character comes from."""
        last = bisect_right(self._at, place) - 1
        if last < 0:
            return place, place + 1
        after = self._at[last] + self._width[last]
        if place < after:
            return self._from[last], self._to[last]
        return place - after + self._to[last], place - after + self._to[last] + 1


def readings(view: View) -> list[View]:
    """The ways to read a text: as shown; with wrapped numbers and words joined; what tags and comments hold.

    Only the first is always there. All are without entities, invisible characters, accents and other
    scripts' digits, and with look-alike letters in the alphabet of their word.
    """
    view = _decoded(view)
    if "<" not in view.text:
        return [_legible(view), *_joined(view)]
    tags = list(_MARKUP.finditer(view.text))
    shown = view.replaced((m.start(), m.end(), "\n" if _BREAK.match(m[0]) else "") for m in tags)
    inside = [(m.start() + 1, m.end() - 1) for m in tags if not _BARE.fullmatch(m[0])]
    return [_legible(shown), *_joined(shown), *([_legible(_only(view, inside))] if inside else [])]


def _decoded(view: View) -> View:
    """The view with each entity, escape or odd character as a reader sees it."""
    for _ in range(_ROUNDS_OF_CODING):
        parts = list(_parts(view.text))
        if not parts:
            break
        view = view.replaced(parts)
        if "&" not in view.text and "%" not in view.text:
            break
    return view


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _CODED.finditer(text):
        old, start, end = match[0], match.start(), match.end()
        if len(old) > 1:
            new = "".join(map(seen, _meant(old)))
        else:
            new = seen(old)
            # The letters «й» and «ё» in two code points.
            if old in "\u0306\u0308" and start and text[start - 1] in "еЕиИ":
                new = unicodedata.normalize("NFC", text[start - 1] + old)
                start -= len(new) == 1
                new = new if len(new) == 1 else ""
        if new != old:
            yield start, end, new


def _meant(code: str) -> str:
    """An entity or a percent escape as a character; itself if it is none."""
    if code[0] == "&":
        return html.unescape(_REPEATED.sub("&", code))
    if code[0] == "%":
        try:
            return unquote(code, errors="strict")
        except UnicodeDecodeError:
            return code
    return "\n"


def _only(view: View, spans: list[Span]) -> View:
    """The view with nothing but these spans, each on a line of its own."""
    edges = [0, *(edge for span in spans for edge in span), len(view.text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return view.replaced((start, end, "\n" if start else "") for start, end in gaps)


def _joined(view: View) -> list[View]:
    """The view with numbers and words that a line break cuts made whole, if there are any."""
    parts = [part for wrap in _WRAP.finditer(view.text) if (part := _mended(wrap))]
    return [_legible(view.replaced(parts))] if parts else []


def _mended(wrap: re.Match[str]) -> tuple[int, int, str] | None:
    """«8 900\\n000», «112-\\n233», «+\\n7», «Пет-\\nров»; nothing if the line ends in another way."""
    text, start, end = wrap.string, wrap.start(), wrap.end()
    last, before = text[start - 1 : start], text[max(0, start - 2) : max(0, start - 1)]
    if text[end].isalpha():
        return (start - 1, end, "") if last == "-" and before.islower() else None
    if last.isdigit():
        return start, end, " "
    if last and last in "- " and before.isdigit():
        return start - 1, end, last
    return (start, end, "") if last and last in "+(" else None


def _legible(view: View) -> View:
    """The view with letters in the alphabet of their word; in numbers digits, and hyphens for dashes."""
    text = view.text
    if "–" in text or "—" in text:
        text = _DASH.sub(lambda m: m[0].replace("–", "-").replace("—", "-"), text)
    return view.rewritten(unmasked(dialled(text)))


def plain_text(markup: str | None) -> str:
    """The text of an HTML fragment: blocks on lines of their own, entities decoded, blanks collapsed.

    A text without markup comes back unchanged but for invisible and control characters and runs of blanks.
    """
    text = markup or ""
    if _is_plain(text):
        return text.strip()
    return plain_view(View.of(text)).text


def plain_view(view: View) -> View:
    """The view as `plain_text` shows it, with the origin of each character."""
    view = view.replaced((*m.span(), _visible(m[0])) for m in _SPECIAL.finditer(view.text))
    if not unicodedata.is_normalized("NFC", view.text):
        view = view.replaced(_composed(view.text))
    view = view.replaced((*m.span(), " ") for m in _CONTROL.finditer(view.text))
    return view.replaced(_blank_edges(view.text))


def _composed(text: str) -> Iterator[tuple[int, int, str]]:
    """Letters in several code points («и» with its breve) as one."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _is_separate(text[start:at], text[at]):
            new = unicodedata.normalize("NFC", text[start:at])
            if new != text[start:at]:
                yield start, at, new
            start = at


def _is_separate(before: str, sign: str) -> bool:
    if unicodedata.combining(sign):
        return False
    parts = (unicodedata.normalize("NFC", part) for part in (before, sign))
    return unicodedata.normalize("NFC", before + sign) == "".join(parts)


def _blank_edges(text: str) -> Iterator[tuple[int, int, str]]:
    """Blanks at the ends of lines, and lines that hold nothing else."""
    at = done = 0
    for line in text.split("\n"):
        if line.strip():
            start = at + len(line) - len(line.lstrip())
            if start > done:
                yield done, start, "\n" if done else ""
            done = at + len(line.rstrip())
        at += len(line) + 1
    if done < len(text):
        yield done, len(text), ""


def _is_plain(text: str) -> bool:
    """Whether one glance shows a line without markup, invisible characters and runs of blanks: most texts."""
    return (
        text.isprintable()
        and not any(sign in text for sign in ("<", "&", "  ", "\ufffc"))
        and unicodedata.is_normalized("NFC", text)
    )


def _visible(special: str) -> str:
    if special[0] == "&":
        return _meant(special)
    return "\n" if _BLOCK.match(special) else ""
