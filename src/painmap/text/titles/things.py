"""A thing that a group speaks of, and a title about it with what bears it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from painmap.text.language import inflection
from painmap.text.titles.acts import ORGANISATIONS
from painmap.text.titles.binding import is_near, preposition
from painmap.text.titles.clauses import is_animate
from painmap.text.titles.telling import Said

# Fewest share of a group's texts that bear a title out, of words that are said of many things.
LEAST = 0.03


@dataclass(frozen=True)
class Framed:
    """A title with what bears it out.

    Attributes:
        worth: What an official learns from it against a title that names the pain as it was said, 0 to 1.
        records: Numbers of the texts that say it of the thing.
        signs: Lemmas of which any one, anywhere in a text that names the thing, bears it out too.
        of: Lemmas of the thing, where they are not those of the phrase.
        least: Fewest share of a group's texts that say it of the thing: few are enough where the signs
            tell of one act, and seldom of another thing.
        is_broad: An official would ask: what of it? Then the title needs details.
        is_of_body: It says that somebody works badly, and adds nothing to what hurts.
    """

    title: str
    worth: float
    records: frozenset[int]
    signs: frozenset[str] = frozenset()
    of: tuple[str, ...] = ()
    least: float = LEAST
    is_broad: bool = False
    is_of_body: bool = False


@dataclass(frozen=True)
class Thing:
    """A noun phrase (nominative) with its main noun's lemma and the mentions of problems that name it."""

    phrase: str
    main: str
    mentions: Sequence[Said]

    def form(self, case: str) -> str:
        """In another case; persons in the plural."""
        return inflection.declined(self.phrase, case, "plur" if is_animate(self.phrase) else "")

    def told(
        self, form: str, worth: float, own: Sequence[Said], signs: frozenset[str], least: float = LEAST
    ) -> Iterator[Framed]:
        """The title of a form, where any mention bears it out: «отсутствие {gent}», with the thing's case."""
        head, case = form.rstrip("}").split("{")
        if own and (made := self.form(case)):
            yield Framed(head + made, worth, texts(own), signs, least=least)

    @property
    def is_body(self) -> bool:
        """A person or an organisation: it acts."""
        return is_animate(self.phrase) or self.main in ORGANISATIONS

    def near(self, lemmas: frozenset[str]) -> list[Said]:
        """Mentions with one of the lemmas next to the thing."""
        return [
            m for m in self.mentions if m.lemmas & lemmas and is_near(m.fragment, self.main, _bare(lemmas))
        ]

    def plainly(self, lemmas: frozenset[str]) -> list[Said]:
        """Mentions with one of the lemmas near the thing, which has no preposition."""
        return [m for m in self.near(lemmas) if preposition(m.fragment, self.main) == ""]


@lru_cache(1000)
def _bare(lemmas: frozenset[str]) -> frozenset[str]:
    """Without «не_»: as words stand in a fragment."""
    return frozenset(w.removeprefix("не_") for w in lemmas)


def texts(mentions: Sequence[Said]) -> frozenset[int]:
    """Numbers of their texts."""
    return frozenset(m.record for m in mentions)


def with_(phrase: str) -> str:
    """«С выплатой», «со снятием»."""
    is_clustered = phrase[:1] in "сзшжщ" and phrase[1:2] not in "аеёиоуыэюяьъ"
    return f"{'со' if is_clustered else 'с'} {phrase}"


def opinions(phrase: str) -> str:
    """«Отзывы о карте», «отзывы об ипотеке»."""
    return f"отзывы {'об' if phrase[:1] in 'аиоуэ' else 'о'} {phrase}"
