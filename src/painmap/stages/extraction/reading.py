"""Texts of any origin masked and read for mentions, each distinct one once, in processes if that pays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from painmap.params.defaults import mention_vocabulary
from painmap.params.models import Vocabulary
from painmap.stages.processes import Processes
from painmap.text.deidentify import Masked, mask_many
from painmap.text.grouping.features import forms
from painmap.text.language import Word, learn, word
from painmap.text.mentions import Mention, find_mentions
from painmap.text.quoting import PLACEHOLDER
from painmap.text.view import View, plain_view

_PIECE = 50
# A mass mailing may be anywhere in a file; 100 MB.
_REMEMBERED = 20_000
# Word forms, 20 MB.
_MOST_TOLD = 200_000
_told: set[str] = set()


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one text.

    Attributes:
        text: It without markup, masked.
        mentions: With offsets into `text`.
        places: Start and end of each mention in the text as given.
    """

    text: str
    mentions: tuple[Mention, ...]
    places: tuple[tuple[int, int], ...]


class Reader:
    """Reads texts, to be used in a `with` statement; the result does not depend on the number of processes.

    Args:
        cores: How many processes may work.
    """

    def __init__(self, cores: int) -> None:
        self._processes = Processes(cores if cores > 1 else 0, "рабочих процессов")
        self._known: dict[bytes, Read] = {}

    @property
    def is_parallel(self) -> bool:
        """Whether other processes read."""
        return self._processes.is_parallel

    def __enter__(self) -> Self:
        self._processes.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._processes.__exit__(None, None, None)

    def read(self, texts: Sequence[str]) -> list[Read]:
        """One result per text, in order.

        Raises:
            PainmapError: The system ended one of the processes.
        """
        keys = [
            hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest() for text in texts
        ]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        found = self._processes.map(_read_and_told, list(new.values()), _PIECE)
        for key, (item, words) in zip(new, found, strict=True):
            self._known[key] = item
            learn(words)
        result = [self._known[key] for key in keys]
        if len(self._known) > _REMEMBERED:
            self._known = {}
        return result


def _read_and_told(texts: Sequence[str]) -> list[tuple[Read, Mapping[str, Word]]]:
    """What was read of each text, with the words in it that this process has not told of before."""
    return [(item, _news(item.text)) for item in read(texts)]


def _news(text: str) -> Mapping[str, Word]:
    new = forms(text) - _told if len(_told) < _MOST_TOLD else frozenset[str]()
    _told.update(new)
    return {form: word(form) for form in new}


def read(texts: Sequence[str]) -> list[Read]:
    """Mask the texts, take their markup away, find their mentions."""
    views = [_shown(text, masked) for text, masked in zip(texts, mask_many(texts), strict=True)]
    found = find_mentions([view.text for view in views], vocabulary())
    return [
        Read(view.text, tuple(mentions), tuple(view.origin(m.start, m.end) for m in mentions))
        for view, mentions in zip(views, found, strict=True)
    ]


def _shown(text: str, masked: Masked) -> View:
    """The masked text without its markup, with the origin of each character in the text as given."""
    return plain_view(View.of(text).replaced(_placeholders(masked)))


def _placeholders(masked: Masked) -> Iterator[tuple[int, int, str]]:
    """Each masked span with what stands for it; between them the text is as it was."""
    shift = 0
    for start, end, _ in masked.spans:
        label = PLACEHOLDER.match(masked.text, start + shift)
        assert label is not None
        shift += len(label[0]) - (end - start)
        yield start, end, label[0]


@cache
def vocabulary() -> Vocabulary:
    """Words that voice a pain, as shipped."""
    return mention_vocabulary()
