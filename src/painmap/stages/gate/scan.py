"""Search of texts for what the raw files say of people, and for numbers that show whose they are by form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from painmap.intake.fingerprints import mark
from painmap.intake.traces.addresses import addresses_in
from painmap.intake.traces.glued import parted
from painmap.intake.traces.names import WORD, full_names_in, names_in
from painmap.intake.traces.numbers import emails_in, ids_in, mobiles_in, papers_in, phones_in
from painmap.intake.traces.readable import readings, unfolded
from painmap.intake.traces.stems import LONGEST, stem
from painmap.stages.gate.known import Known

Hit = tuple[str, str, str]
_TITLES = {
    "triple": "ФИО", "pair": "ФИО", "given": "имя и отчество", "initials": "ФИО", "initial": "ФИО",
    "surname": "редкая фамилия",
    "phone": "телефон", "local": "телефон", "email": "эл. почта", "address": "адрес с квартирой",
    "id": "код заявителя",
    "snils": "СНИЛС", "inn": "ИНН", "card": "банковская карта", "passport": "паспорт",
}  # fmt: skip
# In what people write, not builds: a surname or a first name with a patronymic is anyone's. Made-up persons
# of tests and examples meet those of the demo data by chance: there it takes a full name.
_FEW_WORDS = frozenset(("surname", "given"))
_FEW_WORDS_DEMO = _FEW_WORDS | {"pair", "initials", "initial"}
_PAPERS = frozenset(("snils", "inn", "card", "passport"))
# The shortest of what is looked for: house and flat, a number of four digits.
_DIGITS = re.compile(r"\d{4}|\d\D{1,16}\d")
# What a line may hang over to the next one: a name, a number or an address is not longer.
_JOINT = 60
# A word that goes on behind a line's end, with a hyphen or without.
_PARTING = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\u2011\xac]?\s*$|(?<=[@.])\s*$")
_PARTED = re.compile(r"\s*[a-zа-яё@]")


@dataclass(frozen=True)
class Leak:
    """Values of one kind in one file.

    Attributes:
        title: The kind, in Russian.
        count: How many different values.
        agencies: Agencies whose raw files hold them; none for what is known by its form.
    """

    title: str
    count: int
    agencies: tuple[str, ...]


class Scanner:
    """Looks through texts; a line that it has seen before costs nothing.

    Args:
        known: Marks of the raw files.
        public: Values by kind that are no secret: the profiles hold them.
        words: Stems of the words of tracked texts; a surname among them alone gives away nobody.
    """

    def __init__(self, known: list[Known], public: frozenset[tuple[str, str]], words: frozenset[str]) -> None:
        self._known = known
        self._public = public
        self._words = words
        self._clean: tuple[set[bytes], set[bytes]] = (set(), set())
        self._hits: dict[tuple[bytes, bool], frozenset[Hit]] = {}
        self._met: set[str] = set()
        self._stems: dict[str, bool] = {}
        self._parts: set[str] = set()
        self._glued: dict[str, str] = {}
        self._streets: set[str] = set()

    def hits(self, texts: Iterable[str], *, is_built: bool) -> list[Leak]:
        """What the texts of a file give away, by kind.

        Args:
            texts: The texts of one file.
            is_built: Whether a build made it: then what is personal by its form counts, too.
        """
        found: set[Hit] = set()
        for text in texts:
            code = _digest(text)
            if code in self._clean[is_built]:
                continue
            here = {
                hit
                for piece in unfolded(text)
                for segment, is_joined in _segments(piece)
                for hit in self._of_segment(segment, is_built)
                # Two words that a line's end parts are no rare surname.
                if not (is_joined and hit[0] == "surname")
            }
            if not here:
                self._clean[is_built].add(code)
            found |= here
        return _leaks(found)

    def _of_segment(self, segment: str, is_built: bool) -> frozenset[Hit]:
        code = _digest(segment)
        if code in self._clean[is_built]:
            return frozenset()
        if (code, is_built) not in self._hits:
            found = frozenset(
                hit for text in set(readings(segment)) for hit in self._of_reading(text, is_built)
            )
            if not found:
                self._clean[is_built].add(code)
                return found
            self._hits[code, is_built] = found
        return self._hits[code, is_built]

    def _of_reading(self, text: str, is_built: bool) -> Iterator[Hit]:
        words = set(WORD.findall(text))
        for word in words - self._met:
            if self._is_part(word):
                self._parts.add(word)
            # Also of a word whose stem is known: the ending of «ЗоринаЮЭ» takes the initials with it.
            if pieces := parted(word, self._is_part):
                self._glued[word] = " ".join(pieces)
                self._parts.update(filter(self._is_part, pieces))
            if self._agencies("street", stem(word)):
                self._streets.add(word)
        self._met |= {word for word in words if len(word) <= LONGEST}
        has_digits = _DIGITS.search(text) is not None
        found = set(_numbers(text)) if has_digits else set()
        found.update(emails_in(text))
        if has_digits and not self._streets.isdisjoint(words):
            found.update(addresses_in(text))
        if not self._parts.isdisjoint(words):
            found.update(names_in(text, self._parts.__contains__))
        if not self._glued.keys().isdisjoint(words):
            spaced = WORD.sub(lambda match: self._glued.get(match[0], match[0]), text)
            names = names_in(spaced, self._parts.__contains__)
            found.update(name for name in names if name[0] != "surname")
        for kind, value in found:
            if (kind, value) in self._public or (kind == "surname" and value in self._words):
                continue
            for agency in self._agencies(kind, value, is_built):
                yield kind, agency, value
        if is_built:
            forms = {item for item in found if item[0] in _PAPERS} | set(
                mobiles_in(text) if has_digits else ()
            )
            forms |= {("given", value) for value in full_names_in(text)}
            for kind, value in forms:
                if (kind, value) not in self._public:
                    yield f"form {kind}", "", value

    def _is_part(self, word: str) -> bool:
        if len(word) > LONGEST:
            return False
        key = stem(word)
        if key not in self._stems:
            self._stems[key] = bool(self._agencies("part", key))
        return self._stems[key]

    def _agencies(self, kind: str, value: str, is_built: bool = True) -> set[str]:
        found: set[str] = set()
        for known in self._known:
            if is_built or kind not in (_FEW_WORDS_DEMO if known.is_demo else _FEW_WORDS):
                found |= known.agencies.get(mark(known.key, kind, value), _NOBODY)
        return found


def _leaks(found: set[Hit]) -> list[Leak]:
    """Hits by title; a name is one value though it is known as a pair, as initials and as a whole."""
    leaks = []
    for title in sorted({_title(kind) for kind, _, _ in found}):
        hits = [hit for hit in found if _title(hit[0]) == title]
        values = [{value for kind, _, value in hits if kind == one} for one in {kind for kind, _, _ in hits}]
        agencies = tuple(sorted({agency for _, agency, _ in hits if agency}))
        leaks.append(Leak(title, max(map(len, values)), agencies))
    return leaks


def _title(kind: str) -> str:
    return f"по виду: {_TITLES[kind[5:]]}" if kind.startswith("form ") else _TITLES[kind]


_NOBODY: set[str] = set()


def _digest(text: str) -> bytes:
    """Not `hash`: it looks at the letters' bytes alone, so that UTF-16 taken for ASCII meets its own text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    yield from phones_in(text)
    yield from ids_in(text)
    yield from papers_in(text)


def _segments(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text, what stands on both sides of each line's end, and whether it is one word there."""
    before = ""
    for line in text.splitlines():
        if not line or line.isspace():
            continue
        if before:
            yield f"{before[-_JOINT:]} {line[:_JOINT]}", False
            if _PARTED.match(line) and (kept := _PARTING.search(before)):
                yield before[-_JOINT:][: kept.start() - len(before) or None] + line.lstrip()[:_JOINT], True
        yield line, False
        before = line
