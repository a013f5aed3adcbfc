"""Topics of the texts of any table: file in, file out (`painmap classify`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import pandas as pd

from painmap.errors import PainmapError
from painmap.stages.classification import outputs, reading
from painmap.stages.classification.outputs import Classified
from painmap.stages.deidentification.masker import Masker
from painmap.stages.requests import ClassifyRequest
from painmap.stages.store import disk_error, replacing_all
from painmap.stages.tables.asked import check_places
from painmap.stages.tables.kinds import kind_of
from painmap.stages.tables.parts import TableFile
from painmap.text import topics

Progress = Callable[[str, int, int], None]
_GUESSING = "определение тем"
_MOST_ASKED = 100


def run(request: ClassifyRequest, progress: Progress) -> Classified:
    """Learn, then classify row by row; nothing is written if anything fails.

    Raises:
        PainmapError: A file cannot be read or written, a name is wrong, there is nothing to learn from.
    """
    places = _checked(request)
    try:
        # Opened before the work: a place that cannot be written is said at once.
        with replacing_all(list(places.values()), is_private=True) as streams:
            return _Run(request, progress).write(dict(zip(places, streams, strict=True)))
    except OSError as error:
        if error.filename is None:
            raise
        raise disk_error(error, Path(error.filename)) from error


def _checked(request: ClassifyRequest) -> dict[str, Path]:
    """Option → file to write."""
    is_told = bool(request.train) != (request.titles is not None)
    if (
        not is_told
        or bool(request.train) != bool(request.label)
        or bool(request.titles) != bool(request.title)
    ):
        raise PainmapError(
            "Нужно одно из двух: размеченные тексты или названия тем",
            remedy="укажите --train ФАЙЛ --label СТОЛБЕЦ или --titles ФАЙЛ --title СТОЛБЕЦ",
        )
    if request.topics is not None and not request.train:
        raise PainmapError(
            "Таблица точности по темам считается только по размеченным текстам",
            where="--topics",
            remedy="уберите --topics или добавьте --train и --label",
        )
    wanted = {"--out": request.out, "--topics": request.topics, "--queue": request.queue}
    places = {option: path for option, path in wanted.items() if path is not None}
    for source in (request.source, *request.train, *([request.titles] if request.titles else [])):
        check_places(source, places)
    for path in places.values():
        kind_of(path)
    return places


class _Run:
    """One run of the verb."""

    def __init__(self, request: ClassifyRequest, progress: Progress) -> None:
        self._request, self._progress = request, progress
        self._done = Classified()
        self._queue = topics.Queue(_MOST_ASKED)

    def write(self, streams: dict[str, IO[bytes]]) -> Classified:
        request = self._request
        table, column = reading.open_texts(request)
        names = outputs.new_columns(request, table)
        training = reading.opened_training(request)
        rows = table.rows + sum(labelled.rows for labelled, *_ in training)
        with Masker(request.cores, rows) as masker:
            model = self._learnt(training, table, column, masker)
            judge = partial(self._judged, model, table.rows)
            pieces = outputs.classified_rows(table, column, names, masker, judge)
            outputs.write_rows(streams["--out"], request.out, table, names, pieces)
        if "--queue" in streams and request.queue is not None:
            asked = self._queue.asked()
            columns = training[0][1:] if training else (column, request.title)
            outputs.write_queue(streams["--queue"], request.queue, table, columns, asked)
            self._done.asked = len(asked)
        if isinstance(model, topics.History):
            self._done.drift = topics.drift(model.reference, self._done.observed)
            if "--topics" in streams and request.topics is not None:
                outputs.write_topics(streams["--topics"], request.topics, table, model.table)
        self._done.note = table.note
        return self._done

    def _learnt(
        self, training: list[tuple[TableFile, str, str]], table: TableFile, column: str, masker: Masker
    ) -> topics.History | topics.Titles:
        request = self._request
        if request.titles is not None:
            titles = reading.titles_of(request, request.titles)
            texts = reading.sampled(table, column, masker, self._progress, topics.MOST_TEXTS)
            self._done.learnt = (0, len(titles))
            return topics.learn_titles(titles, texts)
        model = topics.learn(reading.labelled(training, masker, self._progress))
        self._done.learnt = (model.reference.texts, len(model.names))
        self._done.accuracy = float(model.table["right"].sum() / max(model.table["guessed"].sum(), 1))
        return model

    def _judged(self, model: topics.History | topics.Titles, rows: int, texts: list[str]) -> pd.DataFrame:
        guesses = model.guess(texts)
        done = self._done
        is_filled = [bool(text) for text in texts]
        filled = [text for text in texts if text]
        done.observed = done.observed.added(guesses[is_filled], model.features.unseen_words(filled))
        done.rows += len(texts)
        done.blank += len(texts) - len(filled)
        done.review += int(guesses["is_review"].sum())
        if self._request.queue is not None:
            self._queue.add(texts, guesses)
        self._progress(_GUESSING, done.rows, rows)
        return guesses
