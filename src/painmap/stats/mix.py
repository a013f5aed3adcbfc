"""Channel mix: whether the shares of several channels changed, and then each channel's share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from painmap.params.models import TrendRules
from painmap.stats.cases import Case
from painmap.stats.estimates import POWER_AND_SIZE, Estimate, InsufficientError
from painmap.stats.share_series import ShareSeriesCase, dispersion, scaled_newcombe
from painmap.stats.shares import null_variance

POOLED = ("pooled", "прочие")
_MIN_EXPECTED = 5.0


@dataclass(frozen=True, kw_only=True)
class MixCase(Case):
    """Counts of classes (channels) by sub-periods, or in total: then one row a period.

    Attributes:
        classes: Code and title of each column.
        counts: Sub-periods × classes.
        is_now: Which rows are of the period itself; the others are of the one compared with.
    """

    classes: tuple[tuple[str, str], ...]
    counts: tuple[tuple[int, ...], ...]
    is_now: tuple[bool, ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.is_now) or any(len(r) != len(self.classes) for r in self.counts):
            raise self.refused(
                "Структура по каналам: число строк или значений в строке не то",
                "проверьте, что на каждый месяц и канал приходится одно число",
            )
        if any(count < 0 for row in self.counts for count in row):
            raise self.refused("Структура по каналам: число отрицательно", "проверьте подсчёт по каналам")


def mix_change(case: MixCase, rules: TrendRules) -> Estimate:
    """Whether the mix changed: quasi-multinomial χ²/φ; the effect is that of the class that moved most.

    Its interval holds for all classes together (Bonferroni). `narrow` spans the intervals of all classes:
    the mix is unchanged only if every class is. `note` names the class.

    Source: McCullagh & Nelder 1989, 5.5; for `narrow` the intersection-union test (Berger 1982).

    Raises:
        InsufficientError: Fewer than two classes are expected 5 times in each period.
    """
    from scipy.special import chdtrc, fdtrc

    case = pooled_rare(case)
    table, sides = np.array(case.counts, dtype=np.int64), _by_period(case)
    phi, df = dispersion(table, case.is_now)
    chi2, degrees = _pearson(sides) / phi, len(case.classes) - 1
    p = float(fdtrc(degrees, df, chi2 / degrees) if df else chdtrc(degrees, chi2))
    bases = [int(n) for n in sides.sum(axis=1)]
    moves = sides[0] / bases[0] - sides[1] / bases[1]
    largest = int(np.abs(moves).argmax())
    binomials = [(int(k), bases[0], int(k_before), bases[1]) for k, k_before in sides.T]
    ends = [scaled_newcombe(b, 1 - 2 * rules.alpha, phi, df) for b in binomials]
    return Estimate(
        test="mix_change",
        effect_kind="difference",
        effect=float(moves[largest]),
        interval=scaled_newcombe(binomials[largest], 1 - rules.alpha / len(moves), phi, df),
        narrow=(min(low for low, _ in ends if low is not None), max(h for _, h in ends if h is not None)),
        p=p,
        dispersion=phi,
        n=sum(bases),
        total=binomials[largest][0],
        total_before=binomials[largest][2],
        detectable=POWER_AND_SIZE * (phi * null_variance(*binomials[largest])) ** 0.5,
        note=f"больше всего изменилась доля: {case.classes[largest][1]}",
    )


def class_cases(case: MixCase) -> list[ShareSeriesCase]:
    """The share of each class that is not pooled, as cases of one family, `<family>_classes`.

    Raises:
        InsufficientError: As of `mix_change`.
    """
    case = pooled_rare(case)
    table = np.array(case.counts, dtype=np.int64)
    bases = tuple(int(n) for n in table.sum(axis=1))
    return [
        ShareSeriesCase(
            family=f"{case.family}_classes",
            code=code,
            label=title,
            client_kind=case.client_kind,
            reason=case.reason,
            k=tuple(int(k) for k in table[:, column]),
            n=bases,
            is_now=case.is_now,
        )
        for column, (code, title) in enumerate(case.classes)
        if (code, title) != POOLED
    ]


def pooled_rare(case: MixCase) -> MixCase:
    """The case with the classes expected less than 5 times in a period together, as «прочие», the last.

    If together they are still fewer, the rarest of the others joins them.

    Raises:
        InsufficientError: Fewer than two classes are left.
    """
    sides = _by_period(case)
    sizes = sides.sum(axis=0)
    need = _MIN_EXPECTED * sizes.sum() / max(int(sides.sum(axis=1).min()), 1)
    order = sorted(range(len(sizes)), key=lambda i: (sizes[i], case.classes[i][0]))
    rare = [i for i in order if 0 < sizes[i] < need]
    others = [i for i in order if sizes[i] >= need]
    while rare and others and sizes[rare].sum() < need:
        rare.append(others.pop(0))
    if not sides.sum(axis=1).min() or len(others) + bool(rare) < 2:
        raise InsufficientError(
            f"каналов, где за период ожидается не менее {_MIN_EXPECTED:.0f} обращений, меньше двух"
        )
    kept = sorted(others)
    if not rare:
        return _only(case, kept)
    rest = tuple(sum(row[i] for i in rare) for row in case.counts)
    case = _only(case, kept)
    return replace(
        case,
        classes=(*case.classes, POOLED),
        counts=tuple((*row, last) for row, last in zip(case.counts, rest, strict=True)),
    )


def _only(case: MixCase, columns: list[int]) -> MixCase:
    return replace(
        case,
        classes=tuple(case.classes[i] for i in columns),
        counts=tuple(tuple(row[i] for i in columns) for row in case.counts),
    )


def _by_period(case: MixCase) -> np.ndarray:
    """Counts of the period and of the one compared with: 2 × classes."""
    table = np.array(case.counts, dtype=np.int64).reshape(len(case.counts), len(case.classes))
    now = np.array(case.is_now, dtype=bool)
    return np.array([table[now].sum(axis=0), table[~now].sum(axis=0)])


def _pearson(table: np.ndarray) -> float:
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(((table - expected) ** 2 / expected).sum())
