"""`params/vocab/<id>.yaml`: the word lists."""

from __future__ import annotations

from painmap.params.models.base import File, Id, Text


class Vocabulary(File):
    """`params/vocab/<id>.yaml`: word lists of the text room, by list name; all words in lower case."""

    id: Id
    title: Text
    lists: dict[str, tuple[str, ...]]
