"""Weighted kernel ridge regression onto topics, with the exact scores of each text left out.

Saunders, Gammerman, Vovk (1998); left out in closed form as in Rifkin, Lippert (2007) «Notes on regularized
least squares», a group of near-duplicates at once: s = y − (G_gg)⁻¹ (G y)_g with G = (K + λ W⁻¹)⁻¹.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from painmap.text.topics.features import Array, Vectors

Groups = Sequence[NDArray[np.int64]]


@dataclass(frozen=True)
class Scorer:
    """Scores of topics as a linear function of a text's vector.

    Attributes:
        sparse, dense: Features × topics, float32.
    """

    sparse: NDArray[np.float32]
    dense: NDArray[np.float32]

    def scores(self, rows: Vectors) -> Array:
        """Texts × topics; 1 is a text of the topic, 0 one of another."""
        return np.asarray(rows.sparse @ self.sparse + rows.dense @ self.dense, dtype=float)


def fitted(
    rows: Vectors, likeness: Array, targets: Array, penalty: Array, groups: Groups
) -> tuple[Scorer, Array]:
    """The scorer, and the scores of each member of `groups` when its whole group is left out.

    Args:
        rows: Texts and titles to learn from.
        likeness: Their cosines.
        targets: Texts and titles × topics.
        penalty: Of each text: λ over its weight.
        groups: Disjoint groups of row numbers; rows of none (titles) always teach, their scores are zeros.
    """
    from scipy.linalg import lapack

    factor, _ = lapack.dpotrf(likeness + np.diag(penalty), lower=1, overwrite_a=1)
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    del factor
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights = inverse @ targets
    left_out = np.zeros_like(targets)
    for own in groups:
        left_out[own] = targets[own] - np.linalg.solve(inverse[np.ix_(own, own)], weights[own])
    single = weights.astype(np.float32)
    return Scorer(np.asarray(rows.sparse.T @ single), rows.dense.T @ single), left_out
