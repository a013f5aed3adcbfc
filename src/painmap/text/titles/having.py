"""Which texts of a group have which words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from painmap.text.language import inflection, word
from painmap.text.titles.clauses import forms
from painmap.text.titles.telling import Said, names_pain

# Kinds of mentions by which a template may be borne out; of any other those of problems.
FITS: Mapping[str, frozenset[str]] = {
    "thanks": frozenset({"thanks"}),
    "question": frozenset({"question"}),
    "request": frozenset({"request"}),
    "suggestion": frozenset({"suggestion"}),
    "need": frozenset({"request", "suggestion"}),
    "wish": frozenset({"request", "suggestion"}),
}
_PROBLEM = frozenset({"complaint", "request", "suggestion", "question"})
# From this share of forms that are no singular on a noun is told in the plural, judged by so many mentions.
_PLURAL, _JUDGED = 0.08, 60
_SHORT = 3
_MANY = 20
_ROOT, _SMALL, _USED = 5, 0.8, 10
_ONE = (("Number", "Sing"),)


class Having:
    """Mentions of a group by lemma.

    Attributes:
        size: Number of texts, at least 1.
        is_free: Two texts speak for the group, however large it is: where nothing else is said.
    """

    def __init__(self, mentions: Sequence[Said]) -> None:
        self.mentions = mentions
        self.size = max(1, len({m.record for m in mentions}))
        self.places: dict[str, set[int]] = {}
        for i, mention in enumerate(mentions):
            for lemma in mention.lemmas:
                self.places.setdefault(lemma, set()).add(i)
        self.is_free = False
        self._plural: dict[str, bool] = {}

    def fewest(self, share: float) -> float:
        """Fewest texts that speak for the group: this share, and no two of many."""
        return 2.0 if self.is_free else max(2.0 if self.size < _MANY else 3.0, share * self.size)

    def voiced(self, template: str) -> float:
        """Share of the texts with a mention by which the template may be borne out."""
        kinds = FITS.get(template, _PROBLEM)
        return len({m.record for m in self.mentions if m.kind in kinds}) / self.size

    def having(self, lemmas: Iterable[str], template: str = "") -> list[Said]:
        """Mentions with all the lemmas by which the template may be borne out, in order."""
        sets = [self.places.get(lemma, set()) for lemma in lemmas]
        common = sorted(set.intersection(*sets)) if sets else []
        kinds = FITS.get(template, _PROBLEM)
        return [self.mentions[i] for i in common if self.mentions[i].kind in kinds]

    def texts(self, lemmas: Iterable[str]) -> set[int]:
        """Numbers of the texts with any of the lemmas."""
        return {self.mentions[i].record for lemma in lemmas for i in self.places.get(lemma, ())}

    def named(self, lemmas: Sequence[str]) -> float:
        """Share of the mentions with all the lemmas whose main word is a noun of theirs that names a pain."""
        common = set.intersection(*(self.places.get(lemma, set()) for lemma in lemmas))
        own = [self.mentions[i] for i in common]
        return sum(m.head in lemmas and names_pain(m) for m in own) / len(own) if own else 0.0

    def is_plural(self, lemma: str) -> bool:
        """Whether the group speaks of several such things: «деревья», but «вода»."""
        if lemma not in self._plural:
            own = [self.mentions[i].fragment for i in sorted(self.places.get(lemma, ()))[:_JUDGED]]
            root = lemma[:_SHORT]
            found = [f for t in own for f in forms(t) if f[:_SHORT] == root and word(f).lemma == lemma]
            many = sum(
                (seen := inflection.noun(f, _ONE)) is not None and seen.number == "plur" for f in found
            )
            self._plural[lemma] = many > 1 and many >= _PLURAL * len(found)
        return self._plural[lemma]

    def is_small(self, lemma: str) -> bool:
        """Whether a word is written with a small letter nearly always: no name."""
        own = [self.mentions[i].fragment for i in sorted(self.places.get(lemma, ()))[:_JUDGED]]
        found = [w for text in own for w in text.split() if w[:_ROOT].lower() == lemma[:_ROOT]]
        return len(own) >= _USED and sum(w[0].islower() for w in found) >= _SMALL * len(found)
