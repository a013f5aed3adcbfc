"""Recall and precision of masking on texts whose personal details are known. The only code that measures it.

A character of a detail counts as found whatever type it was masked as: what matters is that it is gone.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from benchmarks.deidentification.corpus import Detail, Item

from painmap.codes import PERSONAL_DATA
from painmap.params.models.model_cards import Kind, Measurement, Recall, RuleRecall, TypeRecall
from painmap.stages.sources import source_hash
from painmap.stats.shares import wilson
from painmap.text.deidentify import RECOGNISERS, Masked, mask_many

_WORST = 10
SMALLEST = 10  # details of a kind that is told of
_ABOUT = ("spelling", "form", "region", "register")


class Outcome:
    """One planted detail after masking: its characters, of those masked, of those under its own type."""

    def __init__(self, item: Item, detail: Detail, covers: dict[int, str]) -> None:
        places = range(detail.start, detail.end)
        self.item, self.detail = item, detail
        self.size = len(places)
        self.masked = sum(i in covers for i in places)
        self.same = sum(covers.get(i) == detail.type for i in places)
        self.is_found = all(i in covers for i in places if item.text[i].isalnum())


def read_gold(path: Path, rows: int | None = None) -> tuple[Item, ...]:
    """Rows of JSON lines with `text` and `pii`: `[start, end, TYPE]`."""
    lines = path.read_text(encoding="utf-8").splitlines()[:rows]
    return tuple(
        Item(row["text"], tuple(Detail(a, b, kind) for a, b, kind in row["pii"]), path.stem, False)
        for row in map(json.loads, lines)
    )


def fingerprint(items: Sequence[Item]) -> str:
    """First 16 hex digits of the sha256 of texts and labels."""
    rows = [[i.text, [[d.start, d.end, d.type] for d in i.details]] for i in items]
    return hashlib.sha256(json.dumps(rows).encode("ascii")).hexdigest()[:16]


def outcomes(items: Sequence[Item], masked: Sequence[Masked]) -> list[Outcome]:
    """What became of every planted detail."""
    result = []
    for item, one in zip(items, masked, strict=True):
        covers = _covers(one)
        result += [Outcome(item, detail, covers) for detail in item.details]
    return result


def measured(corpus: str, items: Sequence[Item], day: date) -> Measurement:
    """Everything that is measured on one set of texts; details without a spelling get no groups."""
    mask_many([items[0].text])
    started = time.process_time()
    masked = mask_many([item.text for item in items])
    seconds = time.process_time() - started
    found = outcomes(items, masked)
    is_described = any(o.detail.register for o in found)
    return Measurement(
        corpus=corpus,
        fingerprint=fingerprint(items),
        measured_on=day,
        code=source_hash("painmap.text.deidentify"),
        texts=len(items),
        details=len(found),
        other_masked=_other(items, masked),
        texts_a_second=round(len(items) / seconds),
        types=_types(items, masked, found),
        groups=_groups(found) if is_described else {},
        rules=_rules(items, masked) if is_described else (),
        worst=_worst(found) if is_described else (),
    )


def recall(group: str, found: Sequence[Outcome]) -> Recall:
    """Of one group of details."""
    n, whole = len(found), sum(o.is_found for o in found)
    low, high = wilson(whole, n)
    share = sum(o.masked for o in found) / sum(o.size for o in found)
    return Recall(group=group, n=n, found=whole, recall=_r(share), ci_low=_r(low), ci_high=_r(high))


def by(found: Iterable[Outcome], key: Callable[[Outcome], str]) -> tuple[Recall, ...]:
    """Recall by a key, the largest group first; details whose key is empty are left out."""
    parts: dict[str, list[Outcome]] = defaultdict(list)
    for one in found:
        parts[key(one)].append(one)
    parts.pop("", None)
    return tuple(recall(k, parts[k]) for k in sorted(parts, key=lambda k: (-len(parts[k]), k)))


def _r(value: float) -> float:
    return round(value, 4)


def _covers(one: Masked) -> dict[int, str]:
    return {i: kind for start, end, kind in one.spans for i in range(start, end)}


def _gold(item: Item) -> set[int]:
    return {i for d in item.details for i in range(d.start, d.end)}


def _other(items: Sequence[Item], masked: Sequence[Masked]) -> float:
    other = wrong = 0
    for item, one in zip(items, masked, strict=True):
        gold = _gold(item)
        other += len(item.text) - len(gold)
        wrong += len(_covers(one).keys() - gold)
    return _r(wrong / other)


def _types(
    items: Sequence[Item], masked: Sequence[Masked], found: Sequence[Outcome]
) -> tuple[TypeRecall, ...]:
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for item, one in zip(items, masked, strict=True):
        gold = _gold(item)
        for start, end, kind in one.spans:
            given[kind] += end - start
            right[kind] += len(gold.intersection(range(start, end)))
    result = []
    for kind in PERSONAL_DATA:
        some = [o for o in found if o.detail.type == kind]
        if not some:
            continue
        masked_size = sum(o.masked for o in some)
        result.append(
            TypeRecall(
                **recall(kind, some).model_dump(),
                same_type=_r(sum(o.same for o in some) / masked_size) if masked_size else None,
                masked=given[kind],
                precision=_r(right[kind] / given[kind]) if given[kind] else None,
            )
        )
    return tuple(result)


def _groups(found: Sequence[Outcome]) -> dict[str, tuple[Recall, ...]]:
    persons = [o for o in found if o.detail.type == "PERSON"]
    return {
        "spelling": by(persons, lambda o: o.detail.spelling),
        "region": by(persons, lambda o: o.detail.region),
        "form": by(persons, lambda o: o.detail.form),
        "kind": by((o for o in found if o.detail.type != "PERSON"), lambda o: o.detail.form),
        "length": by(found, lambda o: o.item.length),
        "register": by(found, lambda o: o.detail.register),
        "place": by(found, _place),
        "markup": by(found, lambda o: "html" if o.item.is_html else "plain"),
    }


def _place(one: Outcome) -> str:
    """Third of the text in which the middle of the detail lies."""
    share = (one.detail.start + one.detail.end) / 2 / len(one.item.text)
    return "start" if share < 1 / 3 else "middle" if share < 2 / 3 else "end"


def _rules(items: Sequence[Item], masked: Sequence[Masked]) -> tuple[RuleRecall, ...]:
    spans: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for item, one in zip(items, masked, strict=True):
        gold = _gold(item)
        for (start, end, _), rule in zip(one.spans, one.rules, strict=True):
            spans[rule] += 1
            right[rule] += bool(gold.intersection(range(start, end)))
    return tuple(
        RuleRecall(rule=r.rule, type=r.type, score=r.score, spans=n, precision=_r(right[r.rule] / n))
        for r in RECOGNISERS
        if (n := spans[r.rule])
    )


def _worst(found: Sequence[Outcome]) -> tuple[Kind, ...]:
    """Greedy: the group with the lowest upper bound, then of what is left; simpler descriptions win ties."""
    left, result = list(found), []
    while len(result) < _WORST:
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Outcome]] = defaultdict(list)
        for one in left:
            marks = [(name, value) for name in _ABOUT if (value := getattr(one.detail, name))]
            for size in range(1, 4):
                for some in combinations(marks, size):
                    groups[(one.detail.type, some)].append(one)
        large = {k: v for k, v in groups.items() if len(v) >= SMALLEST and not all(o.is_found for o in v)}
        if not large:
            break
        key = min(large, key=lambda k: (_upper(large[k]), len(k[1]), k))
        some = large[key]
        result.append(Kind(type=key[0], about=dict(key[1]), n=len(some), found=sum(o.is_found for o in some)))
        gone = set(map(id, some))
        left = [o for o in left if id(o) not in gone]
    return tuple(result)


def _upper(found: Sequence[Outcome]) -> float:
    return wilson(sum(o.is_found for o in found), len(found))[1]
