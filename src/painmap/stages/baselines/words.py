"""Whether the words of a source's columns, and how full they are, are those that were accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from painmap.params.models import SourceBaseline
from painmap.stages.baselines.case import Case
from painmap.stages.baselines.counts import MATURING, Part, longest_term, total
from painmap.stats.typical import chance_distance, distance

# Words that are named of one column.
_NAMED = 3


@dataclass(frozen=True)
class _Sample:
    """Rows that are compared with what was accepted.

    Attributes:
        part: All of them; mature: those that were registered long enough ago.
        tolerance: Share of rows that may have another word.
        has_chance: Whether they are other rows than those accepted, which differ by chance too.
    """

    part: Part
    mature: Part
    tolerance: float
    has_chance: bool

    def of(self, column: str) -> Part:
        """The rows that say something about a column."""
        return self.mature if column in MATURING else self.part


def shifted_accepted(case: Case) -> Iterator[str]:
    """Accepted months whose rows have other words than when they were accepted."""
    if case.accepted is not None:
        day = case.accepted.received_date - longest_term(case.params.report)
        keys = [key for key in case.then if case.part(key).rows]
        mature = [key for key in keys if case.end(key) <= day]
        sample = _Sample(_sum(case, keys), _sum(case, mature), case.rules.lost_share, has_chance=False)
        yield from _told(case, case.accepted, sample, f"строки за принятые {case.unit} стали другими")


def shifted_new(case: Case) -> Iterator[str]:
    """New months whose rows have other words than the source used to have."""
    keys = [key for key in case.now if key not in case.then and case.part(key).rows]
    if case.accepted is not None and keys:
        day = case.receipts[-1] - longest_term(case.params.report)
        mature = [key for key in keys if case.end(key) <= day]
        sample = _Sample(_sum(case, keys), _sum(case, mature), case.rules.shift_share, has_chance=True)
        span = case.key_title(keys[0])
        span += f" — {case.key_title(keys[-1])}" if len(keys) > 1 else ""
        what = f"новые {case.unit} ({span}, строк: {sample.part.rows}) не такие, как прежде"
        yield from _told(case, case.accepted, sample, what)


def _told(case: Case, accepted: SourceBaseline, sample: _Sample, what: str) -> Iterator[str]:
    found = [*_words(case, accepted, sample), *_emptied(case, accepted, sample)]
    if found:
        yield f"{what}: {'; '.join(found)}. Сверьте выгрузку и описание формата"


def _sum(case: Case, keys: Collection[str]) -> Part:
    return total(case.part(key) for key in keys)


def _words(case: Case, accepted: SourceBaseline, sample: _Sample) -> Iterator[str]:
    for column, shares in accepted.words.items():
        counts = sample.of(column).words.get(column, {})
        rows = sum(counts.values())
        if rows < case.rules.shift_rows:
            continue
        gone = [word for word, share in shares.items() if _is_gone(case, share, counts.get(word, 0), rows)]
        is_shifted = distance(shares, counts) > _tolerance(sample, shares, rows)
        changed = _most_changed(shares, counts) if is_shifted else gone
        if changed:
            named = (
                f"{case.word_title(column, word)} {_percent(counts.get(word, 0) / rows)} "
                f"вместо {_percent(shares.get(word, 0.0))}"
                for word in changed[:_NAMED]
            )
            yield f"{case.column_title(column)}: {', '.join(named)}"


def _emptied(case: Case, accepted: SourceBaseline, sample: _Sample) -> Iterator[str]:
    for column, share in accepted.filled.items():
        part = sample.of(column)
        if part.rows < case.rules.shift_rows:
            continue
        filled = part.filled.get(column, 0)
        less = share - filled / part.rows
        is_emptied = less > _tolerance(sample, {"filled": share, "empty": 1 - share}, part.rows)
        if is_emptied or _is_gone(case, share, filled, part.rows):
            now = _percent(filled / part.rows)
            yield f"{case.column_title(column)}: заполнено {now} вместо {_percent(share)}"


def _tolerance(sample: _Sample, shares: Mapping[str, float], rows: int) -> float:
    return sample.tolerance + (chance_distance(shares, rows) if sample.has_chance else 0.0)


def _is_gone(case: Case, share: float, count: int, rows: int) -> bool:
    """None left of what was common; with twice `least_rows` expected, not by chance (exp(-10))."""
    return not count and share >= case.rules.common_share and share * rows >= 2 * case.rules.least_rows


def _most_changed(shares: Mapping[str, float], counts: Mapping[str, int]) -> list[str]:
    """The words that changed most, without those that only made room for them."""
    rows = sum(counts.values())
    change = {word: abs(shares.get(word, 0.0) - counts.get(word, 0) / rows) for word in {*shares, *counts}}
    most = max(change.values())
    return sorted((w for w in change if change[w] >= most / 2), key=lambda word: (-change[word], word))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
