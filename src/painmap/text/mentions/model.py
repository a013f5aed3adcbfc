"""What a mention is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """A fragment that voices a pain or a need.

    Attributes:
        start: Offset in the text; `end` after the fragment.
        kind: A key of `codes.MENTION_KINDS`.
        head: Lemma of the fragment's main word.
        lemmas: Lemmas of its content words in order, joined by blanks; «не» stays with its verb.
        cue: The list of `params/vocab/mentions.yaml` it was found by; `annotation` for a clerk's line whose
            words are on no list of complaints, `headline` for a line without a verb, `fact` for the most
            telling clause of a text without any cue.
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


def words(*lines: str) -> frozenset[str]:
    """Words of lines, separated by blanks."""
    return frozenset(word for line in lines for word in line.split())
