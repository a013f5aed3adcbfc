"""Mentions of one shard of an agency's texts; an unchanged text costs nothing."""

from __future__ import annotations

import zlib
from typing import Any

import pandas as pd

from painmap.schema import MENTIONS
from painmap.stages import _clean
from painmap.stages.cache import TextCache
from painmap.stages.project import Project, is_done, note_done
from painmap.stages.sources import source_hash
from painmap.stages.store import read_table, write_table
from painmap.text.mentions import find_mentions

# What is kept of a mention: its fragment is a part of the text.
_KEPT = ("start", "end", "kind", "head", "lemmas", "cue", "about", "blamed")
_CODES = ("topic_code", "reason_code", "appeal_kind")
_FILE = "mentions.parquet"


def run(project: Project, shard: int) -> pd.DataFrame:
    """`schema.MENTIONS` of the texts of one shard."""
    folder = project.tree.interim_texts(project.id) / str(shard)
    stamp = project.texts_stamp(shard)
    if not is_done(folder, stamp):
        texts = texts_of(project, _clean.run(project))
        write_table(folder / _FILE, MENTIONS, _mentions(project, texts[texts["shard"] == shard]))
        note_done(folder, stamp, [folder / _FILE])
    return read_table(folder / _FILE, MENTIONS)


def texts_of(project: Project, cleaned: _clean.Cleaned) -> pd.DataFrame:
    """A row is a masked text: record_id, text, client_kind, date, the register's codes, shard.

    Sorted by record_id. Channels that are counted only (anti-corruption hotline) are never read.
    """
    closed = [channel.code for channel in project.params.agency.channels if channel.is_count_only]
    appeals = cleaned.appeals[~cleaned.appeals["channel_code"].isin(closed)]
    columns = ["record_id", "text", "client_kind"]
    frame = pd.concat(
        [
            appeals[[*columns, *_CODES, "registered_date"]].rename(columns={"registered_date": "date"}),
            cleaned.responses[[*columns, "responded_date"]].rename(columns={"responded_date": "date"}),
        ],
        ignore_index=True,
    )
    frame = frame[frame["text"].notna()].sort_values("record_id", kind="stable", ignore_index=True)
    count = len(project.shards)
    frame["shard"] = [zlib.crc32(record.encode()) % count for record in frame["record_id"]]
    return frame


def _mentions(project: Project, texts: pd.DataFrame) -> pd.DataFrame:
    vocabulary = project.params.vocab["mentions"]
    version = f"mentions {source_hash('painmap.text.mentions')} {vocabulary.model_dump_json()}"
    megabytes = project.params.report.text.cache_megabytes
    cache = TextCache(project.tree.cache, project.key.secret, version, megabytes)
    inputs = texts["text"].tolist()

    def compute(positions: list[int]) -> list[Any]:
        found = find_mentions([inputs[i] for i in positions], vocabulary)
        return [[[getattr(m, name) for name in _KEPT] for m in mentions] for mentions in found]

    # Which problem a mention is about is found later.
    columns: dict[str, list[Any]] = {name: [] for name in MENTIONS.names if name != "problem_id"}
    found = cache.map(inputs, compute)
    for record, text, mentions in zip(texts["record_id"], inputs, found, strict=True):
        for start, end, *others in mentions:
            cells = (record, start, end, text[start:end], *others)
            for column, cell in zip(columns.values(), cells, strict=True):
                column.append(cell)
    return pd.DataFrame(columns)
