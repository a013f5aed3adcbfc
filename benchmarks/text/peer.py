"""BERTopic 0.17 on LSA embeddings, run by an interpreter of an environment of its own."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from painmap.text import evidence

Labels = NDArray[np.int64]
_COMPONENTS = 300
_RUNNER = Path(__file__).with_name("bertopic_runner.py")


def labels(python: Path, collections: Sequence[Sequence[str]]) -> dict[str, list[tuple[Labels, float]]]:
    """Of each way to run it: topic of each text (-1: outlier) and seconds, for each collection."""
    result: dict[str, list[tuple[Labels, float]]] = {}
    for texts in collections:
        with tempfile.TemporaryDirectory() as folder:
            _write(Path(folder), texts)
            subprocess.run([str(python), str(_RUNNER), folder], check=True, stdout=subprocess.DEVNULL)
            found = json.loads((Path(folder) / "labels.json").read_text(encoding="utf-8"))
        for name, (topics, seconds) in found.items():
            result.setdefault(name, []).append((np.array(topics), seconds))
    return result


def _write(folder: Path, texts: Sequence[str]) -> None:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    said = [" ".join(words) for words in evidence.content(texts)]
    rows = TfidfVectorizer(sublinear_tf=True, min_df=3, max_df=0.2, token_pattern=r"\S+").fit_transform(said)
    components = min(_COMPONENTS, rows.shape[1] - 1)
    np.save(
        folder / "embeddings.npy", normalize(TruncatedSVD(components, random_state=0).fit_transform(rows))
    )
    (folder / "texts.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
