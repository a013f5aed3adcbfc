"""What is unexpected of a source beside what was accepted of it. `RULES` is the whole of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import dropwhile
from statistics import median

from painmap.stages.baselines.case import Case
from painmap.stages.baselines.rhythm import late, silent
from painmap.stages.baselines.words import shifted_accepted, shifted_new
from painmap.stats.typical import typical_band, typical_sum

Rule = Callable[[Case], Iterator[str]]
# Months that one sentence names.
_NAMED = 6
# A single month is judged by itself.
_LEAST_SUMMED = 2
# Of the median of months with rows: demo sources begin with at least a third of it, a stray row is below.
_BEGUN = 0.25


def lost(case: Case) -> Iterator[str]:
    """Rows of accepted months that are no longer there."""
    less = {key: n - case.now.get(key, 0) for key, n in case.then.items() if case.now.get(key, 0) < n}
    months = _beyond(case, less, case.rules.lost_share)
    gone, accepted = sum(less.values()), sum(case.then.values())
    if not months and not _is_much(case, gone, case.rules.lost_share * accepted):
        return
    yield (
        f"пропали принятые строки: {gone} из {accepted} — "
        f"{_changes(case, months or sorted(less, key=lambda key: (-less[key], key)))}. "
        "Проверьте, все ли файлы на месте и целы и не прибавилось ли отклонённых строк"
    )


def gained(case: Case) -> Iterator[str]:
    """More rows in months that were over when they were accepted: a register that was read twice."""
    if case.accepted is None:
        return
    over = {key: n for key, n in case.then.items() if case.end(key) <= case.accepted.received_date}
    more = {key: case.now.get(key, 0) - n for key, n in over.items() if case.now.get(key, 0) > n}
    months = _beyond(case, more, case.rules.gained_share)
    if not months and not _is_much(case, sum(more.values()), case.rules.gained_share * sum(over.values())):
        return
    yield (
        f"прибавились строки за принятые {case.unit}: {sum(more.values())} — "
        f"{_changes(case, months or sorted(more, key=lambda key: (-more[key], key)))}. "
        "Проверьте, не прочитаны ли одни и те же записи дважды под разными номерами"
    )


def unusual(case: Case) -> Iterator[str]:
    """New months with far fewer or far more rows than the source usually has, each and all together."""
    if case.accepted is None:
        return
    usual = [n for key, n in _begun(case.then).items() if case.end(key) <= case.accepted.received_date]
    usual = usual[-case.params.report.trend.history_months :]
    if len(usual) < case.rules.least_months:
        return
    low, high = typical_band(usual, case.rules.band)
    told = f"обычно от {math.ceil(low)} до {math.floor(high)}"
    # A month that was not over when the last file came has not all of its rows.
    begun = _begun(case.now).items()
    new = {k: n for k, n in begun if k not in case.then and case.end(k) <= case.receipts[-1]}
    for word, keys in (
        ("мало", [key for key, n in new.items() if n < low]),
        ("много", [key for key, n in new.items() if n > high]),
    ):
        if keys:
            named = _listed([f"{case.key_title(key)} — {new[key]}" for key in keys])
            yield f"необычно {word} строк: {named} ({told}). Сверьте с источником"
    yield from _unusual_sum(case, usual, new)


def _unusual_sum(case: Case, usual: Sequence[int], new: dict[str, int]) -> Iterator[str]:
    """Months none of which need be odd, but not so many one after another."""
    if len(new) < _LEAST_SUMMED:
        return
    low, high = typical_sum(usual, len(new), case.rules.band)
    found, middle = sum(new.values()), len(new) * median(usual)
    is_far = abs(found - middle) > case.rules.drift_share * middle
    if is_far and not low <= found <= high:
        word = "мало" if found < low else "много"
        first, *_, last = new
        span = f"{case.key_title(first)} — {case.key_title(last)}"
        yield (
            f"необычно {word} строк за новые {case.unit} вместе ({span}): {found} "
            f"(обычно за столько же от {math.ceil(low)} до {math.floor(high)}). Сверьте с источником"
        )


def _begun(rows: dict[str, int]) -> dict[str, int]:
    """Without the months before the source began: a row dated years ago makes no year of empty months."""
    full = [n for n in rows.values() if n]
    least = _BEGUN * median(full) if full else 0
    return dict(dropwhile(lambda month: month[1] < least, rows.items()))


def _beyond(case: Case, differences: dict[str, int], share: float) -> list[str]:
    return [key for key, n in differences.items() if _is_much(case, n, share * case.then[key])]


def _is_much(case: Case, rows: int, tolerated: float) -> bool:
    return rows >= case.rules.least_rows and rows > tolerated


def _changes(case: Case, keys: Sequence[str]) -> str:
    return _listed([f"{case.key_title(k)}: было {case.then[k]}, стало {case.now.get(k, 0)}" for k in keys])


def _listed(items: Sequence[str]) -> str:
    more = len(items) - _NAMED
    return "; ".join(items[:_NAMED]) + (f"; и ещё: {more}" if more > 0 else "")


RULES: tuple[Rule, ...] = (lost, gained, unusual, shifted_accepted, shifted_new, silent, late)


def warnings(case: Case) -> tuple[str, ...]:
    """Russian sentences, each with the source and what to do."""
    return tuple(f"{case.title}: {said}; {case.remedy}." for rule in RULES for said in rule(case))
