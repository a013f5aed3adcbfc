"""Run BERTopic on texts.json and embeddings.npy of a folder; write labels.json there. Needs no painmap."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from bertopic import BERTopic
from umap import UMAP

_STRATEGIES = ("c-tf-idf", "distributions", "embeddings")


def main(folder: Path) -> None:
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    embeddings = np.load(folder / "embeddings.npy").astype(np.float32)
    start = time.perf_counter()
    # BERTopic's own parameters; only the seed is fixed.
    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42)
    model = BERTopic(umap_model=umap, language="multilingual", embedding_model=None)
    topics, _ = model.fit_transform(texts, embeddings)
    spent = time.perf_counter() - start
    found = {"BERTopic 0.17, LSA": (list(map(int, topics)), spent)}
    for strategy in _STRATEGIES:
        start = time.perf_counter()
        given = {"embeddings": embeddings} if strategy == "embeddings" else {}
        try:
            fewer = model.reduce_outliers(texts, topics, strategy=strategy, **given)
        except ValueError:
            # «No outliers to reduce.»
            fewer = topics
        name = f"BERTopic 0.17, LSA, reduce_outliers by {strategy}"
        found[name] = (list(map(int, fewer)), spent + time.perf_counter() - start)
    (folder / "labels.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
