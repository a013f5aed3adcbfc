"""What was planted, counted from the generator's own records: the measure of what the project finds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from painmap.demo.lineage import Lineage
from painmap.demo.records import Record
from painmap.demo.surveys import Survey


@dataclass(frozen=True)
class FileTruth:
    """What was put into one raw file.

    Attributes:
        name: File name.
        faults: Rows that must be rejected, by fault.
        carried: Number of open appeals of the year before that the writer was given.
        number: The number under which the reader knows an appeal; None for the register's own.
    """

    name: str
    records: Sequence[Record]
    faults: Sequence[str]
    carried: int
    number: Callable[[Record], str] | None = None


def of_year(planted: Sequence[Record], files: Sequence[FileTruth], lineage: Lineage) -> dict[str, Any]:
    """Counts of one year, of all its appeals and of each file; numbers of appeals where one must be found.

    Problems are those of today's registry; `parts_of` tells which part of a merged or divided one it was.
    """
    records = [_as_today(record, lineage) for record in planted]
    files = [replace(file, records=[_as_today(r, lineage) for r in file.records]) for file in files]
    kinds = sorted({r.client_kind for r in records})
    known = {r.appeal_id: file.number(r) for file in files if file.number for r in file.records}
    number = {r.appeal_id: known.get(r.appeal_id, r.appeal_id) for r in records}
    secondary = sorted({r.secondary for r in records if r.secondary})
    copied = {r.appeal_id: r.text for r in records}
    return {
        "appeals": len(records),
        "annotations": sum(r.is_annotation for r in records),
        "repeats": sum(bool(r.is_repeat) for r in records),
        "carried_over": sum(file.carried for file in files),
        "rejects": _tally(fault for file in files for fault in file.faults),
        "by_client_kind": {kind: _counts([r for r in records if r.client_kind == kind]) for kind in kinds},
        "files": {file.name: _of_file(file) for file in files},
        "problem_of": {
            p: [number[r.appeal_id] for r in records if r.problem == p]
            for p in sorted({r.problem for r in records if r.problem})
        },
        "secondary_of": {p: [number[r.appeal_id] for r in records if r.secondary == p] for p in secondary},
        "mailing": [number[r.appeal_id] for r in records if r.category == "mailing"],
        "twins": {
            number[r.appeal_id]: {
                "first": number.get(r.twin_of, r.twin_of),
                "is_copied": copied.get(r.twin_of) == r.text,
            }
            for r in records
            if r.twin_of
        },
        **_parts(lineage, ((r.problem, number[r.appeal_id]) for r in planted)),
    }


def _as_today(record: Record, lineage: Lineage) -> Record:
    problem, secondary = lineage.living(record.problem), lineage.living(record.secondary)
    return replace(record, problem=problem, secondary=secondary)


def _parts(lineage: Lineage, planted: Iterable[tuple[str, str]]) -> dict[str, Any]:
    found = lineage.parts(planted)
    return {"parts_of": found} if found else {}


def of_effects(bank: Mapping[str, Any]) -> dict[str, Any]:
    """The planted measures and events: day from which, and how many times as many appeals."""
    setup = bank["setup"]
    law = setup["email_law"]
    events = {"email_law": {"day": law["day"].isoformat(), **{k: law[k] for k in ("email", "portals")}}}
    if change := setup.get("registration_change"):
        events["registration_change"] = {"day": change["day"].isoformat(), "ratio": change["ratio"]}
    measures = {p: v["effect"] for p, v in bank["problems"].items() if "effect" in v}
    return {
        "events": events,
        "measures": {
            p: {"day": e["day"].isoformat(), "ratio": e["ratio"]} for p, e in sorted(measures.items())
        },
    }


def _of_file(file: FileTruth) -> dict[str, Any]:
    return {
        **_counts(file.records),
        "annotations": sum(r.is_annotation for r in file.records),
        "carried_over": file.carried,
        "rejects": _tally(file.faults),
    }


def _counts(records: Sequence[Record]) -> dict[str, Any]:
    problems = sorted({r.problem for r in records if r.problem})
    return {
        "appeals": len(records),
        "clients": _clients(records),
        "by_category": _tally(r.category for r in records),
        "by_channel": _tally(r.channel for r in records),
        "by_kind": _tally(r.kind for r in records),
        "by_topic": _tally(r.topic for r in records),
        "by_month": _tally(f"{r.day:%m}" for r in records),
        "by_problem": {
            p: {
                "appeals": sum(r.problem == p for r in records),
                "clients": _clients([r for r in records if r.problem == p]),
            }
            for p in problems
        },
    }


def _clients(records: Iterable[Record]) -> int:
    """Distinct people; nobody can tell anonymous ones apart, so each counts as one."""
    known, anonymous = set(), 0
    for record in records:
        if record.person.is_anonymous:
            anonymous += 1
        else:
            known.add(record.person.key)
    return len(known) + anonymous


def _tally(values: Iterable[str]) -> dict[str, int]:
    """Counts by value; a gap counts under the empty string."""
    return dict(sorted(Counter(values).items()))


def of_survey(survey: Survey, lineage: Lineage) -> dict[str, Any]:
    """Counts and means of one wave."""
    ids: dict[str, list[str]] = {}
    for respondent, part in survey.problems.items():
        ids.setdefault(lineage.living(part), []).append(respondent)
    return {
        "respondents": survey.respondents,
        "n": {q: len(v) for q, v in sorted(survey.values.items())},
        "mean": {q: round(fmean(v), 4) for q, v in sorted(survey.values.items())},
        "problem_of": dict(sorted(ids.items())),
        **_parts(lineage, ((part, respondent) for respondent, part in survey.problems.items())),
    }


def dumps(truth: dict[str, Any]) -> str:
    """The truth file: one line per list of numbers, sorted by key."""
    lines = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    return "\n".join(_packed(lines)) + "\n"


def _packed(lines: list[str]) -> list[str]:
    """Lists on one line each, so that a diff stays readable."""
    packed: list[str] = []
    is_inside = False
    for line in lines:
        if is_inside:
            packed[-1] += line.strip() if line.strip()[0] == "]" else line.strip() + " "
            packed[-1] = packed[-1].replace(" ]", "]")
        else:
            packed.append(line)
        is_inside = line.rstrip().endswith("[") or (is_inside and not line.strip().startswith("]"))
    return packed
